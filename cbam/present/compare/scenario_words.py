"""What scenarios are called, what their inputs are in words, and the tables that compare them.

Plain text in the reader's language; callers must escape it for where they put it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from cbam import tables
from cbam.actual import Process
from cbam.caches import cached
from cbam.findings.bridge import CostBridge
from cbam.findings.compare import Comparison, differences
from cbam.findings.home_price import HomePrice
from cbam.findings.scenario import Scenario, Tranche
from cbam.i18n import translator
from cbam.label import Label
from cbam.law.catalogue import Catalogue
from cbam.law.vintages import Law
from cbam.present import formats
from cbam.present.compare.compare_words import BASES, DRIVERS, FACTOR_PATHS, currency
from cbam.present.wording import PATH_NAMES, field_name, problem, quarter_name, sentence
from cbam.reasons import BY_CODE, InputError

LETTERS = "ABCDEF"  # a scenario is known by its letter wherever there is no room for its name
_FEW = 3  # tranches or price points said; the others are an ellipsis
_NAMED_BY = 2  # inputs that make up the name of a scenario without one


def names(scenarios: Sequence[Scenario], lang: str) -> tuple[str, ...]:
    """The scenarios' names with their letters.

    A scenario without a name of its own is called by the inputs in which it differs.
    """
    return _names(tuple(scenarios), lang)


@cached(maxsize=64)  # every table and chart of a page asks for them
def _names(scenarios: tuple[Scenario, ...], lang: str) -> tuple[str, ...]:
    differ = differences(scenarios)
    found = []
    for position, scenario in enumerate(scenarios):
        name = scenario.name or _own_words(scenario, position, differ, lang)
        found.append(f"{LETTERS[position]} · {name}")
    return tuple(found)


def shared(scenarios: Sequence[Scenario], lang: str) -> str:
    """What the compared imports have in common, so that a difference has its subject.

    Returns:
        Good, origin, tonnes and source of the emissions, as far as all scenarios share them;
        empty where they share none.
    """
    first = scenarios[0]
    differ = {item.field for item in differences(scenarios)}
    given = {
        "cn": first.analysis.cn, "origin": first.analysis.origin,
        "tonnes": first.analysis.tonnes, "basis": kind(first),
    }  # fmt: skip
    if differ & {"tranches"} or first.tranches:
        del given["tonnes"]
    said = [text(field, value, lang) for field, value in given.items() if field not in differ]
    if not said:
        return ""
    separator = "; " if lang == "en" else "；"
    _ = translator(lang)
    return formats.labelled(_("Same in both"), separator.join(said), lang)


def _own_words(scenario: Scenario, position: int, differ: Sequence[Any], lang: str) -> str:
    comma = ", " if lang == "en" else "，"
    # A path of one's own is named by the path; a comparison has one year, named beside it.
    said = [
        text(item.field, item.values[position], lang)
        for item in differ
        if item.field not in ("points", "year")
    ]
    words = [word for word in said if word][:_NAMED_BY]
    if words:
        return comma.join(words)
    origin = text("origin", scenario.analysis.origin, lang)
    return comma.join([origin, translator(lang)(BASES[kind(scenario)])])


def kind(scenario: Scenario) -> str:
    """Where the emission value comes from: a key of ``BASES``."""
    if scenario.chain:
        return "chain"
    return "label" if scenario.label else scenario.analysis.basis


def text(field: str, value: Any, lang: str) -> str:
    """An input of a scenario in words; empty where it is not given."""
    _ = translator(lang)
    if value is None or value == "" or value == ():
        return {"quarter": _("quarter not stated"), "tranches": ""}.get(field, "")
    if isinstance(value, Process):
        return _("Production chain of {count} precursors").format(count=len(value.inputs))
    if isinstance(value, Label):
        return "" if value.value is None else _("label {value}").format(
            value=formats.number(value.value, lang, 4, 0)
        )  # fmt: skip
    if isinstance(value, HomePrice):
        return formats.labelled(
            field_name("home", lang), formats.eur(value.paid_eur, lang, 2), lang
        )
    write = _WRITERS.get(field)
    return write(value, lang) if write else str(value)


def _good(value: str, lang: str) -> str:
    entry = Catalogue.load().find(value)
    return f"{formats.cn(value)} {entry.name(lang)}" if entry else formats.cn(value)


def _tonnes(value: float, lang: str) -> str:
    unit = "t" if lang == "en" else "吨"
    return f"{formats.number(value, lang, 3, 0)} {unit}"


def _tranches(value: tuple[Tranche, ...], lang: str) -> str:
    comma = ", " if lang == "en" else "，"
    parts = [
        formats.labelled(
            f"{item.year} {quarter_name(item.quarter, lang)}" if item.quarter else str(item.year),
            _tonnes(item.tonnes, lang),
            lang,
        )
        for item in value[:_FEW]
    ]
    return comma.join(parts) + (" …" if len(value) > _FEW else "")


def _points(value: tuple[tuple[int, float], ...], lang: str) -> str:
    comma = ", " if lang == "en" else "，"
    listed = [f"{year} {formats.number(price, lang, 2, 0)}" for year, price in value[:_FEW]]
    return comma.join(listed) + (" …" if len(value) > _FEW else "")


def _law(value: str, lang: str) -> str:
    return str(tables.mapping("vintages", "vintage", f"name_{lang}")[value])


def _flag(value: bool, lang: str) -> str:
    _ = translator(lang)
    return _("yes") if value else _("no")


def _named(field: str, value: float, lang: str, digits: int = 2) -> str:
    return formats.labelled(field_name(field, lang), formats.number(value, lang, digits, 0), lang)


_WRITERS: dict[str, Any] = {
    "cn": _good,
    "origin": lambda value, lang: Law.load().origins.name(value, lang),
    "tonnes": _tonnes,
    "tranches": _tranches,
    "year": lambda value, lang: f"{value}" if lang == "en" else f"{value}年",
    "quarter": quarter_name,
    "basis": lambda value, lang: translator(lang)(BASES[value]),
    "see": lambda value, lang: f"SEE {formats.intensity(value, lang)}",
    "route": lambda value, lang: formats.labelled(field_name("route", lang), value, lang),
    "path": lambda value, lang: formats.labelled(
        field_name("path", lang), translator(lang)(PATH_NAMES[value]), lang
    ),
    "points": _points,
    "price": lambda value, lang: formats.eur(value, lang, 2),
    "rate": lambda value, lang: f"1 EUR = {formats.cny(value, lang, 4)}",
    "law": _law,
    "factor_path": lambda value, lang: translator(lang)(FACTOR_PATHS[value]),
    "cscf_after_2030": lambda value, lang: _named("cscf_after_2030", value, lang),
    "benchmark_multiplier": lambda value, lang: _named("benchmark_multiplier", value, lang, 3),
    "without_markup": lambda value, lang: formats.labelled(
        field_name("without_markup", lang), _flag(value, lang), lang
    ),
    "importer_tonnes": lambda value, lang: formats.labelled(
        field_name("importer_tonnes", lang), _tonnes(value, lang), lang
    ),
    "returned": lambda value, lang: formats.labelled(
        field_name("returned", lang), _flag(value, lang), lang
    ),
}


def outcome(comparison: Comparison, baseline: int, year: int, lang: str) -> pd.DataFrame:
    """What comes out, one row per scenario: costs of one year and the gap to the baseline.

    A scenario without a bill has its reason in place of figures.
    """
    _ = translator(lang)
    faults = dict(comparison.problems)
    titles = names(comparison.scenarios, lang)
    base = comparison.rows[baseline].get(year) if baseline < len(comparison.rows) else None
    rows = []
    for position, title in enumerate(titles):
        row = comparison.rows[position].get(year)
        good = row is not None and row["status"] != "error"
        gap = (
            row["cost_eur_per_t"] - base["cost_eur_per_t"]
            if row is not None and base is not None and position != baseline
            else math.nan
        )
        rows.append(
            {
                _("Scenario"): title,
                _("EUR/t"): formats.number(row["cost_eur_per_t"], lang, 2) if row else "–",
                _("CNY/t"): formats.number(row["cost_eur_per_t"] * row["cny_per_eur"], lang)
                if row and good
                else "–",
                _("EUR in the year"): formats.number(row["cost_eur"], lang) if row else "–",
                _("Against {letter}, EUR/t").format(letter=LETTERS[baseline]): signed(gap, lang, 2),
                _("Remarks"): _remark(row, faults.get(position), lang),
            }
        )
    return pd.DataFrame(rows)


def _remark(row: dict[str, Any] | None, fault: InputError | None, lang: str) -> str:
    """Why there is no figure, or none to pay."""
    if fault is not None:
        return problem(fault, lang)
    if row is None or row["status"] == "assessed":
        return ""
    codes = [code for code in str(row["reasons"]).split(";") if code]
    return " ".join(sentence(c, lang) for c in codes if BY_CODE[c].kind in ("answer", "error"))


def inputs(scenarios: Sequence[Scenario], lang: str) -> pd.DataFrame:
    """The inputs that are not equal in all scenarios, one row each; empty if none differs."""
    _ = translator(lang)
    titles = names(scenarios, lang)
    rows = [
        {
            _("Input"): field_name(item.field, lang),
            **{
                title: text(item.field, value, lang) or "–"
                for title, value in zip(titles, item.values, strict=True)
            },
        }
        for item in differences(scenarios)
        if any(text(item.field, value, lang) for value in item.values)
    ]
    return pd.DataFrame(rows, columns=[_("Input"), *titles])


def by_year(comparison: Comparison, figure: str, lang: str) -> pd.DataFrame:
    """One row per import year, one column per scenario.

    Args:
        comparison: what came out.
        figure: ``cost_eur_per_t``, ``cost_eur`` or ``cost_cny``.
        lang: ``en`` or ``zh``.
    """
    _ = translator(lang)
    digits = 2 if figure == "cost_eur_per_t" else 0
    years = sorted(comparison.years["year"].unique())
    view = {_("Year"): [str(year) for year in years]}
    for position, title in enumerate(names(comparison.scenarios, lang)):
        rows = comparison.rows[position]
        view[title] = [
            formats.number(rows[year][figure], lang, digits) if year in rows else "–"
            for year in years
        ]
    return pd.DataFrame(view)


def bridge(found: CostBridge, lang: str) -> pd.DataFrame:
    """The drivers of a difference: their value in A and in B, and what each adds, to the cent."""
    _ = translator(lang)
    unit = currency(found.currency, lang)
    rows = [
        {
            _("Driver"): _(DRIVERS[part.driver]),
            _("Before"): formats.number(part.before, lang, 4, 0),
            _("After"): formats.number(part.after, lang, 4, 0),
            _("Adds, {currency}").format(currency=unit): signed(cents, lang, 2),
        }
        for part, cents in zip(found.parts, found.cents(), strict=True)
    ]
    total = {
        _("Driver"): _("Together"),
        _("Before"): formats.number(found.start, lang, 2),
        _("After"): formats.number(found.end, lang, 2),
        _("Adds, {currency}").format(currency=unit): signed(
            round(found.end, 2) - round(found.start, 2), lang, 2
        ),
    }
    return pd.DataFrame([*rows, total])


def signed(value: float, lang: str, digits: int = 0) -> str:
    """A difference with its sign; a dash where there is none."""
    text = formats.number(value, lang, digits)
    return f"+{text}" if value == value and round(value, digits) > 0 else text
