"""The production chain a user starts from."""

from __future__ import annotations

import pytest

from cbam import tables
from cbam.actual import DefaultPrecursor, Process, evaluate
from cbam.analysis import Analysis
from cbam.findings.compare import compare
from cbam.findings.precursors import own_route, starting_chain, typical_precursors
from cbam.findings.scenario import Scenario
from cbam.law.vintages import Law

LAW = Law.load()


@pytest.mark.parametrize("origin", ["CN", "TR", "FJ", "DE", "NO"])
def test_every_good_of_the_law_has_a_chain_that_can_be_evaluated(origin: str) -> None:
    for code in LAW.goods.codes:
        chain = starting_chain(Analysis(cn=code, origin=origin), LAW)
        for year in (LAW.years[0], LAW.years[-1]):
            found = evaluate(chain, LAW, year)
            assert found.see >= 0
            assert found.benchmark >= 0


def test_every_listed_good_is_billed_with_it() -> None:
    codes = [code for code in LAW.goods.codes if code != "27160000"]
    for start in range(0, len(codes), 6):
        scenarios = tuple(
            Scenario(code, analysis := Analysis(cn=code), chain=starting_chain(analysis, LAW))
            for code in codes[start : start + 6]
        )
        comparison = compare(scenarios)
        assert not comparison.problems
        assert set(comparison.years["status"]) == {"assessed"}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("72083900", ["72071210"]),
        ("73181582", ["72139149"]),
        ("73181588", ["72279010"]),  # strength class 8.8
        ("73181535", ["72210010"]),  # stainless
        ("73043988", ["72071912"]),
        ("73044100", ["72189920"]),
        ("73089098", ["72085120", "72163310"]),
        ("76042100", ["76012040"]),
        ("25232900", ["2523100090"]),
        ("31021019", ["28141000"]),
        ("2523100090", []),
        ("76011090", []),
        ("28041000", []),
        ("27160000", []),
    ],
)
def test_the_precursor_is_the_usual_one(code: str, expected: list[str]) -> None:
    assert sorted(found for found, _mass in typical_precursors(code)) == expected


def test_precursors_are_goods_of_the_law_that_are_not_the_good_itself() -> None:
    table = tables.read("typical_precursors")
    for row in table[table["precursor"] != ""].itertuples():
        assert row.precursor in LAW.goods.index
        assert not row.precursor.startswith(row.cn_prefix) or len(row.cn_prefix) == 4
        assert 0 < row.mass <= 2
        assert LAW.goods.under(row.cn_prefix), row.cn_prefix


def test_chains_end() -> None:
    """Following the usual precursors never comes round in a circle."""
    for code in LAW.goods.codes:
        seen, ahead = set(), [code]
        while ahead:
            step = ahead.pop()
            assert len(seen) < 20
            seen.add(step)
            nearer = [found for found, _mass in typical_precursors(step)]
            assert code not in nearer
            ahead += nearer


def test_the_ammonia_of_urea_is_that_of_the_reaction() -> None:
    """2 NH3 + CO2 -> urea + H2O: 34.06 / 60.06 = 0.567 t per t, and no less."""
    ((_code, mass),) = typical_precursors("31021019")
    assert mass == pytest.approx(34.06 / 60.06, abs=0.005)


def test_the_route_is_the_stated_one_or_that_of_the_default_value() -> None:
    assert own_route(Analysis(cn="72071114"), LAW) == "C"
    assert own_route(Analysis(cn="72071114", route="E"), LAW) == "E"
    assert own_route(Analysis(cn="76011090", route="X"), LAW) == "K"
    assert own_route(Analysis(cn="25232900"), LAW) == ""


@pytest.mark.parametrize("code", ["84151010", "", "abc", "99999999"])
def test_a_code_that_is_no_good_gets_an_empty_step(code: str) -> None:
    assert starting_chain(Analysis(cn=code), LAW) == Process(code, 0.0)


def test_inputs_take_the_origin_of_the_good() -> None:
    chain = starting_chain(Analysis(cn="73181582", origin="TR"), LAW)
    assert [item.source for item in chain.inputs] == [DefaultPrecursor("72139149", "TR")]
