"""Another law: editions, the proposal for the CBAM factor, what-ifs, and what they cost."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from cbam.findings import reforms as findings
from cbam.findings.compare import MOST
from cbam.findings.scenario import Scenario
from cbam.law.reform import LAW, P616, Reform, bounds
from cbam.law.vintages import Law
from cbam.present.compare import law_charts, law_words
from cbam.present.compare.compare_words import FACTOR_PATHS
from cbam.present.wording import problem
from cbam.reasons import InputError
from pages.components import figures
from pages.components.compare import downstream, one, state
from pages.components.shell import Page, plain

_STEP = 0.01  # of the sliders


def show(page: Page, scenario: Scenario, position: int, year: int) -> None:
    """The switches, what is not law, the factor's path, and the cost under each law."""
    _, lang = page._, page.lang
    try:
        scenario.law()
        table, paths = findings.by_variant(scenario), findings.factors(scenario)
    except InputError as error:
        st.error(plain(problem(error, lang)), icon=":material/error:")
        _reset(page, position)
        return
    st.subheader(
        plain(law_words.headline(table, findings.own_variant(scenario), year, lang)), anchor=False
    )
    with st.container():  # always there: a row that appears would take a slider from under a hand
        one.not_law(law_words.not_law(scenario.analysis.law, scenario.reform, lang))
    _switches(page, scenario, position)
    _add(page, scenario)
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(_("How fast the free allocation ends"), anchor=False)
        figures.with_table(
            page, law_charts.factors(paths, year, lang, page.colours),
            lambda: law_words.factors(paths, lang), "compare_factors", "cbam-factor",
        )  # fmt: skip
    with right:
        st.subheader(_("What this scenario costs under each law"), anchor=False)

        def picture(figure: str) -> None:
            chart = law_charts.costs(table, year, lang, page.colours, figure)
            figures.draw(page, chart, f"compare_law_{figure}", f"cbam-law-{figure}")

        def numbers() -> None:
            alt = _("What each law adds to the law in force, by year")
            figures.frame(law_words.deltas(table, lang), alt)

        titles = (_("Difference"), _("EUR per tonne"))
        figures.tabs(
            "compare_law",
            {
                title: partial(picture, figure)
                for title, figure in zip(titles, law_charts.FIGURES, strict=True)
            }
            | {_("Difference by year"): numbers},
        )
    st.divider()
    downstream.show(page, scenario, position, year)


def _switches(page: Page, scenario: Scenario, position: int) -> None:
    """Edition, path of the factor, correction factor, benchmarks; all write the scenario."""
    _, lang, reform = page._, page.lang, scenario.reform

    def vary(**changes: Any) -> None:
        state.change(position, reform=replace(reform, **changes))

    editions = ["", *findings.editions()]
    edition = scenario.analysis.law if scenario.analysis.law in editions else ""
    paths = [LAW, P616, *((reform.factor_path,) if reform.factor_path not in (LAW, P616) else ())]
    first, second = st.columns(2)
    with first:
        st.pills(
            _("Edition of the law"), editions, required=True, wrap=True,
            format_func=lambda name: law_words.variant(name or findings.IN_FORCE, lang),
            **state.field(
                f"edition_{position}", edition, lambda name: state.change(position, law=name)
            ),
        )  # fmt: skip
    with second:
        st.pills(
            _("Path of the CBAM factor"), paths, required=True, wrap=True,
            format_func=lambda name: _(FACTOR_PATHS[name]),
            **state.field(
                f"factor_{position}", reform.factor_path, lambda name: vary(factor_path=name)
            ),
        )  # fmt: skip
    held = Law.load(edition).schedule.value("cscf", bounds("cscf").first)
    left, right = st.columns(2)
    with left:
        limit = bounds("cscf")
        st.slider(
            _("What if: correction factor (CSCF) after 2030, when none is set"),
            limit.low, limit.high, step=_STEP, format="%.2f",
            **state.field(
                f"cscf_{position}",
                held if reform.cscf_after_2030 is None else reform.cscf_after_2030,
                lambda value: vary(cscf_after_2030=None if abs(value - held) < _STEP / 2 else value),
            ),
        )  # fmt: skip
    with right:
        limit = bounds("benchmark")
        st.slider(
            _("What if: benchmarks of imports from 2027, multiplied by"),
            limit.low, limit.high, step=_STEP, format="%.2f",
            **state.field(
                f"benchmark_{position}", reform.benchmark_multiplier,
                lambda value: vary(benchmark_multiplier=round(value, 2)),
            ),
        )  # fmt: skip


def _reset(page: Page, position: int) -> None:
    """Back to the law in force."""
    st.button(
        page._("Law in force"), icon=":material/undo:", key="compare_law_reset",
        on_click=lambda: state.change(position, law="", reform=Reform()),
    )  # fmt: skip


def _add(page: Page, scenario: Scenario) -> None:
    """The scenario under another law, as one beside it."""
    _, found = page._, state.scenarios()
    full = len(found) >= MOST
    with st.popover(
        _("Add under another law"), icon=":material/add:", disabled=full,
        help=_("At most six scenarios; remove one first.") if full else None,
    ):  # fmt: skip
        for name, other in findings.variants(scenario).items():
            new = other.with_(name="")
            st.button(
                law_words.variant(name, page.lang), key=f"compare_add_law_{name}",
                disabled=other in found or new in found,
                on_click=lambda new=new: state.keep((*state.scenarios(), new)),
            )  # fmt: skip
