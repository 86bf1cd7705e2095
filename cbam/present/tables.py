"""Result tables as readers see them: named columns, rounded figures, both languages."""

from __future__ import annotations

import pandas as pd

from cbam.i18n import translator
from cbam.present import formats
from cbam.present.wording import PATH_NAMES, when
from cbam.prices import Prices


def yearly(table: pd.DataFrame, lang: str, prices: Prices) -> pd.DataFrame:
    """The years of ``findings.projection.years`` as a table of texts, one row per year."""
    _ = translator(lang)
    default = table[table["basis"] == "default"].reset_index(drop=True)
    actual = table[table["basis"] == "actual"].reset_index(drop=True)

    def column(values: pd.Series, digits: int) -> list[str]:
        return [formats.number(value, lang, digits) for value in values]

    view = {
        _("Year"): default["year"].astype(int).astype(str).tolist(),
        _("EUR/t, default"): column(default["cost_eur_per_t"], 2),
    }
    if len(actual):
        view[_("EUR/t, actual")] = column(actual["cost_eur_per_t"], 2)
    shown = actual if len(actual) else default
    view |= {
        _("CNY/t"): column(shown["cost_eur_per_t"] * prices.rate.cny_per_eur, 0),
        _("EUR in the year"): column(shown["cost_eur"], 0),
        _("Mark-up"): [formats.percent(value, lang) for value in default["markup"]],
        _("SEE, tCO2e/t"): column(shown["see"], 3),
        _("SEFA, tCO2e/t"): column(shown["sefa"], 3),
        _("Price, EUR/t"): column(shown["price_eur"], 2),
    }
    return pd.DataFrame(view)


def price_note(prices: Prices, lang: str) -> str:
    """Which prices the years use, as one sentence."""
    _ = translator(lang)
    quarter = when(*prices.latest_quarter, lang)
    price = formats.eur(prices.latest, lang, 2)
    if prices.path == "flat":
        text = _(
            "From 2027 the last published price ({quarter}: {price}) is held: a scenario, not a forecast."
        )
    else:
        text = _(
            "From 2027 the price path “{path}” is used: a scenario, not a forecast. Last published: {quarter}, {price}."
        )
    name = PATH_NAMES[prices.path]
    return text.format(quarter=quarter, price=price, path=_(name))
