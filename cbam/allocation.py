"""Free allocation of an estimate that knows its precursors, but not their own chains.

Implementing Regulation (EU) 2025/2620, Eq. 4, one level deep::

    benchmark = column A of the good's last step + sum(m_i x column B of precursor i)

Column B already holds the precursor's own precursors (Eq. 6), so it stands for a chain that a
certificate does not print. With a full verified chain use the recursive evaluation instead.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import numpy as np
import numpy.typing as npt

from cbam.law.vintages import Law
from cbam.reasons import ERRORS, InputError, codes_of


class Precursor(Protocol):
    """What the chain needs to know of a bought precursor."""

    @property
    def cn_code(self) -> str:
        """CN code."""

    @property
    def mass(self) -> float:
        """Mass [t per t of good]."""

    @property
    def route(self) -> str:
        """Production route letter; empty = as the good."""


def good_index(cn_code: str, law: Law) -> int:
    """The index of a good in scope.

    Raises:
        InputError: the code cannot be read, or ``precursor_out_of_scope``.
    """
    good, mask = law.goods.resolve(cn_code)
    if mask & ERRORS:
        raise InputError(codes_of(mask & ERRORS)[0], "cn_code", cn_code)
    if good >= law.goods.out_of_scope:
        raise InputError("precursor_out_of_scope", "cn_code", cn_code)
    return good


def fitting_route(good: int, wanted: Iterable[str], law: Law, column: str = "B") -> str | None:
    """The first wanted route letter the good lists; ``""`` where routes do not matter.

    Returns:
        ``None`` if the good lists routes and none of the wanted ones.
    """
    listed = law.benchmarks.listed(good, column)
    if listed in ((), ("",)):
        return ""
    return next((letter for letter in wanted if letter in listed), None)


def same_kind(route: str) -> tuple[str, ...]:
    """A route letter and its counterparts for the other steel grades (C/F, D/G, E/H)."""
    for kind in ("CF", "DG", "EH"):
        if route and route in kind:
            return (route, kind.replace(route, ""))
    return (route,) if route else ()


def chain_benchmark(
    good: int, route: str, precursors: Iterable[Precursor], law: Law
) -> npt.NDArray[np.float64]:
    """Benchmark with the precursors inside, for each year of the law [t CO2e/t].

    A precursor without a route of its own takes the good's (or its counterpart for the other
    steel grade).

    Args:
        good: index of the good.
        route: the good's production route letter.
        precursors: mass in t per t of good, code and route of each.
        law: the law of one vintage.

    Raises:
        InputError: ``route_required`` or ``route_not_listed``, or a precursor's code is unusable.
    """
    period = law.schedule.yearly.period[: len(law.years)]
    total = _cell(law, good, route, "A")[period]
    for item in precursors:
        code = good_index(item.cn_code, law)
        total = total + item.mass * _cell(law, code, item.route or route, "B")[period]
    return np.asarray(total, np.float64)


def _cell(law: Law, good: int, route: str, column: str) -> npt.NDArray[np.float64]:
    letter = fitting_route(good, same_kind(route), law, column)
    if letter is None:
        listed = law.benchmarks.listed(good, column)
        code = "route_not_listed" if route else "route_required"
        raise InputError(code, "route", route, allowed=listed)
    table = law.benchmarks.a if column == "A" else law.benchmarks.b
    return np.asarray(table[good, law.benchmarks.routes.index(letter)], np.float64)
