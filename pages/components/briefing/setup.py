"""Setting up: which slides in which order, in whose words, under whose name."""

from __future__ import annotations

import streamlit as st

from cbam.export.logo import png
from cbam.link.saved import LOGO_LIMIT
from cbam.present.briefing import slide_names
from cbam.present.report import Report, Section
from cbam.present.wording import problem
from cbam.reasons import InputError
from cbam.study import Briefing, Study
from pages.components import shell
from pages.components.briefing import live
from pages.components.shell import WIDGET, Page, plain

_TITLE, _NOTES, _NAME = 200, 2000, 80  # characters at most


def briefing() -> Briefing:
    """The presenter's choices as they stand."""
    study: Study = st.session_state["study"]
    return study.briefing


def _keep(**changes: object) -> None:
    seen = briefing()
    kept = {name: getattr(seen, name) for name in Briefing.__dataclass_fields__}
    shell.keep_study(briefing=Briefing(**{**kept, **changes}))


def start(page: Page, shown: Report) -> None:
    """The way onto the stage."""

    def begin() -> None:
        live.begin()
        st.session_state["slide"] = shown.sections[0].code

    st.button(
        page._("Start presenting"), type="primary", key="present", on_click=begin,
        icon=":material/slideshow:", disabled=not shown.sections,
    )  # fmt: skip
    st.caption(
        page._("Arrow keys move, Esc leaves. F11 fills the screen. Each slide has its own link.")
    )


def slides(page: Page, everything: Report, shown: Report) -> None:
    """All slides that fit, the shown ones first and in their order."""
    order = [section.code for section in shown.sections]
    rest = [section for section in everything.sections if section.code not in order]
    for number, section in enumerate(shown.sections):
        _card(page, section, order, number)
    for section in rest:
        _card(page, section, order, None)


def _card(page: Page, section: Section, order: list[str], number: int | None) -> None:
    """One slide: number, what it answers, its finding; on or off, earlier or later; own words."""
    _, code = page._, section.code
    name = _(slide_names()[code])

    def put(codes: list[str]) -> None:
        if codes:  # a briefing without a slide would fall back to all of them
            _keep(slides=tuple(codes))

    def turn() -> None:
        put([*order, code] if number is None else [c for c in order if c != code])

    def move(by: int) -> None:
        codes = [c for c in order if c != code]
        codes.insert((number or 0) + by, code)
        put(codes)

    with st.container(border=True, key=f"card_{code}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            key = f"{WIDGET}on_{code}"
            st.session_state[key] = number is not None
            st.checkbox(
                f"**{'' if number is None else f'{number + 1} · '}{plain(name)}**", key=key,
                on_change=turn, disabled=order == [code], width="stretch",
            )  # fmt: skip
            for icon, by, label, end in (
                (":material/arrow_upward:", -1, _("Earlier"), 0),
                (":material/arrow_downward:", 1, _("Later"), len(order) - 1),
            ):
                st.button(
                    label, icon=icon, key=f"move_{code}_{by}", type="tertiary", on_click=move,
                    args=(by,), disabled=number is None or number == end,
                )  # fmt: skip
            with st.popover(_("Title and notes"), key=f"words_{code}", type="tertiary"):
                _words(page, section)
        st.markdown(plain(section.headline))


def _words(page: Page, section: Section) -> None:
    """The presenter's own title and notes; empty: as written from the result."""
    _, code, seen = page._, section.code, briefing()
    for field, label, shown, limit in (
        ("titles", _("Own title"), section.headline, _TITLE),
        ("notes", _("Own notes"), section.notes, _NOTES),
    ):
        kept = dict(getattr(seen, field))
        key = f"{WIDGET}{field}_{code}"
        st.session_state[key] = kept.get(code, "")

        def write(field: str = field, key: str = key, code: str = code) -> None:
            words = dict(getattr(briefing(), field))
            text = str(st.session_state[key] or "").strip()
            words.pop(code, None)
            _keep(**{field: tuple({**words, **({code: text} if text else {})}.items())})

        kind = st.text_input if field == "titles" else st.text_area
        kind(label, key=key, placeholder=shown, max_chars=limit, on_change=write)
    st.caption(
        _("With a title of your own, the finding stands below it, so that no figure is lost.")
    )


def whose(page: Page) -> None:
    """The association's name and logo; they stay in this session and in the analysis file."""
    _ = page._
    key = WIDGET + "association"
    st.session_state[key] = briefing().association
    st.text_input(
        _("Name of the association or company"), key=key, max_chars=_NAME,
        on_change=lambda: _keep(association=str(st.session_state[key] or "").strip()),
    )  # fmt: skip
    st.file_uploader(
        _("Logo: PNG or JPEG, up to {limit} kB").format(limit=LOGO_LIMIT // 1000),
        type=["png", "jpg", "jpeg"], key="logo", max_upload_size=1,
        on_change=lambda: _keep(logo=_picture()[0]),
    )  # fmt: skip
    fault = _picture()[1]
    if fault is not None:
        st.error(plain(problem(fault, page.lang)), icon=":material/error:")
    if briefing().logo:
        st.image(briefing().logo, width=160)
        st.button(_("Remove the logo"), key="no_logo", on_click=lambda: _keep(logo=b""))
    st.caption(
        _("Name and logo stay in this session and in the analysis file; they are never in a link.")
    )


def _picture() -> tuple[bytes, InputError | None]:
    """The logo given, checked and made small; what is wrong with it."""
    given = st.session_state.get("logo")
    if given is None:
        return briefing().logo, None
    try:
        return png(given.getvalue())[0], None
    except InputError as error:
        return briefing().logo, error
