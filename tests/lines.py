"""Random import lines for property tests, the cross-model comparison and the benchmark."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.reference_model import ROUTES, Book, read

JUNK_CODES = ["", "7208", "720839", "72083", "7208390", "99999999", "84151010", "steel", "72089999",
              "2523100055", "72042100", "76151010", "84501111", "72022100", "720839009"]  # fmt: skip


def codes() -> list[str]:
    """Every code of the benchmark table, the split TARIC codes and electricity."""
    book = Book()
    return sorted(book.cn8 | book.taric)


def origins() -> list[str]:
    return [row["origin"] for row in read("law/origins.csv")]


def random_lines(
    count: int, seed: int = 1, *, junk: float = 0.0, extras: bool = True
) -> pd.DataFrame:
    """``count`` lines with every kind of good and origin; a share ``junk`` of bad cells.

    Args:
        count: number of lines.
        seed: of the random generator.
        junk: share of lines in which a field is made unusable.
        extras: whether to fill the optional columns too.
    """
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({
        "cn_code": rng.choice(codes(), count),
        "origin": rng.choice(origins(), count),
        "tonnes": np.round(rng.lognormal(4, 2, count), 3),
        "year": rng.integers(2026, 2035, count).astype(float),
    })  # fmt: skip
    if extras:

        def some(values: np.ndarray, share: float, empty: object) -> np.ndarray:
            return np.where(rng.random(count) < share, values, empty)

        frame["quarter"] = rng.choice(["", "Q1", "Q2", "Q3", "Q4"], count)
        frame["basis"] = rng.choice(["", "default", "actual"], count)
        frame["see"] = some(np.round(rng.uniform(0, 6, count), 3), 0.9, np.nan)
        frame["route"] = rng.choice(ROUTES, count)
        frame["price_eur"] = some(np.round(rng.uniform(0, 200, count), 2), 0.3, np.nan)
        frame["sefa"] = some(np.round(rng.uniform(0, 2, count), 3), 0.3, np.nan)
        frame["importer_year_tonnes"] = some(rng.choice([10, 50, 50.001, 1e6], count), 0.4, np.nan)
        frame["returned"] = rng.random(count) < 0.02
    bad = np.flatnonzero(rng.random(count) < junk)
    choices: dict[str, list] = {
        "cn_code": JUNK_CODES,
        "origin": ["ZZ", "", "EUROPE", "1"],
        "tonnes": [np.nan, -1.0, np.inf, 1.1e9],
        "year": [2025.0, 2035.0, 2026.5, np.nan],
        "quarter": ["Q5", "spring"],
        "basis": ["guess"],
        "see": [-1.0, np.inf, 1001.0],
        "route": ["Z", "CF"],
        "price_eur": [-0.01, np.inf, 10_001.0],
        "sefa": [-1.0, np.inf],
        "importer_year_tonnes": [-1.0, np.inf],
    }
    fields = [name for name in choices if name in frame.columns]
    for at, name in zip(bad, rng.choice(fields, len(bad)), strict=True):
        frame.loc[at, name] = rng.choice(np.array(choices[name], dtype=object))
    return frame
