"""The study told as findings: the engine's numbers, the pages' headlines, for odd studies too."""

from __future__ import annotations

import copy
from datetime import date

import pytest

from cbam import tables
from cbam.analysis import Analysis, import_line
from cbam.findings.bridge import bridge_rows
from cbam.findings.compare import compare
from cbam.findings.projection import bill_of, bills_of, years
from cbam.findings.savings import savings
from cbam.findings.scenario import Scenario
from cbam.findings.starters import starters
from cbam.label import Label, Target, translate
from cbam.law.vintages import Law
from cbam.present import formats, wording
from cbam.present.briefing import SLIDES, report, slide_names
from cbam.present.briefing.briefing_charts import staged
from cbam.present.briefing.telling import short, subject
from cbam.present.compare import compare_words, scenario_words
from cbam.present.label import label_words
from cbam.present.theme import DARK
from cbam.prices import Prices
from cbam.rows import assess_rows
from cbam.study import Briefing, Study, View

MADE, LINK = "2026-11-25", "https://cbam.example.org/?cn=72083900"
STRIP = Label(value=2310.0, unit="kg", per="t", boundary="cradle-to-gate", family="bf-bof")
CUT = Analysis(label=STRIP, target=Target(cut=0.1))
ACTUAL = Analysis(basis="actual", see=2.0, route="C")
ALWAYS = ("title", "covered", "timeline")
PAYS = ("title", "covered", "cost", "why", "years", "verified", "compared", "timeline", "sources")
FREE = ("title", "covered", "timeline", "sources")

ODD = {
    "default": (Study(), PAYS),
    "label": (Study(CUT), (*PAYS[:5], "label", *PAYS[5:])),
    "label without a target": (Study(CUT.with_(target=Target())), PAYS),
    "label refused": (Study(Analysis(label=Label(value=2.3, boundary="gate-to-gate"))), PAYS),
    "label of no use": (Study(Analysis(label=Label(value=-1.0))), PAYS),
    "label without a boundary": (Study(Analysis(label=Label(value=2310.0, family="bf-bof"))), PAYS),
    "actual": (Study(ACTUAL), PAYS),
    "actual above the default": (Study(ACTUAL.with_(see=5.0)), PAYS),
    "actual without a value": (Study(Analysis(basis="actual")), ALWAYS),
    "unknown code": (Study(Analysis(cn="junk")), ALWAYS),
    "unknown origin": (Study(Analysis(origin="ZZ")), ALWAYS),
    "out of scope": (Study(Analysis(cn="84151090")), FREE),
    "from the Union": (Study(Analysis(origin="DE")), FREE),
    "from Annex III": (Study(Analysis(origin="CH")), FREE),
    "returned": (Study(Analysis(returned=True)), FREE),
    "exempt": (Study(Analysis(tonnes=40.0, importer_tonnes=45.0)), FREE),
    "electricity": (
        Study(Analysis(cn="27160000", origin="UA", year=2027)),
        tuple(code for code in PAYS if code != "verified"),
    ),
    "hydrogen": (Study(Analysis(cn="28041000", year=2028)), PAYS),
    "beyond 2030": (Study(Analysis(cn="76042990", origin="TR", year=2033)), PAYS),
    "origin not stated": (
        Study(Analysis(origin="XX")),
        tuple(code for code in PAYS if code != "compared"),
    ),
    "no tonnes": (Study(Analysis(tonnes=0.0)), PAYS),
    "earlier law": (Study(Analysis(law="2026-02")), PAYS),
    "scenarios": (Study(scenarios=starters(Analysis())), PAYS),
    "a scenario that fails": (
        Study(scenarios=(Scenario("a"), Scenario("b", Analysis(basis="actual")))),
        PAYS,
    ),
}


def told(study, lang="en", **options):
    return report(study, lang, MADE, LINK, **options)


def section(study, code, lang="en"):
    return next(s for s in told(study, lang).sections if s.code == code)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", ODD)
