"""Horizontal bars with their name on a line above each: what a phone can show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cbam.present.charts import layout
from cbam.present.theme import Palette

ROW = 58  # height of a row: a line of text and a bar
BAR = 0.36  # thickness of a bar, in rows
_RAISED = 0.24  # from the middle of a bar to the foot of its name, in rows


def rows(
    colours: Palette,
    names: Sequence[str],
    span: tuple[float, float],
    axis: str = "",
    height: int = ROW,
) -> dict[str, Any]:
    """A layout of named rows, the first on top; bar i lies at ``y = i``.

    Args:
        colours: palette of the mode.
        names: the line above each bar (Plotly's simple tags are kept).
        span: ends of the horizontal axis.
        axis: what the axis measures; empty: the bars carry their figures themselves.
        height: of a row, in pixels.
    """
    frame = layout(colours, "", 1.0)
    frame["height"] = height * len(names) + (64 if axis else 24)
    frame["margin"] |= {"t": 14, "l": 4, "r": 4}
    frame["yaxis"] = {
        "visible": False, "fixedrange": True, "range": [len(names) - 0.6, -0.85],
    }  # fmt: skip
    frame["xaxis"] |= {
        "range": list(span), "showgrid": bool(axis), "gridcolor": colours.line, "griddash": "dot",
        "visible": bool(axis), "zeroline": False, "nticks": 5, "showline": False,
    }  # fmt: skip
    if axis:
        frame["xaxis"]["title"] = {"text": axis, "font": {"size": 12, "color": colours.context}}
    frame["annotations"] = [
        {
            "xref": "paper", "x": 0, "xanchor": "left", "y": at - _RAISED, "yanchor": "bottom",
            "text": name, "showarrow": False, "align": "left",
            "font": {"size": 13, "color": colours.ink},
        }
        for at, name in enumerate(names)
    ]  # fmt: skip
    frame["shapes"] = []
    return frame
