"""Charts of certificate prices: the paths, what they cost, and the auctions behind them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cbam.i18n import translator
from cbam.present import formats
from cbam.present.charts import Chart, layout
from cbam.present.compare import price_words
from cbam.present.line_charts import Line, lines, mark_year
from cbam.present.theme import Palette
from cbam.prices import FLAT, OWN

_DASHES = {FLAT: "solid", "low": "dot", "central": "dash", "high": "dashdot", OWN: "solid"}
_SYMBOLS = {FLAT: "circle", "low": "triangle-down", "central": "diamond", "high": "triangle-up",
            OWN: "square"}  # fmt: skip


def paths(
    table: pd.DataFrame, months: pd.DataFrame, chosen: str, year: int, lang: str, colours: Palette
) -> Chart:
    """All price paths beside the published quarters, with the auctions behind them.

    Args:
        table: of ``findings.price_history.paths``.
        months: of ``findings.price_history.monthly``.
        chosen: the scenario's path; drawn strong.
        year: import year looked at; marked.
        lang: ``en`` or ``zh``.
        colours: palette of the mode.
    """
    _ = translator(lang)
    top = max(table["price_eur"].max(), months["highest_eur"].max()) * 1.1
    found, told = [], []
    names = [name for name in dict.fromkeys(table["path"]) if name]
    for name in sorted(names, key=lambda name: name == chosen):
        rows = table[table["path"] == name]
        prices = rows["price_eur"].tolist()
        first, last = (formats.number(price, lang, 2, 0) for price in (prices[0], prices[-1]))
        label = price_words.path(name, lang)
        strong = name == chosen
        found.append(Line(
            label, rows["year"].tolist(), prices,
            [_point(label, str(y), p, lang) for y, p in zip(rows["year"], prices, strict=True)],
            colours.pay if strong else colours.context, last, "solid" if strong else _DASHES[name], 4 if strong else 2,
            _SYMBOLS[name],
        ))  # fmt: skip
        told.append(_("{name}: {first} to {last}").format(name=label, first=first, last=last))
    years = sorted(set(table["year"].astype(int)))
    first_month = int(str(months["month"].iloc[0])[:4])
    unit = _("EUR per tonne of CO2e")
    figure = lines(found, range(first_month, years[-1] + 1), unit, top, colours)
    frame = figure["layout"]
    frame["xaxis"] |= {
        "range": [first_month - 0.5, years[-1] + 0.3], "tickvals": list(range(first_month, years[-1] + 1, 2)),
    }  # fmt: skip
    mark_year(frame, year, colours)
    figure["data"] = [_months(months, lang, colours), *figure["data"]]
    figure["data"] += _quarters(table, frame, lang, colours)
    frame["annotations"].append(
        {
            "x": first_month - 0.4, "xanchor": "left", "y": float(months["highest_eur"].max()), "yshift": 30,
            "showarrow": False, "text": _("EU auctions"),
            "font": {"size": 12, "color": colours.context},
        }
    )  # fmt: skip
    separator = "; " if lang == "en" else "；"
    alt = _("Certificate prices in EUR per tonne of CO2e, published quarters and paths to {year}. {paths}.")  # fmt: skip
    return Chart(figure, alt.format(year=years[-1], paths=separator.join(told)))


def _place(year: int, quarter: str) -> float:
    """Where a quarter stands on an axis whose ticks are the middle of a year."""
    return year + (int(quarter[1]) - 2.5) / 4


def _point(label: str, moment: str, price: float, lang: str) -> str:
    return f"{label} · {moment}<br>{formats.eur(price, lang, 2)}"


def _months(months: pd.DataFrame, lang: str, colours: Palette) -> dict[str, Any]:
    """The monthly averages of the auctions as a thin line."""
    at = [int(month[:4]) + (int(month[5:]) - 6.5) / 12 for month in months["month"]]
    prices = months["average_eur"].tolist()
    _ = translator(lang)
    name = _("EU auctions")
    return {
        "type": "scatter", "mode": "lines", "x": at, "y": prices, "name": name,
        "line": {"color": colours.context, "width": 1.5},
        "text": [_point(name, m, p, lang) for m, p in zip(months["month"], prices, strict=True)],
        "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip


def _quarters(
    table: pd.DataFrame, frame: dict[str, Any], lang: str, colours: Palette
) -> list[dict[str, Any]]:
    """Published quarters as full squares, pending ones as an amber sign without a price."""
    _ = translator(lang)
    done, open_ = (table[table["basis"] == basis] for basis in ("published", "pending"))
    moments = [
        price_words.moment(int(y), str(q), lang)
        for y, q in zip(done["year"], done["quarter"], strict=True)
    ]
    label = _("published, locked")
    found: list[dict[str, Any]] = [{
        "type": "scatter", "mode": "markers", "name": label,
        "x": [_place(y, q) for y, q in zip(done["year"], done["quarter"], strict=True)],
        "y": done["price_eur"].tolist(),
        "text": [_point(label, m, p, lang)
                 for m, p in zip(moments, done["price_eur"], strict=True)],
        "marker": {"size": 10, "symbol": "square", "color": colours.ink,
                   "line": {"color": colours.paper, "width": 1}},
        "hovertemplate": "%{text}<extra></extra>",
    }]  # fmt: skip
    if len(done):
        last = done.iloc[-1]
        frame["annotations"].append(
            {
                "x": _place(int(last["year"]), str(last["quarter"])), "y": float(last["price_eur"]),
                "ax": 0, "ay": 60, "showarrow": True, "arrowhead": 0, "standoff": 5,
                "arrowcolor": colours.ink, "text": label, "font": {"size": 12, "color": colours.ink},
            }
        )  # fmt: skip
    for row in open_.to_dict("records"):
        at = _place(int(row["year"]), str(row["quarter"]))
        moment = price_words.moment(int(row["year"]), str(row["quarter"]), lang)
        words = price_words.due(str(row[f"source_{lang}"]), lang)
        frame["shapes"].append(
            {
                "type": "rect", "x0": at - 0.1, "x1": at + 0.1, "yref": "paper", "y0": 0, "y1": 1,
                "line": {"width": 0}, "fillcolor": colours.assumption, "opacity": 0.25,
                "layer": "below",
            }
        )  # fmt: skip
        frame["annotations"].append(
            {
                "x": at, "y": 0, "yref": "paper", "yanchor": "bottom", "xanchor": "left",
                "showarrow": False, "align": "left", "xshift": 8,
                "text": f"{moment}<br>{words}", "bgcolor": colours.paper, "font": {"size": 12, "color": colours.assumption},
            }
        )  # fmt: skip
    return found


def costs(effects: pd.DataFrame, chosen: str, year: int, lang: str, colours: Palette) -> Chart:
    """What the scenario costs on each path, by import year.

    Args:
        effects: of ``findings.price_history.by_path``.
        chosen: the scenario's path; drawn strong.
        year: import year looked at; marked.
        lang: ``en`` or ``zh``.
        colours: palette of the mode.
    """
    _ = translator(lang)
    rows = effects.dropna(subset=["cost_eur_per_t"])
    unit = _("EUR per tonne of good")
    top = max([*rows["cost_eur_per_t"].tolist(), 1.0]) * 1.1
    found, told = [], []
    for name in sorted(dict.fromkeys(rows["path"]), key=lambda name: name == chosen):
        part = rows[rows["path"] == name]
        values = part["cost_eur_per_t"].tolist()
        strong, label = name == chosen, price_words.path(name, lang)
        found.append(Line(
            label, part["year"].tolist(), values,
            [_point(label, str(y), v, lang) for y, v in zip(part["year"], values, strict=True)],
            colours.pay if strong else colours.context, formats.number(values[-1], lang),
            "solid" if strong else _DASHES[name], 4 if strong else 2, _SYMBOLS[name],
        ))  # fmt: skip
        told.append(
            _("{name}: {first} to {last}").format(
                name=label, first=formats.number(values[0], lang),
                last=formats.number(values[-1], lang),
            )
        )  # fmt: skip
    years = sorted(set(effects["year"].astype(int)))
    figure = lines(found, years, unit, top, colours)
    mark_year(figure["layout"], year, colours)
    separator = "; " if lang == "en" else "；"
    alt = _("{unit} by import year. {lines}.").format(unit=unit, lines=separator.join(told))
    return Chart(figure, alt)


def auctions(months: pd.DataFrame, quarters: pd.DataFrame, lang: str, colours: Palette) -> Chart:
    """Auction prices by month with their range, quarterly averages and official prices.

    Args:
        months: of ``findings.price_history.monthly``.
        quarters: of ``findings.price_history.quarters``.
        lang: ``en`` or ``zh``.
        colours: palette of the mode.
    """
    _ = translator(lang)
    at = [int(month[:4]) + (int(month[5:]) - 6.5) / 12 for month in months["month"]]
    frame = layout(colours, _("EUR per tonne of CO2e"), months["highest_eur"].max() * 1.15)
    band = months["lowest_eur"].tolist()[::-1]
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter", "mode": "lines", "x": [*at, *at[::-1]], "fill": "toself",
            "y": [*months["highest_eur"], *band], "line": {"width": 0}, "hoverinfo": "skip",
            "fillcolor": colours.line, "opacity": 0.7,
        },
        _months(months, lang, colours),
    ]  # fmt: skip
    found = quarters.dropna(subset=["average_eur"])
    x: list[float | None] = []
    y: list[float | None] = []
    text: list[str] = []
    for row in found.to_dict("records"):
        middle = _place(int(row["year"]), str(row["quarter"]))
        moment = price_words.moment(int(row["year"]), str(row["quarter"]), lang)
        words = _point(_("Average"), moment, row["average_eur"], lang)
        x += [middle - 1 / 8, middle + 1 / 8, None]
        y += [row["average_eur"], row["average_eur"], None]
        text += [words, words, ""]
    official = quarters.dropna(subset=["official_eur"])
    # Above and below in turn, since two figures do not fit side by side on a phone.
    count = len(official)
    places = [("top" if (count - i) % 2 else "bottom") + " center" for i in range(count)]
    traces += [
        {
            "type": "scatter", "mode": "lines", "x": x, "y": y, "text": text,
            "line": {"color": colours.save, "width": 3}, "hovertemplate": "%{text}<extra></extra>",
        },
        {
            "type": "scatter", "mode": "markers+text",
            "x": [_place(int(r), q) for r, q in zip(official["year"], official["quarter"], strict=True)],
            "y": official["official_eur"].tolist(),
            "text": [formats.number(v, lang, 2) for v in official["official_eur"]],
            "textposition": places, "textfont": {"size": 12, "color": colours.ink},
            "marker": {"size": 10, "symbol": "square", "color": colours.ink},
            "hovertemplate": _("Official price") + " %{text}<extra></extra>", "cliponaxis": False,
        },
    ]  # fmt: skip
    years = sorted({int(year) for year in quarters["year"]})
    frame["xaxis"] |= {"tickvals": years, "range": [years[0] - 0.5, years[-1] + 0.6]}
    signs = (
        (_("― monthly average, lowest to highest"), colours.context),
        (_("― average of the quarter’s auctions"), colours.save),
        (_("■ official price"), colours.ink),
    )
    for place, (sign, colour) in enumerate(signs):
        frame["annotations"].append(
            {
                "x": 0, "xref": "paper", "xanchor": "left", "y": 0, "yref": "paper",
                "yanchor": "bottom", "yshift": 18 * place, "showarrow": False, "text": sign,
                "font": {"size": 12, "color": colour},
            }
        )  # fmt: skip
    separator = "; " if lang == "en" else "；"
    told = separator.join(
        f"{price_words.moment(int(r['year']), str(r['quarter']), lang)} {formats.number(r['average_eur'], lang, 2)}"
        for r in found.to_dict("records")
    )
    alt = _("Quarterly averages of the EU auctions in EUR per tonne of CO2e: {values}.")
    return Chart({"data": traces, "layout": frame}, alt.format(values=told))
