"""What each cell means, what is wrong with it, and how the rows of a file divide."""

from __future__ import annotations

import io

import pandas as pd
import pytest

from cbam import bill
from cbam.i18n import LANGS
from cbam.law.vintages import Law
from cbam.portfolio.files import coded
from cbam.portfolio.files.cells import Period, read_good, read_origin, read_period
from cbam.portfolio.files.checks import Checked, check
from cbam.portfolio.files.mapping import ColumnMap, match
from cbam.portfolio.files.numbers import decimal_sign, read_number
from cbam.portfolio.files.reading import read
from cbam.portfolio.files.template import template
from cbam.portfolio.files.titles import COLUMNS
from cbam.present import wording
from cbam.present.portfolio import portfolio_report, portfolio_words
from cbam.prices import Prices
from cbam.reasons import InputError

LAW, PRICES = Law.load(), Prices.load()
HEAD = "CN code,origin,tonnes,date"
LINE = "72083900,CN,10,2026-02-01"


def checked(*lines: str, head: str = HEAD, **options: object) -> Checked:
    raw = read("\n".join([head, *lines]).encode(), "a.csv")
    return check(raw, match(raw.columns, raw.samples(), LAW), LAW, PRICES, **options)


def codes(result: Checked) -> list[tuple[int, str]]:
    return list(zip(result.problems["row"], result.problems["code"].astype(str), strict=True))


# Codes


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("72083900", "72083900", ""), (" 7208 39 00 ", "72083900", ""), ("7208.39.00", "72083900", ""),
        ("7208-39-00", "72083900", ""), ("'72083900", "72083900", ""), ("７２０８３９００", "72083900", ""),
        ("3102.10.19", "31021019", ""), ("2523100090", "2523100090", ""), ("7208390000", "7208390000", ""),
        ("84151010", "84151010", ""), ("72083900.0", "72083900", "cn_number"),
        ("7.2083900E+07", "72083900", "cn_number"), ("7.20839E+07", "", "cn_scientific"),
        ("7.2E+07", "", "cn_scientific"), ("2026-07-20", "", "cn_date"), ("2025/3/1", "", "cn_date"),
        ("2026-07-20 00:00:00", "", "cn_date"), ("1012100", "", "cn_leading_zero"),
        ("7208390", "", "cn_length"), ("731815", "", "cn_needs_eight"), ("7208", "", "cn_needs_eight"),
        ("73181590", "", "cn_unknown"), ("2523100055", "", "taric_unknown"),
        ("热轧卷", "", "cn_not_digits"), ("", "", "cn_empty"), ("\u3000", "", "cn_empty"),
        ("=A1", "", "formula_text"),
    ],
)  # fmt: skip
def test_codes(text: str, value: str, code: str) -> None:
    cell = read_good(text, LAW)
    assert (cell.value, cell.code) == (value, code)


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("731815", "73181588"), ("73181590", "73181595"), ("7208390", "72083900"),
        ("7.3181E+07", "73181100"), ("2523100055", "2523100090"),
    ],
)  # fmt: skip
def test_remedies_of_codes_name_goods(text: str, allowed: str) -> None:
    assert allowed in read_good(text, LAW).details["allowed"]


def test_a_lost_zero_is_put_back_as_a_suggestion_only() -> None:
    assert read_good("1012100", LAW).details == {"suggestion": "01012100"}


# Origins


@pytest.mark.parametrize(
    ("text", "code"),
    [("CN", "CN"), ("cn", "CN"), ("中国", "CN"), ("中华人民共和国", "CN"), ("P.R. China", "CN"),
     ("CHN", "CN"), ("Turkey", "TR"), ("Viet Nam", "VN"), ("South Korea", "KR"), ("USA", "US"),
     ("香港", "HK"), ("UK", "GB"), ("XX", "XX")],
)  # fmt: skip
def test_origins_by_many_names(text: str, code: str) -> None:
    assert read_origin(text, LAW).value == code


@pytest.mark.parametrize(
    ("text", "near"), [("中囯", "中国"), ("Chna", "China"), ("Vietnm", "Viet Nam")]
)
def test_an_unknown_origin_brings_the_nearest(text: str, near: str) -> None:
    cell = read_origin(text, LAW)
    assert (cell.value, cell.code) == ("", "origin_unknown")
    assert near in cell.details["near"]


