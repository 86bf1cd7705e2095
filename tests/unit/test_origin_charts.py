"""The pictures and words of origins, prices and laws: they show the engine's figures, named."""

import json
from itertools import pairwise

import pandas as pd
import pytest

from cbam import i18n, tables
from cbam.analysis import Analysis
from cbam.findings import price_history, reforms
from cbam.findings.compare import assess_all
from cbam.findings.downstream import Content, Downstream, downstream, listed
from cbam.findings.origins import origins, ranked
from cbam.findings.scenario import Scenario
from cbam.law.reform import Reform
from cbam.law.vintages import Law
from cbam.present import formats, line_charts
from cbam.present.compare import (
    law_charts,
    law_words,
    origin_charts,
    origin_words,
    price_charts,
    price_words,
)
from cbam.present.theme import DARK, LIGHT
from cbam.prices import Prices

LANGS = pytest.mark.parametrize("lang", i18n.LANGS)
GOODS = ("72083900", "76042990", "28041000", "27160000")


@pytest.fixture(scope="module")
def law() -> Law:
    return Law.load()


@pytest.fixture(scope="module")
def prices() -> Prices:
    return Prices.load()


def labels(chart) -> str:
    """All text of a chart, without its marks."""
    frame = chart.figure["layout"]
    shown = [note["text"] for note in frame["annotations"]]
    shown += frame["yaxis"].get("ticktext", [])
    return json.dumps(shown, ensure_ascii=False)


# Origins --------------------------------------------------------------------------------------


@LANGS
@pytest.mark.parametrize("good", GOODS)
def test_ranking_holds_every_origin_once(good, lang, law, prices) -> None:
    table = origins(good, law, prices, 2028)
    chart = origin_charts.ranking(table, law, lang, LIGHT, "CN", ("TR", "ID"))
    bar = chart.figure["data"][0]
    rows = origin_words.priced(table)
    alone = rows[rows["own"] | rows["origin"].isin(["CN", "TR", "ID"])]
    fallen = len(rows) - len(alone)
    assert len(bar["x"]) == len(alone) + (fallen > 0)
    assert bar["x"] == sorted(bar["x"])
    assert sorted(bar["y"]) == bar["y"]
    assert str(fallen) in labels(chart) if fallen > 1 else True
    assert chart.alt.startswith(str(len(rows)))


def test_own_origin_and_competitors_are_named_and_hatched_where_they_fall_back(law, prices) -> None:
    table = origins("72083900", law, prices, 2026, "Q1")
    chart = origin_charts.ranking(table, law, "en", LIGHT, "CN", ("MY", "IN"))
    bar, names = chart.figure["data"][0], chart.figure["layout"]["yaxis"]["ticktext"]
    at = {name: i for i, name in enumerate(names)}
    china = next(i for name, i in at.items() if ">China<" in name)
    assert bar["marker"]["color"][china] == LIGHT.pay
    assert bar["x"][china] == pytest.approx(163.527432)
    malaysia = next(i for name, i in at.items() if "Malaysia" in name)
    india = next(i for name, i in at.items() if "India" in name)
    shapes = bar["marker"]["pattern"]["shape"]
    assert (shapes[malaysia], shapes[india], shapes[china]) == ("/", "", "")
    assert any("89 on" in name for name in names)


def test_an_origin_without_lines_stands_with_the_others(law, prices) -> None:
    table = origins("72083900", law, prices, 2026, "Q1")
    words = origin_words.standing(table, "MC", law, "en")
    assert words.startswith("Other countries and territories is number 28")
    assert "China is number 26" in origin_words.standing(table, "DE", law, "en")
    assert "China is number 26" in origin_words.standing(table, "NO", law, "en")


