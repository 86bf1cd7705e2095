"""Reading one value of a link: text in, checked value out, or a named ``InputError``."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

from cbam.law.goods import normalise
from cbam.law.vintages import Law
from cbam.prices import QUARTERS, Prices
from cbam.reasons import ERRORS, InputError, codes_of

TEXT_LIMIT = 120  # characters of a name, number or standard


def code(value: str) -> str:
    """A CN code that the tool has an answer for (a good, or a code out of scope)."""
    found = normalise(value)
    _, reasons = Law.load().goods.resolve(found)
    if reasons & ERRORS:
        raise InputError(codes_of(reasons & ERRORS)[0])
    return found


def origin(value: str) -> str:
    """An origin code, from a code or a name."""
    found = Law.load().origins.resolve(value)
    if found is None:
        raise InputError("origin_unknown")
    return found


def number(problem: str, limit: float, least: float = 0.0) -> Callable[[str], float]:
    """A reader of finite numbers from ``least`` to ``limit``."""

    def read(value: str) -> float:
        try:
            found = float(value)
        except ValueError:
            raise InputError(problem, limit=limit) from None
        if not (math.isfinite(found) and least <= found <= limit):
            raise InputError(problem, limit=limit)
        return found + 0.0  # no negative zero

    return read


def year(value: str) -> int:
    """An import year of the law."""
    years = Law.load().years
    if value not in {str(known) for known in years}:
        raise InputError("year_invalid", allowed=f"{years[0]}–{years[-1]}")
    return int(value)


def quarter(value: str) -> str:
    """``1`` to ``4`` as ``Q1`` to ``Q4``; ``0`` = not stated."""
    found = "" if value == "0" else "Q" + value.upper().removeprefix("Q")
    if found not in QUARTERS:
        raise InputError("quarter_invalid", allowed=QUARTERS[1:])
    return found


def as_of(value: str) -> str:
    """A date for which prices and a rate are on board."""
    Prices.load(as_of=value)
    return value


def one_of(problem: str, allowed: Callable[[], Sequence[str]]) -> Callable[[str], str]:
    """A reader of one of some words."""

    def read(value: str) -> str:
        if value not in allowed():
            raise InputError(problem, allowed=[word for word in allowed() if word])
        return value

    return read


def flag(value: str) -> bool:
    """``1`` or ``0``."""
    if value not in ("0", "1"):
        raise InputError("flag_invalid")
    return value == "1"


def percent(value: str) -> int:
    """A whole per cent from 0 to 100."""
    if not (re.fullmatch(r"[0-9]{1,3}", value) and int(value) <= 100):
        raise InputError("share_invalid")
    return int(value)


def text(value: str) -> str:
    """A short text without control characters; it is shown, never run."""
    if len(value) > TEXT_LIMIT or not value.isprintable():
        raise InputError("text_invalid", limit=TEXT_LIMIT)
    return value


def plain(value: object) -> str:
    """A value as link text that reads back to the same value: 1000 rather than 1000.0."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        whole = math.isfinite(value) and value == int(value) and abs(value) < 1e15
        return repr(int(value)) if whole else repr(value)
    return str(value)


def shorten(value: str, most: int = 40) -> str:
    """A value short enough for a notice."""
    return value if len(value) <= most else value[:most] + "…"
