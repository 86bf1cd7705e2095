"""Parts of "Compare" that look into one scenario: chain, uncertainty, Article 9, others, cash."""

import io
from dataclasses import replace

import openpyxl
import pytest

from cbam import link
from cbam.actual import DefaultPrecursor, Input, Process, StatedPrecursor
from cbam.analysis import Analysis
from cbam.export.request_sheet import workbook
from cbam.findings.compare import compare
from cbam.findings.home_price import HomePrice
from cbam.findings.precursors import REQUEST_ITEMS, chain_bill, starting_chain
from cbam.findings.scenario import Scenario, Tranche
from cbam.label import Label
from cbam.law.reform import Reform
from cbam.law.vintages import Law
from cbam.present import formats
from cbam.study import Study, View
from tests.pages.test_compare_page import pick, press, scenarios, study, widget
from tests.pages.test_pages import opened, texts

PAGE = "pages/compare.py"
PARTS = ("chain", "uncertainty", "home", "others", "cash")
HRC = Analysis()


def chain_of(cn, **changes):
    analysis = Analysis(cn=cn, **changes)
    return Scenario("", analysis, chain=starting_chain(analysis, Law.load()))


def looking(*found, lang="en", **view):
    """The page with these scenarios and this view."""
    test = opened(PAGE, lang=lang)
    test.session_state["study"] = Study(scenarios=found, view=View(**view))
    test.run()
    assert not test.exception
    return test


def shown(test):
    """All that the page says, also the finding of the part."""
    return texts(test) + "\n".join(s.value for s in test.subheader).replace("\\", "")


