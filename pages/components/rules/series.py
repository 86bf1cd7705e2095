"""Prices and rates over time, how old they are, and asking the sources now."""

from __future__ import annotations

import streamlit as st

from cbam import tables
from cbam.feeds.refresh import ages, refresh
from cbam.findings import price_history
from cbam.present.compare import price_charts, price_words
from cbam.present.rules import feed_words, series_charts
from cbam.present.wording import problem
from pages.components import figures, shell
from pages.components.shell import Page, plain

PAUSE = 600.0  # seconds between two questions to the same source
_FIRST = ("CNY", "USD")  # currencies named first


def show(page: Page) -> None:
    """Certificate prices with the auctions, the exchange rate, and their age."""
    _ages(page)
    left, right = st.columns(2, gap="large")
    with left:
        _prices(page)
    with right:
        _rate(page)


def _ages(page: Page) -> None:
    _, lang = page._, page.lang
    found = ages(shell.today())
    lines = []
    for age in found:
        mark = ":orange-badge[" + _("stale") + "] " if age.stale else ""
        lines.append(f"- {mark}{plain(feed_words.age(age, lang))}")
    st.markdown("\n".join(lines))
    if st.button(_("Ask the sources now"), icon=":material/refresh:", key="refresh_now"):
        with st.spinner(_("Asking the sources …")):
            outcomes = refresh(shell.today(), pause=PAUSE)
        for outcome in outcomes:
            text = feed_words.outcome(outcome, lang)
            if outcome.problem is not None:
                st.warning(plain(f"{text} {problem(outcome.problem, lang)}"))
            else:
                st.success(plain(text))


def _prices(page: Page) -> None:
    _, lang = page._, page.lang
    quarters, months = price_history.quarters(), price_history.monthly()
    st.subheader(plain(price_words.auctions_headline(quarters, lang)), anchor=False)
    chart = price_charts.auctions(months, quarters, lang, page.colours)
    figures.with_table(
        page, chart, lambda: price_words.quarters(quarters, lang), "rules_auctions", "cbam-auctions"
    )


def _rate(page: Page) -> None:
    _, lang = page._, page.lang
    table = tables.read("exchange_rates")
    others = sorted(set(table["currency"]) - set(_FIRST))
    st.subheader(_("Exchange rate, ECB reference"), anchor=False)
    currency = str(
        st.selectbox(
            _("Currency"), [*_FIRST, *others], key="rules_currency", persist_state="session"
        )
    )
    rows = table[table["currency"] == currency].sort_values("date")
    titles = {
        "date": _("Date"),
        "units_per_eur": _("{currency} per EUR").format(currency=currency),
    }
    figures.with_table(
        page, series_charts.exchange_rate(rows, currency, lang, page.colours),
        lambda: rows[list(titles)].iloc[::-1], "rules_rate", f"cbam-{currency}",
        height=320, column_config=titles,
    )  # fmt: skip
