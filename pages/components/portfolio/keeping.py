"""Keeping a portfolio beyond the session: what is stored is shown before, and can be deleted."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from cbam.export import safe
from cbam.portfolio import store, study_lines
from cbam.present import formats
from cbam.present.wording import problem
from cbam.reasons import InputError
from pages.components.portfolio import association, state
from pages.components.portfolio.state import Loaded
from pages.components.shell import Page, plain

_PARQUET = "application/vnd.apache.parquet"
_COLUMNS = ("row", "cn_code", "origin", "tonnes", "year", "quarter", "basis", "see", "route",
            "importer", "member", "product")  # fmt: skip


def opened(page: Page) -> str:
    """Open the stored portfolio a link names, once; or delete it. Returns its identifier."""
    _, session = page._, st.session_state
    identifier = str(session.get("saved", ""))
    if not identifier:
        return ""
    key = str(session.get("delete", ""))
    if key:
        _delete(page, identifier, key)
        return ""
    if session.get("saved_open") != identifier:
        try:
            found = store.configured().load(identifier)
            lines = pd.read_parquet(io.BytesIO(found.content))
            state.keep(state.of_lines(lines, ""))
            session["saved_open"] = identifier
        except InputError as error:
            session["saved"] = ""
            st.error(plain(problem(error, page.lang)), icon=":material/link_off:")
            return ""
        except (ValueError, OSError, KeyError):
            session["saved"] = ""
            st.error(_("The stored analysis cannot be read."), icon=":material/link_off:")
            return ""
    return identifier


def _delete(page: Page, identifier: str, key: str) -> None:
    """Ask once more, then delete for good."""
    _ = page._
    st.warning(_("This private link deletes a stored analysis for good."), icon=":material/delete:")
    if st.button(_("Delete it now"), key="saved_delete"):
        try:
            store.configured().delete(identifier, key)
        except InputError as error:
            st.error(plain(problem(error, page.lang)), icon=":material/error:")
        else:
            st.success(_("Deleted."), icon=":material/check_circle:")
        st.session_state["saved"] = st.session_state["delete"] = ""


def box(page: Page, found: Loaded) -> None:
    """Association view, and storing the lines on this server."""
    _, lang = page._, page.lang
    association.switch(page, found)
    with st.expander(_("Keep these lines and share them"), key="portfolio_keep"):
        count = formats.number(len(found.lines), lang)
        if len(found.lines) <= study_lines.LIMIT:
            st.markdown(
                plain(
                    _("{count} lines: they are in the link below; nothing need be stored.").format(
                        count=count
                    )
                )
            )
        else:
            st.markdown(
                plain(
                    _("{count} lines are too many for a link (at most {limit}).").format(
                        count=count, limit=study_lines.LIMIT
                    )
                )
            )
        kept = [name for name in _COLUMNS if name in found.lines.columns]
        st.markdown(
            _(
                "Stored on this server, if you wish: the checked lines below, nothing else, under an address nobody can guess. Whoever has the address can read them."
            )
        )
        st.dataframe(
            found.lines[kept].head(5), hide_index=True, alt=_("What would be stored, first lines")
        )
        days = st.selectbox(
            _("Keep for"), store.DAYS, index=2, key="saved_days",
            format_func=lambda number: _("{count} days").format(count=number),
        )  # fmt: skip
        if st.button(_("Store these lines"), icon=":material/save:", key="saved_store"):
            _store(page, found.lines[kept], int(days))
        made = st.session_state.get("saved_made")
        if made is not None:
            _told(page, made)


def _store(page: Page, lines: pd.DataFrame, days: int) -> None:
    content = io.BytesIO()
    lines.to_parquet(content, index=False, compression="zstd")
    try:
        made = store.configured().save(content.getvalue(), _PARQUET, days)
    except InputError as error:
        st.error(plain(problem(error, page.lang)), icon=":material/error:")
        return
    st.session_state["saved_made"] = made
    st.session_state["saved"] = st.session_state["saved_open"] = made.id


def _told(page: Page, made: store.Saved) -> None:
    """The two addresses: one to send, one to keep."""
    _ = page._
    here = (st.context.url or "").split("?")[0]
    day = datetime.fromtimestamp(made.expires, UTC).date().isoformat()
    text = _("Stored until {date}. The address to send:")
    st.success(plain(text.format(date=formats.day(day, page.lang))))
    st.code(f"{here}?saved={made.id}&lang={page.lang}", language=None, wrap_lines=True)
    st.markdown(_("Your private address to delete it; it is shown only now:"))
    st.code(
        safe.plain(f"{here}?saved={made.id}&delete={made.delete_key}&lang={page.lang}"),
        language=None, wrap_lines=True,
    )  # fmt: skip
