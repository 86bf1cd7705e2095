"""Analysis <-> address bar: readable parameters for one product.

``?cn=72083900&from=CN&t=1000&year=2026&q=1`` - inputs only, never results. A link is
untrusted text: every value is checked, what does not hold is named and replaced by the
example's value, and nothing in here raises on a bad link.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cbam.analysis import Analysis
from cbam.bill import SEE_LIMIT, TONNES_LIMIT
from cbam.law.goods import normalise
from cbam.law.vintages import Law, vintages
from cbam.prices import PRICE_LIMIT, QUARTERS, path_names
from cbam.reasons import ERRORS, InputError, codes_of

MAX_LENGTH = 8_000  # characters of all values together; the longest honest link is far shorter
_VALUE_SHOWN = 40

# What WeChat, mail programs, advertisers and Streamlit add to a link: not ours, not a fault.
_FOREIGN = re.compile(r"utm_\w+|embed(_options)?|isappinstalled|nsukey|scene|srcid|fbclid|gclid")
_WECHAT_FROM = {"singlemessage", "groupmessage", "timeline"}

# Parameter -> Analysis attribute, in the order in which a link is written.
PARAMETERS = {
    "cn": "cn",
    "from": "origin",
    "t": "tonnes",
    "year": "year",
    "q": "quarter",
    "basis": "basis",
    "see": "see",
    "route": "route",
    "path": "path",
    "price": "price",
    "fx": "rate",
    "imp": "importer_tonnes",
    "ret": "returned",
    "bear": "borne",
    "law": "law",
}
_ALWAYS = ("cn", "from", "t", "year", "q")  # written even when they equal the example


def encode(analysis: Analysis) -> dict[str, str]:
    """The readable parameters of an analysis; ``decode`` gives back an equal one."""
    example = Analysis()
    params = {}
    for name, attribute in PARAMETERS.items():
        value = getattr(analysis, attribute)
        if name == "q":
            if analysis.quarter:
                params[name] = analysis.quarter[1]
            elif example.quarter:
                params[name] = "0"
        elif name in _ALWAYS or value != getattr(example, attribute):
            params[name] = _plain(value)
    return params


def decode(
    params: Mapping[str, Sequence[str]], ignore: Sequence[str] = ()
) -> tuple[Analysis, list[InputError]]:
    """An analysis from a link's parameters, and what was wrong with them.

    Args:
        params: each parameter with all its values (the first usable one counts).
        ignore: parameters that belong to someone else, such as ``lang``.
    """
    problems: list[InputError] = []
    if sum(len(key) + sum(map(len, values)) for key, values in params.items()) > MAX_LENGTH:
        return Analysis(), [InputError("link_too_long", "link", limit=MAX_LENGTH)]
    changes: dict[str, Any] = {}
    for name, attribute in PARAMETERS.items():
        values = [v for v in params.get(name, ()) if v not in _WECHAT_FROM or name != "from"]
        if not values:
            continue
        value = values[0]
        try:
            changes[attribute] = _READERS[name](value)
        except InputError as error:
            problems.append(InputError(error.code, name, _shorten(value), **error.details))
    for name in params:
        if name not in PARAMETERS and name not in ignore and not _FOREIGN.fullmatch(name):
            problems.append(InputError("link_unknown_parameter", "link", _shorten(name)))
    analysis = Analysis(**changes)
    if analysis.basis == "actual" and analysis.see is None:
        problems.append(InputError("see_missing", "see", None))
        analysis = analysis.with_(basis="default")
    return analysis, problems


def _plain(value: object) -> str:
    """A value as link text that reads back to the same value: 1000 rather than 1000.0."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        return repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    return str(value)


def _shorten(value: str) -> str:
    return value if len(value) <= _VALUE_SHOWN else value[:_VALUE_SHOWN] + "…"


def _code(value: str) -> str:
    code = normalise(value)
    _, reasons = Law.load().goods.resolve(code)
    if reasons & ERRORS:
        raise InputError(codes_of(reasons & ERRORS)[0])
    return code


def _origin(value: str) -> str:
    origin = Law.load().origins.resolve(value)
    if origin is None:
        raise InputError("origin_unknown")
    return origin


def _number(code: str, limit: float, least: float = 0.0) -> Callable[[str], float]:
    def read(value: str) -> float:
        try:
            number = float(value)
        except ValueError:
            raise InputError(code, limit=limit) from None
        if not (math.isfinite(number) and least <= number <= limit):
            raise InputError(code, limit=limit)
        return number + 0.0  # no negative zero

    return read


def _year(value: str) -> int:
    years = Law.load().years
    if value not in {str(year) for year in years}:
        raise InputError("year_invalid", allowed=years)
    return int(value)


def _quarter(value: str) -> str:
    quarter = "" if value == "0" else "Q" + value.upper().removeprefix("Q")
    if quarter not in QUARTERS:
        raise InputError("quarter_invalid", allowed=QUARTERS[1:])
    return quarter


def _one_of(code: str, allowed: Callable[[], Sequence[str]]) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in allowed():
            raise InputError(code, allowed=list(allowed()))
        return value

    return read


def _flag(value: str) -> bool:
    if value not in ("0", "1"):
        raise InputError("flag_invalid")
    return value == "1"


def _share(value: str) -> int:
    if not (re.fullmatch(r"[0-9]{1,3}", value) and int(value) <= 100):
        raise InputError("share_invalid")
    return int(value)


_READERS: dict[str, Callable[[str], Any]] = {
    "cn": _code,
    "from": _origin,
    "t": _number("tonnes_invalid", TONNES_LIMIT),
    "year": _year,
    "q": _quarter,
    "basis": _one_of("basis_unknown", lambda: ("default", "actual")),
    "see": _number("see_invalid", SEE_LIMIT),
    "route": _one_of("route_unknown", lambda: Law.load().benchmarks.routes),
    "path": _one_of("path_unknown", lambda: [p for p in path_names() if p != "own"]),
    "price": _number("price_invalid", PRICE_LIMIT),
    "fx": _number("rate_invalid", 1000.0, 0.1),
    "imp": _number("importer_total_invalid", TONNES_LIMIT),
    "ret": _flag,
    "bear": _share,
    "law": _one_of("law_unknown", lambda: vintages()["vintage"].tolist()),
}
