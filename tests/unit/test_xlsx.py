"""The workbook calculates what the engine calculates: LibreOffice works it out from the formulas."""

from __future__ import annotations

import fcntl
import io
import math
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from cbam.actual import DefaultPrecursor, Input, Process
from cbam.analysis import Analysis
from cbam.bill import assess
from cbam.export import csv, xlsx
from cbam.export.cases import Cases, cases
from cbam.export.xlsx.calculation import TOP
from cbam.export.xlsx.portfolio_lines import TOP as LINES_TOP
from cbam.export.xlsx.steps import FORMATS
from cbam.findings.compare import compare
from cbam.findings.home_price import HomePrice
from cbam.findings.projection import bill_of
from cbam.findings.scenario import Scenario, Tranche
from cbam.i18n import LANGS, translator
from cbam.label import Label, Target
from cbam.law.reform import Reform
from cbam.law.vintages import Law
from cbam.portfolio.line import PortfolioLine
from cbam.portfolio.study_lines import LIMIT, frame
from cbam.portfolio.totals.picture import Picture, picture
from cbam.present import formats
from cbam.present.portfolio import portfolio_tables
from cbam.prices import Prices
from cbam.reasons import InputError
from cbam.study import Briefing, Study
from tests.lines import random_lines
from tests.unit.test_compare import SIX

MADE, LINK = "2026-11-25", "https://cbam.example/?cn=72083900&from=CN"
CENT = 0.005
STRIP = Label(value=2.31, unit="kg", per="kg", boundary="cradle-to-gate", family="bf-bof")
CHAIN = Process("72083900", 0.2, "C", inputs=(Input(1.05, DefaultPrecursor("72071114", "CN")),))
QUARTERS = (Tranche(2026, "Q1", 400.0), Tranche(2026, "Q2", 600.0), Tranche(2027, "", 250.0))
STUDIES = {
    "golden": Study(),
    "fertiliser": Study(Analysis(cn="31021019", origin="RU", tonnes=730.0, quarter="")),
    "actual": Study(Analysis(basis="actual", see=1.9, route="C", rate=7.7)),
    "label": Study(Analysis(label=STRIP, target=Target(cut=0.1), path="central")),
    "six": Study(scenarios=SIX),
    "what-ifs": Study(
        Analysis(cn="73181595", origin="VN", tonnes=12.5, price=91.0, importer_tonnes=60.0),
        (
            Scenario("tranches", tranches=QUARTERS),
            Scenario("chain", Analysis(path="high"), Reform("p616"), chain=CHAIN),
            Scenario("paid", Analysis(basis="actual", see=1.9, route="C"), home=HomePrice(9.0, True)),
            Scenario("own path", Analysis(path="own", law="2026-02"), points=((2027, 88.0),)),
            Scenario("nothing", Analysis(basis="actual", see=0.4, route="C")),
            Scenario("power", Analysis(cn="27160000", origin="UA")),
        ),
    ),
    "free": Study(
        Analysis(cn="84151010"),
        (
            Scenario("Swiss", Analysis(origin="CH")),
            Scenario("small", Analysis(tonnes=20.0, importer_tonnes=40.0)),
            Scenario("bad code", Analysis(cn="72089999")),
            Scenario("bad path", Analysis(path="none")),
        ),
    ),
}  # fmt: skip
PARTS = (
    PortfolioLine("72083900", "CN", 1000.0, 2026, "Q1", "A*", "m1", "coil"),
    PortfolioLine("72083900", "CN", 80.0, 2026, "Q1", "a*", "m2", "=1+1", "actual", 1.9, "C"),
    PortfolioLine("73181595", "VN", 12.5, 2026, "", ">5", "m2"),
    PortfolioLine("73181595", "CN", 40.0, 2026, "Q2", "", "m1"),
    PortfolioLine("27160000", "UA", 300.0, 2026, "Q1", "汉堡贸易", "m3"),
    PortfolioLine("84151010", "CN", 9.0, 2026, "Q1", "汉堡贸易", "m3"),
    PortfolioLine("7208", "CN", 5.0, 2026, "Q1", "汉堡贸易", "m3"),
    PortfolioLine("76042990", "TR", 700.0, 2027, "", "A*", "m1"),
    PortfolioLine("76042990", "TR", 700.0, 2050, "", "A*", "m1"),
)
STUDIES["portfolio"] = Study(lines=PARTS)
TONNES, PRICE = 1234.5, 99.99  # what a reader types over the product's cells


