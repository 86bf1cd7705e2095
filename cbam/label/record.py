"""What the user enters: the record of a carbon label, and the lower value aimed at.

Inputs only, nothing computed; immutable and hashable, so that it can key a cache and travel in
a link. ``problems`` says what is wrong with it, one typed entry per field.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from cbam import actual
from cbam.bill import SEE_LIMIT
from cbam.label.facts import BOUNDARIES, EDITABLE, families, parameter, schemes
from cbam.reasons import InputError

UNITS = {"g": 1e-6, "kg": 1e-3, "t": 1.0}  # tonnes of CO2e per unit
MASS_UNITS = {"kg": 1.0, "t": 1000.0}  # functional units that are a mass, in kg
PER = ("kg", "t", "piece", "m", "m2", "m3", "unit")
CLAIMS = ("offsets", "recycling_credit", "green_power")
VALUE_LIMIT = 10**9
MASS_LIMIT = 10**9  # kg per functional unit
PRECURSORS_LIMIT = 20


@dataclass(frozen=True, slots=True)
class Stages:
    """Life-cycle stages, in the unit of the label's value or in per cent of it.

    A stage that the certificate does not print is ``None``; end of life may be negative
    (a recycling credit).
    """

    raw: float | None = None
    manufacturing: float | None = None
    distribution: float | None = None
    use: float | None = None
    end_of_life: float | None = None
    percent: bool = False

    @property
    def given(self) -> tuple[float, ...]:
        """The stages that are printed."""
        values = (self.raw, self.manufacturing, self.distribution, self.use, self.end_of_life)
        return tuple(value for value in values if value is not None)

    @property
    def total(self) -> float:
        """Sum of the printed stages."""
        return math.fsum(self.given)

    @property
    def to_gate(self) -> float | None:
        """Raw materials plus manufacturing; ``None`` unless both are printed."""
        if self.raw is None or self.manufacturing is None:
            return None
        return self.raw + self.manufacturing

    def to_gate_of(self, whole: float, factor: float = 1.0) -> float | None:
        """The cradle-to-gate part: of ``whole`` where in per cent, else as printed x ``factor``."""
        if self.to_gate is None:
            return None
        return self.to_gate / 100 * whole if self.percent else self.to_gate * factor


@dataclass(frozen=True, slots=True)
class Precursor:
    """A bought CBAM precursor: mass [t per t of good, losses included] and SEE [t CO2e/t]."""

    cn_code: str
    mass: float
    see: float
    route: str = ""


@dataclass(frozen=True, slots=True)
class Assumption:
    """The user's own low, mid and high for an editable quantity of the method (``EDITABLE``)."""

    name: str
    low: float
    mid: float
    high: float


@dataclass(frozen=True, slots=True)
class Label:
    """A carbon label or footprint certificate, and what is known of the product behind it.

    Attributes:
        cn_code, origin: the good and its country of origin.
        value: the printed value, in ``unit`` CO2e per ``per``; for ``verified`` the verified SEE.
        unit: ``g``, ``kg`` or ``t``.
        per: functional or declared unit: kg, t, piece, m, m2, m3, or ``unit`` (the user's own,
            named in ``per_name``).
        mass_kg: net mass of one functional unit without packaging [kg]; not used for kg and t.
        boundary: one of ``facts.BOUNDARIES``.
        family: a product family id (``facts.families``).
        stages: life-cycle stages as printed.
        direct, electricity: process and purchased-electricity emissions of the own site, in
            ``unit`` per functional unit like the value.
        precursors: bought CBAM precursors.
        route: production route letter; empty = from the family.
        recycled: share of recycled metal (aluminium), 0 to 1.
        hot_metal: share of hot metal charged (electric arc furnace), 0 to 1.
        verified: an accredited CBAM verifier has confirmed the value.
        credits: offsets and credits already subtracted inside the value, in ``unit`` per
            functional unit, as a positive number.
        claims: what the value claims: ``offsets``, ``recycling_credit``, ``green_power``.
        unit_confirmed: the user insists that value and unit are right as printed.
        assumptions: the user's own shares and mass-balance values.
        scheme, standard, number, body, product, issued, expires: as printed; dates in ISO form.
    """

    cn_code: str = ""
    origin: str = "CN"
    value: float | None = None
    unit: str = "kg"
    per: str = "t"
    per_name: str = ""
    mass_kg: float | None = None
    boundary: str = "unknown"
    family: str = ""
    stages: Stages | None = None
    direct: float | None = None
    electricity: float | None = None
    precursors: tuple[Precursor, ...] = ()
    route: str = ""
    recycled: float | None = None
    hot_metal: float | None = None
    verified: bool = False
    credits: float | None = None
    claims: tuple[str, ...] = ()
    unit_confirmed: bool = False
    assumptions: tuple[Assumption, ...] = ()
    scheme: str = ""
    standard: str = ""
    number: str = ""
    body: str = ""
    product: str = ""
    issued: str = ""
    expires: str = ""

    @property
    def unit_mass_kg(self) -> float | None:
        """Mass of one functional unit [kg]: known for kg and t, else as entered."""
        return MASS_UNITS.get(self.per, self.mass_kg)

    @property
    def tonnes_per_tonne(self) -> float | None:
        """Factor from the label's unit to t CO2e per t of good (equation of step 1)."""
        mass = self.unit_mass_kg
        return None if not mass else UNITS[self.unit] * 1000.0 / mass

    @property
    def gate_known(self) -> bool:
        """Whether raw materials and manufacturing are printed as stages."""
        return self.stages is not None and self.stages.to_gate is not None

    @property
    def stages_add_up(self) -> bool:
        """Whether the stages sum to the printed value (or to 100 %), rounding apart."""
        stages, value = self.stages, self.value
        if stages is None or value is None:
            return True
        allowed = parameter("stage_tolerance")
        wanted = (100.0,) if stages.percent else (value, value + (self.credits or 0.0))
        return any(abs(stages.total - whole) <= allowed * abs(whole) for whole in wanted)


