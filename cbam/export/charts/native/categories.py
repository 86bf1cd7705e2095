"""A chart over categories: which series it takes, and which plot each belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pptx.chart.chart import Chart as NativeChart
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement

from cbam.export.charts.native.axes import ZONE_AXES
from cbam.export.charts.native.columns import Column, labels, spread
from cbam.export.charts.native.elements import child, sheet_text
from cbam.export.charts.native.floating import floating
from cbam.export.charts.native.looks import (
    band_look,
    bar_look,
    line_look,
    no_fill,
    reference_look,
    zone_look,
)
from cbam.export.charts.panel import Panel
from cbam.i18n import translator


def by_category(shapes: Any, panel: Panel, box: Sequence[int], lang: str) -> Any:
    """A chart over categories; returns its graphic frame."""
    columns = list(_columns(panel, lang))
    data = CategoryChartData(number_format="General")
    most = 36 if panel.across else max(12, 160 // len(panel.categories))
    data.categories = [sheet_text(name, most) for name in panel.categories]
    for column in columns:
        data.add_series(sheet_text(column.name), column.values)
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
        zone = plot._element.find(qn("c:axId")).get("val") == ZONE_AXES[0]
        if plot._element.tag == qn("c:barChart") and not zone:
            plot.gap_width = 60
            plot.overlap = -5 if beside else 100
        plot.vary_by_categories = False
    drawn = {series.index: series for plot in chart.plots for series in plot.series}
    for at, column in enumerate(columns):
        column.style(drawn[at])
    return frame


def _beside(panel: Panel) -> bool:
    """Whether bars stand beside each other: not stacked, not floating."""
    bars = [series for series in panel.series if series.kind == "bars"]
    return not (panel.stacked or panel.overlaid) and not any(series.starts for series in bars)


def _columns(panel: Panel, lang: str) -> Iterator[Column]:
    _ = translator(lang)
    bars = [series for series in panel.series if series.kind == "bars"]
    for series in panel.series:
        if series.kind == "band":
            low, high = spread(panel, series.starts, series), spread(panel, series.values, series)
            rise = [
                None if a is None or b is None else b - a for a, b in zip(low, high, strict=True)
            ]
            yield Column(_("lower end"), low, "area", no_fill)
            yield Column(series.name or _("range"), rise, "area", band_look(series))
    if _beside(panel) or (panel.stacked and not any(series.starts for series in bars)):
        for series in bars:
            yield Column(
                series.name or panel.unit, spread(panel, series.values, series), "bar",
                bar_look(panel, series, inside=panel.stacked),
            )  # fmt: skip
    else:
        yield from floating(panel, bars, lang)
    for series in panel.series:
        values = spread(panel, series.values, series)
        if series.kind == "text" or (series.kind == "points" and panel.across):
            yield from labels(panel, series, values, lang)
        elif series.kind in ("line", "points"):
            yield Column(series.name, values, "line", line_look(panel, series))
    for mark in panel.marks:
        if mark.start == mark.end and not mark.along and not panel.across:
            level: list[float | None] = [mark.start] * len(panel.categories)
            yield Column(mark.text or _("reference"), level, "line", reference_look(mark.text, mark.colour, 0, XL_LABEL_POSITION.ABOVE))  # fmt: skip
        elif mark.start != mark.end and mark.along and not panel.across:
            inside = [mark.start <= at <= mark.end for at in range(len(panel.categories))]
            yield Column(
                mark.text or _("range"), [1.0 if i else None for i in inside], "zone",
                zone_look(mark.text, mark.colour, mark.opacity, inside),
            )  # fmt: skip


def _sort_plots(chart: NativeChart, columns: Sequence[Column]) -> None:
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
            child(plot, "c:barDir", "col")
        child(
            plot, "c:grouping", {"area": "stacked", "line": "standard", "zone": "clustered"}[kind]
        )
        child(plot, "c:varyColors", "0")
        for ser in moved:
            if kind != "zone":
                for name in ("c:invertIfNegative", "c:marker", "c:smooth"):
                    for element in ser.findall(qn(name)):
                        ser.remove(element)
            plot.append(ser)
        if kind == "zone":
            child(plot, "c:gapWidth", "0")
        if kind == "line":
            child(plot, "c:marker", "1")
        for axis in ZONE_AXES if kind == "zone" else ids:
            child(plot, "c:axId", axis)
        if kind == "area":
            first.addprevious(plot)
        else:
            [*area.iter(qn("c:barChart"), qn("c:lineChart"), qn("c:areaChart"))][-1].addnext(plot)
    if not first.findall(qn("c:ser")):
        area.remove(first)
