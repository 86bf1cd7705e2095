"""The selected scenario's inputs, edited in place; each change is kept before the page runs on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from cbam import tables
from cbam.bill import TONNES_LIMIT
from cbam.findings.compare import Comparison
from cbam.findings.scenario import Tranche
from cbam.law.vintages import Law
from cbam.present.compare import scenario_words
from cbam.present.compare.compare_words import BASES
from cbam.present.wording import PATH_NAMES, quarter_name
from cbam.prices import OWN, PRICE_LIMIT, QUARTERS, path_names
from cbam.reasons import InputError
from pages.components import folding, pickers
from pages.components.compare import emissions, state
from pages.components.shell import Page, plain

_TRANCHES = 40  # rows of the table of tranches


class _Form:
    """Widgets of one scenario: each shows a value of it and writes the new one back."""

    def __init__(self, page: Page, position: int) -> None:
        self.page, self.position = page, position
        self.scenario = state.scenarios()[position]

    def field(self, name: str, value: Any, **with_: Any) -> dict[str, Any]:
        """Key and callback of the widget for a field of the scenario or its analysis."""
        read = with_.get("read", lambda new: new)
        return state.field(
            f"{name}_{self.position}",
            value,
            lambda new: state.change(self.position, **{name: read(new)}),
        )


def form(page: Page, comparison: Comparison) -> None:
    """Name, product, quantity, emissions; price, law and importer; tonnes by quarter."""
    _ = page._
    position = state.view().selected
    title = scenario_words.names(comparison.scenarios, page.lang)[position]
    form = _Form(page, position)
    with st.expander(
        _("Edit {name}").format(name=plain(title)), expanded=True, key="compare_edit",
        icon=":material/edit:",
    ):  # fmt: skip
        try:
            law = form.scenario.law()
        except InputError:  # said above, by name
            law = Law.load()
        _product(form, law)
        _quantity(form, law)
        emissions.fields(page, form.scenario, position, law)
        with st.container(horizontal=True):
            _market(form)
            _tranches(form, law)


def _product(form: _Form, law: Law) -> None:
    _, chosen = form.page._, form.scenario.analysis
    called, good, place = st.columns([2, 4, 3])
    with called:
        st.text_input(
            _("Name of the scenario"), max_chars=60, placeholder=_("from what differs"),
            **form.field("name", form.scenario.name, read=str.strip),
        )  # fmt: skip
    with good:
        cn = pickers.good(form.page, chosen.cn, f"compare_good_{form.position}_{chosen.cn}")
        if cn != chosen.cn:
            _product_is(form, cn=cn, route="")
            st.rerun()
    with place:
        pickers.origin(form.page, law, **state.field(
            f"origin_{form.position}", chosen.origin, lambda new: _product_is(form, origin=new)
        ))  # fmt: skip


def _product_is(form: _Form, **changes: Any) -> None:
    """Another good or origin; a label goes with it, since it is this product's."""
    scenario = form.scenario.with_(**changes)
    if scenario.label is not None:
        chosen = scenario.analysis
        scenario = scenario.with_(
            label=replace(scenario.label, cn_code=chosen.cn, origin=chosen.origin)
        )
    state.put(form.position, scenario)


def _quantity(form: _Form, law: Law) -> None:
    _, lang, chosen = form.page._, form.page.lang, form.scenario.analysis
    mass, year_at, quarter_at = st.columns(3)
    with mass:
        st.number_input(
            _("Megawatt hours imported") if chosen.cn == "27160000" else _("Tonnes imported"),
            0.0, TONNES_LIMIT, step=100.0, format="%.12g",
            **form.field("tonnes", chosen.tonnes, read=lambda new: float(new or 0.0)),
        )  # fmt: skip
    with year_at:
        st.selectbox(_("Year of import"), law.years, **form.field("year", chosen.year))
    published = {year for year, _quarter in form.scenario.prices().published}
    with quarter_at:
        st.selectbox(
            _("Quarter of import"), QUARTERS, disabled=chosen.year not in published,
            format_func=lambda q: quarter_name(q, lang) if q else _("not stated"),
            **form.field("quarter", chosen.quarter),
        )  # fmt: skip
    st.pills(
        _("Emissions"), list(BASES), format_func=lambda basis: _(BASES[basis]), required=True,
        wrap=True,
        **state.field(
            f"kind_{form.position}", scenario_words.kind(form.scenario),
            lambda kind: state.put(form.position, emissions.based(form.scenario, kind)),
        ),
    )  # fmt: skip


