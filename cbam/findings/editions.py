"""Two editions of the law side by side: what moved, and what that does to the bill."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cbam import tables
from cbam.bill import assess
from cbam.law.vintages import Law
from cbam.prices import Prices

CHANGES = ("added", "removed", "value", "route", "status")
_KEYS = {
    "default_values": ("origin", "cn_code"),
    "benchmarks": ("cn_code", "column", "route", "year_from"),
}
_VALUES = {"default_values": "total", "benchmarks": "benchmark"}


@dataclass(frozen=True)
class EditionDifference:
    """What differs between two tables of one kind.

    Attributes:
        kind: ``default_values`` or ``benchmarks``.
        rows: one row per line that differs: the key columns, ``change`` (``CHANGES``),
            ``before``, ``after`` [t CO2e/t], ``move`` (after less before), ``route_before``,
            ``route_after`` (default values only); the largest moves first.
        counts: number of lines by change, all of ``CHANGES``.
    """

    kind: str
    rows: pd.DataFrame
    counts: dict[str, int]


def difference(kind: str, before: pd.DataFrame, after: pd.DataFrame) -> EditionDifference:
    """Line by line, what two tables of one kind do not share.

    A line counts once, by the first of these that holds: added, removed, another value, another
    route, another status (a dash that became a pointer, say).

    Args:
        kind: ``default_values`` or ``benchmarks``.
        before: the older table, as in ``data/law``.
        after: the newer one.
    """
    keys, value = list(_KEYS[kind]), _VALUES[kind]
    both = before.merge(after, on=keys, how="outer", suffixes=("_before", "_after"), indicator=True)
    old, new = both[f"{value}_before"], both[f"{value}_after"]
    same_value = np.isclose(old, new, rtol=0, atol=1e-9) | (old.isna() & new.isna())
    conditions = [both["_merge"] == "right_only", both["_merge"] == "left_only", ~same_value]
    if kind == "default_values":
        conditions.append(both["route_before"].fillna("") != both["route_after"].fillna(""))
        conditions.append(both["status_before"] != both["status_after"])
    change = np.select(conditions, CHANGES[: len(conditions)], default="")
    found = pd.DataFrame({
        **{key: both[key] for key in keys},
        "change": change, "before": old, "after": new, "move": new - old,
    })  # fmt: skip
    if kind == "default_values":
        found["route_before"] = both["route_before"].fillna("")
        found["route_after"] = both["route_after"].fillna("")
    found = found[found["change"] != ""]
    size = found["move"].abs().fillna(0.0)
    found = found.assign(_size=size).sort_values(
        ["_size", *keys], ascending=[False] + [True] * len(keys), kind="stable"
    )
    counts = found["change"].value_counts()
    return EditionDifference(
        kind,
        found.drop(columns="_size").reset_index(drop=True),
        {name: int(counts.get(name, 0)) for name in CHANGES},
    )


def money(
    before: Law, after: Law, prices: Prices, origin: str, year: int, quarter: str = ""
) -> pd.DataFrame:
    """The cost of the example goods on defaults under two editions.

    Args:
        before: the older law.
        after: the newer one.
        prices: certificate prices and path, the same for both.
        origin: of the goods.
        year: of importation.
        quarter: of importation.

    Returns:
        ``cn_code``, ``before`` and ``after`` [EUR/t], ``move`` [EUR/t]; largest moves first. A
        good without a figure in one of them has NaN there.
    """
    goods = tables.read("first_goods")["cn_code"]
    lines = pd.DataFrame({
        "cn_code": goods, "origin": origin, "tonnes": 1.0, "year": year, "quarter": quarter,
    })  # fmt: skip
    old, new = (assess(lines, law, prices)["cost_eur_per_t"] for law in (before, after))
    found = pd.DataFrame({"cn_code": goods, "before": old, "after": new, "move": new - old})
    order = found["move"].abs().fillna(np.inf).sort_values(ascending=False, kind="stable").index
    return found.loc[order].reset_index(drop=True)
