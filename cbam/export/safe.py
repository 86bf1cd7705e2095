"""Text of users in files: never a formula, never a broken file, never longer than a cell.

A spreadsheet runs a cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return.
Excel files say of each cell that it is text, so nothing is changed there; CSV cannot say so, and
gets an apostrophe before such a beginning (OWASP, "CSV injection"). Numbers are never touched.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

CELL_LIMIT = 32_000  # characters; Excel holds 32,767 in a cell
NAME_LIMIT = 80  # a name in a heading or a chart
SHEET_LIMIT = 31  # Excel's own

_STARTS = "=+\\-@＝＋－＠"
# The beginning of a cell, and of what a reader takes for one that splits at other separators.
_RISK = re.compile(rf"(^|[;\t\r\n|])(\s*[{_STARTS}])")
# Controls, halves of surrogate pairs, what XML forbids, marks that turn the reading direction.
_UNUSABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")


def plain(text: object, most: int = CELL_LIMIT) -> str:
    """Text without characters a file cannot hold, in one line, cut with an ellipsis.

    Args:
        text: as the user gave it.
        most: characters kept.
    """
    cleaned = " ".join(_UNUSABLE.sub(" ", str(text)).split())
    return cleaned if len(cleaned) <= most else cleaned[: most - 1].rstrip() + "…"


def risky(text: str) -> bool:
    """Whether a spreadsheet might read the text as a formula."""
    return _RISK.search(text) is not None


def csv(text: object) -> str:
    """A text cell of a CSV file: plain, with an apostrophe where a formula would begin."""
    return _RISK.sub(r"\1'\2", plain(text))


def sheet(title: str, taken: Collection[str] = ()) -> str:
    """A sheet name that Excel takes: 31 characters at most, none that it forbids, not taken yet.

    Args:
        title: the wish.
        taken: names in use; case does not tell names apart.
    """
    wish = plain(_NOT_IN_SHEET_NAMES.sub(" ", title)).strip("' ") or "Sheet"
    name, number, used = plain(wish, SHEET_LIMIT), 1, {item.casefold() for item in taken}
    while name.casefold() in used or name.casefold() == "history":  # Excel keeps that one
        number += 1
        mark = f" {number}"
        name = plain(wish, SHEET_LIMIT - len(mark)) + mark
    return name


def width(text: str) -> int:
    """Columns the text takes: a Chinese character is as wide as two letters."""
    return sum(2 if unicodedata.east_asian_width(ch) in "WF" else 1 for ch in text)
