"""Small parts of a chart's XML."""

from __future__ import annotations

from typing import Any

from pptx.dml.color import RGBColor
from pptx.oxml.xmlchemy import OxmlElement

from cbam.export import safe


def child(parent: Any, tag: str, value: str) -> None:
    """Append an element with one value."""
    element = OxmlElement(tag)
    element.set("val", value)
    parent.append(element)


def rgb(tint: str) -> RGBColor:
    """A colour as python-pptx takes it."""
    return RGBColor.from_string(tint[1:])


def sheet_text(text: str, most: int = 120) -> str:
    """A name for the chart's workbook, which takes what begins with ``=`` for a formula."""
    word = safe.plain(text, most)
    return f"'{word}" if word.startswith(("=", "{=")) else word
