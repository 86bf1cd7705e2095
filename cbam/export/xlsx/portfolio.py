"""The sheets of a portfolio: its lines with live formulas, and the totals over them.

Totals compare names with ``EXACT``, not with ``SUMIF``: to ``SUMIF`` an importer called ``>5`` or
``A*`` is a condition, and it takes capitals for small letters.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from cbam.export import safe
from cbam.export.cases import Case, said
from cbam.export.xlsx import book, steps
from cbam.export.xlsx.book import Book
from cbam.export.xlsx.inputs import Inputs
from cbam.export.xlsx.values import Slot, Values
from cbam.i18n import translator
from cbam.law.catalogue import Catalogue
from cbam.portfolio.picture import Picture, picture
from cbam.portfolio.study_lines import frame
from cbam.present import formats, portfolio_tables
from cbam.present.portfolio_tables import DIMENSION_NAMES
from cbam.present.theme import LIGHT
from cbam.present.wording import problem
from cbam.reasons import InputError
from cbam.study import Study

TOP = 3  # row of the headings of the lines
_TEXTS = ("line", "good", "name", "origin", "year", "quarter", "importer", "member", "product", "basis")  # fmt: skip
_DIMENSIONS = ("good", "importer", "member", "origin")  # the totals, apart from the years
_WIDTHS = {"line": 6, "name": 34, "year": 7, "quarter": 9, "route": 7, "cost_eur": 14, "cost_cny": 15}  # fmt: skip


class Portfolio:
    """Writes both sheets; ``plan`` first, so that the values of law have their cells."""

    def __init__(self, file: Book, study: Study, cases: Sequence[Case]) -> None:
        _ = translator(file.lang)
        self.lang, self.cases = file.lang, cases
        self.totals, self.lines = file.page(_("Portfolio")), file.page(_("Portfolio lines"))
        names = (*_TEXTS, *(n for n in steps.FORMATS if n != "reduction"), "route", "remarks")
        self.column = {name: at for at, name in enumerate(names)}
        self.slots: list[dict[str, Slot]] = []
        self.texts = _line_texts(cases, file.lang)
        self.picture: Picture | None = None
        self.total_cell = ""
        first = cases[0]
        try:
            self.picture = picture(frame(study.lines), first.law, first.prices)
            self.headline = portfolio_tables.headline(self.picture, file.lang)
        except InputError as error:  # no line of any year of the law
            self.headline = problem(error, file.lang)

    def plan(self, values: Values) -> None:
        """The slots of every assessed line, before the values have their cells."""
        self.slots = [
            values.of(case, case.rows[0]) if case.rows[0]["status"] == "assessed" else {}
            for case in self.cases
        ]

    def write(self, inputs: Inputs) -> None:
        """Both sheets."""
        self._lines(inputs)
        self._totals()

    # -- the sheet of lines

    def _lines(self, inputs: Inputs) -> None:
        _, page = translator(self.lang), self.lines
        idle = any(case.rows[0]["status"] != "assessed" for case in self.cases)
        widths = {**_WIDTHS, "remarks": 60 if idle else 10}
        page.widths(*[widths.get(name, 14 if name in _TEXTS else 12) for name in self.column])
        page.text(0, 0, page.name, book.TITLE)
        text = _("Blue cells are live: change one and every bill that uses it follows.")
        page.text(1, 0, text, book.SOFT)
        heads = {
            "line": _("Line"), "name": _("Name"), "year": _("Year"), "quarter": _("Quarter"),
            "basis": _("Basis"), "route": _("Route"), "remarks": _("Remarks"),
            **{name: _(DIMENSION_NAMES[name]) for name in (*_DIMENSIONS, "product")},
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
        page, column, row = self.lines, self.column, case.rows[0]
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

    def _area(self, name: str) -> str:
        """A column of the lines as the other sheet names it."""
        return self.lines.area(TOP + 1, self.column[name], TOP + len(self.cases), self.column[name])

    # -- the sheet of totals

    def _totals(self) -> None:
        _, page = translator(self.lang), self.totals
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
        here = [row for row in self._billed() if row.year == found.year]
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
                at, 1, self._sum(name, f"({self._area('year')}={year})"), value, look, style
            )
        self.total_cell = page.address(5, 1)
        at = self._years(9)
        for name in _DIMENSIONS:
            at = self._groups(at, name, year)
        at = self._same_trade(at, found)
        self._left_out(at)

    def _billed(self) -> list[_Billed]:
        """The lines that have a bill, which may be nil."""
        return [
            _Billed(
                int(row["year"]), float(row["tonnes"]), float(row["cost_eur"]),
                float(row["cost_eur"]) * case.prices.rate.cny_per_eur, texts,
            )
            for case, texts in zip(self.cases, self.texts, strict=True)
            for row in case.rows
            if row["status"] != "error"
        ]  # fmt: skip

    def _sum(self, name: str, *conditions: str) -> str:
        """The sum of a column over the lines with a bill that meet the conditions; or their number."""
        counted = f"ISNUMBER({self._area('cost_eur')})"
        last = self._area(name) if name else "1"
        return f"SUMPRODUCT({'*'.join([*conditions, counted])}*{last})"

    def _years(self, top: int) -> int:
        """The cost by the year each line states; returns the next free row."""
        _, page = translator(self.lang), self.totals
        page.text(top, 0, _("By year, each line in the year it states"), book.SECTION)
        titles = (_("Year"), _("Lines"), _("Lines left out"), _("Cost, EUR"), _("Cost, CNY"))
        page.head(top + 1, titles, range(1, 5))
        billed, stated = self._billed(), [int(case.rows[0]["year"]) for case in self.cases]
        for at, year in enumerate(sorted(set(stated)), top + 2):
            rows = [row for row in billed if row.year == year]
            page.number(at, 0, year, book.WHOLE, {"align": "left"})
            own = f"({self._area('year')}={book.cell(at, 0)})"
            out = f"COUNTIF({self._area('year')},{book.cell(at, 0)})-{book.cell(at, 1)}"
            page.formula(at, 1, self._sum("", own), len(rows), book.WHOLE)
            page.formula(at, 2, out, stated.count(year) - len(rows), book.WHOLE)
            for column, name in enumerate(("cost_eur", "cost_cny"), 3):
                value = math.fsum(getattr(row, name) for row in rows)
                page.formula(at, column, self._sum(name, own), value, book.MONEY)
        return top + 3 + len(set(stated))

    def _groups(self, top: int, name: str, year: str) -> int:
        """The cost of the year looked at by one thing, costliest first; next free row."""
        _, page = translator(self.lang), self.totals
        assert self.picture is not None
        rows = [row for row in self._billed() if row.texts["good"]]
        groups: dict[str, list[_Billed]] = {}
        for row in rows:
            groups.setdefault(row.texts[name], []).append(row)
        if set(groups) <= {""}:
            return top
        page.text(top, 0, _(DIMENSION_NAMES[name]), book.SECTION)
        by_good = name == "good"  # only there is the quantity of one kind
        titles = [
            _(DIMENSION_NAMES[name]), _("Lines"), steps.heads(self.cases, self.lang)["tonnes"],
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
            own = (f"EXACT({self._area(name)},{match})", f"({self._area('year')}={year})")
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
        _, page = translator(self.lang), self.totals
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
        _, page = translator(self.lang), self.totals
        out = [
            (number, case)
            for number, case in enumerate(self.cases, 1)
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


class _Billed(NamedTuple):
    year: int
    tonnes: float
    cost_eur: float
    cost_cny: float
    texts: dict[str, str]


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
