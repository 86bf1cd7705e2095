"""A file as a table of texts, before anybody says what its columns mean, and how big it may be."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cbam.reasons import InputError

MEGABYTE = 1 << 20
BYTES_LIMIT = 500 * MEGABYTE  # of an upload
ROWS_LIMIT = 10_000_000
COLUMNS_LIMIT = 200
TEXT_LIMIT = 300  # characters of a cell that is used
SAMPLE_ROWS = 200  # rows looked at to find the separator and the header

Ints = npt.NDArray[np.int32]
Row = list[str]


@dataclass(frozen=True, eq=False)
class Raw:
    """A table of texts with the place of each row in its source.

    Attributes:
        name: of the file; empty for pasted text.
        kind: ``csv`` or ``xlsx``.
        table: one column of text per heading, dictionary-encoded where texts repeat; nothing
            is interpreted. Names are unique; a column without a heading is ``Column n``.
        rows: for each row its number in the source, from 1, as a spreadsheet counts.
        header_rows: how many rows the headings take, 0 where there are none.
        titles: rows above the headings.
        blank_rows: empty rows below the headings, left out of ``table``.
        blank_columns: empty columns without a heading, left out.
        encoding, separator: of a text file.
        sheet, sheets: the sheet that was read, and all there are.
        merged: by column, positions of rows that were filled from a merged cell.
        native: columns in which the sheet holds numbers, not texts.
        too_wide: positions of rows with more cells than there are columns.
        unsaved: by column, positions of formulas whose results the sheet does not hold.
    """

    name: str
    kind: str
    table: pa.Table
    rows: Ints
    header_rows: int = 1
    titles: int = 0
    blank_rows: int = 0
    blank_columns: int = 0
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    merged: dict[str, Ints] = field(default_factory=dict)
    native: frozenset[str] = frozenset()
    too_wide: Ints = field(default_factory=lambda: np.empty(0, np.int32))
    unsaved: dict[str, Ints] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """The headings, in the order of the file."""
        return tuple(self.table.column_names)

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def samples(self, most: int = SAMPLE_ROWS) -> dict[str, tuple[str, ...]]:
        """The first texts of each column, for matching and for showing."""
        head = self.table.slice(0, most)
        return {name: tuple(texts(head[name])) for name in self.columns}

    def at(self, column: str, positions: npt.NDArray[np.intp]) -> list[str]:
        """The texts of one column at some rows."""
        return texts(self.table[column].take(pa.array(positions)))

    def nbytes(self) -> int:
        """Memory of the table in bytes."""
        return int(self.table.nbytes + self.rows.nbytes)


def texts(column: pa.ChunkedArray) -> list[str]:
    """A column as a list of texts; a cell that is not there is empty."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(pa.string())
    return ["" if text is None else text for text in column.to_pylist()]


def check_size(size: int, name: str = "") -> None:
    """Refuse a file by its size, before it is read.

    Raises:
        InputError: ``file_too_large``.
    """
    if size > BYTES_LIMIT:
        raise InputError(
            "file_too_large", "file", name, size=size // MEGABYTE, limit=BYTES_LIMIT // MEGABYTE
        )


def check_shape(rows: int, columns: int, name: str, rows_limit: int = ROWS_LIMIT) -> None:
    """Refuse a table that is too long or too wide.

    Raises:
        InputError: ``too_many_rows`` or ``too_many_columns``.
    """
    if rows > rows_limit:
        raise InputError("too_many_rows", "file", name, rows=rows, limit=rows_limit)
    if columns > COLUMNS_LIMIT:
        raise InputError("too_many_columns", "file", name, columns=columns, limit=COLUMNS_LIMIT)
