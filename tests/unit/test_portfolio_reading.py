"""From bytes to a table of texts: encodings, separators, headings, sheets, and what is refused."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable

import pyarrow as pa
import pytest
import xlsxwriter

from cbam.portfolio.files import package
from cbam.portfolio.files import raw as limits
from cbam.portfolio.files.raw import Raw, check_size
from cbam.portfolio.files.reading import read
from cbam.portfolio.files.words import field_of
from cbam.reasons import InputError

TEXT = "海关编码,品名,净重(吨),原产国\n72083900,热轧卷,12.5,中国\n73181595,螺栓,3,越南\n"


def table(raw: Raw) -> list[tuple[str, ...]]:
    return list(zip(*(limits.texts(raw.table[name]) for name in raw.columns), strict=True))


def refused(data: bytes, name: str = "a.csv") -> InputError:
    with pytest.raises(InputError) as caught:
        read(data, name)
    return caught.value


def workbook(fill: Callable, *, sheets_: tuple[str, ...] = ("Sheet1",)) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        fill(*(book.add_worksheet(name) for name in sheets_))
    return target.getvalue()


def rows(*lines: tuple) -> Callable:
    def fill(page: xlsxwriter.worksheet.Worksheet) -> None:
        for at, line in enumerate(lines):
            page.write_row(at, 0, line)

    return fill


# Text


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"]
)
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_encodings_separators_and_line_ends(encoding: str, sign: str, ends: str) -> None:
    raw = read(TEXT.replace(",", sign).replace("\n", ends).encode(encoding), "a.csv")
    assert raw.columns == ("海关编码", "品名", "净重(吨)", "原产国")
    assert table(raw) == [("72083900", "热轧卷", "12.5", "中国"), ("73181595", "螺栓", "3", "越南")]
    assert raw.separator == sign
    assert list(raw.rows) == [2, 3]


def test_pasted_text_has_no_name_and_tabs() -> None:
    raw = read(TEXT.replace(",", "\t").encode())
    assert (raw.kind, raw.name, raw.separator) == ("csv", "", "\t")


def test_decimal_commas_between_semicolons() -> None:
    raw = read(b"CN code;origin;tonnes\n72083900;CN;12,5\n73181595;CN;3,25\n")
    assert table(raw)[0] == ("72083900", "CN", "12,5")


def test_quotes_hold_separators_line_ends_and_quotes() -> None:
    raw = read(b'CN code,product,tonnes\n72083900,"a, ""b""\nc",5\n73181595,d,6\n')
    assert table(raw) == [("72083900", 'a, "b"\nc', "5"), ("73181595", "d", "6")]
    assert list(raw.rows) == [2, 3]  # as a spreadsheet counts


def test_inches_inside_a_text_are_no_quotes() -> None:
    raw = read(b'CN code,product,tonnes\n73063077,pipe 1/2" x 3,5\n73063077,rod 2",6\n')
    assert table(raw)[0][1] == 'pipe 1/2" x 3'


def test_titles_blank_rows_and_empty_columns_are_left_out_and_counted() -> None:
    text = (
        f"某公司出口明细,,,,\n\n{TEXT.replace(chr(10), ',' + chr(10))}\n,,,,\n72083900,卷,1,中国,\n"
    )
    raw = read(text.encode())
    assert raw.columns == ("海关编码", "品名", "净重(吨)", "原产国")
    assert (raw.titles, raw.header_rows, raw.blank_rows, raw.blank_columns) == (2, 1, 2, 1)
    assert list(raw.rows) == [4, 5, 8]


@pytest.mark.parametrize(
    ("text", "columns", "rows_"),
    [
        ("货物,,,贸易\n编码,品名,净重,原产国\n,,吨,\n", ("编码", "品名", "净重 (吨)", "原产国"), 2),
        ("海关编码,数量,,原产国\n,吨,件,\n", ("海关编码", "数量 (吨)", "件", "原产国"), 2),
        ("CN code,Origin,Net mass,x\n,,kg,\n", ("CN code", "Origin", "Net mass (kg)", "x"), 2),
        ("海关编码,品名,净重(吨),原产国\n", ("海关编码", "品名", "净重(吨)", "原产国"), 1),
    ],
)
def test_headings_in_two_rows(text: str, columns: tuple[str, ...], rows_: int) -> None:
    raw = read((text + "72083900,10,20,CN\n").encode())
    assert raw.columns == columns
    assert raw.header_rows == rows_
    assert len(raw) == 1


def test_a_table_without_headings_keeps_all_rows() -> None:
    raw = read(b"72083900,CN,12.5\n73181595,CN,3\n")
    assert raw.columns == ("Column 1", "Column 2", "Column 3")
    assert (raw.header_rows, len(raw)) == (0, 2)


def test_equal_headings_get_names_of_their_own() -> None:
    raw = read(b"CN code,tonnes,tonnes,\n72083900,1,2,3\n")
    assert raw.columns == ("CN code", "tonnes", "tonnes (2)", "Column 4")


def test_short_and_long_rows_are_kept() -> None:
    raw = read(b"CN code,origin,tonnes\n72083900,CN\n73181595,CN,3,left,over\n72083900,CN,4,,\n")
    assert table(raw) == [("72083900", "CN", ""), ("73181595", "CN", "3"), ("72083900", "CN", "4")]
    assert list(raw.too_wide) == [1]


def test_rows_are_numbered_through_even_and_uneven_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long file is read in pieces; an empty line, a short row and a quote disturb one each."""
    from cbam.portfolio.files import text

    monkeypatch.setattr(text, "_BLOCK", 200)
    lines = [f"72083900,CN,{n}" for n in range(300)]
    lines[50], lines[120], lines[200] = "", "72083900", '72083900,"C\nN",200'
    raw = read(("CN code,origin,tonnes\n" + "\n".join(lines)).encode())
    assert raw.blank_rows == 1
    assert len(raw) == 299
    found = dict(zip(raw.rows.tolist(), table(raw), strict=True))
    assert found[2] == ("72083900", "CN", "0")
    assert 52 not in found
    assert found[122] == ("72083900", "", "")
    assert found[202] == ("72083900", "C\nN", "200")
    assert found[301] == ("72083900", "CN", "299")
    assert pa.types.is_dictionary(raw.table["CN code"].type)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"  \n \n", "file_empty"),
        (b"CN code,origin,tonnes\n", "file_empty"),
        (b"CN code,origin,tonnes\n,,\n\n", "file_empty"),
        (b"CN code,origin\n72083900,\x00CN\n", "file_not_text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "file_not_text"),
        (
            "海关编码,原产国\n72083900,中国\n".encode() + "73181595,越南\n".encode("gbk"),
            "encoding_mixed",
        ),
        (b"CN code,origin\n72083900,\xff\xff\n", "encoding_unknown"),
        (b'CN code,origin\n"72083900,CN\n73181595,CN\n', "csv_quotes"),
        (b"CN code,origin\n72083900," + b"x" * 200_000 + b'\n"a\n', "csv_cell_too_long"),
        (b"CN code," + b"a," * 300 + b"\n72083900," + b"1," * 300 + b"\n", "too_many_columns"),
    ],
)
def test_a_text_that_cannot_be_used_is_named(data: bytes, code: str) -> None:
    assert refused(data).code == code


