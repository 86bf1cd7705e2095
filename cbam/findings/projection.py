"""One product year by year: what the border costs from 2026 to 2034, and what drives it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cbam.analysis import Analysis, import_line
from cbam.bill import assess_columns
from cbam.rows import assess_rows, columns_of

_READ = ("default_total", "markup", "see", "benchmark", "sefa", "price_eur")


def bill_of(analysis: Analysis) -> dict[str, Any]:
    """The bill of the analysis as chosen: one row of ``assess``."""
    return bills_of(analysis)[0]


def bills_of(analysis: Analysis) -> list[dict[str, Any]]:
    """The chosen bill and, for an actual value, the default's bill beside it.

    Returns:
        One or two rows of ``assess``; the second, where there is one, is the default path.
    """
    lines = [import_line(analysis)]
    if analysis.basis == "actual":
        lines.append(import_line(analysis, basis="default", route=""))
    return assess_rows(lines, analysis.law_object(), analysis.prices())


def years(analysis: Analysis) -> pd.DataFrame:
    """The bill for every year of the law, default path and, where given, the actual value.

    The chosen year keeps its quarter and the user's price; the other years of published
    prices take the last published quarter, later years the price path.

    Returns:
        Rows of ``assess`` for each year and basis, with three columns that split the cost per
        tonne [EUR/t] at that year's price: ``above_benchmark`` (charged even with full free
        allocation, without mark-up), ``from_markup`` and ``from_phase_out`` (free allocation
        withdrawn). They add up to ``cost_eur_per_t``; unused free allocation is not negative
        cost, so it is taken off in that order.
    """
    law, prices = analysis.law_object(), analysis.prices()
    published_year, latest = prices.latest_quarter
    bases = ["default", *(["actual"] if analysis.basis == "actual" else [])]
    lines = []
    for basis in bases:
        for year in law.years:
            line = import_line(analysis, year=year, basis=basis)
            line["route"] = analysis.route if basis == "actual" else ""
            if year == published_year and year != analysis.year:
                line["quarter"] = latest
            lines.append(line)
    given = columns_of(lines)
    bill = assess_columns(given, law, prices)
    kept = {name: given[name] for name in ("year", "tonnes", "quarter")}
    result = pd.DataFrame({**kept, **bill, "basis": given["basis"]}, copy=False)
    step = {name: result[name].to_numpy(np.float64) for name in _READ}
    base = np.where(np.isnan(step["default_total"]), step["see"], step["default_total"])
    full = np.where(np.isnan(step["benchmark"]), step["sefa"], step["benchmark"])
    drivers = {
        "above_benchmark": base - full,
        "from_markup": base * step["markup"],
        "from_phase_out": full - step["sefa"],
    }
    running = reached = np.zeros(len(result))  # the cost so far; never below zero when shown
    for name, emissions in drivers.items():
        running = running + np.nan_to_num(emissions * step["price_eur"])
        result[name] = np.maximum(running, 0.0) - reached
        reached = np.maximum(running, 0.0)
    return result
