"""``python -m cbam cost``: the bill of one product."""

from __future__ import annotations

import argparse
import json
import math
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cbam.actual import evaluate, from_mapping
from cbam.bill import STEPS, assess
from cbam.findings.provenance import sources
from cbam.law.vintages import Law
from cbam.present import formats
from cbam.present.wording import headline, problem, problems_of, sentence
from cbam.prices import Prices
from cbam.reasons import InputError
from cbam.rows import columns_of

_SUMMED = ("tonnes", "certificates", "cost_eur", "cost_cny")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = commands.add_parser("cost", help="the border cost of one product")
    parser.add_argument("--cn", required=True, help="CN code (8 digits) or TARIC code (10)")
    parser.add_argument("--origin", required=True, help="country of origin, e.g. CN")
    parser.add_argument("--tonnes", help="tonnes imported (MWh for electricity)")
    parser.add_argument("--year", required=True, help="year of importation")
    parser.add_argument("--quarter", help="quarter of importation, Q1 to Q4")
    parser.add_argument("--tranche", action="append", metavar="QUARTER:TONNES",
                        help="an import spread over quarters; repeat, instead of --tonnes")  # fmt: skip
    parser.add_argument("--price", help="your own certificate price, EUR per t CO2e")
    parser.add_argument("--path", default="flat", help="price path from 2027")
    parser.add_argument("--fx", help="your own exchange rate, CNY per EUR")
    parser.add_argument("--basis", default="default", help="default or actual")
    parser.add_argument("--see", help="verified SEE, t CO2e per t (actual)")
    parser.add_argument("--route", help="production route letter (actual)")
    parser.add_argument("--sefa", help="verified free allocation, t CO2e per t (actual)")
    parser.add_argument("--chain", type=Path, help="JSON file of the production chain (actual)")
    parser.add_argument("--returned", action="store_true", help="returned goods (Art 6(5))")
    parser.add_argument("--importer-year-tonnes", help="the importer's mass goods in the year, t")
    parser.add_argument("--law", default="", help="edition of the law")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the bill; bad input raises ``InputError``."""
    for name in ("see", "sefa", "chain"):
        if getattr(options, name) is not None and options.basis != "actual":
            raise InputError("see_without_actual", name, str(getattr(options, name)))
    law = Law.load(options.law)
    prices = Prices.load(options.path, cny_per_eur=rate_option(options.fx))
    line: dict[str, Any] = {
        "cn_code": _visible(options.cn),
        "origin": _visible(options.origin),
        "tonnes": options.tonnes,
        "year": options.year,
        "quarter": options.quarter and _visible(options.quarter),
        "basis": _visible(options.basis),
        "see": options.see,
        "route": options.route and _visible(options.route),
        "price_eur": options.price,
        "sefa": options.sefa,
        "importer_year_tonnes": options.importer_year_tonnes,
        "returned": options.returned,
    }
    if options.chain:
        line |= _chain(options.chain, law, options.year)
    lines = _tranches(line, options)
    frame = pd.DataFrame(columns_of({**part, **_numbers(part)} for part in lines))
    _check_tranches(frame, options)
    result = assess(frame, law, prices)
    rows = zip(result.to_dict("records"), lines, strict=True)
    errors = [error for row, part in rows for error in problems_of(row, part, law)]
    if errors:
        print("\n".join(problem(error, options.lang) for error in errors), file=sys.stderr)
        return 2
    answer = _answer(result, law, prices)
    if options.json:
        print(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        print(_text(result, answer, law, options.lang))
    return 0


def _visible(text: str) -> str:
    """Bytes of another encoding, which no table can hold, written out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def rate_option(text: str | None) -> float | None:
    """The user's exchange rate; ``None`` if not given (InputError ``rate_invalid``)."""
    try:
        return None if text is None else float(text)
    except ValueError:
        raise InputError("rate_invalid", "fx", text) from None


