"""What comes out of a label: the bridge to CBAM, with its notes and the trail of its steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from cbam.label.record import Label

CHAIN, STAND_IN = "chain", "column_b_stand_in"  # what the free allocation rests on
NOTHING: Mapping[str, Any] = {}


class Note(NamedTuple):
    """A warning or a reason: stable code and what its sentence needs."""

    code: str
    params: Mapping[str, Any] = NOTHING


class Step(NamedTuple):
    """One step of the trail: the number before and after, what was used, and how sure it is."""

    code: str
    before: float | None = None
    after: float | None = None
    unit: str = ""
    params: Mapping[str, Any] = NOTHING
    mark: str = ""
    basis: str = ""


@dataclass(frozen=True)
class Bridge:
    """What a label says about the specific embedded emissions (SEE) of a good.

    Attributes:
        label: the record it was made from.
        status: ``estimated``, ``range_only``, ``default_only``, ``refused``, or why there is
            nothing to pay: ``out_of_scope``, ``eu_origin``, ``excluded_origin``.
        reasons: why it was refused, has no point estimate, or costs nothing.
        missing: label fields that would help.
        warnings: what to know; codes with parameters.
        mode, grade: ``A`` to ``E``, empty where there is no estimate.
        good: index of the good in the law; ``sector`` its sector.
        route: benchmark route letter, empty where routes do not matter.
        printed: the printed value [t CO2e/t of good].
        to_gate: its cradle-to-gate part [t CO2e/t].
        to_gate_kg_per_unit: the same [kg CO2e per functional unit].
        see_low, see_mid, see_high: SEE [t CO2e/t]; no mid where only a range is known.
        share: SEE mid per printed value; what a cut of unknown source likely counts for.
        chain: benchmark with the precursors inside, by year of the law; ``None``: column B of
            the route stands in.
        trail: the steps, in order.
    """

    label: Label
    status: str
    reasons: tuple[Note, ...] = ()
    missing: tuple[str, ...] = ()
    warnings: tuple[Note, ...] = ()
    mode: str = ""
    grade: str = ""
    good: int = -1
    sector: str = ""
    electricity_counts: bool = False
    route: str = ""
    printed: float | None = None
    to_gate: float | None = None
    to_gate_kg_per_unit: float | None = None
    see_low: float | None = None
    see_mid: float | None = None
    see_high: float | None = None
    share: float | None = None
    chain: tuple[float, ...] | None = None
    in_2028_proposal: bool = False
    trail: tuple[Step, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether the method says stop; then there is no figure at all."""
        return self.status == "refused"

    @property
    def free(self) -> bool:
        """Whether the good pays nothing whatever its label says."""
        return self.status in ("out_of_scope", "eu_origin", "excluded_origin")

    @property
    def sefa_basis(self) -> str | None:
        """``chain`` or ``column_b_stand_in``; ``None`` without an estimate."""
        if self.see_high is None:
            return None
        return CHAIN if self.chain is not None else STAND_IN

    @property
    def reason_codes(self) -> tuple[str, ...]:
        """The codes of ``reasons``."""
        return tuple(note.code for note in self.reasons)

    @property
    def warning_codes(self) -> tuple[str, ...]:
        """The codes of ``warnings``."""
        return tuple(note.code for note in self.warnings)
