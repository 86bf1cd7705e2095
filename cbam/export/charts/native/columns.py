"""Series of a native chart: their numbers at the categories, and what carries labels."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cbam.export.charts.native.looks import label_look
from cbam.export.charts.panel import Panel, Series
from cbam.i18n import translator


@dataclass
class Column:
    """One series of the native chart: its name and numbers, and how to draw it."""

    name: str
    values: list[float | None]
    kind: str  # bar, line, area, zone
    style: Callable[[Any], None]


def labels(panel: Panel, series: Series, values: list[float | None], lang: str) -> Iterator[Column]:
    """What carries labels above columns, or beside bars on their side."""
    if not any(series.texts):
        return
    name = translator(lang)("labels")
    texts = dict(zip((round(at) for at in series.along), series.texts, strict=False))
    if not panel.across:
        yield Column(name, values, "line", label_look(series, texts))
        return
    room = [
        (panel.value.high - panel.value.low) / 4 if texts.get(at) else None
        for at in range(len(panel.categories))
    ]
    yield Column(name, room, "bar", label_look(series, texts))


def spread(panel: Panel, values: Sequence[float], series: Series) -> list[float | None]:
    """Values at their categories; none where there is none."""
    found: list[float | None] = [None] * len(panel.categories)
    for at, value in zip(series.along, values, strict=True):
        if math.isfinite(at) and math.isfinite(value):
            found[round(at)] = value
    return found
