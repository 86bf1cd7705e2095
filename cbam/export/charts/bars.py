"""Where each bar of a panel stands."""

from __future__ import annotations

import math
from collections.abc import Iterator

from cbam.export.charts.panel import Panel, Series


def bars(panel: Panel) -> Iterator[tuple[Series, float, float, float, float, float]]:
    """Every bar: its series, place, start, end, shift along the axis, thickness."""
    found = [series for series in panel.series if series.kind == "bars"]
    shifted = any(at != round(at) for series in found for at in series.along)
    beside = not (panel.stacked or panel.overlaid or shifted)
    reached: dict[tuple[float, bool], float] = {}
    for number, series in enumerate(found):
        offset = 0.0
        if beside and len(found) > 1:
            offset = 4 / 5 / len(found) * (number - (len(found) - 1) / 2)
        for i, at in enumerate(series.along):
            end = series.values[i]
            if not math.isfinite(end):
                continue
            thick = series.widths[i] if series.widths else 3 / 4
            if offset or (beside and len(found) > 1):
                thick = 4 / 5 / len(found)
            start = series.starts[i] if series.starts else 0.0
            if panel.stacked and not series.starts:
                start = reached.get((at, end < 0), 0.0)
                end += start
                reached[at, series.values[i] < 0] = end
            yield series, at, start, end, offset, thick
