"""Scenarios side by side, the bridge between two of them, and what may go wrong in one."""

import pytest

from cbam import bill
from cbam.actual import DefaultPrecursor, Input, Process
from cbam.analysis import Analysis
from cbam.findings import compare as module
from cbam.findings.bridge import DRIVERS, bridge
from cbam.findings.compare import compare
from cbam.findings.home_price import HomePrice
from cbam.findings.projection import bill_of
from cbam.findings.scenario import Scenario, Tranche
from cbam.label import Label
from cbam.law.reform import Reform
from cbam.law.vintages import Law
from cbam.reasons import InputError

BASE = Scenario("base")
ACTUAL = Analysis(basis="actual", see=1.9, route="C")
CHAIN = Process("72083900", 0.2, "C", inputs=(Input(1.05, DefaultPrecursor("72071114", "CN")),))
STRIP = Label(
    cn_code="72083900", value=2.31, unit="kg", per="kg", boundary="cradle-to-gate", family="bf-bof"
)
SIX = (
    BASE,
    Scenario("TR", Analysis(origin="TR", path="central", rate=7.5), Reform("p616")),
    Scenario("own", ACTUAL, Reform(cscf_after_2030=0.9)),
    Scenario("chain", Analysis(path="high"), Reform(benchmark_multiplier=0.97), chain=CHAIN),
    Scenario("label", Analysis(path="low"), Reform("p616", 0.85), label=STRIP),
    Scenario("first edition", Analysis(law="2026-02", rate=8.1)),
)


def parts(a: Scenario, b: Scenario, year: int, currency: str = "EUR") -> dict[str, float]:
    return {part.driver: part.amount for part in bridge(a, b, year, currency).parts}


# Comparison ----------------------------------------------------------------------------------


def test_chosen_row_is_the_bill_itself() -> None:
    result = compare(SIX)
    assert not result.problems
    assert result.chosen.loc[0, "cost_eur"] == pytest.approx(163_527.432)
    for i in (0, 5):
        assert result.chosen.loc[i, "cost_eur"] == bill_of(SIX[i].analysis)["cost_eur"]
    assert len(result.years) == 6 * len(Law.load().years)


def test_one_call_per_distinct_law_and_prices(monkeypatch) -> None:
    calls = []
    monkeypatch.setattr(
        module, "assess_columns", lambda *a: (calls.append(1), bill.assess_columns(*a))[1]
    )
    same = [BASE.with_(name=str(i), origin=o) for i, o in enumerate(["CN", "TR", "VN", "IN"])]
    compare(same)
    assert len(calls) == 1
    compare([*same, BASE.with_(path="high"), BASE.with_(reform=Reform("p616"))])
    assert len(calls) == 1 + 3


def test_differences_name_what_differs() -> None:
    found = {d.field: d.values for d in compare(SIX[:2]).differences}
    assert set(found) == {"origin", "path", "rate", "factor_path"}
    assert found["origin"] == ("CN", "TR")
    assert compare([BASE, BASE.with_(name="copy")]).differences == ()


def test_a_bad_scenario_leaves_the_others_standing() -> None:
    wrong = [
        BASE.with_(cn="7208"), BASE.with_(law="1999-01"), Scenario("two", chain=CHAIN, label=STRIP),
        Scenario("other good", Analysis(cn="73181595"), chain=CHAIN), BASE.with_(see=None, basis="actual"),
    ]  # fmt: skip
    result = compare([BASE, *wrong])
    codes = [error.code for _, error in result.problems]
    assert codes == [
        "cn_needs_eight", "law_unknown", "scenario_two_values", "chain_other_good", "see_missing",
    ]  # fmt: skip
    assert result.chosen.loc[0, "cost_eur"] == pytest.approx(163_527.432)
    assert set(result.chosen.loc[1:, "status"]) == {"error"}
    with pytest.raises(InputError, match="cn_needs_eight"):
        result.row(1, 2026)


def test_at_most_six() -> None:
    with pytest.raises(InputError, match="too_many_scenarios"):
        compare([BASE] * 7)


