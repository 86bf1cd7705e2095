"""What happens when the machine fails: a named message, or it carries on (docs/faults.md)."""

from __future__ import annotations

import errno
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cbam import tables
from cbam.caches import CACHES
from cbam.feeds import refresh
from cbam.files import put
from cbam.portfolio import store
from cbam.present.wording import problem
from cbam.reasons import InputError
from pages.components import background, shell
from tests.conftest import Run

ROOT = Path(__file__).resolve().parents[2]
PAGES = [file for file, _, _ in shell.PAGES]
COIL = "163,527"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder and a ``var`` of our own that may be spoilt."""
    shutil.copytree(tables.DATA_DIR, tmp_path / "data")
    monkeypatch.setattr(tables, "DATA_DIR", tmp_path / "data")
    monkeypatch.setattr(tables, "FRESH_DIR", tmp_path / "var" / "feeds")
    CACHES.forget()
    yield tmp_path
    CACHES.forget()


def opened(page: str = "") -> AppTest:
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
    return test.switch_page(page).run() if page and page != PAGES[0] else test


def named(error: InputError) -> None:
    """There is a sentence for it in both languages."""
    for lang in ("en", "zh"):
        text = problem(error, lang)
        assert text
        assert "{" not in text


# A process killed during a save


WRITER = """
import sys
from pathlib import Path
from cbam.files import put
number = 0
while True:
    put(Path(sys.argv[1]), f"{number % 10}" * 4_000_000)
    number += 1
    print(number, flush=True)
"""


def test_a_file_is_whole_after_a_process_was_killed_while_writing(tmp_path: Path) -> None:
    target = tmp_path / "file"
    for pause in (0.0, 0.003, 0.01):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(target)], stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        assert writer.stdout
        writer.stdout.readline()
        time.sleep(pause)
        writer.send_signal(signal.SIGKILL)
        writer.wait(timeout=20)
        text = target.read_text("utf-8")
        assert len(text) == 4_000_000
        assert len(set(text)) == 1


# Disk full, folder not writable


@pytest.mark.parametrize("step", ["write", "fsync", "replace"])
def test_a_full_disk_is_named_and_the_old_file_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    target = put(tmp_path / "file", "old")

    def full(*_args: object, **_options: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    class Full(io.BytesIO):
        write = full  # type: ignore[assignment]

    if step == "write":
        monkeypatch.setattr("cbam.files.os.fdopen", lambda *_: Full())
    else:
        monkeypatch.setattr(f"cbam.files.os.{step}", full)
    with pytest.raises(InputError) as failed:
        put(target, "new")
    assert failed.value.code == "file_unwritable"
    assert "No space left" in str(failed.value.details["why"])
    named(failed.value)
    monkeypatch.undo()
    assert target.read_text("utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]  # nothing half-written is left


def test_the_command_names_a_place_it_cannot_write(run: Run, tmp_path: Path) -> None:
    (tmp_path / "lines.csv").write_text(
        "cn_code,origin,tonnes,year,quarter\n72083900,CN,1000,2026,Q1\n", "utf-8"
    )
    (tmp_path / "file").write_text("", "utf-8")
    answer = run("assess", tmp_path / "lines.csv", "--out", tmp_path / "file" / "bill.csv")
    assert answer.code == 2
    assert "bill.csv" in answer.err


def test_without_a_folder_to_write_in_every_page_answers(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``var`` is a file here, so that nothing can be made in it, whoever runs the test."""
    (place / "var").write_text("", "utf-8")
    monkeypatch.setattr(tables, "VAR_DIR", place / "var")
    monkeypatch.setenv(store.VARIABLE, f"sqlite:///{place}/var/saved.sqlite")
    for page in PAGES:
        test = opened(page)
        assert not test.exception, page
    with pytest.raises(InputError) as failed:
        store.configured()
    named(failed.value)


def test_the_quiet_refresh_outlives_whatever_happens(
    place: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_args: object, **_options: object) -> None:
        raise RuntimeError("something nobody thought of")

    monkeypatch.setattr(refresh, "refresh", broken)
    background.REFRESH.ask()
    assert [record.message for record in caplog.records] == ["feed"]


