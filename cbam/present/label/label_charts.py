"""Charts of the label page: cost against label value, savings by year, levers."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from cbam.analysis import Analysis
from cbam.caches import cached
from cbam.findings import levers as findings
from cbam.findings.savings import Savings
from cbam.i18n import translator
from cbam.present import formats
from cbam.present.charts import Chart, layout, pattern
from cbam.present.formats import span
from cbam.present.label.label_words import unit_name
from cbam.present.theme import Palette, faded


def cost_curve(result: Savings, year: int, lang: str, colours: Palette) -> Chart:
    """Cost per tonne against the label value, for one import year.

    Drawn and named on it: the range, the floor below which cuts save nothing this year, the EU
    default with mark-up, today's label and the target.
    """
    _ = translator(lang)
    points = result.curve(year)
    factor = result.bridge.label.tonnes_per_tonne or 1.0
    x = (points["label"] / factor).tolist()
    default = result.figure(year, "default")
    top = max([*points["high"].tolist(), default or 0.0, 1.0]) * 1.15
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter", "mode": "lines", "x": x, "y": points["low"].tolist(),
            "line": {"width": 0}, "hoverinfo": "skip",
        },
        {
            "type": "scatter", "mode": "lines", "x": x, "y": points["high"].tolist(),
            "line": {"width": 0}, "fill": "tonexty", "fillcolor": faded(colours.pay, 0.18),
            "hoverinfo": "skip",
        },
        {
            "type": "scatter", "mode": "lines", "x": x, "y": points["mid"].tolist(),
            "line": {"color": colours.pay, "width": 3},
            "hovertemplate": "%{x:.3~f}: EUR %{y:.1f}/t<extra></extra>",
        },
    ]  # fmt: skip
    notes, shapes = [], []
    if default is not None:
        shapes.append(_line(colours.context, y=default))
        text = _("EU default with mark-up: EUR {value}").format(value=formats.number(default, lang))
        notes.append(
            {"xref": "paper", "x": 0.01, "y": default, "xanchor": "left", "yanchor": "bottom", "text": text}
        )  # fmt: skip
    floor = result.figure(year, "floor_label")
    if floor is not None and floor > 0:
        shapes.append(_line(colours.assumption, x=floor))
        text = _("floor {year}: {value}").format(
            year=year, value=formats.number(floor, lang, 2 if floor < 100 else 0, 0)
        )
        notes.append(
            {"x": floor, "yref": "paper", "y": 0.62, "xanchor": "right", "text": text, "xshift": -4}
        )
    marks = (
        (_("today"), result.label_today, result.figure(year, "today_mid"), "circle", colours.pay),
        (_("target"), result.label_target, result.figure(year, "target_mid"), "diamond", colours.save),
    )  # fmt: skip
    told = []
    for name, at, cost, symbol, colour in marks:
        if at is None or cost is None:
            continue
        label = formats.labelled(name, formats.euros(formats.number(cost, lang, 1, 0), lang), lang)
        told.append(f"{formats.number(at / factor, lang, 3, 0)} {label}")
        above = name == marks[0][0]
        traces.append(
            {
                "type": "scatter", "mode": "markers+text", "x": [at / factor], "y": [cost],
                "text": [f"<b>{label}</b>"],
                "textposition": _beside(at / factor, max(x or [1.0]), above),
                "textfont": {"size": 14, "color": colours.ink}, "cliponaxis": False,
                "marker": {
                    "size": 13, "symbol": symbol, "color": colour,
                    "line": {"color": colours.paper, "width": 1.5},
                },
                "hoverinfo": "skip",
            }
        )  # fmt: skip
    figure = _figure(colours, _("EUR per tonne of good"), top, traces, notes, shapes)
    figure["layout"]["xaxis"] |= {
        "title": {"text": _("label value, {unit}").format(unit=unit_text(result, lang)), "font": {"size": 12}},
        "range": [0, max(x or [1.0])],
        "showline": True,
    }  # fmt: skip
    alt = _("Cost per tonne in {year} against the label value: {points}. {floor}")
    floor_text = ""
    if floor is not None:
        floor_text = _("Below a label value of {value} cuts save nothing this year.").format(
            value=formats.number(floor, lang, 2, 0)
        )
    return Chart(figure, alt.format(year=year, points="; ".join(told), floor=floor_text))


def _beside(at: float, most: float, above: bool) -> str:
    """Where a mark's text fits inside the chart."""
    side = "left" if at > 0.5 * most else "right"
    return f"{'top' if above else 'bottom'} {side}"


