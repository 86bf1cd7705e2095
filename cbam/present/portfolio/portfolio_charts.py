"""Charts of a portfolio: who and what makes the bill, the years, and the few lines that count.

Names come from users: they are escaped for Plotly's markup and shortened for the paper.
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Sequence
from typing import Any

import pandas as pd

from cbam.i18n import translator
from cbam.law.vintages import Law
from cbam.portfolio.totals.picture import Pareto
from cbam.present import formats
from cbam.present.charts import Chart, layout, pattern, shade
from cbam.present.portfolio.portfolio_tables import DIMENSION_NAMES, key_name, topped
from cbam.present.theme import Palette

_ROW = 52  # height of a ranking's row: the name above, the bar below
_ROOM = 0.08  # share of the area from which an amount has room
_LONG = {"en": 44, "zh": 24}  # characters of a name on one line of a phone


def treemap(
    part: pd.DataFrame, dimension: str, law: Law, lang: str, colours: Palette, most: int = 24
) -> Chart:
    """The year's cost as areas, one per key; what is small is one area of its own.

    Areas whose cost rests on default values for more than half are hatched: there a verified
    value may lower the bill.

    Args:
        part: a table of ``Picture.parts``.
        dimension: which one it is.
        law: for the names of goods and origins.
        lang: ``en`` or ``zh``.
        colours: palette of the mode.
        most: areas at most.
    """
    _ = translator(lang)
    rows = topped(part[part["cost_eur"] > 0], most)
    names = _names(rows, dimension, law, lang)
    labels, shapes = [], []
    for name, row in zip(names, rows.itertuples(), strict=True):
        said = [formats.percent(row.share, lang)]
        room = row.share > _ROOM
        if room:
            said.insert(0, formats.eur(row.cost_eur, lang))
        title = _escaped(name, max(10, _LONG[lang] // (2 if room else 4)), 2)
        labels.append("<br>".join([f"<b>{title}</b>", *said]))
        shapes.append("/" if row.default_share > 0.5 else "")
    frame = layout(colours, "", 1.0)
    frame.pop("xaxis"), frame.pop("yaxis")
    frame["annotations"] = []
    frame["uniformtext"] = {"minsize": 9, "mode": "hide"}
    frame["margin"] = {"l": 0, "r": 0, "t": 4, "b": 4}
    figure = {
        "data": [
            {
                "type": "treemap",
                "ids": [str(i) for i in range(len(rows))],
                "labels": labels,
                "parents": [""] * len(rows),
                "values": rows["cost_eur"].tolist(),
                "textinfo": "label",
                "textfont": {"size": 13, "color": colours.ink},
                "hovertemplate": "%{label}<extra></extra>",
                "marker": {
                    "colors": [colours.pay_faint] * len(rows),
                    "pattern": pattern(shapes, colours) | {"size": 10, "solidity": 0.08},
                    "line": {"color": colours.paper, "width": 2},
                    "pad": {"t": 0, "l": 0, "r": 0, "b": 0},
                },
                "tiling": {"pad": 2},
                "pathbar": {"visible": False},
            }
        ],
        "layout": frame,
    }  # fmt: skip
    alt = _("Cost of the year by {dimension} as areas: {parts}.")
    return Chart(figure, _alt(alt, rows, names, dimension, lang))


def ranking(
    part: pd.DataFrame, dimension: str, law: Law, lang: str, colours: Palette, most: int = 12
) -> Chart:
    """The costliest keys as bars, the name above each so that a phone shows it whole.

    The hatched part of a bar rests on default values (arguments as for ``treemap``).
    """
    _ = translator(lang)
    rows = topped(part[part["cost_eur"] > 0], most)
    names = _names(rows, dimension, law, lang)
    height = list(range(len(rows)))[::-1]
    default = (rows["cost_eur"] * rows["default_share"]).tolist()
    other = [cost - held for cost, held in zip(rows["cost_eur"], default, strict=True)]
    top = max([*rows["cost_eur"].tolist(), 1.0]) * 1.35
    scale, unit = _scale(max([*rows["cost_eur"].tolist(), 0.0]), lang)
    frame = layout(colours, unit, 1.0)
    style = {"showarrow": False, "font": {"size": 13, "color": colours.ink}}
    frame["annotations"] += [
        style | {
            "xref": "paper", "x": 0, "xanchor": "left", "y": at + 0.14, "yanchor": "bottom",
            "text": _escaped(name, _LONG[lang]), "align": "left",
        }
        for at, name in zip(height, names, strict=True)
    ]  # fmt: skip
    frame |= {"barmode": "stack", "height": max(150, _ROW * len(rows) + 76), "showlegend": True}
    frame["legend"] = _legend(colours)
    frame["xaxis"] |= {"visible": False, "range": [0, top]}
    frame["yaxis"] = {"visible": False, "fixedrange": True, "range": [-0.5, len(rows) - 0.3]}
    common = {"type": "bar", "orientation": "h", "y": height, "width": 0.34, "hoverinfo": "skip"}
    traces: list[dict[str, Any]] = [
        common | {
            "x": default, "name": _("on default values"),
            "marker": {"color": colours.pay, "pattern": pattern("/", colours)},
        },
        common | {
            "x": other, "name": _("on actual values"), "marker": {"color": colours.pay},
        },
        {
            "type": "scatter", "mode": "text", "x": rows["cost_eur"].tolist(), "y": height,
            "text": [
                f" <b>{formats.number(row.cost_eur / scale, lang, _digits(row.cost_eur / scale))}</b>"
                f" · {formats.percent(row.share, lang, 0)}"
                for row in rows.itertuples()
            ],
            "textposition": "middle right", "textfont": {"size": 13, "color": colours.ink},
            "cliponaxis": False, "showlegend": False, "hoverinfo": "skip",
        },
    ]  # fmt: skip
    alt = _("Cost of the year by {dimension}, the largest first: {parts}.")
    figure = {"data": traces, "layout": frame}
    return Chart(figure, _alt(alt, rows, names, dimension, lang))


def years(
    table: pd.DataFrame, lang: str, colours: Palette, chosen: int, assumed: Sequence[int]
) -> Chart:
    """The total of the same trade in every year.

    Args:
        table: ``Picture.years`` or ``Publication.years`` (hidden years are NaN).
        lang: ``en`` or ``zh``.
        colours: palette of the mode.
        chosen: the year looked at; its bar is outlined.
        assumed: years in which part of the law is an assumption.
    """
    _ = translator(lang)
    shown = table.dropna(subset=["cost_eur"])
    at = shown["year"].astype(int).tolist()
    scale, unit = _scale(float(shown["cost_eur"].max()) if len(shown) else 0.0, lang)
    amounts = (shown["cost_eur"] / scale).tolist()
    texts = [formats.number(value, lang, _digits(value)) for value in amounts]
    top = max([*amounts, 0.0]) * 1.18
    frame = layout(colours, unit, top)
    trace = {
        "type": "bar", "x": at, "y": amounts, "width": 0.66,
        "text": [f"<b>{text}</b>" for text in texts],
        "textposition": "outside", "cliponaxis": False, "constraintext": "none",
        "textfont": {"size": 13, "color": colours.ink},
        "marker": {
            "color": colours.pay,
            "line": {"color": colours.ink, "width": [1.5 if year == chosen else 0 for year in at]},
        },
        "hoverinfo": "skip",
    }  # fmt: skip
    every = table["year"].astype(int).tolist()
    frame["xaxis"] |= {
        "tickvals": every, "ticktext": [str(year) for year in every], "tickangle": 0,
        "tickfont": {"size": 11},
    }  # fmt: skip
    shade(frame, every, assumed, top, lang, colours)
    pairs = (", " if lang == "en" else "、").join(
        f"{year} {text}" if lang == "en" else f"{year}年 {text}"
        for year, text in zip(at, texts, strict=True)
    )
    alt = _("Total border cost of the same trade by year, {unit}: {figures}.")
    return Chart({"data": [trace], "layout": frame}, alt.format(unit=unit, figures=pairs))


def pareto(result: Pareto, lang: str, colours: Palette) -> Chart:
    """How quickly the costliest lines add up to the bill; the share asked for is marked."""
    _ = translator(lang)
    x = [0.0, *result.curve["line_share"].tolist()]
    y = [0.0, *result.curve["cost_share"].tolist()]
    at = result.needed / result.lines if result.lines else 0.0
    count = formats.number(result.needed, lang)
    whole = formats.number(result.lines, lang)
    share = formats.percent(result.share, lang, 0)
    said = _("{count} of {whole} lines make {share}").format(count=count, whole=whole, share=share)
    frame = layout(colours, _("share of the cost"), 1.05)
    frame["yaxis"] |= {"tickformat": ".0%", "range": [0, 1.08]}
    frame["xaxis"] |= {
        "tickformat": ".0%", "range": [0, 1.02], "showline": True,
        "title": {"text": _("share of the lines, costliest first"), "font": {"size": 12}},
    }  # fmt: skip
    dashed = {"type": "line", "line": {"color": colours.context, "width": 1.5, "dash": "dash"}}
    frame["shapes"] = [
        dashed | {"x0": 0, "x1": at, "y0": result.share, "y1": result.share},
        dashed | {"x0": at, "x1": at, "y0": 0, "y1": result.share},
    ]
    left = at > 0.45
    frame["annotations"].append(
        {
            "x": at, "y": result.share, "text": f"<b>{said}</b>", "showarrow": False,
            "xanchor": "right" if left else "left", "yanchor": "bottom" if left else "top",
            "xshift": -8 if left else 8, "yshift": 6 if left else -6,
            "font": {"size": 14, "color": colours.ink},
        }
    )  # fmt: skip
    traces = [
        {
            "type": "scatter", "mode": "lines", "x": x, "y": y, "hoverinfo": "skip",
            "line": {"color": colours.pay, "width": 3},
        },
        {
            "type": "scatter", "mode": "markers", "x": [at], "y": [result.share],
            "hoverinfo": "skip",
            "marker": {"size": 12, "color": colours.pay, "line": {"color": colours.paper, "width": 1.5}},
        },
    ]  # fmt: skip
    alt = _("The costliest lines first: {said} of the cost.").format(said=said)
    return Chart({"data": traces, "layout": frame}, alt)


def _names(rows: pd.DataFrame, dimension: str, law: Law, lang: str) -> list[str]:
    _ = translator(lang)
    return [
        _("{count} others").format(count=row.others)
        if row.others
        else key_name(dimension, str(row.key), law, lang)
        for row in rows.itertuples()
    ]


def _escaped(name: str, width: int, lines: int = 1) -> str:
    """A name for Plotly's markup: in so many short lines at most, and nothing in it is a tag."""
    rows = textwrap.wrap(name, width)[:lines] if lines > 1 else [name]
    if sum(map(len, rows)) + len(rows) - 1 < len(name) or len(rows[-1]) > width:
        rows[-1] = rows[-1][: width - 1].rstrip() + "…"
    return "<br>".join(html.escape(row, quote=False) for row in rows)


def _alt(text: str, rows: pd.DataFrame, names: list[str], dimension: str, lang: str) -> str:
    _ = translator(lang)
    parts = ("; " if lang == "en" else "；").join(
        f"{name} {formats.eur(cost, lang)}"
        for name, cost in zip(names, rows["cost_eur"], strict=True)
    )
    title = _(DIMENSION_NAMES[dimension])
    return text.format(dimension=title.lower() if lang == "en" else title, parts=parts)


def _scale(most: float, lang: str) -> tuple[float, str]:
    """What a total is counted in, so that nine bars' figures fit a phone."""
    _ = translator(lang)
    if most >= 10**6:
        return (10**6, _("EUR million"))
    return (10**3, _("EUR thousand")) if most >= 10**4 else (1, _("EUR"))


def _digits(value: float) -> int:
    return 0 if value >= 100 else 1 if value >= 10 else 2


def _legend(colours: Palette) -> dict[str, Any]:
    return {
        "orientation": "h", "x": 0, "y": 0, "yanchor": "top", "itemclick": False,
        "itemdoubleclick": False, "traceorder": "normal", "font": {"size": 13, "color": colours.ink},
    }  # fmt: skip
