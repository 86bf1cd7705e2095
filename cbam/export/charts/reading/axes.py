"""Axes: their extent, marks and titles."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from cbam.export.charts.panel import Axis, Series
from cbam.export.charts.reading.markup import plain
from cbam.export.charts.reading.scale import Scale


def along_of(axis: Mapping[str, Any], scale: Scale, series: Sequence[Series]) -> Axis:
    """The axis of the categories or of the numeric input."""
    title, visible = _title(axis), axis.get("visible", True) and axis.get("showticklabels", True)
    if not scale.places:
        places = [at for one in series for at in one.along if math.isfinite(at)]
        low, high = axis.get("range") or (min(places, default=0.0), max(places, default=1.0))
        dates = axis.get("type") == "date"
        ticks = _years_between(low, high) if dates else _ticks(axis, low, high)
        return Axis(low, high, ticks, title, visible)
    count = len(scale.places)
    names = scale.names(axis)
    given = axis.get("tickvals")
    shown = {scale.at(value) for value in given} if given is not None else None
    ticks = tuple(
        (float(at), name) for at, name in enumerate(names) if shown is None or at in shown
    )
    ends = (-0.5, count - 0.5)  # half a category beside the first and the last
    if axis.get("range") and not isinstance(scale.places[0], str):
        first, last = sorted(scale.at(value) for value in axis["range"])
        ends = (min(ends[0], first), max(ends[1], last))
    return Axis(*ends, ticks, title, visible)


def value_of(axis: Mapping[str, Any], series: Sequence[Series], mode: str) -> Axis:
    """The axis of the values; where the figure leaves its extent open, around all that is drawn."""
    given = axis.get("range")
    if given and all(end is not None for end in given):
        low, high = float(given[0]), float(given[1])
    else:
        ends = [
            value
            for one in series
            for value in (*one.values, *one.starts, *one.low, *one.high)
            if math.isfinite(value)
        ]
        if mode in ("stack", "relative"):
            sums: dict[float, float] = {}
            for one in series:
                if one.kind == "bars":
                    for at, value in zip(one.along, one.values, strict=True):
                        sums[at] = sums.get(at, 0.0) + (value if math.isfinite(value) else 0.0)
            ends += sums.values()
        low, high = min([0.0, *ends]), max([0.0, *ends])
        room = (high - low or 1.0) / 10
        low, high = low - (room if low < 0 else 0.0), high + room
    return Axis(
        low, high, _ticks(axis, low, high), _title(axis), axis.get("visible", True),
        str(axis.get("side", "")),
    )  # fmt: skip


def _ticks(axis: Mapping[str, Any], low: float, high: float) -> tuple[tuple[float, str], ...]:
    if "tickvals" in axis:
        texts = axis.get("ticktext", axis["tickvals"])
        ends = sorted((low, high))
        pairs = zip(axis["tickvals"], texts, strict=True)
        return tuple((float(v), plain(t)) for v, t in pairs if ends[0] <= v <= ends[1])
    rough = abs(high - low) / min(int(axis.get("nticks", 6)), 6) or 1.0
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(size * power for size in (1, 2, 5, 10) if size * power >= rough * (1 - 1e-9))
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    share = str(axis.get("tickformat", "")).endswith("%")
    first, last = math.ceil(min(low, high) / step - 1e-9), math.floor(max(low, high) / step + 1e-9)
    return tuple(
        (i * step, f"{i * step:.0%}" if share else _tick_text(i * step, digits))
        for i in range(first, last + 1)
    )


def _years_between(low: float, high: float) -> tuple[tuple[float, str], ...]:
    years = range(math.ceil(low), math.floor(high) + 1)
    step = max(1, math.ceil(len(years) / 8))
    return tuple((float(year), str(year)) for year in years[::step])


def _tick_text(value: float, digits: int) -> str:
    return f"{value:,.{digits}f}".replace("-", "\N{MINUS SIGN}")


def _title(axis: Mapping[str, Any]) -> str:
    title = axis.get("title", "")
    return plain(title.get("text", "") if isinstance(title, Mapping) else title)
