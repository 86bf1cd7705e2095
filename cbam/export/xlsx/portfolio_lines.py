"""The sheet of a portfolio's lines: one row a line, every step a live formula."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cbam.export import safe
from cbam.export.cases import Case, said
from cbam.export.xlsx import book, steps
from cbam.export.xlsx.book import Page
from cbam.export.xlsx.inputs import Inputs
from cbam.export.xlsx.values import Slot, Values
from cbam.i18n import translator
from cbam.law.catalogue import Catalogue
from cbam.present import formats
from cbam.present.portfolio.portfolio_tables import DIMENSION_NAMES

TOP = 3  # row of the headings
DIMENSIONS = ("good", "importer", "member", "origin")  # what the lines are added up by
_TEXTS = ("line", "good", "name", "origin", "year", "quarter", "importer", "member", "product", "basis")  # fmt: skip
_WIDTHS = {"line": 6, "name": 34, "year": 7, "quarter": 9, "route": 7, "cost_eur": 14, "cost_cny": 15}  # fmt: skip


class Billed(NamedTuple):
    """A line that has a bill, which may be nil: year, tonnes, cost, and the words in its cells."""

    year: int
    tonnes: float
    cost_eur: float
    cost_cny: float
    texts: dict[str, str]


class Lines:
    """Writes the sheet and knows its columns; ``plan`` first, so that the values have cells."""

    def __init__(self, page: Page, cases: Sequence[Case]) -> None:
        self.page, self.lang, self.cases = page, page.book.lang, cases
        names = (*_TEXTS, *(n for n in steps.FORMATS if n != "reduction"), "route", "remarks")
        self.column = {name: at for at, name in enumerate(names)}
        self.slots: list[dict[str, Slot]] = []
        self.texts = _line_texts(cases, self.lang)

    def plan(self, values: Values) -> None:
        """The slots of every assessed line, before the values have their cells."""
        self.slots = [
            values.of(case, case.rows[0]) if case.rows[0]["status"] == "assessed" else {}
            for case in self.cases
        ]

    def area(self, name: str) -> str:
        """A column of the lines as another sheet names it."""
        return self.page.area(TOP + 1, self.column[name], TOP + len(self.cases), self.column[name])

    def billed(self) -> list[Billed]:
        """The lines that have a bill."""
        return [
            Billed(
                int(row["year"]), float(row["tonnes"]), float(row["cost_eur"]),
                float(row["cost_eur"]) * case.prices.rate.cny_per_eur, texts,
            )
            for case, texts in zip(self.cases, self.texts, strict=True)
            for row in case.rows
            if row["status"] != "error"
        ]  # fmt: skip

    def write(self, inputs: Inputs) -> None:
        """The whole sheet."""
        _, page = translator(self.lang), self.page
        idle = any(case.rows[0]["status"] != "assessed" for case in self.cases)
        widths = {**_WIDTHS, "remarks": 60 if idle else 10}
        page.widths(*[widths.get(name, 14 if name in _TEXTS else 12) for name in self.column])
        page.text(0, 0, page.name, book.TITLE)
        text = _("Blue cells are live: change one and every bill that uses it follows.")
        page.text(1, 0, text, book.SOFT)
        heads = {
            "line": _("Line"), "name": _("Name"), "year": _("Year"), "quarter": _("Quarter"),
            "basis": _("Basis"), "route": _("Route"), "remarks": _("Remarks"),
            **{name: _(DIMENSION_NAMES[name]) for name in (*DIMENSIONS, "product")},
            **steps.heads(self.cases, self.lang),
        }  # fmt: skip
        numbers = [at for name, at in self.column.items() if name in steps.FORMATS]
        page.head(TOP, [heads[name] for name in self.column], numbers)
        for at, (case, slots) in enumerate(zip(self.cases, self.slots, strict=True), TOP + 1):
            self._line(at, case, slots, inputs)
        page.sheet.freeze_panes(TOP + 1, 2)
        page.sheet.repeat_rows(TOP)
        page.sheet.autofilter(TOP, 0, TOP + len(self.cases), len(self.column) - 1)

    def _line(self, at: int, case: Case, slots: dict[str, Slot], inputs: Inputs) -> None:
        page, column, row = self.page, self.column, case.rows[0]
        for name, text in self.texts[at - TOP - 1].items():
            page.text(at, column[name], text, book.WRAP)
        left = {"align": "left", "valign": "top"}
        page.number(at, column["line"], at - TOP, book.WHOLE, left)
        page.number(at, column["year"], int(row["year"]), book.WHOLE, left)
        page.text(at, column["route"], str(row["route"]), {**book.WRAP, **book.INDENTED})
        live: dict[str, str] = {}
        typed = ["tonnes"]
        if row["status"] == "assessed":

            def cell(name: str) -> str:
                return book.cell(at, column[name])

            def given(name: str) -> str:
                return cell(name) if name == "see" else inputs.address(case, name)

            live = steps.formulas(row, slots, cell, given)
            if live["see"] == cell("see"):  # the user's own value stands here
                del live["see"]
                typed.append("see")
        figures = steps.figures(row, case)
        remark = steps.remarks(case, row, self.lang)
        steps.write(page, at, column, figures, live, remark, book.WRAP)
        for name in typed if row["status"] == "assessed" else ():
            page.number(
                at, column[name], figures[name], steps.FORMATS[name], {**book.LIVE, "valign": "top"}
            )


def _line_texts(cases: Sequence[Case], lang: str) -> list[dict[str, str]]:
    """The words of each line, just as its cells hold them: totals are looked up by them."""
    words: dict[tuple[str, str], str] = {}
    found = []
    for case in cases:
        row = case.rows[0]
        entry = Catalogue.load().find(str(row["good"]))
        code = str(row["good"]) if entry else str(row["cn_code"])
        texts = {
            "good": formats.cn(code) if code.isdigit() else code,
            "name": entry.name(lang) if entry else "",
            **{name: str(row[name]) for name in ("importer", "member", "product")},
        }
        for field in ("origin", "quarter", "basis"):
            key = (field, str(row[field]))
            if key not in words:
                words[key] = said(*key, lang) if key[1] else ""
            texts[field] = words[key]
        found.append({name: safe.plain(text) for name, text in texts.items()})
    return found
