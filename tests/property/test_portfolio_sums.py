"""A portfolio adds up: parts to totals, whatever the order, the cuts and the repetitions."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbam import bill
from cbam.law.vintages import Law
from cbam.portfolio.totals import picture as pictures
from cbam.portfolio.totals.picture import DIMENSIONS, picture
from cbam.portfolio.totals.picture_cells import bills, cells_of, in_year
from cbam.portfolio.totals.picture_sums import ExactSums, sums
from cbam.prices import Prices
from tests.lines import random_lines

settings.register_profile("portfolio", max_examples=40, deadline=None, derandomize=True)
settings.load_profile("portfolio")

LAW, PRICES = Law.load(), Prices.load("central")
NUMBERS = ("see", "price_eur", "sefa", "importer_year_tonnes")


def portfolio(rows: int, seed: int, *, year: int | None = 2026, repeat: int = 1) -> pd.DataFrame:
    """Random lines with buyers, members and products, some bad; each repeated."""
    frame = random_lines(rows, seed, junk=0.15)
    rng = np.random.default_rng(seed)
    if year is not None:
        frame["year"] = np.where(frame["year"].isin([2025.0, 2035.0, 2026.5]), frame["year"], year)
    for name, many in (("importer", 5), ("member", 7), ("product", 12)):
        frame[name] = [f"{name} {n}" if n else "" for n in rng.integers(0, many, rows)]
    frame["reduction_certificates"] = np.where(rng.random(rows) < 0.1, 1.5, np.nan)
    frame["reduction_evidence"] = True
    return pd.concat([frame] * repeat, ignore_index=True)


@given(
    st.lists(st.tuples(st.integers(0, 4), st.floats(0, 1e16, allow_subnormal=False)), max_size=60),
    st.randoms(use_true_random=False),
)
def test_sums_are_exact_to_their_last_unit_and_know_no_order(pairs: list, random: object) -> None:
    codes = np.array([code for code, _ in pairs], np.int64)
    values = np.array([value for _, value in pairs])
    found = sums(codes, values, 5)
    for code in range(5):
        exact = sum((Fraction(v) for c, v in pairs if c == code), Fraction(0))
        assert abs(Fraction(found[code]) - exact) <= exact * Fraction(1, 2**51) + Fraction(1, 2**44)
    random.shuffle(order := list(range(len(pairs))))  # type: ignore[attr-defined]
    assert sums(codes[order], values[order], 5).tobytes() == found.tobytes()
    cut = len(pairs) // 3
    parts = ExactSums.zeros(5)
    parts.add(ExactSums.of(codes[cut:], values[cut:], 5))
    parts.add(ExactSums.of(codes[:cut], values[:cut], 5), np.arange(5))
    assert parts.values().tobytes() == found.tobytes()


@pytest.mark.parametrize("seed", range(3))
def test_cells_cost_what_their_lines_cost(seed: int) -> None:
    frame = portfolio(400, seed, year=None, repeat=2)
    cells = cells_of(frame, LAW)
    found = bills(cells, LAW, PRICES)
    each = bill.assess(frame, LAW, PRICES)
    assert (each["status"].cat.codes.to_numpy() == found.status[cells.of_line]).all()
    cost = each["cost_eur"].fillna(0).to_numpy()
    for cell in range(len(cells)):
        expected = math.fsum(cost[cells.of_line == cell])
        assert found.cost_eur[cell] == pytest.approx(expected, rel=1e-12, abs=1e-9)
    assert cells.lines.sum() == len(frame)


@pytest.mark.parametrize("seed", range(3))
def test_every_year_equals_assessing_every_line_in_that_year_to_the_cent(seed: int) -> None:
    frame = portfolio(300, seed).drop(columns="sefa")
    shown = picture(frame, LAW, PRICES, year=2026)
    base = bill.assess(frame, LAW, PRICES)
    published, latest = PRICES.latest_quarter
    for row in shown.years.itertuples():
        moved = frame[(frame["year"] == 2026) & (base["status"] != "error")].copy()
        if row.year != 2026:
            moved["year"] = float(row.year)
            moved["quarter"] = latest if row.year == published else ""
            moved["price_eur"] = np.nan
            moved["reduction_certificates"] = np.nan
        result = bill.assess(moved, LAW, PRICES)
        fine = result["status"] != "error"
        assert row.lines == fine.sum()
        assert row.lines + row.left_out == (frame["year"] == 2026).sum()
        assert round(row.cost_eur, 2) == round(math.fsum(result["cost_eur"][fine]), 2)
    assert shown.cost_eur == shown.years.loc[0, "cost_eur"]
    assert len(base) == shown.lines + shown.lines_left_out


def test_a_verified_allocation_follows_the_factors_in_other_years() -> None:
    line = {"cn_code": "72083900", "origin": "CN", "tonnes": 10.0, "year": 2026, "quarter": "Q1",
            "basis": "actual", "see": 2.0, "route": "C", "sefa": 1.2}  # fmt: skip
    cells = cells_of(pd.DataFrame([line]), LAW)
    yearly = LAW.schedule.yearly
    for at in range(len(LAW.years)):
        steps = bills(cells, LAW, PRICES, **in_year(cells, at, LAW, PRICES)).steps
        share = (yearly.cbam_factor[at] * yearly.cscf[at]) / (
            yearly.cbam_factor[0] * yearly.cscf[0]
        )
        assert steps["sefa"][0] == pytest.approx(1.2 * share)


@pytest.mark.parametrize("seed", range(2))
def test_the_sum_of_parts_is_the_total(seed: int) -> None:
    frame = portfolio(500, seed)
    shown = picture(frame, LAW, PRICES, year=2026)
    for name in DIMENSIONS:
        part = shown.parts[name]
        assert math.fsum(part["cost_eur"]) == pytest.approx(shown.cost_eur, rel=1e-12)
        assert part["lines"].sum() + sum(shown.nothing_due.values()) == shown.lines
        assert part["share"].sum() == pytest.approx(1)
    failed = (bill.assess(frame, LAW, PRICES)["status"] == "error").sum()
    other = shown.left_out.loc[shown.left_out["kind"] == "other_year", "lines"].sum()
    assert shown.lines_left_out == failed + other
    assert shown.lines + shown.lines_left_out == len(frame)


@given(seed=st.integers(0, 50))
@settings(max_examples=6)
def test_order_changes_nothing(seed: int) -> None:
    frame = portfolio(200, seed)
    shuffled = frame.sample(frac=1, random_state=seed).reset_index(drop=True)
    first, second = (picture(f, LAW, PRICES, year=2026) for f in (frame, shuffled))
    assert (first.cost_eur, first.lines) == (second.cost_eur, second.lines)
    pd.testing.assert_frame_equal(first.years, second.years, check_exact=True)
    for name in DIMENSIONS:
        pd.testing.assert_frame_equal(first.parts[name], second.parts[name], check_exact=True)
    pd.testing.assert_frame_equal(first.importers, second.importers, check_exact=True)
    pd.testing.assert_frame_equal(first.left_out, second.left_out)
    costs = bill.assess(frame, LAW, PRICES)["cost_eur"]
    again = bill.assess(shuffled, LAW, PRICES)["cost_eur"]
    ours = costs.iloc[first.pareto.rows].tolist()
    assert ours == pytest.approx(again.iloc[second.pareto.rows].tolist(), rel=1e-12)


def test_the_kind_of_column_does_not_matter() -> None:
    frame = portfolio(300, 5)
    texts = ["cn_code", "origin", "quarter", "basis", "route", "importer", "member", "product"]
    as_codes = frame.astype(dict.fromkeys(texts, "category"))
    first, second = (picture(f, LAW, PRICES, year=2026) for f in (frame, as_codes))
    for name in DIMENSIONS:
        pd.testing.assert_frame_equal(first.parts[name], second.parts[name], check_exact=True)


def test_the_fewest_lines_that_make_the_share() -> None:
    frame = portfolio(60, 8)
    cells = cells_of(frame, LAW)
    found = bills(cells, LAW, PRICES)
    counted = (cells.inputs.year == 0) & ~found.failed
    cost = pictures.line_costs(cells, found, counted, frame)
    shown = pictures.pareto(cost)
    assert cost[shown.rows].sum() >= 0.8 * cost.sum() * (1 - 1e-9)
    assert cost[shown.rows[:-1]].sum() < 0.8 * cost.sum()
    assert (np.diff(cost[shown.rows]) <= 0).all()
    none = pictures.pareto(np.zeros(4))
    assert (none.needed, len(none.curve)) == (0, 0)
