"""The label page in a real browser: the worked example, refusal, links, phone, hostile text."""

import re
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.test_exposure import ALLOWED

pytestmark = pytest.mark.browser

SAVING = "saves EUR 14.8 (0–17.4)"
COOLER = "cn=841510&from=CN&l=3505&lp=piece&lb=cradle-to-grave&ls=138,23,7,3333,5"
NO_MASS = "cn=73181595&from=CN&l=3505&lp=piece&lb=cradle-to-gate&lf=fastener&tc=0.1"
IMG = "<img src=x onerror=alert(1)>"


def metrics(visitor):
    return visitor.page.locator("[data-testid=stMetricValue]").all_inner_texts()


def main_text(visitor):
    return visitor.page.locator("[data-testid=stMain]").inner_text()


def test_first_sight_is_the_worked_example(server, visit):
    visitor = visit().open(f"{server.url}/label?lang=en")
    assert SAVING in visitor.headline()
    assert "from 2.31 to 2.08 tCO2e/t" in visitor.headline()
    assert metrics(visitor) == ["163.5", "47.3", "14.8"]
    assert visitor.page.locator(".js-plotly-plot .main-svg").count() >= 2
    assert "estimate, not a CBAM declaration" in main_text(visitor)


def test_the_year_slider_moves_the_figures(server, visit):
    visitor = visit().open(f"{server.url}/label?lang=en")
    before = metrics(visitor)
    slider = visitor.page.locator(".st-key-w_year").get_by_role("slider")
    slider.focus()
    slider.press("ArrowRight")
    visitor.expect_headline("in 2027")
    slider.press("End")
    visitor.expect_headline("in 2034")
    after = metrics(visitor)
    assert len(after) == len(before)
    assert all(float(new) > float(old) for new, old in zip(after, before, strict=True))
    assert "year=2034" in visitor.page.url


def test_an_air_conditioner_costs_nothing_and_keeps_its_gate_part(server, visit):
    visitor = visit().open(f"{server.url}/label?{COOLER}&lang=en")
    assert "EUR 0 at the EU border today" in visitor.headline()
    assert "161 kg are cradle-to-gate" in visitor.headline()
    assert "not in Annex I" in main_text(visitor)
    assert metrics(visitor) == []


@pytest.mark.parametrize(
    ("lang", "refusal"), [("en", "without the net mass of one piece"), ("zh", "净重")]
)
def test_a_refusal_shows_no_money_at_all(server, visit, lang, refusal):
    visitor = visit().open(f"{server.url}/label?{NO_MASS}&lang={lang}")
    assert refusal in visitor.headline()
    money = re.compile(r"(EUR|CNY|€|¥)\s*\d|\d[\d.,]*\s*(欧元|元)")
    assert not money.search(main_text(visitor))
    assert metrics(visitor) == []
    assert visitor.page.locator(".js-plotly-plot").count() == 0


def test_a_changed_label_opens_the_same_in_another_browser(server, visit):
    first = visit().open(f"{server.url}/label?lang=en")
    box = first.page.locator(".st-key-w_l_value input")
    box.fill("2500")
    box.press("Enter")
    first.expect_headline("from 2.50 to 2.25")
    assert "l=2500&" in first.page.url
    second = visit(locale="zh-CN").open(first.page.url)
    assert second.headline() == first.headline()
    assert metrics(second) == metrics(first)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("query", ["", COOLER, NO_MASS])
def test_fits_a_phone(server, visit, query, lang):
    visitor = visit(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    visitor.open(f"{server.url}/label?{query}&lang={lang}")
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 390
    beyond = visitor.page.evaluate(
        "[...document.querySelectorAll('[data-testid=stMain] :is(h2,h3,p,label,button,li)')]"
        ".filter(n => n.getBoundingClientRect().right > 391 && !n.closest('[role=tablist]'))"
        ".map(n => n.innerText)"
    )
    assert beyond == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_axe_finds_nothing_serious(server, visit, lang, scheme):
    visitor = visit(color_scheme=scheme).open(f"{server.url}/label?lang={lang}")
    results = Axe().run(visitor.page)
    serious = [
        (found["id"], [node["html"][:160] for node in found["nodes"][:3]])
        for found in results.response["violations"]
        if found["impact"] in ("serious", "critical") and found["id"] not in ALLOWED
    ]
    assert serious == []


def test_nothing_is_loaded_from_another_host(server, visit):
    visitor = visit().open(f"{server.url}/label?lang=en")
    visitor.page.locator(".st-key-cert summary").click()
    visitor.settled()
    assert visitor.outside == []


def test_a_hostile_name_is_shown_as_text(server, visit):
    """In every text of the certificate, and where a junk value is quoted in the notice."""
    visitor = visit()
    visitor.page.on("dialog", lambda dialog: pytest.fail("a script ran"))
    texts = "&".join(f"{name}={quote(IMG)}" for name in ("lpr", "lst", "lno", "lbo", "lsc", "lis"))
    visitor.open(f"{server.url}/label?l=2.31&lu=t&lb=cradle-to-gate&lf=bf-bof&{texts}&lang=en")
    assert "EUR 47.3" in visitor.headline()
    visitor.page.locator(".st-key-cert summary").click()
    visitor.settled()
    for key in ("product", "standard", "number", "body"):
        assert visitor.page.locator(f".st-key-w_l_{key} input").input_value() == IMG
    notice = visitor.page.locator("[data-testid=stAlert]").first
    assert "<img src=x" in notice.inner_text()
    assert visitor.page.locator("img[src=x]").count() == 0
