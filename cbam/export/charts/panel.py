"""What a chart of ours holds, apart from Plotly: panels of series on two axes.

Everything lies on two directions: *along* (the categories or the numeric input) and the *value*.
"""

from __future__ import annotations

from dataclasses import dataclass


class ChartError(ValueError):
    """A chart holds a kind of trace, fill, shape or axis that no export can draw yet."""

    def __init__(self, what: str, value: object) -> None:
        self.what, self.value = what, value
        super().__init__(f"{what} {value!r} cannot be exported")


@dataclass(frozen=True, slots=True)
class Axis:
    """One direction: its extent, its marks as (place, text), its title; hidden or not."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    title: str = ""
    visible: bool = True
    side: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """One trace.

    Attributes:
        kind: ``bars``, ``line``, ``points``, ``text`` or ``band``.
        name: as the legend has it; empty: not in the legend.
        along: places on the along axis; of categories, their positions from 0.
        values: ends on the value axis; NaN where there is none.
        starts: where bars begin, or the other edge of a band.
        texts: label of each point, lines separated by a line feed; empty: none.
        places: where each label stands (Plotly's words: ``top center``, ``outside`` ...).
        colours: hex colour of each point. opacity: of fills.
        hatched: of each bar. borders: colour of each bar's outline, empty without.
        widths: of each bar as a share of its place; empty: as wide as fits.
        dash: Plotly's word; empty: solid. thick: width of a line in px; 0: markers only.
        symbol: marker of each point, empty without. low, high: ends of an error bar.
    """

    kind: str
    name: str
    along: tuple[float, ...]
    values: tuple[float, ...]
    starts: tuple[float, ...] = ()
    texts: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    opacity: float = 1.0
    hatched: tuple[bool, ...] = ()
    borders: tuple[str, ...] = ()
    widths: tuple[float, ...] = ()
    dash: str = ""
    thick: float = 0.0
    symbol: tuple[str, ...] = ()
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A reference line or zone from ``start`` to ``end`` on one direction, with its name.

    ``named`` is where the name stands on the other direction, as a share of it.
    """

    along: bool
    start: float
    end: float
    text: str
    colour: str
    dash: str = ""
    opacity: float = 1.0
    named: float = 7 / 8


@dataclass(frozen=True, slots=True)
class Stroke:
    """A plain line between two points (x, y) on the axes."""

    first: tuple[float, float]
    last: tuple[float, float]
    colour: str


@dataclass(frozen=True, slots=True)
class Note:
    """A text on the chart. A place is a share of the panel where ``*_share``.

    Attributes:
        xshift, yshift: px to the right and up.
        owner: what it names: ``unit``, ``mark``, ``series`` or ``category``; empty: itself.
        tail: where the text stands if a line leads to it from its place, else ``None``; on the
            axes if ``on_axes``, else px to the right and down.
    """

    text: str
    x: float
    y: float
    x_share: bool
    y_share: bool
    xanchor: str
    yanchor: str
    xshift: float
    yshift: float
    colour: str
    bold: bool
    owner: str = ""
    tail: tuple[float, float] | None = None
    on_axes: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """One pair of axes.

    Attributes:
        across: bars lie on their side: the along axis is vertical, read from the top.
        categories: names of the positions, in reading order; empty: a numeric along axis.
        along, value: the axes. series, marks, notes: what is drawn.
        stacked: bars of one place stand on each other; otherwise beside.
        overlaid: bars of one place lie over each other.
        place: left, right, top, bottom as shares of the chart.
        legend: whether the names of the series are listed. strokes: lines behind everything.
    """

    across: bool
    categories: tuple[str, ...]
    along: Axis
    value: Axis
    series: tuple[Series, ...]
    marks: tuple[Mark, ...]
    notes: tuple[Note, ...]
    stacked: bool
    overlaid: bool
    place: tuple[float, float, float, float]
    legend: bool
    strokes: tuple[Stroke, ...] = ()

    @property
    def unit(self) -> str:
        """Unit of the value axis as the chart has it, or the axis's title."""
        return next((n.text for n in self.notes if n.owner == "unit"), self.value.title)
