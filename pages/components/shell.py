"""The frame around every page: menu, language, the analysis and its address.

The study lives in the session and in the address bar; widgets are only its handles. A page
starts with ``begin`` and ends with ``end``.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections import deque
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from cbam import link
from cbam.analysis import Analysis
from cbam.i18n import LANGS, N_, Translate, translator
from cbam.link import vintage
from cbam.present.links import changed_words
from cbam.present.theme import Palette, palette
from cbam.present.wording import problem
from cbam.reasons import InputError
from cbam.study import Study
from pages.components import background, browser

# Addresses this session wrote itself. The browser may still show an older one while the next
# change is under way; it must not be taken for a link that somebody opened.
_REMEMBERED = 64
# What an address says of the page rather than of the study: the slide on the stage, the stored
# portfolio that is open, the key that deletes it. Empty: none.
SHOWN = ("slide", "saved", "delete")
# What Markdown turns into a link even where its signs are escaped: addresses of pages and of mail.
_LINKED = re.compile(r"\b(?:https?|ftp)(?=:)|\bwww(?=\.)|@", re.IGNORECASE)
_ICON = Path(__file__).resolve().parents[2] / "static" / "icon.png"
WIDGET = "w_"  # prefix of the widget keys that mirror the analysis

# File, address, title, in the order in which a visitor asks. No icons: Streamlit would fetch
# a page's icon for the browser tab from another host.
PAGES = (
    ("pages/exposure.py", "exposure", N_("Border cost")),
    ("pages/label.py", "label", N_("Label savings")),
    ("pages/compare.py", "compare", N_("Compare")),
    ("pages/portfolio.py", "portfolio", N_("Portfolio")),
    ("pages/briefing.py", "briefing", N_("Briefing")),
    ("pages/rules.py", "rules", N_("Rules & data")),
)


@dataclass(frozen=True)
class Page:
    """What a page needs to know: language, words, colours, and the study it shows.

    ``embedded``: inside somebody else's page (``?embed=true``), where headline and chart are all.
    """

    lang: str
    _: Translate
    colours: Palette
    study: Study
    embedded: bool = False

    @property
    def analysis(self) -> Analysis:
        """The product of the study, as it was when the run began."""
        return self.study.analysis


def run_app() -> None:
    """Draw the frame and run the chosen page (called by ``app.py`` only)."""
    background.before()
    _read_address()
    lang = st.session_state["lang"]
    _ = translator(lang)
    st.set_page_config(page_title=_("CBAM Export Exposure"), page_icon=_icon(), layout="wide")
    page = navigation(lang)
    st.session_state["framed"] = True
    # Streamlit fixes the page's language to English; screen readers need the real one.
    code = "zh-CN" if lang == "zh" else "en"
    st.html(  # constant text only
        f"<script>document.documentElement.lang={code!r}</script>"
        "<style>.stMainBlockContainer{padding-top:3.6rem;padding-bottom:3rem}</style>",
        unsafe_allow_javascript=True,
    )
    if st.session_state.get("at") != page.url_path:
        reseed()  # a widget of the page before, under the same key, would start at its least value
    st.session_state["at"], st.session_state["place"] = page.url_path, page.title
    if not embedded():
        _language_switch(lang)
    page.run()
    background.after(page.url_path)


def navigation(lang: str) -> st.Page:
    """The menu in the reader's language; the first page is the start page."""
    return st.navigation(
        [copy(page) for page in _pages(lang)], position="hidden" if embedded() else "top"
    )


@lru_cache(maxsize=len(LANGS))
def _pages(lang: str) -> tuple[st.Page, ...]:
    """The pages with their titles. A run notes in them that it ran, so it takes copies."""
    _ = translator(lang)
    return tuple(
        st.Page(file, title=_(title), url_path=path, default=number == 0)
        for number, (file, path, title) in enumerate(PAGES)
    )


@lru_cache(maxsize=1)
def _icon() -> str:
    """The icon as text; a file would be read and hashed in every run."""
    return "data:image/png;base64," + b64encode(_ICON.read_bytes()).decode()


