"""Sections on what can be chosen: a lower label, a verified value, another origin or scenario."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cbam.findings.savings import Savings
from cbam.label import Bridge
from cbam.law.origins import OTHER
from cbam.present import formats
from cbam.present.briefing import briefing_charts, notes
from cbam.present.briefing.results import Verified
from cbam.present.briefing.telling import Telling
from cbam.present.compare import (
    compare_words,
    origin_charts,
    origin_words,
    scenario_charts,
    scenario_words,
)
from cbam.present.label import label_charts, label_tables, label_words
from cbam.present.report import Figure, Section
from cbam.present.wording import against_default, problem, sentence

_ENDS = 3  # cheapest and dearest origins shown


def label(telling: Telling) -> Section | None:
    """What lowering the label saves; only where a target gives an estimate."""
    _, lang, found = telling._, telling.lang, telling.results
    if found.saving is None:
        return None
    bridge, result = found.saving
    year = found.analysis.year
    figures = [
        Figure(title, formats.euros(value, lang), formats.euros(spread, lang) if spread else "")
        for title, name in (
            (_("Default, per tonne"), "default"),
            (_("If verified, per tonne"), "today"),
            (_("Saving, per tonne"), "saving"),
        )
        for value, spread in (label_tables.figure(result, year, name, lang),)
        if value
    ]
    lines = [label_tables.unit_note(result, year, lang)]
    lines.append(label_tables.price_note(found.analysis, lang))
    if result.figure(year, "floor_label") is not None:
        lines.append(
            _(
                "Below the floor, cuts save nothing this year: the free allocation already covers the rest. The floor falls every year until 2034."
            )
        )
    return Section(
        "label",
        label_words.headline(bridge, result, year, lang),
        figures=tuple(figures),
        chart=label_charts.cost_curve(result, year, lang, telling.colours),
        table=label_tables.by_year(result, found.prices, lang),
        lines=tuple(filter(None, lines)),
        notes=_(notes.LABEL),
        source=telling.source("see", "benchmark", "cbam_factor"),
        assumed=_estimated(bridge, result, lang),
    )


def _estimated(bridge: Bridge, result: Savings, lang: str) -> tuple[str, ...]:
    """How good a label's estimate is, and what was assumed for it."""
    how = formats.labelled(label_words.grade(bridge.grade, lang), label_words.mode(bridge.mode, lang), lang)  # fmt: skip
    notes_of = (*bridge.warnings, *result.notes)
    return (how, *(label_words.warning(item, lang) for item in notes_of))


def verified(telling: Telling) -> Section | None:
    """Default against a verified value: the one given, the label's, or the benchmark as what-if."""
    _, lang, found = telling._, telling.lang, telling.results
    at = found.verified
    if at is None:
        return None
    headline, lines, assumed = _TOLD[at.kind](telling, at)
    said = notes.WHAT_IF if at.kind == "benchmark" else notes.VERIFIED
    gap = at.default - at.mid
    names = {
        "actual": _("Verified value"),
        "label": _("Label value, if verified"),
        "benchmark": _("At the benchmark, what-if"),
    }
    figures = (
        Figure(_("On the EU default"), formats.eur(at.default, lang, 2), telling.per),
        Figure(names[at.kind], formats.eur(at.mid, lang, 2), telling.per),
        Figure(
            _("Saves in the year") if gap >= 0 else _("Costs more in the year"),
            formats.eur(abs(gap) * found.analysis.tonnes, lang),
            telling.yearly(),
        ),
    )
    rows = [
        {
            _("Value"): name,
            _("SEE, tCO2e/t"): formats.number(see, lang, 3),
            _("EUR/t"): formats.number(cost, lang, 2),
        }
        for name, see, cost in (
            (_("EU default value"), _default_see(telling), at.default),
            (names[at.kind], at.see, at.mid),
        )
    ]
    return Section(
        "verified",
        headline,
        figures=figures,
        chart=briefing_charts.against(at, names[at.kind], telling.power, lang, telling.colours),
        table=pd.DataFrame(rows),
        lines=(*lines, *_label_without_estimate(telling, at)),
        notes=_(said),
        source=telling.source("default_total", "markup", "benchmark", "cbam_factor"),
        assumed=assumed,
    )


def _default_see(telling: Telling) -> float:
    found = telling.results
    row = found.row if found.default is None else found.default
    return float(row["see"])


Told = tuple[str, tuple[str, ...], tuple[str, ...]]  # headline, lines, assumptions


def _from_actual(telling: Telling, _at: Verified) -> Told:
    found, lang = telling.results, telling.lang
    text = against_default(found.row, found.default or found.row, lang)
    return text, (sentence("needs_verification", lang),), telling.assumed()


def _from_label(telling: Telling, _at: Verified) -> Told:
    found, lang = telling.results, telling.lang
    assert found.label is not None
    bridge, result = found.label
    first, *rest = label_tables.verification(result, found.analysis.year, lang)
    return first, tuple(rest), _estimated(bridge, result, lang)


