"""Analysis <-> address bar: readable parameters for one product and its label.

``?cn=72083900&from=CN&t=1000&year=2026&q=1`` - inputs only, never results. A link is
untrusted text: every value is checked, what does not hold is named and replaced by the
example's value, and nothing in here raises on a bad link.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cbam.analysis import Analysis
from cbam.bill import SEE_LIMIT, TONNES_LIMIT
from cbam.law.vintages import Law, vintages
from cbam.link import label_record, readers
from cbam.link.readers import plain, shorten
from cbam.prices import PRICE_LIMIT, path_names
from cbam.reasons import InputError

__all__ = ["ALWAYS", "MAX_LENGTH", "PARAMETERS", "decode", "encode", "read"]

MAX_LENGTH = 8_000  # characters of all values together; the longest honest link is far shorter

# What WeChat, mail programs, advertisers and Streamlit add to a link: not ours, not a fault.
_FOREIGN = re.compile(r"utm_\w+|embed(_options)?|isappinstalled|nsukey|scene|srcid|fbclid|gclid")
_WECHAT_FROM = {"singlemessage", "groupmessage", "timeline"}

# Parameter -> (Analysis attribute, reader), in the order in which a link is written.
_PARAMETERS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "cn": ("cn", readers.code),
    "from": ("origin", readers.origin),
    "t": ("tonnes", readers.number("tonnes_invalid", TONNES_LIMIT)),
    "year": ("year", readers.year),
    "q": ("quarter", readers.quarter),
    "basis": ("basis", readers.one_of("basis_unknown", lambda: ("default", "actual"))),
    "see": ("see", readers.number("see_invalid", SEE_LIMIT)),
    "route": ("route", readers.one_of("route_unknown", lambda: Law.load().benchmarks.routes)),
    "path": (
        "path",
        readers.one_of("path_unknown", lambda: [name for name in path_names() if name != "own"]),
    ),
    "price": ("price", readers.number("price_invalid", PRICE_LIMIT)),
    "fx": ("rate", readers.number("rate_invalid", 1000.0, 0.1)),
    "imp": ("importer_tonnes", readers.number("importer_total_invalid", TONNES_LIMIT)),
    "ret": ("returned", readers.flag),
    "bear": ("borne", readers.percent),
    "law": ("law", readers.one_of("law_unknown", lambda: vintages()["vintage"].tolist())),
    "asof": ("as_of", readers.as_of),
}
PARAMETERS = (*_PARAMETERS, *label_record.PARAMETERS)
ALWAYS = ("cn", "from", "t", "year", "q")  # written even when they equal the example


def encode(analysis: Analysis) -> dict[str, str]:
    """The readable parameters of an analysis; ``decode`` gives back an equal one."""
    example = Analysis()
    params = {}
    for name, (attribute, _) in _PARAMETERS.items():
        value = getattr(analysis, attribute)
        if name == "q":
            params[name] = value[1:] or "0"
        elif name in ALWAYS or value != getattr(example, attribute):
            params[name] = plain(value)
    return params | label_record.encode(analysis)


def decode(
    params: Mapping[str, Sequence[str]], ignore: Sequence[str] = ()
) -> tuple[Analysis, list[InputError]]:
    """An analysis from a link's parameters, and what was wrong with them.

    Args:
        params: each parameter with all its values (the first usable one counts).
        ignore: parameters that belong to someone else, such as ``lang``.
    """
    analysis, problems = read(params, ignore)
    if analysis.basis == "actual" and analysis.see is None:
        problems.append(InputError("see_missing", "see", None))
        analysis = analysis.with_(basis="default")
    return analysis, problems


def read(
    params: Mapping[str, Sequence[str]], ignore: Sequence[str] = ()
) -> tuple[Analysis, list[InputError]]:
    """As ``decode``, but an actual value that is still to come is left as it is."""
    problems: list[InputError] = []
    if sum(len(key) + sum(map(len, values)) for key, values in params.items()) > MAX_LENGTH:
        return Analysis(), [InputError("link_too_long", "link", limit=MAX_LENGTH)]
    changes: dict[str, Any] = {}
    for name, (attribute, read) in _PARAMETERS.items():
        values = [v for v in params.get(name, ()) if v not in _WECHAT_FROM or name != "from"]
        if not values:
            continue
        try:
            changes[attribute] = read(values[0])
        except InputError as error:
            problems.append(InputError(error.code, name, shorten(values[0]), **error.details))
    known = {*PARAMETERS, *ignore}
    for name in params:
        if name not in known and not _FOREIGN.fullmatch(name):
            problems.append(InputError("link_unknown_parameter", "link", shorten(name)))
    firsts = {name: values[0] for name, values in params.items() if values}
    return label_record.decode(Analysis(**changes), firsts, problems), problems
