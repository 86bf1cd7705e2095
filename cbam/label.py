"""From a carbon label to a CBAM number: an estimate with a grade and a range, or a refusal.

A label is not a CBAM number. It counts mining, electricity, transport and use, which CBAM does
not; CBAM counts what an accredited verifier confirms. ``translate`` walks the steps of the
method (scope gate, normalise, boundary, convert, sanity, range) and writes each into a trail.

Modes, best first: ``A`` verified CBAM data; ``B`` scope split, SEE = direct + sum(m_i x SEE_i)
[+ electricity where it counts]; ``C`` SEE = cradle-to-gate footprint x family share; ``D``
aluminium mass balance, SEE = (1 - s) P + s R + W; ``E`` nothing usable, only the EU default.

Codes and numbers only; the sentences are in ``cbam.present.label_words``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, NoReturn

from cbam import labeldata as data
from cbam.allocation import chain_benchmark, fitting_route, same_kind
from cbam.label_record import (
    UNITS,
    Assumption,
    Label,
    Precursor,
    Problem,
    Stages,
    problems,
)
from cbam.labeldata import Family, Range
from cbam.law.schedule import SECTORS
from cbam.law.vintages import Law
from cbam.reasons import BIT, ERRORS, InputError, codes_of

__all__ = [
    "Assumption",
    "Bridge",
    "Label",
    "Note",
    "Precursor",
    "Problem",
    "Stages",
    "Step",
    "problems",
    "translate",
]

CHAIN, STAND_IN = "chain", "column_b_stand_in"  # what the free allocation rests on
_MEASURED = ("A", "B")  # modes that do not read the footprint itself
_UNWROUGHT = "7601"
_SUGGESTED = "suggested"
_NOTHING: Mapping[str, Any] = {}


class Note(NamedTuple):
    """A warning or a reason: stable code and what its sentence needs."""

    code: str
    params: Mapping[str, Any] = _NOTHING


class Step(NamedTuple):
    """One step of the trail: the number before and after, what was used, and how sure it is."""

    code: str
    before: float | None = None
    after: float | None = None
    unit: str = ""
    params: Mapping[str, Any] = _NOTHING
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


class _Stop(Exception):  # noqa: N818 - not an error: the method says stop
    """The method says stop: a reason, the fields that would help."""

    def __init__(self, code: str, missing: tuple[str, ...], params: Mapping[str, Any]) -> None:
        self.note, self.missing = Note(code, params), missing
        super().__init__(code)


def _stop(code: str, *missing: str, **params: Any) -> NoReturn:
    raise _Stop(code, missing, params)


@dataclass
class _Work:
    """The state of one translation."""

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
        self.trail.append(Step(code, before, after, unit, params, mark, basis))

    def warn(self, code: str, **params: Any) -> None:
        self.warnings.append(Note(code, params))


def translate(label: Label, law: Law, today: date | None = None) -> Bridge:
    """Translate a label into a CBAM number (steps 0-4 and 6 of the method; cost is elsewhere).

    Args:
        label: the record.
        law: the law of one vintage (scope, routes, default values for the plausibility check).
        today: the date against which the label's validity is tested; ``None``: not tested.

    Returns:
        A bridge; refused where the method says stop, without a single figure.

    Raises:
        InputError: a field of the record cannot be read (see ``problems``), or the code or the
            origin is unknown.
    """
    for problem in problems(label):
        raise problem.error()
    good, mask = law.goods.resolve(label.cn_code)
    if mask & ERRORS:
        raise InputError(
            codes_of(mask & ERRORS)[0],
            "cn_code",
            label.cn_code,
            allowed=law.goods.under(str(label.cn_code).strip()[:8]),
        )
    origin = law.origins.resolve(label.origin)
    if origin is None:
        code = "origin_unknown" if str(label.origin).strip() else "origin_empty"
        raise InputError(code, "origin", label.origin)

    known = good < law.goods.out_of_scope
    work = _Work(
        label=label,
        law=law,
        good=good,
        origin=origin,
        sector=SECTORS[law.sector_of[good]] if known else "",
        electricity_counts=bool(known and not law.direct_only[good]),
        family=data.families().get(label.family),
    )
    if mask & BIT["grey_assumed"]:
        work.warn("grey_assumed")
    group = law.origins.groups[origin]
    free = "" if known else "out_of_scope"
    if not free and group in ("eu", "annex_iii"):
        free = "eu_origin" if group == "eu" else "excluded_origin"
    work.step("scope", unit="", cn_code=label.cn_code, origin=origin, status=free or "in_scope")
    _check_validity(work, today)
    if free:
        return _nothing_to_pay(work, free, bool(mask & BIT["in_2028_proposal"]))
    try:
        return _estimate(work)
    except _Stop as stop:
        return Bridge(
            label=label,
            status="refused",
            reasons=(stop.note,),
            missing=stop.missing,
            warnings=tuple(work.warnings),
            good=good,
            sector=work.sector,
            electricity_counts=work.electricity_counts,
            # Steps up to the stop, without figures: nothing half computed may look like a result.
            trail=tuple(_bare(step) for step in work.trail),
        )


def _bare(step: Step) -> Step:
    """A step without its figures."""
    kept = step.params if step.code == "scope" else _NOTHING
    return Step(step.code, unit=step.unit, params=kept)


def _check_validity(work: _Work, today: date | None) -> None:
    label = work.label
    if today is None:
        return
    if label.expires and date.fromisoformat(label.expires) < today:
        work.warn("label_expired", expires=label.expires)
    if label.issued and date.fromisoformat(label.issued) > today:
        work.warn("issued_in_future", issued=label.issued)


def _nothing_to_pay(work: _Work, status: str, proposed: bool) -> Bridge:
    """Step 0 ends here; still say what part of the label is even cradle-to-gate."""
    label = work.label
    to_gate: float | None = None
    kilograms = UNITS[label.unit] * 1000.0
    if label.value is not None:
        stages = label.stages
        if stages is not None and stages.to_gate is not None:
            if _stages_add_up(label):
                to_gate = stages.to_gate * (label.value / 100 if stages.percent else 1.0)
            else:
                work.warn("stages_do_not_add_up", total=stages.total, value=label.value)
        elif label.boundary == "cradle-to-gate":
            to_gate = label.value
    if to_gate is not None and label.value is not None:
        to_gate *= kilograms
        work.step("boundary", label.value * kilograms, to_gate, f"kg CO2e/{label.per}")
    reasons = [Note(status)]
    if proposed:
        reasons.append(Note("in_2028_proposal"))
    return Bridge(
        label=label,
        status=status,
        reasons=tuple(reasons),
        missing=("stages",) if label.value is not None and to_gate is None else (),
        warnings=tuple(work.warnings),
        good=work.good,
        sector=work.sector,
        to_gate_kg_per_unit=to_gate,
        in_2028_proposal=proposed,
        trail=tuple(work.trail),
    )


def _estimate(work: _Work) -> Bridge:
    label, sector = work.label, work.sector
    if sector == "electricity":
        _stop("good_without_label", "cn_code")
    if work.family is not None and work.family.sector != sector:
        fitting = [f.family for f in data.families().values() if f.sector == sector]
        _stop("family_wrong_sector", "family", family=label.family, allowed=fitting)
    mode = _mode(work)
    for name in _unused(work, mode):
        work.warn("not_used", field=name)
    if mode == "E":
        work.warn("regulatory_charge")
        work.step("convert_E", unit="")
        return _bridge(work, "default_only", mode=mode, missing=("value",))

    printed = _normalise(work)
    to_gate = None
    if mode not in _MEASURED:
        gross = _strip_credits(work, printed, mode)
        if _boundary_unusable(work, mode):
            return _range_only(work, mode, printed, gross)
        to_gate = _to_gate(work, printed, gross)
        _check_footprint(work, to_gate)
    elif mode == "B":
        to_gate = _ceiling(work, printed)

    if mode == "A":
        see = _verified(work, printed)
    elif mode == "B":
        see = _split(work)
        if to_gate is not None:
            see = _capped(work, see, to_gate)
    elif mode == "C":
        assert to_gate is not None  # mode C has a value
        see = _by_share(work, to_gate)
    else:
        see = _mass_balance(work)
        if to_gate is not None:
            see = _capped(work, see, to_gate)
    if mode == "A" and printed is None:
        printed = see.mid
    route = _route(work, mode)
    chain = _chain(work, route)
    grade = mode if mode in _MEASURED else "D"
    if mode == "C" and label.stages is not None and label.stages.to_gate is not None:
        grade = "C"
    see = _graded(work, see, grade, to_gate if mode != "A" else None)
    share = None
    if printed:
        share = min(1.0, see.mid / printed)
    return _bridge(
        work,
        "estimated",
        mode=mode,
        grade=grade,
        route=route,
        printed=printed,
        to_gate=to_gate,
        see_low=see.low,
        see_mid=see.mid,
        see_high=see.high,
        share=share,
        chain=chain,
    )


def _bridge(work: _Work, status: str, **found: Any) -> Bridge:
    to_gate = found.get("to_gate")
    mass = work.label.unit_mass_kg
    return Bridge(
        label=work.label,
        status=status,
        warnings=tuple(work.warnings),
        good=work.good,
        sector=work.sector,
        electricity_counts=work.electricity_counts,
        to_gate_kg_per_unit=to_gate * mass if to_gate is not None and mass else None,
        trail=tuple(work.trail),
        **found,
    )


def _mode(work: _Work) -> str:
    """The best mode the record allows."""
    label = work.label
    if label.precursors and label.direct is None:
        _stop("direct_missing", "direct")
    if label.verified and (label.value is not None or label.direct is not None):
        return "A"
    if label.direct is not None:
        return "B"
    if work.sector == "aluminium":
        unwrought = work.code.startswith(_UNWROUGHT)
        by_share = work.family is not None and work.family.share is not None
        if label.value is not None and unwrought and by_share and label.recycled is None:
            return "C"
        return "D" if label.value is not None or label.recycled is not None else "E"
    return "C" if label.value is not None else "E"


def _unused(work: _Work, mode: str) -> list[str]:
    """Fields that were filled in but play no part: said, never dropped silently."""
    label = work.label
    split = mode == "B" or (mode == "A" and label.value is None)
    used = {
        "electricity": split,
        "direct": split,
        "hot_metal": label.family == "scrap-eaf",
        "recycled": work.sector == "aluminium",
    }
    return [n for n, needed in used.items() if getattr(label, n) is not None and not needed]


# Step 1: unit and mass -----------------------------------------------------------------


def _factor(work: _Work) -> float:
    factor = work.label.tonnes_per_tonne
    if factor is None:
        _stop("mass_missing", "mass_kg", per=work.label.per)
    return factor


def _normalise(work: _Work) -> float | None:
    """The printed value in t CO2e per t of good; ``None`` where there is none."""
    label = work.label
    if label.value is None:
        return None
    printed = label.value * _factor(work)
    work.step(
        "normalise",
        label.value,
        printed,
        unit_from=label.unit,
        per=label.per,
        mass_kg=label.unit_mass_kg,
    )
    return printed


# Step 2: boundary, credits ---------------------------------------------------------------


def _strip_credits(work: _Work, printed: float | None, mode: str) -> float | None:
    """Add back what offsets and credits took out of the value."""
    label = work.label
    if "green_power" in label.claims and printed is not None:
        work.warn("green_power_claim")
    if printed is None:
        return None
    if label.credits:
        added = printed + label.credits * _factor(work)
        work.step("strip_credits", printed, added, credits=label.credits, unit_from=label.unit)
        work.warn("credits_added_back")
        return added
    stripped = label.stages is not None and label.stages.to_gate is not None
    for claim in label.claims:
        # A recycling credit booked at end of life leaves raw materials and manufacturing whole.
        harmless = claim == "green_power" or (claim == "recycling_credit" and stripped)
        if harmless:
            continue
        if mode == "D":  # the mass balance does not read the value
            work.warn("credits_not_stated", claim=claim)
        else:
            _stop("credits_not_stated", "credits", claim=claim)
    return printed


def _boundary_unusable(work: _Work, mode: str) -> bool:
    label = work.label
    if label.value is None or label.boundary != "unknown":
        return False
    if label.stages is not None and label.stages.to_gate is not None:
        return False
    return not (mode == "D" and label.recycled is not None)


def _stages_add_up(label: Label) -> bool:
    """Whether the stages sum to the printed value (or to 100 %), rounding apart."""
    stages = label.stages
    if stages is None or label.value is None:
        return True
    allowed = data.parameter("stage_tolerance")
    wanted = (100.0,) if stages.percent else (label.value, label.value + (label.credits or 0.0))
    return any(abs(stages.total - whole) <= allowed * abs(whole) for whole in wanted)


def _to_gate(work: _Work, printed: float | None, gross: float | None) -> float | None:
    """The cradle-to-gate part of the footprint [t CO2e/t]."""
    label, stages = work.label, work.label.stages
    if printed is None or gross is None:
        return None
    if stages is not None and stages.given:
        if not _stages_add_up(label):
            whole = 100.0 if stages.percent else label.value
            _stop("stages_do_not_add_up", "stages", total=stages.total, value=whole)
        if stages.to_gate is not None:
            # Printed stages already leave credits out of raw materials and manufacturing.
            part = (
                stages.to_gate / 100 * gross if stages.percent else stages.to_gate * _factor(work)
            )
            if label.boundary == "cradle-to-gate" and part < gross * (
                1 - data.parameter("stage_tolerance")
            ):
                work.warn("stages_beyond_gate")
            work.step("boundary", gross, part, boundary=label.boundary, by="stages")
            return part
    if label.boundary == "gate-to-gate":
        # The value leaves out the precursors, which are most of what CBAM counts.
        if work.family is None or work.family.bought_precursor or work.sector == "aluminium":
            _stop("gate_to_gate", "direct", "precursors")
        _stop("gate_to_gate", "direct")
    if label.boundary in ("cradle-to-grave", "cradle-to-customer"):
        if label.boundary == "cradle-to-grave" and data.is_durable(work.code):
            _stop("stages_missing", "stages")
        work.warn("boundary_kept_whole", boundary=label.boundary)
    work.step("boundary", gross, gross, boundary=label.boundary, by="whole")
    return gross


def _ceiling(work: _Work, printed: float | None) -> float | None:
    """The cradle-to-gate value where it is known; a split does not need it, only its sanity."""
    label, stages = work.label, work.label.stages
    if printed is None:
        return None
    if stages is not None and stages.to_gate is not None and _stages_add_up(label):
        return stages.to_gate / 100 * printed if stages.percent else stages.to_gate * _factor(work)
    if label.boundary == "cradle-to-gate":
        return printed + (label.credits or 0.0) * _factor(work)
    return None


def _check_footprint(work: _Work, footprint: float | None) -> None:
    """Catch kg/t and tC/tCO2 slips and values no product of the family can have."""
    family = work.family
    if family is None or footprint is None:
        return
    low, high = family.footprint_low, family.footprint_high
    if work.label.hot_metal:  # a mix of two families
        high = max(high, data.families()["bf-bof"].footprint_high)
    if low <= footprint <= high:
        return

    def plausible(value: float) -> bool:
        return low <= value <= high

    suspicion: tuple[str, float] | None = None
    slip, carbon = data.parameter("slip_kg_t"), data.parameter("slip_carbon")
    margin = data.parameter("implausible")
    if footprint < low and plausible(footprint * carbon):
        suspicion = ("slip_carbon", footprint * carbon)
    elif plausible(footprint / slip):
        suspicion = ("slip_kg_t", footprint / slip)
    elif plausible(footprint * slip):
        suspicion = ("slip_kg_t", footprint * slip)
    elif not low / margin <= footprint <= high * margin:
        suspicion = ("implausible", float("nan"))
    params = {"value": footprint, "low": low, "high": high}
    if suspicion is None or work.label.unit_confirmed:
        work.warn("outside_family_range", **params)
        return
    code, suggested = suspicion
    if code != "implausible":
        params[_SUGGESTED] = suggested
    _stop(code, "value", "unit", **params)


# Step 3: convert --------------------------------------------------------------------------


def _verified(work: _Work, printed: float | None) -> Range:
    """Mode A: the verified value passes through."""
    if printed is None:
        see = _split(work)
        return Range(see.mid, see.mid, see.mid, "H", see.basis)
    _check_measured(work, printed)
    work.step("convert_A", printed, printed, mark="H")
    return Range(printed, printed, printed, "H")


def _split(work: _Work) -> Range:
    """Mode B: direct + sum(m_i x SEE_i), plus electricity where indirect emissions count."""
    label, factor = work.label, _factor(work)
    assert label.direct is not None
    bought = work.family is not None and work.family.bought_precursor
    if not label.precursors and bought:
        _stop("precursors_missing", "precursors")
    direct = label.direct * factor
    see = direct
    parts = []
    for item in label.precursors:
        see += item.mass * item.see
        parts.append({"cn_code": item.cn_code, "mass": item.mass, "see": item.see})
    electricity = None if label.electricity is None else label.electricity * factor
    if work.electricity_counts:
        if electricity is None:
            _stop("electricity_missing", "electricity")
        see += electricity
        work.warn("electricity_grid_factor")
    elif electricity:
        work.warn("electricity_left_out")
    work.step(
        "convert_B",
        label.value * factor if label.value is not None else None,
        see,
        mark="D",
        direct=direct,
        electricity=electricity,
        electricity_counts=work.electricity_counts,
        precursors=parts,
    )
    _check_measured(work, see)
    return Range(see, see, see, "D")


def _check_measured(work: _Work, see: float) -> None:
    """A verified or split value far above the EU default is a slip of the unit."""
    pairs = work.law.pairs
    default = float(pairs.total[work.good * pairs.columns + work.law.column(work.origin)])
    high = data.parameter("default_multiple") * default
    if not see > high:  # also where there is no default to compare with
        if see > 1000:
            raise InputError("see_invalid", "value", see)
        return
    params = {"value": see, "low": 0.0, "high": high}
    slip = see / data.parameter("slip_kg_t")
    if work.label.unit_confirmed and see <= 1000:
        work.warn("outside_family_range", **params)
        return
    if slip <= high:
        _stop("slip_kg_t", "value", "unit", **params, suggested=slip)
    _stop("implausible", "value", "unit", **params)


def _assumed(work: _Work, name: str, fallback: Range) -> Range:
    """The user's own range where there is one."""
    for item in work.label.assumptions:
        if item.name == name:
            work.warn("own_assumption", name=name)
            return Range(item.low, item.mid, item.high, "U")
    return fallback