def unit_text(result: Savings, lang: str) -> str:
    """The label's own unit, such as ``kgCO2e/t``."""
    label = result.bridge.label
    return f"{label.unit} CO2e/{unit_name(label, lang)}"


def saving_by_year(result: Savings, lang: str, colours: Palette, chosen: int) -> Chart:
    """Saving per tonne by year, with its range as a thin line."""
    _ = translator(lang)
    years = [int(year) for year in result.table.index]
    mid, low, high = (result.table[f"saving_{band}"].tolist() for band in ("mid", "low", "high"))
    top = max([*high, 1.0]) * 1.2
    traces = [
        {
            "type": "bar", "x": years, "y": mid, "width": 0.62,
            "marker": {
                "color": [colours.save if m >= 0 else colours.pay for m in mid],
                "pattern": pattern(["" if m >= 0 else "/" for m in mid], colours),
                "line": {"color": colours.ink, "width": [1.5 if y == chosen else 0 for y in years]},
            },
            "error_y": {
                "type": "data", "symmetric": False, "color": colours.ink, "thickness": 1.5,
                "array": [h - m for h, m in zip(high, mid, strict=True)],
                "arrayminus": [m - lo for m, lo in zip(mid, low, strict=True)],
            },
            "hovertemplate": "%{x}: EUR %{y:.1f}/t<extra></extra>",
        },
        {
            "type": "scatter", "mode": "text", "x": years, "y": [h if m >= 0 else lo for lo, m, h in zip(low, mid, high, strict=True)],
            "text": [f"<b>{formats.number(value, lang, 1, 0)}</b>" for value in mid],
            "textposition": ["top center" if m >= 0 else "bottom center" for m in mid], "textfont": {"size": 13, "color": colours.ink},
            "hoverinfo": "skip", "cliponaxis": False,
        },
    ]  # fmt: skip
    figure = _figure(colours, _("EUR per tonne of good"), top, traces, [], [])
    least = min([0.0, *low]) * 1.2
    figure["layout"]["yaxis"]["range"] = [least, top]
    figure["layout"]["xaxis"] |= {
        "tickvals": years,
        "tickangle": 0,
        "tickfont": {"size": 11},
        "ticktext": [str(year) for year in years],
    }
    parts = ", ".join(
        f"{y} {formats.number(m, lang, 1, 0)}" for y, m in zip(years, mid, strict=True)
    )
    return Chart(figure, _("Saving in EUR per tonne by year: {parts}.").format(parts=parts))


