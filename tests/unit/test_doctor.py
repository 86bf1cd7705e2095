"""The doctor finds what is wrong, names it in both languages, and ends with the right code."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from cbam import doctor, tables
from cbam.caches import CACHES
from cbam.doctor import Check, examine, sound
from cbam.portfolio import store
from cbam.present.rules import doctor_words
from tests.conftest import Run

TODAY = date(2026, 11, 25)
SENTENCES = doctor_words._SENTENCES


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder and a ``var`` of our own that may be spoilt."""
    shutil.copytree(tables.DATA_DIR, tmp_path / "data")
    monkeypatch.setattr(tables, "DATA_DIR", tmp_path / "data")
    monkeypatch.setattr(tables, "VAR_DIR", tmp_path / "var")
    monkeypatch.setattr(tables, "FRESH_DIR", tmp_path / "var" / "feeds")
    monkeypatch.setenv(store.VARIABLE, f"sqlite:///{tmp_path}/saved.sqlite")
    CACHES.forget()
    yield tmp_path
    CACHES.forget()


def codes(checks: list[Check], *outcomes: str) -> set[str]:
    return {check.code for check in checks if check.outcome in outcomes}


def test_a_pin_for_another_system_is_not_asked_for_here(tmp_path: Path) -> None:
    file = tmp_path / "requirements.txt"
    file.write_text(
        '# why\none[more]==1.2\ntwo==3; sys_platform != "no-such"\nthree==4; sys_platform == "no-such"\n'
    )
    assert doctor.required(file) == {"one": "1.2", "two": "3"}


def test_a_sound_installation(place: Path) -> None:
    checks = examine(TODAY)
    assert sound(checks), [check for check in checks if check.outcome == "bad"]
    assert codes(checks, "good") == {
        "python", "packages", "tables", "law", "golden", "languages", "fonts", "folder", "database",
        "clock",
    }  # fmt: skip


def test_the_command_answers_with_its_code(run: Run, place: Path) -> None:
    good = run("doctor", "--json")
    assert good.code == 0
    assert good.json["sound"] is True
    golden = next(check for check in good.json["checks"] if check["check"] == "golden")
    assert golden["found"] == 163_527.43
    (place / "data" / "market" / "exchange_rates.csv").unlink()
    CACHES.forget()
    bad = run("doctor", "--lang", "zh")
    assert bad.code == 1
    assert "exchange_rates" in bad.out
    assert "故障" in bad.out


def _unlink(place: Path) -> None:
    (place / "data" / "label" / "families.csv").unlink()


def _cut(place: Path) -> None:
    file = place / "data" / "market" / "certificate_prices.csv"
    file.write_bytes(file.read_bytes()[:-40].replace(b"year", b"yaer", 1))


def _double(place: Path) -> None:
    file = place / "data" / "market" / "certificate_prices.csv"
    lines = file.read_text("utf-8").splitlines()
    file.write_text("\n".join([*lines, lines[1]]) + "\n", "utf-8")


def _price(place: Path) -> None:
    file = place / "data" / "market" / "certificate_prices.csv"
    file.write_text(file.read_text("utf-8").replace("75.36", "76.36"), "utf-8")


def _unlisted(place: Path) -> None:
    (place / "data" / "market" / "own.csv").write_text("a\n1\n", "utf-8")


def _fresh(place: Path) -> None:
    folder = place / "var" / "feeds"
    folder.mkdir(parents=True)
    (folder / "exchange_rates.csv").write_text("<html>", "utf-8")


@pytest.mark.parametrize(
    ("spoil", "code", "outcome"),
    [
        (_unlink, "table_unreadable", "bad"),
        (_cut, "table_unreadable", "bad"),
        (_double, "table_keys", "bad"),
        (_price, "golden_differs", "bad"),
        (_unlisted, "table_unlisted", "note"),
        (_fresh, "fresh_damaged", "note"),
    ],
)
def test_damaged_data_are_named(
    place: Path, spoil: Callable[[Path], None], code: str, outcome: str
) -> None:
    spoil(place)
    CACHES.forget()
    assert code in codes(examine(TODAY), outcome)


def test_without_its_data_package_nothing_is_sound_and_everything_else_is_looked_at(
    place: Path,
) -> None:
    (place / "data" / "datapackage.json").write_text("{", "utf-8")
    CACHES.forget()
    checks = examine(TODAY)
    assert not sound(checks)
    assert {"fonts", "folder", "packages"} <= codes(checks, "good")


@pytest.mark.parametrize(
    ("days", "code", "outcome"),
    [(-400, "clock_behind", "bad"), (0, "clock", "good"), (5000, "clock_ahead", "note")],
)
def test_a_wrong_clock_is_named(place: Path, days: int, code: str, outcome: str) -> None:
    assert code in codes(examine(TODAY + timedelta(days=days)), outcome)


def test_packages_are_compared_with_what_is_pinned(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place / "requirements.txt").write_text("pandas==1.0\nno-such-thing==1.0\n", "utf-8")
    (place / "requirements-server.txt").write_text("# none\nnor-this[binary]==2\n", "utf-8")
    monkeypatch.setattr(doctor, "ROOT", place)
    checks = examine(TODAY)
    assert {"package_missing", "package_differs"} <= codes(checks, "bad")
    assert codes(checks, "note") == {"package_missing"}
    named = {check.details["name"] for check in checks if check.code == "package_missing"}
    assert named == {"no-such-thing", "nor-this"}


def test_a_folder_that_cannot_be_written_and_a_database_that_is_gone(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place / "var").write_text("a file where the folder should be", "utf-8")
    monkeypatch.setenv(store.VARIABLE, f"sqlite:///{place}/var/saved.sqlite")
    assert {"folder_readonly", "database_failed"} <= codes(examine(TODAY), "bad")
    monkeypatch.setenv(store.VARIABLE, "")
    assert "database_off" in codes(examine(TODAY), "note")


def test_fonts_that_are_not_fonts(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cbam.export import texts

    folder = place / "fonts"
    folder.mkdir()
    (folder / "a.otf").write_bytes(b"version https://git-lfs")
    monkeypatch.setattr(texts, "FONTS", folder)
    assert "fonts_missing" in codes(examine(TODAY), "bad")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("code", SENTENCES)
def test_each_check_has_a_sentence(code: str, lang: str) -> None:
    names = re.findall(r"\{(\w+)\}", SENTENCES[code])
    line = doctor_words.line(Check(code, "note", dict.fromkeys(names, "x")), lang)
    assert "{" not in line
    if lang == "zh":
        assert re.search("[\u4e00-\u9fff]", line)