def _from_benchmark(telling: Telling, at: Verified) -> Told:
    _, lang = telling._, telling.lang
    text = _(
        "What if: a verified value at the EU benchmark of {see} would cost {mid} instead of {default} per tonne."
    )
    said = text.format(
        see=formats.intensity(at.see, lang), mid=formats.eur(at.mid, lang, 2),
        default=formats.eur(at.default, lang, 2),
    )  # fmt: skip
    lines = (
        _("Nobody has measured this value: it shows what is at stake, not what this plant emits."),
        sentence("needs_verification", lang),
    )
    return said, lines, (sentence("stand_in_benchmark", lang), *telling.assumed())


_TOLD = {"actual": _from_actual, "label": _from_label, "benchmark": _from_benchmark}


def _label_without_estimate(telling: Telling, at: Verified) -> tuple[str, ...]:
    """What the label says, or why it says nothing, where its value could not be used."""
    found, lang = telling.results, telling.lang
    if at.kind != "benchmark":
        return ()
    if found.label_fault is not None:
        return (problem(found.label_fault, lang),)
    if found.label is None:
        return ()
    return (label_words.headline(*found.label, found.analysis.year, lang),)


def compared(telling: Telling) -> Section | None:
    """The study's own scenarios where it has some; else the other origins of the good."""
    return _scenarios(telling) or _origins(telling)


def _scenarios(telling: Telling) -> Section | None:
    _, lang, found = telling._, telling.lang, telling.results
    comparison, bridge = found.comparison, found.bridge
    if comparison is None or bridge is None:
        return None
    titles = scenario_words.names(comparison.scenarios, lang)
    pair = found.pair
    rows = [comparison.row(at, bridge.year) for at in pair]
    money = formats.cny if bridge.currency == "CNY" else formats.eur
    letters = (scenario_words.LETTERS[pair[0]], scenario_words.LETTERS[pair[1]])
    gap = bridge.end - bridge.start
    figures = (
        *(
            Figure(titles[at], formats.eur(row["cost_eur_per_t"], lang, 2), _("per tonne"))
            for at, row in zip(pair, rows, strict=True)
        ),
        Figure(
            _("Difference in {year}").format(year=bridge.year),
            ("+" if gap > 0 else "") + money(gap, lang),
        ),
    )
    outcome = scenario_words.outcome(comparison, pair[0], bridge.year, lang)
    return Section(
        "compared",
        compare_words.bridge_headline(bridge, titles[pair[0]], titles[pair[1]], lang),
        figures=figures,
        chart=scenario_charts.bridge(bridge, letters, lang, telling.colours),
        table=outcome,
        notes=_(notes.SCENARIOS),
        source=telling.source(),
        assumed=tuple(
            dict.fromkeys(text for row in rows for text in telling.assumed(row))
        ),
    )  # fmt: skip


def _origins(telling: Telling) -> Section | None:
    _, lang, found = telling._, telling.lang, telling.results
    table, law = found.ranking, found.law
    if table is None:
        return None
    own = law.origins.resolve(found.analysis.origin) or ""
    if law.origins.groups.get(own) == "unstated":  # it has no place among the origins
        return None
    rows = origin_words.priced(table)
    mine = rows[rows["origin"] == (own if own in set(rows["origin"]) else OTHER)]
    ends = ((_("This origin"), mine), (_("Cheapest"), rows[:1]), (_("Dearest"), rows[-1:]))
    figures = tuple(
        Figure(
            name,
            formats.eur(float(row["cost_eur_per_t"].iloc[0]), lang, 2),
            compare_words.origin_name(str(row["origin"].iloc[0]), law, lang),
        )
        for name, row in ends
        if len(row)
    )
    view, digits = origin_words.table_of(table, law, lang, own, telling.power)
    for name, count in digits.items():
        view[name] = [formats.number(value, lang, count) for value in view[name]]
    brief = _brief(table, own, found.view.competitors)
    text = _("Shown: {shown} of {count} origins. Without transport and customs duties.")
    lines = [text.format(shown=len(brief), count=len(rows))]
    if found.analysis.basis == "actual":
        cost = float(found.row["cost_eur_per_t"])
        lines.insert(0, origin_words.with_own_value(table, cost, lang))
    return Section(
        "compared",
        origin_words.standing(table, own, law, lang),
        figures=figures,
        chart=origin_charts.ranking(
            brief, law, lang, telling.colours, own, found.view.competitors
        ),
        table=view,
        lines=tuple(lines),
        notes=_(notes.ORIGINS),
        source=telling.source("default_total", "markup", "benchmark"),
        assumed=telling.assumed(),
    )  # fmt: skip


def _brief(table: pd.DataFrame, own: str, picked: Sequence[str]) -> pd.DataFrame:
    """What a room can read of a ranking: its ends, the origin with its neighbours, the picked.

    Origins that fall back on "Other countries" stay: they are one bar.
    """
    rows = origin_words.priced(table)
    named = rows[rows["own"]].reset_index()
    places = [*range(_ENDS), *range(len(named) - _ENDS, len(named))]
    wanted = named["origin"].isin([own, "CN", *picked])
    for at in named.index[named["origin"] == own]:
        places += [at - 1, at + 1]
    kept = wanted | named.index.isin(places)
    return table.loc[sorted({*named.loc[kept, "index"], *rows.index[~rows["own"]]})]