def test_tranches_price_each_quarter_and_bridge_as_one() -> None:
    # G17 with other numbers: 4,000 t at 75.36 and 6,000 t at 75.28, 2.16995 t CO2e/t each
    split = BASE.with_(tranches=(Tranche(2026, "Q1", 4000), Tranche(2026, "Q2", 6000)))
    row = compare([split]).row(0, 2026)
    assert row["cost_eur"] == pytest.approx(2.16995 * (4000 * 75.36 + 6000 * 75.28))
    assert row["tonnes"] == 10_000
    found = bridge(BASE, split, 2026)
    assert found.end == pytest.approx(row["cost_eur"])
    assert {part.driver for part in found.parts} == {"tonnes", "price"}


def test_home_price_is_guarded_inside_a_scenario() -> None:
    plain, proven = Scenario("a", ACTUAL), Scenario("a", ACTUAL, home=HomePrice(5.0, True))
    assert (
        compare([Scenario("a", ACTUAL, home=HomePrice(5.0))]).chosen.loc[0, "cost_eur"]
        == (compare([plain]).chosen.loc[0, "cost_eur"])
    )
    # 1.9 t x 0.03 CEA / (average of 75.36, 75.28, 82.32) certificates per t, at 75.36
    price = 0.03 * 80.06 / proven.prices().rate.cny_per_eur
    saved = parts(plain, proven, 2026)
    assert saved == {"home_price": pytest.approx(-1000 * 1.9 * price / 77.6533333 * 75.36)}


# Bridge: hand-worked --------------------------------------------------------------------------


def test_price_and_tonnes() -> None:
    # 2.16995 certificates per t; both drivers in the middle of the other's ends:
    # tonnes (2000 - 1000) x 2.16995 x (75.36 + 100) / 2; price 24.64 x 2.16995 x 1500
    found = parts(BASE, BASE.with_(tonnes=2000.0, price=100.0), 2026)
    assert found["tonnes"] == pytest.approx(190_261.216)
    assert found["price"] == pytest.approx(80_201.352)


def test_default_against_own_value() -> None:
    # SEE 3.187 x 1.1 -> 1.9; own value -1.287 x 1.05, mark-up -0.1 x (3.187 + 1.9) / 2
    found = parts(BASE, Scenario("own", ACTUAL), 2026)
    assert found == {
        "own_value": pytest.approx(-1.35135 * 75_360),
        "markup": pytest.approx(-0.25435 * 75_360),
    }


def test_proposal_is_one_driver() -> None:
    # 0.075 x 1.370 x 82.32 x 1,000 t
    found = parts(BASE, BASE.with_(reform=Reform("p616")), 2030)
    assert found == {"cbam_factor": pytest.approx(-8458.38)}


def test_exchange_rate_moves_yuan_only() -> None:
    dear = BASE.with_(rate=9.0)
    assert parts(BASE, dear, 2026) == {}
    gap = (9.0 - BASE.prices().rate.cny_per_eur) * 163_527.432
    assert parts(BASE, dear, 2026, "CNY") == {"exchange_rate": pytest.approx(gap)}


def test_an_origin_left_out_is_one_driver() -> None:
    found = parts(BASE, BASE.with_(origin="NO"), 2026)
    assert found == {"scope": pytest.approx(-163_527.432)}
    assert parts(BASE.with_(origin="NO"), BASE.with_(origin="CH"), 2026) == {}


def test_every_pair_adds_up_to_the_cent_and_meets_the_bill() -> None:
    result = compare(SIX)
    for a in range(6):
        for b in range(6):
            for year in (2026, 2027, 2031, 2034):
                found = bridge(SIX[a], SIX[b], year) if a != b and year == 2031 else None
                found = found or module_bridge(result, a, b, year)
                assert found.start == pytest.approx(result.row(a, year)["cost_eur"], abs=1e-6)
                assert found.end == pytest.approx(result.row(b, year)["cost_eur"], abs=1e-6)
                cents = sum(round(amount * 100) for amount in found.cents())
                assert cents == round(found.end * 100) - round(found.start * 100)
                assert {part.driver for part in found.parts} <= set(DRIVERS)


def module_bridge(result, a, b, year):
    from cbam.findings.bridge import bridge_rows

    return bridge_rows(result.row(a, year), result.row(b, year))
