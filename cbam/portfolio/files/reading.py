"""A file, or pasted text, as a raw table: bytes in, texts with row numbers out.

Nothing is interpreted here; ``mapping`` says what the columns mean and ``checks`` what is wrong.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cbam.portfolio.files import package, sheets, text
from cbam.portfolio.files.raw import Raw, check_shape, check_size
from cbam.reasons import InputError

MACROS = (".xlsm", ".xltm", ".xlam", ".xlsb")


def read(data: bytes, name: str = "", sheet: str | None = None) -> Raw:
    """Read a CSV or XLSX file, or text pasted from a sheet (tab-separated).

    Text may be UTF-8 (with or without mark), UTF-16 or GB18030, separated by comma, semicolon,
    tab or bar. What the bytes are decides, not the name's ending. Headings are found below
    titles and may take two rows; empty rows and columns are left out and counted.

    Args:
        data: the bytes; see ``raw.check_size`` for a check before they are fetched.
        name: of the file, as uploaded; not trusted.
        sheet: of a workbook; by default the first with headings that are known.

    Raises:
        InputError: the file as a whole cannot be used; see ``sheets.read`` and ``text.read``.
    """
    check_size(len(data), name)
    if PurePath(name).suffix.lower() in MACROS:
        raise InputError("file_macros", "file", name)
    if not data:
        raise InputError("file_empty", "file", name)
    raw = sheets.read(data, name, sheet) if package.is_archive(data) else text.read(data, name)
    return _without_blanks(raw)


def _without_blanks(raw: Raw) -> Raw:
    """Leave out empty rows, and columns that have neither a heading nor a cell."""
    table = raw.table
    blank = np.ones(table.num_rows, bool)
    empty: list[str] = []
    wide = np.zeros(table.num_rows, bool)
    wide[raw.too_wide] = True
    for i, name in reversed(list(enumerate(table.column_names, 1))):
        unnamed = name == f"Column {i}"
        if not unnamed and not blank.any():
            continue
        here = _blank(table[name])
        # Behind the last heading, what a few rows have is not a column: they are too long.
        behind = raw.header_rows > 0 and unnamed and len(empty) == len(table.column_names) - i
        if unnamed and (here.all() or (behind and 2 * here.sum() > len(here))):
            empty.append(name)
            wide |= ~here
        blank &= here
    if empty:
        table = table.drop_columns(empty)
    count = int(blank.sum())
    raw = replace(raw, too_wide=np.flatnonzero(wide).astype(np.int32))
    if not table.num_columns or table.num_rows == count:
        raise InputError("file_empty", "file", raw.name)
    check_shape(table.num_rows, table.num_columns, raw.name)
    if not count:
        return replace(raw, table=table, blank_columns=len(empty))
    keep = np.flatnonzero(~blank)
    place = np.cumsum(~blank, dtype=np.int32) - 1  # where a row stands after the blank ones left
    return replace(
        raw,
        table=table.take(pa.array(keep)),
        rows=raw.rows[keep],
        blank_rows=count,
        blank_columns=len(empty),
        merged={name: place[at[~blank[at]]] for name, at in raw.merged.items()},
        too_wide=place[raw.too_wide],
        unsaved={name: place[at] for name, at in raw.unsaved.items()},
    )


def _blank(column: pa.ChunkedArray) -> np.ndarray:
    """Where a column has no visible character."""
    parts = []
    for chunk in column.chunks:
        if pa.types.is_dictionary(chunk.type):
            by_value = _empty(chunk.dictionary)
            codes = chunk.indices.fill_null(0).to_numpy(zero_copy_only=False)
            flags = by_value[codes] if len(by_value) else np.ones(len(codes), bool)
            parts.append(flags | chunk.is_null().to_numpy(zero_copy_only=False))
        else:
            parts.append(_empty(chunk))
    return np.concatenate(parts) if parts else np.empty(0, bool)


def _empty(array: pa.Array) -> np.ndarray:
    trimmed = pc.utf8_trim_whitespace(array)
    return pc.equal(pc.utf8_length(trimmed), 0).fill_null(True).to_numpy(zero_copy_only=False)
