"""Text files: encoding, separator, and Arrow's reader with a careful one to fall back on."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from cbam.portfolio import header
from cbam.portfolio.raw import MEGABYTE, SAMPLE_ROWS, Ints, Raw, Row, check_shape
from cbam.reasons import InputError

SEPARATORS = (",", ";", "\t", "|")
_BLOCK = 4 * MEGABYTE  # bytes Arrow parses at a time
_BATCH = 50_000  # rows of the careful reader kept as Python lists
_DISTINCT = 0.5  # share of distinct texts above which a column is not worth a dictionary
_HEAD = 256 << 10  # bytes from which separator and headings are found
_MIXED_LINES = 200_000  # lines looked at for a mix of encodings
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
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
    lines = _line_ends(data) + (not data.endswith(b"\n"))
    check_shape(lines, 0, name)
    head = data[:_HEAD]
    if len(head) < len(data):
        head = head[: head.rfind(b"\n") + 1] or head
    separator, first = _separator(head.decode("utf-8", "replace"))
    width = max(_usual(len(row) for row in first), 1)
    found = header.find(first, max(width, *(len(_trimmed(row)) for row in first[:40])))
    check_shape(0, len(found.names), name)
    raw = None
    if b'"' not in data or data.count(b'"') % 2 == 0:
        raw = _fast(data, separator, found, first, lines)
    table, rows, too_wide = raw or _careful(data, separator, found, name)
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


def to_utf8(data: bytes, name: str = "") -> tuple[bytes, str]:
    """The text in UTF-8 without a mark, and the encoding it came in."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            data = data[len(mark) :]
            if encoding != "utf-8":
                return _recoded(data, encoding, name), encoding
            break
    sample = data[:4096]
    if b"\0" in sample:  # every second byte of Latin text in UTF-16
        order = "utf-16-le" if sample[1::2].count(0) >= sample[0::2].count(0) else "utf-16-be"
        if sample.count(0) * 4 > len(sample):
            return _recoded(data, order, name), order
    if b"\0" in data:
        raise InputError("file_not_text", "file", name)
    if data.isascii() or _is_utf8(data):
        return data, "utf-8"
    mixed = _mixed(data)
    if mixed:
        raise InputError("encoding_mixed", "file", name, row=mixed)
    return _recoded(data, "gb18030", name), "gb18030"


def _recoded(data: bytes, encoding: str, name: str) -> bytes:
    try:
        text = data.decode(encoding)
        if "\0" in text:
            raise InputError("file_not_text", "file", name)
        return text.encode("utf-8")
    except UnicodeError as error:
        at = getattr(error, "start", 0)
        line = data[:at].count(b"\n") + 1
        raise InputError("encoding_unknown", "file", name, row=line) from error


def _is_utf8(data: bytes) -> bool:
    decode = codecs.getincrementaldecoder("utf-8")().decode
    try:
        for at in range(0, len(data), MEGABYTE):
            decode(data[at : at + MEGABYTE])
        decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def _mixed(data: bytes) -> int:
    """The first line of Chinese in UTF-8 in a text that as a whole is not UTF-8; 0 if none."""
    other = 0
    for number, line in enumerate(io.BytesIO(data), 1):
        if number > _MIXED_LINES:
            break
        if line.isascii():
            continue
        try:
            chinese = sum("\u4e00" <= sign <= "\u9fff" for sign in line.decode("utf-8"))
        except UnicodeDecodeError:
            continue
        if chinese >= 2 and not other:
            other = number
    return other


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


def _fast(
    data: bytes, separator: str, found: header.Header, first: list[Row], lines: int
) -> tuple[pa.Table, Ints, Ints] | None:
    """Arrow's reader, on all cores; ``None`` where the text is not an even table."""
    start = 0
    for _ in range(found.end):
        start = data.find(b"\n", start) + 1
        if not start:
            return None
    if start >= len(data):
        return None
    sample = first[found.end :]
    kinds = {
        name: TEXT
        if len({row[i] for row in sample if i < len(row)}) > max(100, len(sample) * _DISTINCT)
        else CODED
        for i, name in enumerate(found.names)
    }
    try:
        table = pacsv.read_csv(
            pa.BufferReader(pa.py_buffer(data).slice(start)),
            read_options=pacsv.ReadOptions(column_names=list(found.names), block_size=_BLOCK),
            parse_options=pacsv.ParseOptions(delimiter=separator),
            convert_options=pacsv.ConvertOptions(column_types=kinds, strings_can_be_null=False),
        )
    except pa.ArrowException:
        return None
    # Empty lines are left out here, and a quote that runs over lines swallows some; both are
    # for the careful reader.
    if table.num_rows != lines - found.end:
        return None
    rows = np.arange(found.end + 1, found.end + 1 + table.num_rows, dtype=np.int32)
    return table.unify_dictionaries(), rows, np.empty(0, np.int32)


def _careful(
    data: bytes, separator: str, found: header.Header, name: str
) -> tuple[pa.Table, Ints, Ints]:
    """Row by row, for texts with empty, short or long rows or with line ends inside quotes."""
    width = len(found.names)
    source = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="")
    batches: list[pa.Table] = []
    kept: list[Row] = []
    numbers: list[int] = []
    wide: list[int] = []
    count = 0

    def flush() -> None:
        columns = list(zip(*kept, strict=True)) or [()] * width
        arrays = [pa.array(column, TEXT).dictionary_encode() for column in columns]
        batches.append(pa.table(dict(zip(found.names, arrays, strict=True))))
        kept.clear()

    number = 0
    reader = csv.reader(source, delimiter=separator, strict=True)
    try:
        for number, row in enumerate(reader, 1):
            if number <= found.end:
                continue
            if len(row) != width:
                if len(_trimmed(row)) > width:
                    wide.append(len(numbers))
                row = [*row, *[""] * (width - len(row))][:width]
            kept.append(row)
            numbers.append(number)
            count += 1
            if len(kept) == _BATCH:
                flush()
    except csv.Error as error:
        code = "csv_cell_too_long" if "field larger" in str(error) else "csv_quotes"
        raise InputError(code, "file", name, row=number + 1) from error
    flush()
    table = pa.concat_tables(batches).unify_dictionaries()
    return table, np.array(numbers, np.int32), np.array(wide, np.int32)
