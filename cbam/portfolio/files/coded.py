"""A column of texts as small integers, read once per distinct text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from cbam.portfolio.files.cells import Cell
from cbam.portfolio.files.problems import Found
from cbam.portfolio.files.raw import TEXT_LIMIT
from cbam.reasons import InputError

DISTINCT_LIMIT = 500_000  # texts of a column of dates or words
CODES_LIMIT = 50_000  # texts of a column of codes or origins; the tariff and the world have fewer
SUGGEST_FOR = 500  # distinct unknown texts that get the nearest known ones

Codes = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Coded:
    """Codes per row into ``texts``; no cell is missing (an empty one is an empty text)."""

    codes: Codes
    texts: list[str]


def encode(column: pa.ChunkedArray) -> Coded:
    """Encode a column of texts."""
    array = dictionary(column)
    return Coded(array.indices.to_numpy(zero_copy_only=False), array.dictionary.to_pylist())


def dictionary(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """A column as one dictionary array without nulls."""
    if not pa.types.is_dictionary(column.type):
        column = pc.fill_null(column, "").dictionary_encode()
    column = column.unify_dictionaries()
    array = column.combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = (
            array.chunk(0) if array.num_chunks else pa.array([], pa.string()).dictionary_encode()
        )
    if array.null_count:
        array = pc.fill_null(array.dictionary_decode(), "").dictionary_encode()
    return array


@dataclass(frozen=True, eq=False)
class Understood:
    """A coded column with what each distinct text means."""

    codes: Codes
    cells: list[Cell]

    def values(self, dtype: Any) -> npt.NDArray[Any]:
        """The value of each row's cell."""
        return np.array([cell.value for cell in self.cells], dtype)[self.codes]

    def bad(self) -> npt.NDArray[np.bool_]:
        """Rows whose cell has a problem, warnings included."""
        return np.array([bool(cell.code) for cell in self.cells], bool)[self.codes]

    def category(self) -> tuple[Codes, list[str]]:
        """Codes into the distinct values, as text; several texts may have one value."""
        place, values = pd.factorize(np.array([str(cell.value) for cell in self.cells], object))
        return place.astype(np.int32)[self.codes], [str(value) for value in values]


def understand(
    coded: Coded,
    read: Callable[[str], Cell],
    found: Found,
    name: str,
    column: str,
) -> Understood:
    """Read each distinct text once and note the problems.

    Raises:
        InputError: ``too_many_distinct``, where the column cannot be what it is taken for.
    """
    limit = CODES_LIMIT if name in ("cn_code", "origin") else DISTINCT_LIMIT
    if len(coded.texts) > limit:
        raise InputError("too_many_distinct", name, column, distinct=len(coded.texts), limit=limit)
    cells = [
        read(text) if len(text) <= TEXT_LIMIT else Cell(read("").value, "cell_too_long")
        for text in coded.texts
    ]
    note(found, name, column, coded.codes, cells)
    return Understood(coded.codes, cells)


def with_suggestions(read: Callable[[str, bool], Cell]) -> Callable[[str], Cell]:
    """A reader that looks for what was meant only while unknown texts are few."""
    unknown = 0

    def limited(text: str) -> Cell:
        nonlocal unknown
        cell = read(text, unknown < SUGGEST_FOR)
        unknown += bool(cell.code)
        return cell

    return limited


def note(
    found: Found, name: str, column: str, codes: npt.NDArray[Any], cells: Sequence[Cell]
) -> None:
    """Note the problems of cells; ``codes`` are places in ``cells``, -1 for none."""
    for code in dict.fromkeys(cell.code for cell in cells if cell.code):
        flags = np.array([*(cell.code == code for cell in cells), False])
        places = np.flatnonzero(flags[codes])
        found.add(name, column, code, places, [cells[i].details for i in codes[places]])


def names(column: pa.ChunkedArray, found: Found, name: str, heading: str) -> pd.Categorical:
    """A column of names: outer and repeated space gone, otherwise as written."""
    array = dictionary(column)
    spaced = pc.replace_substring_regex(pc.utf8_trim_whitespace(array.dictionary), r"\s+", " ")
    codes = array.indices.to_numpy(zero_copy_only=False)
    for code, flags in (
        ("cell_too_long", pc.greater(pc.utf8_length(spaced), TEXT_LIMIT)),
        ("formula_in_name", pc.match_substring_regex(spaced, "^=.")),
    ):
        if pc.any(flags).as_py():
            places = np.flatnonzero(flags.to_numpy(zero_copy_only=False)[codes])
            found.add(name, heading, code, places)
    again = spaced.dictionary_encode()
    place = again.indices.to_numpy(zero_copy_only=False)
    small = pd.Index(again.dictionary.to_pandas(), dtype="str")
    stated = pd.Categorical.from_codes(place[codes], small, validate=False)
    return _without(stated, found.raw.unsaved[heading]) if heading in found.raw.unsaved else stated


def _without(stated: pd.Categorical, places: npt.NDArray[np.int32]) -> pd.Categorical:
    """Names of which some turn out not to be stated: they are empty."""
    texts = np.asarray(stated.astype(object))
    texts[places] = ""
    return pd.Categorical(texts, pd.Index(pd.unique(texts), dtype="str"))
