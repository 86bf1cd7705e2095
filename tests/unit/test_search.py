"""Search finds goods by code and by everyday words in both languages."""

from __future__ import annotations

import pytest

from cbam.law.catalogue import Catalogue
from tests.conftest import Run


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load()


@pytest.mark.parametrize(
    ("typed", "prefix"),
    [
        # the words of issue 1
        ("热轧卷", "7208"), ("7208", "7208"), ("hot-rolled coil", "7208"), ("coil", "72"),
        ("卷板", "72"), ("rebar", "721"), ("螺纹钢", "721"), ("screw", "7318"), ("螺丝", "7318"), ("铝型材", "7604"), ("urea", "3102"), ("尿素", "3102"),
        # what else people write
        ("Hot Rolled Coil", "7208"), ("HRC", "7208"), ("热轧", "72"), ("aluminium profile", "7604"),
        ("aluminum profile", "7604"), ("cement", "2523"), ("水泥", "2523"), ("熟料", "252310"),
        ("clinker", "252310"), ("hydrogen", "28041000"), ("氢气", "28041000"),
        ("electricity", "27160000"), ("电力", "27160000"), ("bolt", "7318"), ("螺栓", "7318"),
        ("air conditioner", "8415"), ("空调", "8415"), ("ammonia", "2814"),
        ("7208 39 00", "72083900"), ("7208.39", "720839"), ("７２０８", "7208"),
        ("25231000", "2523100010"), ("84151090", "8415"),
        ("profile", "7604"), ("rebarr", "721"), ("screwz", "7318"),
    ],
)  # fmt: skip
def test_the_first_hit_is_the_good_meant(catalogue: Catalogue, typed: str, prefix: str) -> None:
    found = catalogue.search(typed)
    assert found
    assert found[0].code.startswith(prefix), [entry.code for entry in found]


@pytest.mark.parametrize("typed", ["", "   ", "xyzzyx", "\x00", "99999999"])
def test_nothing_found_is_an_empty_list(catalogue: Catalogue, typed: str) -> None:
    assert catalogue.search(typed) == []


@pytest.mark.parametrize("typed", ["(", "%", ".*", "[", "\\", "-", "a" * 10_000, "?!" * 500])
def test_what_is_typed_is_never_a_pattern(catalogue: Catalogue, typed: str) -> None:
    assert isinstance(catalogue.search(typed), list)


def test_every_good_is_found_by_its_code_and_has_names(catalogue: Catalogue) -> None:
    for entry in catalogue.entries:
        assert catalogue.search(entry.code)[0].code == entry.code
        assert entry.name("en").strip()
        assert entry.name("zh").strip()
        assert any("\u4e00" <= ch <= "\u9fff" for ch in entry.name("zh"))


def test_neighbours_are_out_of_scope(catalogue: Catalogue) -> None:
    entry = catalogue.find("84151010")
    assert entry is not None
    assert not entry.in_scope
    assert catalogue.find("01010000") is None


def test_as_many_as_asked(catalogue: Catalogue) -> None:
    assert len(catalogue.search("7208", 3)) == 3
    assert len(catalogue.search("steel", 500)) > 50


def test_the_command(run: Run) -> None:
    answer = run("goods", "铝型材", "--json", "--most", "5")
    assert answer.code == 0
    assert len(answer.json) == 5
    assert set(answer.json[0]) == {"cn_code", "in_scope", "name_en", "name_zh"}
    assert answer.json[0]["cn_code"].startswith("7604")
    text = run("goods", "空调")
    assert "8415" in text.out
    assert "[out of scope]" in text.out
    for lang in ("en", "zh"):
        nothing = run("goods", "xyzzyx", "--lang", lang)
        assert (nothing.code, nothing.err) == (0, "")
        assert nothing.out.strip()
    assert run("goods", "xyzzyx", "--json").json == []
