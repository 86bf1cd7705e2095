"""Step 3: from a footprint, or from a split of it, to specific embedded emissions (SEE).

One function per mode: ``verified`` (A), ``split`` (B), ``by_share`` (C), ``mass_balance`` (D).
"""

from __future__ import annotations

from cbam.actual import with_precursors
from cbam.label import facts
from cbam.label.checks import check_measured
from cbam.label.facts import Range
from cbam.label.record import Label
from cbam.label.work import Work, stop


def verified(work: Work, printed: float | None) -> Range:
    """Mode A: the verified value passes through."""
    if printed is None:
        see = split(work)
        return Range(see.mid, see.mid, see.mid, "H", see.basis)
    check_measured(work, printed)
    work.step("convert_A", printed, printed, mark="H")
    return Range(printed, printed, printed, "H")


def split(work: Work) -> Range:
    """Mode B: direct + sum(m_i x SEE_i), plus electricity where indirect emissions count."""
    label, factor = work.label, work.factor
    assert label.direct is not None
    bought = work.family is not None and work.family.bought_precursor
    if not label.precursors and bought:
        stop("precursors_missing", "precursors")
    direct = label.direct * factor
    see = with_precursors(direct, ((item.mass, item.see) for item in label.precursors))
    electricity = None if label.electricity is None else label.electricity * factor
    if work.electricity_counts:
        if electricity is None:
            stop("electricity_missing", "electricity")
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
        precursors=[
            {"cn_code": item.cn_code, "mass": item.mass, "see": item.see}
            for item in label.precursors
        ],
    )
    check_measured(work, see)
    return Range(see, see, see, "D")


def _assumed(work: Work, name: str, fallback: Range) -> Range:
    """The user's own range where there is one."""
    for item in work.label.assumptions:
        if item.name == name:
            work.warn("own_assumption", name=name)
            return Range(item.low, item.mid, item.high, "U")
    return fallback


def by_share(work: Work, to_gate: float) -> Range:
    """Mode C: the family's share of the cradle-to-gate footprint."""
    label, family = work.label, work.family
    own = any(item.name == "share" for item in label.assumptions)
    if family is None and not own:
        fitting = [f.family for f in facts.families().values() if f.sector == work.sector]
        stop("family_missing", "family", allowed=fitting)
    share = family.share if family is not None else None
    hot = None
    if family is not None and family.family == "scrap-eaf":
        hot = label.hot_metal
        if hot is None and work.origin == "CN":
            work.warn("hot_metal_not_stated")
        elif hot:
            share = _mixed(facts.families()["bf-bof"].share, family.share, hot)
    if share is None and not own:
        stop("family_without_share", "family", family=label.family)
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


def mass_balance(work: Work) -> Range:
    """Mode D: SEE = (1 - s) P + s R + W, whatever the footprint says."""
    label = work.label
    recycled = label.recycled
    if recycled is None:
        recycled = 0.0
        if work.family is None or work.family.family == "al-semis":
            work.warn("recycled_assumed_zero")
    primary, secondary, own = (
        _assumed(work, name, facts.parameters()[name]) for name in ("P", "R", "W")
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
    primary, secondary, finishing = (own.get(name, facts.parameters()[name]) for name in "PRW")
    return balance(recycled, primary, secondary, finishing)
