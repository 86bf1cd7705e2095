"""Briefing: how do I present this?"""

from __future__ import annotations

import streamlit as st

from pages.components import downloads, share, shell
from pages.components.briefing import setup, stage
from pages.components.shell import plain


def main() -> None:
    """The stage where a slide is asked for; otherwise the setting-up, top to bottom."""
    page = shell.begin()
    _ = page._
    shown = stage.told(page)
    asked = stage.code()
    if asked in {section.code for section in shown.sections}:
        stage.show(page)
        return
    shell.notices(page)
    st.header(plain(shown.title), anchor=False)
    if asked:
        st.session_state["slide"] = ""
        st.info(plain(_("The link asks for a slide that this analysis does not have.")))
    setup.start(page, shown)
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.subheader(_("Slides: choose and order"), anchor=False)
        setup.slides(page, stage.told(page, everything=True), shown)
    with right:
        st.subheader(_("Files with the same numbers"), anchor=False)
        downloads.buttons(page)
        st.subheader(_("Whose briefing"), anchor=False)
        setup.whose(page)
    share.bar(page)
    shell.end()


main()