def test_suggestions_end_where_unknown_texts_are_many() -> None:
    """Ten thousand different wrong names must not cost ten thousand searches."""
    lines = [f"72083900,Chin{n},10,2026-02-01" for n in range(coded.SUGGEST_FOR + 50)]
    details = checked(*lines).problems["details"]
    assert details.iloc[0]["near"]
    assert not details.iloc[-1]


# Numbers


@pytest.mark.parametrize(
    ("texts", "sign"),
    [
        (["12.5"], "."), (["12,5"], ","), (["500", "1,234", "1.234"], ""), (["1,234,567"], "."),
        (["1.234.567"], ","), (["1,234.5"], "."), (["1.234,5"], ","), (["0.125"], "."),
        (["1234.567"], "."), (["1.5", "1,5"], "?"), (["1.5"] * 9 + ["1,5"], ".?"),
        (["x", "", "-", "9" * 500], ""), (["12,5 t", "(3,75)"], ","),
    ],
)  # fmt: skip
def test_a_column_shows_its_decimal_sign(texts: list[str], sign: str) -> None:
    assert decimal_sign(texts) == sign


@pytest.mark.parametrize(
    ("text", "decimal", "value", "code"),
    [
        ("1.234", ".", 1.234, ""), ("1.234", ",", 1234, ""), ("1,234", ".", 1234, ""),
        ("1,234", ",", 1.234, ""), ("1.234", "", None, "number_ambiguous"),
        ("1,234", "?", None, "number_ambiguous"), ("1,234", ".?", None, "number_ambiguous"),
        ("1.234", ".?", 1.234, ""), ("12,5", ".?", 12.5, "decimal_mixed"), ("1 234,5", "", 1234.5, ""),
        ("1'234.5", "", 1234.5, ""), ("１２．５", "", 12.5, ""), ("7.2E+07", "", 7.2e7, ""),
        ("-5", "", None, "number_negative"), ("(5)", "", None, "number_negative"), ("-0", "", 0, ""),
        ("NaN", "", None, "number_missing"), ("#REF!", "", None, "number_missing"),
        ("暂无", "", None, "number_missing"), ("12 000 kg", "", 12, "unit_in_cell"), ("12吨", "", 12, ""),
        ("5 pcs", "", None, "number_unreadable"), ("约20", "", None, "number_unreadable"),
        ("1.2.3", "", None, "number_unreadable"), ("inf", "", None, "number_unreadable"),
        ("=SUM(A1:A3)", "", None, "formula_text"), ("", "", None, ""), ("9" * 500, "", None, "number_unreadable"),
    ],
)  # fmt: skip
def test_numbers(text: str, decimal: str, value: float | None, code: str) -> None:
    cell = read_number(text, decimal, mass="t")
    assert cell.code == code
    assert pd.isna(cell.value) if value is None else cell.value == pytest.approx(value)


def test_a_long_column_reads_as_a_short_one() -> None:
    """Arrow reads thousands of different numbers, the careful reader a few: same findings."""
    odd = ["12,5", "x", "-3", "500kg", "", "NaN", "1,250", " 7 ", "1e3"]
    lines = [f"72083900,CN,{n}.5,2026-02-01" for n in range(1, 3000)]
    wrong = [f'72083900,CN,"{text}",2026-02-01' for text in odd]
    long, short = checked(*lines, *wrong), checked(*lines[:200], *wrong)
    assert list(long.problems["code"]) == list(short.problems["code"])
    assert list(long.lines["tonnes"].tail(4)) == list(short.lines["tonnes"].tail(4))
    assert long.lines["tonnes"].iloc[-4:].tolist() == [12.5, 0.5, 7, 1000]
    assert list(long.lines["tonnes"].head(3)) == [1.5, 2.5, 3.5]


def test_the_user_can_say_which_sign_is_decimal() -> None:
    line = '72083900,CN,"1,250",2026-02-01'
    assert codes(checked(line)) == [(2, "number_ambiguous")]
    assert checked(line, decimal=".").lines["tonnes"].tolist() == [1250]
    assert checked(line, decimal=",").lines["tonnes"].tolist() == [1.25]


