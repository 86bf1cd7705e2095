"""Files larger than memory: Parquet or CSV in, bills or totals out, a piece at a time.

A file is cut into pieces of about a million lines, each piece is read and assessed by itself,
and what comes out does not depend on the cuts (``stream_tally``). Whoever runs the pieces, two
threads here or a cluster (``cluster``), calls the same two functions.
"""

from __future__ import annotations

import contextlib
import csv
import io
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from cbam.bill import assess_inputs
from cbam.columns import Column
from cbam.findings.provenance import source_texts
from cbam.law.vintages import Law
from cbam.lines import REQUIRED, Inputs, read
from cbam.portfolio.streams.stream_read import (
    BILLS,
    LINES,
    NUMBERS,
    TEXTS,
    Groups,
    Lines,
    Piece,
    columns_of,
    first_line,
    is_parquet,
    no_lines,
    pieces,
)
from cbam.portfolio.streams.stream_tally import Summary, Tally
from cbam.portfolio.totals.picture_cells import combined
from cbam.prices import Prices
from cbam.reasons import InputError

_THREADS = 2
_BUNDLE = 16  # pieces that go to a worker of a cluster at once, at most
_TASKS = 10  # that a file is cut into where it has so many pieces: each sends back 30 MB at most
_KINDS = ("status", "sector", "default_from", "benchmark_column", "price_basis", "reasons")

Result = TypeVar("Result")
Progress = Callable[[int, float], None]  # lines done, share of the file (NaN if unknown)


@dataclass(frozen=True)
class Terms:
    """Law and prices by name, so that another process can load the same.

    Attributes:
        law: vintage. path: price path. rate: the user's own rate [CNY per EUR], if any.
        data: digests of the tables; a worker with other tables refuses.
    """

    law: str
    path: str
    rate: float | None
    data: tuple[str, str]

    @classmethod
    def of(cls, law: str = "", path: str = "flat", rate: float | None = None) -> Terms:
        """The terms on board (InputError as of ``Law.load`` and ``Prices.load``)."""
        found, prices = Law.load(law), Prices.load(path, cny_per_eur=rate)
        return cls(found.vintage, path, rate, (found.digest, prices.digest))

    def load(self) -> tuple[Law, Prices]:
        """The law and the prices (InputError ``cluster_other_data``)."""
        law, prices = Law.load(self.law), Prices.load(self.path, cny_per_eur=self.rate)
        if (law.digest, prices.digest) != self.data:
            raise InputError("cluster_other_data", "scheduler")
        return law, prices


class Run(Protocol):
    """Whoever runs a function on pieces: results in the order of the pieces, a few at a time."""

    def __call__(
        self, function: Callable[[Any], Result], pieces: Iterable[Any]
    ) -> Iterator[tuple[Any, Result]]:
        """The pieces with their results."""


def one(column: pa.ChunkedArray) -> pa.Array:
    """A column as one array, its dictionaries made one."""
    if pa.types.is_dictionary(column.type):
        column = column.unify_dictionaries()
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


def inputs_of(table: pa.Table, law: Law) -> Inputs:
    """The lines of a piece as codes and numbers."""
    wanted = [name for name in table.column_names if name in (*TEXTS, *NUMBERS)]
    found: Mapping[str, Column] = {name: one(table[name]) for name in wanted}
    return read(found, law)


def tally_of(piece: Piece, names: tuple[str, ...], terms: Terms, into: Tally) -> None:
    """Add one piece to the sums there are."""
    law, prices = terms.load()
    into.add(inputs_of(piece.table(names), law), law, prices)


def bills_of(piece: Piece, terms: Terms) -> tuple[pa.Table, int]:
    """The bills of one piece as ``bill.assess`` gives them, with their sources; failed lines."""
    law, prices = terms.load()
    table = piece.table(None)
    inputs = inputs_of(table, law)
    steps: dict[str, Any] = assess_inputs(inputs, law, prices)
    steps["sources"] = _sources(table, inputs, steps, law, prices)
    arrays = {f"given_{n}" if n in steps else n: table[n] for n in table.column_names}
    for name, column in steps.items():
        if isinstance(column, pd.Categorical):
            codes = pa.array(column.codes.astype(np.int32), mask=column.codes < 0)
            column = pa.DictionaryArray.from_arrays(codes, pa.array([*map(str, column.categories)]))
        arrays[name] = column
    failed = int(
        (np.asarray(steps["status"].codes) == steps["status"].categories.get_loc("error")).sum()
    )
    return pa.table(arrays), failed


def _sources(
    table: pa.Table, inputs: Inputs, steps: Mapping[str, Any], law: Law, prices: Prices
) -> pd.Categorical:
    """``provenance.source_texts``, written once per kind of bill."""
    rows = table.num_rows
    codes, first = combined([inputs.year, *(steps[name].codes for name in _KINDS)], rows)
    lines = {name: one(table[name]).take(pa.array(first)).to_pandas() for name in REQUIRED}
    some = pd.DataFrame({**lines, **{n: steps[n][first] for n in (*_KINDS, "good", "route")}})
    if not len(some):
        return pd.Categorical([], categories=[])
    texts = source_texts(some, law, prices).astype(str)
    distinct = sorted(set(texts))
    at = np.array([distinct.index(text) for text in texts], np.int32)
    return pd.Categorical.from_codes(at[codes], categories=distinct)


