"""Charts of market series: the exchange rate over time."""

from __future__ import annotations

import pandas as pd

from cbam.i18n import translator
from cbam.present import formats
from cbam.present.charts import Chart, layout
from cbam.present.theme import Palette


def exchange_rate(rates: pd.DataFrame, currency: str, lang: str, colours: Palette) -> Chart:
    """The reference rate of one currency, first and last value named.

    Args:
        rates: ``date`` (ISO) and ``units_per_eur``, in order of dates.
        currency: its code.
        lang: ``en`` or ``zh``.
        colours: palette of the mode.
    """
    _ = translator(lang)
    dates, values = rates["date"].tolist(), rates["units_per_eur"].tolist()
    low, high = min(values), max(values)
    room = (high - low or high) * 0.16
    frame = layout(colours, _("{currency} per EUR").format(currency=currency), 1.0)
    frame["yaxis"] |= {"range": [low - room, high + room]}
    frame["xaxis"] |= {"type": "date", "nticks": 6, "tickformat": "%Y-%m"}
    trace = {
        "type": "scatter", "mode": "lines", "x": dates, "y": values,
        "line": {"color": colours.context, "width": 2},
        "hovertemplate": "%{x|%Y-%m-%d}: %{y:.4f}<extra></extra>",
    }  # fmt: skip
    last = formats.number(values[-1], lang, 4)
    frame["annotations"].append(
        {
            "x": dates[-1], "y": values[-1], "text": f"<b>{last}</b>", "showarrow": False,
            "xanchor": "right", "yanchor": "bottom", "yshift": 12, "font": {"size": 13, "color": colours.ink},
        }
    )  # fmt: skip
    alt = _(
        "{currency} per EUR from {first} to {last}: lowest {low}, highest {high}, latest {value}."
    )
    return Chart(
        {"data": [trace], "layout": frame},
        alt.format(
            currency=currency, first=formats.day(dates[0], lang), last=formats.day(dates[-1], lang),
            low=formats.number(low, lang, 4), high=formats.number(high, lang, 4), value=last,
        ),
    )  # fmt: skip
