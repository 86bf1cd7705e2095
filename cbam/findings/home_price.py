"""A carbon price paid in the country of origin (Article 9): what it could take off the bill.

Only a price *effectively paid*, net of free allocation, rebates and compensation, counts
(Regulation (EU) 2023/956, Art 9(1)), proven by an independent person (Art 9(2)), and only with
actual values: for defaults the Commission would have to publish default carbon prices (Art
9(4)); none exists. The implementing act is a draft (Ares(2026)4841230), so its formula is an
assumption::

    reduction = emissions x effective price / reference price      [certificates]

The reference price is the average published certificate price of the year of importation. The
amount is capped by what plants of the origin can have paid for at most
(``data/market/home_carbon_prices.csv``): an assumption of today, at the allowance price and the
exchange rate of the date of the prices.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from cbam import tables
from cbam.caches import cached
from cbam.law.schedule import SECTORS
from cbam.law.vintages import Law
from cbam.prices import BOTH, PRICE_LIMIT, Prices
from cbam.reasons import InputError


@dataclass(frozen=True, slots=True)
class HomePrice:
    """What the user states about a carbon price paid at home.

    Attributes:
        paid_eur: effective price, net of free allocation and rebates [EUR per t CO2e emitted].
        evidence: whether an independent person has certified the payment (Art 9(2)).
    """

    paid_eur: float
    evidence: bool = False


@dataclass(frozen=True, slots=True)
class Cap:
    """The most that plants of an origin can effectively have paid.

    Attributes:
        eur: limit [EUR per t CO2e]; ``None`` where nothing is known of the origin.
        share: share of the emissions really paid for.
        price, currency, as_of: allowance price and its date.
        instrument, source_en, source_zh, note_en, note_zh: what it rests on.
        covered: whether the origin's scheme covers the sector.
    """

    eur: float | None
    share: float | None = None
    price: float | None = None
    currency: str = ""
    as_of: str = ""
    instrument: str = ""
    source_en: str = ""
    source_zh: str = ""
    note_en: str = ""
    note_zh: str = ""
    covered: bool = True


@dataclass(frozen=True, slots=True)
class Reduction:
    """The guarded reduction.

    Attributes:
        per_t: certificates per tonne of good.
        paid_eur: the price used after the cap [EUR/t CO2e].
        reference_eur: the reference price [EUR/t CO2e].
        cap: the limit applied.
        notes: codes: ``home_price_draft``, ``home_price_needs_actual``,
            ``home_price_no_evidence``, ``home_price_capped``, ``home_price_not_covered``,
            ``home_price_no_cap_known``, ``home_price_reference_partial``.
    """

    per_t: float
    paid_eur: float
    reference_eur: float
    cap: Cap
    notes: tuple[str, ...]


@cached(maxsize=64)
def _latest(market: str, instrument: str, day: str) -> tuple[float, str]:
    """The last price of an instrument by a day (empty: of all), and its date."""
    table = tables.read("carbon_prices")
    rows = table[(table["market"] == market) & (table["instrument"] == instrument)]
    last = _last(rows, day)
    return float(last["price"]), str(last["date"])


@cached(maxsize=64)
def _rate(currency: str, day: str) -> float:
    """The last ECB reference rate of a currency by a day (empty: of all) [units per EUR]."""
    table = tables.read("exchange_rates")
    return float(_last(table[table["currency"] == currency], day)["units_per_eur"])


def _last(rows: pd.DataFrame, day: str) -> pd.Series:
    rows = rows[rows["date"] <= day] if day else rows
    if rows.empty:
        raise InputError("as_of_invalid", "as_of", day)
    return rows.sort_values("date", kind="stable").iloc[-1]


def cap(origin: str, sector: str, prices: Prices) -> Cap:
    """The most that a plant of an origin can effectively pay per tonne of CO2e.

    Args:
        origin: origin code.
        sector: sector of the good (``SECTORS``).
        prices: its rate converts the yuan; allowance prices and other currencies are taken as
            they stood on its date (``Prices.as_of``), as the certificate prices are.

    Raises:
        InputError: ``as_of_invalid``: nothing is known of that date.
    """
    return _cap(origin, sector, prices.rate.cny_per_eur, prices.as_of)


@cached(maxsize=256)
def _cap(origin: str, sector: str, cny_per_eur: float, as_of: str) -> Cap:
    table = tables.read("home_carbon_prices")
    rows = table[table["origin"] == origin]
    if rows.empty:
        return Cap(None)
    row = rows.iloc[0]
    share, currency = float(row["share_paid_max"]), str(row["currency"])
    price, quoted = row["price"], str(row["as_of"])
    days = as_of.split(BOTH)  # of the prices and of the rate
    if math.isnan(price) and share:
        price, quoted = _latest(str(row["market"]), str(row["instrument"]), max(days))
    price = 0.0 if math.isnan(price) else float(price)
    covered = not row["sectors"] or sector in str(row["sectors"]).split(";")
    eur = 0.0
    if share and covered:
        rate = cny_per_eur if currency == "CNY" else _rate(currency, days[-1])
        eur = share * price / rate
    return Cap(
        eur, share, price, currency, quoted,
        str(row["instrument"]), str(row["source_en"]), str(row["source_zh"]),
        str(row["note_en"]), str(row["note_zh"]), covered,
    )  # fmt: skip


def reference_price(prices: Prices, year: int) -> tuple[float, bool]:
    """Average published certificate price of an import year [EUR/t], and whether it is whole.

    A later year takes its point of the price path, which is an assumption.
    """
    published = [price for (y, _), price in prices.published.items() if y == year]
    if published:
        return math.fsum(published) / len(published), len(published) == 4
    return prices.find(year)[0], False


def reduction(
    stated: HomePrice,
    *,
    basis: str,
    origin: str,
    sector: str,
    see: float,
    year: int,
    prices: Prices,
    law: Law | None = None,
) -> Reduction:
    """The certificates that a carbon price paid at home takes off, per tonne of good.

    Args:
        stated: what was paid, and whether it is proven.
        basis: ``default`` or ``actual``; defaults get nothing.
        origin: of the good.
        sector: of the good.
        see: specific embedded emissions the price was paid on [t CO2e/t].
        year: import year.
        prices: certificate prices, for the reference price.
        law: resolves the spelling of the origin, if given.

    Returns:
        ``per_t`` is 0 where a guard fails; the notes say which.

    Raises:
        InputError: ``home_price_invalid``, ``as_of_invalid``.
    """
    paid = stated.paid_eur
    if not (isinstance(paid, int | float) and 0 <= paid <= PRICE_LIMIT):
        raise InputError("home_price_invalid", "home_price", paid, limit=PRICE_LIMIT)
    if law is not None:
        origin = law.origins.resolve(origin) or origin
    if sector not in SECTORS:
        return Reduction(0.0, 0.0, math.nan, Cap(None), ())
    limit = cap(origin, sector, prices)
    reference, whole = reference_price(prices, year)
    notes = ["home_price_draft"]
    if basis != "actual":
        notes.append("home_price_needs_actual")
    if not stated.evidence:
        notes.append("home_price_no_evidence")
    if not whole:
        notes.append("home_price_reference_partial")
    if limit.eur is None:
        notes.append("home_price_no_cap_known")
    elif not limit.covered:
        notes.append("home_price_not_covered")
    elif paid > limit.eur:
        notes.append("home_price_capped")
    used = paid if limit.eur is None else min(paid, limit.eur)
    blocked = basis != "actual" or not stated.evidence or not reference > 0
    per_t = 0.0 if blocked or not math.isfinite(see) else see * used / reference
    return Reduction(per_t, used, reference, limit, tuple(notes))
