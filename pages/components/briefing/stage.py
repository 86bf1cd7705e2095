"""The presentation: one slide over the whole window, keys, and one slider that it follows."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import replace
from html import escape
from unicodedata import east_asian_width
from urllib.parse import urlencode

import streamlit as st

from cbam.export.about import qr_svg
from cbam.export.logo import png
from cbam.present import formats
from cbam.present.briefing import report
from cbam.present.briefing.briefing_charts import staged
from cbam.present.links.vintage_words import estimate
from cbam.present.report import Report, Section
from cbam.present.theme import palette
from pages.components import browser, figures, shell
from pages.components.briefing import keys, live, style
from pages.components.portfolio import state as portfolio
from pages.components.shell import Page, plain

_NARROW = 700  # px; below that a slide is read like a page
_ROOM = {"en": 105, "zh": 55}  # characters in a line below a chart
_LONG = {"en": 105, "zh": 55}  # a headline of more is set smaller
_WORDY = (10, 13)  # characters of a large figure; more are set smaller, in two steps
_SCANNED = 600  # characters of a link whose code a phone can read from a footer


def code() -> str:
    """The slide on the stage; empty while the briefing is being set up."""
    return str(st.session_state.get("slide", ""))


def told(page: Page, everything: bool = False) -> Report:
    """The report of the page's study, in the language and the colours of the screen."""
    made = shell.today().isoformat()
    return report(
        page.study, page.lang, made, address(), page.colours, everything, portfolio.shown_to_all()
    )


def address() -> str:
    """The link that opens the same analysis on another machine."""
    params, _too_large = shell.address()
    return f"{st.context.url or ''}?{urlencode(params)}"


@st.fragment
def show(page: Page) -> None:
    """The slide, the presenter's slider and the keys; a change draws nothing else again."""
    page = replace(page, colours=palette(browser.mode()), study=st.session_state["study"])
    found = told(page)
    slides = {section.code: section for section in found.sections}
    if code() not in slides:  # left, or gone with a change of the inputs
        st.rerun()
    section = slides[code()]
    st.html(style.sheet(page.colours))
    with st.container(key="stage"), st.container(key="slide"):
        # First, in the same place on every slide: drawn anew it would miss a key meanwhile.
        keys.connect(page, list(slides), section.code, _go)
        long = len(section.headline) > _LONG[page.lang]
        with st.container(key="first" if section.code == "title" else "long" if long else "next"):
            st.header(plain(section.headline), anchor=False)
        if section.code == "title":
            st.html(_title(page, found, section))
        else:
            _body(page, section)
        st.html(_foot(page, found, section))
        with st.container(key="hand", horizontal=True):
            st.html("<div class='stage-hand'></div>", width="content")
            live.slider(page, section.code)
    shell.end(slide=section.code)


def _go(to: str) -> None:
    st.session_state["slide"] = "" if to == keys.LEAVE else to


def _title(page: Page, found: Report, section: Section) -> str:
    """Whose briefing, about what, when; and the code that opens it on a phone."""
    _ = page._
    texts = [*section.lines, formats.day(found.made, page.lang)]
    said = [f"<div class='stage-who'>{escape(found.association)}</div>"] * bool(found.association)
    said += [f"<div class='stage-said'>{escape(text)}</div>" for text in texts]
    caption = escape(_("Open this analysis on your phone"))
    picture = _code(found.link)
    figure = f"<figure>{picture}<figcaption>{caption}</figcaption></figure>" if picture else ""
    words = _logo(found.logo) + "".join(said)
    return f"<div class='stage-title'><div>{words}</div>{figure}</div>"


def _body(page: Page, section: Section) -> None:
    """Figures, chart or table, short lines: what the section has, at the size of the room."""
    if section.figures:
        st.html(_figures(section))
    if section.chart is not None:
        _chart(page, section)
    elif section.table is not None and not section.figures:
        st.html(_table(section))
    alone = section.chart is None and (bool(section.figures) or section.table is None)
    lines = list(section.lines)
    if section.chart is not None:  # with figures above it the chart leaves room for one line
        lines = _within(lines, _ROOM[page.lang], least=0 if section.figures else 1)
    elif not alone:  # the table says it
        lines = []
    kind = "stage-lines stage-alone" if alone else "stage-lines"
    said = f"<div class='{kind}'>{''.join(f'<div>{escape(line)}</div>' for line in lines)}</div>"
    if section.assumed:
        text = _assumed(page, section)
        said += f"<div class='stage-assumed'>{escape(text)}</div>"
    st.html(said)


