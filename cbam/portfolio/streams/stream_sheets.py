"""Exact sums by good and origin, on one sheet for each pair of small codes that has lines."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from cbam.lines import Floats, Ints
from cbam.portfolio.totals.picture_sums import ExactSums


@dataclass
class Sheets:
    """Exact sums by good and origin, one sheet for each pair of codes that has lines.

    Adding in place is fast on full sheets; what travels is only the cells that have lines.
    """

    size: int
    places: dict[tuple[int, int], int] = field(default_factory=dict)
    lines: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    values: dict[str, ExactSums] = field(default_factory=dict)

    def starts(self, first: Ints, second: Ints | None, seconds: int) -> Ints:
        """Where the sheet of each row begins, from its pair of small codes."""
        pair = first.astype(np.int64)
        if second is not None:
            pair = pair * seconds + second
        found = np.flatnonzero(np.bincount(pair))
        start = np.zeros(int(found[-1]) + 1, np.int64)
        for code in found.tolist():
            key = (code, 0) if second is None else divmod(code, seconds)
            start[code] = self.places.setdefault(key, len(self.places)) * self.size
        return start[pair]

    def add(self, place: Ints, **values: Floats) -> None:
        """Add rows to their places: start of the sheet plus cell."""
        self._grow(len(self.places) * self.size, tuple(values))
        np.add.at(self.lines, place, 1)
        for name, column in values.items():
            self.values[name].count(place, column)

    def packed(self) -> Packed:
        """What travels: the cells that have lines."""
        at = np.flatnonzero(self.lines)
        values = {name: column.of_groups(at) for name, column in self.values.items()}
        return Packed(list(self.places), at, self.lines[at], values)

    def merge(self, other: Packed) -> None:
        """Add what another worker has added up."""
        places = [self.places.setdefault(key, len(self.places)) for key in other.places]
        self._grow(len(self.places) * self.size, tuple(other.values))
        start = np.array(places, np.int64) * self.size
        to = start[other.at // self.size] + other.at % self.size
        self.lines[to] += other.lines
        for name, column in other.values.items():
            self.values[name].add(column, to)

    def _grow(self, room: int, names: tuple[str, ...]) -> None:
        if len(self.lines) < room:
            lines = np.zeros(room, np.int64)
            lines[: len(self.lines)] = self.lines
            self.lines = lines
        for name in names:
            self.values[name] = self.values.get(name, ExactSums.zeros(0)).grown(room)

    def of(self, name: str, place: Ints) -> Floats:
        """The sums at some places."""
        if name not in self.values:
            return np.zeros(0)
        return self.values[name].of_groups(place).values()

    def cells(self) -> tuple[Ints, Ints, Ints, Ints]:
        """First code, second code, cell and place of everything that has lines."""
        place = np.flatnonzero(self.lines)
        pairs = np.array(list(self.places), np.int64).reshape(-1, 2)[place // self.size]
        return pairs[:, 0], pairs[:, 1], place % self.size, place


@dataclass(frozen=True)
class Packed:
    """Sheets without their empty cells."""

    places: list[tuple[int, int]]
    at: Ints
    lines: Ints
    values: dict[str, ExactSums]