def test_the_quiet_refresh_is_off_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test asks another host; and where it is on, it begins once."""
    began = []
    monkeypatch.setattr(background, "Thread", lambda **options: _Thread(began, options))
    mine = background.Refresh()
    mine.start()
    assert began == []
    monkeypatch.delenv(background.VARIABLE)
    for _ in range(3):
        mine.start()
    assert [options["daemon"] for options in began] == [True]


class _Thread:
    def __init__(self, began: list[dict[str, object]], options: dict[str, object]) -> None:
        self.began, self.options = began, options

    def start(self) -> None:
        self.began.append(self.options)


# Tables missing or changed


def test_a_missing_table_stops_the_figure_and_is_named(place: Path, run: Run) -> None:
    (place / "data" / "law" / "schedule.csv").unlink()
    CACHES.forget()
    answer = run("cost", "--cn", "72083900", "--origin", "CN", "--tonnes", "1000", "--year", "2026")
    assert answer.code == 3
    assert "schedule" in answer.err
    assert answer.out == ""
    test = opened()
    assert test.exception
    assert not any(COIL in header.value for header in test.header)


def visitor_sees(lang: str) -> str:
    """What a visitor is told of a damaged table, as the page of a server shows it."""

    def page(lang: str) -> None:
        import streamlit as st

        from cbam.tables import DataError
        from pages.components import background

        st.session_state["lang"] = lang
        assert background.failed(DataError("table 'schedule' not readable: /srv/secret/path"))

    test = AppTest.from_function(page, kwargs={"lang": lang}).run()
    assert not test.exception
    return str(test.error[0].value)


@pytest.mark.parametrize(("lang", "word"), [("en", "missing or damaged"), ("zh", "缺失或损坏")])
def test_the_visitor_gets_an_identifier_and_no_inner_details(
    lang: str, word: str, caplog: pytest.LogCaptureFixture
) -> None:
    text = visitor_sees(lang)
    assert word in text
    assert "secret" not in text
    identifier = re.search("[2-9A-HJ-NP-Z]{8}", text)
    assert identifier
    assert caplog.records[-1].fields == {"run": identifier[0]}  # type: ignore[attr-defined]


def test_a_table_that_comes_back_is_used_without_a_new_start(place: Path) -> None:
    file = place / "data" / "law" / "vintages.csv"
    content = file.read_bytes()
    file.unlink()
    CACHES.forget()
    CACHES.renew(tables.stamp())
    assert opened().exception
    file.write_bytes(content)
    test = opened()
    assert not test.exception
    assert COIL in test.header[0].value


def test_a_link_is_taken_though_its_first_run_was_cut_short(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A second request, such as after a lost connection, ends a run wherever it is."""
    take, cut = shell.take, []

    def interrupted(*study: Any) -> None:
        if not cut:
            cut.append(True)
            shell.st.rerun()
        take(*study)

    monkeypatch.setattr(shell, "take", interrupted)
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    test.query_params["t"] = "3100"
    test.run()
    assert cut
    assert "3,100 t" in test.header[0].value


# Caches


@pytest.mark.parametrize(
    "content", [b"", b"<html>", b"\xff\xfe\x00", b"date,currency\n", b"\0" * 99]
)
def test_a_damaged_cache_of_a_feed_is_left_out(place: Path, content: bytes) -> None:
    folder = place / "var" / "feeds"
    folder.mkdir(parents=True)
    for name in ("exchange_rates", "certificate_prices", "eua_auctions"):
        (folder / f"{name}.csv").write_bytes(content)
        (folder / f"{name}.json").write_bytes(content)
    CACHES.forget()
    test = opened()
    assert not test.exception
    assert COIL in test.header[0].value
    assert len(refresh.ages(date(2026, 11, 25))) == 3


def test_a_damaged_store_is_named(tmp_path: Path) -> None:
    (tmp_path / "saved.sqlite").write_bytes(b"this is not a database" * 100)
    with pytest.raises(InputError) as failed:
        store.at(f"sqlite:///{tmp_path}/saved.sqlite")
    assert failed.value.code == "store_unavailable"
    named(failed.value)


def test_a_store_whose_file_disappears_is_named(tmp_path: Path) -> None:
    kept = store.at(f"sqlite:///{tmp_path}/kept/saved.sqlite")
    saved = kept.save(b"{}", "application/json", 1)
    kept.engine.dispose()
    shutil.rmtree(tmp_path / "kept")
    for act in (lambda: kept.load(saved.id), lambda: kept.save(b"{}", "application/json", 1)):
        with pytest.raises(InputError) as failed:
            act()
        assert failed.value.code == "store_unavailable"
        named(failed.value)


# The clock


@pytest.mark.parametrize(
    "today", [date(1970, 1, 1), date(2024, 2, 29), date(2031, 1, 1), date(2099, 12, 31)]
)
def test_a_wrong_clock_changes_no_figure(today: date, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell, "today", lambda: today)
    for page in PAGES:
        test = opened(page)
        assert not test.exception, page
        if page == PAGES[0]:
            assert COIL in test.header[0].value


@pytest.mark.parametrize(
    "zone", ["Asia/Beijing", "Etc/Unknown", "../../etc/passwd", "\0", "x" * 500, ""]
)
def test_a_time_zone_that_is_none_is_taken_for_utc(
    zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Context:
        timezone = zone

    monkeypatch.setattr(shell.st, "context", Context())
    assert abs((shell.today() - date.today()).days) <= 1


# The table of faults is true


def test_each_row_of_the_table_names_tests_that_exist() -> None:
    text = (ROOT / "docs" / "faults.md").read_text("utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ") and "`test_" in line]
    assert len(rows) >= 12
    known = {
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", file.read_text("utf-8"), re.M)
    }
    for row in rows:
        used = re.findall(r"`(test_\w+)`", row)
        assert used
        assert set(used) <= known, set(used) - known
