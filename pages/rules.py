"""Rules & data: where does this number come from?"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cbam import tables
from cbam.law.vintages import Law
from cbam.present import formats
from cbam.present.datasets import about, columns, matching, title
from pages.components import share, shell
from pages.components.shell import plain

SHOWN_FIRST = "default_values_2026-08"


def main() -> None:
    """The page, top to bottom."""
    page = shell.begin()
    shell.notices(page)
    _ = page._
    st.header(_("Every figure has a source: the tables behind the calculation"), anchor=False)
    method(page)
    dates(page)
    browse(page)
    share.bar(page)
    shell.end()


def method(page: shell.Page) -> None:
    """The formula with its symbols, in a few lines."""
    _ = page._
    with st.expander(_("The formula and its symbols"), expanded=True):
        st.code(
            _(
                "SEE   = default x (1 + mark-up)   |   verified SEE\n"
                "SEFA  = CBAM factor x CSCF x benchmark\n"
                "cost  = max(0, t x (SEE - SEFA)) x price"
            ),
            language=None,
        )
        st.markdown(
            "\n".join(
                "- " + formats.labelled(f"**{symbol}**", plain(meaning), page.lang)
                for symbol, meaning in (
                    ("SEE", _("specific embedded emissions, tCO2e per tonne of good")),
                    ("SEFA", _("specific embedded free allocation, tCO2e per tonne of good")),
                    (
                        "CSCF",
                        _(
                            "cross-sectoral correction factor, 1 until 2030, held afterwards (assumption)"
                        ),
                    ),
                    ("t", _("net mass in tonnes; the zero floor holds for each line of goods")),
                    (_("price"), _("CBAM certificate price in EUR per tonne of CO2e")),
                )
            )
        )
        st.markdown(
            plain(
                _(
                    "Default values go with benchmark column B, which contains the precursors; actual values go with column A plus the precursors’ own free allocation. The two are never mixed."
                )
            )
        )
        st.markdown(
            plain(
                _(
                    "Not covered: anti-dumping and safeguard duties, customs duty, the UK CBAM, and a carbon price paid in the country of origin, for which no default price is published."
                )
            )
        )


def dates(page: shell.Page) -> None:
    """What happens when."""
    _ = page._
    with st.expander(_("Dates")):
        lang = page.lang
        lines = []
        for row in tables.read("deadlines").to_dict("records"):
            text = formats.aside(row[f"text_{lang}"], row[f"article_{lang}"], lang)
            day = f"**{plain(formats.day(row['date'], lang))}**"
            lines.append("- " + formats.labelled(day, plain(text), lang))
        st.markdown("\n".join(lines))


def browse(page: shell.Page) -> None:
    """Any table: searched, shown with named columns, downloaded as it is."""
    _, lang = page._, page.lang
    st.subheader(_("Tables"), anchor=False)
    names = [entry["name"] for entry in tables.package()["resources"]]
    name = st.selectbox(
        _("Table"),
        names,
        index=names.index(SHOWN_FIRST),
        format_func=lambda name: title(name, lang),
        key="table",
        persist_state="session",
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


main()
