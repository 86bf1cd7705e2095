"""``python -m cbam label``: what a carbon label means at the border, and what lowering it saves."""

from __future__ import annotations

import argparse
import json
import math
from datetime import date
from typing import Any

from cbam.findings.savings import BANDS, Savings, cost_step, savings
from cbam.label import Assumption, Bridge, Label, Precursor, Stages, Step, Target, facts, translate
from cbam.label.record import PER, UNITS
from cbam.law.vintages import Law
from cbam.present.label import label_words
from cbam.prices import FLAT, Prices
from cbam.reasons import InputError

_STAGE_NAMES = {
    "raw": "raw",
    "raw_materials": "raw",
    "manufacturing": "manufacturing",
    "distribution": "distribution",
    "transport": "distribution",
    "use": "use",
    "end_of_life": "end_of_life",
    "eol": "end_of_life",
}


def add(subparsers: Any) -> None:
    """Add the command to the frame's parser."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "label",
        help="from a carbon label to its CBAM cost, and what lowering it saves",
        description="Translate a carbon label into a CBAM estimate, with grade and range, or say why not.",
    )
    text = parser.add_argument
    text("--cn", required=True, help="CN code of the good, 8 or 10 digits")
    text("--origin", default="CN", help="country of origin (default CN)")
    text("--value", help="the printed value")
    text("--unit", default="kg", help=f"unit of the value: {', '.join(UNITS)} of CO2e (default kg)")
    text("--per", default="t", help=f"functional unit: {', '.join(PER)} (default t)")
    text("--per-name", default="", help="name of the user's own functional unit")
    text("--mass", help="net mass of one functional unit in kg, without packaging")
    text("--boundary", help=f"system boundary: {', '.join(facts.BOUNDARIES)}")
    text("--family", default="", help=f"product family: {', '.join(facts.families())}")
    text(
        "--stages", help="raw=138,manufacturing=23,distribution=7,use=3333,end_of_life=5 (or in %%)"
    )
    text("--direct", help="direct emissions of the own site, in the label's unit")
    text("--electricity", help="emissions of purchased electricity, in the label's unit")
    text("--precursor", action="append", default=[], metavar="CN:MASS:SEE[:ROUTE]",
         help="a bought CBAM precursor: t per t of good, t CO2e per t (repeatable)")  # fmt: skip
    text("--recycled", help="recycled share of aluminium, 0.3 or 30%%")
    text("--hot-metal", help="hot-metal share of an electric arc furnace, 0.5 or 50%%")
    text("--route", default="", help="production route letter")
    text("--verified", action="store_true", help="the value is verified for CBAM")
    text("--credits", help="offsets and credits subtracted inside the value, in the label's unit")
    text("--claim", action="append", default=[], help="offsets, recycling_credit, green_power")
    text("--assume", action="append", default=[], metavar="NAME=LOW,MID,HIGH",
         help="own values for share, P, R or W")  # fmt: skip
    text("--unit-confirmed", action="store_true", help="value and unit are right as printed")
    text("--scheme", default="", help=f"label scheme: {', '.join(facts.schemes())}")
    text("--standard", default="", help="standard named on the certificate")
    text("--issued", default="", help="date of issue, 2026-01-31")
    text("--expires", default="", help="date of expiry")
    text("--today", default="", help="date to test the validity against (default today)")
    text("--target", help="target value, in the label's unit")
    text("--cut", help="target as a cut, 10%% or 0.1")
    text(
        "--from",
        dest="source",
        default="unknown",
        help=f"where the cut comes from: {', '.join(facts.SOURCES)}",
    )
    text("--target-route", default="", help="route letter after the change")
    text("--target-recycled", help="recycled share after the change (aluminium)")
    text("--year", default="2026", help="year of importation")
    text("--quarter", default="", help="quarter of importation, Q1 to Q4")
    text("--price", help="certificate price in EUR, for every year")
    text("--path", default=FLAT, help="price path after the published prices")
    text("--fx", help="yuan per euro")
    text("--tonnes", help="tonnes to the EU per year")
    text("--fee", help="cost of verification per year in EUR")
    text("--importer-tonnes", help="all CBAM goods of the importer in the year, for the 50 t test")
    text("--law", default="", help="edition of the law")
    text("--json", action="store_true", help="machine-readable answer")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the answer; 0 for an answer or a reasoned refusal.

    Raises:
        InputError: bad input; the frame prints it and exits with 2.
    """
    law = Law.load(options.law)
    prices = Prices.load(options.path, cny_per_eur=_number(options.fx, "fx"))
    year = _year(options.year, law)
    bridge = translate(read_label(options), law, _today(options.today))
    target = Target(
        value=_number(options.target, "target"),
        cut=_share(options.cut, "cut"),
        source=options.source,
        route=options.target_route,
        recycled=_share(options.target_recycled, "recycled"),
    )
    result = savings(
        bridge,
        law,
        prices,
        target,
        price=_number(options.price, "price_eur"),
        quarter=options.quarter.strip().upper(),
        tonnes=_number(options.tonnes, "tonnes"),
        fee=_number(options.fee, "fee"),
        importer_tonnes=_number(options.importer_tonnes, "importer_tonnes"),
    )
    if options.json:
        answer = as_json(bridge, result, year, options.lang)
        print(json.dumps(answer, ensure_ascii=False, indent=2, allow_nan=False))
    else:
        print("\n".join(label_words.report(bridge, result, year, options.lang)))
    return 0


