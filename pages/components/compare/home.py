"""A carbon price paid in the country of origin (Article 9): off unless the user states one."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cbam.findings.home_price import HomePrice, cap, reduction
from cbam.findings.scenario import Scenario
from cbam.present.compare import home_words
from cbam.present.compare.compare_words import note
from cbam.prices import PRICE_LIMIT
from pages.components.compare import one, state
from pages.components.shell import Page, plain


def show(page: Page, scenario: Scenario, position: int, year: int) -> None:
    """The switch with its reason, the stated price and evidence, the cap, the effect."""
    _ = page._
    row = one.row_of(page, scenario, year)
    if row is None:
        if scenario.home is not None:  # what is stated may be what is wrong
            _switch(page, scenario, position)
        return
    law, prices = scenario.law(), scenario.prices()
    sector = str(row["sector"])
    origin = law.origins.resolve(scenario.analysis.origin) or scenario.analysis.origin
    limit = cap(origin, sector, prices)
    if scenario.home is None:
        st.subheader(plain(_("No deduction for a carbon price paid at home")), anchor=False)
        one.draft(page, note("home_price_off", page.lang))
        _switch(page, scenario, position)
        st.caption(plain(home_words.cap_text(limit, page.lang)))
        return
    found = reduction(
        scenario.home, basis=scenario.basis, origin=origin, sector=sector,
        see=float(row["see"]), year=year, prices=prices, law=law,
    )  # fmt: skip
    without = one.row_of(page, scenario.with_(home=None), year) or row
    st.subheader(plain(home_words.headline(without, row, year, page.lang)), anchor=False)
    one.draft(page, note("home_price_draft", page.lang))
    _switch(page, scenario, position)
    _stated(page, scenario.home, position)
    cap_text = home_words.cap_text(limit, page.lang)
    st.caption(plain(cap_text))
    for text, limits in home_words.remarks(found, page.lang):
        if limits:
            st.warning(plain(text), icon=":material/block:")
        elif text != cap_text:
            st.caption(plain(text))
    with st.expander(_("How it is worked out"), key="compare_home_steps"):
        lines = home_words.steps(without, row, found, float(row["see"]), page.lang)
        st.markdown("\n".join(f"- {plain(line)}" for line in lines))
        st.caption(
            plain(
                _(
                    "Certificates taken off = emissions x price paid / reference price; before the zero floor (draft act)."
                )
            )
        )


def _switch(page: Page, scenario: Scenario, position: int) -> None:
    def write(on: bool) -> None:
        state.change(position, home=HomePrice(0.0) if on else None)

    st.toggle(
        page._("Deduct a carbon price paid at home (what-if)"),
        **state.field(f"home_on_{position}", scenario.home is not None, write),
    )


def _stated(page: Page, stated: HomePrice, position: int) -> None:
    """What was effectively paid, and whether an independent person has certified it."""
    _ = page._

    def write(**changes: object) -> None:
        state.change(position, home=replace(stated, **changes))

    price, proof = st.columns(2, vertical_alignment="bottom")
    with price:
        st.number_input(
            _("Effectively paid, net of free allocation and rebates, EUR per tCO2e"),
            0.0, PRICE_LIMIT, step=0.1, format="%.6g",
            **state.field(
                f"home_paid_{position}", stated.paid_eur,
                lambda new: write(paid_eur=float(new or 0.0)),
            ),
        )  # fmt: skip
    with proof:
        st.toggle(
            _("Certified independently (Art 9(2))"),
            **state.field(
                f"home_proof_{position}", stated.evidence, lambda new: write(evidence=new)
            ),
        )
