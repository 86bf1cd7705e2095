"""Charts and tables of the parts that look into one scenario: they say what the findings say."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest

from cbam.actual import DefaultPrecursor, Input, Process, StatedPrecursor
from cbam.analysis import Analysis
from cbam.findings import cash
from cbam.findings.compare import compare
from cbam.findings.home_price import Cap, HomePrice, cap, reduction
from cbam.findings.others import OURS, leaves_out_indirect, others
from cbam.findings.precursors import chain_bill, starting_chain
from cbam.findings.scenario import Scenario, Tranche
from cbam.findings.uncertainty import uncertainty
from cbam.label import Label
from cbam.law.vintages import Law
from cbam.present.compare import (
    cash_charts,
    cash_words,
    chain_charts,
    chain_words,
    home_words,
    others_charts,
    others_words,
    uncertainty_charts,
    uncertainty_words,
)
from cbam.present.theme import DARK, LIGHT
from cbam.prices import Prices

LAW = Law.load()
LANGS = pytest.mark.parametrize("lang", ["en", "zh"])
NESTED = Process(
    "73181582", 0.12, "C", inputs=(
        Input(1.1, Process("72139149", 0.08, "C", inputs=(Input(1.03, StatedPrecursor("72071114", 1.9, "C")),))),
        Input(0.02, DefaultPrecursor("72139149", "TR")),
    ),
)  # fmt: skip
LABEL = Label(
    value=2310.0, unit="kg", per="t", cn_code="72083900", origin="CN",
    boundary="cradle-to-gate", family="bf-bof",
)  # fmt: skip


def drawn(chart):
    """Plotly takes every property of the figure; the alternative is whole."""
    go.Figure(chart.figure)
    assert chart.alt
    assert "{" not in chart.alt
    return chart


def row(scenario, year):
    return compare([scenario]).row(0, year)


@LANGS
@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_a_tree_has_a_bar_of_each_step_and_the_total(lang, colours) -> None:
    found = chain_bill(Scenario("", Analysis(cn="73181582"), chain=NESTED), 2027)
    chart = drawn(chain_charts.tree(found, LAW, lang, colours))
    emitted, free = chart.figure["data"]
    top = found.nodes.iloc[0]
    assert emitted["x"][-1] == pytest.approx(sum(emitted["x"][:-1])) == pytest.approx(top["see"])
    assert free["x"][-1] == pytest.approx(sum(free["x"][:-1])) == pytest.approx(top["sefa"])
    branches = len(found.nodes) - 1
    assert len(chart.figure["layout"]["shapes"]) == 2 * branches


@pytest.mark.parametrize("cn", ["73089098", "25232900", "31023090", "76101000", "27160000"])
@LANGS
def test_any_sector_is_drawn_told_and_added_up(cn, lang) -> None:
    analysis = Analysis(cn=cn, year=2028)
    scenario = Scenario("", analysis, chain=starting_chain(analysis, LAW))
    for year in (LAW.years[0], LAW.years[-1]):
        found = chain_bill(scenario, year)
        drawn(chain_charts.tree(found, LAW, lang, LIGHT))
        assert len(chain_words.nodes(found, LAW, lang)) == len(found.nodes)
        lines = chain_words.equations(found, lang)
        assert [text.split(" = ")[0] for text, _rule in lines] == ["SEE", "SEFA"]
        assert len(chain_words.levers(found, lang)) == len(found.levers)
        assert found.cost_eur_per_t == pytest.approx(row(scenario, year)["cost_eur_per_t"])


def test_names_of_goods_never_become_markup() -> None:
    found = chain_bill(Scenario("", Analysis(cn="73181582"), chain=NESTED), 2027)
    chart = chain_charts.tree(found, LAW, "zh", LIGHT)
    texts = [note["text"] for note in chart.figure["layout"]["annotations"]]
    assert any("&lt;" in text for text in texts)  # 直径<14毫米
    assert "&lt;" not in chart.alt


def test_a_chain_over_tranches_costs_what_the_comparison_says() -> None:
    tranches = (Tranche(2026, "Q1", 300.0), Tranche(2026, "Q3", 100.0))
    scenario = Scenario("", Analysis(cn="73181582"), chain=NESTED, tranches=tranches)
    found, expected = chain_bill(scenario, 2026), row(scenario, 2026)
    assert found.cost_eur == pytest.approx(expected["cost_eur"])
    assert found.price_eur == pytest.approx((300 * 75.36 + 100 * 82.32) / 400)


def test_what_of_a_chain_is_unfinished_is_said() -> None:
    start = starting_chain(Analysis(cn="73181582"), LAW)
    assert len(chain_words.unfinished(start, LAW, "en")) == 2
    own = Process("73181582", 0.1, inputs=(Input(1.06, DefaultPrecursor("72139149", "CN")),))
    assert chain_words.unfinished(own, LAW, "en") == []
    assert chain_words.unfinished(Process("84151010", 0.1), LAW, "en") == []


def test_people_count_from_one() -> None:
    assert chain_words.place("0.1.0") == "1.2.1"


@LANGS
@pytest.mark.parametrize(
    "scenario",
    [
        Scenario("", Analysis()),
        Scenario("", Analysis(quarter="Q4")),
        Scenario("", Analysis(), label=LABEL),
        Scenario("", Analysis(basis="actual", see=2.0, route="C")),
    ],
)
@pytest.mark.parametrize("currency", ["EUR", "CNY"])
def test_a_tornado_names_both_ends_of_every_input(scenario, lang, currency) -> None:
    for year in (2026, 2032):
        found = uncertainty(scenario, year, currency)
        drawn(uncertainty_charts.band(found, lang, LIGHT))
        assert len(uncertainty_words.band(found, lang)) == len(LAW.years)
        if not found.swings:
            continue
        chart = drawn(uncertainty_charts.tornado(found, lang, DARK))
        low, high = chart.figure["data"]
        for at, swing in enumerate(found.swings):
            assert low["base"][at] + low["x"][at] == pytest.approx(swing.low_per_t)
            assert high["base"][at] + high["x"][at] == pytest.approx(swing.high_per_t)
            for end in (swing.at_low, swing.at_high):
                text = uncertainty_words.end_text(swing.input, end, lang)
                assert text in chart.figure["layout"]["annotations"][at]["text"]
        assert len(uncertainty_words.swings(found, lang)) == len(found.swings)


@LANGS
def test_ours_is_picked_out_among_the_others(lang) -> None:
    found = others(row(Scenario("", Analysis()), 2026), LAW, 0.4)
    chart = drawn(others_charts.bars(found, lang, LIGHT))
    trace = chart.figure["data"][0]
    assert trace["x"] == sorted(trace["x"])
    fills = trace["marker"]["color"]
    assert fills.count(LIGHT.pay) == 1
    assert round(trace["x"][fills.index(LIGHT.pay)]) == 163527
    table = others_words.table(found, lang)
    assert len(table) == len(found)
    assert (table.iloc[:, -1] == "–").sum() == 1  # every variant but ours breaks a rule
    said = {code.code: rule for code, (_n, _t, rule) in
                zip(found, others_words.explanations(found, lang), strict=True)}  # fmt: skip
    assert said[OURS] == ""
    assert all(("第" in rule or "附件" in rule) == (lang == "zh") for rule in said.values() if rule)


def test_what_article_9_takes_off_is_taken_off_for_all() -> None:
    plain = Scenario("", Analysis(basis="actual", see=2.0, route="C", year=2027, quarter=""))
    paid = plain.with_(home=HomePrice(0.2, True))
    before, after = (
        {item.code: item.cost_eur for item in others(row(s, 2027), LAW)} for s in (plain, paid)
    )
    off = before[OURS] - after[OURS]
    assert off > 0
    assert before["no_free_allocation"] - after["no_free_allocation"] == pytest.approx(off)


def test_indirect_emissions_are_asked_for_metals_only() -> None:
    goods = {"72083900": True, "76101000": True, "28041000": True, "25232900": False}
    for cn, asked in {**goods, "27160000": False}.items():
        assert leaves_out_indirect(row(Scenario("", Analysis(cn=cn)), 2028), LAW) is asked


@LANGS
def test_the_cash_timeline_ends_with_what_is_due(lang) -> None:
    scenario = Scenario("", Analysis())
    bill = row(scenario, 2028)
    held = cash.holdings(scenario.analysis, LAW, Prices.load(), 2028)
    window = cash.purchase(LAW, 2028)
    chart = drawn(cash_charts.timeline(held, window.last, bill["certificates"], lang, LIGHT))
    heights = chart.figure["data"][0]["y"]
    assert heights[-1] == bill["certificates"]
    # half of 1,000 t x (3.187 - 0.90 x 1.370) at the end of the year
    assert heights[3] == pytest.approx(0.5 * 1000 * (3.187 - 0.90 * 1.370))
    table = cash_words.table(held, window, bill, lang)
    assert len(table) == 6
    assert cash_words.after(window, lang) == []
    assert len(cash_words.after(cash.purchase(LAW, 2026), lang)) == 2


def test_tranches_share_out_the_year_only_if_each_has_a_quarter() -> None:
    year = 2027
    named = (Tranche(year, "Q2", 1.0), Tranche(year, "Q4", 3.0), Tranche(2028, "Q1", 9.0))
    assert cash.quarter_shares(Scenario("", tranches=named), year) == (0.0, 0.25, 0.0, 0.75)
    open_ = (*named, Tranche(year, "", 4.0))
    assert cash.quarter_shares(Scenario("", tranches=open_), year) == cash.EVEN
    none = (Tranche(year, "Q1", 0.0),)
    assert cash.quarter_shares(Scenario("", tranches=none), year) == cash.EVEN


@LANGS
@pytest.mark.parametrize("origin", ["CN", "GB", "TR", "US", "KR"])
def test_the_cap_names_its_source(origin, lang) -> None:
    limit = cap(origin, "iron_and_steel", Prices.load())
    text = home_words.cap_text(limit, lang)
    assert "{" not in text
    if limit.eur is not None:
        assert (limit.source_en if lang == "en" else limit.source_zh) in text


@LANGS
def test_a_sector_outside_the_home_market_and_every_guard_is_said(lang) -> None:
    prices = Prices.load()
    limit = cap("CN", "fertilisers", prices)
    assert not limit.covered
    assert home_words.cap_text(limit, lang)
    found = reduction(
        HomePrice(9.0), basis="default", origin="CN", sector="iron_and_steel", see=2.0, year=2026,
        prices=prices,
    )  # fmt: skip
    said = home_words.remarks(found, lang)
    assert len(said) == len(found.notes) - 1  # that it is a draft stands apart
    assert all(text and "{" not in text for text, _limits in said)
    assert home_words.cap_text(Cap(None), lang)
