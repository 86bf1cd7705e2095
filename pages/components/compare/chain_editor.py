"""The editor of a production chain, one step at a time; the scenario holds the chain."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from cbam.actual import MASS_LIMIT, DefaultPrecursor, Input, Process, Source, StatedPrecursor
from cbam.bill import SEE_LIMIT
from cbam.findings import chain_steps
from cbam.findings.chain_steps import KINDS, STEPS_LIMIT, TOP, Step
from cbam.findings.precursors import typical_precursors
from cbam.findings.scenario import Scenario
from cbam.law.vintages import Law
from cbam.present.compare import chain_words
from cbam.present.compare.chain_words import KINDS as KIND_NAMES
from cbam.reasons import InputError
from pages.components import pickers
from pages.components.compare import one, state
from pages.components.shell import Page, plain


class _Editor:
    """The chain of one scenario, and how its widgets write to it."""

    def __init__(self, page: Page, scenario: Scenario, position: int, year: int, law: Law) -> None:
        assert scenario.chain is not None
        self.page, self.position, self.year, self.law = page, position, year, law
        self.scenario, self.chain = scenario, scenario.chain
        self.cursor = f"compare_step_{position}"  # which step is shown; no input of the study

    def keep(self, chain: Process) -> None:
        state.change(self.position, chain=chain)

    def rebuild(self, chain: Process, cursor: str) -> None:
        """Keep a chain of another shape: places move, so values tried for them are dropped."""
        self.keep(chain)
        state.look(better=())
        st.session_state[self.cursor] = cursor

    def field(self, step: Step, name: str, value: Any, source_of: Any) -> dict[str, Any]:
        """Key and callback of a widget; ``source_of`` makes the step's source of a new value."""
        return state.field(
            f"chain_{name}_{self.position}_{step.node}", value,
            lambda new: self.keep(chain_steps.put(self.chain, step.node, source_of(new))),
        )  # fmt: skip


def form(page: Page, scenario: Scenario, position: int, year: int, law: Law) -> None:
    """Choose a step; change what is known of it; add or remove a precursor."""
    _ = page._
    editor = _Editor(page, scenario, position, year, law)
    found = chain_steps.steps(editor.chain)
    labels = chain_words.step_labels(found)
    if st.session_state.get(editor.cursor) not in labels:
        st.session_state[editor.cursor] = TOP
    title = _("Edit the chain")
    st.markdown(f"**{plain(title)}**")
    node = st.pills(
        _("Step to edit"), list(labels), format_func=labels.__getitem__, key=editor.cursor,
        required=True, wrap=True,
    )  # fmt: skip
    step = next(item for item in found if item.node == node)
    with st.container(border=True, key="compare_chain_step"):
        if step.node == TOP:
            st.caption(plain(chain_words.good_name(step.source.cn_code, page.lang)))
        else:
            _precursor(editor, step)
        _values(editor, step)
        _shape(editor, step, len(found))


def _precursor(editor: _Editor, step: Step) -> None:
    """Which precursor it is, how much of it, and what is known of it."""
    page, _ = editor.page, editor.page._
    good, mass = st.columns([5, 3])
    with good:
        name = f"compare_chain_good_{editor.position}_{step.node}_{step.source.cn_code}"
        code = pickers.good(page, step.source.cn_code, name)
        if code != step.source.cn_code:
            if editor.law.goods.resolve(code)[0] < editor.law.goods.out_of_scope:
                source = chain_steps.another_good(step.source, code, editor.law)
                editor.keep(chain_steps.put(editor.chain, step.node, source))
                st.rerun()
            one.fault(page, InputError("precursor_out_of_scope", "cn_code", code))
    with mass:
        st.number_input(
            _("Tonnes per tonne of {code}, losses included").format(
                code=_above(editor, step)
            ),
            0.0, MASS_LIMIT, step=0.01, format="%.6g",
            **state.field(
                f"chain_mass_{editor.position}_{step.node}", step.mass,
                lambda new: editor.keep(
                    chain_steps.weigh(editor.chain, step.node, float(new or 0.0))
                ),
            ),
        )  # fmt: skip
    st.pills(
        _("Known"), KINDS, format_func=lambda kind: _(KIND_NAMES[kind]), required=True, wrap=True,
        **state.field(
            f"chain_kind_{editor.position}_{step.node}", step.kind,
            lambda kind: editor.rebuild(
                chain_steps.put(editor.chain, step.node, _known(editor, step, kind)), step.node
            ),
        ),
    )  # fmt: skip


