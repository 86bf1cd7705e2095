"""Any two editions of the law side by side: which lines moved, and what that costs."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cbam import tables
from cbam.findings.editions import EditionDifference, difference, money
from cbam.law.vintages import Law, vintages
from cbam.present import formats
from cbam.present.rules import edition_words
from pages.components import pickers
from pages.components.shell import Page, plain

_KINDS = ("default_values", "benchmarks")


def show(page: Page) -> None:
    """Two editions, a sentence on what differs, the example goods, all lines."""
    _, lang = page._, page.lang
    table = vintages().set_index("vintage")
    names = list(table.index)

    def named(edition: str) -> str:
        return edition_words.edition_name(edition, lang)

    left, right, where = st.columns([3, 3, 2])
    with left:
        before = pickers.choice(
            page, _("Earlier edition"), names, "edition_before", names[-1], named
        )
    with right:
        after = pickers.choice(page, _("Later edition"), names, "edition_after", names[0], named)
    with where:
        law = Law.load(str(after))
        origins = pickers.origin_names(lang, law.vintage)
        codes = list(origins)
        origin = str(
            pickers.choice(
                page, _("Country of origin"), codes, "edition_origin", codes[0], origins.__getitem__
            )
        )
    for kind, title in zip(_KINDS, (_("Default values"), _("Benchmarks")), strict=True):
        found = _difference(kind, str(table.loc[before, kind]), str(table.loc[after, kind]))
        st.subheader(title, anchor=False)
        st.markdown(plain(edition_words.summary(found, lang)))
        if len(found.rows):
            lines = edition_words.lines(found, law, lang)
            st.dataframe(
                lines, hide_index=True, height=320, alt=title, lazy=False,
            )  # fmt: skip
            st.download_button(
                _("Download the differences (CSV)"),
                data=lambda rows=lines: b"\xef\xbb\xbf" + rows.to_csv(index=False).encode(),
                file_name=f"cbam-{kind}-{before}-{after}.csv", mime="text/csv", on_click="ignore",
                icon=":material/download:", key=f"edition_download_{kind}",
            )  # fmt: skip
    analysis = page.analysis
    st.subheader(
        plain(
            _("What this does to goods from {origin}, {year}, on default values").format(
                origin=law.origins.name(origin, lang), year=analysis.year
            )
        ),
        anchor=False,
    )
    effect = money(
        Law.load(str(before)), law, analysis.prices(), origin, analysis.year, analysis.quarter
    )
    moved = int((effect["move"].abs() > 0.005).sum())
    st.markdown(
        plain(
            _("{moved} of {count} example goods cost another amount.").format(
                moved=formats.number(moved, lang), count=formats.number(len(effect), lang)
            )
        )
    )
    st.dataframe(edition_words.money(effect, lang), hide_index=True, height=320, alt=_("Example goods under both editions"))  # fmt: skip


@st.cache_resource(max_entries=16)
def _difference(kind: str, before: str, after: str) -> EditionDifference:
    """Two tables by name; shown only, never changed."""
    if before == after:
        return EditionDifference(kind, pd.DataFrame(), {})
    return difference(kind, tables.read(before), tables.read(after))
