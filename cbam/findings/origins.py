"""What every origin would pay for the same good: all listed origins ranked on defaults."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cbam.bill import assess
from cbam.findings.scenario import Scenario
from cbam.law.defaults import SOURCES
from cbam.law.goods import ELECTRICITY
from cbam.law.origins import OTHER, UNSTATED
from cbam.law.vintages import Law
from cbam.prices import Prices

OWN_ROWS = ("own_row", "own_heading", "annex_iii", "annex_iv")
COLUMNS = (
    "rank", "origin", "own", "default_from", "default_total", "markup", "see", "route",
    "benchmark", "sefa", "price_eur", "cost_eur_per_t", "against_cheapest", "status", "reasons",
)  # fmt: skip


def _listed(cn: str, law: Law) -> list[str]:
    """Origins with lines of their own: in Annex I, or in Annex III for electricity."""
    defaults = law.defaults
    rows = defaults.source
    own = [SOURCES.index(name) for name in OWN_ROWS]
    if law.goods.resolve(cn)[0] == law.goods.index[ELECTRICITY]:
        rows = rows[[law.goods.index[ELECTRICITY]]]
    else:
        own.remove(SOURCES.index("annex_iii"))
    lines = np.asarray(np.isin(rows, own).any(axis=0))
    return [
        territory
        for territory, has in zip(defaults.territories, lines, strict=True)
        if has and territory not in (OTHER, UNSTATED)
    ]


def origins(
    cn: str,
    law: Law,
    prices: Prices,
    year: int,
    quarter: str = "",
    price: float | None = None,
    unstated: bool = False,
) -> pd.DataFrame:
    """One tonne of a good from every listed origin and from "Other countries and territories".

    Args:
        cn: CN or TARIC code.
        law: the law of one vintage.
        prices: certificate prices and path.
        year: import year.
        quarter: quarter of importation, for the years priced by quarter.
        price: the user's own certificate price [EUR/t CO2e].
        unstated: rank goods whose origin is not stated as well, on their values of Annex IV.

    Returns:
        One row per origin (``COLUMNS``), cheapest first [EUR/t, t CO2e/t]; ``own`` tells a line
        of the origin's own from one that falls back on "Other countries". ``OTHER`` stands for
        every origin without lines. Equal costs share a rank. A good that cannot be assessed
        has rows of status ``error`` or ``out_of_scope``.
    """
    listed = [*_listed(cn, law), *([UNSTATED] if unstated else [])]
    # Any third country without lines of its own reads the lines of "Other countries".
    unlisted = next(
        code
        for code, group in law.origins.groups.items()
        if group == "third" and code not in law.defaults.territories
    )
    lines = pd.DataFrame({
        "cn_code": cn, "origin": [*listed, unlisted], "tonnes": 1.0, "year": year,
        "quarter": quarter, "price_eur": float("nan") if price is None else float(price),
    })  # fmt: skip
    bill = assess(lines, law, prices)
    bill["origin"] = [*listed, OTHER]
    bill["own"] = bill["default_from"].isin(OWN_ROWS).to_numpy()
    bill = bill.sort_values(["cost_eur_per_t", "see", "origin"], kind="stable", ignore_index=True)
    cost = bill["cost_eur_per_t"].round(9)
    bill["rank"] = cost.rank(method="min").astype("Int64")
    bill["against_cheapest"] = cost - cost.min()
    return bill[list(COLUMNS)]


def ranked(scenario: Scenario, year: int) -> pd.DataFrame:
    """``origins`` for a scenario's good, under its law and prices, in an import year.

    An origin that is not stated has a place of its own, since its bill takes Annex IV. The
    scenario's quarter and own price hold for its own year; another year of published
    prices takes the latest published quarter.

    Raises:
        InputError: the scenario's law, price path or rate cannot be used.
    """
    chosen, prices = scenario.analysis, scenario.prices()
    own_year = year == chosen.year
    published_year, latest = prices.latest_quarter
    quarter = chosen.quarter if own_year else (latest if year == published_year else "")
    price = chosen.price if own_year else None
    law = scenario.law()
    unstated = law.origins.resolve(chosen.origin) == UNSTATED
    return origins(chosen.cn, law, prices, year, quarter, price, unstated)
