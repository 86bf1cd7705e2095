"""A panel as a native PowerPoint chart, editable with its numbers.

PowerPoint knows no bars that float and no labels above a stack; both are made of further series
in the same chart, without fill: what lies below a bar, and a line that carries the labels.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from pptx.chart.chart import Chart as NativeChart
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.chart.datalabel import DataLabel
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_LINE, MSO_PATTERN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Pt

from cbam.export import safe
from cbam.export.panel import Note, Panel, Series
from cbam.export.series import end_of
from cbam.export.texts import readable
from cbam.i18n import translator
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
_ZONE_AXES = ("770001", "770002")  # ids of the second pair of axes
Fonts = Callable[[Any], None]  # sets language and typefaces on an element with run properties


@dataclass
class _Column:
    """One series of the native chart: its name and numbers, and how to draw it."""

    name: str
    values: list[float | None]
    kind: str  # bar, line, area, zone
    style: Callable[[Any], None]


def add(shapes: Any, panel: Panel, box: Sequence[int], lang: str, fonts: Fonts) -> Any:
    """The panel as a chart on a slide; returns its graphic frame.

    Args:
        shapes: of the slide.
        panel: what to draw.
        box: left, top, width, height in EMU.
        lang: ``en`` or ``zh``.
        fonts: sets typefaces and language on an element.
    """
    if panel.categories:
        frame = _by_category(shapes, panel, box, lang)
    else:
        frame = _by_number(shapes, panel, box, lang)
    chart = frame.chart
    chart.font.size = Pt(SIZE)
    chart.font.color.rgb = _rgb(LIGHT.ink)
    chart.has_title = chart.has_legend = False
    _axes(chart, panel)
    _second_axes(chart)
    for element in chart._chartSpace.iter(qn("a:rPr"), qn("a:defRPr")):
        fonts(element)
    return frame


def names(panel: Panel) -> list[tuple[str, str, str]]:
    """What a legend would list: sign, colour, name; empty where the chart names its parts itself.

    Programs disagree on which entries of a native legend are hidden, so that it is text instead.
    """
    found = [
        ("◆" if series.kind in ("line", "points") else "■", series.colours[0], series.name)
        for series in panel.series
        if series.name and series.colours
    ]
    if panel.legend and len(found) > 1:
        return found
    if _crowded(panel):
        ends = [(series, _end_note(panel, series)) for series in panel.series]
        return [("◆", s.colours[0], n.text.replace("\n", " ")) for s, n in ends if s.name and n]
    return []


def unplaced(panel: Panel) -> list[str]:
    """Texts on the chart that have no place in a native one: free notes, lines across rows."""
    free = [note.text for note in panel.notes if not note.owner]
    return [*free, *(mark.text for mark in panel.marks if panel.across and mark.text)]


def _end_note(panel: Panel, series: Series) -> Note | None:
    """The note beside the chart that names a line: nearest to its end, if several might."""
    last = next((v for v in reversed(series.values) if math.isfinite(v)), math.nan)
    fitting = [n for n in panel.notes if n.owner == "series" and end_of(n, series)]
    return min(fitting, key=lambda note: abs(note.y - last), default=None)


def _crowded(panel: Panel) -> bool:
    """Whether the ends of lines lie too close for a name at each."""
    ends = sorted(
        series.values[-1] for series in panel.series
        if series.kind == "line" and series.name and _end_note(panel, series) is not None
    )  # fmt: skip
    room = (panel.value.high - panel.value.low) / 14
    return any(above - below < room for below, above in pairwise(ends))


# -- charts over categories


def _by_category(shapes: Any, panel: Panel, box: Sequence[int], lang: str) -> Any:
    columns = list(_columns(panel, lang))
    data = CategoryChartData(number_format="General")
    most = 36 if panel.across else max(12, 160 // len(panel.categories))
    data.categories = [_word(name, most) for name in panel.categories]
    for column in columns:
        data.add_series(_word(column.name), column.values)
    kinds = {column.kind for column in columns}
    beside = _beside(panel)
    if "bar" in kinds:
        kind = {
            (False, False): XL_CHART_TYPE.COLUMN_STACKED,
            (False, True): XL_CHART_TYPE.COLUMN_CLUSTERED,
            (True, False): XL_CHART_TYPE.BAR_STACKED,
            (True, True): XL_CHART_TYPE.BAR_CLUSTERED,
        }[panel.across, beside]
    else:
        kind = XL_CHART_TYPE.LINE_MARKERS
    frame = shapes.add_chart(kind, *box, data)
    chart = frame.chart
    _sort_plots(chart, columns)
    for plot in chart.plots:
        zone = plot._element.find(qn("c:axId")).get("val") == _ZONE_AXES[0]
        if plot._element.tag == qn("c:barChart") and not zone:
            plot.gap_width = 60
            plot.overlap = -5 if beside else 100
        plot.vary_by_categories = False
    drawn = {series.index: series for plot in chart.plots for series in plot.series}
    for at, column in enumerate(columns):
        column.style(drawn[at])
    return frame


def _word(text: str, most: int = 120) -> str:
    """A name for the chart's workbook, which takes what begins with ``=`` for a formula."""
    word = safe.plain(text, most)
    return f"'{word}" if word.startswith(("=", "{=")) else word


