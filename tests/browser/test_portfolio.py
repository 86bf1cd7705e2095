"""The page "Portfolio" in a browser: uploads, links in other contexts, a phone, other sessions."""

from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe

from cbam import bill
from cbam.law.vintages import Law
from cbam.prices import Prices
from tests.browser.test_exposure import ALLOWED

pytestmark = pytest.mark.browser

MESSY = Path(__file__).parents[1] / "golden" / "portfolio" / "messy_zh.csv"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
HEAD = "cn_code,origin,tonnes,year,importer,member,product\n"


def query(visitor):
    return parse_qs(urlsplit(visitor.page.url).query)


def main_text(visitor):
    return visitor.page.locator("[data-testid=stMain]").inner_text()


def upload(visitor, file):
    visitor.page.locator(".st-key-portfolio_file input[type=file]").set_input_files(file)


def example(visitor, server, lang="en"):
    visitor.open(f"{server.url}/portfolio?lang={lang}")
    visitor.page.locator(".st-key-portfolio_example button").click()
    visitor.expect_headline({"en": "4 of 5 lines cost EUR 251,160", "zh": "251,160 欧元"}[lang])
    return visitor


def members(tmp_path, count=6):
    file = tmp_path / "members.csv"
    rows = [f"72083900,CN,{60 + 7 * i},2026,Buyer {i % 2},Secret{i} Co,p{i}" for i in range(count)]
    file.write_text(HEAD + "\n".join(rows))
    return file


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_messy_file_on_a_phone(server, visit, lang):
    visitor = visit(**PHONE).open(f"{server.url}/portfolio?lang={lang}")
    upload(visitor, MESSY)
    visitor.expect_headline({"en": "354 of 400 lines", "zh": "400 行中 354 行"}[lang])
    text = main_text(visitor)
    assert {"en": "46 lines left out", "zh": "46 行"}[lang] in text
    assert {"en": "CN code ← 海关编码", "zh": "CN 编码 ← 海关编码"}[lang] in text
    problems = visitor.page.locator("[data-testid=stDataFrame]")
    assert problems.count() >= 2
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert visitor.outside == []


def test_a_link_with_lines_opens_the_same_in_another_browser(server, visit):
    first = example(visit(), server)
    assert "s" in query(first)
    second = visit(locale="zh-CN").open(first.page.url)
    assert second.headline() == first.headline()
    assert second.page.evaluate("document.querySelectorAll('.js-plotly-plot').length") == 2


def test_choices_and_lines_outlive_language_and_pages(server, visit):
    visitor = example(visit(), server)
    visitor.page.get_by_role("radio", name="2027").click()
    visitor.expect_headline("1 of 5 lines cost EUR 46,000")
    visitor.page.get_by_text("The importer’s 50 t test").click()
    visitor.page.get_by_text("circumvention").wait_for()
    visitor.page.get_by_text("中文", exact=True).first.click()
    visitor.expect_headline("2027年，5 行中 1 行")
    visitor.page.get_by_text("规避").first.wait_for()
    visitor.page.get_by_text("规则与数据", exact=True).first.click()
    visitor.page.wait_for_url("**/rules*")
    visitor.settled()
    visitor.page.get_by_text("产品组合", exact=True).first.click()
    visitor.expect_headline("2027年，5 行中 1 行")
    visitor.page.get_by_text("规避").first.wait_for()


def test_a_bad_file_in_one_session_leaves_another_untouched(server, visit, tmp_path):
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"PK\x03\x04" + b"\0" * 5000)
    one, two = example(visit(), server), visit().open(f"{server.url}/portfolio?lang=en")
    before = one.headline()
    upload(two, bad)
    two.page.locator("[data-testid=stAlert]").first.wait_for()
    assert "damaged" in main_text(two) or "not an XLSX" in main_text(two)
    one.page.get_by_text("Year by year").click()
    one.page.get_by_text("The same trade costs").wait_for()
    assert one.headline() == before
    three = visit().open(f"{server.url}/portfolio?lang=en")
    assert "Bring in your lines" in three.headline()


