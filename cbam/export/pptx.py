"""The report as PowerPoint slides: 16:9, native charts, notes, alternative texts.

Sizes follow the length of the text; what does not fit a slide goes into its notes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pandas as pd
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Emu, Inches, Pt

from cbam.export import about, logo, native
from cbam.export.series import panels
from cbam.export.texts import as_of, cell, numeric, readable, vintages, web, width, wrapped
from cbam.i18n import translator
from cbam.present import formats
from cbam.present.report import Figure, Report, Section
from cbam.present.theme import LIGHT

LATIN, CHINESE = "Arial", "Microsoft YaHei"
WIDE, HIGH = Inches(40) // 3, Inches(15) // 2  # 13 1/3 x 7 1/2 inches
EDGE = Inches(3) // 5
INNER = WIDE - 2 * EDGE
FOOT = HIGH - Inches(3) // 5  # where the footer begins
GAP = Inches(1) // 6
SPACING = 13 / 10  # height of a line over its font size, also in Chinese fonts
TITLES, WORDS, CELLS = (36, 32, 28, 24, 20), (20, 18, 16, 14), (16, 14, 12)  # pt
_NOW = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")

Box = tuple[int, int, int, int]  # left, top, width, height in EMU


def deck(report: Report) -> bytes:
    """The report as a PPTX file; the same report gives the same bytes.

    One slide a section; a title slide and a closing slide are added where the report has none.

    Raises:
        InputError: ``logo_invalid``.
        ChartError: a chart holds what cannot be drawn.
    """
    made = datetime.fromisoformat(report.made[:10]).replace(tzinfo=UTC)
    show = _Deck(report)
    sections = list(report.sections)
    if not sections or sections[0].code != "title":
        sections.insert(0, Section("title", report.title))
    if sections[-1].code != "sources":
        _ = translator(report.lang)
        sections.append(Section("sources", _("What this rests on")))
    for number, section in enumerate(sections):
        if number == 0:
            show.opening(section)
        else:
            show.slide(section, last=number == len(sections) - 1)
    return _steady(show.saved(made), made)


class _Deck:
    """The presentation under construction."""

    def __init__(self, report: Report) -> None:
        self.report, self.lang = report, report.lang
        self._ = translator(report.lang)
        self.link = web(report.link)
        self.code = about.qr_png(self.link) if self.link else b""
        self.file = Presentation()
        self.file.slide_width, self.file.slide_height = WIDE, HIGH
        _prepare(self.file)

    def opening(self, section: Section) -> None:
        """The title slide: what, whose, when, and the code to the analysis."""
        slide = self.file.slides.add_slide(self.file.slide_layouts[0])
        wide = INNER - (Inches(3) if self.code else 0)
        title, below = slide.shapes.title, slide.placeholders[1]
        self._place(
            title, (EDGE, Inches(2), wide, Inches(9) // 4), section.headline, (44, 40, 36, 32, 28)
        )
        title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
        lines = [self.report.association, *section.lines, as_of(self.report), self._estimate()]
        self._lines(
            below, (EDGE, Inches(9) // 2, wide, Inches(7) // 4), [(line, False) for line in lines if line],
            slide, (24, 20, 18, 16),
        )  # fmt: skip
        if self.report.logo:
            self._logo(slide, (EDGE, EDGE, Inches(4), Inches(1)))
        if self.code:
            self._code(
                slide,
                (WIDE - EDGE - Inches(5) // 2, Inches(9) // 4, Inches(5) // 2, Inches(5) // 2),
            )
        self._finish(slide, section)

    def slide(self, section: Section, last: bool) -> None:
        """One message: headline, figures, the chart or table that proves it, a few lines."""
        slide = self.file.slides.add_slide(self.file.slide_layouts[5])
        wide = INNER
        if self.report.logo:
            logo_box = (
                WIDE - EDGE - Inches(3) // 2,
                Inches(2) // 5,
                Inches(3) // 2,
                Inches(3) // 5,
            )
            self._logo(slide, logo_box)
            wide -= Inches(7) // 4
        top = self._headline(slide, section.headline, wide)
        right = WIDE - EDGE
        if last and self.code:
            edge = Inches(11) // 5
            self._code(slide, (right - edge, top, edge, edge))
            right -= edge + Inches(2) // 5
        bottom = FOOT - GAP
        words = [(line, False) for line in section.lines] + [
            (line, True) for line in section.assumed
        ]
        table = None if section.table is None or section.table.empty else section.table
        if last and not section.lines and table is None:  # a closing slide of our own
            pairs = [
                formats.labelled(name, value, self.lang) for name, value in self.report.vintages
            ]
            words = [(line, False) for line in (*pairs, about.estimate(self.lang))] + words
        proof = section.chart is not None or table is not None
        left = EDGE
        if section.figures and proof:
            column = Inches(14) // 5
            self._figures(
                slide,
                section.figures,
                (left, top, column, min(bottom - top, Inches(4))),
                upright=True,
            )
            left += column + Inches(2) // 5
        elif section.figures:
            self._figures(slide, section.figures, (left, top, right - left, Inches(7) // 4))
            top += Inches(7) // 4 + GAP
        if not proof:
            self._lines(None, (left, top, right - left, bottom - top), words, slide, (24, *WORDS))
        else:
            if words:
                room = self._room(words, right - left, (bottom - top) * 3 // 10)
                self._lines(None, (left, bottom - room, right - left, room), words, slide)
                bottom -= room + GAP
            box = (left, top, right - left, bottom - top)
            if section.chart is not None:
                self._chart(slide, section, box)
            elif table is not None:
                self._table(slide, table, box, section.headline)
        self._finish(slide, section)

    # -- parts of a slide

    def _headline(self, slide: Any, text: str, wide: int) -> int:
        """The headline in its placeholder; returns where the rest begins."""
        size, lines = _fit(text, wide, Inches(7) // 4, TITLES)
        high = Pt(size * SPACING * len(lines)) + Inches(1) // 10
        top = Inches(2) // 5
        self._place(slide.shapes.title, (EDGE, top, wide, high), text, (size,))
        return top + max(high, Inches(3) // 5) + GAP

    def _figures(
        self, slide: Any, figures: Sequence[Figure], box: Box, upright: bool = False
    ) -> None:
        """At most three figures, each under a rule, in a row or in a column."""
        left, top, wide, high = box
        count = min(len(figures), 3)
        step = (high if upright else wide + GAP) // count
        for number, figure in enumerate(figures[:count]):
            x = left if upright else left + step * number
            y = top + step * number if upright else top
            across = wide if upright else step - GAP
            rule = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, x, y, across, Pt(3))
            _plain(rule, LIGHT.pay)
            _hidden(rule)
            shape = self._box(slide, (x, y + Pt(4), across, (step if upright else high) - Pt(4)))
            size, _lines = _fit(
                figure.value,
                across,
                Inches(4) // 5 if upright else Inches(1),
                (36, 32, 28, 24, 20, 18, 16),
            )
            frame = shape.text_frame
            self._write(frame.paragraphs[0], figure.label, 16, LIGHT.context)
            self._write(frame.add_paragraph(), figure.value, size, LIGHT.ink, bold=True)
            if figure.aside:
                self._write(frame.add_paragraph(), figure.aside, 16, LIGHT.context)

    def _room(self, words: Sequence[tuple[str, bool]], wide: int, most: int) -> int:
        """Height that lines need, at most a share of the slide."""
        size, count = self._sized(words, wide, most, WORDS)
        return min(most, Pt(size * SPACING * count) + Pt(size * len(words) // 2))

    def _sized(
        self, words: Sequence[tuple[str, bool]], wide: int, high: int, sizes: Sequence[int]
    ) -> tuple[int, int]:
        for size in sizes:
            count = sum(len(_wrap(self._said(*word), size, wide)) for word in words)
            if Pt(size * SPACING * count) + Pt(size * len(words) // 2) <= high:
                return size, count
        return sizes[-1], count

    def _said(self, text: str, assumed: bool) -> str:
        return formats.labelled(self._("Assumption"), text, self.lang) if assumed else text

    def _lines(
        self, shape: Any, box: Box, words: Sequence[tuple[str, bool]], slide: Any,
        sizes: Sequence[int] = WORDS,
    ) -> None:  # fmt: skip
        """Sentences; assumptions in amber with the word. Those without room go to the notes."""
        if not words:
            return
        size, _count = self._sized(words, box[2], box[3], sizes)
        if shape is None:
            shape = self._box(slide, box)
        else:
            shape.left, shape.top, shape.width, shape.height = (Emu(part) for part in box)
            _margins(shape.text_frame)
        frame, used = shape.text_frame, 0
        frame.vertical_anchor = MSO_ANCHOR.TOP
        for number, (text, assumed) in enumerate(words):
            used += Pt(size * SPACING * len(_wrap(self._said(text, assumed), size, box[2]))) + Pt(
                size // 2
            )
            if used > box[3] + Pt(size) and number:
                self._note(slide, [self._said(*word) for word in words[number:]])
                return
            paragraph = frame.paragraphs[0] if not number else frame.add_paragraph()
            paragraph.space_after = Pt(size // 2)
            paragraph.alignment = PP_ALIGN.LEFT
            if assumed:
                word = formats.labelled(self._("Assumption"), "", self.lang)
                self._write(paragraph, word, size, LIGHT.assumption, bold=True)
                text = f" {text}" if self.lang == "en" else text
            self._write(paragraph, text, size, LIGHT.ink)

    def _chart(self, slide: Any, section: Section, box: Box) -> None:
        """Native charts, one a panel side by side, each under its unit."""
        chart = section.chart
        if chart is None:
            return
        left, top, wide, high = box
        found = panels(chart.figure)
        for number, panel in enumerate(found):
            x = left + int(wide * panel.place[0]) if number else left
            end = left + int(wide * (found[number + 1].place[0] if number + 1 < len(found) else 1))
            y, tall = top, high
            if panel.unit:
                shape = self._box(slide, (x, y, end - x, Pt(22)))
                paragraph = shape.text_frame.paragraphs[0]
                self._write(paragraph, panel.unit, 14, LIGHT.context)
                y, tall = y + Pt(22), tall - Pt(22)
            listed = native.names(panel)
            if listed:
                shape = self._box(slide, (x, y, end - x, Pt(22)))
                paragraph = shape.text_frame.paragraphs[0]
                for sign, tint, name in listed:
                    self._write(paragraph, sign, 16, tint)
                    self._write(paragraph, f" {name}   ", 14, LIGHT.ink)
                y, tall = y + Pt(22), tall - Pt(22)
            loose = [note.text.replace("\n", " ") for note in panel.notes if not note.owner]
            if loose:
                shape = self._box(slide, (x, y + tall - Pt(22), end - x, Pt(22)))
                self._write(shape.text_frame.paragraphs[0], " · ".join(loose), 14, LIGHT.context)
                tall -= Pt(22)
            frame = native.add(slide.shapes, panel, (x, y, end - x, tall), self.lang, self._face)
            frame.name = section.code
            _describe(frame, readable(chart.alt))

    def _table(self, slide: Any, table: pd.DataFrame, box: Box, title: str) -> None:
        """The first rows of a table that fit, as a native table."""
        left, top, wide, high = box
        head = [str(name) for name in table.columns]
        rows = [[cell(value, self.lang) for value in row] for row in table.to_numpy(object)]
        columns = list(zip(head, *rows, strict=True))
        shares = [min(40.0, max(6.0, *(width(text, 1) for text in column))) for column in columns]
        widths = [int(wide * share / sum(shares)) for share in shares]
        size, heights = CELLS[-1], []
        for size in CELLS:
            heights = [_tall(row, widths, size) for row in [head, *rows]]
            if sum(heights) <= high:
                break
        shown, used = 0, heights[0]
        while shown < len(rows) and used + heights[shown + 1] <= high - (
            Pt(20) if shown + 1 < len(rows) else 0
        ):
            used += heights[shown + 1]
            shown += 1
        shown = max(shown, 1)
        frame = slide.shapes.add_table(shown + 1, len(head), left, top, wide, used)
        _describe(frame, readable(title))
        grid = frame.table
        style = grid._tbl.tblPr.find(qn("a:tableStyleId"))
        style.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # no style, no grid
        for at, part in enumerate(widths):
            grid.columns[at].width = Emu(part)
        right = [numeric(column[1:]) for column in columns]
        for line, row in enumerate([head, *rows[:shown]]):
            grid.rows[line].height = Emu(heights[line])
            for at, text in enumerate(row):
                self._cell(grid.cell(line, at), text, size, line == 0, right[at])
        if shown < len(rows):
            text = self._("{count} more rows are in the Excel file.").format(
                count=len(rows) - shown
            )
            shape = self._box(slide, (left, top + used, wide, Pt(20)))
            self._write(shape.text_frame.paragraphs[0], text, 12, LIGHT.context)

    def _cell(self, target: Any, text: str, size: int, first: bool, right: bool) -> None:
        target.margin_left = target.margin_right = Pt(5)
        target.margin_top = target.margin_bottom = Pt(3)
        paragraph = target.text_frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        self._write(paragraph, text, size, LIGHT.context if first else LIGHT.ink, bold=first)
        properties = target._tc.get_or_add_tcPr()
        edge = OxmlElement("a:lnB")
        edge.set("w", str(Pt(1)))
        fill, tint = OxmlElement("a:solidFill"), OxmlElement("a:srgbClr")
        tint.set("val", LIGHT.line[1:])
        fill.append(tint)
        edge.append(fill)
        properties.insert(0, edge)

    def _logo(self, slide: Any, box: Box) -> None:
        data, wide, high = logo.png(self.report.logo)
        left, top, most_wide, most_high = box
        scale = min(most_wide / wide, most_high / high)
        size = int(wide * scale), int(high * scale)
        x = left if left == EDGE else left + most_wide - size[0]
        picture = slide.shapes.add_picture(io.BytesIO(data), x, top, *size)
        picture.name = "logo"
        _describe(picture, self._("Logo of {name}").format(name=self.report.association))

    def _code(self, slide: Any, box: Box) -> None:
        """The QR code, itself a link, with a line below that says what it does."""
        picture = slide.shapes.add_picture(io.BytesIO(self.code), *box)
        picture.name = "qr"
        picture.click_action.hyperlink.address = self.link
        _describe(picture, self._("QR code that opens this analysis"))
        shape = self._box(slide, (box[0], box[1] + box[3], box[2], Pt(24)))
        paragraph = shape.text_frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.CENTER
        run = self._write(paragraph, self._("Open this analysis"), 14, LIGHT.context)
        run.hyperlink.address = self.link

    def _finish(self, slide: Any, section: Section) -> None:
        """Footer with source, vintages, date and what this is; the presenter's notes."""
        parts = [
            section.source and formats.labelled(self._("Source"), section.source, self.lang),
            vintages(self.report), as_of(self.report), self._estimate(),
        ]  # fmt: skip
        text = " · ".join(filter(None, parts))
        size, wide = 12, INNER - Inches(1)
        lines = _wrap(text, size, wide)
        if len(lines) > 2:  # the long vintages are on the last slide
            text = " · ".join(filter(None, [parts[0], parts[2], parts[3]]))
            size = _fit(text, wide, Pt(34), (12, 11, 10))[0]
        shape = self._box(slide, (EDGE, FOOT, wide, Inches(1) // 2))
        shape.name = "footer"
        self._write(shape.text_frame.paragraphs[0], text, size, LIGHT.context)
        shape = self._box(slide, (WIDE - EDGE - Inches(4) // 5, FOOT, Inches(4) // 5, Pt(18)))
        shape.name = "slide number"
        paragraph = shape.text_frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.RIGHT
        self._write(paragraph, str(len(self.file.slides)), 12, LIGHT.context)
        if section.notes:
            self._note(slide, [section.notes])

    def _note(self, slide: Any, texts: Sequence[str]) -> None:
        frame = slide.notes_slide.notes_text_frame
        before = [frame.text] if frame.text else []
        frame.text = readable("\n".join([*before, *texts]))
        for element in frame._txBody.iter(qn("a:r")):
            self._face(element.get_or_add_rPr())

    # -- text

    def _estimate(self) -> str:
        return self._("Estimate, not a CBAM declaration")

    def _box(self, slide: Any, box: Box) -> Any:
        shape = slide.shapes.add_textbox(*box)
        _margins(shape.text_frame)
        return shape

    def _place(self, shape: Any, box: Box, text: str, sizes: Sequence[int]) -> None:
        """A placeholder at its place with one text as large as fits."""
        shape.left, shape.top, shape.width, shape.height = (Emu(part) for part in box)
        size, _lines = _fit(text, box[2], box[3], sizes)
        _margins(shape.text_frame)
        shape.text_frame.vertical_anchor = MSO_ANCHOR.TOP
        paragraph = shape.text_frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.LEFT
        self._write(paragraph, text, size, LIGHT.ink, bold=True)

    def _write(self, paragraph: Any, text: str, size: int, tint: str, bold: bool = False) -> Any:
        run = paragraph.add_run()
        lead = " " if text.startswith(" ") else ""  # between a word and what it introduces
        tail = "   " if text.endswith("   ") else ""
        run.text = lead + readable(text).replace("\n", " ") + tail
        run.font.size, run.font.bold = Pt(size), bold
        run.font.color.rgb = RGBColor.from_string(tint[1:])
        self._face(run._r.get_or_add_rPr())
        return run

    def _face(self, element: Any) -> None:
        """Language and typefaces of run properties, Latin and East Asian."""
        element.set("lang", "zh-CN" if self.lang == "zh" else "en-GB")
        element.set("altLang", "en-GB" if self.lang == "zh" else "zh-CN")
        for old in element.findall(qn("a:latin")) + element.findall(qn("a:ea")):
            element.remove(old)
        faces = []
        for tag, face in (("a:latin", LATIN), ("a:ea", CHINESE)):
            child = OxmlElement(tag)
            child.set("typeface", face)
            faces.append(child)
        # the schema's order: fill before typefaces before links
        behind = next(
            (c for c in element if c.tag in (qn("a:cs"), qn("a:sym"), qn("a:hlinkClick"))), None
        )
        for child in faces:
            if behind is None:
                element.append(child)
            else:
                behind.addprevious(child)

    def saved(self, made: datetime) -> bytes:
        """The file, with the report's name and date in its properties."""
        properties = self.file.core_properties
        properties.title = readable(self.report.title)
        properties.author = properties.last_modified_by = readable(self.report.association)
        properties.subject = self._estimate()
        properties.language = "zh-CN" if self.lang == "zh" else "en-GB"
        properties.created = properties.modified = made.replace(tzinfo=None)
        properties.revision = 1
        target = io.BytesIO()
        self.file.save(target)
        return target.getvalue()


# -- without state


def _fit(text: str, wide: int, high: int, sizes: Sequence[int]) -> tuple[int, list[str]]:
    """The largest size at which a bold text fits a box, with its lines."""
    for size in sizes:
        lines = _wrap(text, size, wide * 14 // 15)
        if Pt(size * SPACING * len(lines)) <= high:
            break
    return size, lines


def _wrap(text: str, size: int, wide: int) -> list[str]:
    return wrapped(readable(text), size, Emu(wide).pt * 29 / 30)


def _tall(row: Sequence[str], widths: Sequence[int], size: int) -> int:
    """Height of a table's row in EMU."""
    lines = max(
        len(_wrap(text, size, part - Pt(10))) for text, part in zip(row, widths, strict=True)
    )
    return Pt(size * SPACING * lines + 7)


def _margins(frame: Any) -> None:
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0


def _plain(shape: Any, tint: str) -> None:
    shape.fill.solid()
    shape.fill.fore_color.rgb = RGBColor.from_string(tint[1:])
    shape.line.fill.background()
    shape.shadow.inherit = False


def _describe(shape: Any, text: str) -> None:
    """The alternative text of a picture, chart or table."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", text)


def _hidden(shape: Any) -> None:
    """Mark as decoration, which screen readers pass over."""
    place = shape._element.xpath(".//p:cNvPr")[0]
    text = (
        '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}">'
        '<adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/>'
        "</a:ext></a:extLst>"
    )
    place.append(parse_xml(text))


def _prepare(file: Any) -> None:
    """Fit the template to 16:9 and give its theme our typefaces and colours."""
    master = file.slide_master
    for layout in (master, *master.slide_layouts):
        for shape in layout.shapes:
            if shape.has_text_frame and shape._element.xpath(".//a:xfrm"):
                shape.left, shape.width = shape.left * 4 // 3, shape.width * 4 // 3
    part = master.part.part_related_by(RT.THEME)
    text = part.blob.decode()
    text = re.sub(r'(<a:latin typeface=")[^"]*"', rf'\1{LATIN}"', text)
    text = re.sub(r'(<a:ea typeface=")[^"]*"', rf'\1{CHINESE}"', text)
    tints = (LIGHT.pay, LIGHT.save, LIGHT.context, LIGHT.assumption, LIGHT.pay_soft, LIGHT.line)
    for number, tint in enumerate(tints, 1):
        new = rf'<a:accent{number}><a:srgbClr val="{tint[1:]}"/></a:accent{number}>'
        text = re.sub(rf"<a:accent{number}>.*?</a:accent{number}>", new, text, flags=re.DOTALL)
    part._blob = text.encode()


def _steady(data: bytes, made: datetime) -> bytes:
    """The same archive without the moment of making, in it and in the workbooks of its charts."""
    target = io.BytesIO()
    stamp = made.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as result:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith(".xlsx"):
                content = _steady(content, made)
            elif name == "docProps/core.xml":
                content = _NOW.sub(rb"\g<1>" + stamp + rb"\g<2>", content)
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            result.writestr(entry, content)
    return target.getvalue()
