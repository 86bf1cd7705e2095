"""What the program says of itself while it runs: one JSON object a line, nothing personal.

A line holds codes, counts, durations, names of our own pages and places in the code. It never
holds what a visitor entered, a link, a file's name, an address of the network, or the message of
an exception, since that may quote any of them. ``CBAM_LOG`` sets the level (default WARNING).
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

VARIABLE = "CBAM_LOG"
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
# Loggers of the server we run in; they write through us as well, without their arguments.
FOREIGN = ("streamlit", "uvicorn", "websockets", "distributed")
_ROOT = Path(__file__).resolve().parents[1]
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that are mistaken when read out
_LENGTH = 8
_FRAMES = 12
_RUN: ContextVar[str] = ContextVar("run", default="")
_SESSION: ContextVar[str] = ContextVar("session", default="")
_LOG = logging.getLogger("cbam.run")


def identifier() -> str:
    """A random identifier that can be read out on the telephone."""
    number, found = secrets.randbelow(len(_LETTERS) ** _LENGTH), ""
    for _ in range(_LENGTH):
        number, at = divmod(number, len(_LETTERS))
        found += _LETTERS[at]
    return found


def begin(session: str) -> str:
    """Everything this thread says from now on belongs to one run of a session.

    Args:
        session: from ``identifier``, kept by the session; it identifies nobody.

    Returns:
        The run's identifier.
    """
    run = identifier()
    _RUN.set(run)
    _SESSION.set(session)
    return run


def event(name: str, **fields: str | int | float) -> None:
    """Say that something happened.

    Args:
        name: what, such as ``run``.
        fields: counts, durations and names of our own; never anything a visitor gave.
    """
    _LOG.info(name, extra={"fields": fields})


def failure(error: BaseException, name: str = "failure") -> str:
    """Say where something went wrong; returns the identifier under which it stands in the log."""
    run = _RUN.get() or identifier()
    _LOG.error(name, exc_info=error, extra={"fields": {"run": run}})
    return run


class Lines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        ours = record.name.partition(".")[0] == "cbam"
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": record.getMessage() if ours else str(record.msg),
            "session": _SESSION.get(),
            "run": _RUN.get(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line |= _where(record.exc_info[1])
        return json.dumps({key: value for key, value in line.items() if value != ""})


def _where(error: BaseException) -> dict[str, object]:
    """Kind and place of an exception, and its code if it is one of ours; never its message."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    found: dict[str, object] = {
        "error": type(error).__name__,
        "where": [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames],
    }
    code = getattr(error, "code", None)
    return found | ({"code": code} if isinstance(code, str) and code.isidentifier() else {})


def _short(file: str) -> str:
    path = Path(file)
    if path.is_relative_to(_ROOT) and "site-packages" not in path.parts:
        return str(path.relative_to(_ROOT))
    return "/".join(path.parts[-2:])


def setup(stream: TextIO | None = None) -> None:
    """Let everything that is said in this process come out as lines of JSON.

    Raises:
        ValueError: ``CBAM_LOG`` is not one of ``LEVELS``.
    """
    level = os.environ.get(VARIABLE, "").strip().upper() or "WARNING"
    if level not in LEVELS:
        raise ValueError(f"{VARIABLE}={level!r}: allowed are {', '.join(LEVELS)}")
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Lines())
    top = ("cbam", *FOREIGN)
    inner = [name for name in logging.root.manager.loggerDict if name.startswith(FOREIGN)]
    for name in {*top, *inner}:
        logger = logging.getLogger(name)
        logger.handlers = [handler] if name in top else []
        logger.propagate = name not in top
        logger.setLevel(level if name in top else logging.NOTSET)
    logging.getLogger("uvicorn.access").disabled = True  # addresses of the network, and links
    # ``failure`` has said it already, with the identifier the visitor sees.
    logging.getLogger("streamlit.error_util").disabled = True
