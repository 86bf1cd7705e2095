"""What must hold for every label, whatever is printed on it."""

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from cbam import labeldata
from cbam.findings.savings import Target, savings
from cbam.label import Label, Precursor, Stages, translate
from cbam.law.vintages import Law
from cbam.prices import Prices

LAW, PRICES = Law.load(), Prices.load()
GOODS = {
    "72083900": ("bf-bof", "scrap-eaf"),
    "73181595": ("fastener",),
    "73063080": ("tube",),
    "72191100": ("stainless-npi",),
    "76011090": ("primary-al", "primary-al-hydro"),
    "76042990": ("al-semis",),
    "76101000": ("al-semis",),
    "25232900": ("cement",),
    "31021019": ("urea",),
    "28141000": ("ammonia-nitrates",),
    "28041000": ("hydrogen",),
}
PRECURSORS = st.builds(
    Precursor, st.sampled_from(["72139149", "76011090"]), st.floats(0, 2), st.floats(0, 4)
)
quick = settings(max_examples=60, deadline=None)


@st.composite
def labels(draw):
    cn = draw(st.sampled_from([*GOODS, "841510"]))
    families = GOODS.get(cn, ("",))
    per = draw(st.sampled_from(["kg", "t", "piece", "m2"]))
    stages = None
    if draw(st.booleans()):
        raw = draw(st.floats(0, 100))
        making = draw(st.floats(0, 100 - raw))
        stages = Stages(raw, making, 0.0, draw(st.floats(0, 100)), 0.0, percent=True)
    return Label(
        cn_code=cn,
        value=draw(st.one_of(st.none(), st.floats(0, 50))),
        unit=draw(st.sampled_from(["kg", "t"])),
        per=per,
        mass_kg=draw(st.one_of(st.none(), st.floats(0.01, 1e4))),
        boundary=draw(st.sampled_from(labeldata.BOUNDARIES)),
        family=draw(st.sampled_from([*families, ""])),
        stages=stages,
        direct=draw(st.one_of(st.none(), st.floats(0, 5))),
        electricity=draw(st.one_of(st.none(), st.floats(0, 2))),
        precursors=tuple(draw(st.lists(PRECURSORS, max_size=2))),
        recycled=draw(st.one_of(st.none(), st.floats(0, 1))),
        hot_metal=draw(st.one_of(st.none(), st.floats(0, 1))),
        credits=draw(st.one_of(st.none(), st.floats(0, 1))),
        claims=draw(st.lists(st.sampled_from(["offsets", "green_power"]), max_size=2).map(tuple)),
        verified=draw(st.booleans()),
        unit_confirmed=draw(st.booleans()),
    )


@quick
@given(labels(), st.floats(0, 1))
def test_figures_are_consistent_or_absent(label, cut):
    bridge = translate(label, LAW)
    target = Target(cut=cut) if label.value else None
    result = savings(bridge, LAW, PRICES, target)
    see = (bridge.see_low, bridge.see_mid, bridge.see_high)
    if bridge.refused:
        # Refusing is total: a reason, and not one figure.
        assert bridge.reasons
        assert bridge.missing
        assert see == (None, None, None)
        assert bridge.printed is bridge.to_gate is bridge.share is bridge.chain is None
        assert all(step.before is None and step.after is None for step in bridge.trail)
        assert result.table.empty
        assert result.label_today is result.label_target is result.see_target is None
        return
    if bridge.see_mid is not None:
        assert 0 <= bridge.see_low <= bridge.see_mid + 1e-12
        assert bridge.see_mid <= bridge.see_high + 1e-12
    if bridge.to_gate is not None and bridge.mode != "A" and bridge.see_high is not None:
        assert bridge.see_high <= bridge.to_gate * (1 + 1e-12) + 1e-12
    for year in (2026, 2030, 2034):
        for what in ("today", "target", "saving"):
            low, mid, high = (result.figure(year, f"{what}_{b}") for b in ("low", "mid", "high"))
            if mid is not None:
                assert low <= mid + 1e-9
                assert mid <= high + 1e-9
        if bridge.status == "range_only":
            assert result.figure(year, "saving_mid") is None


def strips(family="bf-bof"):
    return st.builds(
        Label,
        cn_code=st.just("72083900"),
        value=st.floats(1.0, 5.0),
        unit=st.just("t"),
        per=st.just("t"),
        boundary=st.just("cradle-to-gate"),
        family=st.just(family),
    )


@quick
@given(strips(), st.floats(0, 1), st.floats(0, 1), st.sampled_from(labeldata.SOURCES))
def test_a_larger_cut_never_saves_less(label, one, other, source):
    bridge = translate(label, LAW)
    small, large = sorted((one, other))
    less = savings(bridge, LAW, PRICES, Target(cut=small, source=source)).table
    more = savings(bridge, LAW, PRICES, Target(cut=large, source=source)).table
    for band in ("low", "mid", "high"):
        assert (more[f"saving_{band}"] >= less[f"saving_{band}"] - 1e-9).all()
        assert (less[f"saving_{band}"] >= -1e-9).all()


@quick
@given(strips(), st.floats(0, 1))
def test_a_saving_never_exceeds_what_is_paid_today(label, cut):
    table = savings(translate(label, LAW), LAW, PRICES, Target(cut=cut)).table
    assert (table["saving_mid"] <= table["today_mid"] + 1e-9).all()
    assert (table["saving_mid"] <= table["naive"] + 1e-9).all()


@quick
@given(st.floats(0, 1), st.floats(0, 1))
def test_more_scrap_never_raises_see(one, other):
    less, more = sorted((one, other))

    def see(recycled):
        label = Label(cn_code="76042990", family="al-semis", recycled=recycled)
        return translate(label, LAW).see_mid

    assert see(more) <= see(less) + 1e-12
    assert math.isfinite(see(more))
