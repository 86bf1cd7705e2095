"""The importer's cash: what to hold each quarter-end, when to buy, what being late costs.

From 2027 an importer holds, at each quarter-end, certificates for at least half of the
emissions of the goods imported since 1 January, measured on default values **without** mark-up
and after free allocation (Regulation (EU) 2023/956, Art 22(2)(a); the alternative (b), last
year's surrender for the same good and origin, needs that declaration)::

    holding = 50 % x tonnes since 1 January x max(0, default total - SEFA)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from cbam import tables
from cbam.analysis import Analysis, import_line
from cbam.findings.scenario import Scenario
from cbam.law.vintages import Law
from cbam.prices import QUARTERS, Prices
from cbam.reasons import InputError
from cbam.rows import assess_rows

_FULL = 1e-9  # four shares add up to one within this
_ENDS = ((3, 31), (6, 30), (9, 30), (12, 31))
EVEN = (0.25, 0.25, 0.25, 0.25)


@dataclass(frozen=True, slots=True)
class Purchase:
    """When certificates for an import year must be there.

    Attributes:
        first: first day they can be bought. last: day of surrender.
        holding: whether the quarter-end test applies to the year.
    """

    year: int
    first: date
    last: date
    holding: bool


@dataclass(frozen=True, slots=True)
class Late:
    """What surrendering too few costs.

    Attributes:
        missing: certificates not surrendered.
        base_eur: penalty per certificate before indexation; the indexed figure is not known.
        penalty_eur: missing x base; ``still_due_eur``: the certificates themselves, which are
            owed all the same.
        unauthorised_low_eur, unauthorised_high_eur: penalty of a person without the status of
            authorised declarant (3 to 5 times).
        mark: ``U``: the base is before indexation.
    """

    missing: float
    base_eur: float
    penalty_eur: float
    still_due_eur: float
    unauthorised_low_eur: float
    unauthorised_high_eur: float
    mark: str


def first_holding_year(law: Law) -> int:
    """The first import year with a quarter-end test."""
    rows = law.schedule.table
    return int(rows.loc[rows["parameter"] == "holding_share", "year_from"].min())


def holdings(
    analysis: Analysis, law: Law, prices: Prices, year: int, shares: Sequence[float] = EVEN
) -> pd.DataFrame:
    """The certificates to hold at the four quarter-ends of an import year.

    Args:
        analysis: good, origin and tonnes; its basis does not matter, the test is on defaults.
        law: the law of one vintage.
        prices: price path for the money.
        year: import year.
        shares: share of the year's tonnes imported in each quarter; adds up to 1.

    Returns:
        Per quarter: ``quarter``, ``day``, ``tonnes`` since 1 January, ``per_tonne`` [t CO2e/t],
        ``hold`` and ``buy`` [certificates], ``price_eur``, ``buy_eur``, ``held_eur`` (spent so
        far). Empty for years before the test begins.

    Raises:
        InputError: ``shares_invalid``, ``year_invalid``, ``price_invalid``.
    """
    if len(shares) != 4 or min(shares) < 0 or abs(sum(shares) - 1) > _FULL:
        raise InputError("shares_invalid", "shares", tuple(shares))
    if year not in law.years:
        raise InputError("year_invalid", "year", year, allowed=law.years)
    names = (
        "quarter", "day", "tonnes", "per_tonne", "hold", "buy", "price_eur", "buy_eur", "held_eur",
    )  # fmt: skip
    if year < first_holding_year(law):
        return pd.DataFrame(columns=list(names))
    line = import_line(analysis, year=year, basis="default", route="", see=None)
    (row,) = assess_rows([line], law, prices)
    due = row["status"] == "assessed"
    per_tonne = max(float(row["default_total"]) - float(row["sefa"]), 0.0) if due else 0.0
    price = float(row["price_eur"]) if due else 0.0
    share = law.schedule.value("holding_share", year)
    rows, tonnes, held = [], 0.0, 0.0
    for quarter, (month, day), part in zip(QUARTERS[1:], _ENDS, shares, strict=True):
        tonnes += part * analysis.tonnes
        hold = share * tonnes * per_tonne
        rows.append((
            quarter, date(year, month, day).isoformat(), tonnes, per_tonne, hold, hold - held,
            price, (hold - held) * price, hold * price,
        ))  # fmt: skip
        held = hold
    return pd.DataFrame(rows, columns=list(names))


def quarter_shares(scenario: Scenario, year: int) -> tuple[float, ...]:
    """Shares of the year's tonnes by quarter, from the scenario's tranches; else a quarter each.

    Tranches count only where each of the year names its quarter.
    """
    tranches = [item for item in scenario.tranches if item.year == year]
    whole = sum(item.tonnes for item in tranches)
    if not whole > 0 or any(item.quarter not in QUARTERS[1:] for item in tranches):
        return EVEN
    parts = [
        sum(item.tonnes for item in tranches if item.quarter == quarter) / whole
        for quarter in QUARTERS[1:]
    ]
    return tuple(parts)


def purchase(law: Law, year: int) -> Purchase:
    """From when to when certificates for an import year can be bought.

    Sale starts on 1 February 2027 (Art 20(1)); surrender is due on 30 September of the year
    after importation (Art 22(1)). Certificates for 2026 can only be bought in 2027.
    """
    dates = tables.read("deadlines").set_index("deadline")["date"].map(date.fromisoformat)
    due = dates["first_declaration"]
    last = due.replace(year=due.year + year - law.years[0])
    first = max(dates["sale_starts"], date(year, 1, 1))
    return Purchase(year, first, last, year >= first_holding_year(law))


def late(law: Law, year: int, missing: float, price_eur: float) -> Late:
    """What it costs an importer to surrender too few certificates (Art 26).

    Args:
        law: the law of one vintage.
        year: import year.
        missing: certificates not surrendered in time.
        price_eur: price at which they must still be bought [EUR/t CO2e].
    """
    row = law.schedule.row("penalty_base_eur", year)
    base = float(row["value"])
    low, high = (law.schedule.value(f"penalty_multiple_{end}", year) for end in ("low", "high"))
    fine = missing * base
    return Late(missing, base, fine, missing * price_eur, low * fine, high * fine, str(row["mark"]))
