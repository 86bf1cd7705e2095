"""Year and quarter of importation of each row, from a date, a year, a quarter or all of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cbam.law.vintages import Law
from cbam.portfolio.files.cells import Cell, Period, read_period
from cbam.portfolio.files.coded import encode, understand
from cbam.portfolio.files.mapping import ColumnMap
from cbam.portfolio.files.problems import Found

Ints = npt.NDArray[np.int16]


def read(
    mapping: ColumnMap, found: Found, law: Law, year_default: int | None
) -> tuple[Ints, Ints, set[str]]:
    """Years (0 where none) and quarters (0 where none), and the file's notes about them."""
    size = len(found.raw)
    allowed = f"{law.years[0]}–{law.years[-1]}"
    years, quarters = np.zeros(size, np.int16), np.zeros(size, np.int16)
    bad = np.zeros(size, bool)
    notes: set[str] = set()
    for name in ("date", "year", "quarter"):
        if name not in mapping:
            continue
        column = mapping[name]
        when = understand(
            encode(found.raw.table[column]), _reader(name, law, allowed), found, name, column
        )
        bad |= when.bad()
        pairs = np.array([tuple(cell.value) for cell in when.cells], np.int32).clip(0, 9999)
        read_years, read_quarters = pairs.astype(np.int16)[when.codes].T
        differ = (years > 0) & (read_years > 0) & (years != read_years)
        differ |= (quarters > 0) & (read_quarters > 0) & (quarters != read_quarters)
        found.add(name, column, "period_differs", np.flatnonzero(differ))
        years = np.where(years > 0, years, read_years)
        quarters = np.where(quarters > 0, quarters, read_quarters)
    missing = (years == 0) & ~bad
    if missing.any() and year_default is not None:
        years[missing] = year_default
        notes.add("year_filled")
    elif missing.any():
        name = next((n for n in ("date", "year", "quarter") if n in mapping), "year")
        column = mapping.get(name, "")
        found.add(name, column, "year_missing", np.flatnonzero(missing), [{"allowed": allowed}])
    if year_default is not None:
        name = next((n for n in ("date", "year") if n in mapping), "")
        other = np.flatnonzero((years > 0) & (years != year_default) & ~bad)
        if name:
            found.add(name, mapping[name], "year_other", other, [{"asked": year_default}])
    return years, quarters, notes


def _reader(name: str, law: Law, allowed: str):  # type: ignore[no-untyped-def]
    def read(text: str) -> Cell:
        cell = read_period(text, serials=name == "date")
        if cell.code == "date_invalid" and name != "date":
            return Cell(Period(), f"{name}_invalid", {"allowed": allowed} if name == "year" else {})
        if not cell.code and cell.value.year and cell.value.year not in law.years:
            return Cell(cell.value, "year_invalid", {"allowed": allowed})
        return cell

    return read
