"""Actual values along a production chain: SEE and free allocation, precursor by precursor.

Implementing Regulation (EU) 2025/2547, Annex III, Eq. 59-62 (embedded emissions) and
Implementing Regulation (EU) 2025/2620, Eq. 2-5 (free allocation)::

    SEE_g  = own emissions + sum(m_i x SEE_i)      direct and indirect channel apart
    SEFA_g = F x CSCF x benchmark A + sum(m_i x SEFA_i)

``m_i`` is the mass of precursor i per tonne of good, losses included. A precursor without
data of its own takes the default value of its origin; one with a stated SEE but an unknown
chain takes that SEE. Both take column B, which already holds their own precursors (Eq. 6).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from cbam.bill import SEE_LIMIT
from cbam.law.benchmarks import same_kind
from cbam.law.schedule import SECTORS
from cbam.law.vintages import Law
from cbam.reasons import ERRORS, InputError, codes_of

MAX_DEPTH = 12  # ore to screw is seven steps; deeper nesting is a mistake or an attack
MASS_LIMIT = 100.0  # tonnes of one precursor per tonne of good


@dataclass(frozen=True)
class Process:
    """A production step with verified data of its own.

    Attributes:
        cn_code: the good it makes.
        direct: own direct emissions, t CO2e per t of good.
        route: production route letter, where the benchmark depends on it.
        indirect: own indirect emissions, t CO2e per t of good; not counted for Annex II goods.
        inputs: precursors with their mass per tonne of good.
    """

    cn_code: str
    direct: float
    route: str = ""
    indirect: float = 0.0
    inputs: tuple[Input, ...] = ()


@dataclass(frozen=True)
class DefaultPrecursor:
    """A precursor at the default value of its origin (mark-up included: assumption)."""

    cn_code: str
    origin: str


@dataclass(frozen=True)
class StatedPrecursor:
    """A precursor whose SEE is stated, but not the chain behind it.

    Attributes:
        cn_code: its code.
        see: stated specific embedded emissions, t CO2e per t.
        route: production route letter; empty = that of the good made from it. Where the
            precursor is of the other steel grade, the letter's counterpart there.
    """

    cn_code: str
    see: float
    route: str = ""


Source = Process | DefaultPrecursor | StatedPrecursor


@dataclass(frozen=True)
class Input:
    """``mass`` tonnes of a precursor per tonne of good (Eq. 5), and what is known of it."""

    mass: float
    source: Source


@dataclass(frozen=True)
class Chain:
    """The result for one good of the chain, all per tonne of that good.

    Attributes:
        cn_code: the good's code as the law reads it.
        direct, indirect: embedded emissions by channel, t CO2e/t.
        benchmark: benchmark with the precursors inside, before F and CSCF, t CO2e/t.
        own_benchmark: column A of the step alone (column B where the chain is unknown).
        column: ``A`` or ``B``.
        mass: tonnes per tonne of the good above.
        parts: the precursors' results.
    """

    cn_code: str
    direct: float
    indirect: float
    benchmark: float
    own_benchmark: float
    column: str
    mass: float = 1.0
    parts: tuple[Chain, ...] = ()

    @property
    def see(self) -> float:
        """Specific embedded emissions, t CO2e per t of good."""
        return self.direct + self.indirect


def evaluate(step: Source, law: Law, year: int, mass: float = 1.0) -> Chain:
    """SEE and benchmark of a step and all its precursors, for one import year.

    Args:
        step: the final good, or a precursor.
        law: the law of one vintage.
        year: import year; chooses the benchmark period and the mark-up.
        mass: tonnes of this step per tonne of the good above it.

    Raises:
        InputError: an unknown code or origin, a route the benchmark does not list, a negative
            or absurd mass or emission, nesting deeper than ``MAX_DEPTH``.
    """
    if year not in law.years:
        raise InputError("year_invalid", "year", year, allowed=law.years)
    return _evaluate(step, law, year, mass)


def with_precursors(own: float, parts: Iterable[tuple[float, float]]) -> float:
    """``own + sum(m_i x value_i)``, the shape of every sum along a chain (Eq. 59-62, Eq. 4)."""
    return own + math.fsum(mass * value for mass, value in parts)


def _evaluate(
    step: Source, law: Law, year: int, mass: float, depth: int = 0, route_above: str = ""
) -> Chain:
    if depth > MAX_DEPTH:
        raise InputError("chain_too_deep", "chain", depth, limit=MAX_DEPTH)
    _check(mass, "mass", MASS_LIMIT)
    good, reasons = law.goods.resolve(step.cn_code)
    if reasons & ERRORS or good >= law.goods.out_of_scope:
        problem = codes_of(reasons)[0]
        raise InputError("precursor_out_of_scope" if problem == "out_of_scope" else problem,
                         "cn_code", step.cn_code)  # fmt: skip
    period = int(law.schedule.yearly.period[law.years.index(year)])
    if isinstance(step, DefaultPrecursor):
        return _at_default(step, law, year, mass, good, period)
    code = law.goods.codes[good]
    if isinstance(step, StatedPrecursor):
        _check(step.see, "see", SEE_LIMIT)
        benchmark = _cell(law, good, step.route or route_above, period, "B")
        return Chain(code, step.see, 0.0, benchmark, benchmark, "B", mass)

    _check(step.direct, "direct", MASS_LIMIT)
    _check(step.indirect, "indirect", MASS_LIMIT)
    parts = tuple(
        _evaluate(item.source, law, year, item.mass, depth + 1, step.route) for item in step.inputs
    )
    own = _cell(law, good, step.route, period, "A")
    direct = with_precursors(step.direct, ((part.mass, part.direct) for part in parts))
    # An Annex II good leaves out its own electricity but carries that of a precursor which is
    # not in Annex II; a good outside Annex II picks up no electricity of Annex II precursors.
    own_indirect = 0.0 if law.direct_only[good] else step.indirect
    indirect = with_precursors(own_indirect, ((part.mass, part.indirect) for part in parts))
    benchmark = with_precursors(own, ((part.mass, part.benchmark) for part in parts))
    return Chain(code, direct, indirect, benchmark, own, "A", mass, parts)


def _at_default(
    step: DefaultPrecursor, law: Law, year: int, mass: float, good: int, period: int
) -> Chain:
    origin = law.origins.resolve(step.origin)
    if origin is None:
        raise InputError("origin_unknown", "origin", step.origin)
    code = law.goods.codes[good]
    if law.origins.groups[origin] in ("eu", "annex_iii"):
        # Precursors of EU or Annex III origin embed nothing and bring no free allocation.
        return Chain(code, 0.0, 0.0, 0.0, 0.0, "", mass)
    pair = good * law.pairs.columns + law.column(origin)
    total = float(law.pairs.total[pair])
    if math.isnan(total):
        raise InputError("no_default_value", "origin", step.origin)
    sector = SECTORS[law.sector_of[good]]
    see = total * (1 + law.schedule.value("markup", year, sector))
    benchmark = float(law.pairs.benchmark[pair * law.benchmarks.b.shape[2] + period])
    return Chain(code, see, 0.0, benchmark, benchmark, "B", mass)


def _cell(law: Law, good: int, route: str, period: int, column: str) -> float:
    """The benchmark on a route; in column B also on the letter's counterpart.

    Electricity has no free allocation (2025/2620, Art 1(2)).
    """
    if SECTORS[law.sector_of[good]] == "electricity":
        return 0.0
    letters = same_kind(route.strip().upper())
    listed = law.benchmarks.listed(good, column)
    letter = law.benchmarks.fitting_route(good, letters if column == "B" else letters[:1], column)
    if letter is None or (column == "A" and not listed):
        code = "route_not_listed" if letters else "route_required"
        raise InputError(code, "route", route, allowed=[r for r in listed if r])
    return law.benchmarks.value(good, letter, period, column)


def _check(value: float, field: str, limit: float) -> None:
    if not (isinstance(value, int | float | np.number) and 0 <= value <= limit):
        raise InputError("number_invalid", field, value, limit=limit)


def from_mapping(data: Mapping[str, Any], depth: int = 0) -> Process | DefaultPrecursor:
    """A chain from plain data (JSON): keys cn_code, direct, route, indirect, inputs.

    Each entry of ``inputs`` has ``mass`` and either ``origin`` (default value) or the keys of
    a process of its own.

    Raises:
        InputError: ``chain_invalid``, naming the key that is missing or of the wrong kind.
    """
    if depth > MAX_DEPTH:
        raise InputError("chain_too_deep", "chain", depth, limit=MAX_DEPTH)
    if not isinstance(data, Mapping):
        raise InputError("chain_invalid", "chain", type(data).__name__)
    code = data.get("cn_code")
    if not isinstance(code, str):
        raise InputError("chain_invalid", "cn_code", code)
    if "origin" in data:
        return DefaultPrecursor(code, str(data["origin"]))
    inputs = data.get("inputs", [])
    if not isinstance(inputs, list):
        raise InputError("chain_invalid", "inputs", inputs)
    return Process(
        cn_code=code,
        direct=_number(data, "direct"),
        route=str(data.get("route", "")),
        indirect=_number(data, "indirect", 0.0),
        inputs=tuple(Input(_number(i, "mass"), from_mapping(i, depth + 1)) for i in inputs),
    )


def _number(data: Any, key: str, default: float | None = None) -> float:
    value = data.get(key, default) if isinstance(data, Mapping) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputError("chain_invalid", key, value)
    return float(value)
