"""Any table: searched, shown with named columns, downloaded as it is."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cbam import tables
from cbam.law.vintages import Law
from cbam.present import formats
from cbam.present.rules.datasets import about, columns, matching, title
from pages.components import pickers
from pages.components.shell import Page, plain

SHOWN_FIRST = "default_values_2026-08"


def show(page: Page) -> None:
    """Any table: searched, shown with named columns, downloaded as it is."""
    _, lang = page._, page.lang
    names = [entry["name"] for entry in tables.package()["resources"]]
    name = str(
        pickers.choice(
            page, _("Table"), names, "table", SHOWN_FIRST, lambda name: title(name, lang)
        )
    )
    text = st.text_input(
        _("Search in the table"), key="search", persist_state="session", max_chars=80,
        placeholder=_("e.g. CN 7208"),
    )  # fmt: skip
    table = _table(name)
    found = matching(table, text)
    note = _("{found} of {all} rows").format(
        found=formats.number(len(found), lang), all=formats.number(len(table), lang)
    )
    st.caption(plain(note))
    st.dataframe(
        found, hide_index=True, height=420, column_config=columns(name, lang),
        alt=title(name, lang),
        placeholder="–", lazy=False if len(found) < 5000 else None,
    )  # fmt: skip
    st.download_button(
        _("Download this table (CSV)"),
        data=lambda: _bytes(name),
        file_name=f"{name}.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
    )
    for line in about(name, lang):
        st.markdown(line)
    digest = Law.load(page.analysis.law).digest
    st.caption(plain(_("Fingerprint of the law’s tables in use: {digest}").format(digest=digest)))


@st.cache_resource(max_entries=32)
def _table(name: str) -> pd.DataFrame:
    return tables.read(name)  # shown only, never changed


def _bytes(name: str) -> bytes:
    """The file itself, with a byte-order mark so that Excel reads the Chinese."""
    path = tables.DATA_DIR / tables.resource(name)["path"]
    return b"\xef\xbb\xbf" + path.read_bytes()
