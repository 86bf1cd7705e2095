"""Reading the Commission's workbooks: default values (a sheet per country) and benchmarks.

The layout has changed between editions: three value columns or six (with mark-up), names of
countries cut to 31 characters, codes as text or as numbers, "see below", dashes and N/A. What
cannot be read is named with its sheet and row; nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from cbam import tables
from cbam.law.origins import OTHER, Origins
from cbam.reasons import InputError

DEFAULT_COLUMNS = ("origin", "cn_code", "direct", "indirect", "total", "route", "status")
BENCHMARK_COLUMNS = ("cn_code", "column", "route", "year_from", "year_to", "benchmark", "copies")
_SHEET_NAME = 31  # characters that a sheet's name can have
_HEADER_ROWS = 30  # rows in which the table's header is looked for
_ROUNDING = 0.0105  # printed totals may differ from their parts by independent rounding
_HIGHEST = 100.0  # t CO2e/t; a larger default is a slip of kg
_DASHES = {"", "-", "–", "—", "n/a", "na", "not applicable"}
_ROUTE = re.compile(r"\(?([A-HJ-L])\)?")
_PERIOD = re.compile(r"\(([12])\)")


class Finding(NamedTuple):
    """Something in a workbook that needs a look: code, sheet, row (1 = first), the cell's text."""

    code: str
    sheet: str
    row: int
    value: str


def read_defaults(path: Path, origins: Origins) -> tuple[pd.DataFrame, list[Finding]]:
    """The default values of a workbook with one sheet per country.

    Args:
        path: the XLSX or XLS file.
        origins: names of countries, to know the sheets by.

    Returns:
        The table (``DEFAULT_COLUMNS``, as ``data/law/default_values_*.csv``), sorted; and what
        was odd: ``sheet_without_table``, ``total_differs`` (from direct + indirect).

    Raises:
        InputError: ``workbook_unreadable``; ``workbook_country`` (a sheet with a table whose
            country is not known); ``workbook_cell`` (a value or code that cannot be read);
            ``workbook_twice`` (a code twice for a country); ``workbook_no_other``;
            ``workbook_empty``.
    """
    names = _sheet_names(origins)
    rows: list[tuple[Any, ...]] = []
    findings: list[Finding] = []
    for sheet, cells in _sheets(path):
        header = _find(cells, ("cn", "total"))
        if header is None:
            findings.append(Finding("sheet_without_table", sheet, 0, ""))
            continue
        origin = names.get(_key(sheet))
        if origin is None:
            raise InputError("workbook_country", "sheet", sheet)
        rows += _country(sheet, origin, cells, *header, findings)
    if not rows:
        raise InputError("workbook_empty", "input", path.name)
    table = pd.DataFrame(rows, columns=list(DEFAULT_COLUMNS))
    twice = table[table.duplicated(["origin", "cn_code"])]
    if len(twice):
        first = twice.iloc[0]
        raise InputError("workbook_twice", "cn_code", first["cn_code"], sheet=first["origin"])
    if OTHER not in set(table["origin"]):
        raise InputError("workbook_no_other", "sheet", OTHER)
    order = table["origin"].eq(OTHER)
    table = table.assign(_last=order).sort_values(["_last", "origin", "cn_code"], kind="stable")
    return table.drop(columns="_last").reset_index(drop=True), findings


def _country(
    sheet: str,
    origin: str,
    cells: list[list[Any]],
    at: int,
    columns: dict[str, int],
    findings: list[Finding],
) -> Iterator[tuple[Any, ...]]:
    """The lines of one country's sheet below its header."""
    for number, line in enumerate(cells[at + 1 :], at + 2):
        text = {name: _text(line[i]) if i < len(line) else "" for name, i in columns.items()}
        code = re.sub(r"[\s.]", "", _whole(text["cn"]))
        if not code.isdigit():
            continue  # a heading of the table, a footnote, an empty line
        if not 2 <= len(code) <= 10:
            raise InputError("workbook_cell", "cn_code", text["cn"], sheet=sheet, row=number)
        found = {
            name: _number(text.get(name, ""), sheet, number)
            for name in ("direct", "indirect", "total")
        }
        status = "value"
        if "see below" in text["total"].casefold():
            status = "see_below"
        elif found["total"] is None:
            status = "dash"
        parts = [found["direct"], found["indirect"]]
        total = found["total"]
        if total is not None and parts[0] is not None:
            gap = abs(total - parts[0] - (parts[1] or 0.0))
            if gap > _ROUNDING:
                findings.append(Finding("total_differs", sheet, number, text["total"]))
        if status != "value":
            found = dict.fromkeys(found)
        route = "/".join(_ROUTE.findall(_PERIOD.sub("", text.get("route", "")).upper()))
        yield (
            origin, code, found["direct"], found["indirect"], found["total"],
            route if status == "value" else "", status,
        )  # fmt: skip


