"""The log: one JSON object a line, and nothing of what a visitor entered."""

from __future__ import annotations

import io
import json
import logging
import re
import threading
from collections.abc import Iterator

import pytest

from cbam import logs
from cbam.reasons import InputError

SECRET = "东莞某某五金 cn=72083900&t=4711 203.0.113.9"
NAMES = ("cbam", *logs.FOREIGN, "streamlit.error_util", "streamlit.some.part", "uvicorn.access")


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is logged, at the level INFO; loggers are put back afterwards."""
    kept = []
    for name in NAMES:
        logger = logging.getLogger(name)
        kept.append((logger, logger.handlers, logger.propagate, logger.level, logger.disabled))
    monkeypatch.setenv(logs.VARIABLE, "info")
    stream = io.StringIO()
    logs.setup(stream)
    yield stream
    for logger, handlers, propagate, level, disabled in kept:
        logger.handlers, logger.propagate, logger.disabled = handlers, propagate, disabled
        logger.setLevel(level)
    logs._RUN.set("")
    logs._SESSION.set("")


def read(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_run_carries_its_identifiers(lines: io.StringIO) -> None:
    session = logs.identifier()
    run = logs.begin(session)
    logs.event("run", page="label", ms=41)
    (line,) = read(lines)
    assert line["event"] == "run"
    assert (line["session"], line["run"]) == (session, run)
    assert (line["page"], line["ms"]) == ("label", 41)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", str(line["time"]))


def test_identifiers_can_be_read_out_and_do_not_repeat() -> None:
    made = {logs.identifier() for _ in range(2000)}
    assert len(made) == 2000
    assert all(re.fullmatch("[2-9A-HJ-NP-Z]{8}", each) for each in made)


def test_a_failure_says_where_and_never_what(lines: io.StringIO) -> None:
    def inner(name: str) -> None:
        raise KeyError(name)

    try:
        inner(SECRET)
    except KeyError as error:
        identifier = logs.failure(error)
    (line,) = read(lines)
    assert line["run"] == identifier
    assert line["level"] == "ERROR"
    assert line["error"] == "KeyError"
    assert str(line["where"][-1]).endswith(" inner")  # type: ignore[index]
    assert "tests/unit/test_logs.py" in str(line["where"])
    for part in SECRET.split():
        assert part not in lines.getvalue()


def test_a_named_problem_is_logged_by_its_code_only(lines: io.StringIO) -> None:
    logs.failure(InputError("cn_unknown", "cn_code", SECRET))
    (line,) = read(lines)
    assert line["code"] == "cn_unknown"
    assert "72083900" not in lines.getvalue()


@pytest.mark.parametrize("name", ["streamlit.some.part", "uvicorn", "websockets"])
def test_what_the_server_says_comes_without_its_arguments(lines: io.StringIO, name: str) -> None:
    logging.getLogger(name).warning("message of %s", SECRET)
    (line,) = read(lines)
    assert line["event"] == "message of %s"
    assert "4711" not in lines.getvalue()


def test_requests_are_not_logged_by_the_server(lines: io.StringIO) -> None:
    logging.getLogger("uvicorn.access").info("%s GET /?%s", "203.0.113.9", SECRET)
    logging.getLogger("streamlit.error_util").error("Uncaught app execution: %s", SECRET)
    assert lines.getvalue() == ""


def test_runs_of_other_threads_are_apart(lines: io.StringIO) -> None:
    def run(page: str) -> None:
        logs.begin(page.upper())
        barrier.wait(timeout=10)
        logs.event("run", page=page)

    barrier = threading.Barrier(4)
    threads = [threading.Thread(target=run, args=(page,)) for page in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = read(lines)
    assert {(line["session"], line["page"]) for line in found} == {(p.upper(), p) for p in "abcd"}
    assert len({line["run"] for line in found}) == 4


def test_the_level_is_a_setting(monkeypatch: pytest.MonkeyPatch, lines: io.StringIO) -> None:
    monkeypatch.setenv(logs.VARIABLE, "ERROR")
    logs.setup(lines)
    logs.event("run", page="label")
    logging.getLogger("cbam").warning("feed left out")
    assert lines.getvalue() == ""
    monkeypatch.setenv(logs.VARIABLE, "loud")
    with pytest.raises(ValueError, match="DEBUG, INFO, WARNING, ERROR"):
        logs.setup(lines)
