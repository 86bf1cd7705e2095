"""One panel on paper: its axes, then everything on them from the back to the front."""

from __future__ import annotations

import math
from collections.abc import Callable
from xml.etree import ElementTree as ET

from cbam.export.charts.bars import bars
from cbam.export.charts.colours import dark
from cbam.export.charts.panel import Mark, Note, Panel, Series
from cbam.export.charts.svg.elements import DASHES, LINE, SIZE, draw_symbol, element, short, write
from cbam.export.texts import width, wrapped
from cbam.present.theme import LIGHT

GAP = 6


class Frame:
    """One panel on the paper: where its axes lie, and how places become points."""

    def __init__(
        self, root: ET.Element, defs: ET.Element, panel: Panel,
        left: float, right: float, top: float, bottom: float,
    ) -> None:  # fmt: skip
        self.root, self.defs, self.panel = root, defs, panel
        self.upright = panel.value if panel.across else panel.along  # the axis below
        self.names = self._names(right - left)
        upper = LINE + GAP if panel.unit else LINE
        below = self._below()
        self.left = left + self._beside()
        ends = [
            n for n in panel.notes if (n.x_share and n.x == 1 and n.xanchor == "left") or n.on_axes
        ]
        self.right = right - max(
            (width(part, SIZE) + 12 for n in ends for part in n.text.split("\n")), default=4
        )
        self.top, self.bottom = top + upper, bottom - below
        if not panel.across and panel.along.visible:
            self._fit_names()

    def _names(self, wide: float) -> list[tuple[float, list[str]]]:
        """Marks of the along axis with their lines of text."""
        axis = self.panel.along
        if not axis.visible:
            return []
        if self.panel.across:
            return [(at, wrapped(text, SIZE, wide * 2 / 5)) for at, text in axis.ticks]
        room = max(40.0, (wide - 40) / max(len(axis.ticks), 1) - 4)
        return [(at, wrapped(text, SIZE, room)) for at, text in axis.ticks]

    def _fit_names(self) -> None:
        """Leave out every second name (or more) where they would touch."""
        spread = self.right - self.left
        widest = max((width(part, SIZE) for _, lines in self.names for part in lines), default=1)
        most = max(1, int(spread / (widest + 4)))
        every = math.ceil(len(self.names) / most)
        self.names = self.names[::every]

    def _below(self) -> float:
        lines = 1
        if not self.panel.across:
            lines = max((len(lines) for _, lines in self.names), default=0)
        title = self.upright.title and not (
            self.panel.across and self.panel.unit == self.upright.title
        )
        return (LINE * lines if self.upright.visible else 0) + (LINE if title else 0) + GAP

    def _beside(self) -> float:
        if self.panel.across:
            return max(
                (width(part, SIZE) for _, lines in self.names for part in lines), default=0
            ) + (GAP if self.names else 0)
        if not self.panel.value.visible:
            return 0
        return max((width(text, SIZE) for _, text in self.panel.value.ticks), default=0) + GAP

    # -- from the chart's places to the paper

    def x(self, at: float) -> float:
        """From a place on the lower axis."""
        axis = self.upright
        return self.left + (at - axis.low) / (axis.high - axis.low) * (self.right - self.left)

    def y(self, at: float) -> float:
        """From a place on the upright axis."""
        axis = self.panel.along if self.panel.across else self.panel.value
        share = (at - axis.low) / (axis.high - axis.low)
        if self.panel.across:  # the along axis is read from the top
            return self.top + share * (self.bottom - self.top)
        return self.bottom - share * (self.bottom - self.top)

    def point(self, along: float, value: float) -> tuple[float, float]:
        """From places on the along and the value axis."""
        return (
            (self.x(value), self.y(along)) if self.panel.across else (self.x(along), self.y(value))
        )

    # -- layers, from the back to the front

    def draw(self) -> None:
        """The whole panel."""
        panel = self.panel
        for mark in panel.marks:
            if mark.start != mark.end:
                self._zone(mark)
        self._axes()
        for stroke in panel.strokes:
            (x1, y1), (x2, y2) = stroke.first, stroke.last
            element(self.root, "line", x1=self.x(x1), y1=self.y(y1), x2=self.x(x2), y2=self.y(y2),
                 stroke=stroke.colour, stroke_width=1.2)  # fmt: skip
        layers: dict[str, Callable[[Series], None]] = {
            "band": self._band, "line": self._line, "points": self._marks,
        }  # fmt: skip
        for series in panel.series:
            if series.kind == "band":
                self._band(series)
        self._bars()
        for mark in panel.marks:
            if mark.start == mark.end:
                self._reference(mark)
        for series in panel.series:
            if series.kind in ("line", "points"):
                layers[series.kind](series)
        for series in panel.series:
            self._texts(series)
        for note in panel.notes:
            self._note(note)

    def _axes(self) -> None:
        panel, value = self.panel, self.panel.value
        if value.visible:
            for at, text in value.ticks:
                first = self.point(panel.along.low, at)
                last = self.point(panel.along.high, at)
                zero = at == 0
                element(self.root, "line", x1=first[0], y1=first[1], x2=last[0], y2=last[1],
                     stroke=LIGHT.context if zero else LIGHT.line, stroke_width=1,
                     stroke_dasharray="" if zero else "1 3")  # fmt: skip
                if panel.across:
                    write(self.root, text, self.x(at), self.bottom + LINE, "middle", LIGHT.context)
                else:
                    write(self.root, text, self.left - GAP, self.y(at) + 4, "end", LIGHT.context)
        for at, lines in self.names:
            if panel.across:
                start = self.y(at) + 4 - LINE * (len(lines) - 1) / 2
                for row, part in enumerate(lines):
                    write(self.root, part, self.left - GAP, start + LINE * row, "end")
            else:
                for row, part in enumerate(lines):
                    write(self.root, part, self.x(at), self.bottom + LINE * (row + 1), "middle")
        title = self.upright.title
        if title and not (panel.across and panel.unit == title):
            write(self.root, title, (self.left + self.right) / 2, self.bottom + self._below() - 2,
                  "middle", LIGHT.context)  # fmt: skip
        if panel.unit:
            side = self.left if panel.across else self.left - self._beside()
            write(self.root, panel.unit, side, self.top - LINE / 2, colour=LIGHT.context)

    def _zone(self, mark: Mark) -> None:
        first, last = self._span(mark.start, mark.end, mark.along)
        element(self.root, "rect", x=min(first[0], last[0]), y=min(first[1], last[1]),
             width=abs(last[0] - first[0]), height=abs(last[1] - first[1]),
             fill=mark.colour, opacity=mark.opacity)  # fmt: skip

    def _span(
        self, start: float, end: float, along: bool
    ) -> tuple[tuple[float, float], tuple[float, float]]:
        """Two corners of what reaches from start to end on one axis and all along the other."""
        panel = self.panel
        if along:
            start, end = max(start, panel.along.low), min(end, panel.along.high)
            return self.point(start, panel.value.low), self.point(end, panel.value.high)
        start, end = max(start, panel.value.low), min(end, panel.value.high)
        return self.point(panel.along.low, start), self.point(panel.along.high, end)

    def _reference(self, mark: Mark) -> None:
        axis = self.panel.along if mark.along else self.panel.value
        if not axis.low <= mark.start <= axis.high:
            return
        first, last = self._span(mark.start, mark.end, mark.along)
        element(self.root, "line", x1=first[0], y1=first[1], x2=last[0], y2=last[1], stroke=mark.colour,
             stroke_width=1.5, stroke_dasharray=DASHES.get(mark.dash, "6 4"))  # fmt: skip

    def _bars(self) -> None:
        for series, at, start, end, offset, thick in bars(self.panel):
            first = self.point(at + offset - thick / 2, start)
            last = self.point(at + offset + thick / 2, end)
            i = series.along.index(at)
            tint = series.colours[i]
            border = series.borders[i] if series.borders else ""
            element(self.root, "rect", x=min(first[0], last[0]), y=min(first[1], last[1]),
                 width=abs(last[0] - first[0]), height=abs(last[1] - first[1]),
                 fill=f"url(#h{tint[1:]})" if series.hatched and series.hatched[i] else tint,
                 opacity=series.opacity, stroke=border or "none",
                 stroke_width=1.5 if border else 0)  # fmt: skip
            if series.low and math.isfinite(series.low[i]):
                low = self.point(at + offset, series.low[i])
                high = self.point(at + offset, series.high[i])
                element(self.root, "line", x1=low[0], y1=low[1], x2=high[0], y2=high[1],
                     stroke=LIGHT.ink, stroke_width=1.5)  # fmt: skip

    def _band(self, series: Series) -> None:
        there = [self.point(*p) for p in zip(series.along, series.values, strict=True) if _known(p)]
        back = [self.point(*p) for p in zip(series.along, series.starts, strict=True) if _known(p)]
        points = " ".join(f"{short(x)},{short(y)}" for x, y in [*there, *reversed(back)])
        element(self.root, "polygon", points=points, fill=series.colours[0] if series.colours else "none",
             opacity=series.opacity)  # fmt: skip

    def _line(self, series: Series) -> None:
        run: list[str] = []
        for pair in [*zip(series.along, series.values, strict=True), (math.nan, math.nan)]:
            if _known(pair):
                x, y = self.point(*pair)
                run.append(f"{short(x)},{short(y)}")
            elif run:
                element(self.root, "polyline", points=" ".join(run), fill="none",
                     stroke=series.colours[0], stroke_width=series.thick * 4 / 5,
                     stroke_dasharray=DASHES.get(series.dash, "6 4"), stroke_linejoin="round")  # fmt: skip
                run = []
        self._marks(series)

    def _marks(self, series: Series) -> None:
        for i, symbol in enumerate(series.symbol):
            pair = series.along[i], series.values[i]
            if _known(pair):
                draw_symbol(self.root, symbol, *self.point(*pair), series.colours[i])

    def _texts(self, series: Series) -> None:
        drawn = {
            (id(one), at): (offset, start, end)
            for one, at, start, end, offset, _ in bars(self.panel)
        }
        for i, text in enumerate(series.texts):
            pair = series.along[i], series.values[i]
            if not text or not _known(pair) or series.places[i] == "none":
                continue
            if series.kind != "bars":
                self._label(text, *self.point(*pair), series.places[i], series)
                continue
            offset, start, end = drawn[id(series), pair[0]]
            x, y = self.point(pair[0] + offset, end)
            other = self.point(pair[0] + offset, start)
            if series.places[i] == "inside" or self.panel.stacked:
                self._label(text, (x + other[0]) / 2, (y + other[1]) / 2, "middle center", series,
                            LIGHT.paper if dark(series.colours[i]) else LIGHT.ink)  # fmt: skip
            elif self.panel.across:
                self._label(text, x, y, "middle left" if x < other[0] else "middle right", series)
            else:
                self._label(text, x, y, "bottom center" if y > other[1] else "top center", series)

    def _label(
        self, text: str, x: float, y: float, place: str, series: Series, tint: str = LIGHT.ink
    ) -> None:
        """A text beside a point, where Plotly's word has it."""
        lines = text.split("\n")
        upright, _, side = place.partition(" ")
        away = 9 if series.symbol else 5
        anchor = {"left": "end", "right": "start"}.get(side, "middle")
        x += {"left": -away, "right": away}.get(side, 0)
        tall = LINE * (len(lines) - 1)
        y += {"top": -away - tall, "bottom": away + 9}.get(upright, 4 - tall / 2)
        if series.kind == "text":
            tint = series.colours[0]
        bold, halo = tint != LIGHT.paper, series.kind in ("line", "points")
        for row, part in enumerate(lines):
            write(self.root, part, x, y + LINE * row, anchor, tint, bold, halo)

    def _note(self, note: Note) -> None:
        if note.owner == "unit":
            return
        x = self.left + note.x * (self.right - self.left) if note.x_share else self.x(note.x)
        y = self.bottom - note.y * (self.bottom - self.top) if note.y_share else self.y(note.y)
        if note.tail is not None:
            self._leader(note, x, y)
            return
        lines = note.text.split("\n")
        anchor = {"left": "start", "right": "end"}.get(note.xanchor, "middle")
        tall = LINE * (len(lines) - 1)
        y -= note.yshift
        y += {"bottom": -5 - tall, "top": LINE - 3}.get(note.yanchor, 4 - tall / 2)
        for row, part in enumerate(lines):
            write(self.root, part, x + note.xshift, y + LINE * row, anchor, note.colour,
                  note.bold and row == 0)  # fmt: skip

    def _leader(self, note: Note, x: float, y: float) -> None:
        """A line from a place to its text."""
        tail = note.tail or (0.0, 0.0)
        to = (self.x(tail[0]), self.y(tail[1])) if note.on_axes else (x + tail[0], y + tail[1])
        lines = note.text.split("\n")
        aside = note.on_axes
        element(
            self.root, "line", x1=x, y1=y, x2=to[0], y2=to[1], stroke=note.colour, stroke_width=1
        )
        down = to[1] > y
        start = (
            to[1] + 4 - LINE * (len(lines) - 1) / 2 if aside else to[1] + (LINE - 3 if down else -4)
        )
        for row, part in enumerate(lines):
            write(self.root, part, to[0] + (4 if aside else 0), start + LINE * row,
                  "start" if aside else "middle", note.colour, note.bold)  # fmt: skip


def _known(pair: tuple[float, float]) -> bool:
    return all(math.isfinite(part) for part in pair)
