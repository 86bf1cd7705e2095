"""Sentences: what a reason means, what is wrong with an input and how to mend it, the headline.

Everything here takes the language and returns plain text; nothing is markup, so callers must
escape it for where they put it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from cbam.i18n import N_, translator
from cbam.law.catalogue import Catalogue
from cbam.law.vintages import Law
from cbam.present import formats
from cbam.present.compare import compare_words
from cbam.present.label import label_sentences
from cbam.present.links import link_words
from cbam.present.portfolio import portfolio_words, scale_words
from cbam.present.rules import edition_words, feed_words
from cbam.prices import QUARTERS, read_quarter
from cbam.reasons import BY_CODE, InputError

# Reason code -> sentence. {value} is the input as given, {allowed} what would be accepted.
_SENTENCES: dict[str, str] = {
    "cn_empty": N_("No CN code was given. Enter the eight-digit CN code, or search by name."),
    "cn_not_digits": N_("“{value}” is not a CN code: a code has digits only. Search by name to find it."),
    "cn_length": N_("“{value}” has the wrong length: a CN code has 8 digits (a TARIC code 10)."),
    "cn_needs_eight": N_("“{value}” is a heading: the value depends on the eight-digit CN code below it. Choose one of: {allowed}."),
    "cn_unknown": N_("There is no good “{value}” in the tariff. Check the digits, or search by name."),
    "taric_unknown": N_("“{value}” is not one of the ten-digit codes of this good. Choose one of: {allowed}."),
    "origin_empty": N_("No country of origin was given. Enter a two-letter code such as CN."),
    "origin_unknown": N_("“{value}” is not a country or territory of origin. Enter a two-letter code such as CN, TR or VN."),
    "tonnes_invalid": N_("“{value}” is not a usable quantity: give tonnes from 0 to 1,000 million."),
    "year_invalid": N_("“{value}” is not a year this law covers: choose {allowed}."),
    "quarter_invalid": N_("“{value}” is not a quarter: choose Q1, Q2, Q3 or Q4."),
    "basis_unknown": N_("“{value}” is not a basis: choose default or actual."),
    "see_missing": N_("An actual value needs its specific embedded emissions (SEE) in tCO2e per tonne. Enter the verified value, or choose the default value."),
    "see_invalid": N_("“{value}” is not a usable emission value: give 0 to 1,000 tCO2e per tonne of good. A label in kg must be divided by 1,000."),
    "sefa_invalid": N_("“{value}” is not a usable free allocation: give 0 to 1,000 tCO2e per tonne of good."),
    "route_unknown": N_("“{value}” is not a production route: choose a letter such as {allowed}."),
    "route_required": N_("The benchmark of this good depends on the production route. Choose one of: {allowed}."),
    "route_not_listed": N_("This good has no benchmark for route “{value}”. Choose one of: {allowed}."),
    "price_invalid": N_("“{value}” is not a usable certificate price: give 0 to 10,000 EUR per tonne of CO2e."),
    "importer_total_invalid": N_("“{value}” is not a usable yearly total of the importer: it is a number of tonnes, at least as large as this import."),
    "no_default_value": N_("This edition of the law has no default value for this good and origin. Choose another origin or edition, or enter an actual value."),
    "out_of_scope": N_("This good is not in Annex I of the CBAM Regulation: nothing to declare or pay today."),
    "eu_origin": N_("Goods of EU origin are not imports under CBAM: nothing to pay."),
    "excluded_origin": N_("The CBAM Regulation leaves out this origin (Annex III): nothing to pay."),
    "returned_goods": N_("Returned goods count as zero (Art 6(5)): nothing to pay."),
    "below_threshold": N_("The importer stays at or below 50 t of CBAM goods in the calendar year: exempt (Art 2a)."),
    "in_2028_proposal": N_("The Commission proposes to add this good, or part of it, from 2028 (COM(2025) 989, not law)."),
    "grey_assumed": N_("Eight digits do not tell white from grey clinker or cement, nor raw from calcined clay: taken as grey or calcined. Enter the ten-digit TARIC code to be exact."),
    "heading_value": N_("The default value is printed for the heading and holds for this code."),
    "other_countries_value": N_("The origin has no default value of its own for this good: the value and route of “Other countries and territories” apply."),
    "annex_iv_value": N_("The origin is not stated: the highest value of all countries (Annex IV) is taken."),
    "eu_average_value": N_("No electricity factor is listed for this origin: the Union average of Annex III is taken (assumption)."),
    "route_first_listed": N_("The default carries no usable route letter: the first listed benchmark is taken (assumption)."),
    "route_not_used": N_("The route given is not used: a default value brings its own route."),
    "see_not_used": N_("The emission value given is not used: the basis is the default value. Choose the basis actual to use it."),
    "stand_in_benchmark": N_("Column B of the route stands in for the precursor chain, because only the emission value and the route are known (assumption)."),
    "needs_verification": N_("An actual value counts only if an accredited CBAM verifier has confirmed it (Art 8(1))."),
    "quarter_not_stated": N_("The quarter of importation is not stated: the latest published price is taken."),
    "price_provisional": N_("The price of this quarter is not published yet: the latest published price stands in for it."),
    "price_path": N_("From 2027 the price is that of the week of purchase; the price path chosen is a scenario, not a forecast."),
    "price_user": N_("The certificate price is the one you entered."),
    "after_2030": N_("After 2030 the correction factor, the benchmark and the default values are not set yet: today’s are held (assumption)."),
    "threshold_not_tested": N_("The 50 t threshold was not tested: it depends on all the importer’s CBAM goods of the calendar year."),
    "no_threshold": N_("The 50 t threshold does not exist for hydrogen and electricity."),
    "nothing_to_pay": N_("The free allocation covers these emissions: no certificate is due this year, and the unused part cannot be carried over."),
    "quantity_in_mwh": N_("For electricity the quantity is in megawatt hours and the values are per MWh."),
    "proposal_factor_path": N_("The CBAM factor follows the proposal COM(2026) 616: not law."),
    "what_if_cscf": N_("The correction factor after 2030 is a what-if of yours: not law."),
    "what_if_benchmark": N_("The benchmarks from 2027 are a what-if of yours: not law."),
    "what_if_no_markup": N_("No mark-up is added, as the proposal COM(2025) 989 has it for downstream goods: not law."),
    "reduction_invalid": N_("“{value}” is not a usable number of certificates for a carbon price paid at home: give 0 or more."),
    "home_price_draft": N_("A carbon price paid at home is deducted; the implementing act under Article 9 is only a draft (assumption)."),
    "home_price_needs_actual": N_("The carbon price paid at home is not deducted: with a default value only default carbon prices would count, and none is published."),
    "home_price_no_evidence": N_("The carbon price paid at home is not deducted: it must be certified by an independent person (Art 9(2))."),
    "law_unknown": N_("“{value}” is not an edition of the law on board: choose one of {allowed}."),
    "path_unknown": N_("“{value}” is not a price path: choose one of {allowed}."),
    "rate_invalid": N_("“{value}” is not a usable exchange rate: give yuan per euro, 0.1 to 1,000."),
    "share_invalid": N_("“{value}” is not a share: give a whole per cent from 0 to 100."),
    "search_empty": N_("Nothing was found for “{value}”. Try a CN code or another word."),
    "text_invalid": N_("“{value}” is too long or not plain text: give at most {limit} characters."),
    "stages_invalid": N_("“{value}” is not a list of the five life-cycle stages."),
    "assumption_invalid": N_("“{value}” is not an own assumption of low, mid and high."),
    "lang_unknown": N_("“{value}” is not a language of this tool: choose en or zh."),
    "flag_invalid": N_("“{value}” is not usable here: write 1 for yes or 0 for no."),
    "column_missing": N_("The column “{field}” is missing. Needed are: {allowed}."),
    "file_missing": N_("The file “{value}” cannot be read: {why}."),
    "file_unwritable": N_("The file “{value}” cannot be written: {why}."),
    "file_unreadable": N_("The file “{value}” is not a CSV table in UTF-8: {why}."),
    "tranche_invalid": N_("“{value}” is not a tranche: write the quarter and its tonnes, such as Q1:4000."),
    "tranche_conflict": N_("Tranches bring their own quarter and tonnes: leave out --quarter and --tonnes."),
    "see_without_actual": N_("An emission value or a chain counts only with --basis actual."),
    "chain_invalid": N_("The production chain is not readable at “{field}”: {value}."),
    "chain_too_deep": N_("The production chain is nested more than {limit} steps deep."),
    "number_invalid": N_("“{value}” is not usable for “{field}”: give a number from 0 to {limit}."),
    "precursor_out_of_scope": N_("“{value}” is not a good of Annex I: only such goods count as precursors."),
    "link_too_long": N_("The link is too long to be one of ours, and was not read."),
    "link_unknown_parameter": N_("The link has a part this tool does not know: “{value}”. It was left out."),
}  # fmt: skip

_FIELDS: dict[str, str] = {
    "cn_code": N_("CN code"),
    "cn": N_("CN code"),
    "origin": N_("Origin"),
    "from": N_("Origin"),
    "tonnes": N_("Tonnes"),
    "t": N_("Tonnes"),
    "year": N_("Year"),
    "quarter": N_("Quarter"),
    "q": N_("Quarter"),
    "basis": N_("Basis"),
    "see": N_("Actual value (SEE)"),
    "sefa": N_("Free allocation (SEFA)"),
    "route": N_("Production route"),
    "price_eur": N_("Certificate price"),
    "price": N_("Certificate price"),
    "path": N_("Price path"),
    "fx": N_("Exchange rate"),
    "imp": N_("Importer’s tonnes in the year"),
    "importer_year_tonnes": N_("Importer’s tonnes in the year"),
    "bear": N_("Share borne"),
    "ret": N_("Returned goods"),
    "returned": N_("Returned goods"),
    "lang": N_("Language"),
    "law": N_("Edition of the law"),
    "link": N_("Link"),
    "chain": N_("Production chain"),
}

SECTOR_NAMES: dict[str, str] = {
    "cement": N_("Cement"),
    "fertilisers": N_("Fertilisers"),
    "iron_and_steel": N_("Iron and steel"),
    "aluminium": N_("Aluminium"),
    "hydrogen": N_("Hydrogen"),
    "electricity": N_("Electricity"),
}

PATH_NAMES: dict[str, str] = {
    "flat": N_("Flat: last published price"),
    "low": N_("Low"),
    "central": N_("Central"),
    "high": N_("High"),
    "own": N_("Own prices"),
}


def sentence(code: str, lang: str, **details: Any) -> str:
    """The sentence of a reason or input error, with its details filled in."""
    allowed = details.get("allowed")
    if isinstance(allowed, Iterable) and not isinstance(allowed, str):
        details["allowed"] = _shortlist([str(item) for item in allowed], lang)
    text = translator(lang)(_problem_text(code))
    return text.format_map(formats.Blanks(details))


def _problem_text(code: str) -> str:
    for known in (
        _SENTENCES,
        label_sentences.PROBLEMS,
        compare_words.PROBLEMS,
        link_words.PROBLEMS,
        portfolio_words.PROBLEMS,
        edition_words.PROBLEMS,
        feed_words.PROBLEMS,
        scale_words.PROBLEMS,
    ):
        if code in known:
            return known[code]
    raise KeyError(code)


def field_name(field: str, lang: str) -> str:
    """The name of an input field in the reader's language; unknown fields as they are."""
    tables = (
        _FIELDS,
        label_sentences.FIELDS,
        compare_words.FIELDS,
        link_words.FIELDS,
        portfolio_words.FIELDS,
        edition_words.FIELDS,
        feed_words.FIELDS,
        scale_words.FIELDS,
    )
    text = next((table[field] for table in tables if field in table), None)
    return translator(lang)(text) if text else field