def _beside(panel: Panel) -> bool:
    """Whether bars stand beside each other: not stacked, not floating."""
    bars = [series for series in panel.series if series.kind == "bars"]
    return not (panel.stacked or panel.overlaid) and not any(series.starts for series in bars)


def _columns(panel: Panel, lang: str) -> Iterator[_Column]:
    _ = translator(lang)
    bars = [series for series in panel.series if series.kind == "bars"]
    for series in panel.series:
        if series.kind == "band":
            low, high = _spread(panel, series.starts, series), _spread(panel, series.values, series)
            rise = [
                None if a is None or b is None else b - a for a, b in zip(low, high, strict=True)
            ]
            yield _Column(_("lower end"), low, "area", _no_fill)
            yield _Column(series.name or _("range"), rise, "area", _band(series))
    if _beside(panel) or (panel.stacked and not any(series.starts for series in bars)):
        for series in bars:
            yield _Column(
                series.name or panel.unit, _spread(panel, series.values, series), "bar",
                _bar(panel, series, inside=panel.stacked),
            )  # fmt: skip
    else:
        yield from _floating(panel, bars, lang)
    for series in panel.series:
        values = _spread(panel, series.values, series)
        if series.kind == "text" or (series.kind == "points" and panel.across):
            yield from _labels(panel, series, values, lang)
        elif series.kind in ("line", "points"):
            yield _Column(series.name, values, "line", _line(panel, series))
    for mark in panel.marks:
        if mark.start == mark.end and not mark.along and not panel.across:
            level: list[float | None] = [mark.start] * len(panel.categories)
            yield _Column(mark.text or _("reference"), level, "line", _reference(mark.text, mark.colour, 0, XL_LABEL_POSITION.ABOVE))  # fmt: skip
        elif mark.start != mark.end and mark.along and not panel.across:
            inside = [mark.start <= at <= mark.end for at in range(len(panel.categories))]
            yield _Column(
                mark.text or _("range"), [1.0 if i else None for i in inside], "zone",
                _zone(mark.text, mark.colour, mark.opacity, inside),
            )  # fmt: skip


def _floating(panel: Panel, bars: Sequence[Series], lang: str) -> Iterator[_Column]:
    """Bars with a beginning: an unfilled one up to it, then the bar; both sides of zero."""
    _ = translator(lang)
    count = len(panel.categories)
    spans: list[list[tuple[float, float, Series, int]]] = [[] for _ in range(count)]
    for series in bars:
        for i, at in enumerate(series.along):
            start = series.starts[i] if series.starts else 0.0
            if math.isfinite(series.values[i]):
                low, high = sorted((start, series.values[i]))
                spans[round(at)].append((low, high, series, i))
    for column in spans:
        column.sort(key=lambda span: (span[0], span[1]))
    for level in range(max(map(len, spans), default=0)):
        below: list[float | None] = [None] * count
        above: list[float | None] = [None] * count
        under: list[float | None] = [None] * count
        looks: dict[int, tuple[Series, int]] = {}
        for at, column in enumerate(spans):
            if level >= len(column):
                continue
            low, high, series, i = column[level]
            reached = max((span[1] for span in column[:level]), default=0.0)
            looks[at] = series, i
            if low >= 0:
                low = max(low, reached)  # bars over each other: the part that still shows
                below[at], above[at] = max(low - max(reached, 0.0), 0.0), max(high - low, 0.0)
            elif high <= 0:
                below[at], under[at] = high, low - high
            else:
                above[at], under[at] = high, low
        name = bars[min(level, len(bars) - 1)].name or panel.unit
        if any(value for value in below):
            yield _Column(_("start of the bar"), below, "bar", _before(panel, looks))
        yield _Column(name, above, "bar", _looks(looks))
        if any(value for value in under):
            yield _Column(name, under, "bar", _looks(looks))
    for series in bars:
        if any(series.texts):
            ends = [
                max(value, series.starts[i] if series.starts else 0.0)
                for i, value in enumerate(series.values)
            ]
            behind = [
                "" if panel.across and _backwards(series, i) else text
                for i, text in enumerate(series.texts)
            ]
            forward = replace(series, texts=tuple(behind))
            yield from _labels(panel, forward, _spread(panel, ends, series), lang)


