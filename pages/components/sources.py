"""A figure with its source one click away."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from cbam.present import formats
from cbam.present.explain import Explained
from pages.components.shell import Page, plain


def card(page: Page, item: Explained) -> None:
    """What a figure is, its value, where it comes from and how sure it is."""
    _ = page._
    lang = page.lang
    head = formats.labelled(f"**{plain(item.label)}**", plain(item.value), lang)
    lines = [head, plain(item.meaning)]
    if item.formula:
        lines.append(f"`{item.formula}`")
    for title, url in item.acts:
        lines.append(f"- [{plain(title)}]({url})")
    if item.article:
        lines.append(f"- {plain(item.article)}")
    lines += [f"- {plain(formats.labelled(*pair, lang))}" for pair in item.details]
    badge = (
        ":orange-badge[" + _("assumption") + "]"
        if item.assumed
        else f":gray-badge[{item.mark_text}]"
    )
    st.markdown("\n\n".join(lines[:2]) + "\n\n" + "\n".join(lines[2:]) + f"\n\n{badge}")


def steps(page: Page, items: Iterable[Explained]) -> None:
    """The steps of one bill as buttons that open their sources."""
    with st.container(horizontal=True, gap="small", key="steps"):
        for item in items:
            label = f"{plain(item.label)} **{plain(item.short)}**"
            icon = ":material/help:" if item.assumed else None
            with st.popover(label, icon=icon, type="tertiary", width="content"):
                card(page, item)
