"""Where a scenario's emission value comes from, and the value itself where there is one to state."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from cbam.bill import SEE_LIMIT
from cbam.findings.precursors import starting_chain
from cbam.findings.scenario import Scenario, bridge_of
from cbam.label import Label, facts
from cbam.label.record import MASS_LIMIT, MASS_UNITS, PER, UNITS, VALUE_LIMIT
from cbam.law.vintages import Law
from cbam.present import formats
from cbam.present.compare import scenario_words
from cbam.present.label import label_sentences, label_words
from pages.components import pickers
from pages.components.compare import state
from pages.components.shell import Page, plain


def based(scenario: Scenario, kind: str) -> Scenario:
    """The scenario with another source of its emission value; a stated SEE is kept beside it.

    Args:
        scenario: as it stands.
        kind: a key of ``compare_words.BASES``.
    """
    chosen, law = scenario.analysis, scenario.law()
    default = scenario.with_(chain=None, label=None, basis="default")
    if kind == "actual":
        listed, route = pickers.routes(law, chosen.cn), chosen.route
        if route not in listed:
            route = (pickers.default_route(law, chosen) or listed[0]) if listed else ""
        return default.with_(basis="actual", route=route)
    if kind == "label":
        product = state.study().analysis
        own = product.label if product.cn == chosen.cn else None
        blank = Label(
            cn_code="", origin="", unit="t", per="t", boundary="cradle-to-gate",
            family=facts.family_of(chosen.cn),
        )  # fmt: skip
        return default.with_(label=replace(own or blank, cn_code=chosen.cn, origin=chosen.origin))
    if kind == "chain":
        return default.with_(chain=starting_chain(chosen, law))
    return default


def fields(page: Page, scenario: Scenario, position: int, law: Law) -> None:
    """The fields that belong to the chosen source."""
    kind = scenario_words.kind(scenario)
    if kind == "actual":
        _stated(page, scenario, position, law)
    elif kind == "label" and scenario.label is not None:
        _label(page, scenario, position, scenario.label)
    elif kind == "chain":
        st.caption(page._("The production chain is edited below, under “Production chain”."))


def _stated(page: Page, scenario: Scenario, position: int, law: Law) -> None:
    _, chosen = page._, scenario.analysis
    value, way = st.columns(2)
    with value:
        st.number_input(
            _("Verified emissions (SEE), tCO2e per tonne"), 0.0, SEE_LIMIT, None, step=0.1,
            format="%.6g", placeholder=_("e.g. 2.0"),
            **state.field(
                f"see_{position}", chosen.see, lambda new: state.change(position, see=new)
            ),
        )  # fmt: skip
    with way:
        pickers.route(
            page, law, chosen,
            **state.field(
                f"route_{position}", chosen.route, lambda new: state.change(position, route=new)
            ),
        )  # fmt: skip


def _label(page: Page, scenario: Scenario, position: int, label: Label) -> None:
    """What the certificate prints first; the rest of it is entered on its own page."""
    _, lang = page._, page.lang

    def field(name: str) -> dict[str, Any]:
        return state.field(
            f"label_{name}_{position}",
            getattr(label, name),
            lambda new: state.change(position, label=replace(label, **{name: new})),
        )

    value, unit, per, covers, family = st.columns([3, 2, 2, 3, 4])
    with value:
        st.number_input(
            _("Value on the label"), 0.0, float(VALUE_LIMIT), None, step=0.1, format="%.6g",
            **field("value"),
        )  # fmt: skip
    with unit:
        st.selectbox(_("Unit"), list(UNITS), format_func=lambda u: f"{u} CO2e", **field("unit"))
    with per:
        st.selectbox(
            _("per"), list(PER), format_func=lambda p: _(label_sentences.UNITS[p]), **field("per")
        )
    with covers:
        st.selectbox(
            _("What the value covers"), list(facts.BOUNDARIES),
            format_func=lambda b: _(label_sentences.BOUNDARIES[b]), **field("boundary"),
        )  # fmt: skip
    with family:
        st.selectbox(
            _("Product family"), ["", *facts.families()],
            format_func=lambda f: label_words.family_name(f, lang) if f else _("not stated"),
            **field("family"),
        )  # fmt: skip
    if label.per not in MASS_UNITS:
        st.number_input(
            _("Net mass of one unit, kg, without packaging"), 0.0, float(MASS_LIMIT), None, step=1.0,
            format="%.6g", **field("mass_kg"),
        )  # fmt: skip
    st.caption(
        _(
            "Stages, precursors and the rest of the certificate are entered on “Label savings”; the whole comes here with “Add”, “Label result”."
        )
    )
    bridge = bridge_of(scenario)
    if bridge is None:
        return
    if bridge.see_mid is None:
        for item in bridge.reasons:
            st.warning(plain(label_words.note(item, lang)), icon=":material/info:")
    else:
        low, mid, high = (
            formats.number(value or 0.0, lang, 3)
            for value in (bridge.see_low, bridge.see_mid, bridge.see_high)
        )
        st.markdown(
            plain(
                _("Read as SEE {mid} tCO2e/t ({low} to {high}), an estimate.").format(
                    mid=mid, low=low, high=high
                )
            )
        )
