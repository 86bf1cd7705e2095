"""What lowering a label saves at the border, year by year, and what verification is worth.

A lower label is not a lower SEE: a cut counts only as far as it comes from something CBAM
counts (section 2.6 of the method). A cut of unknown source shows none of it / the share of the
label that CBAM counts / all of it. The saving is the difference of two bills, so it stops at
the free allocation (SEFA), and a change of production route also changes that SEFA
(section 2.7).

Everything is one call of ``bill.assess`` on a small frame: nine years x {default, today, target,
points of the curve, other routes}. Moving the year needs no new call. ``savings_plan`` makes the
frame, ``savings_read`` reads the bill back.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import pandas as pd

from cbam.analysis import Analysis
from cbam.bill import TONNES_LIMIT, assess
from cbam.findings.savings_plan import BANDS, Plan
from cbam.findings.savings_read import Grid, curve, routes, table, zeros
from cbam.label import Bridge, Note, Step, Target, facts
from cbam.law.vintages import Law
from cbam.prices import PRICE_LIMIT, Prices
from cbam.reasons import InputError

FEE_LIMIT = 1e9


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
        columns = [self.table[name].tolist() for name in self.table.columns]
        return {
            int(year): dict(zip(self.table.columns, row, strict=True))
            for year, *row in zip(self.table.index, *columns, strict=True)
        }

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
    year: int | None = None,
    tonnes: float | None = None,
    fee: float | None = None,
    importer_tonnes: float | None = None,
    returned: bool = False,
) -> Savings:
    """The bill on the default, on today's label if verified, and on the target.

    Args:
        bridge: what the label translates to (``cbam.label.translate``).
        law: the law of one vintage; the one the bridge was made with.
        prices: certificate prices, path and exchange rate.
        target: the lower label; ``None``: only today's bill and the value of verification.
        price: certificate price [EUR/t CO2e] instead of the table's.
        quarter: quarter of importation for the years priced by quarter.
        year: the import year for which ``price`` and ``quarter`` hold; without one every year.
        tonnes: tonnes to the EU per year.
        fee: cost of verification per year [EUR].
        importer_tonnes: all CBAM goods of the importer in the calendar year [t]; at or below
            the threshold (Art 2a) nothing is due.
        returned: returned goods, which count as zero (Art 6(5)).

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
    plan = Plan(bridge, law, target)
    if bridge.free:
        return replace(base, table=zeros(plan, law.years))
    frame = plan.lines(
        prices, price=price, quarter=quarter, year=year, importer_tonnes=importer_tonnes,
        returned=returned,
    )  # fmt: skip
    grid = Grid.of(plan, assess(frame, law, prices))
    return replace(
        base,
        table=table(grid),
        label_today=plan.today,
        label_target=plan.label_target,
        counted=plan.counted,
        see_target=plan.paired,
        route_target=plan.route if plan.paired is not None else "",
        curve_table=curve(grid),
        routes=routes(grid),
        notes=(*plan.notes, *map(Note, grid.exempt)),
        assumptions=grid.assumptions,
    )


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


def savings_of(analysis: Analysis, bridge: Bridge) -> Savings:
    """The savings of what a user chose, as the page, its slides and its files show them.

    The user's own price and quarter hold for the chosen year only, as on "Border cost".

    Args:
        analysis: target, tonnes, year, price, quarter, fee, importer, returned; law and prices.
        bridge: what the analysis's label translates to under its law.
    """
    return savings(
        bridge, analysis.law_object(), analysis.prices(), analysis.target,
        price=analysis.price, quarter=analysis.quarter, year=analysis.year,
        tonnes=analysis.tonnes, fee=analysis.fee, importer_tonnes=analysis.importer_tonnes,
        returned=analysis.returned,
    )  # fmt: skip
