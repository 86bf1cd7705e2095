"""The parts "Origins", "Price" and "Law" of the page "Compare": what they say, write and refuse."""

from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from cbam import link
from cbam.analysis import Analysis
from cbam.findings.compare import assess_all
from cbam.findings.downstream import Content, Downstream
from cbam.findings.scenario import Scenario
from cbam.law.reform import Reform
from cbam.present import formats
from cbam.study import Study, View

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("origins", "price", "law")
FRIDGE = Downstream("84181020", "CN", (Content("72083900", 400), Content("76011090", 50)), 1000)


def opened(part, *scenarios, lang="en", view=None, **inputs):
    """The page with a part open, as a link brings it."""
    study = Study(Analysis(**inputs), tuple(scenarios), View(part=part, **(view or {})))
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for name, value in link.encode(study).items():
        test.query_params[name] = value
    test.query_params["lang"] = lang
    test.run()
    test.switch_page("pages/compare.py").run()
    assert not test.exception
    return test


def texts(test):
    kinds = (test.header, test.subheader, test.markdown, test.caption, test.info, test.error)
    return "\n".join(item.value for kind in kinds for item in kind).replace("\\", "")


def scenarios(test):
    return test.session_state["study"].scenarios


def cost(scenario, year):
    return formats.eur(assess_all([scenario])[0][0][year]["cost_eur_per_t"], "en", 2)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    "inputs",
    [
        {},
        {"cn": "84151010"},
        {"cn": "84181020", "year": 2030},
        {"cn": "27160000", "origin": "UA", "year": 2027},
        {"origin": "DE", "year": 2033},
        {"origin": "NO"},
        {"cn": "31021010", "origin": "XX"},
        {"cn": "28041000", "origin": "MC", "year": 2034},
        {"basis": "actual"},
        {"path": "high", "year": 2028, "price": 12.5, "law": "2026-02"},
    ],
)
def test_no_scenario_breaks_a_part(part, inputs, lang):
    test = opened(part, lang=lang, **inputs)
    assert texts(test)


# Origins --------------------------------------------------------------------------------------


def test_origins_say_where_the_scenario_stands():
    assert (
        "China is number 26 of 122 origins on default values, cheapest first: EUR 163.53 per tonne" in
        texts(opened("origins"))
    )  # fmt: skip


@pytest.mark.parametrize(("lang", "said"), [("en", "(Annex IV) is taken"), ("zh", "（附件四）")])
def test_an_origin_not_stated_says_what_it_is_ranked_on(lang, said):
    text = texts(opened("origins", lang=lang, origin="XX"))
    assert said in text
    assert formats.eur(581.57196, lang, 2) in text  # as Indonesia, golden case C19
    assert said not in texts(opened("origins", lang=lang))


def test_goods_of_the_eu_are_not_ranked_as_others():
    text = texts(opened("origins", origin="DE"))
    assert "Other countries and territories is number" not in text
    assert "China is number 26" in text


def test_an_own_value_is_placed_among_the_defaults():
    text = texts(opened("origins", basis="actual", see=2.0, route="C"))
    assert "EUR 50.06 per tonne: it would be number 6" in text


def test_a_picked_competitor_becomes_a_scenario():
    test = opened("origins", basis="actual", see=2.0, route="C")
    test.multiselect(key="w_compare_competitors").set_value(["ID"]).run()
    assert test.session_state["study"].view.competitors == ("ID",)
    test.button(key="compare_add_ID").click().run()
    assert not test.exception
    added = scenarios(test)[-1]
    assert (added.analysis.origin, added.basis, added.analysis.see) == ("ID", "default", None)
    assert test.button(key="compare_add_ID").disabled


def test_no_seventh_scenario():
    six = [Scenario(f"{i}", Analysis(tonnes=float(i))) for i in range(1, 7)]
    test = opened("origins", *six, view={"competitors": ("ID",)})
    assert test.button(key="compare_add_ID").disabled


def test_an_origin_is_found_in_the_table():
    test = opened("origins")
    test.session_state["w_tab_compare_origins"] = "Table"
    test.run()
    test.text_input(key="compare_origins_search").set_value("viet").run()
    found = [frame.value for frame in test.dataframe if "Origin" in frame.value.columns]
    assert [list(frame["Origin"]) for frame in found if "Rank" in frame.columns] == [["Viet Nam"]]


# Price ----------------------------------------------------------------------------------------


def test_price_says_what_is_and_is_not_known():
    text = texts(opened("price", year=2028))
    assert (
        "The auctions give 75.36 and 75.28 EUR: equal to the official prices to the cent." in text
    )
    assert "the week in which the certificate is bought" in text
    assert "have not beaten “no change”" in text
    low, high = (
        cost(Scenario("", Analysis(year=2028, path=path)), 2028) for path in ("low", "high")
    )
    assert f"costs {low} per tonne on the path “Low” and {high} on “High”" in text
    assert "pay the price of their quarter" in texts(opened("price"))


def test_pending_and_incomplete_quarters_say_so():
    test = opened("price")
    test.session_state["w_tab_compare_auctions"] = "Quarters"
    test.run()
    table = next(f.value for f in test.dataframe if "Official price, EUR" in f.value.columns)
    status = dict(zip(table["Quarter"], table["Status"], strict=True))
    assert status["Q4 2026"] == "pending, due 4 January 2027"
    assert status["Q1 2026"].endswith("equal to the cent")
    assert status["Q3 2026"].endswith("our auctions end on 7 August 2026: not comparable")