@dataclass(frozen=True, slots=True)
class Target:
    """The lower label aimed at, and where the cut comes from.

    Attributes:
        value: new printed value, in the label's unit; or
        cut: share of today's value cut, 0 to 1.
        source: ``process``, ``precursor``, ``electricity``, ``transport``, ``use`` (with end
            of life) or ``unknown``.
        route: production route letter after the change, if it changes.
        recycled: recycled share after the change (aluminium); the mass balance gives the SEE.
    """

    value: float | None = None
    cut: float | None = None
    source: str = "unknown"
    route: str = ""
    recycled: float | None = None

    @property
    def given(self) -> bool:
        """Whether any change is asked for."""
        return not (self.value is None and self.cut is None and self.recycled is None)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a record: the field, a code, the value, what would be right."""

    field: str
    code: str
    value: object = None
    details: tuple[tuple[str, Any], ...] = ()

    def error(self) -> InputError:
        """The same as an exception for callers that stop at the first problem."""
        return InputError(self.code, self.field, self.value, **dict(self.details))


def problems(label: Label) -> tuple[Problem, ...]:
    """What is wrong with the record itself, whatever the law says; empty if it can be used.

    Codes: ``number_invalid`` (with ``limit``), ``choice_unknown`` (with ``allowed``),
    ``share_out_of_range``, ``range_order``, ``date_invalid``, ``dates_reversed``,
    ``precursor_invalid``, ``too_many``.
    """
    return tuple(_problems(label))


def _problems(label: Label) -> Iterator[Problem]:
    choices = {
        "unit": tuple(UNITS),
        "per": PER,
        "boundary": BOUNDARIES,
        "family": ("", *families()),
        "scheme": ("", *schemes()),
    }
    for name, allowed in choices.items():
        if getattr(label, name) not in allowed:
            shown = [choice for choice in allowed if choice]
            yield Problem(name, "choice_unknown", getattr(label, name), (("allowed", shown),))
    for claim in label.claims:
        if claim not in CLAIMS:
            yield Problem("claims", "choice_unknown", claim, (("allowed", CLAIMS),))
    limits = {
        "value": VALUE_LIMIT,
        "direct": VALUE_LIMIT,
        "electricity": VALUE_LIMIT,
        "credits": VALUE_LIMIT,
        "mass_kg": MASS_LIMIT,
    }
    for name, limit in limits.items():
        number = getattr(label, name)
        if number is not None and not _within(number, 0, limit):
            yield Problem(name, "number_invalid", number, (("limit", limit),))
    if label.mass_kg == 0:
        yield Problem("mass_kg", "number_invalid", 0.0, (("limit", MASS_LIMIT),))
    for name in ("recycled", "hot_metal"):
        share = getattr(label, name)
        if share is not None and not _within(share, 0, 1):
            yield Problem(name, "share_out_of_range", share)
    yield from _stage_problems(label.stages)
    yield from _precursor_problems(label.precursors)
    for item in label.assumptions:
        if item.name not in EDITABLE:
            yield Problem("assumptions", "choice_unknown", item.name, (("allowed", EDITABLE),))
        top = 1.0 if item.name == "share" else 100.0
        values = (item.low, item.mid, item.high)
        if not all(_within(v, 0, top) for v in values):
            yield Problem("assumptions", "number_invalid", values, (("limit", top),))
        elif not item.low <= item.mid <= item.high:
            yield Problem("assumptions", "range_order", values)
    issued, expires = _day(label.issued), _day(label.expires)
    for name, day in (("issued", issued), ("expires", expires)):
        if day is None and getattr(label, name):
            yield Problem(name, "date_invalid", getattr(label, name))
    if issued and expires and expires < issued:
        yield Problem("expires", "dates_reversed", label.expires, (("issued", label.issued),))


def _stage_problems(stages: Stages | None) -> Iterator[Problem]:
    if stages is None:
        return
    for item in fields(stages):
        number = getattr(stages, item.name)
        if item.name == "percent" or number is None:
            continue
        # Only end of life may be a credit; a use stage may, where a product saves elsewhere.
        low = -VALUE_LIMIT if item.name in ("end_of_life", "use") else 0.0
        if not _within(number, low, VALUE_LIMIT):
            yield Problem(
                f"stages.{item.name}", "number_invalid", number, (("limit", VALUE_LIMIT),)
            )


def _precursor_problems(precursors: tuple[Precursor, ...]) -> Iterator[Problem]:
    if len(precursors) > PRECURSORS_LIMIT:
        yield Problem("precursors", "too_many", len(precursors), (("limit", PRECURSORS_LIMIT),))
    for item in precursors:
        if not _within(item.mass, 0, actual.MASS_LIMIT) or not _within(item.see, 0, SEE_LIMIT):
            text = f"{item.cn_code}:{item.mass}:{item.see}"
            yield Problem("precursors", "precursor_invalid", text)


def _within(number: object, low: float, high: float) -> bool:
    return (
        isinstance(number, int | float) and not isinstance(number, bool) and low <= number <= high
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
