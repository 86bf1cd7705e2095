"""The files of a study; each is made when it is asked for, from the same results as the screen."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

import streamlit as st

from cbam.portfolio.members.association import Publication
from cbam.present.briefing import report
from cbam.study import Study
from pages.components import shell
from pages.components.briefing import stage
from pages.components.portfolio import state as portfolio
from pages.components.shell import Page

_KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "pdf": "application/pdf",
    "html": "text/html",
    "csv": "text/csv",
}


def buttons(page: Page) -> None:
    """One button for each file; the browser shows that it is being made."""
    _ = page._
    names = {
        "xlsx": _("Excel, with formulas"),
        "pptx": _("PowerPoint"),
        "pdf": _("PDF report"),
        "html": _("Web page, one file"),
        "csv": _("CSV, every step"),
    }
    study: Study = st.session_state["study"]
    made = shell.today().isoformat()
    link, members = stage.address(), portfolio.shown_to_all()
    with st.container(horizontal=True, gap="small", key="downloads"):
        for kind, name in names.items():
            st.download_button(
                name,
                data=maker(kind, study, page.lang, made, link, members),
                file_name=f"cbam-{study.analysis.cn}-{made}.{kind}",
                mime=_KINDS[kind],
                key=f"download_{kind}",
                on_click="ignore",
                icon=":material/download:",
            )


def maker(
    kind: str, study: Study, lang: str, made: str, link: str, members: Publication | None = None
) -> Callable[[], bytes]:
    """What makes a file when it is clicked; the library behind it is loaded only then.

    Args:
        kind: a key of ``_KINDS``.
        study: what it is about.
        lang: ``en`` or ``zh``.
        made: ISO date.
        link: address that opens the same study.
        members: what an association shows of its members, in place of the study's lines.
    """

    def make() -> bytes:
        module = import_module(f"cbam.export.{kind}")
        if kind == "xlsx":
            return bytes(module.workbook(study, lang, made, link))
        if kind == "csv":
            return bytes(module.bill(study, lang, made, link))
        writers = {"pptx": "deck", "pdf": "document", "html": "page"}
        return bytes(
            getattr(module, writers[kind])(report(study, lang, made, link, published=members))
        )

    return make
