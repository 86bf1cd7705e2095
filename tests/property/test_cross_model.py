"""The engine against an independent model: plain loops that read the tables themselves."""

from __future__ import annotations

import numpy as np
import pytest

from cbam import bill
from cbam.actual import evaluate, from_mapping
from cbam.law.vintages import Law
from cbam.prices import Prices
from cbam.reasons import BY_CODE
from tests.lines import random_lines
from tests.reference_model import Book, chain
from tests.reference_model import bill as plain_bill

FIGURES = ("see", "sefa", "certificates", "price_eur", "cost_eur")


def bad_fields(reasons: str) -> set[str]:
    return {BY_CODE[code].field for code in reasons.split(";") if BY_CODE[code].kind == "error"}


@pytest.mark.parametrize(
    ("vintage", "seed", "extras", "junk"),
    [("2026-08", 1, False, 0.0), ("2026-08", 2, True, 0.3), ("2026-02", 3, True, 0.1)],
)
def test_engine_equals_the_plain_loop(vintage: str, seed: int, extras: bool, junk: float) -> None:
    lines = random_lines(3000, seed, extras=extras, junk=junk)
    result = bill.assess(lines, Law.load(vintage), Prices.load())
    book = Book(vintage)
    kinds = set()
    for line, row in zip(lines.to_dict("records"), result.to_dict("records"), strict=True):
        expected = plain_bill(line, book)
        kinds.add(expected["status"])
        assert row["status"] == expected["status"], (line, row["reasons"], expected)
        if expected["status"] == "error":
            found = bad_fields(row["reasons"])
            if expected["fields"] & {"cn_code", "origin"}:  # unreadable: it may be one that counts
                found -= {"importer_year_tonnes"} - expected["fields"]
            assert found == expected["fields"], line
            assert np.isnan(row["cost_eur"])
            continue
        for name in FIGURES:
            if name in expected:
                assert row[name] == pytest.approx(expected[name], rel=1e-9, abs=1e-9), (line, name)
    assert "assessed" in kinds
    assert "excluded_origin" in kinds
    if extras:
        assert kinds >= {"error", "eu_origin", "below_threshold", "returned_goods"}


def test_every_good_from_every_origin_equals_the_plain_loop(law: Law, prices: Prices) -> None:
    """All codes of the law once per year group: no pair is left to chance."""
    book = Book()
    import pandas as pd

    codes = sorted(book.cn8 | book.taric)
    lines = pd.DataFrame(
        [(cn, origin, 1.0, 2026) for cn in codes for origin in ("CN", "IN", "TR", "DZ", "AO", "XX")]
        + [(cn, "FR", 1.0, 2030) for cn in codes],
        columns=["cn_code", "origin", "tonnes", "year"],
    )
    result = bill.assess(lines, law, prices)
    for line, status, cost in zip(
        lines.to_dict("records"), result["status"], result["cost_eur"], strict=True
    ):
        expected = plain_bill(line, book)
        assert status == expected["status"], line
        assert cost == pytest.approx(expected["cost_eur"], rel=1e-9), line


def test_random_chains_equal_the_plain_recursion(law: Law) -> None:
    rng = np.random.default_rng(5)
    book = Book()
    choices = [(cn8, route) for (cn8, column), letters in book.listed.items() if column == "A"
               for route in letters]  # fmt: skip

    def build(depth: int) -> dict:
        cn8, route = choices[rng.integers(len(choices))]
        step = {"cn_code": cn8, "route": route, "direct": round(float(rng.uniform(0, 3)), 3)}
        step["inputs"] = [
            {**build(depth - 1), "mass": round(float(rng.uniform(0, 1.5)), 3)}
            for _ in range(rng.integers(0, 3) if depth else 0)
        ]
        return step

    for _ in range(200):
        step, year = build(3), int(rng.choice([2026, 2028, 2033]))
        see, sefa = chain(step, book, year)
        found = evaluate(from_mapping(step), law, year)
        kept = law.schedule.value("cbam_factor", year) * law.schedule.value("cscf", year)
        assert found.see == pytest.approx(see)
        assert kept * found.benchmark == pytest.approx(sefa)