def begin() -> Page:
    """Open a page.

    A page asked for directly, as the very first request after a start, is run by Streamlit
    without ``app.py``; then the menu is declared and the run starts again, through ``app.py``.
    """
    if not st.session_state.pop("framed", False):
        _read_address()
        navigation(st.session_state["lang"])
        st.rerun()
    state = st.session_state
    lang = state["lang"]
    if embedded():
        only_headline_and_chart()
    return Page(lang, translator(lang), palette(browser.mode()), state["study"], embedded())


def embedded() -> bool:
    """Whether the page is shown inside another one."""
    return bool(st.context.is_embedded)


def only_headline_and_chart() -> None:
    """Hide all but the headline, the first chart, what is wrong, and the way to the whole page."""
    kept = "h2,.stPlotlyChart,.stAlert,.st-key-embedded"
    st.html(  # constant text only
        "<style>"
        f".stElementContainer:not(:has({kept})):not(.st-key-embedded *),"
        f"[data-testid=stLayoutWrapper]:not(:has({kept})):not(.st-key-embedded *),"
        "[data-testid=stExpander],[role=tablist],[data-testid=stTooltipIcon],"
        "[data-testid=stColumn]:has(.stPlotlyChart)~[data-testid=stColumn],"
        ".stMainBlockContainer>div>:has(.stPlotlyChart)~:has(.stPlotlyChart){display:none!important}"
        ".stMainBlockContainer [data-testid=stColumn]:has(.stPlotlyChart){flex:1 1 100%}"
        "</style>"
    )


def keep(analysis: Analysis) -> None:
    """Remember what the user chose for the product."""
    keep_study(analysis=analysis)


def keep_study(**changes: Any) -> Study:
    """Remember what the user chose for any part of the study; returns the study as it stands."""
    study: Study = st.session_state["study"].with_(**changes)
    st.session_state["study"] = study
    return study


def current_study() -> Study:
    """The study as it stands, changes of this run included."""
    study: Study = st.session_state["study"]
    return study


def reseed(prefix: str = WIDGET) -> None:
    """Let the widgets take their values from the analysis again: all, or those of a prefix."""
    for key in [key for key in st.session_state if str(key).startswith(prefix)]:
        del st.session_state[key]


def end(**shown: str) -> None:
    """Close a page: the address bar gets the study as it stands, and what the page shows of it.

    Args:
        shown: parameters of the page itself, such as the slide on the stage; empty ones are
            left out.
    """
    params, _ = address(**shown)
    written = st.session_state["written"]
    if params not in written:
        written.append(params)
    browser.connect(params, browser.mode())


def address(**shown: str) -> tuple[dict[str, str], InputError | None]:
    """The parameters of the page as it stands; where no link can hold the study, why.

    Then the product alone is in them. As long as a link that was opened is unchanged, it keeps
    saying what data it was made with.

    Args:
        shown: as for ``end``.
    """
    state = st.session_state
    params, fault = link.address(state["study"])
    if state.get("made") is not None and state["study"] == state.get("opened"):
        params[vintage.PARAMETER] = vintage.write(state["made"])
    params["lang"] = state["lang"]
    return params | {name: value for name, value in shown.items() if value}, fault


def take(study: Study, made: vintage.Made | None) -> None:
    """Open a study from a link or a file, with the data it says it was made with."""
    state = st.session_state
    state["study"] = state["opened"] = study
    state["made"] = vintage.opened(study, made)
    reseed()


def notices(page: Page) -> None:
    """What was wrong with the link that was opened, by name; shown until the next change."""
    problems: Sequence[InputError] = st.session_state.get("problems", ())
    if problems:
        _ = page._
        lines = [
            _(
                "This link has parts that could not be used. They were replaced by the example’s values:"
            ),
            *(f"- {plain(problem(error, page.lang))}" for error in problems[:8]),
        ]
        if len(problems) > 8:
            lines.append(f"- … (+{len(problems) - 8})")
        st.warning("\n".join(lines), icon=":material/link_off:")
    _changed(page)


