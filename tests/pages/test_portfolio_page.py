"""The page "Portfolio" as a user handles it: lines in, their check, the picture, what may leave."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from cbam import bill, link, tables
from cbam.caches import CACHES
from cbam.export import published
from cbam.law.vintages import Law
from cbam.link import saved
from cbam.portfolio import store
from cbam.portfolio.line import PortfolioLine
from cbam.portfolio.members.association import publish
from cbam.portfolio.study_lines import LIMIT, frame
from cbam.prices import Prices
from cbam.study import Study
from pages.components import browser
from pages.components.portfolio import state
from tests.pages.test_pages import opened, texts

PAGE = "pages/portfolio.py"
MESSY = Path(__file__).parents[1] / "golden" / "portfolio" / "messy_zh.csv"
LAW, PRICES = Law.load(), Prices.load()
PARTS = ("who", "years", "pareto", "gap", "threshold", "target")
LANGS = pytest.mark.parametrize("lang", ["en", "zh"])
HEAD = "cn_code,origin,tonnes,year,importer,member,product\n"
HOSTILE = (
    "=1+1", "<script>alert(1)</script>", "**bold** [x](http://e.org) $a$ :red[b] `c`",
    "很长" * 120, "🏭👩‍🔧", "<b>&amp;", "#h1",
)  # fmt: skip


@pytest.fixture(autouse=True)
def own_store(tmp_path, monkeypatch):
    monkeypatch.setenv(store.VARIABLE, f"sqlite:///{tmp_path / 'saved.sqlite'}")

    def connect(params, shown):
        st.session_state["address_bar"] = dict(params)

    monkeypatch.setattr(browser, "connect", connect)


def page(lang="en", **params) -> AppTest:
    return opened(PAGE, lang=lang, **params)


def paste(test, text):
    test.text_area(key="portfolio_paste").set_value(text)
    test.button(key="portfolio_paste_read").click().run()
    assert not test.exception
    return test


def upload(test, name, data):
    test.file_uploader(key="portfolio_file").upload(name, data, "text/csv").run()
    assert not test.exception
    return test


def example(lang="en"):
    test = page(lang)
    test.button(key="portfolio_example").click().run()
    assert not test.exception
    return test


def choose(test, kind, key, value):
    next(w for w in getattr(test, kind) if w.key == key).set_value(value).run()
    assert not test.exception


def press(test, key):
    test.button(key=key).click().run()
    assert not test.exception


def headline(test):
    return test.header[0].value.replace("\\", "")


def loaded(test):
    return test.session_state["portfolio"]


def cost(test, year):
    """What the bill says of the lines of the session."""
    lines = loaded(test).lines
    return bill.assess(lines[lines["year"] == year], LAW, PRICES)["cost_eur"].sum()


def address(test):
    """What the address bar was given last."""
    return test.session_state["address_bar"]


def members(count=4):
    """Lines of several members; one line each would leave nothing to publish."""
    rows = [f"72083900,CN,{100 + 7 * i},2026,Buyer {i % 3},Member {i},coil" for i in range(count)]
    return HEAD + "\n".join(rows)


def protect(test, on=True):
    test.toggle(key="portfolio_protect").set_value(on).run()
    assert not test.exception


def seen(test):
    """Every word and number the browser gets of the page, the share bar's link included."""
    shown = [texts(test), json.dumps(address(test))]
    shown += [table.value.to_csv() for table in test.dataframe]
    shown += [str(element.proto) for element in test.get("plotly_chart")]
    shown += [str(element.value) for kind in (test.info, test.text_area) for element in kind]
    return "\n".join(shown)


@LANGS
def test_the_empty_page_asks_for_lines(lang):
    test = page(lang)
    assert "portfolio" not in test.session_state or loaded(test) is None
    assert {"en": "Upload", "zh": "上传文件"}[lang] in texts(test)
    assert not test.metric


