"""Our Plotly dictionaries read as panels: for native charts in slides and vectors in print.

A chart that holds something this package does not know raises ``ChartError`` rather than losing
it silently.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from cbam.export.charts.colours import colour
from cbam.export.charts.panel import Axis, ChartError, Panel, Series
from cbam.export.charts.reading.axes import along_of, value_of
from cbam.export.charts.reading.markup import plain
from cbam.export.charts.reading.notes import notes_of, with_name, with_owner
from cbam.export.charts.reading.scale import Scale
from cbam.export.charts.reading.shapes import marks_of, strokes_of
from cbam.export.charts.reading.traces import CONTEXT, each, numbers, series_of

_LABEL = re.compile(r"<b>(.*?)</b>(.*)", re.DOTALL)  # name and words of an area


def panels(figure: Mapping[str, Any]) -> tuple[Panel, ...]:
    """The panels of a chart, from left to right and top to bottom.

    Args:
        figure: ``data`` and ``layout`` as the chart modules make them.

    Raises:
        ChartError: it holds something unknown.
    """
    layout = figure["layout"]
    areas = [trace for trace in figure["data"] if trace.get("type") == "treemap"]
    if areas:
        return tuple(_areas(trace) for trace in areas)
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for trace in figure["data"]:
        if trace.get("type", "scatter") not in ("bar", "scatter"):
            raise ChartError("trace", trace.get("type"))
        if trace.get("visible", True) is True:
            groups.setdefault((trace.get("xaxis", "x"), trace.get("yaxis", "y")), []).append(trace)
    found = [_panel(traces, axes, layout) for axes, traces in groups.items()]
    return tuple(sorted(found, key=lambda panel: (panel.place[2], panel.place[0])))


def _panel(
    traces: Sequence[Mapping[str, Any]], axes: tuple[str, str], layout: Mapping[str, Any]
) -> Panel:
    x_axis, y_axis = (layout.get(f"{name[0]}axis{name[1:]}", {}) for name in axes)
    across = any(trace.get("orientation") == "h" for trace in traces)
    along_key, value_key = ("y", "x") if across else ("x", "y")
    along_axis, value_axis = (y_axis, x_axis) if across else (x_axis, y_axis)
    raw = [place for trace in traces for place in trace.get(along_key, ())]
    scale = Scale.of(raw, along_axis, any(t.get("type") == "bar" for t in traces), across)
    series = series_of(traces, along_key, value_key, scale)
    notes, marks = notes_of(layout, axes, scale, across), marks_of(layout, axes, scale, across)
    along = along_of(along_axis, scale, series)
    value = value_of(value_axis, series, layout.get("barmode", "group"))
    marks = [with_name(mark, notes, across) for mark in marks]
    notes = [with_owner(note, marks, series, across, along.visible) for note in notes]
    categories = scale.names(along_axis)
    if not along.visible:
        named = [
            min(
                (n for n in notes if n.owner == "category"),
                key=lambda n: abs((n.y if across else n.x) - at),
                default=None,
            )
            for at in range(len(categories))
        ]
        categories = tuple(
            note.text.replace("\n", " ") if note else name
            for note, name in zip(named, categories, strict=True)
        )
    left, right = x_axis.get("domain", (0.0, 1.0))
    bottom, top = y_axis.get("domain", (0.0, 1.0))
    mode = layout.get("barmode", "group")
    return Panel(
        across, categories, along, value, tuple(series), tuple(marks), tuple(notes),
        mode in ("stack", "relative"), mode == "overlay", (left, right, 1 - top, 1 - bottom),
        bool(layout.get("showlegend")), strokes_of(layout, axes, scale, across),
    )  # fmt: skip


def _areas(trace: Mapping[str, Any]) -> Panel:
    """A treemap of one level as bars, largest first: print and slides read lengths better."""
    if any(trace["parents"]):
        raise ChartError("treemap with levels", trace["parents"])
    values = numbers(trace["values"])
    order = sorted(range(len(values)), key=lambda i: -values[i])
    parts = [_LABEL.fullmatch(str(trace["labels"][i])) for i in order]
    titles = [
        plain(p.group(1) if p else trace["labels"][i]) for p, i in zip(parts, order, strict=True)
    ]
    said = [plain(p.group(2)).replace("\n", " · ") if p else "" for p in parts]
    marker = trace.get("marker", {})
    shapes = each(marker.get("pattern", {}).get("shape", ""), len(values))
    fills = each(marker.get("colors", CONTEXT), len(values))
    bars = Series(
        "bars", "", tuple(float(at) for at in range(len(order))), tuple(values[i] for i in order),
        texts=tuple(said), places=("outside",) * len(order),
        colours=tuple(colour(fills[i])[0] for i in order),
        hatched=tuple(bool(shapes[i]) for i in order),
    )  # fmt: skip
    names = tuple(title.replace("\n", " ") for title in titles)
    ticks = tuple((float(at), name) for at, name in enumerate(names))
    room = max([*values, 1.0]) * 3 / 2  # for the words behind the bars
    along, value = Axis(-0.5, len(order) - 0.5, ticks), Axis(0.0, room, (), visible=False)
    return Panel(
        True, names, along, value, (bars,), (), (), False, False, (0.0, 1.0, 0.0, 1.0), False
    )
