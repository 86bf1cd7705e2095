"""Up to six scenarios side by side: what differs, what comes out, year by year.

All scenarios that share a law and prices are one call of ``bill.assess``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cbam.bill import assess_columns
from cbam.findings.scenario import Scenario, lines
from cbam.law.vintages import Law
from cbam.prices import Prices
from cbam.reasons import BY_CODE, InputError
from cbam.rows import columns_of, lists_of

MOST = 6  # scenarios
# Columns of a bill that are the same for all tranches of a scenario's year.
_SAME = (
    "good", "sector", "default_total", "default_from", "markup", "see", "route",
    "benchmark_column", "benchmark", "cbam_factor", "cscf", "sefa",
)  # fmt: skip
COLUMNS = (
    "scenario", "name", "year", "basis", "tonnes", *_SAME, "reduction_per_t", "certificates",
    "price_eur", "cost_eur", "cost_eur_per_t", "cost_cny", "cny_per_eur", "status", "reasons",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """An input that is not the same in all scenarios: its field and the value in each."""

    field: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Comparison:
    """What comes out.

    Attributes:
        scenarios: as given.
        years: one row per scenario and import year (``COLUMNS``); a scenario that cannot be
            assessed has status ``error`` and NaN figures. Emissions in t CO2e/t, money in EUR
            (``cost_cny`` in CNY), ``price_eur`` the mean over the year's tranches.
        chosen: the row of each scenario's own year, in the order of the scenarios.
        differences: inputs that differ.
        problems: (position, error) of scenarios that cannot be assessed.
    """

    scenarios: tuple[Scenario, ...]
    years: pd.DataFrame
    chosen: pd.DataFrame
    differences: tuple[Difference, ...]
    problems: tuple[tuple[int, InputError], ...]
    rows: tuple[dict[int, dict[str, Any]], ...]

    def row(self, scenario: int, year: int) -> dict[str, Any]:
        """The row of one scenario and year.

        Raises:
            InputError: what is wrong with the scenario, or ``year_invalid``.
        """
        for position, error in self.problems:
            if position == scenario:
                raise error
        if year not in self.rows[scenario]:
            raise InputError("year_invalid", "year", year, allowed=sorted(self.rows[scenario]))
        return self.rows[scenario][year]


def compare(scenarios: Sequence[Scenario]) -> Comparison:
    """Assess all scenarios for every year of the law.

    Raises:
        InputError: ``too_many_scenarios``. A fault inside one scenario does not raise: it is
            listed in ``problems`` and the others stand.
    """
    if len(scenarios) > MOST:
        raise InputError("too_many_scenarios", "scenarios", len(scenarios), limit=MOST)
    rows, problems = assess_all(scenarios)
    years = pd.DataFrame(
        [row for by_year in rows for row in by_year.values()], columns=list(COLUMNS)
    )
    chosen = [
        rows[i].get(scenario.analysis.year) or _failed_row(i, scenario, scenario.analysis.year, "")
        for i, scenario in enumerate(scenarios)
    ]
    return Comparison(
        scenarios=tuple(scenarios),
        years=years,
        chosen=pd.DataFrame(chosen, columns=list(COLUMNS)),
        differences=differences(scenarios),
        problems=tuple(problems),
        rows=tuple(rows),
    )


def assess_all(
    scenarios: Sequence[Scenario],
) -> tuple[list[dict[int, dict[str, Any]]], list[tuple[int, InputError]]]:
    """Any number of scenarios, one call of ``bill.assess`` per distinct law and prices.

    Returns:
        For each scenario its rows (``COLUMNS``) by import year; and (position, error) of the
        scenarios that cannot be assessed, whose rows have status ``error``.
    """
    problems: list[tuple[int, InputError]] = []
    batches: dict[tuple[int, int], tuple[Law, Prices, list[tuple[int, dict[str, Any]]]]] = {}
    for position, scenario in enumerate(scenarios):
        try:
            law, prices = scenario.law(), scenario.prices()
            found = lines(scenario, law, prices)
        except InputError as error:
            problems.append((position, error))
            continue
        batch = batches.setdefault((id(law), id(prices)), (law, prices, []))
        batch[2].extend((position, line) for line in found)
    rows: list[dict[int, dict[str, Any]]] = [{} for _ in scenarios]
    for law, prices, batched in batches.values():
        given = columns_of(line for _, line in batched)
        result = lists_of(assess_columns(given, law, prices))
        result["year"], result["tonnes"] = given["year"], given["tonnes"]
        for position in dict.fromkeys(owner for owner, _ in batched):
            at = [i for i, (owner, _) in enumerate(batched) if owner == position]
            rate = prices.rate.cny_per_eur
            rows[position] = _years(result, at, position, scenarios[position], rate)
            year = scenarios[position].analysis.year
            fault = _error(rows[position], year, batched[at[0]][1])
            if fault is not None:
                problems.append((position, fault))
    for position, fault in problems:
        if not rows[position]:
            rows[position] = _failed(position, scenarios[position], fault)
    return rows, sorted(problems, key=lambda item: item[0])


def _years(
    result: dict[str, list[Any]], at: list[int], position: int, scenario: Scenario, rate: float
) -> dict[int, dict[str, Any]]:
    """A scenario's rows of the bill, tranches of a year added up."""
    grouped: dict[int, list[int]] = {}
    for i in at:
        grouped.setdefault(int(result["year"][i]), []).append(i)
    found = {}
    for year, members in grouped.items():
        first = members[0]

        def add(name: str, members: list[int] = members) -> float:
            return float(sum(result[name][i] for i in members))

        tonnes = add("tonnes")
        statuses = [str(result["status"][i]) for i in members]
        status = statuses[0]
        if len(set(statuses)) > 1:
            status = "error" if "error" in statuses else "assessed"
        price = result["price_eur"][first]
        per_t = result["cost_eur_per_t"][first]
        taken = result["reduction"][first] if "reduction" in result else 0.0
        weight = result["tonnes"][first]
        if len(members) > 1 and tonnes > 0:
            price = sum(result["tonnes"][i] * result["price_eur"][i] for i in members) / tonnes
            per_t, taken, weight = add("cost_eur") / tonnes, 0.0, tonnes
            taken = add("reduction") if "reduction" in result else 0.0
        codes = dict.fromkeys(
            code for i in members for code in str(result["reasons"][i]).split(";") if code
        )
        found[year] = {
            "scenario": position,
            "name": scenario.name,
            "year": year,
            "basis": scenario.basis,
            "tonnes": tonnes,
            **{name: result[name][first] for name in _SAME},
            "reduction_per_t": taken / weight if weight > 0 else 0.0,
            "certificates": add("certificates"),
            "price_eur": price,
            "cost_eur": add("cost_eur"),
            "cost_eur_per_t": per_t,
            "cost_cny": add("cost_cny"),
            "cny_per_eur": rate,
            "status": status,
            "reasons": ";".join(codes),
        }
    return found


