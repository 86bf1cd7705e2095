"""Charts as Plotly specifications, made from small tables; each has a text alternative.

They carry their own colours and fonts, so screen and export look alike. They are plain
dictionaries: Plotly's own classes check every property as it is set, which takes longer than
everything else on a page; the page checks the finished specification once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cbam.i18n import translator
from cbam.present import formats
from cbam.present.theme import FONTS, Palette

HEIGHT = 380


@dataclass(frozen=True)
class Chart:
    """A figure (``data`` and ``layout``) and what it shows in words, for who cannot see it."""

    figure: dict[str, Any]
    alt: str


@dataclass(frozen=True)
class Bar:
    """One bar of the waterfall: its step in the bill, label, extent in t CO2e/t, text."""

    step: str
    label: str
    start: float
    end: float
    text: str
    kind: str  # plus, minus, total, cost


def waterfall_bars(row: Mapping[str, Any], lang: str) -> list[Bar]:
    """The way from the emission value to the cost, as bars (all in t CO2e per t of good).

    Args:
        row: one assessed row of ``bill.assess``.
        lang: ``en`` or ``zh``.
    """
    _ = translator(lang)

    def tonnes(value: float) -> str:
        return formats.number(value, lang, 3)

    bars = []
    if row["default_from"]:
        total, see = float(row["default_total"]), float(row["see"])
        bars.append(Bar("default_total", _("Default value"), 0.0, total, tonnes(total), "plus"))
        share = formats.percent(row["markup"], lang)
        text = f"+{tonnes(see - total)}"
        label = _("Mark-up {share}").format(share=share)
        bars.append(Bar("markup", label, total, see, text, "plus"))
    else:
        see = float(row["see"])
        bars.append(Bar("see", _("Actual value"), 0.0, see, tonnes(see), "plus"))
    left = max(0.0, see - float(row["sefa"]))
    text = formats.MINUS + tonnes(float(row["sefa"]))
    bars.append(Bar("sefa", _("Free allocation"), left, see, text, "minus"))
    bars.append(Bar("certificates", _("Chargeable"), 0.0, left, tonnes(left), "total"))
    price = formats.eur(row["price_eur"], lang, 2)
    cost = formats.eur(row["cost_eur_per_t"], lang, 2)
    bars.append(Bar("price", f"× {price}", 0.0, left, f"= {cost}", "cost"))
    return bars


def waterfall(row: Mapping[str, Any], lang: str, colours: Palette) -> Chart:
    """The waterfall from emission value to cost per tonne."""
    _ = translator(lang)
    bars = waterfall_bars(row, lang)
    fill = {
        "plus": colours.context,
        "minus": colours.save,
        "total": colours.pay_soft,
        "cost": colours.pay,
    }
    hatching = {"plus": "", "minus": "/", "total": "", "cost": ""}
    trace = {
        "type": "bar",
        "x": [_wrapped(bar.label) for bar in bars],
        "y": [abs(bar.end - bar.start) for bar in bars],
        "base": [min(bar.start, bar.end) for bar in bars],
        "text": [bar.text.removeprefix("= ").replace(" ", "<br>") for bar in bars],
        "textposition": "outside",
        "constraintext": "none",
        "cliponaxis": False,
        "textfont": {"size": 14, "color": colours.ink},
        "marker": {
            "color": [fill[bar.kind] for bar in bars],
            "pattern": pattern([hatching[bar.kind] for bar in bars], colours),
        },
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}, "textfont": {"color": colours.ink}},
        "hovertemplate": "%{x}<br>%{text}<extra></extra>",
        "width": 0.62,
    }
    power = row["sector"] == "electricity"
    top = max(bar.end for bar in bars) * 1.2
    figure = {
        "data": [trace],
        "layout": layout(colours, _("tCO2e per MWh") if power else _("tCO2e per tonne"), top),
    }
    parts = ("; " if lang == "en" else "；").join(f"{bar.label} {bar.text}" for bar in bars)
    alt = _("From emission value to cost per tonne, in tCO2e per tonne: {parts}.")
    return Chart(figure, alt.format(parts=parts))


_DRIVERS = ("above_benchmark", "from_markup", "from_phase_out")


def driver_names(lang: str) -> dict[str, str]:
    """The three drivers of the yearly cost, as they are labelled."""
    _ = translator(lang)
    return {
        "above_benchmark": _("Default above benchmark"),
        "from_markup": _("Mark-up"),
        "from_phase_out": _("Free allocation withdrawn"),
    }


def yearly(
    table: pd.DataFrame, lang: str, colours: Palette, chosen: int, assumed: Sequence[int]
) -> Chart:
    """Cost per tonne year by year, split by what drives it; an actual value as a line.

    Args:
        table: result of ``findings.projection.years``.
        lang: ``en`` or ``zh``.
        colours: palette of the mode.
        chosen: the year the user looks at; its bar is outlined.
        assumed: years in which part of the law is an assumption; shaded and named.
    """
    _ = translator(lang)
    default, actual = (
        {
            name: [value for value, on in zip(table[name].tolist(), of, strict=True) if on]
            for name in ("year", "cost_eur_per_t", *_DRIVERS)
        }
        for of in (table["basis"].to_numpy() == basis for basis in ("default", "actual"))
    )
    years = default["year"]
    names = driver_names(lang)
    fills = dict(zip(_DRIVERS, (colours.pay, colours.pay_soft, colours.pay_faint), strict=True))
    shapes = dict(zip(_DRIVERS, ("", "/", ""), strict=True))
    amount = "<br>%{y:,.2f} " + _("EUR/t") + "<extra></extra>"
    traces: list[dict[str, Any]] = [
        {
            "type": "bar",
            "x": years,
            "y": default[driver],
            "name": names[driver],
            "marker": {
                "color": fills[driver],
                "pattern": pattern(shapes[driver], colours),
                "line": {
                    "color": colours.ink,
                    "width": [1.5 if year == chosen else 0 for year in years],
                },
            },
            "hovertemplate": "%{x} · " + names[driver] + amount,
        }
        for driver in _DRIVERS
    ]
    costs = default["cost_eur_per_t"]
    top = max([*table["cost_eur_per_t"].tolist(), 1.0]) * 1.18
    traces.append(
        {
            "type": "scatter",
            "mode": "text",
            "x": years,
            "y": costs,
            "text": [f"<b>{formats.number(cost, lang)}</b>" for cost in costs],
            "textposition": "top center",
            "textfont": {"size": 13, "color": colours.ink},
            "showlegend": False,
            "hoverinfo": "skip",
        }
    )
    if actual["year"]:
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "x": years,
                "y": actual["cost_eur_per_t"],
                "name": _("Actual value"),
                "line": {"color": colours.save, "width": 3},
                "marker": {
                    "size": 9,
                    "symbol": "diamond",
                    "line": {"color": colours.paper, "width": 1},
                },
                "hovertemplate": "%{x} · " + _("Actual value") + amount,
            }
        )
    power = (table["sector"] == "electricity").all()
    frame = layout(colours, _("EUR per MWh") if power else _("EUR per tonne"), top)
    shade(frame, years, assumed, top, lang, colours)
    frame |= {"barmode": "stack", "bargap": 0.28, "showlegend": True}
    frame["xaxis"] |= {
        "tickvals": years,
        "tickangle": 0,
        "tickfont": {"size": 11},
        "ticktext": [str(year) for year in years],
    }
    frame["legend"] = {
        "orientation": "h", "y": -0.14, "x": 0, "traceorder": "normal", "itemclick": False,
        "itemdoubleclick": False, "font": {"size": 13, "color": colours.ink},
    }  # fmt: skip
    figure = {"data": traces, "layout": frame}
    figures = _listed(years, costs, lang)
    alt = _("Border cost in EUR per tonne on the default value by year: {figures}.")
    text = alt.format(figures=figures)
    if actual["year"]:
        figures = _listed(years, actual["cost_eur_per_t"], lang)
        text += " " if lang == "en" else ""
        text += _("With the actual value: {figures}.").format(figures=figures)
    return Chart(figure, text)


def shade(
    frame: dict[str, Any],
    years: Sequence[int],
    assumed: Sequence[int],
    top: float,
    lang: str,
    colours: Palette,
) -> None:
    """Shade and name, in a layout, the years in which part of the law is an assumption."""
    _ = translator(lang)
    held = [year for year in years if year in assumed]
    if not held:
        return
    frame.setdefault("shapes", []).append(
        {
            "type": "rect", "layer": "below", "line": {"width": 0}, "yref": "paper",
            "x0": held[0] - 0.5, "x1": held[-1] + 0.5, "y0": 0, "y1": 1,
            "fillcolor": colours.assumption, "opacity": 0.12,
        }
    )  # fmt: skip
    frame["annotations"].append(
        {
            "x": (held[0] + held[-1]) / 2, "y": top, "yanchor": "top", "showarrow": False,
            "text": _("assumption"), "font": {"size": 13, "color": colours.assumption},
        }
    )  # fmt: skip


def _listed(years: Sequence[int], costs: Iterable[float], lang: str) -> str:
    """``2026 164, 2027 190`` / ``2026年 164、2027年 190``."""
    year_of, separator = ("{} {}", ", ") if lang == "en" else ("{}年 {}", "、")
    pairs = zip(years, costs, strict=True)
    return separator.join(year_of.format(year, formats.number(cost, lang)) for year, cost in pairs)


def pattern(shape: str | list[str], colours: Palette) -> dict[str, Any]:
    """Hatching over the fill, so that a bar is known without its colour."""
    return {"shape": shape, "fgcolor": colours.paper, "fillmode": "overlay", "size": 6}


def layout(colours: Palette, unit: str, top: float) -> dict[str, Any]:
    """The common look: no frame, faint grid, unit at the axis, nothing that moves by accident."""
    return {
        "height": HEIGHT,
        "margin": {"l": 8, "r": 8, "t": 30, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONTS, "size": 13, "color": colours.ink},
        "showlegend": False,
        "dragmode": False,
        "hoverlabel": {"bgcolor": colours.paper, "font": {"color": colours.ink}},
        "xaxis": {
            "showgrid": False, "linecolor": colours.line, "fixedrange": True, "automargin": True,
        },
        "yaxis": {
            "gridcolor": colours.line, "griddash": "dot", "zeroline": False, "fixedrange": True,
            "range": [0, top or 1], "automargin": True, "nticks": 6,
        },
        "annotations": [
            {
                "x": 0, "y": 1, "xref": "paper", "yref": "paper", "xanchor": "left",
                "yanchor": "bottom", "yshift": 8, "text": unit, "showarrow": False,
                "font": {"size": 12, "color": colours.context},
            }
        ],
    }  # fmt: skip


def _wrapped(label: str) -> str:
    """A bar label on two lines where it has two parts; narrow phones need it."""
    return "<br>".join(label.rsplit(" ", 1)) if len(label) > 9 else label


def config(lang: str, name: str) -> dict[str, Any]:
    """Plotly's settings for one chart: language of the buttons, picture export, no zoom."""
    _ = translator(lang)
    settings: dict[str, Any] = {
        "displaylogo": False,
        "displayModeBar": "hover",
        "modeBarButtons": [["toImage"]],
        "scrollZoom": False,
        "toImageButtonOptions": {"format": "png", "scale": 2, "filename": name},
    }
    if lang == "zh":
        settings["locale"] = "zh-CN"
        settings["locales"] = {
            "zh-CN": {
                "dictionary": {"Download plot as a PNG": _("Download plot as a PNG")},
                "format": {},
            }
        }
    return settings
