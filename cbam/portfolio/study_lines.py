"""A portfolio small enough to travel with a study: its lines as records, and back as a frame."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from cbam.portfolio.line import PortfolioLine

LIMIT = 300  # lines that a link or a study's file carries
_TEXTS = ("quarter", "importer", "member", "product", "basis", "route")
_NUMBERS = ("see", "paid_home")


def records(lines: pd.DataFrame) -> tuple[PortfolioLine, ...]:
    """The checked lines of a portfolio as records; none where there are more than ``LIMIT``.

    Args:
        lines: of ``checks.Checked``.
    """
    if len(lines) > LIMIT:
        return ()
    found = []
    for row in lines.to_dict("records"):
        given: dict[str, Any] = {name: _text(row.get(name)) for name in _TEXTS}
        given |= {name: _number(row.get(name)) for name in _NUMBERS}
        given["basis"] = given["basis"] or "default"
        found.append(
            PortfolioLine(
                cn=str(row["cn_code"]), origin=str(row["origin"]), tonnes=float(row["tonnes"]),
                year=int(row["year"]), **given,
            )
        )  # fmt: skip
    return tuple(found)


def frame(lines: Sequence[PortfolioLine]) -> pd.DataFrame:
    """Records as the frame that ``bill.assess`` and the picture take, numbered from 1."""
    columns = {
        "row": range(1, len(lines) + 1),
        "cn_code": [line.cn for line in lines],
        **{name: [getattr(line, name) for line in lines] for name in ("origin", "tonnes", "year")},
        **{name: [getattr(line, name) for line in lines] for name in (*_TEXTS, *_NUMBERS)},
    }
    table = pd.DataFrame(columns)
    texts = ["cn_code", "origin", *_TEXTS]
    numbers = [name for name in _NUMBERS if table[name].notna().any()]
    table[numbers] = table[numbers].astype("float64")
    return table.astype(dict.fromkeys(texts, "category")).drop(
        columns=[name for name in _NUMBERS if name not in numbers]
    )


def _text(value: object) -> str:
    return "" if value is None or value != value else str(value)


def _number(value: object) -> float | None:
    number = math.nan if value is None else float(str(value))
    return None if math.isnan(number) else number
