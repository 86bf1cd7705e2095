"""Names, tables and charts that compare scenarios: figures of the engine, in both languages."""

import math
from itertools import pairwise

import pytest

from cbam.analysis import Analysis
from cbam.findings.bridge import bridge
from cbam.findings.compare import compare
from cbam.findings.home_price import HomePrice
from cbam.findings.precursors import starting_chain
from cbam.findings.scenario import Scenario, Tranche
from cbam.label import Label
from cbam.law.reform import Reform
from cbam.law.vintages import Law
from cbam.present import formats
from cbam.present.compare import scenario_charts, scenario_words
from cbam.present.theme import DARK, LIGHT

BASE = Scenario("", Analysis())
LABEL = Label(
    cn_code="72083900", origin="CN", value=2.31, unit="t", per="t", boundary="cradle-to-gate",
    family="bf-bof",
)  # fmt: skip
SIX = (
    BASE,
    BASE.with_(name="=cmd|' /C calc'!A0 <b>", origin="TR", tranches=(
        Tranche(2026, "Q1", 400.0), Tranche(2026, "Q3", 600.0),
    )),
    BASE.with_(label=LABEL),
    BASE.with_(chain=starting_chain(BASE.analysis, Law.load()), path="high", rate=8.0),
    BASE.with_(reform=Reform("p616", 0.9, 1.05), path="own", points=((2027, 90.0),)),
    BASE.with_(basis="actual", see=2.0, route="C", home=HomePrice(0.3, True), price=80.0),
)  # fmt: skip
BOTH = pytest.mark.parametrize("lang", ["en", "zh"])


@BOTH
def test_names_tell_the_scenarios_apart(lang):
    names = scenario_words.names(SIX, lang)
    assert len(set(names)) == len(SIX)
    assert names[1] == "B · =cmd|' /C calc'!A0 <b>"
    assert all(name.startswith(letter) for name, letter in zip(names, "ABCDEF", strict=True))


@BOTH
def test_every_input_that_differs_is_said_in_words(lang):
    table = scenario_words.inputs(SIX, lang)
    assert len(table) == len(compare(SIX).differences)
    assert not table.isin(["None", "nan", ""]).any().any()
    assert not any(
        "Scenario(" in str(cell) or "{" in str(cell) for cell in table.to_numpy().ravel()
    )


@BOTH
def test_outcome_is_the_engines(lang):
    comparison = compare(SIX)
    table = scenario_words.outcome(comparison, 0, 2026, lang)
    for position in range(len(SIX)):
        row = comparison.row(position, 2026)
        assert table.iloc[position, 1] == formats.number(row["cost_eur_per_t"], lang, 2)
        assert table.iloc[position, 3] == formats.number(row["cost_eur"], lang)
        gap = row["cost_eur_per_t"] - comparison.row(0, 2026)["cost_eur_per_t"]
        assert table.iloc[position, 4] == (scenario_words.signed(gap, lang, 2) if position else "–")


@BOTH
def test_a_scenario_without_a_figure_gives_its_reason_and_no_number(lang):
    broken = (BASE, BASE.with_(cn="7208"), BASE.with_(basis="actual"))
    comparison = compare(broken)
    table = scenario_words.outcome(comparison, 0, 2026, lang)
    assert table.iloc[1:, 1:5].isin(["–"]).all().all()
    assert (table.iloc[1:, 5].str.len() > 10).all()
    years = scenario_words.by_year(comparison, "cost_eur_per_t", lang)
    assert years.iloc[:, 2].eq("–").all()
    chart = scenario_charts.years(comparison, lang, LIGHT)
    assert [len(trace["x"]) for trace in chart.figure["data"]] == [9]


@BOTH
@pytest.mark.parametrize("figure", scenario_charts.FIGURES)
def test_lines_are_the_engines_and_labels_do_not_lie_on_each_other(lang, figure):
    comparison = compare(SIX)
    chart = scenario_charts.years(comparison, lang, DARK, figure, 2028)
    for position, trace in enumerate(chart.figure["data"]):
        rows = comparison.years[comparison.years["scenario"] == position]
        assert trace["y"] == rows[figure].tolist()
    labels = [n for n in chart.figure["layout"]["annotations"] if n.get("xref") == "paper"]
    heights = sorted(n["y"] for n in labels if "<b>" in n["text"])
    top = chart.figure["layout"]["yaxis"]["range"][1]
    assert min(b - a for a, b in pairwise(heights)) > 0.06 * top
    looks = {(t["line"]["dash"], t["marker"]["symbol"]) for t in chart.figure["data"]}
    assert len(looks) == len(SIX)  # known apart without colour
    assert "{" not in chart.alt


@BOTH
@pytest.mark.parametrize("currency", ["EUR", "CNY"])
def test_the_bridge_ends_where_b_ends_and_its_table_adds_up(lang, currency):
    for other in SIX[1:]:
        found = bridge(BASE, other, 2028, currency)
        trace = scenario_charts.bridge(found, ("A", "B"), lang, LIGHT).figure["data"][0]
        signs = [part.amount for part in found.parts]
        assert trace["x"][1:-1] == pytest.approx([abs(amount) for amount in signs])
        assert trace["x"][-1] == pytest.approx(found.end)
        assert math.isclose(found.start + sum(signs), found.end, abs_tol=1e-6)
        assert sum(round(c * 100) for c in found.cents()) == (
            round(found.end * 100) - round(found.start * 100)
        )
        assert len(scenario_words.bridge(found, lang)) == len(found.parts) + 1
