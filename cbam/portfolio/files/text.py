"""Text files: encoding, separator, and Arrow's reader with a careful one to fall back on."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from cbam.portfolio.files import header
from cbam.portfolio.files.encodings import to_utf8
from cbam.portfolio.files.raw import MEGABYTE, ROWS_LIMIT, SAMPLE_ROWS, Ints, Raw, Row, check_shape
from cbam.reasons import InputError

SEPARATORS = (",", ";", "\t", "|")
_LONGEST = 1 << 17  # characters of one cell; the csv module's own limit is the whole process's
_BLOCK = 4 * MEGABYTE  # bytes Arrow parses at a time
_DISTINCT = 0.5  # share of distinct texts above which a column is not worth a dictionary
_HEAD = 256 << 10  # bytes from which separator and headings are found
TEXT = pa.string()
CODED = pa.dictionary(pa.int32(), pa.string())


def read(data: bytes, name: str) -> Raw:
    """Read a separated text.

    Raises:
        InputError: ``encoding_unknown``, ``encoding_mixed``, ``file_not_text``, ``csv_quotes``,
            ``csv_cell_too_long``, ``file_empty``, ``too_many_rows`` or ``too_many_columns``.
    """
    data, encoding = to_utf8(data, name)
    if not data[:_HEAD].strip() and not data.strip():
        raise InputError("file_empty", "file", name)
    if b"\n" not in data:  # line ends of an old Macintosh
        data = data.replace(b"\r", b"\n")
    if data.endswith((b"\n\n", b"\n\r\n")):
        data = data.rstrip(b"\r\n")
    lines = _line_ends(data) + (not data.endswith(b"\n"))
    check_shape(lines, 0, name)
    head = data[:_HEAD]
    if len(head) < len(data):
        head = head[: head.rfind(b"\n") + 1] or head
    separator, first = _separator(head.decode("utf-8", "replace"))
    named = [len(_trimmed(row)) for row in first[:40] if header.score(row) >= 2]
    found = header.find(first, max(_usual(len(row) for row in first), 1, *named))
    check_shape(0, len(found.names), name)
    start = _after(data, found.end)
    body = _Body(data, separator, found, _kinds(found, first), name)
    fast = body.fast(start, len(data))
    table, rows, too_wide = (
        fast if fast and fast[0].num_rows == lines - found.end else body.pieces(start)
    )
    return Raw(
        name=name, kind="csv", table=table, rows=rows, header_rows=found.rows,
        titles=found.first, encoding=encoding, separator=separator, too_wide=too_wide,
    )  # fmt: skip


def _line_ends(data: bytes) -> int:
    """Line ends, counted in pieces that stay in the processor's cache."""
    signs = np.frombuffer(data, np.uint8)
    return sum(
        int(np.count_nonzero(signs[at : at + MEGABYTE] == ord("\n")))
        for at in range(0, len(signs), MEGABYTE)
    )


def _separator(head: str) -> tuple[str, list[Row]]:
    """The separator, and the first rows read with it.

    The one whose best row names the most fields; among equals the one with the most columns in
    most rows.
    """
    tried = []
    for sign in SEPARATORS:
        rows: list[Row] = []
        try:
            for row in csv.reader(io.StringIO(head), delimiter=sign):
                rows.append(row)
                if len(rows) == SAMPLE_ROWS * 10:
                    break
        except csv.Error:
            pass  # the careful reader will name it
        if rows:
            named = max(header.score(row) for row in rows[:40])
            usual = _usual(len(row) for row in rows)
            steady = sum(len(row) == usual for row in rows) / len(rows)
            tried.append((named if usual > 1 else min(named, 1.0), usual * steady, sign, rows))
    if not tried:
        return ",", [[""]]
    _, _, sign, rows = max(tried, key=lambda t: t[:2])
    return sign, rows


def _usual(widths: Iterator[int]) -> int:
    counts = np.bincount(np.fromiter((min(w, 10_000) for w in widths), np.int64))
    counts[:1] = 0
    return int(counts.argmax()) if len(counts) else 0


def _trimmed(row: Row) -> Row:
    """A row without its empty cells at the end."""
    while row and not row[-1].strip():
        row = row[:-1]
    return row


def _after(data: bytes, count: int) -> int:
    """Where the text goes on after some records (headings may hold line ends in quotes)."""
    at = 0
    for _ in range(count):
        quotes = 0
        while True:
            end = data.find(b"\n", at) + 1 or len(data)
            quotes += data.count(b'"', at, end)
            at = end
            if quotes % 2 == 0 or at == len(data):
                break
    return at


