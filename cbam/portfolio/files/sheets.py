"""Workbooks: looked through before they are opened, then read by calamine as a table of texts.

A workbook is a zip archive from a stranger. It is refused by name where it is encrypted, holds
macros, unpacks to more than it should, or spreads a few cells over a sheet so large that the
reader would fill the memory with empty ones.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain, islice
from typing import Any

import numpy as np
import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from cbam.portfolio.files import header
from cbam.portfolio.files.raw import MEGABYTE, Ints, Raw, check_shape, texts
from cbam.reasons import InputError

UNPACKED_LIMIT = 600 * MEGABYTE
RATIO_LIMIT = 250  # unpacked to packed, of a part that is not small
ENTRIES_LIMIT = 2_000
SHEETS_LIMIT = 60
CELLS_LIMIT = 10_000_000  # of the rectangle that a sheet spans, empty cells included
SHEET_ROWS_LIMIT = 1_048_576  # what Excel holds
_SMALL = 4 * MEGABYTE
_HEAD = 40  # rows among which the headings are
_BATCH = 20_000  # rows held as Python objects at a time
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CELLS = (b"<c ", b"<c>", b"<c/", b":c ", b":c>", b":c/")  # with or without a prefix
_ROWS = (b"<row ", b"<row>", b":row ", b":row>")
_COLUMN = re.compile(rb' r="([A-Za-z]{1,7})')
_NUMBER = re.compile(rb' r="[A-Za-z]*(\d{1,9})')
_PART = re.compile(r"^xl/worksheets/[^/]+\.xml$", re.IGNORECASE)


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are a zip archive or an OLE file, so no text."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06", _OLE))


def read(data: bytes, name: str, sheet: str | None = None) -> Raw:
    """Read one sheet of a workbook: the one named, else the first with known headings.

    Raises:
        InputError: ``file_encrypted``, ``file_old_excel``, ``file_macros``, ``file_damaged``,
            ``file_bomb``, ``sheet_too_large``, ``too_many_sheets``, ``sheet_unknown``,
            ``file_empty``, ``too_many_columns``.
    """
    _inspect(data, name)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        visible = [
            found.name
            for found in book.sheets_metadata
            if str(found.visible).endswith("Visible") and str(found.typ).endswith("WorkSheet")
        ]
        names = tuple(visible or book.sheet_names)
        if len(names) > SHEETS_LIMIT:
            raise InputError("too_many_sheets", "file", name, limit=SHEETS_LIMIT)
        if sheet is not None and sheet not in names:
            raise InputError("sheet_unknown", "sheet", sheet, allowed=list(names))
        best: Raw | None = None
        for candidate in names if sheet is None else (sheet,):
            raw, score = _sheet(book, candidate, name, names)
            if raw is not None and (best is None or score >= 2):
                best = raw
            if score >= 2:
                break
    except InputError:
        raise
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise InputError("file_damaged", "file", name, why=str(error)[:120]) from error
    if best is None:
        raise InputError("file_empty", "file", name)
    return best


def _inspect(data: bytes, name: str) -> None:
    """Refuse a file that is not a plain, reasonably sized workbook."""
    if data.startswith(_OLE):
        code = "file_encrypted" if _ENCRYPTED in data else "file_old_excel"
        raise InputError(code, "file", name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            names = [entry.filename.lower() for entry in entries]
            if any(entry.flag_bits & 1 for entry in entries):
                raise InputError("file_encrypted", "file", name)
            if len(entries) > ENTRIES_LIMIT or len(set(names)) < len(names):
                raise InputError("file_damaged", "file", name, why="entries")
            if any(entry.endswith("vbaproject.bin") for entry in names):
                raise InputError("file_macros", "file", name)
            if "[content_types].xml" not in names or "xl/workbook.xml" not in names:
                raise InputError("file_not_workbook", "file", name)
            unpacked = sum(entry.file_size for entry in entries)
            bulky = any(
                entry.file_size > max(_SMALL, RATIO_LIMIT * entry.compress_size)
                for entry in entries
            )
            if bulky or unpacked > UNPACKED_LIMIT:
                raise InputError("file_bomb", "file", name, limit=UNPACKED_LIMIT // MEGABYTE)
            for entry in entries:
                _look_through(archive, entry, name)
    except (
        zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError,
        RuntimeError, OverflowError,
    ) as error:  # fmt: skip
        if isinstance(error, InputError):
            raise
        raise InputError("file_damaged", "file", name, why=str(error)[:120]) from error


def _look_through(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> None:
    """Unpack an entry piece by piece; measure the rectangle of a sheet.

    Unpacking ends at the declared size, and the checksum shows a declaration that lies.
    """
    is_sheet = bool(_PART.match(entry.filename))
    if entry.filename.lower().endswith((".xml", ".rels")) or is_sheet:
        rows = columns = tags = cells = 0
        last = 0
        for piece in _pieces(archive, entry):
            if not is_sheet:
                continue
            piece = piece.replace(b" r='", b' r="')
            letters = _COLUMN.findall(piece)
            numbers = set(_NUMBER.findall(piece))
            tags += sum(map(piece.count, _CELLS))
            cells += len(letters)
            rows += sum(map(piece.count, _ROWS))
            last = max(last, max(map(int, numbers), default=0))
            columns = max(columns, max(map(_column, set(letters)), default=0))
        without = max(0, tags - cells)  # cells without a place stand beside each other
        span = max(rows, last) * (columns + without)
        if span > CELLS_LIMIT or max(rows, last) > SHEET_ROWS_LIMIT:
            raise InputError(
                "sheet_too_large", "file", name, rows=max(rows, last), columns=columns + without,
                limit=CELLS_LIMIT,
            )  # fmt: skip


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """An entry in pieces that end with a tag, so that no reference is cut in two."""
    rest = b""
    with archive.open(entry) as source:
        while block := source.read(MEGABYTE):
            block = rest + block
            cut = block.rfind(b">") + 1
            rest = block[cut:]
            if len(rest) > _SMALL:  # one tag of megabytes is no sheet
                rest = b""
            yield block[:cut]
    yield rest


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _sheet(
    book: CalamineWorkbook, sheet: str, name: str, names: tuple[str, ...]
) -> tuple[Raw | None, float]:
    """One sheet as texts, and how well its headings are known."""
    source = book.get_sheet_by_name(sheet)
    if source.start is None:
        return None, 0.0
    left = [""] * source.start[1]  # the reader begins at the first used column
    lines = (left + row for row in source.iter_rows())
    first = list(islice(lines, _HEAD))
    width = max(map(len, first))
    head = [[_text(cell) for cell in row] for row in first]
    found = header.find(head, width)
    check_shape(0, sum(any(row[i] for row in head) for i in range(width)), name)
    score = max((header.score(row) for row in head[found.first : found.end]), default=0.0)
    body = chain(first[found.end :], lines)
    native: set[str] = set()
    batches = []
    while part := list(islice(body, _BATCH)):
        batches.append(_texts(part, found.names, native))
    if not batches:
        return None, score
    table = pa.concat_tables(batches).unify_dictionaries()
    table, merged = _fill(table, source.merged_cell_ranges or [], found.end, name)
    rows = np.arange(found.end + 1, found.end + 1 + table.num_rows, dtype=np.int32)
    raw = Raw(
        name=name, kind="xlsx", table=table, rows=rows, header_rows=found.rows,
        titles=found.first, sheet=sheet, sheets=names, merged=merged, native=frozenset(native),
    )  # fmt: skip
    return raw, score


def _texts(part: list[list[Any]], names: tuple[str, ...], native: set[str]) -> pa.Table:
    """Some rows as columns of texts; note the columns that hold numbers."""
    columns = {}
    for i, name in enumerate(names):
        cells = [row[i] for row in part]
        if any(type(cell) in (int, float) for cell in cells):
            native.add(name)
        written = [cell if type(cell) is str else _text(cell) for cell in cells]
        columns[name] = pa.array(written, pa.string()).dictionary_encode()
    return pa.table(columns)


def _fill(
    table: pa.Table, ranges: list[tuple[tuple[int, int], tuple[int, int]]], start: int, name: str
) -> tuple[pa.Table, dict[str, Ints]]:
    """Fill cells merged over rows of one column with their text; return the places by column."""
    by_column: dict[int, list[tuple[int, int]]] = {}
    for (top, left), (bottom, right) in ranges:
        top, bottom = top - start, min(bottom - start, table.num_rows - 1)
        if left == right < table.num_columns and 0 <= top < bottom:
            by_column.setdefault(left, []).append((top, bottom))
    merged: dict[str, Ints] = {}
    for column, spans in by_column.items():
        if sum(bottom - top for top, bottom in spans) > table.num_rows:
            raise InputError("file_damaged", "file", name, why="merged cells overlap")
        heading = table.column_names[column]
        cells = texts(table[heading])
        for top, bottom in spans:
            cells[top : bottom + 1] = [cells[top]] * (bottom - top + 1)
        encoded = pa.array(cells, pa.string()).dictionary_encode()
        table = table.set_column(column, heading, encoded)
        places = [np.arange(top, bottom + 1, dtype=np.int32) for top, bottom in spans]
        merged[heading] = np.unique(np.concatenate(places))
    return table, merged


def _text(cell: Any) -> str:
    """A cell as a spreadsheet would show it, in full: whole numbers without a point, ISO dates."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        midnight = (cell.hour, cell.minute, cell.second) == (0, 0, 0)
        return cell.date().isoformat() if midnight else cell.isoformat(" ", "seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)
