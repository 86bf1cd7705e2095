"""Changing a production chain step by step."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbam.actual import DefaultPrecursor, Input, Process, StatedPrecursor, evaluate
from cbam.analysis import Analysis
from cbam.findings import chain_steps as steps
from cbam.findings.precursors import starting_chain
from cbam.law.vintages import Law
from cbam.reasons import InputError

LAW = Law.load()
BILLET = DefaultPrecursor("72071114", "CN")
ROD = Process("72139149", 0.1, "C", inputs=(Input(1.03, BILLET),))
SCREW = Process("73181582", 0.05, "C", inputs=(Input(1.1, ROD), Input(0.01, BILLET)))


def test_steps_are_named_by_their_place() -> None:
    found = [(item.node, item.source.cn_code, item.mass, item.kind) for item in steps.steps(SCREW)]
    assert found == [
        ("0", "73181582", 1.0, "process"),
        ("0.0", "72139149", 1.1, "process"),
        ("0.0.0", "72071114", 1.03, "default"),
        ("0.1", "72071114", 0.01, "default"),
    ]
    assert [item.above for item in steps.steps(SCREW)] == ["", "0", "0.0", "0"]


def test_a_step_can_be_changed_weighed_added_and_removed() -> None:
    stated = StatedPrecursor("72071114", 1.9, "C")
    changed = steps.put(SCREW, "0.0.0", stated)
    assert changed.inputs[0].source.inputs[0] == Input(1.03, stated)
    assert changed.inputs[1] == SCREW.inputs[1]
    assert steps.weigh(SCREW, "0.1", 0.02).inputs[1].mass == 0.02
    more = steps.add(SCREW, "0.0", Input(0.2, BILLET))
    assert [item.mass for item in more.inputs[0].source.inputs] == [1.03, 0.2]
    assert steps.remove(more, "0.0.1") == SCREW
    assert steps.remove(SCREW, "0.0").inputs == SCREW.inputs[1:]
    assert steps.put(SCREW, "0", ROD) == ROD


@pytest.mark.parametrize("node", ["", "1", "0.x", "0.7", "0.1.0", "0.-1", "0.²"])
def test_a_place_that_is_none_is_refused(node: str) -> None:
    with pytest.raises(InputError, match="chain_invalid"):
        steps.put(SCREW, node, BILLET)


def test_the_final_good_stays_a_process_and_defaults_have_no_precursors() -> None:
    with pytest.raises(InputError, match="chain_invalid"):
        steps.put(SCREW, "0", BILLET)
    with pytest.raises(InputError, match="chain_invalid"):
        steps.add(SCREW, "0.1", Input(1.0, BILLET))


def test_a_chain_ends_somewhere() -> None:
    chain = Process("73181582", 0.0)
    for _count in range(steps.STEPS_LIMIT - 1):
        chain = steps.add(chain, "0", Input(0.01, BILLET))
    with pytest.raises(InputError, match="too_many"):
        steps.add(chain, "0", Input(0.01, BILLET))


def test_what_is_known_of_a_precursor_can_grow_and_shrink() -> None:
    stated = steps.known_as(BILLET, "stated", "TR", LAW, 2026)
    assert isinstance(stated, StatedPrecursor)
    assert stated.see == pytest.approx(3.169 * 1.1, abs=1e-4)  # the value it has now
    assert stated.route == "C"
    process = steps.known_as(BILLET, "process", "TR", LAW, 2026)
    assert process == starting_chain(Analysis(cn="72071114", origin="CN"), LAW)
    assert steps.known_as(stated, "default", "TR", LAW, 2026) == DefaultPrecursor("72071114", "TR")
    assert steps.known_as(BILLET, "default", "TR", LAW, 2026) is BILLET


def test_a_route_does_not_carry_over_to_another_good() -> None:
    moved = steps.another_good(StatedPrecursor("72071114", 1.0, "E"), "76011090", LAW)
    assert moved == StatedPrecursor("76011090", 1.0, "K")
    assert steps.another_good(BILLET, "76011090", LAW) == DefaultPrecursor("76011090", "CN")


@pytest.mark.parametrize(
    ("source", "letters"),
    [
        (Process("72083900", 0.0), ()),
        (Process("72071114", 0.0), ("C", "D", "E")),
        (StatedPrecursor("72083900", 1.0), ("C", "D", "E")),
        (StatedPrecursor("25232900", 1.0), ()),
        (BILLET, ()),
        (Process("84151010", 0.0), ()),
    ],
)
def test_routes_are_asked_where_the_benchmark_depends_on_them(source, letters) -> None:
    assert steps.route_choice(source, LAW) == letters


CODES = st.sampled_from(["72071114", "72139149", "72083900", "72031000", "26011200"])
LEAVES = st.builds(DefaultPrecursor, CODES, st.sampled_from(["CN", "TR", "DE"])) | st.builds(
    StatedPrecursor, CODES, st.floats(0, 5), st.just("C")
)
INPUTS = st.lists(st.builds(Input, st.floats(0, 2), LEAVES), max_size=3).map(tuple)
CHAINS = st.builds(
    Process, st.just("73181582"), st.floats(0, 2), st.just("C"), st.just(0.0),
    st.lists(
        st.builds(
            Input, st.floats(0, 2),
            LEAVES | st.builds(Process, CODES, st.floats(0, 2), st.just("C"), st.just(0.0), INPUTS),
        ),
        max_size=3,
    ).map(tuple),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(CHAINS, st.data())
def test_any_chain_survives_any_change(chain: Process, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from([item.node for item in steps.steps(chain)]))
    added = steps.add(chain, "0", Input(0.5, BILLET))
    last = f"0.{len(chain.inputs)}"
    assert steps.remove(added, last) == chain
    step = next(item for item in steps.steps(chain) if item.node == place)
    assert steps.put(chain, place, step.source) == chain
    if place != "0":
        assert steps.weigh(chain, place, step.mass) == chain
        for wanted in steps.KINDS:
            known = steps.known_as(step.source, wanted, "CN", LAW, 2026)
            assert steps.kind(known) == wanted
            found = evaluate(steps.put(chain, place, known), LAW, 2026)
            assert found.see >= 0
