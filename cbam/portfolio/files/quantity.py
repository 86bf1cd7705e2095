"""Quantities: tonnes from tonnes or kilograms, and kilograms typed as tonnes."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from cbam.portfolio.files import numbers
from cbam.portfolio.files.cells import read_mass_unit
from cbam.portfolio.files.coded import encode, note, understand
from cbam.portfolio.files.mapping import ColumnMap
from cbam.portfolio.files.numbers import Floats
from cbam.portfolio.files.problems import Found
from cbam.portfolio.files.words import mass_unit

OUTLIER = 50.0  # times the median of the same good, of tonnes and of EUR per tonne: an assumption
_LEAST = 5  # lines of a good before a median says anything
_TOLERANCE = 1 / 100  # between a tonnes and a kilograms column
_FACTORS = {"t": 1.0, "kg": 1e-3, "g": 1e-6}


def column_of(
    name: str, mapping: ColumnMap, found: Found, decimal: str, *, mass: str = ""
) -> Floats | None:
    """A column of numbers of one field, its problems noted; ``None`` where there is no column."""
    if name not in mapping:
        return None
    column = mapping[name]
    raw = found.raw
    read = numbers.read(raw.table[column], native=column in raw.native, decimal=decimal, mass=mass)
    note(found, name, column, read.codes, read.cells)
    if column in raw.merged:
        found.add(name, column, "merged_value", raw.merged[column])
    return read.values


def tonnes(
    mapping: ColumnMap, found: Found, decimal: str, given: dict[str, Floats]
) -> tuple[Floats, set[str]]:
    """Tonnes of each row (NaN where there are none), and the file's notes about them.

    Args:
        mapping: with ``tonnes``, ``kg`` or both, and perhaps ``mass_unit``.
        found: where problems are noted.
        decimal: the decimal sign, where the user said it.
        given: filled with the columns as read, for the schema.
    """
    notes: set[str] = set()
    in_cells = "mass_unit" not in mapping  # two units for one number are one too many
    stated = {
        name: column_of(name, mapping, found, decimal, mass=unit if in_cells else "")
        for name, unit in (("tonnes", "t"), ("kg", "kg"))
    }
    given.update({name: values for name, values in stated.items() if values is not None})
    factor = _unit_factors(mapping, found, notes)
    result = stated["tonnes"]
    if result is not None:
        heading = _FACTORS.get(mass_unit(mapping.unit("tonnes")), 0.0)
        if factor is not None:
            result = result * np.where(factor > 0, factor, heading or 1.0)
        elif heading:
            result = result * heading
        else:
            notes.add("unit_not_stated")
    if stated["kg"] is not None:
        weight = stated["kg"] / 1000
        if factor is not None and result is None:
            weight = stated["kg"] * np.where(factor > 0, factor, 1e-3)
        result = weight if result is None else _reconciled(result, weight, mapping, found)
    assert result is not None  # ``checks`` asks for one of the two columns
    field = "tonnes" if "tonnes" in mapping else "kg"
    silent = np.isnan(result) & ~_has_problem(found, ("tonnes", "kg"))
    found.add(field, mapping[field], "tonnes_missing", np.flatnonzero(silent))
    return result, notes


def _unit_factors(mapping: ColumnMap, found: Found, notes: set[str]) -> Floats | None:
    """Tonnes in the unit of each row's quantity, 0 where none is stated."""
    if "mass_unit" not in mapping:
        return None
    column = mapping["mass_unit"]
    units = understand(encode(found.raw.table[column]), read_mass_unit, found, "mass_unit", column)
    factors: Floats = units.values(np.float64)
    if len(set(factors[factors > 0].tolist())) > 1:
        notes.add("units_mixed")
    return factors


def _reconciled(stated: Floats, weight: Floats, mapping: ColumnMap, found: Found) -> Floats:
    """Tonnes where both columns are there: they must agree; one may stand in for the other."""
    alone = np.isnan(stated) & ~np.isnan(weight) & ~_has_problem(found, ("tonnes",))
    found.add("kg", mapping["kg"], "mass_from_kg", np.flatnonzero(alone))
    both = ~np.isnan(stated) & ~np.isnan(weight)
    with np.errstate(invalid="ignore"):
        apart = both & (np.abs(stated - weight) > _TOLERANCE * np.maximum(stated, weight))
    at = np.flatnonzero(apart)
    found.add(
        "tonnes", mapping["tonnes"], "mass_mismatch", at,
        [{"tonnes": stated[i], "probable": weight[i]} for i in at],
    )  # fmt: skip
    return np.where(alone, weight, stated)


