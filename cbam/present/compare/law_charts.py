"""Charts of what another law would do: the path of the CBAM factor, and the cost under each law."""

from __future__ import annotations

import pandas as pd

from cbam.findings.downstream import DownstreamBill
from cbam.findings.reforms import IN_FORCE, PROPOSAL, THIS
from cbam.i18n import translator
from cbam.law.reform import LAW, P616
from cbam.law.vintages import Law
from cbam.present import formats
from cbam.present.charts import Chart, layout, pattern, shade
from cbam.present.compare import law_words
from cbam.present.compare.scenario_words import signed
from cbam.present.line_charts import Line, lines, mark_year
from cbam.present.theme import Palette

FIGURES = ("more_per_t", "cost_eur_per_t")  # what the laws are drawn in


def factors(table: pd.DataFrame, year: int, lang: str, colours: Palette) -> Chart:
    """The CBAM factor year by year: the law solid, a proposal dashed and amber.

    Args:
        table: of ``findings.reforms.factors``.
        year: import year looked at; marked.
        lang: ``en`` or ``zh``.
        colours: palette of the mode.
    """
    _ = translator(lang)
    names = {LAW: _("Law in force"), P616: _("Proposal")}
    found, told = [], []
    for name in dict.fromkeys(table["path"]):
        rows = table[table["path"] == name]
        shares = [formats.percent(value, lang) for value in rows["cbam_factor"]]
        label = names.get(name) or _("Newly added")
        proposed = name != LAW
        found.append(Line(
            label, rows["year"].tolist(), (rows["cbam_factor"] * 100).tolist(),
            [f"{label} · {at}<br>{share}" for at, share in zip(rows["year"], shares, strict=True)],
            colours.assumption if proposed else colours.ink, shares[-1],
            "dash" if proposed else "solid", 3, "diamond" if proposed else "circle",
        ))  # fmt: skip
        told.append(_("{name}: {first} to {last}").format(
            name=label, first=shares[0], last=shares[-1]
        ))  # fmt: skip
    years = sorted(set(table["year"].astype(int)))
    unit = _("CBAM factor, % of the benchmark still free")
    figure = lines(found, years, unit, 104.0, colours)
    mark_year(figure["layout"], year, colours)
    return Chart(figure, _spoken(unit, told, lang))


def _spoken(unit: str, told: list[str], lang: str) -> str:
    separator = "; " if lang == "en" else "；"
    _ = translator(lang)
    text = _("{unit} by import year. {lines}.")
    return text.format(unit=unit, lines=separator.join(told))


def costs(
    table: pd.DataFrame, year: int, lang: str, colours: Palette, figure: str = FIGURES[0]
) -> Chart:
    """The scenario under each law by import year; only the law in force is solid.

    Args:
        table: of ``findings.reforms.by_variant``.
        year: import year looked at; marked.
        lang: ``en`` or ``zh``.
        colours: palette of the mode.
        figure: one of ``FIGURES``: above the law in force, or the cost itself.
    """
    _ = translator(lang)
    looks = {
        IN_FORCE: (colours.ink, "solid", "circle"),
        PROPOSAL: (colours.assumption, "dash", "diamond"),
        THIS: (colours.pay, "dashdot", "square"),
    }
    other = (colours.context, "dot", "triangle-up")
    rows = table.dropna(subset=[figure])
    span = [0.0, *rows[figure].tolist()]
    high, low = max(span), min(span)
    room = max(high - low, 1.0) * 0.12
    found, told = [], []
    for name in dict.fromkeys(rows["variant"]):
        part = rows[rows["variant"] == name]
        label, values = law_words.variant(name, lang), part[figure].tolist()
        colour, dash, symbol = looks.get(name, other)
        amounts = [
            formats.number(value, lang, 2) if figure == FIGURES[1] else signed(value, lang, 2)
            for value in values
        ]
        unit_ = _("EUR/t")
        found.append(Line(
            label, part["year"].tolist(), values,
            [f"{label} · {at}<br>{cost} {unit_}"
             for at, cost in zip(part["year"], amounts, strict=True)],
            colour, amounts[-1], dash, 3, symbol,
        ))  # fmt: skip
        told.append(_("{name}: {first} to {last}").format(
            name=label, first=amounts[0], last=amounts[-1]
        ))  # fmt: skip
    law = Law.load()
    unit = _("EUR per tonne") if figure == FIGURES[1] else _("EUR per tonne above the law in force")
    figure_ = lines(
        found, law.years, unit, high + room, colours, low - room if low < 0 else 0.0
    )  # fmt: skip
    frame = figure_["layout"]
    frame["yaxis"] |= {"zeroline": True, "zerolinecolor": colours.line}
    shade(frame, law.years, law.schedule.assumed_years, high + room, lang, colours)
    mark_year(frame, year, colours)
    return Chart(figure_, _spoken(unit, told, lang))


def downstream(found: DownstreamBill, unit: str, lang: str, colours: Palette) -> Chart:
    """What a listed good would cost by year; amber and hatched, since none of it is law.

    Args:
        found: of ``findings.downstream.downstream``.
        unit: ``t`` or ``piece``.
        lang: ``en`` or ``zh``.
        colours: palette of the mode.
    """
    _ = translator(lang)
    years = found.years["year"].astype(int).tolist()
    costs_ = found.years["cost_eur_per_unit"].tolist()
    title = _("EUR {unit}").format(unit=law_words.per_unit(unit, lang))
    amounts = [formats.number(cost, lang, 2 if max(costs_) < 100 else 0) for cost in costs_]
    frame = layout(colours, title, (max(costs_) or 1.0) * 1.2)
    frame["xaxis"] |= {"tickvals": years, "tickangle": 0, "tickfont": {"size": 12}}
    trace = {
        "type": "bar", "x": years, "y": costs_, "text": amounts, "textposition": "outside",
        "textfont": {"size": 13, "color": colours.ink}, "constraintext": "none",
        "cliponaxis": False,
        "marker": {"color": colours.assumption, "pattern": pattern("/", colours)},
        "hovertemplate": "%{x}: %{text} " + title + "<extra></extra>", "width": 0.62,
    }  # fmt: skip
    told = [f"{year} {amount}" for year, amount in zip(years, amounts, strict=True)]
    return Chart({"data": [trace], "layout": frame}, _spoken(title, told, lang))
