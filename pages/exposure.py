"""Exposure: what will the border cost my product?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from cbam import tables
from cbam.analysis import Analysis, import_line
from cbam.bill import SEE_LIMIT, TONNES_LIMIT
from cbam.findings.projection import bills_of, years
from cbam.law.vintages import Law
from cbam.present import charts, formats
from cbam.present import tables as shown
from cbam.present.explain import explain
from cbam.present.quote import quotation, threshold_test, who_pays
from cbam.present.wording import (
    PATH_NAMES,
    against_default,
    headline,
    not_in_proposal,
    problem,
    problems_of,
    quarter_name,
    sentence,
    years_headline,
)
from cbam.prices import PRICE_LIMIT, QUARTERS, Prices, path_names
from cbam.reasons import BY_CODE
from pages.components import figures, folding, pickers, share, shell, sources
from pages.components.shell import plain


def main() -> None:
    """The page, top to bottom."""
    page = shell.begin()
    shell.notices(page)
    top = st.container()
    analysis = inputs(page)
    shell.keep(analysis)
    law, prices = analysis.law_object(), analysis.prices()
    bills = bills_of(analysis)
    row, other = bills[0], bills[1] if len(bills) > 1 else None
    with top:
        st.header(plain(headline(row, page.lang, law)), anchor=False)
        amounts(page, row, other, prices)
    if row["status"] == "error":
        problems(page, row, analysis, law)
    elif row["status"] != "assessed":
        nothing_due(page, row, law, prices)
    else:
        left, right = st.columns(2, gap="large")
        with left:
            why(page, row, law, prices)
        with right:
            by_year(page, analysis, law)
        st.markdown(plain(who_pays(row, page.lang)))
        use(page, analysis, row, prices)
    assumptions(page, row, law)
    share.bar(page)
    shell.end()


def inputs(page: shell.Page) -> Analysis:
    """The controls, in one box; returns the analysis as chosen."""
    _ = page._
    seen = page.analysis
    law = seen.law_object()
    with st.container(border=True, key="inputs"):
        wide, place = st.columns([3, 2])
        with wide:
            cn = pickers.good(page)
        with place:
            origin = pickers.origin(page, law)
        mass, year_at, quarter_at, basis_at = st.columns([2, 2, 2, 3])
        with mass:
            unit = _("Megawatt hours imported") if cn == "27160000" else _("Tonnes imported")
            tonnes = st.number_input(
                unit, 0.0, TONNES_LIMIT, key=pickers.seed("tonnes", seen.tonnes), step=100.0,
                format="%.12g",
            )  # fmt: skip
        with year_at:
            year = st.selectbox(_("Year of import"), law.years, key=pickers.seed("year", seen.year))
        priced = year in {at for at, _quarter in seen.prices().published}
        with quarter_at:
            quarter = st.selectbox(
                _("Quarter of import"),
                QUARTERS,
                format_func=lambda q: quarter_name(q, page.lang) if q else _("not stated"),
                key=pickers.seed("quarter", seen.quarter),
                disabled=not priced,
                help=_(
                    "The quarter sets the price of 2026 imports; from 2027 the week of purchase does."
                ),
            )
        with basis_at:
            basis = st.segmented_control(
                _("Emissions"),
                ["default", "actual"],
                format_func={"default": _("EU default value"), "actual": _("Actual value")}.get,
                key=pickers.seed("basis", seen.basis),
                required=True,
                width="stretch",
            )
        analysis = seen.with_(
            cn=cn, origin=origin, tonnes=float(tonnes or 0.0), year=int(year), quarter=quarter,
            basis=basis,
        )  # fmt: skip
        if basis == "actual":
            analysis = actual_inputs(page, analysis, law)
        return more_inputs(page, analysis)


def actual_inputs(page: shell.Page, analysis: Analysis, law: Law) -> Analysis:
    """The verified emission value and its route."""
    _ = page._
    value, way = st.columns(2)
    with value:
        see = st.number_input(
            _("Verified emissions (SEE), tCO2e per tonne"), 0.0, SEE_LIMIT, None,
            key=pickers.seed("see", analysis.see), step=0.1, format="%.6g",
            placeholder=_("e.g. 2.0"),
            help=_("Direct emissions and precursors in tonnes of CO2e per tonne of good, not kg. A carbon label value is not this value."),
        )  # fmt: skip
    with way:
        route = pickers.route(page, law, analysis)
    return analysis.with_(see=see, route=route)


def more_inputs(page: shell.Page, analysis: Analysis) -> Analysis:
    """Price, currency, edition of the law, importer: rarely changed, so made when opened."""
    _ = page._
    title = _("Price, exchange rate, edition of the law, importer’s 50 t")
    with folding.box(title, "more", analysis.importer_tonnes is not None) as made:
        return _more(page, analysis) if made else analysis


def _more(page: shell.Page, analysis: Analysis) -> Analysis:
    """What the box holds."""
    _ = page._
    first, second, third = st.columns(3)
    with first:
        path = st.selectbox(
            _("Price path from 2027"),
            [name for name in path_names() if name != "own"],
            format_func=lambda name: _(PATH_NAMES[name]),
            key=pickers.seed("path", analysis.path),
            help=_(
                "Scenarios, not forecasts. Beyond a few months no forecast has beaten “no change”."
            ),
        )
        price = st.number_input(
            _("Own certificate price for the year, EUR/t"), 0.0, PRICE_LIMIT, None,
            key=pickers.seed("price", analysis.price), step=1.0, format="%.6g",
            placeholder=_("table price"),
        )  # fmt: skip
    with second:
        rate = st.number_input(
            _("Own exchange rate, CNY per EUR"), 0.1, 1000.0, None,
            key=pickers.seed("rate", analysis.rate), step=0.01, format="%.6g",
            placeholder=_("ECB reference rate"),
        )  # fmt: skip
        names = tables.mapping("vintages", "vintage", f"name_{page.lang}")
        current = analysis.law_object().vintage
        law = st.selectbox(
            _("Edition of the law"), list(names), format_func=names.get,
            key=pickers.seed("law", current),
        )  # fmt: skip
    with third:
        importer = st.number_input(
            _("Importer’s CBAM goods in the year, t"), 0.0, TONNES_LIMIT, None,
            key=pickers.seed("importer", analysis.importer_tonnes), step=10.0, format="%.12g",
            placeholder=_("not known"),
            help=_("All iron and steel, aluminium, cement and fertilisers of this importer in the calendar year, from all suppliers. Up to 50 t the importer is exempt."),
        )  # fmt: skip
        returned = st.toggle(_("Returned goods"), key=pickers.seed("returned", analysis.returned))
    status = tables.mapping("vintages", "vintage", "status")
    law = "" if status[law] == "in_force" else law
    return analysis.with_(
        path=path, price=price, rate=rate, law=law, importer_tonnes=importer, returned=returned
    )


def amounts(
    page: shell.Page, row: Mapping[str, Any], other: Mapping[str, Any] | None, prices: Prices
) -> None:
    """Three figures: per tonne in euro and yuan, and for the whole import."""
    if row["status"] != "assessed":
        return
    _, lang = page._, page.lang
    power = row["sector"] == "electricity"
    cny = row["cost_eur_per_t"] * prices.rate.cny_per_eur
    with st.container(horizontal=True, gap="small", key="figures"):
        st.metric(
            _("EUR per MWh") if power else _("EUR per tonne"),
            formats.number(row["cost_eur_per_t"], lang, 2),
            border=True, height="stretch",
        )  # fmt: skip
        st.metric(
            _("CNY per MWh") if power else _("CNY per tonne"),
            formats.number(cny, lang, 2),
            border=True, height="stretch", help=_rate_note(page, prices),
        )  # fmt: skip
        st.metric(
            _("EUR for this import"),
            formats.number(row["cost_eur"], lang),
            delta=formats.cny(row["cost_cny"], lang), delta_color="off", delta_arrow="off",
            border=True, height="stretch",
        )  # fmt: skip
    if other is not None and other["status"] == "assessed":
        st.markdown(plain(against_default(row, other, lang)))


def _rate_note(page: shell.Page, prices: Prices) -> str:
    _ = page._
    rate = prices.rate
    value = formats.number(rate.cny_per_eur, page.lang, 4)
    if rate.source == "user":
        return _("1 EUR = {rate} CNY, as you entered it.").format(rate=value)
    text = _("1 EUR = {rate} CNY, ECB reference rate of {date}.")
    return text.format(rate=value, date=formats.day(rate.date, page.lang))


def problems(page: shell.Page, row: Mapping[str, Any], analysis: Analysis, law: Law) -> None:
    """What stops the calculation, field by field."""
    for error in problems_of(row, import_line(analysis), law):
        st.error(plain(problem(error, page.lang)), icon=":material/error:")


def nothing_due(page: shell.Page, row: Mapping[str, Any], law: Law, prices: Prices) -> None:
    """A clear zero: the reason, its source, and what a proposal would change."""
    for code in str(row["reasons"]).split(";"):
        if BY_CODE[code].kind == "answer":
            st.success(plain(sentence(code, page.lang)), icon=":material/check_circle:")
        else:
            st.info(plain(sentence(code, page.lang)), icon=":material/info:")
    if row["status"] == "out_of_scope" and "in_2028_proposal" not in str(row["reasons"]):
        st.info(plain(not_in_proposal(page.lang)), icon=":material/info:")
    for item in explain(row, law, prices, page.lang):
        sources.card(page, item)


def why(page: shell.Page, row: Mapping[str, Any], law: Law, prices: Prices) -> None:
    """The waterfall from the emission value to the cost; bars and figures open their source."""
    _ = page._
    st.subheader(_("Why: from the emission value to the cost of one tonne"), anchor=False)
    chart = charts.waterfall(row, page.lang, page.colours)
    picked = figures.draw(
        page, chart, "waterfall", "cbam-why", on_select="rerun", selection_mode="points"
    )
    points = picked["selection"]["points"] if picked else []
    items = {item.step: item for item in explain(row, law, prices, page.lang)}
    for point in points[:1]:
        bars = charts.waterfall_bars(row, page.lang)
        bar = bars[point["point_index"]] if point["point_index"] < len(bars) else None
        if bar and bar.step in items:
            with st.container(border=True):
                sources.card(page, items[bar.step])
    st.caption(_("Each step opens its source:"))
    sources.steps(page, list(items.values()))


def by_year(page: shell.Page, analysis: Analysis, law: Law) -> None:
    """2026-2034: chart and table of the same figures."""
    _ = page._
    table = years(analysis)
    st.subheader(plain(years_headline(table, page.lang)), anchor=False)
    chart = charts.yearly(table, page.lang, page.colours, analysis.year, law.schedule.assumed_years)
    figures.with_table(
        page, chart, lambda: shown.yearly(table, page.lang, analysis.prices()),
        "years", "cbam-years", height=380,
    )  # fmt: skip
    st.caption(plain(shown.price_note(analysis.prices(), page.lang)))


def use(page: shell.Page, analysis: Analysis, row: Mapping[str, Any], prices: Prices) -> None:
    """A line for the quotation, the share the exporter bears, the importer's threshold."""
    _, lang = page._, page.lang
    quote, split, threshold = st.columns(3, gap="large")
    with threshold:
        st.subheader(_("The importer’s 50 t test"), anchor=False)
        st.markdown(plain(threshold_test(row, analysis.importer_tonnes, lang)))
    with quote:
        st.subheader(_("For your quotation"), anchor=False)
        st.code(
            quotation(row, prices, lang, shell.today().isoformat()), language=None, wrap_lines=True
        )
    with split:
        st.subheader(_("Who bears it"), anchor=False)
        share_borne = st.slider(
            _("Share of the cost you expect to bear through the price, %"), 0, 100, step=5,
            key=pickers.seed("borne", analysis.borne),
        )  # fmt: skip
        shell.keep(analysis.with_(borne=share_borne))
        part = share_borne / 100
        text = _("You: {you_eur} ({you_cny}) per tonne, {you_total} in all. Your buyer: {buyer}.")
        st.markdown(
            plain(
                text.format(
                    you_eur=formats.eur(row["cost_eur_per_t"] * part, lang, 2),
                    you_cny=formats.cny(
                        row["cost_eur_per_t"] * part * prices.rate.cny_per_eur, lang, 2
                    ),
                    you_total=formats.eur(row["cost_eur"] * part, lang),
                    buyer=formats.eur(row["cost_eur"] * (1 - part), lang),
                )
            )
        )