def test_cells_of_ten_thousand_characters_are_read() -> None:
    raw = read(b"CN code,product\n72083900," + b"x" * 10_000 + b"\n")
    assert len(table(raw)[0][1]) == 10_000


def test_a_file_of_a_gigabyte_is_refused_by_its_size() -> None:
    with pytest.raises(InputError) as caught:
        check_size(1 << 30, "big.csv")
    assert caught.value.code == "file_too_large"
    assert caught.value.details == {"size": 1024, "limit": 500}


def test_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits.check_shape, "__defaults__", (3,))
    assert refused(b"CN code,origin\n" + b"72083900,CN\n" * 5).code == "too_many_rows"


# Workbooks


def test_a_sheet_with_native_cells() -> None:
    raw = read(
        workbook(
            rows(("海关编码", "净重(吨)", "原产国"), (72083900, 1.234, "中国"), ("0101", 5, True))
        ),
        "a.xlsx",
    )
    assert table(raw) == [("72083900", "1.234", "中国"), ("0101", "5", "TRUE")]
    assert raw.native == {"海关编码", "净重(吨)"}


def test_the_sheet_with_known_headings_is_found_and_another_can_be_chosen() -> None:
    def fill(first: xlsxwriter.worksheet.Worksheet, second: xlsxwriter.worksheet.Worksheet) -> None:
        first.write_row(0, 0, ("说明", "请填写"))
        first.write_row(1, 0, ("x", 1))
        rows(("CN code", "origin", "tonnes"), ("72083900", "CN", 5))(second)

    data = workbook(fill, sheets_=("Note", "Lines"))
    assert read(data, "a.xlsx").sheet == "Lines"
    assert read(data, "a.xlsx").sheets == ("Note", "Lines")
    assert read(data, "a.xlsx", "Note").columns == ("说明", "请填写")
    with pytest.raises(InputError) as caught:
        read(data, "a.xlsx", "Nowhere")
    assert caught.value.code == "sheet_unknown"