def problem(error: InputError, lang: str) -> str:
    """An input error as one line: the field, the value, what would be right."""
    value = "" if error.value is None else error.value
    details = {"limit": "", **error.details, "value": value, "field": error.field}
    if "allowed" not in details:  # an error of a link knows its value only
        details |= _remedy(error.code, {"cn_code": error.value}, Law.load())
    text = sentence(error.code, lang, **details)
    return formats.labelled(field_name(error.field, lang), text, lang)


def problems_of(row: Mapping[str, Any], line: Mapping[str, Any], law: Law) -> list[InputError]:
    """Why a line could not be assessed, with the value and the remedy for each reason.

    Args:
        row: the line's row of ``bill.assess``.
        line: the line's inputs.
        law: the law it was assessed under.
    """
    errors = []
    codes = str(row["reasons"]).split(";")
    for code in codes:
        if code == "route_required" and "route_unknown" in codes:
            continue  # one mistake, one message
        reason = BY_CODE.get(code)
        if reason is not None and reason.kind == "error":
            value = line.get(reason.field)
            errors.append(InputError(code, reason.field, value, **_remedy(code, line, law)))
    return errors


def _remedy(code: str, line: Mapping[str, Any], law: Law) -> dict[str, Any]:
    goods = law.goods
    if code == "year_invalid":
        return {"allowed": f"{law.years[0]}–{law.years[-1]}"}
    if code == "quarter_invalid":
        return {"allowed": QUARTERS[1:]}
    if code in ("cn_needs_eight", "taric_unknown"):
        typed = "".join(ch for ch in str(line.get("cn_code")) if ch.isdigit())
        return {"allowed": [formats.cn(code) for code in goods.under(typed[:8])]}
    if code in ("route_unknown", "route_required", "route_not_listed"):
        good, _ = goods.resolve(line.get("cn_code"))
        if good < goods.out_of_scope:
            listed = [letter for letter in law.benchmarks.listed(good) if letter]
            return {"allowed": listed or law.benchmarks.routes[1:]}
        return {"allowed": law.benchmarks.routes[1:]}
    return {}


