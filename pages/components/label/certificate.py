"""The label as printed on the certificate: what everybody has; the rest is ``folded``."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cbam.analysis import Analysis
from cbam.label import Label, facts
from cbam.label.record import MASS_LIMIT, PER, UNITS, VALUE_LIMIT
from cbam.law.vintages import Law
from cbam.present.label import label_sentences as sentences
from cbam.present.label import label_words as words
from pages.components.label import fields, folded
from pages.components.shell import Page


def inputs(page: Page, analysis: Analysis, law: Law) -> Analysis:
    """The certificate in two rows, the rest folded; returns the analysis with the record."""
    _, seen = page._, analysis.label or Label(cn_code="", origin="")
    first, second, third, fourth, fifth = st.columns([3, 2, 2, 3, 4])
    with first:
        value = fields.number(_("Value on the label"), "l_value", seen.value, VALUE_LIMIT)
    with second:
        unit = st.selectbox(
            _("Unit"),
            list(UNITS),
            format_func=lambda u: f"{u} CO2e",
            key=fields.key("unit", seen.unit),
        )
    with third:
        per = st.selectbox(
            _("per"),
            list(PER),
            format_func=lambda p: _(sentences.UNITS[p]),
            key=fields.key("per", seen.per),
        )
    with fourth:
        boundary = st.selectbox(
            _("What the value covers"), list(facts.BOUNDARIES),
            format_func=lambda b: _(sentences.BOUNDARIES[b]), key=fields.key("boundary", seen.boundary),
        )  # fmt: skip
    with fifth:
        family = st.selectbox(
            _("Product family"), ["", *facts.families()],
            format_func=lambda f: words.family_name(f, page.lang) if f else _("not stated"),
            key=fields.key("family", seen.family),
        )  # fmt: skip
    record = replace(seen, value=value, unit=unit, per=per, boundary=boundary, family=family)
    if per not in ("kg", "t"):
        name, mass = st.columns(2)
        with mass:
            mass_kg = fields.number(
                _("Net mass of one unit, kg, without packaging"), "l_mass", seen.mass_kg, MASS_LIMIT
            )
        per_name = seen.per_name
        if per == "unit":
            with name:
                per_name = st.text_input(
                    _("Name of the unit"), max_chars=40, key=fields.key("per_name", seen.per_name)
                )
        record = replace(record, mass_kg=mass_kg, per_name=per_name)
    return analysis.with_(label=folded.inputs(page, record, law))