def assumptions(page: shell.Page, row: Mapping[str, Any], law: Law) -> None:
    """What is an estimate, what is assumed, what was not tested."""
    _ = page._
    codes = [code for code in str(row["reasons"]).split(";") if code]
    # One import above the limit decides the importer's test, as said beside it.
    above = row["tonnes"] > law.schedule.value("threshold_t", int(row["year"]))
    kinds = {"assumption": ":orange-badge[{}]", "note": ":gray-badge[{}]"}
    words = {"assumption": _("assumption"), "note": _("note")}
    lines = [
        f"- {kinds[kind].format(words[kind])} {plain(sentence(code, page.lang))}"
        for kind in kinds
        for code in codes
        if BY_CODE[code].kind == kind and not (code == "threshold_not_tested" and above)
    ]
    if row["status"] != "error":
        estimate = _("This is an estimate for planning, not a CBAM declaration.")
        edition = tables.mapping("vintages", "vintage", f"name_{page.lang}")[
            law.edition or law.vintage
        ]
        named = formats.labelled(_("Edition of the law"), str(edition), page.lang)
        lines += [f"- {plain(estimate)}", f"- {plain(named)}"]
    with st.expander(_("Assumptions and limits of this figure"), expanded=True, key="limits"):
        st.markdown("\n".join(lines))


main()
