"""What every origin would pay for the selected scenario's good, on default values."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from cbam.findings.compare import MOST, assess_all
from cbam.findings.origins import ranked
from cbam.findings.scenario import Scenario
from cbam.law.origins import OTHER
from cbam.law.vintages import Law
from cbam.present.compare import origin_charts, origin_words
from cbam.present.rules.datasets import matching
from cbam.present.wording import problem, sentence
from cbam.reasons import BY_CODE, InputError
from pages.components import figures
from pages.components.compare import state
from pages.components.shell import Page, plain

_PICKED = 6  # competitors that can be named without crowding the picture


def show(page: Page, scenario: Scenario, position: int, year: int) -> None:
    """The ranking as headline, picture and table; a competitor becomes a scenario."""
    _, lang = page._, page.lang
    try:
        law, table = scenario.law(), ranked(scenario, year)
    except InputError as error:
        st.error(plain(problem(error, lang)), icon=":material/error:")
        return
    own = scenario.analysis.origin
    if origin_words.priced(table).empty:
        st.subheader(plain(origin_words.standing(table, own, law, lang)), anchor=False)
        _why_none(page, table)
        return
    st.subheader(plain(origin_words.standing(table, own, law, lang)), anchor=False)
    if "annex_iv_value" in ";".join(table["reasons"]).split(";"):
        st.markdown(plain(sentence("annex_iv_value", lang)))
    _own_value(page, scenario, table, year)
    picked = _competitors(page, law, table, own)
    _add(page, scenario, law, picked)
    chart = origin_charts.ranking(table, law, lang, page.colours, own, picked)
    figures.tabs("compare_origins", {
        _("Chart"): lambda: figures.draw(page, chart, "compare_origins", "cbam-origins"),
        _("Table"): lambda: _numbers(page, table, law, own),
    })  # fmt: skip
    st.caption(
        _(
            "One tonne (electricity: one MWh) from every origin on its default value, in {year}. Hatched: no value of its own, so that of “Other countries and territories”."
        ).format(year=year)
    )


def _why_none(page: Page, table: pd.DataFrame) -> None:
    """Why there is no ranking, in the words of the bill."""
    for code in str(table["reasons"].iloc[0]).split(";"):
        if code and BY_CODE[code].kind in ("answer", "error", "note"):
            st.info(plain(sentence(code, page.lang)), icon=":material/info:")


def _own_value(page: Page, scenario: Scenario, table: pd.DataFrame, year: int) -> None:
    """The scenario's own value among the defaults, where it has one."""
    if scenario.basis == "default":
        return
    row = assess_all([scenario])[0][0].get(year)
    if row is not None and row["status"] == "assessed":
        text = origin_words.with_own_value(table, float(row["cost_eur_per_t"]), page.lang)
        st.markdown(plain(text))


def _competitors(page: Page, law: Law, table: pd.DataFrame, own: str) -> list[str]:
    """The origins picked out besides the scenario's own; they travel in the link."""
    lang = page.lang
    called = origin_words.names(law, lang)
    options = {
        code: called[code] for code in table["origin"].astype("str") if code not in (own, OTHER)
    }
    seen = [code for code in state.view().competitors if code in options][:_PICKED]
    st.multiselect(
        page._("Competitors to pick out"), list(options), format_func=options.__getitem__,
        max_selections=_PICKED, placeholder=page._("Choose origins"),
        **state.field("competitors", seen, lambda codes: state.look(competitors=tuple(codes))),
    )  # fmt: skip
    return seen


def _add(page: Page, scenario: Scenario, law: Law, picked: Sequence[str]) -> None:
    """A picked competitor as a scenario of its own, on its default value."""
    _ = page._
    found = state.scenarios()
    full = len(found) >= MOST
    if not picked:
        return
    called = origin_words.names(law, page.lang)
    with st.container(horizontal=True, gap="small", key="compare_origins_add"):
        for code in picked:
            added = scenario.with_(
                name="", origin=code, basis="default", see=None, route="", chain=None, label=None,
                home=None,
            )  # fmt: skip
            st.button(
                plain(_("Add {origin} as scenario").format(
                    origin=called[code]
                )),
                icon=":material/add:", key=f"compare_add_{code}", disabled=full or added in found,
                help=_("At most six scenarios; remove one first.") if full else None,
                on_click=lambda new=added: state.keep((*state.scenarios(), new)),
            )  # fmt: skip


def _numbers(page: Page, table: pd.DataFrame, law: Law, own: str) -> None:
    """The whole ranking; the box finds an origin by name or code."""
    _, lang = page._, page.lang
    power = bool(table["default_from"].astype("str").str.startswith("annex_iii").any())
    view, digits = origin_words.table_of(table, law, lang, own, power)
    text = st.text_input(
        _("Find an origin"), key="compare_origins_search", max_chars=40,
        placeholder=_("name or code"),
    )  # fmt: skip
    found = matching(view[[_("Origin"), _("Code")]], text).index
    st.dataframe(
        view.loc[found], hide_index=True, height=420, placeholder="–",
        alt=_("All origins ranked by cost on default values"),
        column_config={
            name: st.column_config.NumberColumn(name, format=f"%.{count}f")
            for name, count in digits.items()
        },
    )  # fmt: skip
