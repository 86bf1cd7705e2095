"""Lines by import year with their names at their ends; what the what-if charts share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cbam.present.charts import layout
from cbam.present.theme import Palette

_LATIN, _CHINESE = 8, 13  # width of a bold letter of a label, in pixels
_TICKS = 6  # years that can be written side by side on a phone


@dataclass(frozen=True)
class Line:
    """One line of a chart.

    Attributes:
        name: at its end and in the hover text.
        x, y: its points.
        text: what each point is, for the hover text.
        colour, dash, width, symbol: how it is drawn; dash and symbol tell it without colour.
        end: written under the name at its end.
    """

    name: str
    x: Sequence[float]
    y: Sequence[float]
    text: Sequence[str]
    colour: str
    end: str
    dash: str = "solid"
    width: float = 2
    symbol: str = "circle"


def lines(
    found: Sequence[Line],
    years: Sequence[int],
    unit: str,
    top: float,
    colours: Palette,
    low: float = 0.0,
) -> dict[str, Any]:
    """A figure of lines over import years, each named at its end.

    Args:
        found: the lines; the last one is drawn on top.
        years: ticks of the axis.
        unit: at the vertical axis.
        top: upper end of the vertical axis.
        colours: palette of the mode.
        low: lower end of the vertical axis.
    """
    frame = layout(colours, unit, top)
    frame["yaxis"] |= {"range": [low, top], "tickformat": ","}
    shown = list(years)[:: 2 if len(years) > _TICKS else 1]
    frame["xaxis"] |= {"tickvals": shown, "tickangle": 0, "tickfont": {"size": 11}}
    frame["shapes"] = []
    if found:
        frame["margin"]["r"] = 14 + max(_wide(t) for line in found for t in (line.name, line.end))
    heights = spread([line.y[-1] for line in found], (top - low) / 8, low, top)
    for line, height in zip(found, heights, strict=True):
        frame["annotations"].append(
            {
                "x": 1, "xref": "paper", "xanchor": "left", "xshift": 6, "y": height,
                "showarrow": False, "align": "left", "font": {"size": 12, "color": line.colour},
                "text": f"<b>{line.name}</b><br>{line.end}",
            }
        )  # fmt: skip
    return {"data": [_trace(line, colours) for line in found], "layout": frame}


def _wide(text: str) -> int:
    """How wide a label is, in pixels."""
    return sum(_LATIN if letter < "\u2000" else _CHINESE for letter in text)


def _trace(line: Line, colours: Palette) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines+markers", "x": list(line.x), "y": list(line.y),
        "name": line.name, "text": list(line.text),
        "line": {"color": line.colour, "width": line.width, "dash": line.dash},
        "marker": {
            "size": 7, "symbol": line.symbol, "line": {"color": colours.paper, "width": 1},
        },
        "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip


def mark_year(frame: dict[str, Any], year: float, colours: Palette) -> None:
    """Mark, in a layout, the import year looked at."""
    frame["shapes"].append(
        {
            "type": "line", "x0": year, "x1": year, "yref": "paper", "y0": 0, "y1": 1,
            "line": {"color": colours.context, "width": 1, "dash": "dot"}, "layer": "below",
        }
    )  # fmt: skip


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places at least ``gap`` apart between two ends, in the same order and near those wanted."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    placed, edge = list(wanted), low
    for i in order:
        placed[i] = max(placed[i], edge)
        edge = placed[i] + gap
    edge = high
    for i in reversed(order):
        placed[i] = min(placed[i], edge)
        edge = placed[i] - gap
    return placed
