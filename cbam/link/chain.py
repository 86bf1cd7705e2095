"""A production chain as plain data: the shape of ``actual.from_mapping``, stated precursors added.

A step has ``cn_code`` and ``direct`` (with ``route``, ``indirect`` and ``inputs`` if any); a
precursor has ``mass`` beside that, or beside ``cn_code`` with ``origin`` (default value) or with
``see`` (stated value, ``route`` if any).
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from cbam.actual import (
    MASS_LIMIT,
    MAX_DEPTH,
    DefaultPrecursor,
    Input,
    Process,
    Source,
    StatedPrecursor,
)
from cbam.bill import SEE_LIMIT
from cbam.label.record import PRECURSORS_LIMIT
from cbam.law.vintages import Law
from cbam.link import kinds, readers
from cbam.reasons import InputError

STEPS_LIMIT = 100  # of one production chain, precursors included

_cn, _origin = kinds.text(readers.code), kinds.text(readers.origin)
_route = kinds.text(readers.one_of("route_unknown", lambda: Law.load().benchmarks.routes))
_see = kinds.number("see_invalid", SEE_LIMIT)
_PROCESS: kinds.Table = {
    "cn_code": (_cn, kinds.as_is),
    "direct": (kinds.number("number_invalid", MASS_LIMIT), kinds.plain_number),
    "route": (_route, kinds.as_is),
    "indirect": (kinds.number("number_invalid", MASS_LIMIT), kinds.plain_number),
}
_DEFAULT: kinds.Table = {"cn_code": (_cn, kinds.as_is), "origin": (_origin, kinds.as_is)}
_STATED: kinds.Table = {
    "cn_code": (_cn, kinds.as_is),
    "see": (_see, kinds.plain_number),
    "route": (_route, kinds.as_is),
}
_mass = kinds.number("number_invalid", MASS_LIMIT)


def write(source: Source) -> dict[str, Any]:
    """A chain as mappings and lists."""
    if isinstance(source, DefaultPrecursor):
        return {"cn_code": source.cn_code, "origin": source.origin}
    if isinstance(source, StatedPrecursor):
        head: dict[str, Any] = {"cn_code": source.cn_code, "see": kinds.plain_number(source.see)}
        return head | ({"route": source.route} if source.route else {})
    empty = Process(cn_code="", direct=math.nan)
    inputs = [
        {"mass": kinds.plain_number(item.mass), **write(item.source)} for item in source.inputs
    ]
    return kinds.write_record(_PROCESS, source, empty) | ({"inputs": inputs} if inputs else {})


def read(value: Any) -> Process:
    """The chain that ``write`` wrote.

    Raises:
        InputError: the first value that cannot be used; ``chain_too_deep``; ``too_many`` steps.
    """
    found, steps = _source(value, 0)
    if not isinstance(found, Process):
        raise kinds.refused(value)
    if steps > STEPS_LIMIT:
        raise InputError("too_many", value=steps, limit=STEPS_LIMIT)
    return found


def _source(value: Any, depth: int) -> tuple[Source, int]:
    """A step with its precursors, and how many steps that makes."""
    if depth > MAX_DEPTH:
        raise InputError("chain_too_deep", value=depth, limit=MAX_DEPTH)
    kinds.require(value, ("cn_code",))
    if "origin" in value:
        return DefaultPrecursor(**kinds.record(_DEFAULT, value)), 1
    if "see" in value:
        return StatedPrecursor(**kinds.record(_STATED, value)), 1
    kinds.require(value, ("direct",))
    own = {name: item for name, item in value.items() if name != "inputs"}
    found = Process(**kinds.record(_PROCESS, own))

    def one(item: Any) -> tuple[Input, int]:
        kinds.require(item, ("mass",))
        mass = kinds.at("mass", _mass, item["mass"])
        source, steps = _source({k: v for k, v in item.items() if k != "mass"}, depth + 1)
        return Input(mass, source), steps

    inputs = kinds.at("inputs", kinds.many(one, PRECURSORS_LIMIT), value.get("inputs", []))
    chain = replace(found, inputs=tuple(item for item, _ in inputs))
    return chain, 1 + sum(steps for _, steps in inputs)