def test_the_association_view_shows_and_sends_nothing_of_a_member(server, visit, tmp_path):
    visitor = visit().open(f"{server.url}/portfolio?lang=en")
    upload(visitor, members(tmp_path))
    visitor.expect_headline("6 lines cost")
    assert "s" in query(visitor)
    visitor.page.locator(".st-key-portfolio_protect label").click()
    visitor.expect_headline("6 members")
    assert "s" not in query(visitor)
    assert "Secret" not in visitor.page.content()
    assert "members.csv" not in visitor.page.content()
    for kind in ("xlsx", "download"):
        with visitor.page.expect_download() as caught:
            visitor.page.locator(f".st-key-association_{kind} button").click()
        assert b"Secret" not in Path(caught.value.path()).read_bytes()
    other = visit().open(visitor.page.url)
    assert "Bring in your lines" in other.headline()
    visitor.page.locator(".st-key-portfolio_protect label").click()
    visitor.expect_headline("6 lines cost")
    assert "s" in query(visitor)


def test_a_large_upload_can_be_stopped_and_the_lines_before_stay(server, visit, tmp_path):
    large = tmp_path / "large.csv"
    rows = "".join(f"72083900,CN,{i % 900 + 1},2026,Buyer {i},M{i},p{i}\n" for i in range(400_000))
    large.write_text(HEAD + rows)
    visitor = example(visit(), server)
    before = visitor.headline()
    upload(visitor, large)
    visitor.page.locator(".st-key-portfolio_cancel button").click()
    visitor.page.get_by_text("Stopped: nothing was changed.").wait_for()
    visitor.settled()
    assert visitor.headline() == before
    assert "s" in query(visitor)


def test_another_click_does_not_lose_an_upload(server, visit, tmp_path):
    large = tmp_path / "large.csv"
    rows = "".join(f"72083900,CN,{i % 900 + 1},2026,Buyer {i},M{i},p{i}\n" for i in range(200_000))
    large.write_text(HEAD + rows)
    visitor = visit().open(f"{server.url}/portfolio?lang=en")
    upload(visitor, large)
    visitor.page.locator(".st-key-portfolio_cancel button").wait_for()
    visitor.page.get_by_text("中文", exact=True).first.click()
    visitor.expect_headline("200,000 行")


def type_into_grid(visitor, cells):
    """Type texts into the grid, from its first cell on, one row; the last one is left open."""
    grid = visitor.page.locator(".st-key-portfolio_grid .dvn-scroller").first
    grid.scroll_into_view_if_needed()
    grid.click(position={"x": 60, "y": 54})  # below the headings
    for at, text in enumerate(cells):
        visitor.page.keyboard.press("Enter")  # opens the cell; without, a first digit may be lost
        editor = visitor.page.locator("[id^=gdg-overlay]").locator("input, textarea")
        editor.fill(text)
        if at < len(cells) - 1:
            visitor.page.keyboard.press("Tab")
            visitor.page.wait_for_timeout(100)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_typed_into_the_grid_outlives_the_language(server, visit, lang):
    """Before it is handed in, and the cell that is still open too."""
    visitor = visit().open(f"{server.url}/portfolio?lang={lang}")
    visitor.page.get_by_role("tab", name={"en": "Grid", "zh": "表格"}[lang]).click()
    type_into_grid(visitor, ["Coil", "72083900", "CN", "1000", "2026"])
    visitor.page.get_by_text({"en": "中文", "zh": "English"}[lang], exact=True).first.click()
    visitor.settled()
    visitor.page.get_by_role("tab", name={"zh": "Grid", "en": "表格"}[lang]).click()
    name = {"zh": "Assess these lines", "en": "计算这些行"}[lang]
    visitor.page.get_by_role("button", name=name).click()
    visitor.expect_headline({"zh": "1 line", "en": "1 行"}[lang])
    line = {"cn_code": ["72083900"], "origin": ["CN"], "tonnes": [1000.0], "year": [2026]}
    due = bill.assess(pd.DataFrame(line), Law.load(), Prices.load())["cost_eur"].sum()
    assert f"{due:,.0f}" in visitor.headline()


