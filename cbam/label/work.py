"""The state of one translation: what is known, what was done, and how it stops."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from cbam.label.facts import Family
from cbam.label.record import Label
from cbam.label.result import Note, Step
from cbam.law.vintages import Law


class Stop(Exception):  # noqa: N818 - not an error: the method says stop
    """The method says stop: a reason, the fields that would help."""

    def __init__(self, code: str, missing: tuple[str, ...], params: Mapping[str, Any]) -> None:
        self.note, self.missing = Note(code, params), missing
        super().__init__(code)


def stop(code: str, *missing: str, **params: Any) -> NoReturn:
    """Refuse the label: a reason, the fields that would help, what the sentence needs."""
    raise Stop(code, missing, params)


@dataclass
class Work:
    """The state of one translation.

    Attributes:
        label, law: what is translated, by which law.
        good, origin, sector, electricity_counts: as the law reads them.
        family: the product family, where it is named.
        trail, warnings: what was done, and what to know.
    """

    label: Label
    law: Law
    good: int
    origin: str
    sector: str
    electricity_counts: bool
    family: Family | None = None
    trail: list[Step] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)

    @property
    def code(self) -> str:
        """The good's code as the law reads it."""
        return self.law.goods.codes[self.good]

    @property
    def factor(self) -> float:
        """From the label's unit to t CO2e per t of good; stops where the mass is missing."""
        factor = self.label.tonnes_per_tonne
        if factor is None:
            stop("mass_missing", "mass_kg", per=self.label.per)
        return factor

    def step(
        self,
        code: str,
        before: float | None = None,
        after: float | None = None,
        unit: str = "t CO2e/t",
        mark: str = "",
        basis: str = "",
        **params: Any,
    ) -> None:
        """Add a step to the trail."""
        self.trail.append(Step(code, before, after, unit, params, mark, basis))

    def warn(self, code: str, **params: Any) -> None:
        """Add a warning."""
        self.warnings.append(Note(code, params))
