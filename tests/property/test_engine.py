"""Properties of the bill that hold whatever the good, the origin and the year."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbam import bill
from cbam.bill import STEPS
from cbam.law.vintages import Law
from cbam.prices import QUARTERS, Prices
from cbam.reasons import BY_CODE, ERRORS
from tests import lines

settings.register_profile("quick", max_examples=60, deadline=None, derandomize=True)
settings.load_profile("quick")

LAW, PRICES = Law.load(), Prices.load()

codes = st.sampled_from([*lines.codes(), "84151010"])
origins = st.sampled_from(lines.origins())
years = st.integers(2026, 2034)
quarters = st.sampled_from(QUARTERS)
tonnes = st.floats(0, 1e9, allow_nan=False)


def bills(rows: list[dict], **changes: object) -> pd.DataFrame:
    """The bills of some lines, with some columns replaced."""
    return bill.assess(pd.DataFrame(rows).assign(**changes), LAW, PRICES)


def import_lines(**fields: st.SearchStrategy) -> st.SearchStrategy[list[dict]]:
    """A handful of lines that differ in everything."""
    line = {"cn_code": codes, "origin": origins, "year": years, "quarter": quarters}
    return st.lists(st.fixed_dictionaries({**line, **fields}), min_size=1, max_size=25)


def same(left: pd.DataFrame, right: pd.DataFrame, names: Sequence[str] = STEPS) -> None:
    """Equal step columns; the order of categories does not matter."""
    for name in names:
        a, b = left[name], right[name]
        if pd.api.types.is_float_dtype(a.dtype):
            np.testing.assert_array_equal(a.to_numpy(), b.to_numpy(), err_msg=name)
        else:
            assert a.astype(str).tolist() == b.astype(str).tolist(), name


def split(rows: list[dict], name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Bills with the smaller and with the larger of two drawn values of a column."""
    low, high = (pd.Series([pick(row[name]) for row in rows]) for pick in (min, max))
    return bills(rows, **{name: low}), bills(rows, **{name: high})


@given(import_lines(tonnes=st.tuples(tonnes, tonnes)))
def test_more_tonnes_never_cost_less(rows: list[dict]) -> None:
    low, high = split(rows, "tonnes")
    assert (low["cost_eur"] >= 0).all()
    assert (low["cost_eur"] <= high["cost_eur"]).all()
    assert (low["cost_eur_per_t"] == high["cost_eur_per_t"]).all()


@given(import_lines(tonnes=tonnes, price_eur=st.tuples(st.floats(0, 10_000), st.floats(0, 10_000))))
def test_a_higher_price_never_costs_less(rows: list[dict]) -> None:
    low, high = split(rows, "price_eur")
    assert (low["cost_eur"] >= 0).all()
    assert (low["cost_eur"] <= high["cost_eur"]).all()
    assert (low["certificates"] == high["certificates"]).all()


@given(import_lines(tonnes=tonnes, see=st.tuples(st.floats(0, 1000), st.floats(0, 1000))))
def test_more_emissions_never_cost_less(rows: list[dict]) -> None:
    for row in rows:
        good, _ = LAW.goods.resolve(row["cn_code"])
        listed = LAW.benchmarks.listed(good) if good < len(LAW.goods.codes) else ()
        row |= {"basis": "actual", "route": listed[0] if listed else ""}
    low, high = split(rows, "see")
    assert (low["cost_eur"] >= 0).all()
    assert (low["cost_eur"] <= high["cost_eur"]).all()


@given(import_lines(tonnes=tonnes))
def test_the_quarter_changes_the_price_and_nothing_else(rows: list[dict]) -> None:
    money = {"price_eur", "price_basis", "cost_eur", "cost_eur_per_t", "cost_cny", "reasons"}
    first, *others = [bills(rows, quarter=quarter) for quarter in QUARTERS[1:]]
    later = (first["year"] > 2026).to_numpy()
    for other in others:
        same(first, other, [name for name in STEPS if name not in money])
        same(first[later], other[later])


@given(import_lines(tonnes=tonnes))
def test_the_parts_of_a_bill_add_up(rows: list[dict]) -> None:
    result = bills(rows)
    due = result[result["status"] == "assessed"]
    free = result[result["status"] != "assessed"]
    assert (free[["cost_eur", "cost_cny", "certificates", "cost_eur_per_t"]] == 0).all(axis=None)
    per_tonne = (due["see"] - due["sefa"]).clip(lower=0)
    parts = [
        ("see", due["default_total"] * (1 + due["markup"])),
        ("sefa", due["cbam_factor"] * due["cscf"] * due["benchmark"]),
        ("certificates", due["tonnes"] * per_tonne),
        ("cost_eur", due["certificates"] * due["price_eur"]),
        ("cost_eur_per_t", per_tonne * due["price_eur"]),
        ("cost_cny", due["cost_eur"] * PRICES.rate.cny_per_eur),
    ]
    for name, expected in parts:
        np.testing.assert_allclose(due[name], expected, rtol=1e-12, err_msg=name)


@pytest.mark.parametrize("seed", range(2))
def test_many_lines_at_once_equal_each_line_alone(seed: int) -> None:
    frame = lines.random_lines(80, seed, junk=0.3)
    together = bill.assess(frame, LAW, PRICES)
    alone = [bill.assess(frame.iloc[[i]], LAW, PRICES) for i in range(len(frame))]
    same(together, pd.concat([part.astype({"reasons": str}) for part in alone]))


