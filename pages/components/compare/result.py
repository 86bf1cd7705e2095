"""What comes out: the finding, the figures, the years, and the way from one to the other."""

from __future__ import annotations

from functools import partial

import streamlit as st

from cbam.findings.bridge import CURRENCIES, CostBridge, bridge_rows
from cbam.findings.compare import Comparison
from cbam.present import formats
from cbam.present.compare import compare_words, law_words, scenario_charts, scenario_words
from cbam.present.wording import problem
from cbam.reasons import InputError
from pages.components import figures
from pages.components.compare import one, state
from pages.components.shell import Page, plain

_SHORT = 24  # letters of a name that a figure's heading has room for, before its unit


def finding(page: Page, comparison: Comparison) -> None:
    """The headline, and the cost of the two compared with their difference."""
    _, lang, seen = page._, page.lang, state.view()
    titles = scenario_words.names(comparison.scenarios, lang)
    try:
        found = _bridge(comparison)
    except InputError:
        st.header(plain(_("No comparison yet: a scenario has no figure.")), anchor=False)
    else:
        before, after = titles[seen.baseline], titles[seen.alternative]
        st.header(plain(compare_words.bridge_headline(found, before, after, lang)), anchor=False)
        pair = [comparison.scenarios[at] for at in (seen.baseline, seen.alternative)]
        st.caption(plain(scenario_words.shared(pair, lang)))
        if len({scenario.analysis.year for scenario in pair}) > 1:
            said = _(
                "Both are compared in {year}, the year looked at; the other years are in the chart."
            )
            st.caption(plain(said.format(year=state.year())))
        _figures(page, comparison, found, (before, after))
    one.not_law(_proposals(comparison, lang))
    for position, error in comparison.problems:
        text = formats.labelled(titles[position], problem(error, lang), lang)
        st.error(plain(text), icon=":material/error:")


def _proposals(comparison: Comparison, lang: str) -> list[str]:
    """The scenarios that do not stand on the law in force, each with what it stands on."""
    return [
        f"{letter} · {text}"
        for letter, scenario in zip(scenario_words.LETTERS, comparison.scenarios, strict=False)
        for text in law_words.not_law(scenario.analysis.law, scenario.reform, lang)
    ]


def _bridge(comparison: Comparison) -> CostBridge:
    seen, year = state.view(), state.year()
    before, after = (comparison.row(at, year) for at in (seen.baseline, seen.alternative))
    return bridge_rows(before, after, seen.currency)


def _figures(
    page: Page, comparison: Comparison, found: CostBridge, titles: tuple[str, str]
) -> None:
    """Cost per tonne of both, and the difference in the year."""
    _, lang, seen, year = page._, page.lang, state.view(), state.year()
    rows = [comparison.row(at, year) for at in (seen.baseline, seen.alternative)]
    with st.container(horizontal=True, gap="small", key="compare_figures"):
        for title, row in zip(titles, rows, strict=True):
            yuan = formats.cny(row["cost_eur_per_t"] * row["cny_per_eur"], lang, 2)
            st.metric(
                _("{name}, EUR per tonne").format(
                    name=title if len(title) <= _SHORT else title.partition(" ")[0]
                ),
                formats.number(row["cost_eur_per_t"], lang, 2),
                delta=yuan, delta_color="off", delta_arrow="off", border=True, height="stretch",
            )  # fmt: skip
        gap = found.end - found.start
        per_t = rows[1]["cost_eur_per_t"] - rows[0]["cost_eur_per_t"]
        st.metric(
            _("Difference in {year}, {currency}").format(
                year=year, currency=compare_words.currency(found.currency, lang)
            ),
            scenario_words.signed(gap, lang),
            delta=_("{amount} EUR per tonne").format(amount=scenario_words.signed(per_t, lang, 2)),
            delta_color="off", delta_arrow="off", border=True, height="stretch",
        )  # fmt: skip


def pictures(page: Page, comparison: Comparison) -> None:
    """Left the years of all scenarios, right the bridge from baseline to alternative."""
    if len({at for at, _error in comparison.problems}) == len(comparison.scenarios):
        return  # nothing to draw; the finding says why
    left, right = st.columns(2, gap="large")
    with left:
        _years(page, comparison)
    with right:
        _way(page, comparison)
    st.dataframe(
        scenario_words.outcome(comparison, state.view().baseline, state.year(), page.lang),
        hide_index=True, alt=page._("What each scenario costs in the year looked at"),
    )  # fmt: skip


def _years(page: Page, comparison: Comparison) -> None:
    _, lang, year = page._, page.lang, state.year()
    last = max(comparison.rows[0])
    st.subheader(_("Every import year to {year}").format(year=last), anchor=False)
    titles = dict(
        zip(scenario_charts.FIGURES, (_("EUR per tonne"), _("EUR in the year")), strict=True)
    )

    def picture(figure: str) -> None:
        chart = scenario_charts.years(comparison, lang, page.colours, figure, year)
        figures.draw(page, chart, f"compare_{figure}", f"cbam-compare-{figure}")

    def numbers() -> None:
        for figure, title in titles.items():
            st.caption(title)
            figures.frame(scenario_words.by_year(comparison, figure, lang), title)

    figures.tabs(
        "compare_years",
        {title: partial(picture, figure) for figure, title in titles.items()}
        | {_("Table"): numbers},
    )


def _way(page: Page, comparison: Comparison) -> None:
    """What drives the difference; the parts add up to the cent."""
    _, lang, seen = page._, page.lang, state.view()
    letters = scenario_words.LETTERS
    pair = (letters[seen.baseline], letters[seen.alternative])
    st.subheader(_("Why: from {a} to {b}").format(a=pair[0], b=pair[1]), anchor=False)
    try:
        found = _bridge(comparison)
    except InputError as error:
        st.error(plain(problem(error, lang)), icon=":material/error:")
        return
    chart = scenario_charts.bridge(found, pair, lang, page.colours)
    figures.with_table(
        page, chart, lambda: scenario_words.bridge(found, lang),
        "compare_bridge", "cbam-compare-why",
    )  # fmt: skip
    st.segmented_control(
        _("Currency"), CURRENCIES, required=True, label_visibility="collapsed",
        format_func=lambda code: compare_words.currency(code, lang),
        **state.field("currency", seen.currency, lambda money: state.look(currency=money)),
    )  # fmt: skip
    st.caption(
        _(
            "Each driver’s part is its effect averaged over all orders of change (Shapley), so it depends on no order; the parts add up to the difference."
        )
    )