def read_label(options: argparse.Namespace) -> Label:
    """The label record from the command's options.

    Raises:
        InputError: an option cannot be read.
    """
    scheme = facts.schemes().get(options.scheme)
    boundary = options.boundary or (scheme["boundary"] if scheme else "unknown")
    return Label(
        cn_code=options.cn,
        origin=options.origin,
        value=_number(options.value, "value"),
        unit=options.unit,
        per=options.per,
        per_name=options.per_name,
        mass_kg=_number(options.mass, "mass_kg"),
        boundary=boundary,
        family=options.family,
        stages=_stages(options.stages),
        direct=_number(options.direct, "direct"),
        electricity=_number(options.electricity, "electricity"),
        precursors=tuple(_precursor(text) for text in options.precursor),
        route=options.route.strip().upper(),
        recycled=_share(options.recycled, "recycled"),
        hot_metal=_share(options.hot_metal, "hot_metal"),
        verified=options.verified,
        credits=_number(options.credits, "credits"),
        claims=tuple(options.claim),
        unit_confirmed=options.unit_confirmed,
        assumptions=tuple(_assumption(text) for text in options.assume),
        scheme=options.scheme,
        standard=options.standard,
        issued=options.issued,
        expires=options.expires,
    )


def as_json(bridge: Bridge, result: Savings, year: int, lang: str = "en") -> dict[str, Any]:
    """The answer as plain data; every figure is null where the label was refused."""

    def figure(name: str) -> float | None:
        return result.figure(year, name)

    break_even = result.break_even_tonnes(year)
    free = bridge.free
    amounts = {}
    for name in ("default", "today_mid", "target_mid", "saving_mid"):
        amount = result.amount(year, name)
        amounts[name] = None if amount is None else {
            key: getattr(amount, key) for key in type(amount).__slots__
        }  # fmt: skip
    return {
        "refused": bridge.refused,
        "status": bridge.status,
        "reasons": list(bridge.reason_codes),
        "missing": list(bridge.missing),
        "warnings": list(dict.fromkeys((*bridge.warning_codes, *(n.code for n in result.notes)))),
        "headline": label_words.headline(bridge, result, year, lang),
        "year": year,
        "price_eur": figure("price_eur"),
        "mode": bridge.mode or None,
        "grade": bridge.grade or None,
        "route": bridge.route if bridge.see_high is not None else None,
        "label_tco2e_per_t": bridge.printed,
        "cradle_to_gate_tco2e_per_t": bridge.to_gate,
        "cradle_to_gate_kg_per_unit": bridge.to_gate_kg_per_unit,
        "in_2028_proposal": bridge.in_2028_proposal,
        "see_low": bridge.see_low,
        "see_mid": bridge.see_mid,
        "see_high": bridge.see_high,
        **{f"cost_eur_per_t_{band}": figure(f"today_{band}") for band in BANDS},
        "default_cost_eur_per_t": figure("default"),
        "default_see": figure("default_see"),
        "target_label_tco2e_per_t": result.label_target,
        **{f"target_cost_eur_per_t_{band}": figure(f"target_{band}") for band in BANDS},
        **{f"saving_eur_per_t_{band}": figure(f"saving_{band}") for band in BANDS},
        "naive_saving_eur_per_t": figure("naive"),
        "verification_gain_eur_per_t": figure("verified_mid"),
        "best_option": None if free else result.best_option(year),
        "break_even_tonnes": break_even[1],
        "sefa": figure("sefa"),
        "sefa_basis": bridge.sefa_basis,
        "floor_see": figure("floor_see"),
        "floor_label": figure("floor_label"),
        "cny_per_eur": result.cny_per_eur,
        "amounts": amounts,
        "years": [_year_row(result, int(y)) for y in result.table.index],
        "assumptions": list(dict(result.assumptions).get(year, ())),
        "trail": [_step(item, lang) for item in (*bridge.trail, cost_step(result, year)) if item],
    }


