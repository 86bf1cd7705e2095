"""What rules say of lines already read: limits of numbers, values without a basis, the law.

The last word is the bill's: every distinct combination of a file is put to it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from cbam import bill
from cbam.law.vintages import STATUSES, Law
from cbam.portfolio.files import schema
from cbam.portfolio.files.coded import Understood
from cbam.portfolio.files.mapping import ColumnMap
from cbam.portfolio.files.problems import Found
from cbam.prices import Prices
from cbam.reasons import BY_CODE

Flags = npt.NDArray[np.bool_]


def violations(given: dict[str, npt.NDArray[np.float64]], mapping: ColumnMap, found: Found) -> None:
    """Note the numbers outside the schema's limits."""
    cases = schema.violations(given) if given else pd.DataFrame({"field": [], "code": []})
    for (name, code), part in cases.groupby(["field", "code"]):
        places = part["place"].to_numpy(np.intp)
        details: list[dict[str, Any]] = [{}]
        if code == "see_in_kg":
            details = [{"probable": value / 1000} for value in given[name][places].tolist()]
        found.add(name, mapping[name], code, places, details)


def basis_without_value(
    see: npt.NDArray[np.float64] | None, basis: Understood | None, mapping: ColumnMap, found: Found
) -> None:
    """An actual basis needs a value; a value without the basis is not used."""
    actual = np.zeros(len(found.raw), bool)
    if basis is not None:
        actual = np.array([cell.value == "actual" for cell in basis.cells])[basis.codes]
    empty = np.ones(len(found.raw), bool) if see is None else np.isnan(see)
    named = np.zeros(len(found.raw), bool)
    for block in found.blocks:
        if block.field == "see":
            named[block.places] = True
    missing = np.flatnonzero(actual & empty & ~named)
    found.add("see", mapping.get("see", mapping.get("basis", "")), "see_missing", missing)
    if see is not None:
        found.add("see", mapping["see"], "see_not_used", np.flatnonzero(~actual & ~empty))


def ask_the_law(
    frame: pd.DataFrame, usable: Flags, law: Law, prices: Prices, mapping: ColumnMap, found: Found
) -> npt.NDArray[np.int8]:
    """Ask the bill about every distinct combination; note its errors; return a status per row."""
    keys = [name for name in ("cn_code", "origin", "basis", "route") if name in frame]
    key = frame["year"].to_numpy(np.int64)
    for name in keys:
        column = frame[name].cat
        key = key * (len(column.categories) + 1) + column.codes.to_numpy(np.int64)
    status = np.zeros(len(frame), np.int8)
    places = np.flatnonzero(usable)
    if not len(places):
        return status
    group, distinct = pd.factorize(key[places])
    first = np.empty(len(distinct), np.intp)
    first[group[::-1]] = places[::-1]
    asked = frame.loc[first, [*keys, "year"]].assign(tonnes=1.0, see=1.0)
    answer = bill.assess_columns(asked, law, prices)
    answered = np.asarray(answer["status"].codes)  # type: ignore[union-attr]
    reasons = np.asarray(answer["reasons"].astype(str))
    status[places] = answered[group]
    for code in {c for text in set(reasons[answered == STATUSES.index("error")])
                 for c in text.split(";")}:  # fmt: skip
        reason = BY_CODE[code]
        has = np.array([code in text.split(";") for text in reasons])
        at = places[has[group]]
        details: list[dict[str, Any]] = [{}]
        if code in ("route_required", "route_not_listed"):
            details = [_routes(text, law) for text in frame["cn_code"].iloc[at]]
        column = mapping.get(reason.field, mapping["cn_code"])
        found.add(reason.field, column, code, at, details)
    return status


def _routes(code: str, law: Law) -> dict[str, Any]:
    good, _ = law.goods.resolve(code)
    listed = [letter for letter in law.benchmarks.listed(good) if letter]
    return {"allowed": listed or law.benchmarks.routes[1:]}
