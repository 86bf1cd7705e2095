"""Columns of numbers as people write them: decimal comma or point, units, thousands.

``1.234`` is 1.234 or 1,234. The column decides: cells that can be read only one way (``12.5``,
``1,234,567``, ``1.234,50``) show which sign is the decimal one. Where they show nothing, or
both, such a cell is a problem and not a guess; the user can say which sign it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cbam.portfolio.files.cells import Cell, is_formula
from cbam.portfolio.files.words import mass_unit, means

_CLEAN = r"^[0-9]+(\.[0-9]+)?$"
_UNCLEAR = r"^[1-9][0-9]{0,2}\.[0-9]{3}$"
_WITH_UNIT = re.compile(r"([-+]?[\d.,'’\s]*\d(?:e[-+]?\d+)?)\s*([a-z\u4e00-\u9fff]{1,10})", re.I)
_PLAIN = re.compile(r"\d+|\d*\.\d+(?:e[-+]?\d+)?|\d+(?:\.\d*)?e[-+]?\d+", re.I)
_EXPONENT = re.compile(r"e[-+]?\d{1,3}$", re.I)
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_LONGEST = 100  # characters of a number
_MANY = 1_000  # distinct texts from which Arrow reads them
_LOOK = 100_000  # cells of a long column that are searched for a sign one way first
_TONNES = {"t": 1.0, "kg": 1e-3, "g": 1e-6}

Floats = npt.NDArray[np.float64]


@dataclass
class Numbers:
    """A column read: values (NaN where empty or unreadable), and the cells that have a problem.

    Attributes:
        values: as float64.
        codes: for each row an index into ``cells``, -1 where nothing is to be said.
        cells: distinct problems, with their code and details.
    """

    values: Floats
    codes: npt.NDArray[np.int32]
    cells: list[Cell]


def decimal_sign(texts: Iterable[str]) -> str:
    """Which sign the texts show to be decimal: ``.`` or ``,``; empty if they show nothing.

    ``.?`` or ``,?`` where a few show the other one (a tenth at most), ``?`` where many do.
    """
    shown = [_shows(_bare(text)) for text in texts]
    point, comma = shown.count("."), shown.count(",")
    if not (point and comma):
        return "." if point else "," if comma else ""
    if min(point, comma) * 9 > max(point, comma):
        return "?"
    return ".?" if point > comma else ",?"


def _shows(body: str) -> str:
    """The sign that must be decimal in one number; empty if it can be read both ways."""
    body = _EXPONENT.sub("", body)
    last = max(body.rfind("."), body.rfind(","))
    if last < 0:
        return ""
    sign, other = body[last], "," if body[last] == "." else "."
    if other in body:
        return sign if body.count(sign) == 1 else ""
    if body.count(sign) > 1:
        return other if _GROUPED.fullmatch(body) else ""
    before, after = body[:last], body[last + 1 :]
    if len(after) == 3 and 1 <= len(before) <= 3 and not before.startswith("0"):
        return ""
    return sign if (before + after).isdigit() else ""


def _bare(text: str) -> str:
    if len(text) > _LONGEST:
        return ""
    body = unicodedata.normalize("NFKC", text).strip()
    found = _WITH_UNIT.fullmatch(body)
    if found and not re.fullmatch(r"e", found[2], re.I):
        body = found[1]
    return re.sub(r"[\s'’+]", "", body).lstrip("-")


def read_number(text: str, decimal: str, *, mass: str = "") -> Cell:
    """One number; ``decimal`` as ``decimal_sign`` returns it.

    Args:
        text: the cell.
        decimal: the column's decimal sign.
        mass: unit of the column, ``t`` or ``kg``, where a unit of mass may stand behind the
            number; the value is then turned into the column's. Empty: none may.
    """
    if len(text) > _LONGEST:
        return Cell(np.nan, "number_unreadable" if text.strip() else "")
    body = unicodedata.normalize("NFKC", text).strip()
    if not body:
        return Cell(np.nan)
    if is_formula(body):
        return Cell(np.nan, "formula_text")
    if means(body, "missing"):
        return Cell(np.nan, "number_missing")
    factor, unit = 1.0, ""
    found = _WITH_UNIT.fullmatch(body)
    if found and found[2].lower() != "e":
        unit = mass_unit(found[2])
        if not (unit and mass):
            return Cell(np.nan, "number_unreadable")
        body, factor = found[1], _TONNES[unit] / _TONNES[mass]
    if re.fullmatch(r"\(.*\)", body):  # accountants' minus
        body = "-" + body[1:-1]
    body = re.sub(r"[\s'’]", "", body).removeprefix("+")
    negative, body = body.startswith("-"), body.removeprefix("-")
    value = _value(body, decimal)
    if isinstance(value, str):
        details: dict[str, Any] = {}
        if value == "number_ambiguous":
            details = {"small": body.replace(",", "."), "large": re.sub("[.,]", "", body)}
        return Cell(np.nan, value, details)
    value *= factor
    if negative and value:
        return Cell(np.nan, "number_negative")
    if factor != 1:
        return Cell(value, "unit_in_cell", {"unit": unit, "tonnes": value * _TONNES[mass]})
    if decimal.endswith("?") and _shows(body) not in ("", decimal[0]):
        return Cell(value, "decimal_mixed", {"number": value})
    return Cell(value)


def _value(body: str, decimal: str) -> float | str:
    """A number without sign and unit, or the code of what is wrong with it."""
    if not ("." in body or "," in body):
        return float(body) if _PLAIN.fullmatch(body) else "number_unreadable"
    shown = _shows(body)
    sign = shown or decimal[:1]
    if not shown and _GROUPED.fullmatch(body):
        used = "." if "." in body else ","
        # Where both signs have been seen as decimal, only the usual one is taken for it.
        if sign not in (".", ",") or (decimal.endswith("?") and used != sign):
            return "number_ambiguous"
    if sign not in (".", ","):
        return "number_unreadable"
    other = "," if sign == "." else "."
    whole, _, part = body.partition(sign)
    if other in part or (other in whole and not _GROUPED.fullmatch(whole)):
        return "number_unreadable"
    candidate = whole.replace(other, "") + ("." + part if part else "")
    if not re.fullmatch(r"\d*\.?\d+(?:e[-+]?\d{1,3})?", candidate, re.I):
        return "number_unreadable"
    return float(candidate)


def read(column: pa.ChunkedArray, *, native: bool, decimal: str = "", mass: str = "") -> Numbers:
    """Read a column of numbers.

    Args:
        column: texts, dictionary-encoded or not.
        native: whether a sheet stored numbers, whose point is the decimal sign.
        decimal: the decimal sign as the user says it; empty: as the column shows.
        mass: the column's unit, where units of mass may stand in the cells.
    """
    if pa.types.is_dictionary(column.type):
        return _coded(column, native, decimal, mass)
    fast = _plain(column, decimal, native, mass)
    return fast or _coded(column.dictionary_encode(), native, decimal, mass)


def _coded(column: pa.ChunkedArray, native: bool, decimal: str, mass: str) -> Numbers:
    array = column.unify_dictionaries().combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = array.chunk(0) if array.num_chunks else pa.array([], array.type)
    codes = array.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    if len(array.dictionary) > _MANY and not array.null_count:
        each = _plain(pa.chunked_array([array.dictionary]), decimal, native, mass)
        if each:
            return Numbers(each.values[codes], each.codes[codes], each.cells)
    texts: Sequence[str] = array.dictionary.to_pylist()
    if not decimal:
        decimal = decimal_sign(texts)
        if native:  # what the sheet holds as a number is written with a point here
            decimal = ".?" if "," in decimal or "?" in decimal else "."
    cells = [read_number(text, decimal, mass=mass) for text in texts]
    values = np.array([*(cell.value for cell in cells), np.nan], np.float64)
    problems = [cell for cell in cells if cell.code]
    place = np.full(len(cells) + 1, -1, np.int32)
    place[:-1][[bool(cell.code) for cell in cells]] = np.arange(len(problems), dtype=np.int32)
    return Numbers(values[codes], place[codes], problems)


def _plain(column: pa.ChunkedArray, decimal: str, native: bool, mass: str) -> Numbers | None:
    """A long column of plain numbers with a decimal point, by Arrow; ``None`` if it is not one."""
    if decimal == ",":
        return None
    parts: list[Floats] = []
    problems: list[Cell] = []
    spots: list[npt.NDArray[np.int32]] = []
    if not decimal and not native:
        look = column.slice(0, _LOOK)
        clear = pc.and_(
            pc.match_substring_regex(look, _CLEAN),
            pc.and_(
                pc.match_substring(look, "."), pc.invert(pc.match_substring_regex(look, _UNCLEAR))
            ),
        )
        if not pc.any(clear).as_py() and pc.any(pc.match_substring(column, ".")).as_py():
            return None
    odd: list[tuple[int, pa.Array]] = []
    start = 0
    for chunk in column.chunks:
        try:
            values = np.array(pc.cast(chunk, pa.float64()).to_numpy(zero_copy_only=False))
            if not np.isfinite(values).all() or (values < 0).any():
                raise ValueError
        except (pa.ArrowException, ValueError):
            clean = pc.match_substring_regex(chunk, _CLEAN).fill_null(False)
            values = np.full(len(chunk), np.nan)
            flags = clean.to_numpy(zero_copy_only=False)
            values[flags] = pc.cast(chunk.filter(clean), pa.float64()).to_numpy()
            odd.append((start, chunk.filter(pc.invert(clean))))
            spots.append(start + np.flatnonzero(~flags).astype(np.int32))
        parts.append(values)
        start += len(chunk)
    values = np.concatenate(parts) if parts else np.empty(0)
    codes = np.full(len(values), -1, np.int32)
    if odd:
        texts = [text or "" for _, cells in odd for text in cells.to_pylist()]
        if not decimal and decimal_sign(texts) not in ("", "."):
            return None  # the careful reader weighs point and comma
        cells = [read_number(text, decimal or ".", mass=mass) for text in texts]
        at = np.concatenate(spots)
        values[at] = [cell.value for cell in cells]
        flagged = [i for i, cell in enumerate(cells) if cell.code]
        problems = [cells[i] for i in flagged]
        codes[at[flagged]] = np.arange(len(problems), dtype=np.int32)
    return Numbers(values, codes, problems)