def _by_share(work: _Work, to_gate: float) -> Range:
    """Mode C: the family's share of the cradle-to-gate footprint."""
    label, family = work.label, work.family
    own = any(item.name == "share" for item in label.assumptions)
    if family is None and not own:
        fitting = [f.family for f in data.families().values() if f.sector == work.sector]
        _stop("family_missing", "family", allowed=fitting)
    share = family.share if family is not None else None
    hot = None
    if family is not None and family.family == "scrap-eaf":
        hot = label.hot_metal
        if hot is None and work.origin == "CN":
            work.warn("hot_metal_not_stated")
        elif hot:
            share = _mixed(data.families()["bf-bof"].share, family.share, hot)
    if share is None and not own:
        _stop("family_without_share", "family", family=label.family)
    share = _assumed(work, "share", share or Range(0.0, 0.0, 0.0))
    see = Range(share.low * to_gate, share.mid * to_gate, share.high * to_gate, share.mark)
    work.step(
        "convert_C",
        to_gate,
        see.mid,
        mark=share.mark,
        basis=share.basis,
        family=label.family,
        share_low=share.low,
        share_mid=share.mid,
        share_high=share.high,
        hot_metal=hot,
    )
    return see


def _mixed(first: Range | None, second: Range | None, weight: float) -> Range | None:
    """Two family rows mixed by the share of the first."""
    if first is None or second is None:
        return None
    pairs = ((first.low, second.low), (first.mid, second.mid), (first.high, second.high))
    low, mid, high = (weight * a + (1 - weight) * b for a, b in pairs)
    return Range(low, mid, high, "J", f"{first.basis}; {second.basis}")


