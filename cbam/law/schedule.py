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

from cbam.reasons import BIT

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
        reasons: reason mask by year: held as an assumption, or replaced by a what-if.
    """

    cbam_factor: npt.NDArray[np.float64]
    cscf: npt.NDArray[np.float64]
    threshold: npt.NDArray[np.float64]
    period: npt.NDArray[np.int32]
    markup: npt.NDArray[np.float64]
    reasons: npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Schedule:
    """The schedule table, with one look-up by parameter, year and sector.

    Attributes:
        table: the rows of ``data/law/schedule.csv``, or a variation of them.
        variations: (reason code, year) pairs: in that year a value is not law but a proposal or
            a what-if (``cbam.law.reform``); empty for the law itself.
    """

    table: pd.DataFrame
    variations: tuple[tuple[str, int], ...] = ()

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The import years the law can be applied to: those with a CBAM factor."""
        rows = self.table[self.table["parameter"] == "cbam_factor"]
        return tuple(int(year) for year in sorted(rows["year_from"]))

    @cached_property
    def _spans(self) -> dict[tuple[str, str], list[tuple[int, int, int, float]]]:
        """Per parameter and sector: first year, last year, position in the table, value."""
        names = ("parameter", "sector", "year_from", "year_to", "value")
        columns = (self.table[name].tolist() for name in names)
        spans: dict[tuple[str, str], list[tuple[int, int, int, float]]] = {}
        for at, (name, sector, first, last, value) in enumerate(zip(*columns, strict=True)):
            spans.setdefault((name, sector), []).append((first, last, at, float(value)))
        return spans

    def _span(self, parameter: str, year: int, sector: str) -> tuple[int, int, int, float]:
        spans = self._spans.get((parameter, sector), [])
        found = [span for span in spans if span[0] <= year <= span[1]]
        if len(found) != 1:
            raise KeyError(f"schedule: {len(found)} rows for {parameter}, {year}, {sector!r}")
        return found[0]

    def row(self, parameter: str, year: int, sector: str = "") -> pd.Series:
        """The row in force for a parameter; its act and article are the source.

        Raises:
            KeyError: the table has no or several rows for it.
        """
        return self.table.iloc[self._span(parameter, year, sector)[2]]

    def value(self, parameter: str, year: int, sector: str = "") -> float:
        """The value in force for a parameter in an import year (KeyError as for ``row``)."""
        return self._span(parameter, year, sector)[3]

    @cached_property
    def yearly(self) -> Yearly:
        """The parameters of the formula by year, compiled once."""

        def by_year(parameter: str) -> npt.NDArray[np.float64]:
            return np.array([*(self.value(parameter, year) for year in self.years), np.nan])

        markup = [[*(self.value("markup", y, s) for y in self.years), np.nan] for s in SECTORS]
        period = np.nan_to_num(by_year("benchmark_period"), nan=1.0) - 1
        reasons = dict.fromkeys(self.assumed_years, BIT["after_2030"])
        for code, year in self.variations:
            reasons[year] = reasons.get(year, 0) | BIT[code]
        return Yearly(
            cbam_factor=by_year("cbam_factor"),
            cscf=by_year("cscf"),
            threshold=by_year("threshold_t"),
            period=period.astype(np.int32),
            markup=np.array(markup).ravel(),
            reasons=np.array([*(reasons.get(y, 0) for y in self.years), 0], np.uint64),
        )

    @cached_property
    def assumed_years(self) -> tuple[int, ...]:
        """Years in which a parameter of the formula is not law but held as an assumption."""
        table = self.table
        used = table[table["parameter"].isin(["cscf", "benchmark_period"]) & (table["mark"] == "U")]
        return tuple(
            y for y in self.years if ((used["year_from"] <= y) & (used["year_to"] >= y)).any()
        )
