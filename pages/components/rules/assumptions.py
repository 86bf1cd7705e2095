"""Everything that is not read in the law, in one list with its reason; changes of the data."""

from __future__ import annotations

import streamlit as st

from cbam import tables
from cbam.present import formats
from cbam.present.rules.datasets import title
from pages.components.shell import Page, plain


def show(page: Page) -> None:
    """The assumptions by topic."""
    lang = page.lang
    table = tables.read("assumptions")
    badge = ":orange-badge[" + page._("assumption") + "]"
    for topic in dict.fromkeys(table[f"topic_{lang}"]):
        st.subheader(plain(topic), anchor=False)
        rows = table[table[f"topic_{lang}"] == topic].to_dict("records")
        st.markdown(
            "\n".join(
                f"- {badge} {plain(row[f'text_{lang}'])} *{plain(row[f'reason_{lang}'])}*"
                for row in rows
            )
        )


def changes(page: Page) -> None:
    """What changed in the tables, the newest first."""
    lang = page.lang
    rows = tables.read("changes").sort_values("date", ascending=False, kind="stable")
    lines = []
    for row in rows.to_dict("records"):
        name = formats.aside(str(row[f"text_{lang}"]), title(str(row["table"]), lang), lang)
        day = f"**{plain(formats.day(str(row['date']), lang))}**"
        lines.append("- " + formats.labelled(day, plain(name), lang))
    st.markdown("\n".join(lines))