ODD = {
    "nothing due: EU origin": Scenario("", Analysis(origin="DE")),
    "nothing due: Annex III": Scenario("", Analysis(origin="NO")),
    "out of scope": Scenario("", Analysis(cn="84151090")),
    "below threshold": Scenario("", Analysis(tonnes=10.0, importer_tonnes=40.0)),
    "electricity": Scenario("", Analysis(cn="27160000", origin="UA", year=2027)),
    "hydrogen": Scenario("", Analysis(cn="28041000", year=2027)),
    "cement, indirect counts": Scenario("", Analysis(cn="25232900", year=2031)),
    "fertiliser": Scenario("", Analysis(cn="31021019", year=2029)),
    "no value stated": Scenario("", Analysis(basis="actual", route="C")),
    "bad code": Scenario("", Analysis(cn="72089999")),
    "no tonnes": Scenario("", Analysis(tonnes=0.0)),
    "free of cost": Scenario("", Analysis(basis="actual", see=0.1, route="C")),
    "label": Scenario(
        "", HRC, label=Label(
            value=2310.0, unit="kg", per="t", cn_code="72083900", origin="CN",
            boundary="cradle-to-gate", family="bf-bof",
        ),
    ),
    "label, no family": Scenario("", HRC, label=Label(value=2.0, cn_code="72083900", origin="CN")),
    "law as proposed": Scenario("", HRC, Reform(factor_path="p616", cscf_after_2030=0.9)),
    "tranches": Scenario("", HRC, tranches=(Tranche(2027, "Q1", 300.0), Tranche(2027, "Q4", 100.0))),
    "home price": Scenario("", Analysis(basis="actual", see=2.0, route="C"), home=HomePrice(1.0, True)),
    "chain": chain_of("73181582"),
    "chain of EU origin": chain_of("73181582", origin="DE"),
    "chain of electricity": chain_of("27160000", origin="UA", year=2028),
    "chain out of scope": Scenario("", Analysis(cn="84151090"), chain=Process("84151090", 0.0)),
    "chain of another good": chain_of("73181582").with_(cn="72083900"),
    "chain with a wrong origin": Scenario(
        "", Analysis(cn="73181582"),
        chain=Process("73181582", 0.1, inputs=(Input(1.0, DefaultPrecursor("72139149", "XK")),)),
    ),
    "chain without its route": Scenario(
        "", Analysis(cn="72142000"),
        chain=Process("72142000", 0.1, inputs=(Input(1.0, Process("72071114", 0.1)),)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", ODD)
def test_every_part_answers_odd_scenarios(name, lang):
    """No exception, and always something to read: a finding, an answer or a named problem."""
    scenario = ODD[name]
    test = looking(scenario, scenario.with_(name="twin"), lang=lang, part="chain", year=2027)
    for part in PARTS:
        view = study(test).view
        test.session_state["study"] = study(test).with_(view=replace(view, part=part))
        test.run()
        assert not test.exception, (part, name)
        said = len(test.subheader) + len(test.info) + len(test.error) + len(test.header)
        assert said > 1, (part, name)


def test_hot_rolled_coil_by_other_calculators():
    """The figures of rules.md: 264,190 and 6,605 against 163,527."""
    test = looking(Scenario("", HRC), Scenario("", HRC), part="others")
    said = shown(test)
    assert "EUR 6,605 to EUR 264,190; by the rules it is EUR 163,527" in said
    assert "Regulation (EU) 2023/956, Art 31" in said
    assert "Direct + indirect" not in said
    pick(test, "number_input", "indirect", 0.5)
    assert study(test).view.indirect == 0.5
    assert "Direct + indirect" in shown(test)


def test_articles_are_named_in_chinese():
    said = shown(looking(Scenario("", HRC), Scenario("", HRC), lang="zh", part="others"))
    assert "第31条" in said
    assert "Art 31" not in said


def test_the_chain_of_a_scenario_is_built_and_changed_on_the_page():
    plain = Scenario("", Analysis(cn="73181582"))
    test = looking(plain, plain, part="chain")
    press(test, "chain_start")
    chain = scenarios(test)[0].chain
    assert chain == starting_chain(plain.analysis, Law.load())
    pick(test, "number_input", "chain_direct_0_0", 0.15)
    assert scenarios(test)[0].chain.direct == 0.15
    test.button_group(key="compare_step_0").set_value("0.0").run()
    pick(test, "number_input", "chain_mass_0_0.0", 1.07)
    pick(test, "selectbox", "chain_origin_0_0.0", "TR")
    assert scenarios(test)[0].chain.inputs == (Input(1.07, DefaultPrecursor("72139149", "TR")),)
    pick(test, "button_group", "chain_kind_0_0.0", "stated")
    pick(test, "number_input", "chain_see_0_0.0", 1.6)
    assert scenarios(test)[0].chain.inputs == (Input(1.07, StatedPrecursor("72139149", 1.6, "C")),)
    pick(test, "button_group", "chain_kind_0_0.0", "process")
    assert isinstance(scenarios(test)[0].chain.inputs[0].source, Process)
    press(test, "chain_add")
    added = scenarios(test)[0].chain.inputs[0].source.inputs
    assert [item.source.cn_code for item in added] == ["72071114", "72139149"]
    press(test, "chain_remove")  # the new one is chosen
    assert scenarios(test)[0].chain.inputs[0].source.inputs == added[:1]
    assert scenarios(test)[1].chain is None  # the other scenario is left alone


def test_another_precursor_is_picked_and_what_is_none_is_refused():
    test = looking(chain_of("73181582"), chain_of("73181582"), part="chain")
    test.button_group(key="compare_step_0").set_value("0.0").run()
    box = "w_compare_chain_good_0_0.0_72139149"
    test.selectbox(key=box).set_value("841510").run()
    assert "841510" in test.error[0].value.replace("\\", "")
    assert scenarios(test)[0].chain == chain_of("73181582").chain
    test.selectbox(key=box).set_value("72279095").run()
    assert not test.exception
    assert scenarios(test)[0].chain.inputs[0].source == DefaultPrecursor("72279095", "CN")


def test_a_link_opens_the_part_with_its_chain():
    scenario = chain_of("73181582")
    sent = Study(scenarios=(scenario,), view=View(part="chain", better=(("0.0", 1.5),)))
    params = {"origin" if k == "from" else k: v for k, v in link.encode(sent).items()}
    test = opened(PAGE, lang="en", **params)
    assert not test.session_state["problems"]
    assert scenarios(test) == (scenario,)
    assert widget(test, "number_input", "better_0.0").value == 1.5


def test_the_equations_and_the_headline_are_those_of_the_bill():
    scenario = chain_of("73181582")
    test = looking(scenario, scenario, part="chain")
    found = chain_bill(scenario, 2026)
    said = shown(test)
    assert formats.eur(found.cost_eur_per_t, "en", 2) in said
    assert "Eq. 59–62" in said
    assert "Eq. 4" in said
    # 1.1 x 3.169 x 1.10 = 3.83449 and 0.975 x 0.038 + 1.1 x 0.975 x 1.364 = 1.49994
    assert "SEE = 0 + 1.1 × 3.4859 = 3.8345" in said
    assert "= 1.4999" in said
    assert "Data from the supplier of 7213 91 49" in said
    assert "Some masses are the usual ones" in said


def test_a_better_value_is_tried_without_changing_the_scenario():
    scenario = chain_of("73181582")
    test = looking(scenario, scenario, part="chain")
    pick(test, "number_input", "better_0.0", 2.0)
    assert study(test).view.better == (("0.0", 2.0),)
    assert scenarios(test)[0].chain == scenario.chain
    best = chain_bill(scenario, 2026, {"0.0": 2.0}).levers.iloc[0]["saving_eur_per_t"]
    assert formats.eur(best, "en", 2) in shown(test)
    press(test, "chain_add")  # places may move: values tried for them are dropped
    assert study(test).view.better == ()


def test_the_request_sheet_is_a_workbook_of_text_in_both_languages():
    content = workbook(REQUEST_ITEMS, "72139149", ("=rod", "盘条"), 2026)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    rows = list(sheet.iter_rows(min_row=5, values_only=True))
    assert [row[0] for row in rows] == list(range(1, len(REQUEST_ITEMS) + 1))
    assert "7213 91 49" in rows[2][1]
    assert "7213 91 49" in rows[2][2]
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds <= {"s", "n"}  # no formula


def test_a_price_paid_at_home_is_off_then_guarded():
    actual = Scenario("", Analysis(year=2027, quarter="", basis="actual", see=2.2, route="C"))
    test = looking(actual, actual, part="home", year=2027)
    assert "only a draft" in shown(test)
    pick(test, "toggle", "home_on_0", True)
    assert scenarios(test)[0].home == HomePrice(0.0)
    pick(test, "number_input", "home_paid_0", 5.0)
    said = shown(test)
    assert "nothing is taken off" in said
    assert "Without a certificate of an independent person" in said
    pick(test, "toggle", "home_proof_0", True)
    assert scenarios(test)[0].home == HomePrice(5.0, True)
    said = shown(test)
    assert "Cut to what plants of this origin can have paid at most" in said
    assert "assumption" in said  # the act is a draft
    without = compare([actual]).row(0, 2027)["cost_eur_per_t"]
    taken = compare([actual.with_(home=HomePrice(5.0, True))]).row(0, 2027)["cost_eur_per_t"]
    assert 0 < without - taken < 1  # 3 % of an allowance, never EUR 5
    assert formats.eur(without - taken, "en", 2) in said
    pick(test, "toggle", "home_on_0", False)
    assert scenarios(test)[0].home is None


def test_a_default_value_gets_no_deduction():
    default = Scenario("", HRC, home=HomePrice(1.0, True))
    said = shown(looking(default, default, part="home", year=2027))
    assert "With a default value no carbon price paid at home can be deducted" in said


def test_uncertainty_follows_the_currency_and_year():
    test = looking(Scenario("", HRC), Scenario("", HRC), part="uncertainty", year=2032)
    assert "In 2032 the certificate price matters most: EUR" in shown(test)
    pick(test, "button_group", "currency", "CNY")
    assert "matters most: CNY" in shown(test)


def test_shares_of_the_quarters_always_make_a_whole():
    test = looking(Scenario("", HRC), Scenario("", HRC), part="cash", year=2027)
    pick(test, "number_input", "share_0", 40.0)
    assert study(test).view.shares == pytest.approx((0.4, 0.25, 0.25, 0.1))
    pick(test, "number_input", "share_1", 35.0)  # all that is left
    assert study(test).view.shares == pytest.approx((0.4, 0.35, 0.25, 0.0))
    pick(test, "number_input", "share_2", 0.0)
    assert study(test).view.shares == pytest.approx((0.4, 0.35, 0.0, 0.25))
    assert not test.error


def test_tranches_give_the_shares():
    lines = (Tranche(2027, "Q1", 300.0), Tranche(2027, "Q4", 100.0))
    test = looking(Scenario("", HRC, tranches=lines), Scenario("", HRC), part="cash", year=2027)
    values = [widget(test, "number_input", f"share_{at}").value for at in range(4)]
    assert values == [75, 0, 0, 25]


def test_shares_of_a_link_that_make_no_whole_are_named():
    test = looking(Scenario("", HRC), Scenario("", HRC), part="cash", year=2027)
    test.session_state["study"] = study(test).with_(
        view=replace(study(test).view, shares=(0.5, 0.5, 0.5, 0.5))
    )
    test.run()
    assert "add up to 100%" in test.error[0].value.replace("\\", "")


def test_a_late_surrender_is_priced_before_indexation():
    test = looking(Scenario("", HRC), Scenario("", HRC), part="cash", year=2026)
    assert "between 1 February 2027 and 30 September 2027" in shown(test)
    pick(test, "number_input", "missing", 100.0)
    assert study(test).view.missing == 100
    assert "before indexation" in shown(test)
    said = shown(test)
    for amount in ("EUR 10,000", "EUR 7,536", "EUR 30,000–50,000"):
        assert amount in said
