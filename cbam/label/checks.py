"""What is caught: expired labels, slips of the unit, values no such product can have."""

from __future__ import annotations

from datetime import date

from cbam.bill import SEE_LIMIT
from cbam.label import facts
from cbam.label.facts import Range
from cbam.label.work import Work, stop
from cbam.reasons import InputError


def check_validity(work: Work, today: date | None) -> None:
    """Warn of a label that has expired or is not issued yet; ``None``: not tested."""
    label = work.label
    if today is None:
        return
    if label.expires and date.fromisoformat(label.expires) < today:
        work.warn("label_expired", expires=label.expires)
    if label.issued and date.fromisoformat(label.issued) > today:
        work.warn("issued_in_future", issued=label.issued)


def check_footprint(work: Work, footprint: float | None) -> None:
    """Catch kg/t and tC/tCO2 slips and values no product of the family can have."""
    family = work.family
    if family is None or footprint is None:
        return
    low, high = family.footprint_low, family.footprint_high
    if work.label.hot_metal:  # a mix of two families
        high = max(high, facts.families()["bf-bof"].footprint_high)
    if low <= footprint <= high:
        return

    def plausible(value: float) -> bool:
        return low <= value <= high

    suspicion: tuple[str, float] | None = None
    slip, carbon = facts.parameter("slip_kg_t"), facts.parameter("slip_carbon")
    margin = facts.parameter("implausible")
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
        params["suggested"] = suggested
    stop(code, "value", "unit", **params)


def check_measured(work: Work, see: float) -> None:
    """A verified or split value far above the EU default is a slip of the unit."""
    pairs = work.law.pairs
    default = float(pairs.total[work.good * pairs.columns + work.law.column(work.origin)])
    high = facts.parameter("default_multiple") * default
    if not see > high:  # also where there is no default to compare with
        if see > SEE_LIMIT:
            raise InputError("see_invalid", "value", see)
        return
    params = {"value": see, "low": 0.0, "high": high}
    slip = see / facts.parameter("slip_kg_t")
    if work.label.unit_confirmed and see <= SEE_LIMIT:
        work.warn("outside_family_range", **params)
        return
    if slip <= high:
        stop("slip_kg_t", "value", "unit", **params, suggested=slip)
    stop("implausible", "value", "unit", **params)


def capped(work: Work, see: Range, to_gate: float) -> Range:
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
