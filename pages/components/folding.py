"""Boxes and popovers whose content is made when they are opened.

A box that is folded is made once more, in the run of the click that folds it: on a touch screen that
click also brings what was typed last. It stays open when its words change with the language.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st


@contextmanager
def box(title: str, key: str, expanded: bool = False) -> Iterator[bool]:
    """A box of inputs.

    Args:
        title: in the reader's language.
        key: of the box, unique on the page.
        expanded: how it is when the session first sees it.

    Yields:
        Whether to make what is inside.
    """
    _stays(key)
    first = st.session_state.setdefault(f"{_was(key)}_first", expanded)
    yield from _made(st.expander(title, key=key, expanded=first, on_change="rerun"), key)


@contextmanager
def popover(title: str, key: str, icon: str) -> Iterator[bool]:
    """As ``box``, behind a button."""
    yield from _made(st.popover(title, icon=icon, key=key, on_change="rerun"), key)


def _was(key: str) -> str:
    return f"unfolded_{key}"


def _stays(key: str) -> None:
    """A box with other words, or on a page come back to, is a new one to Streamlit."""
    state = st.session_state
    place, before = (state["lang"], state["at"]), f"{_was(key)}_at"
    if state.get(before) != place and _was(key) in state:
        state[key] = state[_was(key)]
    state[before] = place


def _made(place: Any, key: str) -> Iterator[bool]:
    state = st.session_state
    with place:
        yield bool(place.open or state.get(_was(key)))
    state[_was(key)] = bool(place.open)  # last: a run may be cut short at any access to the state