@pytest.mark.parametrize("cn", ["72083900", "76042990", "25231000"])
def test_an_origin_not_stated_is_ranked_on_what_its_bill_takes(cn) -> None:
    chosen = Scenario("", Analysis(cn=cn, origin="XX"))
    law, row = chosen.law(), assess_all([chosen])[0][0][2026]
    table = ranked(chosen, 2026)
    mine = table.set_index("origin").loc["XX"]
    assert mine["default_from"] == row["default_from"] == "annex_iv"
    assert mine["cost_eur_per_t"] == pytest.approx(row["cost_eur_per_t"])
    others = table[table["origin"] != "XX"]["cost_eur_per_t"]
    assert mine["rank"] == (others < mine["cost_eur_per_t"] - 1e-9).sum() + 1
    cost = formats.eur(row["cost_eur_per_t"], "en", 2)
    said = origin_words.standing(table, "XX", law, "en")
    assert said.startswith(f"Origin not stated is number {mine['rank']} of {len(table)} ")
    assert cost in said
    view, _digits = origin_words.table_of(table, law, "en", "XX")
    assert view.set_index("Code").loc["XX", "Value used"] == "Annex IV"
    assert view.set_index("Code").loc["XX", "Against this scenario’s origin"] == 0
    alt = origin_charts.ranking(table, law, "en", LIGHT, "XX").alt
    assert f"Origin not stated number {mine['rank']} with {cost}" in alt
    assert "XX" not in set(ranked(chosen.with_(origin="CN"), 2026)["origin"])


def test_without_annex_iv_an_origin_not_stated_has_no_place() -> None:
    chosen = Scenario("", Analysis(origin="XX", law="2026-02", basis="actual", see=2.0, route="C"))
    said = origin_words.standing(ranked(chosen, 2026), "XX", chosen.law(), "en")
    assert "no default value for this good and origin" in said
    assert "China is number 26 of 120" in said


def test_nothing_to_rank_draws_nothing_and_says_so(law, prices) -> None:
    table = origins("84151010", law, prices, 2026)
    chart = origin_charts.ranking(table, law, "en", LIGHT, "CN")
    assert chart.alt == "No origin pays for this good."
    assert chart.figure["data"][0]["x"] == []


def test_ranked_takes_the_scenarios_quarter_price_and_law() -> None:
    chosen = Scenario("", Analysis(quarter="Q2"))
    found = ranked(chosen, 2026).set_index("origin")
    assert found.loc["CN", "price_eur"] == 75.28
    assert ranked(chosen, 2027)["price_eur"].unique().tolist() == [82.32]
    assert ranked(chosen.with_(year=2027), 2026)["price_eur"].unique().tolist() == [82.32]
    own = ranked(chosen.with_(price=10.0), 2026)
    assert own["price_eur"].unique().tolist() == [10.0]
    assert ranked(chosen.with_(price=10.0), 2028)["price_eur"].unique().tolist() == [82.32]
    varied = ranked(Scenario("", Analysis(), Reform("p616")), 2030).set_index("origin")
    row = assess_all([Scenario("", Analysis(), Reform("p616"))])[0][0][2030]
    assert varied.loc["CN", "cost_eur_per_t"] == pytest.approx(row["cost_eur_per_t"])


def test_table_of_origins_is_the_bill(law, prices) -> None:
    table = origins("72083900", law, prices, 2026, "Q1")
    view, digits = origin_words.table_of(table, law, "en", "CN")
    row = view[view["Code"] == "CN"].iloc[0]
    assert row["EUR/t"] == pytest.approx(163.527432)
    assert row["Against this scenario’s origin"] == 0
    assert view["Value used"].value_counts().to_dict() == {"“Other countries”": 90, "own value": 32}
    assert set(digits) < set(view.columns)


def test_names_at_the_side_do_not_lie_on_each_other(law, prices) -> None:
    table = origins("28041000", law, prices, 2028)
    picked = table["origin"].tolist()[:6]
    chart = origin_charts.ranking(table, law, "en", LIGHT, "CN", picked)
    notes = [n for n in chart.figure["layout"]["annotations"] if "ay" in n]
    places = sorted(note["ay"] for note in notes)
    units = chart.figure["layout"]["yaxis"]["range"][0]
    gap = origin_charts._GAP * units / (chart.figure["layout"]["height"] - 66)
    assert min(b - a for a, b in pairwise(places)) >= gap * 0.999
    assert all(0 <= place <= units for place in places)


def test_spread_keeps_order_gap_and_ends() -> None:
    placed = line_charts.spread([9.0, 1.0, 9.1, 9.2], 2.0, 0.0, 10.0)
    assert placed == [6.0, 1.0, 8.0, 10.0]


# Price ----------------------------------------------------------------------------------------


