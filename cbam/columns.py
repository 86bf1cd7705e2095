"""Columns of text as small integer codes, so that each distinct text is read once.

A million lines hold a few hundred distinct codes; everything that looks at a text is done
per distinct text, and the bill works on integers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

# pd.Series of a frame, pa.Array of a batch of a file, or list of a few lines
Column: TypeAlias = Any


def encode(column: Column) -> tuple[npt.NDArray[np.int32], list[Any]]:
    """A column as (codes, distinct values); a missing value has the last code, value ``None``.

    Categorical and dictionary columns are taken as they are; text is dictionary-encoded by Arrow.
    """
    if isinstance(column, pa.Array):
        if not pa.types.is_dictionary(column.type):
            return encode(column.to_pandas())
        indices = column.indices
        codes = indices.fill_null(-1) if indices.null_count else indices
        return codes.to_numpy(zero_copy_only=False), [*column.dictionary.to_pylist(), None]
    if isinstance(column, list):
        return _encode_mixed(column)
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes = column.cat.codes.to_numpy()
        values = list(column.cat.categories)
    elif pd.api.types.is_string_dtype(column.dtype):
        try:
            arrow: Any = pa.array(column, from_pandas=True)
            if isinstance(arrow, pa.ChunkedArray):
                arrow = arrow.combine_chunks()
            if not (pa.types.is_string(arrow.type) or pa.types.is_large_string(arrow.type)):
                return _encode_mixed(column)  # Arrow would turn text beside bytes into bytes
            encoded = pc.dictionary_encode(arrow)
        except (pa.ArrowException, OverflowError, UnicodeError):
            return _encode_mixed(column)
        if isinstance(encoded, pa.ChunkedArray):
            encoded = encoded.combine_chunks()
        codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        values = encoded.dictionary.to_pylist()
    else:
        codes, uniques = pd.factorize(column)
        values = list(uniques)
    return np.asarray(codes), [*values, None]  # code -1 reads the last value


def _encode_mixed(column: pd.Series | list[Any]) -> tuple[npt.NDArray[np.int32], list[Any]]:
    """``encode`` for cells of several kinds, as a sheet has them; 1, 1.0 and True stay apart."""
    known: dict[tuple[type, Any], int] = {}
    codes = np.full(len(column), -1, np.int32)
    for i, value in enumerate(column):
        cell = value if isinstance(value, str | float | int) else repr(value)
        if not (value is None or value is pd.NA or value is pd.NaT or cell != cell):
            codes[i] = known.setdefault((type(cell), cell), len(known))
    return codes, [*(cell for _, cell in known), None]


def look_up(
    column: Column, read: Callable[[Any], tuple[int, int]]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint64], npt.NDArray[np.int32]]:
    """Read each distinct value once.

    Args:
        column: the column of a portfolio.
        read: value -> (index, reason mask); called with ``None`` for a missing value.

    Returns:
        codes per row, and per distinct value the reason mask and the index. Code -1 is the
        last entry of both, as numpy indexes it.
    """
    codes, values = encode(column)
    found = [read(value) for value in values]
    masks = np.array([mask for _, mask in found], np.uint64)
    return codes, masks, np.array([index for index, _ in found], np.int32)


def blank(value: object) -> bool:
    """Whether an input is missing: ``None``, NaN, or text without a visible character."""
    return value is None or value != value or not str(value).strip()


def numbers(column: Column, unreadable: float = np.nan) -> npt.NDArray[np.float64]:
    """A column of numbers as float64; an empty cell becomes NaN.

    Args:
        column: numbers, or text.
        unreadable: what stands for a cell with something in it that is not a number. Where
            an empty cell has a meaning of its own, a slip of the pen must not take it.
    """
    if isinstance(column, pa.Array):
        if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
            return np.asarray(column.to_numpy(zero_copy_only=False), np.float64)
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            return _numbers_of_text(column, unreadable)
        column = column.to_pandas()
    if isinstance(column, list):
        if all(value is None or type(value) in (int, float) for value in column):
            return np.array([np.nan if v is None else v for v in column], np.float64)
        column = pd.Series(column, dtype=object)
    if pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype):
        return np.asarray(column.to_numpy(np.float64, na_value=np.nan))
    try:
        read = pd.to_numeric(column, errors="coerce")
    except OverflowError:  # an integer beyond what a double holds
        read = pd.to_numeric(column.map(str), errors="coerce")
    parsed = np.array(read.to_numpy(np.float64, na_value=np.nan))
    gaps = np.isnan(parsed)
    if not np.isnan(unreadable) and gaps.any():
        codes, values = encode(column[gaps])
        filled = np.array([not blank(value) for value in values])
        parsed[np.flatnonzero(gaps)[filled[codes]]] = unreadable
    return parsed


_NUMBER = r"^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?\s*$"


def _numbers_of_text(column: pa.Array, unreadable: float) -> npt.NDArray[np.float64]:
    """``numbers`` for text of a file. How a cell is read depends on that cell alone."""
    plain = pc.fill_null(pc.match_substring_regex(column, _NUMBER), True)
    texts = pc.utf8_trim_whitespace(column)
    if pc.all(plain).as_py() is not False:  # also for no cells at all
        return np.asarray(pc.cast(texts, pa.float64()).to_numpy(zero_copy_only=False))
    readable = pc.cast(pc.if_else(plain, texts, None), pa.float64())
    parsed = np.array(readable.to_numpy(zero_copy_only=False))
    other = ~plain.to_numpy(zero_copy_only=False)
    parsed[other] = numbers(column.filter(pa.array(other)).to_pandas(), unreadable)
    return parsed
