"""The price page of the analysis: published quarters, paths, own points, the auctions behind."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from cbam.findings import price_history
from cbam.findings.compare import MOST
from cbam.findings.scenario import Scenario
from cbam.present.compare import compare_words, price_charts, price_words
from cbam.present.wording import problem
from cbam.prices import OWN, PRICE_LIMIT, Prices, path_names
from cbam.reasons import InputError
from pages.components import figures
from pages.components.compare import state
from pages.components.shell import Page, plain

_SLIDER = 250.0  # EUR/t a slider reaches, unless a price is higher


def show(page: Page, scenario: Scenario, position: int, year: int) -> None:
    """What a price path does to the scenario, the paths, and the auctions behind them."""
    lang = page.lang
    try:
        prices = scenario.prices()
        effects = price_history.by_path(scenario)
    except InputError as error:
        st.error(plain(problem(error, lang)), icon=":material/error:")
        return
    st.subheader(
        plain(price_words.paths_headline(effects, year, prices, lang)), anchor=False
    )  # fmt: skip
    for code in ("price_of_purchase", "price_no_forecast"):
        st.markdown(plain(compare_words.note(code, lang)))
    _choose(page, scenario, position, prices)
    if scenario.analysis.path == OWN:
        _points(page, scenario, position, prices)
    left, right = st.columns(2, gap="large")
    with left:
        _paths(page, scenario, prices, year)
    with right:
        _effects(page, scenario, effects, year)
    _auctions(page)


def _choose(page: Page, scenario: Scenario, position: int, prices: Prices) -> None:
    """The scenario's path; each other one can become a scenario beside it."""
    _, lang = page._, page.lang
    now = scenario.analysis.path

    def take(name: str) -> None:
        state.put(position, on_path(scenario, name, prices))

    choice, add = st.columns([3, 2], vertical_alignment="bottom")
    with choice:
        st.pills(
            _("Price path of this scenario from 2027"), path_names(), required=True, wrap=True,
            format_func=lambda name: price_words.path(name, lang),
            **state.field(f"path_part_{position}", now, take),
        )  # fmt: skip
    found = state.scenarios()
    full = len(found) >= MOST
    with add, st.popover(
        _("Add with another path"), icon=":material/add:", disabled=full,
        help=_("At most six scenarios; remove one first.") if full else None,
    ):  # fmt: skip
        for name in path_names():
            other = on_path(scenario, name, prices).with_(name="")
            if name != now:
                st.button(
                    price_words.path(name, lang), key=f"compare_add_path_{name}",
                    disabled=other in found,
                    on_click=lambda new=other: state.keep((*state.scenarios(), new)),
                )  # fmt: skip


def on_path(scenario: Scenario, name: str, prices: Prices) -> Scenario:
    """The scenario on another path; own points start from the path it leaves."""
    if name == OWN and not scenario.points:
        return scenario.with_(path=OWN, points=tuple(sorted(prices.points.items())))
    return scenario.with_(path=name)


def _points(page: Page, scenario: Scenario, position: int, prices: Prices) -> None:
    """The user's own price of each year, by dragging or typing; both show the same points."""
    _ = page._

    def write(year: int, price: float | None) -> None:
        points = {**prices.points, year: prices.latest if price is None else float(price)}
        state.change(position, points=tuple(sorted(points.items())))

    drag, number = st.tabs([_("Drag"), _("Type")])
    top = max(_SLIDER, *prices.points.values())
    with drag:
        for year, column in _columns(prices):
            with column:
                st.slider(
                    _("{year}, EUR/t").format(year=year), 0.0, top, step=0.5, format="%.2f",
                    **state.field(
                        f"drag_{position}_{year}", prices.points[year],
                        lambda price, at=year: write(at, price),
                    ),
                )  # fmt: skip
    with number:
        for year, column in _columns(prices):
            with column:
                st.number_input(
                    _("{year}, EUR/t").format(year=year), 0.0, PRICE_LIMIT, step=1.0,
                    format="%.6g",
                    **state.field(
                        f"point_{position}_{year}", prices.points[year],
                        lambda price, at=year: write(at, price),
                    ),
                )  # fmt: skip


def _columns(prices: Prices) -> list[tuple[int, Any]]:
    """Four columns in as many rows as the years need."""
    years = sorted(prices.points)
    rows = [st.columns(4) for _row in range((len(years) + 3) // 4)]
    return [(year, rows[i // 4][i % 4]) for i, year in enumerate(years)]


def _paths(page: Page, scenario: Scenario, prices: Prices, year: int) -> None:
    """The paths as picture, and every point with its source."""
    _, lang = page._, page.lang
    st.subheader(_("Certificate price by path"), anchor=False)
    table = price_history.paths(prices)

    def picture() -> None:
        chart = price_charts.paths(
            table, _months(), scenario.analysis.path, year, lang, page.colours
        )
        figures.draw(page, chart, "compare_paths", "cbam-price-paths")
        st.caption(plain(price_words.source(table, scenario.analysis.path, lang)))

    def numbers() -> None:
        alt = _("Every price with its basis and source")
        figures.frame(price_words.paths(table, lang), alt, height=380)

    figures.tabs("compare_paths", {_("Chart"): picture, _("Points and sources"): numbers})


def _effects(page: Page, scenario: Scenario, effects: pd.DataFrame, year: int) -> None:
    """What the scenario costs on each path, by year."""
    _, lang = page._, page.lang
    st.subheader(_("What this scenario costs on each path"), anchor=False)

    def picture() -> None:
        chart = price_charts.costs(effects, scenario.analysis.path, year, lang, page.colours)
        figures.draw(page, chart, "compare_path_costs", "cbam-path-costs")

    def numbers(figure: str, title: str) -> None:
        figures.frame(price_words.effects(effects, figure, lang), title)

    titles = {"cost_eur_per_t": _("EUR per tonne"), "cost_eur": _("EUR in the year")}
    figures.tabs(
        "compare_path_costs",
        {_("Chart"): picture}
        | {title: partial(numbers, figure, title) for figure, title in titles.items()},
    )
    own = scenario.analysis.price
    if own is not None:
        text = _("In {year} the price entered for the scenario holds, whatever the path.")
        st.caption(plain(text.format(year=scenario.analysis.year)))


@st.cache_resource
def _months() -> pd.DataFrame:
    return price_history.monthly()  # shown only, never changed


@st.cache_resource
def _quarters() -> pd.DataFrame:
    return price_history.quarters()  # shown only, never changed


def _auctions(page: Page) -> None:
    """The auctions, and the official prices recomputed from them."""
    _, lang = page._, page.lang
    quarters = _quarters()
    st.subheader(plain(price_words.auctions_headline(quarters, lang)), anchor=False)
    chart = price_charts.auctions(_months(), quarters, lang, page.colours)
    figures.tabs("compare_auctions", {
        _("Chart"): lambda: figures.draw(page, chart, "compare_auctions", "cbam-auctions"),
        _("Quarters"): lambda: figures.frame(
            price_words.quarters(quarters, lang),
            _("Quarterly averages of the auctions beside the official prices"),
        ),
        _("Months"): lambda: figures.frame(
            price_words.months(_months(), lang), _("Auction prices by month"), height=380
        ),
    })  # fmt: skip
    partial = price_words.incomplete(quarters, lang)
    if partial:
        st.caption(plain(partial))
    st.caption(
        _(
            "Average of all auctions of the quarter weighted by volume, as Implementing Regulation (EU) 2025/2548 prescribes; aviation allowances left out."
        )
    )
