"""Which good a typed code means."""

from __future__ import annotations

import numpy as np
import pytest

from cbam.law.goods import ELECTRICITY, Goods, normalise
from cbam.law.vintages import Law
from cbam.reasons import codes_of


@pytest.fixture(scope="module")
def goods() -> Goods:
    return Law.load().goods


def resolved(goods: Goods, typed: object) -> tuple[str, tuple[str, ...]]:
    index, mask = goods.resolve(typed)
    names = (*goods.codes, "out", "invalid")
    return names[index], codes_of(mask)


@pytest.mark.parametrize(
    "typed",
    ["72083900", "7208 39 00", "7208.39.00", "7208.39 00", " 72083900\n", "７２０８３９００",
     "7208\u00a039\u00a000", 72083900, 72083900.0, np.int64(72083900), np.float64(72083900),
     "72083900.0", "7208390010"],
)  # fmt: skip
def test_spellings_of_one_code(goods: Goods, typed: object) -> None:
    assert resolved(goods, typed) == ("72083900", ())


@pytest.mark.parametrize(
    ("typed", "good", "reasons"),
    [
        ("", "invalid", ("cn_empty",)),
        (None, "invalid", ("cn_empty",)),
        (float("nan"), "invalid", ("cn_empty",)),
        ("  ", "invalid", ("cn_empty",)),
        ("...", "invalid", ("cn_empty",)),
        ("steel", "invalid", ("cn_not_digits",)),
        ("7208-39-00", "invalid", ("cn_not_digits",)),
        ("-72083900", "invalid", ("cn_not_digits",)),
        ("7208390O", "invalid", ("cn_not_digits",)),
        ("٧٢٠٨٣٩٠٠", "invalid", ("cn_not_digits",)),  # Arabic-Indic digits
        ("²³", "invalid", ("cn_length",)),  # NFKC makes them 23
        ("inf", "invalid", ("cn_not_digits",)),
        ("1e5", "invalid", ("cn_not_digits",)),
        ("7", "invalid", ("cn_length",)),
        ("72", "invalid", ("cn_length",)),
        ("72083", "invalid", ("cn_length",)),
        ("7208390", "invalid", ("cn_length",)),
        ("720839000", "invalid", ("cn_length",)),
        ("72083900100", "invalid", ("cn_length",)),
        (7208390.0, "invalid", ("cn_length",)),  # not padded to 7208 39 00
        ("7208390.0", "invalid", ("cn_length",)),
        ("7208", "invalid", ("cn_needs_eight",)),
        ("720839", "invalid", ("cn_needs_eight",)),
        ("2716", "invalid", ("cn_needs_eight",)),
        ("72089999", "invalid", ("cn_unknown",)),
        ("99999999", "invalid", ("cn_unknown",)),
        ("00000000", "invalid", ("cn_unknown",)),
        ("7799", "invalid", ("cn_unknown",)),
        ("2523100055", "invalid", ("taric_unknown",)),
        ("25231000", "2523100090", ("grey_assumed",)),
        ("25239000", "2523900090", ("grey_assumed",)),
        ("25070080", "2507008080", ("grey_assumed",)),
        ("2523100010", "2523100010", ()),
        ("2523100090", "2523100090", ()),
        (ELECTRICITY, ELECTRICITY, ()),
        ("84151010", "out", ("out_of_scope",)),
        ("8415", "out", ("out_of_scope",)),
        ("72042100", "out", ("out_of_scope",)),
        ("72022100", "out", ("out_of_scope",)),
        ("72029980", "out", ("out_of_scope",)),
        ("31056000", "out", ("out_of_scope",)),
        ("76020000", "out", ("out_of_scope",)),
        ("76151010", "out", ("out_of_scope",)),
        ("84181020", "out", ("out_of_scope", "in_2028_proposal")),
        ("841810", "out", ("out_of_scope", "in_2028_proposal")),
        ("84501111", "out", ("out_of_scope", "in_2028_proposal")),
        ("84502000", "out", ("out_of_scope",)),
        ("94017100", "out", ("out_of_scope",)),
    ],
)
def test_every_kind_of_code(
    goods: Goods, typed: object, good: str, reasons: tuple[str, ...]
) -> None:
    assert resolved(goods, typed) == (good, reasons)


def test_every_code_of_the_law_means_itself(goods: Goods) -> None:
    for code in goods.codes:
        assert resolved(goods, code) == (code, ())
    assert len(goods.codes) == 570 + 1 + 2  # electricity, and two codes split in two
    assert list(goods.codes) == sorted(set(goods.codes))


@pytest.mark.parametrize(
    ("code", "sector"),
    [
        ("25232900", "cement"), ("31021019", "fertilisers"), ("28142000", "fertilisers"),
        ("72083900", "iron_and_steel"), ("26011200", "iron_and_steel"),
        ("73269098", "iron_and_steel"), ("76169990", "aluminium"), ("28041000", "hydrogen"),
        (ELECTRICITY, "electricity"),
    ],
)  # fmt: skip
def test_sector(goods: Goods, code: str, sector: str) -> None:
    assert goods.sectors[goods.index[code]] == sector


def test_annex_two_goods_are_direct_only() -> None:
    """All steel but agglomerated ore, aluminium, hydrogen, electricity (rules 1.2)."""
    law = Law.load()
    for code, sector, direct_only in zip(
        law.goods.codes, law.goods.sectors, law.direct_only, strict=True
    ):
        both = sector in ("cement", "fertilisers") or code == "26011200"
        assert direct_only == (not both), code


@pytest.mark.parametrize(
    ("code", "listed"),
    [
        # Guangdong check of rules 6.2: in and not in the Commission's list of 2028.
        ("84181080", True), ("84189990", True), ("84501190", True), ("84512100", True),
        ("85013200", True), ("85043180", True), ("85444920", True), ("94031058", True),
        ("73239400", True), ("73239900", True), ("87088099", True),
        ("84151090", False), ("84182110", False), ("84502000", False), ("85287240", False),
        ("76151080", False), ("73211110", False), ("73239100", False), ("94017100", False),
        ("84818081", False),
    ],
)  # fmt: skip
def test_proposal_for_2028(goods: Goods, code: str, listed: bool) -> None:
    assert goods.in_proposal(code) is listed
    assert resolved(goods, code)[0] == "out"


def test_under_lists_the_codes_of_a_heading(goods: Goods) -> None:
    assert goods.under("252310") == ["2523100010", "2523100090"]
    assert "72083900" in goods.under("7208")
    assert goods.under("8415") == []


def test_normalise_keeps_leading_zeros() -> None:
    assert normalise("0102 21 10") == "01022110"
    assert normalise(True) == "True"
