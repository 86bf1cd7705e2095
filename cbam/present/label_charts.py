"""Charts of the label page: cost against label value, savings by year, levers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from cbam.findings.savings import Savings
from cbam.i18n import translator
from cbam.present import formats
from cbam.present.charts import Chart, layout, pattern
from cbam.present.label_words import unit_name
from cbam.present.theme import Palette


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
            "line": {"width": 0}, "fill": "tonexty", "fillcolor": _faded(colours.pay, 0.18),
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
        label = f"{name}: EUR {formats.number(cost, lang, 1, 0)}"
        told.append(f"{formats.number(at / factor, lang, 3, 0)} {label}")
        above = name == marks[0][0]
        traces.append(
            {
                "type": "scatter", "mode": "markers+text", "x": [at / factor], "y": [cost],
                "text": [f"<b>{label}</b>"],
                "textposition": "top left" if above else "bottom right",
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
                "color": colours.save,
                "pattern": pattern("", colours),
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
            "type": "scatter", "mode": "text", "x": years, "y": high,
            "text": [f"<b>{formats.number(value, lang, 1, 0)}</b>" for value in mid],
            "textposition": "top center", "textfont": {"size": 13, "color": colours.ink},
            "hoverinfo": "skip", "cliponaxis": False,
        },
    ]  # fmt: skip
    figure = _figure(colours, _("EUR per tonne of good"), top, traces, [], [])
    least = min([0.0, *low]) * 1.1
    figure["layout"]["yaxis"]["range"] = [least, top]
    figure["layout"]["xaxis"] |= {"tickvals": years, "ticktext": [str(year) for year in years]}
    parts = ", ".join(
        f"{y} {formats.number(m, lang, 1, 0)}" for y, m in zip(years, mid, strict=True)
    )
    return Chart(figure, _("Saving in EUR per tonne by year: {parts}.").format(parts=parts))


def levers(table: pd.DataFrame, lang: str, colours: Palette) -> Chart:
    """What each lever gains at the border [EUR/t]; levers only the label sees are marked."""
    _ = translator(lang)
    rows = table.sort_values("border_gain_high", na_position="first")
    names = [_short(name) for name in rows[f"name_{lang}"]]
    gain = rows["border_gain_high"].fillna(0.0).clip(lower=0.0).tolist()
    texts = []
    for row in rows.itertuples():
        if row.label_only:
            texts.append(_("label only: EUR 0 at the border"))
        elif pd.isna(row.border_gain_high):
            texts.append(_("not quantified"))
        else:
            texts.append("EUR " + _span(row.border_gain_low, row.border_gain_high, lang))
    traces = [
        {
            "type": "bar", "orientation": "h", "y": names, "x": gain, "text": texts,
            "textposition": "outside", "cliponaxis": False,
            "textfont": {"size": 13, "color": colours.ink},
            "marker": {"color": colours.save},
            "hovertemplate": "%{y}: %{text}<extra></extra>",
        }
    ]  # fmt: skip
    figure = _figure(colours, "", 1.0, traces, [], [])
    shown = figure["layout"]
    shown["height"] = max(160, 46 * len(rows) + 60)
    shown["yaxis"] = {"automargin": True, "fixedrange": True, "showgrid": False}
    shown["xaxis"] |= {
        "range": [0, max([*gain, 1.0]) * 1.7],
        "title": {"text": _("saving at the border, EUR per tonne of good"), "font": {"size": 12}},
    }
    parts = "; ".join(f"{n.replace('<br>', ' ')}: {t}" for n, t in zip(names, texts, strict=True))
    return Chart(figure, _("Levers and what they save at the border: {parts}.").format(parts=parts))


def _span(low: float, high: float, lang: str) -> str:
    first, last = sorted((low, high))
    if round(first) == round(last):
        return formats.number(last, lang)
    return f"{formats.number(first, lang)}–{formats.number(last, lang)}"


def _short(name: str, most: int = 34) -> str:
    """A lever's name on two lines at most."""
    if len(name) <= most:
        return name
    cut = name.rfind(" ", 0, most)
    cut = cut if cut > 0 else most // 2
    rest = name[cut:].strip()
    return f"{name[:cut]}<br>{rest if len(rest) <= most else rest[: most - 1] + '…'}"


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


def _faded(colour: str, opacity: float) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"
