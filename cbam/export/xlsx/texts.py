"""Sheets of words: the summary with link and QR code, the sources."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from cbam import tables
from cbam.export import about, safe
from cbam.export.cases import Case, Cases, codes
from cbam.export.xlsx import book, units
from cbam.export.xlsx.book import Page
from cbam.export.xlsx.calculation import Calculation
from cbam.export.xlsx.results import refer
from cbam.export.xlsx.values import Values
from cbam.i18n import translator
from cbam.present import formats
from cbam.present.label import label_words
from cbam.present.quote import who_pays
from cbam.present.rules import datasets
from cbam.present.theme import LIGHT
from cbam.present.wording import headline, problem, sentence
from cbam.reasons import BY_CODE
from cbam.study import Study

_QR_SIDE = 150  # pixels


def summary(
    page: Page, study: Study, found: Cases, made: str, link: str, calculation: Calculation,
    portfolio: str = "",
) -> None:  # fmt: skip
    """Headline, three figures, the scenarios, and what the file says of itself.

    ``portfolio`` is the sentence on the portfolio, where there is one.
    """
    lang = page.book.lang
    _ = translator(lang)
    product = found.product
    page.widths(34, 20, 20, 20, 20, 24)
    page.sheet.fit_to_pages(1, 1)
    page.text(0, 0, _("CBAM Export Exposure"), book.TITLE)
    page.text(1, 0, study.briefing.association, book.SOFT)
    year = product.scenario.analysis.year
    rows = [product.rows[i] for i in product.by_year.get(year, [])]
    if rows:
        page.wide(2, 0, 4, headline(rows[0], lang, product.law), book.HEADLINE)
    else:
        page.wide(2, 0, 4, _("No figure yet: one of the inputs cannot be used."), book.HEADLINE)
    fault = product.problem
    if fault is not None:
        page.wide(3, 0, 4, problem(fault, lang), book.AMBER)
    elif rows:
        _figures(page, 4, product, year, calculation)
        said = " ".join(sentence(code, lang) for code in _answers(rows[0]))
        page.wide(7, 0, 4, said or who_pays(rows[0], lang))
    at = 8
    if found.bridge is not None and found.saved is not None:
        text = label_words.headline(found.bridge, found.saved, year, lang)
        page.wide(at, 0, 4, text, {"font_color": LIGHT.save} if found.bridge.grade else book.SOFT)
        at += 1
    elif found.label_fault is not None:
        page.wide(at, 0, 4, problem(found.label_fault, lang), book.AMBER)
        at += 1
    if portfolio:
        page.wide(at, 0, 4, portfolio, {"bold": True})
        at += 1
    text = _(
        "The sentences state the result on the day the file was made; the figures are formulas and follow the cells."
    )
    page.wide(at, 0, 4, text, book.SOFT)
    at = _scenarios(page, at + 2, found.of("scenario"), calculation) + 1
    at = _about(page, at, study, made, link)
    picture = about.qr_png(link)
    if picture:
        page.sheet.insert_image(0, 5, "qr.png", {
            "image_data": io.BytesIO(picture), "description": _("QR code of the link"),
            "x_offset": 12, "y_offset": 4, **_scaled(picture),
        })  # fmt: skip
        page.text(8, 5, _("QR code of the link"), {**book.SOFT, "align": "center"})


def _answers(row: Mapping[str, Any]) -> list[str]:
    """The codes that say why a line costs nothing."""
    return [c for c in codes(row) if BY_CODE[c].kind == "answer" or c == "nothing_to_pay"]


def _scaled(picture: bytes) -> dict[str, float]:
    """Scale that gives every QR code the same size; the side stands in the PNG's header."""
    side = int.from_bytes(picture[16:20], "big")
    return {"x_scale": _QR_SIDE / side, "y_scale": _QR_SIDE / side}


def _figures(page: Page, top: int, case: Case, year: int, calculation: Calculation) -> None:
    """Three figures: EUR and CNY a tonne, EUR for the import."""
    _ = translator(page.book.lang)
    named = units.of([case], page.book.lang)
    figures = (
        (named.eur, "cost_eur_per_t"),
        (named.cny, "cny_per_t"),
        (_("EUR for this import"), "cost_eur"),
    )
    big = {"bold": True, "font_size": 18, "align": "left", "font_color": LIGHT.pay}
    for column, (title, name) in enumerate(figures):
        page.text(top, column, title, book.SOFT)
        refer(page, top + 1, column, case, year, name, calculation, big)
    page.sheet.set_row(top + 1, 28)


