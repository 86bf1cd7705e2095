"""Certificate prices by quarter and path, and the exchange rate.

2026 imports are priced by the quarter of importation (Implementing Regulation (EU)
2025/2548). From 2027 there is no import-week price: the declarant pays the weekly price in
the week of purchase (Regulation (EU) 2023/956, Art 21 and 22(2)), so later years follow a
named path.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from cbam import tables
from cbam.caches import cached
from cbam.reasons import BIT, InputError

QUARTERS = ("", "Q1", "Q2", "Q3", "Q4")  # "" = not stated
FLAT, OWN = "flat", "own"  # the latest published price held; the user's own points
# Where a price came from; the position is its code in the bill (first: no price needed).
BASES = ("", "published", "provisional", "path", "user")
PRICE_LIMIT = 10_000.0  # EUR/t; above this an entry is taken as a slip
BOTH = "~"  # between the date of the prices and that of the rate, where they differ


def read_quarter(value: object) -> str | None:
    """A quarter as people write it (Q1, q1, 1, 1.0): ``Q1``, ``""`` if none, else ``None``."""
    text = "" if value is None or value != value else str(value).strip().upper()
    if not text:
        return ""
    quarter = "Q" + text.removesuffix(".0").removeprefix("Q")
    return quarter if quarter in QUARTERS else None


@dataclass(frozen=True)
class Rate:
    """CNY per EUR with its date (ISO) and source (``ECB`` or ``user``)."""

    cny_per_eur: float
    date: str
    source: str


@dataclass(frozen=True)
class Prices:
    """Prices for every import year and quarter, and one exchange rate.

    Attributes:
        path: ``flat`` (latest published price held), ``low``, ``central``, ``high`` or ``own``.
        published: certificate prices by (year, quarter), EUR/t, published only.
        pending: (year, quarter) pairs whose price is not out yet, with the date it is due.
        points: EUR/t by year for the years after the published ones.
        rate: the exchange rate used for yuan amounts.
        digest: fingerprint of all of these as they stood on ``as_of`` (12 hex digits); a user's
            own points or rate are not in it.
        as_of: the shortest ``as_of`` that brings back these prices and this rate.
    """

    path: str
    published: Mapping[tuple[int, str], float]
    pending: Mapping[tuple[int, str], str]
    points: Mapping[int, float]
    rate: Rate
    digest: str
    as_of: str = ""

    @staticmethod
    def load(
        path: str = FLAT,
        own: Mapping[int, float] | None = None,
        cny_per_eur: float | None = None,
        as_of: str = "",
    ) -> Prices:
        """Published prices, one path for later years, and the latest bundled ECB rate.

        Args:
            path: a path name; see ``path_names``.
            own: EUR/t by year for the path ``own``; years not given hold the flat price.
            cny_per_eur: the user's own rate; ``None`` takes the latest ECB reference rate.
            as_of: prices and rate as they stood on an ISO date; ``2027-01-04~2026-12-31`` where
                the rate is older than the last price. Empty: today's data.

        Raises:
            InputError: ``path_unknown``, ``price_invalid``, ``rate_invalid`` or
                ``as_of_invalid`` (no date, or nothing was published by then).
        """
        return _load(path, tuple(sorted((own or {}).items())), cny_per_eur, as_of)

    @property
    def latest_quarter(self) -> tuple[int, str]:
        """The last (year, quarter) with a published price."""
        return max(self.published)

    @property
    def latest(self) -> float:
        """The last published certificate price, EUR/t."""
        return self.published[self.latest_quarter]

    def find(self, year: int, quarter: str = "") -> tuple[float, str, int]:
        """Price in EUR/t, its basis (``BASES``) and a reason mask, for an import.

        A quarter without a published price takes the last published one, marked provisional;
        so does a 2026 import whose quarter is not stated. The quarter of a later year does
        not matter.
        """
        if (year, quarter) in self.published:
            return self.published[year, quarter], "published", 0
        if year in {y for y, _ in self.published}:
            mask = BIT["price_provisional"]
            if not quarter:
                mask |= BIT["quarter_not_stated"]
            return self.latest, "provisional", mask
        return self.points[year], "path", BIT["price_path"]

    def grid(self, years: tuple[int, ...]) -> tuple[npt.NDArray, npt.NDArray, npt.NDArray]:
        """Price, basis code and reason mask, flat arrays [year * quarters + quarter].

        One extra year stands for an unreadable one: no price.
        """
        found = [self.find(year, quarter) for year in years for quarter in QUARTERS]
        found += [(np.nan, "", 0)] * len(QUARTERS)
        price, basis, mask = zip(*found, strict=True)
        codes = np.array([BASES.index(name) for name in basis], np.int8)
        return np.array(price), codes, np.array(mask, np.uint64)


@cached(maxsize=256)
def _load(
    path: str, own: tuple[tuple[int, float], ...], cny_per_eur: float | None, as_of: str
) -> Prices:
    if path not in path_names():
        raise InputError("path_unknown", "path", path, allowed=path_names())
    for year, price in own:
        if not 0 <= price <= PRICE_LIMIT:
            raise InputError("price_invalid", f"price {year}", price, limit=PRICE_LIMIT)
    price_day, rate_day = _days(as_of)
    rate = latest_rate(rate_day)
    published, pending, last_day = _certificate_prices(price_day)
    if not published or rate is None:
        raise InputError("as_of_invalid", "as_of", as_of)
    stood = last_day if last_day == rate.date else f"{last_day}{BOTH}{rate.date}"
    if last_day < rate.date and _certificate_prices(rate.date)[0] == published:
        stood = rate.date
    digest = _digest(tuple(published.items()), rate)
    if cny_per_eur is not None:
        if not 0.1 <= cny_per_eur <= 1000:
            raise InputError("rate_invalid", "fx", cny_per_eur)
        rate = Rate(float(cny_per_eur), "", "user")
    flat = published[max(published)]
    rows = tables.read("price_paths")
    points = dict.fromkeys(sorted(set(rows["year"].astype(int))), flat)
    chosen = rows[rows["path"] == path]
    points.update({int(row.year): float(row.price_eur) for row in chosen.itertuples()})
    if path == OWN:
        points.update({year: float(price) for year, price in own})
    return Prices(path, published, pending, points, rate, digest, stood)


def _days(as_of: str) -> tuple[str, str]:
    """The dates of prices and rate in ``as_of``; empty for today's data."""
    price_day, both, rate_day = as_of.partition(BOTH)
    for text in (price_day, rate_day)[: 2 if both else 1]:
        try:
            if as_of and date.fromisoformat(text).isoformat() != text:
                raise ValueError
        except ValueError:
            raise InputError("as_of_invalid", "as_of", as_of) from None
    return price_day, rate_day or price_day


