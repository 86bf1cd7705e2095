"""The dashboard as a server: warm before it says it is healthy, with security headers, and with
an identifier for every error a visitor sees.

    streamlit run deploy/server.py --server.port 8501

``app.py`` stays what is shown; this file is what stands around it (docs/decisions/0010).
"""

from __future__ import annotations

import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime import get_instance

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:  # as if ``app.py`` had been started
    sys.path.insert(0, str(ROOT))

from cbam import logs  # noqa: E402
from pages.components import background  # noqa: E402

# Streamlit's pages are built in the browser: its loader, our components and ``st.html`` are inline
# scripts and styles, components come as blobs, and charts compile expressions. What remains
# forbidden is what matters for a page without accounts: any other host, plug-ins, other bases.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "media-src 'self' blob:",
        "worker-src 'self' blob:",
        "frame-src 'self' blob: data:",
        "connect-src 'self' {socket}",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors {frames}",
    )
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",  # an address holds the analysis
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


# Objects that may be left over before the collector looks at the youngest, and how often it does so
# before it looks at older ones. Python's own figures had it look a dozen times in a run, and at
# every open page now and then: a tenth of the server's time. With these it looks once in some
# fifty runs, and at everything once in a thousand, so that closed sessions do not pile up.
_COLLECTED = (20_000, 5, 5)


class Headers:
    """Security headers on every answer over HTTP."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add the headers to what comes back."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers["Content-Security-Policy"] = policy(scope)
            await send(message)

        await self.app(scope, receive, with_headers)


def policy(scope: Scope) -> str:
    """What a page may load, and who may frame it: anybody the view made for that, else we."""
    host = next((value for name, value in scope["headers"] if name == b"host"), b"").decode(
        "latin-1"
    )
    # Some browsers do not count the websocket of the same host as 'self'.
    named = host and all(letter.isalnum() or letter in ".-:[]" for letter in host)
    embedded = b"embed=true" in scope["query_string"].split(b"&")
    return POLICY.format(
        socket=f"ws://{host} wss://{host}" if named else "", frames="*" if embedded else "'self'"
    )


@asynccontextmanager
async def warm(_app: st.App) -> AsyncIterator[None]:
    """Answer once before the first visitor: tables read, law compiled, pages imported."""
    logs.setup()
    sound, said = await get_instance().does_script_run_without_error()
    if not sound:
        raise RuntimeError(f"the first answer failed: {said}")
    gc.collect()
    gc.freeze()  # what is loaded now stays; no collection needs to look at it again
    gc.set_threshold(*_COLLECTED)
    logs.event("started")
    yield


app = st.App(
    ROOT / "app.py",
    lifespan=warm,
    middleware=[Middleware(Headers)],
    on_script_error=background.failed,
)
