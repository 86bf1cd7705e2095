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


@dataclass
class ExactSums:
    """Exact sums of non-negative finite numbers by group.

    Attributes:
        counts: whole counts, [unit of ``UNITS`` x group].
    """

    counts: Floats

    @classmethod
    def zeros(cls, groups: int) -> ExactSums:
        """Nothing added up yet."""
        return cls(np.zeros((len(UNITS), groups)))

    @classmethod
    def of(cls, codes: Codes, values: Floats, groups: int) -> ExactSums:
        """The sums of ``values`` by the group ``codes`` of each."""
        total = cls.zeros(groups)
        for start in range(0, len(values), SAFE):
            total._count(codes[start : start + SAFE], values[start : start + SAFE])
        return total

    def _count(self, codes: Codes, values: Floats) -> None:
        groups = self.counts.shape[1]
        rest = values
        for at, unit in enumerate(UNITS):
            if at == 0 and (not len(rest) or rest.max() < unit):
                continue
            whole = np.floor(rest / unit)  # a power of two: the division is exact
            self.counts[at] += np.bincount(codes, whole, minlength=groups)
            rest = rest - whole * unit
        self._carry()

    def _carry(self) -> None:
        """Bring every count but the first below the radix: one way only to write a sum."""
        for at in range(len(UNITS) - 1, 0, -1):
            over = np.floor(self.counts[at] / RADIX)
            self.counts[at] -= over * RADIX
            self.counts[at - 1] += over

    def add(self, other: ExactSums, groups: Codes | None = None) -> None:
        """Add other sums, to the given groups of these (by position if not given)."""
        if groups is None:
            self.counts += other.counts
        else:
            for at in range(len(UNITS)):
                np.add.at(self.counts[at], groups, other.counts[at])
        self._carry()

    def grown(self, groups: int) -> ExactSums:
        """The same sums with room for more groups."""
        more = groups - self.counts.shape[1]
        return ExactSums(np.pad(self.counts, ((0, 0), (0, more)))) if more > 0 else self

    def values(self) -> Floats:
        """The sums as doubles; the same counts always give the same bits."""
        first, second, third, fourth = self.counts
        return ((fourth / RADIX + third) / RADIX + second) + first * RADIX


def sums(codes: Codes, values: Floats, groups: int) -> Floats:
    """Sums of non-negative finite numbers by group, the same whatever the order."""
    return ExactSums.of(codes, values, groups).values()


def total(values: Floats) -> float:
    """The sum of non-negative finite numbers, the same whatever the order."""
    return float(sums(np.zeros(len(values), np.int64), values, 1)[0])
