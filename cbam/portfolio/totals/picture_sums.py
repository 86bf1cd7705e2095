"""Sums that do not depend on the order of the lines or on how a file is cut.

Adding decimal numbers rounds, and rounds otherwise in another order: two workers would print
another last cent than one. So each number is first cut into whole counts of four fixed units.
Whole numbers below 2**53 add up exactly in a double, whatever the order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64] | npt.NDArray[np.int32]

RADIX = 2.0**26
UNITS = (RADIX, 1.0, 1 / RADIX, 1 / RADIX**2)  # what is finer than the last unit is cut off
SAFE = 1 << 25  # numbers that may be added up before a carry
_CHUNK = 1 << 16  # numbers whose work columns stay in the processor's cache
_MANY = 1 << 14  # groups from which adding in place beats a fresh count per chunk


@dataclass
class ExactSums:
    """Exact sums of non-negative finite numbers by group.

    Attributes:
        counts: whole counts, [unit of ``UNITS`` x group].
        loose: numbers added since the last carry.
    """

    counts: Floats
    loose: int = 0

    @classmethod
    def zeros(cls, groups: int) -> ExactSums:
        """Nothing added up yet."""
        return cls(np.zeros((len(UNITS), groups)))

    @classmethod
    def of(cls, codes: Codes, values: Floats, groups: int) -> ExactSums:
        """The sums of ``values`` by the group ``codes`` of each."""
        total = cls.zeros(groups)
        total.count(codes, values)
        return total

    def count(self, codes: Codes, values: Floats) -> None:
        """Add numbers to their groups."""
        for start in range(0, len(values), _CHUNK):
            part = codes[start : start + _CHUNK]
            rest = values[start : start + _CHUNK]
            self._room_for(len(part))
            if rest.max() >= RADIX:
                whole = np.floor(rest / RADIX)  # a power of two: the division is exact
                self._raise(0, part, whole)
                rest = rest - whole * RADIX
            for at in range(1, len(UNITS)):
                whole = np.floor(rest)
                self._raise(at, part, whole)
                rest = (rest - whole) * RADIX

    def _raise(self, at: int, codes: Codes, whole: Floats) -> None:
        groups = self.counts.shape[1]
        if groups > _MANY:
            np.add.at(self.counts[at], codes, whole)
        else:
            self.counts[at] += np.bincount(codes, whole, minlength=groups)

    def _room_for(self, numbers: int) -> None:
        if self.loose + numbers > SAFE:
            self.carry()
        self.loose += numbers

    def carry(self) -> None:
        """Bring every count but the first below the radix: one way only to write a sum."""
        if not self.loose:
            return
        for at in range(len(UNITS) - 1, 0, -1):
            over = np.floor(self.counts[at] / RADIX)
            self.counts[at] -= over * RADIX
            self.counts[at - 1] += over
        self.loose = 0

    def add(self, other: ExactSums, groups: Codes | slice | None = None) -> None:
        """Add other sums, to the given distinct groups of these (by position if not given)."""
        other.carry()
        self._room_for(1)
        if groups is None:
            self.counts += other.counts
        else:
            self.counts[:, groups] += other.counts

    def grown(self, groups: int) -> ExactSums:
        """The same sums with room for more groups."""
        held = self.counts.shape[1]
        if groups <= held:
            return self
        found = ExactSums.zeros(groups)
        found.counts[:, :held], found.loose = self.counts, self.loose
        return found

    def of_groups(self, groups: Codes) -> ExactSums:
        """The sums of some groups, carried."""
        found = ExactSums(self.counts[:, groups], self.loose)
        found.carry()
        return found

    def values(self) -> Floats:
        """The sums as doubles; the same counts always give the same bits."""
        self.carry()
        first, second, third, fourth = self.counts
        return ((fourth / RADIX + third) / RADIX + second) + first * RADIX


def sums(codes: Codes, values: Floats, groups: int) -> Floats:
    """Sums of non-negative finite numbers by group, the same whatever the order."""
    return ExactSums.of(codes, values, groups).values()


def total(values: Floats) -> float:
    """The sum of non-negative finite numbers, the same whatever the order."""
    return float(sums(np.zeros(len(values), np.int64), values, 1)[0])
