"""Two what-ifs of a portfolio: verified instead of default values, and one common target."""

from __future__ import annotations

import streamlit as st

from cbam.portfolio.totals.picture import DIMENSIONS, Picture
from cbam.portfolio.totals.picture_whatif import WHAT_IFS
from cbam.present import formats
from cbam.present.portfolio import portfolio_tables
from cbam.present.wording import problem
from cbam.reasons import InputError
from pages.components import pickers
from pages.components.portfolio import pictures, state
from pages.components.portfolio.state import Loaded
from pages.components.shell import Page, plain

_OWN = "own"
_MOST = 20  # goods that an own value can be given for


def gap(page: Page, found: Loaded, picture: Picture) -> None:
    """What missing verification costs, under an assumption that is named."""
    _, lang = page._, page.lang
    law = pictures.law_of()
    what_if, own = _assumed(page, picture, "gap")
    try:
        result = state.gap(found, picture.year, what_if, own)
    except InputError as error:
        st.error(plain(problem(error, lang)), icon=":material/error:")
        return
    st.subheader(plain(portfolio_tables.gap_sentence(result, lang)), anchor=False)
    with st.container(horizontal=True, gap="small"):
        for title, amount in (
            (_("On default values, EUR"), result.default_eur),
            (_("Verified, EUR"), result.verified_eur),
            (_("Missing verification costs, EUR"), result.gap_eur),
        ):
            st.metric(title, formats.number(amount, lang), border=True, height="stretch")
    st.markdown(
        ":orange-badge["
        + _("assumption")
        + "] "
        + plain(
            _(
                "No verified value is known here: what a verifier would confirm is assumed. {no_gain} lines would gain nothing, {left_out} could not be compared."
            ).format(
                no_gain=formats.number(result.no_gain, lang),
                left_out=formats.number(result.left_out, lang),
            )
        )
    )
    parts = result.parts
    st.dataframe(
        {
            _("Good"): [portfolio_tables.key_name("good", key, law, lang) for key in parts["key"]],
            _("Lines"): [formats.number(count, lang) for count in parts["lines"]],
            _("On default values, EUR"): [formats.number(v, lang) for v in parts["default_eur"]],
            _("Missing verification costs, EUR"): [
                formats.number(v, lang) for v in parts["gap_eur"]
            ],
        },
        hide_index=True, alt=_("Missing verification by good"),
    )  # fmt: skip


def target(page: Page, found: Loaded, picture: Picture) -> None:
    """What one common target saves: lower values, and the costliest verified."""
    _, lang = page._, page.lang
    law = pictures.law_of()
    cut_at, count_at, by_at = st.columns(3)
    with cut_at:
        cut = st.slider(
            _("Cut verified values by, %"), 0, 50, 10, step=5, key="portfolio_cut",
            persist_state="session",
        )  # fmt: skip
    with count_at:
        verify = st.slider(
            _("Verify the costliest"), 0, 20, 5, key="portfolio_verify", persist_state="session"
        )
    with by_at:
        by = pickers.choice(
            page, _("Counted by"), DIMENSIONS, "portfolio_target_by", DIMENSIONS[0],
            lambda name: _(portfolio_tables.DIMENSION_NAMES[name]),
        )  # fmt: skip
    what_if, own = _assumed(page, picture, "target")
    try:
        result = state.target(found, picture.year, cut / 100, int(verify), str(by), what_if, own)
    except InputError as error:
        st.error(plain(problem(error, lang)), icon=":material/error:")
        return
    here = result.years.set_index("year").loc[picture.year]
    text = _("The target saves {eur} ({cny}) in {year}, an estimate.")
    st.subheader(
        plain(
            text.format(
                eur=formats.eur(here["saving_eur"], lang),
                cny=formats.cny(here["saving_cny"], lang),
                year=picture.year,
            )
        ),
        anchor=False,
    )
    said = _(
        "{cut} lines on verified values are lowered, {verified} turn from default to verified, {untouched} stay on the default: a cut of the product alone does not change what the law assumes."
    )
    st.markdown(
        ":orange-badge[" + _("assumption") + "] "
        + plain(
            said.format(
                cut=formats.number(result.lines_cut, lang),
                verified=formats.number(result.lines_verified, lang),
                untouched=formats.number(result.lines_untouched, lang),
            )
        )
    )  # fmt: skip
    if result.verified:
        names = [portfolio_tables.key_name(str(by), key, law, lang) for key in result.verified]
        separator = ", " if lang == "en" else "、"
        st.caption(plain(formats.labelled(_("Verified first"), separator.join(names), lang)))
    st.dataframe(
        portfolio_tables.target_table(result, lang), hide_index=True,
        alt=_("Saving by year"),
    )  # fmt: skip


def _assumed(page: Page, picture: Picture, name: str) -> tuple[str, dict[str, float]]:
    """What a verified value is assumed to be, and the user's own ones by good."""
    _, lang = page._, page.lang
    law = pictures.law_of()
    what_if = str(
        st.segmented_control(
            _("A verified value is taken to be"), WHAT_IFS, default=WHAT_IFS[0], required=True,
            format_func=lambda kind: _(portfolio_tables.WHAT_IF_NAMES[kind]),
            key=f"portfolio_what_if_{name}", persist_state="session",
        )
    )  # fmt: skip
    own: dict[str, float] = {}
    if what_if == _OWN:
        goods = picture.parts["good"]["key"].head(_MOST).tolist()
        with st.container(horizontal=True):
            for code in goods:
                value = st.number_input(
                    portfolio_tables.key_name("good", code, law, lang), 0.0, 100.0, None, step=0.1,
                    key=f"portfolio_own_{name}_{code}", placeholder="tCO2e/t",
                    persist_state="session",
                )  # fmt: skip
                if value is not None:
                    own[code] = float(value)
    return what_if, own
