"""Label savings: what do I save by lowering the label value?"""

from __future__ import annotations

import streamlit as st

from cbam.analysis import Analysis
from cbam.findings.levers import levers_of, without_target
from cbam.findings.savings import Savings, cost_step, savings_of
from cbam.label import Bridge, translate
from cbam.law.vintages import Law
from cbam.present import formats
from cbam.present.label import label_charts, label_tables
from cbam.present.label import label_sentences as sentences
from cbam.present.label import label_words as words
from cbam.present.wording import not_in_proposal, problem
from cbam.prices import Prices
from cbam.reasons import InputError
from pages.components import figures, pickers, share, shell
from pages.components.label import certificate, start, target
from pages.components.shell import Page, plain


def main() -> None:
    """The page, top to bottom."""
    page = shell.begin()
    shell.notices(page)
    analysis = touched(start.opening(page.analysis))
    shell.keep(analysis)
    top = st.container()
    analysis = inputs(page, analysis)
    shell.keep(analysis)
    law, prices = analysis.law_object(), analysis.prices()
    try:
        bridge = translate(analysis.labelled(), law, shell.today())
        result = savings_of(analysis, bridge)
    except InputError as error:
        with top:
            st.header(
                plain(page._("No figure yet: one of the inputs cannot be used.")), anchor=False
            )
        st.error(plain(problem(error, page.lang)), icon=":material/error:")
    else:
        with top:
            headline(page, analysis, bridge, result)
        answer(page, analysis, bridge, result, law, prices)
    guide(page, analysis, law)
    share.bar(page)
    shell.end()


def touched(analysis: Analysis) -> Analysis:
    """With the inputs that stand below the headline, which has to know them already."""
    state = st.session_state
    year, fee = (
        state.get(shell.WIDGET + name, kept)
        for name, kept in (("year", analysis.year), ("fee", analysis.fee))
    )
    return analysis.with_(year=int(year), fee=None if fee is None else float(fee))


def inputs(page: Page, analysis: Analysis) -> Analysis:
    """Good, tonnes and the certificate; then the target."""
    _ = page._
    law = analysis.law_object()
    with st.container(border=True, key="label_inputs"):
        wide, place, mass, example = st.columns([5, 3, 2, 3])
        with wide:
            cn = pickers.good(page)
        with place:
            origin = pickers.origin(page, law)
        with mass:
            tonnes = st.number_input(
                _("Tonnes a year to the EU"), 0.0, 1e9, step=100.0, format="%.12g",
                key=pickers.seed("tonnes", analysis.tonnes),
            )  # fmt: skip
        with example:
            start.example_picker(page)
        if cn != analysis.cn:  # another good is another product: the family goes with it
            analysis = start.other_good(analysis, cn)
        analysis = analysis.with_(cn=cn, origin=origin, tonnes=float(tonnes or 0.0))
        analysis = certificate.inputs(page, analysis, law)
        return target.inputs(page, analysis, law)


def headline(page: Page, analysis: Analysis, bridge: Bridge, result: Savings) -> None:
    """The finding, and three figures with their range."""
    _, lang, year = page._, page.lang, analysis.year
    st.header(plain(words.headline(bridge, result, year, lang)), anchor=False)
    if bridge.refused or bridge.free:
        return
    with st.container(horizontal=True, gap="small", key="label_figures"):
        for title, name in (
            (_("Pay on the EU default, EUR/t"), "default"),
            (_("Pay on today’s value if verified, EUR/t"), "today"),
            (_("Saving on the target, EUR/t"), "saving"),
        ):
            value, spread = label_tables.figure(result, year, name, lang)
            if value:
                amount = result.amount(year, name if name == "default" else f"{name}_mid")
                yuan = "" if amount is None else formats.cny(amount.cny_per_t, lang, 0)
                st.metric(
                    title, value, delta=" · ".join(filter(None, (spread, yuan))) or None, delta_color="off", delta_arrow="off",
                    border=True, height="stretch",
                )  # fmt: skip


def answer(
    page: Page, analysis: Analysis, bridge: Bridge, result: Savings, law: Law, prices: Prices
) -> None:
    """The estimate: grade, charts, verification, levers, trail; or the refusal with the way on."""
    notes(page, bridge, result)
    if bridge.refused:
        return
    if bridge.free:
        trail(page, bridge, result, analysis.year)
        return
    year_slider(page, analysis, law)
    year = analysis.year
    left, right = st.columns(2, gap="large")
    with left:
        curve(page, result, year)
    with right:
        by_year(page, analysis, result, prices)
    verification(page, analysis, result, year)
    lever_list(page, analysis)
    trail(page, bridge, result, year)