def _year_row(result: Savings, year: int) -> dict[str, float | int | None]:
    names = [name for name in result.table.columns if name != "floor_label_per_t"]
    return {"year": year, **{name: result.figure(year, name) for name in names}}


def _step(item: Step, lang: str) -> dict[str, Any]:
    return {
        "step": item.code,
        "before": item.before,
        "after": item.after,
        "unit": item.unit,
        "params": dict(item.params),
        "mark": item.mark,
        "basis": item.basis,
        "text": label_words.step(item, lang),
    }


def _number(text: str | None, field: str) -> float | None:
    if text is None or not text.strip():
        return None
    try:
        value = float(text)
    except ValueError as error:
        raise InputError("not_a_number", field, text) from error
    if not math.isfinite(value):
        raise InputError("not_a_number", field, text)
    return value


def _share(text: str | None, field: str) -> float | None:
    """``10%`` or ``0.1``; a bare 10 is refused, since it may mean either."""
    if text is None or not text.strip():
        return None
    plain = text.strip().replace("％", "%")
    value = _number(plain.removesuffix("%"), field)
    if value is None:
        raise InputError("not_a_number", field, text)
    if plain.endswith("%"):
        value /= 100
    if not 0 <= value <= 1:
        raise InputError("share_out_of_range", field, text)
    return value


def _stages(text: str | None) -> Stages | None:
    if text is None or not text.strip():
        return None
    found: dict[str, float] = {}
    percents = set()
    for part in text.split(","):
        name, equals, number = part.partition("=")
        key = _STAGE_NAMES.get(name.strip().lower().replace("-", "_"))
        plain = number.strip()
        percents.add(plain.endswith("%"))
        if not equals or key is None or key in found:
            raise InputError("stages_invalid", "stages", text)
        value = _number(plain.removesuffix("%"), "stages")
        if value is None:
            raise InputError("stages_invalid", "stages", text)
        found[key] = value
    if len(percents) > 1:
        raise InputError("stages_invalid", "stages", text)
    return Stages(**found, percent=percents.pop())


def _precursor(text: str) -> Precursor:
    parts = text.split(":")
    if len(parts) not in (3, 4):
        raise InputError("precursor_invalid", "precursors", text)
    mass, see = (_number(part, "precursors") for part in parts[1:3])
    if mass is None or see is None:
        raise InputError("precursor_invalid", "precursors", text)
    return Precursor(parts[0].strip(), mass, see, parts[3].strip().upper() if parts[3:] else "")


def _assumption(text: str) -> Assumption:
    name, equals, numbers = text.partition("=")
    values = [_number(part, "assumptions") for part in numbers.split(",")]
    if not equals or len(values) != 3 or any(v is None for v in values):
        raise InputError("assumption_invalid", "assumptions", text)
    low, mid, high = (float(v) for v in values if v is not None)
    return Assumption(name.strip(), low, mid, high)


def _year(text: str, law: Law) -> int:
    try:
        year = int(text)
    except ValueError:
        year = -1
    if year not in law.years:
        allowed = f"{law.years[0]}–{law.years[-1]}"
        raise InputError("year_invalid", "year", text, allowed=allowed)
    return year


def _today(text: str) -> date:
    if not text:
        return date.today()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError("date_invalid", "today", text) from error
