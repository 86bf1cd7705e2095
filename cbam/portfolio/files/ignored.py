"""Rows that are no lines: sums, and headings repeated on every page of a printout."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cbam import tables
from cbam.portfolio.files.coded import Coded
from cbam.portfolio.files.problems import Found
from cbam.portfolio.files.raw import Raw
from cbam.portfolio.files.words import is_name, means, squeezed

Flags = npt.NDArray[np.bool_]
_LONGEST = 20  # characters of a cell that says "total"


def totals(raw: Raw, no_code: Flags) -> Flags:
    """Rows with a word for a sum in some cell, and no code.

    Args:
        raw: the table.
        no_code: rows whose cell of the code is not a code.
    """
    found = np.zeros(len(raw), bool)
    if not no_code.any():
        return found
    for name in raw.columns:
        for start, chunk in _chunks(raw.table[name]):
            if pa.types.is_dictionary(chunk.type):
                texts = chunk.dictionary.to_pylist()
                flags = np.array([len(t) <= _LONGEST and means(t, "total") for t in texts], bool)
                if flags.any():
                    codes = chunk.indices.fill_null(0).to_numpy(zero_copy_only=False)
                    found[start : start + len(chunk)] |= flags[codes]
            else:
                hits = pc.is_in(chunk, value_set=pa.array(_spellings()))
                found[start : start + len(chunk)] |= hits.to_numpy(zero_copy_only=False)
    return found & no_code


def _chunks(column: pa.ChunkedArray) -> list[tuple[int, pa.Array]]:
    starts = np.cumsum([0, *(len(chunk) for chunk in column.chunks)])
    return list(zip(starts.tolist(), column.chunks, strict=False))


def _spellings() -> list[str]:
    """The words for a sum as they are mostly written, for columns without a dictionary."""
    rows = tables.read("portfolio_cell_words")
    words = rows.loc[rows["meaning"] == "total", "word"]
    cases = {case for w in words for case in (w, w.upper(), w.title(), w.capitalize())}
    return sorted(case + tail for case in cases for tail in ("", ":", "："))


def repeated_headings(goods: Coded, heading: str) -> Flags:
    """Rows whose cell of the code is the heading again."""
    flags = [
        not any(sign.isdigit() for sign in text)
        and bool(text.strip())
        and (squeezed(text) == squeezed(heading) or is_name(text, "cn_code"))
        for text in goods.texts
    ]
    return np.array(flags, bool)[goods.codes]


def wide_rows(found: Found) -> None:
    """Note rows with more cells than columns: an unquoted comma has shifted them."""
    found.add("", "", "row_too_wide", found.raw.too_wide)
