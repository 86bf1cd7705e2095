"""What a native chart cannot say by itself: the names of its parts, and texts without a place."""

from __future__ import annotations

import math
from itertools import pairwise

from cbam.export.charts.panel import Note, Panel, Series
from cbam.export.charts.reading.notes import end_of


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
    if crowded(panel):
        ends = [(series, end_note(panel, series)) for series in panel.series]
        return [("◆", s.colours[0], n.text.replace("\n", " ")) for s, n in ends if s.name and n]
    return []


def unplaced(panel: Panel) -> list[str]:
    """Texts on the chart that have no place in a native one: free notes, lines across rows."""
    free = [note.text for note in panel.notes if not note.owner]
    return [*free, *(mark.text for mark in panel.marks if panel.across and mark.text)]


def end_note(panel: Panel, series: Series) -> Note | None:
    """The note beside the chart that names a line: nearest to its end, if several might."""
    last = next((v for v in reversed(series.values) if math.isfinite(v)), math.nan)
    fitting = [n for n in panel.notes if n.owner == "series" and end_of(n, series)]
    return min(fitting, key=lambda note: abs(note.y - last), default=None)


def crowded(panel: Panel) -> bool:
    """Whether the ends of lines lie too close for a name at each."""
    ends = sorted(
        series.values[-1] for series in panel.series
        if series.kind == "line" and series.name and end_note(panel, series) is not None
    )  # fmt: skip
    room = (panel.value.high - panel.value.low) / 14
    return any(above - below < room for below, above in pairwise(ends))