def test_headline_of_the_auctions_can_say_no() -> None:
    table = price_history.quarters()
    assert "75.36 and 75.28 EUR: equal" in price_words.auctions_headline(table, "en")
    assert "75.36 和 75.28" in price_words.auctions_headline(table, "zh")
    wrong = table.assign(agrees=table["agrees"].mask(table["quarter"] == "Q2", False))
    wrong["agrees"] = wrong["agrees"].mask(table["agrees"].isna())
    assert "not all equal" in price_words.auctions_headline(wrong, "en")
    assert "yet" in price_words.auctions_headline(table.assign(agrees=pd.NA), "en")


def test_costs_by_path_are_the_bills() -> None:
    chosen = Scenario("", Analysis(year=2028))
    table = price_history.by_path(chosen).set_index(["path", "year"])
    assert set(table.index.get_level_values(0)) == {"flat", "low", "central", "high"}
    # 2028: 3.187 x 1.3 - 0.9 x 1.370 = 2.9101
    assert table.loc[("low", 2028), "cost_eur_per_t"] == pytest.approx(2.9101 * 75)
    assert table.loc[("high", 2028), "cost_eur_per_t"] == pytest.approx(2.9101 * 111)
    assert table.loc["low"].loc[2026].equals(table.loc["high"].loc[2026])
    own = price_history.by_path(chosen.with_(points=((2028, 99.0),))).set_index(["path", "year"])
    assert own.loc[("own", 2028), "cost_eur_per_t"] == pytest.approx(2.9101 * 99)


@LANGS
@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_price_charts_show_the_tables(lang, colours) -> None:
    prices = Prices.load("own", {2028: 99.0})
    table, months = price_history.paths(prices), price_history.monthly()
    chart = price_charts.paths(table, months, "own", 2028, lang, colours)
    drawn = {trace["name"]: trace for trace in chart.figure["data"]}
    assert drawn[price_words.path("own", lang)]["y"][1] == 99.0
    assert drawn[price_words.path("own", lang)]["line"]["color"] == colours.pay
    squares = chart.figure["data"][-1]
    assert squares["y"] == [75.36, 75.28, 82.32]
    assert ("4 January 2027" if lang == "en" else "2027年1月4日") in labels(chart)
    history = price_charts.auctions(months, price_history.quarters(), lang, colours)
    assert "75.36" in history.alt
    assert history.figure["data"][-1]["y"] == [75.36, 75.28, 82.32]
    effects = price_history.by_path(Scenario("", Analysis(), points=((2028, 99.0),)))
    costs = price_charts.costs(effects, "own", 2028, lang, colours)
    assert len(costs.figure["data"]) == 5


@LANGS
def test_every_price_has_a_basis_and_every_source_is_said(lang) -> None:
    raw = price_history.paths(Prices.load())
    table = price_words.paths(raw, lang)
    basis = table.columns[3]
    assert (table[basis] != "").all()
    said = set(table[table.columns[4]])
    assert set(tables.read("price_paths")[f"source_{lang}"]) <= said


def test_sources_of_a_path_and_a_quarter_half_covered() -> None:
    table = price_history.paths(Prices.load())
    assert "Reuters poll of 10 analysts, January 2026" in price_words.source(table, "central", "en")
    assert price_words.source(table, "flat", "en") == "Flat: last published price, held"
    words = price_words.incomplete(price_history.quarters(), "en")
    assert "end on 7 August 2026, so the average of Q3 2026 (80.30)" in words
    whole = price_history.quarters().assign(complete=True)
    assert price_words.incomplete(whole, "en") == ""


def test_flat_costs_and_free_years_are_worded() -> None:
    table = price_history.by_path(Scenario("", Analysis(cn="84151010")))
    words = price_words.paths_headline(table, 2028, Prices.load(), "en")
    assert words == "This scenario has no cost that a price could change."
    free = Scenario("", Analysis(basis="actual", see=0.001, route="C"))
    words = price_words.paths_headline(price_history.by_path(free), 2028, Prices.load(), "en")
    assert "makes no difference: EUR 0.00" in words


# Law ------------------------------------------------------------------------------------------


def test_variants_and_where_the_scenario_stands() -> None:
    plain = Scenario("", Analysis())
    assert list(reforms.variants(plain)) == ["law", "2026-02", "p616"]
    assert reforms.own_variant(plain) == "law"
    assert reforms.own_variant(plain.with_(law="2026-08")) == "law"
    assert reforms.own_variant(plain.with_(law="2026-02")) == "2026-02"
    assert reforms.own_variant(plain.with_(reform=Reform("p616"))) == "p616"
    mixed = plain.with_(law="2026-02", reform=Reform("p616"))
    assert reforms.own_variant(mixed) == "this"
    assert list(reforms.variants(mixed))[-1] == "this"


