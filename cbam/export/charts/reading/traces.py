"""Traces as series: bars, lines, points, texts and bands."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from cbam.export.charts.colours import colour, mixed
from cbam.export.charts.panel import ChartError, Series
from cbam.export.charts.reading.markup import plain
from cbam.export.charts.reading.scale import Scale
from cbam.present.theme import LIGHT

CONTEXT, INK = LIGHT.context, LIGHT.ink  # where a trace brings no colour of its own
WIDEST = 7 / 8  # share of its place a bar may take


def series_of(
    traces: Sequence[Mapping[str, Any]], along_key: str, value_key: str, scale: Scale
) -> list[Series]:
    """The traces of one panel as series, in their order."""
    found: list[Series] = []
    for trace in traces:
        along = tuple(scale.at(place) for place in trace.get(along_key, ()))
        values = numbers(trace.get(value_key, ()))
        one = _bars if trace.get("type") == "bar" else _scatter
        found += one(trace, along, values, found)
    edges = {id(item) for item in found if item.kind == "line" and not item.thick}
    return [item for item in found if id(item) not in edges]


def _bars(
    trace: Mapping[str, Any],
    along: tuple[float, ...],
    values: tuple[float, ...],
    _before: Sequence[Series],
) -> list[Series]:
    count, marker = len(along), trace.get("marker", {})
    starts = numbers(each(trace.get("base", 0.0), count))
    ends = tuple(start + value for start, value in zip(starts, values, strict=True))
    error = trace.get("error_y") or trace.get("error_x") or {}
    plus, minus = numbers(error.get("array", ())), numbers(error.get("arrayminus", ()))
    tops = zip(ends, plus, strict=False)
    bottoms = zip(ends, minus or plus, strict=False)
    line, width = marker.get("line", {}), trace.get("width")
    drawn = each(line.get("width", 0), count)
    edges = each(line.get("color", INK), count)
    shades = each(marker.get("opacity", 1.0), count)
    fills = [colour(item) for item in each(marker.get("color", CONTEXT), count)]
    return [
        Series(
            "bars", _name(trace), along, ends, starts if "base" in trace else (),
            _texts(trace, count, "textposition" in trace),
            tuple(each(trace.get("textposition", ""), count)),
            tuple(
                mixed(fill, alpha * float(shade) * float(trace.get("opacity", 1)))
                for (fill, alpha), shade in zip(fills, shades, strict=True)
            ),
            hatched=tuple(bool(s) for s in each(marker.get("pattern", {}).get("shape", ""), count)),
            borders=tuple(colour(e)[0] if w else "" for e, w in zip(edges, drawn, strict=True)),
            widths=() if width is None else tuple(min(float(w), WIDEST) for w in each(width, count)),
            low=tuple(end - part for end, part in bottoms),
            high=tuple(end + part for end, part in tops),
        )
    ]  # fmt: skip


def _scatter(
    trace: Mapping[str, Any],
    along: tuple[float, ...],
    values: tuple[float, ...],
    before: Sequence[Series],
) -> list[Series]:
    count, mode = len(along), str(trace.get("mode", "lines"))
    line, marker = trace.get("line", {}), trace.get("marker", {})
    shown, _ = colour(line.get("color") or _first(marker.get("color")) or CONTEXT)
    colours = tuple(colour(item)[0] for item in each(marker.get("color") or shown, count))
    found = []
    fill = trace.get("fill", "none")
    if fill == "tonexty":
        lower = before[-1] if before else None
        if lower is None or lower.along != along:
            raise ChartError("fill", fill)
        tint, opacity = colour(trace.get("fillcolor", shown))
        found.append(
            Series(
                "band", _name(trace), along, values, lower.values, colours=(tint,) * count, opacity=opacity
            )
        )  # fmt: skip
    elif fill in ("tozeroy", "toself"):
        there, edge = along, (0.0,) * count
        if fill == "toself":  # out along one edge and back along the other
            half = count // 2
            there, edge = along[:half], values[half:][::-1]
            if along[half:][::-1] != there:
                raise ChartError("fill", fill)
        tint, opacity = colour(trace.get("fillcolor", shown))
        opacity *= float(trace.get("opacity", 1))
        tints = (tint,) * len(there)
        found.append(
            Series("band", "", there, values[: len(there)], edge, colours=tints, opacity=opacity)
        )
        if fill == "toself":
            return found
    elif fill not in ("none", ""):
        raise ChartError("fill", fill)
    lines, points = "lines" in mode, "markers" in mode
    kind = "line" if lines else "points" if points else "text"
    if kind == "text":
        shown, _ = colour(trace.get("textfont", {}).get("color", shown))
    texts = _texts(trace, count, "text" in mode.replace("markers", ""))
    symbols = tuple(each(marker.get("symbol", "circle"), count)) if points else ()
    dash = "" if line.get("dash", "solid") == "solid" else str(line["dash"])
    found.append(
        Series(
            kind, "" if fill == "tonexty" else _name(trace), along, values, (), texts,
            tuple(each(trace.get("textposition", "middle center"), count)),
            colours if kind == "points" else (shown,) * count,
            dash=dash, thick=float(line.get("width", 2)) if lines else 0.0, symbol=symbols,
        )
    )  # fmt: skip
    return found


def _name(trace: Mapping[str, Any]) -> str:
    return plain(trace.get("name", "")) if trace.get("showlegend", True) else ""


def _texts(trace: Mapping[str, Any], count: int, shown: bool) -> tuple[str, ...]:
    if not shown or trace.get("text") is None:
        return ()
    return tuple(plain(text) for text in each(trace["text"], count))


def numbers(values: Sequence[Any]) -> tuple[float, ...]:
    """Numbers with NaN where there is none."""
    return tuple(math.nan if value is None else float(value) for value in values)


def each(value: Any, count: int) -> list[Any]:
    """One value for each point: a list as it is, a single value repeated."""
    if isinstance(value, str | int | float) or value is None:  # numpy's floats are floats
        return [value] * count
    return list(value)


def _first(value: Any) -> Any:
    return value if isinstance(value, str) or value is None else next(iter(value), None)