def _has_problem(
    found: Found, fields: tuple[str, ...] = (), code: str = ""
) -> npt.NDArray[np.bool_]:
    flags = np.zeros(len(found.raw), bool)
    for block in found.blocks:
        if block.field in fields or block.code == code:
            flags[block.places] = True
    return flags


def outliers(
    values: Floats, goods: npt.NDArray[np.int32], usable: npt.NDArray[np.bool_],
    heading_of: npt.NDArray[np.int32], found: Found, column: str,
) -> None:  # fmt: skip
    """Note quantities far above the median of the same good: probably kilograms.

    Args:
        values: tonnes.
        goods: the good of each row.
        usable: rows that are lines with a good and a quantity.
        heading_of: for each good its heading; a good with few lines is compared with that.
        found: where problems are noted.
        column: the column of the quantity.
    """
    at = np.flatnonzero(usable)
    amounts = values[at]
    usual = _usual(amounts, goods[at], heading_of)
    with np.errstate(invalid="ignore"):
        high = (usual > 0) & (amounts > OUTLIER * usual)
    places = at[high]
    details: list[dict[str, Any]] = [
        {"probable": value / 1000, "median": middle}
        for value, middle in zip(values[places].tolist(), usual[high].tolist(), strict=True)
    ]
    found.add("tonnes", column, "kg_as_t", places, details)


def values_of(mapping: ColumnMap, found: Found, decimal: str) -> Floats:
    """Values of the goods [EUR], NaN where none can be read.

    They only help to check: one that cannot be read, or is merged over lines, is left aside.
    """
    column = mapping["value_eur"]
    raw = found.raw
    read = numbers.read(raw.table[column], native=column in raw.native, decimal=decimal)
    odd = (read.codes >= 0) & np.isnan(read.values)
    found.add("value_eur", column, "value_not_read", np.flatnonzero(odd))
    result = read.values.copy()
    result[raw.merged.get(column, np.empty(0, np.int32))] = np.nan
    return result


def unusual_values(
    tonnes: Floats, worth: Floats, goods: npt.NDArray[np.int32], usable: npt.NDArray[np.bool_],
    heading_of: npt.NDArray[np.int32], mapping: ColumnMap, found: Found,
) -> None:  # fmt: skip
    """Note lines whose EUR per tonne is far from the median of the same good in the file.

    Far below, the quantity is probably in kilograms; far above, it or the value is wrong. No
    market price is taken: the file's own lines are compared. Arguments as for ``outliers``.
    """
    at = np.flatnonzero(usable & (tonnes > 0) & (worth > 0))
    rates = worth[at] / tonnes[at]
    usual = _usual(rates, goods[at], heading_of)
    with np.errstate(invalid="ignore"):
        low, high = rates * OUTLIER < usual, rates > OUTLIER * usual
    low &= ~_has_problem(found, code="kg_as_t")[at]  # said already
    field = "tonnes" if "tonnes" in mapping else "kg"
    for flags, name, code in (
        (low, field, "kg_as_t_value"), (high, "value_eur", "value_high"),
    ):  # fmt: skip
        details: list[dict[str, Any]] = [
            {"rate": rate, "median": middle, "probable": amount / 1000}
            for rate, middle, amount in zip(
                rates[flags].tolist(), usual[flags].tolist(), tonnes[at[flags]].tolist(),
                strict=True,
            )
        ]  # fmt: skip
        found.add(name, mapping[name], code, at[flags], details)


def _usual(
    amounts: Floats, own: npt.NDArray[np.int32], heading_of: npt.NDArray[np.int32]
) -> Floats:
    """The median of each one's good, of its heading where the good has few; NaN where both do."""
    median, count = _medians(amounts, own, len(heading_of))
    usual: Floats = median[own]
    few = count < _LEAST
    if few[own].any():  # compared with the lines of the same heading
        wide = np.isin(heading_of[own], heading_of[few & (count > 0)])
        middle, number = _medians(amounts[wide], heading_of[own[wide]], int(heading_of.max()) + 1)
        middle[number < _LEAST] = np.nan
        rare = few[own]
        usual[rare] = middle[heading_of[own[rare]]]
    return usual


def _medians(
    values: Floats, groups: npt.NDArray[np.int32], number: int
) -> tuple[Floats, npt.NDArray[np.intp]]:
    """Median and count by group; NaN for an empty group."""
    kind = np.int16 if number < 1 << 15 else np.int32
    order = np.argsort(groups.astype(kind), kind="stable")
    counts = np.bincount(groups, minlength=number)
    sorted_values = values[order]
    medians = np.full(number, np.nan)
    start = 0
    for group, count in enumerate(counts.tolist()):
        if count:
            medians[group] = np.median(sorted_values[start : start + count])
        start += count
    return medians, counts