def _kinds(found: header.Header, first: list[Row]) -> dict[str, pa.DataType]:
    """Which columns get a dictionary: those whose texts repeat."""
    sample = first[found.end :]
    most = max(100, len(sample) * _DISTINCT)
    return {
        name: TEXT if len({row[i] for row in sample if i < len(row)}) > most else CODED
        for i, name in enumerate(found.names)
    }


Part = tuple[pa.Table, Ints, Ints]


@dataclass
class _Body:
    """The rows below the headings, by Arrow where they are even, else one by one."""

    data: bytes
    separator: str
    found: header.Header
    kinds: dict[str, pa.DataType]
    name: str

    def fast(self, start: int, end: int, number: int = 0) -> Part | None:
        """Arrow's reader, on all cores; ``None`` where the text is not an even table.

        ``start`` and ``end`` bound the part of the text, ``number`` counts the rows before it
        (0: the headings alone).
        """
        if start >= end or self.data.count(b'"', start, end) % 2:
            return None
        try:
            table = pacsv.read_csv(
                pa.BufferReader(pa.py_buffer(self.data).slice(start, end - start)),
                read_options=pacsv.ReadOptions(
                    column_names=list(self.found.names), block_size=_BLOCK
                ),
                parse_options=pacsv.ParseOptions(delimiter=self.separator),
                convert_options=pacsv.ConvertOptions(
                    column_types=self.kinds, strings_can_be_null=False
                ),
            )
        except pa.ArrowException:
            return None
        first = (number or self.found.end) + 1
        rows = np.arange(first, first + table.num_rows, dtype=np.int32)
        return table, rows, np.empty(0, np.int32)

    def pieces(self, start: int) -> Part:
        """Piece by piece, each by Arrow if it is even.

        Arrow drops empty lines, and a quote over lines swallows some, so a piece with fewer
        rows than lines is read again, carefully.
        """
        parts: list[Part] = []
        number, places = self.found.end, 0
        while start < len(self.data) or not parts:
            end = self._end(start)
            lines = self.data.count(b"\n", start, end) + (not self.data.endswith(b"\n", start, end))
            part = self.fast(start, end, number)
            if part is None or part[0].num_rows != lines:
                part, records = self.careful(start, end, number)
            else:
                records = lines
            parts.append((part[0], part[1], part[2] + places))
            number += records
            places += part[0].num_rows
            start = end
        tables, rows, wide = zip(*parts, strict=True)
        return pa.concat_tables(tables), np.concatenate(rows), np.concatenate(wide)

    def _end(self, start: int) -> int:
        """The end of a piece: a line's end at which no quote is open."""
        end, quotes, counted = start + _BLOCK, 0, start
        while end < len(self.data):
            end = self.data.find(b"\n", end) + 1
            if not end:
                break
            quotes += self.data.count(b'"', counted, end)
            if quotes % 2 == 0:
                return end
            counted, end = end, end + 1
        return len(self.data)

    def careful(self, start: int, end: int, number: int) -> tuple[Part, int]:
        """Row by row, for texts with empty, short or long rows or with line ends in quotes."""
        names, width = self.found.names, len(self.found.names)
        text = self.data[start:end].decode("utf-8")
        kept: list[Row] = []
        wide: list[int] = []
        try:
            for row in csv.reader(
                io.StringIO(text, newline=""), delimiter=self.separator, strict=True
            ):
                if any(len(cell) > _LONGEST for cell in row):
                    at = number + len(kept) + 1
                    raise InputError("csv_cell_too_long", "file", self.name, row=at)
                if len(row) != width:
                    if len(_trimmed(row)) > width:
                        wide.append(len(kept))
                    row = [*row, *[""] * (width - len(row))][:width]
                kept.append(row)
                if number + len(kept) > ROWS_LIMIT:
                    check_shape(number + len(kept), 0, self.name)
        except csv.Error as error:
            code = "csv_cell_too_long" if "field larger" in str(error) else "csv_quotes"
            raise InputError(code, "file", self.name, row=number + len(kept) + 1) from error
        columns = list(zip(*kept, strict=True)) or [()] * width
        table = pa.table({
            name: pa.array(column, TEXT)
            if self.kinds[name] == TEXT
            else pa.array(column, TEXT).dictionary_encode()
            for name, column in zip(names, columns, strict=True)
        })  # fmt: skip
        rows = np.arange(number + 1, number + 1 + len(kept), dtype=np.int32)
        return (table, rows, np.array(wide, np.int32)), len(kept)