def opened(data: bytes, values: bool = False) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def named(book: Workbook, name: str) -> Any:
    """The cell a defined name stands for; a cell that only refers to another is followed."""
    sheet, cell = next(iter(book.defined_names[name].destinations))
    return book[sheet][cell.replace("$", "")]


class Recalculated:
    """Workbooks as LibreOffice worked them out, read when they are asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @lru_cache(maxsize=32)  # noqa: B019  (as long as the module's tests)
    def __getitem__(self, name: str) -> Workbook:
        return openpyxl.load_workbook(self.folder / "out" / f"{name}.xlsx", data_only=True)


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory: pytest.TempPathFactory) -> Recalculated:
    """All studies in both languages, and with other inputs, worked out by LibreOffice.

    One run for all files and for all test processes (``-n 2``), as it takes seconds: the first
    does it with a profile of its own, the others wait and read.
    """
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    folder /= "recalculated"
    folder.mkdir(exist_ok=True)
    with (folder / "turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            recalculate(folder)
            (folder / "done").touch()
    return Recalculated(folder)


def recalculate(folder: Path) -> None:
    """Write the workbooks and have LibreOffice convert them into ``out``.

    openpyxl leaves out the stored results as it saves, so that every figure read back is
    LibreOffice's own.
    """
    office = shutil.which("soffice")
    assert office, "soffice is missing: `make system` installs it (libreoffice-calc-nogui)"
    (folder / "out").mkdir(exist_ok=True)
    files: list[Path] = []

    def keep(name: str, book: Workbook) -> None:
        files.append(folder / f"{name}.xlsx")
        book.save(files[-1])

    for name, study in STUDIES.items():
        for lang in LANGS:
            keep(f"{name}-{lang}", opened(xlsx.workbook(study, lang, MADE, LINK)))
        book = opened(xlsx.workbook(study, "zh", MADE, LINK))
        if "price_eur" in book.defined_names:
            named(book, "tonnes").value = TONNES
            named(book, "price_eur").value = PRICE
            keep(f"{name}-changed", book)
    book = opened(xlsx.workbook(STUDIES["golden"], "en", MADE, LINK))
    for cell in law_cells(book):
        cell.value *= 2
    keep("doubled", book)
    book = opened(xlsx.workbook(STUDIES["portfolio"], "en", MADE, LINK))
    line_cell(book, 1, "Tonnes (electricity: MWh)").value = TONNES
    line_cell(book, 2, "SEE, tCO2e per t or MWh").value = 2.5
    keep("portfolio-lines", book)
    command = [
        office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
        "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out"),
        *map(str, files),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr


def law_cells(book: Workbook) -> Iterator[Any]:
    """The mark-up and benchmark of the first year."""
    for row in book["Law and prices"].iter_rows(min_row=5):
        if row[0].value in ("Mark-up", "Benchmark") and str(row[2].value).startswith("2026"):
            yield row[3]


def lines(book: Workbook, found: Cases) -> Iterator[tuple[Any, Any, dict[str, Any]]]:
    """Each line of the engine with its row of the sheet, by column."""
    sheet = book.worksheets[3]
    reduced = any(row.get("reduction", 0) > 0 for case in found.cases for row in case.rows)
    names = [
        "case", "year", "quarter", "basis", "tonnes", "default_total", "markup", "see", "benchmark",
        "cbam_factor", "cscf", "sefa", *(["reduction"] if reduced else []), "certificates",
        "price_eur", "cost_eur", "cost_eur_per_t", "rate", "cost_cny", "cny_per_t", "route", "remarks",
    ]  # fmt: skip
    rows = sheet.iter_rows(min_row=TOP + 2, values_only=True)
    for case in found.of("product", "label", "scenario"):
        for row in case.rows:
            yield case, row, dict(zip(names, next(rows), strict=True))
        if not case.rows:
            next(rows)


FIGURES = ("certificates", "cost_eur", "cost_eur_per_t", "cost_cny")
STEPS = ("default_total", "markup", "see", "benchmark", "cbam_factor", "cscf", "sefa", "price_eur")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", STUDIES)
def test_libreoffice_finds_what_the_engine_found(
    recalculated: Recalculated, name: str, lang: str
) -> None:
    found = cases(STUDIES[name], lang, MADE)
    count = 0
    for case, row, cells in lines(recalculated[f"{name}-{lang}"], found):
        assert cells["year"] == row["year"]
        if row["status"] == "error":
            assert all(cells[figure] is None for figure in FIGURES)
            assert cells["remarks"]
            continue
        for figure in FIGURES:
            assert cells[figure] == pytest.approx(row[figure], abs=1e-6), (case.code, row["year"])
        if row["status"] != "assessed":
            assert cells["cost_eur"] == 0
            assert cells["remarks"]
            continue
        steps = ("see", "sefa", "price_eur") if row["sector"] == "electricity" else STEPS
        for step in steps:
            if math.isnan(row[step]):
                assert cells[step] is None
            else:
                assert cells[step] == pytest.approx(row[step], abs=1e-12)
        assert cells["rate"] == case.prices.rate.cny_per_eur
        count += 1
    assert count or name == "free"


@pytest.mark.parametrize("name", [name for name in STUDIES if name != "free"])
def test_the_bill_follows_tonnes_and_price(recalculated: Recalculated, name: str) -> None:
    """The changed cells give what the engine gives for the changed inputs, to the cent."""
    study = STUDIES[name]
    chosen = study.analysis
    whole = None if chosen.importer_tonnes is None else TONNES
    expected = bill_of(chosen.with_(tonnes=TONNES, price=PRICE, importer_tonnes=whole))
    rows = list(lines(recalculated[f"{name}-changed"], cases(study, "zh", MADE)))
    found = next(
        c for case, row, c in rows if case.code == "product" and row["year"] == chosen.year
    )
    for figure in FIGURES:
        assert found[figure] == pytest.approx(expected[figure], abs=CENT)
    assert found["tonnes"] == TONNES
    later = next(c for case, row, c in rows if case.code == "product" and row["year"] == 2030)
    same = bill_of(chosen.with_(tonnes=TONNES, price=None, importer_tonnes=whole, year=2030))
    assert later["cost_eur"] == pytest.approx(same["cost_eur"], abs=CENT)
    # The summary shows the chosen year of the product.
    summary = recalculated[f"{name}-changed"].worksheets[0]
    assert summary["C6"].value == pytest.approx(expected["cost_eur"], abs=CENT)
    assert summary["A6"].value == pytest.approx(expected["cost_eur_per_t"], abs=CENT)


def test_the_golden_example_by_hand(recalculated: Recalculated) -> None:
    book = recalculated["golden-en"]
    assert round(book["Summary"]["C6"].value, 2) == 163_527.43
    changed = recalculated["golden-changed"].worksheets[0]["C6"].value
    assert changed == pytest.approx(TONNES * (3.187 * 1.1 - 0.975 * 1.37) * PRICE, abs=CENT)
    doubled = recalculated["doubled"]["Summary"]["C6"].value
    assert doubled == pytest.approx(1000 * (3.187 * 1.2 - 0.975 * 2.74) * 75.36, abs=CENT)


def test_the_fertiliser_has_its_own_markup(recalculated: Recalculated) -> None:
    rows = lines(recalculated["fertiliser-en"], cases(STUDIES["fertiliser"], "en", MADE))
    assert {cells["markup"] for _case, _row, cells in rows} == {0.01}


def test_tranches_add_up_with_a_floor_each(recalculated: Recalculated) -> None:
    """The years of the scenario are those of the page "Compare"."""
    study = STUDIES["what-ifs"]
    result = compare(study.scenarios)
    sheet = recalculated["what-ifs-en"]["Year by year"]
    titles, tables = year_tables(sheet)
    column = next(i for i, title in enumerate(titles) if title == "A · tranches")
    for table, figure in zip(tables, ("cost_eur_per_t", "cost_eur", "cost_cny"), strict=True):
        for year, *values in table:
            expected = result.row(0, int(year))[figure]
            assert values[column] == pytest.approx(expected, abs=1e-6)


def year_tables(sheet: Worksheet) -> tuple[list[Any], list[list[tuple[Any, ...]]]]:
    """The headings and the three tables of the sheet of years."""
    rows = list(sheet.iter_rows(values_only=True))
    starts = [i for i, row in enumerate(rows) if row[0] in ("Year", "年份")]
    return list(rows[starts[0]][1:]), [rows[i + 1 : i + 10] for i in starts]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", ["actual", "six", "what-ifs"])
def test_the_years_are_those_of_the_pages(recalculated: Recalculated, name: str, lang: str) -> None:
    found = cases(STUDIES[name], lang, MADE)
    titles, tables = year_tables(recalculated[f"{name}-{lang}"].worksheets[1])
    shown = found.of("product", "scenario")
    assert titles[: len(shown)] == [case.name for case in shown]
    for table, figure in zip(tables, ("cost_eur_per_t", "cost_eur", "cost_cny"), strict=True):
        for year, *values in table:
            for case, value in zip(shown, values, strict=False):
                assert value == pytest.approx(case.total(int(year), figure), abs=1e-6)


def test_the_label_sheet_is_the_label_page(recalculated: Recalculated) -> None:
    found = cases(STUDIES["label"], "en", MADE)
    assert found.saved is not None
    sheet = recalculated["label-en"]["Carbon label"]
    rows = list(sheet.iter_rows(values_only=True))
    start = next(i for i, row in enumerate(rows) if row[0] == "Year")
    names = ("default", "today_low", "today_mid", "today_high", "target_low", "target_mid",
             "target_high", "saving_low", "saving_mid", "saving_high")  # fmt: skip
    for row in rows[start + 1 : start + 10]:
        for name, value in zip(names, row[1:], strict=True):
            assert value == pytest.approx(found.saved.figure(int(row[0]), name), abs=1e-6), name


# The portfolio ---------------------------------------------------------------------------------


def line_cell(book: Workbook, number: int, title: str) -> Any:
    """The cell of a line in the sheet of lines, by the heading of its column."""
    sheet = book["Portfolio lines"]
    column = next(cell.column for cell in sheet[LINES_TOP + 1] if cell.value == title)
    return sheet.cell(LINES_TOP + 1 + number, column)


def groups(sheet: Worksheet, title: str) -> dict[Any, tuple[Any, ...]]:
    """A table of the totals: its rows by their key."""
    rows = list(sheet.iter_rows(values_only=True))
    start = next(
        i for i, row in enumerate(rows) if row[0] == title and rows[i + 1][3] in ("Cost, EUR", "费用（欧元）")
    )  # fmt: skip
    found = {}
    for row in rows[start + 2 :]:
        if row[0] is None:
            break
        found[row[0]] = row[1:]
    return found


def of_lines(parts: Sequence[PortfolioLine]) -> Picture:
    return picture(frame(parts), Law.load(), Prices.load())


@pytest.mark.parametrize("lang", LANGS)
def test_the_totals_of_a_portfolio_are_those_of_its_page(
    recalculated: Recalculated, lang: str
) -> None:
    made = of_lines(PARTS)
    book = recalculated[f"portfolio-{lang}"]
    cell = {name: named(book, name) for name in ("portfolio_eur",)}["portfolio_eur"]
    assert cell.value == pytest.approx(made.cost_eur, abs=CENT)
    sheet = book.worksheets[4]
    assert sheet["B7"].value == pytest.approx(made.cost_cny, abs=CENT)
    assert sheet["B8"].value == made.lines == 6
    law = Law.load()
    heads = {name: translator(lang)(portfolio_tables.DIMENSION_NAMES[name])
             for name in ("good", "importer", "member", "origin")}  # fmt: skip
    for name, title in heads.items():
        table = groups(sheet, title)
        part = made.parts[name]
        shown = 0.0
        for row in part.itertuples():
            key = portfolio_tables.key_name(name, row.key, law, lang)
            key = formats.cn(row.key) if name == "good" else key
            found = table[key]
            assert found[2] == pytest.approx(row.cost_eur, abs=CENT), (name, key)
            assert found[3] == pytest.approx(row.cost_cny, abs=CENT)
            assert found[4] == pytest.approx(row.share, abs=1e-9)
            if name == "good":
                assert found[1] == pytest.approx(row.tonnes + row.mwh)
            shown += found[2]
        assert sum(row[2] for row in table.values()) == pytest.approx(shown, abs=CENT)
        assert shown == pytest.approx(made.cost_eur, abs=CENT)
    years = groups(sheet, translator(lang)("By year, each line in the year it states"))
    assert list(years) == [2026, 2027, 2050]
    for row in made.own_years.itertuples():
        lines_, out, eur, cny = years[row.year][:4]
        assert (lines_, out) == (row.lines, row.left_out)
        assert eur == pytest.approx(row.cost_eur, abs=CENT)
        assert cny == pytest.approx(row.cost_cny, abs=CENT)
    assert years[2050][:4] == (0, 1, 0, 0)


@pytest.mark.parametrize("lang", LANGS)
def test_every_line_of_a_portfolio_is_the_engines(recalculated: Recalculated, lang: str) -> None:
    sheet = recalculated[f"portfolio-{lang}"].worksheets[5]
    bills = assess(frame(PARTS), Law.load(), Prices.load()).to_dict("records")
    heads = [cell.value for cell in sheet[LINES_TOP + 1]]
    at = {name: 10 + i for i, name in enumerate(n for n in FORMATS if n != "reduction")}
    assert heads[at["cost_eur"]] == translator(lang)("Cost, EUR")
    rows = sheet.iter_rows(min_row=LINES_TOP + 2, values_only=True)
    for expected, cells in zip(bills, rows, strict=True):
        for figure in FIGURES:
            if expected["status"] == "error":
                assert cells[at[figure]] is None
                assert cells[-1]  # the reason
            else:
                assert cells[at[figure]] == pytest.approx(expected[figure], abs=1e-6)
        if expected["status"] == "assessed":
            assert cells[at["see"]] == pytest.approx(expected["see"], abs=1e-12)
            assert cells[at["sefa"]] == pytest.approx(expected["sefa"], abs=1e-12)
    assert sheet.cell(LINES_TOP + 2, at["cost_eur"] + 1).value == pytest.approx(163_527.432)


def test_the_portfolio_follows_its_cells(recalculated: Recalculated) -> None:
    changed = (replace(PARTS[0], tonnes=TONNES), replace(PARTS[1], see=2.5), *PARTS[2:])
    book = recalculated["portfolio-lines"]
    expected = of_lines(changed)
    assert expected.cost_eur != of_lines(PARTS).cost_eur
    assert named(book, "portfolio_eur").value == pytest.approx(expected.cost_eur, abs=CENT)
    table = groups(book["Portfolio"], "Importer")
    costs = dict(expected.parts["importer"][["key", "cost_eur"]].itertuples(index=False))
    for key in ("A*", "a*", ">5"):
        assert table[key][2] == pytest.approx(costs[key], abs=CENT)


def test_lines_left_out_are_listed_with_their_reason() -> None:
    book = opened(xlsx.workbook(STUDIES["portfolio"], "en", MADE, LINK), values=True)
    rows = list(book["Portfolio"].iter_rows(values_only=True))
    start = max(i for i, row in enumerate(rows) if row[0] == "Lines left out")
    listed = {row[0]: row[2] for row in rows[start + 2 :]}
    assert sorted(listed) == [7, 9]
    assert "7208" in listed[7]
    assert "2050" in listed[9]
    summary = " ".join(str(row[0]) for row in book["Summary"].iter_rows(values_only=True))
    assert "6 of 9 lines cost" in summary
    assert "left out: 3" in summary  # two that cannot be assessed, one of another year


def test_three_hundred_lines_fit() -> None:
    goods = ("72083900", "73181595", "76042990", "31021019", "84151010", "7208")
    parts = tuple(
        replace(PARTS[i % 5], cn=goods[i % 6], tonnes=1.0 + i, member=f"m{i % 11}")
        for i in range(LIMIT)
    )
    book = opened(xlsx.workbook(Study(lines=parts), "zh", MADE, LINK), values=True)
    assert named(book, "portfolio_eur").value == pytest.approx(of_lines(parts).cost_eur, abs=CENT)
    assert book["产品组合明细"].max_row == LINES_TOP + 1 + LIMIT


def test_lines_that_all_fail_leave_no_total() -> None:
    study = Study(lines=(PortfolioLine("72083900", year=2050), PortfolioLine("x", year=2051)))
    book = opened(xlsx.workbook(study, "en", MADE, LINK))
    assert "portfolio_eur" not in book.defined_names
    assert "2050" in " ".join(str(c.value) for row in book["Portfolio"].iter_rows() for c in row)


# The file as it is written ---------------------------------------------------------------------


@pytest.mark.parametrize("name", STUDIES)
def test_viewers_that_do_not_calculate_show_the_figures(name: str) -> None:
    """The stored results are the engine's; no formula stands without one."""
    data = xlsx.workbook(STUDIES[name], "en", MADE, LINK)
    found = cases(STUDIES[name], "en", MADE)
    for _case, row, cells in lines(opened(data, values=True), found):
        for figure in FIGURES:
            if row["status"] != "error":
                assert cells[figure] == pytest.approx(row[figure], rel=1e-12)
    formulas, values = opened(data), opened(data, values=True)
    count = 0
    for sheet in formulas.worksheets:
        for cells in sheet.iter_rows():
            for cell in cells:
                if cell.data_type == "f":
                    count += 1
                    assert values[sheet.title][cell.coordinate].value is not None
    assert count > 100 or name == "free"


