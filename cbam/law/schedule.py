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

    def by_year(self, parameter: str) -> npt.NDArray[np.float64]:
        """A parameter's value for each of ``years``."""
        if parameter not in self._by_year:
            self._by_year[parameter] = np.array([self.value(parameter, y) for y in self.years])
        return self._by_year[parameter].copy()

    @cached_property
    def _by_year(self) -> dict[str, npt.NDArray[np.float64]]:
        """Series already looked up: a slider asks for the same ones at every tick."""
        return {}

    def markups(self) -> npt.NDArray[np.float64]:
        """Mark-up as a share, array [sector of ``SECTORS``, year of ``years``]."""
        return self._markups.copy()

    @cached_property
    def _markups(self) -> npt.NDArray[np.float64]:
        return np.array([[self.value("markup", y, s) for y in self.years] for s in SECTORS])

    def assumed_years(self) -> tuple[int, ...]:
        """Years in which a parameter of the formula is not law but held as an assumption."""
        return self._assumed_years

    @cached_property
    def _assumed_years(self) -> tuple[int, ...]:
        table = self.table
        used = table[table["parameter"].isin(["cscf", "benchmark_period"]) & (table["mark"] == "U")]
        return tuple(
            y for y in self.years if ((used["year_from"] <= y) & (used["year_to"] >= y)).any()
        )
