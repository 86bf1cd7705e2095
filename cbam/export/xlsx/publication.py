"""What an association may show of its members, as a workbook: the published tables, no member.

It is written from a ``Publication`` alone, whose tables name no member and hide what would give
one away. Figures are rounded as on the page, so that the file says no more than the screen.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from cbam.export import about
from cbam.export.xlsx import book
from cbam.export.xlsx.book import Book, Page
from cbam.i18n import translator
from cbam.law.vintages import Law
from cbam.portfolio.members.association import SHOWN, Publication
from cbam.present import formats
from cbam.present.portfolio import portfolio_tables
from cbam.present.portfolio.portfolio_tables import DIMENSION_NAMES

_EUR = "#,##0"


def publication(
    made: Publication, lang: str, made_on: str, vintages: Sequence[tuple[str, str]] = ()
) -> bytes:
    """The published tables: an overview with the years, then a sheet for each table.

    Args:
        made: of ``association.publish``.
        lang: ``en`` or ``zh``.
        made_on: ISO date of making.
        vintages: of ``about.vintages``: law, prices and rate it was made with.

    Returns:
        An .xlsx file; the same publication and date give the same bytes. Hidden figures are
        words that say why.
    """
    _ = translator(lang)
    file = Book(lang, made_on, _("CBAM Export Exposure"))
    _overview(file.page(_("Summary")), made, made_on, vintages)
    law = Law.load()
    for view in made.tables:
        title = " × ".join(_(DIMENSION_NAMES[name]) for name in view)
        _table(file.page(title), made, view, law)
    return file.close()


def _overview(
    page: Page, made: Publication, made_on: str, vintages: Sequence[tuple[str, str]]
) -> None:
    lang = page.book.lang
    _ = translator(lang)
    page.widths(24, 20, 20, 20, 20)
    page.text(0, 0, _("CBAM Export Exposure"), book.TITLE)
    page.wide(1, 0, 4, portfolio_tables.published_headline(made, lang), book.HEADLINE)
    said = _("{lines} lines counted, {out} left out; {hidden} figures hidden to protect members.")
    counts = said.format(
        lines=formats.number(made.lines, lang), hidden=formats.number(made.hidden, lang),
        out=formats.number(sum(made.left_out.values()), lang),
    )  # fmt: skip
    page.wide(2, 0, 4, counts, book.SOFT)
    rule = _(
        "A figure counts at least {k} members, and nobody can work out a member’s figure to within {p}, from all tables and years together."
    )
    share = formats.percent(made.rules.p, lang, 0)
    page.wide(3, 0, 4, rule.format(k=made.rules.k, p=share), book.SOFT)
    page.wide(4, 0, 4, about.estimate(lang), {**book.AMBER, "bold": True})
    page.text(6, 0, _("The same trade in every year"), book.SECTION)
    page.head(7, [_("Year"), _("Cost, EUR"), _("Cost, CNY")], (1, 2))
    at = 8
    for row in made.years.itertuples():
        page.number(at, 0, int(row.year), book.WHOLE, {"align": "left"})
        if math.isfinite(row.cost_eur):
            page.number(at, 1, round(row.cost_eur), _EUR)
            page.number(at, 2, round(row.cost_cny), _EUR)
        else:
            page.text(at, 1, _("hidden"), {**book.SOFT, "align": "right"})
        at += 1
    for name, value in ((_("Made on"), formats.day(made_on[:10], lang)), *vintages):
        at += 1
        page.text(at, 0, name, {"bold": True, "valign": "top"})
        page.wide(at, 1, 4, value)


def _table(page: Page, made: Publication, view: tuple[str, ...], law: Law) -> None:
    """One table: names and numbers of members as on the page, costs as numbers."""
    shown = portfolio_tables.published_table(made, view, law, page.book.lang)
    names = len(view) + 1  # with the number of members, which may be "fewer than 3"
    page.widths(*[36] * len(view), 14, 28, 16, 10)
    page.text(0, 0, f"{page.name} · {made.year}", book.TITLE)
    page.text(1, 0, about.estimate(page.book.lang), book.SOFT)
    page.head(3, list(shown.columns), range(len(view), len(shown.columns)))
    rows = zip(shown.to_numpy().tolist(), made.tables[view].itertuples(), strict=True)
    for at, (texts, row) in enumerate(rows, 4):
        told = texts[:names] if row.status == SHOWN else texts[: names + 1]  # the reason
        for column, text in enumerate(told):
            style = book.WRAP if column < len(view) else {"align": "right", "valign": "top"}
            page.text(at, column, text, style)
        if row.status == SHOWN:
            for column, (value, look) in enumerate(
                ((round(row.cost_eur), _EUR), (round(row.cost_cny), _EUR),
                 (round(row.share, 3), book.SHARE)),
                names,
            ):  # fmt: skip
                page.number(at, column, value, look, {"valign": "top"})
    page.sheet.freeze_panes(4, 0)
    page.sheet.repeat_rows(3)
