"""Words and tables of what another law would do: editions, the proposals, what-ifs."""

from __future__ import annotations

import pandas as pd

from cbam import tables
from cbam.findings.downstream import Downstream, DownstreamBill
from cbam.findings.reforms import IN_FORCE, PROPOSAL, THIS
from cbam.i18n import N_, translator
from cbam.law.catalogue import Catalogue
from cbam.law.reform import Reform
from cbam.law.vintages import Law
from cbam.present import formats
from cbam.present.compare.compare_words import FACTOR_PATHS, reform_parts
from cbam.present.compare.scenario_words import signed

_VARIANTS: dict[str, str] = {
    IN_FORCE: N_("Law in force"),
    PROPOSAL: N_("COM(2026) 616"),
    THIS: N_("This scenario"),
}
_UNITS: dict[str, str] = {"t": N_("per tonne"), "piece": N_("per piece")}


def variant(name: str, lang: str) -> str:
    """A law's short name; a superseded edition goes by its month."""
    _ = translator(lang)
    if name in _VARIANTS:
        return _(_VARIANTS[name])
    return _("Edition of {month}").format(month=formats.month(name, lang))


def not_law(scenario_law: str, reform: Reform, lang: str) -> list[str]:
    """What of a scenario's law is not the law in force; each is a badge."""
    editions = tables.mapping("vintages", "vintage", f"name_{lang}")
    status = tables.mapping("vintages", "vintage", "status")
    superseded = bool(scenario_law) and status[scenario_law] != "in_force"
    return [*([str(editions[scenario_law])] if superseded else []), *reform_parts(reform, lang)]


def headline(table: pd.DataFrame, own: str, year: int, lang: str) -> str:
    """What the scenario's law, or else the proposal, does to its cost in a year.

    Args:
        table: of ``findings.reforms.by_variant``.
        own: the variant the scenario stands under (``findings.reforms.own_variant``).
        year: import year looked at.
        lang: ``en`` or ``zh``.
    """
    _ = translator(lang)
    rows = table[(table["year"] == year) & (table["status"] == "assessed")].set_index("variant")
    name = PROPOSAL if own == IN_FORCE else own
    if name not in rows.index or IN_FORCE not in rows.index:
        return _("This scenario has no cost that another law could change.")
    gap = float(rows.loc[name, "more_per_t"])
    if round(gap, 2) == 0:
        text = (
            _("In {year} the law chosen here costs the same as the law in force: {cost} per tonne.")
            if name != PROPOSAL
            else _("In {year} the proposal COM(2026) 616 would change nothing: {cost} per tonne.")
        )
    elif name != PROPOSAL:
        text = (
            _("In {year} the law chosen here, not in force, costs {gap} more per tonne: {cost} instead of {base}.")
            if gap > 0
            else _("In {year} the law chosen here, not in force, costs {gap} less per tonne: {cost} instead of {base}.")
        )  # fmt: skip
    else:
        text = (
            _("In {year} the proposal COM(2026) 616, not law, would add {gap} per tonne: {cost} instead of {base}.")
            if gap > 0
            else _("In {year} the proposal COM(2026) 616, not law, would save {gap} per tonne: {cost} instead of {base}.")
        )  # fmt: skip
    return text.format(
        year=year, gap=formats.eur(abs(gap), lang, 2),
        cost=formats.eur(float(rows.loc[name, "cost_eur_per_t"]), lang, 2),
        base=formats.eur(float(rows.loc[IN_FORCE, "cost_eur_per_t"]), lang, 2),
    )  # fmt: skip


def deltas(table: pd.DataFrame, lang: str) -> pd.DataFrame:
    """One row per year: cost per tonne in force, and what each other law adds or saves.

    Args:
        table: of ``findings.reforms.by_variant``.
        lang: ``en`` or ``zh``.
    """
    _ = translator(lang)
    by_name = {str(name): rows for name, rows in table.groupby("variant", sort=False)}
    base = by_name[IN_FORCE]
    view = {
        _("Year"): [str(year) for year in base["year"]],
        _("Law in force, EUR/t"): [formats.number(v, lang, 2) for v in base["cost_eur_per_t"]],
    }
    for name, rows in by_name.items():
        if name != IN_FORCE:
            title = variant(name, lang)
            per_t, total = _("{law}, EUR/t"), _("{law}, EUR in the year")
            view[per_t.format(law=title)] = [signed(v, lang, 2) for v in rows["more_per_t"]]
            view[total.format(law=title)] = [signed(v, lang) for v in rows["more"]]
    return pd.DataFrame(view)


