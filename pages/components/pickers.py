"""Inputs that several pages share; each shows the analysis and returns what the user chose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import streamlit as st

from cbam import tables
from cbam.analysis import Analysis
from cbam.caches import cached
from cbam.i18n import translator
from cbam.law.catalogue import Catalogue, Entry
from cbam.law.goods import normalise
from cbam.law.vintages import Law
from cbam.present import formats
from cbam.present.wording import problem
from cbam.reasons import ERRORS, InputError, codes_of
from pages.components.shell import WIDGET, Page, plain

# Where Guangdong's competitors sit; China first, then these, then the alphabet.
_FIRST = ("CN", "HK", "TW", "VN", "TR", "IN", "KR", "JP", "TH", "ID", "MY", "UA", "GB", "US")

T = TypeVar("T")


def seed(name: str, value: Any) -> str:
    """The key of a widget that mirrors ``value``, set unless the user has touched it."""
    key = WIDGET + name
    if key not in st.session_state:
        st.session_state[key] = value
    return key


def choice(
    page: Page, label: str, options: Sequence[T], key: str, first: T | None,
    named: Callable[[T], str], **widget: Any,
) -> T | None:  # fmt: skip
    """A list whose choice belongs to the page, not to the study, and outlives the language.

    A browser names its choice by its words. Where the language has changed them it is told the
    choice again; it would send the old words otherwise, which name nothing any more.

    Args:
        page: the page.
        label: above the list.
        options: to choose from.
        key: under which the session keeps the choice.
        first: chosen at the beginning.
        named: an option in the reader's words.
        widget: anything else that ``st.selectbox`` takes.
    """
    session, said = st.session_state, key + "_said_in"
    if session.get(said) != page.lang:
        session[key] = session.get(key, first)
    found: T | None = st.selectbox(
        label, options, key=key, format_func=named, **{"persist_state": "session", **widget}
    )
    session[said] = page.lang  # last: a run may be cut short
    return found


def good(page: Page, seen: str = "", name: str = "good") -> str:
    """The good: by code or words in either language. Returns its code.

    The list holds every good in scope and the neighbours people ask about; what is typed and
    not in the list is searched, and the best match taken with the others offered.

    Args:
        page: the page.
        seen: code chosen so far; empty: that of the analysis.
        name: of the widget, where a page has more than one.
    """
    _ = page._
    catalogue = Catalogue.load()
    labels = _labels(page.lang)
    seen = seen or page.analysis.cn
    key = seed(name, seen)
    typed = str(st.session_state[key] or seen)
    code, near, error = seen, [], None
    if typed in labels:
        code = typed
    elif typed != seen:
        code, near, error = _understood(typed, seen)
        st.session_state[key] = code
    options = list(labels) if code in labels else [code, *labels]
    st.selectbox(
        _("Good: CN code or words (中文 or English)"),
        options,
        format_func=lambda value: labels.get(value) or _other(value, page.lang),
        key=key,
        accept_new_options=True,
        filter_mode="contains",
        placeholder=_("e.g. 72083900, 螺丝, profile"),
    )
    if error:
        st.error(plain(problem(error, page.lang)), icon=":material/search_off:")
    if near:
        _suggest(page, typed, near, key)
    elif code not in labels and (entry := catalogue.find(code)):
        st.caption(plain(entry.name(page.lang)))
    return code


def _understood(typed: str, before: str) -> tuple[str, list[Entry], InputError | None]:
    """A typed text as (code, other matches, problem); the good stays if nothing fits."""
    catalogue, goods = Catalogue.load(), Law.load().goods
    code = normalise(typed)
    matches = catalogue.search(typed[:80], 8)
    if code.isascii() and code.isdigit():
        reasons = goods.resolve(code)[1] & ERRORS
        if not reasons:
            return code, [], None
        if matches:
            return matches[0].code, matches, None
        return before, [], InputError(codes_of(reasons)[0], "cn", typed[:40])
    if matches:
        return matches[0].code, matches, None
    return before, [], InputError("search_empty", "cn", typed[:40])


def _suggest(page: Page, typed: str, near: list[Entry], key: str) -> None:
    """The matches of a search, as buttons; the first is already taken."""
    names = {entry.code: f"{formats.cn(entry.code)} {entry.name(page.lang)}" for entry in near}

    def take() -> None:
        st.session_state[key] = st.session_state["suggested"]

    st.session_state["suggested"] = near[0].code
    st.pills(
        page._("Found for “{typed}”:").format(typed=plain(typed[:40])),
        list(names),
        format_func=lambda code: plain(names[code]),
        key="suggested",
        on_change=take,
        wrap=True,
    )


@cached(maxsize=4)
def _labels(lang: str) -> dict[str, str]:
    """Code -> list label: code, name, and the first words in both languages."""
    _ = translator(lang)
    outside = " [" + _("out of scope") + "]"
    labels = {}
    for entry in Catalogue.load().listed:
        first, second = (entry.words_zh, entry.words_en)
        if lang == "en":
            first, second = second, first
        words = (", " if lang == "en" else "、").join([*second[:2], *first[:1]])
        note = "" if entry.in_scope else outside
        labels[entry.code] = f"{formats.cn(entry.code)} {entry.name(lang)}{note} · {words}"
    return labels


def _other(code: str, lang: str) -> str:
    entry = Catalogue.load().find(code)
    return f"{formats.cn(code)} {entry.name(lang)}" if entry else formats.cn(code)


def origin(page: Page, law: Law, **widget: Any) -> str:
    """The country of origin, China and its competitors first; ``widget``: another key, callback."""
    names = origin_names(page.lang, law.edition or law.vintage)
    return str(
        st.selectbox(
            page._("Country of origin"),
            list(names),
            format_func=names.__getitem__,
            filter_mode="contains",
            **(widget or {"key": seed("origin", page.analysis.origin)}),
        )
    )


@cached(maxsize=8)
def origin_names(lang: str, vintage: str) -> dict[str, str]:
    """Origin code -> its name with the code, China and its competitors first."""
    origins = Law.load(vintage).origins
    codes = [*_FIRST, *(code for code in sorted(origins.groups) if code not in _FIRST)]
    return {code: formats.aside(origins.name(code, lang), code, lang) for code in codes}


def route(page: Page, law: Law, analysis: Analysis, **widget: Any) -> str:
    """The production route of an actual value, among those the good's benchmark lists.

    Args:
        page: the page.
        law: the law it is chosen under.
        analysis: good, origin and the route chosen so far.
        widget: another key and callback than those of the analysis.
    """
    listed = routes(law, analysis.cn)
    if not listed:
        return ""
    if not widget:
        key = seed("route", analysis.route or default_route(law, analysis))
        if st.session_state[key] not in listed:
            st.session_state[key] = default_route(law, analysis) or listed[0]
        widget = {"key": key}
    names = route_names(page.lang)
    return str(
        st.selectbox(
            page._("Production route"),
            listed,
            format_func=lambda letter: f"{letter} · {names[letter]}",
            **widget,
        )
    )


def routes(law: Law, cn: str) -> list[str]:
    """The route letters for which a good has a benchmark; empty where it has one for all."""
    index, _reasons = law.goods.resolve(cn)
    if index >= law.goods.out_of_scope:
        return []
    return [letter for letter in law.benchmarks.listed(index) if letter]


def default_route(law: Law, analysis: Analysis) -> str:
    """The route letter that the default value of this good and origin carries."""
    index, _reasons = law.goods.resolve(analysis.cn)
    pair = index * law.pairs.columns + law.column(law.origins.resolve(analysis.origin))
    return law.benchmarks.routes[law.pairs.route[pair]]


@cached(maxsize=4)
def route_names(lang: str) -> dict[str, str]:
    """Route letter -> its meaning."""
    table = tables.read("routes")
    return dict(zip(table["route"], table[f"name_{lang}"], strict=True))