@pytest.mark.parametrize("seed", range(3))
def test_the_kind_of_column_does_not_matter(seed: int) -> None:
    frame = lines.random_lines(500, seed, junk=0.2)
    expected = bill.assess(frame, LAW, PRICES)
    texts = ["cn_code", "origin", "quarter", "basis", "route"]
    same(expected, bill.assess(frame.astype(dict.fromkeys(texts, "category")), LAW, PRICES))
    same(expected, bill.assess(frame.astype(dict.fromkeys(texts, object)), LAW, PRICES))
    same(expected, bill.assess(frame.astype(object), LAW, PRICES))
    numbers = [n for n in ("tonnes", "year", "see", "price_eur", "sefa") if n in frame]
    as_text = frame.copy()
    for name in numbers:
        as_text[name] = [None if v != v else repr(float(v)) for v in frame[name]]
    same(expected, bill.assess(as_text, LAW, PRICES))


@pytest.mark.parametrize("seed", range(3))
def test_files_may_be_cut_and_joined(seed: int) -> None:
    frame = lines.random_lines(400, seed, junk=0.2)
    cut = [frame.iloc[:150], frame.iloc[150:151], frame.iloc[151:151], frame.iloc[151:]]
    parts = [bill.assess(part, LAW, PRICES).astype({"reasons": str}) for part in cut]
    same(bill.assess(frame, LAW, PRICES), pd.concat(parts))


def test_chunks_and_threads_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = lines.random_lines(2000, 9, junk=0.2)
    expected = bill.assess(frame, LAW, PRICES)
    monkeypatch.setattr(bill, "_CHUNK", 37)
    same(expected, bill.assess(frame, LAW, PRICES))
    monkeypatch.setattr(bill, "_PARALLEL", 100)
    same(expected, bill.assess(frame, LAW, PRICES))


def test_the_input_is_not_touched_and_keeps_its_index() -> None:
    frame = lines.random_lines(50, 4, junk=0.2)
    frame.index = [f"row {i // 2}" for i in range(50)]  # even with repeated labels
    before = frame.copy(deep=True)
    result = bill.assess(frame, LAW, PRICES)
    pd.testing.assert_frame_equal(frame, before)
    assert result.index.equals(frame.index)
    for name in frame.columns:
        kept = f"given_{name}" if name in STEPS else name
        pd.testing.assert_series_equal(result[kept], frame[name], check_names=False)


def test_no_lines_are_no_error() -> None:
    empty = pd.DataFrame(columns=["cn_code", "origin", "tonnes", "year"])
    result = bill.assess(empty, LAW, PRICES)
    assert list(result.columns[4:]) == list(STEPS)
    assert len(result) == 0


pytestmark = pytest.mark.filterwarnings("ignore:Casting complex values")
JUNK = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.binary()
    | st.lists(st.integers(), max_size=2) | st.dates() | st.complex_numbers()
    | st.sampled_from([
        pd.NA, pd.NaT, pd.Timestamp("2026-01-01"), pd.Timedelta(days=1), np.int64(3), "\ud800",
        10**400, -(10**400), "1e999", "٣", "７２０８３９００", "=1+1", {"a": 1}, object(), math.nan,
        datetime.datetime(2026, 1, 1), b"72083900",
    ])
)  # fmt: skip
GOOD = {"cn_code": "72083900", "origin": "CN", "tonnes": 10.0, "year": 2026, "quarter": "Q1",
        "basis": "actual", "see": 2.0, "route": "C", "price_eur": 75.0, "sefa": 0.5,
        "importer_year_tonnes": 1000.0, "returned": False, "chain_benchmark": 1.0}  # fmt: skip
CLEAN = bill.assess(pd.DataFrame([GOOD]), LAW, PRICES)


@settings(max_examples=150)
@given(st.sampled_from(sorted(GOOD)), JUNK)
def test_a_junk_cell_never_raises_and_never_spoils_its_neighbours(name: str, cell: object) -> None:
    frame = pd.DataFrame([GOOD] * 3).astype(object)
    frame.at[1, name] = cell
    result = bill.assess(frame, LAW, PRICES)
    same(result.iloc[[0]], CLEAN)
    same(result.iloc[[2]], CLEAN)
    row = result.iloc[1]
    if row["status"] == "error":
        assert np.isnan(row["cost_eur"])
        assert any(BY_CODE[code].kind == "error" for code in row["reasons"].split(";"))
    else:
        assert row["cost_eur"] >= 0


@given(st.lists(st.tuples(JUNK, JUNK, JUNK, JUNK), min_size=1, max_size=4))
def test_frames_of_nothing_but_junk_never_raise(cells: list[tuple]) -> None:
    frame = pd.DataFrame(cells, columns=["cn_code", "origin", "tonnes", "year"], dtype=object)
    result = bill.assess(frame, LAW, PRICES)
    assert len(result) == len(frame)
    assert result["status"].notna().all()


def test_error_and_figures_exclude_each_other() -> None:
    """An error has no figure at all; every other line has all the money columns."""
    result = bill.assess(lines.random_lines(3000, 11, junk=0.4), LAW, PRICES)
    failed = (result["status"] == "error").to_numpy()
    money = result[["certificates", "cost_eur", "cost_eur_per_t", "cost_cny"]].to_numpy()
    assert np.isnan(money[failed]).all()
    assert np.isfinite(money[~failed]).all()
    assert (money[~failed] >= 0).all()
    masks = [any(BY_CODE[c].kind == "error" for c in str(t).split(";") if c)
             for t in result["reasons"]]  # fmt: skip
    assert (np.array(masks) == failed).all()
    assert ERRORS


def test_column_a_is_never_used_with_a_default() -> None:
    """Electricity has no free allocation and so no column."""
    result = bill.assess(lines.random_lines(5000, 12), LAW, PRICES)
    default = result["default_from"] != ""
    power = result["sector"] == "electricity"
    column = result["benchmark_column"].astype(str)
    assert set(column[default & ~power]) == {"B"}
    assert set(column[default & power]) == {""}
