"""What lowering a label saves at the border, year by year, and what verification is worth.

A lower label is not a lower SEE: a cut counts only as far as it comes from something CBAM
counts (section 2.6 of the method). A cut of unknown source shows none of it / the share of the
label that CBAM counts / all of it. The saving is the difference of two bills, so it stops at
the free allocation (SEFA), and a change of production route also changes that SEFA
(section 2.7).

Everything is one call of ``bill.assess`` on a small frame: nine years x {default, today, target,
points of the curve, other routes}. Moving the year needs no new call.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from cbam.bill import SEE_LIMIT, TONNES_LIMIT, assess
from cbam.label import Bridge, Note, Step, Target, facts
from cbam.label.benchmark import aluminium_routes, chain_benchmark
from cbam.label.convert import balance_for
from cbam.law.benchmarks import same_kind
from cbam.law.vintages import Law
from cbam.prices import PRICE_LIMIT, Prices
from cbam.reasons import InputError

BANDS = ("low", "mid", "high")
CURVE_POINTS = 13
FEE_LIMIT = 1e9

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Amount:
    """One figure in the units people ask for; ``None`` where tonnes or unit mass are unknown."""

    eur_per_t: float
    cny_per_t: float
    eur_per_year: float | None
    cny_per_year: float | None
    eur_per_unit: float | None
    cny_per_unit: float | None


@dataclass(frozen=True)
class Savings:
    """The bill of a label today and on target, for every year of the law.

    ``table`` has one row per import year (index) and, in EUR per tonne unless noted:
    ``price_eur`` [EUR/t CO2e], ``sefa`` and ``sefa_target`` [t CO2e/t], ``default``,
    ``today_low|mid|high``, ``target_low|mid|high``, ``saving_low|mid|high``, ``naive`` (tonnes
    avoided x price, as a naive calculator has it), ``verified_low|mid|high`` (default minus
    today), ``floor_see`` and ``floor_label`` (below which cuts save nothing that year; the
    label value in the label's own unit), ``default_see``. NaN where there is no figure.

    Attributes:
        bridge: the translation it rests on.
        target: the change asked for.
        tonnes: tonnes to the EU per year, if given.
        fee: verification fee in EUR a year, if given.
        label_today, label_target: printed values in t CO2e/t.
        counted: share of the cut that lowers SEE, low/mid/high.
        curve_table: label value [t CO2e/t] and cost ``low|mid|high`` [EUR/t] by year.
        routes: cost of the same SEE on the other routes the good lists, by year.
        notes: what to know about the target; ``assumptions``: reason codes of the bill.
    """

    bridge: Bridge
    target: Target
    table: pd.DataFrame
    cny_per_eur: float
    tonnes: float | None = None
    fee: float | None = None
    label_today: float | None = None
    label_target: float | None = None
    counted: tuple[float, float, float] | None = None
    see_target: tuple[float, float, float] | None = None
    route_target: str = ""
    curve_table: pd.DataFrame = field(default_factory=pd.DataFrame)
    routes: pd.DataFrame = field(default_factory=pd.DataFrame)
    notes: tuple[Note, ...] = ()
    assumptions: tuple[tuple[int, tuple[str, ...]], ...] = ()

    @cached_property
    def _rows(self) -> dict[int, dict[str, Any]]:
        return {int(year): row for year, row in self.table.to_dict("index").items()}

    def figure(self, year: int, name: str) -> float | None:
        """One figure of ``table``; ``None`` where there is none (never NaN).

        Raises:
            InputError: ``year_invalid``.
        """
        if year not in self._rows and not self.table.empty:
            raise InputError("year_invalid", "year", year, allowed=sorted(self._rows))
        value = self._rows.get(year, {}).get(name)
        return None if value is None or not math.isfinite(value) else float(value)

    def amount(self, year: int, name: str) -> Amount | None:
        """A figure of ``table`` in EUR and CNY, per tonne, per year and per label unit."""
        value = self.figure(year, name)
        if value is None:
            return None
        rate, mass = self.cny_per_eur, self.bridge.label.unit_mass_kg
        yearly = None if self.tonnes is None else value * self.tonnes
        unit = None if mass is None else value * mass / 1000.0
        return Amount(
            value,
            value * rate,
            yearly,
            None if yearly is None else yearly * rate,
            unit,
            None if unit is None else unit * rate,
        )

    def break_even_tonnes(self, year: int) -> tuple[float | None, float | None, float | None]:
        """Tonnes a year from which a verification fee pays: at the low, mid and high gain.

        ``None`` where the fee is not given or verification gains nothing.
        """
        gains = [self.figure(year, f"verified_{band}") for band in BANDS]
        low, mid, high = (
            None if self.fee is None or gain is None or gain <= 0 else self.fee / gain
            for gain in gains
        )
        return low, mid, high

    def best_option(self, year: int) -> str | None:
        """The cheaper lawful path: ``default`` or ``actual`` (verified); ``None`` if unknown."""
        default, today = self.figure(year, "default"), self.figure(year, "today_mid")
        if default is None or today is None:
            return None
        return "default" if default <= today else "actual"

    def curve(self, year: int) -> pd.DataFrame:
        """Cost per tonne against label value for one year: columns label, low, mid, high.

        The points include the label values at which the lines reach zero.
        """
        if self.curve_table.empty:
            return self.curve_table
        points = self.curve_table.loc[self.curve_table["year"] == year].drop(columns="year")
        return points.sort_values("label", ignore_index=True)


def savings(
    bridge: Bridge,
    law: Law,
    prices: Prices,
    target: Target | None = None,
    *,
    price: float | None = None,
    quarter: str = "",
    tonnes: float | None = None,
    fee: float | None = None,
    importer_tonnes: float | None = None,
) -> Savings:
    """The bill on the default, on today's label if verified, and on the target.

    Args:
        bridge: what the label translates to (``cbam.label.translate``).
        law: the law of one vintage; the one the bridge was made with.
        prices: certificate prices, path and exchange rate.
        target: the lower label; ``None``: only today's bill and the value of verification.
        price: certificate price for every year [EUR/t CO2e] instead of the table's.
        quarter: quarter of importation for the years priced by quarter.
        tonnes: tonnes to the EU per year.
        fee: cost of verification per year [EUR].
        importer_tonnes: all CBAM goods of the importer in the calendar year [t]; at or below
            the threshold (Art 2a) nothing is due.

    Returns:
        The figures; without any where the bridge was refused, with zeros where the good pays
        nothing.

    Raises:
        InputError: ``choice_unknown``, ``share_out_of_range``, ``target_twice``,
            ``target_above_value``, ``target_without_value``, ``number_invalid``,
            ``price_invalid``, ``route_not_listed``, ``quarter_invalid``.
    """
    target = target or Target()
    _check(bridge, target, price, quarter)
    quantities = {"tonnes": (tonnes, TONNES_LIMIT), "fee": (fee, FEE_LIMIT)}
    quantities["importer_tonnes"] = (importer_tonnes, TONNES_LIMIT)
    for name, (number, limit) in quantities.items():
        if number is not None and not 0 <= number <= limit:
            raise InputError("number_invalid", name, number, limit=limit)
    if importer_tonnes is not None and importer_tonnes < (tonnes or 0.0):
        raise InputError("importer_total_invalid", "importer_tonnes", importer_tonnes)
    base = Savings(
        bridge=bridge,
        target=target,
        table=pd.DataFrame(),
        cny_per_eur=prices.rate.cny_per_eur,
        tonnes=tonnes,
        fee=fee,
    )
    if bridge.refused:
        return base
    plan = _Plan(bridge, law, target)
    if bridge.free:
        return _with(base, table=_zeros(plan, law.years))
    frame = plan.lines(price, quarter)
    if importer_tonnes is not None:
        # Lines are of one tonne each; a total below that would be a part above the whole.
        frame["importer_year_tonnes"] = max(1.0, float(importer_tonnes))
    bill = assess(frame, law, prices)
    return _collect(base, plan, frame, bill)


def _with(base: Savings, **changes: Any) -> Savings:
    values = {name: getattr(base, name) for name in base.__dataclass_fields__}
    return Savings(**{**values, **changes})


def _check(
    bridge: Bridge,
    target: Target,
    price: float | None,
    quarter: str,
) -> None:
    if target.source not in facts.SOURCES:
        raise InputError("choice_unknown", "source", target.source, allowed=facts.SOURCES)
    if price is not None and not 0 <= price <= PRICE_LIMIT:
        raise InputError("price_invalid", "price_eur", price, limit=PRICE_LIMIT)
    if quarter and quarter not in ("Q1", "Q2", "Q3", "Q4"):
        raise InputError("quarter_invalid", "quarter", quarter)
    for name in ("cut", "recycled"):
        share = getattr(target, name)
        if share is not None and not 0 <= share <= 1:
            raise InputError("share_out_of_range", name, share)
    if sum(x is not None for x in (target.value, target.cut, target.recycled)) > 1:
        raise InputError("target_twice", "target")
    value = bridge.label.value
    if (target.value is not None or target.cut is not None) and not value:
        raise InputError("target_without_value", "value", value)
    if target.recycled is not None and bridge.sector not in ("aluminium", ""):
        raise InputError("recycled_not_aluminium", "recycled", target.recycled)
    if target.value is not None and value is not None:
        if not target.value >= 0:
            raise InputError("number_invalid", "target", target.value, limit=value)
        if target.value > value:
            raise InputError("target_above_value", "target", target.value, limit=value)


class _Plan:
    """The rows to assess and how to read them back."""

    def __init__(self, bridge: Bridge, law: Law, target: Target) -> None:
        self.bridge, self.law, self.target = bridge, law, target
        self.notes: list[Note] = []
        self.today = bridge.printed
        self.low, self.mid, self.high = bridge.see_low, bridge.see_mid, bridge.see_high
        self.counted: tuple[float, float, float] | None = None
        self.label_target: float | None = None
        self.paired: tuple[float, float, float] | None = None  # SEE after the cut, band by band
        self.outer: tuple[float, float] | None = None  # lowest and highest SEE after the cut
        self.route = bridge.route
        if self.mid is not None and target.given:
            self._aim()

    def _aim(self) -> None:
        bridge, target = self.bridge, self.target
        assert self.low is not None
        assert self.mid is not None
        assert self.high is not None
        see = (self.low, self.mid, self.high)
        if target.recycled is not None:
            after = balance_for(bridge.label, target.recycled)
            self.paired = (after.low, after.mid, after.high)
            self.outer = (after.low, after.high)
            self.route = self._listed(aluminium_routes(target.recycled))
        else:
            value = bridge.label.value
            assert value  # checked before: there is nothing to cut from zero
            assert self.today is not None
            cut = target.cut if target.cut is not None else 1 - (target.value or 0.0) / value
            drop = self.today * cut
            self.label_target = self.today - drop
            share = facts.counted(target.source, bridge.electricity_counts)
            if bridge.mode == "A" and target.source == "unknown":
                self.counted = (1.0, 1.0, 1.0)  # the printed value is the SEE itself
            else:
                likely = bridge.share if math.isnan(share.mid) else share.mid
                self.counted = (share.low, likely or 0.0, share.high)
            if self.counted[1] * drop > self.mid:
                self.notes.append(Note("cut_exceeds_see"))
            if bridge.mode == "D" and self.counted[1] > 0:
                self.notes.append(Note("cut_in_mass_balance"))
            if self.counted[2] == 0.0:
                self.notes.append(Note("cut_not_counted", {"source": target.source}))
            elif target.source == "electricity":
                self.notes.append(Note("electricity_needs_ppa"))
            low, mid, high = (
                max(0.0, s - k * drop) for s, k in zip(see, self.counted, strict=True)
            )
            self.paired = (low, mid, high)
            self.outer = (
                max(0.0, self.low - self.counted[2] * drop),
                max(0.0, self.high - self.counted[0] * drop),
            )
        if target.route:
            self.route = self._listed(same_kind(target.route.strip().upper()))
        if self.route != bridge.route:
            self.notes.append(Note("route_switch", {"before": bridge.route, "after": self.route}))

    def _listed(self, wanted: tuple[str, ...]) -> str:
        route = self.law.benchmarks.fitting_route(self.bridge.good, wanted)
        if route is None:
            listed = self.law.benchmarks.listed(self.bridge.good)
            raise InputError("route_not_listed", "route", self.target.route, allowed=listed)
        return route

    @property
    def slopes(self) -> tuple[float, float, float] | None:
        """How much SEE falls per unit of printed value, by band: the slope of the curve."""
        if self.mid is None or not self.today:
            return None
        if self.target.source != "unknown" and self.counted is not None:
            return (self.counted[1],) * 3
        low, mid, high = (
            min(1.0, (s or 0.0) / self.today) for s in (self.low, self.mid, self.high)
        )
        return low, mid, high

    @cached_property
    def points(self) -> Floats:
        """Label values of the curve [t CO2e/t]: from zero to a little beyond today's."""
        if self.slopes is None or self.today is None:
            return np.empty(0)
        return np.linspace(0.0, 1.25 * self.today, CURVE_POINTS)

    @cached_property
    def kinds(self) -> list[tuple[str, float | None, str]]:
        """The rows of one year: kind, SEE (``None`` = default path), route."""
        bridge = self.bridge
        rows: list[tuple[str, float | None, str]] = [("default", None, "")]
        for band, see in zip(BANDS, (self.low, self.mid, self.high), strict=True):
            if see is not None:
                rows.append((f"today_{band}", see, bridge.route))
        if self.paired is not None and self.outer is not None and self.mid is not None:
            for band, see in zip(BANDS, self.paired, strict=True):
                rows.append((f"paired_{band}", see, self.route))
            rows.append(("target_low", self.outer[0], self.route))
            rows.append(("target_high", self.outer[1], self.route))
        if self.mid is not None:
            listed = self.law.benchmarks.listed(bridge.good)
            rows += [(f"route_{r}", self.mid, r) for r in listed if r and r != bridge.route]
        if self.slopes is not None:
            for band, see, slope in zip(
                BANDS, (self.low, self.mid, self.high), self.slopes, strict=True
            ):
                assert see is not None  # a mid implies low and high
                assert self.today is not None
                after = np.maximum(0.0, see - slope * (self.today - self.points))
                rows += [(f"curve_{band}", float(x), bridge.route) for x in after]
        return rows

    def lines(self, price: float | None, quarter: str) -> pd.DataFrame:
        """The frame for ``assess``: every kind of row in every year, one tonne each."""
        years = np.array(self.law.years)
        count, kinds = len(years), self.kinds
        see = np.array([np.nan if s is None else min(s, SEE_LIMIT) for _, s, _ in kinds])
        default = np.isnan(see)
        frame = {
            "cn_code": pd.Categorical.from_codes(
                np.zeros(count * len(kinds), np.int8), [self.bridge.label.cn_code]
            ),
            "origin": pd.Categorical.from_codes(
                np.zeros(count * len(kinds), np.int8), [self.bridge.label.origin]
            ),
            "tonnes": np.ones(count * len(kinds)),
            "year": np.repeat(years, len(kinds)),
            "basis": np.tile(np.where(default, "default", "actual"), count),
            "see": np.tile(see, count),
            "route": np.tile(np.array([r for _, _, r in kinds], dtype=object), count),
        }
        if quarter:
            priced = np.repeat(years, len(kinds)) == years[0]
            frame["quarter"] = np.where(priced, quarter, "")
        if price is not None:
            frame["price_eur"] = np.full(count * len(kinds), float(price))
        if self.bridge.chain is not None:
            frame["chain_benchmark"] = self._chains(count)
        return pd.DataFrame(frame)

    def _chains(self, years: int) -> Floats:
        """Chain benchmark of each row; on another route column B stands in again."""
        own = np.array(self.bridge.chain)
        by_route: dict[str, Floats] = {self.bridge.route: own}
        columns = []
        for _, see, route in self.kinds:
            if see is None:
                columns.append(np.full(years, np.nan))
                continue
            if route not in by_route:
                by_route[route] = self._chain_on(route, years)
            columns.append(by_route[route])
        return np.column_stack(columns).ravel()

    def _chain_on(self, route: str, years: int) -> Floats:
        try:
            return np.array(chain_benchmark(self.bridge.label, route, self.law))
        except InputError:
            return np.full(years, np.nan)


def _zeros(plan: _Plan, years: tuple[int, ...]) -> pd.DataFrame:
    """A good that pays nothing: zero on every path, in every year."""
    names = ["default"] + [f"{what}_{band}" for what in ("today", "verified") for band in BANDS]
    if plan.target.given:
        names += [f"{what}_{band}" for what in ("target", "saving") for band in BANDS]
    return pd.DataFrame(0.0, index=pd.Index(years, name="year"), columns=names)


def _collect(base: Savings, plan: _Plan, frame: pd.DataFrame, bill: pd.DataFrame) -> Savings:
    """Read the assessed rows back into one row per year."""
    bridge, kinds = plan.bridge, plan.kinds
    years = plan.law.years
    shape = (len(years), len(kinds))
    cost = bill["cost_eur_per_t"].to_numpy().reshape(shape)
    sefa = bill["sefa"].to_numpy().reshape(shape)
    see = bill["see"].to_numpy().reshape(shape)
    at = {kind: i for i, (kind, _, _) in enumerate(kinds) if not kind.startswith("curve_")}
    nothing = np.full(len(years), np.nan)

    def column(kind: str, values: Floats = cost) -> Floats:
        return values[:, at[kind]] if kind in at else nothing

    price = bill["price_eur"].to_numpy().reshape(shape)[:, 0]
    table: dict[str, Floats] = {
        "price_eur": price,
        "default": column("default"),
        "default_see": column("default", see),
        "sefa": column("today_high", sefa),
        "sefa_target": column("paired_mid", sefa),
    }
    for band in BANDS:
        table[f"today_{band}"] = column(f"today_{band}")
    table["target_low"], table["target_high"] = column("target_low"), column("target_high")
    table["target_mid"] = column("paired_mid")
    # Band by band, since the same share errs on both sides; a new route may turn their order.
    spread = [column(f"today_{band}") - column(f"paired_{band}") for band in BANDS]
    table["saving_low"], table["saving_high"] = np.min(spread, 0), np.max(spread, 0)
    table["saving_mid"] = spread[1]
    table["naive"] = nothing
    if plan.paired is not None and plan.mid is not None:
        table["naive"] = (plan.mid - plan.paired[1]) * price
    for band, other in zip(BANDS, reversed(BANDS), strict=True):
        table[f"verified_{band}"] = table["default"] - table[f"today_{other}"]
    floor = nothing
    if plan.mid is not None and plan.slopes is not None and plan.slopes[1] > 0 and plan.today:
        # SEE_mid - slope x (today - L) = SEFA, solved for the label value L.
        floor = plan.today - (plan.mid - table["sefa"]) / plan.slopes[1]
        floor = np.where(floor < 0, np.nan, floor)
        if bridge.mode == "D" and plan.target.source == "unknown":
            floor = nothing  # the mass balance does not read the label: no share of it applies
    table["floor_see"] = table["sefa"]
    table["floor_label_per_t"] = floor
    factor = bridge.label.tonnes_per_tonne
    table["floor_label"] = floor / factor if factor else nothing

    reasons = bill["reasons"].to_numpy().reshape(shape)
    used = [i for kind, i in at.items() if not kind.startswith("route_")]
    assumptions = tuple(
        (year, tuple(dict.fromkeys(c for i in used for c in str(reasons[n, i]).split(";") if c)))
        for n, year in enumerate(years)
    )
    exempt = bool((bill["status"] == "below_threshold").any())
    return _with(
        base,
        table=pd.DataFrame(table, index=pd.Index(years, name="year")),
        label_today=plan.today,
        label_target=plan.label_target,
        counted=plan.counted,
        see_target=plan.paired,
        route_target=plan.route if plan.paired is not None else "",
        curve_table=_curve(plan, cost, price),
        routes=_routes(plan, at, cost, sefa, price, table),
        notes=(*plan.notes, *([Note("below_threshold")] if exempt else [])),
        assumptions=assumptions,
    )


def _curve(plan: _Plan, cost: Floats, price: Floats) -> pd.DataFrame:
    """The assessed points, and the kinks where a line reaches zero between two of them."""
    count, years = len(plan.points), plan.law.years
    if not count or plan.slopes is None:
        return pd.DataFrame()
    bands = cost[:, len(plan.kinds) - 3 * count :].reshape(len(years), 3, count)
    end, last = bands[:, :, -1], plan.points[-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = price[:, None] * np.array(plan.slopes)  # EUR per t of label value
        kinks = np.where((end > 0) & (slope > 0), last - end / slope, np.nan)  # [year, band]
    label = np.concatenate([np.tile(plan.points, (len(years), 1)), kinks], axis=1)
    found = {}
    for i, band in enumerate(BANDS):
        # At the kinks the lines are straight pieces through their last assessed point.
        at_kinks = np.maximum(0.0, end[:, [i]] - slope[:, [i]] * (last - kinks))
        at_kinks[:, i] = 0.0
        found[band] = np.concatenate([bands[:, i, :], at_kinks], axis=1).ravel()
    frame = pd.DataFrame({"year": np.repeat(years, count + 3), "label": label.ravel(), **found})
    return frame[frame["label"] >= 0]


def _routes(
    plan: _Plan,
    at: dict[str, int],
    cost: Floats,
    sefa: Floats,
    price: Floats,
    table: dict[str, Floats],
) -> pd.DataFrame:
    """The other routes: their SEFA, the free allocation lost, and the SEE that breaks even."""
    parts = []
    for kind, i in at.items():
        if not kind.startswith("route_"):
            continue
        lost = table["sefa"] - sefa[:, i]
        parts.append(pd.DataFrame({
            "year": plan.law.years,
            "route": kind.removeprefix("route_"),
            "sefa": sefa[:, i],
            "cost_same_see": cost[:, i],
            "allocation_lost_eur_per_t": lost * price,
            "see_break_even": np.maximum(0.0, np.maximum((plan.mid or 0.0) - table["sefa"], 0.0) + sefa[:, i]),
        }))  # fmt: skip
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def cost_step(result: Savings, year: int) -> Step | None:
    """Step 5 of the method for one year: max(0, SEE - SEFA) x price; ``None`` without a point."""
    cost, see = result.figure(year, "today_mid"), result.bridge.see_mid
    if cost is None or see is None:
        return None
    params = {name: result.figure(year, name) for name in ("sefa", "price_eur")}
    if params["sefa"] is None:  # below the threshold there is no allocation to speak of
        return None
    return Step("cost", see, cost, "EUR/t", {"year": year, **params})


def unit_value(bridge: Bridge, per_tonne: float) -> float | None:
    """A value in t CO2e/t back in the label's own unit per functional unit."""
    factor = bridge.label.tonnes_per_tonne
    return per_tonne / factor if factor else None


__all__ = ["BANDS", "Amount", "Savings", "Target", "cost_step", "savings", "unit_value"]
