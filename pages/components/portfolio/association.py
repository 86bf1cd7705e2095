"""The association view: what may be shown of members, and nothing else."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cbam.export import published
from cbam.portfolio.members.association import Publication, Rules, member_codes
from cbam.present import formats
from cbam.present.portfolio import portfolio_charts, portfolio_tables
from cbam.present.wording import problem
from cbam.reasons import InputError
from pages.components import figures, pickers, shell
from pages.components.portfolio import pictures, state
from pages.components.portfolio.state import Loaded
from pages.components.shell import Page, plain

_SHARES = (0.05, 0.1, 0.15, 0.2, 0.3)  # of the p % rule
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _members(found: Loaded) -> list[str]:
    return [name for name in found.cells.names["member"].values if name]


def switch(page: Page, found: Loaded) -> None:
    """Enter or leave the association view; only where lines name their members."""
    _ = page._
    named, on = _members(found), state.association() is not None
    # The view is what the session says, not what the widget was when it was last drawn.
    st.session_state["portfolio_protect"] = on
    st.toggle(
        _("Association view"),
        key="portfolio_protect", disabled=not named and not on,
        help=_("No figure of a member can be worked out from it.") if named else _("The lines name no members."),
        on_change=_switched,
    )  # fmt: skip


def _switched() -> None:
    state.protect(Rules() if st.session_state["portfolio_protect"] else None)


def show(page: Page, found: Loaded) -> None:
    """The published tables; rows of members, files and names stay out of sight."""
    _, lang = page._, page.lang
    rules = state.association() or Rules()
    head = st.container()
    switch(page, found)
    try:
        made = state.published(found, rules)
    except InputError as error:
        with head:
            st.header(_("No total yet: there is no line that can be counted."), anchor=False)
            st.error(plain(problem(error, lang)), icon=":material/error:")
        return
    with head:
        _headline(page, made)
    st.info(
        _(
            "Protected: lines, names and files of members are not on this page, in its link or in a saved analysis. Leave the view to change the lines."
        ),
        icon=":material/lock:",
    )
    _rules(page, rules)
    law = pictures.law_of()
    shown, numbers = st.columns(2, gap="large")
    with shown:
        chart = portfolio_charts.years(
            made.years, lang, page.colours, made.year, law.schedule.assumed_years
        )
        figures.draw(page, chart, "association_years", "cbam-association-years")
    with numbers:
        views = list(made.tables)
        view = pickers.choice(
            page, _("Counted by"), views, "association_view", views[0],
            lambda names: " × ".join(_(portfolio_tables.DIMENSION_NAMES[name]) for name in names),
        )  # fmt: skip
        table = portfolio_tables.published_table(made, view, law, lang)
        st.dataframe(table, hide_index=True, alt=_("Published table"), lazy=False)
        _files(page, made)


def holds(page: Page) -> str:
    """What a link from this view holds, as ``share.bar`` says it."""
    return page._(
        "A link opens on this page ({page}) without this view and without any lines: it holds what you entered on the other pages, nothing of members, never results. Send the published tables as a file."
    )


def _files(page: Page, made: Publication) -> None:
    """All published tables, as the screen shows them."""
    _, lang, law, day = page._, page.lang, pictures.law_of(), shell.today().isoformat()
    with st.container(horizontal=True):
        st.download_button(
            _("All published tables (XLSX)"), lambda: published.workbook(made, law, lang, day),
            file_name=f"cbam-association-{made.year}.xlsx", mime=_XLSX, on_click="ignore",
            icon=":material/download:", key="association_xlsx",
        )  # fmt: skip
        st.download_button(
            _("All published tables (CSV)"), lambda: published.texts(made, law, lang),
            file_name=f"cbam-association-{made.year}.csv", mime="text/csv", on_click="ignore",
            icon=":material/download:", key="association_download",
        )  # fmt: skip


def _headline(page: Page, made: Publication) -> None:
    _, lang = page._, page.lang
    st.header(plain(portfolio_tables.published_headline(made, lang)), anchor=False)
    if made.cost_eur is None:
        return
    said = _("{lines} lines counted, {out} left out; {hidden} figures hidden to protect members.")
    out = sum(made.left_out.values())
    st.caption(
        plain(
            said.format(
                lines=formats.number(made.lines, lang), out=formats.number(out, lang),
                hidden=formats.number(made.hidden, lang),
            )
        )
    )  # fmt: skip


def _rules(page: Page, rules: Rules) -> None:
    """The two numbers of the protection, and what they do."""
    _, lang, session = page._, page.lang, st.session_state
    session["association_k"], session["association_p"] = rules.k, rules.p

    def changed() -> None:
        state.protect(Rules(int(session["association_k"]), float(session["association_p"])))

    members, share, said = st.columns([1, 1, 3], vertical_alignment="bottom")
    with members:
        st.number_input(_("Members at least"), 3, 20, key="association_k", on_change=changed)
    with share:
        st.selectbox(
            _("Protected within"), _SHARES, key="association_p", on_change=changed,
            format_func=lambda value: formats.percent(value, lang, 0),
        )  # fmt: skip
    with said:
        st.caption(
            _(
                "Cells with fewer members, or in which a member could work out another, are hidden, and as many more as it takes that no difference of tables or years reveals them."
            )
        )


def codes(page: Page, found: Loaded) -> None:
    """The key to the members' codes, for the association alone; not in its protected view."""
    _, names = page._, _members(found)
    if not names:
        return
    with st.expander(_("Codes of the members, for the association alone"), key="association_codes"):
        st.caption(
            _(
                "With its code a member can be told its own figures without its name being said. The codes hold for this session."
            )
        )
        found_codes = member_codes(names, state.salt())
        table = pd.DataFrame(
            {_("Member"): list(found_codes), _("Code"): list(found_codes.values())}
        )
        st.dataframe(table, hide_index=True, alt=_("Members and their codes"))
