"""What the files have in common: room a text takes, characters the bundled font has, the words
around every page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from cbam.export import safe
from cbam.i18n import translator
from cbam.present import formats
from cbam.present.report import Report, Section

FONTS = Path(__file__).parent / "fonts"
REPLACEMENT = "□"
_PLAIN = {"ı": "i", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D"}  # no decomposition in Unicode
_FIGURE = re.compile(r"(?:EUR |CNY )?[−+]?\d[\d,.]*(?:–\d[\d,.]*)?(?: ?(?:%|x|欧元|元))?")
_NARROW = "iljtfrI.,:;'|!()[] "


def width(text: str, size: float) -> float:
    """Room a line of text takes at a font size, in the same unit; a little generous."""
    gaps = sum(map(_apart, text, text[1:]))
    return size * (sum(map(_share, text)) + gaps / 4)


@lru_cache(maxsize=4096)
def _share(ch: str) -> float:
    if _wide(ch):
        return 1
    if ch in _NARROW:
        return 1 / 3
    return 2 / 3 if ch.isupper() or ch in "mw%—→−×=" else 4 / 7


def _wide(ch: str) -> bool:
    return unicodedata.east_asian_width(ch) in "WF"


@lru_cache(maxsize=4096)
def _apart(first: str, second: str) -> bool:
    """Whether programs put a small gap between: a letter or figure beside a Chinese character."""
    return _wide(first) != _wide(second) and first.isalnum() and second.isalnum()


def wrapped(text: str, size: float, most: float) -> list[str]:
    """Lines no wider than ``most``: broken at blanks, between Chinese characters, or by force."""
    lines = []
    for part in text.split("\n"):
        line, taken = "", 0.0
        for piece in pieces(part):
            room, bare = width(piece, size), width(piece.rstrip(), size)
            gap = size / 4 if line and _apart(line[-1], piece[0]) else 0.0
            if line and taken + gap + bare > most:
                lines.append(line.rstrip())
                line, taken, gap = "", 0.0, 0.0
                piece = piece.lstrip()
            line, taken = line + piece, taken + gap + room
            while len(line) > 1 and width(line.rstrip(), size) > most:  # longer than a line
                ends = range(len(line), 1, -1)
                cut = next((end for end in ends if width(line[:end], size) <= most), 1)
                lines.append(line[:cut])
                line = line[cut:]
                taken = width(line, size)
        lines.append(line.rstrip())
    return lines


def pieces(text: str) -> list[str]:
    """Parts between which a line may break; closing marks stay with what they close."""
    pieces: list[str] = []
    for ch in text:
        wide = _wide(ch)
        closing = unicodedata.category(ch) in ("Pe", "Pf", "Po")
        last = pieces[-1][-1] if pieces else " "
        joins = not last.isspace() and not _wide(last)
        if pieces and (closing or ch.isspace() or (joins and not wide)):
            pieces[-1] += ch
        else:
            pieces.append(ch)
    return pieces


def readable(text: str) -> str:
    """Text without characters a file cannot hold; line feeds stay."""
    return "\n".join(safe.plain(line) for line in text.split("\n"))


def printable(text: str) -> str:
    """Text in characters the bundled font has: without accents it lacks, else a visible box."""
    have = characters()
    return "".join(ch if ord(ch) in have else _instead(ch, have) for ch in readable(text))


def _instead(ch: str, have: frozenset[int]) -> str:
    if ch == "\n":
        return ch
    if ch in "\N{VARIATION SELECTOR-16}\N{ZERO WIDTH JOINER}" or unicodedata.combining(ch):
        return ""
    if unicodedata.category(ch) == "Cf":  # direction marks and the like have no shape
        return ""
    parts = unicodedata.normalize("NFKD", _PLAIN.get(ch, ch))
    kept = "".join(part for part in parts if ord(part) in have)
    return kept if kept.strip() else REPLACEMENT


@lru_cache(maxsize=1)
def characters() -> frozenset[int]:
    """Code points of the bundled font, from the list it was cut by."""
    found: set[int] = set()
    for line in (FONTS / "characters.txt").read_text(encoding="ascii").split():
        first, _, last = line.removeprefix("U+").partition("-")
        found |= set(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(found)


def families(lang: str) -> list[str]:
    """Font families of the files; English takes its punctuation from a face where it is narrow."""
    chinese = "Noto Sans CJK SC"
    return ["Noto Sans CJK JP", chinese] if lang == "en" else [chinese]


def vintages(report: Report) -> str:
    """The vintages in one line."""
    separator = "; " if report.lang == "en" else "；"
    return separator.join(
        formats.labelled(name, value, report.lang) for name, value in report.vintages
    )


def opening(report: Report) -> tuple[tuple[str, ...], tuple[Section, ...]]:
    """The lines below the title, and the sections behind it.

    A section that is the title slide's gives the lines; without one they say what this is.
    """
    first, *rest = report.sections or (Section("", ""),)
    if first.code == "title":
        return first.lines, tuple(rest)
    _ = translator(report.lang)
    return (_("Estimate, not a CBAM declaration"),), report.sections


def as_of(report: Report) -> str:
    """The day of making, in words."""
    _ = translator(report.lang)
    return _("as of {date}").format(date=formats.day(report.made[:10], report.lang))


def cell(value: object, lang: str) -> str:
    """A cell of a section's table as text; numbers that are not text yet get two decimals."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.number):
        return "" if value is None else str(value)
    return formats.number(float(value), lang, 2, 0)


def numeric(column: Sequence[str]) -> bool:
    """Whether a column of texts holds figures only, which stand to the right."""
    told = [text for text in column if text not in ("–", "")]
    return bool(told) and all(_FIGURE.fullmatch(text) for text in told)


def web(link: str) -> str:
    """The address if it is one of the web; nothing else may become a link in a file."""
    return link if link.startswith(("https://", "http://")) else ""
