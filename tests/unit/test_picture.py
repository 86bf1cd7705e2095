"""The picture of a portfolio, worked by hand on a few lines."""

from __future__ import annotations

import pandas as pd
import pytest

from cbam import bill
from cbam.law.vintages import Law
from cbam.portfolio.totals import threshold
from cbam.portfolio.totals.picture import picture
from cbam.portfolio.totals.picture_cells import cells_of
from cbam.portfolio.totals.picture_whatif import gap, target
from cbam.prices import Prices
from cbam.reasons import InputError

COIL, SCREW, CEMENT, UREA, POWER, HYDROGEN = (
    "72083900", "73181562", "25232900", "31021019", "27160000", "28041000",
)  # fmt: skip


def frame(*rows: dict) -> pd.DataFrame:
    base = {"cn_code": COIL, "origin": "CN", "tonnes": 100.0, "year": 2026, "quarter": "Q1",
            "importer": "A", "member": "M", "product": ""}  # fmt: skip
    return pd.DataFrame([base | row for row in rows])


def test_totals_parts_and_what_is_left_out(law: Law, prices: Prices) -> None:
    lines = frame(
        {"tonnes": 1000.0, "product": "coil"},
        {"tonnes": 1000.0, "cn_code": SCREW, "origin": "TR", "importer": "B"},
        {"cn_code": "84151010"},  # out of scope: counted, nothing due
        {"cn_code": "7208390"},  # seven digits
        {"tonnes": -1.0, "origin": "ZZ"},  # two reasons, one line
        {"year": 2027},
        {"cn_code": POWER, "tonnes": 5.0},
    )
    shown = picture(lines, law, prices, rejected={"kg_as_t": 2})
    assert shown.year == 2026
    assert shown.lines == 4
    assert shown.nothing_due == {"out_of_scope": 1}
    assert shown.lines_left_out == 2 + 1 + 2
    left = {(r.reason, r.kind): r.lines for r in shown.left_out.itertuples()}
    assert left == {("cn_length", "error"): 1, ("tonnes_invalid", "error"): 1,
                    ("origin_unknown", "error"): 1, ("other_year", "other_year"): 1,
                    ("kg_as_t", "rejected"): 2}  # fmt: skip
    single = bill.assess(lines, law, prices)["cost_eur"]
    assert single[0] == pytest.approx(163_527.43, abs=0.01)
    assert shown.cost_eur == pytest.approx(single[[0, 1, 6]].sum())
    assert shown.cost_cny == pytest.approx(shown.cost_eur * prices.rate.cny_per_eur)
    products = shown.parts["product"].set_index("key")
    assert set(products.index) == {"coil", SCREW, POWER}  # a line without a name goes by its good
    assert products.loc["coil", "tonnes"] == 1000
    assert (products.loc[POWER, "tonnes"], products.loc[POWER, "mwh"]) == (0, 5)
    assert set(shown.parts["heading"]["key"]) == {"7208", "7318", "2716"}
    assert shown.parts["origin"].loc[0, "key"] in ("CN", "TR")
    assert shown.own_years["year"].tolist() == [2026, 2027]
    assert shown.own_years["left_out"].tolist() == [2, 0]


def test_no_line_of_the_year_is_named(law: Law, prices: Prices) -> None:
    for lines, year, code in (
        (frame({}), 2030, "lines_missing"),
        (frame({}), 1999, "year_invalid"),
        (frame({"year": 1999}), None, "lines_missing"),
        (frame({}).iloc[:0], None, "lines_missing"),
    ):
        with pytest.raises(InputError) as caught:
            picture(lines, law, prices, year=year)
        assert caught.value.code == code


def test_fifty_tonnes_importer_by_importer(law: Law, prices: Prices) -> None:
    lines = frame(
        {"importer": "above", "tonnes": 30.0},
        {"importer": "above", "tonnes": 20.001, "cn_code": CEMENT},  # all mass goods together
        {"importer": "limit", "tonnes": 50.0},  # not exceeded
        {"importer": "small", "tonnes": 10.0},
        {"importer": "small", "tonnes": 30.0, "origin": "CH"},  # Annex III: outside
        {"importer": "small", "tonnes": 60.0, "cn_code": HYDROGEN},  # no threshold
        {"importer": "small", "tonnes": 45.0, "year": 2027},  # another calendar year
        {"importer": "", "tonnes": 500.0},
    )
    table = threshold.importers(cells_of(lines, law), law, prices).set_index(["importer", "year"])
    cost = bill.assess(lines, law, prices)["cost_eur"]
    above, limit = table.loc[("above", 2026)], table.loc[("limit", 2026)]
    small, later = table.loc[("small", 2026)], table.loc[("small", 2027)]
    assert (above["tonnes"], above["standing"]) == (pytest.approx(50.001), "above")
    assert above["room"] == pytest.approx(-0.001)
    assert above["cost_eur"] == pytest.approx(cost[0] + cost[1])
    assert (limit["standing"], limit["room"]) == ("near", 0)
    # At 51 t the charge falls on all 51, not on the one above.
    assert limit["cost_just_above"] == pytest.approx(51 * 163.52743, rel=1e-6)
    assert (small["tonnes"], small["standing"], small["lines"]) == (10, "exempt", 1)
    assert small["other_cost_eur"] == pytest.approx(cost[5])
    assert (later["tonnes"], later["standing"]) == (45, "near")
    assert table.loc[("", 2026), "standing"] == "unnamed"
    exempt = threshold.exempt_cost(table.reset_index(), 2026)
    assert exempt == pytest.approx(cost[2] + cost[3])


