"""The elements a drawing is made of."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

from cbam.export.texts import printable
from cbam.present.theme import LIGHT

SIZE = 12  # of text, in the unit of the drawing
LINE = 15  # from one line of text to the next
DASHES = {"dash": "6 4", "dot": "2 3", "dashdot": "6 3 2 3", "longdash": "10 4", "": ""}


def draw_symbol(root: ET.Element, symbol: str, x: float, y: float, tint: str) -> None:
    """A marker at a point."""
    style: dict[str, Any] = {"fill": tint, "stroke": LIGHT.paper, "stroke_width": 1}
    if symbol.startswith("circle"):
        hollow = symbol.endswith("open")
        element(root, "circle", cx=x, cy=y, r=4.5, fill=LIGHT.paper if hollow else tint,
             stroke=tint if hollow else LIGHT.paper, stroke_width=1.5 if hollow else 1)  # fmt: skip
        return
    shapes = {
        "diamond": ((0, -6), (6, 0), (0, 6), (-6, 0)),
        "square": ((-4, -4), (4, -4), (4, 4), (-4, 4)),
        "triangle-up": ((0, -6), (6, 5), (-6, 5)),
        "triangle-down": ((0, 6), (6, -5), (-6, -5)),
    }
    if symbol in ("x", "cross", "line-ns", "line-ew"):
        arms = {"x": ((-4, -4, 4, 4), (-4, 4, 4, -4)), "cross": ((-5, 0, 5, 0), (0, -5, 0, 5)),
                "line-ns": ((0, -7, 0, 7),), "line-ew": ((-7, 0, 7, 0),)}[symbol]  # fmt: skip
        for x1, y1, x2, y2 in arms:
            element(
                root,
                "line",
                x1=x + x1,
                y1=y + y1,
                x2=x + x2,
                y2=y + y2,
                stroke=tint,
                stroke_width=3,
            )
        return
    corners = shapes.get(symbol.removesuffix("-open"), shapes["diamond"])
    element(
        root,
        "polygon",
        points=" ".join(f"{short(x + dx)},{short(y + dy)}" for dx, dy in corners),
        **style,
    )


def hatch(defs: ET.Element, tint: str) -> None:
    """White strokes over a colour, so that a bar is known without it."""
    pattern = element(defs, "pattern", id=f"h{tint}", width=6, height=6, patternUnits="userSpaceOnUse",
                   patternTransform="rotate(45)")  # fmt: skip
    element(pattern, "rect", width=6, height=6, fill=f"#{tint}")
    element(pattern, "line", x1=1, y1=0, x2=1, y2=6, stroke=LIGHT.paper, stroke_width=1.2)


def write(
    root: ET.Element, text: str, x: float, y: float, anchor: str = "start",
    colour: str = LIGHT.ink, bold: bool = False, halo: bool = False,
) -> None:  # fmt: skip
    """A line of text; ``halo``: readable where a line runs behind it."""
    style: dict[str, Any] = {"font_weight": 700} if bold else {}
    if halo:  # where a line may run behind it
        style |= {"stroke": LIGHT.paper, "stroke_width": 3, "paint_order": "stroke"}
    element(root, "text", x=x, y=y, text_anchor=anchor, fill=colour, **style).text = printable(text)


def element(root: ET.Element, tag: str, **attributes: Any) -> ET.Element:
    """A new element; empty attributes are left out, numbers written short."""
    return ET.SubElement(
        root,
        tag,
        {
            (key if key in ("patternUnits", "patternTransform") else key.replace("_", "-")): (
                value if isinstance(value, str) else short(value)
            )
            for key, value in attributes.items()
            if value != ""
        },
    )


def short(value: float) -> str:
    """A number without needless digits."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
