"""Rules & data: where does this number come from?"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from cbam.i18n import N_
from pages.components import share, shell
from pages.components.rules import assumptions, browse, editions, method, series
from pages.components.shell import Page

# Code, title, what draws it, in the order in which people ask.
SECTIONS: tuple[tuple[str, str, Callable[[Page], None]], ...] = (
    ("tables", N_("Tables"), browse.show),
    ("method", N_("Method"), method.show),
    ("series", N_("Prices and rates"), series.show),
    ("editions", N_("Editions of the law"), editions.show),
    ("assumptions", N_("Assumptions"), assumptions.show),
    ("changes", N_("Changes of the data"), assumptions.changes),
)


def main() -> None:
    """The page, top to bottom."""
    page = shell.begin()
    shell.notices(page)
    _ = page._
    st.header(_("Every figure has a source: the tables behind the calculation"), anchor=False)
    titles = {code: _(title) for code, title, _show in SECTIONS}
    chosen = st.pills(
        _("Section"), list(titles), format_func=titles.__getitem__, required=True, wrap=True,
        default=next(iter(titles)), key="rules_section", persist_state="session",
        label_visibility="collapsed",
    )  # fmt: skip
    for code, _title, show in SECTIONS:
        if code == chosen:
            show(page)
    share.bar(page)
    shell.end()


main()
