"""The association view: what may be shown of members, and nothing else."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cbam.export import safe
from cbam.portfolio.association import Publication, Rules, member_codes
from cbam.present import charts, formats, portfolio_charts, portfolio_tables
from cbam.present.wording import problem
from cbam.reasons import InputError
from pages.components.portfolio import pictures, state
from pages.components.portfolio.state import Loaded
from pages.components.shell import Page, plain

_SHARES = (0.05, 0.1, 0.15, 0.2, 0.3)  # of the p % rule


def switch(page: Page, found: Loaded) -> None:
    """Enter the association view; only where lines name their members."""
    _ = page._
    named = [name for name in found.cells.names["member"].values if name]
    st.toggle(
        _("Association view: no figure of a member can be worked out"),
        value=state.association() is not None, key="portfolio_protect", disabled=not named,
        help=None if named else _("The lines name no members."),
        on_change=lambda: state.protect(
            Rules() if st.session_state["portfolio_protect"] else None
        ),
    )  # fmt: skip


def show(page: Page, found: Loaded) -> None:
    """The published tables; rows of members, files and names stay out of sight."""
    _, lang = page._, page.lang
    rules = state.association() or Rules()
    try:
        made = state.published(found, pictures.year(page, found), rules)
    except InputError as error:
        st.header(_("No total yet: there is no line that can be counted."), anchor=False)
        st.error(plain(problem(error, lang)), icon=":material/error:")
        switch(page, found)
        return
    _headline(page, made)
    switch(page, found)
    _rules(page, rules)
    law = pictures.law_of()
    shown, numbers = st.columns(2, gap="large")
    with shown:
        chart = portfolio_charts.years(
            made.years, lang, page.colours, made.year, law.schedule.assumed_years
        )
        st.plotly_chart(
            chart.figure, key="association_years", theme=None, alt=chart.alt,
            config=charts.config(lang, "cbam-association-years"),
        )  # fmt: skip
    with numbers:
        view = st.selectbox(
            _("Counted by"), list(made.tables), key="association_view", persist_state="session",
            format_func=lambda names: " × ".join(
                _(portfolio_tables.DIMENSION_NAMES[name]) for name in names
            ),
        )  # fmt: skip
        table = portfolio_tables.published_table(made, view, law, lang)
        st.dataframe(table, hide_index=True, height=320, alt=_("Published table"), lazy=False)
        st.download_button(
            _("All published tables (CSV)"), lambda: _csv(made, lang), on_click="ignore",
            file_name=f"cbam-association-{made.year}.csv", mime="text/csv",
            icon=":material/download:", key="association_download",
        )  # fmt: skip
    _codes(page, found)


def _headline(page: Page, made: Publication) -> None:
    _, lang = page._, page.lang
    if made.cost_eur is None:
        st.header(_("Too few members: no total can be shown."), anchor=False)
        return
    text = _("{members} members pay {cost} ({cny}) at the EU border in {year}.")
    st.header(
        plain(
            text.format(
                members=formats.number(made.members, lang),
                cost=formats.eur(made.cost_eur, lang),
                cny=formats.cny(made.cost_cny or 0.0, lang),
                year=made.year,
            )
        ),
        anchor=False,
    )
    out = sum(made.left_out.values())
    st.caption(
        plain(
            _("{lines} lines counted, {out} left out; {hidden} figures hidden to protect members.").format(
                lines=formats.number(made.lines, lang), out=formats.number(out, lang),
                hidden=formats.number(made.hidden, lang),
            )
        )
    )  # fmt: skip


def _rules(page: Page, rules: Rules) -> None:
    """The two numbers of the protection, and what they do."""
    _, lang = page._, page.lang
    members, share, said = st.columns([1, 1, 3], vertical_alignment="bottom")
    with members:
        k = int(
            st.number_input(
                _("Members at least"), 3, 20, rules.k, key="association_k", persist_state="session"
            )
        )
    with share:
        p = float(
            st.selectbox(
                _("Protected within"), _SHARES, index=_SHARES.index(rules.p),
                format_func=lambda value: formats.percent(value, lang, 0), key="association_p",
            )
        )  # fmt: skip
    with said:
        st.caption(
            _(
                "Cells with fewer members, or in which a member could work out another, are hidden, and as many more as it takes that no difference of tables or years reveals them. Lines and names do not go into links or files in this view."
            )
        )
    if Rules(k, p) != rules:
        state.protect(Rules(k, p))
        st.rerun()


def _codes(page: Page, found: Loaded) -> None:
    """The key to the members' codes: for the association alone."""
    _ = page._
    with st.expander(_("Codes of the members, for the association alone"), key="association_codes"):
        names = [name for name in found.cells.names["member"].values if name]
        codes = member_codes(names, st.session_state["portfolio_salt"])
        table = pd.DataFrame({_("Member"): list(codes), _("Code"): list(codes.values())})
        st.dataframe(table, hide_index=True, height=240, alt=_("Members and their codes"))


def _csv(made: Publication, lang: str) -> bytes:
    """All published tables below each other; hidden cells say why."""
    law = pictures.law_of()
    blocks = [portfolio_tables.years_table(made, lang)]
    blocks += [portfolio_tables.published_table(made, view, law, lang) for view in made.tables]
    texts = [
        table.map(lambda value: safe.csv(str(value))).to_csv(index=False) for table in blocks
    ]  # fmt: skip
    return b"\xef\xbb\xbf" + "\n".join(texts).encode()
