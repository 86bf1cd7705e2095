"""Words and tables of certificate prices: quarters, auctions, paths and what they cost."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cbam.i18n import N_, translator
from cbam.present import formats
from cbam.present.wording import PATH_NAMES, quarter_name
from cbam.prices import FLAT, Prices

_BASES: dict[str, str] = {
    "held": N_("last published price, held"),
    "source": N_("published source"),
    "interpolated": N_("interpolated"),
    "assumption": N_("assumption"),
    "own": N_("entered by you"),
}


def auctions_headline(quarters: pd.DataFrame, lang: str) -> str:
    """Whether the auctions give the official prices, as one sentence.

    Args:
        quarters: of ``findings.price_history.quarters``.
        lang: ``en`` or ``zh``.
    """
    _ = translator(lang)
    compared = quarters[quarters["agrees"].notna()]
    if compared.empty:
        return _("No official price can be compared with the auctions yet.")
    *before, last = (formats.number(value, lang, 2) for value in compared["average_eur"])
    values = last
    if before:
        values = (", " if lang == "en" else "、").join(before)
        values += f" and {last}" if lang == "en" else f" 和 {last}"
    text = (
        _("The auctions give {values} EUR: equal to the official prices to the cent.")
        if compared["agrees"].all()
        else _("The auctions give {values} EUR: not all equal to the official prices.")
    )
    return text.format(values=values)


def quarters(table: pd.DataFrame, lang: str) -> pd.DataFrame:
    """The quarterly averages beside the official prices, and how they agree.

    Args:
        table: of ``findings.price_history.quarters``.
        lang: ``en`` or ``zh``.
    """
    _ = translator(lang)
    shown = table.iloc[::-1]
    return pd.DataFrame({
        _("Quarter"): [
            moment(int(year), str(quarter), lang)
            for year, quarter in zip(shown["year"], shown["quarter"], strict=True)
        ],
        _("Auctions"): [
            "–" if pd.isna(count) else formats.number(count, lang) for count in shown["auctions"]
        ],
        _("Volume, million t"): [
            formats.number(volume / 1e6, lang, 1) for volume in shown["volume_t"]
        ],
        _("From the auctions, EUR"): [
            formats.number(value, lang, 2) for value in shown["average_eur"]
        ],
        _("Official price, EUR"): [
            formats.number(value, lang, 2) for value in shown["official_eur"]
        ],
        _("Status"): [_status(row, lang) for row in shown.to_dict("records")],
    })  # fmt: skip


def _status(row: dict[Any, Any], lang: str) -> str:
    """Published, pending, or before the certificates; and how the auctions agree."""
    _ = translator(lang)
    if row["status"] == "pending":
        return due(str(row["published"]), lang)
    if row["status"] != "published":
        return _("before CBAM prices")
    day = _("published {day}").format(day=formats.day(str(row["published"]), lang))
    separator = "; " if lang == "en" else "；"
    if not row["complete"]:
        text = _("our auctions end on {day}: not comparable")
        return day + separator + text.format(day=formats.day(str(row["last"]), lang))
    return day + separator + (_("equal to the cent") if row["agrees"] else _("differs"))


def incomplete(table: pd.DataFrame, lang: str) -> str:
    """Which published quarter our auctions do not cover, as one sentence; empty if none.

    Args:
        table: of ``findings.price_history.quarters``.
        lang: ``en`` or ``zh``.
    """
    _ = translator(lang)
    rows = table[(table["status"] == "published") & ~table["complete"]]
    if rows.empty:
        return ""
    row = rows.iloc[-1]
    text = _(
        "Our auctions end on {day}, so the average of {quarter} ({average}) covers part of the quarter and cannot be compared with the official {official}."
    )
    return text.format(
        day=formats.day(str(row["last"]), lang),
        quarter=moment(int(row["year"]), str(row["quarter"]), lang),
        average=formats.number(row["average_eur"], lang, 2),
        official=formats.number(row["official_eur"], lang, 2),
    )  # fmt: skip


def source(table: pd.DataFrame, name: str, lang: str) -> str:
    """Where the points of one path come from, as one line.

    Args:
        table: of ``findings.price_history.paths``.
        name: the path.
        lang: ``en`` or ``zh``.
    """
    _ = translator(lang)
    said = []
    for row in table[table["path"] == name].to_dict("records"):
        said.append(str(row[f"source_{lang}"]) or _(_BASES[str(row["basis"])]))
    separator = "; " if lang == "en" else "；"
    return formats.labelled(path(name, lang), separator.join(dict.fromkeys(said)), lang)


def moment(year: int, quarter: str, lang: str) -> str:
    """``Q1 2025`` / ``2025年第一季度``; the year alone without a quarter."""
    if not quarter:
        return str(year) if lang == "en" else f"{year}年"
    name = quarter_name(quarter, lang)
    return f"{name} {year}" if lang == "en" else f"{year}年{name}"


def due(day: str, lang: str) -> str:
    """That a price is not out yet, and when it is due."""
    _ = translator(lang)
    return _("pending, due {day}").format(day=formats.day(day, lang))


def paths_headline(effects: pd.DataFrame, year: int, prices: Prices, lang: str) -> str:
    """What the choice of path does to the scenario in a year, as one sentence.

    Args:
        effects: of ``findings.price_history.by_path``.
        year: import year looked at.
        prices: the scenario's.
        lang: ``en`` or ``zh``.
    """
    _ = translator(lang)
    if year in {at for at, _quarter in prices.published}:
        text = _(
            "Imports of {year} pay the price of their quarter; the paths matter from {next} on."
        )
        return text.format(year=year, next=year + 1)
    rows = effects[(effects["year"] == year) & (effects["status"] == "assessed")]
    rows = rows.sort_values("cost_eur_per_t", kind="stable")
    if rows.empty:
        return _("This scenario has no cost that a price could change.")
    low, high = rows.iloc[0], rows.iloc[-1]
    if round(float(high["cost_eur_per_t"] - low["cost_eur_per_t"]), 2) == 0:
        text = _("In {year} the price path makes no difference: {low} per tonne on all.")
    else:
        text = _(
            "In {year} this scenario costs {low} per tonne on the path “{first}” and {high} on “{last}”."
        )
    return text.format(
        year=year, low=formats.eur(low["cost_eur_per_t"], lang, 2), first=path(low["path"], lang),
        high=formats.eur(high["cost_eur_per_t"], lang, 2), last=path(high["path"], lang),
    )  # fmt: skip


def path(name: str, lang: str) -> str:
    """A price path's short name."""
    _ = translator(lang)
    return _("Flat") if name == FLAT else _(PATH_NAMES[name])


