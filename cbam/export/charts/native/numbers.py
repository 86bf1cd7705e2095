"""A chart over a number: lines and points at their places."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from pptx.chart.data import XyChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION

from cbam.export.charts.native.elements import sheet_text
from cbam.export.charts.native.looks import edge_look, line_look, reference_look
from cbam.export.charts.panel import Panel
from cbam.i18n import translator


def by_number(shapes: Any, panel: Panel, box: Sequence[int], lang: str) -> Any:
    """A chart over a number; returns its graphic frame."""
    _ = translator(lang)
    columns: list[tuple[str, list[tuple[float, float]], Callable[[Any], None]]] = []
    for series in panel.series:
        if series.kind == "band":
            for word, edge in ((_("lower end"), series.starts), (_("upper end"), series.values)):
                columns.append((word, _pairs(series.along, edge), edge_look(series)))
        else:
            style = line_look(panel, series)
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
                (mark.text or _("reference"), ends, reference_look(text, mark.colour, 1, place))
            )
    for stroke in panel.strokes:
        style = reference_look("", stroke.colour, 0, XL_LABEL_POSITION.ABOVE)
        columns.append((_("reference"), [stroke.first, stroke.last], style))
    data = XyChartData(number_format="General")
    for name, pairs, _style in columns:
        series = data.add_series(sheet_text(name))
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
