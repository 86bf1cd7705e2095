"""Words and table of the ranking of origins."""

from __future__ import annotations

import pandas as pd

from cbam.findings.origins import OWN_ROWS
from cbam.i18n import N_, translator
from cbam.law.origins import OTHER
from cbam.law.vintages import Law
from cbam.present import formats
from cbam.present.compare.compare_words import origin_name, origins_headline
from cbam.present.wording import sentence

_NOT_CHARGED: dict[str, str] = {"eu": "eu_origin", "annex_iii": "excluded_origin"}
_LINES: dict[str, str] = {
    "annex_iii": N_("Annex III"),
    "annex_iii_eu_average": N_("Union average"),
    "annex_iv": N_("Annex IV"),
}


def priced(table: pd.DataFrame) -> pd.DataFrame:
    """The origins that have a cost, cheapest first; of equal costs those with own lines first."""
    found = table[table["cost_eur_per_t"].notna() & (table["status"] == "assessed")]
    return found.sort_values(["rank", "own"], ascending=[True, False], kind="stable")


def names(law: Law, lang: str) -> dict[str, str]:
    """Origin code -> name; ``OTHER`` is "Other countries and territories"."""
    table = law.origins.table
    found = dict(zip(table["origin"], table[f"name_{lang}"], strict=True))
    return found | {OTHER: origin_name(OTHER, law, lang)}


def standing(table: pd.DataFrame, own: str, law: Law, lang: str) -> str:
    """Where the scenario's origin stands, as one sentence.

    Goods of the EU and of Annex III are not charged, and an edition without Annex IV has no value
    for an origin that is not stated: then China's place is told after that.

    Args:
        table: of ``findings.origins.origins``.
        own: the scenario's origin.
        law: the law it was ranked under.
        lang: ``en`` or ``zh``.
    """
    group, found = law.origins.groups.get(own, ""), priced(table)
    reason = _NOT_CHARGED.get(group, "")
    if group == "unstated" and own not in set(found["origin"]):
        reason = "no_default_value"
    if reason and not found.empty:
        gap = " " if lang == "en" else ""
        text = sentence(reason, lang)
        return text + gap + origins_headline(table, "CN", law, lang)
    return origins_headline(table, own, law, lang)


def line_word(default_from: str, lang: str) -> str:
    """Which line of the law an origin reads: its own or that of "Other countries"."""
    _ = translator(lang)
    if default_from in _LINES:
        return _(_LINES[default_from])
    if default_from in OWN_ROWS:
        return _("own value")
    return _("“Other countries”") if default_from else ""


def table_of(
    table: pd.DataFrame, law: Law, lang: str, own: str, power: bool = False
) -> tuple[pd.DataFrame, dict[str, int]]:
    """The whole ranking as readers see it, and the decimals of its columns of numbers.

    Args:
        table: of ``findings.origins.origins``.
        law: for the names.
        lang: ``en`` or ``zh``.
        own: the scenario's origin, for the gap to it.
        power: electricity, whose quantity is in MWh.
    """
    _ = translator(lang)
    mine = table.loc[table["origin"] == (own if own in set(table["origin"]) else OTHER)]
    cost = table["cost_eur_per_t"].astype("float64")
    base = float(mine["cost_eur_per_t"].iloc[0]) if len(mine) else float("nan")
    unit = _("EUR/MWh") if power else _("EUR/t")
    called = names(law, lang)
    columns: list[tuple[str, object, int | None]] = [
        (_("Rank"), table["rank"], 0),
        (_("Origin"), [called.get(str(code), str(code)) for code in table["origin"]], None),
        (_("Code"), table["origin"].replace(OTHER, ""), None),
        (unit, cost, 2),
        (_("Against cheapest"), table["against_cheapest"].astype("float64"), 2),
        (_("Against this scenario’s origin"), cost - base, 2),
        (_("Value used"), [line_word(str(v), lang) for v in table["default_from"]], None),
        (_("Default value"), table["default_total"].astype("float64"), 3),
        (_("With mark-up (SEE)"), table["see"].astype("float64"), 4),
        (_("Route"), table["route"].astype("str"), None),
        (_("Benchmark"), table["benchmark"].astype("float64"), 3),
        (_("Free allocation (SEFA)"), table["sefa"].astype("float64"), 4),
    ]
    view = pd.DataFrame({name: values for name, values, _digits in columns})
    return view, {name: digits for name, _values, digits in columns if digits is not None}


def with_own_value(table: pd.DataFrame, cost: float, lang: str) -> str:
    """Where a scenario that is not on a default value would stand, as one sentence.

    Args:
        table: of ``findings.origins.origins``.
        cost: EUR per tonne of the scenario.
        lang: ``en`` or ``zh``.
    """
    place = int((priced(table)["cost_eur_per_t"] < round(cost, 9)).sum()) + 1
    _ = translator(lang)
    text = _("With its own value this scenario costs {cost} per tonne: it would be number {rank}.")
    return text.format(cost=formats.eur(cost, lang, 2), rank=place)
