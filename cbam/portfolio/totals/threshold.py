"""The 50 t threshold, importer by importer (Regulation (EU) 2023/956, Art 2a, Annex VII).

It weighs the net mass of cement, fertilisers, iron and steel and aluminium that one importer
brings in during a calendar year, whatever the good. Whoever exceeds it owes for the whole year,
also for what came in before. Splitting imports among importers to stay below is circumvention
(Art 27(2)(b)). Goods of excluded origins and returned goods are outside the Regulation and do
not count (assumption for Annex III origins: the text does not say).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cbam.law.schedule import MASS_SECTORS, SECTORS
from cbam.law.vintages import STATUSES, Law
from cbam.lines import Ints
from cbam.portfolio.totals.picture_cells import CellBills, Cells, bills
from cbam.portfolio.totals.picture_sums import sums
from cbam.prices import Prices

COLUMNS = (
    "importer",
    "year",
    "lines",
    "tonnes",
    "stated_tonnes",
    "limit",
    "room",
    "standing",
    "cost_eur",
    "cost_just_above",
    "other_cost_eur",
)
# Standing of an importer: the position orders the table, those near the limit first.
STANDINGS = ("near", "exempt", "above", "unnamed")
NEAR = 0.2  # share of the limit within which a further consignment may tip it


def importers(cells: Cells, law: Law, prices: Prices) -> pd.DataFrame:
    """Each importer's mass goods in each calendar year against the threshold.

    Only the lines of the portfolio are known: an importer may buy elsewhere too. Where lines
    state the importer's yearly total and it is larger than their sum, the total counts.

    Returns:
        One row per importer and year (``COLUMNS``): number of lines and ``tonnes`` of mass
        goods here, ``stated_tonnes`` (NaN: none), ``limit`` [t], ``room`` [t] left to it
        (negative: exceeded), ``standing``, ``cost_eur`` of the mass goods if they are charged
        (what an importer above the limit pays, and one at or below it does not),
        ``cost_just_above``: one tonne over the limit, at this importer's mean cost per tonne,
        since the charge then falls on every tonne of the year; ``other_cost_eur``: hydrogen and
        electricity, charged from the first tonne. Lines without an importer are one row,
        standing ``unnamed``: they cannot be tested.
    """
    numbers = {n: c for n, c in cells.inputs.numbers.items() if n != "importer_year_tonnes"}
    stated = cells.inputs.numbers.get("importer_year_tonnes", np.full(len(cells), np.nan))
    # Charged as if above the limit: the total is what is being tested. Cells whose line is
    # larger than the stated total stay out, as in the bill itself.
    usable = bills(cells, law, prices)
    charged = bills(cells, law, prices, numbers=numbers)
    mass = weighed(cells, charged, law) & ~usable.failed
    other = charged.assessed & ~mass & ~usable.failed
    names = cells.names["importer"]
    years = len(law.years)
    key = names.codes * years + np.minimum(cells.inputs.year, years - 1)
    present, group = np.unique(key[mass | other], return_inverse=True)
    at = np.zeros(len(cells), np.int64)
    at[mass | other] = group
    count = len(present)

    def added(values: Ints, rows: Ints) -> Ints:
        return sums(at, np.where(rows, values, 0.0), count)

    tonnes, cost = added(cells.tonnes, mass), added(charged.cost_eur, mass)
    told = np.full(count, np.nan)
    rows = np.flatnonzero((mass | other) & ~np.isnan(stated))
    np.fmax.at(told, at[rows], stated[rows])
    year_at = present % years
    limit = law.schedule.yearly.threshold[year_at]
    whole = np.fmax(tonnes, told)
    with np.errstate(divide="ignore", invalid="ignore"):
        per_tonne = np.where(tonnes > 0, cost / tonnes, np.nan)
    importer = np.array(names.values, dtype=object)[present // years]
    standing = np.where(whole > limit, "above", np.where(whole >= limit * (1 - NEAR), "near", "exempt"))  # fmt: skip
    standing = np.where(importer == "", "unnamed", standing)
    table = pd.DataFrame({
        "importer": importer,
        "year": np.array(law.years)[year_at],
        "lines": sums(at, np.where(mass, cells.lines, 0), count).astype(np.int64),
        "tonnes": tonnes,
        "stated_tonnes": told,
        "limit": limit,
        "room": limit - whole,
        "standing": standing,
        "cost_eur": cost,
        "cost_just_above": per_tonne * (limit + 1),
        "other_cost_eur": added(charged.cost_eur, other),
    })  # fmt: skip
    order = table["standing"].map(STANDINGS.index)
    table = table.assign(order=order, size=-table["cost_eur"])
    table = table.sort_values(["year", "order", "size", "importer"], kind="stable")
    return table[list(COLUMNS)].reset_index(drop=True)


def weighed(cells: Cells, charged: CellBills, law: Law) -> Ints:
    """Cells whose tonnes count towards the threshold."""
    mass = np.array([name in MASS_SECTORS for name in SECTORS])
    inside = (charged.status == STATUSES.index("assessed")) & (cells.good() < len(law.goods.codes))
    return inside & mass[law.sector_of[cells.good()]]


def exempt_cost(table: pd.DataFrame, year: int) -> float:
    """EUR of a year that fall away if each importer buys nothing beyond these lines."""
    rows = table[(table["year"] == year) & table["standing"].isin(["exempt", "near"])]
    return float(rows["cost_eur"].sum())
