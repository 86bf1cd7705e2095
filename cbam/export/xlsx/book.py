"""A workbook with our look: formats made once, text that stays text, formulas with their value."""

from __future__ import annotations

import io
import math
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

from cbam.export import about, safe
from cbam.i18n import translator
from cbam.present.theme import LIGHT

MONEY, TONNES, EMISSIONS = "#,##0.00", "#,##0.00##", "0.000##"
SHARE, FACTOR, RATE, WHOLE = "0.0%", "0.00##", "0.0000", "0"

FONT = {"en": "Calibri", "zh": "Microsoft YaHei"}
_SIZE = 11
_A4 = 9
_LINE, _TALLEST = 16, 400  # points of a line of text, and of a row (Excel: 409)
_DEFAULT_WIDTH = 9
LIVE_INK, LIVE_FILL, HEAD_FILL = "#1D4ED8", "#E8F1FB", "#F2F4F7"

TITLE = {"bold": True, "font_size": 16}
HEADLINE = {"bold": True, "font_size": 14, "text_wrap": True, "valign": "top"}
SECTION = {"bold": True, "font_size": 12, "font_color": LIGHT.ink}
SOFT = {"font_color": LIGHT.context}
WRAP = {"text_wrap": True, "valign": "top"}
AMBER = {"font_color": LIGHT.assumption, "text_wrap": True, "valign": "top"}
HEAD = {
    "bold": True, "bg_color": HEAD_FILL, "bottom": 1, "bottom_color": LIGHT.context,
    "text_wrap": True, "valign": "vcenter",
}  # fmt: skip
INDENTED = {"align": "left", "indent": 1}  # text beside a number
LIVE = {"font_color": LIVE_INK, "bg_color": LIVE_FILL, "border": 1, "border_color": LIGHT.line}


def cell(row: int, column: int) -> str:
    """The cell as a formula of its own sheet names it."""
    return str(xl_rowcol_to_cell(row, column))


class Book:
    """A workbook in the making; ``Page`` is a sheet of it."""

    def __init__(self, lang: str, made: str, title: str) -> None:
        self.lang = lang
        self.stream = io.BytesIO()
        look = {"font_name": FONT[lang], "font_size": _SIZE}
        self.file = xlsxwriter.Workbook(
            self.stream,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_format_properties": look,
            },
        )
        # The date is that of the study, so that the same study gives the same bytes.
        created = datetime.fromisoformat(made[:10])
        self.file.set_properties(
            {"title": title, "comments": about.estimate(lang), "created": created}
        )
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._names: list[str] = []
        self._pages: list[Page] = []

    def format(self, style: dict[str, Any]) -> Format:
        """The format of a style; made once."""
        key = tuple(sorted(style.items()))
        if key not in self._formats:
            self._formats[key] = self.file.add_format(dict(style))
        return self._formats[key]

    def page(self, title: str) -> Page:
        """A new sheet, A4 landscape, one page wide."""
        name = safe.sheet(title, self._names)
        self._names.append(name)
        self._pages.append(Page(self, name))
        return self._pages[-1]

    def define(self, name: str, address: str) -> None:
        """A name for a cell that formulas and people can use."""
        self.file.define_name(name, f"={address}")

    def close(self) -> bytes:
        """The finished file."""
        for page in self._pages:
            page.fit()
        self.file.close()
        return self.stream.getvalue()


