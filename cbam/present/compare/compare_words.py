"""Sentences of the page "Compare": drivers, uncertain inputs, other calculators, what-ifs.

Plain text in the reader's language; callers must escape it for where they put it.
``PROBLEMS`` and ``FIELDS`` join the tables of input errors and field names in ``wording``.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from cbam import tables
from cbam.findings.bridge import CostBridge
from cbam.findings.others import Variant
from cbam.findings.precursors import ChainBill
from cbam.findings.uncertainty import Uncertainty
from cbam.i18n import N_, translator
from cbam.law.reform import LAW, Reform
from cbam.law.vintages import Law
from cbam.present import formats

PROBLEMS: dict[str, str] = {
    "too_many_scenarios": N_("At most {limit} scenarios can be compared. Remove one first."),
    "scenario_two_values": N_("A scenario takes either a label or a production chain, not both."),
    "chain_missing": N_("This scenario has no production chain. Add one, or choose actual values with precursors."),
    "chain_other_good": N_("The chain makes {value}, the scenario is about {good}. Use the same CN code."),
    "label_other_good": N_("The label is for {value}, the scenario is about {good}. Use the same CN code."),
    "label_value_missing": N_("Enter the value printed on the label."),
    "label_without_estimate": N_("This label gives no point estimate, so it cannot be compared. Complete it on the label page."),
    "factor_path_unknown": N_("“{value}” is not a path of the CBAM factor: choose one of {allowed}."),
    "reform_invalid": N_("“{value}” is outside the range of this what-if: give {low} to {high}."),
    "currency_unknown": N_("“{value}” is not a currency of this tool: choose EUR or CNY."),
    "home_price_invalid": N_("“{value}” is not a usable carbon price: give 0 to 10,000 EUR per tonne of CO2e."),
    "not_in_proposal": N_("“{value}” is not on the Commission’s list of goods to be added in 2028."),
    "content_missing": N_("Enter at least one metal inside the good, with its weight."),
    "content_not_metal": N_("“{value}” is not a CBAM good of steel or aluminium. Choose the metal that is inside."),
    "content_too_much": N_("The metals weigh {value} kg together, more than the {limit} kg possible."),
    "unit_unknown": N_("“{value}” is not a unit here: choose tonnes or pieces."),
    "shares_invalid": N_("The four quarters must be shares of 0 to 100% that add up to 100%."),
}  # fmt: skip

FIELDS: dict[str, str] = {
    "scenarios": N_("Scenarios"),
    "factor_path": N_("Path of the CBAM factor"),
    "cscf_after_2030": N_("Correction factor after 2030"),
    "benchmark_multiplier": N_("Benchmarks from 2027, multiplied by"),
    "without_markup": N_("No mark-up from 2028"),
    "home": N_("Carbon price paid at home"),
    "home_price": N_("Carbon price paid at home"),
    "reduction_certificates": N_("Certificates taken off for a carbon price paid at home"),
    "tranches": N_("Tonnes by quarter"),
    "points": N_("Own price points"),
    "label": N_("Carbon label"),
    "rate": N_("Exchange rate"),
    "importer_tonnes": N_("Importer’s tonnes in the year"),
    "returned": N_("Returned goods"),
    "contents": N_("Metals inside"),
    "quantity": N_("Quantity"),
    "kg": N_("Weight in kg"),
    "unit": N_("Unit"),
    "shares": N_("Shares of the quarters"),
    "currency": N_("Currency"),
}

BASES: dict[str, str] = {
    "default": N_("Default value"),
    "actual": N_("Actual value"),
    "label": N_("Carbon label, estimate"),
    "chain": N_("Actual values with precursors"),
}

# Drivers of a bridge (``findings.bridge.DRIVERS``).
DRIVERS: dict[str, str] = {
    "scope": N_("Liable or not"),
    "default_value": N_("Default value"),
    "own_value": N_("Own value instead of default"),
    "markup": N_("Mark-up"),
    "benchmark": N_("Benchmark and route"),
    "cbam_factor": N_("CBAM factor"),
    "cscf": N_("Correction factor (CSCF)"),
    "free_allocation": N_("Free allocation as declared"),
    "home_price": N_("Carbon price paid at home"),
    "price": N_("Certificate price"),
    "tonnes": N_("Tonnes"),
    "exchange_rate": N_("Exchange rate"),
}

# Uncertain inputs (``findings.uncertainty.INPUTS``): name, and as the subject of a sentence.
INPUTS: dict[str, tuple[str, str]] = {
    "price": (N_("Certificate price"), N_("the certificate price")),
    "label": (N_("Reading of the label"), N_("the conversion of the label into a CBAM value")),
    "route": (N_("Production route"), N_("the production route and its benchmark")),
    "cscf": (N_("Correction factor after 2030"), N_("the correction factor after 2030")),
    "exchange_rate": (N_("Exchange rate"), N_("the exchange rate")),
    "basis": (N_("Default or actual value"), N_("the choice between default and verified actual value")),
}  # fmt: skip

# Why other calculators differ: what they do, and what the rule is.
VARIANTS: dict[str, tuple[str, str]] = {
    "no_free_allocation": (N_("No free allocation"), N_("Charges every tonne of emissions. The free allocation of EU producers must be deducted first.")),
    "emissions_times_phase_in": (N_("Emissions x (1 − CBAM factor)"), N_("Takes the factor as a share of the emissions. It is a share of the benchmark: what is above the benchmark is charged in full from 2026.")),
    "full_benchmark": (N_("100% of the benchmark, any year"), N_("Deducts the whole benchmark every year. Only the CBAM factor of the year is still free, and it falls to zero.")),
    "heading_lost": (N_("Benchmark not found"), N_("The default value is printed for the heading, the benchmark for the eight-digit code; joined by equal codes, the benchmark is lost and counts as zero.")),
    "indirect_on_metals": (N_("Direct + indirect emissions"), N_("Adds the emissions of electricity. For goods of Annex II (steel, aluminium, hydrogen) only direct emissions count.")),
    "fertiliser_markup": (N_("Mark-up of 10, 20 and 30%"), N_("Uses the mark-up of the other sectors. For fertilisers it is 1% in every year.")),
    "ours": (N_("This tool"), N_("Emissions less CBAM factor x correction factor x benchmark, times the price.")),
}  # fmt: skip

# Kinds of acts, longest first, as the titles of the table "acts" begin.
ACT_KINDS = (
    N_("Implementing Regulation"), N_("Implementing Decision"), N_("Regulation"), N_("Directive"),
)  # fmt: skip

CURRENCY_NAMES: dict[str, str] = {"EUR": N_("EUR"), "CNY": N_("CNY")}

FACTOR_PATHS: dict[str, str] = {
    "law": N_("Law in force"),
    "p616": N_("Proposal COM(2026) 616, not law"),
    "p616_new_goods": N_("Proposal COM(2026) 616 for newly added goods, not law"),
}

NOTES: dict[str, str] = {
    "home_price_off": N_("No deduction is made for a carbon price paid at home: the implementing act is only a draft, and only a price really paid and certified by an independent person would count."),
    "home_price_draft": N_("The rules for deducting a carbon price paid at home are only a draft (Article 9): assumption."),
    "home_price_needs_actual": N_("With a default value no carbon price paid at home can be deducted: the Commission has published no default carbon prices."),
    "home_price_no_evidence": N_("Without a certificate of an independent person that the price was paid, nothing is deducted."),
    "home_price_capped": N_("Cut to what plants of this origin can have paid at most: {limit} per tonne of CO2e ({share} of emissions x {price})."),
    "home_price_not_covered": N_("The carbon market of this origin does not cover this sector: nothing is deducted."),
    "home_price_no_cap_known": N_("Nothing is known here about this origin’s carbon price: the figure is yours, unchecked."),
    "home_price_reference_partial": N_("The reference price is the average of the year’s certificate prices; not all of them are published yet."),
    "downstream_proposal_only": N_("A proposal of the Commission (COM(2025) 989), not law. It would apply from 2028."),
    "downstream_commission_list": N_("The list is the Commission’s; Parliament and Council want other lists, which were not found."),
    "downstream_content_at_default": N_("The metal inside counts with the default value of its origin."),
    "downstream_no_markup": N_("No mark-up is added: the proposal leaves it out for a list of downstream goods, which was not checked good by good."),
    "downstream_column_b": N_("The free allocation is that of the metal inside (column B)."),
    "downstream_scrap_left_out": N_("Pre-consumer scrap, which the proposal would charge, is left out."),
    "downstream_price_path": N_("Certificate prices of later years follow the chosen path."),
    "downstream_held_after_2030": N_("After 2030 the correction factor, benchmarks and default values are held."),
    "downstream_new_goods_path": N_("Newly added goods keep 100% of the benchmark until 2030, then 97.9% and 95.8%, then the main path (COM(2026) 616); the years are inferred."),
    "downstream_only_part": N_("Only part of this code is on the list: goods that contain steel or aluminium."),
    "price_of_purchase": N_("From 2027 the price is that of the week in which the certificate is bought, not of the import."),
    "price_no_forecast": N_("Price forecasts beyond a few months have not beaten “no change”: the paths are scenarios."),
    "holding_basis": N_("Measured on default values without mark-up, after free allocation (Art 22(2)(a))."),
    "penalty_before_indexation": N_("The penalty of {base} per missing certificate is the amount before indexation; the indexed figure for the year was not found. The certificates are still owed."),
}  # fmt: skip


def reform_parts(reform: Reform, lang: str) -> list[str]:
    """What a reform changes, a phrase each; empty if nothing."""
    _ = translator(lang)
    parts = []
    if reform.factor_path != LAW:
        parts.append(_(FACTOR_PATHS[reform.factor_path]))
    if reform.cscf_after_2030 is not None:
        value = formats.number(reform.cscf_after_2030, lang, 2, 0)
        parts.append(_("correction factor {value} after 2030 (what-if)").format(value=value))
    if reform.benchmark_multiplier != 1:
        value = formats.number(reform.benchmark_multiplier, lang, 3, 0)
        parts.append(_("benchmarks x {value} from 2027 (what-if)").format(value=value))
    if reform.without_markup:
        parts.append(_("no mark-up from 2028 (COM(2025) 989, not law)"))
    return parts


def reform_text(reform: Reform, lang: str) -> str:
    """What a reform changes, as one phrase; ``Law in force`` if nothing."""
    separator = "; " if lang == "en" else "；"
    return separator.join(reform_parts(reform, lang)) or translator(lang)(FACTOR_PATHS[LAW])


def bridge_headline(found: CostBridge, a: str, b: str, lang: str) -> str:
    """The difference between two scenarios, and the driver that matters most, as one sentence."""
    _ = translator(lang)
    money = formats.cny if found.currency == "CNY" else formats.eur
    gap = found.end - found.start
    if not found.parts or round(gap, 2) == 0:
        text = _("“{b}” costs the same as “{a}” in {year}.")
        return text.format(a=a, b=b, year=found.year)
    top = max(found.parts, key=lambda part: abs(part.amount))
    if len(found.parts) == 1:
        text = (
            _("“{b}” costs {gap} more than “{a}” in {year}; the only driver: {driver}.")
            if gap > 0
            else _("“{b}” costs {gap} less than “{a}” in {year}; the only driver: {driver}.")
        )
        return text.format(
            a=a, b=b, year=found.year, gap=money(abs(gap), lang), driver=_(DRIVERS[top.driver])
        )
    text = (
        _("“{b}” costs {gap} more than “{a}” in {year}; the largest driver: {driver}, {amount}.")
        if gap > 0
        else _(
            "“{b}” costs {gap} less than “{a}” in {year}; the largest driver: {driver}, {amount}."
        )
    )
    sign = "+" if top.amount > 0 else ""
    return text.format(
        a=a, b=b, year=found.year, gap=money(abs(gap), lang), driver=_(DRIVERS[top.driver]),
        amount=sign + formats.number(top.amount, lang),
    )  # fmt: skip


def uncertainty_headline(found: Uncertainty, lang: str) -> str:
    """The input that moves the result most, as one sentence."""
    _ = translator(lang)
    if not found.swings:
        return _("In {year} none of the uncertain inputs moves this result.").format(
            year=found.year
        )
    top = found.swings[0]
    money = formats.cny if found.currency == "CNY" else formats.eur
    text = _("In {year} {input} matters most: {low} to {high} per tonne.")
    return text.format(
        year=found.year, input=_(INPUTS[top.input][1]),
        low=money(top.low_per_t, lang, 2), high=money(top.high_per_t, lang, 2),
    )  # fmt: skip


def precursor_headline(found: ChainBill, lang: str) -> str:
    """Which supplier's answer moves the bill most, as one sentence."""
    _ = translator(lang)
    if not found.best:
        return _("No precursor’s better data would lower this bill in {year}.").format(
            year=found.year
        )
    top = found.levers.iloc[0]
    stated = top["basis"] == "stated"
    text = (
        _("Data from the supplier of {code} move the bill most: {saving} per tonne at the value stated.")
        if stated
        else _("Data from the supplier of {code} move the bill most: {saving} per tonne if it produces at the EU benchmark.")
    )  # fmt: skip
    return text.format(
        code=formats.cn(str(top["cn_code"])), saving=formats.eur(top["saving_eur_per_t"], lang, 2)
    )


