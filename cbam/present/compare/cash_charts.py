"""The importer's certificates over time: held at each quarter-end, surrendered in September."""

from __future__ import annotations

from datetime import date

import pandas as pd
from babel.dates import format_date

from cbam.i18n import LOCALE, translator
from cbam.present import formats
from cbam.present.charts import Chart, layout, pattern
from cbam.present.theme import Palette

_HEIGHT = 300


def timeline(
    holdings: pd.DataFrame, due: date, certificates: float, lang: str, colours: Palette
) -> Chart:
    """Certificates to hold at each quarter-end, and those to surrender, in the order of dates.

    Args:
        holdings: of ``findings.cash.holdings``, with rows.
        due: day of surrender.
        certificates: due for the year.
        lang: ``en`` or ``zh``.
        colours: palette of the mode.
    """
    _ = translator(lang)
    days = [*(date.fromisoformat(day) for day in holdings["day"]), due]
    amounts = [*holdings["hold"].tolist(), certificates]
    count = len(days) - 1
    texts = [formats.number(amount, lang) for amount in amounts]
    frame = layout(colours, _("certificates"), max([*amounts, 1.0]) * 1.22)
    frame["height"] = _HEIGHT
    frame["yaxis"]["tickformat"] = ","
    frame["xaxis"] |= {
        "tickvals": list(range(len(days))), "ticktext": [_tick(day, lang) for day in days],
        "tickangle": 0, "tickfont": {"size": 12},
    }  # fmt: skip
    trace = {
        "type": "bar", "x": list(range(len(days))), "y": amounts, "width": 0.62,
        "text": [*texts[:count], f"<b>{texts[-1]}</b>"], "textposition": "outside",
        "constraintext": "none", "cliponaxis": False, "hoverinfo": "skip",
        "textfont": {"size": 14, "color": colours.ink},
        "marker": {
            "color": [colours.pay_soft] * count + [colours.pay],
            "pattern": pattern(["/"] * count + [""], colours),
        },
    }  # fmt: skip
    top = frame["yaxis"]["range"][1]
    for at, words, colour in (
        ((count - 1) / 2, _("hold at least"), colours.context), (count, _("surrender"), colours.pay)
    ):  # fmt: skip
        frame["annotations"].append(
            {
                "x": at, "y": top, "yanchor": "top", "text": words, "showarrow": False,
                "font": {"size": 13, "color": colour},
            }
        )  # fmt: skip
    comma = ", " if lang == "en" else "，"
    told = comma.join(
        formats.labelled(formats.day(day.isoformat(), lang), text, lang)
        for day, text in zip(days, texts, strict=True)
    )
    alt = _("Certificates to hold at each quarter-end and, last, to surrender: {parts}.")
    return Chart({"data": [trace], "layout": frame}, alt.format(parts=told))


def _tick(day: date, lang: str) -> str:
    """A date on two lines: ``31 Mar`` and the year."""
    head = format_date(day, "d MMM" if lang == "en" else "M月d日", locale=LOCALE[lang])
    return f"{head}<br>{day.year}"
