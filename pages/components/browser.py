"""What only the browser can do: write the address bar, and tell which colours it shows.

Streamlit's own way to write the address adds a history entry for every change, which makes the
Back button a trap: it leads to the same page without parameters, which fills them in again.
Replacing the current entry keeps Back what it is, the way to the page before. And a switch
between light and dark does not run the page again, which would leave its charts in the colours
of the other mode. When the connection comes back, perhaps to another server, Streamlit would send
the address the page was opened with; as if someone had gone there, it is told the one that is shown.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

_KEY = "browser"
_LOOK_EVERY_MS = 400

_BROWSER = st.components.v2.component(
    "browser",
    js="""
    export default function({data, setStateValue}) {
      const kept = [...new URLSearchParams(location.search)].filter(([k]) => k.startsWith('embed'));
      const query = new URLSearchParams([...Object.entries(data.params), ...kept]).toString();
      if (location.search !== '?' + query) {
        history.replaceState(history.state, '', location.pathname + '?' + query);
      }
      let lost = false;
      const look = () => {
        const app = document.querySelector('[data-testid=stApp]');
        if (!app) return;
        if (app.dataset.testConnectionState !== 'CONNECTED') { lost = true; return; }
        if (lost) {
          lost = false;
          window.dispatchEvent(new PopStateEvent('popstate', {state: history.state}));
        }
        const [red, green, blue] = getComputedStyle(app).backgroundColor.match(/[0-9.]+/g);
        const mode = 0.3 * red + 0.59 * green + 0.11 * blue < 128 ? 'dark' : 'light';
        if (mode !== data.mode) { clearInterval(timer); setStateValue('mode', mode); }
      };
      const timer = setInterval(look, data.every);
      look();
      return () => clearInterval(timer);
    }
    """,
)


def connect(params: Mapping[str, str], shown: str) -> None:
    """Show ``params`` in the address bar; run again when the colours are not those ``shown``."""
    _BROWSER(
        key=_KEY,
        data={"params": dict(params), "mode": shown, "every": _LOOK_EVERY_MS},
        height="content",
        on_mode_change=lambda: None,
    )


def mode() -> str:
    """``light`` or ``dark``, as the browser shows it."""
    told = st.session_state.get(_KEY)
    return (told and told.get("mode")) or st.context.theme.type or "light"
