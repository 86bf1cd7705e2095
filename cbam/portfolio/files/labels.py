"""Labels of lines: each distinct record goes through ``cbam.label.translate``.

The estimate stands beside the line (``label_see``). It does not become the line's basis: until
an accredited verifier has confirmed a value, the default value is what counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from cbam.label import Label, facts, translate
from cbam.law.vintages import Law
from cbam.portfolio.files.cells import Cell
from cbam.portfolio.files.coded import note
from cbam.portfolio.files.problems import Found
from cbam.portfolio.files.words import emission_unit, mass_unit
from cbam.reasons import InputError

MOST = 20_000  # distinct records; more are not translated, and it is said

Floats = npt.NDArray[np.float64]
_TONNES = {"t": 1.0, "kg": 1e-3, "g": 1e-6}


def factor(unit: str) -> float:
    """What one of a unit (``kgCO2e/t``) is in t CO2e per t of good; 0 if it is no such unit."""
    parts = emission_unit(unit)
    if parts is None or parts[1] not in _TONNES:
        return 0.0
    return _TONNES[parts[0]] / _TONNES[parts[1]]


def estimates(
    rows: npt.NDArray[np.intp], records: Mapping[str, Any], law: Law, found: Found, column: str
) -> tuple[Floats, set[str]]:
    """Estimated SEE [t CO2e/t] of the given rows, NaN where a label gives no point estimate.

    Args:
        rows: positions with a label value.
        records: for those rows ``cn_code``, ``origin``, ``value``, ``unit``, ``boundary``.
        law: the law.
        found: where problems are noted.
        column: of the label value.
    """
    frame = pd.DataFrame(records)
    codes, distinct = pd.factorize(pd.MultiIndex.from_frame(frame), use_na_sentinel=False)
    if len(distinct) > MOST:
        return np.full(len(rows), np.nan), {"labels_too_many"}
    cells = [_one(dict(zip(frame.columns, key, strict=True)), law) for key in distinct]
    spread = np.full(len(found.raw), -1, np.int64)
    spread[rows] = codes
    note(found, "label", column, spread, cells)
    return np.array([cell.value for cell in cells], np.float64)[codes], set()


def _one(record: Mapping[str, Any], law: Law) -> Cell:
    if not record["unit"]:
        return Cell(np.nan, "label_unit_missing")
    unit, per = emission_unit(record["unit"]) or (mass_unit(record["unit"]), "t")
    if not unit or per not in ("t", "kg"):
        return Cell(np.nan, "label_unit_unknown", {"unit": record["unit"]})
    code = record["cn_code"]
    label = Label(
        cn_code=code, origin=record["origin"], value=float(record["value"]), unit=unit, per=per,
        boundary=record["boundary"], family=facts.family_of(code),
    )  # fmt: skip
    try:
        bridge = translate(label, law)
    except InputError as error:
        return Cell(np.nan, "label_invalid", {"reason": error.code, **error.details})
    if bridge.status == "range_only":
        return Cell(
            np.nan, "label_boundary_unknown", {"low": bridge.see_low, "high": bridge.see_high}
        )
    if bridge.status == "refused":
        first = bridge.reasons[0]
        return Cell(np.nan, "label_refused", {"reason": first.code, **dict(first.params)})
    return Cell(np.nan if bridge.see_mid is None else bridge.see_mid)
