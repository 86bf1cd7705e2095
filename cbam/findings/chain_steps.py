"""Changing a production chain step by step; a chain is immutable, so each gives a new one.

A step is named by its place: ``0`` is the final good, ``0.1`` its second precursor, ``0.1.0``
that one's first, as in ``findings.precursors``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from cbam.actual import (
    MAX_DEPTH,
    DefaultPrecursor,
    Input,
    Process,
    Source,
    StatedPrecursor,
    evaluate,
)
from cbam.analysis import Analysis
from cbam.findings.precursors import own_route, starting_chain, typical_precursors
from cbam.label.record import PRECURSORS_LIMIT
from cbam.law.vintages import Law
from cbam.reasons import InputError

KINDS = ("default", "stated", "process")  # what is known of a precursor, less to more
STEPS_LIMIT = PRECURSORS_LIMIT  # what an editor and a drawing still show
TOP = "0"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a chain: its place, mass per tonne of the step above, and what is known."""

    node: str
    mass: float
    source: Source

    @property
    def kind(self) -> str:
        """One of ``KINDS``."""
        return kind(self.source)

    @property
    def above(self) -> str:
        """The place of the step it goes into; ``""`` for the final good."""
        return self.node.rpartition(".")[0]


def kind(source: Source) -> str:
    """What is known of a step: one of ``KINDS``."""
    if isinstance(source, Process):
        return "process"
    return "stated" if isinstance(source, StatedPrecursor) else "default"


def steps(chain: Process) -> list[Step]:
    """All steps, each before its precursors."""
    return list(_walk(TOP, 1.0, chain))


def _walk(node: str, mass: float, source: Source) -> Iterator[Step]:
    yield Step(node, mass, source)
    if isinstance(source, Process):
        for i, item in enumerate(source.inputs):
            yield from _walk(f"{node}.{i}", item.mass, item.source)


def put(chain: Process, node: str, source: Source) -> Process:
    """The chain with another source at a place; the final good must stay a process."""
    path = _path(node)
    if not path and not isinstance(source, Process):
        raise InputError("chain_invalid", "chain", kind(source))
    found = _at(chain, path, lambda item: replace(item, source=source))
    assert isinstance(found, Process)
    return found


def weigh(chain: Process, node: str, mass: float) -> Process:
    """The chain with another mass [t per t of the step above] at a place below the top."""
    found = _at(chain, _path(node), lambda item: replace(item, mass=mass))
    assert isinstance(found, Process)
    return found


def add(chain: Process, node: str, item: Input) -> Process:
    """The chain with one more precursor of the step at a place, which must be a process.

    Raises:
        InputError: ``too_many`` or ``chain_too_deep``.
    """
    if len(steps(chain)) >= STEPS_LIMIT:
        raise InputError("too_many", "chain", len(steps(chain)), limit=STEPS_LIMIT)
    if len(_path(node)) + 1 > MAX_DEPTH:
        raise InputError("chain_too_deep", "chain", node, limit=MAX_DEPTH)

    def more(above: Input) -> Input:
        if not isinstance(above.source, Process):
            raise InputError("chain_invalid", "inputs", node)
        inputs = (*above.source.inputs, item)
        return replace(above, source=replace(above.source, inputs=inputs))

    found = _at(chain, _path(node), more)
    assert isinstance(found, Process)
    return found


def remove(chain: Process, node: str) -> Process:
    """The chain without the precursor at a place and all below it."""
    *path, last = _path(node)

    def fewer(above: Input) -> Input:
        assert isinstance(above.source, Process)
        inputs = tuple(item for i, item in enumerate(above.source.inputs) if i != last)
        return replace(above, source=replace(above.source, inputs=inputs))

    found = _at(chain, path, fewer)
    assert isinstance(found, Process)
    return found


def usual_masses(chain: Process, law: Law) -> bool:
    """Whether some mass of the chain is still that of the table of typical precursors."""
    found = {item.node: item for item in steps(chain)}
    for step in found.values():
        if step.above and not law.goods.resolve(step.source.cn_code)[1]:
            good, _ = law.goods.resolve(found[step.above].source.cn_code)
            if good < law.goods.out_of_scope:
                usual = typical_precursors(law.goods.codes[good])
                if (step.source.cn_code, step.mass) in usual:
                    return True
    return False


def known_as(source: Source, wanted: str, origin: str, law: Law, year: int) -> Source:
    """The same precursor with more or less known of it.

    Args:
        source: as it is.
        wanted: one of ``KINDS``.
        origin: where it comes from, if the source does not say.
        law: the law of one vintage.
        year: import year, for the value a stated one starts from (the one it has now).
    """
    if kind(source) == wanted:
        return source
    origin = source.origin if isinstance(source, DefaultPrecursor) else origin
    if wanted == "default":
        return DefaultPrecursor(source.cn_code, origin)
    start = starting_chain(Analysis(cn=source.cn_code, origin=origin), law)
    if wanted == "process":
        return start
    try:
        see = evaluate(source, law, year).see
    except InputError:  # what is wrong is said where the chain is evaluated
        see = 0.0
    return StatedPrecursor(source.cn_code, round(see, 4), own_route(_of(source, origin), law))


def another_good(source: Source, code: str, law: Law) -> Source:
    """The same knowledge about another good; a route of the old one does not carry over."""
    changes: dict[str, Any] = {"cn_code": code}
    if not isinstance(source, DefaultPrecursor):
        changes["route"] = own_route(Analysis(cn=code), law)
    return replace(source, **changes)


def route_choice(source: Source, law: Law) -> tuple[str, ...]:
    """The route letters among which a step's benchmark depends; empty where on none.

    A process reads column A, a stated precursor column B.
    """
    good, _ = law.goods.resolve(source.cn_code)
    if isinstance(source, DefaultPrecursor) or good >= law.goods.out_of_scope:
        return ()
    listed = law.benchmarks.listed(good, "A" if isinstance(source, Process) else "B")
    return tuple(letter for letter in listed if letter)


def _of(source: Source, origin: str) -> Analysis:
    route = "" if isinstance(source, DefaultPrecursor) else source.route
    return Analysis(cn=source.cn_code, origin=origin, route=route)


def _path(node: str) -> list[int]:
    """``0.1.0`` as positions below the top: ``[1, 0]``.

    Raises:
        InputError: ``chain_invalid`` for what is no place.
    """
    first, *rest = node.split(".")
    if first != TOP or not all(part.isascii() and part.isdigit() for part in rest):
        raise InputError("chain_invalid", "chain", node)
    return [int(part) for part in rest]


def _at(source: Source, path: list[int], change: Any) -> Source:
    """The source with the input at a path below it changed."""
    if not path:
        found: Source = change(Input(1.0, source)).source
        return found
    if not isinstance(source, Process) or path[0] >= len(source.inputs):
        raise InputError("chain_invalid", "chain", ".".join(map(str, path)))
    here, rest = source.inputs[path[0]], path[1:]
    changed = replace(here, source=_at(here.source, rest, change)) if rest else change(here)
    inputs = (*source.inputs[: path[0]], changed, *source.inputs[path[0] + 1 :])
    return replace(source, inputs=inputs)