def _mass_balance(work: _Work) -> Range:
    """Mode D: SEE = (1 - s) P + s R + W, whatever the footprint says."""
    label = work.label
    recycled = label.recycled
    if recycled is None:
        recycled = 0.0
        if work.family is None or work.family.family == "al-semis":
            work.warn("recycled_assumed_zero")
    primary, secondary, own = (
        _assumed(work, name, data.parameters()[name]) for name in ("P", "R", "W")
    )
    see = balance(recycled, primary, secondary, own)
    if label.value is not None:
        work.warn("mass_balance_used")
    work.step(
        "convert_D",
        None,
        see.mid,
        mark=see.mark,
        recycled=recycled,
        P=(primary.low, primary.mid, primary.high),
        R=(secondary.low, secondary.mid, secondary.high),
        W=(own.low, own.mid, own.high),
    )
    return see


def balance(recycled: float, primary: Range, secondary: Range, own: Range) -> Range:
    """Aluminium mass balance, SEE = (1 - s) P + s R + W [t CO2e/t]."""
    low, mid, high = (
        (1 - recycled) * p + recycled * r + w
        for p, r, w in (
            (primary.low, secondary.low, own.low),
            (primary.mid, secondary.mid, own.mid),
            (primary.high, secondary.high, own.high),
        )
    )
    mark = "U" if "U" in (primary.mark, secondary.mark, own.mark) else "D"
    return Range(low, mid, high, mark)