def notes(page: Page, bridge: Bridge, result: Savings) -> None:
    """Reasons, what is missing, warnings; the refusal first."""
    _, lang = page._, page.lang
    for item in () if bridge.refused else bridge.reasons:  # a refusal is the headline
        st.info(plain(words.note(item, lang)), icon=":material/info:")
    if bridge.status == "out_of_scope" and not bridge.in_2028_proposal:
        st.info(plain(not_in_proposal(lang)), icon=":material/info:")
    if bridge.missing and (bridge.refused or not bridge.free):
        names = "、" if lang == "zh" else ", "
        fields = names.join(words.field_name(name, lang) for name in bridge.missing)
        st.markdown(f"**{plain(_('Needed: {fields}').format(fields=fields))}**")
    lines = [f"- {plain(words.warning(item, lang))}" for item in (*bridge.warnings, *result.notes)]
    if lines:
        st.warning("\n".join(lines), icon=":material/warning:")
    if bridge.grade:
        st.markdown(
            f":gray-badge[{plain(words.grade(bridge.grade, lang))}] "
            f":gray-badge[{plain(words.mode(bridge.mode, lang))}] "
            f":orange-badge[{plain(_(sentences.DISCLAIMER))}]"
        )


def year_slider(page: Page, analysis: Analysis, law: Law) -> None:
    """The import year; everything on the page follows it (``touched`` reads it)."""
    st.select_slider(page._("Year of import"), law.years, key=pickers.seed("year", analysis.year))


def curve(page: Page, result: Savings, year: int) -> None:
    """Cost against label value."""
    _ = page._
    st.subheader(
        plain(_("What the border costs at each label value, {year}").format(year=year)),
        anchor=False,
    )
    if result.curve_table.empty:
        st.caption(_("There is no point estimate, so there is no curve."))
        return
    chart = label_charts.cost_curve(result, year, page.lang, page.colours)
    figures.draw(page, chart, "curve", "cbam-label-curve")
    floor = result.figure(year, "floor_label")
    if floor is not None:
        text = _(
            "Below the floor, cuts save nothing this year: the free allocation already covers the rest. The floor falls every year until 2034."
        )
        st.caption(plain(text))


def by_year(page: Page, analysis: Analysis, result: Savings, prices: Prices) -> None:
    """The saving of each year, and the table of all paths."""
    _, lang = page._, page.lang
    st.subheader(_("What the target saves, year by year"), anchor=False)

    def picture() -> None:
        if result.target.given and result.figure(analysis.year, "saving_mid") is not None:
            chart = label_charts.saving_by_year(result, lang, page.colours, analysis.year)
            figures.draw(page, chart, "savings", "cbam-label-savings")
        else:
            st.caption(_("Set a target to see what it saves."))

    def numbers() -> None:
        table = label_tables.by_year(result, prices, lang)
        figures.frame(table, _("Pay and saving year by year"), height=380)
        st.caption(plain(label_tables.unit_note(result, analysis.year, lang)))

    figures.tabs("savings", {_("Chart"): picture, _("Table"): numbers})
    if note := label_tables.price_note(analysis, lang):
        st.caption(plain(note))


def verification(page: Page, analysis: Analysis, result: Savings, year: int) -> None:
    """Default against verified value, and from which tonnage a verification pays."""
    _, lang = page._, page.lang
    st.subheader(_("What verification is worth"), anchor=False)
    text, cost = st.columns([3, 1])
    with cost:
        st.number_input(
            _("Verification fee, EUR a year"), 0.0, 1e9, None, step=1000.0, format="%.12g",
            key=pickers.seed("fee", analysis.fee), placeholder=_("not known"),
        )  # fmt: skip
    with text:
        st.markdown(
            "\n".join(f"- {plain(line)}" for line in label_tables.verification(result, year, lang))
        )
    routes = label_tables.routes(result, year, lang)
    if len(routes):
        with st.expander(_("If the production route changes"), key="routes"):
            st.markdown(
                plain(
                    _(
                        "Another route has another benchmark: the free allocation changes with it. “Tonnes avoided times price” then overstates the saving. On the other route the cost falls only below the break-even value."
                    )
                )
            )
            st.dataframe(routes, hide_index=True, alt=_("Other production routes"))


def lever_list(page: Page, analysis: Analysis) -> None:
    """What lowers the label, and whether the border sees it."""
    _, lang = page._, page.lang
    asked, today = without_target(analysis), shell.today()
    table = levers_of(asked, today)
    if table.empty:
        return
    st.subheader(_("Levers: what the label gains and what the border gains"), anchor=False)
    chart = label_charts.levers_of(asked, today, lang, page.colours)
    figures.with_table(
        page, chart, lambda: label_tables.levers(table, lang), "levers", "cbam-levers"
    )


def trail(page: Page, bridge: Bridge, result: Savings, year: int) -> None:
    """Every step from the printed value to the estimate, with the number before and after."""
    _, lang = page._, page.lang
    with st.expander(_("How the label value became this figure"), key="trail"):
        lines = []
        for item in (*bridge.trail, cost_step(result, year)):
            if item is None:
                continue
            badge = " :orange-badge[" + _("assumption") + "]" if item.mark == "J" else ""
            lines.append(f"1. {plain(words.step(item, lang))}{badge}")
        st.markdown("\n".join(lines))


def guide(page: Page, analysis: Analysis, law: Law) -> None:
    """What a label is, what CBAM counts, why they differ; which stages count for this good."""
    _, lang = page._, page.lang
    with st.expander(_("Which stages count for this good"), expanded=True, key="guide"):
        for text in words.guide(lang):
            st.markdown(plain(text))
        st.markdown(label_tables.stage_table(analysis.cn, law, lang))


main()