def test_a_stated_yearly_total_counts_where_it_is_larger(law: Law, prices: Prices) -> None:
    lines = frame(
        {"tonnes": 10.0, "importer_year_tonnes": 400.0},
        {"tonnes": 10.0, "importer": "B", "importer_year_tonnes": 20.0},
        {"tonnes": 30.0, "importer": "C", "importer_year_tonnes": 20.0},  # a part above the whole
    )
    table = threshold.importers(cells_of(lines, law), law, prices).set_index("importer")
    assert table.loc["A", "standing"] == "above"
    assert table.loc["B", "standing"] == "exempt"
    assert table.loc["B", "cost_eur"] == pytest.approx(1635.27, abs=0.01)  # what it would be
    assert "C" not in table.index
    assert picture(lines, law, prices).lines_left_out == 1


def test_what_missing_verification_costs(law: Law, prices: Prices) -> None:
    lines = frame(
        {"tonnes": 1000.0},
        {"tonnes": 100.0, "basis": "actual", "see": 2.0, "route": "C"},  # verified already
        {"tonnes": 10.0, "cn_code": POWER},  # no benchmark
        {"cn_code": "84151010"},
    )
    cells = cells_of(lines, law)
    found = gap(cells, law, prices, 2026)
    row = bill.assess(lines, law, prices).iloc[0]
    # the mark-up of a tenth of 3.187, at the price of the first quarter
    assert row["markup"] * row["default_total"] * row["price_eur"] == pytest.approx(
        24.0172, abs=1e-3
    )
    marked = found.parts.set_index("key")
    assert marked.loc[COIL, "gap_eur"] == pytest.approx(24_017.2, abs=0.1)
    bench = gap(cells, law, prices, 2026, "benchmark")
    left = row["benchmark"] * (1 - row["cbam_factor"]) * row["price_eur"] * 1000
    assert bench.parts.set_index("key").loc[COIL, "gap_eur"] == pytest.approx(163_527.43 - left, abs=0.02)  # fmt: skip
    assert bench.left_out == 1
    own = gap(cells, law, prices, 2026, "own", {"72": 9.0, "7208": 3.0})
    assert own.parts["gap_eur"].tolist() == [pytest.approx(0.5057 * 75.36 * 1000, rel=1e-6)]
    worse = gap(cells, law, prices, 2026, "own", {"7208": 9.0})
    assert (worse.gap_eur, worse.no_gain, worse.left_out) == (0, 1, 1)
    for what, values, code in (
        ("guess", {}, "what_if_unknown"),
        ("own", {"72": -1}, "see_invalid"),
    ):
        with pytest.raises(InputError) as caught:
            gap(cells, law, prices, 2026, what, values)
        assert caught.value.code == code


def test_one_common_target(law: Law, prices: Prices) -> None:
    lines = frame(
        {"tonnes": 1000.0, "product": "a"},
        {"tonnes": 10.0, "product": "b"},
        {"tonnes": 100.0, "product": "c", "basis": "actual", "see": 2.0, "route": "C"},
    )
    cells = cells_of(lines, law)
    nothing = target(cells, law, prices, 2026)
    assert (nothing.years["saving_eur"] == 0).all()
    cut = target(cells, law, prices, 2026, cut=0.1)
    assert cut.years.loc[0, "saving_eur"] == pytest.approx(0.2 * 75.36 * 100, rel=1e-6)
    assert (cut.lines_cut, cut.lines_untouched, cut.lines_verified) == (1, 2, 0)
    top = target(cells, law, prices, 2026, verify=1)
    assert top.verified == ("a",)
    assert top.years.loc[0, "saving_eur"] == pytest.approx(24_017.2, abs=0.1)
    both = target(cells, law, prices, 2026, cut=0.1, verify=5)
    expected = 0.2 * 100 + (3.5057 - 0.9 * 3.187) * 1010
    assert both.years.loc[0, "saving_eur"] == pytest.approx(expected * 75.36, rel=1e-5)
    assert both.lines_untouched == 0
    assert both.left_out == 0
    with pytest.raises(InputError):
        target(cells, law, prices, 2026, cut=1.5)
