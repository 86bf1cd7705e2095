"""The picture of a portfolio: who and what makes the bill, the years, the few lines that count."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cbam.law.vintages import Law
from cbam.portfolio.totals.picture import DIMENSIONS, Picture, chosen_year
from cbam.portfolio.totals.threshold import exempt_cost
from cbam.present import charts, formats
from cbam.present.portfolio import portfolio_charts, portfolio_tables
from pages.components import figures, shell
from pages.components.portfolio.state import Loaded
from pages.components.shell import Page, plain

__all__ = ["Picture", "chosen", "pareto", "parts", "threshold", "year", "years"]

LINES = 50  # of the lines that count, shown
ROWS = 200  # of a table, shown


def law_of() -> Law:
    """The law of the study."""
    return shell.current_study().analysis.law_object()


def _present(found: Loaded) -> list[int]:
    law = law_of()
    return [law.years[i] for i in np.unique(found.cells.inputs.year) if i < len(law.years)]


def chosen(found: Loaded) -> int | None:
    """The import year looked at: the user's if there are lines of it, else that of most lines.

    ``None``: there is no line of a year the law covers.
    """
    present = _present(found)
    wanted = st.session_state.get("portfolio_year")
    if wanted in present:
        return int(wanted)
    return chosen_year(found.cells, law_of()) if present else None


def year(page: Page, found: Loaded) -> int | None:
    """Choose the import year looked at, of those the lines are of; as ``chosen``."""
    present, start = _present(found), chosen(found)
    if len(present) < 2:
        return start
    st.session_state["portfolio_year"] = start
    return int(
        st.segmented_control(
            page._("Year of import"), present, required=True, key="portfolio_year",
            persist_state="session",
        )
    )  # fmt: skip


def parts(page: Page, found: Loaded, picture: Picture) -> None:
    """The bill by whatever it can be cut by: areas, ranking, table."""
    _, lang, law = page._, page.lang, law_of()
    # What has one key only, such as a member nobody named, says nothing.
    offered = [
        name for name in DIMENSIONS
        if len(picture.parts[name]) > 1 or (name == "product" and len(picture.parts[name]))
    ]  # fmt: skip
    if not offered:
        st.info(_("Nothing is due for these lines."))
        return
    dimension = st.segmented_control(
        _("Counted by"), offered, default=offered[0], required=True, key="portfolio_by",
        format_func=lambda name: _(portfolio_tables.DIMENSION_NAMES[name]),
        persist_state="session",
    )  # fmt: skip
    part = picture.parts[str(dimension)]
    left, right = st.columns(2, gap="large")
    with left:
        chart = portfolio_charts.treemap(part, str(dimension), law, lang, page.colours)
        _chart(page, chart, "treemap")
        st.caption(_("Hatched: on default values, where a verified value may lower the bill."))
        table = portfolio_tables.left_out_table(picture, lang)
        if len(table):
            st.dataframe(table, hide_index=True, alt=_("Lines left out and lines with nothing due"))
    with right:
        ranking = portfolio_charts.ranking(part, str(dimension), law, lang, page.colours)
        figures.tabs("portfolio_ranking", {
            _("Ranking"): lambda: _chart(page, ranking, "ranking"),
            _("Table"): lambda: figures.frame(
                portfolio_tables.part_table(part, str(dimension), law, lang, ROWS),
                ranking.alt, lazy=False,
            ),
        })  # fmt: skip


def years(page: Page, found: Loaded, picture: Picture) -> None:
    """The same trade in every year to come."""
    _, lang, law = page._, page.lang, law_of()
    first, last = picture.years["cost_eur"].iloc[0], picture.years["cost_eur"].iloc[-1]
    text = _("The same trade costs {first} in {start} and {last} in {end}")
    st.subheader(
        plain(
            text.format(
                first=formats.eur(first, lang), last=formats.eur(last, lang),
                start=law.years[0], end=law.years[-1],
            )
        ),
        anchor=False,
    )  # fmt: skip
    chart = portfolio_charts.years(
        picture.years, lang, page.colours, picture.year, law.schedule.assumed_years
    )
    figures.with_table(
        page, chart, lambda: portfolio_tables.years_table(picture, lang),
        "portfolio_years", "cbam-portfolio-years",
    )  # fmt: skip


def pareto(page: Page, found: Loaded, picture: Picture) -> None:
    """Which lines make most of the bill."""
    _, lang, result = page._, page.lang, picture.pareto
    text = _("{needed} of {lines} lines make {share} of the bill")
    st.subheader(
        plain(
            text.format(
                needed=formats.number(result.needed, lang),
                lines=formats.number(result.lines, lang),
                share=formats.percent(result.share, lang, 0),
            )
        ),
        anchor=False,
    )
    if not result.lines:
        return
    left, right = st.columns(2, gap="large")
    with left:
        _chart(page, portfolio_charts.pareto(result, lang, page.colours), "pareto")
    with right:
        lines = found.lines.iloc[result.rows[:LINES]]
        names = ("row", "product", "cn_code", "origin", "tonnes", "importer", "member")
        kept = [name for name in names if name in lines.columns]
        titles = {
            "row": _("Row"), "product": _("Product"), "cn_code": _("CN code"),
            "origin": _("Origin"), "tonnes": _("Tonnes"), "importer": _("Importer"),
            "member": _("Member"),
        }  # fmt: skip
        st.dataframe(
            lines[kept].rename(columns=titles), hide_index=True, lazy=False,
            alt=_("The lines that make most of the bill"),
        )  # fmt: skip
        _rest(page, result.needed, LINES)


def threshold(page: Page, found: Loaded, picture: Picture) -> None:
    """The importers' 50 t test over the calendar year, and what happens just above."""
    _, lang, table = page._, page.lang, picture.importers
    here = table[table["year"] == picture.year]
    limit = law_of().schedule.value("threshold_t", picture.year)
    near = int(here["standing"].isin(["near", "exempt"]).sum())
    text = _(
        "{near} of {count} importers stay at or below {limit} t on these lines; {cost} depends on it"
    )
    st.subheader(
        plain(
            text.format(
                near=formats.number(near, lang), count=formats.number(len(here), lang),
                limit=formats.number(limit, lang),
                cost=formats.eur(exempt_cost(table, picture.year), lang),
            )
        ),
        anchor=False,
    )  # fmt: skip
    st.dataframe(
        portfolio_tables.importers_table(here.head(ROWS), lang), hide_index=True, lazy=False,
        alt=_("The importers’ tonnes against the threshold"),
    )  # fmt: skip
    _rest(page, len(here), ROWS)
    st.warning(plain(portfolio_tables.splitting_note(lang)), icon=":material/gavel:")


def _rest(page: Page, count: int, shown: int) -> None:
    """What a table leaves out because it is long."""
    if count > shown:
        text = page._("The first {shown} of {all}.")
        numbers = {"shown": shown, "all": count}
        given = {name: formats.number(n, page.lang) for name, n in numbers.items()}
        st.caption(plain(text.format(**given)))


def _chart(page: Page, chart: charts.Chart, name: str) -> None:
    figures.draw(page, chart, f"portfolio_{name}", f"cbam-portfolio-{name}")
