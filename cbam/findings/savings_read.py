"""The assessed rows of a plan, read back: the table by year, the curve, the other routes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from cbam.findings.savings_plan import BANDS, Floats, Plan

EXEMPT = ("returned_goods", "below_threshold")  # states of a bill


@dataclass(frozen=True)
class Grid:
    """The assessed rows of a plan as arrays [year, kind of row]."""

    plan: Plan
    cost: Floats
    sefa: Floats
    see: Floats
    price: Floats  # by year
    reasons: npt.NDArray[np.object_]
    exempt: tuple[str, ...]  # why nothing is due whatever the emissions

    @classmethod
    def of(cls, plan: Plan, bill: pd.DataFrame) -> Grid:
        """Lay the bill of ``plan.lines`` out again by year and kind."""

        def by_year(name: str) -> npt.NDArray:
            return bill[name].to_numpy().reshape(len(plan.law.years), len(plan.kinds))

        return cls(
            plan=plan,
            cost=by_year("cost_eur_per_t"),
            sefa=by_year("sefa"),
            see=by_year("see"),
            price=by_year("price_eur")[:, 0],
            reasons=by_year("reasons"),
            exempt=tuple(code for code in EXEMPT if (bill["status"] == code).any()),
        )

    @cached_property
    def at(self) -> dict[str, int]:
        """Position of each kind of row, the points of the curve apart."""
        kinds = enumerate(self.plan.kinds)
        return {kind: i for i, (kind, _, _) in kinds if not kind.startswith("curve_")}

    def column(self, kind: str, values: Floats) -> Floats:
        """One kind by year; NaN where the plan has no such row."""
        return values[:, self.at[kind]] if kind in self.at else self.nothing

    @cached_property
    def nothing(self) -> Floats:
        """NaN by year."""
        return np.full(len(self.plan.law.years), np.nan)

    @property
    def assumptions(self) -> tuple[tuple[int, tuple[str, ...]], ...]:
        """Reason codes of the bill by year, without those of the other routes."""
        used = [i for kind, i in self.at.items() if not kind.startswith("route_")]
        return tuple(
            (year, tuple(dict.fromkeys(c for i in used for c in str(row[i]).split(";") if c)))
            for year, row in zip(self.plan.law.years, self.reasons, strict=True)
        )


def zeros(plan: Plan, years: tuple[int, ...]) -> pd.DataFrame:
    """A good that pays nothing: zero on every path, in every year."""
    names = ["default"] + [f"{what}_{band}" for what in ("today", "verified") for band in BANDS]
    if plan.target.given:
        names += [f"{what}_{band}" for what in ("target", "saving") for band in BANDS]
    return pd.DataFrame(0.0, index=pd.Index(years, name="year"), columns=names)


def table(grid: Grid) -> pd.DataFrame:
    """One row per year; the columns are those of ``Savings.table``."""
    plan = grid.plan

    def cost(kind: str) -> Floats:
        return grid.column(kind, grid.cost)

    found: dict[str, Floats] = {
        "price_eur": grid.price,
        "default": cost("default"),
        "default_see": grid.column("default", grid.see),
        "sefa": grid.column("today_high", grid.sefa),
        "sefa_target": grid.column("paired_mid", grid.sefa),
    }
    for band in BANDS:
        found[f"today_{band}"] = cost(f"today_{band}")
    found["target_low"], found["target_high"] = cost("target_low"), cost("target_high")
    found["target_mid"] = cost("paired_mid")
    # Band by band, since the same share errs on both sides; a new route may turn their order.
    spread = [cost(f"today_{band}") - cost(f"paired_{band}") for band in BANDS]
    found["saving_low"], found["saving_high"] = np.min(spread, 0), np.max(spread, 0)
    found["saving_mid"] = spread[1]
    found["naive"] = grid.nothing
    if plan.paired is not None and plan.mid is not None:
        found["naive"] = (plan.mid - plan.paired[1]) * grid.price
    for band, other in zip(BANDS, reversed(BANDS), strict=True):
        found[f"verified_{band}"] = found["default"] - found[f"today_{other}"]
    floor = grid.nothing
    if plan.mid is not None and plan.slopes is not None and plan.slopes[1] > 0 and plan.today:
        # SEE_mid - slope x (today - L) = SEFA, solved for the label value L.
        floor = plan.today - (plan.mid - found["sefa"]) / plan.slopes[1]
        floor = np.where(floor < 0, np.nan, floor)
        if plan.bridge.mode == "D" and plan.target.source == "unknown":
            floor = grid.nothing  # the mass balance does not read the label: no share of it applies
    found["floor_see"] = found["sefa"]
    found["floor_label_per_t"] = floor
    factor = plan.bridge.label.tonnes_per_tonne
    found["floor_label"] = floor / factor if factor else grid.nothing
    return pd.DataFrame(found, index=pd.Index(plan.law.years, name="year"))


def curve(grid: Grid) -> pd.DataFrame:
    """The assessed points, and the kinks where a line reaches zero between two of them."""
    plan = grid.plan
    count, years = len(plan.points), plan.law.years
    if not count or plan.slopes is None:
        return pd.DataFrame()
    bands = grid.cost[:, len(plan.kinds) - 3 * count :].reshape(len(years), 3, count)
    end, last = bands[:, :, -1], plan.points[-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = grid.price[:, None] * np.array(plan.slopes)  # EUR per t of label value
        kinks = np.where((end > 0) & (slope > 0), last - end / slope, np.nan)  # [year, band]
    label = np.concatenate([np.tile(plan.points, (len(years), 1)), kinks], axis=1)
    found = {}
    for i, band in enumerate(BANDS):
        # At the kinks the lines are straight pieces through their last assessed point.
        at_kinks = np.maximum(0.0, end[:, [i]] - slope[:, [i]] * (last - kinks))
        at_kinks[:, i] = 0.0
        found[band] = np.concatenate([bands[:, i, :], at_kinks], axis=1).ravel()
    frame = pd.DataFrame({"year": np.repeat(years, count + 3), "label": label.ravel(), **found})
    return frame[frame["label"] >= 0]


def routes(grid: Grid) -> pd.DataFrame:
    """The other routes: their SEFA, the free allocation lost, and the SEE that breaks even."""
    plan, sefa = grid.plan, grid.column("today_high", grid.sefa)
    parts = []
    for kind, i in grid.at.items():
        if not kind.startswith("route_"):
            continue
        lost = sefa - grid.sefa[:, i]
        parts.append(pd.DataFrame({
            "year": plan.law.years,
            "route": kind.removeprefix("route_"),
            "sefa": grid.sefa[:, i],
            "cost_same_see": grid.cost[:, i],
            "allocation_lost_eur_per_t": lost * grid.price,
            "see_break_even": np.maximum(0.0, np.maximum((plan.mid or 0.0) - sefa, 0.0) + grid.sefa[:, i]),
        }))  # fmt: skip
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
