"""``python -m cbam import-defaults`` and ``import-benchmarks``: a new edition from a workbook.

First the difference to the edition in force is printed: lines, largest moves, and what it does to
the example goods. Then the tables are written, unless ``--dry-run``.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

import pandas as pd

from cbam import tables
from cbam.findings.editions import difference, money
from cbam.i18n import translator
from cbam.law import register
from cbam.law.vintages import Law, vintages
from cbam.law.workbook import Finding, read_benchmarks, read_defaults
from cbam.present.rules import edition_words as words
from cbam.prices import Prices
from cbam.reasons import InputError

_SHOWN = 15  # lines of a difference that are printed
_FEWER = 0.1  # share of the goods on the list that may have no line


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register both commands."""
    for kind, name, text in (
        ("default_values", "import-defaults", "default values: one sheet per country"),
        ("benchmarks", "import-benchmarks", "benchmarks: columns A and B"),
    ):
        parser = commands.add_parser(
            name, help=f"a new edition of the law from a workbook of {text}"
        )
        parser.add_argument("input", type=Path, help="the Commission's workbook (XLSX)")
        parser.add_argument("--vintage", required=True, help="name of the edition, e.g. 2027-01")
        parser.add_argument("--act", required=True, help='"Implementing Regulation (EU) 2027/123"')
        parser.add_argument("--applies-from", required=True, help="date, e.g. 2027-01-01")
        parser.add_argument("--in-force", action="store_true",
                            help="replace the edition in force (else: adopted, can be chosen)")  # fmt: skip
        parser.add_argument("--origin", default="CN", help="origin of the example goods")
        parser.add_argument("--year", type=int, help="import year of the example goods")
        parser.add_argument("--dry-run", action="store_true", help="print the difference only")
        parser.set_defaults(run=run, kind=kind)


def run(options: argparse.Namespace) -> int:
    """Read, check, compare, write."""
    _, lang, kind = translator(options.lang), options.lang, str(options.kind)
    act = register.Act(options.act, _date(options.applies_from))
    current, prices = Law.load(), Prices.load()
    table, findings = _read(options.input, kind, current)
    for item in findings:
        print(words.finding(item, lang), file=sys.stderr)
    row = vintages().set_index("vintage").loc[current.vintage]
    new = {kind: table}
    if kind == "default_values":
        new["annex_iv"] = register.highest(table)
    later = Law.build(
        row.rename(options.vintage).to_frame().T.rename_axis("vintage").reset_index().iloc[0],
        new.get("default_values", tables.read(row["default_values"])),
        new.get("annex_iv", tables.read(row["annex_iv"]) if row["annex_iv"] else None),
        new.get("benchmarks", tables.read(row["benchmarks"])),
        "",
    )
    found = difference(kind, tables.read(row[kind]), table)
    print(words.summary(found, lang))
    if len(found.rows):
        print(words.lines(found, current, lang).head(_SHOWN).to_string(index=False))
    year = options.year or max(current.years[0], date.fromisoformat(act.applies_from).year)
    if year not in current.years:
        raise InputError("year_invalid", "year", year, allowed=current.years)
    print(_("Example goods from {origin}, {year}, on default values:").format(
        origin=options.origin, year=year
    ))  # fmt: skip
    effect = money(current, later, prices, options.origin, year)
    print(words.money(effect, lang).to_string(index=False))
    if options.dry_run:
        print(_("Nothing was written (--dry-run)."))
        return 0
    for path in register.add(options.vintage, act, new, options.in_force):
        print(path)
    print(_("Now run “make test”: it validates the tables and says which agreed results moved."))
    return 0


def _read(path: Path, kind: str, law: Law) -> tuple[pd.DataFrame, list[Finding]]:
    """The table of a workbook, checked against the goods that the tool knows."""
    if not path.is_file():
        raise InputError("file_missing", "input", str(path), why="no such file")
    if kind == "benchmarks":
        table, findings = read_benchmarks(path)
        known = {code[:8] for code in law.goods.codes}
    else:
        table, findings = read_defaults(path, law.origins)
        known = set(tables.read("goods")["cn_code"])
    codes = set(table["cn_code"])
    if codes - known:
        raise InputError("workbook_new_codes", "cn_code", "", allowed=sorted(codes - known))
    gone = sorted(known - codes)
    if len(gone) > _FEWER * len(known):
        raise InputError("workbook_fewer", "input", len(gone), allowed=gone)
    return table, findings


def _date(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise InputError("date_invalid", "applies_from", text) from None
