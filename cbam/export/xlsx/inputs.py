"""The sheet of inputs: what the user chose, one column each for the product and the scenarios.

Numbers that the formulas can follow are live cells; the rest is text, since another good, origin
or year is another look-up in the law, which a workbook cannot do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cbam.actual import DefaultPrecursor, Process, StatedPrecursor
from cbam.actual import Source as ChainSource
from cbam.export import safe
from cbam.export.cases import PRODUCT, SCENARIO, Case, Cases, said
from cbam.export.xlsx import book, units
from cbam.export.xlsx.book import Page
from cbam.findings.scenario import Scenario
from cbam.i18n import translator
from cbam.law.vintages import Law
from cbam.present import formats
from cbam.present.compare import scenario_words
from cbam.present.compare.compare_words import reform_text
from cbam.present.wording import field_name

# Fields of an analysis or a scenario shown as text, in the order of a form.
_TEXTS = (
    "cn", "origin", "tonnes", "tranches", "year", "quarter", "basis", "see", "route", "chain",
    "label", "path", "price", "points", "rate", "as_of", "law", "reform", "importer_tonnes", "returned",
    "home",
)  # fmt: skip
_LIVE = {
    "tonnes": book.TONNES,
    "see": book.EMISSIONS,
    "price": book.MONEY,
    "rate": book.RATE,
}
_TITLES_WIDE = 34


class Inputs:
    """Writes the sheet and knows the live cells: ``address(case, row, field)``."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.cells: dict[tuple[str, str], str] = {}
        self.tranches: dict[tuple[str, int, int], str] = {}

    def address(self, case: Case, field: str) -> str:
        """The live cell of a number the user gave; KeyError if it is not one."""
        return self.cells[case.owner, field]

    def tonnes(self, case: Case, year: int, position: int) -> str:
        """The cell of a line's tonnes; ``position`` counts the tranches of the year."""
        tranche = self.tranches.get((case.owner, year, position))
        return tranche or self.cells[case.owner, "tonnes"]

    def write(self, page: Page, found: Cases) -> None:
        """The whole sheet."""
        _ = translator(self.lang)
        cases = [found.product, *found.of(SCENARIO)]
        page.widths(_TITLES_WIDE, *[_TITLES_WIDE] * max(len(cases), 3))
        page.text(0, 0, page.name, book.TITLE)
        page.text(
            1,
            0,
            _("Blue cells are live: change one and every bill that uses it follows."),
            book.SOFT,
        )
        page.text(
            2,
            0,
            _(
                "For another good, origin, year or route open the link: they are other rows of the law."
            ),
            book.SOFT,
        )
        titles = [
            _("Product") if case.kind == PRODUCT else safe.plain(case.name, safe.NAME_LIMIT)
            for case in cases
        ]
        top = 4
        page.head(top, [_("Input"), *titles])
        at = top
        for name in _TEXTS:
            texts = [_text(name, case.scenario, self.lang) for case in cases]
            if not any(texts):
                continue
            at += 1
            page.text(at, 0, _title(name, found, self.lang), {"bold": True, "valign": "top"})
            for column, (case, text) in enumerate(zip(cases, texts, strict=True), 1):
                self._input(page, at, column, case, name, text)
        at = self._tranches(page, at + 2, cases)
        _chains(page, at, cases, self.lang)
        page.sheet.freeze_panes(top + 1, 1)
        page.sheet.repeat_rows(top)

    def _input(self, page: Page, row: int, column: int, case: Case, name: str, text: str) -> None:
        value = _number(name, case.scenario)
        if value is None:
            page.text(row, column, text or "–", book.WRAP)
            return
        page.number(
            row, column, value, _LIVE[name], {**book.LIVE, "align": "left", "valign": "top"}
        )
        self.cells[case.owner, name] = page.address(row, column)

    def _tranches(self, page: Page, row: int, cases: Sequence[Case]) -> int:
        """Tonnes by quarter, each a live cell; returns the next free row."""
        _ = translator(self.lang)
        if not any(case.scenario.tranches for case in cases):
            return row
        page.text(row, 0, field_name("tranches", self.lang), book.SECTION)
        page.head(row + 1, [_("Scenario"), _("Year"), _("Quarter"), _("Tonnes")])
        row += 2
        for case in cases:
            count: dict[int, int] = {}
            for item in case.scenario.tranches:
                position = count.get(item.year, 0)
                count[item.year] = position + 1
                page.text(row, 0, safe.plain(case.name, safe.NAME_LIMIT))
                page.number(row, 1, item.year, book.WHOLE, {"align": "left"})
                page.text(row, 2, said("quarter", item.quarter, self.lang))
                page.number(row, 3, item.tonnes, book.TONNES, {**book.LIVE, "align": "left"})
                self.tranches[case.owner, item.year, position] = page.address(row, 3)
                row += 1
        return row + 1