def test_own_points_start_from_the_path_and_drag_and_type_are_one():
    test = opened("price", year=2028, path="high")
    test.button_group(key="w_compare_path_part_0").set_value("own").run()
    assert dict(scenarios(test)[0].points)[2028] == 111
    test.slider(key="w_compare_drag_0_2028").set_value(90.5).run()
    assert test.number_input(key="w_compare_point_0_2028").value == 90.5
    test.number_input(key="w_compare_point_0_2030").set_value(300.0).run()
    assert test.slider(key="w_compare_drag_0_2030").value == 300
    assert not test.exception
    points = dict(scenarios(test)[0].points)
    assert (points[2028], points[2030], points[2034]) == (90.5, 300, 180)
    shown = [metric.value for metric in test.metric]
    assert cost(scenarios(test)[0], 2028).removeprefix("EUR ") in shown


def test_another_path_becomes_a_scenario():
    test = opened("price", year=2028)
    test.button(key="compare_add_path_high").click().run()
    assert [s.analysis.path for s in scenarios(test)] == ["flat", "flat", "high"]


# Law ------------------------------------------------------------------------------------------


def test_the_proposal_is_marked_and_priced():
    test = opened("law", year=2030)
    # 2030: (3.187 x 1.3 - F x 1.370) x 82.32, F 0.59 instead of 0.515
    assert "would save EUR 8.46 per tonne: EUR 274.52 instead of EUR 282.98" in texts(test)
    assert "orange-badge[:material/warning: Proposal COM(2026) 616" not in texts(test)
    test.button_group(key="w_compare_factor_0").set_value("p616").run()
    assert scenarios(test)[0].reform == Reform("p616")
    assert "orange-badge[:material/warning: Proposal COM(2026) 616, not law]" in texts(test)


def test_sliders_write_the_what_ifs_and_none_where_nothing_changes():
    test = opened("law", year=2031)
    test.slider(key="w_compare_cscf_0").set_value(0.8).run()
    test.slider(key="w_compare_benchmark_0").set_value(0.9).run()
    assert scenarios(test)[0].reform == Reform("law", 0.8, 0.9)
    assert texts(test).count("what-if") >= 2
    test.slider(key="w_compare_cscf_0").set_value(1.0).run()
    test.slider(key="w_compare_benchmark_0").set_value(1.0).run()
    assert scenarios(test)[0].reform == Reform()


def test_first_edition_is_named_superseded():
    test = opened("law", cn="25231000", origin="AL")
    test.button_group(key="w_compare_edition_0").set_value("2026-02").run()
    assert scenarios(test)[0].analysis.law == "2026-02"
    assert "superseded" in texts(test)
    test.button(key="compare_add_law_law").click().run()
    assert scenarios(test)[-1].analysis.law == ""


# Goods proposed for 2028 ----------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_metal_inside_a_listed_good(lang):
    test = opened("law", lang=lang, year=2028, view={"downstream": FRIDGE})
    # 0.867565 t x 82.32 per tonne of good (worked by hand in test_compare_parts)
    words = texts(test)
    assert "71.42" in words
    assert ("not law" if lang == "en" else "尚非法律") in words


def test_a_listed_good_outside_the_scope_opens_by_itself():
    test = opened("law", cn="84181020", year=2029)
    assert test.session_state["study"].view.downstream is None
    assert "Enter the weight" in texts(test)
    test.number_input(key="w_compare_down_kg_0").set_value(30.0).run()
    good = test.session_state["study"].view.downstream
    assert (good.cn, good.contents[0]) == ("84181020", Content("72083900", 30.0))
    assert "Proposal, not law: with 30 kg of metal" in texts(test)
    test.button(key="compare_down_more").click().run()
    assert len(test.session_state["study"].view.downstream.contents) == 3
    test.button(key="compare_down_off_2").click().run()
    assert len(test.session_state["study"].view.downstream.contents) == 2
    assert not test.exception


def test_more_metal_than_good_is_refused_by_name():
    test = opened("law", view={"downstream": FRIDGE})
    test.number_input(key="w_compare_down_kg_0").set_value(990.0).run()
    assert "1040.0 kg together, more than the 1000 kg possible" in texts(test)
    assert not test.exception


def test_any_good_can_be_asked_about():
    test = opened("law")
    test.button(key="compare_downstream").click().run()
    assert test.session_state["study"].view.downstream.cn == "841810"
    test.selectbox(key="w_compare_down_good").set_value("845011").run()
    test.button_group(key="w_compare_down_unit").set_value("piece").run()
    test.number_input(key="w_compare_down_kg_0").set_value(30.0).run()
    assert "30 kg of metal per piece" in texts(test)


@pytest.mark.parametrize("part", PARTS)
def test_language_keeps_what_was_chosen(part):
    test = opened(part, year=2028, view={"competitors": ("VN",), "downstream": FRIDGE})
    before = test.session_state["study"]
    test.button_group(key="language").set_value("zh").run()
    assert not test.exception
    assert test.session_state["study"] == before


def test_links_hold_the_parts():
    study = Study(Analysis(), (), View(part="law", downstream=FRIDGE, competitors=("VN",)))
    found, problems = link.decode(
        {name: [value] for name, value in parse_qsl("&".join(
            f"{k}={v}" for k, v in link.encode(study).items()
        ))}
    )  # fmt: skip
    assert not problems
    assert found.view == study.view
