"""The carbon price paid at home in sentences: the cap, what it takes off, the remarks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cbam.findings.home_price import Cap, Reduction
from cbam.i18n import translator
from cbam.present import formats
from cbam.present.compare.compare_words import note

_BESIDE = ("home_price_reference_partial", "home_price_no_cap_known")  # nothing is cut by these


def cap_text(cap: Cap, lang: str) -> str:
    """The most that plants of the origin can have paid, with share, price, date and source."""
    _ = translator(lang)
    if cap.eur is None:
        return note("home_price_no_cap_known", lang)
    if not cap.covered:
        return note("home_price_not_covered", lang)
    source = cap.source_en if lang == "en" else cap.source_zh
    if not cap.share or not cap.price:
        text = _("At most EUR 0 per tonne of CO2e is paid at this origin. Source: {source}.")
        return text.format(source=source)
    text = _(
        "At most {limit} per tonne of CO2e: {share} of the emissions are paid for, at {price} ({instrument}, {day}). Source: {source}."
    )
    return text.format(
        limit=formats.eur(cap.eur, lang, 2),
        share=formats.percent(cap.share or 0.0, lang),
        price=_price(cap, lang),
        instrument=cap.instrument,
        day=formats.day(cap.as_of, lang),
        source=source,
    )


def _price(cap: Cap, lang: str) -> str:
    """The price on the market of the origin, in its own currency."""
    price = cap.price or 0.0
    if cap.currency == "CNY":
        return formats.cny(price, lang, 2)
    return f"{formats.number(price, lang, 2, 0)} {cap.currency}"


def remarks(found: Reduction, lang: str) -> list[tuple[str, bool]]:
    """What limits or blocks the deduction, and what else is to be known of it.

    Returns:
        Sentences, each with whether it limits or blocks; that it is a draft comes apart.
    """
    cap = found.cap
    details = {
        "limit": formats.eur(cap.eur or 0.0, lang, 2),
        "share": formats.percent(cap.share or 0.0, lang),
        "price": _price(cap, lang),
    }
    return [
        (note(code, lang, **details), code not in _BESIDE)
        for code in found.notes
        if code != "home_price_draft"
    ]


def headline(without: Mapping[str, Any], bill: Mapping[str, Any], year: int, lang: str) -> str:
    """What the deduction changes, as one sentence."""
    _ = translator(lang)
    saved = without["cost_eur_per_t"] - bill["cost_eur_per_t"]
    details = {
        "year": year,
        "saved": formats.eur(saved, lang, 2),
        "cost": formats.eur(bill["cost_eur_per_t"], lang, 2),
    }
    text = (
        _("In {year} a carbon price paid at home takes {saved} off each tonne: {cost} remain.")
        if saved > 0
        else _("In {year} nothing is taken off for a carbon price paid at home: {cost} per tonne.")
    )
    return text.format(**details)


def steps(
    without: Mapping[str, Any],
    bill: Mapping[str, Any],
    found: Reduction,
    see: float,
    lang: str,
) -> list[str]:
    """Each step of the deduction, per tonne of good and for the year."""
    _ = translator(lang)
    rows = [
        (_("Emissions the price was paid on (SEE), tCO2e/t"), formats.number(see, lang, 4)),
        (_("Price counted after the cap, EUR per tCO2e"), formats.number(found.paid_eur, lang, 4)),
        (
            _("Reference price: mean of the year’s certificate prices, EUR per tCO2e"),
            formats.number(found.reference_eur, lang, 2),
        ),
        (_("Certificates taken off per tonne of good"), formats.number(found.per_t, lang, 5)),
        (_("Cost without it, EUR/t"), formats.number(without["cost_eur_per_t"], lang, 2)),
        (_("Cost with it, EUR/t"), formats.number(bill["cost_eur_per_t"], lang, 2)),
        (
            _("Saved in the year, EUR"),
            formats.number(without["cost_eur"] - bill["cost_eur"], lang, 2),
        ),
    ]
    return [formats.labelled(name, value, lang) for name, value in rows]