def threads(function: Callable[[Any], Result], work: Iterable[Any]) -> Iterator[tuple[Any, Result]]:
    """Run on the two cores here; a piece more than there are threads is held."""
    with ThreadPoolExecutor(_THREADS) as pool:
        waiting: deque[tuple[Any, Future]] = deque()
        try:
            for piece in work:
                waiting.append((piece, pool.submit(function, piece)))
                if len(waiting) > _THREADS:
                    done, future = waiting.popleft()
                    yield done, future.result()
            while waiting:
                done, future = waiting.popleft()
                yield done, future.result()
        finally:
            for _, future in waiting:
                future.cancel()


def totals(path: Path, terms: Terms, progress: Progress, run: Run | None = None) -> Tally:
    """Read a file and add it up.

    Args:
        path: Parquet or CSV.
        terms: law and prices.
        progress: called after each piece; may raise to stop.
        run: who runs the pieces; ``None``: two threads here.

    Raises:
        InputError: as ``columns_of``, and what ``progress`` or ``run`` raise.
    """
    names = tuple(name for name in columns_of(path) if name in (*TEXTS, *NUMBERS))
    law, _ = terms.load()
    if run is not None:
        whole = Tally(law)
        for some, found in run(_TallyOf(names, terms), _bundles(pieces(path, LINES, names))):
            whole.merge(found)
            progress(sum(piece.lines for piece in some), some[-1].share)
        return whole
    own = threading.local()  # each thread fills one tally of its own
    made: list[Tally] = []

    def add(piece: Piece) -> None:
        if not hasattr(own, "tally"):
            own.tally = Tally(law)
            made.append(own.tally)
        tally_of(piece, names, terms, own.tally)

    for piece, _ in threads(add, pieces(path, LINES, names)):
        progress(piece.lines, piece.share)
    whole = made[0] if made else Tally(law)
    for tally in made[1:]:
        whole.merge(tally.summary())
    return whole


@dataclass(frozen=True)
class _TallyOf:
    """``tally_of`` with all but the piece, as something that travels."""

    names: tuple[str, ...]
    terms: Terms

    def __call__(self, some: tuple[Piece, ...]) -> Summary:
        law, _ = self.terms.load()
        tally = Tally(law)
        for piece in some:
            tally_of(piece, self.names, self.terms, tally)
        return tally.summary()


def _bundles(work: Iterable[Piece]) -> Iterator[tuple[Piece, ...]]:
    """Several pieces at once where only their place in the file travels, not their lines."""
    held: list[Groups] = []
    for piece in work:
        if isinstance(piece, Groups):
            held.append(piece)  # a large file has a few hundred
        else:
            yield (piece,)
    size = max(1, min(_BUNDLE, len(held) // _TASKS))
    for start in range(0, len(held), size):
        yield tuple(held[start : start + size])


@dataclass(frozen=True)
class _BillsOf:
    """``bills_of`` with all but the piece, as something that travels."""

    terms: Terms

    def __call__(self, piece: Piece) -> tuple[pa.Table, int]:
        return bills_of(piece, self.terms)


def bills(
    path: Path, out: Path, terms: Terms, progress: Progress, run: Run | None = None
) -> tuple[int, int]:
    """Write the bill of every line, in the order of the file, to Parquet or CSV.

    The file appears under its name only when it is complete.

    Args:
        path: Parquet or CSV.
        out: what to write.
        terms: law and prices.
        progress: called after each piece; may raise to stop.
        run: who runs the pieces; ``None``: two threads here.

    Returns:
        Lines written, and how many of them could not be assessed.

    Raises:
        InputError: as ``totals``; ``file_unwritable``, ``out_is_input``.
    """
    columns_of(path)
    if out.exists() and out.samefile(path):
        raise InputError("out_is_input", "out", str(out))
    written = failed = 0
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    writer = _ParquetOut(part) if is_parquet(out) else _CsvOut(part)
    try:
        with contextlib.closing(writer):
            for piece, (table, bad) in (run or threads)(_BillsOf(terms), pieces(path, BILLS)):
                with _written(out):
                    writer.write(table)
                written, failed = written + table.num_rows, failed + bad
                progress(piece.lines, piece.share)
            if not written:
                head = Lines(no_lines(path), 1.0)
                with _written(out):
                    writer.write(bills_of(head, terms)[0])
        with _written(out):
            part.replace(out)
    finally:
        with contextlib.suppress(
            OSError
        ):  # where no part could be made, the reason above is the one to name
            part.unlink()
    return written, failed


class _ParquetOut:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.writer: Any = None

    def write(self, table: pa.Table) -> None:
        if self.writer is None:
            self.writer = pq.ParquetWriter(self.path, table.schema)
        self.writer.write_table(table.cast(self.writer.schema))

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column as CSV holds it: texts for codes, nothing for a number that is not there."""
    if pa.types.is_dictionary(column.type):
        return column.cast(column.type.value_type)
    if pa.types.is_floating(column.type):
        return pc.if_else(pc.is_nan(column), pa.scalar(None, column.type), column)
    return column


class _CsvOut:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.file: Any = None

    def write(self, table: pa.Table) -> None:
        if self.file is None:
            self.file = self.path.open("wb")
            head = io.StringIO()
            csv.writer(head, lineterminator="\n").writerow(table.column_names)
            self.file.write(head.getvalue().encode())
        plain = pa.table({name: _plain(table[name]) for name in table.column_names})
        pa_csv.write_csv(plain, self.file, pa_csv.WriteOptions(include_header=False))

    def close(self) -> None:
        if self.file is not None:
            self.file.close()


@contextlib.contextmanager
def _written(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError("file_unwritable", "out", str(out), why=first_line(error)) from error