def _scenarios(page: Page, top: int, cases: Sequence[Case], calculation: Calculation) -> int:
    """What each scenario costs in its own year; returns the next free row."""
    _ = translator(page.book.lang)
    if not cases:
        return top
    page.text(top, 0, _("Scenarios"), book.SECTION)
    named = units.of(cases, page.book.lang)
    titles = (
        _("Scenario"), _("Year"), named.eur, named.cny, _("EUR in the year"),
        _("Remarks"),
    )  # fmt: skip
    page.head(top + 1, titles, (2, 3, 4))
    for at, case in enumerate(cases, top + 2):
        year = case.scenario.analysis.year
        page.text(at, 0, safe.plain(case.name, safe.NAME_LIMIT), book.WRAP)
        page.number(at, 1, year, book.WHOLE, {"align": "left", "valign": "top"})
        fault = case.problem
        if fault is not None:
            page.text(at, 5, problem(fault, page.book.lang), {**book.AMBER, **book.INDENTED})
            continue
        for column, name in enumerate(("cost_eur_per_t", "cny_per_t", "cost_eur"), 2):
            refer(page, at, column, case, year, name, calculation, {"valign": "top"})
        said = dict.fromkeys(c for i in case.by_year[year] for c in _answers(case.rows[i]))
        page.text(
            at,
            5,
            " ".join(sentence(c, page.book.lang) for c in said),
            {**book.WRAP, **book.INDENTED},
        )
    return top + 2 + len(cases)


def _about(page: Page, top: int, study: Study, made: str, link: str) -> int:
    """Date, vintages, link, and that it is an estimate."""
    lang = page.book.lang
    _ = translator(lang)
    page.text(top, 0, _("About this file"), book.SECTION)
    page.wide(top + 1, 0, 4, about.estimate(lang), {**book.AMBER, "bold": True})
    pairs = (
        (_("Made on"), formats.day(made[:10], lang)),
        *about.vintages(study, lang),
        (_("Link"), link),
    )
    at = top + 2
    for name, value in pairs:
        page.text(at, 0, name, {"bold": True, "valign": "top"})
        page.wide(at, 1, 4, value)
        at += 1
    return at


def sources(page: Page, study: Study, found: Cases, values: Values) -> None:
    """Acts with what they are used for, the tables with date and licence, the vintages."""
    lang = page.book.lang
    _ = translator(lang)
    page.widths(52, 62, 64)
    page.text(0, 0, page.name, book.TITLE)
    top = 2
    page.head(top, [_("Act"), _("Used for"), _("Address")])
    acts: dict[tuple[str, str], dict[str, None]] = {}
    for slot in values.slots.values():
        for act in slot.acts:
            acts.setdefault(act, {})[formats.labelled(slot.label, slot.article, lang)] = None
    at = top + 1
    for (title, url), used in acts.items():
        page.text(at, 0, title, book.WRAP)
        page.lines(at, 1, list(used))
        page.text(at, 2, url, {**book.SOFT, **book.WRAP})
        at += 1
    at += 1
    page.head(at, [_("Table"), _("Source"), _("As of, licence, fingerprint")])
    comma = "; " if lang == "en" else "；"
    for name in _tables(found):
        at += 1
        entry = tables.resource(name)
        page.text(at, 0, datasets.title(name, lang), book.WRAP)
        page.lines(at, 1, [_source(item) for item in entry["sources"]])
        facts = (
            formats.day(entry["as_of"], lang),
            entry["licenses"][0]["title"],
            tables.digest(name),
        )
        page.text(at, 2, comma.join(facts), {**book.SOFT, **book.WRAP})
    at += 2
    page.head(at, [_("Vintage"), _("In this file"), ""])
    for name, value in about.vintages(study, lang):
        at += 1
        page.text(at, 0, name, book.WRAP)
        page.text(at, 1, value, book.WRAP)
    page.sheet.repeat_rows(top)


def _source(item: dict[str, Any]) -> str:
    return " ".join(filter(None, (str(item["title"]), str(item.get("path", "")))))


def _tables(found: Cases) -> list[str]:
    """The tables of facts the bills were read from."""
    editions = tables.read("vintages").set_index("vintage")
    names: dict[str, None] = {}
    for law in {case.law.digest: case.law for case in found.cases}.values():
        row = editions.loc[law.edition or law.vintage]
        names |= dict.fromkeys(
            str(row[part]) for part in ("default_values", "annex_iv", "benchmarks") if row[part]
        )
        if law.edition:
            names["reforms"] = None
    market = ("schedule", "certificate_prices", "price_paths", "exchange_rates")
    return [*names, *market]
