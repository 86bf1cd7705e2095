"""The list of scenarios: choose one, add, duplicate, move, remove; which two are compared."""

from __future__ import annotations

import streamlit as st

from cbam.findings.compare import MOST, Comparison
from cbam.findings.scenario import Scenario
from cbam.findings.starters import current, labelled
from cbam.present.compare import scenario_words
from pages.components.compare import state
from pages.components.shell import Page, plain


def chooser(page: Page, comparison: Comparison) -> None:
    """The scenarios as a row of chips, what can be done with them, and what is compared."""
    _ = page._
    titles = scenario_words.names(comparison.scenarios, page.lang)
    seen = state.view()
    with st.container(horizontal=True, vertical_alignment="bottom", key="compare_scenarios"):
        st.pills(
            _("Scenario to edit and look into"), range(len(titles)), required=True, wrap=True,
            format_func=lambda i: plain(titles[i]),
            **state.field("selected", seen.selected, lambda i: state.look(selected=i)),
        )  # fmt: skip
        _actions(page, seen.selected)
    # A browser names its choice by its words, and these follow the inputs: a list with other
    # words is another control, else an old name would come back as the choice.
    words = hash(titles)
    first, second, third = st.columns([2, 2, 1])
    for column, label, name in (
        (first, _("Baseline"), "baseline"),
        (second, _("Alternative"), "alternative"),
    ):
        with column:
            st.selectbox(
                label, range(len(titles)), format_func=titles.__getitem__,
                **state.field(
                    f"{name}_{words}", getattr(seen, name),
                    lambda i, at=name: state.look(**{at: i}),
                ),
            )  # fmt: skip
    with third:
        years = sorted(comparison.rows[0])
        st.selectbox(
            _("Year looked at"), years,
            **state.field("year", state.year(), lambda year: state.look(year=year)),
        )  # fmt: skip


def _actions(page: Page, at: int) -> None:
    """Add, duplicate, move, remove: each is done before the page is drawn again."""
    _ = page._
    found = state.scenarios()
    full = len(found) >= MOST
    analysis = state.study().analysis
    with_label = labelled(analysis)
    note = _("At most six scenarios; remove one first.") if full else None

    def add(scenario: Scenario) -> None:
        state.keep((*found, scenario))
        state.look(selected=len(found))

    def move(step: int) -> None:
        other, moved = at + step, list(found)
        moved[at], moved[other] = moved[other], moved[at]
        state.keep(tuple(moved))
        seen = state.view()
        swap = {at: other, other: at}
        names = ("selected", "baseline", "alternative")
        state.look(**{n: swap.get(getattr(seen, n), getattr(seen, n)) for n in names})

    def remove() -> None:
        seen = state.view()
        names = ("selected", "baseline", "alternative")
        state.keep((*found[:at], *found[at + 1 :]))
        below = {n: getattr(seen, n) - (getattr(seen, n) > at) for n in names}
        state.look(**below)

    with st.popover(_("Add"), icon=":material/add:", disabled=full, help=note):
        st.button(_("Current border cost"), on_click=lambda: add(current(analysis)))
        st.button(
            _("Label result"), disabled=with_label is None or analysis.label.value is None,
            help=_("Enter a carbon label on “Label savings” first."),
            on_click=lambda: add(with_label or current(analysis)),
        )  # fmt: skip
    buttons = (
        ("copy", ":material/content_copy:", _("Duplicate"), full, lambda: add(found[at])),
        ("left", ":material/arrow_back:", _("Move left"), at == 0, lambda: move(-1)),
        ("right", ":material/arrow_forward:", _("Move right"), at == len(found) - 1,
         lambda: move(1)),
        ("remove", ":material/delete:", _("Remove"), len(found) == 1, remove),
    )  # fmt: skip
    for name, icon, label, off, act in buttons:
        st.button(label, icon=icon, disabled=off, on_click=act, key=f"compare_{name}")
