"""One study, six ways to look at it: the screen, and every file read back, say the same figures.

The screen draws ``briefing.report``; its sections are the measure. Excel and CSV hold numbers in
full, which must round to the figures of the sections; the other files hold the texts themselves.
"""

from __future__ import annotations

import csv as reader
import io
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from pptx import Presentation
from pypdf import PdfReader

from cbam.analysis import Analysis
from cbam.export import csv, html, pdf, pptx, xlsx
from cbam.export.texts import printable
from cbam.i18n import LANGS
from cbam.label import Label, Target
from cbam.portfolio.line import PortfolioLine
from cbam.present import formats
from cbam.present.briefing import report
from cbam.present.report import Report, Section
from cbam.study import Study
from tests.unit.test_compare import SIX
from tests.unit.test_html import Page

MADE, LINK = "2026-11-25", "https://cbam.example/?cn=72083900&from=CN"
STRIP = Label(value=2.31, unit="kg", per="kg", boundary="cradle-to-gate", family="bf-bof")
STUDIES = {
    "default": Study(),
    "label": Study(Analysis(label=STRIP, target=Target(cut=0.1), path="central")),
    "scenarios": Study(scenarios=SIX),
    "portfolio": Study(
        lines=(
            PortfolioLine("72083900", "CN", 1000.0, 2026, "Q1", "Hamburg", "m1", "coil"),
            PortfolioLine("73181595", "VN", 12.5, 2026, "Q2", "Hamburg", "m2"),
            PortfolioLine("76042990", "TR", 70.0, 2026, "", "Lyon", "m1"),
            PortfolioLine("31021019", "RU", 300.0, 2026, "Q1", "Lyon", "m3"),
            PortfolioLine("72083900", "CN", 80.0, 2027, "", "Lyon", "m3", "", "actual", 1.9, "C"),
        )
    ),
}
EVERY = [(name, lang) for name in STUDIES for lang in LANGS]


@dataclass(frozen=True)
class Files:
    """A study as the screen has it, and its files read back."""

    name: str
    lang: str

    @cached_property
    def screen(self) -> Report:
        return report(STUDIES[self.name], self.lang, MADE, LINK)

    def section(self, code: str) -> Section:
        return next(section for section in self.screen.sections if section.code == code)

    @cached_property
    def excel(self) -> Workbook:
        data = xlsx.workbook(STUDIES[self.name], self.lang, MADE, LINK)
        return openpyxl.load_workbook(io.BytesIO(data), data_only=True)

    @cached_property
    def rows(self) -> list[dict[str, str]]:
        data = csv.bill(STUDIES[self.name], self.lang, MADE, LINK)
        return list(reader.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))

    def row(self, case: str, year: int) -> dict[str, str]:
        return next(r for r in self.rows if r["case"] == case and r["year"] == str(year))

    @cached_property
    def page(self) -> Page:
        return Page(html.page(self.screen))


@lru_cache(maxsize=len(EVERY))
def files(name: str, lang: str) -> Files:
    return Files(name, lang)


@pytest.fixture(params=EVERY, ids=lambda pair: "-".join(pair))
def made(request: pytest.FixtureRequest) -> Files:
    return files(*request.param)


# PowerPoint, PDF, HTML: the texts of every section ----------------------------------------------


def test_the_slides(made: Files) -> None:
    slides = list(Presentation(io.BytesIO(pptx.deck(made.screen))).slides)
    assert len(slides) == len(made.screen.sections)
    for section, slide in zip(made.screen.sections, slides, strict=True):
        assert slide.shapes.title.text == section.headline
        texts = [
            paragraph.text
            for shape in slide.shapes if shape.has_text_frame
            for paragraph in shape.text_frame.paragraphs
        ]  # fmt: skip
        for figure in section.figures:
            assert figure.value in texts
            assert not figure.aside or figure.aside in texts
        for shape in slide.shapes:
            if shape.has_table and section.table is not None:
                cells = [[cell.text for cell in row.cells] for row in shape.table.rows]
                assert cells[0] == list(section.table.columns)
                assert cells[1:] == section.table.head(len(cells) - 1).to_numpy().tolist()


