"""Colours of charts: hex, see-through on paper, light or dark."""

from __future__ import annotations

import re

from cbam.export.charts.panel import ChartError


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


def dark(tint: str) -> bool:
    """Whether text on a colour has to be white."""
    red, green, blue = (int(tint[i : i + 2], 16) for i in (1, 3, 5))
    return red * 3 + green * 6 + blue < 1400
