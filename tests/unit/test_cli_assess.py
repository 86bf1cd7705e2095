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


def test_order_is_kept_and_bad_lines_stay_with_their_reasons(book: Book) -> None:
    result = book(
        f"{HEAD},quarter,note\n"
        "72083900,CN,1000,2026,Q1,first\n"
        "7208390,CN,1,2026,Q1,seven digits\n"
        "84151010,CN,5,2026,Q1,out\n"
        ",,,,,empty\n"
        "2523100090,DZ,100,2026,Q1,clinker\n"
        "72083900,ZZ,-1,2040,Q9,everything\n"
    )
    assert list(result["note"]) == [
        "first", "seven digits", "out", "empty", "clinker", "everything"]  # fmt: skip
    assert list(result["status"]) == [
        "assessed", "error", "out_of_scope", "error", "assessed", "error"]  # fmt: skip
    assert result.loc[1, "reasons"] == "cn_length"
    assert set(result.loc[3, "reasons"].split(";")) == {
        "cn_empty", "origin_empty", "tonnes_invalid", "year_invalid"}  # fmt: skip
    assert set(result.loc[5, "reasons"].split(";")) == {
        "origin_unknown", "tonnes_invalid", "year_invalid", "quarter_invalid"}  # fmt: skip
    assert float(result.loc[4, "cost_eur"]) == pytest.approx(5717.19, abs=0.01)
    assert result.loc[2, "cost_eur"] == "0"
    assert result.loc[1, "cost_eur"] == ""
    assert book.answer is not None
    assert book.answer.out == ""
    assert "6 lines" in book.answer.err
    assert "3 of them" in book.answer.err


def test_the_file_brings_every_step_and_the_inputs_as_given(book: Book) -> None:
    text = f"{HEAD},see,mine\n072083900,CN,0010,2026,,007\n72083900,CN,1.50,2026,,x\n"
    result = book(text)
    assert set(STEPS) <= set(result.columns)
    assert "sources" in result.columns
    assert list(result["cn_code"]) == ["072083900", "72083900"]  # no lost zero
    assert list(result["tonnes"]) == ["0010", "1.50"]
    assert list(result["mine"]) == ["007", "x"]
    assert "given_see" in result.columns


def test_lines_equal_single_answers(book: Book, run: Run) -> None:
    goods = ["72083900", "31021019", "73181562", "2523100090", "28041000", "76011090"]
    rows = [(cn, o, y) for cn in goods for o in ("CN", "TR", "IN") for y in (2026, 2030)]
    text = "\n".join([HEAD, *(f"{cn},{o},12.5,{y}" for cn, o, y in rows)])
    result = book(text + "\n")
    for (cn, origin, year), cost in zip(rows, result["cost_eur"], strict=True):
        single = run("cost", "--json", "--cn", cn, "--origin", origin, "--tonnes", "12.5",
                     "--year", year)  # fmt: skip
        assert float(cost) == pytest.approx(single.json["cost_eur"], rel=1e-12)


def test_a_file_from_excel_with_its_mark(book: Book) -> None:
    result = book(f"{HEAD}\n72083900,CN,1,2026\n", encoding="utf-8-sig")
    assert result.loc[0, "status"] == "assessed"


def test_chinese_names_of_countries_in_a_file(book: Book) -> None:
    result = book(f"{HEAD}\n72083900,中国,1,2026\n72083900,土耳其,1,2026\n")
    assert list(result["status"]) == ["assessed", "assessed"]


def test_options_hold_for_all_lines(book: Book) -> None:
    text = f"{HEAD}\n72083900,CN,1,2030\n"
    assert float(book(text, "--path", "central").loc[0, "price_eur"]) == 126
    rate = book(text, "--fx", "8")
    assert float(rate.loc[0, "cost_cny"]) == pytest.approx(8 * float(rate.loc[0, "cost_eur"]))
    old, new = (book(f"{HEAD}\n72262000,AD,100,2026\n", *o) for o in (["--law", "2026-02"], []))
    assert (old.loc[0, "default_total"], new.loc[0, "default_total"]) == ("5.588", "5.5")


def test_no_lines_give_a_file_with_a_head(book: Book) -> None:
    assert len(book(f"{HEAD}\n")) == 0


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("content", "named"),
    [
        (None, "in.csv"),
        (b"", "in.csv"),
        (b"cn_code,origin,tonnes\n72083900,CN,1\n", "year"),
        (b"cn_code;origin;tonnes;year\n72083900;CN;1;2026\n", "cn_code"),
        ("cn_code,origin,tonnes,year\n72083900,中国,1,2026\n".encode("gbk"), "UTF-8"),
        (b'cn_code,origin,tonnes,year\n"72083900,CN,1,2026\n', "in.csv"),
        (b"cn_code,origin,tonnes,year\n1,2,3,4,5\n1,2,3,4,5,6\n", "in.csv"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, run: Run, content: bytes | None, named: str, lang: str
) -> None:
    path = tmp_path / "in.csv"
    if content is not None:
        path.write_bytes(content)
    answer = run("assess", path, "--out", tmp_path / "out.csv", "--lang", lang)
    assert answer.code == 2
    assert named in answer.err
    assert not (tmp_path / "out.csv").exists()


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, run: Run) -> None:
    (tmp_path / "in.csv").write_text(f"{HEAD}\n72083900,CN,1,2026\n")
    answer = run("assess", tmp_path / "in.csv", "--out", tmp_path / "no" / "out.csv")
    assert answer.code == 2
    assert "out.csv" in answer.err
