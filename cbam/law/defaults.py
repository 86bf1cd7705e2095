"""Default values: which line applies to a good and an origin, and where it came from.

Implementing Regulation (EU) 2025/2621, Annex I (Annex IV where the origin is not known,
Annex III for electricity). A dash or a missing line means the value **and the route letter**
of "Other countries and territories" (``OTHER``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from cbam.law.goods import ELECTRICITY, Goods
from cbam.law.origins import OTHER, UNSTATED
from cbam.reasons import BIT

# Where a default value came from; the position is its code in ``Defaults.source``.
SOURCES = (
    "",
    "own_row",
    "own_heading",
    "other_row",
    "other_heading",
    "annex_iv",
    "annex_iii",
    "annex_iii_eu_average",
)


@dataclass(frozen=True)
class Defaults:
    """Default values as matrices, goods down (index of ``Goods.codes``), territories across.

    Attributes:
        territories: column order: territories with lines of their own, ``OTHER``, ``XX``.
        total: t CO2e per t of good without mark-up (per MWh for electricity); NaN if none.
        printed: index into ``letters`` of the route as printed beside the value.
        letters: the distinct printed route texts ("", "C", "C/F", ...).
        source: index into ``SOURCES``.
        reasons: reason mask (heading, other countries, Annex IV ...).
    """

    territories: tuple[str, ...]
    total: npt.NDArray[np.float64]
    printed: npt.NDArray[np.int8]
    letters: tuple[str, ...]
    source: npt.NDArray[np.int8]
    reasons: npt.NDArray[np.uint64]

    @classmethod
    def build(
        cls,
        goods: Goods,
        annex_i: pd.DataFrame,
        annex_iv: pd.DataFrame | None,
        electricity: pd.DataFrame,
    ) -> Defaults:
        """Apply the reading rules once, for every good and territory.

        Args:
            goods: the goods of the law.
            annex_i: columns origin, cn_code, total, route, status (``value``, ``dash``,
                ``see_below``).
            annex_iv: columns cn_code, total, route, status; ``None`` where the vintage has none.
            electricity: columns origin, annex, factor (t CO2e per MWh).
        """
        imported = electricity[electricity["annex"] == "III"].set_index("origin")["factor"]
        listed = set(annex_i["origin"]) | set(imported.index) - {"EU"}
        territories = (*sorted(listed - {OTHER}), OTHER, UNSTATED)
        annexes = annex_i
        if annex_iv is not None:
            annexes = pd.concat([annex_i, annex_iv.assign(origin=UNSTATED)])
        letters = ("", *sorted(set(annexes["route"]) - {""}))

        lines = sorted(set(annexes["cn_code"]))
        line_of = {code: i for i, code in enumerate(lines)}
        column_of = {territory: i for i, territory in enumerate(territories)}
        valued = annexes[annexes["status"] == "value"]
        at = (valued["cn_code"].map(line_of).to_numpy(), valued["origin"].map(column_of).to_numpy())
        line_total = np.full((len(lines), len(territories)), np.nan)
        line_total[at] = valued["total"].to_numpy()
        line_route = np.zeros((len(lines), len(territories)), np.int8)
        line_route[at] = valued["route"].map({text: i for i, text in enumerate(letters)}).to_numpy()

        # One row per good; electricity has no line in Annex I and is filled in below.
        rows = np.array([line_of.get(code, -1) for code in goods.default_codes])
        total, printed = line_total[rows], line_route[rows]
        heading = np.array([len(c) < 8 for c in goods.default_codes])[:, None]
        own = ~np.isnan(total)
        other = total[:, [column_of[OTHER]]]
        borrow = ~own
        borrow[:, column_of[UNSTATED]] = False  # Annex IV has no fall-back
        total = np.where(borrow, other, total)
        printed = np.where(borrow, printed[:, [column_of[OTHER]]], printed)
        from_other = borrow | (np.array(territories) == OTHER)[None, :]
        unstated = np.broadcast_to((np.array(territories) == UNSTATED)[None, :], total.shape)
        source = np.where(from_other, np.where(heading, 4, 3), np.where(heading, 2, 1))
        source = np.where(unstated, SOURCES.index("annex_iv"), source)
        mask = np.where(heading, BIT["heading_value"], 0) | np.where(
            unstated,
            BIT["annex_iv_value"],
            np.where(from_other, BIT["other_countries_value"], 0),
        )

        power = goods.index[ELECTRICITY]
        factors = np.array([imported.get(t, np.nan) for t in territories])
        average = np.isnan(factors)
        total[power] = np.where(average, imported["EU"], factors)
        printed[power] = 0
        source[power] = np.where(
            average, SOURCES.index("annex_iii_eu_average"), SOURCES.index("annex_iii")
        )
        mask[power] = np.where(average, BIT["eu_average_value"], 0) | BIT["quantity_in_mwh"]
        none = np.isnan(total)
        source[none] = 0
        mask[none] = BIT["no_default_value"]
        return cls(
            territories=territories,
            total=total,
            printed=printed.astype(np.int8),
            letters=letters,
            source=source.astype(np.int8),
            reasons=mask.astype(np.uint64),
        )