# Dates


@pytest.mark.parametrize(
    ("text", "year", "quarter"),
    [
        ("2026-07-20", 2026, 3), ("2026/7/20", 2026, 3), ("2026.07.20", 2026, 3), ("20.07.2026", 2026, 3),
        ("07/20/2026", 2026, 3), ("20/07/26", 2026, 3), ("2026年7月20日", 2026, 3), ("20260720", 2026, 3),
        ("2026-07-20 13:45:00", 2026, 3), ("2026-07-20T13:45:00Z", 2026, 3), ("46223", 2026, 3),
        ("2026-07", 2026, 3), ("2026年7月", 2026, 3), ("2026Q3", 2026, 3), ("Q3 2026", 2026, 3),
        ("2026年第三季度", 2026, 3), ("三季度", 0, 3), ("Q3", 0, 3), ("3", 0, 3), ("2026", 2026, 0),
        ("2026.0", 2026, 0), ("2026年", 2026, 0), ("05/06/2026", 2026, 2), ("", 0, 0),
    ],
)  # fmt: skip
def test_dates_and_periods(text: str, year: int, quarter: int) -> None:
    cell = read_period(text, serials=True)
    assert (cell.value, cell.code) == (Period(year, quarter), "")


@pytest.mark.parametrize(
    ("text", "code"),
    [("03/04/2026", "date_ambiguous"), ("2026-02-30", "date_invalid"), ("31.02.2026", "date_invalid"),
     ("soon", "date_invalid"), ("2026Q5", "date_invalid"), ("=TODAY()", "formula_text")],
)  # fmt: skip
def test_dates_that_cannot_be_read(text: str, code: str) -> None:
    assert read_period(text).code == code


def test_a_year_default_fills_and_names_lines_of_another_year() -> None:
    result = checked("72083900,CN,10,", "72083900,CN,11,2027-02-01", LINE, year_default=2026)
    assert result.lines["year"].tolist() == [2026, 2027, 2026]
    assert codes(result) == [(3, "year_other")]
    assert result.notes == ("year_filled",)
    assert codes(checked("72083900,CN,10,")) == [(2, "year_missing")]


def test_date_year_and_quarter_must_agree() -> None:
    head = "CN code,origin,tonnes,date,year,quarter"
    result = checked(
        "72083900,CN,10,2026-02-01,2026,Q1", "72083900,CN,11,2026-02-01,2027,",
        "72083900,CN,12,2026-02-01,,Q2", "72083900,CN,13,,2026,Q2", head=head,
    )  # fmt: skip
    assert codes(result) == [(3, "period_differs"), (4, "period_differs")]
    assert result.lines["quarter"].tolist() == ["Q1", "Q2"]


# Quantities


def test_kilograms_by_heading_by_unit_column_and_in_cells() -> None:
    kg = checked("72083900,CN,18500,2026-02-01", head="CN code,origin,净重(kg),date")
    assert kg.lines["tonnes"].tolist() == [18.5]
    both = checked("72083900,CN,18500,kg,2026-02-01", "72083900,CN,20,吨,2026-02-01",
                   "72083900,CN,20,箱,2026-02-01", head="海关编码,原产国,数量,单位,日期")  # fmt: skip
    assert both.lines["tonnes"].tolist() == [18.5, 20]
    assert "units_mixed" in both.notes
    assert codes(both) == [(4, "unit_not_mass")]
    cell = checked("72083900,CN,5 t,2026-02-01", head="CN code,origin,净重(kg),date")
    assert cell.lines["tonnes"].tolist() == [5]
    assert codes(cell) == [(2, "unit_in_cell")]


def test_tonnes_beside_kilograms_must_agree() -> None:
    head = "CN code,origin,tonnes,kg,date"
    result = checked("72083900,CN,18.5,18500,2026-02-01", "72083900,CN,18500,18500,2026-02-01",
                     "72083900,CN,,7000,2026-02-01", head=head)  # fmt: skip
    assert codes(result) == [(3, "mass_mismatch"), (4, "mass_from_kg")]
    assert result.problems["details"].iloc[0]["probable"] == 18.5
    assert result.lines["tonnes"].tolist() == [18.5, 7]


