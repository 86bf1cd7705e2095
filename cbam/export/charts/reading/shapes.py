"""Shapes as reference lines, zones and strokes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cbam.export.charts.colours import colour
from cbam.export.charts.panel import ChartError, Mark, Stroke
from cbam.export.charts.reading.scale import Scale


def marks_of(
    layout: Mapping[str, Any], axes: tuple[str, str], scale: Scale, across: bool
) -> list[Mark]:
    """Reference lines and zones across the panel of these axes."""
    found = []
    for shape in layout.get("shapes", ()):
        if shape.get("type") not in ("line", "rect"):
            raise ChartError("shape", shape.get("type"))
        xref, yref = str(shape.get("xref", "x")), str(shape.get("yref", "y"))
        if not belongs(xref, yref, axes):
            continue
        if not xref.endswith(("paper", "domain")) and not yref.endswith(("paper", "domain")):
            continue  # a stroke between two points: see strokes_of
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


def strokes_of(
    layout: Mapping[str, Any], axes: tuple[str, str], scale: Scale, across: bool
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


def belongs(xref: str, yref: str, axes: tuple[str, str]) -> bool:
    """Whether something placed by these references lies in the panel of these axes."""
    x = xref.removesuffix(" domain")
    y = yref.removesuffix(" domain")
    if x == "paper" and y == "paper":
        return axes[0] == "x" and axes[1] == "y"
    if x == "paper":
        return y == axes[1] and axes[0] == "x"
    return x == axes[0] and y in ("paper", axes[1])
