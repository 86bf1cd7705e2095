"""The kinds of input of a label: each shows the record and returns what the user chose."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from pages.components import pickers


def key(name: str, value: Any) -> str:
    """The key of a widget that mirrors a field of the label (``pickers.seed``)."""
    return pickers.seed(f"l_{name}", value)


def number(
    title: str, name: str, value: float | None, most: float, least: float = 0.0
) -> float | None:
    """A number between ``least`` and ``most``, or none."""
    found = st.number_input(
        title,
        float(least),
        float(most),
        None,
        key=pickers.seed(name, value),
        format="%.12g",
        step=0.1,
    )
    return None if found is None else float(found)


def percent(title: str, name: str, share: float | None) -> float | None:
    """A share, asked for in per cent."""
    shown = None if share is None else round(share * 100, 6)
    found = number(title, name, shown, 100.0)
    return None if found is None else found / 100


def text(title: str, name: str, value: str) -> str:
    """A line of text, as long as a link can hold it."""
    return str(st.text_input(title, key=key(name, value), max_chars=120) or "")


def day(title: str, name: str, value: str) -> str:
    """A date as ISO text, or nothing."""
    seen = date.fromisoformat(value) if value else None
    found = st.date_input(
        title, key=key(name, seen), min_value=date(2000, 1, 1), format="YYYY-MM-DD"
    )
    return found.isoformat() if found else ""
