"""The limits of a line's numbers, as a pandera schema: all violations at once, by row and field.

The texts are checked where they are read, each distinct one once; the schema is for the
columns of numbers that come of it. Its limits are those of the formula.
"""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from cbam.bill import TONNES_LIMIT
from cbam.label.record import VALUE_LIMIT
from cbam.prices import PRICE_LIMIT

SEE_PLAUSIBLE = 100.0  # t CO2e/t; the highest default is below 20, so more is kg per tonne


def _number(limit: float, code: str) -> pa.Column:
    return pa.Column(float, pa.Check.in_range(0, limit, name=code, error=code), nullable=True)


NUMBERS = pa.DataFrameSchema(
    {
        "tonnes": _number(TONNES_LIMIT, "tonnes_invalid"),
        "kg": _number(TONNES_LIMIT * 1000, "tonnes_invalid"),
        "see": _number(SEE_PLAUSIBLE, "see_in_kg"),
        "label": _number(VALUE_LIMIT, "number_unreadable"),
        "paid_home": _number(PRICE_LIMIT, "home_price_invalid"),
    }
)


def violations(numbers: dict[str, np.ndarray]) -> pd.DataFrame:
    """Cells outside their limits: columns ``field``, ``code``, ``place``; empty if none.

    Args:
        numbers: columns of ``NUMBERS`` (those a file has), NaN where a cell is empty.
    """
    schema = NUMBERS.select_columns(list(numbers))
    frame = pd.DataFrame(numbers, copy=False)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            schema.validate(frame, lazy=True)
    except SchemaErrors as error:
        cases = error.failure_cases
        return pd.DataFrame(
            {"field": cases["column"], "code": cases["check"], "place": cases["index"].astype(int)}
        )
    return pd.DataFrame({"field": [], "code": [], "place": []})