def _market(form: _Form) -> None:
    """Price, rate, edition of the law, importer: rarely changed."""
    _, lang, chosen = form.page._, form.page.lang, form.scenario.analysis
    title = _("Price, rate, law, importer")
    with folding.popover(title, "compare_market", ":material/tune:") as made:
        if not made:
            return
        st.selectbox(
            _("Price path from 2027"), path_names(), format_func=lambda name: _(PATH_NAMES[name]),
            **form.field("path", chosen.path),
        )  # fmt: skip
        if chosen.path == OWN:
            st.caption(_("Own price points are entered below, under “Price”."))
        st.number_input(
            _("Own certificate price for the year, EUR/t"), 0.0, PRICE_LIMIT, None, step=1.0,
            format="%.6g", placeholder=_("table price"), **form.field("price", chosen.price),
        )  # fmt: skip
        st.number_input(
            _("Own exchange rate, CNY per EUR"), 0.1, 1000.0, None, step=0.01, format="%.6g",
            placeholder=_("ECB reference rate"), **form.field("rate", chosen.rate),
        )  # fmt: skip
        editions = tables.mapping("vintages", "vintage", f"name_{lang}")
        status = tables.mapping("vintages", "vintage", "status")
        st.selectbox(
            _("Edition of the law"), list(editions), format_func=editions.__getitem__,
            **form.field(
                "law", chosen.law_object().vintage,
                read=lambda new: "" if status[new] == "in_force" else new,
            ),
        )  # fmt: skip
        st.number_input(
            _("Importer’s CBAM goods in the year, t"), 0.0, TONNES_LIMIT, None, step=10.0,
            format="%.12g", placeholder=_("not known"),
            **form.field("importer_tonnes", chosen.importer_tonnes),
        )  # fmt: skip
        st.toggle(_("Returned goods"), **form.field("returned", chosen.returned))


def _tranches(form: _Form, law: Law) -> None:
    """Tonnes by year and quarter; a year without any takes the tonnes above."""
    _, lang, scenario = form.page._, form.page.lang, form.scenario
    title = _("Tonnes by year and quarter")
    with folding.popover(title, "compare_tranches", ":material/calendar_month:") as made:
        if not made:
            return
        st.caption(
            _(
                "Each row is priced in its own quarter. A year without a row takes the tonnes entered above."
            )
        )
        rows = [(t.year, t.quarter, t.tonnes) for t in scenario.tranches]
        names = {"year": _("Year"), "quarter": _("Quarter"), "tonnes": _("Tonnes")}
        frame = pd.DataFrame(rows, columns=list(names)).astype(
            {"year": "Int64", "quarter": "str", "tonnes": "float64"}
        )
        column = st.column_config
        edited = st.data_editor(
            frame, num_rows="dynamic", hide_index=True, alt=_("Tonnes by year and quarter"),
            key=f"w_compare_tranches_{form.position}_{hash(scenario.tranches)}",
            column_config={
                "year": column.SelectboxColumn(names["year"], options=law.years, required=True),
                "quarter": column.SelectboxColumn(
                    names["quarter"], options=list(QUARTERS),
                    format_func=lambda q: quarter_name(q, lang) if q else _("not stated"),
                ),
                "tonnes": column.NumberColumn(
                    names["tonnes"], min_value=0.0, max_value=TONNES_LIMIT, required=True
                ),
            },
        )  # fmt: skip
        found = tuple(
            Tranche(
                int(row.year), "" if pd.isna(row.quarter) else str(row.quarter), float(row.tonnes)
            )
            for row in edited.head(_TRANCHES).itertuples()
            if not (pd.isna(row.year) or pd.isna(row.tonnes))
        )
        if found != scenario.tranches:
            state.change(form.position, tranches=found)
            st.rerun()
