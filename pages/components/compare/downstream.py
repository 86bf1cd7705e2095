"""The 2028 proposal for goods further down the chain: what the metal inside would cost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from cbam.bill import TONNES_LIMIT
from cbam.caches import cached
from cbam.findings import downstream as findings
from cbam.findings.downstream import KG_LIMIT, METALS, UNITS, Content, Downstream
from cbam.findings.scenario import Scenario
from cbam.law.catalogue import Catalogue
from cbam.law.reform import FACTOR_PATHS, LAW
from cbam.law.vintages import Law
from cbam.present import formats
from cbam.present.compare import compare_words, law_charts, law_words
from cbam.present.wording import problem, sentence
from cbam.prices import Prices
from cbam.reasons import BY_CODE, InputError
from pages.components import figures, pickers
from pages.components.compare import one, state
from pages.components.shell import Page, plain

_FIRST = "841810"  # what the example starts on: a fridge-freezer
_MOST = 6  # metals inside
_HEAVIEST = max(KG_LIMIT.values())


def show(page: Page, scenario: Scenario, position: int, year: int) -> None:
    """A listed good, its metals and what they would cost from 2028."""
    _ = page._
    st.subheader(_("Goods proposed for 2028: the metal inside"), anchor=False)
    one.not_law([_("Proposal COM(2025) 989, not law")])
    good = state.view().downstream or _own_good(scenario)
    if good is None:
        st.markdown(
            plain(
                _(
                    "The Commission proposes to charge the steel and aluminium inside more goods, such as fridge-freezers, washing machines, cables and metal furniture."
                )
            )
        )
        new = findings.starting(_FIRST, scenario.analysis.origin, scenario.analysis.law)
        st.button(
            _("Calculate a listed good"), icon=":material/calculate:", key="compare_downstream",
            on_click=lambda: state.look(downstream=new),
        )  # fmt: skip
        return
    try:
        law, prices = Law.load(good.edition), scenario.prices()
    except InputError as error:
        st.error(plain(problem(error, page.lang)), icon=":material/error:")
        return
    _form(page, good, law)
    _metals(page, good, law)
    _outcome(page, good, law, prices, year)


def _own_good(scenario: Scenario) -> Downstream | None:
    """The scenario's own good where it is outside the scope but on the proposed list."""
    chosen = scenario.analysis
    try:
        law = scenario.law()
    except InputError:
        return None
    if law.origins.resolve(chosen.origin) is None or findings.listed(chosen.cn, law) is None:
        return None
    return findings.starting(chosen.cn, chosen.origin, chosen.law)


def _write(good: Downstream, **changes: Any) -> None:
    state.look(downstream=replace(good, **changes))


def _form(page: Page, good: Downstream, law: Law) -> None:
    """Good, origin, quantity and the path of the factor."""
    _, lang = page._, page.lang
    options = law_words.proposed_goods(lang)
    seen = next((code for code in options if good.cn.startswith(code)), good.cn)
    names = options if seen in options else {seen: formats.cn(seen), **options}
    what, where = st.columns([3, 2])
    with what:
        st.selectbox(
            _("Good on the Commission’s list"), list(names), format_func=names.__getitem__,
            filter_mode="contains",
            **state.field("down_good", seen, lambda code: _write(good, cn=code)),
        )  # fmt: skip
    with where:
        pickers.origin(
            page, law,
            **state.field("down_origin", good.origin, lambda code: _write(good, origin=code)),
        )  # fmt: skip
    kind, count, path = st.columns([2, 2, 3])
    with kind:
        st.segmented_control(
            _("Counted in"), UNITS, required=True,
            format_func=lambda unit: _("Tonnes") if unit == "t" else _("Pieces"),
            **state.field("down_unit", good.unit, lambda unit: _write(good, unit=unit)),
        )  # fmt: skip
    with count:
        st.number_input(
            _("Tonnes a year") if good.unit == "t" else _("Pieces a year"),
            0.0, TONNES_LIMIT, step=100.0, format="%.12g",
            **state.field(
                "down_quantity", min(max(good.quantity, 0.0), TONNES_LIMIT),
                lambda number: _write(good, quantity=float(number or 0.0)),
            ),
        )  # fmt: skip
    with path:
        st.selectbox(
            _("Path of the CBAM factor"), FACTOR_PATHS,
            format_func=lambda name: _(compare_words.FACTOR_PATHS[name]),
            **state.field(
                "down_path",
                good.reform.factor_path if good.reform.factor_path in FACTOR_PATHS else LAW,
                lambda name: _write(good, reform=replace(good.reform, factor_path=name)),
            ),
        )  # fmt: skip


