"""What moves a result most: one input at a time (tornado), and all together (band by year)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from cbam.findings.bridge import CURRENCIES
from cbam.findings.compare import assess_all
from cbam.findings.scenario import Scenario, Value, bridge_of, values
from cbam.law.reform import bounds
from cbam.law.vintages import Law
from cbam.prices import Prices
from cbam.reasons import InputError

RATE_SWING = 0.10  # the exchange rate is moved by a tenth either way
LOW_PATH, HIGH_PATH = "low", "high"
INPUTS = ("price", "label", "route", "cscf", "exchange_rate", "basis")

Ends = tuple[str, tuple[Any, Scenario], tuple[Any, Scenario]]


@dataclass(frozen=True, slots=True)
class Swing:
    """One input moved from its low to its high end, everything else as chosen.

    Attributes:
        input: one of ``INPUTS``.
        at_low, at_high: the input at the end that costs least and most (a price, a SEE, a route
            letter, a factor, a rate, ``default`` or ``actual``).
        low, high: yearly cost there.
        low_per_t, high_per_t: the same per tonne of good.
    """

    input: str
    at_low: Any
    at_high: Any
    low: float
    high: float
    low_per_t: float
    high_per_t: float

    @property
    def spread(self) -> float:
        """Width of the bar."""
        return self.high - self.low


@dataclass(frozen=True)
class Uncertainty:
    """Attributes: ``year``, ``currency``; ``central`` and ``central_per_t``, the result as
    chosen; ``swings``, widest first; ``band``: per year ``low``, ``central``, ``high`` per tonne
    of good, with all inputs at their favourable or unfavourable end, but not what the user
    decides or states: the basis, a stated route.
    """

    year: int
    currency: str
    central: float
    central_per_t: float
    swings: tuple[Swing, ...]
    band: pd.DataFrame

    @property
    def largest(self) -> str:
        """The input that moves the result most; ``""`` if none does."""
        return self.swings[0].input if self.swings else ""


def uncertainty(scenario: Scenario, year: int, currency: str = "EUR") -> Uncertainty:
    """Move each uncertain input of a scenario between its ends.

    Price: the paths ``low`` and ``high`` from 2027; in a year priced by quarter, the lowest and
    highest published quarter, if the quarter's own price is not out. Label: the range of its
    translation. Route: the other benchmarks the good lists, where the route is a stand-in or
    the first listed. CSCF: its bounds in the years where none is set. Exchange rate: a tenth
    either way, in CNY only. Basis: default against actual value.

    Args:
        scenario: the scenario as chosen.
        year: import year of the tornado.
        currency: ``EUR`` or ``CNY``.

    Raises:
        InputError: what is wrong with the scenario; ``year_invalid``; ``currency_unknown``.
    """
    if currency not in CURRENCIES:
        raise InputError("currency_unknown", "currency", currency, allowed=CURRENCIES)
    law, prices = scenario.law(), scenario.prices()
    if year not in law.years:
        raise InputError("year_invalid", "year", year, allowed=law.years)
    given = values(scenario, law)
    rows, problems = assess_all([scenario])
    if problems:
        raise problems[0][1]
    base = rows[0]
    makers: list[Callable[..., list[Ends]]] = [_price, _label, _route, _cscf, _rate, _basis]
    ends = [
        end for make in makers for end in make(scenario, year, law, prices, given, base, currency)
    ]
    moved, faults = assess_all([item[1] for _, low, high in ends for item in (low, high)])
    bad = {position for position, _ in faults}
    key = "cost_cny" if currency == "CNY" else "cost_eur"

    def per_t(row: dict[str, Any]) -> float:
        return float(row["cost_eur_per_t"]) * (row["cny_per_eur"] if currency == "CNY" else 1.0)

    used: dict[str, tuple[Swing, tuple[Scenario, Scenario]]] = {}
    for i, (name, first, second) in enumerate(ends):
        if {2 * i, 2 * i + 1} & bad:
            continue
        pair = [(moved[2 * i][year], first), (moved[2 * i + 1][year], second)]
        pair.sort(key=lambda item: float(item[0][key]))
        (low, at_low), (high, at_high) = pair
        if float(low[key]) == float(high[key]) == float(base[year][key]):
            continue
        swing = Swing(
            name, at_low[0], at_high[0], float(low[key]), float(high[key]), per_t(low), per_t(high)
        )
        known = used.get(name)
        if known is None or swing.spread > known[0].spread:
            used[name] = (swing, (at_low[1], at_high[1]))
    swings = sorted((item[0] for item in used.values()), key=lambda s: -s.spread)
    together = {"price", "label", "cscf", "exchange_rate"}
    if "route_first_listed" in base[year]["reasons"].split(";"):
        together.add("route")  # assumed by us; a stated route is not in doubt
    every = [end for end in ends if end[0] in together]
    low_all, high_all = _together(scenario, every, used)
    both, _ = assess_all([low_all, high_all])
    band = pd.DataFrame({
        "year": law.years,
        "low": [min(per_t(both[0][y]), per_t(base[y])) for y in law.years],
        "central": [per_t(base[y]) for y in law.years],
        "high": [max(per_t(both[1][y]), per_t(base[y])) for y in law.years],
    })  # fmt: skip
    row = base[year]
    return Uncertainty(year, currency, float(row[key]), per_t(row), tuple(swings), band)


def _together(
    scenario: Scenario,
    ends: list[Ends],
    used: dict[str, tuple[Swing, tuple[Scenario, Scenario]]],
) -> tuple[Scenario, Scenario]:
    """The scenario with every input at its cheap end, and at its dear end.

    An input that does not move the tornado's year (CSCF before 2031) still moves others.
    """
    both = []
    for side in (0, 1):
        moved, route = scenario, tuple[Value, ...]()
        for name in dict.fromkeys(end[0] for end in ends):
            first = next(end for end in ends if end[0] == name)
            at: Scenario = used[name][1][side] if name in used else (first[1], first[2])[side][1]
            if name == "price":
                moved = moved.with_(path=at.analysis.path, points=(), price=at.analysis.price)
            elif name == "cscf":
                moved = moved.with_(reform=at.reform)
            elif name == "exchange_rate":
                moved = moved.with_(rate=at.analysis.rate)
            elif name == "label":
                moved = moved.with_(label=None, override=at.override)
            else:
                route = at.override
        if route:  # the other route's benchmark, with the emissions of this end
            values = moved.override or route
            override = tuple(
                Value(own.see, other.benchmark, other.route)
                for own, other in zip(values, route, strict=True)
            )
            moved = moved.with_(chain=None, label=None, override=override)
        both.append(moved)
    return both[0], both[1]


def _price(
    scenario: Scenario, year: int, law: Law, prices: Prices, given: Any, base: Any, currency: str
) -> list[Ends]:
    published = [price for (y, _), price in prices.published.items() if y == year]
    # Without the user's own price, which is a statement about the chosen year only.
    free = scenario.with_(price=None) if not published else scenario
    low, high = (free.with_(path=name, points=()) for name in (LOW_PATH, HIGH_PATH))
    found: list[Ends] = []
    if published and "price_provisional" in base[year]["reasons"].split(";"):
        ends = (min(published), max(published))
        low, high = (
            item.with_(price=price) if item.analysis.year == year else item
            for item, price in zip((low, high), ends, strict=True)
        )
        found.append(("price", (ends[0], low), (ends[1], high)))
    else:
        points = [Prices.load(name).points.get(year, math.nan) for name in (LOW_PATH, HIGH_PATH)]
        found.append(("price", (points[0], low), (points[1], high)))
    return found


def _label(
    scenario: Scenario, year: int, law: Law, prices: Prices, given: list[Value], *_: Any
) -> list[Ends]:
    bridge = bridge_of(scenario)
    if bridge is None or bridge.see_low is None or bridge.see_high is None:
        return []
    low, high = (
        scenario.with_(label=None, override=tuple(replace(v, see=see) for v in given))
        for see in (bridge.see_low, bridge.see_high)
    )
    return [("label", (bridge.see_low, low), (bridge.see_high, high))]


def _route(
    scenario: Scenario,
    year: int,
    law: Law,
    prices: Prices,
    given: list[Value],
    base: dict[int, dict[str, Any]],
    currency: str,
) -> list[Ends]:
    """Other routes with the same emissions, where column B stands in or the letter is assumed."""
    row = base[year]
    codes = row["reasons"].split(";")
    if row["status"] != "assessed" or not {"stand_in_benchmark", "route_first_listed"} & set(codes):
        return []
    letters = law.benchmarks.listed(law.goods.index[str(row["good"])])
    others = [letter for letter in letters if letter and letter != row["route"]]
    found: list[Ends] = []
    for letter in others:
        override = tuple(Value(float(base[y]["see"]), None, letter) for y in law.years)
        moved = scenario.with_(chain=None, label=None, override=override)
        found.append(("route", (str(row["route"]), scenario), (letter, moved)))
    return found


def _cscf(scenario: Scenario, *_: Any) -> list[Ends]:
    limits = bounds("cscf")
    high, low = (
        scenario.with_(reform=replace(scenario.reform, cscf_after_2030=value))
        for value in (limits.low, limits.high)
    )
    return [("cscf", (limits.high, low), (limits.low, high))]


def _rate(
    scenario: Scenario, year: int, law: Law, prices: Prices, given: Any, base: Any, currency: str
) -> list[Ends]:
    if currency != "CNY":
        return []
    rate = prices.rate.cny_per_eur
    low, high = rate * (1 - RATE_SWING), rate * (1 + RATE_SWING)
    return [("exchange_rate", (low, scenario.with_(rate=low)), (high, scenario.with_(rate=high)))]


def _basis(scenario: Scenario, *_: Any) -> list[Ends]:
    plain = scenario.with_(chain=None, label=None, override=(), basis="default", route="")
    if scenario.basis == "actual":
        return [("basis", ("actual", scenario), ("default", plain))]
    if scenario.analysis.see is None:
        return []
    other = scenario.with_(basis="actual")
    return [("basis", ("actual", other), ("default", scenario))]