def _above(editor: _Editor, step: Step) -> str:
    found = {item.node: item for item in chain_steps.steps(editor.chain)}
    return chain_words.formats.cn(found[step.above].source.cn_code)


def _known(editor: _Editor, step: Step, kind: str) -> Source:
    origin = editor.scenario.analysis.origin
    return chain_steps.known_as(step.source, kind, origin, editor.law, editor.year)


def _values(editor: _Editor, step: Step) -> None:
    """Origin, stated value, own emissions, route: what the kind of step asks for."""
    page, _, source = editor.page, editor.page._, step.source
    first, second, third = st.columns(3)
    if isinstance(source, DefaultPrecursor):
        with first:
            pickers.origin(
                page, editor.law,
                **editor.field(step, "origin", source.origin, lambda new: replace(source, origin=new)),
            )  # fmt: skip
        return
    if isinstance(source, StatedPrecursor):
        with first:
            st.number_input(
                _("Verified emissions (SEE), tCO2e per tonne"), 0.0, SEE_LIMIT, step=0.1,
                format="%.6g",
                **editor.field(
                    step, "see", source.see, lambda new: replace(source, see=float(new or 0.0))
                ),
            )  # fmt: skip
    else:
        with first:
            st.number_input(
                _("Own direct emissions, tCO2e per tonne"), 0.0, MASS_LIMIT, step=0.01,
                format="%.6g", help=_("Of this step alone, without its precursors."),
                **editor.field(
                    step, "direct", source.direct,
                    lambda new: replace(source, direct=float(new or 0.0)),
                ),
            )  # fmt: skip
        if _counts_electricity(editor.law, source.cn_code):
            with second:
                st.number_input(
                    _("Own emissions of electricity, tCO2e per tonne"), 0.0, MASS_LIMIT,
                    step=0.01, format="%.6g",
                    **editor.field(
                        step, "indirect", source.indirect,
                        lambda new: replace(source, indirect=float(new or 0.0)),
                    ),
                )  # fmt: skip
    letters = chain_steps.route_choice(source, editor.law)
    if letters:
        names = pickers.route_names(page.lang)
        options = letters if source.route in letters else (source.route, *letters)
        with third:
            st.selectbox(
                _("Production route"), options,
                format_func=lambda at: f"{at} · {names[at]}" if at in names else _("not stated"),
                **editor.field(
                    step, "route", source.route, lambda new: replace(source, route=new)
                ),
            )  # fmt: skip


def _counts_electricity(law: Law, code: str) -> bool:
    good, _ = law.goods.resolve(code)
    return good < law.goods.out_of_scope and not law.direct_only[good]


def _shape(editor: _Editor, step: Step, count: int) -> None:
    """Add a precursor to a process, remove a precursor."""
    _ = editor.page._
    with st.container(horizontal=True):
        if isinstance(step.source, Process):
            st.button(
                _("Add a precursor"), icon=":material/add:", disabled=count >= STEPS_LIMIT,
                on_click=_add, args=(editor, step), key="compare_chain_add",
                help=_("At most {limit} steps.").format(limit=STEPS_LIMIT)
                if count >= STEPS_LIMIT else None,
            )  # fmt: skip
        else:
            own = KIND_NAMES["process"]
            text = _("To enter the precursors of this step, choose “{kind}”.")
            st.caption(plain(text.format(kind=_(own))))
        if step.node != TOP:
            st.button(
                _("Remove this precursor"), icon=":material/delete:", key="compare_chain_remove",
                on_click=lambda: editor.rebuild(
                    chain_steps.remove(editor.chain, step.node), step.above
                ),
            )  # fmt: skip


def _add(editor: _Editor, step: Step) -> None:
    """The usual precursor once more, or the good itself, at the scenario's origin."""
    assert isinstance(step.source, Process)
    usual = typical_precursors(step.source.cn_code)
    used = {item.source.cn_code for item in step.source.inputs}
    code, mass = next(
        ((code, mass) for code, mass in usual if code not in used), (step.source.cn_code, 0.0)
    )
    new = Input(mass, DefaultPrecursor(code, editor.scenario.analysis.origin))
    chain = chain_steps.add(editor.chain, step.node, new)
    editor.rebuild(chain, f"{step.node}.{len(step.source.inputs)}")