def levers(table: pd.DataFrame, lang: str, colours: Palette) -> Chart:
    """Each lever: what the label gains (left), what the border gains (right), cost and worth.

    Names stand above their bars, so that a phone shows them whole.
    """
    _ = translator(lang)
    rows = table.sort_values("border_gain_high", na_position="first")
    height = list(range(len(rows)))
    label_gain = rows["label_gain_high"].fillna(0.0).clip(lower=0.0).tolist()
    border_gain = rows["border_gain_high"].fillna(0.0).clip(lower=0.0).tolist()
    left, right, notes, told = [], [], [], []
    for at, row in zip(height, rows.itertuples(), strict=True):
        name = getattr(row, f"name_{lang}")
        left.append(span(row.label_gain_low, row.label_gain_high, lang, 2) or "–")
        right.append(_border_text(row, lang))
        worth = _worth(row, lang)
        told.append(", ".join(filter(None, (f"{name}: {left[-1]}", right[-1], worth))))
        lines = [f"<b>{line}</b>" for line in _lines(name, lang)]
        if worth:
            lines.append(worth)
        notes.append(
            {
                "xref": "paper", "x": 0, "xanchor": "left", "y": at + 0.22, "yanchor": "bottom",
                "text": "<br>".join(lines), "align": "left",
            }
        )  # fmt: skip
    common = {"type": "bar", "orientation": "h", "y": height, "width": 0.28, "cliponaxis": False}
    text = {"textposition": "outside", "textfont": {"size": 13, "color": colours.ink}}
    traces = [
        common | text | {
            "x": label_gain, "text": left, "hoverinfo": "skip",
            "marker": {"color": colours.context, "pattern": pattern("/", colours)},
        },
        common | text | {
            "x": border_gain, "text": right, "xaxis": "x2", "hoverinfo": "skip",
            "marker": {"color": colours.save},
        },
    ]  # fmt: skip
    figure = _figure(colours, "", 1.0, traces, notes, [])
    frame = figure["layout"]
    frame["height"] = max(170, 88 * len(rows) + 70)
    frame["yaxis"] = {
        "visible": False, "fixedrange": True, "range": [-0.4, len(rows) - 0.15],
    }  # fmt: skip
    axis = frame["xaxis"] | {"side": "bottom", "nticks": 4}
    halves = {"xaxis": {"domain": [0.0, 0.3]}, "xaxis2": {"domain": [0.42, 1.0]}}
    for name, title, values in (
        ("xaxis", _("label, tCO2e/t"), label_gain),
        ("xaxis2", _("border, EUR/t"), border_gain),
    ):
        most = max([*values, 0.1]) * 1.7
        frame[name] = axis | halves[name] | {
            "range": [0, most],
            "title": {"text": title, "font": {"size": 12}}, "anchor": "y",
        }  # fmt: skip
    alt = _("Levers, what the label gains in tCO2e and what the border gains per tonne: {parts}.")
    return Chart(figure, alt.format(parts="; ".join(told)))


@cached(maxsize=64)
def levers_of(analysis: Analysis, today: date, lang: str, colours: Palette) -> Chart:
    """``levers`` of ``findings.levers.levers_of``; shared between visitors, never to be changed."""
    return levers(findings.levers_of(analysis, today), lang, colours)


def _border_text(row: Any, lang: str) -> str:
    """What a lever gains at the border."""
    _ = translator(lang)
    if row.label_only:
        return _("label only: EUR 0")
    gain = span(row.border_gain_low, row.border_gain_high, lang)
    return formats.euros(gain, lang) if gain else _("not quantified")


def _worth(row: Any, lang: str) -> str:
    """What a lever costs per tonne of CO2, beside what the border saves; empty if unknown."""
    cost = span(row.cost_low, row.cost_high, lang, 1)
    worth = span(row.saving_per_tco2_low, row.saving_per_tco2_high, lang)
    if not cost:
        return ""
    _ = translator(lang)
    if not worth:
        return _("per tCO2: costs EUR {cost}").format(cost=cost)
    return _("per tCO2: costs EUR {cost}, saves EUR {worth}").format(cost=cost, worth=worth)


def _lines(name: str, lang: str) -> list[str]:
    """A name in lines short enough for a phone."""
    return textwrap.wrap(name, 40 if lang == "en" else 22)


def _line(colour: str, x: float | None = None, y: float | None = None) -> dict[str, Any]:
    shape: dict[str, Any] = {"type": "line", "line": {"color": colour, "width": 2, "dash": "dash"}}
    if x is not None:
        return shape | {"x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper"}
    return shape | {"y0": y, "y1": y, "x0": 0, "x1": 1, "xref": "paper"}


def _figure(
    colours: Palette,
    unit: str,
    top: float,
    traces: Sequence[dict[str, Any]],
    notes: Sequence[dict[str, Any]],
    shapes: Sequence[dict[str, Any]],
) -> dict[str, Any]:
    common = layout(colours, unit, top)
    style = {"showarrow": False, "font": {"size": 13, "color": colours.ink}}
    common["annotations"] += [style | note for note in notes]
    common["shapes"] = list(shapes)
    return {"data": list(traces), "layout": common}