def test_differences_between_laws_by_hand() -> None:
    table = reforms.by_variant(Scenario("", Analysis(tonnes=1000.0))).set_index(["variant", "year"])
    # (0.515 - 0.59) x 1.370 x 82.32 = -8.4584
    assert table.loc[("p616", 2030), "more_per_t"] == pytest.approx(-0.075 * 1.370 * 82.32)
    assert table.loc[("p616", 2030), "more"] == pytest.approx(-75 * 1.370 * 82.32)
    assert table.loc[("p616", 2027), "more_per_t"] == 0
    assert (table.loc["law"]["more_per_t"] == 0).all()


@LANGS
def test_headlines_of_laws(lang) -> None:
    plain = Scenario("", Analysis())
    table = reforms.by_variant(plain)
    for year in (2026, 2030):
        assert "COM(2026) 616" in law_words.headline(table, "law", year, lang)
    dearer = plain.with_(reform=Reform("law", 0.8, 0.5))
    words = law_words.headline(reforms.by_variant(dearer), "this", 2032, lang)
    assert ("more per tonne" if lang == "en" else "增加") in words
    none = reforms.by_variant(Scenario("", Analysis(cn="84151010")))
    words = law_words.headline(none, "law", 2032, lang)
    assert ("no cost" if lang == "en" else "没有") in words


@LANGS
def test_what_is_not_law_is_listed(lang) -> None:
    assert law_words.not_law("", Reform(), lang) == []
    assert law_words.not_law("2026-08", Reform(), lang) == []
    assert len(law_words.not_law("2026-02", Reform("p616", 0.9, 0.9, True), lang)) == 5


@LANGS
def test_law_charts_draw_only_the_law_solid(lang) -> None:
    scenario = Scenario("", Analysis(), Reform("p616_new_goods", 0.9))
    factors = law_charts.factors(reforms.factors(scenario), 2030, lang, LIGHT)
    dashes = [trace["line"]["dash"] for trace in factors.figure["data"]]
    assert dashes == ["solid", "dash", "dash"]
    assert factors.figure["data"][1]["y"][4] == pytest.approx(59)
    for figure in law_charts.FIGURES:
        chart = law_charts.costs(reforms.by_variant(scenario), 2030, lang, LIGHT, figure)
        solid = [t["name"] for t in chart.figure["data"] if t["line"]["dash"] == "solid"]
        assert solid == [law_words.variant("law", lang)]
        low, top = chart.figure["layout"]["yaxis"]["range"]
        for trace in chart.figure["data"]:
            assert all(low <= value <= top for value in trace["y"])


# Goods proposed for 2028 ----------------------------------------------------------------------


def test_every_proposed_good_has_a_name_and_is_listed(law) -> None:
    goods = law_words.proposed_goods("zh")
    table = tables.read("proposal_2028")
    added = table[
        (table["annex"] == "Annex I")
        & (table["scope"] == "included")
        & (table["already_in_annex_i"].fillna(0) == 0)
    ]
    assert list(goods) == added["cn_prefix"].tolist()
    assert all(listed(code, law) is not None for code in goods)


@LANGS
def test_words_of_a_listed_good(lang, law, prices) -> None:
    good = Downstream("84501111", "CN", (Content("72083900", 30),), 1000, "piece")
    found = downstream(good, prices)
    words = law_words.downstream_headline(found, good, 2028, law, lang)
    # 0.03 x (3.187 - 0.9 x 1.370) x 82.32 = 4.8255
    assert "4.83" in words
    assert ("not law" if lang == "en" else "尚非法律") in words
    years = law_words.downstream_years(found, "piece", lang)
    assert years.iloc[0, 4] == "4.83"
    parts = law_words.downstream_parts(found, 2028, law, lang)
    assert len(parts) == 1
    chart = law_charts.downstream(found, "piece", lang, LIGHT)
    assert chart.figure["data"][0]["text"][0] == "4.83"
    assert chart.figure["data"][0]["marker"]["pattern"]["shape"] == "/"
