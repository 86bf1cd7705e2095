"""A file too large to be read at once, in pieces: row groups of Parquet, blocks of CSV.

Text columns come as dictionary codes, so that each distinct text is looked at once per piece.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pc_csv
import pyarrow.parquet as pq

from cbam.caches import cached
from cbam.lines import REQUIRED
from cbam.reasons import InputError

TEXTS = ("cn_code", "origin", "quarter", "basis", "route", "returned", "reduction_evidence")
NUMBERS = (
    "tonnes", "year", "see", "sefa", "chain_benchmark", "price_eur", "importer_year_tonnes",
    "reduction_certificates",
)  # fmt: skip
PARQUET = (".parquet", ".pq")
LINES = 1 << 20  # lines of a piece whose totals are wanted
BILLS = 1 << 18  # lines of a piece whose bills are written: they are four times as wide
_LARGE = 4 * LINES  # a row group above this is not read at once
_BLOCK = 1 << 24  # bytes of CSV read at once


@dataclass(frozen=True)
class Groups:
    """A piece of a Parquet file: some of its row groups, read by whoever works on them."""

    path: str
    first: int
    last: int
    lines: int
    share: float  # of the file read when this piece is done

    def table(self, names: tuple[str, ...] | None) -> pa.Table:
        """The lines, all columns or some."""
        with named(Path(self.path)):
            return self._read(names)

    def _read(self, names: tuple[str, ...] | None) -> pa.Table:
        file = pq.ParquetFile(self.path, metadata=_metadata(*_identity(self.path)),
                              read_dictionary=_dictionaries(self.path))  # fmt: skip
        with file:
            groups = list(range(self.first, self.last))
            return file.read_row_groups(groups, columns=names and list(names), use_threads=False)


@dataclass(frozen=True)
class Lines:
    """A piece that has been read already."""

    held: pa.Table
    share: float

    @property
    def lines(self) -> int:
        """How many lines there are."""
        return int(self.held.num_rows)

    def table(self, names: tuple[str, ...] | None) -> pa.Table:
        """The lines, all columns or some."""
        return self.held.select(list(names)) if names else self.held


Piece = Groups | Lines


def is_parquet(path: Path) -> bool:
    """Whether a file is Parquet by its name."""
    return path.suffix.lower() in PARQUET


def columns_of(path: Path) -> tuple[str, ...]:
    """The column names of a file.

    Raises:
        InputError: ``file_missing``, ``parquet_unreadable``, ``file_unreadable``,
            ``column_missing``.
    """
    with named(path):
        names = _schema(path).names if is_parquet(path) else _csv_names(path)
    for name in REQUIRED:
        if name not in names:
            raise InputError("column_missing", name, allowed=list(REQUIRED))
    return tuple(names)


def pieces(path: Path, lines: int, names: tuple[str, ...] | None = None) -> Iterator[Piece]:
    """The file in pieces of about ``lines`` lines; of CSV and large row groups, only ``names``."""
    with named(path):
        yield from _parquet_pieces(path, lines, names) if is_parquet(path) else _csv_pieces(path, lines, names)  # fmt: skip


def _parquet_pieces(path: Path, lines: int, names: tuple[str, ...] | None) -> Iterator[Piece]:
    meta = _metadata(*_identity(str(path)))
    sizes = [meta.row_group(i).num_rows for i in range(meta.num_row_groups)]
    whole, done, first, held = sum(sizes), 0, 0, 0

    def share() -> float:
        return done / whole if whole else 1.0

    for at, size in enumerate(sizes):
        if held and (held + size > lines or size > _LARGE):
            yield Groups(str(path), first, at, held, share())
            first, held = at, 0
        if size > _LARGE:
            file = pq.ParquetFile(path, metadata=meta, read_dictionary=_dictionaries(str(path)))
            with file:
                for batch in file.iter_batches(lines, [at], columns=names and list(names)):
                    done += batch.num_rows
                    yield Lines(pa.Table.from_batches([batch]), share())
            first = at + 1
        else:
            held += size
            done += size
    if held:
        yield Groups(str(path), first, len(sizes), held, share())


def _csv_pieces(path: Path, lines: int, names: tuple[str, ...] | None) -> Iterator[Piece]:
    """Blocks of a CSV file, all cells as text so that no code loses a leading zero."""
    known = _csv_names(path)
    kinds = {name: pa.dictionary(pa.int32(), pa.string()) if name in TEXTS else pa.string() for name in known}  # fmt: skip
    size = max(path.stat().st_size, 1)
    with path.open("rb") as file:
        reader = pc_csv.open_csv(
            file,
            pc_csv.ReadOptions(block_size=_BLOCK, column_names=known, skip_rows=1),
            pc_csv.ParseOptions(newlines_in_values=True),
            pc_csv.ConvertOptions(
                column_types=kinds, null_values=[""], strings_can_be_null=True,
                quoted_strings_can_be_null=True, include_columns=names and list(names),
            ),
        )  # fmt: skip
        for batch in reader:
            table = pa.Table.from_batches([batch])
            share = min(1.0, file.tell() / size)
            for start in range(0, batch.num_rows, lines):
                yield Lines(table.slice(start, lines), share)


def _csv_names(path: Path) -> list[str]:
    """The header's names; a repeated or empty one is made distinct, as spreadsheets show it."""
    with path.open("rb") as file:
        reader = pc_csv.open_csv(
            file, parse_options=pc_csv.ParseOptions(newlines_in_values=True),
            convert_options=pc_csv.ConvertOptions(strings_can_be_null=True),
        )  # fmt: skip
        found = reader.schema.names
    names: list[str] = []
    for at, name in enumerate(found):
        base = name or f"Unnamed: {at}"
        count, text = 0, base
        while text in names:
            count += 1
            text = f"{base}.{count}"
        names.append(text)
    return names


def _identity(path: str) -> tuple[str, int, int]:
    stat = os.stat(path)
    return path, stat.st_mtime_ns, stat.st_size


@cached(maxsize=8)
def _metadata(path: str, _changed: int, _size: int) -> Any:
    return pq.read_metadata(path)


def _schema(path: Path) -> pa.Schema:
    return _metadata(*_identity(str(path))).schema.to_arrow_schema()


def _dictionaries(path: str) -> list[str]:
    """The text columns that are read as codes."""
    return [field.name for field in _schema(Path(path)) if field.name in TEXTS
            and (pa.types.is_string(field.type) or pa.types.is_large_string(field.type))]  # fmt: skip


def no_lines(path: Path) -> pa.Table:
    """A table with the file's columns and no line."""
    if is_parquet(path):
        return _schema(path).empty_table()
    return pa.table({name: pa.array([], pa.string()) for name in _csv_names(path)})


@contextlib.contextmanager
def named(path: Path) -> Iterator[None]:
    """What is wrong with the input, by name."""
    try:
        yield
    except (pa.ArrowInvalid, UnicodeError, pa.ArrowNotImplementedError) as error:
        code = "parquet_unreadable" if is_parquet(path) else "file_unreadable"
        raise InputError(code, "input", str(path), why=first_line(error)) from error
    except OSError as error:
        code = "parquet_unreadable" if path.is_file() and is_parquet(path) else "file_missing"
        raise InputError(code, "input", str(path), why=first_line(error)) from error


def first_line(error: Exception) -> str:
    """What an error says, without the rest."""
    return str(error).strip().partition("\n")[0]