def _figures(section: Section) -> str:
    kind = "stage-figures"
    if section.chart is None:
        longest = max(_width(figure.value) for figure in section.figures)
        kind += " stage-large" + "".join(f" stage-over{most}" for most in _WORDY if longest > most)
    boxes = (
        f"<div><span>{escape(figure.label)}</span><b>{escape(figure.value)}</b> "
        f"<i>{escape(figure.aside)}</i></div>"
        for figure in section.figures
    )
    return f"<div class='{kind}'>{''.join(boxes)}</div>"


def _width(text: str) -> int:
    """How wide a text is, in Latin letters: a Chinese one takes two places."""
    return sum(1 + (east_asian_width(letter) == "W") for letter in text)


def _chart(page: Page, section: Section) -> None:
    assert section.chart is not None
    width, height = keys.size()
    narrow = min(width, height) <= _NARROW and width <= _NARROW
    wide = min(width, height * 16 / 9)
    chart = section.chart if narrow else staged(section.chart, wide / keys.USUAL[0])
    figures.draw(
        page, chart, f"stage_{section.code}", f"cbam-{section.code}",
        height="content" if narrow else "stretch", config={"displayModeBar": False},
    )  # fmt: skip


def _table(section: Section) -> str:
    assert section.table is not None
    names = section.table.columns
    head = "".join(f"<th>{escape(str(name))}</th>" for name in names) if len(names) > 2 else ""
    rows = (
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>"
        for row in section.table.itertuples(index=False)
    )
    return f"<table class='stage-table'><tr>{head}</tr>{''.join(rows)}</table>"


def _within(texts: Iterable[str], room: int, least: int) -> list[str]:
    """The texts for which there is room [characters], in any case ``least`` of them."""
    found: list[str] = []
    for text in texts:
        if len(found) >= least and sum(map(len, found)) + len(text) > room:
            break
        found.append(text)
    return found


def _assumed(page: Page, section: Section) -> str:
    """The assumptions; below a chart only what fits into a line, else how many there are."""
    _, texts = page._, section.assumed
    whole = (" " if page.lang == "en" else "").join(texts)
    if section.chart is None or len(whole) <= _ROOM[page.lang]:
        return formats.labelled(_("Assumed"), whole, page.lang)
    text = _("Assumptions: {count}, listed in the notes and under “Sources and assumptions”.")
    return text.format(count=len(texts))


def _foot(page: Page, found: Report, section: Section) -> str:
    """Source, edition, price; what kind of figure this is; whose; the code for phones."""
    whose = [estimate(page.lang)]
    if found.association and section.code != "title":
        whose.append(found.association)
    if shell.moved():
        whose.append(page._("The data have changed since this link was made."))
    text = f"<div>{escape(' · '.join((section.source, *whose)))}</div>"
    if section.code == "title":
        return f"<div class='stage-foot'>{text}</div>"
    picture = _code(found.link) if len(found.link) <= _SCANNED else ""
    return f"<div class='stage-foot'>{text}{_logo(found.logo)}{picture}</div>"


def _code(address: str) -> str:
    """The code of an address as a link; empty where no code holds it."""
    picture = qr_svg(address)
    if not picture:
        return ""
    shown = f"<img alt='QR' src='data:image/svg+xml;base64,{b64encode(picture.encode()).decode()}'>"
    return f"<a href='{escape(address)}' target='_blank' rel='noopener'>{shown}</a>"


def _logo(data: bytes) -> str:
    if not data:
        return ""
    picture, _width, _height = png(data)
    return (
        f"<img class='stage-logo' alt='' src='data:image/png;base64,{b64encode(picture).decode()}'>"
    )
