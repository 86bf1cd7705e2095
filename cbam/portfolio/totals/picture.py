"""What a portfolio costs: totals by year, by whatever it can be cut by, and which lines matter.

Everything is made from the cells of the lines (``cbam.portfolio.totals.picture_cells``) and is small, however
many lines there are. Every total says how many lines it leaves out, and why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cbam import columns
from cbam.law.schedule import SECTORS
from cbam.law.vintages import STATUSES, Law
from cbam.lines import Floats, Ints
from cbam.portfolio.totals import threshold
from cbam.portfolio.totals.picture_cells import (
    CellBills,
    Cells,
    bills,
    cells_of,
    in_year,
    reason_counts,
)
from cbam.portfolio.totals.picture_sums import sums, total
from cbam.prices import Prices
from cbam.reasons import BY_CODE, InputError

DIMENSIONS = ("product", "good", "heading", "sector", "member", "importer", "origin")
PART_COLUMNS = (
    "key", "lines", "tonnes", "mwh", "cost_eur", "cost_cny", "share", "default_share",
)  # fmt: skip
YEAR_COLUMNS = ("year", "lines", "left_out", "cost_eur", "cost_cny")
LEFT_COLUMNS = ("reason", "kind", "lines")
PARETO_SHARE = 0.8
_POWER = SECTORS.index("electricity")


@dataclass(frozen=True)
class Pareto:
    """Which lines make most of the bill.

    Attributes:
        share: the share of the cost asked for.
        needed: the fewest lines that make it.
        lines: lines that cost something.
        rows: the positions of the ``needed`` lines in the frame, the costliest first.
        curve: share of lines and share of cost, at most a hundred points.
    """

    share: float
    needed: int
    lines: int
    rows: Ints
    curve: pd.DataFrame


@dataclass(frozen=True)
class Picture:
    """A portfolio in small tables; amounts are estimates [EUR, CNY].

    Attributes:
        year: the import year looked at; lines of other years are left out of all but
            ``own_years``.
        lines: lines of that year that have a bill, which may be nil.
        cost_eur, cost_cny: what they cost.
        years: per year of the law (``YEAR_COLUMNS``), the same trade imported in that year.
        own_years: the same columns, each line in the year it states.
        parts: per dimension of ``DIMENSIONS`` the cost by ``key`` (``PART_COLUMNS``), costliest
            first; ``mwh`` is electricity, which is no tonnes; ``default_share`` is the share of
            the cost that rests on default values. A blank name has the key ``""``; a line
            without a product name goes by its good.
        pareto: which lines make 80 %.
        importers: the 50 t test (``threshold.importers``), all years.
        left_out: lines that are not in the totals, by reason (``LEFT_COLUMNS``): ``kind`` is
            ``error`` (cannot be assessed), ``other_year``, or ``rejected`` (kept out when the
            file was checked). A line with two reasons stands under both.
        lines_left_out: their number, each line once.
        nothing_due: lines counted at zero by status (out of scope, EU origin ...), among
            ``lines`` of the totals.
    """

    year: int
    lines: int
    cost_eur: float
    cost_cny: float
    years: pd.DataFrame
    own_years: pd.DataFrame
    parts: Mapping[str, pd.DataFrame]
    pareto: Pareto
    importers: pd.DataFrame
    left_out: pd.DataFrame
    lines_left_out: int
    nothing_due: Mapping[str, int]


def picture(
    lines: pd.DataFrame,
    law: Law,
    prices: Prices,
    *,
    year: int | None = None,
    rejected: Mapping[str, int] | None = None,
    cells: Cells | None = None,
) -> Picture:
    """The picture of a portfolio.

    Args:
        lines: columns of ``bill.assess``, and ``importer``, ``member``, ``product`` if given.
        law: the law of one vintage.
        prices: certificate prices, path and exchange rate.
        year: import year looked at; ``None``: the one most lines are of.
        rejected: lines the check of the file kept out, by reason.
        cells: ``cells_of(lines, law)``, where it has been made already.

    Raises:
        InputError: ``column_missing``; ``year_invalid``, if the law does not cover the year;
            ``lines_missing``, if there is no line of it.
    """
    cells = cells_of(lines, law) if cells is None else cells
    chosen = chosen_year(cells, law, year)
    at = law.years.index(chosen)
    own = bills(cells, law, prices)
    here = cells.inputs.year == at
    counted = here & ~own.failed
    rate = prices.rate.cny_per_eur
    cost = total(np.where(counted, own.cost_eur, 0.0))
    left, left_lines = _left_out(cells, own, here, rejected or {})
    free = {
        name: int(cells.lines[here & (own.status == code)].sum())
        for code, name in enumerate(STATUSES)
        if name not in ("assessed", "error")
    }
    return Picture(
        year=chosen,
        lines=int(cells.lines[counted].sum()),
        cost_eur=cost,
        cost_cny=cost * rate,
        years=_years(cells, counted, here, law, prices),
        own_years=_own_years(cells, own, law, rate),
        parts=parts(cells, own, counted, law, rate),
        pareto=pareto(line_costs(cells, own, counted, lines), PARETO_SHARE),
        importers=threshold.importers(cells, law, prices),
        left_out=left,
        lines_left_out=left_lines,
        nothing_due={name: count for name, count in free.items() if count},
    )


def chosen_year(cells: Cells, law: Law, year: int | None = None) -> int:
    """The year asked for, or the one most lines are of (the later of two).

    Raises:
        InputError: ``year_invalid`` or ``lines_missing``.
    """
    counts = np.bincount(cells.inputs.year, cells.lines, len(law.years) + 1)[: len(law.years)]
    if year is None:
        if not counts.any():
            raise InputError("lines_missing", "lines")
        return law.years[int(len(counts) - 1 - np.argmax(counts[::-1]))]
    if year not in law.years:
        raise InputError("year_invalid", "year", year)
    if not counts[law.years.index(year)]:
        raise InputError("lines_missing", "year", year)
    return year


def projected(cells: Cells, law: Law, prices: Prices) -> pd.DataFrame:
    """The same trade in every year of the law, with that year's law and price path.

    Returns:
        ``YEAR_COLUMNS``: the year, lines with a bill, lines without one, cost [EUR, CNY].
    """
    rows = []
    for at, year in enumerate(law.years):
        found = bills(cells, law, prices, **in_year(cells, at, law, prices))
        cost = total(found.cost_eur)
        out = int(cells.lines[found.failed].sum())
        rows.append((year, int(cells.lines.sum()) - out, out, cost, cost * prices.rate.cny_per_eur))
    return pd.DataFrame(rows, columns=list(YEAR_COLUMNS))


def _years(cells: Cells, counted: Ints, here: Ints, law: Law, prices: Prices) -> pd.DataFrame:
    """The counted cells in every year; what fails in its own year is left out of all."""
    table = projected(cells.taken(counted), law, prices)
    table["left_out"] += int(cells.lines[here & ~counted].sum())
    return table


def _own_years(cells: Cells, own: CellBills, law: Law, rate: float) -> pd.DataFrame:
    count = len(law.years) + 1  # one more for lines whose year cannot be read
    lines = np.bincount(cells.inputs.year, cells.lines, count).astype(np.int64)[:-1]
    failed = np.where(own.failed, cells.lines, 0)
    out = np.bincount(cells.inputs.year, failed, count).astype(np.int64)[:-1]
    cost = sums(cells.inputs.year.astype(np.int64), own.cost_eur, count)[:-1]
    table = pd.DataFrame(
        dict(zip(YEAR_COLUMNS, (law.years, lines - out, out, cost, cost * rate), strict=True))
    )
    return table[lines > 0].reset_index(drop=True)


def parts(
    cells: Cells, own: CellBills, counted: Ints, law: Law, rate: float
) -> dict[str, pd.DataFrame]:
    """The cost by each of ``DIMENSIONS``, costliest first (``PART_COLUMNS``).

    Args:
        cells: the portfolio.
        own: its bills.
        counted: the cells that are to be counted; only those charged appear.
        law: the law of one vintage.
        rate: CNY per EUR.
    """
    rows = np.flatnonzero(counted & own.assessed)
    keys = dimension_keys(cells, law)
    cost, lines = own.cost_eur[rows], cells.lines[rows]
    power = law.sector_of[cells.good()[rows]] == _POWER
    default = np.asarray(own.steps["default_from"].codes)[rows] > 0
    tables = {}
    for name in DIMENSIONS:
        codes, distinct = pd.factorize(keys[name][rows])
        count = len(distinct)
        money = sums(codes, cost, count)
        whole = total(cost)
        table = pd.DataFrame({
            "key": list(distinct),
            "lines": np.bincount(codes, lines, count).astype(np.int64),
            "tonnes": sums(codes, np.where(power, 0.0, cells.tonnes[rows]), count),
            "mwh": sums(codes, np.where(power, cells.tonnes[rows], 0.0), count),
            "cost_eur": money,
            "cost_cny": money * rate,
            "share": _share(money, np.full(count, whole)),
            "default_share": _share(sums(codes, np.where(default, cost, 0.0), count), money),
        })  # fmt: skip
        order = table.assign(size=-table["cost_eur"]).sort_values(["size", "key"], kind="stable")
        tables[name] = order[list(PART_COLUMNS)].reset_index(drop=True)
    return tables


def dimension_keys(cells: Cells, law: Law) -> dict[str, np.ndarray]:
    """What each cell is counted under, by dimension, as texts.

    Goods are codes, headings their first four digits, origins codes (the code of an unknown
    origin is empty), sectors names of ``SECTORS``, importers, members and products names.
    """
    good = cells.good()
    codes = np.array([*law.goods.codes, "out of scope", ""], dtype=object)
    sectors = np.array(SECTORS, dtype=object)[law.sector_of[good]]
    origin_codes, _, index = cells.inputs.origin
    product = cells.names["product"].texts
    return {
        "good": codes[good],
        "heading": np.array([code[:4] for code in codes], dtype=object)[good],
        "sector": sectors,
        "origin": np.array(origin_names(law), dtype=object)[index[origin_codes]],
        "importer": cells.names["importer"].texts,
        "member": cells.names["member"].texts,
        "product": np.where(product == "", codes[good], product),
    }


def origin_names(law: Law) -> list[str]:
    """The origin code of each column of the law's pairs; three more have no one origin."""
    return [*law.defaults.territories, "EU", "annex_iii", ""]


