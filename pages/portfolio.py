"""Portfolio: what about all our products, or all our members?"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from cbam.i18n import N_
from cbam.present import formats
from cbam.present.portfolio import portfolio_tables
from cbam.present.wording import problem
from cbam.reasons import InputError
from pages.components import share, shell
from pages.components.portfolio import (
    association,
    keeping,
    pictures,
    report,
    sources,
    state,
    whatif,
)  # fmt: skip
from pages.components.portfolio.state import Loaded
from pages.components.shell import Page, plain

# Code, title, what draws it: parts of the picture, one at a time.
PARTS: tuple[tuple[str, str, Callable[[Page, Loaded, pictures.Picture], None]], ...] = (
    ("who", N_("Who and what makes the bill"), pictures.parts),
    ("years", N_("Year by year"), pictures.years),
    ("pareto", N_("The lines that count"), pictures.pareto),
    ("gap", N_("Default or verified"), whatif.gap),
    ("threshold", N_("The importer’s 50 t test"), pictures.threshold),
    ("target", N_("A common target"), whatif.target),
)


_ROWS = 10  # numbers of doubtful rows that are named


def main() -> None:
    """The page, top to bottom."""
    page = shell.begin()
    shell.notices(page)
    keeping.opened(page)
    top = st.container()
    found = sources.box(page)
    with top:
        if found is None:
            st.header(
                page._("What do all products cost at the border? Bring in your lines."),
                anchor=False,
            )
        elif state.association() is not None:
            association.show(page, found)
        else:
            show(page, found)
    protected = found is not None and state.association() is not None
    share.bar(page, holds=association.holds(page) if protected else "", saved=keeping.shown())
    shell.end(saved=keeping.shown())


def show(page: Page, found: Loaded) -> None:
    """Headline, figures, the picture; below them the report on the file."""
    _ = page._
    head = st.container()
    with st.container(horizontal=True, gap="large", vertical_alignment="bottom"):
        year = pictures.year(page, found)
        association.switch(page, found)
    try:
        picture = state.seen(found, year)
    except InputError as error:
        with head:
            st.header(_("No total yet: there is no line that can be counted."), anchor=False)
            st.error(plain(problem(error, page.lang)), icon=":material/error:")
        report.show(page, found)
        return
    with head:
        headline(page, found, picture)
    titles = {code: _(title) for code, title, _show in PARTS}
    chosen = st.pills(
        _("Part of the picture"), list(titles), format_func=titles.__getitem__, required=True,
        wrap=True, default=next(iter(titles)), key="portfolio_part", persist_state="session",
        label_visibility="collapsed",
    )  # fmt: skip
    for code, _title, draw in PARTS:
        if code == chosen:
            draw(page, found, picture)
    report.show(page, found)
    keeping.box(page, found)
    association.codes(page, found)


def headline(page: Page, found: Loaded, picture: pictures.Picture) -> None:
    """The total with what it leaves out, three figures, and what makes it doubtful."""
    _, lang = page._, page.lang
    st.header(plain(portfolio_tables.headline(picture, lang)), anchor=False)
    share_of = portfolio_tables.default_share(picture)
    figures = (
        (_("EUR in the year"), formats.number(picture.cost_eur, lang),
         formats.cny(picture.cost_cny, lang)),
        (_("of it on default values"), formats.percent(share_of, lang, 0),
         formats.eur(share_of * picture.cost_eur, lang)),
        (_("Lines that make 80%"), formats.number(picture.pareto.needed, lang),
         _("of {lines} that cost something").format(
             lines=formats.number(picture.pareto.lines, lang))),
    )  # fmt: skip
    with st.container(horizontal=True, gap="small", key="portfolio_figures"):
        for title, value, aside in figures:
            st.metric(
                title, value, delta=aside, delta_color="off", delta_arrow="off", border=True,
                height="stretch",
            )  # fmt: skip
    _doubt(page, found, picture)


def _doubt(page: Page, found: Loaded, picture: pictures.Picture) -> None:
    """What a few figures that are probably in kilograms add to the total."""
    _, lang = page._, page.lang
    rows, cost = state.suspected(found, picture.year)
    if not rows:
        return
    text = _(
        "Check first: {cost} ({share}) comes from {count} lines whose figures are probably kilograms, not tonnes: rows {rows}."
    )
    numbers = (", " if lang == "en" else "、").join(str(row) for row in rows[:_ROWS])
    st.warning(
        plain(
            text.format(
                cost=formats.eur(cost, lang),
                share=formats.percent(cost / picture.cost_eur if picture.cost_eur else 0, lang, 0),
                count=formats.number(len(rows), lang),
                rows=numbers + (" …" if len(rows) > _ROWS else ""),
            )
        ),
        icon=":material/scale:",
    )


main()
