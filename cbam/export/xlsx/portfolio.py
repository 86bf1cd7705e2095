"""The sheets of a portfolio: the totals over its lines, which have a sheet of their own.

Totals compare names with ``EXACT``, not with ``SUMIF``: to ``SUMIF`` an importer called ``>5`` or
``A*`` is a condition, and it takes capitals for small letters.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from cbam.export.cases import Case
from cbam.export.xlsx import book, steps
from cbam.export.xlsx.book import Book
from cbam.export.xlsx.inputs import Inputs
from cbam.export.xlsx.portfolio_lines import DIMENSIONS, Billed, Lines
from cbam.i18n import translator
from cbam.portfolio.study_lines import frame
from cbam.portfolio.totals.picture import Picture, picture
from cbam.present.portfolio import portfolio_tables
from cbam.present.portfolio.portfolio_tables import DIMENSION_NAMES
from cbam.present.theme import LIGHT
from cbam.present.wording import problem
from cbam.reasons import InputError
from cbam.study import Study


class Portfolio:
    """The portfolio of a workbook; ``lines.plan`` first, so that the values of law have cells."""

    def __init__(self, file: Book, study: Study, cases: Sequence[Case]) -> None:
        _ = translator(file.lang)
        self.lang, self.page = file.lang, file.page(_("Portfolio"))
        self.lines = Lines(file.page(_("Portfolio lines")), cases)
        self.picture: Picture | None = None
        self.total_cell = ""
        first = cases[0]
        try:
            self.picture = picture(frame(study.lines), first.law, first.prices)
            self.headline = portfolio_tables.headline(self.picture, file.lang)
        except InputError as error:  # no line of any year of the law
            self.headline = problem(error, file.lang)

    def write(self, inputs: Inputs) -> None:
        """Both sheets."""
        self.lines.write(inputs)
        self._totals()

    def _totals(self) -> None:
        _, page = translator(self.lang), self.page
        page.widths(34, 16, 18, 18, 18, 12, 44)
        page.text(0, 0, page.name, book.TITLE)
        if self.picture is None:
            page.wide(1, 0, 5, self.headline, book.AMBER)
            self._left_out(3)
            return
        found = self.picture
        page.wide(1, 0, 5, self.headline, book.HEADLINE)
        page.wide(2, 0, 5, portfolio_tables.coverage_note(found, self.lang), book.SOFT)
        page.text(4, 0, _("Import year looked at"), {"bold": True})
        page.number(4, 1, found.year, book.WHOLE, {**book.LIVE, "align": "left"})
        year = page.address(4, 1)
        here = [row for row in self.lines.billed() if row.year == found.year]
        for at, (title, name, look) in enumerate(
            (
                (_("Cost, EUR"), "cost_eur", book.MONEY),
                (_("Cost, CNY"), "cost_cny", book.MONEY),
                (_("Lines counted"), "", book.WHOLE),
            ),
            5,
        ):
            page.text(at, 0, title, {"bold": True})
            value = math.fsum(getattr(row, name) for row in here) if name else len(here)
            style = {"bold": True, "align": "left"}
            page.formula(
                at, 1, self._sum(name, f"({self.lines.area('year')}={year})"), value, look, style
            )
        self.total_cell = page.address(5, 1)
        at = self._years(9)
        for name in DIMENSIONS:
            at = self._groups(at, name, year)
        at = self._same_trade(at, found)
        self._left_out(at)

    def _sum(self, name: str, *conditions: str) -> str:
        """The sum of a column over the lines with a bill that meet the conditions; or their number."""
        counted = f"ISNUMBER({self.lines.area('cost_eur')})"
        last = self.lines.area(name) if name else "1"
        return f"SUMPRODUCT({'*'.join([*conditions, counted])}*{last})"

    def _years(self, top: int) -> int:
        """The cost by the year each line states; returns the next free row."""
        _, page = translator(self.lang), self.page
        page.text(top, 0, _("By year, each line in the year it states"), book.SECTION)
        titles = (_("Year"), _("Lines"), _("Lines left out"), _("Cost, EUR"), _("Cost, CNY"))
        page.head(top + 1, titles, range(1, 5))
        billed, stated = (
            self.lines.billed(),
            [int(case.rows[0]["year"]) for case in self.lines.cases],
        )
        for at, year in enumerate(sorted(set(stated)), top + 2):
            rows = [row for row in billed if row.year == year]
            page.number(at, 0, year, book.WHOLE, {"align": "left"})
            own = f"({self.lines.area('year')}={book.cell(at, 0)})"
            out = f"COUNTIF({self.lines.area('year')},{book.cell(at, 0)})-{book.cell(at, 1)}"
            page.formula(at, 1, self._sum("", own), len(rows), book.WHOLE)
            page.formula(at, 2, out, stated.count(year) - len(rows), book.WHOLE)
            for column, name in enumerate(("cost_eur", "cost_cny"), 3):
                value = math.fsum(getattr(row, name) for row in rows)
                page.formula(at, column, self._sum(name, own), value, book.MONEY)
        return top + 3 + len(set(stated))

    def _groups(self, top: int, name: str, year: str) -> int:
        """The cost of the year looked at by one thing, costliest first; next free row."""
        _, page = translator(self.lang), self.page
        assert self.picture is not None
        rows = [row for row in self.lines.billed() if row.texts["good"]]
        groups: dict[str, list[Billed]] = {}
        for row in rows:
            groups.setdefault(row.texts[name], []).append(row)
        if set(groups) <= {""}:
            return top
        page.text(top, 0, _(DIMENSION_NAMES[name]), book.SECTION)
        by_good = name == "good"  # only there is the quantity of one kind
        titles = [
            _(DIMENSION_NAMES[name]), _("Lines"), steps.heads(self.lines.cases, self.lang)["tonnes"],
            _("Cost, EUR"), _("Cost, CNY"), _("Share"), _("Name"),
        ]  # fmt: skip
        if not by_good:
            titles = [*titles[:2], "", *titles[3:-1]]
        page.head(top + 1, titles, range(1, 6))
        shown = {
            key: [row for row in members if row.year == self.picture.year]
            for key, members in groups.items()
        }
        cost = {key: math.fsum(row.cost_eur for row in found) for key, found in shown.items()}
        whole = math.fsum(cost.values())
        order = sorted(shown, key=lambda key: (-cost[key], key))
        for at, key in enumerate(order, top + 2):
            page.text(at, 0, key or _("not stated"))
            match = book.cell(at, 0) if key else '""'
            own = (f"EXACT({self.lines.area(name)},{match})", f"({self.lines.area('year')}={year})")
            page.formula(at, 1, self._sum("", *own), len(shown[key]), book.WHOLE)
            columns = (("tonnes", 2), ("cost_eur", 3), ("cost_cny", 4))[0 if by_good else 1 :]
            for field, column in columns:
                value = math.fsum(getattr(row, field) for row in shown[key])
                page.formula(at, column, self._sum(field, *own), value, steps.FORMATS[field])
            part, total = book.cell(at, 3), self.total_cell
            value = cost[key] / whole if whole else 0.0
            page.formula(at, 5, f"IF({total}>0,{part}/{total},0)", value, book.SHARE)
            if by_good:
                page.text(at, 6, groups[key][0].texts["name"], book.INDENTED)
        return top + 3 + len(order)

    def _same_trade(self, top: int, found: Picture) -> int:
        """What the year's lines would cost in every year; figures, as they are other lines."""
        _, page = translator(self.lang), self.page
        page.text(top, 0, _("The same trade in every year"), book.SECTION)
        text = _(
            "As calculated on the day the file was made; these figures do not follow the cells."
        )
        page.text(top + 1, 0, text, book.SOFT)
        page.head(top + 2, [_("Year"), "", "", _("Cost, EUR"), _("Cost, CNY")], (3, 4))
        for at, row in enumerate(found.years.itertuples(), top + 3):
            page.number(at, 0, int(row.year), book.WHOLE, {"align": "left"})
            page.number(at, 3, float(row.cost_eur), book.MONEY)
            page.number(at, 4, float(row.cost_cny), book.MONEY)
        return top + 4 + len(found.years)

    def _left_out(self, top: int) -> None:
        """The lines that have no bill, each with its reason."""
        _, page = translator(self.lang), self.page
        out = [
            (number, case)
            for number, case in enumerate(self.lines.cases, 1)
            if case.rows[0]["status"] == "error"
        ]
        page.text(top, 0, _("Lines left out"), book.SECTION)
        if not out:
            page.text(top + 1, 0, _("None: every line has a bill."), book.SOFT)
            return
        page.head(top + 1, [_("Line"), _("Year"), _("Reason")])
        for at, (number, case) in enumerate(out, top + 2):
            page.number(at, 0, number, book.WHOLE, {"align": "left", "valign": "top"})
            page.number(at, 1, case.rows[0]["year"], book.WHOLE, {"align": "left", "valign": "top"})
            text = steps.remarks(case, case.rows[0], self.lang)
            page.wide(at, 2, 6, text, {"font_color": LIGHT.assumption})
