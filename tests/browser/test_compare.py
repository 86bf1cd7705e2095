""" "Compare" as only a browser shows it: links between visitors, a phone, axe, quick hands."""

from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe

from cbam import link
from cbam.analysis import Analysis
from cbam.findings.precursors import starting_chain
from cbam.findings.scenario import Scenario, Tranche
from cbam.label import Label
from cbam.law.reform import P616, Reform
from cbam.law.vintages import Law
from cbam.study import Study, View
from tests.browser.test_exposure import ALLOWED

pytestmark = pytest.mark.browser

SCREW = Analysis(cn="73181558", tonnes=1000, year=2026, quarter="Q1")
LABEL = Label(
    cn_code="73181558", origin="CN", value=2310, unit="kg", per="t", boundary="cradle-to-gate",
    family="bf-bof",
)  # fmt: skip
SIX = (
    Scenario("我司现状 ‹A›", SCREW),
    Scenario("", SCREW.with_(origin="TR", path="central", rate=8.05)),
    Scenario("", SCREW.with_(basis="actual", see=2.1), Reform(P616, 0.9, 0.97)),
    Scenario("", SCREW, chain=starting_chain(SCREW, Law.load())),
    Scenario("", SCREW, label=LABEL),
    Scenario(
        "Two quarters", SCREW.with_(path="own"),
        tranches=(Tranche(2026, "Q1", 400), Tranche(2026, "Q2", 600)),
        points=tuple((year, 80.0 + year % 100) for year in range(2027, 2035)),
    ),
)  # fmt: skip
PARTS = (
    "differs", "origins", "price", "law", "chain", "uncertainty", "home", "others", "cash",
)  # fmt: skip
WECHAT = 2000  # characters of an address that every channel carries


def address(study, lang="en"):
    return f"/compare?{urlencode({**link.encode(study), 'lang': lang})}"


def chips(visitor):
    return visitor.page.locator(
        ".st-key-compare_scenarios [data-testid=stButtonGroup] button"
    ).all_inner_texts()


def field(visitor, label):
    return visitor.page.locator(".st-key-compare_edit").get_by_label(label, exact=True).first


def choose(visitor, label, text):
    """Pick from a list by typing, as a user does."""
    page = visitor.page
    box = page.locator("[data-testid=stSelectbox]", has=page.get_by_text(label, exact=True))
    box.first.locator("input").click()
    box.first.locator("input").fill(text)
    page.get_by_role("option").first.click()


def press(visitor, name):
    visitor.page.locator(f".st-key-compare_{name} button").first.click()


def test_six_scenarios_travel_in_a_link_to_another_visitor(server, visit):
    study = Study(SCREW, SIX, View(selected=3, alternative=5, year=2029, part="others"))
    first = visit().open(server.url + address(study))
    second = visit(viewport={"width": 390, "height": 844}, locale="zh-CN").open(first.page.url)
    assert len(first.page.url) < WECHAT
    assert second.headline() == first.headline()
    assert len(chips(first)) == len(SIX)
    assert chips(second) == chips(first)
    part = ".st-key-compare_part h3"
    assert second.page.locator(part).inner_text() == first.page.locator(part).inner_text()


def test_lists_whose_words_follow_the_inputs_keep_their_choice(server, visit):
    """The names in "Baseline" change with every input; the pair must stay the pair."""
    visitor = visit().open(f"{server.url}/compare?lang=en")
    press(visitor, "copy")
    visitor.settled()
    for tonnes in ("2500", "2600", "2700"):
        field(visitor, "Tonnes imported").fill(tonnes)
        visitor.page.keyboard.press("Enter")
        visitor.settled()
    choose(visitor, "Alternative", "C ·")
    visitor.expect_headline("“C · China")
    choose(visitor, "Country of origin", "Viet Nam")
    visitor.expect_headline("“C · Viet Nam")
    assert visitor.headline().count("“A · China") == 1
    visitor.page.get_by_text("中文", exact=True).click()
    visitor.expect_headline("“C · 越南")
    choose(visitor, "对比情景", "B ·")
    visitor.expect_headline("“B · 土耳其")
    press(visitor, "left")
    visitor.settled()
    press(visitor, "remove")
    visitor.expect_headline("“B · 土耳其")
    assert len(chips(visitor)) == 2


def test_another_page_and_back_loses_nothing(server, visit):
    visitor = visit().open(server.url + address(Study(SCREW, SIX, View(part="cash"))))
    before = visitor.headline(), chips(visitor)
    visitor.page.get_by_text("Border cost", exact=True).first.click()
    visitor.expect_headline("at the EU border")
    visitor.page.go_back()
    visitor.expect_headline(before[0])
    assert (visitor.headline(), chips(visitor)) == before
    assert visitor.page.get_by_text("What a late surrender costs", exact=True).count() == 1


def test_quick_steps_of_a_slider_all_arrive(server, visit):
    visitor = visit().open(server.url + address(Study(SCREW, (), View(year=2032, part="law"))))
    handle = visitor.page.locator(".st-key-compare_part").get_by_role("slider").nth(1)
    before = float(handle.input_value())
    handle.focus()
    for _step in range(9):
        handle.press("ArrowLeft")
    visitor.settled()
    visitor.page.wait_for_function("() => location.search.includes('s=')")
    visitor.settled()
    assert float(handle.input_value()) == pytest.approx(before - 0.09)
    again = visit().open(visitor.page.url)
    handle = again.page.locator(".st-key-compare_part").get_by_role("slider").nth(1)
    assert float(handle.input_value()) == pytest.approx(before - 0.09)
    assert again.headline() == visitor.headline()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_part_fits_a_phone_and_asks_nobody_else(server, visit, lang):
    visitor = visit(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    for part in PARTS:
        study = Study(SCREW, SIX, View(selected=3, alternative=3, year=2028, part=part))
        visitor.open(server.url + address(study, lang))
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 390, part
        beyond = visitor.page.evaluate(
            "[...document.querySelectorAll('[data-testid=stMain] :is(h2,h3,p,label,button,li)')]"
            ".filter(n => n.getBoundingClientRect().right > 391 && !n.closest('[role=tablist]'))"
            ".map(n => n.innerText)"
        )
        assert beyond == [], part
        assert visitor.page.locator("[data-testid=stException]").count() == 0, part
    assert visitor.outside == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_axe_finds_nothing_serious(server, visit, lang, scheme):
    visitor = visit(color_scheme=scheme).open(f"{server.url}/compare?lang={lang}")
    results = Axe().run(visitor.page)
    serious = [
        (found["id"], found["nodes"][0]["html"][:160])
        for found in results.response["violations"]
        if found["impact"] in ("serious", "critical") and found["id"] not in ALLOWED
    ]
    assert serious == []
