"""Sending an analysis: link, QR code, embedding, file, and a link made under other data."""

import json
import re
from dataclasses import replace
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from cbam import link
from cbam.link import saved, vintage
from cbam.prices import Prices
from cbam.study import Study
from tests.browser.test_exposure import ALLOWED
from tests.property.test_link_study import portfolio, six

pytestmark = pytest.mark.browser

SIX = urlencode(link.encode(six()))
JULY = Prices.load(as_of="2026-07-06")
OLD = urlencode({
    **link.encode(Study()), "q": "4",
    "d": vintage.write(replace(vintage.current(Study()), as_of="2026-07-06", prices=JULY.digest[:6])),
})  # fmt: skip


def query(visitor):
    return parse_qs(urlsplit(visitor.page.url).query)


def main_text(visitor):
    return visitor.page.locator("[data-testid=stMain]").inner_text()


def dialog(visitor, name):
    visitor.page.locator(".st-key-share").get_by_role("button", name=name, exact=True).click()
    found = visitor.page.get_by_role("dialog")
    found.wait_for()
    return found


def test_scenarios_open_the_same_in_another_browser(server, visit):
    first = visit().open(f"{server.url}/compare?{SIX}&lang=en")
    assert query(first)["s"] == parse_qs(SIX)["s"]
    second = visit(locale="zh-CN").open(first.page.url)
    assert second.headline() == first.headline()
    assert "土耳其竞争对手" in main_text(second)


def test_back_and_forward_keep_the_scenarios(server, visit):
    visitor = visit().open(f"{server.url}/compare?{SIX}&lang=en")
    before = visitor.headline()
    visitor.page.get_by_text("Rules & data", exact=True).first.click()
    visitor.expect_headline("Every figure has a source")
    assert query(visitor)["s"] == parse_qs(SIX)["s"]
    visitor.page.go_back()
    visitor.expect_headline(before[:40])
    assert visitor.headline() == before
    visitor.page.go_forward()
    visitor.expect_headline("Every figure has a source")
    assert query(visitor)["s"] == parse_qs(SIX)["s"]


def test_a_cut_link_restores_the_product_and_says_what_is_missing(server, visit):
    query_cut = SIX[: SIX.index("s=") + 200]
    visitor = visit().open(f"{server.url}/?{query_cut}&lang=en")
    assert "EUR 163,527" in visitor.headline()
    notice = visitor.page.locator("[data-testid=stAlert]").first.inner_text()
    assert "altered or cut off" in notice
    assert "s" not in query(visitor)


def test_then_and_now_can_be_chosen_and_travel_on(server, visit):
    visitor = visit().open(f"{server.url}/?{OLD}&lang=en")
    banner = visitor.page.locator(".st-key-changed")
    assert "6 July 2026" in banner.inner_text()
    assert "EUR 163,354" in banner.inner_text()
    assert "EUR 178,630" in visitor.headline()
    assert ".2026-07-06." in query(visitor)["d"][0]  # a reload still tells the difference
    banner.get_by_text("As the link was made", exact=True).click()
    visitor.expect_headline("EUR 163,354")
    assert query(visitor)["asof"] == ["2026-07-06"]
    other = visit(locale="zh-CN").open(visitor.page.url)
    assert other.headline() == visitor.headline()
    assert "EUR 178,630" in other.page.locator(".st-key-changed").inner_text()
    banner.get_by_text("Today’s data", exact=True).click()
    visitor.expect_headline("EUR 178,630")
    assert "asof" not in query(visitor)


def test_the_copied_link_is_the_address(server, visit):
    visitor = visit().open(f"{server.url}/compare?{SIX}&lang=en")
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.page.get_by_role("button", name="Copy link to this analysis").click()
    visitor.page.get_by_text("Copied", exact=True).wait_for()
    copied = visitor.page.evaluate("navigator.clipboard.readText()")
    assert urlsplit(copied).path == "/compare"
    assert parse_qs(urlsplit(copied).query) == query(visitor)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_qr_code_has_its_quiet_zone_in_both_modes(server, visit, scheme):
    visitor = visit(color_scheme=scheme).open(f"{server.url}/?{SIX}&lang=en")
    picture = dialog(visitor, "QR code").locator("img")
    picture.wait_for()
    assert picture.get_attribute("alt") == "QR code of the link to this analysis"
    assert picture.bounding_box()["width"] >= 300
    corner = picture.evaluate(
        """async image => {
          await image.decode();
          const canvas = document.createElement('canvas');
          canvas.width = canvas.height = 400;
          const pen = canvas.getContext('2d');
          pen.drawImage(image, 0, 0, 400, 400);
          return [...pen.getImageData(2, 2, 1, 1).data];
        }"""
    )
    assert corner == [255, 255, 255, 255]


