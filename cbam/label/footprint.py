"""Steps 1 and 2: from the printed value to the cradle-to-gate footprint per tonne."""

from __future__ import annotations

from cbam.label import facts
from cbam.label.work import Work, stop


def normalise(work: Work) -> float | None:
    """The printed value in t CO2e per t of good; ``None`` where there is none."""
    label = work.label
    if label.value is None:
        return None
    printed = label.value * work.factor
    work.step(
        "normalise",
        label.value,
        printed,
        unit_from=label.unit,
        per=label.per,
        mass_kg=label.unit_mass_kg,
    )
    return printed


def strip_credits(work: Work, printed: float | None, mode: str) -> float | None:
    """Add back what offsets and credits took out of the value."""
    label = work.label
    if "green_power" in label.claims and printed is not None:
        work.warn("green_power_claim")
    if printed is None:
        return None
    if label.credits:
        added = printed + label.credits * work.factor
        work.step("strip_credits", printed, added, credits=label.credits, unit_from=label.unit)
        work.warn("credits_added_back")
        return added
    for claim in label.claims:
        # A recycling credit booked at end of life leaves raw materials and manufacturing whole.
        harmless = claim == "green_power" or (claim == "recycling_credit" and label.gate_known)
        if harmless:
            continue
        if mode == "D":  # the mass balance does not read the value
            work.warn("credits_not_stated", claim=claim)
        else:
            stop("credits_not_stated", "credits", claim=claim)
    return printed


def boundary_unusable(work: Work, mode: str) -> bool:
    """Whether neither boundary nor stages say what the value covers."""
    label = work.label
    if label.value is None or label.boundary != "unknown" or label.gate_known:
        return False
    return not (mode == "D" and label.recycled is not None)


def to_gate_part(work: Work, printed: float | None, gross: float | None) -> float | None:
    """The cradle-to-gate part of the footprint [t CO2e/t]."""
    label, stages = work.label, work.label.stages
    if printed is None or gross is None:
        return None
    if stages is not None and stages.given:
        if not label.stages_add_up:
            whole = 100.0 if stages.percent else label.value
            stop("stages_do_not_add_up", "stages", total=stages.total, value=whole)
        # Printed stages already leave credits out of raw materials and manufacturing.
        part = stages.to_gate_of(gross, work.factor)
        if part is not None:
            if label.boundary == "cradle-to-gate" and part < gross * (
                1 - facts.parameter("stage_tolerance")
            ):
                work.warn("stages_beyond_gate")
            work.step("boundary", gross, part, boundary=label.boundary, by="stages")
            return part
    if label.boundary == "gate-to-gate":
        # The value leaves out the precursors, which are most of what CBAM counts.
        if work.family is None or work.family.bought_precursor or work.sector == "aluminium":
            stop("gate_to_gate", "direct", "precursors")
        stop("gate_to_gate", "direct")
    if label.boundary in ("cradle-to-grave", "cradle-to-customer"):
        if label.boundary == "cradle-to-grave" and facts.is_durable(work.code):
            stop("stages_missing", "stages")
        work.warn("boundary_kept_whole", boundary=label.boundary)
    work.step("boundary", gross, gross, boundary=label.boundary, by="whole")
    return gross


def ceiling(work: Work, printed: float | None) -> float | None:
    """The cradle-to-gate value where it is known; a split does not need it, only its sanity."""
    label, stages = work.label, work.label.stages
    if printed is None:
        return None
    if stages is not None and label.gate_known and label.stages_add_up:
        return stages.to_gate_of(printed, work.factor)
    if label.boundary == "cradle-to-gate":
        return printed + (label.credits or 0.0) * work.factor
    return None