@LANGS
def test_the_example_is_the_engines_and_says_what_it_leaves_out(lang):
    test = example(lang)
    assert f"{cost(test, 2026):,.0f}" in headline(test)
    assert test.metric[0].value == f"{cost(test, 2026):,.0f}"
    assert {"en": "4 of 5 lines", "zh": "5 行中 4 行"}[lang] in headline(test)


@LANGS
@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens(lang, part):
    test = example(lang)
    choose(test, "button_group", "portfolio_part", part)
    assert test.subheader


def test_the_headline_follows_the_year_in_the_same_run():
    test = example()
    choose(test, "button_group", "portfolio_year", 2027)
    assert f"{cost(test, 2027):,.0f}" in headline(test)
    assert "2027" in headline(test)


def test_the_year_looked_at_first_is_the_one_of_most_lines():
    test = paste(page(), HEAD + "72083900,CN,5,2026,A,M,x\n" + "72083900,CN,5,2030,A,M,x\n" * 2)
    assert "in 2030" in headline(test)


@LANGS
def test_choices_outlive_a_change_of_language_and_of_page(lang):
    test = example(lang)
    for kind, key, value in (
        ("button_group", "portfolio_year", 2027), ("button_group", "portfolio_part", "target"),
        ("selectbox", "portfolio_target_by", "origin"), ("slider", "portfolio_cut", 25),
        ("slider", "portfolio_verify", 3),
        ("button_group", "portfolio_what_if_target", "benchmark"),
    ):  # fmt: skip
        choose(test, kind, key, value)
    before = loaded(test)

    def kept():
        names = ("year", "part", "target_by", "cut", "verify", "what_if_target")
        return [test.session_state[f"portfolio_{name}"] for name in names]

    other = "zh" if lang == "en" else "en"
    test.button_group(key="language").set_value(other).run()
    assert kept() == [2027, "target", "origin", 25, 3, "benchmark"]
    test.switch_page("pages/rules.py").run()
    test.switch_page(PAGE).run()
    assert kept() == [2027, "target", "origin", 25, 3, "benchmark"]
    assert loaded(test) is before
    assert not test.exception


@LANGS
def test_the_messy_file_is_read_checked_and_reported(lang):
    test = upload(page(lang), "messy_zh.csv", MESSY.read_bytes())
    counts = loaded(test).checked.counts
    assert (counts.good, counts.bad, counts.ignored) == (354, 46, 7)
    assert f"{cost(test, 2026):,.0f}" in headline(test)
    assert {"en": "354 of 400 lines", "zh": "400 行中 354 行"}[lang] in headline(test)
    tables = [table.value for table in test.dataframe]
    assert max(map(len, tables)) == 60  # all problems
    assert "海关编码" in texts(test)  # by which column the codes were read
    warning = "\n".join(w.value for w in test.warning).replace("\\", "")
    assert all(row in warning for row in ("63", "201", "400"))  # kilograms typed as tonnes


def test_a_column_read_wrongly_is_corrected_and_the_figures_follow():
    text = "cn_code,origin,tonnes,gross,year\n72083900,CN,10,20,2026\n72083900,CN,30,40,2026"
    test = paste(page(), text)
    before = cost(test, 2026)
    key = next(s.key for s in test.selectbox if s.key.startswith("portfolio_column_tonnes_"))
    choose(test, "selectbox", key, "gross")
    assert loaded(test).lines["tonnes"].tolist() == [20, 40]
    assert cost(test, 2026) == pytest.approx(before * 1.5)
    assert f"{cost(test, 2026):,.0f}" in headline(test)


@LANGS
def test_a_needed_column_that_was_not_found_can_be_named(lang):
    test = paste(page(lang), "cn_code,origin,how much,year\n72083900,CN,10,2026")
    assert test.error
    assert loaded(test) is None if "portfolio" in test.session_state else True
    key = next(s.key for s in test.selectbox if s.key.startswith("portfolio_column_tonnes_"))
    choose(test, "selectbox", key, "how much")
    assert not test.error
    assert loaded(test).lines["tonnes"].tolist() == [10]


