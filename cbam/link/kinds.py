"""Reading and writing one value of plain data: its kind first, then the check of ``readers``.

A table names the fields of a record, each with how to read and how to write it.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from cbam.link import readers
from cbam.reasons import InputError

Read = Callable[[Any], Any]
Write = Callable[[Any], Any]
Table = Mapping[str, tuple[Read, Write]]

_DEPTH_LIMIT = 40  # of brackets; a chain of the greatest depth takes 30
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"')


def parse(text: str) -> Any:
    """JSON as plain data, all numbers as floats.

    Raises:
        InputError: ``not_json``, also for a name given twice, NaN, or brackets nested too deep.
    """
    depth = deepest = 0
    for bracket in re.findall(r"[\[\]{}]", _STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    if deepest > _DEPTH_LIMIT:
        raise InputError("not_json")
    try:
        return json.loads(text, parse_int=float, parse_constant=_no_number, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise InputError("not_json") from None


def _no_number(word: str) -> None:
    raise ValueError(word)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name is given twice")
    return found


def refused(value: object) -> InputError:
    """The error for a value of the wrong kind."""
    shown = type(value).__name__ if isinstance(value, dict | list | tuple) else repr(value)
    return InputError("part_invalid", value=readers.shorten(shown))


def require(value: Any, names: Iterable[str]) -> None:
    """A mapping that has at least these names (``part_invalid``, ``part_missing``)."""
    if not isinstance(value, Mapping):
        raise refused(value)
    for name in names:
        if name not in value:
            raise InputError("part_missing", value=name)


def text(read_text: Callable[[str], Any]) -> Read:
    """A reader of texts, checked by a reader of link text."""

    def read_value(value: Any) -> Any:
        if not isinstance(value, str):
            raise refused(value)
        return read_text(value)

    return read_value


def number(problem: str, limit: float, least: float = 0.0) -> Read:
    """A reader of numbers from ``least`` to ``limit``."""
    check = readers.number(problem, limit, least)

    def read_value(value: Any) -> float:
        return check(readers.plain(finite(value)))

    return read_value


def finite(value: Any) -> float:
    """A number that is neither NaN nor infinite."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise refused(value)
    try:
        found = float(value)
    except OverflowError:
        found = math.inf
    if not math.isfinite(found):
        raise refused(value)
    return found


def whole(most: int) -> Read:
    """A reader of whole numbers from 0 to ``most``."""

    def read_value(value: Any) -> int:
        found = finite(value)
        if found != int(found) or not 0 <= found <= most:
            raise refused(value)
        return int(found)

    return read_value


def flag(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise refused(value)
    return value


def many(read_item: Read, most: int) -> Read:
    """A reader of lists of at most ``most`` items."""

    def read_value(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise refused(value)
        if len(value) > most:
            raise InputError("too_many", value=len(value), limit=most)
        return tuple(at(str(i + 1), read_item, item) for i, item in enumerate(value))

    return read_value


def row(*reads: Read) -> Read:
    """A reader of lists of fixed length, one reader for each item."""

    def read_value(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list) or len(value) != len(reads):
            raise refused(value)
        return tuple(read_item(item) for read_item, item in zip(reads, value, strict=True))

    return read_value


def at(name: str, read_value: Read, value: Any) -> Any:
    """Read a value; what is wrong with it carries the place."""
    try:
        return read_value(value)
    except InputError as error:
        inner = error.details.get("where")
        details = {**error.details, "where": f"{name}.{inner}" if inner else name}
        shown = value if isinstance(value, str | float | int) else None
        found = error.value if error.value is not None else shown
        found = readers.shorten(found) if isinstance(found, str) else found
        raise InputError(error.code, error.field or name, found, **details) from None


def record(table: Table, data: Any) -> dict[str, Any]:
    """The fields of a mapping; a name that is not in the table is refused."""
    if not isinstance(data, Mapping):
        raise refused(data)
    for name in data:
        if name not in table:
            raise InputError("part_unknown", value=readers.shorten(str(name)))
    return {name: at(name, table[name][0], value) for name, value in data.items()}


def write_record(table: Table, record: Any, empty: Any) -> dict[str, Any]:
    """The fields of a record that differ from an empty one."""
    return {
        name: write_value(getattr(record, name))
        for name, (_, write_value) in table.items()
        if getattr(record, name) != getattr(empty, name)
    }


def as_is(value: Any) -> Any:
    """Nothing to change."""
    return value


def plain_number(value: float) -> float | int:
    """1000 rather than 1000.0: shorter, and the same number."""
    whole_number = math.isfinite(value) and value == int(value) and abs(value) < 1e15
    return int(value) if whole_number else value


def rows(value: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Tuples as lists, numbers as short as they go."""
    return [[plain_number(x) if isinstance(x, float) else x for x in row] for row in value]