def _backwards(series: Series, i: int) -> bool:
    """Whether a bar runs from its start towards lower values."""
    return bool(series.starts) and series.values[i] < series.starts[i]


def _before(panel: Panel, parts: dict[int, tuple[Series, int]]) -> Callable[[Any], None]:
    """The unfilled bar before a bar; on its side it carries the label of one that runs back."""

    def style(drawn: Any) -> None:
        _no_fill(drawn)
        for at, (series, i) in sorted(parts.items()):
            if panel.across and series.texts and series.texts[i] and _backwards(series, i):
                label = drawn.points[at].data_label
                _label(label, series.texts[i], XL_LABEL_POSITION.INSIDE_END, LIGHT.ink)

    return style


def _labels(
    panel: Panel, series: Series, values: list[float | None], lang: str
) -> Iterator[_Column]:
    """What carries labels above columns, or beside bars on their side."""
    if not any(series.texts):
        return
    name = translator(lang)("labels")
    texts = dict(zip((round(at) for at in series.along), series.texts, strict=False))
    if not panel.across:
        yield _Column(name, values, "line", _only_labels(series, texts))
        return
    room = [
        (panel.value.high - panel.value.low) / 4 if texts.get(at) else None
        for at in range(len(panel.categories))
    ]
    yield _Column(name, room, "bar", _only_labels(series, texts))


def _spread(panel: Panel, values: Sequence[float], series: Series) -> list[float | None]:
    """Values at their categories; none where there is none."""
    found: list[float | None] = [None] * len(panel.categories)
    for at, value in zip(series.along, values, strict=True):
        if math.isfinite(at) and math.isfinite(value):
            found[round(at)] = value
    return found


def _sort_plots(chart: NativeChart, columns: Sequence[_Column]) -> None:
    """Move the series of lines, areas and zones out of the one plot python-pptx makes."""
    area = chart._chartSpace.chart.plotArea
    first = next(iter(chart.plots))._element
    sers = {ser.idx.val: ser for ser in first.findall(qn("c:ser"))}
    ids = [element.get("val") for element in first.findall(qn("c:axId"))]
    own = "line" if first.tag == qn("c:lineChart") else "bar"
    for kind, tag in (("area", "c:areaChart"), ("line", "c:lineChart"), ("zone", "c:barChart")):
        moved = [sers[at] for at, column in enumerate(columns) if column.kind == kind]
        if not moved or kind == own:
            continue
        plot = OxmlElement(tag)
        if kind == "zone":
            _child(plot, "c:barDir", "col")
        _child(
            plot, "c:grouping", {"area": "stacked", "line": "standard", "zone": "clustered"}[kind]
        )
        _child(plot, "c:varyColors", "0")
        for ser in moved:
            if kind != "zone":
                for name in ("c:invertIfNegative", "c:marker", "c:smooth"):
                    for element in ser.findall(qn(name)):
                        ser.remove(element)
            plot.append(ser)
        if kind == "zone":
            _child(plot, "c:gapWidth", "0")
        if kind == "line":
            _child(plot, "c:marker", "1")
        for axis in _ZONE_AXES if kind == "zone" else ids:
            _child(plot, "c:axId", axis)
        if kind == "area":
            first.addprevious(plot)
        else:
            [*area.iter(qn("c:barChart"), qn("c:lineChart"), qn("c:areaChart"))][-1].addnext(plot)
    if not first.findall(qn("c:ser")):
        area.remove(first)


