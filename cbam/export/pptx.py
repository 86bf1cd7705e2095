"""The report as PowerPoint slides: 16:9, native charts, notes, alternative texts.

Sizes follow the length of the text; what does not fit a slide goes into its notes.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import Any

from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.util import Inches, Pt

from cbam.export import about, fit, logo, safe
from cbam.export.fit import Box
from cbam.export.slide import CHINESE, GAP, LATIN, ROW, Slide
from cbam.export.texts import as_of, readable, vintages, web
from cbam.i18n import translator
from cbam.present import formats
from cbam.present.report import Report, Section
from cbam.present.theme import LIGHT

WIDE, HIGH = Inches(40) // 3, Inches(15) // 2  # 13 1/3 x 7 1/2 inches
EDGE = Inches(3) // 5
INNER = WIDE - 2 * EDGE
TOP, FOOT = Inches(2) // 5, HIGH - Inches(3) // 5  # headline and footer
COLUMN = Inches(14) // 5  # of figures beside a chart
_NOW = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


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
    show.opening(sections[0])
    for section in sections[1:]:
        show.slide(section, last=section is sections[-1])
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
        slide = self._added(0)
        wide = INNER - (Inches(3) if self.code else 0)
        title, below = slide.slide.shapes.title, slide.slide.placeholders[1]
        box = (EDGE, Inches(9) // 5, wide, Inches(9) // 4)
        slide.place(title, box, section.headline, (44, 40, *fit.TITLES))
        title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
        said = section.lines or (self._estimate(),)
        words = [
            (line, False) for line in (self.report.association, *said, as_of(self.report)) if line
        ]
        box = (EDGE, Inches(43) // 10, wide, Inches(9) // 4)
        slide.sentences(words, box, (24, *fit.WORDS), below)
        if self.report.logo:
            self._logo(slide, (EDGE, EDGE, Inches(4), Inches(1)))
        if self.code:
            edge = Inches(5) // 2
            self._code(slide, (WIDE - EDGE - edge, Inches(2), edge, edge))
        self._finish(slide, section)

    def slide(self, section: Section, last: bool) -> None:
        """One message: headline, figures, the chart or table that proves it, a few lines."""
        slide = self._added(5)
        wide, right = INNER, WIDE - EDGE
        if self.report.logo:
            place = Inches(3) // 2
            self._logo(slide, (right - place, TOP, place, Inches(3) // 5))
            wide -= place + GAP
        top = TOP + max(slide.headline(section.headline, EDGE, TOP, wide), Inches(3) // 5) + GAP
        if last and self.code:
            edge = Inches(11) // 5
            self._code(slide, (right - edge, top, edge, edge))
            right -= edge + EDGE
        words = [(line, False) for line in section.lines]
        words += [(line, True) for line in section.assumed]
        table = None if section.table is None or section.table.empty else section.table
        if last and not words and table is None:  # a closing slide of our own
            said = [formats.labelled(*pair, self.lang) for pair in self.report.vintages]
            words = [(line, False) for line in (*said, about.estimate(self.lang))]
        left, bottom = EDGE, FOOT - GAP
        proof = section.chart is not None or table is not None
        if section.figures and proof:
            high = min(bottom - top, Inches(9) // 2)
            slide.figures(section.figures, (left, top, COLUMN, high), upright=True)
            left += COLUMN + EDGE
        elif section.figures:
            high = Inches(7) // 4
            slide.figures(section.figures, (left, top, right - left, high))
            top += high + GAP
        wide, high = right - left, bottom - top
        if section.chart is not None:
            room = slide.room(words, wide, high * 3 // 10)
            slide.chart(section.chart, section.code, (left, top, wide, high - room - GAP))
            top = bottom - room
        elif table is not None:
            least = slide.room(words, wide, high * 2 // 5) + GAP if words else 0
            top += slide.table(table, (left, top, wide, high - least), section.headline) + GAP
        sizes = fit.WORDS if proof else (24, *fit.WORDS)
        slide.sentences(words, (left, top, wide, bottom - top), sizes)
        self._finish(slide, section)

    def _added(self, layout: int) -> Slide:
        return Slide(self.file.slides.add_slide(self.file.slide_layouts[layout]), self.lang)

    def _logo(self, slide: Slide, box: Box) -> None:
        """The logo within a box: to its left edge on the title slide, else to its right."""
        data, wide, high = logo.png(self.report.logo)
        left, top, most_wide, most_high = box
        scale = min(most_wide / wide, most_high / high)
        across, tall = int(wide * scale), int(high * scale)
        x = left if left == EDGE else left + most_wide - across
        alt = self._("Logo of {name}").format(name=self.report.association)
        slide.picture(data, (x, top, across, tall), "logo", alt)

    def _code(self, slide: Slide, box: Box) -> None:
        """The QR code, itself a link, with a line below that says what it does."""
        picture = slide.picture(self.code, box, "qr", self._("QR code that opens this analysis"))
        picture.click_action.hyperlink.address = self.link
        left, top, wide, high = box
        text = self._("Open this analysis")
        shape = slide.line(text, (left, top + high, wide, ROW), align=PP_ALIGN.CENTER)
        shape.text_frame.paragraphs[0].runs[0].hyperlink.address = self.link

    def _finish(self, slide: Slide, section: Section) -> None:
        """Footer with source, vintages, date and what this is; the presenter's notes."""
        source = formats.labelled(self._("Source"), safe.plain(section.source, 200), self.lang)
        parts = [
            source if section.source else "",
            vintages(self.report),
            as_of(self.report),
            self._estimate(),
        ]
        size, wide = 12, INNER - Inches(1)
        text = " · ".join(filter(None, parts))
        if len(fit.lines(text, size, wide)) > 2:  # long vintages are on the last slide
            text = " · ".join(filter(None, [parts[0], *parts[2:]]))
            size, _lines = fit.headline(text, wide, Pt(34), (12, 11, 10))
        text = fit.cut(text, size, wide, 2)
        slide.line(text, (EDGE, FOOT, wide, Inches(1) // 2), size).name = "footer"
        box = (WIDE - EDGE - Inches(4) // 5, FOOT, Inches(4) // 5, ROW)
        number = slide.line(str(len(self.file.slides)), box, 12, PP_ALIGN.RIGHT)
        number.name = "slide number"
        if section.notes:
            slide.note([section.notes])

    def _estimate(self) -> str:
        return self._("Estimate, not a CBAM declaration")

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
