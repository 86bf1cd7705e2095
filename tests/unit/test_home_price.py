"""Article 9: off by default, guarded three times, never below zero."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from cbam import tables
from cbam.bill import STEPS, assess
from cbam.findings.home_price import HomePrice, cap, reduction, reference_price
from cbam.findings.provenance import sources
from cbam.law.vintages import Law
from cbam.present.explain import explain
from cbam.prices import Prices
from cbam.reasons import InputError


@pytest.fixture(scope="module")
def law() -> Law:
    return Law.load()


@pytest.fixture(scope="module")
def prices() -> Prices:
    return Prices.load()


def bill(law, prices, **changes):
    line = {
        "cn_code": "72083900", "origin": "CN", "tonnes": 1000.0, "year": 2026, "quarter": "Q1",
        "basis": "actual", "see": 1.9, "route": "C", **changes,
    }  # fmt: skip
    return assess(pd.DataFrame([line]), law, prices).iloc[0]


def test_taken_off_before_the_floor(law, prices) -> None:
    # 1,000 x (1.9 - 0.975 x 1.370) = 564.25; less 100 = 464.25; x 75.36
    row = bill(law, prices, reduction_certificates=100.0, reduction_evidence=True)
    assert row["certificates"] == pytest.approx(464.25)
    assert row["cost_eur"] == pytest.approx(464.25 * 75.36)
    assert row["cost_eur_per_t"] == pytest.approx(0.46425 * 75.36)
    assert row["reduction"] == 100
    assert "home_price_draft" in row["reasons"].split(";")
    assert "reduction" in [source.step for source in sources(row, law, prices)]
    steps = {item.step: item for item in explain(row, law, prices, "en")}
    assert steps["reduction"].value == "100"
    assert steps["reduction"].assumed
    assert "− 100" in steps["certificates"].formula


def test_never_negative(law, prices) -> None:
    row = bill(law, prices, reduction_certificates=1e6, reduction_evidence=True)
    assert row["cost_eur"] == 0
    assert row["cost_eur_per_t"] == 0
    assert "nothing_to_pay" in row["reasons"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"reduction_evidence": False}, "home_price_no_evidence"),
        ({}, "home_price_no_evidence"),
        ({"basis": "default", "reduction_evidence": True}, "home_price_needs_actual"),
    ],
)
def test_guards(law, prices, changes, reason) -> None:
    row = bill(law, prices, reduction_certificates=100.0, **changes)
    plain = bill(law, prices, **{k: v for k, v in changes.items() if k == "basis"})
    assert row["cost_eur"] == plain["cost_eur"]
    assert row["reduction"] == 0
    assert reason in row["reasons"].split(";")


@pytest.mark.parametrize("value", [-1.0, np.inf])
def test_a_bad_number_is_an_error(law, prices, value) -> None:
    row = bill(law, prices, reduction_certificates=value, reduction_evidence=True)
    assert row["status"] == "error"
    assert row["reasons"] == "reduction_invalid"


def test_absent_column_leaves_the_bill_as_it_was(law, prices) -> None:
    row = bill(law, prices)
    assert "reduction" not in row.index
    assert "reduction" not in STEPS


def test_chinas_cap_is_three_per_cent_of_the_allowance_price(prices) -> None:
    limit = cap("CN", "iron_and_steel", prices)
    assert limit.eur == pytest.approx(0.03 * 80.06 / prices.rate.cny_per_eur)  # about EUR 0.32
    assert cap("CN", "cement", prices).eur == 0
    assert cap("VN", "aluminium", prices).eur == 0
    assert cap("ZA", "aluminium", prices).eur is None


def test_the_cap_is_of_the_day_of_the_prices() -> None:
    # CEA on 10 April 2026: CNY 79.50 (8 May 2026: 80.06); GBP rates differ between the days.
    then, now = Prices.load(as_of="2026-04-10"), Prices.load()
    china = cap("CN", "iron_and_steel", then)
    assert (china.price, china.as_of) == (79.5, "2026-04-10")
    assert china.eur == pytest.approx(0.03 * 79.5 / then.rate.cny_per_eur)
    assert cap("CN", "iron_and_steel", now).as_of == "2026-05-08"
    rates = tables.read("exchange_rates")
    pounds = rates[rates["currency"] == "GBP"].set_index("date")["units_per_eur"]
    for prices in (then, now):
        assert cap("GB", "cement", prices).eur == pytest.approx(49.41 / pounds[prices.as_of])
    # Prices and rate of two days: allowances of the later one, other currencies of the rate's.
    two = Prices.load(as_of="2026-10-30~2026-04-10")
    assert cap("CN", "iron_and_steel", two).price == 80.06
    assert cap("GB", "cement", two).eur == pytest.approx(49.41 / pounds["2026-04-10"])


def test_nothing_known_of_a_date_is_an_error() -> None:
    early = replace(Prices.load(), as_of="2023-12-31")
    with pytest.raises(InputError, match="as_of_invalid"):
        cap("CN", "iron_and_steel", early)


def test_reference_price_is_the_years_average(prices) -> None:
    # (75.36 + 75.28 + 82.32) / 3, three of four quarters published
    price, whole = reference_price(prices, 2026)
    assert price == pytest.approx(77.653333, abs=1e-6)
    assert not whole


def test_stated_price_is_cut_to_the_cap(prices) -> None:
    given = {
        "basis": "actual", "origin": "CN", "sector": "iron_and_steel", "see": 2.0, "year": 2026,
        "prices": prices,
    }  # fmt: skip
    found = reduction(HomePrice(8.0, True), **given)
    assert found.per_t == pytest.approx(2.0 * found.cap.eur / 77.653333, rel=1e-6)
    assert "home_price_capped" in found.notes
    assert reduction(HomePrice(8.0, False), **given).per_t == 0
    assert reduction(HomePrice(8.0, True), **{**given, "basis": "default"}).per_t == 0
    with pytest.raises(InputError):
        reduction(HomePrice(-1.0, True), **given)