def test_cells_merged_over_lines_are_filled_and_remembered() -> None:
    def fill(page: xlsxwriter.worksheet.Worksheet) -> None:
        rows(
            ("CN code", "importer", "tonnes"),
            ("72083900", "", 5),
            ("73181595", "", 6),
            ("72142000", "B", 7),
        )(page)
        page.merge_range(1, 1, 2, 1, "A GmbH")

    raw = read(workbook(fill), "a.xlsx")
    assert [line[1] for line in table(raw)] == ["A GmbH", "A GmbH", "B"]
    assert raw.merged["importer"].tolist() == [0, 1]


def zipped(parts: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def changed(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {entry: archive.read(entry) for entry in archive.namelist()}
    parts[name] = change(parts[name])
    return zipped(parts)


SMALL = workbook(rows(("CN code", "origin", "tonnes"), ("72083900", "CN", 5)))
SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def lying(data: bytes) -> bytes:
    """The same archive, its directory declaring a sheet to be smaller than it is."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo(SHEET).file_size
    at = data.index(b"PK\x01\x02", data.rindex(SHEET.encode()) - 46)
    assert struct.unpack_from("<L", data, at + 24)[0] == size
    return data[: at + 24] + struct.pack("<L", 10) + data[at + 28 :]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (OLE, "file_old_excel"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "file_encrypted"),
        (zipped({"a.txt": b"x"}), "file_not_workbook"),
        (b"PK\x03\x04" + b"x" * 100, "file_damaged"),
        (SMALL[: len(SMALL) // 2], "file_damaged"),
        (changed(SMALL, SHEET, lambda xml: xml[: len(xml) // 2]), "file_damaged"),
        (lying(SMALL), "file_damaged"),
        (changed(SMALL, SHEET, lambda xml: xml + b" " * 30_000_000), "file_bomb"),
        (
            changed(SMALL, SHEET, lambda xml: xml.replace(b'r="A2"', b'r="XFD1048576"')),
            "sheet_too_large",
        ),
        (
            changed(SMALL, SHEET, lambda xml: xml.replace(b'r="A2"', b"r='XFD1048576'")),
            "sheet_too_large",
        ),
        (
            changed(SMALL, SHEET, lambda xml: xml.replace(b'r="A2"', b'r="A1048577"')),
            "sheet_too_large",
        ),
        (
            workbook(lambda *pages: None, sheets_=tuple(f"S{n}" for n in range(61))),
            "too_many_sheets",
        ),
        (workbook(lambda page: None), "file_empty"),
        (workbook(rows(("CN code", "origin"))), "file_empty"),
    ],
)
def test_a_workbook_that_cannot_be_used_is_named(data: bytes, code: str) -> None:
    assert refused(data, "a.xlsx").code == code


def test_merged_cells_that_overlap_do_not_multiply_the_work() -> None:
    data = workbook(rows(("CN code", "origin", "tonnes"), *[("72083900", "CN", 5)] * 4))
    merges = b'<mergeCells count="3">' + b'<mergeCell ref="B2:B5"/>' * 3 + b"</mergeCells>"
    overlapping = changed(
        data, SHEET, lambda xml: xml.replace(b"</sheetData>", b"</sheetData>" + merges)
    )
    assert refused(overlapping, "a.xlsx").code == "file_damaged"


def test_a_sheet_is_measured_wherever_in_the_archive_it_lies() -> None:
    """What the workbook refers to is a sheet, whatever its part is called."""
    with zipfile.ZipFile(io.BytesIO(SMALL)) as archive:
        parts = {entry: archive.read(entry) for entry in archive.namelist()}
    links = "xl/_rels/workbook.xml.rels"
    sheet = parts.pop(SHEET)
    for path, target in (("odd/a.bin", "/odd/a.bin"), ("xl/o/a.xml", "o/a.xml")):
        moved = {**parts, links: parts[links].replace(b"worksheets/sheet1.xml", target.encode())}
        assert len(read(zipped({**moved, path: sheet}), "a.xlsx")) == 1
        vast = sheet.replace(b'r="A2"', b'r="XFD1048576"')
        assert refused(zipped({**moved, path: vast}), "a.xlsx").code == "sheet_too_large"


@pytest.mark.parametrize("place", [b'\tr="XFD1048576"', b"\nr = 'XFD1048576'", b' r= "XFD1048576"'])
def test_places_written_unusually_are_measured(place: bytes) -> None:
    vast = changed(SMALL, SHEET, lambda xml: xml.replace(b' r="A2"', place))
    assert refused(vast, "a.xlsx").code == "sheet_too_large"


def test_a_workbook_that_defines_entities_is_not_opened() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><workbook>&a;</workbook>'
    assert (
        refused(changed(SMALL, "xl/workbook.xml", lambda _: bomb), "a.xlsx").code == "file_damaged"
    )


def test_macros_are_refused_by_part_and_by_name() -> None:
    with zipfile.ZipFile(io.BytesIO(SMALL)) as archive:
        parts = {entry: archive.read(entry) for entry in archive.namelist()}
    assert refused(zipped({**parts, "xl/vbaProject.bin": b"x"}), "a.xlsx").code == "file_macros"
    assert refused(SMALL, "a.xlsm").code == "file_macros"


def test_cells_without_places_and_with_prefixes_are_measured() -> None:
    """What the reader would accept must not pass unmeasured."""
    many = b"<row>" + b"<c/>" * 4000 + b"</row>"
    for tag in (many * 4000, many.replace(b"<c/>", b"<x:c/>") * 4000):
        xml = b'<worksheet xmlns="x"><sheetData>' + tag + b"</sheetData></worksheet>"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(package, "RATIO_LIMIT", 10_000)
            assert (
                refused(changed(SMALL, SHEET, lambda _, xml=xml: xml), "a.xlsx").code
                == "sheet_too_large"
            )


# Formulas without results


def unsaved(data: bytes) -> dict[str, list[int]]:
    """By heading the rows, as a spreadsheet counts, of formulas without a result."""
    raw = read(data, "a.xlsx")
    return {name: raw.rows[at].tolist() for name, at in raw.unsaved.items()}


def sheet_of(*cells: bytes) -> bytes:
    """``SMALL`` with the cell of the quantity written in other ways, one a row."""

    def change(xml: bytes) -> bytes:
        end = xml.index(b"</sheetData>")
        more = [
            b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>72083900</t></is></c>%s</row>'
            % (at, at, cell.replace(b"C0", b"C%d" % at))
            for at, cell in enumerate(cells, 3)
        ]
        return xml[:end] + b"".join(more) + xml[end:]

    return changed(SMALL, SHEET, change)


def calculated(data: bytes) -> bytes:
    """The workbook as a spreadsheet saves it: nothing is left to calculate."""
    return changed(data, "xl/workbook.xml", lambda xml: xml.replace(b' fullCalcOnLoad="1"', b""))


SHARED = b'<c r="B2"><f t="shared" ref="B2:C5" si="0">1+1</f><v>2</v></c>'


@pytest.mark.parametrize(
    ("cell", "without"),
    [
        (b'<c r="C0"><f>1+1</f></c>', True),
        (b'<c r="C0"><f>1+1</f><v></v></c>', True),
        (b'<c r="C0"><f>1+1</f><v/></c>', True),
        (b"<c s='1' r='C0'>\n<f ca='1'>A1&gt;2</f>\n<v />\n</c>", True),
        (b'<c r="C0"><f t="shared" ref="C3:C4" si="0">1+1</f></c>', True),
        (SHARED + b'<c r="C0"><f t="shared" si="0"/></c>', True),
        (b'<c r="C0"><f>1+1</f><v>2</v></c>', False),
        (SHARED + b'<c r="C0"><f t="shared" si="0"/><v>2</v></c>', False),
        (b'<c r="C0"><f>1-1</f><v>0</v></c>', False),
        (b'<c r="C0" t="str"><f>IF(1,"")</f><v></v></c>', False),
        (b'<c r="C0"/>', False),
        (b'<c r="C0"><v></v></c>', False),
    ],
)
def test_a_formula_without_a_result_is_told_from_an_empty_cell(cell: bytes, without: bool) -> None:
    data = calculated(sheet_of(cell, b'<c r="C0"><v>7</v></c>', cell))
    assert unsaved(data) == ({"tonnes": [3, 5]} if without else {})


def test_formulas_in_parts_with_a_prefix_are_found() -> None:
    data = sheet_of(b'<c r="C0"><f>1+1</f></c>')

    def prefixed(xml: bytes) -> bytes:
        named = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", xml)
        return named.replace(b"xmlns=", b"xmlns:x=")

    assert unsaved(changed(data, SHEET, prefixed)) == {"tonnes": [3]}


def test_a_zero_that_a_script_wrote_for_a_result_is_none() -> None:
    """xlsxwriter puts 0 behind a formula and asks for calculation when the file is opened."""

    def fill(page: xlsxwriter.worksheet.Worksheet) -> None:
        rows(("CN code", "origin", "tonnes"), ("72083900", "CN", 0))(page)
        page.write_row(2, 0, ("72083900", "CN"))
        page.write_formula(2, 2, "=1+1")
        page.write_row(3, 0, ("72083900", "CN"))
        page.write_formula(3, 2, "=1+1", None, 2)

    data = workbook(fill)
    assert unsaved(data) == {"tonnes": [3]}
    assert unsaved(calculated(data)) == {}


def test_rows_of_nothing_but_formulas_are_not_blank() -> None:
    import openpyxl

    book, target = openpyxl.Workbook(), io.BytesIO()
    page = book.active
    page.append(("CN code", "origin", "tonnes"))
    page.append(("72083900", "CN", 5))
    for at in (3, 5, 6):
        for column, name in enumerate("ABC", 1):
            page.cell(at, column, f"=Other!{name}{at}")
    page["H3"] = "=1+1"  # beside the table
    book.save(target)
    raw = read(target.getvalue(), "a.xlsx")
    assert raw.columns == ("CN code", "origin", "tonnes")
    assert raw.rows.tolist() == [2, 3, 5, 6]
    assert unsaved(target.getvalue()) == {name: [3, 5, 6] for name in raw.columns}
    assert table(raw)[1] == ("=…",) * 3


def test_formulas_that_span_pieces_are_found_once(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = [b'<c r="C0"><f>1+1</f></c>', b'<c r="C0"><f>1+1</f><v>2</v></c>'] * 100
    data = sheet_of(*cells)
    for size in (50, 700, 5000):
        monkeypatch.setattr(package, "BLOCK", size)
        assert unsaved(data) == {"tonnes": list(range(3, 203, 2))}


# Headings


@pytest.mark.parametrize(
    ("heading", "field", "unit"),
    [
        ("CN code", "cn_code", ""), ("cn_code", "cn_code", ""), ("海关编码", "cn_code", ""),
        ("商品编码 CN code", "cn_code", ""), ("商品编码/HS code", "cn_code", ""), ("税号*", "cn_code", ""),
        ("净重(kg)", "kg", "kg"), ("净重（千克）", "kg", "千克"), ("净重(吨)", "tonnes", "吨"),
        ("净重", "tonnes", ""), ("吨", "tonnes", "t"), ("Net mass [t]", "tonnes", "t"),
        ("Net weight kg", "kg", "kg"), ("数量（吨）", "tonnes", "吨"), ("kg", "kg", ""),
        ("原产国", "origin", ""), ("Country of Origin", "origin", ""), ("进口商", "importer", ""),
        ("会员企业", "member", ""), ("日期", "date", ""), ("季度", "quarter", ""), ("年份", "year", ""),
        ("碳足迹(kgCO2e/t)", "label", "kgco2e/t"), ("碳足迹", "label", ""),
        ("实际值（tCO₂e/t）", "see", "tco2e/t"), ("SEE", "see", ""), ("品名", "product", ""),
        ("Name of the EU importer", "importer", ""), ("colour", "", ""), ("", "", ""),
    ],
)  # fmt: skip
def test_what_a_heading_means(heading: str, field: str, unit: str) -> None:
    assert field_of(heading)[:2] == (field, unit)