def test_any_study_makes_a_whole_report(name, lang):
    study, codes = ODD[name]
    found = told(study, lang)
    assert tuple(s.code for s in found.sections) == codes
    assert found.title
    assert found.vintages
    assert found.link == LINK
    assert found.lang == lang
    for one in found.sections:
        assert one.headline.strip()
        assert one.notes.strip()
        assert one.source.strip()
        assert len(one.figures) <= 3
        texts = [one.headline, one.notes, one.source, *one.lines, *one.assumed]
        texts += [t for f in one.figures for t in (f.label, f.value, f.aside)]
        for text in texts:
            assert not {"{", "nan", "None"} & set(text.split()), text
            assert "{" not in text, text
        assert all(figure.label and figure.value for figure in one.figures)
        if one.chart is not None:
            assert one.table is not None
            assert len(one.table)
            assert one.chart.alt


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    "analysis", [Analysis(), ACTUAL, Analysis(cn="76042990", origin="TR", tonnes=12.0, year=2028)]
)
def test_the_figures_are_the_engines(analysis, lang):
    row, rate = bill_of(analysis), Prices.load().rate.cny_per_eur
    cost = section(Study(analysis), "cost", lang)
    assert [figure.value for figure in cost.figures] == [
        formats.eur(row["cost_eur_per_t"], lang, 2),
        formats.cny(row["cost_eur_per_t"] * rate, lang, 2),
        formats.eur(row["cost_eur"], lang),
    ]
    table = years(analysis)
    own = table[table["basis"] == analysis.basis]
    by_year = section(Study(analysis), "years", lang)
    assert [figure.value for figure in by_year.figures] == [
        formats.eur(own["cost_eur_per_t"].iloc[0], lang),
        formats.eur(own["cost_eur_per_t"].iloc[-1], lang),
        formats.eur(own["cost_eur"].sum(), lang),
    ]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_headlines_are_those_of_the_pages(lang):
    law, prices = Law.load(), Prices.load()
    row = bill_of(Analysis())
    assert section(Study(), "cost", lang).headline == wording.headline(row, lang, law)
    table = years(Analysis())
    assert section(Study(), "years", lang).headline == wording.years_headline(table, lang)
    bridge = translate(CUT.labelled(), law, date.fromisoformat(MADE))
    result = savings(bridge, law, prices, CUT.target, quarter="Q1", tonnes=CUT.tonnes)
    label = section(Study(CUT), "label", lang)
    assert label.headline == label_words.headline(bridge, result, 2026, lang)
    free = Analysis(cn="84151090")
    said = wording.headline(bill_of(free), lang, law)
    assert section(Study(free), "covered", lang).headline == said
    bills = bills_of(ACTUAL)
    said = wording.against_default(bills[0], bills[1], lang)
    assert section(Study(ACTUAL), "verified", lang).headline == said


def test_the_what_if_is_a_bill_at_the_benchmark():
    row = bill_of(Analysis())
    line = import_line(Analysis(), basis="actual", see=row["benchmark"], route=row["route"])
    bill = assess_rows([line], Law.load(), Prices.load())[0]
    one = section(Study(), "verified")
    assert one.headline.startswith("What if")
    assert formats.eur(bill["cost_eur_per_t"], "en", 2) in one.headline
    assert any("stands in" in text for text in one.assumed)


def test_a_label_comes_before_the_what_if_and_an_actual_value_before_both():
    assert "What if" not in section(Study(CUT), "verified").headline
    both = CUT.with_(basis="actual", see=2.0, route="C")
    assert section(Study(both), "verified").figures[1].label == "Verified value"


def test_a_label_without_estimate_says_so_beside_the_what_if():
    refused = Study(Analysis(label=Label(value=2.3, boundary="gate-to-gate")))
    one = section(refused, "verified")
    assert one.headline.startswith("What if")
    assert any(line.startswith("No estimate.") for line in one.lines)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_own_scenarios_come_before_other_origins(lang):
    pair = starters(Analysis())
    one = section(Study(scenarios=pair), "compared", lang)
    found = compare(pair)
    way = bridge_rows(found.row(0, 2026), found.row(1, 2026))
    names = scenario_words.names(pair, lang)
    assert one.headline == compare_words.bridge_headline(way, *names, lang)
    assert one.figures[0].value == formats.eur(found.row(0, 2026)["cost_eur_per_t"], lang, 2)


