"""Study <-> address bar. Inputs only, never results; a link is untrusted text.

Two forms of the same study: readable parameters for the product (``readable``), and one packed
parameter ``s`` for scenarios, view, portfolio lines and slides (``packed``), only where there are
any. ``d`` names the data the link was made with (``vintage``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from cbam.caches import cached
from cbam.link import packed, readable, vintage
from cbam.link.vintage import Made
from cbam.reasons import InputError
from cbam.study import Study

__all__ = ["address", "decode", "encode", "made"]


def encode(study: Study) -> dict[str, str]:
    """The parameters of a study; ``decode`` gives back an equal one.

    The association's name and logo do not travel in a link.

    Raises:
        InputError: ``link_too_large``, or the first value that no link can hold. Nothing is
            left out in silence.
    """
    params = _product(study)
    text = packed.encode(study)
    if text:
        params[packed.PARAMETER] = text
        if len(urlencode(params)) > packed.MAX_LENGTH:
            raise packed.too_large()
    return params


def address(study: Study) -> tuple[dict[str, str], InputError | None]:
    """As ``encode``; where that fails, the parameters of the product alone, and why."""
    params, fault = _address(study)
    return dict(params), fault


@cached(maxsize=64)  # the share bar and the address bar ask for it in the same run
def _address(study: Study) -> tuple[dict[str, str], InputError | None]:
    try:
        return encode(study), None
    except InputError as error:
        return _product(study), error


def _product(study: Study) -> dict[str, str]:
    made_with = vintage.write(vintage.current(study))
    return readable.encode(study.analysis) | {vintage.PARAMETER: made_with}


def decode(
    params: Mapping[str, Sequence[str]], ignore: Sequence[str] = ()
) -> tuple[Study, list[InputError]]:
    """A study from a link's parameters, and what was wrong with them.

    The packed part counts as a whole or not at all; the readable part stands without it.

    Args:
        params: each parameter with all its values (the first usable one counts).
        ignore: parameters that belong to someone else, such as ``lang``.
    """
    own = (packed.PARAMETER, vintage.PARAMETER)
    rest = {name: values for name, values in params.items() if name not in own}
    analysis, problems = readable.decode(rest, ignore)
    try:
        made(params)
    except InputError as error:
        problems.append(error)
    fields: dict[str, Any] = {}
    try:
        fields = _packed(params.get(packed.PARAMETER, ()))
    except InputError as error:
        if "where" in error.details:
            problems.append(InputError("link_part_refused", "link", error.details["where"]))
        problems.append(error)
    return Study(analysis, **fields), problems


def made(params: Mapping[str, Sequence[str]]) -> Made | None:
    """The data a link says it was made with; ``None`` where it does not say (``vintage_invalid``)."""
    values = params.get(vintage.PARAMETER, ())
    return vintage.read(values[0]) if values else None


def _packed(values: Sequence[str]) -> dict[str, Any]:
    if len(set(values)) > 1:  # two studies in one link: neither can be trusted
        raise InputError("link_damaged", "link")
    return packed.decode(values[0]) if values else {}
