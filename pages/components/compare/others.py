"""Why other calculators show another figure for the line of the selected scenario."""

from __future__ import annotations

import streamlit as st

from cbam.bill import SEE_LIMIT
from cbam.findings.others import leaves_out_indirect, others
from cbam.findings.scenario import Scenario
from cbam.present import formats
from cbam.present.compare import others_charts, others_words
from pages.components import figures
from pages.components.compare import one, state
from pages.components.shell import Page, plain


def show(page: Page, scenario: Scenario, position: int, year: int) -> None:
    """The usual mistakes worked on this line, ours picked out; the rule that each breaks."""
    _, lang = page._, page.lang
    row = one.row_of(page, scenario, year)
    if row is None:
        return
    law, seen = scenario.law(), state.view()
    counts_direct = leaves_out_indirect(row, law)
    found = others(row, law, seen.indirect)
    st.subheader(plain(others_words.headline(found, year, lang)), anchor=False)
    chart = others_charts.bars(found, lang, page.colours)
    figures.with_table(
        page, chart, lambda: others_words.table(found, lang),
        "compare_others", "cbam-other-calculators",
    )  # fmt: skip
    if counts_direct:
        st.number_input(
            _("Indirect emissions of the good, if you know them, tCO2e per tonne"), 0.0, SEE_LIMIT,
            None, step=0.1, format="%.6g", placeholder=_("not known"), width=420,
            help=_("Only to show what calculators do that add them; by law they do not count here."),
            **state.field("indirect", seen.indirect, lambda new: state.look(indirect=new)),
        )  # fmt: skip
    lines = []
    for name, text, rule in others_words.explanations(found, lang):
        source = f" *{plain(rule)}*" if rule else ""
        said = formats.labelled(f"**{plain(name)}**", plain(text), lang)
        lines.append(f"- {said}{source}")
    st.markdown("\n".join(lines))
    if not row["cost_eur"] > 0:
        st.caption(plain(_("By the rules nothing is due, so there is no ratio.")))
    st.caption(
        plain(
            _("All start from the same line: {tonnes} t at {price} per certificate.").format(
                tonnes=formats.number(row["tonnes"], lang, 3, 0),
                price=formats.eur(row["price_eur"], lang, 2),
            )
        )
    )
