"""What goes on beside the answers: each run starts from the tables as they are now, and newer
prices are asked for without anybody waiting.
"""

from __future__ import annotations

import logging
import os
import time
from datetime import UTC, datetime
from threading import Lock, Thread

import streamlit as st

from cbam import logs, tables
from cbam.caches import CACHES
from cbam.i18n import LANGS, translator
from pages.components import wire

VARIABLE = "CBAM_REFRESH"  # ``off``: nothing is ever asked of another host
_FIRST_S = 5  # after the first answer
_EVERY_S = 6 * 3600
_COMMAND = "python -m cbam doctor"
_LOG = logging.getLogger("cbam.background")


def before() -> None:
    """At the start of a run: an identifier for the log, and the tables as they are now."""
    wire.at_once()
    state = st.session_state
    if "session" not in state:
        state["session"] = logs.identifier()
    logs.begin(state["session"])
    state["started"] = time.perf_counter()
    if CACHES.renew(tables.stamp()):
        st.cache_data.clear()
        st.cache_resource.clear()


def after(page: str) -> None:
    """At the end of a run, when the answer stands.

    Args:
        page: the page's address, for the log.
    """
    spent = time.perf_counter() - st.session_state["started"]
    logs.event("run", page=page or "start", ms=round(spent * 1000))
    REFRESH.start()


def failed(error: Exception) -> bool:
    """Show a visitor what to quote, and write under it where the error was."""
    identifier = logs.failure(error)
    lang = st.session_state.get("lang", LANGS[0])
    _ = translator(lang)
    if isinstance(error, tables.DataError):
        text = _(
            "A table of this installation is missing or damaged, so no figure is shown. Whoever runs "
            "it finds which one with “{command}”, or under the identifier {identifier}."
        )
    else:
        text = _(
            "This part could not be shown because of an error in the program. Your entries are in "
            "the address bar; reload the page, or report the identifier {identifier}."
        )
    st.error(text.format(identifier=identifier, command=_COMMAND), icon=":material/error:")
    return True


class Refresh:
    """Asks the feeds now and then, in a thread of its own, once per process."""

    def __init__(self) -> None:
        self._once = Lock()

    def start(self) -> None:
        """Begin to ask; does nothing when switched off or begun already."""
        if os.environ.get(VARIABLE, "").strip().lower() == "off":
            return
        if self._once.acquire(blocking=False):  # never given back
            Thread(target=self._work, name="refresh", daemon=True).start()

    def _work(self) -> None:
        time.sleep(_FIRST_S)
        while True:
            self.ask()
            time.sleep(_EVERY_S)

    @staticmethod
    def ask() -> None:
        """Ask each feed that no process has asked lately; whatever fails leaves all as it was."""
        try:
            from cbam.feeds.refresh import refresh  # HTTP only when it is used

            for outcome in refresh(datetime.now(UTC).date(), pause=_EVERY_S):
                problem = outcome.problem.code if outcome.problem is not None else ""
                logs.event(
                    "feed",
                    feed=outcome.feed,
                    status=outcome.status,
                    rows=outcome.rows,
                    code=problem,
                )
        except Exception as error:  # the thread must live, the page works without it
            logs.failure(error, "feed")


REFRESH = Refresh()
