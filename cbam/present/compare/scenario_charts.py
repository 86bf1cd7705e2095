"""Charts of the page "Compare": the years of all scenarios, and the way from one to another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pandas as pd

from cbam.findings.bridge import CostBridge
from cbam.findings.compare import Comparison
from cbam.i18n import translator
from cbam.law.vintages import Law
from cbam.present import formats
from cbam.present.charts import HEIGHT, Chart, layout, pattern, shade
from cbam.present.compare.compare_words import DRIVERS, currency
from cbam.present.compare.scenario_words import LETTERS, names, signed
from cbam.present.theme import Palette

FIGURES = ("cost_eur_per_t", "cost_eur")  # what the years are drawn in
_DASHES = ("solid", "solid", "dash", "dot", "dashdot", "longdash")
_SYMBOLS = ("circle", "diamond", "square", "triangle-up", "cross", "x")
_ROW = 34  # height of a bar of the bridge


def years(
    comparison: Comparison,
    lang: str,
    colours: Palette,
    figure: str = "cost_eur_per_t",
    year: int | None = None,
) -> Chart:
    """The cost of every scenario by import year, one labelled line each.

    Args:
        comparison: what came out.
        lang: ``en`` or ``zh``.
        colours: palette of the mode.
        figure: one of ``FIGURES``: EUR per tonne, or EUR in the year.
        year: import year looked at; marked.
    """
    _ = translator(lang)
    unit = _("EUR per tonne") if figure == FIGURES[0] else _("EUR in the year")
    titles = names(comparison.scenarios, lang)
    shown = [
        {at: row[figure] for at, row in rows.items() if not math.isnan(row[figure])}
        for rows in comparison.rows
    ]
    top = max([*(cost for costs in shown for cost in costs.values()), 1.0]) * 1.12
    frame = layout(colours, unit, top)
    frame["yaxis"]["tickformat"] = ","
    traces: list[dict[str, Any]] = []
    ends, told = [], []
    fills = _colours(colours)
    for position, title in enumerate(titles):
        if not shown[position]:
            continue
        at, costs = list(shown[position]), list(shown[position].values())
        traces.append(
            {
                "type": "scatter", "mode": "lines+markers", "x": at, "y": costs, "name": title,
                "line": {"color": fills[position], "width": 3, "dash": _DASHES[position]},
                "marker": {
                    "size": 8, "symbol": _SYMBOLS[position],
                    "line": {"color": colours.paper, "width": 1},
                },
                "hovertemplate": f"{LETTERS[position]} · %{{x}}<br>%{{y:,.2f}} {unit}<extra></extra>",
            }
        )  # fmt: skip
        ends.append((position, costs[-1]))
        first, last = (formats.number(value, lang) for value in (costs[0], costs[-1]))
        told.append(_("{name}: {first} to {last}").format(name=title, first=first, last=last))
    for (position, cost), height in zip(ends, _apart([c for _, c in ends], top), strict=True):
        frame["annotations"].append(
            {
                "x": 1, "xref": "paper", "xanchor": "left", "xshift": 6, "y": height,
                "showarrow": False, "align": "left", "font": {"size": 13, "color": fills[position]},
                "text": f"<b>{LETTERS[position]}</b> {formats.number(cost, lang)}",
            }
        )  # fmt: skip
    law = Law.load()
    frame["margin"]["r"] = 92 if figure == FIGURES[1] else 62
    frame["xaxis"] |= {"tickvals": list(law.years[::2]), "tickangle": 0}
    frame["shapes"] = []
    shade(frame, law.years, law.schedule.assumed_years, top, lang, colours)
    if year is not None:
        frame["shapes"].append(
            {
                "type": "line", "x0": year, "x1": year, "yref": "paper", "y0": 0, "y1": 1,
                "line": {"color": colours.context, "width": 1, "dash": "dot"}, "layer": "below",
            }
        )  # fmt: skip
    separator = "; " if lang == "en" else "；"
    alt = _("{unit} by import year. {lines}.").format(unit=unit, lines=separator.join(told))
    return Chart({"data": traces, "layout": frame}, alt)


def _colours(colours: Palette) -> tuple[str, ...]:
    """A colour per scenario; the dash and the letter say the same."""
    return (
        colours.context, colours.pay, colours.save, colours.assumption, colours.ink,
        colours.pay_soft,
    )  # fmt: skip


def _apart(heights: Sequence[float], top: float, least: float = 0.07) -> list[float]:
    """Heights moved apart so that labels do not lie on each other, in the same order."""
    order = sorted(range(len(heights)), key=lambda i: heights[i])
    placed = list(heights)
    for before, after in pairwise(order):
        placed[after] = max(placed[after], placed[before] + least * top)
    return placed


def bridge(found: CostBridge, letters: tuple[str, str], lang: str, colours: Palette) -> Chart:
    """The difference between two scenarios as a waterfall of its drivers, one row each.

    Args:
        found: the split difference.
        letters: of the scenarios it starts from and ends at.
        lang: ``en`` or ``zh``.
        colours: palette of the mode.
    """
    _ = translator(lang)
    rows = _steps(found, letters, lang)
    fill = {"total": colours.context, "plus": colours.pay, "minus": colours.save}
    hatching = {"total": "", "plus": "", "minus": "/"}
    left = min(0.0, *rows["start"], *rows["end"])
    right = max(1.0, *rows["start"], *rows["end"])
    trace = {
        "type": "bar", "orientation": "h",
        "y": rows["label"].tolist(),
        "x": (rows["end"] - rows["start"]).abs().tolist(),
        "base": rows[["start", "end"]].min(axis=1).tolist(),
        "text": rows["text"].tolist(),
        "textposition": "outside", "constraintext": "none", "cliponaxis": False,
        "textfont": {"size": 13, "color": colours.ink},
        "marker": {
            "color": [fill[kind] for kind in rows["kind"]],
            "pattern": pattern([hatching[kind] for kind in rows["kind"]], colours),
        },
        "hovertemplate": "%{y}: %{text}<extra></extra>",
        "width": 0.62,
    }  # fmt: skip
    unit = _("{currency} in {year}").format(
        currency=currency(found.currency, lang), year=found.year
    )
    frame = layout(colours, unit, 1.0)
    frame["height"] = max(HEIGHT, _ROW * len(rows) + 60)
    frame["xaxis"] |= {
        "range": [left, left + (right - left) * 1.28], "showgrid": True, "gridcolor": colours.line,
        "griddash": "dot", "nticks": 4, "showline": False, "tickformat": ",",
    }  # fmt: skip
    frame["yaxis"] = {
        "autorange": "reversed", "automargin": True, "fixedrange": True, "showgrid": False,
        "tickfont": {"size": 13},
    }  # fmt: skip
    separator = "; " if lang == "en" else "；"
    parts = separator.join(f"{row.label} {row.text}" for row in rows.itertuples())
    alt = _("From scenario {a} to scenario {b}, {unit}: {parts}.").format(
        a=letters[0], b=letters[1], unit=unit, parts=parts.replace("<br>", " ")
    )
    return Chart({"data": [trace], "layout": frame}, alt)


def _steps(found: CostBridge, letters: tuple[str, str], lang: str) -> pd.DataFrame:
    """The rows of the bridge: label, start, end, text, kind."""
    _ = translator(lang)
    rows = [(letters[0], 0.0, found.start, formats.number(found.start, lang), "total")]
    level = found.start
    for part, cents in zip(found.parts, found.cents(), strict=True):
        kind = "plus" if cents >= 0 else "minus"
        label = wrapped(_(DRIVERS[part.driver]), lang)
        rows.append((label, level, level + part.amount, signed(cents, lang), kind))
        level += part.amount
    rows.append((letters[1], 0.0, found.end, formats.number(found.end, lang), "total"))
    return pd.DataFrame(rows, columns=["label", "start", "end", "text", "kind"])


def wrapped(label: str, lang: str, most: int = 16) -> str:
    """A label on two lines where it is long, so that the bars keep their room on a phone."""
    if lang != "en" or len(label) <= most:
        return label
    words, first = label.split(" "), ""
    while words and len(first) + len(words[0]) < most:
        first = f"{first} {words.pop(0)}".strip()
    return f"{first}<br>{' '.join(words)}" if first and words else label
