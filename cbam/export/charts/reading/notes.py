"""Annotations as notes, and what each of them names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from cbam.export.charts.colours import colour
from cbam.export.charts.panel import Mark, Note, Series
from cbam.export.charts.reading.markup import plain
from cbam.export.charts.reading.scale import Scale
from cbam.export.charts.reading.shapes import belongs
from cbam.export.charts.reading.traces import CONTEXT


def notes_of(
    layout: Mapping[str, Any], axes: tuple[str, str], scale: Scale, across: bool
) -> list[Note]:
    """The annotations that stand in the panel of these axes."""
    found = []
    for note in layout.get("annotations", ()):
        xref, yref = str(note.get("xref", "x")), str(note.get("yref", "y"))
        text = plain(note.get("text", ""))
        if not text or not belongs(xref, yref, axes):
            continue
        x_share, y_share = (ref.endswith(("paper", "domain")) for ref in (xref, yref))
        x, y = note.get("x", 0.0), note.get("y", 0.0)
        if not x_share:
            x = float(x) if across else scale.at(x)
        if not y_share:
            y = scale.at(y) if across else float(y)
        shown, _ = colour(note.get("font", {}).get("color", CONTEXT))
        tail, on_axes = None, str(note.get("axref", "pixel")) != "pixel"
        if note.get("showarrow", True) and ("ax" in note or "ay" in note):
            ax, ay = note.get("ax", 0), note.get("ay", 0)
            if on_axes:
                ax, ay = (ax, scale.at(ay)) if across else (scale.at(ax), ay)
            tail = (float(ax), float(ay))
        unit = x_share and y_share and (x, y) == (0, 1) and note.get("yanchor") == "bottom"
        found.append(
            Note(
                text, float(x), float(y), x_share, y_share,
                _anchor(note.get("xanchor"), float(x), x_share, ("left", "center", "right")),
                _anchor(note.get("yanchor"), float(y), y_share, ("bottom", "middle", "top")),
                float(note.get("xshift", 0)), float(note.get("yshift", 0)), shown,
                "<b>" in str(note["text"]), "unit" if unit else "", tail, on_axes,
            )
        )  # fmt: skip
    return found


def _anchor(given: object, at: float, share: bool, words: tuple[str, str, str]) -> str:
    """Plotly's rule for an anchor left open: by thirds on paper, centred on data."""
    if given in words:
        return str(given)
    return words[min(2, int(at * 3))] if share else words[1]


def with_name(mark: Mark, notes: Sequence[Note], across: bool) -> Mark:
    """A mark with the text of the note that stands on it."""
    for note in notes:
        if not note.owner and _stands_on(note, mark, across):
            beside = note.y if mark.along != across else note.x
            share = note.y_share if mark.along != across else note.x_share
            return replace(mark, text=note.text, named=beside if share else mark.named)
    return mark


def _stands_on(note: Note, mark: Mark, across: bool) -> bool:
    on_x = mark.along != across
    share, at = (note.x_share, note.x) if on_x else (note.y_share, note.y)
    if share:
        return False
    if mark.start == mark.end:
        return abs(at - mark.start) < 1e-9 and (note.y_share if on_x else note.x_share)
    return mark.start <= at <= mark.end


def with_owner(
    note: Note, marks: Sequence[Mark], series: Sequence[Series], across: bool, visible: bool
) -> Note:
    """A note with what it names: a mark, the end of a line, a category."""
    if note.owner:
        return note
    if any(_stands_on(note, mark, across) and mark.text == note.text for mark in marks):
        return replace(note, owner="mark")
    if note.x_share and note.x == 1 and note.xanchor == "left" and not across:
        return replace(note, owner="series") if any(end_of(note, one) for one in series) else note
    if across and not visible and not note.y_share:
        return replace(note, owner="category")
    return note


def end_of(note: Note, series: Series) -> bool:
    """Whether a text beside the chart names a line: by its name, or else by its colour."""
    if series.kind != "line":
        return False
    if series.name and note.text.startswith(series.name):
        return True
    return note.colour in series.colours and not (series.name and "\n" in note.text)
