"""The tables of an association view as files: CSV, and a workbook with a sheet for each table.

Only what ``association.publish`` made goes in: no line, no member, no name of a file.
"""

from __future__ import annotations

import pandas as pd

from cbam.export import about, safe
from cbam.export.xlsx.book import AMBER, HEADLINE, MONEY, SHARE, WHOLE, Book
from cbam.i18n import translator
from cbam.law.vintages import Law
from cbam.portfolio.members.association import Publication
from cbam.present.portfolio import portfolio_tables

_WIDTHS = (44, 24, 14, 18, 18, 12)
_HEAD = 3  # rows above a table


def tables(made: Publication, law: Law, lang: str) -> dict[str, pd.DataFrame]:
    """Every table of a publication under its title, as texts; hidden cells say why."""
    _ = translator(lang)
    found = {_("Years"): portfolio_tables.years_table(made, lang)}
    for view in made.tables:
        title = " × ".join(_(portfolio_tables.DIMENSION_NAMES[name]) for name in view)
        found[title] = portfolio_tables.published_table(made, view, law, lang)
    return found


def texts(made: Publication, law: Law, lang: str) -> bytes:
    """All tables below each other as CSV, with a byte order mark for spreadsheets."""
    blocks = []
    for table in tables(made, law, lang).values():
        shown = table.map(lambda value: safe.csv(str(value)))
        blocks.append(shown.to_csv(index=False))
    return b"\xef\xbb\xbf" + "\n".join(blocks).encode()


def workbook(made: Publication, law: Law, lang: str, day: str) -> bytes:
    """A workbook with a sheet for each table; figures that are shown are numbers.

    Args:
        made: the publication.
        law: for the names of goods and origins.
        lang: ``en`` or ``zh``.
        day: ISO date of the file.
    """
    _ = translator(lang)
    title = _("Association view, {year}").format(year=made.year)
    book = Book(lang, day, title)
    money = {"cost_eur": MONEY, "cost_cny": MONEY, "share": SHARE}
    frames = [made.years, *made.tables.values()]
    for (name, shown), frame in zip(tables(made, law, lang).items(), frames, strict=True):
        page = book.page(name)
        page.widths(*_WIDTHS)
        page.text(0, 0, title, HEADLINE)
        page.text(1, 0, about.estimate(lang), AMBER)
        numbers = [i for i, column in enumerate(frame.columns) if column in (*money, "members")]
        page.head(_HEAD - 1, list(shown.columns), numbers)
        for at in range(len(frame)):
            for i in range(shown.shape[1]):
                column, value = frame.columns[i], frame.iat[at, i]
                few = column == "members" and frame["status"].iat[at] == "few"
                if column in money and value == value:
                    page.number(_HEAD + at, i, float(value), money[column])
                elif column == "members" and not few:
                    page.number(_HEAD + at, i, float(value), WHOLE)
                else:
                    page.text(_HEAD + at, i, shown.iat[at, i])
    return book.close()
