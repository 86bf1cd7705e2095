"""Whether a set of published sums gives a member away: a test that a single witness decides.

Let x > 0 be what each member contributes by atom, and W what is published of it: sums y = W x.
Somebody who sees y and knows member a's part can rule out a set of figures only if it breaks a
sum or is negative. Figures x (1 + u) with |u| <= 1 are never negative, and they agree with all
that is known if ``W diag(x) u = 0`` and u = 0 on the atoms of a. Among these u the one that
moves a target c (a sum of one member's atoms) most is the projection of ``diag(x) c`` on that
subspace, and it moves the target by exactly the length of the projection, up as well as down.
If that is at least p times the target for all members, targets and insiders, nobody can narrow
any target to within p %. The ball is smaller than all the figures possible, so the test errs on
the side of hiding.

Publications do not scale with the number of lines: W has a row per cell and a column per
member and atom.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cbam.lines import Floats, Ints

_RANK = 1e-10  # relative size below which a direction counts as not published; small is cautious
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Release:
    """Sums to be published.

    Attributes:
        names: what each sum is.
        weights: contribution of each atom to each sum [EUR], [sum x atom].
        member: the member of each atom.
        cost: each atom's own cost in the year looked at [EUR], positive.
    """

    names: list[tuple]
    weights: Floats
    member: Ints
    cost: Floats

    @property
    def values(self) -> list[float]:
        """The sums."""
        return [float(value) for value in self.weights.sum(axis=1)]

    def parts(self) -> Floats:
        """Each sum by member, [sum x member]."""
        found = np.zeros((len(self.weights), int(self.member.max(initial=-1)) + 1))
        np.add.at(found.T, self.member, self.weights.T)
        return found

    @property
    def members(self) -> Ints:
        """How many members contribute to each sum."""
        return (self.parts() > 0).sum(axis=1)


def published_space(weights: Floats) -> Floats:
    """An orthonormal basis [direction x atom] of what the sums say of the atoms' movements."""
    used = weights[weights.any(axis=1)]
    if not len(used):
        return np.zeros((0, weights.shape[1]))
    scaled = used / np.linalg.norm(used, axis=1, keepdims=True)
    _, size, basis = np.linalg.svd(scaled, full_matrices=False)
    return basis[size > _RANK * size[0]]


@dataclass(frozen=True)
class Targets:
    """What must not be found out about one member, as shares of each target's value.

    Attributes:
        atoms: the member's atoms.
        directions: ``diag(x) c`` over the value of the target, [atom x target].
    """

    atoms: Ints
    directions: Floats


def targets(release: Release) -> list[Targets]:
    """Per member: its cost in each atom, in every sum on offer it is part of, and in total."""
    found = []
    for member in range(int(release.member.max(initial=-1)) + 1):
        atoms = np.flatnonzero(release.member == member)
        inside = np.unique(release.weights[:, atoms] > 0, axis=0)
        inside = inside[inside.any(axis=1)]
        rows = np.vstack([np.eye(len(atoms)), np.ones((1, len(atoms))), inside])
        values = rows * release.cost[atoms]
        found.append(Targets(atoms, (values / values.sum(axis=1, keepdims=True)).T))
    return found


@dataclass(frozen=True)
class Audit:
    """The targets of all sums on offer, held against some of them being published."""

    release: Release
    targets: list[Targets]

    @classmethod
    def of(cls, release: Release) -> Audit:
        """The audit of everything that might be published."""
        return cls(release, targets(release))

    def safe(self, published: npt.NDArray[np.bool_], p: float) -> bool:
        """Whether nobody can narrow any target down to within ``p`` of its value.

        Args:
            published: which of the release's sums are published.
            p: share of the target's value.
        """
        weights = self.release.weights[published]
        if not weights.any():
            return True
        return all((moved >= p * (1 - _ROUNDING)).all() for moved in self.movements(weights))

    def movements(self, weights: Floats) -> Iterator[Floats]:
        """How far the targets can move, as shares of themselves, against one observer at a time.

        The first observer is an outsider; then each member, with the targets of the others.
        """
        basis = published_space(weights)
        seen = np.hstack([basis[:, t.atoms] @ t.directions for t in self.targets])
        length = np.concatenate([(t.directions**2).sum(axis=0) for t in self.targets])
        owner = np.repeat(
            np.arange(len(self.targets)), [t.directions.shape[1] for t in self.targets]
        )
        free = length - (seen**2).sum(axis=0)
        yield np.sqrt(np.maximum(free, 0.0))
        for insider, own in enumerate(self.targets):
            known = basis[:, own.atoms]
            # Knowing its own atoms, an insider sees what is left of them outside that space.
            left = np.eye(len(own.atoms)) - known.T @ known
            cross = known.T @ seen
            inverse = np.linalg.pinv(left, hermitian=True, rcond=_RANK)
            told = (cross * (inverse @ cross)).sum(axis=0)
            yield np.sqrt(np.maximum((free - told)[owner != insider], 0.0))
