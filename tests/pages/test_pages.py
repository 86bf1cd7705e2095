"""Every page in both languages with a default and an odd link: no exception, engine's numbers."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cbam.analysis import Analysis
from cbam.findings.projection import bill_of
from cbam.present import formats

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("", "pages/label.py", "pages/rules.py")


def opened(page="", **params):
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for name, value in params.items():
        test.query_params["from" if name == "origin" else name] = value
    test.run()
    if page:
        test.switch_page(page).run()
    assert not test.exception
    return test


def texts(test):
    kinds = (test.header, test.subheader, test.markdown, test.caption, test.error, test.warning)
    shown = "\n".join(element.value for kind in kinds for element in kind)
    return shown.replace("\\", "")  # plain text is escaped for Markdown


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("page", PAGES)
def test_page_opens(page, lang):
    test = opened(page, lang=lang)
    assert test.header[0].value


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "params",
    [
        {"cn": "junk", "origin": "ZZ", "year": "2040", "t": "nan", "see": "-1", "zoo": "1"},
        {"cn": "84151090", "l": "3505", "lu": "kg", "lp": "piece", "ls": "138,23,7,3333,5"},
        {"cn": "25231000", "origin": "XX", "year": "2033", "basis": "actual", "see": "0.5"},
        {"cn": "27160000", "origin": "UA", "year": "2027"},
        {"cn": "72083900", "origin": "DE"},
        {"cn": "73181588", "t": "49", "imp": "49"},
        {"l": "1e400", "lb": "nowhere", "ls": "1,2", "lpc": "x:y", "tc": "7", "lis": "yesterday"},
    ],
)
def test_odd_links_never_raise(page, lang, params):
    opened(page, lang=lang, **params)


def test_figures_are_the_engines():
    test = opened(cn="76042990", origin="TR", t="12", year="2028", lang="en")
    row = bill_of(Analysis(cn="76042990", origin="TR", tonnes=12.0, year=2028, quarter="Q1"))
    shown = [metric.value for metric in test.metric]
    assert formats.number(row["cost_eur_per_t"], "en", 2) in shown
    assert formats.number(row["cost_eur"], "en") in shown


def test_changing_the_tonnes_changes_the_headline():
    test = opened(lang="en")
    assert "EUR 163,527" in test.header[0].value
    test.number_input(key="w_tonnes").set_value(2000.0).run()
    assert "EUR 327,055" in test.header[0].value


def test_language_switch_keeps_the_analysis():
    test = opened(cn="76042990", origin="VN", t="5", year="2027", lang="en")
    test.button_group(key="language").set_value("zh").run()
    assert test.session_state["study"].analysis.cn == "76042990"
    assert test.session_state["study"].analysis.tonnes == 5
    assert "越南" in test.header[0].value


def test_page_switch_keeps_the_analysis():
    test = opened(cn="76042990", origin="VN", t="5", year="2027", lang="en")
    test.switch_page("pages/rules.py").run()
    test.switch_page("pages/exposure.py").run()
    assert test.session_state["study"].analysis.tonnes == 5
    assert "Viet Nam" in test.header[0].value


def test_actual_value_without_a_number_gives_an_error_and_no_zero():
    test = opened(lang="en")
    test.button_group(key="w_basis").set_value("actual").run()
    assert "No figure yet" in test.header[0].value
    assert "EUR 0" not in test.header[0].value
    assert not test.metric
    test.number_input(key="w_see").set_value(2.0).run()
    assert "EUR 50,058" in test.header[0].value
    assert "verified value saves" in texts(test)


def test_never_says_that_emissions_are_free():
    for page in PAGES:
        for text in texts(opened(page, lang="en")).split("\n"):
            assert "97.5 % of emissions" not in text
            assert "97.5% of emissions" not in text


def test_quote_line_and_share():
    test = opened(lang="en")
    assert "EUR 163.53" in test.code[0].value
    assert "Q1 2026" in test.code[0].value
    test.slider(key="w_borne").set_value(40).run()
    assert "EUR 65.41" in texts(test)


def test_rules_search_and_download():
    test = opened("pages/rules.py", lang="en")
    test.text_input(key="search").set_value("CN 7208").run()
    assert "1 of 12,540" in texts(test)


def test_the_label_headline_follows_the_year_at_once():
    """The slider stands below the headline: the same run must show its year in both."""
    test = opened("pages/label.py", lang="en")
    assert "EUR 14.8 (0–17.4) a tonne in 2026" in texts(test)
    before = [metric.value for metric in test.metric]
    test.select_slider(key="w_year").set_value(2034).run()
    assert "in 2034" in test.header[0].value
    assert [metric.value for metric in test.metric] != before
    assert test.session_state["study"].analysis.year == 2034


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "EUR 100.00 holds in 2028 only"), ("zh", "只适用于 2028 年")]
)
def test_label_savings_says_where_an_own_price_holds(lang, said):
    assert said in texts(opened("pages/label.py", lang=lang, year="2028", price="100"))
    assert said not in texts(opened("pages/label.py", lang=lang, year="2028"))


@pytest.mark.parametrize(("lang", "said"), [("en", "Returned goods count as zero"), ("zh", "退运")])
def test_returned_goods_save_nothing_on_label_savings(lang, said):
    test = opened("pages/label.py", lang=lang, ret="1")
    assert said in texts(test)
    assert {metric.value for metric in test.metric} <= {"0", "0.0"}


def test_the_verification_fee_counts_at_once():
    test = opened("pages/label.py", lang="en")
    assert "20,000" not in texts(test)
    test.number_input(key="w_fee").set_value(20_000.0).run()
    assert "A fee of EUR 20,000 a year pays from" in texts(test)


def test_precursors_survive_the_language_and_another_page():
    link = {"cn": "73181588", "l": "2.6", "lu": "t", "lf": "fastener", "lpc": "72139149:1.05:2.0"}
    test = opened("pages/label.py", lang="en", **link)
    kept = test.session_state["study"].analysis.label.precursors
    assert len(kept) == 1
    test.session_state["cert"] = True  # unfolded: the editor of the precursors is on the page
    test.run()
    assert test.session_state["study"].analysis.label.precursors == kept
    test.button_group(key="language").set_value("zh").run()
    assert test.session_state["study"].analysis.label.precursors == kept
    test.switch_page("pages/rules.py").run()
    test.switch_page("pages/label.py").run()
    assert test.session_state["study"].analysis.label.precursors == kept


@pytest.mark.parametrize("unfolded", [False, True])
def test_another_good_does_not_inherit_the_examples_value(unfolded):
    test = opened("pages/label.py", lang="en")
    assert test.session_state["study"].analysis.label.value == 2310
    test.session_state["cert"] = unfolded
    test.run()
    test.session_state["w_good"] = "73181588"
    test.run()
    assert test.session_state["study"].analysis.label.value is None
    assert test.session_state["study"].analysis.label.standard == ""
    assert "EUR 428" in test.header[0].value


def test_what_is_folded_away_is_neither_made_nor_lost():
    test = opened(lang="en")
    assert "w_price" not in [item.key for item in test.number_input]
    test.session_state["more"] = True
    test.run()
    test.number_input(key="w_price").set_value(100.0).run()
    cost = formats.eur(bill_of(Analysis(price=100.0))["cost_eur"], "en")
    assert cost in test.header[0].value
    test.session_state["more"] = False
    test.run()
    test.run()  # the click that folds it may bring a last entry: it is made once more
    assert "w_price" not in [item.key for item in test.number_input]
    assert cost in test.header[0].value
    test.session_state["more"] = True
    test.run()
    assert test.number_input(key="w_price").value == 100.0


def test_a_table_is_made_when_its_tab_is_opened():
    test = opened(lang="en")
    assert not test.dataframe
    test.session_state["w_tab_years"] = "Table"
    test.run()
    table = test.dataframe[0].value
    assert table["EUR/t, default"].iloc[0] == "163.53"
    test.button_group(key="language").set_value("zh").run()  # the tabs have other names now
    assert not test.exception
    assert not test.dataframe


def test_a_cleared_number_is_not_given_and_not_zero():
    test = opened(lang="en", price="100")
    test.session_state["more"] = True
    test.run()
    test.number_input(key="w_price").set_value(None).run()
    assert test.session_state["study"].analysis.price is None
    assert "EUR 163,527" in test.header[0].value
    label = opened("pages/label.py", lang="en")
    label.number_input(key="w_l_value").set_value(None).run()
    assert label.session_state["study"].analysis.label.value is None


def test_a_box_stays_open_in_the_other_language():
    test = opened(lang="en")
    test.session_state["more"] = True
    test.run()
    test.button_group(key="language").set_value("zh").run()
    assert test.number_input(key="w_price")


def test_a_published_value_of_any_example_stays_with_its_good():
    test = opened("pages/label.py", lang="en")
    test.selectbox(key="example").set_value("F001").run()
    value = test.session_state["study"].analysis.label.value
    test.session_state["w_l_boundary"] = "cradle-to-grave"
    test.run()
    good = "76042990" if test.session_state["study"].analysis.cn[:2] != "76" else "72083900"
    test.session_state["w_good"] = good
    test.run()
    assert value is not None
    assert test.session_state["study"].analysis.label.value is None
