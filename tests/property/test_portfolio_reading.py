"""Whatever the bytes and the cells: a table and its problems, or a named InputError."""

from __future__ import annotations

import csv
import io
import zipfile

import numpy as np
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from cbam import bill
from cbam.law.vintages import Law
from cbam.portfolio.files.checks import Checked, check
from cbam.portfolio.files.mapping import FIELDS, match
from cbam.portfolio.files.reading import read
from cbam.portfolio.files.template import template
from cbam.present import wording
from cbam.present.portfolio import portfolio_report
from cbam.prices import Prices
from cbam.reasons import InputError

settings.register_profile("reading", max_examples=80, deadline=None, derandomize=True)
settings.load_profile("reading")

LAW, PRICES = Law.load(), Prices.load()
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"]
HEADS = ["CN code", "海关编码", "origin", "原产国", "tonnes", "净重(kg)", "kg", "单位", "date", "年份",
         "quarter", "importer", "会员企业", "品名", "basis", "SEE", "route", "碳足迹", "标签单位",
         "boundary", "carbon price paid", "x", ""]  # fmt: skip
CELLS = ["72083900", "7208 39 00", "731815", "7.2E+07", "72083900.0", "2026-07-20", "CN", "中国", "越南",
         "12.5", "12,5", "1,234", "1.234.567", "-3", "(4)", "NaN", "=A1", "500kg", "合计", "Total",
         "2026", "2025", "Q3", "2026Q2", "03/04/2026", "46223", "default", "实际值", "C", "Z", "2.1",
         "2150", "kgCO2e/t", "tCO2e/kg", "cradle-to-gate", "", " ", "\u3000", "é", "1e999", "9" * 400,
         "A GmbH", '"', "a\nb", "'72083900", "inf", "١٢", "¼", "\u202e", "0", "1e-400", "٣"]  # fmt: skip
cells = st.one_of(st.sampled_from(CELLS), st.text(max_size=12))
tables = st.integers(1, 8).flatmap(
    lambda width: st.tuples(
        st.lists(st.one_of(st.sampled_from(HEADS), cells), min_size=width, max_size=width),
        st.lists(st.lists(cells, min_size=0, max_size=width + 1), max_size=12),
    )
)


def work_through(data: bytes, name: str = "a.csv") -> Checked | None:
    """All that happens to a file; ``None`` where it is refused by name."""
    try:
        raw = read(data, name)
        mapping = match(raw.columns, raw.samples(), LAW)
        for field in ("cn_code", "tonnes"):
            if field not in mapping:
                mapping = mapping.with_(field, raw.columns[0 if field == "cn_code" else -1])
        result = check(raw, mapping, LAW, PRICES, 2026, origin_default="CN")
    except InputError as error:
        named(error)
        return None
    consistent(result)
    for lang in ("en", "zh"):
        table = portfolio_report.problems(result, lang)
        odd = table.iloc[:, 2].str.contains("{", regex=False)
        assert "{" not in "".join(table[~odd].iloc[:, 4:].to_numpy().ravel())
        assert len(portfolio_report.bad_lines(raw, result, lang)) == result.counts.bad
    return result


def named(error: InputError) -> None:
    """An error has a sentence in both languages, without blanks left open."""
    for lang in ("en", "zh"):
        text = wording.problem(error, lang).replace(str(error.value), "")
        assert len(text) > 5
        assert "{" not in text


def consistent(result: Checked) -> None:
    """Rows add up, and what counts as good can be assessed."""
    counts = result.counts
    assert counts.rows == counts.good + counts.bad + counts.ignored
    assert len(result.lines) == counts.good == len(result.good)
    errors = result.problems[result.problems["severity"] == "error"]
    assert errors["row"].nunique() == counts.bad == len(result.bad)
    assert set(errors["row"]).isdisjoint(result.lines["row"])
    answer = bill.assess(result.lines, LAW, PRICES)
    assert not (answer["status"] == "error").any()
    assert np.isfinite(answer["cost_eur"]).all()


@given(st.binary(max_size=400))
def test_random_bytes(data: bytes) -> None:
    work_through(data)


@given(st.text(max_size=300), st.sampled_from(ENCODINGS))
def test_random_text(text: str, encoding: str) -> None:
    work_through(text.encode(encoding, "ignore"))


