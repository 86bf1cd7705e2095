"""Bars with a beginning, made of stacked ones: an unfilled bar up to it, then the bar."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from pptx.enum.chart import XL_LABEL_POSITION

from cbam.export.charts.native.columns import Column, labels, spread
from cbam.export.charts.native.looks import bar_looks, no_fill, put_label
from cbam.export.charts.panel import Panel, Series
from cbam.i18n import translator
from cbam.present.theme import LIGHT


def floating(panel: Panel, bars: Sequence[Series], lang: str) -> Iterator[Column]:
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
            yield Column(_("start of the bar"), below, "bar", _before(panel, looks))
        yield Column(name, above, "bar", bar_looks(looks))
        if any(value for value in under):
            yield Column(name, under, "bar", bar_looks(looks))
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
            yield from labels(panel, forward, spread(panel, ends, series), lang)


def _backwards(series: Series, i: int) -> bool:
    """Whether a bar runs from its start towards lower values."""
    return bool(series.starts) and series.values[i] < series.starts[i]


def _before(panel: Panel, parts: dict[int, tuple[Series, int]]) -> Callable[[Any], None]:
    """The unfilled bar before a bar; on its side it carries the label of one that runs back."""

    def style(drawn: Any) -> None:
        no_fill(drawn)
        for at, (series, i) in sorted(parts.items()):
            if panel.across and series.texts and series.texts[i] and _backwards(series, i):
                label = drawn.points[at].data_label
                put_label(label, series.texts[i], XL_LABEL_POSITION.INSIDE_END, LIGHT.ink)

    return style
