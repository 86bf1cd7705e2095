"""What lowers a label, what of it the border sees, and what it costs: the levers of a good.

The cheapest levers of a label (green certificates, hydro metal) are the ones CBAM ignores.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from cbam import tables
from cbam.analysis import Analysis
from cbam.bill import assess
from cbam.caches import cached
from cbam.label import Bridge, Target, translate
from cbam.label.benchmark import aluminium_routes
from cbam.label.convert import balance_for
from cbam.law.vintages import Law
from cbam.prices import Prices

COLUMNS = (
    "lever",
    "name_en",
    "name_zh",
    "cut_source",
    "label_cut_low",
    "label_cut_high",
    "label_effect",
    "border_effect",
    "label_gain_low",
    "label_gain_high",
    "see_gain_low",
    "see_gain_high",
    "route",
    "border_gain_low",
    "border_gain_high",
    "saving_per_tco2_low",
    "saving_per_tco2_high",
    "cost_low",
    "cost_high",
    "cost_text",
    "label_only",
    "mark",
    "basis",
    "source",
    "url",
    "confidence",
)
_APPLIANCES = "appliances"


@cached(maxsize=1)
def _table() -> pd.DataFrame:
    return tables.read("label_levers")


def levers(
    bridge: Bridge,
    law: Law,
    prices: Prices,
    year: int,
    *,
    price: float | None = None,
    quarter: str = "",
    importer_tonnes: float | None = None,
    returned: bool = False,
) -> pd.DataFrame:
    """The levers that fit the good, with their gain on the label and at the border.

    Args:
        bridge: the translated label; refused or range-only bridges give levers without gains.
        law: the law of one vintage.
        prices: certificate prices and path.
        year: import year.
        price: the user's own certificate price [EUR/t CO2e].
        quarter: quarter of importation, for the years priced by quarter.
        importer_tonnes: all CBAM goods of the importer in the calendar year [t].
        returned: returned goods, which count as zero (Art 6(5)).

    Returns:
        One row per lever (``COLUMNS``): gain on the label and on SEE [t CO2e/t], gain at the
        border [EUR/t of good, mid estimate], the same per tonne of CO2e cut from the label, the
        published cost [EUR/t CO2], and ``label_only`` where the border sees nothing of it. NaN
        where the source states no cut. A label gain is measured on the printed value.
    """
    rows = _fitting(bridge)
    today = bridge.see_mid
    printed = bridge.printed
    found = pd.DataFrame({name: rows[name] for name in COLUMNS if name in rows.columns})
    found["label_only"] = (rows["border_effect"] == "no") & (rows["label_effect"] != "no")
    see = {band: np.full(len(rows), np.nan) for band in ("low", "high")}
    route = np.full(len(rows), bridge.route, dtype=object)
    for i, row in enumerate(rows.itertuples()):
        if today is None:
            continue
        if not np.isnan(row.recycled):
            after = balance_for(bridge.label, float(row.recycled))
            route[i] = law.benchmarks.fitting_route(
                bridge.good, aluminium_routes(float(row.recycled))
            )
            cuts = sorted((today - after.high, today - after.low))
            see["low"][i], see["high"][i] = (max(0.0, cut) for cut in cuts)
        else:
            see["low"][i], see["high"][i] = today * row.see_cut_low, today * row.see_cut_high
            if row.routes:
                fitted = law.benchmarks.fitting_route(bridge.good, str(row.routes).split("/"))
                route[i] = bridge.route if fitted is None else fitted
    for band in ("low", "high"):
        share = rows[f"label_cut_{band}"].to_numpy(np.float64)
        gain = share * (np.nan if printed is None else printed)
        # A cut stated for direct emissions lowers label and SEE by the same tonnes.
        found[f"label_gain_{band}"] = np.where(np.isnan(gain), see[band], gain)
        found[f"see_gain_{band}"] = see[band]
    unknown = rows["cut_source"].isin(["electricity", "reporting"]) & rows["label_cut_low"].isna()
    found.loc[unknown.to_numpy(), ["label_gain_low", "label_gain_high"]] = np.nan
    found["route"] = route
    line: dict[str, Any] = {"year": year, "quarter": quarter}
    line["price_eur"] = np.nan if price is None else float(price)
    if returned:
        line["returned"] = True
    if importer_tonnes is not None:  # of lines of one tonne each
        line["importer_year_tonnes"] = max(1.0, float(importer_tonnes))
    gains = _border(bridge, law, prices, line, see, route)
    for band in ("low", "high"):
        found[f"border_gain_{band}"] = gains[band]
        with np.errstate(divide="ignore", invalid="ignore"):
            per = gains[band] / found[f"label_gain_{band}"].to_numpy()
        found[f"saving_per_tco2_{band}"] = np.where(np.isfinite(per), per, np.nan)
    return found[list(COLUMNS)].reset_index(drop=True)


def without_target(analysis: Analysis) -> Analysis:
    """What levers depend on; they do not change with the target, so its slider need not wait."""
    return analysis.with_(target=Target(), fee=None, tonnes=0.0, borne=0)


@cached(maxsize=64)
def levers_of(analysis: Analysis, today: date) -> pd.DataFrame:
    """The levers of what a user chose, but for what verification is worth.

    Args:
        analysis: of ``without_target``.
        today: the date a certificate's validity is read at.

    Returns:
        As ``levers``; shared between visitors, never to be changed.
    """
    law, prices = analysis.law_object(), analysis.prices()
    bridge = translate(analysis.labelled(), law, today)
    table = levers(
        bridge, law, prices, analysis.year, price=analysis.price, quarter=analysis.quarter,
        importer_tonnes=analysis.importer_tonnes, returned=analysis.returned,
    )  # fmt: skip
    return table[table["cut_source"] != "reporting"].reset_index(drop=True)


def _fitting(bridge: Bridge) -> pd.DataFrame:
    table = _table()
    code = "".join(ch for ch in str(bridge.label.cn_code) if ch.isdigit())
    sectors = {bridge.sector or _APPLIANCES, "all"}
    prefixes = table["cn_prefixes"].map(lambda text: tuple(text.split(";")) if text else ())
    fits = prefixes.map(lambda found: not found or code.startswith(found))
    return table[(table["sector"].isin(sectors) & fits).to_numpy()].reset_index(drop=True)


def _border(
    bridge: Bridge,
    law: Law,
    prices: Prices,
    line: dict[str, Any],
    see: dict[str, np.ndarray],
    route: np.ndarray,
) -> dict[str, np.ndarray]:
    """EUR per tonne saved by each lever, low and high: one call of the bill.

    ``line``: year, quarter, price and importer of all lines.
    """
    count = len(route)
    if bridge.free:
        return {band: np.zeros(count) for band in see}
    if bridge.see_mid is None:
        return {band: np.full(count, np.nan) for band in see}
    after = [np.maximum(0.0, bridge.see_mid - see[band]) for band in ("low", "high")]
    frame = pd.DataFrame({
        "cn_code": bridge.label.cn_code,
        "origin": bridge.label.origin,
        "tonnes": 1.0,
        "basis": "actual",
        "see": np.concatenate([[bridge.see_mid], *after]),
        "route": np.concatenate([[bridge.route], route, route]),
        **line,
    })  # fmt: skip
    if bridge.chain is not None:
        chain = bridge.chain[law.years.index(line["year"])]
        frame["chain_benchmark"] = np.where(frame["route"] == bridge.route, chain, np.nan)
    cost = assess(frame, law, prices)["cost_eur_per_t"].to_numpy(np.float64)
    today, low, high = cost[0], cost[1 : count + 1], cost[count + 1 :]
    return {"low": today - low, "high": today - high}
