"""What moves a result: a tornado of one input at a time, and a band over the years."""

from __future__ import annotations

from typing import Any

from cbam.findings.uncertainty import Uncertainty
from cbam.i18n import translator
from cbam.law.vintages import Law
from cbam.present import formats, row_charts
from cbam.present.charts import Chart, layout, pattern, shade
from cbam.present.compare.compare_words import INPUTS, currency
from cbam.present.compare.uncertainty_words import end_text, money_per_tonne
from cbam.present.theme import Palette, faded

_HEIGHT = 78  # of a row of the tornado: two lines of text and a bar


def tornado(found: Uncertainty, lang: str, colours: Palette) -> Chart:
    """One bar per input between the cost at its low and high end, widest on top.

    Args:
        found: with at least one swing.
        lang: ``en`` or ``zh``.
        colours: palette of the mode.
    """
    _ = translator(lang)
    central = found.central_per_t
    lows = [swing.low_per_t for swing in found.swings]
    highs = [swing.high_per_t for swing in found.swings]
    names, told = [], []
    for swing in found.swings:
        ends = (end_text(swing.input, value, lang) for value in (swing.at_low, swing.at_high))
        name, arrow = _(INPUTS[swing.input][0]), " → ".join(ends)
        names.append(f"<b>{name}</b><br>{arrow}")
        told.append(
            _("{input} ({ends}): {low} to {high}").format(
                input=name, ends=arrow, low=formats.number(swing.low_per_t, lang, 2),
                high=formats.number(swing.high_per_t, lang, 2),
            )
        )  # fmt: skip
    left, right = min([central, *lows]), max([central, *highs])
    room = (right - left or 1.0) * 0.3
    frame = row_charts.rows(colours, names, (left - room, right + room), height=_HEIGHT)
    frame["margin"]["t"] = 30
    frame["barmode"] = "overlay"
    at = list(range(len(names)))
    digits = 0 if right >= 1000 else 2
    traces = [
        _half(at, lows, central, lang, digits, "/", colours.save, colours),
        _half(at, highs, central, lang, digits, "", colours.pay, colours),
    ]
    frame["shapes"] = [
        {
            "type": "line", "x0": central, "x1": central,
            "y0": row - row_charts.BAR / 2, "y1": row + row_charts.BAR / 2,
            "line": {"color": colours.ink, "width": 2},
        }
        for row in at
    ]  # fmt: skip
    frame["annotations"].append(
        {
            "x": central, "yref": "paper", "y": 1, "yanchor": "bottom", "showarrow": False,
            "text": _("as chosen: {cost}").format(
                cost=money_per_tonne(found, central, lang)
            ),
            "font": {"size": 13, "color": colours.ink},
        }
    )  # fmt: skip
    separator = "; " if lang == "en" else "；"
    alt = _("Cost per tonne in {year} as one input moves, as chosen {cost}: {parts}.").format(
        year=found.year, cost=money_per_tonne(found, central, lang), parts=separator.join(told)
    )
    return Chart({"data": traces, "layout": frame}, alt)


def _half(
    at: list[int],
    ends: list[float],
    central: float,
    lang: str,
    digits: int,
    shape: str,
    colour: str,
    colours: Palette,
) -> dict[str, Any]:
    """The bars from the central cost to one end, with the cost there."""
    return {
        "type": "bar", "orientation": "h", "y": at, "width": row_charts.BAR,
        "base": [central] * len(at), "x": [end - central for end in ends],
        "text": [formats.number(end, lang, digits) if end != central else "" for end in ends],
        "textposition": "outside", "constraintext": "none", "cliponaxis": False,
        "textfont": {"size": 13, "color": colours.ink}, "hoverinfo": "skip",
        "marker": {"color": colour, "pattern": pattern(shape, colours)},
    }  # fmt: skip


def band(found: Uncertainty, lang: str, colours: Palette) -> Chart:
    """The cost per tonne by import year as chosen, within all inputs at their ends.

    Args:
        found: the uncertainty.
        lang: ``en`` or ``zh``.
        colours: palette of the mode.
    """
    _ = translator(lang)
    table = found.band
    years = table["year"].astype(int).tolist()
    low, central, high = (table[name].tolist() for name in ("low", "central", "high"))
    unit = _("{currency} per tonne").format(currency=currency(found.currency, lang))
    top = max([*high, 1.0]) * 1.16
    frame = layout(colours, unit, top)
    frame["margin"]["r"] = 66
    frame["yaxis"]["tickformat"] = ","
    frame["xaxis"] |= {"tickvals": years[::2], "tickangle": 0, "tickfont": {"size": 11}}
    law = Law.load()
    shade(frame, years, law.schedule.assumed_years, top, lang, colours)
    line = {"type": "scatter", "mode": "lines", "x": years}
    traces = [
        line | {"y": low, "line": {"width": 1, "dash": "dot", "color": colours.context},
                "hoverinfo": "skip"},
        line | {"y": high, "line": {"width": 1, "dash": "dot", "color": colours.context},
                "fill": "tonexty", "fillcolor": faded(colours.context, 0.22), "hoverinfo": "skip"},
        line | {"y": central, "mode": "lines+markers",
                "line": {"width": 3, "color": colours.pay},
                "marker": {"size": 7, "line": {"color": colours.paper, "width": 1}},
                "customdata": list(zip(low, high, strict=True)),
                "hovertemplate": "%{x}<br>%{y:,.2f} (%{customdata[0]:,.2f}–%{customdata[1]:,.2f})"
                                 "<extra></extra>"},
    ]  # fmt: skip
    least, heights = top * 0.07, [low[-1], central[-1], high[-1]]
    heights[1] = max(heights[1], heights[0] + least)
    heights[2] = max(heights[2], heights[1] + least)
    for place, value, colour in zip(
        heights, (low[-1], central[-1], high[-1]), (colours.context, colours.pay, colours.context),
        strict=True,
    ):  # fmt: skip
        frame["annotations"].append(
            {
                "xref": "paper", "x": 1, "xanchor": "left", "xshift": 6, "y": place,
                "text": formats.number(value, lang), "showarrow": False,
                "font": {"size": 13, "color": colour},
            }
        )  # fmt: skip
    parts = _("{first} to {last} as chosen; {low} to {high} in {year}").format(
        first=formats.number(central[0], lang), last=formats.number(central[-1], lang),
        low=formats.number(low[-1], lang), high=formats.number(high[-1], lang), year=years[-1],
    )  # fmt: skip
    alt = _("{unit} by import year, with the band of all inputs together: {parts}.")
    return Chart({"data": traces, "layout": frame}, alt.format(unit=unit, parts=parts))