@given(tables, st.sampled_from(ENCODINGS), st.sampled_from([",", ";", "\t"]), st.booleans())
def test_random_tables(
    table: tuple[list[str], list[list[str]]], encoding: str, sign: str, quoted: bool
) -> None:
    buffer = io.StringIO()
    quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    writer = csv.writer(buffer, delimiter=sign, quoting=quoting)
    writer.writerows([table[0], *table[1]])
    work_through(buffer.getvalue().encode(encoding, "ignore"))


@given(tables, st.booleans())
def test_random_workbooks(table: tuple[list[str], list[list[str]]], merge: bool) -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for at, row in enumerate([table[0], *table[1]]):
            for i, cell in enumerate(row):
                try:
                    page.write_number(at, i, float(cell))
                except (ValueError, TypeError, OverflowError):
                    page.write_string(at, i, cell)
        if merge and len(table[1]) > 2:
            page.merge_range(1, 0, 2, 0, "merged")
    work_through(target.getvalue(), "a.xlsx")


@given(st.integers(0, 10**9), st.binary(min_size=1, max_size=40))
def test_damaged_workbooks(at: int, junk: bytes) -> None:
    data = bytearray(template("zh"))
    start = at % len(data)
    data[start : start + len(junk)] = junk
    work_through(bytes(data), "a.xlsx")


@given(st.integers(0, 10**9))
def test_workbooks_cut_short(at: int) -> None:
    data = template("en")
    work_through(data[: at % len(data)], "a.xlsx")


@given(st.dictionaries(st.sampled_from(["xl/workbook.xml", "[Content_Types].xml",
       "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels"]),
       st.binary(max_size=200)))  # fmt: skip
def test_archives_of_junk(parts: dict[str, bytes]) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    work_through(target.getvalue(), "a.xlsx")


LINES = st.lists(
    st.tuples(
        st.sampled_from(["72083900", "73181595", "76042990", "731815", "84151010", ""]),
        st.sampled_from(["CN", "中国", "VN", "ZZ"]),
        st.sampled_from(["10", "12.5", "-1", "x", "30000", "500kg"]),
        st.sampled_from(["2026-02-01", "2026Q3", "2027", "2025", ""]),
    ),
    min_size=1,
    max_size=20,
)


def text_of(lines: list[tuple[str, ...]]) -> bytes:
    rows = [("CN code", "origin", "tonnes", "date"), *lines]
    return "\n".join(",".join(row) for row in rows).encode()


@given(LINES)
def test_good_lines_read_the_same_whatever_their_neighbours(lines: list[tuple[str, ...]]) -> None:
    """A line alone and among others: same values, though a suspicion needs the others."""
    whole = work_through(text_of(lines))
    assert whole is not None
    taken = whole.lines.set_index("row")
    for n, line in enumerate(lines, 2):
        alone = work_through(text_of([line]))
        if alone is None:
            continue
        assert (alone.counts.good == 1) == (n in taken.index)
        if alone.counts.good:
            assert taken.loc[n].astype(str).tolist() == alone.lines.iloc[0].drop("row").astype(
                str
            ).tolist()  # fmt: skip


@given(LINES, st.randoms())
def test_order_does_not_matter(lines: list[tuple[str, ...]], random: object) -> None:
    shuffled = list(lines)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = work_through(text_of(lines)), work_through(text_of(shuffled))
    assert first is not None
    assert second is not None
    assert first.counts == second.counts
    assert first.lines["tonnes"].sum() == pytest.approx(second.lines["tonnes"].sum())
    assert sorted(first.problems["code"].astype(str)) == sorted(second.problems["code"].astype(str))


@given(st.sampled_from(FIELDS), st.integers(0, 3))
def test_a_correction_moves_one_column_and_leaves_the_rest(field: str, column: int) -> None:
    raw = read(text_of([("72083900", "CN", "10", "2026-02-01")]))
    before = match(raw.columns, raw.samples(), LAW)
    after = before.with_(field, raw.columns[column])
    assert after[field] == raw.columns[column]
    assert len(set(after.values())) == len(after)
    kept = {f: c for f, c in before.items() if f != field and c != raw.columns[column]}
    assert kept.items() <= dict(after).items()
    assert field not in after.with_(field, None)
