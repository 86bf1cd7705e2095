"""Links: inputs survive the round trip, junk never raises and is always named."""

from __future__ import annotations

import time
from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbam import link
from cbam.analysis import Analysis
from cbam.bill import SEE_LIMIT, STEPS, TONNES_LIMIT
from cbam.findings.projection import bill_of
from cbam.law.vintages import Law
from cbam.present.wording import problem
from cbam.prices import PRICE_LIMIT
from tests import lines

settings.register_profile("quick", max_examples=150, deadline=None, derandomize=True)
settings.load_profile("quick")

CODES = [*lines.codes(), "84151010", "84181020"]


def numbers(least: float, most: float) -> st.SearchStrategy[float]:
    return st.floats(least, most, allow_nan=False).map(lambda value: value + 0.0)


@st.composite
def analyses(draw: st.DrawFn) -> Analysis:
    basis = draw(st.sampled_from(["default", "actual"]))
    see = draw(numbers(0, SEE_LIMIT)) if basis == "actual" else None
    return Analysis(
        cn=draw(st.sampled_from(CODES)),
        origin=draw(st.sampled_from(lines.origins())),
        tonnes=draw(numbers(0, TONNES_LIMIT)),
        year=draw(st.integers(2026, 2034)),
        quarter=draw(st.sampled_from(["", "Q1", "Q2", "Q3", "Q4"])),
        basis=basis,
        see=see if see is not None else draw(st.none() | numbers(0, SEE_LIMIT)),
        route=draw(st.sampled_from(Law.load().benchmarks.routes)),
        path=draw(st.sampled_from(["flat", "low", "central", "high"])),
        price=draw(st.none() | numbers(0, PRICE_LIMIT)),
        rate=draw(st.none() | numbers(0.1, 1000)),
        law=draw(st.sampled_from(["", "2026-08", "2026-02"])),
        importer_tonnes=draw(st.none() | numbers(0, TONNES_LIMIT)),
        returned=draw(st.booleans()),
        borne=draw(st.integers(0, 100)),
    )


@given(analyses())
def test_a_link_brings_back_the_same_analysis(analysis: Analysis) -> None:
    params = link.encode(analysis)
    assert link.decode({name: [value] for name, value in params.items()}) == (analysis, [])


def test_every_input_travels() -> None:
    assert set(link.PARAMETERS.values()) == {field.name for field in fields(Analysis)}


@given(analyses())
def test_a_link_holds_inputs_and_no_results(analysis: Analysis) -> None:
    """A link that carries a cost can be forged (checklist 20)."""
    params = link.encode(analysis)
    assert set(params) <= set(link.PARAMETERS)
    assert not set(params) & (set(STEPS) - {"see", "route"})
    assert all(value.isprintable() and len(value) < 30 for value in params.values())


JUNK = st.text(max_size=30) | st.sampled_from(
    ["nan", "inf", "-1", "1e400", "0x10", "９", "1_0", "", "0", "Q5", "q٣", "\x00", "72083900", "²"]
)


@given(
    st.dictionaries(
        st.sampled_from([*link.PARAMETERS, "lang", "utm_source", "x"]) | st.text(max_size=10),
        st.lists(JUNK, max_size=3),
    )
)
def test_junk_is_named_and_leaves_a_usable_analysis(params: dict[str, list[str]]) -> None:
    analysis, problems = link.decode(params, ignore=["lang"])
    for error in problems:
        for lang in ("en", "zh"):
            assert problem(error, lang)
    assert link.decode({k: [v] for k, v in link.encode(analysis).items()}) == (analysis, [])
    bill_of(analysis)


@pytest.mark.parametrize("name", list(link.PARAMETERS))
@pytest.mark.parametrize(
    "value", ["9" * 5000, "9" * 400, "-" * 100, "１", "\ud800", "٣", "--", "é"]
)
def test_no_parameter_raises_on_a_strange_value(name: str, value: str) -> None:
    analysis, _ = link.decode({name: [value]})
    assert isinstance(analysis, Analysis)


def test_ten_megabytes_are_refused_by_name_and_at_once() -> None:
    started = time.process_time()
    for params in ({"cn": ["7" * 10_000_000]}, {"x" * 10_000_000: [""]}, {"t": ["1"] * 10_000}):
        analysis, problems = link.decode(params)
        assert analysis == Analysis()
        assert [error.code for error in problems] == ["link_too_long"]
        assert len(problem(problems[0], "en")) < 200
    assert time.process_time() - started < 5  # seconds; a guard against quadratic work only


def test_a_long_value_is_shortened_in_the_notice() -> None:
    _, problems = link.decode({"cn": ["x" * 2000]})
    assert len(problem(problems[0], "en")) < 250


@pytest.mark.parametrize(
    "params",
    [
        {"from": ["singlemessage"]},
        {"from": ["CN", "timeline"]},
        {"utm_source": ["wechat"], "embed": ["true"], "embed_options": ["dark_theme"]},
        {"isappinstalled": ["0"]},
    ],
)
def test_what_others_add_to_a_link_is_no_fault(params: dict[str, list[str]]) -> None:
    assert link.decode(params) == (Analysis(), [])


def test_the_example_of_the_specification() -> None:
    params = {"cn": "72083900", "from": "CN", "t": "1000", "year": "2026", "q": "1"}
    assert link.decode({k: [v] for k, v in params.items()}) == (Analysis(), [])
    assert link.encode(Analysis()) == params


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("cn", "", "cn_empty"), ("cn", "7208", "cn_needs_eight"), ("cn", "abc", "cn_not_digits"),
        ("from", "ZZ", "origin_unknown"), ("t", "-1", "tonnes_invalid"),
        ("t", "nan", "tonnes_invalid"), ("t", "1e10", "tonnes_invalid"),
        ("year", "2025", "year_invalid"), ("year", "2040", "year_invalid"),
        ("q", "5", "quarter_invalid"), ("price", "-1", "price_invalid"),
        ("law", "1999", "law_unknown"), ("basis", "guess", "basis_unknown"),
        ("see", "-1", "see_invalid"), ("route", "Z", "route_unknown"),
        ("path", "own", "path_unknown"), ("fx", "0", "rate_invalid"),
        ("bear", "101", "share_invalid"), ("bear", "9" * 5000, "share_invalid"),
        ("imp", "x", "importer_total_invalid"), ("ret", "yes", "flag_invalid"),
        ("profit", "1", "link_unknown_parameter"),
    ],
)  # fmt: skip
def test_each_kind_of_junk_has_its_name(name: str, value: str, code: str) -> None:
    analysis, problems = link.decode({name: [value]})
    assert [error.code for error in problems] == [code]
    assert analysis == Analysis()


def test_actual_without_a_value_falls_back_and_says_so() -> None:
    analysis, problems = link.decode({"basis": ["actual"]})
    assert analysis.basis == "default"
    assert [error.code for error in problems] == ["see_missing"]
