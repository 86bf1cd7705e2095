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