def _error(rows: dict[int, dict[str, Any]], year: int, line: dict[str, Any]) -> InputError | None:
    """The first error of the scenario's rows, its own year first."""
    ordered = sorted(rows.values(), key=lambda row: row["year"] != year)
    for row in ordered:
        if row["status"] == "error":
            for code in row["reasons"].split(";"):
                reason = BY_CODE.get(code)
                if reason is not None and reason.kind == "error":
                    return InputError(code, reason.field, line.get(reason.field))
    return (
        InputError("year_invalid", "year", year, allowed=sorted(rows)) if year not in rows else None
    )


def _failed_row(position: int, scenario: Scenario, year: int, code: str) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(COLUMNS, np.nan)
    texts = dict.fromkeys(("good", "sector", "default_from", "route", "benchmark_column"), "")
    return {
        **row, **texts, "scenario": position, "name": scenario.name, "year": year,
        "basis": scenario.basis, "status": "error", "reasons": code,
    }  # fmt: skip


def _failed(position: int, scenario: Scenario, error: InputError) -> dict[int, dict[str, Any]]:
    return {year: _failed_row(position, scenario, year, error.code) for year in Law.load().years}


def differences(scenarios: Sequence[Scenario]) -> tuple[Difference, ...]:
    """The inputs that are not equal in all scenarios, in the order of a form."""
    found = []
    for name, read in _FIELDS.items():
        values = tuple(read(scenario) for scenario in scenarios)
        if any(value != values[0] for value in values[1:]):
            found.append(Difference(name, values))
    return tuple(found)


def _of(name: str) -> Any:
    return lambda scenario: getattr(scenario.analysis, name)


_FIELDS: dict[str, Any] = {
    "cn": _of("cn"),
    "origin": _of("origin"),
    "tonnes": _of("tonnes"),
    "tranches": lambda s: s.tranches,
    "year": _of("year"),
    "quarter": _of("quarter"),
    "basis": lambda s: "chain" if s.chain else "label" if s.label else s.analysis.basis,
    "see": lambda s: s.analysis.see if s.basis == "actual" and not (s.chain or s.label) else None,
    "route": lambda s: s.analysis.route if s.basis == "actual" else "",
    "chain": lambda s: s.chain,
    "label": lambda s: s.label,
    "path": _of("path"),
    "points": lambda s: s.points,
    "price": _of("price"),
    "rate": _of("rate"),
    "law": _of("law"),
    "factor_path": lambda s: s.reform.factor_path,
    "cscf_after_2030": lambda s: s.reform.cscf_after_2030,
    "benchmark_multiplier": lambda s: s.reform.benchmark_multiplier,
    "without_markup": lambda s: s.reform.without_markup,
    "importer_tonnes": _of("importer_tonnes"),
    "returned": _of("returned"),
    "home": lambda s: s.home,
}
