"""How series look: fills, lines, markers, labels, error bars."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from pptx.chart.datalabel import DataLabel
from pptx.enum.chart import XL_LABEL_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE, MSO_PATTERN
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Pt

from cbam.export.charts.colours import dark
from cbam.export.charts.native.elements import child, rgb
from cbam.export.charts.native.naming import crowded, end_note
from cbam.export.charts.panel import Panel, Series
from cbam.export.texts import readable
from cbam.present.theme import LIGHT

SIZE = 14  # pt of text in a chart
_SYMBOLS = {
    "circle": XL_MARKER_STYLE.CIRCLE,
    "diamond": XL_MARKER_STYLE.DIAMOND,
    "square": XL_MARKER_STYLE.SQUARE,
    "triangle-up": XL_MARKER_STYLE.TRIANGLE,
    "triangle-down": XL_MARKER_STYLE.TRIANGLE,
    "x": XL_MARKER_STYLE.X,
    "cross": XL_MARKER_STYLE.PLUS,
}
_DASHES = {
    "dash": MSO_LINE.DASH,
    "dot": MSO_LINE.ROUND_DOT,
    "dashdot": MSO_LINE.DASH_DOT,
    "longdash": MSO_LINE.LONG_DASH,
}
_PLACES = {
    "top": XL_LABEL_POSITION.ABOVE,
    "bottom": XL_LABEL_POSITION.BELOW,
    "left": XL_LABEL_POSITION.LEFT,
    "right": XL_LABEL_POSITION.RIGHT,
}


def no_fill(series: Any) -> None:
    """Neither filled nor outlined: what only holds room."""
    series.format.fill.background()
    series.format.line.fill.background()


def bar_look(panel: Panel, series: Series, inside: bool) -> Callable[[Any], None]:
    """A bar with its fills and labels; ``inside``: labels stand in the middle of it."""

    def style(drawn: Any) -> None:
        drawn.invert_if_negative = False
        bar_looks({round(at): (series, i) for i, at in enumerate(series.along)})(drawn)
        place = XL_LABEL_POSITION.CENTER if inside else XL_LABEL_POSITION.OUTSIDE_END
        for at, text in zip(series.along, series.texts, strict=False):
            if text:
                tint = LIGHT.paper if inside and dark(series.colours[0]) else LIGHT.ink
                put_label(drawn.points[round(at)].data_label, text, place, tint)

    return style


def bar_looks(parts: dict[int, tuple[Series, int]]) -> Callable[[Any], None]:
    """Fills by point; one for the whole series where all are alike."""

    def style(drawn: Any) -> None:
        drawn.invert_if_negative = False
        kinds = [_look(series, i) for series, i in parts.values()]
        usual = max(dict.fromkeys(kinds), key=kinds.count, default=None)
        if usual is not None:
            _fill(drawn.format, *usual)
        for at, (series, i) in sorted(parts.items()):
            if _look(series, i) != usual:
                _fill(drawn.points[at].format, *_look(series, i))
        _errors(drawn._element, parts)

    return style


def _look(series: Series, i: int) -> tuple[str, bool, str]:
    border = series.borders[i] if series.borders else ""
    return series.colours[i], bool(series.hatched and series.hatched[i]), border


def _fill(shape: Any, tint: str, hatched: bool, border: str) -> None:
    if hatched and tint != LIGHT.paper:
        shape.fill.patterned()
        shape.fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        shape.fill.fore_color.rgb = rgb(LIGHT.paper)
        shape.fill.back_color.rgb = rgb(tint)
    else:
        shape.fill.solid()
        shape.fill.fore_color.rgb = rgb(tint)
    if border:
        shape.line.color.rgb = rgb(border)
        shape.line.width = Pt(2)
    else:
        shape.line.fill.background()


def line_look(panel: Panel, series: Series) -> Callable[[Any], None]:
    """A line or points with markers, labels and the name at its end."""

    def style(drawn: Any) -> None:
        tint = series.colours[0] if series.colours else LIGHT.context
        drawn.smooth = False
        if series.kind == "line" and series.thick:
            drawn.format.line.color.rgb = rgb(tint)
            drawn.format.line.width = Pt(max(1.0, series.thick))
            if series.dash:
                drawn.format.line.dash_style = _DASHES.get(series.dash, MSO_LINE.DASH)
        else:
            drawn.format.line.fill.background()
        if series.symbol:
            drawn.marker.style = _SYMBOLS.get(series.symbol[0].removesuffix("-open"), XL_MARKER_STYLE.CIRCLE)  # fmt: skip
            drawn.marker.size = 9
            drawn.marker.format.fill.solid()
            drawn.marker.format.fill.fore_color.rgb = rgb(tint)
            drawn.marker.format.line.color.rgb = rgb(LIGHT.paper)
        else:
            drawn.marker.style = XL_MARKER_STYLE.NONE
        place = _at(panel, series)
        for i, text in enumerate(series.texts):
            if text and i in place:
                put_label(
                    drawn.points[place[i]].data_label, text, _position(series.places[i]), LIGHT.ink
                )
        _end(drawn, panel, series, tint, place)

    return style


def _at(panel: Panel, series: Series) -> dict[int, int]:
    """Number of a point in the trace -> in the native series."""
    if panel.categories:
        return {i: round(at) for i, at in enumerate(series.along) if math.isfinite(at)}
    known = [
        i for i, pair in enumerate(zip(series.along, series.values, strict=True))
        if all(math.isfinite(part) for part in pair)
    ]  # fmt: skip
    return {i: number for number, i in enumerate(known)}


def _end(drawn: Any, panel: Panel, series: Series, tint: str, place: dict[int, int]) -> None:
    """The line's name at its end: as the chart notes it, or where no legend names it."""
    note = end_note(panel, series)
    lines = [one for one in panel.series if one.kind == "line" and one.name]
    if crowded(panel):
        return
    text = note.text if note else series.name if not panel.legend and len(lines) > 1 else ""
    values = [i for i, value in enumerate(series.values) if math.isfinite(value) and i in place]
    if text and values and series.kind == "line":
        put_label(drawn.points[place[values[-1]]].data_label, text, XL_LABEL_POSITION.RIGHT, tint)


