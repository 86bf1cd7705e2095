"""The method in a page: the formula with its symbols, the dates, what is not covered."""

from __future__ import annotations

import streamlit as st

from cbam import tables
from cbam.present import formats
from pages.components.shell import Page, plain


def show(page: Page) -> None:
    """Formula, symbols, dates, and what stays outside."""
    _formula(page)
    _dates(page)
    _outside(page)


def _formula(page: Page) -> None:
    _ = page._
    st.code(
        _(
            "SEE   = default x (1 + mark-up)   |   verified SEE\n"
            "SEFA  = CBAM factor x CSCF x benchmark\n"
            "cost  = max(0, t x (SEE - SEFA)) x price"
        ),
        language=None,
    )
    symbols = (
        ("SEE", _("specific embedded emissions, tCO2e per tonne of good")),
        ("SEFA", _("specific embedded free allocation, tCO2e per tonne of good")),
        (
            _("CBAM factor"),
            _("share of the benchmark that is still free, falling year by year; not a share of the emissions"),
        ),
        ("CSCF", _("cross-sectoral correction factor, 1 until 2030, held afterwards (assumption)")),
        (_("mark-up"), _("added to default values, by sector and year")),
        (_("benchmark"), _("tCO2e per tonne of good, by production route and period")),
        ("t", _("net mass in tonnes; the zero floor holds for each line of goods")),
        (_("price"), _("CBAM certificate price in EUR per tonne of CO2e")),
    )  # fmt: skip
    st.markdown(
        "\n".join(
            "- " + formats.labelled(f"**{plain(symbol)}**", plain(meaning), page.lang)
            for symbol, meaning in symbols
        )
    )
    st.markdown(
        plain(
            _(
                "Default values go with benchmark column B, which contains the precursors; actual values go with column A plus the precursors’ own free allocation. The two are never mixed."
            )
        )
    )
    st.code(
        _(
            "SEE of a good  = own emissions + sum of (tonnes of precursor per tonne of good x its SEE)\n"
            "SEFA of a good = CBAM factor x CSCF x column A + sum of (tonnes of precursor x its SEFA)"
        ),
        language=None,
    )


def _dates(page: Page) -> None:
    """What happens when."""
    st.subheader(page._("Dates"), anchor=False)
    lang = page.lang
    lines = []
    for row in tables.read("deadlines").to_dict("records"):
        text = formats.aside(row[f"text_{lang}"], row[f"article_{lang}"], lang)
        day = f"**{plain(formats.day(row['date'], lang))}**"
        lines.append("- " + formats.labelled(day, plain(text), lang))
    st.markdown("\n".join(lines))


def _outside(page: Page) -> None:
    st.subheader(page._("Not covered"), anchor=False)
    texts = tables.read("not_covered")[f"text_{page.lang}"]
    st.markdown("\n".join(f"- {plain(str(text))}" for text in texts))
