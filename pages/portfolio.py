"""Portfolio: what about all our products, or all our members?"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from cbam.i18n import N_
from cbam.present import formats, portfolio_tables
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


def main() -> None:
    """The page, top to bottom."""
    page = shell.begin()
    shell.notices(page)
    kept = keeping.opened(page)
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
    share.bar(page, saved=kept)
    shell.end(saved=kept)


def show(page: Page, found: Loaded) -> None:
    """Headline, figures, the picture; below them the report on the file."""
    _ = page._
    try:
        picture = state.seen(found, pictures.year(page, found))
    except InputError as error:
        st.header(_("No total yet: there is no line that can be counted."), anchor=False)
        st.error(plain(problem(error, page.lang)), icon=":material/error:")
        report.show(page, found)
        return
    headline(page, picture)
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


def headline(page: Page, picture: pictures.Picture) -> None:
    """The total with what it leaves out, and three figures."""
    _, lang = page._, page.lang
    text = _("{lines} lines cost {cost} ({cny}) at the EU border in {year}.")
    st.header(
        plain(
            text.format(
                lines=formats.number(picture.lines, lang),
                cost=formats.eur(picture.cost_eur, lang),
                cny=formats.cny(picture.cost_cny, lang),
                year=picture.year,
            )
        ),
        anchor=False,
    )
    goods = picture.parts["good"]
    default = float((goods["cost_eur"] * goods["default_share"]).sum())
    share_of = default / picture.cost_eur if picture.cost_eur else 0.0
    with st.container(horizontal=True, gap="small", key="portfolio_figures"):
        st.metric(
            _("EUR in the year"), formats.number(picture.cost_eur, lang),
            delta=formats.cny(picture.cost_cny, lang), delta_color="off", delta_arrow="off",
            border=True, height="stretch",
        )  # fmt: skip
        st.metric(
            _("of it on default values"), formats.percent(share_of, lang, 0),
            delta=formats.eur(default, lang), delta_color="off", delta_arrow="off",
            border=True, height="stretch",
        )  # fmt: skip
        st.metric(
            _("Lines that make 80%"), formats.number(picture.pareto.needed, lang),
            delta=_("of {lines} that cost something").format(
                lines=formats.number(picture.pareto.lines, lang)
            ),
            delta_color="off", delta_arrow="off", border=True, height="stretch",
        )  # fmt: skip
    st.markdown(plain(portfolio_tables.coverage_note(picture, lang)))


main()
