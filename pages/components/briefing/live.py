"""The one slider a presenter can move: the certificate price, or the cut of the label."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import streamlit as st

from cbam.analysis import Analysis
from cbam.findings.projection import bill_of
from cbam.present.wording import when
from cbam.study import Study
from pages.components import shell
from pages.components.shell import WIDGET, Page

_PRICED = ("cost", "why", "years", "verified")  # slides that a certificate price moves
_DEAREST = 200  # EUR/t at the end of the slider
_BEFORE = "before_briefing"


def begin() -> None:
    """Remember the inputs with which the presentation starts."""
    st.session_state[_BEFORE] = st.session_state["study"].analysis


def slider(page: Page, slide: str) -> None:
    """The slider of a slide, if it has one, and the way back to the figures before."""
    chosen = page.analysis
    if slide == "label" and chosen.target.recycled is None:
        _cut(page, chosen)
    elif slide in _PRICED or (slide == "compared" and len(page.study.scenarios) < 2):
        _price(page, chosen)
    before = st.session_state.setdefault(_BEFORE, chosen)
    if chosen != before:
        st.button(
            page._("Back to the figures before"), key="live_back", icon=":material/undo:",
            on_click=shell.keep, args=(before,),
        )  # fmt: skip


def _price(page: Page, chosen: Analysis) -> None:
    key = WIDGET + "live_price"
    now = round(float(bill_of(chosen)["price_eur"]))
    st.session_state[key] = now

    def write() -> None:
        _keep(price=float(st.session_state[key]))

    year = when(chosen.year, "", page.lang)
    label = page._("What if: certificate price in {year}, EUR/t").format(year=year)
    _said(label)
    st.slider(
        label, 0, max(_DEAREST, now), step=1, key=key, on_change=write,
        label_visibility="collapsed",
    )  # fmt: skip


def _cut(page: Page, chosen: Analysis) -> None:
    key = WIDGET + "live_cut"
    target, label = chosen.target, chosen.label
    cut = target.cut
    if cut is None and target.value is not None and label is not None and label.value:
        cut = 1 - target.value / label.value
    st.session_state[key] = min(100, max(1, round((cut or 0.0) * 100)))

    def write() -> None:
        share = st.session_state[key] / 100
        _keep(target=replace(target, value=None, cut=share))

    label = page._("What if: cut of the label value, %")
    _said(label)
    st.slider(label, 1, 100, step=1, key=key, on_change=write, label_visibility="collapsed")


def _said(label: str) -> None:
    """The slider's label beside it: above it there is no room on a stage."""
    st.html(f"<div class='stage-said-beside'>{escape(label)}</div>", width="content")


def _keep(**changes: object) -> None:
    study: Study = st.session_state["study"]
    shell.keep(study.analysis.with_(**changes))
