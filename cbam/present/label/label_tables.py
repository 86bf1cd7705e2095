"""Tables and lines of the label page, in the reader's language."""

from __future__ import annotations

import math

import pandas as pd

from cbam import tables
from cbam.analysis import Analysis
from cbam.caches import cached
from cbam.findings.savings import Savings
from cbam.i18n import translator
from cbam.label import facts
from cbam.law.vintages import Law
from cbam.present import formats
from cbam.present.formats import span
from cbam.present.label.label_words import unit_name
from cbam.prices import Prices

BANDS = ("low", "mid", "high")


def figure(result: Savings, year: int, name: str, lang: str) -> tuple[str, str]:
    """A figure with its range: (mid, ``low–high``); empty texts where there is none.

    Args:
        result: the savings.
        year: import year.
        name: ``default``, ``today``, ``target`` or ``saving`` [EUR/t].
        lang: ``en`` or ``zh``.
    """
    if name == "default":
        value = result.figure(year, name)
        return ("" if value is None else formats.number(value, lang, 1), "")
    low, mid, high = (result.figure(year, f"{name}_{band}") for band in BANDS)
    spread = ""
    if low is not None and high is not None and low != high:
        spread = span(low, high, lang, 1)
    if mid is None:
        return spread, ""
    return formats.number(mid, lang, 1), spread


def by_year(result: Savings, prices: Prices, lang: str) -> pd.DataFrame:
    """Each year: pay on default, today if verified, target; saving; EUR, CNY, per year."""
    _ = translator(lang)
    rows = []
    for year in result.table.index:
        row = {_("Year"): str(year)}
        for title, name in (
            (_("Default, EUR/t"), "default"),
            (_("Today if verified, EUR/t"), "today"),
            (_("Target, EUR/t"), "target"),
            (_("Saving, EUR/t"), "saving"),
        ):
            value, spread = figure(result, int(year), name, lang)
            row[title] = f"{value} ({spread})" if value and spread else value or spread or "–"
        amount = result.amount(int(year), "saving_mid")
        if amount is not None:
            row[_("Saving, CNY/t")] = formats.number(amount.cny_per_t, lang)
            if amount.eur_per_year is not None and amount.cny_per_year is not None:
                row[_("Saving, EUR a year")] = formats.number(amount.eur_per_year, lang)
                row[_("Saving, CNY a year")] = formats.number(amount.cny_per_year, lang)
        rows.append(row)
    return pd.DataFrame(rows).fillna("–")


def unit_note(result: Savings, year: int, lang: str) -> str:
    """The saving per label unit (piece, m2 ...), where the label is not per mass."""
    _ = translator(lang)
    label = result.bridge.label
    amount = result.amount(year, "saving_mid")
    if label.per in ("kg", "t") or amount is None or amount.eur_per_unit is None:
        return ""
    text = _("In {year} the target saves EUR {eur} (CNY {cny}) per {unit}.")
    return text.format(
        year=year,
        eur=formats.number(amount.eur_per_unit, lang, 2),
        cny=formats.number(amount.cny_per_unit or 0.0, lang, 2),
        unit=unit_name(label, lang),
    )


def price_note(analysis: Analysis, lang: str) -> str:
    """The year in which the user's own certificate price holds; empty without one."""
    if analysis.price is None:
        return ""
    _ = translator(lang)
    text = _(
        "Your own certificate price of {price} holds in {year} only; every other year takes its published price or the price path."
    )
    return text.format(price=formats.eur(analysis.price, lang, 2), year=analysis.year)