def effects(table: pd.DataFrame, figure: str, lang: str) -> pd.DataFrame:
    """What each path costs by year: one row per year, one column per path.

    Args:
        table: of ``findings.price_history.by_path``.
        figure: ``cost_eur_per_t`` or ``cost_eur``.
        lang: ``en`` or ``zh``.
    """
    digits = 2 if figure == "cost_eur_per_t" else 0
    wide = table.pivot(index="year", columns="path", values=figure)[
        list(dict.fromkeys(table["path"]))
    ]
    _ = translator(lang)
    view = {_("Year"): [str(year) for year in wide.index]}
    for name in wide.columns:
        view[path(str(name), lang)] = [formats.number(v, lang, digits) for v in wide[name]]
    return pd.DataFrame(view)


def paths(table: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Every point of every path with its source, published and pending quarters first.

    Args:
        table: of ``findings.price_history.paths``.
        lang: ``en`` or ``zh``.
    """
    _ = translator(lang)
    rows = []
    for row in table.to_dict("records"):
        basis, source = str(row["basis"]), str(row[f"source_{lang}"])
        if basis == "published":
            word = _("published, locked")
        elif basis == "pending":
            word = due(source, lang)
            source = ""
        else:
            word = _(_BASES[basis])
        rows.append({
            _("Path"): path(row["path"], lang) if row["path"] else _("all paths"),
            _("When"): moment(int(row["year"]), str(row["quarter"]), lang),
            _("EUR per t CO2e"): formats.number(row["price_eur"], lang, 2),
            _("Basis"): word,
            _("Source"): source,
        })  # fmt: skip
    return pd.DataFrame(rows)


def months(table: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Auction prices by month, the latest first.

    Args:
        table: of ``findings.price_history.monthly``.
        lang: ``en`` or ``zh``.
    """
    _ = translator(lang)
    shown = table.iloc[::-1]

    def prices(name: str) -> list[str]:
        return [formats.number(value, lang, 2) for value in shown[name]]

    return pd.DataFrame({
        _("Month"): shown["month"].tolist(),
        _("Average, EUR"): prices("average_eur"),
        _("Lowest"): prices("lowest_eur"),
        _("Highest"): prices("highest_eur"),
        _("Auctions"): [formats.number(count, lang) for count in shown["auctions"]],
    })  # fmt: skip
