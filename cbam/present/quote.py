"""Lines to paste and to say: the quotation line, and who pays when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cbam import tables
from cbam.i18n import translator
from cbam.law.vintages import Law
from cbam.present import formats
from cbam.present.wording import when
from cbam.prices import Prices


def quotation(row: Mapping[str, Any], prices: Prices, lang: str, today: str) -> str:
    """One line for a quotation: EUR and CNY per tonne, date, basis, price quarter.

    Args:
        row: one assessed row of ``bill.assess``.
        prices: the prices it was assessed with.
        lang: ``en`` or ``zh``.
        today: ISO date of the quotation.
    """
    _ = translator(lang)
    basis = _("EU default value") if row["default_from"] else _("actual value, to be verified")
    year = int(row["year"])
    text = _(
        "CBAM cost included (estimate): {eur} = {cny} per tonne of CN {code}, import {when}, "
        "{basis}, {price} {price_eur}/tCO2e, 1 EUR = {rate} CNY, as of {date}."
    )
    return text.format(
        eur=formats.eur(row["cost_eur_per_t"], lang, 2),
        cny=formats.cny(row["cost_eur_per_t"] * prices.rate.cny_per_eur, lang, 2),
        code=formats.cn(str(row["good"])),
        when=when(year, str(row["quarter"] or ""), lang),
        basis=basis,
        price=price_words(row, lang),
        price_eur=formats.eur(row["price_eur"], lang, 2),
        rate=formats.number(prices.rate.cny_per_eur, lang, 4),
        date=formats.day(today, lang),
    )


def price_words(row: Mapping[str, Any], lang: str) -> str:
    """Which price a bill was made with: that of a quarter, a provisional, an own, a scenario's."""
    _ = translator(lang)
    kind, year = str(row["price_basis"]), int(row["year"])
    if kind == "published":
        return _("price of {quarter}").format(quarter=when(year, str(row["quarter"]), lang))
    if kind == "user":
        return _("own price")
    if kind == "provisional":
        return _("provisional price")
    return _("price scenario for {year}").format(year=year)


def who_pays(row: Mapping[str, Any], lang: str) -> str:
    """Who pays and by when, as one dated line."""
    _ = translator(lang)
    year = int(row["year"])
    dates = tables.mapping("deadlines", "deadline", "date")
    if year == 2026:
        text = _(
            "Who pays: the EU importer (authorised declarant), not the exporter; certificates are "
            "on sale from {sale}, the first declaration is due by {declaration}."
        )
        return text.format(
            sale=formats.day(dates["sale_starts"], lang),
            declaration=formats.day(dates["first_declaration"], lang),
        )
    text = _(
        "Who pays: the EU importer (authorised declarant), not the exporter; half the certificates "
        "must be held at each quarter-end of {year}, the declaration is due by {declaration}."
    )
    due = dates["first_declaration"].replace("2027", str(year + 1))
    return text.format(year=year, declaration=formats.day(due, lang))


def threshold_test(row: Mapping[str, Any], importer_tonnes: float | None, lang: str) -> str:
    """What the importer's threshold (Art 2a) means for this import.

    Args:
        row: one row of ``bill.assess``.
        importer_tonnes: the importer's mass goods in the calendar year [t]; ``None`` = unknown.
        lang: ``en`` or ``zh``.
    """
    _ = translator(lang)
    limit = Law.load().schedule.value("threshold_t", int(row["year"]))
    details = {
        "limit": formats.number(limit, lang),
        "total": formats.number(
            row["tonnes"] if importer_tonnes is None else importer_tonnes, lang, 3, 0
        ),
    }
    if row["sector"] in ("hydrogen", "electricity"):
        text = _("There is no threshold for hydrogen and electricity: every import counts.")
    elif importer_tonnes is not None and importer_tonnes > limit:
        text = _(
            "{total} t in the year, above {limit} t: all CBAM goods of the importer’s whole year count, also those before the limit was passed."
        )
    elif row["tonnes"] > limit:
        text = _(
            "This import alone, {total} t, is above {limit} t: the importer is not exempt, and the whole year counts."
        )
    else:
        text = _(
            "Not tested: the limit of {limit} t holds for all CBAM goods of one importer in a calendar year, whoever supplies them. Enter the importer’s total above. Splitting imports to stay below it is circumvention."
        )
    return text.format(**details)
