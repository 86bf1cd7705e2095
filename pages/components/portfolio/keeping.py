"""Keeping a portfolio beyond the session: what is stored is shown before, and can be deleted."""

from __future__ import annotations

import hashlib
import io
import os
from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from cbam.portfolio import store, study_lines
from cbam.present import formats
from cbam.present.wording import problem
from cbam.reasons import InputError
from pages.components import pickers
from pages.components.portfolio import state
from pages.components.portfolio.state import Loaded
from pages.components.shell import Page, plain

_PARQUET = "application/vnd.apache.parquet"
_COLUMNS = ("row", "cn_code", "origin", "tonnes", "year", "quarter", "basis", "see", "route",
            "importer", "member", "product", "label_see", "paid_home")  # fmt: skip
_MADE, _FAULT = "saved_made", "saved_fault"


def shown() -> str:
    """Where the portfolio on the page is stored, for its address; empty: nowhere.

    Not in the association view, since whoever has it can read the lines.
    """
    session = st.session_state
    hidden = state.association() is not None or session.get("delete")
    return "" if hidden else str(session.get("saved", ""))


def opened(page: Page) -> None:
    """Open the stored portfolio a link names, once; or delete it."""
    _, session = page._, st.session_state
    identifier = str(session.get("saved", ""))
    _deleted(page)
    if not identifier:
        return
    if session.get("delete"):
        _delete(page)
        return
    if session.get("saved_open") != identifier:
        try:
            content = store.configured().load(identifier).content
            lines = pd.read_parquet(io.BytesIO(content))
            state.keep(state.of_lines(lines, hashlib.sha256(content).hexdigest()), identifier)
        except InputError as error:
            session["saved"] = ""
            st.error(plain(problem(error, page.lang)), icon=":material/link_off:")
            return
        except (ValueError, OSError, KeyError):
            session["saved"] = ""
            st.error(_("The stored analysis cannot be read."), icon=":material/link_off:")
            return


def _delete(page: Page) -> None:
    """Ask once more before deleting for good."""
    _, session = page._, st.session_state

    def delete() -> None:
        identifier, key = session["saved"], session["delete"]
        session["saved"] = session["delete"] = ""
        try:
            store.configured().delete(identifier, key)
        except InputError as error:
            session["saved_deleted"] = error
        else:
            session["saved_deleted"] = True

    st.warning(_("This private link deletes a stored analysis for good."), icon=":material/delete:")
    st.button(_("Delete it now"), key="saved_delete", on_click=delete)


def _deleted(page: Page) -> None:
    """What came of a deletion, told once."""
    outcome = st.session_state.pop("saved_deleted", None)
    if isinstance(outcome, InputError):
        st.error(plain(problem(outcome, page.lang)), icon=":material/error:")
    elif outcome:
        st.success(page._("Deleted."), icon=":material/check_circle:")


def box(page: Page, found: Loaded) -> None:
    """Whether the link holds the lines, and storing them on this server."""
    _, lang = page._, page.lang
    few = len(found.lines) <= study_lines.LIMIT
    count = formats.number(len(found.lines), lang)
    with st.expander(
        _("Keep these lines and share them"), key="portfolio_keep", icon=":material/save:",
        expanded=not few,
    ):  # fmt: skip
        if few:
            said = _("{count} lines: they are in the link below; nothing need be stored.")
        else:
            said = _("{count} lines are too many for a link (at most {limit}): the link below opens without them. To send them, store them here.")  # fmt: skip
        st.markdown(plain(said.format(count=count, limit=study_lines.LIMIT)))
        if not os.environ.get(store.VARIABLE, "on").strip():
            off = InputError("store_off", "store")
            st.info(plain(problem(off, lang)), icon=":material/info:")
            return
        st.markdown(
            _(
                "Stored on this server, if you wish: the checked lines below, nothing else, under an address nobody can guess. Whoever has the address can read them."
            )
        )
        kept = [name for name in _COLUMNS if name in found.lines.columns]
        st.dataframe(
            found.lines.head(5)[kept].rename(columns=_titles(page)), hide_index=True,
            alt=_("What would be stored, first lines"),
        )  # fmt: skip
        with st.container(horizontal=True, vertical_alignment="bottom"):
            pickers.choice(
                page, _("Keep for"), store.DAYS, "saved_days", store.DAYS[2],
                lambda number: _("{count} days").format(count=number), width=180,
            )  # fmt: skip
            st.button(
                _("Store these lines"), icon=":material/save:", key="saved_store",
                on_click=_store, args=(found, kept),
            )  # fmt: skip
        fault = st.session_state.get(_FAULT)
        if fault is not None:
            st.error(plain(problem(fault, lang)), icon=":material/error:")
        made = st.session_state.get(_MADE)
        if made is not None:
            _told(page, made)


def _titles(page: Page) -> dict[str, str]:
    _ = page._
    return {
        "row": _("Row"), "cn_code": _("CN code"), "origin": _("Origin"), "tonnes": _("Tonnes"),
        "year": _("Year"), "quarter": _("Quarter"), "basis": _("Basis"),
        "see": _("Verified SEE (tCO2e/t)"), "route": _("Production route"),
        "importer": _("Importer"), "member": _("Member"), "product": _("Product"),
        "label_see": _("Label value"), "paid_home": _("Carbon price paid (EUR/t)"),
    }  # fmt: skip


def _store(found: Loaded, kept: list[str]) -> None:
    session, content = st.session_state, io.BytesIO()
    session[_FAULT] = None
    found.lines[kept].to_parquet(content, index=False, compression="zstd")
    try:
        made = store.configured().save(content.getvalue(), _PARQUET, int(session["saved_days"]))
    except InputError as error:
        session[_FAULT] = error
        return
    session[_MADE] = made
    session["saved"] = session["saved_open"] = made.id


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
        f"{here}?saved={made.id}&delete={made.delete_key}&lang={page.lang}",
        language=None, wrap_lines=True,
    )  # fmt: skip