def balance_for(label: Label, recycled: float) -> Range:
    """The mass balance of a label at another recycled share, with the user's own values."""
    own = {item.name: Range(item.low, item.mid, item.high, "U") for item in label.assumptions}
    primary, secondary, finishing = (own.get(name, data.parameters()[name]) for name in "PRW")
    return balance(recycled, primary, secondary, finishing)


def aluminium_routes(recycled: float) -> tuple[str, ...]:
    """Primary (first letter of the family) or secondary route, by the share of scrap."""
    primary, secondary = data.families()["al-semis"].routes
    return (secondary,) if recycled > data.parameter("secondary_share") else (primary,)


# Step 4 and 6: sanity, range ---------------------------------------------------------------


def _capped(work: _Work, see: Range, to_gate: float) -> Range:
    """CBAM counts in essence a subset of the cradle-to-gate footprint."""
    if see.high <= to_gate:
        work.step("sanity", see.mid, see.mid, to_gate=to_gate)
        return see
    if see.mid > to_gate:
        work.warn("see_above_cradle_to_gate", see=see.mid, to_gate=to_gate)
    low, mid, high = (min(v, to_gate) for v in (see.low, see.mid, see.high))
    kept = Range(low, mid, high, see.mark, see.basis)
    work.step("sanity", see.mid, kept.mid, to_gate=to_gate)
    return kept