def not_in_proposal(lang: str) -> str:
    """What the 2028 proposal says of a good that it does not list."""
    _ = translator(lang)
    return _("The Commission’s proposal for 2028 (COM(2025) 989, not law) does not list it either.")


def headline(row: Mapping[str, Any], lang: str, law: Law) -> str:
    """The finding as one sentence, written from the result.

    Args:
        row: one row of ``bill.assess`` (with ``cn_code``, ``origin``, ``tonnes``, ``year``).
        lang: ``en`` or ``zh``.
        law: the law it was assessed under.
    """
    _ = translator(lang)
    good, code, origin = subject(row, lang, law)
    if lang == "en" and good[1:2].islower():  # inside a sentence; acronyms stay
        good = good[0].lower() + good[1:]
    details = {
        "good": good,
        "code": code,
        "origin": origin,
        "tonnes": formats.number(row["tonnes"], lang, 3, 0),
        "when": when(int(row["year"]), str(row.get("quarter") or ""), lang),
        "cost": formats.eur(row["cost_eur"], lang),
        "per_tonne": formats.eur(row["cost_eur_per_t"], lang, 2),
    }
    if row["status"] == "error":
        return _("No figure yet: one of the inputs cannot be used.")
    if row["status"] != "assessed":
        text = _("EUR 0 at the EU border in {when}: {good} ({code}) from {origin}.")
    elif row["cost_eur_per_t"] == 0:
        text = _("EUR 0 in {when}, no CBAM certificate is due: {good} ({code}) from {origin}.")
    elif row["sector"] == "electricity":
        text = _(
            "{tonnes} MWh of electricity from {origin} cost {cost} at the EU border in {when}: {per_tonne} per MWh."
        )
    else:
        text = _(
            "{tonnes} t of {good} ({code}) from {origin} cost {cost} at the EU border in {when}: {per_tonne} per tonne."
        )
    return text.format_map(details).replace("） ", "）")  # a full-width bracket brings its space


