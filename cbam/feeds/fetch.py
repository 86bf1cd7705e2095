"""One answer over HTTP: patient within limits, conditional, never more than was asked for."""

from __future__ import annotations

import time
from dataclasses import dataclass

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from cbam.reasons import InputError

CONNECT, READ, ALTOGETHER = 5.0, 15.0, 60.0  # seconds
TRIES = 3
_BACK_OFF = 0.3  # seconds before the second try, doubled after each
_AGAIN = (429, 500, 502, 503, 504)
_PIECE = 1 << 16
_AGENT = {"User-Agent": "cbam-export-exposure", "Accept-Encoding": "gzip"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back.

    Attributes:
        body: the bytes; ``None``: not modified since.
        etag, modified: validators for the next time; empty: none given.
    """

    body: bytes | None
    etag: str = ""
    modified: str = ""


def fetch(
    url: str, limit: int, etag: str = "", modified: str = "", altogether: float = ALTOGETHER
) -> Answer:
    """Get an address.

    Args:
        url: HTTP or HTTPS address, from the settings.
        limit: most bytes of the body, after decompression.
        etag: validator of the copy that is held.
        modified: likewise.
        altogether: seconds after which a slow body is given up.

    Raises:
        InputError: ``feed_unreachable`` (no connection, time-out, cut off), ``feed_status``
            (an answer that is not 200 or 304), ``feed_too_large``, ``feed_slow``.
    """
    headers = dict(_AGENT)
    if etag:
        headers["If-None-Match"] = etag
    if modified:
        headers["If-Modified-Since"] = modified
    retry = Retry(
        total=TRIES - 1, backoff_factor=_BACK_OFF, status_forcelist=_AGAIN, allowed_methods=["GET"],
        raise_on_status=False, respect_retry_after_header=False,
    )  # fmt: skip
    started = time.monotonic()
    with requests.Session() as session:
        session.trust_env = True
        for scheme in ("http://", "https://"):
            session.mount(scheme, HTTPAdapter(max_retries=retry))
        try:
            with session.get(
                url, headers=headers, timeout=(CONNECT, READ), stream=True
            ) as response:
                if response.status_code == 304:
                    return Answer(None, etag, modified)
                if response.status_code != 200:
                    raise InputError("feed_status", "feed", url, status=response.status_code)
                body = bytearray()
                for piece in response.iter_content(_PIECE):
                    body += piece
                    if len(body) > limit:
                        raise InputError("feed_too_large", "feed", url, limit=limit // 1_000_000)
                    if time.monotonic() - started > altogether:
                        raise InputError("feed_slow", "feed", url, limit=altogether)
                return Answer(
                    bytes(body),
                    response.headers.get("ETag", ""),
                    response.headers.get("Last-Modified", ""),
                )
        except requests.RequestException as error:
            why = type(error).__name__
            raise InputError("feed_unreachable", "feed", url, why=why) from error
