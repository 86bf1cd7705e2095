"""The CSV of a study says what the engine says, digit for digit, with every step and source."""

from __future__ import annotations

import csv as reader
import io
import math

import pandas as pd
import pytest

from cbam.analysis import Analysis
from cbam.bill import STEPS, assess
from cbam.export import csv
from cbam.export.cases import cases
from cbam.findings.compare import compare
from cbam.findings.projection import years
from cbam.findings.scenario import Scenario, Tranche
from cbam.label import Label, Target
from cbam.law.vintages import Law
from cbam.portfolio.line import PortfolioLine
from cbam.portfolio.study_lines import frame
from cbam.prices import Prices
from cbam.reasons import InputError
from cbam.study import Study
from tests.unit.test_compare import SIX

MADE, LINK = "2026-11-25", "https://cbam.example/?cn=72083900&from=CN"
STRIP = Label(value=2.31, unit="kg", per="kg", boundary="cradle-to-gate", family="bf-bof")
WHOLE = Study(Analysis(basis="actual", see=1.9, route="C", label=STRIP, target=Target(cut=0.1)), SIX)  # fmt: skip


def parsed(study: Study, lang: str = "en") -> list[dict[str, str]]:
    data = csv.bill(study, lang, MADE, LINK)
    assert data.startswith(b"\xef\xbb\xbf")
    return list(reader.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_golden_example() -> None:
    rows = parsed(Study())
    assert [row["year"] for row in rows] == [str(year) for year in range(2026, 2035)]
    first = rows[0]
    assert first["cn_code"] == "72083900"
    expected = {"default_total": 3.187, "markup": 0.1, "see": 3.5057, "benchmark": 1.37,
                "cbam_factor": 0.975, "cscf": 1, "sefa": 1.33575, "certificates": 2169.95,
                "price_eur": 75.36, "cost_eur_per_t": 163.527432}  # fmt: skip
    for name, value in expected.items():
        assert float(first[name]) == pytest.approx(value, abs=1e-9)
    assert round(float(first["cost_eur"]), 2) == 163_527.43
    assert first["benchmark_article"] == "Annex, column B (Eq. 6)"
    assert first["cbam_factor_act"] == "Directive 2003/87/EC"
    assert (first["made"], first["link"], first["law"]) == (MADE, LINK, "2026-08")
    assert "not a CBAM declaration" in first["estimate"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_line_is_the_engines_to_the_last_digit(lang: str) -> None:
    rows = parsed(WHOLE, lang)
    found = cases(WHOLE, lang, MADE)
    lines = [(case, row) for case in found.cases for row in case.rows]
    assert len(rows) == len(lines)
    for text, (case, row) in zip(rows, lines, strict=True):
        assert list(text) == list(csv.COLUMNS)
        assert text["case"] == case.code
        for name in (*STEPS, "tonnes"):
            if isinstance(row[name], float):
                same = text[name] == "" if math.isnan(row[name]) else float(text[name]) == row[name]
                assert same, name
            else:
                assert text[name] == str(row[name])
        assert float(text["cny_per_eur"]) == case.prices.rate.cny_per_eur


def test_the_cases_are_the_pages_own_figures() -> None:
    rows = pd.DataFrame(parsed(WHOLE))
    rows["cost"] = rows["cost_eur_per_t"].astype(float)
    at = {code: part["cost"].tolist() for code, part in rows.groupby("case")}
    page = years(WHOLE.analysis)
    assert at["product"] == page[page["basis"] == "actual"]["cost_eur_per_t"].tolist()
    assert at["product_default"] == page[page["basis"] == "default"]["cost_eur_per_t"].tolist()
    result = compare(WHOLE.scenarios)
    for i, letter in enumerate("abcdef"):
        expected = [result.row(i, year)["cost_eur_per_t"] for year in range(2026, 2035)]
        assert at[f"scenario_{letter}"] == pytest.approx(expected, rel=1e-12)
    saved = cases(WHOLE, "en", MADE).saved
    assert saved is not None
    for code, name in (("default", "default"), ("today_low", "today_low"),
                       ("today_high", "today_high"), ("paired_mid", "target_mid"),
                       ("target_low", "target_low")):  # fmt: skip
        assert at[f"label_{code}"] == pytest.approx(saved.table[name].tolist(), rel=1e-12)


def test_tranches_are_lines_of_their_own() -> None:
    tranches = (Tranche(2026, "Q1", 400.0), Tranche(2026, "Q2", 600.0))
    rows = parsed(Study(scenarios=(Scenario("t", tranches=tranches),)))
    found = [row for row in rows if row["case"] == "scenario_a" and row["year"] == "2026"]
    assert [(row["quarter"], row["tonnes"]) for row in found] == [("Q1", "400"), ("Q2", "600")]
    assert [row["price_eur"] for row in found] == ["75.36", "75.28"]


def test_what_cannot_be_assessed_has_a_reason_and_no_figure() -> None:
    study = Study(
        Analysis(cn="73181500", basis="actual"), (Scenario("bad", Analysis(path="none")),)
    )
    rows = parsed(study)
    assert {row["status"] for row in rows if row["case"] == "product"} == {"error"}
    assert all(row["cost_eur"] == "" for row in rows if row["case"] == "product")
    bad = rows[-1]
    assert (bad["case"], bad["status"], bad["reasons"]) == ("scenario_a", "error", "path_unknown")
    assert bad["cost_eur"] == ""
    assert "none" in bad["sentences"]
    late = parsed(Study(Analysis(year=2050)))[-1]
    assert (late["year"], late["reasons"]) == ("2050", "year_invalid")
    outside = parsed(Study(Analysis(cn="84151010")))[0]
    assert (outside["status"], outside["cost_eur"]) == ("out_of_scope", "0")


def test_a_bad_product_law_is_refused() -> None:
    with pytest.raises(InputError, match="law_unknown"):
        csv.bill(Study(Analysis(law="1999-01")), "en", MADE, LINK)


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "x" * 40_000])
def test_a_users_name_is_text(name: str) -> None:
    rows = parsed(Study(scenarios=(Scenario(name), Scenario("b", Analysis(origin="TR")))))
    names = {row["name"] for row in rows if row["case"] == "scenario_a"}
    assert len(names) == 1
    cell = names.pop()
    assert len(cell) <= 32_000
    assert cell[:1] not in tuple("=+-@\t\r")


