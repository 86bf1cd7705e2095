"""The data-request sheet for a supplier: a workbook with a column to fill in and send back."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter

from cbam.export import safe
from cbam.i18n import N_, translator
from cbam.present.compare.request_words import request_sheet

_TITLE = N_("CBAM data request to the supplier of {good}")
_ANSWER = N_("Answer")
_WIDTHS = (5, 46, 40, 36)


def workbook(items: Sequence[str], cn_code: str, goods: tuple[str, str], year: int) -> bytes:
    """One sheet, English and Chinese side by side, with an empty column for the answers.

    A workbook and not a printed page, since the supplier types into it and sends it back.

    Args:
        items: of ``findings.precursors.request_items``.
        cn_code: the precursor.
        goods: its name in English and in Chinese.
        year: reporting year asked for.
    """
    english, chinese = translator("en"), translator("zh")
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(safe.sheet("CBAM data request"))
    strong = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    head = book.add_format({"bold": True, "text_wrap": True, "border": 1, "bg_color": "#EAECF0"})
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    for row, (say, good) in enumerate(zip((english, chinese), goods, strict=True)):
        sheet.merge_range(row, 0, row, 3, "", strong)
        sheet.write_string(row, 0, safe.plain(say(_TITLE).format(good=good)), strong)
    titles = ("", "English", "中文", " / ".join(say(_ANSWER) for say in (english, chinese)))
    for column, title in enumerate(titles):
        sheet.write_string(3, column, title, head)
    for row, (number, first, second) in enumerate(request_sheet(tuple(items), cn_code, year), 4):
        sheet.write_number(row, 0, number, text)
        sheet.write_string(row, 1, safe.plain(first), text)
        sheet.write_string(row, 2, safe.plain(second), text)
        sheet.write_blank(row, 3, None, text)
        sheet.set_row(row, 48)
    sheet.freeze_panes(4, 0)
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(3)
    book.close()
    return buffer.getvalue()
