"""Adding up the bills of a file of any size, batch by batch, in memory that does not grow.

Most lines rest on a default value and a price of the table. What they cost follows from good,
origin, year and quarter, so their tonnes are added up by these and each combination is assessed
once, at the end. All other lines (actual values, own prices, an importer's total, deductions,
whatever is in error) are assessed one by one and their costs added up. Which way a line goes
depends on the line alone, and all sums are exact (``picture_sums``), so neither the batches nor
the order nor the number of workers changes a bit of the result.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cbam.bill import assess_inputs
from cbam.law.schedule import SECTORS
from cbam.law.vintages import STATUSES, Law
from cbam.lines import ACTUAL, Inputs, Ints, Texts
from cbam.portfolio.streams.stream_sheets import Packed, Sheets
from cbam.portfolio.totals.picture import origin_names
from cbam.portfolio.totals.picture_cells import is_usable, reason_counts, taken
from cbam.portfolio.totals.picture_sums import sums
from cbam.prices import QUARTERS, Prices
from cbam.reasons import BY_CODE, ERRORS

_ERROR = STATUSES.index("error")
_ASSESSED = STATUSES.index("assessed")
TOTAL_COLUMNS = ("lines", "tonnes", "mwh", "cost_eur", "cost_cny")
KEYS = ("year", "sector", "heading", "good", "origin")


@dataclass(frozen=True)
class Summary:
    """A tally as it travels between processes."""

    rows: int
    errors: dict[str, int]
    idle: Ints
    plain: Packed
    single: Packed


@dataclass(frozen=True)
class Totals:
    """What a file costs; amounts are estimates.

    Attributes:
        lines: lines read. assessed: lines with a bill, which may be nil.
        by: per key of ``KEYS`` a table of the key and ``TOTAL_COLUMNS``: lines charged, tonnes,
            MWh of electricity, cost; in the order of the key.
        nothing_due: lines at zero by status. errors: lines that could not be assessed by
            reason (a line with two reasons under both). failed: their number.
        cost_eur, cost_cny: the total.
    """

    lines: int
    assessed: int
    by: dict[str, pd.DataFrame]
    nothing_due: dict[str, int]
    errors: dict[str, int]
    failed: int
    cost_eur: float
    cost_cny: float

    def plain(self) -> dict[str, Any]:
        """As JSON-ready data."""
        return {
            "lines": self.lines,
            "assessed": self.assessed,
            "failed": self.failed,
            "errors": self.errors,
            "nothing_due": self.nothing_due,
            "cost_eur": self.cost_eur,
            "cost_cny": self.cost_cny,
            **{f"by_{name}": table.to_dict("records") for name, table in self.by.items()},
        }


class Tally:
    """The sums so far; several can be filled apart and merged."""

    def __init__(self, law: Law) -> None:
        self.rows = 0
        self.errors: dict[str, int] = {}
        self.idle = np.zeros(len(STATUSES), np.int64)  # single lines without a bill, by status
        size = (len(law.goods.codes) + 2) * law.pairs.columns
        self.plain = Sheets(size)  # by year and quarter: tonnes
        self.single = Sheets(size)  # by year: tonnes and cost

    def add(self, inputs: Inputs, law: Law, prices: Prices) -> None:
        """Add the lines of one batch."""
        rows = len(inputs.tonnes)
        self.rows += rows
        if not rows:
            return
        special = _special(inputs, law)
        if special is not None and special.any():
            self._add_single(taken(inputs, np.flatnonzero(special)), law, prices)
            inputs = taken(inputs, np.flatnonzero(~special))
        if len(inputs.tonnes):
            quarter = None if inputs.quarter is None else _index(inputs.quarter)
            place = self.plain.starts(inputs.year, quarter, len(QUARTERS))
            place += _cell(inputs, law)
            self.plain.add(place, tonnes=inputs.tonnes)

    def _add_single(self, inputs: Inputs, law: Law, prices: Prices) -> None:
        steps = assess_inputs(inputs, law, prices)
        status = np.asarray(steps["status"].codes)  # type: ignore[union-attr]
        due = np.flatnonzero(status == _ASSESSED)
        self.idle += np.bincount(status[status != _ASSESSED], minlength=len(STATUSES))
        self._add_errors(steps, np.ones(len(status)), status)
        if len(due):
            some = taken(inputs, due)
            place = self.single.starts(some.year, None, 1) + _cell(some, law)
            self.single.add(place, tonnes=some.tonnes, cost=np.asarray(steps["cost_eur"])[due])

    def _add_errors(self, steps: Mapping[str, Any], lines: Ints, status: Ints) -> None:
        failed = np.where(status == _ERROR, lines, 0)
        found = reason_counts(steps, failed, lambda code: BY_CODE[code].kind == "error")
        for code, count in found.items():
            self.errors[code] = self.errors.get(code, 0) + count

    def summary(self) -> Summary:
        """What has been added up, small enough to travel."""
        return Summary(self.rows, self.errors, self.idle, self.plain.packed(), self.single.packed())

    def merge(self, other: Summary) -> None:
        """Add the sums of another tally under the same law."""
        self.rows += other.rows
        self.idle += other.idle
        for code, count in other.errors.items():
            self.errors[code] = self.errors.get(code, 0) + count
        self.plain.merge(other.plain)
        self.single.merge(other.single)

    def totals(self, law: Law, prices: Prices) -> Totals:
        """The sums as tables; the costs of the plain lines are assessed here."""
        whole = Tally(law)
        whole.rows, whole.errors, whole.idle = self.rows, dict(self.errors), self.idle.copy()
        year, quarter, cell, place = self.plain.cells()
        steps = assess_inputs(_plain_inputs(year, quarter, cell, law.pairs.columns), law, prices)
        status, lines = np.asarray(steps["status"].codes), self.plain.lines[place]  # type: ignore[union-attr]
        whole._add_errors(steps, lines, status)
        whole.idle += np.bincount(status, lines * (status != _ASSESSED), len(STATUSES)).astype(
            np.int64
        )
        due = status == _ASSESSED
        tonnes = self.plain.of("tonnes", place)[due]
        more_year, _, more_cell, more = self.single.cells()
        found = {
            "year": np.concatenate([year[due], more_year]),
            "cell": np.concatenate([cell[due], more_cell]),
            "lines": np.concatenate([lines[due], self.single.lines[more]]),
            "tonnes": np.concatenate([tonnes, self.single.of("tonnes", more)]),
            "cost": np.concatenate(
                [np.asarray(steps["cost_eur_per_t"])[due] * tonnes, self.single.of("cost", more)]
            ),
        }
        return _tables(found, whole, law, prices)


def _tables(found: dict[str, Ints], tally: Tally, law: Law, prices: Prices) -> Totals:
    """Tables of the lines with a bill, by year and cell, beside what the tally counted."""
    counts = tally.idle
    good, origin = np.divmod(found["cell"], law.pairs.columns)
    power = law.sector_of[good] == SECTORS.index("electricity")
    tonnes, cost, lines = found["tonnes"], found["cost"], found["lines"]
    codes = [*law.goods.codes, "", ""]
    headings = sorted({code[:4] for code in codes})
    heading_of = np.array([headings.index(code[:4]) for code in codes])
    keys: dict[str, tuple[Ints, list]] = {
        "year": (found["year"], list(law.years)),
        "sector": (law.sector_of[good], list(SECTORS)),
        "heading": (heading_of[good], headings),
        "good": (good, codes),
        "origin": (origin, origin_names(law)),
    }
    rate = prices.rate.cny_per_eur
    by = {}
    for name, (at, labels) in keys.items():
        count = len(labels)
        number = np.bincount(at, lines, count).astype(np.int64)
        money = sums(at, cost, count)
        table = pd.DataFrame({
            name: labels,
            "lines": number,
            "tonnes": sums(at, np.where(power, 0.0, tonnes), count),
            "mwh": sums(at, np.where(power, tonnes, 0.0), count),
            "cost_eur": money,
            "cost_cny": money * rate,
        })  # fmt: skip
        by[name] = table[number > 0].reset_index(drop=True)
    whole = float(sums(np.zeros(len(cost), np.int64), cost, 1)[0])
    return Totals(
        lines=tally.rows,
        assessed=tally.rows - int(counts[_ERROR]),
        by=by,
        nothing_due={
            name: int(counts[code])
            for code, name in enumerate(STATUSES)
            if counts[code] and code not in (_ASSESSED, _ERROR)
        },
        errors=dict(sorted(tally.errors.items())),
        failed=int(counts[_ERROR]),
        cost_eur=whole,
        cost_cny=whole * rate,
    )


def _special(inputs: Inputs, law: Law) -> Ints | None:
    """Lines that are assessed one by one; ``None`` if there is none."""
    rows: Ints | None = None

    def mark(column: Ints) -> None:
        nonlocal rows
        rows = column if rows is None else rows | column

    def texts(column: Texts | None, also: int | None = None) -> None:
        """Mark what cannot be read, and the texts that mean ``also``."""
        if column is None:
            return
        codes, masks, index = column
        odd = (masks & np.uint64(ERRORS)) != 0
        if also is not None:
            odd |= index == also
        if odd[:-1].any() or (odd[-1] and bool((codes == -1).any())):
            mark(odd[codes])

    for text in (inputs.cn, inputs.origin, inputs.quarter, inputs.route, inputs.evidence):
        texts(text)
    texts(inputs.basis, ACTUAL)
    texts(inputs.returned, 1)
    for name in ("price_eur", "importer_year_tonnes", "reduction_certificates"):
        if name in inputs.numbers:
            given = ~np.isnan(inputs.numbers[name])
            if given.any():
                mark(given)
    usable = is_usable(inputs.tonnes)
    if not usable.all():
        mark(~usable)
    if int(inputs.year.max()) == len(law.years):
        mark(inputs.year == len(law.years))
    return rows


def _index(column: Texts) -> Ints:
    codes, _, index = column
    return index[codes]


def _cell(inputs: Inputs, law: Law) -> Ints:
    """Good and origin of each line as one number."""
    codes, _, index = inputs.cn
    rows = index.astype(np.int64) * law.pairs.columns
    return rows[codes] + _index(inputs.origin)


def _plain_inputs(year: Ints, quarter: Ints, cell: Ints, columns: int) -> Inputs:
    """One line of no tonnes for each cell of the plain lines."""

    def text(codes: Ints) -> Texts:
        count = int(codes.max(initial=0)) + 1
        return codes, np.zeros(count, np.uint64), np.arange(count, dtype=np.int32)

    return Inputs(
        cn=text(cell // columns),
        origin=text(cell % columns),
        year=year.astype(np.int8),
        tonnes=np.zeros(len(cell)),
        quarter=text(quarter),
        basis=None,
        route=None,
        numbers={},
        returned=None,
        evidence=None,
    )