def factors(table: pd.DataFrame, lang: str) -> pd.DataFrame:
    """The CBAM factor by year, one column per path.

    Args:
        table: of ``findings.reforms.factors``.
        lang: ``en`` or ``zh``.
    """
    _ = translator(lang)
    wide = table.pivot(index="year", columns="path", values="cbam_factor")
    view = {_("Year"): [str(year) for year in wide.index]}
    for name in dict.fromkeys(table["path"]):
        view[_(FACTOR_PATHS[name])] = [formats.percent(v, lang) for v in wide[name]]
    return pd.DataFrame(view)


def proposed_goods(lang: str) -> dict[str, str]:
    """Code -> code and name of the goods COM(2025) 989 would add, in the order of the list."""
    table = tables.read("proposal_names")
    names = zip(table["cn_prefix"], table[f"name_{lang}"], strict=True)
    return {code: f"{formats.cn(code)} {name}" for code, name in names}


def good_name(code: str, lang: str) -> str:
    """The name of a proposed good, or of the longest listed code it begins with."""
    goods = proposed_goods(lang)
    for length in range(len(code), 3, -1):
        if code[:length] in goods:
            return goods[code[:length]].removeprefix(f"{formats.cn(code[:length])} ")
    entry = Catalogue.load().find(code)
    return entry.name(lang) if entry else formats.cn(code)


def per_unit(unit: str, lang: str) -> str:
    """``per tonne`` or ``per piece``."""
    return translator(lang)(_UNITS[unit])


def downstream_headline(
    found: DownstreamBill, good: Downstream, year: int, law: Law, lang: str
) -> str:
    """What a listed good would pay in a year, as one sentence that says it is not law.

    Args:
        found: of ``findings.downstream.downstream``.
        good: the good with its metals.
        year: a year of ``found``.
        law: for the names.
        lang: ``en`` or ``zh``.
    """
    row = found.years.set_index("year").loc[year]
    metal = sum(item.kg for item in good.contents)
    _ = translator(lang)
    text = _(
        "Proposal, not law: with {kg} kg of metal {unit}, “{good}” from {origin} would cost {cost} {unit} in {year}."
    )
    return text.format(
        kg=formats.number(metal, lang, 2, 0), unit=per_unit(good.unit, lang),
        good=good_name(good.cn, lang), origin=law.origins.name(good.origin, lang),
        cost=formats.eur(row["cost_eur_per_unit"], lang, 2), year=year,
    )  # fmt: skip


def downstream_years(found: DownstreamBill, unit: str, lang: str) -> pd.DataFrame:
    """The years of a listed good as a table of texts."""
    _ = translator(lang)
    years, of = found.years, per_unit(unit, lang)

    def column(name: str, digits: int) -> list[str]:
        return [formats.number(value, lang, digits) for value in years[name]]

    return pd.DataFrame({
        _("Year"): [str(int(year)) for year in years["year"]],
        _("Emissions, tCO2e {unit}").format(unit=of): column("emissions", 4),
        _("Free allocation, tCO2e {unit}").format(unit=of): column("sefa", 4),
        _("Price, EUR"): column("price_eur", 2),
        _("EUR {unit}").format(unit=of): column("cost_eur_per_unit", 2),
        _("EUR in the year"): column("cost_eur", 0),
        _("CNY in the year"): column("cost_cny", 0),
    })  # fmt: skip


def downstream_parts(found: DownstreamBill, year: int, law: Law, lang: str) -> pd.DataFrame:
    """The metals inside in one year: default value, free allocation, emissions."""
    _ = translator(lang)
    rows = found.parts[found.parts["year"] == year]
    catalogue = Catalogue.load()
    view = []
    for row in rows.to_dict("records"):
        entry = catalogue.find(str(row["cn_code"]))
        name = f"{formats.cn(str(row['cn_code']))} {entry.name(lang) if entry else ''}".strip()
        view.append({
            _("Metal inside"): name,
            _("Origin"): law.origins.name(str(row["origin"]), lang),
            _("Weight in kg"): formats.number(row["kg"], lang, 3, 0),
            _("Default value"): formats.number(row["default_total"], lang, 3),
            _("Free allocation (SEFA)"): formats.number(row["sefa"], lang, 4),
            _("Emissions, tCO2e"): formats.number(row["emissions"], lang, 4),
            _("Of these free, tCO2e"): formats.number(row["free"], lang, 4),
        })  # fmt: skip
    return pd.DataFrame(view)