def _graded(work: _Work, see: Range, grade: str, to_gate: float | None) -> Range:
    """The range of the grade; a better grade never widens the range of the family."""
    width = data.grades()[grade].plus_minus
    low, high = see.low, see.high
    if width is not None:
        low, high = see.mid * (1 - width), see.mid * (1 + width)
        if grade not in _MEASURED:
            low, high = max(low, see.low), min(high, see.high)
    if to_gate is not None:
        high = min(high, to_gate)
    work.step("range", see.mid, see.mid, grade=grade, plus_minus=width, low=low, high=high)
    return Range(low, see.mid, high, see.mark, see.basis)


def _range_only(work: _Work, mode: str, printed: float | None, gross: float | None) -> Bridge:
    """Grade E: the boundary is not known, so a range without a point and without a saving."""
    assert printed is not None  # mode E is the one without a value
    assert gross is not None
    _check_footprint(work, gross)
    if work.sector == "aluminium":  # most of such a footprint is electricity: no bound at all
        rest = balance_for(work.label, 1.0)
        whole = balance_for(work.label, 0.0)
        low, high = min(rest.low, gross), min(whole.high, gross)
    else:
        share = _by_share(work, gross)
        # The step shows a mid value, which this grade does not have.
        work.trail.pop()
        low, high = share.low, gross
    route = _route(work, mode)
    work.warn("boundary_unknown")
    work.step("range", None, None, grade="E", plus_minus=None, low=low, high=high)
    return _bridge(
        work,
        "range_only",
        reasons=(Note("boundary_unknown"),),
        missing=("boundary",),
        mode=mode,
        grade="E",
        route=route,
        printed=printed,
        see_low=low,
        see_high=high,
    )