def _second_axes(chart: NativeChart) -> None:
    """Hidden axes from 0 to 1 for zones, so that they fill the height whatever the figures."""
    area = chart._chartSpace.chart.plotArea
    if not area.xpath(f".//c:axId[@val='{_ZONE_AXES[0]}']"):
        return
    along, value = _ZONE_AXES
    hidden = (
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="none"/>'
        "<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>"
    )
    text = (
        f"<c:plotArea {nsdecls('c', 'a')}>"
        f'<c:catAx><c:axId val="{along}"/><c:scaling><c:orientation val="minMax"/></c:scaling>'
        f'<c:delete val="1"/><c:axPos val="b"/>{hidden}'
        f'<c:crossAx val="{value}"/><c:crosses val="autoZero"/></c:catAx>'
        f'<c:valAx><c:axId val="{value}"/><c:scaling><c:orientation val="minMax"/>'
        f'<c:max val="1"/><c:min val="0"/></c:scaling><c:delete val="0"/><c:axPos val="r"/>{hidden}'
        f'<c:crossAx val="{along}"/><c:crosses val="max"/></c:valAx></c:plotArea>'
    )
    last = [*area.iter(qn("c:valAx"), qn("c:catAx"), qn("c:dateAx"))][-1]
    for axis in reversed(list(parse_xml(text))):
        last.addnext(axis)


# -- charts over a number


def _by_number(shapes: Any, panel: Panel, box: Sequence[int], lang: str) -> Any:
    _ = translator(lang)
    columns: list[tuple[str, list[tuple[float, float]], Callable[[Any], None]]] = []
    for series in panel.series:
        if series.kind == "band":
            for word, edge in ((_("lower end"), series.starts), (_("upper end"), series.values)):
                columns.append((word, _pairs(series.along, edge), _edge(series)))
        else:
            style = _line(panel, series)
            name = series.name or panel.unit or _("values")
            columns.append((name, _pairs(series.along, series.values), style))
    for mark in panel.marks:
        other = panel.value if mark.along else panel.along
        reach = other.high - other.low
        share = (
            mark.named if mark.along else max(mark.named, 1 / 5)
        )  # room to the left of its middle
        named = other.low + reach * share
        for at in sorted({mark.start, mark.end}):
            ends = [(at, place) for place in (other.low, named, other.high)]
            if not mark.along:
                ends = [(y, x) for x, y in ends]
            text = mark.text if at == mark.end else ""
            left = at > (panel.along.low + panel.along.high) / 2
            side = XL_LABEL_POSITION.LEFT if left else XL_LABEL_POSITION.RIGHT
            place = side if mark.along else XL_LABEL_POSITION.ABOVE
            columns.append(
                (mark.text or _("reference"), ends, _reference(text, mark.colour, 1, place))
            )
    for stroke in panel.strokes:
        style = _reference("", stroke.colour, 0, XL_LABEL_POSITION.ABOVE)
        columns.append((_("reference"), [stroke.first, stroke.last], style))
    data = XyChartData(number_format="General")
    for name, pairs, _style in columns:
        series = data.add_series(_word(name))
        for x, y in pairs:
            series.add_data_point(x, y)
    frame = shapes.add_chart(XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, *box, data)
    chart = frame.chart
    drawn = list(chart.plots[0].series)
    for (_name, _pairs_of, style), one in zip(columns, drawn, strict=True):
        style(one)
    return frame


def _pairs(along: Sequence[float], values: Sequence[float]) -> list[tuple[float, float]]:
    return [
        (x, y) for x, y in zip(along, values, strict=True) if math.isfinite(x) and math.isfinite(y)
    ]


# -- how series look


def _no_fill(series: Any) -> None:
    series.format.fill.background()
    series.format.line.fill.background()


def _bar(panel: Panel, series: Series, inside: bool) -> Callable[[Any], None]:
    def style(drawn: Any) -> None:
        drawn.invert_if_negative = False
        _looks({round(at): (series, i) for i, at in enumerate(series.along)})(drawn)
        place = XL_LABEL_POSITION.CENTER if inside else XL_LABEL_POSITION.OUTSIDE_END
        for at, text in zip(series.along, series.texts, strict=False):
            if text:
                tint = LIGHT.paper if inside and _dark(series.colours[0]) else LIGHT.ink
                _label(drawn.points[round(at)].data_label, text, place, tint)

    return style


