"""Sections on the product: what it is, whether it is covered, what it costs, why, and when."""

from __future__ import annotations

from cbam.analysis import import_line
from cbam.present import charts, formats
from cbam.present import tables as shown
from cbam.present.briefing import notes
from cbam.present.briefing.telling import Telling, step_table
from cbam.present.quote import threshold_test, who_pays
from cbam.present.report import Figure, Section
from cbam.present.wording import (
    SECTOR_NAMES,
    against_default,
    headline,
    not_in_proposal,
    problem,
    problems_of,
    sentence,
    when,
    years_headline,
)
from cbam.reasons import BY_CODE

_REASONS = ("scope", "origin", "returned", "threshold")  # steps that decide on being covered


def name(telling: Telling) -> str:
    """What the whole briefing is called."""
    good, code, origin = telling.subject
    text = telling._("CBAM at the EU border: {good} ({code}) from {origin}")
    return text.format(good=good, code=code, origin=origin).replace("） ", "）")


def title(telling: Telling) -> Section:
    """The first slide: what this is about, and what kind of figures it shows."""
    _, lang, chosen = telling._, telling.lang, telling.results.analysis
    unit = _("MWh") if telling.power else _("t")
    amount = f"{formats.number(chosen.tonnes, lang, 3, 0)} {unit}"
    span = when(chosen.year, chosen.quarter, lang)
    return Section(
        "title",
        name(telling),
        lines=(_("{amount}, imported in {when}").format(amount=amount, when=span),),
        notes=_(notes.TITLE),
        source=telling.cited(()),
    )


def covered(telling: Telling) -> Section:
    """Is my product covered: sector and article, or EUR 0 and why, or what stops the answer."""
    found = telling.results
    if found.row["status"] == "error":
        return _unanswered(telling)
    return _covered(telling) if found.assessed else _free(telling)


def _unanswered(telling: Telling) -> Section:
    found = telling.results
    errors = problems_of(found.row, import_line(found.analysis), found.law)
    return Section(
        "covered",
        headline(found.row, telling.lang, found.law),
        lines=tuple(problem(error, telling.lang) for error in errors),
        notes=telling._(notes.UNANSWERED),
        source=telling.source(),
    )


def _free(telling: Telling) -> Section:
    _, lang, found = telling._, telling.lang, telling.results
    row = found.row
    codes = [code for code in str(row["reasons"]).split(";") if code]
    lines = [sentence(code, lang) for code in codes if BY_CODE[code].kind != "assumption"]
    if row["status"] == "out_of_scope" and "in_2028_proposal" not in codes:
        lines.append(not_in_proposal(lang))
    span = when(int(row["year"]), str(row.get("quarter") or ""), lang)
    figures = (
        Figure(_("To pay at the EU border"), formats.eur(0, lang), span),
        Figure(_("CN code"), telling.subject[1]),
    )
    return Section(
        "covered",
        headline(row, lang, found.law),
        figures=figures,
        table=step_table(telling, telling.steps),
        lines=tuple(lines),
        notes=_(notes.FREE),
        source=telling.source(),
        assumed=telling.assumed(),
    )


def _covered(telling: Telling) -> Section:
    _, lang, found = telling._, telling.lang, telling.results
    row, law = found.row, found.law
    good, code, origin = telling.subject
    sector = _(SECTOR_NAMES[str(row["sector"])])
    inside = sector.lower()  # of a sentence
    text = _("{good} ({code}) from {origin} is covered by CBAM, sector {sector}.")
    limit = law.schedule.value("threshold_t", int(row["year"]))
    threshold = Figure(
        _("Free of CBAM up to"),
        f"{formats.number(limit, lang)} {_('t')}",
        _("all CBAM goods of one importer in a year"),
    )
    if "no_threshold" in str(row["reasons"]).split(";"):
        threshold = Figure(_("Free of CBAM up to"), "0", sentence("no_threshold", lang))
    articles = [step.article for step in telling.steps if step.step == "scope"]
    counted = _("CBAM counts direct emissions, those of bought CBAM materials, and electricity.")
    if telling.power:
        counted = _("Electricity counts with the emission factor of its country of origin.")
    elif law.direct_only[law.goods.index[str(row["good"])]]:
        counted = _(
            "CBAM counts direct emissions and those of bought CBAM materials; purchased electricity does not count for this good."
        )
    total = found.analysis.importer_tonnes
    tested = total is not None or float(row["tonnes"]) > limit or telling.power
    return Section(
        "covered",
        text.format(good=good, code=code, origin=origin, sector=inside).replace("） ", "）"),
        figures=(
            Figure(_("CN code"), code, ", ".join(filter(None, articles))),
            Figure(_("Sector"), sector),
            threshold,
        ),
        table=step_table(telling, [s for s in telling.steps if s.step in _REASONS]),
        lines=(
            counted,
            threshold_test(row, total, lang) if tested else sentence("threshold_not_tested", lang),
        ),
        notes=_(notes.COVERED),
        source=telling.source("scope"),
    )


