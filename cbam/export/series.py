"""Our Plotly dictionaries read as panels: for native charts in slides and vectors in print.

A chart that holds something this module does not know raises ``ChartError`` rather than losing
it silently.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cbam.export.panel import Axis, ChartError, Mark, Note, Panel, Series, Stroke
from cbam.present.theme import LIGHT

TAGS = re.compile(r"</?(?:b|i|em|strong|sub|sup|span)(?:\s[^<>]*)?>", re.IGNORECASE)
_LABEL = re.compile(r"<b>(.*?)</b>(.*)", re.DOTALL)  # name and words of an area
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
CONTEXT, INK = LIGHT.context, LIGHT.ink  # where a trace brings no colour of its own
BESIDE = 0.3  # how far from the middle of its place a bar may stand
WIDEST = 7 / 8  # share of its place a bar may take


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


def plain(text: object) -> str:
    """A label without Plotly's markup; its line breaks become line feeds."""
    return html.unescape(TAGS.sub("", BREAK.sub("\n", str(text)))).strip()


def colour(value: object) -> tuple[str, float]:
    """A colour as ``#RRGGBB`` and its opacity, from hex or ``rgba(...)``.

    Raises:
        ChartError: another notation.
    """
    text = str(value).strip()
    if re.fullmatch(r"#[0-9A-Fa-f]{6}", text):
        return text.upper(), 1.0
    match = re.fullmatch(r"rgba?\((\d+),\s*(\d+),\s*(\d+)(?:,\s*([\d.]+))?\)", text)
    if not match:
        raise ChartError("colour", value)
    red, green, blue = (int(part) for part in match.groups()[:3])
    return f"#{red:02X}{green:02X}{blue:02X}", float(match.group(4) or 1)


def mixed(tint: str, opacity: float) -> str:
    """The colour that a see-through one gives on paper."""
    parts = (int(tint[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * opacity):02X}" for part in parts)


def _panel(
    traces: Sequence[Mapping[str, Any]], axes: tuple[str, str], layout: Mapping[str, Any]
) -> Panel:
    x_axis, y_axis = (layout.get(f"{name[0]}axis{name[1:]}", {}) for name in axes)
    across = any(trace.get("orientation") == "h" for trace in traces)
    along_key, value_key = ("y", "x") if across else ("x", "y")
    along_axis, value_axis = (y_axis, x_axis) if across else (x_axis, y_axis)
    raw = [place for trace in traces for place in trace.get(along_key, ())]
    scale = _Scale.of(raw, along_axis, any(t.get("type") == "bar" for t in traces), across)
    series = _series(traces, along_key, value_key, scale)
    notes, marks = _notes(layout, axes, scale, across), _marks(layout, axes, scale, across)
    along = _along_axis(along_axis, scale, series)
    value = _value_axis(value_axis, series, layout.get("barmode", "group"))
    marks = [_named(mark, notes, across) for mark in marks]
    notes = [_owned(note, marks, series, across, along.visible) for note in notes]
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
        bool(layout.get("showlegend")), _strokes(layout, axes, scale, across),
    )  # fmt: skip


def _areas(trace: Mapping[str, Any]) -> Panel:
    """A treemap of one level as bars, largest first: print and slides read lengths better."""
    if any(trace["parents"]):
        raise ChartError("treemap with levels", trace["parents"])
    values = _numbers(trace["values"])
    order = sorted(range(len(values)), key=lambda i: -values[i])
    parts = [_LABEL.fullmatch(str(trace["labels"][i])) for i in order]
    titles = [
        plain(p.group(1) if p else trace["labels"][i]) for p, i in zip(parts, order, strict=True)
    ]
    said = [plain(p.group(2)).replace("\n", " · ") if p else "" for p in parts]
    marker = trace.get("marker", {})
    shapes = _each(marker.get("pattern", {}).get("shape", ""), len(values))
    fills = _each(marker.get("colors", CONTEXT), len(values))
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