def _numbers(line: dict[str, Any]) -> dict[str, float]:
    """Numeric options; text that is not a number is an error naming the option."""
    codes = {
        "tonnes": "tonnes_invalid",
        "year": "year_invalid",
        "see": "see_invalid",
        "price_eur": "price_invalid",
        "sefa": "sefa_invalid",
        "importer_year_tonnes": "importer_total_invalid",
    }
    found = {}
    for name, code in codes.items():
        value = line.get(name)
        if value is None:
            continue
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if math.isnan(number):
            law = Law.load()
            raise InputError(code, name, value, allowed=f"{law.years[0]}–{law.years[-1]}")
        found[name] = number
    return found


def _chain(path: Path, law: Law, year: str) -> dict[str, float]:
    """SEE and chain benchmark of the final good from a JSON file."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise InputError("file_missing", "chain", str(path), why=str(error)) from error
    number = _numbers({"year": year})["year"]
    if number not in law.years:
        raise InputError("year_invalid", "year", year, allowed=f"{law.years[0]}–{law.years[-1]}")
    result = evaluate(from_mapping(data), law, int(number))
    return {"see": result.see, "chain_benchmark": result.benchmark}


def _tranches(line: dict[str, Any], options: argparse.Namespace) -> list[dict[str, Any]]:
    """One line per quarter; each tranche is priced by its own quarter."""
    if not options.tranche:
        return [line]
    for name in ("quarter", "tonnes"):
        if getattr(options, name):
            raise InputError("tranche_conflict", name, getattr(options, name))
    lines = []
    for text in options.tranche:
        quarter, colon, tonnes = text.partition(":")
        if not (quarter and colon and tonnes):
            raise InputError("tranche_invalid", "tranche", text)
        lines.append({**line, "quarter": quarter, "tonnes": tonnes})
    return lines


def _check_tranches(frame: pd.DataFrame, options: argparse.Namespace) -> None:
    """All tranches together are part of the importer's year, not only each of them."""
    if options.tranche and options.importer_year_tonnes is not None:
        whole = options.importer_year_tonnes
        if float(frame["tonnes"].sum()) > float(whole):
            raise InputError("importer_total_invalid", "importer_year_tonnes", whole)


def _answer(result: pd.DataFrame, law: Law, prices: Prices) -> dict[str, Any]:
    """The JSON object: inputs, every step, sources; several tranches are added up."""
    rows = [_plain(row, law, prices) for _, row in result.iterrows()]
    if len(rows) == 1:
        return rows[0]
    total = {**rows[0], **{name: sum(row[name] for row in rows) for name in _SUMMED}}
    total["quarter"] = None
    certificates = total["certificates"]
    total["price_eur"] = total["cost_eur"] / certificates if certificates else None
    total["cost_eur_per_t"] = total["cost_eur"] / total["tonnes"] if total["tonnes"] else None
    total["reasons"] = list(dict.fromkeys(code for row in rows for code in row["reasons"]))
    total["tranches"] = rows
    return total


def _plain(row: pd.Series, law: Law, prices: Prices) -> dict[str, Any]:
    inputs = ("cn_code", "origin", "tonnes", "year", "quarter", "basis")
    plain = {name: _json(row.get(name)) for name in (*inputs, *STEPS)}
    plain["year"] = int(row["year"])
    plain["reasons"] = str(row["reasons"]).split(";") if row["reasons"] else []
    rate = prices.rate
    plain["cny_per_eur"], plain["cny_per_eur_date"] = rate.cny_per_eur, rate.date or None
    plain["price_path"] = prices.path
    plain["law"] = law.vintage
    plain["sources"] = [source.plain() for source in sources(row, law, prices)]
    return plain


def _json(value: object) -> object:
    if isinstance(value, float | np.floating):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, np.integer):
        return int(value)
    return value if value not in ("", None) and value == value else None


def _text(result: pd.DataFrame, answer: dict[str, Any], law: Law, lang: str) -> str:
    texts = []
    for _, row in result.iterrows():
        texts.append(headline(row, lang, law))
    if len(result) > 1:
        texts.append(f"= {formats.eur(answer['cost_eur'], lang, 2)}")
    texts += [f"- {sentence(code, lang)}" for code in answer["reasons"]]
    return "\n".join(texts)
