"""Benchmarks for the free-allocation adjustment, columns A and B, by route and period.

Implementing Regulation (EU) 2025/2620. Column A goes with actual data and the precursors'
own free allocation (Eq. 2-4); column B goes with default values and already contains the
precursors (Eq. 6). The two are never mixed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from cbam.law.defaults import Defaults
from cbam.law.goods import Goods
from cbam.reasons import BIT

PERIODS = (1, 2)  # (1) production years 2026-2027, (2) 2028-2030, held afterwards
_PERIOD_YEAR = {1: 2026, 2: 2028}
_COUNTERPARTS = ("CF", "DG", "EH")  # the same route for carbon steel and for low-alloy steel


@dataclass(frozen=True)
class Benchmarks:
    """Benchmark values in t CO2e per t of good.

    Attributes:
        routes: route letters, ``""`` (independent of the route) first.
        a: column A, array [good, route, period]; NaN where the annex has no cell.
        b: column B, same shape.
    """

    routes: tuple[str, ...]
    a: npt.NDArray[np.float64]
    b: npt.NDArray[np.float64]

    @classmethod
    def build(cls, goods: Goods, table: pd.DataFrame, letters: list[str]) -> Benchmarks:
        """Lay the annex out as arrays.

        Args:
            goods: the goods of the law.
            table: columns cn_code, column, route, year_from, year_to, benchmark.
            letters: the route letters in the order of the law (A to L).
        """
        routes = ("", *letters)
        lines = {cn: i for i, cn in enumerate(dict.fromkeys(table["cn_code"]))}
        line = table["cn_code"].map(lines)
        route = table["route"].map({letter: i for i, letter in enumerate(routes)})
        # Goods that only the default values split (white, grey clinker) share a benchmark line;
        # a good without one (electricity) reads the empty last line.
        line_of_good = np.array([lines.get(code[:8], -1) for code in goods.codes])
        arrays = {}
        for column in ("A", "B"):
            cells = np.full((len(lines) + 1, len(routes), len(PERIODS)), np.nan)
            for period, year in enumerate(_PERIOD_YEAR.values()):
                use = table["column"] == column
                use &= (table["year_from"] <= year) & (table["year_to"] >= year)
                at = (line[use].to_numpy(int), route[use].to_numpy(int), period)
                cells[at] = table.loc[use, "benchmark"].to_numpy()
            arrays[column] = cells[line_of_good]
        return cls(routes=routes, a=arrays["A"], b=arrays["B"])

    def listed(self, good: int, column: str = "B") -> tuple[str, ...]:
        """The routes for which a good has a benchmark in the given column, in legal order."""
        return self._listed[column][good]

    @cached_property
    def _listed(self) -> dict[str, list[tuple[str, ...]]]:
        def letters(cells: npt.NDArray[np.float64]) -> list[tuple[str, ...]]:
            known = ~np.isnan(cells[:, :, 0])
            return [tuple(r for r, k in zip(self.routes, row, strict=True) if k) for row in known]

        return {"A": letters(self.a), "B": letters(self.b)}

    def fitting_route(self, good: int, wanted: Iterable[str], column: str = "B") -> str | None:
        """The first wanted route letter the good lists; ``""`` where routes do not matter.

        Returns:
            ``None`` if the good lists routes and none of the wanted ones.
        """
        listed = self.listed(good, column)
        if listed in ((), ("",)):
            return ""
        return next((letter for letter in wanted if letter in listed), None)

    def value(self, good: int, route: str, period: int, column: str = "B") -> float:
        """The benchmark of a good on a route [t CO2e/t]; NaN where the annex has no cell."""
        cells = self.a if column == "A" else self.b
        return float(cells[good, self.routes.index(route), period])

    def default_routes(
        self, defaults: Defaults
    ) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.uint64]]:
        """For each good and printed route text: the route to use, and a reason mask.

        A good whose own benchmark has no route ignores the letter inherited from its heading;
        a composite letter (C/F, E/H) is decided by the letters the good's column B lists; a
        blank or unlisted letter takes the first listed one, marked ``route_first_listed``.
        """
        count = len(self.b)
        route = np.zeros((count, len(defaults.letters)), np.int8)
        mask = np.zeros((count, len(defaults.letters)), np.uint64)
        for good in range(count):
            listed = self.listed(good)
            if not listed or listed == ("",):
                continue
            for i, text in enumerate(defaults.letters):
                hits = [letter for letter in text.split("/") if letter in listed]
                route[good, i] = self.routes.index(hits[0] if hits else listed[0])
                if not hits:
                    mask[good, i] = BIT["route_first_listed"]
        return route, mask

    def declared_routes(self) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.uint64]]:
        """For each good and declared route (last column: none declared): route and mask.

        With an actual value the producer knows the route. A good whose benchmark does not
        depend on the route needs none; for the others a missing or unlisted letter is an error.
        """
        count, letters = len(self.b), len(self.routes)
        route = np.zeros((count, letters + 1), np.int8)
        mask = np.zeros((count, letters + 1), np.uint64)
        for good in range(count):
            listed = self.listed(good)
            for i, letter in enumerate((*self.routes, None)):
                if letter in listed:
                    route[good, i] = i
                elif listed in ((), ("",)):
                    route[good, i] = 0
                elif not letter:
                    mask[good, i] = BIT["route_required"]
                else:
                    mask[good, i] = BIT["route_not_listed"]
        return route, mask


def same_kind(route: str) -> tuple[str, ...]:
    """A route letter and its counterparts for the other steel grades (C/F, D/G, E/H)."""
    for kind in _COUNTERPARTS:
        if route and route in kind:
            return (route, kind.replace(route, ""))
    return (route,) if route else ()
