"""Writes the analysis into the address bar.

Streamlit's own way adds a history entry for every change, which makes the Back button a trap:
it leads to the same page without parameters, which fills them in again. Replacing the current
entry keeps Back what it is, the way to the page before.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

_WRITE = st.components.v2.component(
    "address",
    js="""
    export default function({data}) {
      const kept = [...new URLSearchParams(location.search)].filter(([k]) => k.startsWith('embed'));
      const query = new URLSearchParams([...Object.entries(data.params), ...kept]).toString();
      if (location.search !== '?' + query) {
        history.replaceState(history.state, '', location.pathname + '?' + query);
      }
    }
    """,
)


def write(params: Mapping[str, str]) -> None:
    """Show ``params`` in the address bar of the page that is open."""
    _WRITE(key="address", data={"params": dict(params)}, height="content")
