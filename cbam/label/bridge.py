"""``translate``: the steps of the method in their order (scope, footprint, SEE, route, range)."""

from __future__ import annotations

from datetime import date
from typing import Any

from cbam.label import facts
from cbam.label.benchmark import find_chain, find_route
from cbam.label.checks import capped, check_footprint, check_validity
from cbam.label.convert import balance_for, by_share, mass_balance, split, verified
from cbam.label.facts import Range
from cbam.label.footprint import boundary_unusable, ceiling, normalise, strip_credits, to_gate_part
from cbam.label.record import UNITS, Label, problems
from cbam.label.result import NOTHING, Bridge, Note, Step
from cbam.label.work import Stop, Work, stop
from cbam.law.schedule import SECTORS
from cbam.law.vintages import Law
from cbam.reasons import BIT, ERRORS, InputError, codes_of

_MEASURED = ("A", "B")  # modes that do not read the footprint itself
_UNWROUGHT = "7601"


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
    work = Work(
        label=label,
        law=law,
        good=good,
        origin=origin,
        sector=SECTORS[law.sector_of[good]] if known else "",
        electricity_counts=bool(known and not law.direct_only[good]),
        family=facts.families().get(label.family),
    )
    if mask & BIT["grey_assumed"]:
        work.warn("grey_assumed")
    group = law.origins.groups[origin]
    free = "" if known else "out_of_scope"
    if not free and group in ("eu", "annex_iii"):
        free = "eu_origin" if group == "eu" else "excluded_origin"
    work.step("scope", unit="", cn_code=label.cn_code, origin=origin, status=free or "in_scope")
    check_validity(work, today)
    if free:
        return _nothing_to_pay(work, free, bool(mask & BIT["in_2028_proposal"]))
    try:
        return _estimate(work)
    except Stop as stop:
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
    kept = step.params if step.code == "scope" else NOTHING
    return Step(step.code, unit=step.unit, params=kept)


def _nothing_to_pay(work: Work, status: str, proposed: bool) -> Bridge:
    """Step 0 ends here; still say what part of the label is even cradle-to-gate."""
    label = work.label
    to_gate: float | None = None
    kilograms = UNITS[label.unit] * 1000.0
    if label.value is not None:
        stages = label.stages
        if stages is not None and label.gate_known:
            if label.stages_add_up:
                to_gate = stages.to_gate_of(label.value)
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


def _estimate(work: Work) -> Bridge:
    label, sector = work.label, work.sector
    if sector == "electricity":
        stop("good_without_label", "cn_code")
    if work.family is not None and work.family.sector != sector:
        fitting = [f.family for f in facts.families().values() if f.sector == sector]
        stop("family_wrong_sector", "family", family=label.family, allowed=fitting)
    mode = _mode(work)
    for name in _unused(work, mode):
        work.warn("not_used", field=name)
    if mode == "E":
        work.warn("regulatory_charge")
        work.step("convert_E", unit="")
        return _bridge(work, "default_only", mode=mode, missing=("value",))

    printed = normalise(work)
    to_gate = None
    if mode not in _MEASURED:
        gross = strip_credits(work, printed, mode)
        if boundary_unusable(work, mode):
            return _range_only(work, mode, printed, gross)
        to_gate = to_gate_part(work, printed, gross)
        check_footprint(work, to_gate)
    elif mode == "B":
        to_gate = ceiling(work, printed)

    if mode == "A":
        see = verified(work, printed)
    elif mode == "B":
        see = split(work)
        if to_gate is not None:
            see = capped(work, see, to_gate)
    elif mode == "C":
        assert to_gate is not None  # mode C has a value
        see = by_share(work, to_gate)
    else:
        see = mass_balance(work)
        if to_gate is not None:
            see = capped(work, see, to_gate)
    if mode == "A" and printed is None:
        printed = see.mid
    route = find_route(work, mode)
    chain = find_chain(work, route)
    grade = mode if mode in _MEASURED else "D"
    if mode == "C" and label.gate_known:
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


def _bridge(work: Work, status: str, **found: Any) -> Bridge:
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


def _mode(work: Work) -> str:
    """The best mode the record allows."""
    label = work.label
    if label.precursors and label.direct is None:
        stop("direct_missing", "direct")
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


def _unused(work: Work, mode: str) -> list[str]:
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


def _graded(work: Work, see: Range, grade: str, to_gate: float | None) -> Range:
    """The range of the grade; a better grade never widens the range of the family."""
    width = facts.grades()[grade].plus_minus
    low, high = see.low, see.high
    if width is not None:
        low, high = see.mid * (1 - width), see.mid * (1 + width)
        if grade not in _MEASURED:
            low, high = max(low, see.low), min(high, see.high)
    if to_gate is not None:
        high = min(high, to_gate)
    work.step("range", see.mid, see.mid, grade=grade, plus_minus=width, low=low, high=high)
    return Range(low, see.mid, high, see.mark, see.basis)


def _range_only(work: Work, mode: str, printed: float | None, gross: float | None) -> Bridge:
    """Grade E: the boundary is not known, so a range without a point and without a saving."""
    assert printed is not None  # mode E is the one without a value
    assert gross is not None
    check_footprint(work, gross)
    if work.sector == "aluminium":  # most of such a footprint is electricity: no bound at all
        rest = balance_for(work.label, 1.0)
        whole = balance_for(work.label, 0.0)
        low, high = min(rest.low, gross), min(whole.high, gross)
    else:
        share = by_share(work, gross)
        # The step shows a mid value, which this grade does not have.
        work.trail.pop()
        low, high = share.low, gross
    route = find_route(work, mode)
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
