"""Certificate prices checked against the auctions, and the paths beyond them.

The certificate price is the volume-weighted average of the clearing prices of all auctions on
the common and the opt-out platforms in the quarter (Implementing Regulation (EU) 2025/2548);
cancelled auctions and ETS2 do not count. Aviation allowances (contract ``EAA3``, 2024 only) are
left out here as another product; no certificate price touches them.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from cbam import tables
from cbam.caches import cached
from cbam.findings.compare import assess_all
from cbam.findings.scenario import Scenario
from cbam.prices import FLAT, OWN, Prices, path_names

_AVIATION = ("EAA3",)


@cached(maxsize=1)
def _auctions() -> pd.DataFrame:
    """The auctions that count, with year, quarter and month."""
    table = tables.read("eua_auctions")
    table = table[~table["contract"].isin(_AVIATION) & (table["volume_t"] > 0)]
    day = pd.to_datetime(table["date"])
    return table.assign(
        year=day.dt.year, quarter="Q" + day.dt.quarter.astype(str), month=table["date"].str[:7]
    )


def _weighted(group: str | list[str]) -> pd.DataFrame:
    table = _auctions().assign(value=lambda t: t["price_eur"] * t["volume_t"])
    found = table.groupby(group, sort=True).agg(
        value=("value", "sum"), volume_t=("volume_t", "sum"), auctions=("date", "size"),
        lowest_eur=("price_eur", "min"), highest_eur=("price_eur", "max"),
        first=("date", "min"), last=("date", "max"),
    )  # fmt: skip
    found.insert(0, "average_eur", found["value"] / found["volume_t"])
    return found.drop(columns="value").reset_index()


def quarters() -> pd.DataFrame:
    """Quarterly averages of the auctions beside the official certificate prices.

    Returns:
        One row per quarter with ``average_eur`` (volume-weighted, unrounded), ``auctions``,
        ``volume_t``, first and last auction, ``complete`` (our series reaches the end of the
        quarter), and, from 2026, ``official_eur``, ``published`` (date, or date due),
        ``status`` and ``agrees`` (equal to the cent; ``NA`` where there is nothing to compare).
    """
    found = _weighted(["year", "quarter"])
    official = tables.read("certificate_prices")[
        ["year", "quarter", "price_eur", "published", "status"]
    ].rename(columns={"price_eur": "official_eur"})
    official["year"] = official["year"].astype(int)
    found = found.merge(official, on=["year", "quarter"], how="outer", sort=True)
    series_ends = _auctions()["date"].max()
    ends = [_end(int(y), q) for y, q in zip(found["year"], found["quarter"], strict=True)]
    found["complete"] = [end <= series_ends for end in ends]
    found["auctions"] = found["auctions"].astype("Int64")
    for name in ("published", "status", "first", "last"):
        found[name] = found[name].fillna("")
    rounded = found["average_eur"].round(2)
    agrees = (rounded - found["official_eur"]).abs() < 0.005
    known = found["complete"] & found["official_eur"].notna()
    found["agrees"] = agrees.astype("boolean").mask(~known)
    return found


def _end(year: int, quarter: str) -> str:
    month = 3 * int(quarter[1])
    return date(year, month, 30 if month in (6, 9) else 31).isoformat()


def monthly() -> pd.DataFrame:
    """Auction prices by month: volume-weighted average, lowest, highest, number, volume."""
    return _weighted("month")


def paths(prices: Prices) -> pd.DataFrame:
    """All price paths year by year, with the source of each point.

    Returns:
        Columns path, year, quarter (only for published and pending quarters), price_eur, basis
        (``published``, ``pending``, ``held``, ``source``, ``interpolated``, ``assumption``,
        ``own``), source_en, source_zh (the date due for a pending price), locked. Published quarters belong to no path and are locked.
    """
    rows: list[dict[str, object]] = []

    def add(
        path: str,
        year: int,
        price: float,
        basis: str,
        quarter: str = "",
        source: tuple[str, str] = ("", ""),
    ) -> None:
        rows.append({
            "path": path, "year": year, "quarter": quarter, "price_eur": price, "basis": basis,
            "source_en": source[0], "source_zh": source[1], "locked": basis == "published",
        })  # fmt: skip

    for (year, quarter), price in sorted(prices.published.items()):
        add("", year, price, "published", quarter)
    for (year, quarter), due in sorted(prices.pending.items()):
        add("", year, np.nan, "pending", quarter, (due, due))
    table = tables.read("price_paths")
    for row in table.itertuples():
        source = (str(row.source_en), str(row.source_zh))
        add(str(row.path), int(row.year), float(row.price_eur), str(row.basis), source=source)
    own = prices.points if prices.path == OWN else {}
    for name in (FLAT, *((OWN,) if own else ())):
        for year in sorted(set(table["year"].astype(int))):
            price = own.get(year, prices.latest) if name == OWN else prices.latest
            add(name, year, price, "own" if name == OWN else "held")
    order = {name: i for i, name in enumerate(("", *path_names()))}
    found = pd.DataFrame(rows)
    return found.sort_values(
        ["path", "year"], key=lambda c: c.map(order) if c.name == "path" else c,
        kind="stable", ignore_index=True,
    )  # fmt: skip


def by_path(scenario: Scenario) -> pd.DataFrame:
    """What a scenario costs on each price path, every year of the law.

    Args:
        scenario: its own price for a year, where it has one, stays above the path.

    Returns:
        One row per path and year: path, year, ``price_eur`` [EUR/t CO2e], ``cost_eur_per_t``,
        ``cost_eur``, ``status``. The path ``own`` is there where the scenario has own points
        or is on it.
    """
    own = bool(scenario.points) or scenario.analysis.path == OWN
    names = [name for name in path_names() if name != OWN or own]
    found, _problems = assess_all([scenario.with_(path=name) for name in names])
    kept = ("year", "price_eur", "cost_eur_per_t", "cost_eur", "status")
    return pd.DataFrame([
        {"path": name, **{key: row[key] for key in kept}}
        for name, rows in zip(names, found, strict=True)
        for row in rows.values()
    ])  # fmt: skip
