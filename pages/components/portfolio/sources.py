"""Getting lines in: a file, a paste, a grid, examples, a whole origin; and which column is what."""

from __future__ import annotations

import io

import pandas as pd
import streamlit as st

from cbam import tables
from cbam.feeds.refresh import trade
from cbam.feeds.sources import feed
from cbam.portfolio.mapping import FIELDS
from cbam.portfolio.raw import BYTES_LIMIT, MEGABYTE
from cbam.portfolio.template import template
from cbam.portfolio.titles import COLUMNS, TITLES
from cbam.present import feed_words, formats
from cbam.present.wording import problem
from cbam.reasons import InputError
from pages.components import pickers, shell
from pages.components.portfolio import state
from pages.components.portfolio.state import Loaded
from pages.components.shell import Page, plain

_GRID = ("product", "cn_code", "origin", "tonnes", "year", "quarter", "importer", "member",
         "basis", "see", "route")  # fmt: skip
_GRID_ROWS = 5
PASTE_LIMIT = 2_000_000  # characters
CUSTOMS = "customs_statistics"


def box(page: Page) -> Loaded | None:
    """The ways in, folded once there are lines; returns the portfolio as it stands."""
    _ = page._
    job = st.session_state.pop("portfolio_job", None)
    if job is not None:
        _take(page, *job)
    found = state.loaded()
    title = _("Lines: a file, a paste, a grid or examples") if found is None else _("Other lines")
    with st.expander(title, expanded=found is None, key="portfolio_in", icon=":material/upload:"):
        upload, paste, grid, sector = st.tabs(
            [_("File"), _("Paste"), _("Grid"), _("A whole origin")]
        )
        with upload:
            _upload(page)
        with paste:
            _paste(page)
        with grid:
            _grid(page)
        with sector:
            _sector(page)
        if found is not None:
            st.button(
                _("Remove these lines"), icon=":material/delete:", key="portfolio_clear",
                on_click=lambda: state.keep(None),
            )  # fmt: skip
    _refused(page)
    found = state.loaded()
    if found is not None and found.raw is not None:
        _columns(page, found)
    return found


def _ask(data: bytes, name: str) -> None:
    """Leave lines to be read; done at the start of the next run, in view of the user."""
    st.session_state["portfolio_job"] = (data, name)


def _take(page: Page, data: bytes, name: str) -> None:
    """Read lines in view of the user; a fault is kept until the next try, the old lines stay."""
    _, options = page._, st.session_state.get("portfolio_options", {})
    st.session_state["portfolio_fault"] = None
    with st.status(_("Reading and checking the lines …"), expanded=True) as status:
        st.button(_("Cancel"), key="portfolio_cancel")  # any click ends this run where it is
        size = formats.number(len(data) / MEGABYTE, page.lang, 1)
        st.write(plain(_("{size} MB").format(size=size)))
        try:
            found = state.read(data, name, **options)
        except InputError as error:
            st.session_state["portfolio_fault"] = error
            status.update(label=_("Not read"), state="error")
        else:
            status.update(label=_("Adding up …"))
            state.keep(found)
            status.update(label=_("Done"), state="complete")
    st.rerun()


def _refused(page: Page) -> None:
    """Why the last file could not be read."""
    fault = st.session_state.get("portfolio_fault")
    if fault is not None:
        st.error(plain(problem(fault, page.lang)), icon=":material/error:")


def _upload(page: Page) -> None:
    _ = page._
    st.caption(
        _(
            "CSV or Excel, in Chinese or English, as it is: the columns are recognised and shown. It stays in this session."
        )
    )
    file = st.file_uploader(
        _("CSV or XLSX"), type=["csv", "txt", "tsv", "xlsx", "xls", "xlsm"], key="portfolio_file",
        max_upload_size=BYTES_LIMIT // MEGABYTE, label_visibility="collapsed",
    )  # fmt: skip
    with st.container(horizontal=True):
        st.download_button(
            _("Template with examples (XLSX)"), lambda: template(page.lang), on_click="ignore",
            file_name=f"cbam-template-{page.lang}.xlsx", icon=":material/download:",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )  # fmt: skip
        st.button(
            _("Try the example lines"), key="portfolio_example",
            on_click=lambda: _ask(template(page.lang), "example.xlsx"),
        )  # fmt: skip
    if file is not None and st.session_state.get("portfolio_read") != file.file_id:
        st.session_state["portfolio_read"] = file.file_id
        _ask(file.getvalue(), file.name)
        st.rerun()


def _paste(page: Page) -> None:
    _ = page._
    with st.form("portfolio_paste_form", border=False):
        st.text_area(
            _("Rows copied from a spreadsheet, with their headings"), key="portfolio_paste",
            height=160, max_chars=PASTE_LIMIT,
            placeholder="商品编码\t原产国\t吨\t日期\n7208 39 00\tCN\t1000\t2026-02-15",
        )  # fmt: skip
        st.form_submit_button(
            _("Read these rows"), key="portfolio_paste_read",
            on_click=lambda: _ask(st.session_state["portfolio_paste"].encode(), ""),
        )  # fmt: skip


def _grid(page: Page) -> None:
    """A small table to fill in; it is read like a file, so that it is checked like one."""
    _ = page._
    names = {column.field: _(column.title) for column in COLUMNS if column.field in _GRID}
    numbers = {"tonnes", "see", "year"}
    blank = pd.DataFrame(
        {field: pd.Series([None] * _GRID_ROWS, dtype="float64" if field in numbers else "str")
         for field in _GRID}
    )  # fmt: skip
    with st.form("portfolio_grid_form", border=False):
        edited = st.data_editor(
            blank, num_rows="dynamic", hide_index=True, key="portfolio_grid",
            column_config=names, alt=_("Lines to fill in"),
        )  # fmt: skip
        if st.form_submit_button(_("Assess these lines")):
            filled = edited.dropna(how="all")
            if len(filled):
                text = io.StringIO()
                filled.rename(columns=names).to_csv(text, index=False, sep="\t")
                _ask(text.getvalue().encode(), "")
                st.rerun()


