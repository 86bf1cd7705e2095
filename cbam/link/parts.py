"""Scenarios, view, portfolio lines and slides as plain data, for the packed link and the file.

Texts, numbers, lists and mappings only; what equals an empty study is left out. Reading is
strict: an unknown name, a wrong kind or a value that the readable parameters would refuse raises
an ``InputError`` whose detail ``where`` says at which place (``scenarios.2.analysis.t``).
"""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any

from cbam.analysis import Analysis
from cbam.bill import SEE_LIMIT, TONNES_LIMIT
from cbam.findings.compare import MOST
from cbam.findings.downstream import KG_LIMIT, UNITS, Content, Downstream
from cbam.findings.home_price import HomePrice
from cbam.findings.scenario import Scenario, Tranche
from cbam.label import Label
from cbam.label.record import PRECURSORS_LIMIT, VALUE_LIMIT
from cbam.law.reform import FACTOR_PATHS, Reform, bounds
from cbam.law.vintages import Law, vintages
from cbam.link import chain, kinds, label_record, readable, readers
from cbam.portfolio.line import PortfolioLine
from cbam.prices import OWN, PRICE_LIMIT
from cbam.reasons import InputError
from cbam.study import Briefing, Study, View

LINES_IN_A_LINK = 300
SLIDES_LIMIT = 40
NOTE_LIMIT = 2_000  # characters of a slide's notes
ROWS_LIMIT = 300  # of any other list: origins compared, tranches, price points


def write(study: Study) -> dict[str, Any]:
    """All but the analysis, association and logo of a study; empty where there is none of it.

    Raises:
        InputError: ``scenario_override``, for a scenario that stands for no user's input.
    """
    data = {
        "scenarios": [_write_scenario(scenario) for scenario in study.scenarios],
        "view": kinds.write_record(_VIEW, study.view, View()),
        "lines": [kinds.write_record(LINE, line, _NO_LINE) for line in study.lines],
        "briefing": kinds.write_record(_BRIEFING, study.briefing, Briefing()),
    }
    return {name: value for name, value in data.items() if value}


def read(data: Any, most_lines: int = LINES_IN_A_LINK) -> dict[str, Any]:
    """The fields of ``Study`` that ``write`` wrote.

    Raises:
        InputError: what is wrong with the first value that cannot be used, and where.
    """
    seen: dict[tuple[str, Any], Any] = {}  # a portfolio repeats its codes and names
    table: kinds.Table = {
        "scenarios": (kinds.many(_scenario, MOST), kinds.as_is),
        "view": (lambda value: View(**kinds.record(_VIEW, value)), kinds.as_is),
        "lines": (kinds.many(lambda value: _line(value, seen), most_lines), kinds.as_is),
        "briefing": (lambda value: Briefing(**kinds.record(_BRIEFING, value)), kinds.as_is),
    }
    return kinds.record(table, data)


def notes_text(value: str) -> str:
    """A slide's notes: printable text in several lines."""
    if len(value) > NOTE_LIMIT or not value.replace("\n", "").isprintable():
        raise InputError("text_invalid", limit=NOTE_LIMIT)
    return value


def _word(value: str) -> str:
    """A code of ours: of a part, a slide, a node of the chain."""
    if not re.fullmatch(r"[a-z0-9_.:/-]{0,60}", value):
        raise InputError("part_invalid", value=readers.shorten(value))
    return value


def _year(value: Any) -> int:
    return readers.year(readers.plain(kinds.finite(value)))


def _quarter(value: str) -> str:
    return readers.quarter(value or "0")


_cn, _origin, _name = kinds.text(readers.code), kinds.text(readers.origin), kinds.text(readers.text)
_code = kinds.text(_word)
_route = kinds.text(readers.one_of("route_unknown", lambda: Law.load().benchmarks.routes))
_edition = kinds.text(readers.one_of("law_unknown", lambda: ["", *vintages()["vintage"]]))
_see = kinds.number("see_invalid", SEE_LIMIT)
_tonnes = kinds.number("tonnes_invalid", TONNES_LIMIT)
_price = kinds.number("price_invalid", PRICE_LIMIT)


