"""The slides read back: numbers, notes, alternative texts, typefaces, and text that fits."""

import io
import re
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Pt
from pypdf import PdfReader

from cbam.export import fit, html, pdf, pptx, slide
from cbam.export.charts.reading import panels
from cbam.export.texts import readable
from cbam.present.briefing import report as briefing
from cbam.present.report import Report, Section
from cbam.study import Study
from tests import reports
from tests.unit.test_html import Page

BOTH = pytest.mark.parametrize("lang", ["en", "zh"])
DAY = "2026-11-25"


def read(report: Report):
    return Presentation(io.BytesIO(pptx.deck(report)))


def words(page) -> str:
    """All text of a slide outside its charts."""
    found = []
    for shape in page.shapes:
        if shape.has_text_frame:
            found += ["".join(run.text for run in p.runs) for p in shape.text_frame.paragraphs]
        if shape.has_table:
            found += [cell.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(found)


def charts(page) -> list:
    return [shape.chart for shape in page.shapes if shape.has_chart]


def numbers(chart) -> list[float]:
    return [value for plot in chart.plots for series in plot.series for value in series.values if value is not None]  # fmt: skip


@BOTH
def test_a_slide_a_section_with_headline_figures_lines_and_notes(lang):
    report = reports.report(lang)
    slides = list(read(report).slides)
    assert len(slides) == len(report.sections) + 2  # title and closing slide
    assert slides[0].shapes.title.text == report.title
    for section, page in zip(report.sections, slides[1:-1], strict=True):
        assert page.shapes.title.text == section.headline
        said = words(page)
        for figure in section.figures:
            assert figure.label in said
            assert figure.value in said
        for text in (*section.lines, *section.assumed, section.source):
            assert text in said
        if section.assumed:
            assert ("假设：" if lang == "zh" else "Assumption:") in said
        notes = page.notes_slide.notes_text_frame.text if page.has_notes_slide else ""
        assert section.notes in notes
        assert len(charts(page)) == (section.chart is not None)
    for name, value in report.vintages:
        assert name in words(slides[-1])
        assert value in words(slides[-1])
    for page in slides:
        assert ("估算值，不构成 CBAM 申报" if lang == "zh" else "Estimate, not a CBAM declaration") in words(page)  # fmt: skip


@BOTH
def test_a_briefing_brings_its_own_title_and_sources(lang):
    report = briefing(Study(), lang, DAY, reports.LINK + lang)
    slides = list(read(report).slides)
    assert [page.shapes.title.text for page in slides] == [s.headline for s in report.sections]
    for page in (slides[0], slides[-1]):
        codes = [shape for shape in page.shapes if shape.name == "qr"]
        assert len(codes) == 1
        assert codes[0].click_action.hyperlink.address == report.link


def test_native_charts_hold_the_reports_numbers():
    """The waterfall floats on an unfilled series; the years are stacked, with the actual value."""
    slides = list(read(reports.report("en")).slides)
    (waterfall,) = charts(slides[2])
    below, bars, _labels = (series for plot in waterfall.plots for series in plot.series)
    assert list(below.values) == pytest.approx([0, 3.187, 2.16995, 0, 0])
    # 3.187; mark-up 0.3187; free 1.33575; chargeable 2.16995 = 3.5057 - 1.33575
    assert list(bars.values) == pytest.approx([3.187, 0.3187, 1.33575, 2.16995, 2.16995])
    assert below.format.fill.type is not None
    assert below._element.find(f"{qn('c:spPr')}/{qn('a:noFill')}") is not None
    texts = re.findall(r"<a:t>([^<]*)</a:t>", waterfall._chartSpace.xml)
    assert {"3.187", "+0.319", "−1.336", "2.170", "163.53"} <= set(texts)

    (yearly,) = charts(slides[3])
    figure = reports.report("en").sections[2].chart.figure
    shown = {series.name: list(series.values) for plot in yearly.plots for series in plot.series}
    for trace in figure["data"]:
        if trace.get("name"):
            assert shown[trace["name"]] == pytest.approx(trace["y"])
    assert [str(c) for c in yearly.plots[0].categories] == [str(y) for y in range(2026, 2035)]


@pytest.mark.parametrize("name", reports.BUILDERS)
def test_every_chart_becomes_native_and_keeps_its_values(name):
    for lang in ("en", "zh"):
        chart = reports.chart(name, lang)
        report = replace(reports.report(lang), sections=(Section("one", "One", chart=chart),))
        page = list(read(report).slides)[1]
        found = charts(page)
        drawn = panels(chart.figure)
        assert len(found) == len(drawn)
        for native, panel in zip(found, drawn, strict=True):
            held = sorted({round(value, 6) for value in numbers(native)})
            for series in panel.series:
                if series.kind in ("line", "points") and not panel.across:
                    wanted = {round(v, 6) for v in series.values if v == v}
                    assert wanted <= set(held)
            book = openpyxl.load_workbook(io.BytesIO(native.part.chart_workbook.xlsx_part.blob))
            assert book.active.max_row > 1  # opens for editing
        frame = next(shape for shape in page.shapes if shape.has_chart)
        assert frame._element.xpath(".//p:cNvPr")[0].get("descr") == readable(chart.alt)


@BOTH
def test_typefaces_and_language_are_set_for_latin_and_chinese(lang):
    report = briefing(Study(), lang, DAY, reports.LINK + lang)
    data = pptx.deck(report)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        for name in file.namelist():
            if re.match(
                r"ppt/(slides/slide|charts/chart|notesSlides/notes)", name
            ) and name.endswith(".xml"):
                text = file.read(name).decode()
                runs = re.findall(r"<a:rPr[^>]*?(?:/>|>.*?</a:rPr>)", text, re.DOTALL)
                if name.startswith("ppt/notes"):  # slide number and the like are the template's
                    runs = [run for run in runs if "a:ea" in run]
                assert runs or "a:t>" not in text
                for run in runs:
                    assert f'lang="{"zh-CN" if lang == "zh" else "en-GB"}"' in run
                    assert f'<a:ea typeface="{slide.CHINESE}"/>' in run
                    assert f'<a:latin typeface="{slide.LATIN}"/>' in run
        theme = file.read("ppt/theme/theme1.xml").decode()
        assert f'<a:ea typeface="{slide.CHINESE}"' in theme
        assert '<a:srgbClr val="B42318"/>' in theme


@BOTH
def test_nothing_lies_outside_the_slide_or_is_small(lang):
    for report in (reports.report(lang), briefing(Study(), lang, DAY, reports.LINK)):
        file = read(replace(report, logo=reports.logo()))
        assert file.slide_width / file.slide_height == pytest.approx(16 / 9, abs=0.001)
        for page in file.slides:
            for shape in page.shapes:
                assert shape.left >= 0
                assert shape.top >= 0
                assert shape.left + shape.width <= file.slide_width
                assert shape.top + shape.height <= file.slide_height
                if shape.has_text_frame:
                    for paragraph in shape.text_frame.paragraphs:
                        assert all(run.font.size >= Pt(12) for run in paragraph.runs)
            title = page.shapes.title
            assert title.text_frame.paragraphs[0].runs[0].font.size >= Pt(28)


@BOTH
def test_text_fits_its_box(lang):
    for report in (briefing(Study(), lang, DAY, reports.LINK), reports.hostile(lang)):
        for page in read(report).slides:
            for shape in page.shapes:
                if not shape.has_text_frame or shape.name == "slide number":
                    continue
                high = 0
                for paragraph in shape.text_frame.paragraphs:
                    text = "".join(run.text for run in paragraph.runs)
                    size = max((run.font.size.pt for run in paragraph.runs), default=0)
                    high += Pt(size * fit.SPACING * len(fit.lines(text, size, shape.width)))
                bottom = page.part.package.presentation_part.presentation.slide_height
                assert shape.top + high <= bottom, shape.text_frame.text[:80]


def test_what_has_no_room_goes_to_the_notes():
    lines = tuple(f"Line {i} " + "word " * 60 for i in range(12))
    section = Section("many", "Many lines", lines=lines, notes="Said.")
    page = list(read(replace(reports.report("en"), sections=(section,))).slides)[1]
    notes = page.notes_slide.notes_text_frame.text
    shown = words(page)
    for number in range(12):
        assert f"Line {number} " in shown or f"Line {number} " in notes
    assert "Said." in notes
    table = reports.report("en").sections[2].table
    section = Section("table", "Many rows", table=table.loc[[0] * 30])
    page = list(read(replace(reports.report("en"), sections=(section,))).slides)[1]
    drawn = next(shape.table for shape in page.shapes if shape.has_table)
    assert f"{len(drawn.rows) - 1} of 30 rows are shown." in words(page)
    assert page.notes_slide.notes_text_frame.text.count("163.53") == 31 - len(drawn.rows)


@BOTH
def test_words_of_users_are_text(lang):
    report = reports.hostile(lang)
    data = pptx.deck(report)
    slides = list(Presentation(io.BytesIO(data)).slides)
    assert slides[1].shapes.title.text == "<script>alert(1)</script>"
    assert slides[4].shapes.title.text == "=cmd|' /C calc'!A0"
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert not any(b"javascript:" in file.read(name) for name in file.namelist())
        for name in file.namelist():
            if name.endswith(".xlsx"):
                book = openpyxl.load_workbook(io.BytesIO(file.read(name)))
                kinds = {cell.data_type for row in book.active.iter_rows() for cell in row}
                assert "f" not in kinds  # no formula from a name


def test_pictures_and_decoration_are_described():
    report = replace(reports.report("en"), logo=reports.logo())
    for page in read(report).slides:
        for shape in page.shapes:
            place = shape._element.xpath(".//p:cNvPr")[0]
            if shape.shape_type is not None and "PICTURE" in str(shape.shape_type):
                assert len(place.get("descr")) > 5
            if shape.name.startswith("Rectangle"):
                assert "decorative" in shape._element.xml


def test_the_same_report_gives_the_same_bytes_and_the_reports_date():
    report = reports.report("zh")
    data = pptx.deck(report)
    assert data == pptx.deck(report)
    properties = Presentation(io.BytesIO(data)).core_properties
    assert properties.created.strftime("%Y-%m-%d") == DAY
    assert properties.title == report.title
    assert data != pptx.deck(replace(report, made="2026-11-26"))


@BOTH
def test_slides_paper_and_page_say_the_same(lang):
    """Headlines and figures are equal in the three files and in the report."""
    report = briefing(Study(), lang, DAY, reports.LINK + lang)
    page = Page(html.page(report)).words.replace(" ", "")
    reader = PdfReader(io.BytesIO(pdf.document(report)))
    paper = re.sub(r"\s", "", "".join(sheet.extract_text() for sheet in reader.pages))
    slides = re.sub(r"\s", "", "".join(words(s) for s in read(report).slides))
    for section in report.sections:
        for text in (section.headline, *(f.value for f in section.figures), *(f.aside for f in section.figures)):  # fmt: skip
            for said in (page, paper, slides):
                assert re.sub(r"\s", "", text) in said
