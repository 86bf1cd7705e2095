"""The page "Compare" as a user handles it: the study is what the controls say, in both languages."""

import pytest

from cbam.findings.bridge import bridge
from cbam.findings.compare import MOST, compare
from cbam.findings.starters import starters
from cbam.present import formats
from tests.pages.test_pages import opened, texts

PAGE = "pages/compare.py"


def study(test):
    return test.session_state["study"]


def scenarios(test):
    return study(test).scenarios or starters(study(test).analysis)


def widget(test, kind, name):
    found = [item for item in getattr(test, kind) if item.key == f"w_compare_{name}"]
    assert len(found) == 1, (name, [item.key for item in getattr(test, kind)])
    return found[0]


def pick(test, kind, name, value):
    widget(test, kind, name).set_value(value).run()
    assert not test.exception


def press(test, label):
    next(b for b in test.button if b.label == label or b.key == f"compare_{label}").click().run()
    assert not test.exception


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_headline_is_the_difference_of_the_pair(lang):
    test = opened(PAGE, lang=lang, t="250", year="2029")
    one, two = scenarios(test)
    found = bridge(one, two, 2029)
    gap = formats.eur(abs(found.end - found.start), lang)
    assert gap in test.header[0].value.replace("\\", "")
    shown = [metric.value for metric in test.metric]
    rows = compare((one, two))
    for position in (0, 1):
        cost = rows.row(position, 2029)["cost_eur_per_t"]
        assert formats.number(cost, lang, 2) in shown


def test_the_opening_pair_is_not_kept_until_something_is_changed():
    test = opened(PAGE, lang="en")
    assert study(test).scenarios == ()
    pick(test, "number_input", "tonnes_0", 500.0)
    assert [s.analysis.tonnes for s in study(test).scenarios] == [500.0, 1000.0]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_source_of_emissions_can_be_chosen_and_left(lang):
    test = opened(PAGE, lang=lang)
    cost = {}
    for kind in ("actual", "label", "chain", "default"):
        pick(test, "button_group", "kind_0", kind)
        if kind == "actual":
            pick(test, "number_input", "see_0", 2.0)
        if kind == "label":
            pick(test, "number_input", "label_value_0", 2.31)
        scenario = scenarios(test)[0]
        assert (scenario.chain is not None, scenario.label is not None) == (
            kind == "chain",
            kind == "label",
        )
        assert not compare((scenario,)).problems, kind
        cost[kind] = compare((scenario,)).row(0, 2026)["cost_eur_per_t"]
    assert cost["actual"] == pytest.approx((2.0 - 0.975 * 1.370) * 75.36)
    assert cost["default"] == pytest.approx(163.527432)


def test_a_missing_value_is_named_and_the_rest_stands():
    test = opened(PAGE, lang="en")
    pick(test, "button_group", "kind_0", "actual")
    assert "No comparison yet" in test.header[0].value
    assert any("SEE" in error.value for error in test.error)
    pick(test, "number_input", "see_0", 2.0)
    assert not test.error


def test_scenarios_are_added_moved_and_removed_and_the_pair_follows():
    test = opened(PAGE, lang="en")
    pick(test, "text_input", "name_0", "Base =1+1 <b>")
    assert "Base =1+1" in texts(test)
    press(test, "copy")
    assert [s.name for s in scenarios(test)] == ["Base =1+1 <b>", "", "Base =1+1 <b>"]
    assert study(test).view.selected == 2
    press(test, "left")
    assert [s.analysis.origin for s in scenarios(test)] == ["CN", "CN", "TR"]
    assert study(test).view.selected == 1
    assert study(test).view.alternative == 2  # still Türkiye
    press(test, "remove")
    assert [s.analysis.origin for s in scenarios(test)] == ["CN", "TR"]
    assert study(test).view.alternative == 1
    for _ in range(MOST - 2):
        press(test, "Current border cost")
    assert len(scenarios(test)) == MOST
    assert next(b for b in test.button if b.key == "compare_copy").disabled


def test_inputs_of_another_scenario_are_not_touched():
    test = opened(PAGE, lang="en")
    pick(test, "button_group", "selected", 1)
    pick(test, "selectbox", "origin_1", "VN")
    test.session_state["compare_market"] = True  # opened: only then is its content made
    test.run()
    pick(test, "selectbox", "path_1", "high")
    one, two = scenarios(test)
    assert (one.analysis.origin, one.analysis.path) == ("CN", "flat")
    assert (two.analysis.origin, two.analysis.path) == ("VN", "high")


def test_the_bridge_speaks_yuan_when_asked():
    test = opened(PAGE, lang="en")
    pick(test, "button_group", "currency", "CNY")
    assert "CNY" in test.header[0].value


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("cn", ["84151090", "27160000", "28041000", "31021019"])
def test_any_good_can_be_compared(cn, lang):
    test = opened(PAGE, lang=lang, cn=cn)
    assert test.header[0].value


@pytest.mark.parametrize(("lang", "said"), [("en", "1,000 t"), ("zh", "1,000 吨")])
def test_what_both_share_is_said_under_the_headline(lang, said):
    test = opened(PAGE, lang=lang, cn="73181558")
    shared = test.caption[0].value
    assert "7318 15 58" in shared
    assert said in shared
    pick(test, "number_input", "tonnes_0", 500.0)
    assert said not in test.caption[0].value


def test_a_comparison_has_one_year_and_says_so():
    test = opened(PAGE, lang="en")
    pick(test, "selectbox", "year_0", 2028)
    assert "in 2028" in test.header[0].value
    assert any("Both are compared in 2028" in caption.value for caption in test.caption)
    pick(test, "button_group", "selected", 1)
    assert "in 2026" in test.header[0].value


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "Enter the value printed on the label"), ("zh", "请填写碳标签上的数值")],
)
def test_a_label_without_its_value_asks_for_it(lang, said):
    test = opened(PAGE, lang=lang)
    pick(test, "button_group", "kind_0", "label")
    assert any(said in error.value for error in test.error)


def test_a_slider_in_floats_is_not_set_back():
    """1 - 7 x 0.01 is not 0.93; setting the control again would lose the steps that follow."""
    test = opened(PAGE, lang="en", year="2030")
    pick(test, "button_group", "part", "law")
    pick(test, "slider", "benchmark_0", 1 - 7 * 0.01)
    assert scenarios(test)[0].reform.benchmark_multiplier == 0.93
    assert widget(test, "slider", "benchmark_0").value == 1 - 7 * 0.01


@pytest.mark.parametrize(("lang", "said"), [("en", "not law"), ("zh", "尚非法律")])
def test_a_proposal_is_marked_under_the_headline_whatever_its_name(lang, said):
    test = opened(PAGE, lang=lang)
    pick(test, "button_group", "selected", 1)
    pick(test, "text_input", "name_1", "Plan")
    pick(test, "button_group", "part", "law")
    pick(test, "button_group", "factor_1", "p616")
    pick(test, "button_group", "part", "differs")
    badges = [item.value for item in test.markdown if "orange-badge" in item.value]
    assert any("B ·" in badge and said in badge for badge in badges)
