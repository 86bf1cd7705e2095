"""``python -m cbam cost``: answers, spellings, tranches, chains."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Run

COIL = ["cost", "--cn", "72083900", "--origin", "CN", "--tonnes", "1000", "--year", "2026"]
FIRST = [*COIL, "--quarter", "Q1"]

# The keys that issue 1 promises; scripts and spreadsheets rely on them.
PROMISED = """cn_code origin year quarter default_total markup see benchmark benchmark_column route
cbam_factor cscf sefa certificates price_eur cost_eur cost_eur_per_t cost_cny default_from status
reasons sources""".split()  # fmt: skip


def test_the_json_has_every_promised_key_and_nothing_else_is_printed(run: Run) -> None:
    answer = run(*FIRST, "--json")
    assert answer.code == 0
    assert answer.err == ""
    assert set(PROMISED) <= set(answer.json)
    assert answer.json["quarter"] == "Q1"
    assert answer.json["cost_cny"] == pytest.approx(
        answer.json["cost_eur"] * answer.json["cny_per_eur"]
    )


def test_json_never_holds_nan(run: Run) -> None:
    def refuse(name: str) -> None:
        raise AssertionError(name)

    for extra in ([], ["--importer-year-tonnes", "1000"], ["--returned"]):
        for origin in ("CN", "CH", "DE", "XX"):
            options = [*FIRST, "--json", *extra, "--origin", origin]
            json.loads(run(*options).out, parse_constant=refuse)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("quarter", ["Q1", "q1", "1", " Q1 ", "1.0"])
def test_a_quarter_may_be_written_in_any_usual_way(run: Run, quarter: str, lang: str) -> None:
    answer = run(*COIL, "--quarter", quarter, "--json")
    assert answer.json["cost_eur"] == pytest.approx(163_527.43, abs=0.01)
    price = next(s for s in answer.json["sources"] if s["step"] == "price")
    assert price["quarter"] == "2026-Q1"
    text = run(*COIL, "--quarter", quarter, "--lang", lang)
    assert text.code == 0
    assert ("Q1 2026" if lang == "en" else "2026年第一季度") in text.out


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_quarter_is_no_crash(run: Run, lang: str) -> None:
    answer = run(*COIL, "--lang", lang)
    assert answer.code == 0
    assert "2026" in answer.out
