"""The share bar and whole studies in links, on every page: no exception, nothing lost in silence."""

from dataclasses import replace

import pytest

from cbam import link
from cbam.analysis import Analysis
from cbam.link import vintage
from cbam.portfolio.line import PortfolioLine
from cbam.prices import Prices
from cbam.study import Briefing, Study
from tests.pages.test_pages import PAGES, opened, texts
from tests.property.test_link_study import six

SIX = link.encode(six())
PARAMS = {("origin" if name == "from" else name): value for name, value in SIX.items()}
WORDS = {
    "en": "scenarios, portfolio and slides were not read",
    "zh": "情景、产品组合和幻灯片未读取",
}
JULY = Prices.load(as_of="2026-07-06")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("page", [*PAGES, "pages/compare.py"])
def test_a_whole_study_opens_on_every_page_and_is_kept(page, lang):
    test = opened(page, lang=lang, **PARAMS)
    study = test.session_state["study"]
    assert (study.scenarios, study.view, study.briefing) == (
        six().scenarios, six().view, six().briefing,
    )  # fmt: skip
    assert WORDS[lang] not in texts(test)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("page", [*PAGES, "pages/compare.py"])
@pytest.mark.parametrize("packed", [SIX["s"][:300], "2<b>é"])
def test_a_damaged_study_is_named_on_every_page(page, lang, packed):
    test = opened(page, lang=lang, **{**PARAMS, "s": packed})
    assert test.session_state["study"].scenarios == ()
    assert test.session_state["study"].analysis == six().analysis
    assert WORDS[lang] in texts(test)


def test_a_study_too_large_for_a_link_is_said_and_can_be_saved():
    test = opened(lang="en", **PARAMS)
    line = PortfolioLine("72083900", "CN", 1.0, 2026)
    test.session_state["study"] = six().with_(lines=(line,) * 301)
    test.run()
    assert not test.exception
    assert "too large for a link" in texts(test)
    assert test.session_state["written"][-1].keys() == {*SIX, "lang"} - {"s"}
    test.session_state["study"] = six()
    test.run()
    assert "too large for a link" not in texts(test)
    assert {**SIX, "lang": "en"} in test.session_state["written"]


def test_the_association_outlives_a_link_opened_in_the_session():
    test = opened(lang="en")
    test.session_state["study"] = Study(briefing=Briefing(association="广东省钢铁协会"))
    for name, value in SIX.items():
        test.query_params[name] = value
    test.run()
    kept = test.session_state["study"]
    assert kept.briefing == replace(six().briefing, association="广东省钢铁协会")
    assert kept.scenarios == six().scenarios


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_choice_between_then_and_now(lang):
    made = replace(vintage.current(Study()), as_of="2026-07-06", prices=JULY.digest[:6])
    params = {**link.encode(Study(Analysis(quarter="Q4"))), "d": vintage.write(made)}
    params["origin"] = params.pop("from")
    test = opened(lang=lang, **params)
    assert "178,630" in test.header[0].value
    assert "163,354" in test.info[0].value
    assert test.session_state["written"][-1]["d"] == params["d"]
    test.button_group(key="w_vintage").set_value("made").run()
    assert "163,354" in test.header[0].value
    assert test.session_state["study"].analysis == Analysis(quarter="Q4", as_of="2026-07-06")
    test.number_input(key="w_tonnes").set_value(2000.0).run()  # it stays while one works on
    assert "326,708" in test.header[0].value
    test.button_group(key="w_vintage").set_value("today").run()
    assert "357,261" in test.header[0].value


def test_pages_that_share_a_widget_keep_its_value():
    test = opened("pages/label.py", lang="en", t="77")
    assert test.session_state["study"].analysis.tonnes == 77
    test.switch_page("pages/exposure.py").run()
    assert test.session_state["study"].analysis.tonnes == 77
    assert test.number_input(key="w_tonnes").value == 77


def test_a_link_of_today_has_no_banner():
    test = opened(lang="en", **PARAMS)
    assert "This link was made" not in texts(test)
    assert not test.info


@pytest.mark.parametrize(
    ("lang", "usual", "protected"),
    [
        ("en", "holds what you entered, never results", "without any lines"),
        ("zh", "只含您的输入", "不含任何数据行"),
    ],
)
def test_the_bar_says_what_a_link_of_the_association_view_holds(lang, usual, protected):
    test = opened("pages/portfolio.py", lang=lang)
    rows = (f"72083900,CN,{100 + i},2026,Member {i}" for i in range(4))
    text = "\n".join(("cn_code,origin,tonnes,year,member", *rows))
    test.text_area(key="portfolio_paste").set_value(text)
    test.button(key="portfolio_paste_read").click().run()
    assert len(test.session_state["study"].lines) == 4
    assert usual in texts(test)
    assert protected not in texts(test)
    test.toggle(key="portfolio_protect").set_value(True).run()
    assert not test.exception
    assert test.session_state["study"].lines == ()  # what the address is made of
    assert protected in texts(test)
    assert usual not in texts(test)
    assert "{page}" not in texts(test)
    test.toggle(key="portfolio_protect").set_value(False).run()
    assert usual in texts(test)