def test_the_paper(made: Files) -> None:
    pages = PdfReader(io.BytesIO(pdf.document(made.screen))).pages
    text = squeezed("".join(page.extract_text() for page in pages))
    at = 0
    for section in made.screen.sections:
        at = text.index(squeezed(printable(section.headline)), at)  # in the order of the screen
        for figure in section.figures:
            assert squeezed(printable(figure.value)) in text[at:]
            assert squeezed(printable(figure.aside)) in text[at:]
        if section.table is not None:
            for row in section.table.head(pdf.MOST_ROWS).to_numpy().tolist():
                for cell in row:
                    assert squeezed(printable(str(cell))) in text[at:]


def test_the_web_page(made: Files) -> None:
    page = made.page
    first, *rest = made.screen.sections
    headlines = [said(page, element) for element in ("h1", "h2")]
    assert headlines[0] == [first.headline]
    assert headlines[1][: len(rest)] == [section.headline for section in rest]
    figures = [figure for section in rest for figure in section.figures]
    told = [f"{figure.value}{figure.aside}" for figure in figures]
    assert said(page, "dd")[: len(told)] == told
    cells = [str(c) for s in rest if s.table is not None for c in s.table.to_numpy().ravel()]
    assert said(page, "td") == cells
    charts = [section.chart.figure for section in rest if section.chart is not None]
    for shown, chart in zip(page.charts, charts, strict=True):
        for one, other in zip(shown["data"], chart["data"], strict=True):
            for axis in ("x", "y"):
                assert numbers(one.get(axis)) == numbers(other.get(axis))


def squeezed(text: str) -> str:
    """Text without the blanks of line breaks."""
    return re.sub(r"\s", "", text)


def said(page: Page, element: str) -> list[str]:
    """The text of every element of a kind."""
    return [re.sub(r"\s+", " ", text).strip() for text in page.of(element)]


def numbers(values: object) -> list[float]:
    """The numbers of a trace; NaN is null in the file."""
    listed = [] if values is None or isinstance(values, str) else list(values)  # type: ignore[call-overload]
    return [float(v) for v in listed if isinstance(v, int | float) and v == v]


# Excel and CSV: the numbers behind the texts ----------------------------------------------------


def test_the_headline_and_the_figures_of_the_product(made: Files) -> None:
    lang, section, summary = made.lang, made.section("cost"), made.excel.worksheets[0]
    year = STUDIES[made.name].analysis.year
    assert summary["A3"].value == section.headline
    row = made.row("product", year)
    rate = float(row["cny_per_eur"])
    per_t, whole = float(row["cost_eur_per_t"]), float(row["cost_eur"])
    assert summary["A6"].value == pytest.approx(per_t, rel=1e-12)
    assert summary["B6"].value == pytest.approx(per_t * rate, rel=1e-12)
    assert summary["C6"].value == pytest.approx(whole, rel=1e-12)
    assert [figure.value for figure in section.figures] == [
        formats.eur(per_t, lang, 2), formats.cny(per_t * rate, lang, 2), formats.eur(whole, lang),
    ]  # fmt: skip
    assert section.figures[2].aside == formats.cny(float(row["cost_cny"]), lang)


def test_every_year(made: Files) -> None:
    """The table on the screen, the bars on the screen, the sheet of years and the CSV."""
    section, sheet = made.section("years"), made.excel.worksheets[1]
    assert section.table is not None
    assert section.chart is not None
    bars = [trace for trace in section.chart.figure["data"] if trace["type"] == "bar"]
    stack = {
        year: sum(trace["y"][at] for trace in bars) for at, year in enumerate(bars[0]["x"])
    }  # fmt: skip
    lines = list(sheet.iter_rows(values_only=True))
    start = next(i for i, row in enumerate(lines) if row[0] in ("Year", "年份"))
    excel = {row[0]: row[1] for row in lines[start + 1 : start + 1 + len(stack)]}
    for told in section.table.to_numpy().tolist():
        year = int(re.sub(r"\D", "", told[0]))
        cost = float(made.row("product", year)["cost_eur_per_t"])
        assert told[1] == formats.number(cost, made.lang, 2)
        assert excel[year] == pytest.approx(cost, rel=1e-12)
        assert stack[year] == pytest.approx(cost, rel=1e-9)
    total = sum(float(row["cost_eur"]) for row in made.rows if row["case"] == "product")
    assert section.figures[2].value == formats.eur(total, made.lang)


