"""The values that formulas refer to: one cell for each fact of law or market, with its source.

Lines that rest on the same fact share its cell, so that changing the price or the benchmark
changes every bill that uses it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cbam.export.cases import PORTFOLIO, Case
from cbam.export.xlsx import book
from cbam.export.xlsx.book import Page
from cbam.findings.home_price import reduction
from cbam.findings.provenance import Source, sources
from cbam.i18n import translator
from cbam.present import formats
from cbam.present.explain import Explained, explain
from cbam.present.wording import field_name

# The steps that have a cell here, in the order of the sheet, with their number format.
FORMATS = {
    "default_total": book.EMISSIONS,
    "markup": book.SHARE,
    "see": book.EMISSIONS,
    "benchmark": book.EMISSIONS,
    "cbam_factor": book.SHARE,
    "cscf": book.FACTOR,
    "sefa": book.EMISSIONS,
    "paid": book.MONEY,
    "reference": book.MONEY,
    "price": book.MONEY,
    "rate": book.RATE,
}
_COLUMN = {"price": "price_eur"}  # step -> column of the bill, where they differ
_VALUE = 3  # column of the sheet that holds the value


@dataclass
class Slot:
    """One fact: its name, what it is for, value, source; the years that use it; its cell."""

    step: str
    label: str
    subject: str
    value: float
    unit: str
    acts: tuple[tuple[str, str], ...] = ()
    article: str = ""
    mark: str = ""
    assumed: bool = False
    years: set[int] = field(default_factory=set)
    address: str = ""


class Values:
    """All slots of a workbook; ``of`` finds or makes those of a line."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.slots: dict[tuple[Any, ...], Slot] = {}

    def of(self, case: Case, row: Mapping[str, Any]) -> dict[str, Slot]:
        """The slots of an assessed line by step; inputs of the user have theirs elsewhere."""
        year = int(row["year"])
        known = {item.step: item for item in sources(row, case.law, case.prices)}
        words: dict[str, Explained] = {}
        found = {}
        for step in FORMATS:
            if step not in known or not _needed(step, case, row):
                continue
            own = _own(step, case, row)
            value = float(row[_COLUMN.get(step, step)])
            key = _key(known[step], value, own, year if row["price_basis"] == "path" else 0)
            if key not in self.slots:
                words = words or {
                    item.step: item for item in explain(row, case.law, case.prices, self.lang)
                }
                self.slots[key] = self._slot(words[step], value, own, row)
            found[step] = self.slots[key]
        found |= self._market(case, row)
        for slot in found.values():
            slot.years.add(year)
        return found

    def _slot(self, said: Explained, value: float, own: str, row: Mapping[str, Any]) -> Slot:
        separator = "; " if self.lang == "en" else "；"
        details = [formats.labelled(name, text, self.lang) for name, text in said.details]
        return Slot(
            step=said.step,
            label=said.label,
            subject=separator.join(filter(None, (own, *details))),
            value=value,
            unit=_unit(said.step, row, self.lang),
            acts=said.acts,
            article=said.article,
            mark=said.mark_text,
            assumed=said.assumed,
        )

    def _market(self, case: Case, row: Mapping[str, Any]) -> dict[str, Slot]:
        """The exchange rate, and what a carbon price paid at home rests on."""
        _ = translator(self.lang)
        found = {}
        rate = case.prices.rate
        if rate.source != "user":
            key: tuple[Any, ...] = ("rate", rate)
            if key not in self.slots:
                self.slots[key] = Slot(
                    "rate", _("Exchange rate"), formats.day(rate.date, self.lang),
                    rate.cny_per_eur, "CNY / EUR", mark=_("ECB reference rate"),
                )  # fmt: skip
            found["rate"] = self.slots[key]
        home = case.scenario.home
        if home is None or not row.get("reduction", 0) > 0:
            return found
        off = reduction(
            home, basis="actual", origin=str(row["origin"]), sector=str(row["sector"]),
            see=float(row["see"]), year=int(row["year"]), prices=case.prices, law=case.law,
        )  # fmt: skip
        said = {item.step: item for item in explain(row, case.law, case.prices, self.lang)}
        names = {
            "paid": (field_name("home", self.lang), off.paid_eur, case.name),
            "reference": (_("Reference price of the year"), off.reference_eur, str(row["year"])),
        }
        for step, (label, value, subject) in names.items():
            key = (step, value, subject)
            source = said["reduction"]
            if key not in self.slots:
                self.slots[key] = Slot(
                    step, label, subject, value, _price_unit(self.lang), source.acts,
                    source.article, source.mark_text, source.assumed,
                )  # fmt: skip
            found[step] = self.slots[key]
        return found

    def write(self, page: Page) -> None:
        """The sheet of all slots; each gets its address."""
        _ = translator(self.lang)
        page.widths(24, 44, 13, 11, 22, 48, 30, 20)
        page.text(0, 0, page.name, book.TITLE)
        page.text(
            1,
            0,
            _("Blue cells are live: change one and every bill that uses it follows."),
            book.SOFT,
        )
        top = 3
        titles = (
            _("Value"), _("What for"), _("Years"), _("Figure"), _("Unit"), _("Act"),
            _("Article"), _("How sure"),
        )  # fmt: skip
        page.head(top, titles, (_VALUE,))
        order = list(FORMATS)
        slots = sorted(
            self.slots.values(), key=lambda slot: (order.index(slot.step), min(slot.years))
        )
        for at, slot in enumerate(slots, top + 1):
            page.text(at, 0, slot.label, book.WRAP)
            page.text(at, 1, slot.subject, book.WRAP)
            page.text(at, 2, spans(slot.years), book.WRAP)
            page.number(at, _VALUE, slot.value, FORMATS[slot.step], {**book.LIVE, "valign": "top"})
            page.text(at, 4, slot.unit, {**book.WRAP, **book.INDENTED})
            page.lines(at, 5, [title for title, _url in slot.acts])
            page.text(at, 6, slot.article, book.WRAP)
            page.text(at, 7, slot.mark, book.AMBER if slot.assumed else book.WRAP)
            slot.address = page.address(at, _VALUE)
        page.sheet.freeze_panes(top + 1, 1)
        page.sheet.repeat_rows(top)
        if slots:
            page.sheet.autofilter(top, 0, top + len(slots), len(titles) - 1)


