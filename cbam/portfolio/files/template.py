"""A workbook to fill in: headings, five examples, lists to choose from, a sheet that explains."""

from __future__ import annotations

import io

import xlsxwriter

from cbam.i18n import N_, translator
from cbam.law.vintages import Law
from cbam.portfolio.files.titles import COLUMNS
from cbam.portfolio.files.words import BOUNDARIES, word_for
from cbam.prices import QUARTERS

# Examples: 7208 39 00 and others, one with a date, one with a verified value, one with a label.
_ROWS: tuple[dict[str, object], ...] = (
    {"cn_code": "72083900", "product": (N_("Hot-rolled coil"),), "origin": "CN", "tonnes": 1000, "date": "2026-02-15", "importer": "Importer A GmbH", "member": "M-001"},
    {"cn_code": "73181595", "product": (N_("Bolts"),), "origin": "CN", "tonnes": 45.5, "year": 2026, "quarter": "Q3", "importer": "Importer A GmbH", "member": "M-002"},
    {"cn_code": "76042990", "product": (N_("Aluminium profile"),), "origin": "CN", "tonnes": 120, "date": "2026-05-04", "importer": "Importer B BV", "member": "M-003"},
    {"cn_code": "72083900", "product": (N_("Hot-rolled coil"),), "origin": "CN", "tonnes": 800, "year": 2027, "importer": "Importer B BV", "member": "M-001", "basis": "actual", "see": 2, "route": "C"},
    {"cn_code": "72142000", "product": (N_("Rebar"),), "origin": "VN", "tonnes": 300, "date": "2026-09-01", "importer": "Importer C SpA", "member": "M-004", "label": 2150, "unit": "kgCO2e/t", "boundary": "cradle-to-gate"},
)  # fmt: skip
_LAST = 2_000  # rows that get lists and formats


def template(lang: str) -> bytes:
    """The workbook in one language; its headings are ones that ``mapping.match`` knows."""
    _ = translator(lang)
    law = Law.load()
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(_("Lines"))
        sheet.freeze_panes(1, 0)
        for i, column in enumerate(COLUMNS):
            sheet.write_string(0, i, _(column.title), bold)
            sheet.set_column(
                i, i, column.width, text if column.field in ("cn_code", "date") else None
            )
        for at, row in enumerate(_ROWS, 1):
            for i, column in enumerate(COLUMNS):
                value = row.get(column.field)
                if isinstance(value, tuple):
                    value = _(value[0])
                elif column.field in ("basis", "boundary") and isinstance(value, str):
                    value = word_for(value, lang)
                if isinstance(value, str):
                    sheet.write_string(at, i, value)
                elif isinstance(value, int | float):
                    sheet.write_number(at, i, value)
        lists = {
            "quarter": QUARTERS[1:],
            "basis": [word_for(name, lang) for name in ("default", "actual")],
            "route": law.benchmarks.routes[1:],
            "unit": ("kgCO2e/t", "tCO2e/t", "kgCO2e/kg"),
            "boundary": [word_for(name, lang) for name in BOUNDARIES],
        }
        for i, column in enumerate(COLUMNS):
            if column.field in lists:
                rule = {"validate": "list", "source": list(lists[column.field])}
                sheet.data_validation(1, i, _LAST, i, rule)
        notes = book.add_worksheet(_("Explanation"))
        notes.set_column(0, 0, 26)
        notes.set_column(1, 1, 12)
        notes.set_column(2, 2, 90)
        for i, title in enumerate((_("Column"), _("Needed"), _("What to enter"))):
            notes.write_string(0, i, title, bold)
        for at, column in enumerate(COLUMNS, 1):
            notes.write_string(at, 0, _(column.title), wrap)
            notes.write_string(at, 1, _("yes") if column.needed else "", wrap)
            notes.write_string(at, 2, _(column.help), wrap)
    return target.getvalue()