# Free allocation -----------------------------------------------------------------------------


def _route(work: _Work, mode: str) -> str:
    """The benchmark route: as stated, else from the metal mix or the family."""
    label, law = work.label, work.law
    listed = law.benchmarks.listed(work.good)
    if listed in ((), ("",)):
        return ""
    wanted: tuple[str, ...] = work.family.routes if work.family is not None else ()
    by = "family"
    if work.sector == "aluminium":
        known = label.recycled is not None or mode == "D"
        if known:
            wanted, by = aluminium_routes(label.recycled or 0.0), "recycled"
            if (label.recycled or 0.0) > data.parameter("secondary_share"):
                work.warn("secondary_route")
        elif wanted:
            wanted = wanted[:1]
    if label.family == "scrap-eaf" and (label.hot_metal or 0.0) > data.parameter("hot_metal_share"):
        wanted, by = data.families()["bf-bof"].routes, "hot_metal"
        work.warn("hot_metal_route")
    implied = fitting_route(work.good, wanted, law)
    if label.route:
        stated = fitting_route(work.good, same_kind(label.route.strip().upper()), law)
        if stated is None:
            _stop("route_not_listed", "route", route=label.route, allowed=list(listed))
        if implied is not None and stated != implied:
            work.warn("route_contradicts", route=stated, implied=implied)
        implied, by = stated, "stated"
    if implied is None:
        _stop("route_missing", "route", allowed=list(listed))
    work.step("route", unit="", route=implied, by=by)
    return implied


def _chain(work: _Work, route: str) -> tuple[float, ...] | None:
    if not work.label.precursors:
        work.step("allocation", unit="", basis_code=STAND_IN, mark="J")
        return None
    try:
        values = chain_benchmark(work.good, route, work.label.precursors, work.law)
    except InputError as error:
        code = {
            "precursor_out_of_scope": "precursor_not_cbam",
            "route_required": "precursor_route_missing",
            "route_not_listed": "precursor_route_missing",
        }.get(error.code)
        if code is None:
            raise
        _stop(code, "precursors", value=error.value)
    work.step("allocation", unit="", basis_code=CHAIN, mark="D")
    return tuple(float(value) for value in values)
