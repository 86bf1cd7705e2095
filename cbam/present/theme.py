"""Colours with one meaning each, and fonts; the same on screen, slide and paper.

Contrast is at least 5:1 on the background of its mode. Colour is never the only sign.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """The colours of one mode.

    Attributes:
        pay: what you pay. save: what you save. context: everything else.
        assumption: not law but assumed. ink, paper: text and background. line: rules, grid.
    """

    pay: str
    save: str
    context: str
    assumption: str
    ink: str
    paper: str
    line: str
    pay_soft: str
    pay_faint: str


LIGHT = Palette(
    pay="#B42318",
    save="#0F766E",
    context="#475467",
    assumption="#B54708",
    ink="#101828",
    paper="#FFFFFF",
    line="#D0D5DD",
    pay_soft="#E0837B",
    pay_faint="#F4C7C3",
)
DARK = Palette(
    pay="#F97066",
    save="#2DD4BF",
    context="#98A2B3",
    assumption="#FDB022",
    ink="#F2F4F7",
    paper="#0E1117",
    line="#344054",
    pay_soft="#A94A43",
    pay_faint="#6A3230",
)
FONTS = (
    'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", '
    '"Noto Sans CJK SC", sans-serif'
)


def palette(mode: str) -> Palette:
    """The palette of ``light`` or ``dark``."""
    return DARK if mode == "dark" else LIGHT


def faded(colour: str, opacity: float) -> str:
    """A colour of the palette, seen through, as Plotly and CSS write it."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"