def origins_headline(table: pd.DataFrame, origin: str, law: Law, lang: str) -> str:
    """Where an origin stands among all, as one sentence.

    Args:
        table: of ``findings.origins.origins``.
        origin: an origin code in the table (else ``OTHER`` is taken).
        law: for the names.
        lang: ``en`` or ``zh``.
    """
    _ = translator(lang)
    priced = table[table["cost_eur_per_t"].notna() & (table["status"] == "assessed")]
    if priced.empty:
        return _("No origin pays for this good.")
    if origin not in set(priced["origin"]):
        origin = "OTHER"
    row, best = priced[priced["origin"] == origin].iloc[0], priced.iloc[0]
    text = _(
        "{origin} is number {rank} of {count} origins on default values, cheapest first: {cost} per tonne, {gap} above {best}."
    )
    return text.format(
        origin=origin_name(origin, law, lang), rank=int(row["rank"]), count=len(priced),
        cost=formats.eur(row["cost_eur_per_t"], lang, 2),
        gap=formats.eur(row["against_cheapest"], lang, 2),
        best=origin_name(str(best["origin"]), law, lang),
    )  # fmt: skip


def origin_name(origin: str, law: Law, lang: str) -> str:
    """An origin's name; ``OTHER`` is "Other countries and territories"."""
    if origin == "OTHER":
        return translator(lang)(N_("Other countries and territories"))
    return law.origins.name(origin, lang)


def rule_text(variant: Variant, lang: str) -> str:
    """The rule a variant breaks: act and article; ``""`` for ours."""
    if not variant.act:
        return ""
    title = act_title(tables.mapping("acts", "act", "title")[variant.act], lang)
    return f"{title}, {variant.article}" if lang == "en" else f"{title}，{variant.article_zh}"


def act_title(title: str, lang: str) -> str:
    """The title of an act of the table ``acts``: its kind in the reader's language, its number."""
    for kind in ACT_KINDS:
        if title.startswith(kind):
            return translator(lang)(kind) + title.removeprefix(kind)
    return title


def currency(code: str, lang: str) -> str:
    """A currency of a bridge or band, where it stands as a unit."""
    return translator(lang)(CURRENCY_NAMES[code])


def note(code: str, lang: str, **details: Any) -> str:
    """The sentence of a note or assumption (``NOTES``); unknown details stay blank."""
    return translator(lang)(NOTES[code]).format_map(formats.Blanks(details))
