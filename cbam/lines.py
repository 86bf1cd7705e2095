"""The lines of a portfolio as codes and numbers, each distinct text read once.

What a text means, and what is wrong with it, is decided here; the bill only computes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from cbam import columns
from cbam.columns import blank
from cbam.law.vintages import Law
from cbam.prices import QUARTERS, read_quarter
from cbam.reasons import BIT, InputError

REQUIRED = ("cn_code", "origin", "tonnes", "year")
DEFAULT, ACTUAL = 0, 1  # codes of the basis
_YES, _NO = ("1", "true", "yes", "1.0", "是"), ("0", "false", "no", "0.0", "否", "")

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[Any]
Texts = tuple[Ints, Ints, Ints]  # codes per row; per distinct text: reason mask, index


@dataclass
class Inputs:
    """The lines as codes and numbers; optional columns are ``None`` where not given."""

    cn: Texts
    origin: Texts
    year: Ints
    tonnes: Floats
    quarter: Texts | None
    basis: Texts | None
    route: Texts | None
    numbers: Mapping[str, Floats]
    returned: Texts | None
    evidence: Texts | None


def read(lines: pd.DataFrame | Mapping[str, columns.Column], law: Law) -> Inputs:
    """Read a frame of lines (see ``bill.assess`` for its columns), or the columns of a file.

    Raises:
        InputError: ``column_missing``, if a required column is not there.
    """
    for name in REQUIRED:
        if name not in lines:
            raise InputError("column_missing", name, allowed=list(REQUIRED))

    def texts(name: str, read: Callable[[Any], tuple[int, int]]) -> Texts | None:
        return columns.look_up(lines[name], read) if name in lines else None

    def origin(value: object) -> tuple[int, int]:
        if blank(value):
            return law.column(None), BIT["origin_empty"]
        code = law.origins.resolve(value)
        return law.column(code), 0 if code else BIT["origin_unknown"]

    def quarter(value: object) -> tuple[int, int]:
        found = read_quarter(value)
        return (0, BIT["quarter_invalid"]) if found is None else (QUARTERS.index(found), 0)

    def basis(value: object) -> tuple[int, int]:
        text = "default" if blank(value) else str(value).strip().lower()
        known = {"default": DEFAULT, "actual": ACTUAL}
        return known.get(text, DEFAULT), 0 if text in known else BIT["basis_unknown"]

    def route(value: object) -> tuple[int, int]:
        if blank(value):
            return len(law.benchmarks.routes), 0
        text = str(value).strip().upper().strip("()")
        if text in law.benchmarks.routes:
            return law.benchmarks.routes.index(text), 0
        return len(law.benchmarks.routes), BIT["route_unknown"]

    def flag(value: object) -> tuple[int, int]:
        text = "" if blank(value) else str(value).strip().lower()
        return int(text in _YES), 0 if text in (*_YES, *_NO) else BIT["flag_invalid"]

    goods = columns.look_up(lines["cn_code"], law.goods.resolve)
    origins = columns.look_up(lines["origin"], origin)

    given = ("see", "sefa", "chain_benchmark", "price_eur", "importer_year_tonnes")
    numbers = (*given, "reduction_certificates")
    return Inputs(
        cn=goods,
        origin=origins,
        year=_year_index(columns.numbers(lines["year"]), law.years),
        tonnes=columns.numbers(lines["tonnes"]),
        quarter=texts("quarter", quarter),
        basis=texts("basis", basis),
        route=texts("route", route),
        # Infinity is outside every limit below: text that is no number is named, not passed over.
        numbers={n: columns.numbers(lines[n], np.inf) for n in numbers if n in lines},
        returned=texts("returned", flag),
        evidence=texts("reduction_evidence", flag),
    )


def _year_index(years: Floats, known: tuple[int, ...]) -> Ints:
    """Position of each year in ``known``; the length of ``known`` for any other number."""
    last = len(known)
    offset = years - known[0]
    with np.errstate(invalid="ignore"):
        index = np.where((offset >= 0) & (offset < last), offset, last).astype(np.int8)
        index[index != offset] = last
    return index
