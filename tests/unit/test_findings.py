"""The same product year by year, and the analysis as a line."""

from __future__ import annotations

import dataclasses

import pytest

from cbam.analysis import Analysis, import_line
from cbam.findings.projection import bill_of, bills_of, years
from cbam.law.vintages import Law
from cbam.prices import Prices
from cbam.rows import assess_rows

DRIVERS = ["above_benchmark", "from_markup", "from_phase_out"]
CASES = [
    Analysis(),
    Analysis(path="central"),
    Analysis(cn="31021019", origin="TR"),
    Analysis(cn="25070080"),  # free allocation covers the first years
    Analysis(basis="actual", see=1.2, route="C"),
    Analysis(basis="actual", see=0.0, route="E"),
    Analysis(cn="27160000", origin="RS"),
    Analysis(cn="84151010"),
    Analysis(origin="CH"),
    Analysis(importer_tonnes=1000.0, tonnes=20.0),
    Analysis(law="2026-02"),
    Analysis(price=90.0, year=2029, quarter=""),
]


def test_the_example_is_the_headline_of_the_issue() -> None:
    row = bill_of(Analysis())
    assert row["cost_eur"] == pytest.approx(163_527.43, abs=0.01)
    assert Analysis() == Analysis().with_()


def test_an_analysis_cannot_be_half_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Analysis().tonnes = 5.0  # type: ignore[misc]
    assert hash(Analysis()) == hash(Analysis(tonnes=1000.0))


@pytest.mark.parametrize("analysis", CASES, ids=str)
def test_the_drivers_add_up_to_the_cost(analysis: Analysis) -> None:
    table = years(analysis)
    assert table[DRIVERS].notna().all(axis=None)
    for _, row in table.iterrows():
        assert row[DRIVERS].sum() == pytest.approx(row["cost_eur_per_t"], abs=1e-9)


@pytest.mark.parametrize("analysis", CASES, ids=str)
def test_the_chosen_year_is_the_chosen_bill(analysis: Analysis) -> None:
    table = years(analysis)
    chosen = table[(table["year"] == analysis.year) & (table["basis"] == analysis.basis)]
    assert len(chosen) == 1
    assert chosen["cost_eur"].iloc[0] == pytest.approx(bill_of(analysis)["cost_eur"])
    assert sorted(set(table["year"])) == list(range(2026, 2035))


def test_every_year_has_its_own_markup_factor_and_period() -> None:
    """Checklist 16: a projection that keeps the 2026 value misses the steps."""
    table = years(Analysis()).set_index("year")
    assert table["markup"].tolist() == [0.1, 0.2, *[0.3] * 7]
    assert table["cbam_factor"].tolist() == [
        0.975, 0.95, 0.9, 0.775, 0.515, 0.39, 0.265, 0.14, 0]  # fmt: skip
    assert table["cost_eur_per_t"].is_monotonic_increasing
    bolt = years(Analysis(cn="73181562")).set_index("year")
    assert bolt["benchmark"].tolist() == [1.154, 1.154, *[1.116] * 7]


def test_an_actual_value_has_the_default_beside_it() -> None:
    analysis = Analysis(basis="actual", see=1.5, route="C")
    both = bills_of(analysis)
    assert len(both) == 2
    assert both[1]["cost_eur"] == pytest.approx(bill_of(Analysis())["cost_eur"])
    assert len(bills_of(Analysis())) == 1


def test_the_users_price_holds_for_the_chosen_year_only() -> None:
    table = years(Analysis(price=50.0, year=2028, quarter="")).set_index("year")
    assert table.loc[2028, "price_eur"] == 50
    assert table.loc[2029, "price_eur"] == 82.32


def test_a_line_of_an_analysis_is_a_line_of_the_bill() -> None:
    line = import_line(Analysis())
    (row,) = assess_rows([line], Law.load(), Prices.load())
    assert row["status"] == "assessed"
    assert import_line(Analysis(), year=2030)["quarter"] == ""