def _digest(published: tuple[tuple[tuple[int, str], float], ...], rate: Rate) -> str:
    """Fingerprint of what was published by a date, whatever the tables hold beside it."""
    rows = tables.read("price_paths")[["path", "year", "price_eur"]]
    paths = sorted((str(p), int(year), float(x)) for p, year, x in rows.itertuples(index=False))
    text = repr((sorted(published), rate, paths))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@cached(maxsize=1)
def path_names() -> tuple[str, ...]:
    """The price paths on offer, ``flat`` first and ``own`` last."""
    return (FLAT, *dict.fromkeys(tables.read("price_paths")["path"]), OWN)


@cached(maxsize=64)
def latest_rate(as_of: str = "") -> Rate | None:
    """The latest bundled ECB reference rate for the yuan, on or before ``as_of`` if given."""
    rows = tables.read("exchange_rates")
    rows = rows[rows["currency"] == "CNY"]
    rows = rows[rows["date"] <= as_of] if as_of else rows
    if rows.empty:
        return None
    last = rows.sort_values("date").iloc[-1]
    return Rate(float(last["units_per_eur"]), str(last["date"]), "ECB")


@cached(maxsize=64)
def _certificate_prices(
    as_of: str,
) -> tuple[dict[tuple[int, str], float], dict[tuple[int, str], str], str]:
    """What is published (by ``as_of``), what is to come, and the day of the last publication."""
    published: dict[tuple[int, str], float] = {}
    pending: dict[tuple[int, str], str] = {}
    last_day = ""
    for row in tables.read("certificate_prices").itertuples():
        key, day = (int(row.year), str(row.quarter)), str(row.published)
        out = row.status == "published" and not pd.isna(row.price_eur)
        if out and (not as_of or day <= as_of):
            published[key] = float(row.price_eur)
            last_day = max(last_day, day)
        else:
            pending[key] = day
    return published, pending, last_day
