"""The lower label aimed at, and where the cut comes from."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cbam.analysis import Analysis
from cbam.label import Label, Target, facts
from cbam.label.record import VALUE_LIMIT
from cbam.law.vintages import Law
from cbam.present.label import label_sentences as sentences
from pages.components import pickers
from pages.components.label import fields
from pages.components.shell import Page


def inputs(page: Page, analysis: Analysis, law: Law) -> Analysis:
    """The lower label aimed at, and where the cut comes from."""
    _, seen, record = page._, analysis.target, analysis.label or Label()
    zero, first, second, third = st.columns([5, 3, 4, 4], vertical_alignment="bottom")
    kinds = {"cut": _("Cut in %"), "value": _("New value")}
    index, _mask = law.goods.resolve(analysis.cn)
    known = index < law.goods.out_of_scope
    if known and law.goods.sectors[index] == "aluminium":
        kinds["recycled"] = _("Recycled share")
    seen_kind = "value" if seen.value is not None else "cut"
    key = fields.key("t_kind", "recycled" if seen.recycled is not None else seen_kind)
    if st.session_state[key] not in kinds:
        st.session_state[key] = "cut"
    with zero:
        kind = st.segmented_control(
            _("Target"), list(kinds), format_func=kinds.get, key=key, required=True, width="stretch"
        )
    with first:
        target = _value(page, kind, seen, record)
    with second:
        source = st.selectbox(
            _("Where the cut comes from"), list(facts.SOURCES),
            format_func=lambda s: _(sentences.SOURCES[s]), key=fields.key("t_source", seen.source),
        )  # fmt: skip
    with third:
        listed = [letter for letter in law.benchmarks.listed(index) if letter] if known else []
        names = pickers.route_names(page.lang)
        key = fields.key("t_route", seen.route)
        if st.session_state[key] not in ("", *listed):
            st.session_state[key] = ""
        route = st.selectbox(
            _("Route after the change"), ["", *listed], key=key, disabled=not listed,
            format_func=lambda r: f"{r} · {names[r]}" if r else _("unchanged"),
        )  # fmt: skip
    return analysis.with_(target=replace(target, source=source, route=route))


def _value(page: Page, kind: str, seen: Target, record: Label) -> Target:
    """The target in the way the user states it; nothing asked for where it would mean nothing."""
    _ = page._
    if kind == "value":
        value = fields.number(_("New value on the label"), "l_t_value", seen.value, VALUE_LIMIT)
        return Target(value=value if record.value else None)
    if kind == "recycled":
        share = fields.percent(
            _("Recycled share after the change, %"), "l_t_recycled", seen.recycled
        )
        return Target(recycled=share)
    cut = st.slider(
        _("Cut of the label, %"), 0, 100, key=fields.key("t_cut", round((seen.cut or 0) * 100))
    )
    return Target(cut=cut / 100 if record.value and cut else None)