def _title(name: str, found: Cases, lang: str) -> str:
    _ = translator(lang)
    own = {
        "tonnes": units.of(found.of(PRODUCT, SCENARIO), lang).quantity,
        "see": _("Actual value (SEE), tCO2e/t"),
        "price": _("Own certificate price for the year, EUR/t"),
        "rate": _("Own exchange rate, CNY per EUR"),
        "reform": _("Changed against the law"),
    }
    return own.get(name) or field_name(name, lang)


def _number(name: str, scenario: Scenario) -> float | None:
    """The number of a live cell, where the scenario has it."""
    if name not in _LIVE:
        return None
    chosen = scenario.analysis
    stated = chosen.basis == "actual" and not (scenario.chain or scenario.label)
    if name == "see" and not stated:
        return None
    value = getattr(chosen, name)
    return None if value is None else float(value)


def _text(name: str, scenario: Scenario, lang: str) -> str:
    """An input in words; empty where it is not given."""
    if name == "reform":
        try:
            return reform_text(scenario.reform, lang)
        except KeyError:  # no path of the factor; the scenario's line says so
            return scenario.reform.factor_path
    if name == "basis":
        return said("basis", scenario_words.kind(scenario), lang)
    if name in ("tranches", "chain", "label", "points", "home"):
        value = getattr(scenario, name)
    else:
        value = getattr(scenario.analysis, name)
    if name in ("see", "route") and scenario_words.kind(scenario) != "actual":
        return ""
    if name == "law":
        value = value or Law.load().vintage
    named = formats.labelled(field_name(name, lang), "", lang)  # stands beside it already
    return safe.plain(said(name, value, lang).removeprefix(named))


def _chains(page: Page, row: int, cases: Sequence[Case], lang: str) -> None:
    """The production chains: every node with what was stated of it."""
    _ = translator(lang)
    chained = [case for case in cases if case.scenario.chain is not None]
    if not chained:
        return
    page.text(row, 0, _("Production chain"), book.SECTION)
    titles = (
        _("Scenario"), _("CN code"), _("Tonnes per tonne of good"), _("Direct emissions, tCO2e/t"),
        _("Indirect emissions, tCO2e/t"), _("Stated SEE, tCO2e/t"), _("Origin"), _("Route"),
    )  # fmt: skip
    page.head(row + 1, titles, range(2, 6))
    row += 2
    for case in chained:
        assert case.scenario.chain is not None
        for depth, mass, node in _nodes(case.scenario.chain):
            page.text(row, 0, safe.plain(case.name, safe.NAME_LIMIT))
            page.text(row, 1, "· " * depth + formats.cn(node.cn_code))
            given = _stated(node)
            page.number(row, 2, mass, book.EMISSIONS)
            for column, name in enumerate(("direct", "indirect", "see"), 3):
                page.number(row, column, given.get(name), book.EMISSIONS)
            page.text(row, 6, given.get("origin", ""))
            page.text(row, 7, given.get("route", ""))
            row += 1


def _nodes(node: ChainSource, mass: float = 1.0, depth: int = 0) -> list[tuple[int, float, Any]]:
    inputs = node.inputs if isinstance(node, Process) else ()
    below = [item for part in inputs for item in _nodes(part.source, part.mass, depth + 1)]
    return [(depth, mass, node), *below]


def _stated(node: ChainSource) -> Mapping[str, Any]:
    if isinstance(node, DefaultPrecursor):
        return {"origin": node.origin}
    if isinstance(node, StatedPrecursor):
        return {"see": node.see, "route": node.route}
    return {"direct": node.direct, "indirect": node.indirect, "route": node.route}
