"""Portfolio charts and tables: every figure in words, names of strangers harmless."""

from __future__ import annotations

import json

import pandas as pd
import plotly.graph_objects as go
import pytest

from cbam.i18n import LANGS
from cbam.law.vintages import Law
from cbam.portfolio.members.association import publish
from cbam.portfolio.totals.picture import DIMENSIONS, Picture, picture
from cbam.portfolio.totals.picture_cells import Cells, cells_of
from cbam.portfolio.totals.picture_whatif import WHAT_IFS, gap, target
from cbam.present.portfolio import portfolio_charts as charts
from cbam.present.portfolio import portfolio_tables as tables
from cbam.present.theme import palette
from cbam.prices import Prices

EVIL = "<img src=x onerror=alert(1)> & <b>Co</b>"


@pytest.fixture(scope="module")
def lines() -> pd.DataFrame:
    goods = ["72083900", "73181562", "76042990", "31021019", "27160000", "84151010", "7208"]
    rows = [
        {"cn_code": good, "origin": "CN", "tonnes": 30.0 + 7 * i + j, "year": 2026, "quarter": "Q1",
         "importer": ("", EVIL, "德国汉堡金属制品贸易有限责任公司")[i % 3], "member": f"m{i}",
         "product": EVIL if j == 1 else ""}
        for i in range(8) for j, good in enumerate(goods)
    ]  # fmt: skip
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def shown(lines: pd.DataFrame, law: Law, prices: Prices) -> Picture:
    return picture(lines, law, prices, rejected={"merged": 3})


@pytest.fixture(scope="module")
def cells(lines: pd.DataFrame, law: Law) -> Cells:
    return cells_of(lines, law)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("lang", LANGS)
def test_charts_are_valid_named_and_free_of_foreign_markup(
    shown: Picture, law: Law, lang: str, mode: str
) -> None:
    colours = palette(mode)
    made = [charts.years(shown.years, lang, colours, 2026, law.schedule.assumed_years),
            charts.pareto(shown.pareto, lang, colours)]  # fmt: skip
    for name in DIMENSIONS:
        for draw in (charts.treemap, charts.ranking):
            made.append(draw(shown.parts[name], name, law, lang, colours, 3))
    for chart in made:
        go.Figure(chart.figure)  # every property is one Plotly knows
        assert len(chart.alt) > 20
        assert "<img" not in json.dumps(chart.figure)
    empty = shown.parts["good"].iloc[:0]
    for draw in (charts.treemap, charts.ranking):
        go.Figure(draw(empty, "good", law, lang, colours).figure)


def test_what_is_left_over_is_one_part(shown: Picture, law: Law) -> None:
    whole = tables.topped(shown.parts["good"], None)
    cut = tables.topped(shown.parts["good"], 2)
    assert len(cut) == 3
    assert cut["cost_eur"].sum() == pytest.approx(whole["cost_eur"].sum())
    assert cut["share"].sum() == pytest.approx(1)
    assert cut.iloc[-1]["others"] == len(whole) - 2
    # two rows and one more need no "1 others"
    assert len(tables.topped(shown.parts["good"].head(3), 2)) == 3


@pytest.mark.parametrize("lang", LANGS)
def test_tables_say_what_they_leave_out(
    shown: Picture, cells: Cells, law: Law, prices: Prices, lang: str
) -> None:
    for name in DIMENSIONS:
        table = tables.part_table(shown.parts[name], name, law, lang, 2)
        assert len(table) >= 1
        assert not table.isna().any(axis=None)
    assert len(tables.years_table(shown, lang)) == len(law.years)
    left = tables.left_out_table(shown, lang)
    assert len(left) == len(shown.left_out) + len(shown.nothing_due)
    assert str(shown.lines_left_out) in tables.coverage_note(shown, lang)
    importers = tables.importers_table(shown.importers, lang)
    assert len(importers) == len(shown.importers)
    assert "27(2)(b)" in tables.splitting_note(lang)
    for what_if in WHAT_IFS:
        found = gap(cells, law, prices, 2026, what_if, {"72": 2.0})
        text = tables.gap_sentence(found, lang)
        assert f"{found.gap_eur:,.0f}" in text
    saved = target(cells, law, prices, 2026, cut=0.1, verify=2)
    assert len(tables.target_table(saved, lang)) == len(law.years)
    made = publish(cells, law, prices)
    for view, table in made.tables.items():
        said = tables.published_table(made, view, law, lang)
        assert len(said) == len(table)
    assert "m1" not in json.dumps([tables.published_table(made, v, law, lang).to_dict("records") for v in made.tables])  # fmt: skip
