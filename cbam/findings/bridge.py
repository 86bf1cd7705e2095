"""Why scenario B costs more or less than A: the difference split into its drivers.

The split is that of Shapley: the effect of changing one driver, averaged over all orders in
which the drivers that differ can be changed. It depends on no order, treats like drivers alike,
and its parts add up to the difference.

The 2^k coalitions are rows of one small numpy evaluation on the step columns of the two bills
(not of ``assess`` itself)::

    cost = liable x tonnes x max(0, base x (1 + mark-up) - F x CSCF x benchmark - reduction)
           x price [x exchange rate]

``base`` is the default value or the own value. A test holds it equal to ``assess`` at both ends.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from cbam.findings.compare import compare
from cbam.findings.scenario import Scenario
from cbam.reasons import InputError

CURRENCIES = ("EUR", "CNY")
# Driver -> the term of the formula it changes, in the order in which a bridge is drawn.
_TERMS = (
    "liable", "base", "markup", "benchmark", "cbam_factor", "cscf", "sefa", "reduction",
    "price", "tonnes", "rate",
)  # fmt: skip
_NAMES = {
    "liable": "scope", "markup": "markup", "benchmark": "benchmark", "cbam_factor": "cbam_factor",
    "cscf": "cscf", "sefa": "free_allocation", "reduction": "home_price", "price": "price",
    "tonnes": "tonnes", "rate": "exchange_rate",
}  # fmt: skip
DRIVERS = (
    "scope", "default_value", "own_value", "markup", "benchmark", "cbam_factor", "cscf",
    "free_allocation", "home_price", "price", "tonnes", "exchange_rate",
)  # fmt: skip

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Part:
    """What one driver adds to the cost, and the driver's value in A and in B."""

    driver: str
    amount: float
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class CostBridge:
    """The way from A to B.

    Attributes:
        year: import year. currency: ``EUR`` or ``CNY``.
        start, end: yearly cost of A and of B.
        parts: drivers that differ; their amounts add up to ``end - start``.
    """

    year: int
    currency: str
    start: float
    end: float
    parts: tuple[Part, ...]

    def cents(self) -> tuple[float, ...]:
        """The amounts in whole cents that add up to the difference of the rounded ends.

        Each amount is rounded down and the cents left over go to the largest remainders.
        """
        exact = [part.amount * 100 for part in self.parts]
        whole = [math.floor(value) for value in exact]
        left = round(self.end * 100) - round(self.start * 100) - sum(whole)
        order = sorted(range(len(exact)), key=lambda i: whole[i] - exact[i])
        for step in range(abs(left)):
            at = order[step % len(order)] if left > 0 else order[-1 - step % len(order)]
            whole[at] += 1 if left > 0 else -1
        return tuple(value / 100 for value in whole)


def bridge(a: Scenario, b: Scenario, year: int, currency: str = "EUR") -> CostBridge:
    """Split the difference in yearly cost between two scenarios into its drivers.

    Args:
        a: where the bridge starts.
        b: where it ends.
        year: import year, the same for both.
        currency: ``EUR``, or ``CNY`` where the exchange rate is a driver too.

    Raises:
        InputError: what is wrong with a scenario; ``year_invalid``; ``currency_unknown``.
    """
    result = compare((a, b))
    return bridge_rows(result.row(0, year), result.row(1, year), currency)


def bridge_rows(a: Mapping[str, Any], b: Mapping[str, Any], currency: str = "EUR") -> CostBridge:
    """As ``bridge``, from two rows of a comparison (``Comparison.row``)."""
    if currency not in CURRENCIES:
        raise InputError("currency_unknown", "currency", currency, allowed=CURRENCIES)
    before, after = _terms(a, currency), _terms(b, currency)
    whole = np.isnan(before["benchmark"]) or np.isnan(after["benchmark"])
    for terms in (before, after):
        # A declared SEFA has no benchmark: then free allocation is one driver.
        terms["sefa"] = terms["sefa"] if whole else math.nan
        if whole:
            terms["benchmark"] = terms["cbam_factor"] = terms["cscf"] = math.nan
    for name in _TERMS:  # what a scenario that is not liable leaves open is not a driver
        if not before["liable"] and math.isnan(before[name]):
            before[name] = after[name]
        if not after["liable"] and math.isnan(after[name]):
            after[name] = before[name]
    if not (before["liable"] or after["liable"]):
        after = dict(before)
    differ = [
        name for name in _TERMS
        if before[name] != after[name] and not (math.isnan(before[name]) and math.isnan(after[name]))
    ]  # fmt: skip
    member, weight = _coalitions(len(differ))
    mixed: dict[str, Floats] = {}
    for name in _TERMS:
        mixed[name] = np.full(len(member), before[name])
        if name in differ:
            mixed[name] = np.where(member[:, differ.index(name)], after[name], before[name])
    cost = evaluate(mixed)
    amounts = weight @ cost
    own = "actual" in (a["basis"], b["basis"])
    names = {**_NAMES, "base": "own_value" if own else "default_value"}
    parts = tuple(
        Part(names[name], float(amount), before[name], after[name])
        for name, amount in zip(differ, amounts, strict=True)
    )
    return CostBridge(int(a["year"]), currency, float(cost[0]), float(cost[-1]), parts)


def evaluate(terms: Mapping[str, Floats]) -> Floats:
    """The bill from its step columns, row by row; equals ``assess`` on its own steps."""
    see = terms["base"] * (1 + terms["markup"])
    sefa = terms["cbam_factor"] * terms["cscf"] * terms["benchmark"]
    sefa = np.where(np.isnan(terms["sefa"]), sefa, terms["sefa"])
    per_tonne = np.maximum(see - sefa - terms["reduction"], 0.0)
    cost = terms["tonnes"] * per_tonne * terms["price"] * terms["rate"]
    return np.where(terms["liable"] > 0, cost, 0.0)


def _terms(row: Mapping[str, Any], currency: str) -> dict[str, float]:
    default = bool(row["default_from"])
    return {
        "liable": float(row["status"] == "assessed"),
        "base": float(row["default_total"] if default else row["see"]),
        "markup": float(row["markup"])
        if default
        else (0.0 if row["see"] == row["see"] else math.nan),
        "benchmark": float(row["benchmark"]),
        "cbam_factor": float(row["cbam_factor"]),
        "cscf": float(row["cscf"]),
        "sefa": float(row["sefa"]),
        "reduction": float(row["reduction_per_t"]),
        "price": float(row["price_eur"]),
        "tonnes": float(row["tonnes"]),
        "rate": float(row["cny_per_eur"]) if currency == "CNY" else 1.0,
    }


@lru_cache(maxsize=len(_TERMS) + 1)
def _coalitions(k: int) -> tuple[npt.NDArray[np.bool_], Floats]:
    """All 2^k sets of drivers, and the weights that give each driver its Shapley part.

    A set S of size s without driver i enters with weight s! (k-s-1)! / k!, as cost(S with i)
    minus cost(S).
    """
    member = (np.arange(2**k)[:, None] >> np.arange(k)) & 1 == 1
    size = member.sum(axis=1)
    share = [math.factorial(s) * math.factorial(k - s - 1) / math.factorial(k) for s in range(k)]
    table = np.array([*share, 0.0])
    weight = np.where(member, table[size[:, None] - 1], -table[size[:, None]])
    return member, weight.T
