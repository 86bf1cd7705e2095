"""The bill of the one scenario a part looks into, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from cbam.findings.compare import assess_all
from cbam.findings.scenario import Scenario
from cbam.present.wording import problem, sentence
from cbam.reasons import BY_CODE, InputError
from pages.components.shell import Page, plain


def row_of(page: Page, scenario: Scenario, year: int) -> dict[str, Any] | None:
    """The scenario's row of the bill for one import year; if nothing is due, says why.

    Returns:
        A row of ``findings.compare`` with status ``assessed``; ``None`` after a message.
    """
    rows, problems = assess_all([scenario])
    row = rows[0].get(year)
    if problems and (row is None or row["status"] == "error"):
        fault(page, problems[0][1])
        return None
    if row is None or row["status"] != "assessed":
        codes = str(row["reasons"]).split(";") if row else []
        said = [sentence(c, page.lang) for c in codes if c and BY_CODE[c].kind == "answer"]
        st.info(plain(" ".join(said)), icon=":material/info:")
        return None
    return row


def not_law(texts: Sequence[str]) -> None:
    """Badges in amber for what is not the law in force; nothing for nothing."""
    if texts:
        st.markdown(" ".join(f":orange-badge[:material/warning: {plain(text)}]" for text in texts))


def fault(page: Page, error: InputError) -> None:
    """An input error, by name."""
    st.error(plain(problem(error, page.lang)), icon=":material/error:")


def draft(page: Page, text: str) -> None:
    """A remark on what is not settled law, marked as assumption."""
    badge = " :orange-badge[" + page._("assumption") + "]"
    st.markdown(plain(text) + badge)
