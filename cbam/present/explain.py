"""Each step of a bill in words: label, value, meaning, source; for popovers and reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cbam import tables
from cbam.findings.provenance import Source, sources
from cbam.i18n import N_, translator
from cbam.law.vintages import Law
from cbam.present import formats
from cbam.present.wording import PATH_NAMES, SECTOR_NAMES, when
from cbam.prices import Prices

# Step -> (label, what it means).
_MEANINGS = {
    "scope": (N_("Scope"), N_("The CBAM Regulation applies to the goods listed in its Annex I.")),
    "origin": (N_("Origin"), N_("CBAM applies by non-preferential customs origin; the Union and the countries of Annex III are left out.")),
    "returned": (N_("Returned goods"), N_("Goods that return to the Union count with zero emissions.")),
    "threshold": (N_("50 t threshold"), N_("An importer of at most 50 t of CBAM goods in a calendar year is exempt; all iron and steel, aluminium, cement and fertilisers are added up.")),
    "default_total": (N_("Default value"), N_("The emissions the law assumes for this good and origin when no verified value is declared.")),
    "markup": (N_("Mark-up"), N_("A default value is raised by this share; it grows to 30 % in 2028 (1 % for fertilisers).")),
    "see": (N_("Embedded emissions (SEE)"), N_("The emissions that count for one tonne of the good.")),
    "benchmark": (N_("Benchmark"), N_("What EU producers of the same good would get free per tonne. Column B belongs to default values, column A to actual values with their precursors.")),
    "cbam_factor": (N_("CBAM factor"), N_("The share of the benchmark that is still free of charge in this year. It falls to zero by 2034. It is not a share of your emissions.")),
    "cscf": (N_("Correction factor (CSCF)"), N_("The cross-sectoral correction factor of the EU ETS.")),
    "sefa": (N_("Free allocation (SEFA)"), N_("What is deducted from the emissions: CBAM factor x CSCF x benchmark.")),
    "reduction": (N_("Carbon price paid at home"), N_("Certificates taken off for a carbon price effectively paid in the country of origin (Art 9); the rules are only a draft.")),
    "certificates": (N_("Certificates"), N_("One certificate for each tonne of CO2e above the free allocation, never less than zero per line of goods.")),
    "price": (N_("Certificate price"), N_("For imports of 2026 the average auction price of the quarter of importation; from 2027 the price of the week in which the certificate is bought.")),
}  # fmt: skip

_MARKS = {
    "L": N_("legal text read"),
    "S": N_("several sources agree"),
    "U": N_("assumption"),
}
_ORIGIN_OF_ROW = {
    "own_row": N_("own line of this origin"),
    "own_heading": N_("line of the heading, for this origin"),
    "other_row": N_("“Other countries and territories”"),
    "other_heading": N_("“Other countries and territories”, line of the heading"),
    "annex_iv": N_("highest value of all countries (origin not stated)"),
    "annex_iii": N_("electricity factor of this origin"),
    "annex_iii_eu_average": N_("Union average for electricity"),
}


@dataclass(frozen=True)
class Explained:
    """One step, ready to show.

    Attributes:
        step: the step's name in the bill.
        label, short, value: its name; the figure alone; the figure with unit.
        meaning: one or two sentences.
        formula: the arithmetic with this bill's numbers, or ``""``.
        acts: (title with subject, address) pairs. article: where in the act.
        details: (name, value) pairs: line, route, edition, quarter ...
        assumed: whether it rests on an assumption. mark_text: how sure the source is.
    """

    step: str
    label: str
    short: str
    value: str
    meaning: str
    formula: str
    acts: tuple[tuple[str, str], ...]
    article: str
    details: tuple[tuple[str, str], ...]
    assumed: bool
    mark_text: str


def explain(row: Mapping[str, Any], law: Law, prices: Prices, lang: str) -> list[Explained]:
    """All steps of one bill (a row of ``bill.assess``), in order."""
    return [_explained(source, row, law, prices, lang) for source in sources(row, law, prices)]


def _explained(
    source: Source, row: Mapping[str, Any], law: Law, prices: Prices, lang: str
) -> Explained:
    _ = translator(lang)
    label, meaning = _MEANINGS[source.step]
    short, unit = _figure(source.step, row, lang)
    subjects = tables.mapping("acts", "title", f"subject_{lang}")
    return Explained(
        step=source.step,
        label=_(label),
        short=short,
        value=short + unit if unit.startswith("/吨") else f"{short} {unit}".strip(),
        meaning=_(meaning),
        formula=_formula(source.step, row, lang),
        acts=tuple(
            (formats.labelled(title, subjects[title], lang), url) for title, url in source.acts
        ),
        article=source.article_zh if lang == "zh" else source.article,
        details=tuple(_details(source, row, law, prices, lang)),
        assumed=source.mark == "U",
        mark_text=_(_MARKS[source.mark]),
    )


def _figure(step: str, row: Mapping[str, Any], lang: str) -> tuple[str, str]:
    """The figure of a step, and its unit."""
    per_tonne = "tCO2e/t" if lang == "en" else "吨二氧化碳当量/吨"
    mwh = "tCO2e/MWh" if lang == "en" else "吨二氧化碳当量/兆瓦时"
    unit = mwh if row["sector"] == "electricity" else per_tonne
    if step in ("default_total", "see", "benchmark", "sefa"):
        return formats.number(row[step], lang, 3), unit
    if step == "markup":
        return formats.percent(row["markup"], lang), ""
    if step == "cbam_factor":
        return formats.percent(row["cbam_factor"], lang), ""
    if step == "cscf":
        return formats.number(row["cscf"], lang, 2, 0), ""
    if step in ("reduction", "certificates"):
        return formats.number(row[step], lang, 2, 0), ""
    if step == "price":
        return formats.eur(
            row["price_eur"], lang, 2
        ), "/ tCO2e" if lang == "en" else "/吨二氧化碳当量"
    if step in ("scope", "origin"):
        return formats.cn(row["cn_code"]) if step == "scope" else str(row["origin"]), ""
    return formats.eur(0, lang), ""


def _formula(step: str, row: Mapping[str, Any], lang: str) -> str:
    def show(value: float, digits: int = 4) -> str:
        return formats.number(value, lang, digits, 0)

    if step == "see" and row["default_from"]:
        return f"{show(row['default_total'])} × (1 + {show(row['markup'])}) = {show(row['see'])}"
    if step == "sefa" and row["benchmark_column"]:
        factors = (row["cbam_factor"], row["cscf"], row["benchmark"])
        return f"{' × '.join(map(show, factors))} = {show(row['sefa'], 5)}"
    if step == "certificates":
        inside = f"{show(row['see'])} − {show(row['sefa'], 5)}"
        off = row.get("reduction")
        off = f" − {show(off)}" if off is not None and off > 0 else ""
        return f"max(0; {show(row['tonnes'])} × ({inside}){off}) = {show(row['certificates'])}"
    return ""


def _details(
    source: Source, row: Mapping[str, Any], law: Law, prices: Prices, lang: str
) -> list[tuple[str, str]]:
    _ = translator(lang)
    found = []
    detail = source.detail
    if source.step == "default_total":
        territory, code = detail["line"].split("/")
        code = formats.cn(code)
        if territory in law.origins.groups and territory != "EU":
            code = f"{law.origins.name(territory, lang)} {code}"
        kind = _ORIGIN_OF_ROW[str(row["default_from"])]
        found.append((_("Line"), formats.aside(code, _(kind), lang)))
        names = tables.mapping("vintages", "vintage", f"name_{lang}")
        found.append((_("Edition"), names[law.edition or law.vintage]))
    elif "line" in detail:
        found.append((_("CN code"), formats.cn(detail["line"])))
    if detail.get("route"):
        names = tables.mapping("routes", "route", f"name_{lang}")
        found.append((_("Production route"), f"{detail['route']} · {names[detail['route']]}"))
    if detail.get("sector"):
        sector = SECTOR_NAMES[detail["sector"]]
        found.append((_("Sector"), _(sector)))
    if detail.get("period"):
        found.append((_("Benchmark period"), f"({detail['period']})"))
    if detail.get("quarter"):
        year, quarter = detail["quarter"].split("-")
        found.append((_("Quarter of the price"), when(int(year), quarter, lang)))
    if detail.get("path"):
        path = PATH_NAMES[detail["path"]]
        found.append((_("Price path"), _(path)))
        found.append((_("Point"), _path_source(prices, int(row["year"]), lang)))
    if detail.get("year"):
        found.append((_("Year"), detail["year"]))
    return found


def _path_source(prices: Prices, year: int, lang: str) -> str:
    """Where a path's point comes from: a forecast, a straight line, an assumption."""
    _ = translator(lang)
    table = tables.read("price_paths")
    rows = table[(table["path"] == prices.path) & (table["year"] == year)]
    if rows.empty:
        quarter = when(*prices.latest_quarter, lang)
        return _("price of {quarter} held; assumption").format(quarter=quarter)
    return str(rows.iloc[0][f"source_{lang}"])
