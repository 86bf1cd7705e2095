"""Two what-ifs of a portfolio: verified values instead of defaults, and one common target.

Both rest on an SEE nobody has verified yet; the page says so beside every figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cbam.law.vintages import Law
from cbam.lines import Floats, Ints
from cbam.portfolio.totals.picture import dimension_keys
from cbam.portfolio.totals.picture_cells import CellBills, Cells, as_actual, bills, in_year
from cbam.portfolio.totals.picture_sums import sums, total
from cbam.prices import Prices
from cbam.reasons import InputError

# What a verified value is assumed to be: the default without its mark-up, the benchmark of the
# default's own route, or the user's own values by code prefix.
WHAT_IFS = ("without_markup", "benchmark", "own")


@dataclass(frozen=True)
class Gap:
    """What lines on default values pay more than with a verified value (estimates).

    Attributes:
        what_if: which of ``WHAT_IFS`` stands for the verified value.
        default_eur: cost of the lines compared, on the default value.
        verified_eur: the same lines at the assumed value.
        gap_eur, gap_cny: what missing verification costs: the sum over the lines where the
            assumed value costs less. A default may always be kept, so no line counts against.
        lines: lines compared. no_gain: those of them where verification would gain nothing.
        left_out: lines on default values that could not be compared: no benchmark, no own
            value given, or a route the actual path does not know.
        parts: the gap by good (``key``, ``lines``, ``default_eur``, ``gap_eur``), largest first.
    """

    what_if: str
    default_eur: float
    verified_eur: float
    gap_eur: float
    gap_cny: float
    lines: int
    no_gain: int
    left_out: int
    parts: pd.DataFrame


@dataclass(frozen=True)
class Target:
    """What one common target saves (estimates).

    Attributes:
        years: per year of the law ``year``, ``before_eur``, ``after_eur``, ``saving_eur``,
            ``saving_cny``.
        cut: the share by which values are lowered. verified: the keys that turn to a verified
            value first.
        lines_cut: lines on actual values that the cut lowers.
        lines_verified: lines that turn from the default to a verified value, cut included.
        lines_untouched: lines left on the default value: a cut of the product alone does not
            change what the law assumes.
        left_out: lines without a bill before or after in some year.
    """

    years: pd.DataFrame
    cut: float
    verified: tuple[str, ...]
    lines_cut: int
    lines_verified: int
    lines_untouched: int
    left_out: int


def gap(
    cells: Cells,
    law: Law,
    prices: Prices,
    year: int,
    what_if: str = "without_markup",
    own: Mapping[str, float] | None = None,
) -> Gap:
    """The default-against-verified gap of the lines of one year.

    Args:
        cells: the portfolio.
        law: the law of one vintage.
        prices: certificate prices and exchange rate.
        year: import year.
        what_if: one of ``WHAT_IFS``.
        own: SEE [t CO2e/t] by prefix of the good's code (the longest counts), for ``own``.

    Raises:
        InputError: ``what_if_unknown``; ``see_invalid`` for an own value that is no SEE.
    """
    here = cells.taken(cells.inputs.year == law.years.index(year))
    today = bills(here, law, prices)
    default = today.assessed & on_default(today)
    kept = here.taken(default)
    before = today.cost_eur[default]
    see = assumed_see(today, here, law, what_if, own or {})[default]
    after = _at(kept, see, today, default, law, prices)
    fine = after.assessed & ~np.isnan(see)
    saved = np.where(fine, np.maximum(before - after.cost_eur, 0.0), 0.0)
    codes, goods = pd.factorize(dimension_keys(kept, law)["good"][fine])
    count = len(goods)
    table = pd.DataFrame({
        "key": list(goods),
        "lines": np.bincount(codes, kept.lines[fine], count).astype(np.int64),
        "default_eur": sums(codes, before[fine], count),
        "gap_eur": sums(codes, saved[fine], count),
    })  # fmt: skip
    table = table.assign(size=-table["gap_eur"]).sort_values(["size", "key"], kind="stable")
    whole = total(saved)
    return Gap(
        what_if=what_if,
        default_eur=total(before[fine]),
        verified_eur=total(after.cost_eur[fine]),
        gap_eur=whole,
        gap_cny=whole * prices.rate.cny_per_eur,
        lines=int(kept.lines[fine].sum()),
        no_gain=int(kept.lines[fine & (saved == 0)].sum()),
        left_out=int(kept.lines[~fine].sum()),
        parts=table.drop(columns="size").reset_index(drop=True),
    )


def target(
    cells: Cells,
    law: Law,
    prices: Prices,
    year: int,
    *,
    cut: float = 0.0,
    verify: int = 0,
    by: str = "product",
    what_if: str = "without_markup",
    own: Mapping[str, float] | None = None,
) -> Target:
    """What one common target saves in every year, the same trade each year.

    Lines on actual values have their SEE lowered by ``cut``. Lines on default values stay as
    they are, except those of the ``verify`` costliest keys: they turn to the assumed verified
    value, lowered by ``cut``; where that would cost more, they keep the default.

    Args:
        cells: the portfolio.
        law: the law of one vintage.
        prices: certificate prices and exchange rate.
        year: import year whose lines are looked at.
        cut: share from 0 to 1.
        verify: how many keys turn to a verified value.
        by: dimension of the keys, one of ``picture.DIMENSIONS``.
        what_if: what the verified value is assumed to be, as for ``gap``.
        own: own values, as for ``gap``.

    Raises:
        InputError: ``share_invalid``; ``what_if_unknown``; ``see_invalid``.
    """
    if not 0 <= cut <= 1:
        raise InputError("share_invalid", "cut", cut)
    here = cells.taken(cells.inputs.year == law.years.index(year))
    today = bills(here, law, prices)
    default = today.assessed & on_default(today)
    keys = dimension_keys(here, law)[by]
    codes, distinct = pd.factorize(keys)
    money = sums(codes, np.where(default, today.cost_eur, 0.0), len(distinct))
    order = sorted(range(len(distinct)), key=lambda i: (-money[i], distinct[i]))
    chosen = [i for i in order if money[i] > 0][:verify]
    turned = default & np.isin(codes, chosen)
    see = assumed_see(today, here, law, what_if, own or {})
    turned &= ~np.isnan(see)
    actual = today.assessed & ~on_default(today)
    rows, out = [], np.zeros(len(here), bool)
    for at, when in enumerate(law.years):
        change = in_year(here, at, law, prices)
        before = bills(here, law, prices, **change)
        lowered = _lowered(change["numbers"], 1 - cut)
        after = bills(here, law, prices, **{**change, "numbers": lowered})
        cost = np.where(actual, after.cost_eur, before.cost_eur)
        if turned.any():
            verified = bills(
                here, law, prices,
                **{**change, **_verified(here, see * (1 - cut), today, law, change["numbers"])},
            )  # fmt: skip
            better = turned & verified.assessed
            cost = np.where(better, np.minimum(verified.cost_eur, before.cost_eur), cost)
            out |= turned & verified.failed
        fine = before.assessed & ~before.failed & ~after.failed
        out |= today.assessed & ~fine
        first, last = total(np.where(fine, before.cost_eur, 0.0)), total(np.where(fine, cost, 0.0))
        rows.append((when, first, last, first - last, (first - last) * prices.rate.cny_per_eur))
    names = ["year", "before_eur", "after_eur", "saving_eur", "saving_cny"]
    return Target(
        years=pd.DataFrame(rows, columns=names),
        cut=cut,
        verified=tuple(str(distinct[i]) for i in chosen),
        lines_cut=int(here.lines[actual].sum()) if cut else 0,
        lines_verified=int(here.lines[turned].sum()),
        lines_untouched=int(here.lines[default & ~turned].sum()),
        left_out=int(here.lines[out].sum()),
    )


def on_default(found: CellBills) -> Ints:
    """Whether each cell's bill rests on a default value."""
    return np.asarray(found.steps["default_from"].codes) > 0


