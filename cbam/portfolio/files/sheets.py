"""Workbooks, once ``package`` has passed them, read by calamine as a table of texts."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain, islice, repeat
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from python_calamine import CalamineError, CalamineWorkbook

from cbam.portfolio.files import formulas, header, package
from cbam.portfolio.files.raw import Ints, Raw, check_shape, texts
from cbam.reasons import InputError

SHEETS_LIMIT = 60
_HEAD = 40  # rows among which the headings are
_BATCH = 20_000  # rows held as Python objects at a time


def read(data: bytes, name: str, sheet: str | None = None) -> Raw:
    """Read one sheet of a workbook: the one named, else the first with known headings.

    Raises:
        InputError: ``file_encrypted``, ``file_old_excel``, ``file_macros``, ``file_damaged``,
            ``file_bomb``, ``sheet_too_large``, ``too_many_sheets``, ``sheet_unknown``,
            ``file_empty``, ``too_many_columns``.
    """
    held = package.inspect(data, name)
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
            unsaved = formulas.without_results(data, held, candidate)
            raw, score = _sheet(book, candidate, name, names, unsaved)
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


def _sheet(
    book: CalamineWorkbook, sheet: str, name: str, names: tuple[str, ...],
    unsaved: dict[int, Ints],
) -> tuple[Raw | None, float]:  # fmt: skip
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
    here = _below_headings(unsaved, found, width)
    deepest = max((int(at[-1]) + 1 for at in here.values()), default=0)
    # The reader ends at the last row with a value; rows of nothing but such formulas follow.
    below: Iterator[list[Any]] = repeat(
        [""] * width, max(0, found.end + deepest - source.total_height)
    )
    body = chain(first[found.end :], lines, below)
    native: set[str] = set()
    batches = []
    while part := list(islice(body, _BATCH)):
        batches.append(_texts(part, found.names, native))
    if not batches:
        return None, score
    table = pa.concat_tables(batches).unify_dictionaries()
    table = _marked(table, here)
    table, merged = _fill(table, source.merged_cell_ranges or [], found.end, name)
    rows = np.arange(found.end + 1, found.end + 1 + table.num_rows, dtype=np.int32)
    raw = Raw(
        name=name, kind="xlsx", table=table, rows=rows, header_rows=found.rows,
        titles=found.first, sheet=sheet, sheets=names, merged=merged, native=frozenset(native),
        unsaved=here,
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


def _below_headings(unsaved: dict[int, Ints], found: header.Header, width: int) -> dict[str, Ints]:
    """Formulas without results by heading, at positions from the first row below; no empty ones."""
    here: dict[str, Ints] = {}
    for i, at in unsaved.items():
        at = at[at >= found.end] - found.end
        # Beside the headings people calculate what belongs to no column.
        if len(at) and i < width and not (found.rows and found.names[i] == f"Column {i + 1}"):
            here[found.names[i]] = at
    return here


def _marked(table: pa.Table, unsaved: dict[str, Ints]) -> pa.Table:
    """Show formulas without results as what they are, so that no row of them counts as empty."""
    for heading, at in unsaved.items():
        flags = np.zeros(table.num_rows, bool)
        flags[at] = True
        cells = table[heading].cast(pa.string()).combine_chunks()
        cells = pc.if_else(pa.array(flags), formulas.SHOWN, cells).dictionary_encode()
        table = table.set_column(table.column_names.index(heading), heading, cells)
    return table


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