def test_lines_without_a_bill_have_no_formula() -> None:
    study = STUDIES["free"]
    sheet = opened(xlsx.workbook(study, "en", MADE, LINK)).worksheets[3]
    cells = [cell for row in sheet.iter_rows(min_row=TOP + 2) for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    texts = " ".join(str(cell.value) for cell in cells if cell.data_type == "s")
    for part in (
        "not in Annex I",
        "leaves out this origin",
        "at or below 50 t",
        "72089999",
        "none",
    ):
        assert part in texts


DANGEROUS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", '=HYPERLINK("http://x")')


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", DANGEROUS)
def test_a_users_text_is_never_a_formula(name: str, lang: str) -> None:
    study = Study(
        Analysis(label=Label(value=2.0, per="unit", per_name=name, mass_kg=1000, product=name)),
        (Scenario(name), Scenario(name * 3, Analysis(origin="TR"))),
        lines=(PortfolioLine("72083900", importer=name, member=name, product=name),
               PortfolioLine(name, name, 1.0)),
        briefing=Briefing(association=name),
    )  # fmt: skip
    book = opened(xlsx.workbook(study, lang, MADE, name))
    found = 0
    for sheet in book.worksheets:
        for cells in sheet.iter_rows():
            for cell in cells:
                if cell.data_type == "f":
                    assert "HYPERLINK" not in cell.value
                    assert "1+1" not in cell.value.replace("1+1]", "")
                if isinstance(cell.value, str) and cell.value.strip() == name.strip():
                    found += 1
                    assert cell.data_type == "s"
                    assert cell.quotePrefix  # stays text when somebody edits it
    assert found >= 2


@pytest.mark.parametrize(
    "name",
    ["\x00\x1b\ud800\ufffe", "x" * 40_000, "\U0001f600" * 300, "[]:*?/\\'", "\u202eabc", "_x0041_"],
)
def test_odd_names_do_not_break_the_file(name: str) -> None:
    study = Study(scenarios=(Scenario(name), Scenario("b", Analysis(origin="TR"))))
    data = xlsx.workbook(study, "zh", MADE, LINK)
    book = opened(data)
    assert all(len(sheet.title) <= 31 for sheet in book.worksheets)
    longest = max(
        len(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row
        if isinstance(cell.value, str)
    )  # fmt: skip
    assert longest <= 32_767


def test_a_link_too_long_for_a_code_is_still_text() -> None:
    link = "https://cbam.example/?p=" + "A" * 8000
    data = xlsx.workbook(Study(), "en", MADE, link)
    texts = [c.value for row in opened(data)["Summary"].iter_rows() for c in row]
    assert link in texts
    assert not any("media" in name for name in zipfile.ZipFile(io.BytesIO(data)).namelist())
    usual = zipfile.ZipFile(io.BytesIO(xlsx.workbook(Study(), "en", MADE, LINK)))
    assert any("media" in name for name in usual.namelist())


@pytest.mark.parametrize(
    ("lang", "sheets"),
    [
        ("en", ["Summary", "Year by year", "Inputs", "Calculation", "Law and prices", "Carbon label",
                "Assumptions", "Sources"]),
        ("zh", ["概要", "逐年结果", "输入", "计算", "法规与价格", "碳标签", "假设", "来源"]),
    ],
)  # fmt: skip
def test_every_sheet_says_what_it_must(lang: str, sheets: list[str]) -> None:
    book = opened(xlsx.workbook(STUDIES["label"], lang, MADE, LINK))
    assert book.sheetnames == sheets
    text = {
        sheet.title: " ".join(
            str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None
        )
        for sheet in book.worksheets
    }
    summary = text[sheets[0]]
    estimate = {
        "en": "estimate for planning, not a CBAM declaration",
        "zh": "估算值，供规划参考，不构成 CBAM 申报",
    }
    for part in (LINK, "2025/2621", estimate[lang]):
        assert part in summary
    law = text[sheets[4]]
    for act in ("2003/87/EC", "2025/2620", "2025/2621", "2026/1740", "2025/2548", "2026/1862"):
        assert act in law
        assert act in text[sheets[7]]
    article = {"en": "Annex I, opening paragraph", "zh": "附件一，开头段"}
    assert article[lang] in law
    unit = {"en": "EUR/tCO2e", "zh": "欧元/吨二氧化碳当量"}
    assert unit[lang] in law
    for sheet in book.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_key_inputs_have_names_and_charts_are_native() -> None:
    data = xlsx.workbook(STUDIES["six"], "en", MADE, LINK)
    book = opened(data)
    assert named(book, "tonnes").value == 1000
    assert named(book, "price_eur").value == 75.36
    assert named(book, "cny_per_eur").value == compare(SIX).row(0, 2026)["cny_per_eur"]
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert sum(name.startswith("xl/charts/chart") for name in names) == 2


def test_every_year_has_its_own_price_cell() -> None:
    """Also on the flat path, so that a reader can type in a path of prices."""
    rows = opened(xlsx.workbook(Study(), "en", MADE, LINK))["Law and prices"].values
    years = [row[2] for row in rows if row[0] == "Certificate price"]
    assert years == [str(year) for year in range(2026, 2035)]


def test_the_same_study_gives_the_same_bytes() -> None:
    first = xlsx.workbook(STUDIES["label"], "zh", MADE, LINK)
    assert first == xlsx.workbook(STUDIES["label"], "zh", MADE, LINK)


def test_a_bad_product_is_refused_and_a_bad_label_named() -> None:
    with pytest.raises(InputError, match="law_unknown"):
        xlsx.workbook(Study(Analysis(law="1999-01")), "en", MADE, LINK)
    late = opened(xlsx.workbook(Study(Analysis(year=2050)), "en", MADE, LINK))["Summary"]
    assert "2050" in str(late["A4"].value)
    label = Label(value=2.31, unit="kg", per="kg", boundary="cradle-to-gate", family="none")
    book = opened(xlsx.workbook(Study(Analysis(label=label)), "en", MADE, LINK))
    assert "none" in " ".join(
        str(row[0]) for row in book["Carbon label"].iter_rows(values_only=True)
    )


def random_analyses(count: int) -> list[Analysis]:
    """Analyses of every kind of good and origin, a quarter of them with something unusable."""

    def number(value: float) -> float | None:
        return None if math.isnan(value) else float(value)

    return [
        Analysis(
            cn=str(row["cn_code"]),
            origin=str(row["origin"]),
            tonnes=float(row["tonnes"]),
            year=2026 if math.isnan(row["year"]) else int(row["year"]),
            quarter=str(row["quarter"]),
            basis=str(row["basis"]) or "default",
            see=number(row["see"]),
            route=str(row["route"]),
            price=number(row["price_eur"]),
            importer_tonnes=number(row["importer_year_tonnes"]),
            returned=bool(row["returned"]),
        )
        for row in random_lines(count, seed=7, junk=0.25).to_dict("records")
    ]


def test_whatever_a_study_holds_the_files_are_made() -> None:
    """No traceback, and the product's figure of its year is the engine's or none."""
    many = random_analyses(24)
    for i, analysis in enumerate(many):
        scenarios = (Scenario("", many[i - 1]), Scenario("s", many[i - 2], tranches=QUARTERS))
        if i % 10 == 0:
            scenarios += (Scenario("r", reform=Reform("none")), Scenario("l", Analysis(law="x")))
        study, lang = Study(analysis, scenarios), LANGS[i % 2]
        file = io.BytesIO(xlsx.workbook(study, lang, MADE, LINK))
        book = openpyxl.load_workbook(file, data_only=True, read_only=True)
        shown = book.worksheets[0]["C6"].value
        assert csv.bill(study, lang, MADE, LINK)
        expected = bill_of(analysis)["cost_eur"]
        if math.isnan(expected):
            assert shown is None
        else:
            assert shown == pytest.approx(expected, rel=1e-12)