def messy_workbook(file):
    """A forwarder's sheet: a title over merged cells, headings in two rows, kilograms among tonnes.

    Of nine lines, six can be assessed: 30 + 24 + 26 + 22 + 28 + 25000 t of 7208 39 00.
    """
    import openpyxl

    book = openpyxl.Workbook()
    cover, page = book.active, book.create_sheet("明细")
    cover.title = "说明"
    cover["A1"] = "请核对后回传"
    page["A1"] = "佛山某公司2026年对欧出口明细表"
    page.merge_cells("A1:I1")
    page.append([])
    page.append(["货物信息", None, None, None, "贸易信息", None, None, None, None])
    page.merge_cells("A3:C3")
    page.merge_cells("E3:G3")
    page.append(
        ["海关编码", "品名", "净重（吨）", None, "原产国", "进口日期", "进口商", None, None]
    )
    coil, day = "热轧卷", datetime(2026, 2, 15)
    for at, tonnes in enumerate((30, 24, 26, 22, 28)):  # the codes are numbers here
        page.append([72083900, coil, tonnes, None, "中国", day, f"Importer {at % 2}"])
    page.append(["72083900", coil, 25000, None, "中国", day, "Importer 0"])  # kilograms
    page.append(["7.2E+07", coil, 30, None, "中国", day, "Importer 1"])
    page.append([72083900, coil, "=C5*2", None, "中国", day, "Importer 1"])
    page.append([72083900, coil, 20, None, "中国国", day, "Importer 1"])
    page.append(["合计", None, 25204, None, None, None, None])
    book.save(file)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_messy_workbook_is_read_reported_and_added_up(server, visit, lang, tmp_path):
    file = tmp_path / "出口明细.xlsx"
    messy_workbook(file)
    visitor = visit().open(f"{server.url}/portfolio?lang={lang}")
    upload(visitor, file)
    visitor.expect_headline({"en": "6 of 9 lines", "zh": "9 行中 6 行"}[lang])
    text = main_text(visitor)
    assert {"en": "10 rows: 6 lines assessed, 3 lines left out", "zh": "共 10 行"}[lang] in text
    assert {"en": "CN code ← 海关编码", "zh": "CN 编码 ← 海关编码"}[lang] in text
    assert {"en": "rows 10", "zh": "10"}[lang] in text  # kilograms typed as tonnes
    with visitor.page.expect_download() as caught:
        visitor.page.locator(".st-key-portfolio_problems button").click()
    problems = pd.read_csv(caught.value.path(), dtype=str)
    columns = ["净重（吨）", "海关编码", "净重（吨）", "原产国"]
    assert problems.iloc[:, 0].tolist() == ["10", "11", "12", "13"]
    assert problems.iloc[:, 1].tolist() == columns
    assert problems.iloc[:, 2].tolist()[1:3] == ["7.2E+07", "'=…"]
    assert {"en": "formula", "zh": "公式"}[lang] in problems.iloc[2, 4]
    law, prices = Law.load(), Prices.load()
    lines = pd.DataFrame({"cn_code": "72083900", "origin": "CN", "year": 2026, "quarter": "Q1",
                          "tonnes": [30.0, 24, 26, 22, 28, 25000]})  # fmt: skip
    due = bill.assess(lines, law, prices)["cost_eur"].sum()
    assert f"{due:,.0f}" in visitor.headline()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(server, visit, scheme):
    visitor = example(visit(color_scheme=scheme), server)
    found = Axe().run(visitor.page).response["violations"]
    serious = [
        f for f in found if f["impact"] in ("serious", "critical") and f["id"] not in ALLOWED
    ]
    assert [(f["id"], [n["html"][:200] for n in f["nodes"]][:2]) for f in serious] == []