class Page:
    """One sheet; rows and columns count from zero.

    Set ``widths`` first: the height of a row follows from the text that is wrapped in it.
    """

    def __init__(self, book: Book, name: str) -> None:
        self.book, self.name = book, name
        self.sheet = book.file.add_worksheet(name)
        self._quoted = quote_sheetname(name)
        self._widths: tuple[float, ...] = ()
        self._lines: dict[int, float] = {}  # lines of text a row has to hold
        _ = translator(book.lang)
        sheet = self.sheet
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.set_footer(f"&L{_('estimate, not a CBAM declaration')}&C&A&R&P / &N")

    def address(self, row: int, column: int) -> str:
        """The cell as another sheet's formula names it."""
        return f"{self._quoted}!{xl_rowcol_to_cell(row, column, True, True)}"

    def area(self, first_row: int, first_column: int, last_row: int, last_column: int) -> str:
        """A range as another sheet's formula names it."""
        start = xl_rowcol_to_cell(first_row, first_column, True, True)
        end = xl_rowcol_to_cell(last_row, last_column, True, True)
        return f"{self._quoted}!{start}:{end}"

    def text(
        self, row: int, column: int, text: object, style: dict[str, Any] | None = None
    ) -> None:
        """A cell of text, whatever it begins with; it stays text when somebody edits it."""
        kept = safe.plain(text)
        look = dict(style or {})
        if safe.risky(kept):
            look["quote_prefix"] = True
        self.sheet.write_string(row, column, kept, self.book.format(look))
        if look.get("text_wrap"):
            self._hold(row, column, column, [kept], look)

    def lines(
        self, row: int, column: int, texts: Sequence[str], style: dict[str, Any] | None = None
    ) -> None:
        """Several texts in one cell, one a line."""
        kept = [safe.plain(text) for text in texts]
        look = {**WRAP, **(style or {})}
        self.sheet.write_string(row, column, "\n".join(kept), self.book.format(look))
        self._hold(row, column, column, kept, look)

    def number(
        self,
        row: int,
        column: int,
        value: float | None,
        look: str,
        style: dict[str, Any] | None = None,
    ) -> None:
        """A cell with a number; without one it stays empty."""
        known = value is not None and math.isfinite(value)
        found = self.book.format({"num_format": look, **(style or {})})
        if known:
            self.sheet.write_number(row, column, value, found)
        else:
            self.sheet.write_blank(row, column, None, found)

    def formula(
        self,
        row: int,
        column: int,
        formula: str,
        value: float | str,
        look: str,
        style: dict[str, Any] | None = None,
    ) -> None:
        """A live formula with its result, for viewers that do not calculate."""
        found = self.book.format({"num_format": look, **(style or {})})
        self.sheet.write_formula(row, column, f"={formula}", found, value)

    def wide(
        self, row: int, first: int, last: int, text: object, style: dict[str, Any] | None = None
    ) -> None:
        """A text over several columns, with the height it needs."""
        kept = safe.plain(text)
        look = {**(style or {}), **WRAP}
        if safe.risky(kept):
            look["quote_prefix"] = True
        found = self.book.format(look)
        self.sheet.merge_range(row, first, row, last, "", found)
        self.sheet.write_string(row, first, kept, found)
        self._hold(row, first, last, [kept], look)

    def _hold(
        self, row: int, first: int, last: int, texts: Sequence[str], look: dict[str, Any]
    ) -> None:
        """Note how many lines of the usual height the texts take in their columns."""
        scale = look.get("font_size", _SIZE) / _SIZE * (1.1 if look.get("bold") else 1)
        letters = sum(self._widths[first : last + 1]) or _DEFAULT_WIDTH
        count = sum(math.ceil(safe.width(text) * scale / letters) or 1 for text in texts)
        self._lines[row] = max(self._lines.get(row, 1), count * scale)

    def fit(self) -> None:
        """Give every row the height of its wrapped text; not every viewer does so by itself."""
        for row, lines in self._lines.items():
            if lines > 1:
                self.sheet.set_row(row, min(_TALLEST, lines * _LINE))

    def head(self, row: int, titles: Sequence[str], numbers: Collection[int] = ()) -> None:
        """The heading of a table; over columns of numbers it stands to the right, as they do."""
        for column, title in enumerate(titles):
            side: dict[str, Any] = {"align": "right"} if column in numbers else {}
            if column - 1 in numbers and column not in numbers:
                side = INDENTED
            self.text(row, column, title, {**HEAD, **side})

    def widths(self, *widths: float) -> None:
        """Widths of the first columns, in letters."""
        self._widths = widths
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)