def test_kilograms_typed_as_tonnes_stand_out_from_the_same_good() -> None:
    usual = [f"72083900,CN,{20 + n},2026-02-01" for n in range(8)]
    result = checked(*usual, "72083900,CN,24000,2026-02-01", "76042990,CN,24000,2026-02-01")
    assert codes(result) == [(10, "kg_as_t")]
    assert result.problems["details"].iloc[0] == {"probable": 24, "median": 24}
    assert result.counts.bad == 0  # possible, so asked about and not left out


def test_a_rare_good_is_compared_with_its_heading() -> None:
    usual = [f"72083900,CN,{20 + n},2026-02-01" for n in range(8)]
    assert codes(checked(*usual, "72085120,CN,24000,2026-02-01")) == [(10, "kg_as_t")]


VALUED = f"{HEAD},货值（欧元）"


def test_kilograms_typed_as_tonnes_stand_out_by_their_value() -> None:
    """Few tonnes do not stand out by weight: 900 kg of a good of which 20 t are usual."""
    usual = [f"72083900,CN,{20 + n},2026-02-01,{(20 + n) * 600}" for n in range(6)]
    result = checked(
        *usual, "72083900,CN,900,2026-02-01,540", "72083900,CN,0.02,2026-02-01,12000",
        "72083900,CN,900,2026-02-02,540000", "72085120,CN,850,2026-02-01,510",
        "76042990,CN,900,2026-02-01,9", head=VALUED,
    )  # fmt: skip
    assert codes(result) == [(8, "kg_as_t_value"), (9, "value_high"), (11, "kg_as_t_value")]
    assert result.problems["details"].iloc[0] == {"rate": 0.6, "median": 600, "probable": 0.9}
    assert result.problems["column"].tolist() == ["tonnes", "货值（欧元）", "tonnes"]
    assert result.counts.bad == 0


def test_a_line_is_told_once_that_it_is_in_kilograms() -> None:
    usual = [f"72083900,CN,{20 + n},2026-02-01,{(20 + n) * 600}" for n in range(6)]
    result = checked(*usual, "72083900,CN,24000,2026-02-01,14400", head=VALUED)
    assert codes(result) == [(8, "kg_as_t")]


@pytest.mark.parametrize("text", ["n/a", "x", "-5", "", "0"])
def test_a_value_that_says_nothing_does_not_keep_a_line_out(text: str) -> None:
    usual = [f"72083900,CN,{20 + n},2026-02-01,{(20 + n) * 600}" for n in range(6)]
    result = checked(*usual, f"72083900,CN,20,2026-03-01,{text}", head=VALUED)
    assert codes(result) == ([] if text in ("", "0") else [(8, "value_not_read")])
    assert result.counts.good == 7


def test_values_do_not_enter_the_bill() -> None:
    lines = [f"72083900,CN,{20 + n},2026-02-01" for n in range(6)]
    plain, valued = (
        checked(*rows, head=head).lines
        for rows, head in ((lines, HEAD), ([f"{line},9000" for line in lines], VALUED))
    )
    assert valued["value_eur"].tolist() == [9000] * 6
    one, two = (bill.assess(frame, LAW, PRICES)["cost_eur"] for frame in (plain, valued))
    assert one.tolist() == two.tolist()


@pytest.mark.parametrize(
    ("heading", "field"),
    [("Value (EUR)", "value_eur"), ("Invoice value EUR", "value_eur"), ("货值（欧元）", "value_eur"),
     ("发票金额(EUR)", "value_eur"), ("货值", ""), ("货值（美元）", ""), ("金额(USD)", ""), ("Value", "")],
)  # fmt: skip
def test_only_values_in_euro_are_taken_for_such(heading: str, field: str) -> None:
    raw = read(f"CN code,origin,tonnes,date,{heading}\n{LINE},9000\n".encode())
    assert match(raw.columns, raw.samples(), LAW).field_of(heading) == field