def test_year_origin_and_decimal_sign_hold_for_all_lines():
    test = paste(page(), "cn_code\ttonnes\n72083900\t1.234\n72083900\t2.500")
    for name, value in (("year", 2027), ("origin", "TR")):
        key = next(s.key for s in test.selectbox if s.key.startswith(f"portfolio_all_{name}_"))
        choose(test, "selectbox", key, value)
    key = next(s.key for s in test.selectbox if s.key.startswith("portfolio_all_sign_"))
    choose(test, "selectbox", key, ",")
    lines = loaded(test).lines
    assert lines["tonnes"].tolist() == [1234, 2500]
    assert set(lines["origin"]) == {"TR"}
    assert set(lines["year"]) == {2027}


@LANGS
def test_a_file_that_cannot_be_read_is_named_and_the_lines_before_stay(lang):
    test = example(lang)
    before, said = loaded(test), headline(test)
    for name, data in (("a.xlsm", b"PK\x03\x04"), ("a.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600),
                       ("a.csv", b"")):  # fmt: skip
        upload(test, name, data or b"\n")
        assert test.error
        assert loaded(test) is before
        assert headline(test) == said
        test.file_uploader(key="portfolio_file").set_value(None).run()


@LANGS
def test_when_all_lines_are_bad_the_report_says_why(lang):
    test = paste(page(lang), HEAD + "junk,CN,1,2026,A,M,x\n72083900,Nowhere,1,2026,A,M,x")
    assert test.error
    assert not test.metric
    assert any(len(table.value) == 2 for table in test.dataframe)


@LANGS
@pytest.mark.parametrize(
    ("row", "year"),
    [
        ("84151090,CN,7,2026,A,M,out of scope", 2026),
        ("27160000,UA,500,2027,A,M,electricity", 2027),
        ("72083900,CN,7,2034,A,M,late", 2034),
        ("72083900,DE,7,2026,A,M,EU origin", 2026),
        ("25232900,CN,0,2026,A,M,nothing", 2026),
    ],
)
def test_odd_portfolios_are_the_engines_in_every_part(lang, row, year):
    test = paste(page(lang), HEAD + row)
    for part in PARTS:
        choose(test, "button_group", "portfolio_part", part)
        assert f"{cost(test, year):,.0f}" in headline(test)
        assert str(year) in headline(test)


@LANGS
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_shown_as_text(lang, name):
    quoted = '"' + name.replace('"', '""') + '"'
    rows = [f"72083900,CN,{i},2026,{quoted},{quoted},{quoted}" for i in (60, 30)]
    test = paste(page(lang), HEAD + "\n".join(rows) + f"\njunk{name[:20]},CN,1,2026,,,")
    for part in PARTS:
        choose(test, "button_group", "portfolio_part", part)
    for element in (*test.header, *test.subheader, *test.markdown, *test.caption, *test.warning):
        assert "<script" not in element.value.replace("\\<", "")
        assert "**bold** [x]" not in element.value
    figures = json.dumps([str(e.proto) for e in test.get("plotly_chart")])
    assert "<script" not in figures
    choose(test, "button_group", "portfolio_part", "who")
    protect(test)


def test_few_lines_travel_in_the_link_and_open_with_the_same_totals():
    first = example()
    assert len(first.session_state["study"].lines) == 5
    params = {("origin" if k == "from" else k): v for k, v in address(first).items()}
    second = opened(PAGE, **params)
    assert headline(second) == headline(first)


@pytest.mark.parametrize("lines", [LIMIT, LIMIT + 1])
def test_the_link_holds_lines_up_to_the_limit_and_says_when_not(lines):
    test = paste(
        page(), HEAD + "\n".join(f"72083900,CN,{i},2026,A,M,x" for i in range(1, lines + 1))
    )
    assert len(loaded(test).lines) == lines
    fits = lines <= LIMIT
    assert len(test.session_state["study"].lines) == (lines if fits else 0)
    assert ("s" in address(test)) == fits
    assert ("are too many for a link" in texts(test)) != fits


def test_a_link_with_lines_replaces_the_lines_and_one_without_does_not():
    test = example()
    before = headline(test)
    lines = (PortfolioLine("72142000", "VN", 12.0, 2026),)
    test.session_state["study"] = Study(lines=lines)  # as a link or a file is opened
    test.run()
    assert loaded(test).lines["tonnes"].tolist() == [12]
    assert test.session_state["study"].lines == lines
    assert headline(test) != before
    test.session_state["study"] = Study()
    test.run()
    assert test.session_state["study"].lines == lines


@LANGS
def test_nothing_of_a_member_leaves_the_association_view(lang):
    test = paste(page(lang), members())
    assert test.session_state["study"].lines
    protect(test)
    secrets = [*(f"Member {i}" for i in range(4)), "coil"]

    def closed():
        study = test.session_state["study"]
        assert study.lines == ()
        assert "s" not in address(test)
        assert "saved" not in address(test)
        shown = seen(test)
        assert [word for word in secrets if word in shown] == []
        for word in secrets:
            assert word.encode() not in saved.dump(study, lang)

    closed()
    test.button_group(key="language").set_value("zh" if lang == "en" else "en").run()
    closed()
    test.switch_page("pages/rules.py").run()
    assert test.session_state["study"].lines == ()
    test.switch_page(PAGE).run()
    closed()
    protect(test, on=False)
    assert len(test.session_state["study"].lines) == 4
    assert "s" in address(test)


def test_a_link_with_lines_opened_in_the_association_view_is_protected_too():
    test = paste(page(), members())
    protect(test)
    test.session_state["study"] = Study(
        lines=(PortfolioLine("72083900", member="Secret Co", tonnes=5.0),)
    )
    test.run()
    assert test.session_state["study"].lines == ()
    assert "s" not in address(test)
    assert "Secret Co" not in seen(test)


@LANGS
def test_published_files_hold_what_the_screen_shows(lang):
    test = paste(page(lang), members(9))
    protect(test)
    choose(test, "number_input", "association_k", 5)
    rules = test.session_state["portfolio_association"]
    assert rules.k == 5
    made = publish(loaded(test).cells, LAW, PRICES, year=2026, rules=rules)
    text = published.texts(made, LAW, lang).decode("utf-8-sig")
    assert "Member" not in text.replace("Members", "")
    assert f"{made.cost_eur:,.0f}" in text
    assert f"{made.cost_eur:,.0f}" in headline(test)
    assert published.workbook(made, LAW, lang, "2026-11-25")[:2] == b"PK"


def test_too_few_members_show_no_total():
    test = paste(page(), members(2))
    protect(test)
    assert "Too few members" in headline(test)
    assert f"{cost(test, 2026):,.0f}" not in seen(test)


def test_lines_without_members_cannot_enter_the_association_view():
    test = paste(page(), "cn_code,origin,tonnes,year\n72083900,CN,10,2026")
    assert test.toggle(key="portfolio_protect").disabled


@LANGS
def test_lines_are_stored_reopened_and_deleted(lang):
    test = example(lang)
    press(test, "saved_store")
    made = test.session_state["saved_made"]
    assert address(test)["saved"] == made.id
    other = opened(PAGE, lang=lang, saved=made.id)
    assert headline(other) == headline(test)
    assert loaded(other).lines["tonnes"].tolist() == loaded(test).lines["tonnes"].tolist()
    wrong = opened(PAGE, lang=lang, saved=made.id, delete="x" * 32)
    press(wrong, "saved_delete")
    assert wrong.error
    store.configured().load(made.id)
    owner = opened(PAGE, lang=lang, saved=made.id, delete=made.delete_key)
    assert address(owner).keys().isdisjoint({"delete", "saved"})
    press(owner, "saved_delete")
    assert owner.success
    gone = opened(PAGE, lang=lang, saved=made.id)
    assert gone.error
    assert not gone.metric


def test_the_stored_address_is_not_shown_beside_other_lines_nor_in_the_association_view():
    test = paste(page(), members())
    press(test, "saved_store")
    assert "saved" in address(test)
    protect(test)
    assert "saved" not in address(test)
    assert test.session_state["saved_made"].id not in seen(test)
    protect(test, on=False)
    assert "saved" in address(test)
    paste(test, members(5))
    assert "saved" not in address(test)


@LANGS
@pytest.mark.parametrize("identifier", ["junk", "A" * 32, "<b>"])
def test_an_unknown_identifier_is_named(lang, identifier):
    assert opened(PAGE, lang=lang, saved=identifier).error


@LANGS
def test_the_store_can_be_switched_off(lang, monkeypatch):
    monkeypatch.setenv(store.VARIABLE, "")
    test = example(lang)
    assert all(button.key != "saved_store" for button in test.button)
    said = {"en": "switched off", "zh": "关闭"}[lang]
    assert any(said in info.value for info in test.info)
    assert opened(PAGE, lang=lang, saved="A" * 32).error


def test_removing_the_lines_empties_link_and_page():
    test = example()
    press(test, "portfolio_clear")
    assert test.session_state["study"].lines == ()
    assert "s" not in address(test)
    assert not test.metric


def test_results_do_not_depend_on_the_order_of_the_lines():
    rows = [f"72083900,CN,{i},2026,B{i % 4},M{i % 5},p{i % 3}" for i in range(1, 40)]
    mixed = list(np.random.default_rng(3).permutation(rows))
    one, two = (paste(page(), HEAD + "\n".join(order)) for order in (rows, mixed))
    assert headline(one) == headline(two)
    assert [m.value for m in one.metric] == [m.value for m in two.metric]


def test_a_frame_of_records_is_what_the_link_brings():
    lines = (PortfolioLine("72083900", member="M", tonnes=5.0),)
    study, problems = link.decode({k: [v] for k, v in link.encode(Study(lines=lines)).items()})
    assert not problems
    assert frame(study.lines)["member"].tolist() == ["M"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_slides_and_files_of_an_association_show_members_to_nobody(lang):
    rows = ["商品编码\t原产国\t吨\t日期\t会员企业\t进口商"]
    rows += [f"7208 39 00\tCN\t{100 + 10 * i}\t2026-02-15\tSecret{i}\tImp{i % 3}" for i in range(8)]
    test = opened("pages/portfolio.py", lang=lang)
    test.text_area(key="portfolio_paste").set_value("\n".join(rows))
    next(b for b in test.button if b.key == "portfolio_paste_read").click().run()
    test.toggle(key="portfolio_protect").set_value(True).run()
    headline = test.header[0].value
    assert test.session_state["study"].lines == ()
    test.switch_page("pages/briefing.py").run()
    assert not test.exception
    shown = texts(test)
    assert headline.replace("\\", "") in shown
    assert "Secret" not in shown


@LANGS
def test_kilograms_found_by_the_value_stand_beside_the_total(lang):
    head = "海关编码\t原产国\t净重(吨)\t年份\t货值（欧元）\n"
    rows = [f"72083900\tCN\t{20 + n}\t2026\t{(20 + n) * 600}" for n in range(6)]
    test = paste(page(lang), head + "\n".join([*rows, "72083900\tCN\t900\t2026\t540"]))
    assert {"en": "Value (EUR) ← ", "zh": "货值（欧元） ← "}[lang] in texts(test)
    warning = "\n".join(w.value for w in test.warning).replace("\\", "")
    assert {"en": "rows 8", "zh": "8"}[lang] in warning
    reasons = "\n".join(table.value.to_csv() for table in test.dataframe)
    assert {"en": "0.6 EUR/t, less than a fiftieth", "zh": "0.6 EUR/t，不足"}[lang] in reasons
    assert len(loaded(test).lines) == 7


# A whole origin


def sector(test, partner, year=None):
    choose(test, "selectbox", "sector_origin", partner)
    if year is not None:
        choose(test, "selectbox", f"sector_year_{partner}", year)


@pytest.fixture
def offline(monkeypatch, tmp_path):
    """No feed may be asked, and the cache is one of our own."""
    monkeypatch.setenv("CBAM_FEED_TRADE_URL", "")
    monkeypatch.setattr(tables, "FRESH_DIR", tmp_path / "feeds")
    CACHES.forget()
    yield tmp_path / "feeds"
    monkeypatch.undo()
    CACHES.forget()


@LANGS
def test_the_imports_of_a_whole_origin_are_priced_as_one_portfolio(lang, offline):
    test = page(lang)
    sector(test, "US")
    flows = tables.read("trade_flows")
    held = flows[(flows["partner"] == "US") & (flows["evidence"] == "customs_statistics")
                 & flows["cn_code"].str.fullmatch(r"\d{8}")]  # fmt: skip
    year = int(held["year"].max())
    assert test.selectbox(key="sector_year_US").value == year  # what is on board, first
    taken = held[(held["year"] == year) & (held["quantity_t"] > 0)]
    press(test, "sector_take")
    lines = loaded(test).lines
    assert lines["tonnes"].sum() == pytest.approx(taken["quantity_t"].sum(), rel=0.01)
    assert set(lines["origin"]) == {"US"}
    assert f"{cost(test, 2026):,.0f}" in headline(test)
    assert cost(test, 2026) > 0
    before = headline(test)
    test.button_group(key="language").set_value("zh" if lang == "en" else "en").run()
    assert not test.exception
    assert f"{cost(test, 2026):,.0f}" in headline(test) != before
    assert test.selectbox(key="sector_origin").value == "US"
    assert {"zh": "an assumption", "en": "属假设"}[lang] in texts(test)


@LANGS
def test_press_totals_are_for_orientation_and_cannot_be_priced(lang, offline):
    test = page(lang)
    sector(test, "CN", 2023)
    said = [caption.value for caption in test.caption if "3,770,000" in caption.value]
    assert len(said) == 1
    assert {"en": "Orientation only, a press figure", "zh": "仅供参考，媒体数字"}[lang] in said[0]
    assert {"en": "fetching is off", "zh": "获取功能已关闭"}[lang] in texts(test)
    assert {"sector_take", "sector_fetch"}.isdisjoint(button.key for button in test.button)


@LANGS
def test_statistics_that_were_fetched_are_priced(lang, offline):
    fetched = pd.DataFrame({
        "importer": ["EU27"] * 2, "partner": ["CN"] * 2, "year": [2025] * 2,
        "cn_code": ["72083900", "73181595"], "quantity_t": [123450.0, 800.0],
        "value_eur": [98765432, 2000000], "evidence": ["customs_statistics"] * 2,
    })  # fmt: skip
    offline.mkdir()
    tables.fresh_file("trade_flows").write_text(fetched.to_csv(index=False))
    CACHES.forget()
    test = page(lang)
    sector(test, "CN")
    assert test.selectbox(key="sector_year_CN").value == 2025
    press(test, "sector_take")
    assert sorted(loaded(test).lines["tonnes"]) == [800, 123450]
    assert f"{cost(test, 2026):,.0f}" in headline(test)


@LANGS
def test_statistics_are_asked_for_by_a_button_and_a_failure_is_named(lang, offline, monkeypatch):
    monkeypatch.setenv("CBAM_FEED_TRADE_URL", "http://127.0.0.1:9/{partner}/{year}")
    test = page(lang)
    sector(test, "CN")
    test.session_state["framed"] = True  # as app.py leaves it: the click is seen by this run
    press(test, "sector_fetch")
    assert len(test.warning) == 1
    assert not test.metric


def test_a_failure_of_the_program_does_not_come_again_with_every_run(monkeypatch):
    def broken(given):
        raise RuntimeError

    test = page()
    with monkeypatch.context() as patch:
        patch.setattr(state, "check", broken)
        test.button(key="portfolio_example").click().run()
    test.run()
    assert not test.exception
    assert test.session_state["portfolio_job"] is None