def read_benchmarks(path: Path) -> tuple[pd.DataFrame, list[Finding]]:
    """The benchmarks of a workbook: a line per code and route, columns A and B.

    A blank code repeats the one above. ``(1)`` and ``(2)`` behind a route letter are the periods
    2026-2027 and 2028-2030; a cell without one holds for both.

    Returns:
        The table (``BENCHMARK_COLUMNS``, as ``data/law/benchmarks_*.csv``), sorted.

    Raises:
        InputError: as for ``read_defaults``.
    """
    rows: list[tuple[Any, ...]] = []
    findings: list[Finding] = []
    periods = _periods()
    for sheet, cells in _sheets(path):
        header = _find(cells, ("cn", "a", "b"))
        if header is None:
            findings.append(Finding("sheet_without_table", sheet, 0, ""))
            continue
        at, columns = header
        code = ""
        for number, line in enumerate(cells[at + 1 :], at + 2):
            text = {name: _text(line[i]) if i < len(line) else "" for name, i in columns.items()}
            typed = re.sub(r"[\s.]", "", _whole(text["cn"]))
            code = typed if typed.isdigit() else code if not typed else ""
            if not code:
                continue
            if len(code) != 8:
                raise InputError("workbook_cell", "cn_code", text["cn"], sheet=sheet, row=number)
            for column in ("A", "B"):
                value = _number(text[column.lower()], sheet, number)
                if value is None:
                    continue
                said = text.get(f"route_{column.lower()}", text.get("route", ""))
                first, last = periods[next(iter(_PERIOD.findall(said)), "")]
                letters = _ROUTE.findall(_PERIOD.sub("", said).upper()) or [""]
                rows += [(code, column, letter, first, last, value, 1) for letter in letters]
    if not rows:
        raise InputError("workbook_empty", "input", path.name)
    table = pd.DataFrame(rows, columns=list(BENCHMARK_COLUMNS))
    key = ["cn_code", "column", "route", "year_from"]
    twice = table[table.duplicated(key)]
    if len(twice):
        first_row = twice.iloc[0]
        raise InputError("workbook_twice", "cn_code", first_row["cn_code"], sheet="")
    return table.sort_values(key, kind="stable", ignore_index=True), findings


def _periods() -> dict[str, tuple[int, int]]:
    """Marker of a period -> its first and last production year; ``""``: all that are law."""
    table = tables.read("schedule")
    rows = table[(table["parameter"] == "benchmark_period") & (table["mark"] != "U")]
    found = {f"{row.value:g}": (int(row.year_from), int(row.year_to)) for row in rows.itertuples()}
    first, last = zip(*found.values(), strict=True)
    return {**found, "": (min(first), max(last))}


def _sheets(path: Path) -> Iterator[tuple[str, list[list[Any]]]]:
    try:
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            yield name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        raise InputError("workbook_unreadable", "input", path.name, why=str(error)) from error


# Header texts of the columns, tried in this order; the first column that matches is taken.
_HEADINGS = {
    "cn": r"cn code|\bcn\b|taric",
    "direct": r"(?<!in)direct",
    "indirect": r"indirect",
    "total": r"^(?!.*mark).*total",
    "route_a": r"route.*\ba\b|\ba\b.*route",
    "route_b": r"route.*\bb\b|\bb\b.*route",
    "route": r"route",
    "a": r"column a|bmg? ?\(?a\)?$|benchmark a",
    "b": r"column b|bmg? ?\(?b\)?$|benchmark b",
}


def _find(cells: list[list[Any]], needed: Iterable[str]) -> tuple[int, dict[str, int]] | None:
    """The header row that has all the needed columns, and where they stand."""
    for at, line in enumerate(cells[:_HEADER_ROWS]):
        texts = [" ".join(_text(cell).casefold().split()) for cell in line]
        found: dict[str, int] = {}
        for name, pattern in _HEADINGS.items():
            hits = [
                i for i, text in enumerate(texts)
                if i not in found.values() and re.search(pattern, text)
            ]  # fmt: skip
            if hits:
                found[name] = hits[0]
        if set(needed) <= found.keys():
            return at, found
    return None


def _sheet_names(origins: Origins) -> dict[str, str]:
    """What a country's sheet may be called -> origin code."""
    names = {_key("Other countries and territories"): OTHER}
    for code, name in zip(origins.table["origin"], origins.table["name_en"], strict=True):
        names.setdefault(_key(str(name)), str(code))
        names.setdefault(_key(str(code)), str(code))
    return names


def _key(name: str) -> str:
    """A name as a sheet may show it: cut, without accents, signs and leading underscore."""
    plain = unicodedata.normalize("NFKD", name.strip().lstrip("_"))
    letters = "".join(ch for ch in plain.casefold() if ch.isalnum())
    cut = "".join(ch for ch in plain[: _SHEET_NAME - 1].casefold() if ch.isalnum())
    return letters if len(plain) < _SHEET_NAME - 1 else cut


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()


def _whole(text: str) -> str:
    """A code that the sheet holds as a number: 72083900.0 is 72083900."""
    return text[:-2] if re.fullmatch(r"\d+\.0", text) else text


def _number(text: str, sheet: str, row: int) -> float | None:
    """A value of a cell; ``None`` for a dash, N/A or a pointer to the lines below."""
    said = text.casefold().strip()
    if said in _DASHES or "see below" in said:
        return None
    try:
        value = float(said.replace(",", ".").replace("\u2212", "-"))
    except ValueError:
        value = float("nan")
    if not 0 <= value <= _HIGHEST:
        raise InputError("workbook_cell", "value", text, sheet=sheet, row=row)
    return value