# The law a scenario varies.


def _cscf(value: Any) -> float:
    limit = bounds("cscf")
    return _bounded(value, limit.low, limit.high)


def _benchmark(value: Any) -> float:
    limit = bounds("benchmark")
    return _bounded(value, limit.low, limit.high)


def _bounded(value: Any, low: float, high: float) -> float:
    found = kinds.finite(value)
    if not low <= found <= high:
        raise InputError("reform_invalid", value=found, low=low, high=high)
    return found


_REFORM: kinds.Table = {
    "factor_path": (
        kinds.text(readers.one_of("factor_path_unknown", lambda: FACTOR_PATHS)),
        kinds.as_is,
    ),
    "cscf_after_2030": (_cscf, kinds.plain_number),
    "benchmark_multiplier": (_benchmark, kinds.plain_number),
    "without_markup": (kinds.flag, kinds.as_is),
}


def _reform(value: Any) -> Reform:
    return Reform(**kinds.record(_REFORM, value))


def _write_reform(reform: Reform) -> dict[str, Any]:
    return kinds.write_record(_REFORM, reform, Reform())


# Analysis and label: the readable parameters, as texts.


def _params(value: Any) -> dict[str, list[str]]:
    kinds.require(value, ())
    texts = kinds.text(str)
    return {str(name): [kinds.at(str(name), texts, text)] for name, text in value.items()}


def analysis(value: Any) -> Analysis:
    """An analysis from a mapping of readable parameters; any fault is refused."""
    params = _params(value)
    own = params.get("path") == [OWN]
    if own:
        del params["path"]
    found, problems = readable.read(params)
    for error in problems:
        raise InputError(error.code, error.field, error.value, where=error.field, **error.details)
    kinds.require(params, readable.ALWAYS)
    return found.with_(path=OWN) if own else found


def _write_label(label: Label) -> dict[str, str]:
    head = {"cn": label.cn_code, "from": label.origin}
    return head | label_record.encode(Analysis(label=label))


def _label(value: Any) -> Label:
    params = _params(value)
    cn, origin = (params.pop(name, [""])[0] for name in ("cn", "from"))
    labelled, problems = readable.read(params)
    if problems or set(params) - set(label_record.PARAMETERS):
        raise problems[0] if problems else kinds.refused(value)
    found = labelled.label or Label(cn_code="", origin="")
    return replace(found, cn_code=kinds.at("cn", _cn, cn), origin=kinds.at("from", _origin, origin))


# Scenarios.

_SCENARIO: kinds.Table = {
    "name": (_name, kinds.as_is),
    "analysis": (analysis, readable.encode),
    "reform": (_reform, _write_reform),
    "chain": (chain.read, chain.write),
    "label": (_label, _write_label),
    "tranches": (
        kinds.many(
            lambda row: Tranche(*kinds.row(_year, kinds.text(_quarter), _tonnes)(row)), ROWS_LIMIT
        ),
        lambda value: kinds.rows([(t.year, t.quarter[1:], t.tonnes) for t in value]),
    ),
    "points": (kinds.many(kinds.row(_year, _price), ROWS_LIMIT), kinds.rows),
    "home": (
        lambda row: HomePrice(
            *kinds.row(kinds.number("home_price_invalid", PRICE_LIMIT), kinds.flag)(row)
        ),
        lambda value: [kinds.plain_number(value.paid_eur), value.evidence],
    ),
}


def _write_scenario(scenario: Scenario) -> dict[str, Any]:
    if scenario.override:
        raise InputError("scenario_override", "scenarios", scenario.name)
    data = kinds.write_record(_SCENARIO, scenario, Scenario(""))
    return {"analysis": readable.encode(scenario.analysis)} | data


def _scenario(value: Any) -> Scenario:
    found = kinds.record(_SCENARIO, value)
    kinds.require(value, ("analysis",))
    return Scenario(**{"name": "", **found})


# What "Compare" looks at.