def test_a_long_link_has_no_qr_code_but_says_why(server, visit):
    visitor = visit().open(f"{server.url}/?{urlencode(link.encode(portfolio()))}&lang=en")
    assert "too long for a QR code" in dialog(visitor, "QR code").inner_text()
    assert visitor.page.get_by_role("dialog").locator("img").count() == 0


def test_the_embedded_page_shows_headline_and_chart_only(server, visit):
    host = visit().open(f"{server.url}/?{SIX}&lang=en")
    snippet = dialog(host, "Embed").locator("code").inner_text()
    source = re.search(r'src="([^"]+)"', snippet)[1].replace("&amp;", "&")
    assert "?embed=true&" in source
    visitor = visit().open(source)
    assert "EUR 163,527" in visitor.headline()
    assert visitor.page.locator(".js-plotly-plot:visible").count() == 1
    for hidden in ("input", "[data-testid=stMetric]", "[data-testid=stPopover]", "table",
                   ".st-key-share", "[role=tab]", "[data-testid=stTopNavLink]"):  # fmt: skip
        assert visitor.page.locator(f"{hidden}:visible").count() == 0, hidden
    assert "estimate, not a CBAM declaration" in main_text(visitor)
    whole = visitor.page.get_by_role("link", name="Open the whole analysis").get_attribute("href")
    assert parse_qs(urlsplit(whole).query)["s"] == parse_qs(SIX)["s"]
    assert "embed" not in whole


def test_a_saved_analysis_opens_again_with_everything(server, visit, tmp_path):
    first = visit().open(f"{server.url}/compare?{SIX}&lang=en")
    with first.page.expect_download() as caught:
        first.page.get_by_role("button", name="Save analysis").click()
    file = tmp_path / caught.value.suggested_filename
    caught.value.save_as(file)
    assert file.name.endswith(saved.SUFFIX)
    assert saved.load(file.read_bytes()) == (six(), [])
    second = visit(locale="zh-CN").open(f"{server.url}/compare?lang=en")
    assert second.headline() != first.headline()
    dialog(second, "Open analysis").locator("input[type=file]").set_input_files(file)
    second.expect_headline(first.headline()[:40])
    assert second.headline() == first.headline()
    assert query(second)["s"] == query(first)["s"]
    assert second.page.get_by_role("dialog").count() == 0


def test_a_foreign_file_is_named_and_changes_nothing(server, visit, tmp_path):
    visitor = visit().open(f"{server.url}/?t=77&lang=en")
    before = visitor.headline()
    file = tmp_path / "other.json"
    file.write_text(json.dumps({"format": "<img src=x onerror=alert(1)>"}))
    box = dialog(visitor, "Open analysis")
    box.locator("input[type=file]").set_input_files(file)
    box.locator("[data-testid=stAlert]").wait_for()
    assert "not an analysis saved with this tool" in box.inner_text()
    assert visitor.headline() == before


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_share_bar_fits_a_phone(server, visit, lang):
    visitor = visit(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    visitor.open(f"{server.url}/?{OLD}&lang={lang}")
    dialog(visitor, "QR code" if lang == "en" else "二维码").locator("img").wait_for()
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 390
    box = visitor.page.get_by_role("dialog").locator("img").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(server, visit, scheme):
    visitor = visit(color_scheme=scheme).open(f"{server.url}/?{OLD}&lang=zh")
    results = Axe().run(visitor.page)
    serious = [
        (found["id"], [node["html"][:160] for node in found["nodes"][:3]])
        for found in results.response["violations"]
        if found["impact"] in ("serious", "critical") and found["id"] not in ALLOWED
    ]
    assert serious == []