def test_numbers_have_no_exponent_and_no_separator() -> None:
    rows = parsed(Study(Analysis(tonnes=0.000001)))
    assert rows[0]["tonnes"] == "0.000001"
    assert "e" not in rows[0]["cost_eur"].lower()
    assert parsed(Study(Analysis(tonnes=123_456_789.0)))[0]["tonnes"] == "123456789"


PARTS = (
    PortfolioLine("72083900", "CN", 1000.0, 2026, "Q1", "=A1", "m1", "coil"),
    PortfolioLine("72083900", "CN", 80.0, 2027, "", "汉堡贸易", "m2", "", "actual", 1.9, "C"),
    PortfolioLine("7208", "CN", 5.0, 2026),
)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_lines_of_a_portfolio_are_cases_of_their_own(lang: str) -> None:
    found = {row["case"]: row for row in parsed(Study(lines=PARTS), lang)}
    bills = assess(frame(PARTS), Law.load(), Prices.load()).to_dict("records")
    for number, (line, bill) in enumerate(zip(PARTS, bills, strict=True), 1):
        row = found[f"line_{number}"]
        assert (row["origin"], row["year"]) == (line.origin, str(line.year))
        assert (row["member"], row["product"]) == (line.member, line.product)
        assert row["status"] == bill["status"]
        if bill["status"] == "assessed":
            assert float(row["cost_eur"]) == bill["cost_eur"]
            assert float(row["see"]) == bill["see"]
    assert found["line_1"]["importer"] == "'=A1"
    assert round(float(found["line_1"]["cost_eur"]), 2) == 163_527.43
    assert (found["line_3"]["cost_eur"], found["line_3"]["reasons"]) == ("", "cn_needs_eight")
    assert found["line_3"]["sentences"]
    assert len([case for case in found if case.startswith("line_")]) == len(PARTS)
