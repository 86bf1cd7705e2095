"""One edition of the law as one object: ``Law.load("2026-08")``.

A vintage is a row of ``data/law/vintages.csv`` that names its tables. Everything the engine
needs is compiled here once into arrays; the bill only gathers from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from cbam import tables
from cbam.caches import cached
from cbam.law.benchmarks import Benchmarks
from cbam.law.defaults import Defaults
from cbam.law.goods import Goods
from cbam.law.origins import OTHER, Origins
from cbam.law.schedule import SECTORS, Schedule
from cbam.reasons import BIT, InputError

# A pair's standing before the importer's threshold is known; position = code.
STATUSES = (
    "assessed",
    "out_of_scope",
    "eu_origin",
    "excluded_origin",
    "returned_goods",
    "below_threshold",
    "error",
)


@dataclass(frozen=True)
class Pairs:
    """Per pair of good and origin column, flat arrays [good * columns + column].

    Two extra goods (out of scope, invalid) and three extra columns (EU, Annex III, invalid)
    make every input a plain index, so the bill has no branches for them.
    """

    columns: int
    total: npt.NDArray[np.float64]
    benchmark: npt.NDArray[np.float64]  # column B, [pair, period] flattened
    route: npt.NDArray[np.int8]
    source: npt.NDArray[np.int8]
    status: npt.NDArray[np.int8]
    reasons: npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Law:
    """The law of one vintage: look-ups by name, and the compiled arrays the bill reads."""

    vintage: str
    status: str
    acts: tuple[str, ...]
    goods: Goods
    origins: Origins
    defaults: Defaults
    benchmarks: Benchmarks
    schedule: Schedule
    digest: str
    edition: str = ""  # of a variation (``cbam.law.reform``): the vintage it varies

    @staticmethod
    @cached(maxsize=8)
    def load(vintage: str = "") -> Law:
        """The named vintage, or the one in force if no name is given; cached.

        Raises:
            InputError: ``law_unknown``, with the vintages that are on board.
        """
        table = vintages()
        known = table["vintage"].tolist()
        if not vintage:
            vintage = str(table.loc[table["status"] == "in_force", "vintage"].iloc[0])
        if vintage not in known:
            raise InputError("law_unknown", "law", vintage, allowed=known)
        row = table[table["vintage"] == vintage].iloc[0]
        names = [row[part] for part in ("default_values", "annex_iv", "benchmarks") if row[part]]
        return Law.build(
            row,
            tables.read(row["default_values"]),
            tables.read(row["annex_iv"]) if row["annex_iv"] else None,
            tables.read(row["benchmarks"]),
            tables.digest(*names, "schedule", "scope", "origins", "electricity_factors"),
        )

    @staticmethod
    def build(
        row: pd.Series,
        annex_i: pd.DataFrame,
        annex_iv: pd.DataFrame | None,
        benchmarks: pd.DataFrame,
        digest: str,
    ) -> Law:
        """A law from its tables, also from ones that are not on board yet.

        Args:
            row: ``vintage``, ``status`` and ``acts`` as in ``data/law/vintages.csv``.
            annex_i: default values (see ``Defaults.build``).
            annex_iv: highest values, for an origin that is not stated; ``None`` if there are none.
            benchmarks: benchmarks (see ``Benchmarks.build``).
            digest: fingerprint of the tables.
        """
        goods = Goods.build(
            benchmarks["cn_code"],
            tables.read("goods")["cn_code"],
            tables.read("scope"),
            tables.read("proposal_2028"),
            tables.read("hs_headings")["heading"],
        )
        return Law(
            vintage=str(row["vintage"]),
            status=str(row["status"]),
            acts=tuple(row["acts"].split(";")),
            goods=goods,
            origins=Origins(tables.read("origins")),
            defaults=Defaults.build(goods, annex_i, annex_iv, tables.read("electricity_factors")),
            benchmarks=Benchmarks.build(goods, benchmarks, tables.read("routes")["route"].tolist()),
            schedule=Schedule(tables.read("schedule")),
            digest=digest,
        )

    @property
    def years(self) -> tuple[int, ...]:
        """Import years the law can be applied to."""
        return self.schedule.years

    @cached_property
    def sector_of(self) -> npt.NDArray[np.int8]:
        """Sector index of each good (``SECTORS``), 0 for the two extra goods."""
        known = [SECTORS.index(name) for name in self.goods.sectors]
        return np.array([*known, 0, 0], np.int8)

    @cached_property
    def direct_only(self) -> npt.NDArray[np.bool_]:
        """For each good, whether Annex II leaves its indirect emissions out."""
        table = tables.read("scope")
        listed = dict(zip(table["cn_prefix"], table["direct_only"] == 1, strict=True))
        return np.array([
            next(listed[code[:n]] for n in range(len(code), 0, -1) if code[:n] in listed)
            for code in self.goods.codes
        ])  # fmt: skip

    @cached_property
    def declared_routes(self) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.uint64]]:
        """``Benchmarks.declared_routes`` with rows for the two extra goods."""
        route, mask = self.benchmarks.declared_routes()
        return np.pad(route, ((0, 2), (0, 0))), np.pad(mask, ((0, 2), (0, 0)))

    @cached_property
    def declared_benchmarks(self) -> npt.NDArray[np.float64]:
        """Column B [good, route, period] with rows for the two extra goods, 0 for electricity."""
        cells = np.pad(self.benchmarks.b, ((0, 2), (0, 0), (0, 0)), constant_values=np.nan)
        cells[self.sector_of == SECTORS.index("electricity")] = 0.0
        return cells

    def column(self, origin: str | None) -> int:
        """The pair column of an origin code (``None``: unknown)."""
        territories = self.defaults.territories
        group = self.origins.groups.get(origin or "")
        extra = {"eu": 0, "annex_iii": 1, None: 2}
        if group in extra:
            return len(territories) + extra[group]
        return territories.index(origin if origin in territories else OTHER)

    @cached_property
    def pairs(self) -> Pairs:
        """The compiled look-up of every good and origin."""
        defaults, goods = self.defaults, len(self.goods.codes)
        routes, route_mask = self.benchmarks.default_routes(defaults)
        at = np.arange(goods)[:, None]
        route = routes[at, defaults.printed]
        mask = defaults.reasons | route_mask[at, defaults.printed]
        bench = self.declared_benchmarks[at, route]
        total = defaults.total
        status = np.zeros(total.shape)

        def frame(values: npt.NDArray, fill: float) -> npt.NDArray:
            extra = ((0, 2), (0, 3)) + ((0, 0),) * (values.ndim - 2)
            return np.pad(values, extra, constant_values=fill)

        status, mask = frame(status, 0), frame(mask, 0)
        eu, annex_iii, unknown = (len(defaults.territories) + i for i in range(3))
        for column, name in ((eu, "eu_origin"), (annex_iii, "excluded_origin")):
            status[:, column], mask[:, column] = STATUSES.index(name), BIT[name]
        status[goods, :], mask[goods, :] = STATUSES.index("out_of_scope"), 0
        # What could not be read carries its error from where it was read, and no value.
        mask[goods + 1, :] = mask[:, unknown] = 0
        status[goods + 1, :] = status[:, unknown] = 0
        total, source = frame(total, np.nan), frame(defaults.source, 0)
        total[status != 0] = np.nan
        return Pairs(
            columns=unknown + 1,
            total=total.ravel(),
            benchmark=frame(bench, np.nan).ravel(),
            route=frame(route, 0).astype(np.int8).ravel(),
            source=source.astype(np.int8).ravel(),
            status=status.astype(np.int8).ravel(),
            reasons=mask.astype(np.uint64).ravel(),
        )


def vintages() -> pd.DataFrame:
    """The editions of the law on board: vintage, names, acts, dates, status, tables."""
    return tables.read("vintages")
