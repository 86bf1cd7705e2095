"""Lines that the bill cannot tell apart, taken together: a portfolio as a few thousand cells.

The cost of a line is its tonnes times a cost per tonne that depends on everything else: good,
origin, year, basis, value, route ... So lines that agree in all that form a cell, each cell is
assessed once, and its cost per tonne is weighted by its tonnes. Where a line's bill is not
proportional to its tonnes (an unusable quantity, a deduction in certificates, an importer's
total below the line), the tonnes belong to what the lines of a cell agree in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from cbam import columns
from cbam.bill import SEE_LIMIT, TONNES_LIMIT, assess_inputs
from cbam.law.vintages import STATUSES, Law
from cbam.lines import Floats, Inputs, Ints, Texts, read
from cbam.portfolio.totals.picture_sums import sums
from cbam.prices import QUARTERS, Prices

NAMES = ("importer", "member", "product")
TEXTS = ("cn", "origin", "quarter", "basis", "route", "returned", "evidence")
_ASSESSED, _ERROR = STATUSES.index("assessed"), STATUSES.index("error")


@dataclass(frozen=True)
class Names:
    """A column of names by cell: code of each cell, and the distinct names (``""``: blank)."""

    codes: Ints
    values: tuple[str, ...]

    @property
    def texts(self) -> npt.NDArray[np.object_]:
        """The name of each cell."""
        return np.array(self.values, dtype=object)[self.codes]


@dataclass(frozen=True)
class Cells:
    """A portfolio as distinct cells.

    Attributes:
        inputs: what the bill reads, one row per cell. ``tonnes`` is 0 where the cost is
            proportional to them, else the tonnes of each single line.
        tonnes: usable tonnes of the cell's lines together [t, MWh for electricity].
        lines: number of lines.
        single: where the bill is not proportional to the tonnes.
        names: importer, member and product by cell.
        of_line: the cell of each line, in the order of the lines.
    """

    inputs: Inputs
    tonnes: Floats
    lines: Ints
    single: Ints
    names: Mapping[str, Names]
    of_line: Ints

    def __len__(self) -> int:
        return len(self.tonnes)

    def good(self) -> Ints:
        """The good of each cell as its index in the law."""
        codes, _, index = self.inputs.cn
        return index[codes]

    def taken(self, rows: Ints) -> Cells:
        """Some of the cells (positions, or one flag per cell), without their lines."""
        at = np.flatnonzero(rows) if rows.dtype == bool else rows
        return Cells(
            inputs=taken(self.inputs, at),
            tonnes=self.tonnes[at],
            lines=self.lines[at],
            single=self.single[at],
            names={name: Names(n.codes[at], n.values) for name, n in self.names.items()},
            of_line=np.zeros(0, np.int64),
        )


@dataclass(frozen=True)
class CellBills:
    """The bills of the cells; figures of cells without a bill are 0, see ``status``.

    Attributes:
        cost_eur: cost of the cell's lines together [EUR].
        per_tonne: cost per tonne [EUR/t].
        status: code of ``STATUSES``.
        steps: the columns of ``bill.STEPS`` for one line of each cell.
    """

    cost_eur: Floats
    per_tonne: Floats
    status: Ints
    steps: Mapping[str, Any]

    @property
    def assessed(self) -> Ints:
        """Whether each cell has a bill (which may be nil)."""
        return self.status == _ASSESSED

    @property
    def failed(self) -> Ints:
        """Whether each cell cannot be assessed."""
        return self.status == _ERROR


def cells_of(lines: pd.DataFrame, law: Law) -> Cells:
    """The cells of a portfolio.

    Args:
        lines: columns of ``bill.assess``, and of ``NAMES`` what there is.
        law: the law that says what the texts mean.

    Raises:
        InputError: ``column_missing``, if a required column is not there.
    """
    inputs = read(lines, law)
    names = {name: _names(lines, name) for name in NAMES}
    single = not_proportional(inputs)
    texts = {name: classes(getattr(inputs, name)) for name in TEXTS}
    kinds: list[Ints] = [text[0] for text in texts.values() if text is not None]
    kinds += [inputs.year, *(pd.factorize(column)[0] for column in inputs.numbers.values())]
    kinds.append(np.where(single, pd.factorize(inputs.tonnes)[0], -1))
    kinds += [found.codes for found in names.values()]
    of_line, first = combined(kinds, len(lines))
    count = len(first)
    usable = is_usable(inputs.tonnes)
    cells = taken(replace(inputs, **texts), first)  # type: ignore[arg-type]
    cells.tonnes = np.where(single[first], cells.tonnes, 0.0)
    return Cells(
        inputs=cells,
        tonnes=sums(of_line, np.where(usable, inputs.tonnes, 0.0), count),
        lines=np.bincount(of_line, minlength=count),
        single=single[first],
        names={name: Names(found.codes[first], found.values) for name, found in names.items()},
        of_line=of_line,
    )


def is_usable(tonnes: Floats) -> Ints:
    """Whether each quantity is one the bill takes."""
    return (tonnes >= 0) & (tonnes <= TONNES_LIMIT)


def not_proportional(inputs: Inputs) -> Ints:
    """Lines whose bill is not their tonnes times a cost per tonne."""
    single = ~is_usable(inputs.tonnes)
    if "importer_year_tonnes" in inputs.numbers:
        single |= inputs.numbers["importer_year_tonnes"] < inputs.tonnes
    if "reduction_certificates" in inputs.numbers:
        claimed = inputs.numbers["reduction_certificates"]
        single |= ~np.isnan(claimed) & (claimed != 0)
    return single


def classes(column: Texts | None) -> Texts | None:
    """Texts that mean the same under one code: as (codes, masks, index) without repetition."""
    if column is None:
        return None
    codes, masks, index = column
    distinct: dict[tuple[int, int], int] = {}
    pairs = zip(masks.tolist(), index.tolist(), strict=True)
    of_text = np.array([distinct.setdefault(pair, len(distinct)) for pair in pairs], np.int32)
    return (
        of_text[codes],
        np.array([mask for mask, _ in distinct], np.uint64),
        np.array([at for _, at in distinct], np.int32),
    )


def combined(kinds: Iterable[Ints], rows: int) -> tuple[Ints, Ints]:
    """Rows that agree in all kinds: code of each row, and the first row of each code."""
    key, size = np.zeros(rows, np.int64), 1
    for codes in kinds:
        low, high = (int(codes.min()), int(codes.max())) if rows else (0, 0)
        width = high - low + 1
        if width == 1:
            continue
        if size * width > 1 << 62:
            key, distinct = pd.factorize(key)
            key, size = key.astype(np.int64), len(distinct)
        key = key * width + (codes.astype(np.int64) - low)
        size *= width
    codes, distinct = pd.factorize(key)
    first = np.full(len(distinct), rows, np.int64)
    first[codes[::-1]] = np.arange(rows - 1, -1, -1)
    return codes, first


def taken(inputs: Inputs, at: Ints) -> Inputs:
    """Some rows of the inputs, as copies."""

    def text(column: Texts | None) -> Any:
        return None if column is None else (column[0][at], column[1], column[2])

    return Inputs(
        **{name: text(getattr(inputs, name)) for name in TEXTS},
        year=inputs.year[at],
        tonnes=inputs.tonnes[at],
        numbers={name: column[at] for name, column in inputs.numbers.items()},
    )


def bills(cells: Cells, law: Law, prices: Prices, **changes: Any) -> CellBills:
    """The bill of every cell, with some inputs replaced (a what-if, another year)."""
    inputs = replace(cells.inputs, **changes)
    steps = assess_inputs(inputs, law, prices)
    status = np.asarray(steps["status"].codes)  # type: ignore[union-attr]
    fine = status == _ASSESSED
    per_tonne = np.where(fine, np.asarray(steps["cost_eur_per_t"]), 0.0)
    each = np.where(fine & cells.single, np.asarray(steps["cost_eur"]), 0.0)
    cost = np.where(cells.single, each * cells.lines, per_tonne * cells.tonnes)
    return CellBills(cost, per_tonne, status, steps)


def in_year(cells: Cells, at: int, law: Law, prices: Prices) -> dict[str, Any]:
    """The changes that bring every cell's trade into another import year.

    A line keeps quarter and own price in its own year only; other years of published prices
    take the last published quarter, later ones the price path (as ``findings.projection``). A
    deduction in certificates (Art 9) is that of its own year and holds in no other. A free
    allocation verified for its own year stands in other years for the chain's benchmark it
    implies, which the factors of those years then multiply.

    Args:
        cells: the portfolio.
        at: position of the year in ``law.years``.
        law: the law of one vintage.
        prices: certificate prices and path.
    """
    inputs = cells.inputs
    own = inputs.year == at
    published, latest = prices.latest_quarter
    quarter = latest if law.years[at] == published else ""
    numbers = dict(inputs.numbers)
    if "sefa" in numbers:
        sefa, yearly = numbers["sefa"], law.schedule.yearly
        with np.errstate(divide="ignore", invalid="ignore"):
            implied = sefa / (yearly.cbam_factor[inputs.year] * yearly.cscf[inputs.year])
        chain = numbers.get("chain_benchmark", np.full(len(cells), np.nan))
        use = ~own & ~np.isnan(sefa)  # what is no usable value stays none, and is named
        numbers["chain_benchmark"] = np.where(use, np.minimum(implied, 2 * SEE_LIMIT), chain)
    for name in ("sefa", "price_eur", "reduction_certificates"):
        if name in numbers:
            numbers[name] = np.where(own, numbers[name], np.nan)
    return {
        "year": np.full(len(cells), at, inputs.year.dtype),
        "quarter": _with_quarter(inputs.quarter, own, quarter),
        "numbers": numbers,
    }


def _with_quarter(column: Texts | None, kept: Ints, quarter: str) -> Texts:
    """A quarter column in which only some rows keep theirs."""
    if column is None:
        column = (np.zeros(len(kept), np.int32), np.zeros(1, np.uint64), np.zeros(1, np.int32))
    codes, masks, index = column
    codes = np.where(codes < 0, len(masks) - 1, codes)
    return (
        np.where(kept, codes, len(masks)),
        np.append(masks, np.uint64(0)),
        np.append(index, np.int32(QUARTERS.index(quarter))),
    )


def as_actual(cells: Cells, see: Floats, route: Ints) -> dict[str, Any]:
    """The changes that put every cell on the actual path with this SEE and route code."""
    same = np.zeros(len(cells), np.int32)
    letters = int(route.max(initial=0)) + 1
    own = ("sefa", "chain_benchmark", "reduction_certificates")  # of another basis
    numbers = {name: column for name, column in cells.inputs.numbers.items() if name not in own}
    return {
        "basis": (same, np.zeros(1, np.uint64), np.ones(1, np.int32)),
        "route": (route.astype(np.int32), np.zeros(letters, np.uint64), np.arange(letters)),
        "numbers": {**numbers, "see": see},
    }


def _names(lines: pd.DataFrame, name: str) -> Names:
    if name not in lines.columns:
        return Names(np.zeros(len(lines), np.int64), ("",))
    codes, values = columns.encode(lines[name])
    texts = ["" if columns.blank(value) else str(value).strip() for value in values]
    distinct = sorted(set(texts))
    at = {text: i for i, text in enumerate(distinct)}
    return Names(np.array([at[text] for text in texts], np.int64)[codes], tuple(distinct))


def reason_counts(
    steps: Mapping[str, Any], lines: Ints, keep: Callable[[str], bool]
) -> dict[str, int]:
    """How many lines carry each reason that ``keep`` accepts."""
    found: dict[str, int] = {}
    column = steps["reasons"]
    counts = np.bincount(column.codes, lines, minlength=len(column.categories))
    for text, count in zip(column.categories, counts, strict=True):
        for code in text.split(";"):
            if count and code and keep(code):
                found[code] = found.get(code, 0) + int(count)
    return found