@dataclass(frozen=True, slots=True)
class _Scale:
    """From Plotly's places on the along axis to ours: positions of categories, or numbers."""

    places: tuple[Any, ...]  # of categories, in reading order; empty: numeric
    flipped: bool = False

    @classmethod
    def of(cls, raw: Sequence[Any], axis: Mapping[str, Any], bars: bool, across: bool) -> _Scale:
        if axis.get("type") == "date":
            return cls(())
        found = list(dict.fromkeys(raw))
        ticks = set(axis.get("tickvals", ()))
        words = any(isinstance(place, str) for place in found)
        if not (words or bars or (found and _years(found, ticks))):
            return cls(())
        if words:
            order = [c for c in axis.get("categoryarray", ()) if c in found]
            found = order + [place for place in found if place not in order]
        else:
            rows = {round(place) for place in found}
            if all(abs(place - round(place)) < BESIDE for place in found):
                found = list(rows)  # bars a little above and below the middle of their row
            found.sort()
        ends = axis.get("range")
        from_top = axis.get("autorange") == "reversed" or (ends and ends[0] > ends[1])
        if across and not from_top:
            return cls(tuple(reversed(found)), True)
        return cls(tuple(found))

    def at(self, place: Any) -> float:
        """The position of a place; between and beside numeric categories, in proportion."""
        if place is None:
            return math.nan
        if not self.places:
            return _moment(place) if isinstance(place, str) else float(place)
        if place in self.places:
            return float(self.places.index(place))
        last = len(self.places) - 1
        if isinstance(self.places[0], str):
            return last - float(place) if self.flipped else float(place)
        order = sorted((float(known), at) for at, known in enumerate(self.places))
        if len(order) == 1:
            return order[0][1] + (float(place) - order[0][0]) * (-1 if self.flipped else 1)
        upper = next((i for i, (known, _) in enumerate(order) if known > place), last)
        (x0, y0), (x1, y1) = order[max(upper, 1) - 1], order[max(upper, 1)]
        return y0 + (float(place) - x0) * (y1 - y0) / (x1 - x0)

    def names(self, axis: Mapping[str, Any]) -> tuple[str, ...]:
        texts = dict(zip(axis.get("tickvals", ()), axis.get("ticktext", ()), strict=False))
        return tuple(plain(texts.get(place, place)) for place in self.places)


def _years(found: Sequence[Any], ticks: set[Any]) -> bool:
    """Whether the places are a row of whole numbers with their own marks, such as years."""
    if any(place is None or place != int(place) for place in found):
        return False
    return ticks <= set(found) and len(found) == max(found) - min(found) + 1 and bool(ticks)


