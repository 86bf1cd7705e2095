"""What moves the result of the selected scenario most, and what is not in that."""

from __future__ import annotations

import streamlit as st

from cbam.findings.scenario import Scenario
from cbam.findings.uncertainty import RATE_SWING, uncertainty
from cbam.present import formats
from cbam.present.compare import uncertainty_charts, uncertainty_words
from cbam.present.compare.compare_words import note, uncertainty_headline
from cbam.reasons import InputError
from pages.components import figures
from pages.components.compare import one, state
from pages.components.shell import Page, plain


def show(page: Page, scenario: Scenario, position: int, year: int) -> None:
    """A sentence, the tornado of the year, the band over the years, the limits of both."""
    _, lang = page._, page.lang
    if one.row_of(page, scenario, year) is None:
        return
    try:
        found = uncertainty(scenario, year, state.view().currency)
    except InputError as error:
        one.fault(page, error)
        return
    st.subheader(plain(uncertainty_headline(found, lang)), anchor=False)
    left, right = st.columns(2, gap="large")
    if found.swings:
        with left:
            title = _("One input at a time, {year}").format(year=year)
            st.markdown(f"**{plain(title)}**")
            chart = uncertainty_charts.tornado(found, lang, page.colours)
            figures.with_table(
                page, chart, lambda: uncertainty_words.swings(found, lang),
                "compare_tornado", "cbam-tornado",
            )  # fmt: skip
    with right if found.swings else st.container():
        title = _("All of them together, by year")
        st.markdown(f"**{plain(title)}**")
        chart = uncertainty_charts.band(found, lang, page.colours)
        figures.with_table(
            page, chart, lambda: uncertainty_words.band(found, lang), "compare_band", "cbam-band"
        )
    st.caption(
        plain(
            _(
                "Price: the paths “Low” and “High”, or the published quarters while one is pending. Label: the range of its conversion. Route: the other benchmarks of the good. Exchange rate: {swing} either way, in CNY only."
            ).format(swing=formats.percent(RATE_SWING, lang))
        )
    )
    st.caption(
        plain(
            _(
                "The band leaves out what you decide yourself: default or actual value, a stated route. Not in it either: new law and proposals, revised default values and benchmarks, tonnes, a carbon price paid at home."
            )
        )
    )
    st.caption(plain(note("price_no_forecast", lang)))