def _sector(page: Page) -> None:
    """All EU imports of one origin from the customs statistics, priced as one portfolio."""
    _, lang = page._, page.lang
    law = shell.current_study().analysis.law_object()
    st.caption(
        _(
            "EU imports by CN code from Eurostat, as the picture of a whole sector. The quantities of the statistics’ year are taken as imports of the year looked at: an assumption."
        )
    )
    where, when, get = st.columns([3, 2, 2], vertical_alignment="bottom")
    names = pickers.origin_names(lang, law.vintage)
    with where:
        partner = st.selectbox(
            _("Country of origin"), list(names), format_func=names.__getitem__,
            key="sector_origin", persist_state="session",
        )  # fmt: skip
    years = list(range(shell.today().year - 1, shell.today().year - 6, -1))
    with when:
        year = int(st.selectbox(_("Year of the statistics"), years, key="sector_year"))
    table = tables.read("trade_flows")
    rows = table[(table["partner"] == partner) & (table["year"] == year)]
    lines = rows[(rows["evidence"] == CUSTOMS) & rows["cn_code"].str.fullmatch(r"\d{8}")]
    with get:
        if lines.empty and feed("trade").url:
            if st.button(_("Fetch from Eurostat"), icon=":material/refresh:", key="sector_fetch"):
                with st.spinner(_("Asking the sources …")):
                    outcome = trade(str(partner), year, shell.today())
                if outcome.problem is not None:
                    st.warning(plain(problem(outcome.problem, lang)))
                else:
                    st.success(plain(feed_words.outcome(outcome, lang)))
                    st.rerun()
        elif len(lines) and st.button(_("Price these imports"), key="sector_take"):
            taken = lines[lines["quantity_t"] > 0]
            text = pd.DataFrame({
                "cn_code": taken["cn_code"], "origin": taken["partner"], "tonnes": taken["quantity_t"],
                "year": shell.current_study().analysis.year,
            }).to_csv(index=False)  # fmt: skip
            _ask(text.encode(), f"Eurostat {partner} {year}")
            st.rerun()
    told = rows[rows["evidence"] != CUSTOMS]
    if len(lines):
        st.markdown(
            plain(
                _("{count} codes, {tonnes} t in {year}.").format(
                    count=formats.number(len(lines), lang),
                    tonnes=formats.number(lines["quantity_t"].sum(), lang),
                    year=year,
                )
            )
        )
    for row in told.to_dict("records"):
        text = _("Orientation only, a press figure for {code}: {tonnes} t.")
        st.caption(
            plain(text.format(code=row["cn_code"], tonnes=formats.number(row["quantity_t"], lang)))
        )


def _columns(page: Page, found: Loaded) -> None:
    """Which column of the file is which field, to be corrected; and what holds for all lines."""
    _ = page._
    checked, raw = found.checked, found.raw
    if checked is None or raw is None:
        return
    with st.expander(_("Which column is what"), key="portfolio_columns"):
        _for_all(page, found)
        options = ["", *raw.columns]
        changed = checked.mapping
        shown = st.columns(3)
        for i, field in enumerate(FIELDS):
            with shown[i % 3]:
                before = checked.mapping.get(field, "")
                sure = checked.mapping.sure(field)
                column = st.selectbox(
                    _(TITLES[field]), options, index=options.index(before),
                    format_func=lambda name: name or _("not in the file"),
                    key=f"portfolio_column_{field}_{found.digest[:8]}",
                    help=_("recognised with {sure}% certainty").format(sure=sure) if before else None,
                )  # fmt: skip
            if column != before:
                changed = changed.with_(field, column or None)
        if changed != checked.mapping:
            try:
                state.keep(state.with_columns(found, changed))
            except InputError as error:
                st.error(plain(problem(error, page.lang)), icon=":material/error:")
            else:
                st.rerun()


def _for_all(page: Page, found: Loaded) -> None:
    """What holds for lines that do not say: year, origin, decimal sign."""
    _, lang = page._, page.lang
    law = shell.current_study().analysis.law_object()
    names = {"": _("not stated"), **pickers.origin_names(lang, law.vintage)}
    signs = {"": _("as recognised"), ".": "1,234.5", ",": "1.234,5"}
    chosen = dict(found.options)
    mark = found.digest[:8]
    year_at, origin_at, sign_at = st.columns(3)
    years = [None, *law.years]
    with year_at:
        year = st.selectbox(
            _("Year of lines without one"), years, key=f"portfolio_all_year_{mark}",
            index=years.index(chosen.get("year_default")),
            format_func=lambda value: _("not stated") if value is None else str(value),
        )  # fmt: skip
    with origin_at:
        origin = st.selectbox(
            _("Origin, where there is no column"), list(names), key=f"portfolio_all_origin_{mark}",
            index=list(names).index(chosen.get("origin_default", "")),
            format_func=names.__getitem__,
        )  # fmt: skip
    with sign_at:
        sign = st.selectbox(
            _("Decimal sign"), list(signs), key=f"portfolio_all_sign_{mark}",
            index=list(signs).index(chosen.get("decimal", "")), format_func=signs.__getitem__,
        )  # fmt: skip
    wanted = {"year_default": year, "origin_default": origin, "decimal": sign}
    given = {name: value for name, value in wanted.items() if value}
    if given != chosen:
        st.session_state["portfolio_options"] = given
        state.keep(state.with_options(found, given))
        st.rerun()
