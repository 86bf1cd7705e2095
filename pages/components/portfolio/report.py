"""The validation report: how the rows divide, every problem, and the lines left out as a file."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cbam.export import safe
from cbam.present import formats
from cbam.present.portfolio import portfolio_report, portfolio_tables
from pages.components.portfolio import columns
from pages.components.portfolio.state import Loaded
from pages.components.shell import Page, plain

_REASON, _REMEDY = 660, 420  # pixels in which a sentence is read whole
MOST = 500  # problems shown; the file holds them all


def show(page: Page, found: Loaded) -> None:
    """Good lines are assessed, bad ones kept with their reasons; every count adds up."""
    _, lang, checked = page._, page.lang, found.checked
    if checked is None or found.reading is None:
        return
    st.subheader(_("What was read, and what was not"), anchor=False)
    st.markdown(plain(portfolio_report.summary(checked, lang)))
    st.caption(plain(columns.matched(page, found.reading)))
    for note in portfolio_report.notes(checked, lang):
        st.info(plain(note), icon=":material/info:")
    outside = [
        formats.labelled(_(portfolio_tables.STATUS_NAMES[name]), formats.number(count, lang), lang)
        for name, count in checked.counts.outside.items()
        if count
    ]
    if outside:
        separator = ", " if lang == "en" else "；"
        st.markdown(plain(formats.labelled(_("Nothing due"), separator.join(outside), lang)))
    if checked.problems.empty:
        st.success(_("No problem was found."), icon=":material/check_circle:")
        return
    table = portfolio_report.problems(checked, lang, MOST)
    st.dataframe(
        table,
        hide_index=True,
        height=420,
        lazy=False,
        alt=_("Problems by line and column"),
        column_config={_("Reason"): {"width": _REASON}, _("Remedy"): {"width": _REMEDY}},
    )
    if len(checked.problems) > MOST:
        st.caption(
            plain(
                _("The first {shown} of {all} problems; the file holds them all.").format(
                    shown=formats.number(MOST, lang),
                    all=formats.number(len(checked.problems), lang),
                )
            )
        )
    with st.container(horizontal=True):
        st.download_button(
            _("All problems (CSV)"), lambda: _csv(portfolio_report.problems(checked, lang)),
            file_name="cbam-problems.csv", mime="text/csv", on_click="ignore",
            icon=":material/download:", key="portfolio_problems",
        )  # fmt: skip
        if checked.counts.bad:
            raw = found.reading.file.raw
            st.download_button(
                _("Lines left out, with their reasons (CSV)"),
                lambda: _csv(portfolio_report.bad_lines(raw, checked, lang)),
                file_name="cbam-lines-left-out.csv", mime="text/csv", on_click="ignore",
                icon=":material/download:", key="portfolio_bad",
            )  # fmt: skip


def _csv(table: pd.DataFrame) -> bytes:
    """A table of a stranger's texts as a file in which nothing is a formula."""
    written = table.map(lambda value: safe.csv(value) if isinstance(value, str) else value)
    written.columns = [safe.csv(name) for name in table.columns]
    return b"\xef\xbb\xbf" + written.to_csv(index=False).encode()
