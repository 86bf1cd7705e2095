"""The ranking of all origins as one picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cbam.i18n import translator
from cbam.law.vintages import Law
from cbam.present import formats
from cbam.present.charts import Chart, layout, pattern
from cbam.present.compare.origin_words import line_word, names, priced
from cbam.present.line_charts import spread
from cbam.present.theme import Palette

_TALLEST = 560  # height of all bars together
_THICKEST = 22  # of one bar with its gap
_NAMED = 13  # a bar as thick as this carries its name
_GAP = 17  # between two labels at the side
_GROUP = 2.5  # bars that the group on "Other countries" is thick
_LETTERS = {"en": 19, "zh": 8}  # of a name, so that the bars keep their room on a phone
_ROOM = {"en": 178, "zh": 172}  # for the labels at the side


@dataclass(frozen=True)
class _Bar:
    """One origin, or all that fall back on "Other countries": place, cost, words, look."""

    name: str
    cost: float
    at: float
    thick: float
    own: bool
    colour: str
    strong: bool
    hover: str


def ranking(
    table: pd.DataFrame,
    law: Law,
    lang: str,
    colours: Palette,
    own: str,
    picked: Sequence[str] = (),
) -> Chart:
    """All origins as bars, cheapest on top.

    Origins without a value of their own are one hatched bar, unless they are of interest: the
    scenario's origin, China and the picked ones have a bar each, in bold. Where there are too
    many bars for names, these are named at the side, with the cheapest and the dearest.

    Args:
        table: of ``findings.origins.origins``; origins without a cost are left out.
        law: for the names.
        lang: ``en`` or ``zh``.
        colours: palette of the mode.
        own: the scenario's origin.
        picked: competitors to pick out.
    """
    _ = translator(lang)
    rows = priced(table)
    power = table["default_from"].astype("str").str.startswith("annex_iii").any()
    unit = _("EUR per MWh") if power else _("EUR per tonne")
    bars = _bars(rows, law, lang, colours, own, picked)
    units = sum(bar.thick for bar in bars) or 1.0
    height = min(_TALLEST, _THICKEST * units)
    top = max([*(bar.cost for bar in bars), 1.0])
    digits = 0 if top >= 100 else 2
    frame = layout(colours, unit, 1.0)
    frame["height"] = height + 66
    frame["margin"] |= {"b": 32, "t": 34}
    frame["xaxis"] |= {
        "range": [0, top], "showgrid": True, "gridcolor": colours.line, "griddash": "dot",
        "nticks": 5, "showline": False,
    }  # fmt: skip
    frame["yaxis"] = {
        "range": [units, 0], "fixedrange": True, "showgrid": False, "zeroline": False,
        "showticklabels": False, "automargin": True,
    }  # fmt: skip
    trace: dict[str, Any] = {
        "type": "bar", "orientation": "h", "y": [bar.at for bar in bars],
        "x": [bar.cost for bar in bars], "width": [bar.thick * 0.84 for bar in bars],
        "customdata": [bar.hover for bar in bars], "hovertemplate": "%{customdata}<extra></extra>",
        "marker": {
            "color": [bar.colour for bar in bars],
            "opacity": [1.0 if bar.strong else 0.55 for bar in bars],
            "pattern": pattern(["" if bar.own else "/" for bar in bars], colours),
        },
        "cliponaxis": False,
    }  # fmt: skip
    if height / units >= _NAMED:
        frame["xaxis"]["range"] = [0, max(top, 1.0) * 1.16]
        frame["yaxis"] |= {
            "showticklabels": True, "tickvals": [bar.at for bar in bars],
            "ticktext": [_bold(bar, bar.name) for bar in bars], "tickfont": {"size": 11},
        }  # fmt: skip
        trace |= {
            "text": [_bold(bar, formats.number(bar.cost, lang, digits)) for bar in bars],
            "textposition": "outside", "textfont": {"size": 11, "color": colours.ink},
            "constraintext": "none",
        }  # fmt: skip
    else:
        frame["margin"]["r"] = _ROOM[lang]
        _name_at_the_side(frame, bars, lang, top, digits, _GAP * units / height)
    return Chart({"data": [trace], "layout": frame}, _told(rows, law, lang, own, picked))


def _bars(
    rows: pd.DataFrame, law: Law, lang: str, colours: Palette, own: str, picked: Sequence[str]
) -> list[_Bar]:
    """One bar per origin, and one for those on "Other countries" that nobody asked about."""
    _ = translator(lang)
    fills = dict.fromkeys(("CN", *picked), colours.ink) | {own: colours.pay}
    grouped = rows[~rows["own"] & ~rows["origin"].isin(list(fills))]
    called, fallen = names(law, lang), grouped["origin"].tolist()
    found: list[_Bar] = []
    edge = 0.0
    for row in rows.to_dict("records"):
        code = str(row["origin"])
        thick = 1.0
        if code in fallen:
            if code != fallen[0]:
                continue
            thick = _GROUP if len(fallen) > 1 else 1.0
            name = hover = _("{count} on “Other<br>countries”").format(count=len(fallen))
        else:
            name, hover = _short(called[code], lang), _hover(row, called[code], lang)
        found.append(_Bar(
            name, float(row["cost_eur_per_t"]), edge + thick / 2, thick, bool(row["own"]),
            fills.get(code, colours.context), code in fills, hover,
        ))  # fmt: skip
        edge += thick
    return found


def _short(name: str, lang: str) -> str:
    most = _LETTERS[lang]
    return name if len(name) <= most else name[: most - 1] + "…"


def _bold(bar: _Bar, text: str) -> str:
    return f'<b><span style="color:{bar.colour}">{text}</span></b>' if bar.strong else text


def _name_at_the_side(
    frame: dict[str, Any], bars: Sequence[_Bar], lang: str, top: float, digits: int, gap: float
) -> None:
    """Names of the bars of interest, none on another, each with a line to its bar."""
    ends = {0, len(bars) - 1}
    named = [b for i, b in enumerate(bars) if b.strong or i in ends or b.thick > 1]
    wanted: list[float] = []
    owner: list[int] = []
    for i, bar in enumerate(named):  # a name of two lines takes two places
        count = 1 + bar.name.count("<br>")
        wanted += [bar.at + (line - (count - 1) / 2) * gap for line in range(count)]
        owner += [i] * count
    placed = spread(wanted, gap, gap / 2, sum(bar.thick for bar in bars) - gap / 2)
    for i, bar in enumerate(named):
        places = [place for place, of in zip(placed, owner, strict=True) if of == i]
        frame["annotations"].append(
            {
                "x": bar.cost, "y": bar.at, "ax": top, "ay": sum(places) / len(places),
                "axref": "x", "ayref": "y", "xanchor": "left", "align": "left",
                "showarrow": True, "arrowhead": 0, "arrowwidth": 1, "arrowcolor": bar.colour,
                "standoff": 2, "font": {"size": 12, "color": bar.colour},
                "text": _bold(bar, f"{bar.name} {formats.number(bar.cost, lang, digits)}"),
            }
        )  # fmt: skip


def _hover(row: dict[Any, Any], name: str, lang: str) -> str:
    cost = formats.eur(row["cost_eur_per_t"], lang, 2)
    words = line_word(str(row["default_from"]), lang)
    return f"{int(row['rank'])} · {name}<br>{formats.aside(cost, words, lang)}"


def _told(rows: pd.DataFrame, law: Law, lang: str, own: str, picked: Sequence[str]) -> str:
    """The picture in words."""
    _ = translator(lang)
    if rows.empty:
        return _("No origin pays for this good.")
    shown, called = rows.set_index("origin"), names(law, lang)

    def place(code: str) -> str:
        row = shown.loc[code]
        text = _("{origin} number {rank} with {cost}")
        return text.format(
            origin=called[code], rank=int(row["rank"]),
            cost=formats.eur(row["cost_eur_per_t"], lang, 2),
        )  # fmt: skip

    codes = [str(rows["origin"].iloc[0]), own, "CN", *picked, str(rows["origin"].iloc[-1])]
    separator = "; " if lang == "en" else "；"
    named = separator.join(place(c) for c in dict.fromkeys(codes) if c in shown.index)
    text = _(
        "{count} origins ranked by cost on default values: {named}. {other} of them take “Other countries”."
    )
    return text.format(count=len(rows), named=named, other=int((~rows["own"]).sum()))
