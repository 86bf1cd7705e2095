"""What is possible but unlikely: kilograms typed as tonnes, and the same line twice."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from cbam.portfolio.files import quantity
from cbam.portfolio.files.coded import encode
from cbam.portfolio.files.mapping import ColumnMap
from cbam.portfolio.files.problems import Found

Flags = npt.NDArray[np.bool_]
_ODD = np.int64(0x1E3779B97F4A7C15)  # an odd number that spreads bits


def note_all(frame: pd.DataFrame, usable: Flags, mapping: ColumnMap, found: Found) -> None:
    """Note these suspicions for the lines that can be used."""
    codes = frame["cn_code"].cat.codes.to_numpy(np.int32)
    headings = pd.factorize(np.array([c[:4] for c in frame["cn_code"].cat.categories], object))[0]
    column = mapping.get("tonnes", mapping.get("kg", ""))
    tonnes = frame["tonnes"].to_numpy()
    heading_of = headings.astype(np.int32)
    quantity.outliers(tonnes, codes, usable, heading_of, found, column)
    if "value_eur" in frame:
        worth = frame["value_eur"].to_numpy()
        quantity.unusual_values(tonnes, worth, codes, usable, heading_of, mapping, found)
    duplicates(frame, usable, mapping, found)


def duplicates(frame: pd.DataFrame, usable: Flags, mapping: ColumnMap, found: Found) -> None:
    """Note lines that repeat an earlier one: same good, origin, names, date and tonnes.

    Rows are compared by a hash first, and cell by cell where that agrees.
    """
    parts = [
        frame[name].cat.codes.to_numpy()
        for name in ("cn_code", "origin", "quarter", "importer", "member", "product")
        if len(frame[name].cat.categories) > 1
    ]
    parts.append(frame["year"].to_numpy())
    if "date" in mapping:
        parts.append(encode(found.raw.table[mapping["date"]]).codes)
    parts.append(frame["tonnes"].to_numpy().view(np.int64))
    key = np.zeros(len(frame), np.int64)
    for part in parts:
        key *= _ODD
        key += part
    at = np.flatnonzero(usable)
    ordered = np.sort(key[at])
    twice = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    if not len(twice):
        return
    repeated = at[pd.Series(key[at]).isin(twice).to_numpy()]
    same = pd.DataFrame({i: part[repeated] for i, part in enumerate(parts)})
    group = same.groupby(list(same.columns), sort=False).ngroup().to_numpy()
    _, first = np.unique(group, return_index=True)
    later = np.ones(len(repeated), bool)
    later[first] = False
    places = repeated[later]
    rows = found.raw.rows
    details = [{"first": int(rows[repeated[first[g]]])} for g in group[later].tolist()]
    found.add("cn_code", mapping["cn_code"], "duplicate", places, details)
