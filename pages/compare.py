"""Compare: what if?"""

from __future__ import annotations

import streamlit as st

from cbam.i18n import N_
from pages.components import share, shell
from pages.components.compare import state
from pages.components.shell import Page

# Code, title and what to show, in the order in which people ask; see ``pages/components/compare``.
PARTS = ()


def main() -> None:
    """The page, top to bottom."""
    page = shell.begin()
    shell.notices(page)
    part(page)
    share.bar(page)
    shell.end()


def part(page: Page) -> None:
    """One part at a time looks into the selected scenario; the choice travels in the link."""
    _ = page._
    titles = {code: _(title) for code, title, _show in PARTS}
    chosen = state.view().part
    if chosen not in titles:
        chosen = next(iter(titles))
    st.pills(
        _("Look closer"), list(titles), format_func=titles.__getitem__, required=True,
        wrap=True, **state.field("part", chosen, lambda code: state.look(part=code)),
    )  # fmt: skip
    scenario = state.scenarios()[state.view().selected]
    year = state.view().year or scenario.analysis.year
    for code, _title, show in PARTS:
        if code == chosen:
            show(page, scenario, state.view().selected, year)


main()