def test_a_quantity_in_a_merged_cell_belongs_to_no_line() -> None:
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEAD.split(","))
        for at in (1, 2, 3):
            page.write_row(at, 0, ("72083900", "CN", 10 + at, "2026-02-01"))
        page.merge_range(1, 2, 2, 2, 25)
    raw = read(target.getvalue(), "a.xlsx")
    result = check(raw, match(raw.columns, raw.samples(), LAW), LAW, PRICES)
    assert codes(result) == [(2, "merged_value"), (3, "merged_value")]
    assert result.lines["tonnes"].tolist() == [13]


@pytest.mark.parametrize("lang", LANGS)
def test_formulas_without_results_are_named_by_row_and_column(lang: str) -> None:
    import openpyxl

    book, target = openpyxl.Workbook(), io.BytesIO()
    page = book.active
    page.append((*HEAD.split(","), "importer", "remark"))
    good = ("72083900", "CN", 10, "2026-02-01", "A GmbH", "x")
    page.append(good)
    for at, column in enumerate("ABCDEF", 3):
        page.append(good)
        page[f"{column}{at}"] = "=Other!A1"
    page.append(("合计", None, "=SUM(C2:C8)", None, None, None))
    book.save(target)
    raw = read(target.getvalue(), "a.xlsx")
    result = check(raw, match(raw.columns, raw.samples(), LAW), LAW, PRICES)
    found = list(result.problems[["row", "column", "code"]].itertuples(index=False, name=None))
    headings = HEAD.split(",")
    assert found[:4] == [(3 + i, headings[i], "formula_unsaved") for i in range(4)]
    assert found[4] == (7, "importer", "formula_unsaved_aside")
    assert {code for *_, code in found[5:]} == {"duplicate"}  # the lines that are left are equal
    assert result.lines["row"].tolist() == [2, 7, 8]
    assert result.lines["importer"].tolist() == ["A GmbH", "", "A GmbH"]
    assert (result.counts.bad, result.counts.totals) == (4, 1)
    told = portfolio_report.problems(result, lang)
    assert told.iloc[2, :3].tolist() == [5, headings[2], "=…"]
    assert {"en": "formula", "zh": "公式"}[lang] in told.iloc[2, 4]
    assert "Excel" in told.iloc[2, 5]
    assert "WPS" in told.iloc[2, 5]


def test_many_formulas_without_results_are_one_text() -> None:
    """A column of codes made by formulas is no column of too many texts."""
    import openpyxl

    book, target = openpyxl.Workbook(write_only=True), io.BytesIO()
    page = book.create_sheet()
    page.append(HEAD.split(","))
    for at in range(2, 3002):
        page.append((f"=Other!A{at}", "CN", f"=Other!C{at}", "2026-02-01"))
    book.save(target)
    raw = read(target.getvalue(), "a.xlsx")
    result = check(raw, match(raw.columns, raw.samples(), LAW), LAW, PRICES)
    assert result.counts.bad == 3000
    assert set(result.problems["code"]) == {"formula_unsaved"}
    assert len(result.problems) == 6000


# Lines


def test_good_bad_and_ignored_rows_add_up() -> None:
    result = checked(
        LINE, "731815,CN,1,2026-02-01", "", "合计,,11,", "CN code,origin,tonnes,date",
        "84151010,CN,5,2026-02-01", "72083900,CH,5,2026-02-01", "72083900,DE,5,2026-02-01", ",,,",
        "小计：,,5,",
    )  # fmt: skip
    counts = result.counts
    assert (counts.rows, counts.good, counts.bad, counts.ignored) == (10, 4, 1, 5)
    assert (counts.totals, counts.headings, counts.blank) == (2, 1, 2)
    assert counts.outside == {"out_of_scope": 1, "eu_origin": 1, "excluded_origin": 1}
    assert result.lines["row"].tolist() == [2, 7, 8, 9]
    answer = bill.assess(result.lines, LAW, PRICES)
    assert answer["cost_eur"].tolist()[1:] == [0, 0, 0]


def test_a_member_named_total_is_a_member() -> None:
    result = checked(f"Total,{LINE}", head=f"member,{HEAD}")
    assert result.counts.good == 1


def test_duplicates_need_everything_equal() -> None:
    head = f"{HEAD},importer,product"
    result = checked(
        f"{LINE},A,x", f"{LINE},B,x", f"{LINE},A,y", f"{LINE},A,x", f"{LINE}, A ,x",
        "7208 39 00,中国,10.0,2026-02-01,A,x", head=head,
    )  # fmt: skip
    assert codes(result) == [(5, "duplicate"), (6, "duplicate"), (7, "duplicate")]
    assert [d["first"] for d in result.problems["details"]] == [2, 2, 2]
    assert result.counts.good == 6