def test_the_comparison_follows_the_view():
    study = Study(scenarios=starters(Analysis()), view=View(baseline=1, alternative=0, year=2030))
    one = section(study, "compared")
    assert "in 2030" in one.headline
    assert one.headline.index("“A") < one.headline.index("“B")
    assert one.figures[0].label.startswith("B")


def test_deadlines_that_have_passed_are_left_out():
    rows = tables.read("deadlines")
    assert len(section(Study(), "timeline").table) == len(rows)
    later = report(Study(), "en", "2027-10-01", LINK)
    left = next(s for s in later.sections if s.code == "timeline").table
    assert len(left) == (rows["date"] >= "2027-10-01").sum() < len(rows)
    never = report(Study(), "en", "2040-01-01", LINK)
    assert "timeline" not in [s.code for s in never.sections]


def test_every_deadline_has_its_article():
    table = section(Study(), "timeline").table
    for text, article in zip(table["Source"], tables.read("deadlines")["article_en"], strict=True):
        assert text.endswith(article)


def test_sources_name_every_act_and_assumption():
    one = section(Study(Analysis(year=2033)), "sources")
    assert "(EU) 2023/956" in set(one.table["Source"])
    assert str(len(one.assumed)) in one.headline
    assert any("2030" in text for text in one.assumed)


def test_the_presenters_choice_and_order():
    chosen = Briefing(slides=("sources", "cost", "cost", "label", "nothing"))
    found = told(Study(briefing=chosen))
    assert [s.code for s in found.sections] == ["sources", "cost"]
    everything = told(Study(briefing=chosen), everything=True)
    assert [s.code for s in everything.sections] == list(PAYS)


def test_own_words_never_lose_the_finding():
    said = section(Study(), "cost").headline
    words = Briefing(titles=(("cost", "Our coil"),), notes=(("cost", "Pause here."),))
    one = section(Study(briefing=words), "cost")
    assert (one.headline, one.lines[0], one.notes) == ("Our coil", said, "Pause here.")
    named = told(Study(briefing=Briefing(titles=(("title", "Members’ day"),), association="GFA")))
    assert (named.title, named.association) == ("Members’ day", "GFA")
    assert section(Study(), "cost").headline == said  # what is shared did not change


def test_colours_change_the_charts_only():
    light, dark = told(Study()), told(Study(), colours=DARK)
    assert [s.headline for s in light.sections] == [s.headline for s in dark.sections]
    why = [next(s for s in found.sections if s.code == "why").chart for found in (light, dark)]
    assert why[0].figure != why[1].figure
    assert why[0].alt == why[1].alt


def test_a_staged_chart_is_larger_and_another():
    chart = section(Study(), "years").chart
    before = copy.deepcopy(chart.figure)
    large = staged(chart, 1.0)
    assert chart.figure == before
    sizes = list(_sizes(large.figure))
    assert sizes
    assert min(sizes) >= 18
    assert min(_sizes(staged(chart, 2.0).figure)) >= 36


def _sizes(part):
    if isinstance(part, dict):
        for key, value in part.items():
            if key.endswith("font") and isinstance(value, dict) and "size" in value:
                yield value["size"]
            yield from _sizes(value)
    elif isinstance(part, list):
        for item in part:
            yield from _sizes(item)


def test_acts_are_shortened_to_their_numbers():
    for title in tables.read("acts")["title"]:
        assert short(title)
        assert len(short(title)) <= 20
        assert short(f"{title}: what it says") == short(title)
        assert subject(f"{title}: what it says") == "what it says"
    assert short("Implementing Regulation (EU) 2025/2620") == "(EU) 2025/2620"


def test_names_of_slides_are_those_written():
    assert list(slide_names()) == [code for code, *_ in SLIDES]
    assert all(slide_names().values())
