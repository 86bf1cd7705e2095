"""The sheet of the bill: one row a line and year, every step a live formula.

::

    SEE          = default value x (1 + mark-up), or the actual value
    SEFA         = CBAM factor x CSCF x benchmark
    certificates = MAX(0, tonnes x (SEE - SEFA) - reduction)
    cost         = certificates x price

The formulas are those of ``cbam.bill``; each carries the engine's own result, which a reader sees
until the workbook is calculated. A line that cannot be assessed or that costs nothing has no
formula: its reason stands in words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cbam.export import safe
from cbam.export.cases import Case, said
from cbam.export.xlsx import book, steps
from cbam.export.xlsx.book import Page
from cbam.export.xlsx.inputs import Inputs
from cbam.export.xlsx.values import Slot, Values
from cbam.i18n import translator
from cbam.present.theme import LIGHT
from cbam.present.wording import problem

TOP = 4  # row of the headings


class Calculation:
    """Writes the sheet and knows where each figure stands."""

    def __init__(self, page: Page, lang: str, cases: Sequence[Case]) -> None:
        self.page, self.lang = page, lang
        reduced = any(row.get("reduction", 0) > 0 for case in cases for row in case.rows)
        numbers = [name for name in steps.FORMATS if reduced or name != "reduction"]
        names = ("case", "year", "quarter", "basis", *numbers, "route", "remarks")
        self.column = {name: at for at, name in enumerate(names)}
        self.first: dict[str, int] = {}  # sheet row of a case's first line
        self.price_cell = self.rate_cell = ""  # of the product's chosen year

    def cell(self, row: int, name: str) -> str:
        """A cell of the same sheet."""
        return book.cell(row, self.column[name])

    def lines(self, case: Case, year: int, name: str) -> tuple[str, str]:
        """A year's figures as another sheet names them: the first cell, and the range."""
        at = [self.first[case.code] + i for i in case.by_year[year]]
        column = self.column[name]
        return self.page.address(at[0], column), self.page.area(at[0], column, at[-1], column)

    def total(self, case: Case, year: int, name: str) -> str:
        """The formula of a year's total; tranches are added up, costs per tonne weighted."""
        first, area = self.lines(case, year, name)
        if len(case.by_year[year]) == 1:
            return first
        if name not in ("cost_eur_per_t", "cny_per_t"):
            return f"SUM({area})"
        cost = "cost_eur" if name == "cost_eur_per_t" else "cost_cny"
        tonnes, money = self.lines(case, year, "tonnes")[1], self.lines(case, year, cost)[1]
        return f"IF(SUM({tonnes})>0,SUM({money})/SUM({tonnes}),{first})"

    def plan(self, cases: Sequence[Case], values: Values) -> list[list[dict[str, Slot]]]:
        """The slots of every assessed line, before the values have their cells."""
        return [
            [values.of(case, row) if row["status"] == "assessed" else {} for row in case.rows]
            for case in cases
        ]

    def write(
        self, cases: Sequence[Case], plan: list[list[dict[str, Slot]]], inputs: Inputs
    ) -> None:
        """The whole sheet."""
        _ = translator(self.lang)
        page = self.page
        idle = any(row["status"] != "assessed" for case in cases for row in case.rows)
        idle = idle or any(case.fault is not None for case in cases)
        widths = {"case": 30, "year": 7, "quarter": 10, "basis": 12, "route": 7}
        widths |= {"cost_eur": 14, "cost_cny": 15, "remarks": 40 if idle else 10}
        page.widths(*[widths.get(name, 12) for name in self.column])
        page.text(0, 0, page.name, book.TITLE)
        page.text(
            1,
            0,
            _(
                "SEE = default value x (1 + mark-up), or the actual value; SEFA = CBAM factor x CSCF x benchmark; certificates = max(0; tonnes x (SEE − SEFA)); cost = certificates x price."
            ),
            book.SOFT,
        )
        page.text(
            2,
            0,
            _(
                "All figures are formulas over the sheets of inputs and values; each line has its own floor of zero, tranches are added up."
            ),
            book.SOFT,
        )
        heads = self._heads(cases)
        numbers = [at for name, at in self.column.items() if name in steps.FORMATS]
        page.head(TOP, [heads[name] for name in self.column], numbers)
        at = TOP + 1
        for case, slots in zip(cases, plan, strict=True):
            self.first[case.code] = at
            for position, row in enumerate(case.rows):
                style = {"top": 1, "top_color": LIGHT.context} if position == 0 else {}
                live: dict[str, str] = {}
                if row["status"] == "assessed":
                    live = self._formulas(at, case, row, slots[position], inputs)
                self._line(at, case, row, live, style)
                at += 1
            if not case.rows and case.fault is not None:
                page.text(at, 0, safe.plain(case.name, safe.NAME_LIMIT))
                text = problem(case.fault, self.lang)
                page.text(at, self.column["remarks"], text, {"font_color": LIGHT.assumption})
                at += 1
        page.sheet.freeze_panes(TOP + 1, self.column["quarter"])
        page.sheet.repeat_rows(TOP)
        page.sheet.autofilter(TOP, 0, max(at - 1, TOP + 1), len(self.column) - 1)

    def _heads(self, cases: Sequence[Case]) -> dict[str, str]:
        _ = translator(self.lang)
        return {
            "case": _("Case"),
            "year": _("Year"),
            "quarter": _("Quarter"),
            "basis": _("Basis"),
            **steps.heads(cases, self.lang),
            "route": _("Route"),
            "remarks": _("Remarks"),
        }

    def _line(
        self,
        at: int,
        case: Case,
        row: Mapping[str, Any],
        live: dict[str, str],
        style: dict[str, Any],
    ) -> None:
        """One line: its words, and each figure as a formula where it has one."""
        page, column, lang = self.page, self.column, self.lang
        quarter = str(row.get("quarter") or "")
        page.text(at, 0, safe.plain(case.name, safe.NAME_LIMIT), style)
        page.number(at, 1, int(row["year"]), book.WHOLE, {**style, "align": "left"})
        page.text(at, 2, said("quarter", quarter, lang) if quarter else "", style)
        page.text(at, 3, said("basis", str(row["basis"]), lang), style)
        page.text(at, column["route"], str(row["route"]), {**style, **book.INDENTED})
        remark = steps.remarks(case, row, lang)
        steps.write(page, at, column, steps.figures(row, case), live, remark, style)

    def _formulas(
        self,
        at: int,
        case: Case,
        row: Mapping[str, Any],
        slots: dict[str, Slot],
        inputs: Inputs,
    ) -> dict[str, str]:
        """The formula of every figure of an assessed line."""
        year = int(row["year"])
        position = case.by_year[year].index(at - self.first[case.code])
        found = steps.formulas(
            row, slots, lambda name: self.cell(at, name), lambda name: inputs.address(case, name)
        )
        found["tonnes"] = inputs.tonnes(case, year, position)
        if case.code == "product" and year == case.scenario.analysis.year:
            self.price_cell, self.rate_cell = found["price_eur"], found["rate"]
        return found