def moved() -> vintage.Report | None:
    """What has changed since the link was made that was opened; ``None``: nothing."""
    made = st.session_state.get("made")
    return vintage.report(st.session_state["study"], made) if made is not None else None


def _changed(page: Page) -> None:
    """What has changed since the link was made, and under which data to look at it."""
    _, state, report = page._, st.session_state, moved()
    if report is None:
        return
    made = state["made"]
    with st.container(key="changed"):
        for text in changed_words.banner(report, state["study"], page.lang):
            st.info(plain(text), icon=":material/history:")
        if report.missing:
            return
        names = {"today": _("Today’s data"), "made": _("As the link was made")}
        key = WIDGET + "vintage"
        then = state["study"].analysis.as_of == made.as_of
        state[key] = "made" if then else "today"

        def choose() -> None:
            under = vintage.as_made if state[key] == "made" else vintage.as_today
            state["study"] = under(state["study"], made)
            reseed()

        st.segmented_control(
            _("Figures under"), list(names), format_func=names.__getitem__, key=key,
            on_change=choose, required=True,
        )  # fmt: skip


def today() -> date:
    """The date at the reader's place."""
    try:
        zone = ZoneInfo(st.context.timezone or "UTC")
    except (ValueError, KeyError, OSError):  # the browser’s own text; not every one is a zone
        return datetime.now(UTC).date()
    return datetime.now(zone).date()


def plain(text: str) -> str:
    """Text that Markdown shows as it is; for anything that came from a link or a file."""
    special = "\\`*_{}[]()<>#+-.!|~$:&"
    text = _LINKED.sub("\\g<0>\N{WORD JOINER}", text)
    return "".join(f"\\{ch}" if ch in special else ch for ch in text)


def _read_address() -> None:
    """Take the study from the address when it is new; keep the session's otherwise.

    A run may be cut short at any access to the state, when the next one is asked for. So what says
    that something has been done is written last.
    """
    state = st.session_state
    if "study" not in state:
        state["lang"] = "zh" if (st.context.locale or "").lower().startswith("zh") else "en"
        state["problems"] = ()
        state["written"] = deque(maxlen=_REMEMBERED)
        state["study"] = Study()
    params = {name: st.query_params.get_all(name) for name in st.query_params}
    plain_params = {name: values[-1] for name, values in params.items()}
    if not params or params == state.get("read") or plain_params in state["written"]:
        return
    seen = dict(params)
    lang = params.pop("lang", [state["lang"]])[-1]
    problems: list[InputError] = []
    if lang in LANGS:
        state["lang"] = lang
    else:
        problems.append(InputError("lang_unknown", "lang", lang[:40], allowed=LANGS))
    for name in SHOWN:
        state[name] = params.pop(name, [""])[-1]
    if params:
        study, more = link.decode(params)
        problems += more
        # What no link carries stays with the session.
        mine = state["study"].briefing
        own = replace(study.briefing, association=mine.association, logo=mine.logo)
        take(study.with_(briefing=own), _made(params))
    state["problems"] = tuple(problems)
    reseed()
    state["read"] = seen


def _made(params: dict[str, list[str]]) -> vintage.Made | None:
    try:
        return link.made(params)
    except InputError:  # ``link.decode`` has named it
        return None


def _language_switch(lang: str) -> None:
    """English or Chinese; nothing else changes."""
    state = st.session_state
    names = {"zh": "中文", "en": "English"}

    def switch() -> None:
        state["lang"] = state["language"]
        reseed()  # widgets whose words change would otherwise lose what was typed

    state["language"] = lang
    left, right = st.columns([4, 1], vertical_alignment="center")
    _ = translator(lang)
    with left:
        name = _("CBAM Export Exposure")
        st.markdown(f"**{name}** · " + _("estimate, not a CBAM declaration"))
    with right:
        st.segmented_control(
            "Language / 语言",
            list(names),
            format_func=names.__getitem__,
            key="language",
            on_change=switch,
            required=True,
            label_visibility="collapsed",
            width="stretch",
        )
