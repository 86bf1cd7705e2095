"""Which column of a file is which field, shown and correctable; what holds for all its lines."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cbam.portfolio.files.mapping import FIELDS
from cbam.portfolio.files.titles import TITLES
from cbam.present import formats
from pages.components import pickers, shell
from pages.components.portfolio import intake
from pages.components.portfolio.state import Reading
from pages.components.shell import Page, plain


def matched(page: Page, given: Reading) -> str:
    """The columns as they were read, in a line."""
    _, lang = page._, page.lang
    pairs = [f"{_(TITLES[field])} ← {column}" for field, column in given.columns.items()]
    separator = "; " if lang == "en" else "；"
    return formats.labelled(_("Columns as read"), separator.join(pairs), lang)


def box(page: Page, given: Reading, *, needed: bool) -> None:
    """The columns, to be corrected.

    Args:
        page: the page.
        given: the file as it was read.
        needed: nothing can be assessed before a column is chosen.
    """
    _ = page._
    raw = given.file.raw
    with st.expander(
        _("Which column is what"), expanded=needed, key=f"portfolio_columns_{needed}",
        icon=":material/view_column:",
    ):  # fmt: skip
        st.caption(plain(matched(page, given)))
        _sheet(page, given)
        _for_all(page, given)
        options, changed = ["", *raw.columns], given.columns
        mark = given.digest[:12]
        shown = st.columns(3)
        for i, field in enumerate(FIELDS):
            with shown[i % 3]:
                before = given.columns.get(field, "")
                sure = given.columns.sure(field)
                column = st.selectbox(
                    _(TITLES[field]), options, index=options.index(before),
                    format_func=lambda name: name or _("not in the file"),
                    key=f"portfolio_column_{field}_{mark}",
                    help=_("recognised with {sure}% certainty").format(sure=sure) if before else None,
                )  # fmt: skip
            if column != before:
                changed = changed.with_(field, column or None)
        if changed != given.columns:
            intake.again(replace(given, columns=changed))
            st.rerun()


def _sheet(page: Page, given: Reading) -> None:
    """Another sheet of the workbook."""
    raw, data = given.file.raw, given.file.data
    if not data:
        return
    sheet = st.selectbox(
        page._("Sheet"), raw.sheets, index=raw.sheets.index(raw.sheet),
        key=f"portfolio_sheet_{given.file.digest[:12]}_{raw.sheet}",
    )  # fmt: skip
    if sheet != raw.sheet:
        intake.ask(data, raw.name, sheet)
        st.rerun()


def _for_all(page: Page, given: Reading) -> None:
    """What holds for lines that do not say: year, origin, decimal sign."""
    _, lang = page._, page.lang
    law = shell.current_study().analysis.law_object()
    names = {"": _("not stated"), **pickers.origin_names(lang, law.vintage)}
    signs = {"": _("as recognised"), ".": "1,234.5", ",": "1.234,5"}
    before = dict(given.options)
    mark = given.digest[:12]
    year_at, origin_at, sign_at = st.columns(3)
    years = [None, *law.years]
    with year_at:
        year = st.selectbox(
            _("Year of lines without one"), years, key=f"portfolio_all_year_{mark}",
            index=years.index(before.get("year_default")),
            format_func=lambda value: _("not stated") if value is None else str(value),
        )  # fmt: skip
    with origin_at:
        origin = st.selectbox(
            _("Origin, where there is no column"), list(names), key=f"portfolio_all_origin_{mark}",
            index=list(names).index(before.get("origin_default", "")),
            format_func=names.__getitem__,
        )  # fmt: skip
    with sign_at:
        sign = st.selectbox(
            _("Decimal sign"), list(signs), key=f"portfolio_all_sign_{mark}",
            index=list(signs).index(before.get("decimal", "")), format_func=signs.__getitem__,
        )  # fmt: skip
    wanted = {"year_default": year, "origin_default": origin, "decimal": sign}
    given_now = {name: value for name, value in wanted.items() if value}
    if given_now != before:
        intake.again(replace(given, options=tuple(sorted(given_now.items()))))
        st.rerun()
