"""The golden cases of the project, all of them, through the command line."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Run

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def rows(name: str) -> list[dict[str, str]]:
    with open(HERE / name, encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


CASES = rows("cases.csv")
PRACTICE = rows("practitioners.csv")

# What a column of facts cannot say: how the case is typed on the command line.
SPECIAL = {
    "G16": ["--chain", HERE / "chain_g16.json"],
    "G17": ["--cn", "72083900", "--tranche", "Q1:4000", "--tranche", "Q2:6000"],
    "G18": ["--tonnes", "49", "--importer-year-tonnes", "49"],
}


def arguments(case: dict[str, str]) -> list[object]:
    """A golden case as options of ``cost``."""
    chosen: list[object] = ["cost", "--json", "--origin", case["origin"], "--year", case["year"]]
    special = SPECIAL.get(case["case"], [])
    if "--cn" not in special:
        chosen += ["--cn", case["cn_code"]]
    if "--tonnes" not in special and "--tranche" not in special:
        chosen += ["--tonnes", case["tonnes"]]
    if case["case"] != "G17":  # each tranche takes the published price of its own quarter
        chosen += ["--price", case["price_eur"]]
    if case["basis"].startswith("actual"):
        chosen += ["--basis", "actual"]
    if case["see_tco2e_per_t"]:
        chosen += ["--see", case["see_tco2e_per_t"]]
    if case["sefa_tco2e_per_t"]:
        chosen += ["--sefa", case["sefa_tco2e_per_t"]]
    return [*chosen, *special]


def figure(answer: dict, name: str) -> float:
    return answer["sefa" if name == "sefa_tco2e_per_t" else name]


def test_no_case_is_missing() -> None:
    assert [case["case"] for case in CASES] == [f"G{i:02d}" for i in range(1, 19)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_golden_case(case: dict[str, str], run: Run) -> None:
    answer = run(*arguments(case))
    assert answer.code == 0, answer.err
    found = figure(answer.json, case["expect"])
    # A relative 1e-12 for what binary fractions cannot hold (tolerance 0 means exactly).
    slack = float(case["tolerance"]) + abs(found) * 1e-12
    assert abs(found - float(case["value"])) <= slack, (found, case["value"])


def test_g04_in_a_process_of_its_own() -> None:
    case = next(case for case in CASES if case["case"] == "G04")
    command = [sys.executable, "-m", "cbam", *map(str, arguments(case))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["cost_eur"] == pytest.approx(163.53, abs=0.005)
    assert done.stderr == ""


def test_g18_is_the_threshold_and_not_a_zero_by_accident(run: Run) -> None:
    case = next(case for case in CASES if case["case"] == "G18")
    answer = run(*arguments(case)).json
    assert answer["status"] == "below_threshold"
    assert answer["reasons"] == ["below_threshold"]
    untested = [a for a in arguments(case) if a not in ("--importer-year-tonnes",)][:-1]
    assert run(*untested).json["cost_eur"] > 0


def test_g15_says_that_nothing_is_due(run: Run) -> None:
    case = next(case for case in CASES if case["case"] == "G15")
    answer = run(*arguments(case)).json
    assert answer["status"] == "assessed"
    assert "nothing_to_pay" in answer["reasons"]


def test_g17_prices_each_tranche_by_its_own_quarter(run: Run) -> None:
    case = next(case for case in CASES if case["case"] == "G17")
    answer = run(*arguments(case)).json
    assert [tranche["price_eur"] for tranche in answer["tranches"]] == [75.36, 75.28]
    assert answer["tonnes"] == 10_000
    assert answer["cost_eur"] == pytest.approx(sum(t["cost_eur"] for t in answer["tranches"]))


@pytest.mark.parametrize("case", PRACTICE, ids=lambda case: f"{case['case']} {case['name']}")
def test_hand_worked_case(case: dict[str, str], run: Run) -> None:
    """Cases in practitioners' words; the arithmetic beside each is worked here once more."""
    options = ["cost", "--json", "--cn", case["cn_code"], "--origin", case["origin"]]
    options += ["--tonnes", case["tonnes"], "--year", case["year"], *case["extra"].split()]
    if case["quarter"]:
        options += ["--quarter", case["quarter"]]
    answer = run(*options)
    assert answer.code == 0, answer.err
    found = answer.json[case["field"]]
    if case["tolerance"] == "":
        if case["field"] == "reasons":
            assert case["expected"] in found
        else:
            assert (found or "") == case["expected"]
        return
    expected, tolerance = float(case["expected"]), float(case["tolerance"])
    worked = eval(case["arithmetic"], {"__builtins__": {}, "max": max})  # our own file
    assert worked == pytest.approx(expected, abs=max(tolerance, 1e-9)), "the case itself is wrong"
    assert found == pytest.approx(expected, abs=max(tolerance, 1e-9))


def test_every_mistake_of_the_checklist_has_a_case() -> None:
    numbers = {case["mistake"].split()[0] for case in PRACTICE}
    # 20 (results in links) is in tests/property/test_link.py and 22 (sheet names as countries)
    # in tests/unit/test_tables.py; neither is a figure.
    assert numbers >= {str(i) for i in range(1, 22)} - {"20"}


def test_the_famous_wrong_figures_do_not_come_out(run: Run) -> None:
    """264,190 (no free allocation) and 6,605 (2.5 % of the emissions) for 1,000 t of coil."""
    options = "cost --json --cn 72083900 --origin CN --tonnes 1000 --year 2026 --quarter Q1"
    cost = run(*options.split()).json["cost_eur"]
    assert round(cost) == 163_527
    assert not any(abs(cost - wrong) < 1000 for wrong in (264_190, 6_605, 160_899))
