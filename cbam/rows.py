"""The bill of a few lines, dictionaries in and dictionaries out: what a page asks for.

A frame costs more to make and to read than the bill of one product.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from cbam.bill import assess_columns
from cbam.columns import Column
from cbam.law.vintages import Law
from cbam.prices import Prices

Line = Mapping[str, Any]


def assess_rows(lines: Sequence[Line], law: Law, prices: Prices) -> list[dict[str, Any]]:
    """``bill.assess`` for a few lines.

    Args:
        lines: the columns of ``bill.assess`` by name; a missing value is ``None``.
        law: the law of one vintage.
        prices: certificate prices, price path and exchange rate.

    Returns:
        For each line the row of ``bill.assess``, in the same order.

    Raises:
        InputError: ``column_missing``, if a required column is not there.
    """
    given = columns_of(lines)
    result = lists_of(assess_columns(given, law, prices))
    kept = {f"given_{name}" if name in result else name: given[name] for name in given}
    names = (*kept, *result)
    return [
        dict(zip(names, row, strict=True))
        for row in zip(*kept.values(), *result.values(), strict=True)
    ]


def columns_of(lines: Iterable[Line]) -> dict[str, list[Any]]:
    """Lines as columns; what a line does not state is ``None``, a missing number NaN."""
    lines = list(lines)
    names = dict.fromkeys(name for line in lines for name in line)
    columns = {name: [line.get(name) for line in lines] for name in names}
    for values in columns.values():
        if any(isinstance(value, float) for value in values):
            values[:] = [math.nan if value is None else value for value in values]
    return columns


def lists_of(columns: Mapping[str, Column]) -> dict[str, list[Any]]:
    """The columns of a bill as lists."""
    found = {}
    for name, column in columns.items():
        if isinstance(column, pd.Categorical):
            names = column.dtype.categories
            found[name] = [names[code] if code >= 0 else None for code in column.codes.tolist()]
        else:
            found[name] = column.tolist()
    return found
