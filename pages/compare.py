"""Compare: what if?"""

from __future__ import annotations

import streamlit as st

from pages.components import share, shell
from pages.components.compare import editor, result, scenarios, state
from pages.components.compare.parts import PARTS
from pages.components.shell import Page


def main() -> None:
    """The page, top to bottom."""
    page = shell.begin()
    shell.notices(page)
    comparison = state.comparison()
    with st.container():  # however many lines it has, the controls below keep their place
        result.finding(page, comparison)
    scenarios.chooser(page, comparison)
    with st.container():
        result.pictures(page, comparison)
    editor.form(page, comparison)
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
        _("Look closer at the selected scenario"), list(titles), format_func=titles.__getitem__,
        required=True, wrap=True, **state.field("part", chosen, lambda code: state.look(part=code)),
    )  # fmt: skip
    position = state.view().selected
    scenario = state.scenarios()[position]
    for code, _title, show in PARTS:
        if code == chosen:
            with st.container(border=True, key="compare_part"):
                show(page, scenario, position, state.year())


main()
