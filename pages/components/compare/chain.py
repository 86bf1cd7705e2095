"""Actual values with precursors: the chain drawn and priced, and the supplier to ask first."""

from __future__ import annotations

import streamlit as st

from cbam.actual import MASS_LIMIT
from cbam.export import request_sheet
from cbam.findings.precursors import ChainBill, chain_bill, request_items, starting_chain
from cbam.findings.scenario import Scenario
from cbam.law.vintages import Law
from cbam.present import formats
from cbam.present.compare import chain_charts, chain_words, compare_words, request_words
from cbam.reasons import InputError
from pages.components import figures
from pages.components.compare import chain_editor, one, state
from pages.components.shell import Page, plain


def show(page: Page, scenario: Scenario, position: int, year: int) -> None:
    """The finding, the tree, the editor, better data, and the sheet for the supplier."""
    try:
        law = scenario.law()
    except InputError as error:
        one.fault(page, error)
        return
    if scenario.chain is None:
        _start(page, scenario, position, law, replaces=False)
        return
    found = None
    if one.row_of(page, scenario, year) is not None:
        try:
            found = chain_bill(scenario, year, dict(state.view().better))
        except InputError as error:
            one.fault(page, error)
    with st.container():  # the editor below keeps its place, and the field its focus
        if found is not None:
            st.subheader(plain(compare_words.precursor_headline(found, page.lang)), anchor=False)
            _drawn(page, found, law)
            for text in chain_words.unfinished(scenario.chain, law, page.lang):
                one.draft(page, text)
    if law.goods.resolve(scenario.chain.cn_code)[0] != law.goods.resolve(scenario.analysis.cn)[0]:
        _start(page, scenario, position, law, replaces=True)
    chain_editor.form(page, scenario, position, year, law)
    if found is not None:
        _better(page, found)
        _request(page, found, law)


def _start(page: Page, scenario: Scenario, position: int, law: Law, *, replaces: bool) -> None:
    """How to get a chain: the usual precursors of the good, or those of another good anew."""
    _ = page._
    if not replaces:
        st.subheader(plain(_("This scenario has no production chain yet")), anchor=False)
    st.markdown(
        plain(
            _(
                "A chain starts with the usual precursors of the good at their default values. The masses are assumptions: replace them, and the values, by those of the plant and its suppliers."
            )
        )
    )

    def begin() -> None:
        chain = starting_chain(scenario.analysis, law)
        state.put(position, scenario.with_(chain=chain, label=None))
        state.look(better=())

    st.button(
        _("Start from the usual chain of this good"), icon=":material/account_tree:",
        on_click=begin, key="compare_chain_start",
    )  # fmt: skip


def _drawn(page: Page, found: ChainBill, law: Law) -> None:
    """Tree and table of the steps, and the equations with their numbers."""
    _, lang = page._, page.lang
    chart = chain_charts.tree(found, law, lang, page.colours)
    figures.with_table(
        page, chart, lambda: chain_words.nodes(found, law, lang), "compare_chain", "cbam-chain"
    )
    lines = [
        f"- {plain(numbers_)}  \n  *{plain(rule)}*"
        for numbers_, rule in chain_words.equations(found, lang)
    ]
    st.markdown("\n".join([*lines, f"- {plain(chain_words.bill_line(found, lang))}"]))


def _better(page: Page, found: ChainBill) -> None:
    """What each supplier's verified value would save; the value tried can be changed."""
    _, lang = page._, page.lang
    if found.levers.empty:
        return
    title = _("What better data of a supplier would save")
    st.markdown(f"**{plain(title)}**")
    stated = dict(state.view().better)

    def write(node: str, value: float | None) -> None:
        kept = {name: see for name, see in stated.items() if name != node}
        if value is not None:
            kept[node] = float(value)
        state.look(better=tuple(sorted(kept.items())))

    with st.container(horizontal=True, key="compare_better"):
        for row in found.levers.itertuples():
            node, bench = str(row.node), formats.number(row.better_see, lang, 3)
            st.number_input(
                _("{place} · {code}: verified SEE, tCO2e/t").format(
                    place=chain_words.place(node), code=formats.cn(str(row.cn_code))
                ),
                0.0, MASS_LIMIT, None, step=0.1, format="%.6g", width=310,
                placeholder=_("EU benchmark {value}").format(value=bench),
                **state.field(
                    f"better_{node}", stated.get(node), lambda new, node=node: write(node, new)
                ),
            )  # fmt: skip
    st.dataframe(chain_words.levers(found, lang), hide_index=True, alt=title)
    st.caption(
        plain(
            _(
                "Without a value of yours the EU benchmark stands in: what a supplier as good as the EU’s best tenth would verify (assumption)."
            )
        )
    )


def _request(page: Page, found: ChainBill, law: Law) -> None:
    """The questions to one supplier, on the page and as a workbook."""
    _ = page._
    bought = found.nodes[found.nodes["kind"] != "process"]
    if bought.empty:
        return
    title = _("Data request to the supplier")
    st.markdown(f"**{plain(title)}**")
    codes = dict(zip(bought["node"], bought["cn_code"], strict=True))
    key = "compare_request"  # which sheet is shown; no input of the study
    if st.session_state.get(key) not in codes:
        st.session_state[key] = found.best or next(iter(codes))
    node = st.pills(
        _("Supplier of"), list(codes), key=key, required=True, wrap=True,
        format_func=lambda at: f"{chain_words.place(at)} · {formats.cn(codes[at])}",
    )  # fmt: skip
    code = codes[node]
    items = request_items(code, law)
    sheet = request_words.request_sheet(items, code, found.year)
    with st.expander(_("The questions, in both languages"), key="compare_request_text"):
        st.markdown(chain_words.request_list(sheet))
    goods = (chain_words.good_name(code, "en"), chain_words.good_name(code, "zh"))
    st.download_button(
        _("Download the sheet (Excel)"), icon=":material/download:",
        data=lambda: request_sheet.workbook(items, code, goods, found.year),
        file_name=f"cbam-request-{code}.xlsx", key="compare_request_sheet",
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )  # fmt: skip