def assumed_see(
    today: CellBills, cells: Cells, law: Law, what_if: str, own: Mapping[str, float]
) -> Floats:
    """The SEE a verifier is assumed to confirm, by cell [t CO2e/t]; NaN where there is none.

    Raises:
        InputError: ``what_if_unknown``, ``see_invalid``.
    """
    if what_if == "without_markup":
        return np.asarray(today.steps["default_total"])
    if what_if == "benchmark":
        bench = np.asarray(today.steps["benchmark"])
        return np.where(bench > 0, bench, np.nan)  # electricity has none
    if what_if != "own":
        raise InputError("what_if_unknown", "what_if", what_if, allowed=WHAT_IFS)
    for prefix, value in own.items():
        if not 0 <= value < np.inf:
            raise InputError("see_invalid", f"see {prefix}", value)
    by_good = np.full(len(law.goods.codes) + 2, np.nan)
    for at, code in enumerate(law.goods.codes):
        fitting = [prefix for prefix in own if code.startswith(prefix)]
        if fitting:
            by_good[at] = own[max(fitting, key=len)]
    return by_good[cells.good()]


def _at(
    kept: Cells, see: Floats, today: CellBills, rows: Ints, law: Law, prices: Prices
) -> CellBills:
    """The kept cells on the actual path, by the route of their default."""
    route = np.asarray(today.steps["route"].codes)[rows]
    return bills(kept, law, prices, **as_actual(kept, see, _declared(route, law)))


def _verified(
    cells: Cells, see: Floats, today: CellBills, law: Law, numbers: Mapping[str, Floats]
) -> dict[str, object]:
    changes = as_actual(cells, see, _declared(np.asarray(today.steps["route"].codes), law))
    kept = {n: c for n, c in numbers.items() if n in ("price_eur", "importer_year_tonnes")}
    return {**changes, "numbers": {**kept, "see": see}}


def _declared(route: Ints, law: Law) -> Ints:
    """A default's route as one a declarant states; none where the default has no letter."""
    blank = law.benchmarks.routes.index("")
    return np.where(route == blank, len(law.benchmarks.routes), route)


def _lowered(numbers: Mapping[str, Floats], factor: float) -> dict[str, Floats]:
    """The numbers of the lines with their SEE multiplied."""
    return {name: column * factor if name == "see" else column for name, column in numbers.items()}