def _needed(step: str, case: Case, row: Mapping[str, Any]) -> bool:
    """Whether the step's value is a fact; results of the formula and the user's own are not."""
    if step == "see":
        return not row["default_from"] and case.derived
    if step == "sefa":
        return row["sector"] == "electricity"
    if step == "price":
        return str(row["price_basis"]) != "user"
    return True


def _own(step: str, case: Case, row: Mapping[str, Any]) -> str:
    """The case a value belongs to, where it is not a fact shared by all."""
    mine = step == "see" or (step == "benchmark" and row["benchmark_column"] == "A")
    return case.name if mine and case.kind != PORTFOLIO else ""


def _key(source: Source, value: float, own: str, year: int) -> tuple[Any, ...]:
    detail = tuple(sorted(source.detail.items()))
    when = year if source.step == "price" else 0
    return (source.step, source.acts, source.article, source.mark, detail, value, own, when)


def _price_unit(lang: str) -> str:
    return "EUR/tCO2e" if lang == "en" else "欧元/吨二氧化碳当量"


def _unit(step: str, row: Mapping[str, Any], lang: str) -> str:
    if step in ("markup", "cbam_factor", "cscf"):
        return ""
    if step == "price":
        return _price_unit(lang)
    if row["sector"] == "electricity":
        return "tCO2e/MWh" if lang == "en" else "吨二氧化碳当量/兆瓦时"
    return "tCO2e/t" if lang == "en" else "吨二氧化碳当量/吨"


def spans(years: set[int] | Sequence[int]) -> str:
    """``2026–2028, 2031``."""
    parts: list[list[int]] = []
    for year in sorted(years):
        if parts and year == parts[-1][-1] + 1:
            parts[-1].append(year)
        else:
            parts.append([year])
    return ", ".join(f"{p[0]}–{p[-1]}" if len(p) > 1 else str(p[0]) for p in parts)
