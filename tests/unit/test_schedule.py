"""Dated parameters of the law."""

from __future__ import annotations

import numpy as np
import pytest

from cbam import tables
from cbam.law.schedule import SECTORS, Schedule
from cbam.law.vintages import Law

YEARS = range(2026, 2035)


@pytest.fixture(scope="module")
def schedule() -> Schedule:
    return Law.load().schedule


def test_cbam_factor(schedule: Schedule) -> None:
    expected = [0.975, 0.95, 0.90, 0.775, 0.515, 0.39, 0.265, 0.14, 0.0]
    assert schedule.years == tuple(YEARS)
    np.testing.assert_array_equal(schedule.yearly.cbam_factor, [*expected, np.nan])


def test_correction_factor_is_one_and_an_assumption_after_2030(schedule: Schedule) -> None:
    np.testing.assert_array_equal(schedule.yearly.cscf[:-1], 1.0)
    assert schedule.assumed_years == (2031, 2032, 2033, 2034)
    assert schedule.row("cscf", 2030)["mark"] == "S"
    assert schedule.row("cscf", 2031)["mark"] == "U"


def test_benchmark_period(schedule: Schedule) -> None:
    assert (schedule.yearly.period[:-1] + 1).tolist() == [1, 1, 2, 2, 2, 2, 2, 2, 2]


def test_markup_by_sector(schedule: Schedule) -> None:
    steps = [0.10, 0.20, *[0.30] * 7]
    markup = schedule.yearly.markup.reshape(len(SECTORS), -1)
    assert np.isnan(markup[:, -1]).all()
    table = dict(zip(SECTORS, markup[:, :-1].tolist(), strict=True))
    for sector in ("cement", "iron_and_steel", "aluminium", "hydrogen"):
        assert table[sector] == steps
    assert table["fertilisers"] == [0.01] * 9
    assert table["electricity"] == [0.0] * 9


def test_threshold_and_penalty(schedule: Schedule) -> None:
    for year in YEARS:
        assert schedule.value("threshold_t", year) == 50
        assert schedule.value("penalty_base_eur", year) == 100
        assert schedule.value("penalty_multiple_low", year) == 3
        assert schedule.value("penalty_multiple_high", year) == 5
    assert schedule.value("holding_share", 2027) == 0.5


def test_value_is_the_value_of_the_row_in_force(schedule: Schedule) -> None:
    """The value and the row that sources are quoted from never part."""
    for row in schedule.table.itertuples():
        for year in range(row.year_from, row.year_to + 1):
            found = schedule.row(row.parameter, year, row.sector)["value"]
            assert schedule.value(row.parameter, year, row.sector) == found == row.value


@pytest.mark.parametrize(
    ("parameter", "year", "sector"),
    [
        ("cbam_factor", 2025, ""),
        ("cbam_factor", 2035, ""),
        ("holding_share", 2026, ""),
        ("markup", 2026, ""),
        ("markup", 2026, "cars"),
        ("luck", 2026, ""),
    ],
)
def test_what_the_table_does_not_say_is_an_error(
    schedule: Schedule, parameter: str, year: int, sector: str
) -> None:
    with pytest.raises(KeyError):
        schedule.value(parameter, year, sector)


def test_two_rows_for_one_year_are_an_error() -> None:
    table = tables.read("schedule")
    table.loc[len(table)] = table.iloc[0]
    with pytest.raises(KeyError, match="2 rows"):
        Schedule(table).value("cbam_factor", 2026)
