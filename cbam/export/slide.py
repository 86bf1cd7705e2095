"""One slide under construction: text in boxes, figures, charts, tables, pictures, notes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pandas as pd
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Emu, Inches, Pt

from cbam.export import fit, safe
from cbam.export.charts import native
from cbam.export.charts.native import naming
from cbam.export.charts.reading import panels
from cbam.export.fit import Box
from cbam.export.texts import cell, numeric, readable
from cbam.i18n import translator
from cbam.present import formats
from cbam.present.charts import Chart
from cbam.present.report import Figure
from cbam.present.theme import LIGHT

LATIN, CHINESE = "Arial", "Microsoft YaHei"
GAP = Inches(1) // 6
ROW = Pt(22)  # a line of small text
MOST_CELL = 120  # characters of a cell
MOST_NOTED = 40  # rows of a table without room, in the notes
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # a table without style and grid


class Slide:
    """A slide of the deck.

    Attributes:
        slide: python-pptx's own. lang: ``en`` or ``zh``.
    """

    def __init__(self, slide: Any, lang: str) -> None:
        self.slide, self.lang = slide, lang
        self._ = translator(lang)

    def headline(self, text: str, left: int, top: int, wide: int) -> int:
        """The headline in its placeholder, at least 28 pt unless very long; returns its height."""
        size, high = fit.headline(text, wide, Inches(21) // 10, fit.TITLES)
        self.place(self.slide.shapes.title, (left, top, wide, high), text, (size,))
        return high

    def figures(self, figures: Sequence[Figure], box: Box, upright: bool = False) -> None:
        """At most three figures, each under a rule, in a row or in a column."""
        left, top, wide, high = box
        count = min(len(figures), 3)
        step = (high if upright else wide + GAP) // count
        for number, figure in enumerate(figures[:count]):
            x = left if upright else left + step * number
            y = top + step * number if upright else top
            across = wide if upright else step - GAP
            rule = self.slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, x, y, across, Pt(3))
            _plain(rule, LIGHT.pay)
            _hidden(rule)
            room = (step if upright else high) - Pt(8)
            frame = self.box((x, y + Pt(4), across, room)).text_frame
            size, small = fit.figure(figure, across, room)
            label, aside = (
                fit.cut(text, small, across, 2) for text in (figure.label, figure.aside)
            )
            self.write(frame.paragraphs[0], label, small, LIGHT.context)
            value = fit.cut(figure.value, size, across, 2)
            self.write(frame.add_paragraph(), value, size, LIGHT.ink, bold=True)
            if aside:
                self.write(frame.add_paragraph(), aside, small, LIGHT.context)

    def room(self, words: Sequence[tuple[str, bool]], wide: int, most: int) -> int:
        """Height that sentences need, at most so much."""
        return min(most, fit.sentences(self._said(words), wide, most, fit.WORDS)[1])

    def sentences(
        self, words: Sequence[tuple[str, bool]], box: Box, sizes: Sequence[int] = fit.WORDS,
        shape: Any = None,
    ) -> None:  # fmt: skip
        """Sentences, each with whether it is an assumption: these in amber, with the word.

        Those without room go to the notes.
        """
        if not words:
            return
        said = self._said(words)
        size, _high = fit.sentences(said, box[2], box[3], sizes)
        if shape is None:
            shape = self.box(box)
        else:
            _at(shape, box)
        frame, used = shape.text_frame, 0
        frame.vertical_anchor = MSO_ANCHOR.TOP
        for number, (text, assumed) in enumerate(words):
            used += fit.paragraph(said[number], size, box[2])
            if used > box[3] + Pt(size) and number:
                self.note(said[number:])
                return
            paragraph = frame.paragraphs[0] if not number else frame.add_paragraph()
            paragraph.space_after = Pt(size // 2)
            paragraph.alignment = PP_ALIGN.LEFT
            if assumed:
                word = formats.labelled(self._("Assumption"), "", self.lang)
                self.write(paragraph, word, size, LIGHT.assumption, bold=True)
            lead = " " if assumed and self.lang == "en" else ""
            self.write(paragraph, text, size, LIGHT.ink, lead=lead)

    def _said(self, words: Sequence[tuple[str, bool]]) -> list[str]:
        """The sentences as they are written, with the word before an assumption."""
        return [
            formats.labelled(self._("Assumption"), text, self.lang) if assumed else text
            for text, assumed in words
        ]

    def chart(self, chart: Chart, name: str, box: Box) -> None:
        """Native charts, one a panel side by side, each under its unit and the names of its parts."""
        left, top, wide, high = box
        found = panels(chart.figure)
        for number, panel in enumerate(found):
            x = left + int(wide * panel.place[0]) if number else left
            share = found[number + 1].place[0] if number + 1 < len(found) else 1
            across, y, tall = left + int(wide * share) - x, top, high
            if panel.unit:
                self.line(panel.unit, (x, y, across, ROW))
                y, tall = y + ROW, tall - ROW
            listed = naming.names(panel)
            if listed:
                paragraph = self.box((x, y, across, ROW)).text_frame.paragraphs[0]
                for sign, tint, title in listed:
                    self.write(paragraph, sign, 16, tint)
                    self.write(paragraph, title, 14, LIGHT.ink, lead=" ", tail="   ")
                y, tall = y + ROW, tall - ROW
            loose = naming.unplaced(panel)
            if loose:
                said = fit.cut(" · ".join(loose).replace("\n", " "), 14, across, 1)
                self.line(said, (x, y + tall - ROW, across, ROW))
                tall -= ROW
            frame = native.add(self.slide.shapes, panel, (x, y, across, tall), self.lang, self.face)
            frame.name = name
            describe(frame, chart.alt)

    def table(self, table: pd.DataFrame, box: Box, title: str) -> int:
        """The rows of a table that fit, as a native table, the others in the notes.

        Returns its height in EMU.
        """
        left, top, wide, high = box
        head = [str(name) for name in table.columns]
        head = [safe.plain(name, MOST_CELL) for name in head]
        rows = [
            [safe.plain(cell(value, self.lang), MOST_CELL) for value in row]
            for row in table.to_numpy(object)
        ]
        grid = fit.grid(head, rows, wide, high)
        size = len(head)
        frame = self.slide.shapes.add_table(
            grid.shown + 1, size, left, top, sum(grid.widths), grid.high
        )
        describe(frame, title)
        drawn = frame.table
        drawn._tbl.tblPr.find(qn("a:tableStyleId")).text = _NO_STYLE
        for at, part in enumerate(grid.widths):
            drawn.columns[at].width = Emu(part)
        right = [numeric(column) for column in zip(*rows, strict=True)]
        for number, row in enumerate([head, *rows[: grid.shown]]):
            drawn.rows[number].height = Emu(grid.heights[number])
            for at, text in enumerate(row):
                self._cell(drawn.cell(number, at), text, grid.size, number == 0, right[at])
        if grid.shown == len(rows):
            return grid.high
        text = self._("{shown} of {count} rows are shown.")
        said = text.format(shown=grid.shown, count=len(rows))
        self.line(said, (left, top + grid.high, wide, ROW), 12)
        self.note([" · ".join(row) for row in rows[grid.shown :][:MOST_NOTED]])
        return grid.high + ROW

    def _cell(self, target: Any, text: str, size: int, first: bool, right: bool) -> None:
        target.margin_left = target.margin_right = Pt(5)
        target.margin_top = target.margin_bottom = Pt(3)
        paragraph = target.text_frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        self.write(paragraph, text, size, LIGHT.context if first else LIGHT.ink, bold=first)
        properties = target._tc.get_or_add_tcPr()
        edge = OxmlElement("a:lnB")
        edge.set("w", str(Pt(1)))
        fill, tint = OxmlElement("a:solidFill"), OxmlElement("a:srgbClr")
        tint.set("val", LIGHT.line[1:])
        fill.append(tint)
        edge.append(fill)
        properties.insert(0, edge)

    def picture(self, data: bytes, box: Box, name: str, alt: str) -> Any:
        """A picture with its alternative text."""
        shape = self.slide.shapes.add_picture(io.BytesIO(data), *box)
        shape.name = name
        describe(shape, alt)
        return shape

    def note(self, texts: Sequence[str]) -> None:
        """More words for the presenter."""
        frame = self.slide.notes_slide.notes_text_frame
        before = [frame.text] if frame.text else []
        frame.text = readable("\n".join([*before, *texts]))
        for element in frame._txBody.iter(qn("a:r")):
            self.face(element.get_or_add_rPr())

    # -- text

    def line(self, text: str, box: Box, size: int = 14, align: Any = PP_ALIGN.LEFT) -> Any:
        """A box with one quiet line of text; returns the box's shape."""
        shape = self.box(box)
        paragraph = shape.text_frame.paragraphs[0]
        paragraph.alignment = align
        self.write(paragraph, text, size, LIGHT.context)
        return shape

    def box(self, box: Box) -> Any:
        """An empty text box without margins."""
        shape = self.slide.shapes.add_textbox(*box)
        _margins(shape.text_frame)
        return shape

    def place(self, shape: Any, box: Box, text: str, sizes: Sequence[int]) -> None:
        """A placeholder at its place with one bold text as large as fits."""
        _at(shape, box)
        shape.text_frame.vertical_anchor = MSO_ANCHOR.TOP
        paragraph = shape.text_frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.LEFT
        size, _high = fit.headline(text, box[2], box[3], sizes)
        self.write(paragraph, text, size, LIGHT.ink, bold=True)

    def write(
        self, paragraph: Any, text: str, size: int, tint: str, bold: bool = False,
        lead: str = "", tail: str = "",
    ) -> Any:  # fmt: skip
        """A run of text in one look; ``lead`` and ``tail`` are blanks around it."""
        run = paragraph.add_run()
        run.text = lead + readable(text).replace("\n", " ") + tail
        run.font.size, run.font.bold = Pt(size), bold
        run.font.color.rgb = RGBColor.from_string(tint[1:])
        self.face(run._r.get_or_add_rPr())
        return run

    def face(self, element: Any) -> None:
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


def describe(shape: Any, text: str) -> None:
    """The alternative text of a picture, chart or table."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", readable(text))


def _at(shape: Any, box: Box) -> None:
    shape.left, shape.top, shape.width, shape.height = (Emu(part) for part in box)
    _margins(shape.text_frame)


def _margins(frame: Any) -> None:
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0


def _plain(shape: Any, tint: str) -> None:
    shape.fill.solid()
    shape.fill.fore_color.rgb = RGBColor.from_string(tint[1:])
    shape.line.fill.background()
    shape.shadow.inherit = False


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
