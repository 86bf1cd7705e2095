"""``python -m cbam cost``: answers, spellings, tranches, chains."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Run

COIL = ["cost", "--cn", "72083900", "--origin", "CN", "--tonnes", "1000", "--year", "2026"]
FIRST = [*COIL, "--quarter", "Q1"]

# The keys that issue 1 promises; scripts and spreadsheets rely on them.
PROMISED = ["cn_code", "origin", "year", "quarter", "default_total", "markup", "see", "benchmark", "benchmark_column", "route", "cbam_factor", "cscf", "sefa", "certificates", "price_eur", "cost_eur", "cost_eur_per_t", "cost_cny", "default_from", "status", "reasons", "sources"]  # fmt: skip


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


CHAIN = {"cn_code": "72142000", "direct": 0.1, "inputs": []}


def chain_file(folder: Path, data: object) -> str:
    path = folder / "chain.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return str(path)


ACTUAL = ["cost", "--cn", "72142000", "--origin", "CN", "--tonnes", "1", "--year", "2026",
          "--basis", "actual", "--json"]  # fmt: skip


@pytest.mark.parametrize("year", ["inf", "-inf", "2026.7", "2025", "9e99"])
def test_a_bad_year_with_a_chain_is_named(run: Run, tmp_path: Path, year: str) -> None:
    path = chain_file(tmp_path, CHAIN)
    options = [f"--year={year}" if option == "2026" else option for option in ACTUAL]
    options.remove("--year")
    answer = run(*options, "--chain", path)
    assert answer.code == 2
    assert year in answer.err
    assert "2026–2034" in answer.err


@pytest.mark.parametrize(
    "data",
    [
        "", "{", "[]", "3", "null", "[" * 100_000, {"cn_code": 72142000, "direct": 0.1},
        {"cn_code": "72142000"}, {"cn_code": "72142000", "direct": "much"},
        {"cn_code": "72142000", "direct": True}, {"cn_code": "72142000", "direct": -1},
        '{"cn_code": "72142000", "direct": NaN}', '{"cn_code": "72142000", "direct": Infinity}',
        {**CHAIN, "inputs": {}}, {**CHAIN, "inputs": [1]}, {**CHAIN, "inputs": [CHAIN]},
        {**CHAIN, "inputs": [{**CHAIN, "mass": -1}]}, {**CHAIN, "inputs": [{**CHAIN, "mass": 1e9}]},
        {**CHAIN, "inputs": [{"mass": 1, "cn_code": "72042100", "direct": 0}]},
        {**CHAIN, "inputs": [{"mass": 1, "cn_code": "72071114", "direct": 0}]},
        {**CHAIN, "inputs": [{"mass": 1, "cn_code": "72071114", "direct": 0, "route": "K"}]},
        {**CHAIN, "inputs": [{"mass": 1, "cn_code": "72071114", "origin": "ZZ"}]},
        {**CHAIN, "inputs": [{"mass": 1, "cn_code": "7207", "origin": "CN"}]},
    ],
)  # fmt: skip
def test_a_bad_chain_is_named(run: Run, tmp_path: Path, data: object) -> None:
    answer = run(*ACTUAL, "--chain", chain_file(tmp_path, data))
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.strip()


def test_a_chain_nested_too_deep_is_named(run: Run, tmp_path: Path) -> None:
    step: dict = CHAIN
    for _ in range(30):
        step = {**CHAIN, "inputs": [{**step, "mass": 1.0}]}
    answer = run(*ACTUAL, "--chain", chain_file(tmp_path, step))
    assert answer.code == 2
    assert "12" in answer.err


def test_precursors_of_the_union_count_nothing_and_others_their_default(
    run: Run, tmp_path: Path
) -> None:
    def with_billet(origin: str) -> dict:
        billet = {"mass": 1.05, "cn_code": "72071114", "origin": origin}
        path = chain_file(tmp_path, {**CHAIN, "inputs": [billet]})
        return run(*ACTUAL, "--chain", path).json

    german, chinese = with_billet("DE"), with_billet("CN")
    assert german["see"] == pytest.approx(0.1)
    assert german["sefa"] == pytest.approx(0.975 * 0.038)
    assert chinese["see"] == pytest.approx(0.1 + 1.05 * 3.169 * 1.10)
    assert chinese["sefa"] == pytest.approx(0.975 * (0.038 + 1.05 * 1.364))
    assert chinese["benchmark_column"] == "A"


def test_pellets_bring_their_electricity_into_steel(run: Run, tmp_path: Path) -> None:
    """Annex II leaves out a good's own electricity, not that of an ore which is not in it."""
    data = {"cn_code": "72011011", "direct": 1.0, "indirect": 9.0, "inputs": [
        {"mass": 1.5, "cn_code": "26011200", "direct": 0.1, "indirect": 0.05},
        {"mass": 0.1, "cn_code": "72031000", "direct": 0.5, "indirect": 7.0},
    ]}  # fmt: skip
    options = [o if o != "72142000" else "72011011" for o in ACTUAL]
    answer = run(*options, "--chain", chain_file(tmp_path, data))
    assert answer.json["see"] == pytest.approx(1.0 + 1.5 * 0.15 + 0.1 * 0.5)


def test_tranches_together_are_part_of_the_importers_year(run: Run) -> None:
    options = ["cost", "--cn", "72083900", "--origin", "CN", "--year", "2026", "--json",
               "--tranche", "Q1:30", "--tranche", "Q2:30"]  # fmt: skip
    refused = run(*options, "--importer-year-tonnes", "49")
    assert refused.code == 2
    assert "49" in refused.err
    assert run(*options, "--importer-year-tonnes", "60").json["cost_eur"] > 0
    exempt = ["Q1:10" if o == "Q1:30" else "Q2:10" if o == "Q2:30" else o for o in options]
    assert run(*exempt, "--importer-year-tonnes", "49").json["cost_eur"] == 0


@pytest.mark.parametrize("field", ["--cn", "--origin", "--route", "--quarter", "--basis"])
def test_bytes_of_another_encoding_are_named(run: Run, field: str) -> None:
    answer = run(*FIRST, field, "\udcff")
    assert answer.code == 2
    assert "udcff" in answer.err


def test_the_users_own_rate(run: Run) -> None:
    answer = run(*FIRST, "--fx", "8", "--json").json
    assert answer["cost_cny"] == pytest.approx(answer["cost_eur"] * 8)
    assert answer["cny_per_eur_date"] is None


def test_names_of_countries_in_both_languages(run: Run) -> None:
    expected = run(*FIRST, "--json").json["cost_eur"]
    for name in ("China", "china", "中国", "cn"):
        assert run(*FIRST, "--json", "--origin", name).json["cost_eur"] == expected