def _looks(parts: dict[int, tuple[Series, int]]) -> Callable[[Any], None]:
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
        shape.fill.fore_color.rgb = _rgb(LIGHT.paper)
        shape.fill.back_color.rgb = _rgb(tint)
    else:
        shape.fill.solid()
        shape.fill.fore_color.rgb = _rgb(tint)
    if border:
        shape.line.color.rgb = _rgb(border)
        shape.line.width = Pt(2)
    else:
        shape.line.fill.background()


def _line(panel: Panel, series: Series) -> Callable[[Any], None]:
    def style(drawn: Any) -> None:
        tint = series.colours[0] if series.colours else LIGHT.context
        drawn.smooth = False
        if series.kind == "line" and series.thick:
            drawn.format.line.color.rgb = _rgb(tint)
            drawn.format.line.width = Pt(max(1.0, series.thick))
            if series.dash:
                drawn.format.line.dash_style = _DASHES.get(series.dash, MSO_LINE.DASH)
        else:
            drawn.format.line.fill.background()
        if series.symbol:
            drawn.marker.style = _SYMBOLS.get(series.symbol[0].removesuffix("-open"), XL_MARKER_STYLE.CIRCLE)  # fmt: skip
            drawn.marker.size = 9
            drawn.marker.format.fill.solid()
            drawn.marker.format.fill.fore_color.rgb = _rgb(tint)
            drawn.marker.format.line.color.rgb = _rgb(LIGHT.paper)
        else:
            drawn.marker.style = XL_MARKER_STYLE.NONE
        place = _at(panel, series)
        for i, text in enumerate(series.texts):
            if text and i in place:
                _label(
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
    note = _end_note(panel, series)
    lines = [one for one in panel.series if one.kind == "line" and one.name]
    if _crowded(panel):
        return
    text = note.text if note else series.name if not panel.legend and len(lines) > 1 else ""
    values = [i for i, value in enumerate(series.values) if math.isfinite(value) and i in place]
    if text and values and series.kind == "line":
        _label(drawn.points[place[values[-1]]].data_label, text, XL_LABEL_POSITION.RIGHT, tint)


def _only_labels(series: Series, texts: dict[int, str]) -> Callable[[Any], None]:
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
                _label(drawn.points[at].data_label, text, XL_LABEL_POSITION.BELOW if down else place, LIGHT.ink)  # fmt: skip

    return style


def _reference(text: str, tint: str, at: int, place: Any) -> Callable[[Any], None]:
    """A dashed line, named at one of its points."""

    def style(drawn: Any) -> None:
        drawn.smooth = False
        drawn.marker.style = XL_MARKER_STYLE.NONE
        drawn.format.line.color.rgb = _rgb(tint)
        drawn.format.line.width = Pt(1.75)
        drawn.format.line.dash_style = MSO_LINE.DASH
        if text:
            _label(drawn.points[at].data_label, text, place, tint)

    return style


def _zone(text: str, tint: str, opacity: float, inside: Sequence[bool]) -> Callable[[Any], None]:
    def style(drawn: Any) -> None:
        drawn.invert_if_negative = False
        _clear(drawn, tint, opacity)
        places = [at for at, here in enumerate(inside) if here]
        if text and places:
            _label(drawn.points[places[0]].data_label, text, XL_LABEL_POSITION.INSIDE_END, tint)

    return style


def _band(series: Series) -> Callable[[Any], None]:
    return lambda drawn: _clear(drawn, series.colours[0], series.opacity)


def _clear(drawn: Any, tint: str, opacity: float) -> None:
    """A fill that lets through what lies behind it."""
    drawn.format.fill.solid()
    drawn.format.fill.fore_color.rgb = _rgb(tint)
    shade = drawn._element.find(f".//{qn('a:solidFill')}/{qn('a:srgbClr')}")
    _child(shade, "a:alpha", str(round(opacity * 100_000)))
    drawn.format.line.fill.background()


def _edge(series: Series) -> Callable[[Any], None]:
    """An edge of a range in a chart over numbers, where PowerPoint has no areas."""

    def style(drawn: Any) -> None:
        drawn.smooth = False
        drawn.marker.style = XL_MARKER_STYLE.NONE
        drawn.format.line.color.rgb = _rgb(series.colours[0])
        drawn.format.line.width = Pt(1)
        drawn.format.line.dash_style = MSO_LINE.ROUND_DOT

    return style


def _label(label: DataLabel, text: str, place: Any, tint: str) -> None:
    frame = label.text_frame
    frame.word_wrap = False
    for number, part in enumerate(readable(text).split("\n")):
        paragraph = frame.paragraphs[0] if not number else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = part
        run.font.size = Pt(SIZE)
        run.font.bold = True
        run.font.color.rgb = _rgb(tint)
    label.position = place


def _position(place: str) -> Any:
    upright, _, side = place.partition(" ")
    return _PLACES.get(upright) or _PLACES.get(side, XL_LABEL_POSITION.ABOVE)


def _errors(ser: Any, parts: dict[int, tuple[Series, int]]) -> None:
    """Error bars with their own length at each point, from the top of the bar."""
    if not any(series.low for series, _ in parts.values()):
        return
    bars = OxmlElement("c:errBars")
    _child(bars, "c:errBarType", "both")
    _child(bars, "c:errValType", "cust")
    _child(bars, "c:noEndCap", "0")
    for tag, up in (("c:plus", True), ("c:minus", False)):
        numbers = OxmlElement("c:numLit")
        _child(numbers, "c:ptCount", str(max(parts) + 1))
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


# -- axes


def _axes(chart: NativeChart, panel: Panel) -> None:
    value, along = chart.value_axis, chart.category_axis
    value.has_major_gridlines = panel.value.visible
    if panel.value.visible:
        value.major_gridlines.format.line.color.rgb = _rgb(LIGHT.line)
        value.major_gridlines.format.line.width = Pt(1 / 2)
    ticks = [at for at, _ in panel.value.ticks]
    low = panel.value.low
    if len(ticks) > 1 and ticks[1] > ticks[0]:
        value.major_unit = step = ticks[1] - ticks[0]
        low = math.floor(low / step) * step  # PowerPoint counts its marks from here
    value.minimum_scale, value.maximum_scale = low, panel.value.high
    whole = all(at == round(at) for at in ticks)
    shares = any(text.endswith("%") for _, text in panel.value.ticks)
    value.tick_labels.number_format = "0%" if shares else "#,##0" if whole else "#,##0.0#"
    value.tick_labels.number_format_is_linked = False
    value.format.line.fill.background()
    for axis in (value, along):
        axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
    value.tick_label_position = (
        XL_TICK_LABEL_POSITION.LOW if panel.value.visible else XL_TICK_LABEL_POSITION.NONE
    )
    along.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    along.format.line.color.rgb = _rgb(LIGHT.context)
    along.has_major_gridlines = False
    if panel.across:
        along.reverse_order = True  # PowerPoint begins below
        along.tick_labels.font.size = Pt(SIZE if len(panel.categories) <= 8 else 12)
        skip = OxmlElement("c:tickLblSkip")
        skip.set("val", "1")
        along._element.find(qn("c:noMultiLvlLbl")).addprevious(skip)
        if panel.place[0] > 0:  # the names stand at the first panel
            along.tick_label_position = XL_TICK_LABEL_POSITION.NONE
        value.tick_label_position = (
            XL_TICK_LABEL_POSITION.HIGH if panel.value.visible else XL_TICK_LABEL_POSITION.NONE
        )
    if not panel.categories:
        along.minimum_scale, along.maximum_scale = panel.along.low, panel.along.high
        fine = any(at != round(at) for at, _ in panel.along.ticks)
        large = panel.along.high >= 1000
        form = "0.0#" if fine else "0" if large else "#,##0"
        shares = any(text.endswith("%") for _, text in panel.along.ticks)
        along.tick_labels.number_format = "0%" if shares else form
        along.tick_labels.number_format_is_linked = False
        if panel.along.title:
            along.has_title = True
            along.axis_title.text_frame.text = readable(panel.along.title)
            for run in along.axis_title.text_frame.paragraphs[0].runs:
                run.font.size, run.font.bold = Pt(SIZE), False


def _child(parent: Any, tag: str, value: str) -> None:
    element = OxmlElement(tag)
    element.set("val", value)
    parent.append(element)


def _rgb(tint: str) -> RGBColor:
    return RGBColor.from_string(tint[1:])


def _dark(tint: str) -> bool:
    return sum(int(tint[i : i + 2], 16) for i in (1, 3, 5)) < 400
