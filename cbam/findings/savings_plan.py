"""What a saving asks the bill: today, the target, the curve and the other routes, row by row.

A cut counts only as far as it comes from something CBAM counts (section 2.6 of the method); a
change of the production route also changes the free allocation (section 2.7).
"""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from cbam.bill import SEE_LIMIT
from cbam.label import Bridge, Note, Target, facts
from cbam.label.benchmark import aluminium_routes, chain_benchmark
from cbam.label.convert import balance_for
from cbam.law.benchmarks import same_kind
from cbam.law.vintages import Law
from cbam.prices import Prices
from cbam.reasons import InputError

BANDS = ("low", "mid", "high")
CURVE_POINTS = 13

Floats = npt.NDArray[np.float64]


class Plan:
    """The rows to assess for a bridge and its target."""

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

    def lines(
        self,
        prices: Prices,
        *,
        price: float | None = None,
        quarter: str = "",
        year: int | None = None,
        importer_tonnes: float | None = None,
        returned: bool = False,
        tonnes: float = 1.0,
    ) -> pd.DataFrame:
        """The frame for ``assess``: every kind of row in every year.

        Args:
            prices: published prices, for the last quarter of another year than the chosen one.
            price: as for ``savings``, like the next four.
            quarter: of importation.
            year: for which price and quarter hold.
            importer_tonnes: of the importer in the calendar year.
            returned: returned goods.
            tonnes: of each row.
        """
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
            "tonnes": np.full(count * len(kinds), float(tonnes)),
            "year": np.repeat(years, len(kinds)),
            "basis": np.tile(np.where(default, "default", "actual"), count),
            "see": np.tile(see, count),
            "route": np.tile(np.array([r for _, _, r in kinds], dtype=object), count),
        }
        if year is None:
            own, quarters = dict.fromkeys(self.law.years, price), {self.law.years[0]: quarter}
        else:  # as on "Border cost": another year takes the last published quarter
            published, latest = prices.latest_quarter
            own, quarters = {year: price}, {published: latest, year: quarter}
        given = [(quarters.get(at, ""), own.get(at)) for at in self.law.years]
        if any(at for at, _price in given):
            frame["quarter"] = np.repeat([at for at, _price in given], len(kinds))
        if price is not None:
            stated = [np.nan if at is None else float(at) for _quarter, at in given]
            frame["price_eur"] = np.repeat(stated, len(kinds))
        if importer_tonnes is not None:
            # Rows may be of one tonne each; a total below that would be a part above the whole.
            whole = max(float(tonnes), float(importer_tonnes))
            frame["importer_year_tonnes"] = np.full(count * len(kinds), whole)
        if returned:
            frame["returned"] = np.ones(count * len(kinds), bool)
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
