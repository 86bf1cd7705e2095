"""The study as CSV for machines: every line, every step column, every source.

One header row of stable English keys, those of ``bill.STEPS`` and of the command line, whatever
the language: a script reads the same file from every office. The translated headings are in the
Excel file; here only the sentences and names follow the language. Numbers are plain decimals with
as many digits as the engine has, an empty cell is "no figure"; text is quoted. UTF-8 with a byte
order mark, so that Excel in China opens it as it is.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from cbam.bill import STEPS
from cbam.export import about, safe
from cbam.export.cases import Case, cases, codes
from cbam.findings.provenance import Source, sources
from cbam.present.wording import problem, sentence
from cbam.study import Study

INPUTS = (
    "case", "name", "cn_code", "origin", "tonnes", "year", "quarter", "basis", "given_see",
    "given_route", "given_price_eur", "chain_benchmark", "importer_year_tonnes", "returned",
    "importer", "member", "product",
)  # fmt: skip
# Steps whose act and article have columns of their own.
SOURCED = (
    "default_total", "markup", "see", "benchmark", "cbam_factor", "cscf", "sefa", "reduction",
    "certificates", "price",
)  # fmt: skip
_ABOUT = (
    "cny_per_eur", "cny_per_eur_date", "price_path", "prices_as_of", "law", "law_digest", "prices_digest", "made",
    "link", "estimate",
)  # fmt: skip
COLUMNS = (
    *INPUTS, *STEPS[:-1], "reduction", "reasons", "sentences",
    *(f"{step}_{part}" for step in SOURCED for part in ("act", "article", "mark")), *_ABOUT,
)  # fmt: skip
_NUMBERS = {
    "tonnes", "year", "given_see", "given_price_eur", "chain_benchmark", "importer_year_tonnes",
    "default_total", "markup", "see", "benchmark", "cbam_factor", "cscf", "sefa", "certificates",
    "price_eur", "cost_eur", "cost_eur_per_t", "cost_cny", "reduction", "cny_per_eur",
}  # fmt: skip


def bill(study: Study, lang: str, made: str, link: str) -> bytes:
    """All lines of a study: product, label and scenarios, every year, every tranche; portfolio.

    Args:
        study: the inputs.
        lang: ``en`` or ``zh``, of names, sentences and articles.
        made: ISO date of making.
        link: address that opens the same study.

    Returns:
        The file (``COLUMNS``). Emissions in t CO2e/t (per MWh for electricity), money in EUR and
        CNY as the names say. A case without a line for its chosen year has one with status
        ``error`` and its reason.

    Raises:
        InputError: as for ``cbam.export.cases.cases``.
    """
    found = cases(study, lang, made)
    file = io.StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    estimate = about.estimate(lang)
    for case in found.cases:
        same = {
            "case": case.code,
            "name": case.name,
            "cny_per_eur": case.prices.rate.cny_per_eur,
            "cny_per_eur_date": case.prices.rate.date,
            "price_path": case.prices.path,
            "prices_as_of": case.prices.as_of,
            "law": case.law.vintage,
            "law_digest": case.law.digest,
            "prices_digest": case.prices.digest,
            "made": made,
            "link": link,
            "estimate": estimate,
        }
        for row in case.rows:
            writer.writerow(_cells({**row, **same, **_words(case, row, lang)}))
        year, fault = case.scenario.analysis.year, case.problem
        if fault is not None and year not in case.by_year:  # no line says so yet
            failed = {"year": year, "status": "error", "reasons": fault.code}
            writer.writerow(_cells({**same, **failed, "sentences": problem(fault, lang)}))
    return file.getvalue().encode("utf-8-sig")


def _words(case: Case, row: Mapping[str, Any], lang: str) -> dict[str, str]:
    """Reasons as sentences, and act, article and mark of each step."""
    errors = {error.code: problem(error, lang) for error in case.problems(row)}
    said = [errors.get(code) or sentence(code, lang) for code in codes(row)]
    found = {"sentences": " ".join(said)}
    for item in sources(row, case.law, case.prices):
        if item.step in SOURCED:
            found |= _source(item, lang)
    return found


def _source(item: Source, lang: str) -> dict[str, str]:
    return {
        f"{item.step}_act": "; ".join(title for title, _url in item.acts),
        f"{item.step}_article": item.article_zh if lang == "zh" else item.article,
        f"{item.step}_mark": item.mark,
    }


class _Plain(float):
    """A number that the writer leaves unquoted and writes without an exponent."""

    def __repr__(self) -> str:
        return np.format_float_positional(self, trim="-")

    __str__ = __repr__


def _cells(row: Mapping[str, Any]) -> list[Any]:
    return [_cell(name, row.get(name)) for name in COLUMNS]


def _cell(name: str, value: Any) -> str | _Plain:
    if name == "returned" and isinstance(value, bool):
        return _Plain(value)
    if name in _NUMBERS:
        number = math.nan if value is None else float(value)
        return _Plain(number) if math.isfinite(number) else ""
    return safe.csv("" if value is None else value)
