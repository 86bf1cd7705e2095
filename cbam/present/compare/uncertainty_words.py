"""The uncertain inputs in words and tables."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cbam import tables
from cbam.findings.uncertainty import Uncertainty
from cbam.i18n import translator
from cbam.present import formats
from cbam.present.compare.compare_words import BASES, INPUTS, currency


def end_text(name: str, value: Any, lang: str) -> str:
    """An input at one of its ends: a price, a SEE, a route, a factor, a rate, a basis.

    Args:
        name: one of ``findings.uncertainty.INPUTS``.
        value: as in ``Swing.at_low``.
        lang: ``en`` or ``zh``.
    """
    _ = translator(lang)
    if name == "price":
        return formats.eur(value, lang, 2)
    if name == "label":
        return formats.intensity(value, lang)
    if name == "route":
        name = tables.mapping("routes", "route", f"name_{lang}").get(value, "")
        # What tells two routes of a good apart stands behind the last comma.
        return f"{value} {name.replace('，', ', ').rpartition(', ')[2]}".strip()
    if name == "exchange_rate":
        return formats.number(value, lang, 2)
    if name == "basis":
        return _(BASES[value])
    return formats.number(value, lang, 2, 0)


def money_per_tonne(found: Uncertainty, value: float, lang: str) -> str:
    """A cost per tonne in the currency of the result."""
    money = formats.cny if found.currency == "CNY" else formats.eur
    return money(value, lang, 2)


def swings(found: Uncertainty, lang: str) -> pd.DataFrame:
    """One row per input: its two ends and the cost there, per tonne and in the year."""
    _ = translator(lang)
    unit = currency(found.currency, lang)
    return pd.DataFrame(
        [
            {
                _("Input"): _(INPUTS[swing.input][0]),
                _("Input at the low end"): end_text(swing.input, swing.at_low, lang),
                _("Input at the high end"): end_text(swing.input, swing.at_high, lang),
                _("{currency}/t, low").format(currency=unit): formats.number(
                    swing.low_per_t, lang, 2
                ),
                _("{currency}/t, high").format(currency=unit): formats.number(
                    swing.high_per_t, lang, 2
                ),
                _("Spread in the year, {currency}").format(currency=unit): formats.number(
                    swing.spread, lang
                ),
            }
            for swing in found.swings
        ]
    )


def band(found: Uncertainty, lang: str) -> pd.DataFrame:
    """Low, as chosen and high by import year, per tonne."""
    _ = translator(lang)
    unit = currency(found.currency, lang)

    def column(name: str) -> list[str]:
        return [formats.number(value, lang, 2) for value in found.band[name]]

    return pd.DataFrame(
        {
            _("Year"): found.band["year"].astype(str).tolist(),
            _("{currency}/t, low").format(currency=unit): column("low"),
            _("{currency}/t, as chosen").format(currency=unit): column("central"),
            _("{currency}/t, high").format(currency=unit): column("high"),
        }
    )
