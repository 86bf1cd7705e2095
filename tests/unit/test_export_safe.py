"""Text of users in files: no formula, no broken cell, no sheet name that Excel refuses."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbam.export import safe

DANGERS = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", " =1", "＝1+1", "－2", "name;=1+1",
    "|@x", "\x00=1", "\u202e=1",
)  # fmt: skip
HARMLESS = ("A-1 coil", "热轧卷", "5 % less", "–", "a=b", "x@y.z", "1+1", "C=O", "\U0001f600 emoji")


@pytest.mark.parametrize("text", DANGERS)
def test_csv_cell_never_begins_a_formula(text: str) -> None:
    cell = safe.csv(text)
    assert cell.lstrip()[:1] not in tuple("=+-@＝＋－＠")
    assert "'" in cell
    assert safe.risky(safe.plain(text))


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text_is_left_alone(text: str) -> None:
    assert safe.csv(text) == text
    assert not safe.risky(text)


@settings(max_examples=300, deadline=None)
@given(
    st.text(
        alphabet=st.one_of(st.sampled_from("=+-@\t\r\n;|' \u202e＝"), st.characters()), max_size=40
    )
)
def test_any_text_comes_back_as_text(text: str) -> None:
    """Written, read again at either separator: no cell begins a formula."""
    file = io.StringIO()
    csv.writer(file, quoting=csv.QUOTE_NONNUMERIC).writerow([safe.csv(text), 1])
    file.getvalue().encode("utf-8")
    for separator in (",", ";"):
        for row in csv.reader(io.StringIO(file.getvalue()), delimiter=separator):
            for cell in row:
                assert cell.lstrip()[:1] not in tuple("=+-@＝＋－＠")


def test_plain_text_is_one_line_that_fits() -> None:
    assert safe.plain("a\x00b\ud800c\ufffe\u202ed\n\te") == "a b c d e"
    long = safe.plain("x" * 40_000)
    assert len(long) == safe.CELL_LIMIT
    assert long.endswith("…")
    assert safe.plain("长" * 100, safe.NAME_LIMIT) == "长" * (safe.NAME_LIMIT - 1) + "…"
    family = "\U0001f469\u200d\U0001f469\u200d\U0001f467"  # joined by a zero-width joiner
    assert safe.plain(family) == family
    assert safe.plain(None) == "None"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Label", "Label"),
        ("a/b\\c[d]e:f*g?", "a b c d e f g"),
        ("'quoted'", "quoted"),
        ("", "Sheet"),
        ("::", "Sheet"),
        ("History", "History 2"),
        ("x" * 40, "x" * 30 + "…"),
    ],
)
def test_sheet_names(title: str, expected: str) -> None:
    assert safe.sheet(title) == expected


def test_sheet_names_stay_apart() -> None:
    taken: list[str] = []
    for _ in range(12):
        taken.append(safe.sheet("Y" * 40, taken))
    assert len({name.casefold() for name in taken}) == len(taken)
    assert all(len(name) <= safe.SHEET_LIMIT for name in taken)
    assert safe.sheet("summary", ["SUMMARY"]) == "summary 2"


def test_width_counts_chinese_twice() -> None:
    assert safe.width("CN 热轧卷") == 3 + 6
