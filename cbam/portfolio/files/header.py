"""Where a table begins: titles above, headings in one row or two, then the lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from cbam.portfolio.files.words import emission_unit, field_of, mass_unit

_DATA = re.compile(r"\d{3,}|^\s*[\d.,+\-]+\s*$")  # a code, a year, a number
_LONGEST = 60  # characters of a heading
_DEPTH = 40  # rows in which the headings are looked for


class Header(NamedTuple):
    """Headings of a table: names (unique), first row (from 0), number of rows."""

    names: tuple[str, ...]
    first: int
    rows: int

    @property
    def end(self) -> int:
        """The first row below."""
        return self.first + self.rows


def find(rows: Sequence[Sequence[str]], width: int) -> Header:
    """Find the headings among the first rows of a table.

    The row with the most known names wins. A row of units below it, and group names above it
    where its own cells are empty, are taken with it. Without any known name the first row of
    words without figures stands; without that there are no headings.
    """
    head = [[*row, *[""] * (width - len(row))][:width] for row in rows[:_DEPTH]]
    scores = [score(row) for row in head]
    best = max(scores, default=0.0)
    if best >= 2 or (best >= 1 and width <= 2):
        at = scores.index(best)
    else:
        filled = [i for i, row in enumerate(head) if sum(bool(c.strip()) for c in row) > 1]
        if not filled or any(_DATA.search(cell) for cell in head[filled[0]]):
            start = filled[0] if filled else 0
            return Header(unique([""] * width), start, 0)
        at = filled[0]
    names = [cell.strip() for cell in head[at]]
    first, count = at, 1
    if at + 1 < len(head) and _continues(names, head[at + 1]):
        for i, below in enumerate(head[at + 1]):
            below = below.strip()
            if below:
                unit = mass_unit(below) or emission_unit(below)
                names[i] = f"{names[i]} ({below})" if names[i] and unit else below
        count = 2
    elif at > 0 and "" in names and sum(bool(cell.strip()) for cell in head[at - 1]) > 1:
        above = [cell.strip() for cell in head[at - 1]]
        taken = [name or upper for name, upper in zip(names, above, strict=True)]
        if taken != names and not any(_DATA.search(cell) for cell in above):
            names, first, count = taken, at - 1, 2
    return Header(unique(names), first, count)


def score(row: Sequence[str]) -> float:
    """How many different fields a row's cells name; less than one for a name that is unsure."""
    found: dict[str, int] = {}
    for cell in row:
        if cell and len(cell) <= _LONGEST and not _DATA.search(cell.replace("CO2", "")):
            field, _, sure = field_of(cell)
            if field:
                found[field] = max(found.get(field, 0), sure)
    return sum(found.values()) / 100


def _continues(names: Sequence[str], below: Sequence[str]) -> bool:
    """Whether the row below the headings belongs to them: units, or names for empty places."""
    cells = [(name, cell.strip()) for name, cell in zip(names, below, strict=True) if cell.strip()]
    if not cells or any(_DATA.search(cell.replace("CO2", "")) for _, cell in cells):
        return False
    telling = [
        bool(mass_unit(cell) or emission_unit(cell) or field_of(cell)[0]) for _, cell in cells
    ]
    fits = [
        not name or mass_unit(cell) or emission_unit(cell)
        or (field_of(cell)[0] and not field_of(name)[0])
        for name, cell in cells
    ]  # fmt: skip
    return any(telling) and all(fits)


def unique(names: Sequence[str]) -> tuple[str, ...]:
    """Names without repetition; a column without one is ``Column n``."""
    found: list[str] = []
    for i, name in enumerate(names, 1):
        wanted = " ".join(name.split())[:80] or f"Column {i}"
        candidate, n = wanted, 2
        while candidate in found:
            candidate, n = f"{wanted} ({n})", n + 1
        found.append(candidate)
    return tuple(found)