def verification(result: Savings, year: int, lang: str) -> list[str]:
    """Default against verified value: the gain, the cheaper lawful option, the break-even."""
    _ = translator(lang)
    mid, spread = figure(result, year, "verified", lang)
    lines = []
    default, today = result.figure(year, "default"), result.figure(year, "today_mid")
    if default is None:
        return [_("There is no default value to compare with.")]
    if today is None:
        low, high = result.figure(year, "today_low"), result.figure(year, "today_high")
        if low is None or high is None:
            return [_("Without an estimate the value of verification is not known.")]
        text = _("On the default {default}; verified {low} to {high} EUR a tonne.")
        return [
            text.format(
                default=formats.number(default, lang, 1),
                low=formats.number(low, lang, 1),
                high=formats.number(high, lang, 1),
            )
        ]
    if default > today:
        text = _(
            "A verified value instead of the default saves EUR {mid} a tonne in {year} (range {spread})."
        )
        lines.append(text.format(mid=mid, year=year, spread=spread or mid))
    else:
        text = _(
            "The default is the cheaper lawful option in {year}: EUR {default} against {today} a tonne. Nobody has to declare an actual value."
        )
        lines.append(
            text.format(
                year=year,
                default=formats.number(default, lang, 1),
                today=formats.number(today, lang, 1),
            )
        )
    yearly = result.amount(year, "verified_mid")
    if yearly is not None and yearly.eur_per_year is not None and default > today:
        text = _("For the tonnes given: EUR {eur} (CNY {cny}) a year.")
        lines.append(
            text.format(
                eur=formats.number(yearly.eur_per_year, lang),
                cny=formats.number(yearly.cny_per_year or 0.0, lang),
            )
        )
    pays = result.break_even_tonnes(year)
    if pays[1] is not None:
        text = _("A fee of EUR {fee} a year pays from {tonnes} t a year.")
        lines.append(
            text.format(
                fee=formats.number(result.fee or 0.0, lang),
                tonnes=formats.number(math.ceil(pays[1]), lang),
            )
        )
    lines.append(
        _(
            "Only an accredited CBAM verifier makes an actual value count; a label or an EPD does not."
        )
    )
    return lines


def routes(result: Savings, year: int, lang: str) -> pd.DataFrame:
    """The other production routes: free allocation, what is lost of it, the break-even SEE."""
    _ = translator(lang)
    if result.routes.empty:
        return result.routes
    rows = result.routes[result.routes["year"] == year]
    names = tables.mapping("routes", "route", f"name_{lang}")

    def column(values: pd.Series, digits: int) -> list[str]:
        return [formats.number(value, lang, digits) for value in values]

    return pd.DataFrame(
        {
            _("Route"): [f"{letter} · {names[letter]}" for letter in rows["route"]],
            _("SEFA, tCO2e/t"): column(rows["sefa"], 3),
            _("Free allocation lost, EUR/t"): column(rows["allocation_lost_eur_per_t"], 1),
            _("Same emissions would cost, EUR/t"): column(rows["cost_same_see"], 1),
            _("Cheaper only below SEE, tCO2e/t"): column(rows["see_break_even"], 2),
        }
    )


def levers(table: pd.DataFrame, lang: str) -> pd.DataFrame:
    """The levers with label gain, border gain, cost and saving per tonne of CO2, source."""
    _ = translator(lang)

    rows = []
    for row in table.itertuples():
        rows.append(
            {
                _("Lever"): getattr(row, f"name_{lang}"),
                _("Label gains, tCO2e/t"): span(row.label_gain_low, row.label_gain_high, lang, 2)
                or "–",
                _("Border gains, EUR/t"): _("label only: EUR 0 at the border")
                if row.label_only
                else span(row.border_gain_low, row.border_gain_high, lang) or "–",
                _("Saves per tCO2, EUR"): span(
                    row.saving_per_tco2_low, row.saving_per_tco2_high, lang
                )
                or "–",
                _("Costs per tCO2, EUR"): span(row.cost_low, row.cost_high, lang, 1) or "–",
                _("Source"): row.source,
            }
        )
    return pd.DataFrame(rows)


@cached(maxsize=1)
def _life_cycle() -> list[dict[str, str]]:
    return [
        {str(name): str(text) for name, text in row.items()}
        for row in facts.life_cycle().to_dict("records")
    ]


def stage_table(cn: str, law: Law, lang: str) -> str:
    """Which life-cycle items the label counts and CBAM counts for this good, as Markdown.

    The text comes from our own table, not from users.
    """
    _ = translator(lang)
    good, _mask = law.goods.resolve(cn)
    outside = good >= law.goods.out_of_scope
    column = "direct_only" if outside or law.direct_only[good] else "with_electricity"
    signs = {"yes": "✓ " + _("counts"), "no": "— " + _("not"), "scheme": "◐ " + _("depends")}
    lines = [
        "| " + " | ".join((_("Life-cycle item"), _("Carbon label"), "CBAM")) + " |",
        "|---|---|---|",
    ]
    for row in _life_cycle():
        border = "no" if outside else row[column]
        lines.append(f"| {row[f'name_{lang}']} | {signs[row['label']]} | {signs[border]} |")
    return "\n".join(lines)
