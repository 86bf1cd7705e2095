"""``python -m cbam assess``: many lines from file to file, none lost, none silently changed."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.conftest import Answer, Run

HEAD = "cn_code,origin,tonnes,year"


class Book:
    """Writes lines to a file, runs the command, reads the answer as text."""

    def __init__(self, folder: Path, run: Run) -> None:
        self.input, self.output, self.run = folder / "in.csv", folder / "out.csv", run
        self.answer: Answer | None = None

    def __call__(self, text: str, *options: str, encoding: str = "utf-8") -> pd.DataFrame:
        self.input.write_text(text, encoding=encoding)
        self.answer = self.run("assess", self.input, "--out", self.output, *options)
        assert self.answer.code == 0, self.answer.err
        return pd.read_csv(self.output, dtype=str, keep_default_na=False)


@pytest.fixture
def book(tmp_path: Path, run: Run) -> Book:
    return Book(tmp_path, run)


@pytest.mark.parametrize("year", ["2026", "2026.0", " 2026 ", "2.026e3"])
def test_a_year_as_spreadsheets_write_it(book: Book, year: str) -> None:
    result = book(f"{HEAD},quarter\n72083900,CN,1000,{year},Q1\n")
    assert float(result.loc[0, "cost_eur"]) == pytest.approx(163_527.43, abs=0.01)
    assert "Directive 2003/87/EC" in result.loc[0, "sources"]


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("price_eur", "eighty", "price_invalid"),
        ("price_eur", "75,36", "price_invalid"),
        ("price_eur", "nan", "price_invalid"),
        ("importer_year_tonnes", "49 t", "importer_total_invalid"),
        ("sefa", "0,5", "sefa_invalid"),
        ("see", "2.0 t", "see_invalid"),
        ("returned", "perhaps", "flag_invalid"),
    ],
)
def test_an_unreadable_optional_cell_is_named_and_not_taken_for_empty(
    book: Book, column: str, value: str, code: str
) -> None:
    basis = "actual" if column in ("see", "sefa") else ""
    see = "" if column == "see" else ",2.0"
    names = f"{HEAD},basis,route,{column}" + ("" if column == "see" else ",see")
    result = book(f'{names}\n72083900,CN,10,2026,{basis},C,"{value}"{see}\n')
    assert result.loc[0, "status"] == "error"
    assert code in result.loc[0, "reasons"].split(";")
    assert result.loc[0, "cost_eur"] == ""


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("true", "returned_goods"), ("1", "returned_goods"), ("Yes", "returned_goods"),
        ("是", "returned_goods"), ("false", "assessed"), ("0", "assessed"), ("No", "assessed"),
        ("否", "assessed"), ("", "assessed"), ("0.0", "assessed"),
    ],
)  # fmt: skip
def test_returned_goods_in_words(book: Book, word: str, status: str) -> None:
    result = book(f"{HEAD},returned\n72083900,CN,10,2026,{word}\n")
    assert result.loc[0, "status"] == status
