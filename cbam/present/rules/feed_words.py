"""How old the prices and rates are, and why a source did not answer. Joins ``wording``."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from cbam import tables
from cbam.i18n import N_, translator
from cbam.present import formats

if TYPE_CHECKING:  # a page that shows a sentence needs no HTTP
    from cbam.feeds.refresh import Age, Outcome

PROBLEMS: dict[str, str] = {
    "feed_unknown": N_("“{value}” is not a source of fresh data: choose one of {allowed}."),
    "feed_unreachable": N_("The source did not answer ({why}). Everything stays as it was."),
    "feed_status": N_("The source answered with status {status}. Everything stays as it was."),
    "feed_too_large": N_("The source sent more than {limit} MB and was not read. Everything stays as it was."),
    "feed_slow": N_("The source took longer than {limit} seconds. Everything stays as it was."),
    "feed_invalid": N_("The source’s answer cannot be read: {why}. Everything stays as it was."),
    "feed_contradicts": N_("The source gives {new} for {value}, but {known} is on board. Nothing was taken over; look at both."),
}  # fmt: skip

FIELDS: dict[str, str] = {"feed": N_("Source")}

_OUTCOMES: dict[str, str] = {
    "new": N_("{rows} new rows"),
    "unchanged": N_("nothing new"),
    "off": N_("turned off"),
    "failed": N_("failed"),
}


def feed_title(name: str, lang: str) -> str:
    """A source's title in the reader's language."""
    return str(tables.mapping("feeds", "feed", f"title_{lang}")[name])


def outcome(found: Outcome, lang: str) -> str:
    """What a refresh did, as one line (the reason of a failure is a sentence of ``wording``)."""
    text = translator(lang)(_OUTCOMES[found.status]).format(rows=formats.number(found.rows, lang))
    return formats.labelled(feed_title(found.feed, lang), text, lang)


def age(found: Age, lang: str) -> str:
    """How old a table is, as one line; stale ones say so."""
    _ = translator(lang)
    text = _("as of {date}").format(date=formats.day(found.as_of, lang))
    if found.overdue:
        quarters = ", ".join(f"{quarter} {year}" for year, quarter in found.overdue)
        text = _("{text}; the price of {quarters} is overdue").format(text=text, quarters=quarters)
    elif found.stale:
        text = _("{text}; older than it should be").format(text=text)
    if found.fetched:
        day = date.fromisoformat(found.fetched[:10]).isoformat()
        text = _("{text}; last asked {date}").format(text=text, date=formats.day(day, lang))
    return formats.labelled(feed_title(found.feed, lang), text, lang)
