"""``python -m cbam assess``: many lines from file to file, none lost, none silently changed."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from cbam.bill import STEPS
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