def label_look(series: Series, texts: dict[int, str]) -> Callable[[Any], None]:
    """Only labels: the series itself is not seen."""

    def style(drawn: Any) -> None:
        drawn.format.line.fill.background()
        if hasattr(drawn, "marker"):
            drawn.marker.style = XL_MARKER_STYLE.NONE
            drawn.smooth = False
            place = XL_LABEL_POSITION.ABOVE
        else:
            drawn.format.fill.background()
            place = XL_LABEL_POSITION.INSIDE_BASE
        for at, text in sorted(texts.items()):
            if text:
                down = (
                    series.places
                    and series.places[0].startswith("bottom")
                    and hasattr(drawn, "marker")
                )
                put_label(drawn.points[at].data_label, text, XL_LABEL_POSITION.BELOW if down else place, LIGHT.ink)  # fmt: skip

    return style


def reference_look(text: str, tint: str, at: int, place: Any) -> Callable[[Any], None]:
    """A dashed line, named at one of its points."""

    def style(drawn: Any) -> None:
        drawn.smooth = False
        drawn.marker.style = XL_MARKER_STYLE.NONE
        drawn.format.line.color.rgb = rgb(tint)
        drawn.format.line.width = Pt(1.75)
        drawn.format.line.dash_style = MSO_LINE.DASH
        if text:
            put_label(drawn.points[at].data_label, text, place, tint)

    return style


def zone_look(
    text: str, tint: str, opacity: float, inside: Sequence[bool]
) -> Callable[[Any], None]:
    """A see-through zone over some categories, named at its first."""

    def style(drawn: Any) -> None:
        drawn.invert_if_negative = False
        _clear(drawn, tint, opacity)
        places = [at for at, here in enumerate(inside) if here]
        if text and places:
            put_label(drawn.points[places[0]].data_label, text, XL_LABEL_POSITION.INSIDE_END, tint)

    return style


def band_look(series: Series) -> Callable[[Any], None]:
    """A see-through range."""
    return lambda drawn: _clear(drawn, series.colours[0], series.opacity)


def _clear(drawn: Any, tint: str, opacity: float) -> None:
    """A fill that lets through what lies behind it."""
    drawn.format.fill.solid()
    drawn.format.fill.fore_color.rgb = rgb(tint)
    shade = drawn._element.find(f".//{qn('a:solidFill')}/{qn('a:srgbClr')}")
    child(shade, "a:alpha", str(round(opacity * 100_000)))
    drawn.format.line.fill.background()


def edge_look(series: Series) -> Callable[[Any], None]:
    """An edge of a range in a chart over numbers, where PowerPoint has no areas."""

    def style(drawn: Any) -> None:
        drawn.smooth = False
        drawn.marker.style = XL_MARKER_STYLE.NONE
        drawn.format.line.color.rgb = rgb(series.colours[0])
        drawn.format.line.width = Pt(1)
        drawn.format.line.dash_style = MSO_LINE.ROUND_DOT

    return style


def put_label(label: DataLabel, text: str, place: Any, tint: str) -> None:
    """A bold label of our own text at a point."""
    frame = label.text_frame
    frame.word_wrap = False
    for number, part in enumerate(readable(text).split("\n")):
        paragraph = frame.paragraphs[0] if not number else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = part
        run.font.size = Pt(SIZE)
        run.font.bold = True
        run.font.color.rgb = rgb(tint)
    label.position = place


def _position(place: str) -> Any:
    upright, _, side = place.partition(" ")
    return _PLACES.get(upright) or _PLACES.get(side, XL_LABEL_POSITION.ABOVE)


def _errors(ser: Any, parts: dict[int, tuple[Series, int]]) -> None:
    """Error bars with their own length at each point, from the top of the bar."""
    if not any(series.low for series, _ in parts.values()):
        return
    bars = OxmlElement("c:errBars")
    child(bars, "c:errBarType", "both")
    child(bars, "c:errValType", "cust")
    child(bars, "c:noEndCap", "0")
    for tag, up in (("c:plus", True), ("c:minus", False)):
        numbers = OxmlElement("c:numLit")
        child(numbers, "c:ptCount", str(max(parts) + 1))
        for at, (series, i) in sorted(parts.items()):
            if series.low and math.isfinite(series.low[i]):
                reach = (
                    series.high[i] - series.values[i] if up else series.values[i] - series.low[i]
                )
                point, length = OxmlElement("c:pt"), OxmlElement("c:v")
                point.set("idx", str(at))
                length.text = repr(float(max(0.0, reach)))
                point.append(length)
                numbers.append(point)
        part = OxmlElement(tag)
        part.append(numbers)
        bars.append(part)
    ser.find(qn("c:cat")).addprevious(bars)
