"""How large text may be on a slide: the largest size at which it fits its box."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pptx.util import Emu, Pt

from cbam.export.texts import pieces, readable, width, wrapped
from cbam.present.report import Figure

SPACING = 13 / 10  # height of a line over its font size, also in Chinese fonts
TITLES = (36, 32, 28, 24, 20)  # sizes in pt, the wish first
WORDS = (20, 18, 16, 14)
VALUES = (36, 32, 28, 24, 20, 18, 16)
CELLS = (16, 14, 12)
_LOOSE = 10 / 7  # likewise in a table, which grows and pushes nothing aside
_BOLD = 14 / 15  # share of a box that bold text may be counted on
_PADDING = Pt(14)  # of a table's cell, both sides

Box = tuple[int, int, int, int]  # left, top, width, height in EMU


class Grid(NamedTuple):
    """A table on a slide: font size, widths and heights in EMU (head first), rows that fit."""

    size: int
    widths: list[int]
    heights: list[int]
    shown: int

    @property
    def high(self) -> int:
        """Height of what is shown."""
        return sum(self.heights[: self.shown + 1])


def lines(text: str, size: int, wide: int) -> list[str]:
    """A text broken for a box ``wide`` EMU across."""
    return wrapped(readable(text), size, Emu(int(wide)).pt * 29 / 30)


def cut(text: str, size: int, wide: int, rows: int) -> str:
    """A text in at most so many lines; what is longer ends in an ellipsis."""
    found = lines(text, size, wide)
    if len(found) <= rows:
        return text
    whole = readable(text).replace("\n", " ")
    return whole[: sum(map(len, found[:rows])) - 2].rstrip() + "…"


def headline(text: str, wide: int, high: int, sizes: Sequence[int]) -> tuple[int, int]:
    """Size in pt and height in EMU of a bold text."""
    for size in sizes:
        tall = Pt(size * SPACING * len(lines(text, size, int(wide * _BOLD))))
        if tall <= high:
            break
    return size, tall


def sentences(texts: Sequence[str], wide: int, high: int, sizes: Sequence[int]) -> tuple[int, int]:
    """Size in pt at which paragraphs fit, and their height in EMU (at the last size: as it is)."""
    for size in sizes:
        tall = sum(paragraph(text, size, wide) for text in texts)
        if tall <= high:
            break
    return size, tall


def paragraph(text: str, size: int, wide: int) -> int:
    """Height of a paragraph with the space after it."""
    return Pt(size * SPACING * len(lines(text, size, wide))) + Pt(size // 2)


def figure(shown: Figure, wide: int, high: int) -> tuple[int, int]:
    """Size in pt of a figure's value and of the words around it."""
    for size in VALUES:
        small = 16 if size > 20 else 14
        words = sum(len(lines(text, small, wide)) for text in (shown.label, shown.aside) if text)
        value = len(lines(shown.value, size, int(wide * _BOLD)))
        if Pt(SPACING * (words * small + value * size)) <= high and (value == 1 or size <= 20):
            break
    return size, small


def grid(head: Sequence[str], rows: Sequence[Sequence[str]], wide: int, high: int) -> Grid:
    """A table with as many rows as fit, in letters as large as all of them allow."""
    columns = list(zip(head, *rows, strict=True))
    for size in CELLS:
        widths, fits = _columns(columns, size, wide)
        heights = [_tall(row, widths, size) for row in [head, *rows]]
        if fits and sum(heights) <= high:
            break
    shown, used = 0, heights[0]
    for number, tall in enumerate(heights[1:], 1):
        note = Pt(20) if number < len(rows) else 0  # the line that says so
        if number > 1 and used + tall + note > high:
            break
        shown, used = number, used + tall
    return Grid(size, widths, heights, shown)


def _columns(columns: Sequence[Sequence[str]], size: int, wide: int) -> tuple[list[int], bool]:
    """Widths: each column holds its longest word, the rest by the length of its text."""
    least = [
        max(width(part, size) for text in column for part in pieces(readable(text)) or [""])
        for column in columns
    ]
    wish = [max(width(text, size) for text in column) for column in columns]
    spare = Emu(wide - _PADDING * len(columns)).pt * _BOLD - sum(least)
    more = sum(wish) - sum(least)
    share = min(1.0, max(0.0, spare) / more) if more > 0 else 0.0
    widths = [
        _PADDING + Pt((low + share * (high - low)) / _BOLD)
        for low, high in zip(least, wish, strict=True)
    ]
    scale = min(1.0, wide / sum(widths))
    return [int(part * scale) for part in widths], spare >= 0


def _tall(row: Sequence[str], widths: Sequence[int], size: int) -> int:
    """Height of a table's row in EMU."""
    most = max(
        len(lines(text, size, part - Pt(10))) for text, part in zip(row, widths, strict=True)
    )
    return Pt(size * _LOOSE * most + 7)
