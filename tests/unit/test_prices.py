"""Certificate prices, paths and the exchange rate."""

from __future__ import annotations

import math

import pytest

from cbam import tables
from cbam.prices import FLAT, OWN, QUARTERS, Prices, path_names, read_quarter
from cbam.reasons import InputError, codes_of


def found(prices: Prices, year: int, quarter: str = "") -> tuple[float, str, tuple[str, ...]]:
    price, basis, mask = prices.find(year, quarter)
    return price, basis, codes_of(mask)


def test_published_quarters(prices: Prices) -> None:
    assert found(prices, 2026, "Q1") == (75.36, "published", ())
    assert found(prices, 2026, "Q2") == (75.28, "published", ())
    assert found(prices, 2026, "Q3") == (82.32, "published", ())


def test_the_quarter_to_come_takes_the_last_price_and_says_so(prices: Prices) -> None:
    assert found(prices, 2026, "Q4") == (82.32, "provisional", ("price_provisional",))
    assert prices.pending[2026, "Q4"] == "2027-01-04"
    assert prices.latest_quarter == (2026, "Q3")


def test_no_quarter_is_an_assumption(prices: Prices) -> None:
    price, basis, reasons = found(prices, 2026)
    assert (price, basis) == (82.32, "provisional")
    assert "quarter_not_stated" in reasons


def test_later_years_follow_the_path_whatever_the_quarter() -> None:
    central = Prices.load("central")
    for quarter in QUARTERS:
        assert found(central, 2030, quarter) == (126, "path", ("price_path",))
    assert Prices.load(FLAT).find(2034)[0] == 82.32
    assert Prices.load("low").find(2034)[0] == 75
    assert Prices.load("high").find(2034)[0] == 180


def test_paths_meet_their_published_points_and_are_straight_between_them() -> None:
    central = Prices.load("central").points
    assert (central[2028], central[2030], central[2034]) == (110, 126, 165)
    assert central[2029] == pytest.approx((central[2028] + central[2030]) / 2)
    assert central[2032] == pytest.approx((central[2030] + central[2034]) / 2)
    low, high = Prices.load("low").points, Prices.load("high").points
    assert all(low[year] <= central[year] <= high[year] for year in central)


def test_own_points() -> None:
    own = Prices.load(OWN, own={2030: 100.0})
    assert own.find(2030)[0] == 100
    assert own.find(2031)[0] == 82.32
    assert own.find(2026, "Q1")[0] == 75.36
    assert path_names() == ("flat", "low", "central", "high", "own")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"path": "rosy"}, "path_unknown"),
        ({"path": ""}, "path_unknown"),
        ({"path": "own", "own": {2030: -1.0}}, "price_invalid"),
        ({"path": "own", "own": {2030: math.nan}}, "price_invalid"),
        ({"path": "own", "own": {2030: 1e6}}, "price_invalid"),
        ({"cny_per_eur": 0.0}, "rate_invalid"),
        ({"cny_per_eur": -8.0}, "rate_invalid"),
        ({"cny_per_eur": math.nan}, "rate_invalid"),
        ({"cny_per_eur": math.inf}, "rate_invalid"),
    ],
)
def test_bad_prices_and_rates_are_named(arguments: dict, code: str) -> None:
    with pytest.raises(InputError) as caught:
        Prices.load(**arguments)
    assert caught.value.code == code


def test_the_rate_is_the_latest_of_the_table(prices: Prices) -> None:
    rates = tables.read("exchange_rates")
    yuan = rates[rates["currency"] == "CNY"].set_index("date")["units_per_eur"]
    assert prices.rate.cny_per_eur == yuan[yuan.index.max()]
    assert prices.rate.date == yuan.index.max()
    assert prices.rate.source == "ECB"
    assert Prices.load(cny_per_eur=8.0).rate.source == "user"


def test_the_published_prices_agree_with_the_auctions() -> None:
    """The official figures recomputed from the auctions on board; Q3 has not all of them."""
    table = tables.read("certificate_prices").set_index("quarter")
    auctions = tables.read("eua_auctions")
    for quarter, months in {"Q1": ("01", "03"), "Q2": ("04", "06")}.items():
        part = auctions[auctions["date"].between(f"2026-{months[0]}-01", f"2026-{months[1]}-31")]
        mean = (part["price_eur"] * part["volume_t"]).sum() / part["volume_t"].sum()
        assert mean == pytest.approx(table.loc[quarter, "price_eur"], abs=0.01)
        assert mean == pytest.approx(table.loc[quarter, "recomputed_eur"], abs=0.01)


@pytest.mark.parametrize(
    ("typed", "quarter"),
    [
        ("Q1", "Q1"), ("q2", "Q2"), (" 3 ", "Q3"), (4, "Q4"), (1.0, "Q1"), ("", ""), (None, ""),
        (math.nan, ""), ("Q5", None), ("0", None), ("QQ1", None), ("Q", None), ("1.5", None),
        ("first", None), (True, None),
    ],
)  # fmt: skip
def test_how_quarters_are_written(typed: object, quarter: str | None) -> None:
    assert read_quarter(typed) == quarter