def cost(telling: Telling) -> Section | None:
    """What the border costs: per tonne in euro and yuan, and for the whole import."""
    _, lang, found = telling._, telling.lang, telling.results
    if not found.assessed:
        return None
    row, rate = found.row, found.prices.rate.cny_per_eur
    per_t = float(row["cost_eur_per_t"])
    lines = [who_pays(row, lang)]
    if found.analysis.basis == "actual" and found.default is not None:
        lines.append(against_default(row, found.default, lang))
    steps = [step for step in telling.steps if step.step in ("certificates", "price")]
    return Section(
        "cost",
        headline(row, lang, found.law),
        figures=(
            Figure(_("In euro"), formats.eur(per_t, lang, 2), telling.per),
            Figure(_("In yuan"), formats.cny(per_t * rate, lang, 2), telling.per),
            Figure(
                _("For this import"),
                formats.eur(row["cost_eur"], lang),
                formats.cny(row["cost_cny"], lang),
            ),
        ),
        table=step_table(telling, steps),
        lines=tuple(lines),
        notes=_(notes.COST),
        source=telling.source("certificates", "price"),
        assumed=telling.assumed(),
    )


def why(telling: Telling) -> Section | None:
    """Why: from the emission value to the cost of one tonne."""
    _, lang, found = telling._, telling.lang, telling.results
    if not found.assessed:
        return None
    row = found.row
    see, sefa = float(row["see"]), float(row["sefa"])
    if telling.power:
        text = _("Each MWh carries {see} tCO2e and nothing is free: at {price} it costs {cost}.")
    elif see > sefa:
        text = _(
            "Of {see} tCO2e per tonne {free} are free and {left} are charged: at {price} that is {cost} per tonne."
        )
    else:
        text = _("The free allocation of {free} tCO2e per tonne covers all {see}: {cost} to pay.")
    said = text.format(
        see=formats.number(see, lang, 3), free=formats.number(sefa, lang, 3),
        left=formats.number(max(0.0, see - sefa), lang, 3),
        price=formats.eur(row["price_eur"], lang, 2),
        cost=formats.eur(row["cost_eur_per_t"], lang, 2),
    )  # fmt: skip
    free = [
        formats.labelled(f"{step.label} {step.value}", step.meaning, lang)
        for step in telling.steps
        if step.step == "cbam_factor"
    ]
    return Section(
        "why",
        said,
        chart=charts.waterfall(row, lang, telling.colours),
        table=step_table(telling, telling.steps),
        lines=tuple(free),
        notes=_(notes.WHY),
        source=telling.source("default_total", "benchmark", "cbam_factor", "price"),
        assumed=telling.assumed(),
    )


def years(telling: Telling) -> Section | None:
    """Every year of the law, split by what drives the cost."""
    _, lang, found = telling._, telling.lang, telling.results
    table = found.years
    if table is None:
        return None
    own = table[table["basis"] == found.analysis.basis]
    first, last = own.iloc[0], own.iloc[-1]
    ends = (
        Figure(
            when(int(row["year"]), "", lang),
            formats.eur(row["cost_eur_per_t"], lang),
            telling.per,
        )
        for row in (first, last)
    )
    total = formats.eur(float(own["cost_eur"].sum()), lang)
    label = _("All years at {amount} MWh") if telling.power else _("All years at {amount} t")
    amount = formats.number(found.analysis.tonnes, lang, 3, 0)
    together = Figure(label.format(amount=amount), total)
    return Section(
        "years",
        years_headline(table, lang),
        figures=(*ends, together),
        chart=charts.yearly(
            table, lang, telling.colours, found.analysis.year, found.law.schedule.assumed_years
        ),
        table=shown.yearly(table, lang, found.prices),
        lines=(shown.price_note(found.prices, lang),),
        notes=_(notes.YEARS),
        source=telling.source("default_total", "markup", "cbam_factor", "cscf"),
        assumed=telling.held,
    )
