"""Cells of a sheet that hold a formula without its result.

A spreadsheet saves both; scripts often write the formula alone, and a reader then finds the
cell empty. Nothing is calculated here: it is said where the results are missing.
"""

from __future__ import annotations

import io
import re
import zipfile
from array import array

import numpy as np

from cbam.portfolio.files.package import PLAIN, Package, column_number, pieces
from cbam.portfolio.files.raw import Ints

SHOWN = "=…"  # what stands in a table for such a formula
_PREFIX = re.compile(rb"<(\w{1,20}):worksheet[ >]")
# A cell with a formula and no value behind it. Every repetition ends at the next tag, so that
# the search stays linear in the text whatever it holds.
_CELL = re.compile(
    rb"<c( [^<>]{0,300})> *<f(?: [^<>]*)?(?:/>|>[^<]*</f>) *"
    rb"(<v[^<>]*/>|<v(?: [^<>]*)?>( *|0)</v>)? *</c>"
)
# What such a cell ends with: rare in most files, and found much sooner than the cell.
_NOTHING = rb" *(?:</c>|<v[^<>]*/>|<v(?: [^<>]*)?> *0? *</v>)"
_ENDS = (re.compile(rb"</f>" + _NOTHING), re.compile(rb"<f [^<>]*/>" + _NOTHING))
_PLACE = re.compile(rb' r *= *"([A-Za-z]{1,3})(\d{1,7})"')
_TEXT = re.compile(rb' t *= *"str"')


def without_results(data: bytes, package: Package, sheet: str) -> dict[int, Ints]:
    """Rows (from 0, rising) of the formulas without a result, by column (from 0).

    An empty text is a result, as a spreadsheet saves it. The result 0 counts only where the file
    has been calculated. Cells that do not name their place are passed over.

    Args:
        data: the workbook, which ``package.inspect`` has passed.
        package: what it said.
        sheet: the name of one.
    """
    part = package.sheets.get(sheet, "")
    if part not in package.formulas:
        return {}
    found: dict[bytes, array[int]] = {}
    prefix = b""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for piece in pieces(archive, part, b"row>"):
            piece = piece.translate(PLAIN)
            named = _PREFIX.search(piece)
            prefix = named[1] + b":" if named else prefix
            if prefix:
                piece = piece.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</")
            if not any(end.search(piece) for end in _ENDS):
                continue
            for cell, value, inner in _CELL.findall(piece):
                if (value and _TEXT.search(cell)) or (inner == b"0" and not package.uncalculated):
                    continue
                place = _PLACE.search(cell)
                if place:
                    found.setdefault(place[1].upper(), array("i")).append(int(place[2]) - 1)
    rows = {column_number(letters) - 1: np.array(at, np.int32) for letters, at in found.items()}
    return {column: np.unique(at[at >= 0]) for column, at in rows.items()}