def test_actual_values_need_a_value_and_a_route() -> None:
    head = f"{HEAD},basis,SEE,route"
    result = checked(
        f"{LINE},actual,2.0,C", f"{LINE},实际值,,C", f"{LINE},actual,2150,C", f"{LINE},actual,2.0,",
        f"{LINE},actual,2.0,Z", f"{LINE},guess,,", f"{LINE},,1.9,", f"{LINE},actual,2.0,K", head=head,
    )  # fmt: skip
    assert codes(result) == [
        (3, "see_missing"), (4, "see_in_kg"), (5, "route_required"), (6, "route_unknown"),
        (7, "basis_unknown"), (8, "see_not_used"), (8, "duplicate"), (9, "route_not_listed"),
    ]  # fmt: skip
    assert result.problems["details"].iloc[1] == {"probable": 2.15}
    assert result.lines["row"].tolist() == [2, 8]


def test_a_verified_value_in_kilograms_by_its_heading() -> None:
    result = checked(f"{LINE},actual,2000,C", head=f"{HEAD},basis,SEE (kgCO2e/t),route")
    assert result.lines["see"].tolist() == [2.0]


def test_no_default_value_is_named_by_the_law() -> None:
    """Whatever the bill refuses is no good line."""
    result = checked("27160000,CN,10,2026-02-01", "72083900,CN,1e10,2026-02-01")
    answer = bill.assess(result.lines, LAW, PRICES)
    assert not (answer["status"] == "error").any()
    assert (3, "tonnes_invalid") in codes(result)


def test_names_are_trimmed_and_formulas_stay_text() -> None:
    result = checked(f"  A   GmbH ,{LINE}", f"A GmbH,{LINE.replace('10', '11', 1)}",
                     f'"=cmd|x",{LINE}', head=f"importer,{HEAD}")  # fmt: skip
    assert result.lines["importer"].tolist()[0] == "A GmbH"
    assert (4, "formula_in_name") in codes(result)


def test_cells_too_long_and_rows_too_wide_are_named() -> None:
    long = "x" * 10_000
    result = checked(f"{LINE},{long}", f"{long},CN,10,2026-02-01,a", f"{LINE},a", f"{LINE},b,c,d",
                     f"{LINE},e", head=f"{HEAD},product")  # fmt: skip
    assert codes(result)[:2] == [(2, "cell_too_long"), (3, "cell_too_long")]
    assert (5, "row_too_wide") in codes(result)
    assert result.problems["value"].str.len().max() <= 301


def test_columns_keep_small_codes() -> None:
    result = checked(*[LINE.replace("10", str(n), 1) for n in range(10, 300)])
    for name in ("cn_code", "origin", "quarter", "importer"):
        assert isinstance(result.lines[name].dtype, pd.CategoricalDtype)
        assert result.lines[name].cat.codes.dtype == "int8"


# Labels


def test_a_label_gives_an_estimate_beside_the_line() -> None:
    head = "CN code,origin,tonnes,date,碳足迹,碳足迹单位,系统边界"
    line = "72142000,CN,10,2026-02-01"
    result = checked(
        f"{line},2150,kgCO2e/t,摇篮到大门", f"{line},2.15,tCO2e/t,cradle-to-gate",
        f"{line},2150,kgCO2e/t,", f"{line},2150,,摇篮到大门", f"{line},2150,kgCO2e/件,摇篮到大门",
        f"{line},90000,kgCO2e/t,摇篮到大门", line + ",,,", head=head,
    )  # fmt: skip
    see = result.lines["label_see"].tolist()
    assert see[0] == pytest.approx(2.15 * 0.85)  # share of the family bf-bof
    assert see[1] == pytest.approx(see[0])
    assert all(pd.isna(value) for value in see[2:])
    labels = [(r, c) for r, c in codes(result) if c.startswith("label")]
    assert labels == [(4, "label_boundary_unknown"), (5, "label_unit_missing"),
                      (6, "label_unit_unknown"), (7, "label_refused")]  # fmt: skip
    assert result.counts.bad == 0
    assert "label_is_estimate" in result.notes


