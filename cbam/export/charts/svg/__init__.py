"""A chart of ours as a stand-alone SVG, drawn without a browser: vectors for print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

from cbam.export.charts.panel import Series
from cbam.export.charts.reading import panels
from cbam.export.charts.svg.elements import (
    DASHES,
    LINE,
    SIZE,
    draw_symbol,
    element,
    hatch,
    short,
    write,
)
from cbam.export.charts.svg.frame import GAP, Frame
from cbam.export.texts import families, printable, width


def draw(
    figure: Mapping[str, Any], lang: str, wide: float = 680, high: float = 280, alt: str = ""
) -> str:
    """The chart as SVG text.

    Args:
        figure: ``data`` and ``layout`` of a ``charts.Chart``.
        lang: ``en`` or ``zh``; chooses the font.
        wide: of the drawing; text in it is 12 units high.
        high: likewise; a chart of bars on their side is as high as it needs.
        alt: text alternative, kept as the drawing's title.

    Raises:
        ChartError: the chart holds something unknown.
    """
    found = panels(figure)
    rows = max((len(p.categories) for p in found if p.across), default=0)
    lines = [n.text.count("\n") + 1 for p in found for n in p.notes if n.owner == "category"]
    if rows:
        high = 66 + rows * (max(46, 24 * max(lines)) if lines else 28)
    root = ET.Element(
        "svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {short(wide)} {short(high)}",
        width=short(wide), height=short(high), role="img",
    )  # fmt: skip
    root.set("font-family", ", ".join([*families(lang), "sans-serif"]))
    root.set("font-size", short(SIZE))
    if alt:
        ET.SubElement(root, "title").text = printable(alt)
    hatches = ET.SubElement(root, "defs")
    names = [
        (s.name, s.colours[0], s)
        for p in found
        if p.legend
        for s in p.series
        if s.name and s.colours
    ]
    foot = _legend(root, names, wide, high) if len(names) > 1 else high
    for panel in found:
        left, right, top, bottom = panel.place
        Frame(
            root, hatches, panel, left * wide, right * wide - GAP, top * foot, bottom * foot
        ).draw()
    for tint in sorted(
        {e.get("fill", "")[6:-1] for e in root.iter("rect") if e.get("fill", "").startswith("url(")}
    ):
        hatch(hatches, tint)
    return ET.tostring(root, encoding="unicode")


def _legend(
    root: ET.Element, names: list[tuple[str, str, Series]], wide: float, high: float
) -> float:
    """The names below the chart, in as many rows as they need; returns where the chart ends."""
    places, x, row = [], 0.0, 0
    for name, tint, series in names:
        room = 22 + width(name, SIZE) + 14
        if x and x + room > wide:
            x, row = 0.0, row + 1
        places.append((x, row, name, tint, series))
        x += room
    top = high - LINE * (row + 1) - 2
    for x, row, name, tint, series in places:
        y = top + LINE * row + LINE / 2
        if series.kind in ("line", "points"):
            element(root, "line", x1=x, x2=x + 16, y1=y, y2=y, stroke=tint, stroke_width=2.5,
                 stroke_dasharray=DASHES.get(series.dash, "6 4"))  # fmt: skip
            if series.symbol:
                draw_symbol(root, series.symbol[0], x + 8, y, tint)
        else:
            fill = f"url(#h{tint[1:]})" if any(series.hatched) else tint
            element(
                root, "rect", x=x, y=y - 5, width=16, height=10, fill=fill, opacity=series.opacity
            )
        write(root, name, x + 21, y + 4)
    return top - GAP
