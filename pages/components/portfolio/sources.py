"""Getting lines in: a file, a paste, a grid, examples, a whole origin."""

from __future__ import annotations

import io

import pandas as pd
import streamlit as st

from cbam import tables
from cbam.feeds.refresh import trade
from cbam.feeds.sources import feed
from cbam.portfolio.files.raw import BYTES_LIMIT, MEGABYTE
from cbam.portfolio.files.template import template
from cbam.portfolio.files.titles import COLUMNS
from cbam.present import formats
from cbam.present.rules import feed_words
from cbam.present.wording import problem
from pages.components import pickers, shell
from pages.components.portfolio import columns, intake, state
from pages.components.portfolio.state import Loaded
from pages.components.shell import Page, plain

_GRID = ("product", "cn_code", "origin", "tonnes", "year", "quarter", "importer", "member",
         "basis", "see", "route")  # fmt: skip
_GRID_ROWS = 50
PASTE_LIMIT = 2_000_000  # characters
CUSTOMS = "customs_statistics"


def box(page: Page) -> Loaded | None:
    """The ways in, folded once there are lines; returns the portfolio as it stands.

    In the association view they are out of sight, as they show what members entered.
    """
    _ = page._
    intake.work(page)
    found = state.loaded()
    if state.association() is not None and found is not None:
        return found
    title = _("Lines: a file, a paste, a grid or examples") if found is None else _("Other lines")
    intake.said(page)
    unread = intake.unread()
    if unread is not None:
        columns.box(page, unread, needed=True)
    elif found is not None and found.reading is not None:
        columns.box(page, found.reading, needed=False)
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
                on_click=intake.forget,
            )  # fmt: skip
    return found


def _upload(page: Page) -> None:
    _ = page._
    said = _(
        "CSV or Excel (XLSX), in Chinese or English, as it is: the columns are recognised and shown. It stays in this session. Choose a file with the button “Upload”, or drop it there; at most {limit} MB."
    )
    st.caption(plain(said.format(limit=BYTES_LIMIT // MEGABYTE)))
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
            on_click=lambda: intake.ask(template(page.lang), "example.xlsx"),
        )  # fmt: skip
    if file is not None and st.session_state.get("portfolio_read") != file.file_id:
        st.session_state["portfolio_read"] = file.file_id
        intake.ask(file.getvalue(), file.name)
        st.rerun()


def _paste(page: Page) -> None:
    _ = page._
    with st.form("portfolio_paste_form", border=False):
        st.text_area(
            _("Rows copied from a spreadsheet, with their headings"), key="portfolio_paste",
            height=160, max_chars=PASTE_LIMIT, persist_state="session",
            placeholder="商品编码\t原产国\t吨\t日期\n7208 39 00\tCN\t1000\t2026-02-15",
        )  # fmt: skip
        st.form_submit_button(
            _("Read these rows"), key="portfolio_paste_read",
            on_click=lambda: intake.ask(st.session_state["portfolio_paste"].encode(), ""),
        )  # fmt: skip


def _grid(page: Page) -> None:
    """A small table to fill in; it is read like a file, so that it is checked like one.

    Its number of rows is fixed: only such a table keeps what was typed when its headings change
    with the language.
    """
    _ = page._
    said = _("Up to {rows} rows; a longer table goes in under “Paste”.")
    st.caption(plain(said.format(rows=_GRID_ROWS)))
    names = {column.field: _(column.title) for column in COLUMNS if column.field in _GRID}
    numbers = {"tonnes", "see", "year"}
    blank = pd.DataFrame(
        {field: pd.Series([None] * _GRID_ROWS, dtype="float64" if field in numbers else "str")
         for field in _GRID}
    )  # fmt: skip
    with st.form("portfolio_grid_form", border=False):
        edited = st.data_editor(
            blank, num_rows="fixed", hide_index=True, key="portfolio_grid",
            column_config=names, alt=_("Lines to fill in"),
        )  # fmt: skip
        if st.form_submit_button(_("Assess these lines")):
            filled = edited.dropna(how="all")
            if len(filled):
                text = io.StringIO()
                filled.rename(columns=names).to_csv(text, index=False, sep="\t")
                intake.ask(text.getvalue().encode(), "")
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
    table = tables.read("trade_flows")
    rows = table[table["partner"] == partner]
    lines = rows[(rows["evidence"] == CUSTOMS) & rows["cn_code"].str.fullmatch(r"\d{8}")]
    last = shell.today().year - 1
    years = sorted({*range(last - 4, last + 1), *map(int, rows["year"])}, reverse=True)
    with when:
        held = int(lines["year"].max()) if len(lines) else last
        year = int(
            st.selectbox(
                _("Year of the statistics"), years, key=f"sector_year_{partner}",
                index=years.index(held),
            )
        )  # fmt: skip
    rows, lines = rows[rows["year"] == year], lines[lines["year"] == year]
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
        elif len(lines):
            name = f"Eurostat {partner} {year}"
            st.button(
                _("Price these imports"), key="sector_take",
                on_click=lambda: intake.ask(_as_lines(lines), name),
            )  # fmt: skip
    if lines.empty and not feed("trade").url:
        st.caption(_("No statistics of this origin and year are on board, and fetching is off."))
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


def _as_lines(flows: pd.DataFrame) -> bytes:
    """Imports as the lines of a file, in the year looked at."""
    taken = flows[flows["quantity_t"] > 0]
    lines = pd.DataFrame({
        "cn_code": taken["cn_code"], "origin": taken["partner"], "tonnes": taken["quantity_t"],
        "year": shell.current_study().analysis.year,
    })  # fmt: skip
    return lines.to_csv(index=False).encode()