@pytest.mark.parametrize("lang", LANGS)
def test_the_label(lang: str) -> None:
    made = files("label", lang)
    section, year = made.section("label"), STUDIES["label"].analysis.year
    summary = [row[0] for row in made.excel.worksheets[0].iter_rows(values_only=True)]
    assert section.headline in summary
    at = {
        name: float(made.row(f"label_{name}", year)["cost_eur_per_t"])
        for name in ("default", "today_low", "today_mid", "today_high", "paired_mid")
    }
    default, today, saving = section.figures
    assert default.value == formats.euros(formats.number(at["default"], lang, 1), lang)
    assert today.value == formats.euros(formats.number(at["today_mid"], lang, 1), lang)
    ends = [formats.number(at[name], lang, 1) for name in ("today_low", "today_high")]
    assert all(end in today.aside for end in ends)
    saved = at["today_mid"] - at["paired_mid"]
    assert saving.value == formats.euros(formats.number(saved, lang, 1), lang)
    sheet = list(made.excel.worksheets[5].iter_rows(values_only=True))
    row = next(row for row in sheet if row[0] == year)
    assert row[1:5] == pytest.approx(
        [at["default"], at["today_low"], at["today_mid"], at["today_high"]], rel=1e-12
    )


@pytest.mark.parametrize("lang", LANGS)
def test_the_scenarios(lang: str) -> None:
    made = files("scenarios", lang)
    section = made.section("compared")
    assert section.table is not None
    sheet = list(made.excel.worksheets[0].iter_rows(values_only=True))
    excel = {row[0]: row for row in sheet if row[0]}
    for letter, told in zip("abcdef", section.table.to_numpy().tolist(), strict=True):
        row = made.row(f"scenario_{letter}", 2026)
        per_t, whole = float(row["cost_eur_per_t"]), float(row["cost_eur"])
        assert row["name"] == told[0]
        assert told[1] == formats.number(per_t, lang, 2)
        assert told[3] == formats.number(whole, lang)
        assert excel[told[0]][2] == pytest.approx(per_t, rel=1e-12)
        assert excel[told[0]][4] == pytest.approx(whole, rel=1e-12)
    assert section.figures[0].value == formats.eur(
        float(made.row("scenario_a", 2026)["cost_eur_per_t"]), lang, 2
    )


@pytest.mark.parametrize("lang", LANGS)
def test_the_portfolio(lang: str) -> None:
    made = files("portfolio", lang)
    section = made.section("portfolio")
    assert section.headline in [
        row[0] for row in made.excel.worksheets[0].iter_rows(values_only=True)
    ]
    lines = [row for row in made.rows if row["case"].startswith("line_")]
    assert len(lines) == 5
    here = [row for row in lines if row["year"] == "2026"]
    eur, cny = (sum(float(row[name]) for row in here) for name in ("cost_eur", "cost_cny"))
    sheet, cell = next(iter(made.excel.defined_names["portfolio_eur"].destinations))
    assert made.excel[sheet][cell.replace("$", "")].value == pytest.approx(eur, rel=1e-12)
    assert section.figures[0].value == formats.eur(eur, lang)
    assert section.figures[0].aside == formats.cny(cny, lang)
    assert section.table is not None
    told = sum(float(text.replace(",", "")) for text in section.table.iloc[:, -4])
    assert told == pytest.approx(eur, abs=len(section.table))  # each row is rounded to a euro
