"""Parts of "Compare" as only a browser shows them: a dragged price travels in the address."""

from urllib.parse import urlencode

import pytest

from cbam import link
from cbam.analysis import Analysis
from cbam.findings.downstream import Content, Downstream
from cbam.findings.scenario import Scenario
from cbam.study import Study, View

pytestmark = pytest.mark.browser

OWN = Scenario("", Analysis(year=2028, path="own"), points=((2028, 100.0),))
FRIDGE = Downstream("84181020", "CN", (Content("72083900", 30),), 1000, "piece")


def address(study):
    return f"/compare?{urlencode({**link.encode(study), 'lang': 'en'})}"


def test_a_dragged_price_is_in_the_figures_and_in_the_address(server, visit):
    study = Study(Analysis(), (OWN, OWN.with_(origin="TR")), View(part="price"))
    visitor = visit().open(server.url + address(study))
    figure = visitor.page.locator("[data-testid=stMetricValue]").first
    assert figure.inner_text() == "291.01"  # 2.9101 t x EUR 100
    handle = visitor.page.get_by_role("slider").nth(1)
    handle.focus()
    for _step in range(4):
        handle.press("ArrowRight")
        visitor.settled()
    visitor.page.wait_for_function(
        "() => document.querySelector('[data-testid=stMetricValue]')?.innerText === '296.83'"
    )
    visitor.settled()
    again = visit().open(visitor.page.url)
    assert again.page.locator("[data-testid=stMetricValue]").first.inner_text() == "296.83"


def test_parts_fit_a_phone_and_ask_nobody_else(server, visit):
    for part in ("origins", "price", "law"):
        study = Study(Analysis(year=2030), (), View(part=part, downstream=FRIDGE))
        visitor = visit(viewport={"width": 390, "height": 844}, has_touch=True)
        visitor.open(server.url + address(study))
        page = visitor.page
        assert page.locator(".st-key-compare_part [data-testid=stPlotlyChart]").count() >= 1
        wide = page.evaluate("() => document.documentElement.scrollWidth")
        assert wide <= 390, part
        assert not visitor.outside
