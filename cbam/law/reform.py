"""What if the law were different: a variation layered on an edition of the law, never an edit.

Proposals (COM(2026) 616, COM(2025) 989) and what-ifs are rows of ``data/law/reforms.csv``. The
varied law has a vintage name and a digest of its own, the status ``proposal`` or ``what_if``,
and puts a reason on every line it touches, so that nothing of it can pass as law.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from cbam import tables
from cbam.caches import cached
from cbam.law.schedule import SECTORS, Schedule
from cbam.law.vintages import Law
from cbam.reasons import InputError

LAW, P616, P616_NEW_GOODS = "law", "p616", "p616_new_goods"
FACTOR_PATHS = (LAW, P616, P616_NEW_GOODS)
_DOWNSTREAM = "p989"
# Look-ups of a law that no reform touches, carried over instead of compiled again.
_UNTOUCHED = ("sector_of", "direct_only", "declared_routes")


@dataclass(frozen=True, slots=True)
class Reform:
    """What is changed against the law; the defaults change nothing.

    Attributes:
        factor_path: CBAM factor: ``law`` (Directive 2003/87/EC, Art 10a(1a)), ``p616``
            (COM(2026) 616, Art 1(15)), ``p616_new_goods`` (the same, for goods newly added to
            Annex I).
        cscf_after_2030: correction factor of the years in which none is set, 0.8 to 1;
            ``None`` holds what the law's table holds.
        benchmark_multiplier: on all benchmarks, columns A and B, of imports from 2027;
            0.5 to 1.5.
        without_markup: no mark-up on default values from 2028 (COM(2025) 989, downstream
            goods).
    """

    factor_path: str = LAW
    cscf_after_2030: float | None = None
    benchmark_multiplier: float = 1.0
    without_markup: bool = False


class Bounds(NamedTuple):
    """The bounds of a what-if, and the first and last import year it can touch."""

    low: float
    high: float
    first: int
    last: int


@cached(maxsize=8)
def bounds(name: str) -> Bounds:
    """The bounds of ``cscf`` or ``benchmark``, from ``data/law/reforms.csv``."""
    rows = tables.read("reforms").set_index(["reform", "parameter"])
    low, high = rows.loc[("what_if", f"{name}_low")], rows.loc[("what_if", f"{name}_high")]
    return Bounds(
        float(low["value"]), float(high["value"]), int(low["year_from"]), int(low["year_to"])
    )


def load(vintage: str = "", reform: Reform | None = None) -> Law:
    """An edition of the law with a reform layered on it; cached.

    Raises:
        InputError: ``law_unknown``, ``factor_path_unknown`` or ``reform_invalid``.
    """
    return _load(vintage, reform or Reform())


@cached(maxsize=64)
def _load(vintage: str, reform: Reform) -> Law:
    return apply(Law.load(vintage), reform)


def apply(law: Law, reform: Reform) -> Law:
    """The law with the reform layered on it; the very same object if nothing changes.

    Raises:
        InputError: ``factor_path_unknown`` or ``reform_invalid``, with what is allowed.
    """
    _check(reform)
    schedule, parts, reasons = law.schedule.table, [], []
    years = law.years
    if reform.factor_path != LAW:
        rows = _rows(reform.factor_path, "cbam_factor", years)
        schedule = _replaced(schedule, rows)
        parts.append(reform.factor_path)
        reasons += [("proposal_factor_path", int(year)) for year in rows["year_from"]]
    held = schedule[(schedule["parameter"] == "cscf") & (schedule["mark"] == "U")]
    cscf = reform.cscf_after_2030
    if cscf is not None and not np.allclose(held["value"], cscf, rtol=0, atol=1e-12):
        after = [year for year in years if year >= bounds("cscf").first]
        schedule = _replaced(schedule, _what_if("cscf", after, [cscf] * len(after)))
        parts.append(f"cscf{cscf:g}")
        reasons += [("what_if_cscf", year) for year in after]
    benchmarks, scale = law.benchmarks, reform.benchmark_multiplier
    if scale != 1.0:
        after = [year for year in years if year >= bounds("benchmark").first]
        # The scaled values are further periods behind those of the law.
        count = benchmarks.b.shape[2]
        shifted = [law.schedule.value("benchmark_period", year) + count for year in after]
        marks = [law.schedule.row("benchmark_period", year)["mark"] for year in after]
        rows = _what_if("benchmark_period", after, shifted).assign(mark=marks)
        schedule = _replaced(schedule, rows)
        benchmarks = replace(
            benchmarks, a=_scaled(benchmarks.a, scale), b=_scaled(benchmarks.b, scale)
        )
        parts.append(f"bm{scale:g}")
        reasons += [("what_if_benchmark", year) for year in after]
    if reform.without_markup:
        rows = _rows(_DOWNSTREAM, "markup", years)
        for sector in SECTORS:
            schedule = _replaced(schedule, rows.assign(sector=sector))
        parts.append(f"{_DOWNSTREAM}-no-markup")
        reasons += [("what_if_no_markup", int(year)) for year in rows["year_from"]]
    if not parts:
        return law
    status = "what_if" if {p for p in parts if p not in FACTOR_PATHS} else "proposal"
    name = "+".join([law.vintage, *parts])
    digest = hashlib.sha256(f"{law.digest}+{reform!r}+{tables.digest('reforms')}".encode())
    varied = replace(
        law,
        vintage=name,
        edition=law.edition or law.vintage,
        status=status,
        schedule=Schedule(schedule, (*law.schedule.variations, *reasons)),
        benchmarks=benchmarks,
        digest=digest.hexdigest()[:12],
    )
    return _carry_over(law, varied, scale)


def _check(reform: Reform) -> None:
    if reform.factor_path not in FACTOR_PATHS:
        raise InputError(
            "factor_path_unknown", "factor_path", reform.factor_path, allowed=FACTOR_PATHS
        )
    limits = {
        "cscf_after_2030": (reform.cscf_after_2030, bounds("cscf")),
        "benchmark_multiplier": (reform.benchmark_multiplier, bounds("benchmark")),
    }
    for field, (value, limit) in limits.items():
        if value is not None and not limit.low <= value <= limit.high:
            raise InputError("reform_invalid", field, value, low=limit.low, high=limit.high)


def _rows(reform: str, parameter: str, years: tuple[int, ...]) -> pd.DataFrame:
    """The rows of a proposal, one for each year of the law."""
    table = tables.read("reforms")
    found = table[(table["reform"] == reform) & (table["parameter"] == parameter)]
    found = found.drop(columns="reform")
    spread = [
        row._replace(year_from=year, year_to=year)
        for row in found.itertuples(index=False)
        for year in years
        if row.year_from <= year <= row.year_to
    ]
    return pd.DataFrame(spread, columns=found.columns)


def _what_if(parameter: str, years: list[int], values: list[float]) -> pd.DataFrame:
    return pd.DataFrame({
        "parameter": parameter, "sector": "", "year_from": years, "year_to": years,
        "value": values, "unit": "", "act": "", "article": "", "mark": "U", "note": "what-if",
    })  # fmt: skip


def _replaced(table: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """A schedule with the given one-year rows in place of its own."""
    parameter, sector = rows["parameter"].iloc[0], rows["sector"].iloc[0]
    touched = set(rows["year_from"])
    kept: list[dict[str, Any]] = []
    for row in table.to_dict("records"):
        if (row["parameter"], row["sector"]) != (parameter, sector):
            kept.append(row)
            continue
        for year in range(int(row["year_from"]), int(row["year_to"]) + 1):
            if year not in touched:
                kept.append({**row, "year_from": year, "year_to": year})
    return pd.DataFrame([*kept, *rows.to_dict("records")], columns=list(table.columns))


def _scaled(cells: npt.NDArray[np.float64], scale: float) -> npt.NDArray[np.float64]:
    return np.concatenate([cells, cells * scale], axis=2)


def _carry_over(law: Law, varied: Law, scale: float) -> Law:
    """Give the varied law the compiled look-ups it shares with the law it varies."""
    for name in _UNTOUCHED:
        varied.__dict__[name] = getattr(law, name)
    pairs, cells = law.pairs, law.declared_benchmarks
    if scale != 1.0:
        flat = pairs.benchmark.reshape(-1, law.benchmarks.b.shape[2])
        wide = np.concatenate([flat, flat * scale], axis=1).ravel()
        pairs, cells = replace(pairs, benchmark=wide), _scaled(cells, scale)
    varied.__dict__["pairs"], varied.__dict__["declared_benchmarks"] = pairs, cells
    return varied