_DOWNSTREAM: kinds.Table = {
    "cn": (_cn, kinds.as_is),
    "origin": (_origin, kinds.as_is),
    "contents": (
        kinds.many(
            lambda row: Content(
                *kinds.row(
                    _cn,
                    kinds.number("number_invalid", max(KG_LIMIT.values())),
                    kinds.text(lambda text: text and readers.origin(text)),
                )(row)
            ),
            PRECURSORS_LIMIT,
        ),
        lambda value: kinds.rows([(item.cn_code, item.kg, item.origin) for item in value]),
    ),
    "quantity": (kinds.number("number_invalid", TONNES_LIMIT), kinds.plain_number),
    "unit": (kinds.text(readers.one_of("unit_unknown", lambda: UNITS)), kinds.as_is),
    "reform": (_reform, _write_reform),
    "edition": (_edition, kinds.as_is),
}


def _downstream(value: Any) -> Downstream:
    kinds.require(value, ("cn", "origin"))
    return Downstream(**{"contents": (), **kinds.record(_DOWNSTREAM, value)})


_POSITION = (kinds.whole(MOST), kinds.as_is)
_VIEW: kinds.Table = {
    "selected": _POSITION,
    "baseline": _POSITION,
    "alternative": _POSITION,
    "year": (_year, kinds.as_is),
    "currency": (
        kinds.text(readers.one_of("currency_unknown", lambda: ("EUR", "CNY"))),
        kinds.as_is,
    ),
    "competitors": (kinds.many(_origin, ROWS_LIMIT), list),
    "shares": (
        kinds.many(kinds.number("shares_invalid", 1.0), 4),
        lambda value: [kinds.plain_number(share) for share in value],
    ),
    "missing": (kinds.number("number_invalid", TONNES_LIMIT), kinds.plain_number),
    "indirect": (_see, kinds.plain_number),
    "better": (kinds.many(kinds.row(_code, _see), ROWS_LIMIT), kinds.rows),
    "downstream": (
        _downstream,
        lambda value: kinds.write_record(_DOWNSTREAM, value, Downstream("", "", ())),
    ),
    "part": (_code, kinds.as_is),
}

_BRIEFING: kinds.Table = {
    "slides": (kinds.many(_code, SLIDES_LIMIT), list),
    "titles": (kinds.many(kinds.row(_code, _name), SLIDES_LIMIT), kinds.rows),
    "notes": (kinds.many(kinds.row(_code, kinds.text(notes_text)), SLIDES_LIMIT), kinds.rows),
}


# The portfolio.

LINE: kinds.Table = {
    "cn": (_cn, kinds.as_is),
    "origin": (_origin, kinds.as_is),
    "tonnes": (_tonnes, kinds.plain_number),
    "year": (_year, kinds.as_is),
    "quarter": (kinds.text(_quarter), lambda value: value[1:]),
    "importer": (_name, kinds.as_is),
    "member": (_name, kinds.as_is),
    "product": (_name, kinds.as_is),
    "basis": (
        kinds.text(readers.one_of("basis_unknown", lambda: ("default", "actual"))),
        kinds.as_is,
    ),
    "see": (_see, kinds.plain_number),
    "route": (_route, kinds.as_is),
    "label": (kinds.number("number_invalid", VALUE_LIMIT), kinds.plain_number),
    "unit": (_name, kinds.as_is),
    "paid_home": (kinds.number("home_price_invalid", PRICE_LIMIT), kinds.plain_number),
}
# Nothing equals it in what a line always states, so that these are written in any case.
_NO_LINE = PortfolioLine(cn="", origin="", tonnes=math.nan, year=0)


def _line(value: Any, seen: dict[tuple[str, Any], Any]) -> PortfolioLine:
    kinds.require(value, ("cn", "origin", "tonnes", "year"))
    found = {}
    for name, item in value.items():
        if name not in LINE:
            raise InputError("part_unknown", value=readers.shorten(str(name)))
        key = (name, item) if isinstance(item, str) else (name, repr(item))
        if key not in seen:
            seen[key] = kinds.at(name, LINE[name][0], item)
        found[name] = seen[key]
    return PortfolioLine(**found)
