"""The importer's cash in sentences and tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cbam import tables
from cbam.findings.cash import Late, Purchase
from cbam.i18n import translator
from cbam.present import formats
from cbam.present.wording import quarter_name


def headline(
    holdings: pd.DataFrame, window: Purchase, row: Mapping[str, Any], year: int, lang: str
) -> str:
    """What must be held when, and what is due at the end, as one sentence."""
    _ = translator(lang)
    details = {
        "year": year,
        "cost": formats.eur(row["cost_eur"], lang),
        "due": formats.day(window.last.isoformat(), lang),
        "first": formats.day(window.first.isoformat(), lang),
    }
    if holdings.empty:
        text = _("Imports of {year}: nothing to hold before; {cost} between {first} and {due}.")
        return text.format(**details)
    last = holdings.iloc[-1]
    text = _("Imports of {year}: {held} tied up by {day}, {cost} in all by {due}.")
    return text.format(
        **details, held=formats.eur(last["held_eur"], lang), day=formats.day(last["day"], lang)
    )


def table(
    holdings: pd.DataFrame, window: Purchase, row: Mapping[str, Any], lang: str
) -> pd.DataFrame:
    """The dates in order: what to do, certificates, money, article.

    Certificates and money are totals at that date; for the surrender what is due in all.
    """
    _ = translator(lang)
    article = tables.mapping("deadlines", "deadline", f"article_{lang}")
    rows = [(window.first.isoformat(), _("First day to buy"), "–", "–", article["sale_starts"])]
    rows += [
        (
            item.day,
            _("Hold at least, {quarter}").format(quarter=quarter_name(item.quarter, lang)),
            formats.number(item.hold, lang, 1),
            formats.number(item.held_eur, lang),
            article["first_holding"],
        )
        for item in holdings.itertuples()
    ]
    rows.append(
        (
            window.last.isoformat(),
            _("Declare and surrender"),
            formats.number(row["certificates"], lang, 1),
            formats.number(row["cost_eur"], lang),
            article["first_declaration"],
        )
    )
    view = pd.DataFrame(
        rows, columns=[_("Date"), _("What"), _("Certificates"), _("EUR"), _("Article")]
    )
    view[_("Date")] = [formats.day(day, lang) for day in view[_("Date")]]
    return view


def after(window: Purchase, lang: str) -> list[str]:
    """What happens to certificates left over, with dates; known for the first year only."""
    rows = tables.read("deadlines").set_index("deadline")
    if window.last.isoformat() != rows.loc["first_declaration", "date"]:
        return []
    colon = "{}: {}" if lang == "en" else "{}：{}"
    return [
        formats.aside(
            colon.format(
                formats.day(str(rows.loc[name, "date"]), lang), rows.loc[name, f"text_{lang}"]
            ),
            str(rows.loc[name, f"article_{lang}"]),
            lang,
        )
        for name in ("repurchase", "cancellation")
    ]


def late(found: Late, lang: str) -> list[str]:
    """What a late surrender costs, item by item."""
    _ = translator(lang)
    unauthorised = formats.span(found.unauthorised_low_eur, found.unauthorised_high_eur, lang)
    items = (
        (_("Penalty, before indexation (Art 26(1))"), formats.eur(found.penalty_eur, lang)),
        (_("Certificates, still to be bought"), formats.eur(found.still_due_eur, lang)),
        (
            _("For an importer without authorisation instead (Art 26(2))"),
            formats.euros(unauthorised, lang),
        ),
    )
    return [formats.labelled(name, amount, lang) for name, amount in items]
