"""The PDF read back: text, structure, the same bytes everywhere, nobody's words as markup."""

import hashlib
import io
import re
import subprocess
import sys
from dataclasses import replace

import pytest
from pypdf import PdfReader

from cbam.export import pdf
from cbam.export.texts import REPLACEMENT, printable
from cbam.present.briefing import report as briefing
from cbam.present.report import Report
from cbam.reasons import InputError
from cbam.study import Study
from tests import reports

BOTH = pytest.mark.parametrize("lang", ["en", "zh"])
DAY = "2026-11-25"


def read(report: Report) -> PdfReader:
    return PdfReader(io.BytesIO(pdf.document(report)))


def squeezed(text: str) -> str:
    """Text without the blanks and hyphens of line breaks."""
    return re.sub(r"\s", "", text)


def text_of(reader: PdfReader) -> str:
    return squeezed("".join(page.extract_text() for page in reader.pages))


def links(reader: PdfReader) -> set[str]:
    found = set()
    for page in reader.pages:
        for item in page.get("/Annots") or ():
            action = item.get_object().get("/A", {})
            if "/URI" in action:
                found.add(action["/URI"])
    return found


@BOTH
def test_everything_of_the_report_is_on_paper(lang):
    report = reports.report(lang)
    reader = read(report)
    text = text_of(reader)
    for section in report.sections:
        assert squeezed(section.headline) in text
        assert squeezed(section.source) in text
        for figure in section.figures:
            assert squeezed(figure.value) in text
            assert squeezed(figure.aside) in text
        for line in (*section.lines, *section.assumed):
            assert squeezed(line) in text
    table = report.sections[2].table
    for row in table.to_numpy():
        for cell in row:
            assert squeezed(cell) in text
    for name, value in report.vintages:
        assert squeezed(name) in text
        assert squeezed(value) in text
    assert ("假设：" if lang == "zh" else "Assumption:") in text  # not by colour alone
    assert ("估算值，不构成CBAM申报" if lang == "zh" else "Estimate,notaCBAMdeclaration") in text
    assert links(reader) == {report.link}


@BOTH
def test_numbers_of_the_charts_are_on_paper(lang):
    """The charts are vectors with text, not pictures."""
    report = reports.report(lang)
    text = text_of(read(report))
    for number in ("3.187", "+0.319", "−1.336", "341", "163,527"):
        assert number in text
    for page in read(report).pages:
        assert not [image for image in page.images if image.image.size > (400, 400)]


@BOTH
def test_tagged_with_title_language_and_alternative_texts(lang):
    report = reports.report(lang)
    data = pdf.document(report)
    reader = PdfReader(io.BytesIO(data))
    root = reader.trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == ("zh-CN" if lang == "zh" else "en-GB")
    assert reader.metadata.title == report.title
    assert reader.metadata.author == report.association
    assert reader.metadata.creation_date.strftime("%Y-%m-%d") == report.made
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    alts, kinds = set(), set()
    waiting = [root["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop().get_object()
        if isinstance(element, list):
            waiting += element
        if not isinstance(element, dict):
            continue
        alts.add(str(element.get("/Alt", "")))
        kinds.add(str(element.get("/S", "")))
        below = element.get("/K")
        if below is not None:
            waiting.append(below)
    for section in report.sections:
        if section.chart:
            assert printable(section.chart.alt) in alts
    assert {"/H1", "/Table", "/TH", "/TD", "/Figure"} <= kinds or {"/H2", "/Table"} <= kinds


@BOTH
def test_prints_on_two_to_six_pages_of_a4(lang):
    study = briefing(Study(), lang, DAY, reports.LINK + lang)
    for report in (reports.report(lang), study):
        pages = read(report).pages
        assert 2 <= len(pages) <= 6
        for page in pages:
            assert [round(float(part)) for part in page.mediabox[2:]] == [595, 842]


def test_fonts_are_inside_and_none_of_the_system():
    for lang, family in (("en", "NotoSansCJKjp"), ("zh", "NotoSansCJKsc")):
        names = set()
        for page in read(reports.report(lang)).pages:
            for font in page["/Resources"]["/Font"].values():
                for below in font.get_object()["/DescendantFonts"]:
                    described = below.get_object()["/FontDescriptor"].get_object()
                    assert "/FontFile3" in described or "/FontFile2" in described
                    names.add(described["/FontName"].partition("+")[2])
        assert names
        assert all(name.startswith(family) for name in names)


def test_the_same_bytes_in_another_process_and_on_another_day():
    code = (
        "import hashlib; from tests import reports; from cbam.export import pdf;"
        "print(hashlib.sha256(pdf.document(reports.report('zh'))).hexdigest())"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={"PYTHONPATH": ".", "SOURCE_DATE_EPOCH": "0", "TZ": "Asia/Shanghai", "HOME": "/nonexistent"},
    )  # fmt: skip
    here = hashlib.sha256(pdf.document(reports.report("zh"))).hexdigest()
    assert answer.stdout.strip() == here
    other = replace(reports.report("zh"), made="2026-11-26")
    assert hashlib.sha256(pdf.document(other)).hexdigest() != here


@BOTH
def test_words_of_users_are_data(lang):
    """Markup of typst, HTML and spreadsheets, controls, emoji and rare characters are shown."""
    report = reports.hostile(lang)
    reader = read(report)
    text = text_of(reader)
    assert "<script>alert(1)</script>" in text
    assert squeezed(reports.HOSTILE[2]) in text
    assert f"{REPLACEMENT}名字{REPLACEMENT}" in text
    assert "😀" not in text
    assert links(reader) == set()  # "javascript:" is no address of the web


def test_a_long_table_is_cut_and_says_so():
    report = reports.report("en")
    section = replace(report.sections[2], table=report.sections[2].table.loc[[0] * 40])
    text = text_of(read(replace(report, sections=(section,))))
    assert f"{pdf.MOST_ROWS}of40rowsareshown." in text


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_the_logo_is_shown_with_its_name(kind):
    report = replace(reports.report("en"), logo=reports.logo(kind=kind))
    first = read(report).pages[0]
    assert len(first.images) == 1
    assert first.images[0].image.size == (600, 200)


@pytest.mark.parametrize("data", [b"no picture", b"\x89PNG\r\n\x1a\n", b"<svg/>", b"x" * 4_000_001])
def test_what_is_no_logo_is_refused_by_name(data):
    with pytest.raises(InputError) as caught:
        pdf.document(replace(reports.report("en"), logo=data))
    assert caught.value.code == "logo_invalid"


def test_an_empty_report_is_still_a_document():
    report = Report("Nothing", "en", DAY, "", (), ())
    assert "Nothing" in text_of(read(report))