def _series(
    traces: Sequence[Mapping[str, Any]], along_key: str, value_key: str, scale: _Scale
) -> list[Series]:
    found: list[Series] = []
    for trace in traces:
        along = tuple(scale.at(place) for place in trace.get(along_key, ()))
        values = _numbers(trace.get(value_key, ()))
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
    starts = _numbers(_each(trace.get("base", 0.0), count))
    ends = tuple(start + value for start, value in zip(starts, values, strict=True))
    error = trace.get("error_y") or trace.get("error_x") or {}
    plus, minus = _numbers(error.get("array", ())), _numbers(error.get("arrayminus", ()))
    tops = zip(ends, plus, strict=False)
    bottoms = zip(ends, minus or plus, strict=False)
    line, width = marker.get("line", {}), trace.get("width")
    drawn = _each(line.get("width", 0), count)
    edges = _each(line.get("color", INK), count)
    shades = _each(marker.get("opacity", 1.0), count)
    fills = [colour(item) for item in _each(marker.get("color", CONTEXT), count)]
    return [
        Series(
            "bars", _name(trace), along, ends, starts if "base" in trace else (),
            _texts(trace, count, "textposition" in trace),
            tuple(_each(trace.get("textposition", ""), count)),
            tuple(
                mixed(fill, alpha * float(shade) * float(trace.get("opacity", 1)))
                for (fill, alpha), shade in zip(fills, shades, strict=True)
            ),
            hatched=tuple(bool(s) for s in _each(marker.get("pattern", {}).get("shape", ""), count)),
            borders=tuple(colour(e)[0] if w else "" for e, w in zip(edges, drawn, strict=True)),
            widths=() if width is None else tuple(min(float(w), WIDEST) for w in _each(width, count)),
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
    colours = tuple(colour(item)[0] for item in _each(marker.get("color") or shown, count))
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
    symbols = tuple(_each(marker.get("symbol", "circle"), count)) if points else ()
    dash = "" if line.get("dash", "solid") == "solid" else str(line["dash"])
    found.append(
        Series(
            kind, "" if fill == "tonexty" else _name(trace), along, values, (), texts,
            tuple(_each(trace.get("textposition", "middle center"), count)),
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
    return tuple(plain(text) for text in _each(trace["text"], count))


def _along_axis(axis: Mapping[str, Any], scale: _Scale, series: Sequence[Series]) -> Axis:
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


def _value_axis(axis: Mapping[str, Any], series: Sequence[Series], mode: str) -> Axis:
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


def _moment(day: str) -> float:
    """An ISO date as a year with its part gone by."""
    date = datetime.fromisoformat(day)
    first = datetime(date.year, 1, 1, tzinfo=date.tzinfo)
    return date.year + (date - first).days / 366


def _years_between(low: float, high: float) -> tuple[tuple[float, str], ...]:
    years = range(math.ceil(low), math.floor(high) + 1)
    step = max(1, math.ceil(len(years) / 8))
    return tuple((float(year), str(year)) for year in years[::step])


def _tick_text(value: float, digits: int) -> str:
    return f"{value:,.{digits}f}".replace("-", "\N{MINUS SIGN}")


def _title(axis: Mapping[str, Any]) -> str:
    title = axis.get("title", "")
    return plain(title.get("text", "") if isinstance(title, Mapping) else title)


def _marks(
    layout: Mapping[str, Any], axes: tuple[str, str], scale: _Scale, across: bool
) -> list[Mark]:
    found = []
    for shape in layout.get("shapes", ()):
        if shape.get("type") not in ("line", "rect"):
            raise ChartError("shape", shape.get("type"))
        xref, yref = str(shape.get("xref", "x")), str(shape.get("yref", "y"))
        if not _belongs(xref, yref, axes):
            continue
        if not xref.endswith(("paper", "domain")) and not yref.endswith(("paper", "domain")):
            continue  # a stroke between two points: see _strokes
        if xref.endswith(("paper", "domain")) and yref.endswith(("paper", "domain")):
            raise ChartError("shape with references", (xref, yref))
        on_x = not xref.endswith(("paper", "domain"))
        ends = (shape["x0"], shape["x1"]) if on_x else (shape["y0"], shape["y1"])
        along = on_x != across
        start, end = sorted(scale.at(e) if along else float(e) for e in ends)
        filled = shape["type"] == "rect"
        tint, alpha = colour(shape["fillcolor"] if filled else shape["line"]["color"])
        dash = "" if filled else str(shape["line"].get("dash", "solid")).replace("solid", "")
        found.append(
            Mark(along, start, end, "", tint, dash, alpha * float(shape.get("opacity", 1)))
        )
    return found


def _strokes(
    layout: Mapping[str, Any], axes: tuple[str, str], scale: _Scale, across: bool
) -> tuple[Stroke, ...]:
    """Plain lines between two points of the chart, such as those of a tree."""
    found = []
    for shape in layout.get("shapes", ()):
        xref, yref = str(shape.get("xref", "x")), str(shape.get("yref", "y"))
        if (xref, yref) != axes:
            continue
        if shape["type"] != "line":
            raise ChartError("shape", shape["type"])
        ends = [(shape["x0"], shape["y0"]), (shape["x1"], shape["y1"])]
        points = tuple(
            (float(x), scale.at(y)) if across else (scale.at(x), float(y)) for x, y in ends
        )
        found.append(Stroke(points[0], points[1], colour(shape["line"]["color"])[0]))
    return tuple(found)


def _belongs(xref: str, yref: str, axes: tuple[str, str]) -> bool:
    """Whether something placed by these references lies in the panel of these axes."""
    x = xref.removesuffix(" domain")
    y = yref.removesuffix(" domain")
    if x == "paper" and y == "paper":
        return axes[0] == "x" and axes[1] == "y"
    if x == "paper":
        return y == axes[1] and axes[0] == "x"
    return x == axes[0] and y in ("paper", axes[1])


def _notes(
    layout: Mapping[str, Any], axes: tuple[str, str], scale: _Scale, across: bool
) -> list[Note]:
    found = []
    for note in layout.get("annotations", ()):
        xref, yref = str(note.get("xref", "x")), str(note.get("yref", "y"))
        text = plain(note.get("text", ""))
        if not text or not _belongs(xref, yref, axes):
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


def _named(mark: Mark, notes: Sequence[Note], across: bool) -> Mark:
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


def _owned(
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


def _numbers(values: Sequence[Any]) -> tuple[float, ...]:
    return tuple(math.nan if value is None else float(value) for value in values)


def _each(value: Any, count: int) -> list[Any]:
    """One value for each point: a list as it is, a single value repeated."""
    if isinstance(value, str | int | float) or value is None:  # numpy's floats are floats
        return [value] * count
    return list(value)


def _first(value: Any) -> Any:
    return value if isinstance(value, str) or value is None else next(iter(value), None)
