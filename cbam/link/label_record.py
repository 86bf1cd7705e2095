"""The label record and the target in a link: one short parameter per printed field.

All begin with ``l`` (label), ``t`` (target) or are ``fee``; only what differs from an empty
record is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any

from cbam.analysis import Analysis
from cbam.label import Assumption, Label, Precursor, Stages, Target, facts, problems
from cbam.label.record import CLAIMS, MASS_LIMIT, PER, UNITS, VALUE_LIMIT
from cbam.law.vintages import Law
from cbam.link import readers
from cbam.link.readers import plain, shorten
from cbam.reasons import InputError

_STAGES = ("raw", "manufacturing", "distribution", "use", "end_of_life")
FEE_LIMIT = 1e9


def _stages(value: str) -> Stages:
    """``138,23,7,3333,5`` in the order of the life cycle; a blank = not printed; % at the end."""
    percent = value.endswith("%")
    parts = value.removesuffix("%").split(",")
    if len(parts) != len(_STAGES):
        raise InputError("stages_invalid")
    read = readers.number("stages_invalid", VALUE_LIMIT, -VALUE_LIMIT)
    numbers = {name: read(part) for name, part in zip(_STAGES, parts, strict=True) if part}
    return Stages(**numbers, percent=percent)


def _write_stages(stages: Stages) -> str:
    values = [getattr(stages, name) for name in _STAGES]
    text = ",".join("" if value is None else plain(float(value)) for value in values)
    return text + "%" * stages.percent


def _precursors(value: str) -> tuple[Precursor, ...]:
    """``72139149:1.05:2.0:C`` for each precursor (the route may be left out), joined by ``;``."""
    found = []
    read = readers.number("precursor_invalid", 1000.0)
    for part in value.split(";"):
        code, *rest = part.split(":")
        if len(rest) not in (2, 3):
            raise InputError("precursor_invalid")
        route = rest[2] if len(rest) == 3 else ""
        if route not in Law.load().benchmarks.routes:
            raise InputError("precursor_invalid")
        found.append(Precursor(readers.code(code), read(rest[0]), read(rest[1]), route))
    return tuple(found)


def _write_precursors(precursors: tuple[Precursor, ...]) -> str:
    parts = ((p.cn_code, plain(float(p.mass)), plain(float(p.see)), p.route) for p in precursors)
    return ";".join(":".join(part).rstrip(":") for part in parts)


def _assumptions(value: str) -> tuple[Assumption, ...]:
    """``share:0.7:0.8:0.9`` for each quantity of the method the user replaced."""
    read = readers.number("assumption_invalid", 1000.0)
    found = []
    for part in value.split(";"):
        name, *numbers = part.split(":")
        if len(numbers) != 3:
            raise InputError("assumption_invalid")
        found.append(Assumption(name, *map(read, numbers)))
    return tuple(found)


def _write_assumptions(assumptions: tuple[Assumption, ...]) -> str:
    rows = ((a.name, a.low, a.mid, a.high) for a in assumptions)
    return ";".join(":".join((n, *(plain(float(v)) for v in values))) for n, *values in rows)


def _claims(value: str) -> tuple[str, ...]:
    found = tuple(value.split(","))
    if not set(found) <= set(CLAIMS):
        raise InputError("choice_unknown", allowed=CLAIMS)
    return found


def _choice(allowed: Callable[[], tuple[str, ...]]) -> Callable[[str], str]:
    return readers.one_of("choice_unknown", allowed)


_route = readers.one_of("route_unknown", lambda: Law.load().benchmarks.routes)
_amount = readers.number("number_invalid", VALUE_LIMIT)
_share = readers.number("share_out_of_range", 1.0)

# Parameter -> (field of the record, reader, writer).
_LABEL: dict[str, tuple[str, Callable[[str], Any], Callable[[Any], str]]] = {
    "l": ("value", _amount, plain),
    "lu": ("unit", _choice(lambda: tuple(UNITS)), plain),
    "lp": ("per", _choice(lambda: PER), plain),
    "lpn": ("per_name", readers.text, plain),
    "lm": ("mass_kg", readers.number("number_invalid", MASS_LIMIT), plain),
    "lb": ("boundary", _choice(lambda: facts.BOUNDARIES), plain),
    "lf": ("family", _choice(lambda: tuple(facts.families())), plain),
    "ls": ("stages", _stages, _write_stages),
    "ld": ("direct", _amount, plain),
    "le": ("electricity", _amount, plain),
    "lpc": ("precursors", _precursors, _write_precursors),
    "lr": ("route", _route, plain),
    "lrec": ("recycled", _share, plain),
    "lhm": ("hot_metal", _share, plain),
    "lver": ("verified", readers.flag, plain),
    "lcr": ("credits", _amount, plain),
    "lcl": ("claims", _claims, ",".join),
    "luc": ("unit_confirmed", readers.flag, plain),
    "las": ("assumptions", _assumptions, _write_assumptions),
    "lsc": ("scheme", _choice(lambda: tuple(facts.schemes())), plain),
    "lst": ("standard", readers.text, plain),
    "lno": ("number", readers.text, plain),
    "lbo": ("body", readers.text, plain),
    "lpr": ("product", readers.text, plain),
    "lis": ("issued", readers.text, plain),
    "lex": ("expires", readers.text, plain),
}
_TARGET: dict[str, tuple[str, Callable[[str], Any], Callable[[Any], str]]] = {
    "tv": ("value", _amount, plain),
    "tc": ("cut", _share, plain),
    "ts": ("source", _choice(lambda: facts.SOURCES), plain),
    "tr": ("route", _route, plain),
    "trec": ("recycled", _share, plain),
}
_FEE = "fee"
PARAMETERS = (*_LABEL, *_TARGET, _FEE)


def encode(analysis: Analysis) -> dict[str, str]:
    """The parameters of the label, the target and the fee; empty without a label."""
    params = {}
    for table, record, empty in (
        (_LABEL, analysis.label, Label()),
        (_TARGET, analysis.target, Target()),
    ):
        if record is None:
            continue
        for name, (field, _, write) in table.items():
            value = getattr(record, field)
            if value != getattr(empty, field):
                params[name] = write(value)
    if analysis.fee is not None:
        params[_FEE] = plain(analysis.fee)
    return params


def decode(analysis: Analysis, params: Mapping[str, str], errors: list[InputError]) -> Analysis:
    """The analysis with the label, target and fee of a link; what is wrong goes to ``errors``."""
    label = _read(_LABEL, params, errors)
    target = Target(**_read(_TARGET, params, errors))
    fee = None
    if _FEE in params:
        try:
            fee = readers.number("number_invalid", FEE_LIMIT)(params[_FEE])
        except InputError as error:
            errors.append(InputError(error.code, _FEE, shorten(params[_FEE]), **error.details))
    if sum(x is not None for x in (target.value, target.cut, target.recycled)) > 1:
        errors.append(InputError("target_twice", "target"))
        target = Target(source=target.source)
    record = None
    if label:
        empty = Label(cn_code="", origin="")
        record = replace(empty, **label)
        for problem in problems(record):
            named = problem.error()
            if isinstance(named.value, str):
                named.value = shorten(named.value)
            errors.append(named)
            name = problem.field.split(".")[0]
            if name in {field.name for field in fields(Label)}:
                record = replace(record, **{name: getattr(empty, name)})
        if record == empty:  # nothing of it could be used
            record = None
    return analysis.with_(label=record, target=target, fee=fee)


def _read(
    table: Mapping[str, tuple[str, Callable[[str], Any], Callable[[Any], str]]],
    params: Mapping[str, str],
    errors: list[InputError],
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, (field, read, _) in table.items():
        if name not in params:
            continue
        try:
            found[field] = read(params[name])
        except InputError as error:
            details = {"limit": VALUE_LIMIT, **error.details}
            errors.append(InputError(error.code, field, shorten(params[name]), **details))
    return found