def _metals(page: Page, good: Downstream, law: Law) -> None:
    """The metals inside, a row each: which CBAM good, how heavy, from where."""
    _, lang = page._, page.lang
    names = _metal_names(lang)
    same = _("as the good")
    origins = {"": same, **pickers.origin_names(lang, law.vintage)}
    unit = law_words.per_unit(good.unit, lang)

    def put(at: int, *new: Content) -> None:
        _write(good, contents=(*good.contents[:at], *new, *good.contents[at + 1 :]))

    for at, item in enumerate(good.contents[:_MOST]):
        listed = names if item.cn_code in names else {item.cn_code: item.cn_code, **names}
        metal, weight, place, off = st.columns([5, 2, 3, 1], vertical_alignment="bottom")
        with metal:
            st.selectbox(
                _("Metal {number} inside").format(number=at + 1), list(listed),
                format_func=listed.__getitem__, filter_mode="contains",
                **state.field(
                    f"down_metal_{at}", item.cn_code,
                    lambda code, at=at, item=item: put(at, replace(item, cn_code=code)),
                ),
            )  # fmt: skip
        with weight:
            st.number_input(
                _("kg {unit}").format(unit=unit), 0.0, _HEAVIEST, step=1.0, format="%.6g",
                **state.field(
                    f"down_kg_{at}", min(max(item.kg, 0.0), _HEAVIEST),
                    lambda kg, at=at, item=item: put(at, replace(item, kg=float(kg or 0.0))),
                ),
            )  # fmt: skip
        with place:
            st.selectbox(
                _("Origin of the metal"), list(origins), format_func=origins.__getitem__,
                filter_mode="contains",
                **state.field(
                    f"down_from_{at}", item.origin if item.origin in origins else "",
                    lambda code, at=at, item=item: put(at, replace(item, origin=code)),
                ),
            )  # fmt: skip
        with off:
            st.button(
                "", icon=":material/delete:", help=_("Remove this metal"),
                key=f"compare_down_off_{at}", disabled=len(good.contents) == 1,
                on_click=lambda at=at: put(at),
            )  # fmt: skip
    st.button(
        _("Add a metal"), icon=":material/add:", key="compare_down_more",
        disabled=len(good.contents) >= _MOST,
        on_click=lambda: put(len(good.contents), replace(good.contents[-1], kg=0.0)),
    )  # fmt: skip


@cached(maxsize=4)
def _metal_names(lang: str) -> dict[str, str]:
    """Code -> code and name of the goods of Annex I that can be the metal inside."""
    goods, catalogue = Law.load().goods, Catalogue.load()
    names = {}
    for entry in catalogue.listed:
        index = goods.index.get(entry.code)
        if index is not None and goods.sectors[index] in METALS:
            names[entry.code] = f"{formats.cn(entry.code)} {entry.name(lang)}"
    return names


def _outcome(page: Page, good: Downstream, law: Law, prices: Prices, year: int) -> None:
    """What it would cost, its steps and what it rests on; or what is wrong, by name."""
    _, lang = page._, page.lang
    if not any(item.kg for item in good.contents):
        st.info(
            _("Enter the weight of the steel and aluminium inside, from the bill of materials."),
            icon=":material/scale:",
        )
        return
    try:
        found = findings.downstream(good, prices)
    except InputError as error:
        st.error(plain(problem(error, lang)), icon=":material/error:")
        return
    at = max(year, int(found.years["year"].min()))
    st.markdown(f"**{plain(law_words.downstream_headline(found, good, at, law, lang))}**")
    chart = law_charts.downstream(found, good.unit, lang, page.colours)
    figures.tabs("compare_downstream", {
        _("Chart"): lambda: figures.draw(
            page, chart, "compare_downstream_years", "cbam-2028-proposal"
        ),
        _("Table"): lambda: figures.frame(
            law_words.downstream_years(found, good.unit, lang),
            _("What the good would cost, by year"),
        ),
        _("Metals in {year}").format(year=at): lambda: figures.frame(
            law_words.downstream_parts(found, at, law, lang), _("The metals inside")
        ),
    })  # fmt: skip
    with st.expander(_("What this rests on")):
        lines = [
            sentence(code, lang) if code in BY_CODE else compare_words.note(code, lang)
            for code in found.assumptions
        ]
        st.markdown("\n".join(f"- {plain(line)}" for line in lines))
