"""The importer's cash: certificates to hold, when to buy, what being late costs."""

from __future__ import annotations

import streamlit as st

from cbam.bill import TONNES_LIMIT
from cbam.findings import cash
from cbam.findings.scenario import Scenario
from cbam.present import formats
from cbam.present.compare import cash_charts, cash_words
from cbam.present.compare.compare_words import note
from cbam.present.wording import quarter_name
from cbam.prices import QUARTERS
from cbam.reasons import InputError
from pages.components import figures
from pages.components.compare import one, state
from pages.components.shell import Page, plain

_WHOLE = 100.0  # per cent


def show(page: Page, scenario: Scenario, position: int, year: int) -> None:
    """Dates and amounts of one import year, then the price of being late."""
    _, lang = page._, page.lang
    row = one.row_of(page, scenario, year)
    if row is None:
        return
    law, prices = scenario.law(), scenario.prices()
    window = cash.purchase(law, year)
    shares = state.view().shares or cash.quarter_shares(scenario, year)
    analysis = scenario.analysis.with_(tonnes=row["tonnes"])
    try:
        held = cash.holdings(analysis, law, prices, year, shares)
    except InputError as error:
        one.fault(page, error)
        shares = cash.EVEN
        held = cash.holdings(analysis, law, prices, year, shares)
    st.subheader(plain(cash_words.headline(held, window, row, year, lang)), anchor=False)
    if window.holding:
        chart = cash_charts.timeline(held, window.last, row["certificates"], lang, page.colours)
        figures.tabs("compare_cash", {
            _("Chart"): lambda: figures.draw(page, chart, "compare_cash", "cbam-cash"),
            _("Table"): lambda: _dates(page, cash_words.table(held, window, row, lang)),
        })  # fmt: skip
        _shares(page, shares)
        st.caption(plain(note("holding_basis", lang)))
    else:
        _dates(page, cash_words.table(held, window, row, lang))
        st.caption(
            plain(
                _("The quarter-end test begins with imports of {year} (Art 22(2)).").format(
                    year=cash.first_holding_year(law)
                )
            )
        )
    for line in cash_words.after(window, lang):
        st.caption(plain(line))
    if window.holding:
        st.caption(plain(note("price_of_purchase", lang)))
    _late(page, scenario, row, year)


def _dates(page: Page, table: object) -> None:
    st.dataframe(table, hide_index=True, alt=page._("When to buy, hold and surrender certificates"))


def _shares(page: Page, shares: tuple[float, ...]) -> None:
    """Share of the year's tonnes by quarter; the last quarter is what is left."""
    _, lang = page._, page.lang
    st.markdown(plain(_("Share of the year’s tonnes imported in each quarter, %")))

    def write(at: int, new: float | None) -> None:
        parts = [*shares[:3]]
        rest = 1 - sum(part for i, part in enumerate(parts) if i != at)
        parts[at] = min(max((new or 0.0) / _WHOLE, 0.0), rest)
        state.look(shares=(*parts, max(1 - sum(parts), 0.0)))

    with st.container(horizontal=True, key="compare_shares"):
        for at, quarter in enumerate(QUARTERS[1:]):
            value = round(shares[at] * _WHOLE, 4)
            last = at == 3
            most = round((shares[at] + shares[3]) * _WHOLE, 4)
            st.number_input(
                quarter_name(quarter, lang), 0.0, _WHOLE if last else most, step=5.0,
                format="%.4g", disabled=last, width=140,
                help=_("What is left of the year.") if last else None,
                **state.field(f"share_{at}", value, lambda new, at=at: write(at, new)),
            )  # fmt: skip


def _late(page: Page, scenario: Scenario, row: dict[str, float], year: int) -> None:
    """Certificates not surrendered in time, and what they cost."""
    _, lang, seen = page._, page.lang, state.view()
    title = _("What a late surrender costs")
    st.markdown(f"**{plain(title)}**")
    st.number_input(
        _("Certificates surrendered too late"), 0.0, TONNES_LIMIT, None, step=10.0, format="%.12g",
        placeholder=_("e.g. 100"), width=420,
        **state.field("missing", seen.missing, lambda new: state.look(missing=new)),
    )  # fmt: skip
    found = cash.late(scenario.law(), year, seen.missing or 0.0, row["price_eur"])
    if seen.missing:
        st.markdown("\n".join(f"- {plain(line)}" for line in cash_words.late(found, lang)))
    base = formats.eur(found.base_eur, lang)
    one.draft(page, note("penalty_before_indexation", lang, base=base))
