"""Bad inputs of issue 1, "Done when": exit code 2, and a message with field, value and remedy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cbam.tables import DataError
from tests.conftest import Run

GOOD = {"--cn": "72083900", "--origin": "CN", "--tonnes": "1000", "--year": "2026",
        "--quarter": "Q1"}  # fmt: skip

NO_PERIOD = {"--quarter": None, "--tonnes": None}

# what is changed, what the message must name: the field (English, Chinese), value and remedy
BAD = {
    "unknown CN": ({"--cn": "99999999"}, "CN code", ["99999999", "search by name"]),
    "CN unknown inside the scope": ({"--cn": "72089999"}, "CN code", ["72089999"]),
    "five-digit CN": ({"--cn": "72083"}, "CN code", ["72083", "8 digits"]),
    "seven-digit CN": ({"--cn": "7208390"}, "CN code", ["7208390", "8 digits"]),
    "heading": ({"--cn": "720839"}, "CN code", ["720839", "7208 39 00"]),
    "empty CN": ({"--cn": ""}, "CN code", ["eight-digit"]),
    "blank CN": ({"--cn": "  "}, "CN code", ["eight-digit"]),
    "words for a CN": ({"--cn": "coil"}, "CN code", ["coil", "digits"]),
    "unknown TARIC": ({"--cn": "2523100055"}, "CN code", ["2523100055", "2523 10 00 90"]),
    "negative tonnes": ({"--tonnes": "-1"}, "Tonnes", ["-1", "from 0"]),
    "no number of tonnes": ({"--tonnes": "NaN"}, "Tonnes", ["NaN", "from 0"]),
    "infinite tonnes": ({"--tonnes": "inf"}, "Tonnes", ["inf", "1,000 million"]),
    "minus infinite tonnes": ({"--tonnes": "-inf"}, "Tonnes", ["-inf", "1,000 million"]),
    "over 1,000 million tonnes": ({"--tonnes": "1000000001"}, "Tonnes", ["1,000 million"]),
    "tonnes in words": ({"--tonnes": "many"}, "Tonnes", ["many", "from 0"]),
    "empty tonnes": ({"--tonnes": ""}, "Tonnes", ["from 0"]),
    "no tonnes": ({"--tonnes": None}, "Tonnes", ["from 0"]),
    "year 2025": ({"--year": "2025"}, "Year", ["2025", "2026–2034"]),
    "year 2040": ({"--year": "2040"}, "Year", ["2040", "2026–2034"]),
    "half a year": ({"--year": "2026.5"}, "Year", ["2026.5", "2026–2034"]),
    "no year": ({"--year": "next"}, "Year", ["next", "2026–2034"]),
    "origin ZZ": ({"--origin": "ZZ"}, "Origin", ["ZZ", "CN"]),
    "empty origin": ({"--origin": ""}, "Origin", ["CN"]),
    "the group as an origin": ({"--origin": "OTHER"}, "Origin", ["OTHER"]),
    "quarter Q5": ({"--quarter": "Q5"}, "Quarter", ["Q5", "Q1"]),
    "quarter 0": ({"--quarter": "0"}, "Quarter", ["0", "Q1"]),
    "negative price": ({"--price": "-1"}, "Certificate price", ["-1", "0 to 10,000"]),
    "price NaN": ({"--price": "nan"}, "Certificate price", ["nan", "0 to 10,000"]),
    "price in words": ({"--price": "cheap"}, "Certificate price", ["cheap", "0 to 10,000"]),
    "unknown law": ({"--law": "1999"}, "Edition of the law", ["1999", "2026-08"]),
    "unknown route": ({"--basis": "actual", "--see": "2", "--route": "Z"}, "Production route",
                      ["Z", "C"]),
    "unknown route with a default": ({"--route": "I"}, "Production route", ["I", "C"]),
    "route not for this good": ({"--basis": "actual", "--see": "2", "--route": "K"},
                                "Production route", ["K", "C, D, E"]),
    "route missing": ({"--basis": "actual", "--see": "2"}, "Production route", ["C, D, E"]),
    "actual without SEE": ({"--basis": "actual", "--route": "C"}, "Actual value (SEE)",
                           ["tCO2e per tonne"]),
    "SEE -1": ({"--basis": "actual", "--route": "C", "--see": "-1"}, "Actual value (SEE)",
               ["-1", "1,000"]),
    "SEE in kg": ({"--basis": "actual", "--route": "C", "--see": "2050"}, "Actual value (SEE)",
                  ["2050", "divided by 1,000"]),
    "SEE NaN": ({"--basis": "actual", "--route": "C", "--see": "nan"}, "Actual value (SEE)",
                ["nan"]),
    "SEFA -1": ({"--basis": "actual", "--see": "1", "--sefa": "-1"}, "Free allocation (SEFA)",
                ["-1"]),
    "unknown basis": ({"--basis": "guess"}, "Basis", ["guess", "default or actual"]),
    "unknown path": ({"--path": "rosy"}, "Price path", ["rosy", "central"]),
    "bad rate": ({"--fx": "0"}, "Exchange rate", ["0", "0.1 to 1,000"]),
    "rate in words": ({"--fx": "abc"}, "Exchange rate", ["abc", "0.1 to 1,000"]),
    "importer below this import": ({"--importer-year-tonnes": "49"},
                                   "Importer’s tonnes in the year", ["49", "at least"]),
    "importer in words": ({"--importer-year-tonnes": "few"}, "Importer’s tonnes in the year",
                          ["few"]),
    "no chain file": ({"--basis": "actual", "--chain": "/no/such"}, "Production chain",
                      ["/no/such"]),
    "tranche without tonnes": ({**NO_PERIOD, "--tranche": "Q1"}, "", ["Q1", "Q1:4000"]),
    "tranche and quarter": ({"--tonnes": None, "--tranche": "Q1:5"}, "Quarter", ["--quarter"]),
    "tranche and tonnes": ({"--quarter": None, "--tranche": "Q1:5"}, "Tonnes", ["--tonnes"]),
    "tranche Q5": ({**NO_PERIOD, "--tranche": "Q5:5"}, "Quarter", ["Q5"]),
    "SEE with a default": ({"--see": "2"}, "Actual value (SEE)", ["--basis actual"]),
    "SEFA with a default": ({"--sefa": "1"}, "Free allocation (SEFA)", ["--basis actual"]),
    "chain with a default": ({"--chain": "/no/such"}, "Production chain", ["--basis actual"]),
}  # fmt: skip


def options(changes: dict[str, str | None], *more: str) -> list[str]:
    chosen = {**GOOD, **changes}
    return ["cost", *(f"{name}={value}" for name, value in chosen.items() if value is not None),
            *more]  # fmt: skip


@pytest.mark.parametrize("name", list(BAD))
def test_bad_input_is_named_with_its_remedy(name: str, run: Run) -> None:
    changes, field, needed = BAD[name]
    answer = run(*options(changes, "--json"))
    assert answer.code == 2
    assert answer.out == ""
    assert field in answer.err
    for part in needed:
        assert part in answer.err, answer.err
    assert "None" not in answer.err
    assert "Traceback" not in answer.err
    assert "{" not in answer.err


@pytest.mark.parametrize("name", list(BAD))
def test_bad_input_in_chinese_names_the_same_value(name: str, run: Run) -> None:
    changes, _, needed = BAD[name]
    answer = run(*options(changes, "--lang", "zh"))
    assert answer.code == 2
    assert answer.out == ""
    assert needed[0] in answer.err or not any(needed[0] == v for v in changes.values())
    assert "{" not in answer.err


def test_messages_in_chinese_are_chinese(run: Run) -> None:
    """All at once: which of the messages above has no Chinese sentence yet."""
    english = []
    for name, (changes, _, _) in BAD.items():
        text = run(*options(changes, "--lang", "zh")).err
        if sum("\u4e00" <= ch <= "\u9fff" for ch in text) < 6:
            english.append(name)
    assert not english


def test_several_faults_are_all_named(run: Run) -> None:
    answer = run(*options({"--cn": "7208390", "--origin": "ZZ", "--quarter": "Q5"}))
    assert len(answer.err.splitlines()) == 3


@pytest.mark.parametrize(
    "arguments", [[], ["fly"], ["cost"], ["cost", "--cn"], ["assess"], ["cost", "--lang", "fr"]]
)
def test_wrong_usage_exits_with_two(run: Run, arguments: list[str]) -> None:
    answer = run(*arguments)
    assert answer.code == 2
    assert answer.out == ""
    assert "usage:" in answer.err


def test_an_answer_of_zero_is_an_answer(run: Run) -> None:
    for changes in ({"--cn": "84151010"}, {"--origin": "CH"}, {"--origin": "DE"}):
        answer = run(*options(changes, "--json"))
        assert answer.code == 0
        assert answer.json["cost_eur"] == 0
        assert answer.json["reasons"]
        assert answer.err == ""


def test_the_exit_code_of_a_real_process() -> None:
    command = [sys.executable, "-m", "cbam", *options({"--origin": "ZZ"}, "--lang", "zh")]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "ZZ" in done.stderr
    assert done.stdout == ""


def test_a_broken_installation_exits_with_three(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault is the table's, not the user's: named, and told apart from bad input."""

    def broken(*_: object) -> None:
        raise DataError("data/law/schedule.csv: the columns are not as described")

    monkeypatch.setattr("cbam.commands.cost.Law.load", broken)
    answer = run(*options({}))
    assert answer.code == 3
    assert answer.out == ""
    assert "schedule.csv" in answer.err
    assert "Traceback" not in answer.err
