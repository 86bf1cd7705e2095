"""A realistic messy file: every planted fault is found, none is invented, the totals are right."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from cbam import bill
from cbam.law.vintages import Law
from cbam.portfolio.files.checks import Checked, check
from cbam.portfolio.files.mapping import match
from cbam.portfolio.files.reading import read
from cbam.present.portfolio import portfolio_report
from cbam.prices import Prices
from tests import reference_model
from tests.golden.portfolio import build

HERE = Path(__file__).parent
LAW, PRICES = Law.load(), Prices.load()
FILES = pytest.mark.parametrize("name", ["messy_zh.csv", "messy_zh.xlsx"])


def rows(name: str) -> list[dict[str, str]]:
    with open(HERE / name, encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


FAULTS, SHEET = rows("faults.csv"), rows("sheet.csv")
NO_LINES = {"total", "blank", "heading"}


def checked(name: str) -> Checked:
    raw = read((HERE / name).read_bytes(), name)
    return check(raw, match(raw.columns, raw.samples(), LAW), LAW, PRICES)


@FILES
def test_all_faults_are_found_and_none_invented(name: str) -> None:
    planted = {(int(f["row"]), f["column"], f["code"]) for f in FAULTS if f["code"] not in NO_LINES}
    assert len(planted) == 60
    problems = checked(name).problems
    found = set(zip(problems["row"], problems["column"], problems["code"], strict=True))
    assert found - planted == set()
    assert planted - found == set()
    assert len(problems) == len(planted)


@FILES
def test_the_columns_are_matched_and_the_counts_add_up(name: str) -> None:
    result = checked(name)
    counts = result.counts
    planted = [f["code"] for f in FAULTS]
    assert (counts.totals, counts.headings, counts.blank) == tuple(
        planted.count(code) for code in ("total", "heading", "blank")
    )
    assert counts.rows == counts.good + counts.bad + counts.ignored
    assert counts.good + counts.bad == build.LINES
    assert counts.bad == sum(code not in build.WARNINGS | NO_LINES for code in planted)
    assert counts.warned == sum(code in build.WARNINGS for code in planted)
    assert counts.good == len(SHEET) + counts.outside["out_of_scope"]
    assert result.notes == ()
    wanted = {"cn_code", "origin", "tonnes", "date", "importer", "member", "product", "basis",
              "see", "route"}  # fmt: skip
    assert set(result.mapping) == wanted


@FILES
def test_the_totals_are_those_of_the_sheet_worked_by_hand(name: str) -> None:
    result = bill.assess(checked(name).lines, LAW, PRICES)
    paid = result[result["status"] == "assessed"].set_index("row")
    assert not (result["status"] == "error").any()
    assert list(paid.index) == [int(line["row"]) for line in SHEET]
    total = 0.0
    for line in SHEET:
        n = {
            key: float(value)
            for key, value in line.items()
            if value and key not in ("origin", "quarter")
        }
        see = n.get("verified_see", n["default_total"] * (1 + n["markup_pct"] / 100))
        cost = (
            n["tonnes"]
            * max(0.0, see - n["cbam_factor_pct"] / 100 * n["benchmark"])
            * n["price_eur"]
        )
        assert cost == pytest.approx(n["cost_eur"], abs=1e-5)
        assert paid.loc[int(n["row"]), "tonnes"] == pytest.approx(n["tonnes"], rel=1e-12)
        assert paid.loc[int(n["row"]), "cost_eur"] == pytest.approx(cost, rel=1e-9)
        total += cost
    assert result["cost_eur"].sum() == pytest.approx(total, rel=1e-9)


def test_the_sheet_agrees_with_the_plain_model() -> None:
    book = reference_model.Book()
    for line in SHEET:
        plain = reference_model.bill(
            {
                "cn_code": line["cn_code"], "origin": line["origin"], "year": 2026,
                "tonnes": float(line["tonnes"]), "quarter": line["quarter"],
                "basis": "actual" if line["verified_see"] else "default",
                "see": float(line["verified_see"]) if line["verified_see"] else None, "route": "C",
            },
            book,
        )  # fmt: skip
        assert plain["cost_eur"] == pytest.approx(float(line["cost_eur"]), abs=1e-5)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_fault_has_a_reason_and_most_a_remedy(lang: str) -> None:
    result = checked("messy_zh.csv")
    table = portfolio_report.problems(result, lang)
    assert len(table) == 60
    *_, reasons, remedies = (table[column] for column in table.columns)
    assert (reasons.str.len() > 5).all()
    assert "{" not in "".join([*reasons, *remedies])
    own = {"cn_needs_eight", "cn_not_digits", "cn_empty", "origin_empty", "year_invalid",
           "see_missing", "basis_unknown", "route_unknown", "route_required",
           "see_not_used", "origin_unknown"}  # the reason names the remedy  # fmt: skip
    silent = set(result.problems.loc[(remedies == "").to_numpy(), "code"])
    assert silent <= own


def test_bad_lines_leave_with_their_reasons() -> None:
    raw = read((HERE / "messy_zh.csv").read_bytes(), "messy_zh.csv")
    result = check(raw, match(raw.columns, raw.samples(), LAW), LAW, PRICES)
    bad = portfolio_report.bad_lines(raw, result, "zh")
    assert len(bad) == result.counts.bad
    assert list(bad.columns[:2]) == ["行号", "原因"]
    assert (bad["原因"].str.len() > 5).all()
    assert set(bad["行号"]).isdisjoint(result.lines["row"])
    assert list(bad.columns[2:]) == list(raw.columns)


def test_the_files_are_what_the_script_makes() -> None:
    table, faults, _ = build.rows()
    with open(HERE / "messy_zh.csv", encoding="gb18030", newline="") as handle:
        assert list(csv.reader(handle))[3:] == table
    assert [list(fault.values()) for fault in FAULTS] == [[str(row), c, k] for row, c, k in faults]
