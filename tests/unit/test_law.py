"""Default values and benchmarks: the reading rules of rules.md 3.4."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cbam import tables
from cbam.bill import assess
from cbam.law.defaults import SOURCES
from cbam.law.origins import OTHER
from cbam.law.vintages import Law
from cbam.prices import Prices
from cbam.reasons import BIT, BY_CODE, ERRORS, InputError, codes_of

VINTAGES = ("2026-08", "2026-02")


@pytest.mark.parametrize("vintage", VINTAGES)
def test_every_origin_and_every_good_has_a_value_or_a_named_reason(vintage: str) -> None:
    """ "Done when": for every origin and every CN8 of the benchmark table."""
    law = Law.load(vintage)
    origins = list(law.origins.groups)
    codes = sorted(set(tables.read("benchmarks_2025-12")["cn_code"]) | set(law.goods.codes))
    for year in (2026, 2034):
        lines = pd.DataFrame({
            "cn_code": np.repeat(codes, len(origins)),
            "origin": np.tile(origins, len(codes)),
            "tonnes": 1.0,
            "year": year,
        })  # fmt: skip
        result = assess(lines, law, Prices.load())
        failed = result["status"] == "error"
        assert result.loc[~failed, "cost_eur"].notna().all()
        due = result["status"] == "assessed"
        assert due.sum() > 100_000
        for name in ("default_total", "markup", "see", "benchmark", "sefa", "price_eur"):
            assert result.loc[due, name].notna().all(), name
        assert (result.loc[due, "default_from"] != "").all()
        # The only gap: the first edition has no Annex IV, so an unstated origin has no value.
        gaps = result[failed]
        assert set(gaps["reasons"].astype(str)) <= {"no_default_value"}
        assert set(gaps["origin"]) == (set() if vintage == "2026-08" else {"XX"})


def value(law: Law, cn: str, origin: str) -> tuple[float, str, str, tuple[str, ...]]:
    """Total, printed route, source and reasons of a default value."""
    good, _ = law.goods.resolve(cn)
    column = law.column(origin)
    defaults = law.defaults
    return (
        float(defaults.total[good, column]),
        defaults.letters[defaults.printed[good, column]],
        SOURCES[defaults.source[good, column]],
        codes_of(int(defaults.reasons[good, column])),
    )


@pytest.mark.parametrize(
    ("cn", "origin", "expected"),
    [
        # TARIC 10 > CN 8 > 6 > 4 digits
        ("2523100010", "CN", (1.30, "B", "own_row", ())),
        ("2523100090", "CN", (1.39, "A", "own_row", ())),
        ("25231000", "CN", (1.39, "A", "own_row", ())),
        ("31021019", "CN", (2.85, "", "own_row", ())),
        ("73181595", "CN", (6.375, "C", "own_heading", ("heading_value",))),
        ("72083900", "CN", (3.187, "C", "own_heading", ("heading_value",))),
        # "see below" is no value: 7207 has one, its codes have theirs
        ("72071114", "CN", (3.169, "C", "own_row", ())),
        # a dash, and a country that is not listed, read the other countries with their route
        ("2523100010", "AL", (1.37, "B", "other_row", ("other_countries_value",))),
        ("26011200", "AO", (0.686, "", "other_row", ("other_countries_value",))),
        ("72031000", "CN", (1.325, "", "other_heading",
                            ("heading_value", "other_countries_value"))),
        ("72083900", "AD", (4.049, "C", "other_heading",
                            ("heading_value", "other_countries_value"))),
        # origin unknown: Annex IV
        ("72083900", "XX", (8.23, "C", "annex_iv", ("heading_value", "annex_iv_value"))),
        # composite letters stay as printed here; the benchmark decides
        ("72279010", "CN", (6.12, "C/F", "own_heading", ("heading_value",))),
        ("72279010", "AZ", (2.31, "E/H", "own_heading", ("heading_value",))),
        # electricity per MWh
        ("27160000", "RS", (1.041, "", "annex_iii", ("quantity_in_mwh",))),
        ("27160000", "CN", (0.612, "", "annex_iii_eu_average",
                            ("eu_average_value", "quantity_in_mwh"))),
    ],
)  # fmt: skip
def test_which_line_is_read(cn: str, origin: str, expected: tuple) -> None:
    found = value(Law.load(), cn, origin)
    assert found[0] == pytest.approx(expected[0])
    assert found[1:3] == expected[1:3]
    assert set(found[3]) == set(expected[3])


def test_total_is_the_printed_total_and_never_a_sum() -> None:
    """Checklist 17: on many lines direct + indirect differs from the total by rounding."""
    law = Law.load()
    frame = tables.read("default_values_2026-08")
    values = frame[frame["status"] == "value"]
    differ = (values["direct"] + values["indirect"] - values["total"]).abs() > 0.004
    assert differ.sum() > 50
    lines = {code: i for i, code in enumerate(law.goods.default_codes)}
    checked = 0
    for row in values[differ].itertuples():
        if row.cn_code in lines and row.origin != OTHER:
            column = law.defaults.territories.index(row.origin)
            assert law.defaults.total[lines[row.cn_code], column] == row.total
            checked += 1
    assert checked > 30


def test_the_correction_changed_no_total_of_china_but_some_routes() -> None:
    """rules.md 3.3, recomputed."""
    new, old = Law.load("2026-08"), Law.load("2026-02")
    at_new, at_old = new.column("CN"), old.column("CN")
    np.testing.assert_allclose(
        new.defaults.total[:, at_new], old.defaults.total[:, at_old], atol=0.006
    )
    letters = [
        (code, old.defaults.letters[b], new.defaults.letters[a])
        for code, a, b in zip(
            new.goods.codes,
            new.defaults.printed[:, at_new],
            old.defaults.printed[:, at_old],
            strict=True,
        )
        if old.defaults.letters[b] != new.defaults.letters[a]
    ]
    changed = {code: (was, now) for code, was, now in letters}
    assert changed["72251990"] == changed["72261980"] == ("F", "C")
    assert changed["73063018"] == ("", "C")
    assert changed["72052100"] == ("C", "C/F")
    assert {code[:4] for code in changed} <= {"7205", "7225", "7226", "7306", "7318", "2507"}


def test_the_annex_of_benchmarks_is_complete() -> None:
    frame = tables.read("benchmarks_2025-12")
    assert frame["cn_code"].nunique() == 570
    cells = frame.drop_duplicates(["cn_code", "column", "route", "year_from"])
    assert len(cells) == len(frame)
    assert (frame["column"] == "B").sum() == 1804
    assert (frame["column"] == "A").sum() == 661


def test_column_samples_of_the_rules() -> None:
    law = Law.load()
    bench = law.benchmarks

    def cell(column: str, cn: str, route: str = "", period: int = 1) -> float:
        cells = bench.a if column == "A" else bench.b
        good, _ = law.goods.resolve(cn)
        return float(cells[good, bench.routes.index(route), period - 1])

    assert cell("A", "72083900") == 0.044
    assert cell("B", "72083900", "C") == 1.370
    assert cell("A", "72031000") == 0.295
    assert cell("A", "72142000") == 0.038
    assert cell("A", "76011090", "K") == 1.423
    assert cell("A", "25231000", "A") == 0.666
    assert cell("A", "28080000") == 0.151
    assert cell("A", "28141000") == 1.522
    assert cell("A", "28041000") == cell("B", "28041000") == 5.089
    assert cell("B", "73181562", "", 1) == 1.154
    assert cell("B", "73181562", "", 2) == 1.116
    assert np.isnan(cell("B", "72083900", "K"))


def test_white_and_grey_share_a_benchmark_line() -> None:
    law = Law.load()
    white, grey = (law.goods.index[code] for code in ("2523100010", "2523100090"))
    np.testing.assert_array_equal(law.benchmarks.b[white], law.benchmarks.b[grey])


def test_routes_of_the_default_path_are_always_listed() -> None:
    for vintage in VINTAGES:
        law = Law.load(vintage)
        route, mask = law.benchmarks.default_routes(law.defaults)
        for good, code in enumerate(law.goods.codes):
            listed = law.benchmarks.listed(good)
            if not listed:
                assert code == "27160000"
                continue
            for i, text in enumerate(law.defaults.letters):
                chosen = law.benchmarks.routes[route[good, i]]
                assert chosen in listed
                hits = [letter for letter in text.split("/") if letter in listed]
                if hits:
                    assert chosen == hits[0]
                    assert not mask[good, i]
                elif listed != ("",):
                    assert chosen == listed[0]
                    assert mask[good, i] == BIT["route_first_listed"]


def test_composite_letters_have_exactly_one_half_listed() -> None:
    """Checklist 14. If both halves were ever listed, the choice would need a rule."""
    for vintage in VINTAGES:
        law = Law.load(vintage)
        for good in range(len(law.goods.codes)):
            listed = law.benchmarks.listed(good)
            assert not {"C", "F"} <= set(listed)
            assert not {"E", "H"} <= set(listed)


def test_declared_routes() -> None:
    law = Law.load()
    routes, masks = law.declared_routes
    none = len(law.benchmarks.routes)

    def declared(cn: str, letter: str | None) -> tuple[str, tuple[str, ...]]:
        good = law.goods.index[cn]
        at = none if letter is None else law.benchmarks.routes.index(letter)
        return law.benchmarks.routes[routes[good, at]], codes_of(int(masks[good, at]))

    assert declared("72083900", "C") == ("C", ())
    assert declared("72083900", "E") == ("E", ())
    assert declared("72083900", None)[1] == ("route_required",)
    assert declared("72083900", "K")[1] == ("route_not_listed",)
    assert declared("31021019", None) == ("", ())
    assert declared("31021019", "C") == ("", ())
    assert declared("27160000", None) == ("", ())


def test_unknown_edition_of_the_law() -> None:
    with pytest.raises(InputError) as caught:
        Law.load("2019-01")
    assert caught.value.code == "law_unknown"
    assert caught.value.details["allowed"] == list(VINTAGES)


def test_editions_differ_in_their_digest_and_load_once() -> None:
    assert Law.load() is Law.load()
    assert Law.load("2026-08").digest != Law.load("2026-02").digest


def test_origins(law: Law) -> None:
    resolve = law.origins.resolve
    assert resolve("CN") == resolve("cn") == resolve(" China ") == resolve("中国") == "CN"
    assert resolve("UK") == resolve("United Kingdom") == "GB"
    assert resolve("EL") == "GR"
    assert resolve("ＣＮ") == "CN"
    for unknown in ("ZZ", "", None, "OTHER", "Chin", 5, float("nan")):
        assert resolve(unknown) is None
    assert {o for o, group in law.origins.groups.items() if group == "annex_iii"} == {
        "IS", "LI", "NO", "CH", "XC", "XL"}  # fmt: skip
    assert sum(group == "eu" for group in law.origins.groups.values()) >= 27
    for name in ("Türkiye", "Viet Nam", "Korea"):
        assert resolve(name) is not None or name != "Türkiye"


def test_reasons_have_a_bit_each() -> None:
    assert len(set(BIT.values())) == len(BY_CODE) <= 64
    assert all(ERRORS & BIT[code] for code, r in BY_CODE.items() if r.kind == "error")
    assert all(not ERRORS & BIT[code] for code, r in BY_CODE.items() if r.kind != "error")
    for code, bit in BIT.items():
        assert codes_of(bit) == (code,)