def test_a_price_paid_at_home_is_kept_and_said() -> None:
    result = checked(f"{LINE},8.5", head=f"{HEAD},已付碳价")
    assert result.lines["paid_home"].tolist() == [8.5]
    assert "paid_home_carried" in result.notes


# The whole


def test_missing_columns_are_named_one_by_one() -> None:
    raw = read(b"CN code,x\n72083900,1\n")
    mapping = match(raw.columns, raw.samples(), LAW)
    with pytest.raises(InputError) as caught:
        check(raw, mapping, LAW, PRICES)
    assert caught.value.code == "columns_needed"
    assert caught.value.details["missing"] == ("tonnes", "origin", "year")
    full = mapping.with_("tonnes", "x")
    result = check(raw, full, LAW, PRICES, 2026, origin_default="CN")
    assert result.counts.good == 1
    with pytest.raises(InputError, match="origin_unknown"):
        check(raw, full, LAW, PRICES, 2026, origin_default="nowhere")


def test_a_column_of_too_many_texts_is_no_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coded, "CODES_LIMIT", 3)
    with pytest.raises(InputError, match="too_many_distinct"):
        checked(*[f"7208390{n},CN,10,2026-02-01" for n in range(5)])


def test_columns_without_headings_are_matched_by_what_is_in_them() -> None:
    raw = read(b"72083900,CN,12.5\n73181595,CN,3\n")
    mapping = match(raw.columns, raw.samples(), LAW)
    assert dict(mapping) == {"cn_code": "Column 1", "origin": "Column 2"}
    assert mapping.sure("cn_code") < 100


def test_a_column_of_units_belongs_to_the_quantity_or_to_the_label() -> None:
    for cell, field in (("kg", "mass_unit"), ("kgCO2e/t", "unit")):
        raw = read(f"海关编码,数量,单位\n72083900,5,{cell}\n".encode())
        assert match(raw.columns, raw.samples(), LAW).field_of("单位") == field


def test_a_map_of_columns_is_frozen_and_hashable() -> None:
    mapping = ColumnMap((("cn_code", "a"),))
    assert hash(mapping) == hash(ColumnMap((("cn_code", "a"),)))
    with pytest.raises(InputError):
        mapping.with_("colour", "a")


def test_ten_digit_codes_are_cut_and_it_is_said() -> None:
    assert "ten_digits_cut" in checked("7208390000,CN,10,2026-02-01").notes
    assert "ten_digits_cut" not in checked("2523100090,CN,10,2026-02-01").notes


@pytest.mark.parametrize("lang", LANGS)
def test_the_template_reads_back_without_a_problem(lang: str) -> None:
    raw = read(template(lang), "template.xlsx")
    mapping = match(raw.columns, raw.samples(), LAW)
    assert list(mapping) == sorted((c.field for c in COLUMNS), key=list(mapping).index)
    assert min(mapping.sure(field) for field in mapping) == 100
    result = check(raw, mapping, LAW, PRICES)
    assert result.problems.empty
    assert result.counts.good == 5
    assert result.lines["label_see"].notna().sum() == 1


def test_every_problem_has_a_sentence_and_every_remedy_a_problem() -> None:
    from cbam.portfolio.files.problems import WARNINGS

    for code in WARNINGS | set(portfolio_words.REMEDIES):
        for lang in LANGS:
            assert len(wording.sentence(code, lang)) > 5


@pytest.mark.parametrize("lang", LANGS)
def test_a_long_report_is_cut_with_errors_first(lang: str) -> None:
    result = checked(*[LINE] * 5, "731815,CN,1,2026-02-01")
    table = portfolio_report.problems(result, lang, most=2)
    assert table.iloc[:, 0].tolist() == [3, 7]
    assert "731815" in table.iloc[1, 2]
    assert "5" in portfolio_report.summary(result, lang)
    assert portfolio_report.notes(result, lang) == []
    unsaid = checked(LINE, head=HEAD.replace("tonnes", "quantity"))
    assert len(portfolio_report.notes(unsaid, lang)) == 1