def line_costs(cells: Cells, own: CellBills, counted: Ints, lines: pd.DataFrame) -> Floats:
    """The cost of each single line [EUR], 0 where it is not counted."""
    tonnes = columns.numbers(lines["tonnes"])
    at = cells.of_line
    each = np.asarray(own.steps["cost_eur"])
    cost = np.zeros(len(at))
    due = (counted & own.assessed)[at]
    np.multiply(own.per_tonne[at], tonnes, out=cost, where=due)
    return np.where(due & cells.single[at], each[at], cost)


def pareto(cost: Floats, share: float = PARETO_SHARE) -> Pareto:
    """The fewest lines that make a share of the cost; equal lines in the order of the file."""
    order = np.argsort(-cost, kind="stable")
    paid = int((cost > 0).sum())
    order = order[:paid]
    running = np.cumsum(cost[order])
    whole = running[-1] if paid else 0.0
    needed = int(np.searchsorted(running, share * whole * (1 - 1e-12))) + 1 if paid else 0
    needed = min(needed, paid)
    at = np.unique(np.linspace(1, paid, 100).astype(np.int64)) if paid else np.zeros(0, np.int64)
    curve = pd.DataFrame({
        "lines": at,
        "line_share": at / paid if paid else at * 1.0,
        "cost_share": running[at - 1] / whole if paid else at * 1.0,
    })  # fmt: skip
    return Pareto(share, needed, paid, order[:needed], curve)


def _left_out(
    cells: Cells, own: CellBills, here: Ints, rejected: Mapping[str, int]
) -> tuple[pd.DataFrame, int]:
    """Lines outside the totals by reason, and their number."""
    failed, elsewhere = own.failed, ~here & ~own.failed
    errors = reason_counts(
        own.steps, np.where(failed, cells.lines, 0), lambda code: BY_CODE[code].kind == "error"
    )
    other = int(cells.lines[elsewhere].sum())
    rows = [(code, "error", count) for code, count in errors.items()]
    if other:
        rows.append(("other_year", "other_year", other))
    rows += [(code, "rejected", count) for code, count in rejected.items() if count]
    table = pd.DataFrame(rows, columns=list(LEFT_COLUMNS))
    table = table.sort_values(["kind", "lines", "reason"], ascending=[True, False, True])
    number = int(cells.lines[failed].sum()) + other + sum(rejected.values())
    return table.reset_index(drop=True), number


def _share(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)