def subject(row: Mapping[str, Any], lang: str, law: Law) -> tuple[str, str, str]:
    """What a bill is about: name of the good, its code, its origin as a sentence needs it."""
    code = str(row["cn_code"])
    entry = Catalogue.load().find(code if row["status"] == "out_of_scope" else str(row["good"]))
    good = entry.name(lang) if entry else formats.cn(code)
    return good, formats.cn(code), _from(row["origin"], lang, law)


def _from(origin: object, lang: str, law: Law) -> str:
    """The origin as the headline needs it: ``China`` / ``中国产``; an unknown one as it is."""
    code = law.origins.resolve(origin)
    if code is None:
        return str(origin)
    name = law.origins.name(code, lang)
    stated = law.origins.groups[code] != "unstated"
    if lang == "en":
        return name if stated else "an unstated origin"
    return f"{name}产" if stated else f"{name}的"


def years_headline(table: pd.DataFrame, lang: str) -> str:
    """Cost per tonne at both ends of the years, as one line.

    Args:
        table: of ``findings.projection.years``.
        lang: ``en`` or ``zh``.
    """
    _ = translator(lang)
    by_basis: dict[str, list[float]] = {}
    for basis, cost in zip(table["basis"].tolist(), table["cost_eur_per_t"].tolist(), strict=True):
        by_basis.setdefault(basis, []).append(cost)
    span = {
        f"{basis}_{end}": formats.number(costs[at], lang)
        for basis, costs in by_basis.items()
        for end, at in (("first", 0), ("last", -1))
    }
    if "actual" in by_basis:
        text = _(
            "EUR {actual_first} to {actual_last} per tonne from 2026 to 2034 with the actual value, {default_first} to {default_last} on the default"
        )
    elif (table["sector"] == "electricity").all():
        text = _(
            "EUR {default_first} to {default_last} per MWh from 2026 to 2034 on the default value"
        )
    else:
        text = _(
            "EUR {default_first} to {default_last} per tonne from 2026 to 2034 on the default value"
        )
    return text.format(**span)


