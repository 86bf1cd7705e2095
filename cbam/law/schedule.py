"""Dated parameters of the law: CBAM factor, CSCF, mark-up, threshold, penalty base.

Each row of ``data/law/schedule.csv`` is one value for a span of import years with its act,
article and mark (``L`` legal text read, ``S`` independent secondary sources, ``U`` assumption).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

SECTORS = ("cement", "fertilisers", "iron_and_steel", "aluminium", "hydrogen", "electricity")
# Sectors whose net mass counts towards the importer's threshold (Art 2a, Annex VII).
MASS_SECTORS = SECTORS[:4]


@dataclass(frozen=True)
class Yearly:
    """The parameters of the formula as arrays by year, with one more entry, NaN, that stands
    for a year outside the law.

    Attributes:
        cbam_factor, cscf, threshold: value by year.
        period: benchmark period index by year (0 for a year outside the law).
        markup: share, [sector of ``SECTORS`` x year] flattened.
        assumed: whether a parameter of that year is held as an assumption.
    """

    cbam_factor: npt.NDArray[np.float64]
    cscf: npt.NDArray[np.float64]
    threshold: npt.NDArray[np.float64]
    period: npt.NDArray[np.int32]
    markup: npt.NDArray[np.float64]
    assumed: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Schedule:
    """The schedule table, with one look-up by parameter, year and sector."""

    table: pd.DataFrame

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The import years the law can be applied to: those with a CBAM factor."""
        rows = self.table[self.table["parameter"] == "cbam_factor"]
        return tuple(int(year) for year in sorted(rows["year_from"]))

    def row(self, parameter: str, year: int, sector: str = "") -> pd.Series:
        """The row in force for a parameter; its act and article are the source.

        Raises:
            KeyError: the table has no or several rows for it.
        """
        table = self.table
        found = table[
            (table["parameter"] == parameter)
            & (table["sector"] == sector)
            & (table["year_from"] <= year)
            & (table["year_to"] >= year)
        ]
        if len(found) != 1:
            raise KeyError(f"schedule: {len(found)} rows for {parameter}, {year}, {sector!r}")
        return found.iloc[0]

    def value(self, parameter: str, year: int, sector: str = "") -> float:
        """The value in force for a parameter in an import year (KeyError as for ``row``)."""
        return float(self.row(parameter, year, sector)["value"])

    @cached_property
    def yearly(self) -> Yearly:
        """The parameters of the formula by year, compiled once."""

        def by_year(parameter: str) -> npt.NDArray[np.float64]:
            return np.array([*(self.value(parameter, year) for year in self.years), np.nan])

        markup = [[*(self.value("markup", y, s) for y in self.years), np.nan] for s in SECTORS]
        period = np.nan_to_num(by_year("benchmark_period"), nan=1.0) - 1
        held = self.assumed_years()
        return Yearly(
            cbam_factor=by_year("cbam_factor"),
            cscf=by_year("cscf"),
            threshold=by_year("threshold_t"),
            period=period.astype(np.int32),
            markup=np.array(markup).ravel(),
            assumed=np.array([*(year in held for year in self.years), False]),
        )

    def assumed_years(self) -> tuple[int, ...]:
        """Years in which a parameter of the formula is not law but held as an assumption."""
        table = self.table
        used = table[table["parameter"].isin(["cscf", "benchmark_period"]) & (table["mark"] == "U")]
        return tuple(
            y for y in self.years if ((used["year_from"] <= y) & (used["year_to"] >= y)).any()
        )