def against_default(row: Mapping[str, Any], default: Mapping[str, Any], lang: str) -> str:
    """What the verified value saves against the default, or that the default is cheaper.

    Args:
        row: the bill on the actual value.
        default: the same import's bill on the default value.
        lang: ``en`` or ``zh``.
    """
    _ = translator(lang)
    gap = default["cost_eur_per_t"] - row["cost_eur_per_t"]
    text = (
        _(
            "On the EU default value it would be {default} per tonne: the verified value saves {gap}."
        )
        if gap >= 0
        else _(
            "On the EU default value it would be {default} per tonne: the default is cheaper by {gap}, and lawful."
        )
    )
    cost = formats.eur(default["cost_eur_per_t"], lang, 2)
    return text.format(default=cost, gap=formats.eur(abs(gap), lang, 2))


def when(year: int, quarter: object, lang: str) -> str:
    """``Q1 2026`` / ``2026年第一季度``; the year alone where no quarter is stated."""
    quarter = read_quarter(quarter)
    if year != 2026 or not quarter:
        return str(year) if lang == "en" else f"{year}年"
    name = quarter_name(quarter, lang)
    return f"{name} {year}" if lang == "en" else f"{year}年{name}"


def quarter_name(quarter: str, lang: str) -> str:
    """``Q1`` / ``第一季度``."""
    return quarter if lang == "en" else f"第{'一二三四'[int(quarter[1]) - 1]}季度"


def _shortlist(items: list[str], lang: str, most: int = 12) -> str:
    separator = ", " if lang == "en" else "、"
    return separator.join(items[:most]) + (" …" if len(items) > most else "")
