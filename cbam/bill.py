"""THE formula, once, vectorised: one line in, one line out, one column per step.

Regulation (EU) 2023/956, Art 6(2)(c) and 31, and Implementing Regulation (EU) 2025/2620::

    SEE          = default total x (1 + mark-up)              default path
                 = verified actual value                      actual path
    SEFA         = CBAM factor x CSCF x benchmark
    certificates = max(0, tonnes x (SEE - SEFA) - reduction)  floor per line
    cost         = certificates x price

The reduction is that of Article 9 for a carbon price paid in the country of origin; nothing
unless a line brings it.

One product on a slider, six scenarios, a million lines and the command line all use
``assess``. Explaining a figure is reading its row.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from cbam.law.defaults import SOURCES
from cbam.law.schedule import MASS_SECTORS, SECTORS
from cbam.law.vintages import STATUSES, Law
from cbam.lines import ACTUAL, Floats, Inputs, Ints, Texts, read
from cbam.prices import BASES, PRICE_LIMIT, QUARTERS, Prices
from cbam.reasons import BIT, ERRORS, codes_of

STEPS = (
    "good",
    "sector",
    "default_total",
    "default_from",
    "markup",
    "see",
    "route",
    "benchmark_column",
    "benchmark",
    "cbam_factor",
    "cscf",
    "sefa",
    "certificates",
    "price_basis",
    "price_eur",
    "cost_eur",
    "cost_eur_per_t",
    "cost_cny",
    "status",
    "reasons",
)
TONNES_LIMIT = 1e9  # 1,000 million tonnes: more than the EU imports of everything
SEE_LIMIT = 1_000.0  # t CO2e per t; the highest default is below 20
BENCHMARK_COLUMNS = ("", "A", "B")

_CHUNK = 1 << 16  # rows whose work columns stay in the processor's cache
_PARALLEL = 1 << 19  # rows from which a second thread pays
_ELECTRICITY = SECTORS.index("electricity")
_ABOUT_DEFAULTS = np.uint64(
    BIT["no_default_value"]
    | BIT["heading_value"]
    | BIT["other_countries_value"]
    | BIT["annex_iv_value"]
    | BIT["eu_average_value"]
    | BIT["route_first_listed"]
)


def assess(lines: pd.DataFrame, law: Law, prices: Prices) -> pd.DataFrame:
    """The bill of every line.

    Args:
        lines: one row per import line. ``cn_code``, ``origin``, ``tonnes`` [t, MWh for
            electricity] and ``year`` are required. Optional: ``quarter`` (Q1-Q4), ``basis``
            (``default`` or ``actual``; empty = default), ``see`` [t CO2e/t] and ``route`` for
            the actual path, ``price_eur`` [EUR/t CO2e] instead of the table's price, ``sefa``
            [t CO2e/t] as verified for the year, ``chain_benchmark`` [t CO2e/t] (column A plus
            the precursors' benchmarks, see ``cbam.actual``), ``importer_year_tonnes`` [t] (the
            importer's mass goods in the calendar year), ``returned`` (bool), and for a carbon
            price paid at home (Art 9) ``reduction_certificates`` [certificates for the line,
            t CO2e] with ``reduction_evidence`` (bool): it counts on the actual path only, with
            evidence, and marked as resting on a draft act.
        law: the law of one vintage.
        prices: certificate prices, price path and exchange rate.

    Returns:
        The lines as given, same index and order, with the columns of ``STEPS`` added (an input
        of the same name, such as ``see``, is kept as ``given_see``), and ``reduction`` [t CO2e,
        what Art 9 takes off] where a line brings one. A line
        that cannot be assessed stays, with status ``error``, reasons, and NaN figures; a line
        outside the Regulation has status and cost 0. ``reasons`` holds codes joined by ``;``.

    Raises:
        InputError: ``column_missing``, if a required column is not there.
    """
    result = assess_columns(lines, law, prices)
    kept = {f"given_{n}" if n in result else n: lines[n] for n in lines.columns}
    return pd.DataFrame({**kept, **result}, index=lines.index, copy=False)


def assess_columns(
    lines: pd.DataFrame, law: Law, prices: Prices
) -> dict[str, Floats | pd.Categorical]:
    """As ``assess``, but only the columns it adds, not yet a frame: for small, hurried callers.

    Raises:
        InputError: ``column_missing``, if a required column is not there.
    """
    return assess_inputs(read(lines, law), law, prices)


def assess_inputs(inputs: Inputs, law: Law, prices: Prices) -> dict[str, Floats | pd.Categorical]:
    """As ``assess_columns``, for lines that are codes and numbers already."""
    rows = len(inputs.tonnes)
    steps = _Steps.empty(rows, "reduction_certificates" in inputs.numbers)
    compute = _kernel(inputs, steps, law, prices)
    starts = range(0, rows, _CHUNK)
    if rows < _PARALLEL:
        for start in starts:
            compute(slice(start, start + _CHUNK))
    else:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda start: compute(slice(start, start + _CHUNK)), starts))
    return _named(steps, law)


@dataclass
class _Steps:
    """The result columns, filled chunk by chunk."""

    default_total: Floats
    markup: Floats
    see: Floats
    benchmark: Floats
    cbam_factor: Floats
    cscf: Floats
    sefa: Floats
    certificates: Floats
    price_eur: Floats
    cost_eur: Floats
    cost_eur_per_t: Floats
    cost_cny: Floats
    good: npt.NDArray[np.int16]
    default_from: npt.NDArray[np.int8]
    route: npt.NDArray[np.int8]
    benchmark_column: npt.NDArray[np.int8]
    price_basis: npt.NDArray[np.int8]
    status: npt.NDArray[np.int8]
    reasons: npt.NDArray[np.uint64]
    reduction: Floats | None = None  # only where a line brings one

    @classmethod
    def empty(cls, rows: int, reduction: bool) -> _Steps:
        kinds = {"good": np.int16, "reasons": np.uint64}
        small = ("default_from", "route", "benchmark_column", "price_basis", "status")
        return cls(**{
            name: np.empty(rows, kinds.get(name, np.int8 if name in small else np.float64))
            for name in cls.__dataclass_fields__
            if reduction or name != "reduction"
        })  # fmt: skip


def _kernel(inputs: Inputs, out: _Steps, law: Law, prices: Prices) -> Callable[[slice], None]:
    """The formula on one slice of rows, writing into ``out``."""
    pairs, years, periods = law.pairs, law.years, law.benchmarks.b.shape[2]
    yearly = law.schedule.yearly
    period, markup = yearly.period, yearly.markup
    year_mask = yearly.reasons.copy()
    year_mask[-1] = BIT["year_invalid"]
    price, price_basis, price_mask = prices.grid(years)
    has_threshold = np.array([name in MASS_SECTORS for name in SECTORS])
    rate = prices.rate.cny_per_eur

    def text(column: Texts, at: slice) -> tuple[Ints, Ints]:
        codes, masks, index = column
        part = codes[at]
        return index[part], masks[part]

    def compute(at: slice) -> None:
        good, mask = text(inputs.cn, at)
        column, origin_mask = text(inputs.origin, at)
        mask |= origin_mask
        year = inputs.year[at]
        tonnes = inputs.tonnes[at]
        pair = good * pairs.columns + column
        sector = law.sector_of[good]
        cell = sector.astype(np.int32) * (len(years) + 1) + year

        # Default path: Annex I total, mark-up, column B by the default's own route letter.
        total, mark, kept, reduced = (
            pairs.total[pair],
            markup[cell],
            yearly.cbam_factor[year],
            yearly.cscf[year],
        )
        see = total * (1 + mark)
        bench = pairs.benchmark[pair * periods + period[year]]
        route, source, status = pairs.route[pair], pairs.source[pair], pairs.status[pair]
        bench_column = np.full(len(good), BENCHMARK_COLUMNS.index("B"), np.int8)
        mask |= pairs.reasons[pair] | year_mask[year]
        declared_sefa: Floats | None = None

        if inputs.route is not None:
            declared, route_mask = text(inputs.route, at)
            mask |= route_mask
        else:
            declared = np.full(len(good), len(law.benchmarks.routes))
        actual = np.zeros(len(good), bool)
        if inputs.basis is not None:
            basis, basis_mask = text(inputs.basis, at)
            mask |= basis_mask
            actual = basis == ACTUAL
        if inputs.route is not None:
            unused = ~actual & (declared < len(law.benchmarks.routes))
            mask[unused] |= np.uint64(BIT["route_not_used"])
        for name in ("see", "sefa", "chain_benchmark"):
            if name in inputs.numbers:
                unused = ~actual & ~np.isnan(inputs.numbers[name][at])
                mask[unused] |= np.uint64(BIT["see_not_used"])
        if actual.any():
            rows = np.flatnonzero(actual)
            declared_sefa = np.full(len(good), np.nan)
            mask[rows] &= ~_ABOUT_DEFAULTS
            mask[rows] |= np.uint64(BIT["needs_verification"])
            see[rows], see_mask = self_reported(rows, at)
            total[rows] = mark[rows] = np.nan
            source[rows] = 0
            mask[rows] |= see_mask
            chosen = actual_allocation(rows, at, good[rows], declared[rows], period[year[rows]])
            route[rows], bench[rows], bench_column[rows], declared_sefa[rows] = chosen[:4]
            mask[rows] |= chosen[4]
        power = sector == _ELECTRICITY  # no free allocation (Art 1(2)), so no column either
        if power.any():
            bench_column[power] = 0
            mask[power] &= ~np.uint64(BIT["stand_in_benchmark"])

        sefa = kept * reduced * bench
        if declared_sefa is not None:
            sefa = np.where(np.isnan(declared_sefa), sefa, declared_sefa)

        # Price of the quarter or path, unless the line brings its own.
        if inputs.quarter is not None:
            quarter, quarter_mask = text(inputs.quarter, at)
            mask |= quarter_mask
            when = year.astype(np.int32) * len(QUARTERS) + quarter
        else:
            when = year.astype(np.int32) * len(QUARTERS)
        paid, paid_basis, paid_mask = price[when], price_basis[when], price_mask[when]
        if "price_eur" in inputs.numbers:
            own = inputs.numbers["price_eur"][at]
            given = ~np.isnan(own)
            paid = np.where(given, own, paid)
            paid_basis = np.where(given, BASES.index("user"), paid_basis)
            paid_mask = np.where(given, np.uint64(BIT["price_user"]), paid_mask)
            wrong = given & ~((own >= 0) & (own <= PRICE_LIMIT))
            mask[wrong] |= np.uint64(BIT["price_invalid"])
        mask |= paid_mask

        # Outcome before money: errors win, then whatever costs nothing.
        if inputs.returned is not None:
            flagged, flag_mask = text(inputs.returned, at)
            mask |= flag_mask
            back = (flagged == 1) & (status == 0)
            status[back] = STATUSES.index("returned_goods")
            mask[back] |= np.uint64(BIT["returned_goods"])
        weighed = has_threshold[sector] & (good < len(law.goods.codes)) & (status == 0)
        status, mask = tested(at, status, mask, weighed, tonnes, yearly.threshold[year])
        exempt_from_test = ~has_threshold[sector] & (status == 0)
        mask[exempt_from_test] |= np.uint64(BIT["no_threshold"])
        wrong = ~((tonnes >= 0) & (tonnes <= TONNES_LIMIT))
        mask[wrong] |= np.uint64(BIT["tonnes_invalid"])
        taken_off = None
        if out.reduction is not None:
            taken_off, paid_at_home = reduction(at, actual)
            mask |= paid_at_home
        failed = (mask & np.uint64(ERRORS)) != 0
        status[failed] = STATUSES.index("error")

        per_tonne = np.maximum(see - sefa, 0.0)
        with np.errstate(invalid="ignore"):  # infinite tonnes of nothing; an error line anyway
            certificates = tonnes * per_tonne
        if taken_off is not None:
            # Art 9, before the zero floor; where nothing is taken off the figures stay as they are.
            some = taken_off > 0
            certificates = np.where(some, np.maximum(certificates - taken_off, 0.0), certificates)
            some &= tonnes > 0
            np.divide(certificates, tonnes, out=per_tonne, where=some)
        idle = status != 0
        if idle.any():
            free = idle & ~failed
            for values in (per_tonne, certificates):
                values[free] = 0.0
                values[failed] = np.nan
            if taken_off is not None:
                taken_off[idle] = np.nan
            for values in (total, mark, see, bench, kept, reduced, sefa, paid):
                values[idle] = np.nan
            route[idle], source[idle], bench_column[idle], paid_basis[idle] = 0, 0, 0, 0
        nothing = (per_tonne == 0) & ~idle
        mask[nothing] |= np.uint64(BIT["nothing_to_pay"])
        money = np.where(idle, 0.0, paid) if idle.any() else paid

        out.default_total[at] = total
        out.markup[at] = mark
        out.see[at] = see
        out.benchmark[at] = bench
        out.cbam_factor[at] = kept
        out.cscf[at] = reduced
        out.sefa[at] = sefa
        out.certificates[at] = certificates
        out.price_eur[at] = paid
        out.cost_eur[at] = cost = certificates * money
        out.cost_eur_per_t[at] = per_tonne * money
        out.cost_cny[at] = cost * rate
        out.good[at] = good
        out.default_from[at] = source
        out.route[at] = route
        out.benchmark_column[at] = bench_column
        out.price_basis[at] = paid_basis
        out.status[at] = status
        out.reasons[at] = _tidy(mask, failed, idle)
        if out.reduction is not None:
            out.reduction[at] = taken_off

    def self_reported(rows: Ints, at: slice) -> tuple[Floats, Ints]:
        """The verified SEE of the given rows, and what is wrong with it."""
        if "see" not in inputs.numbers:
            return np.full(len(rows), np.nan), np.full(len(rows), BIT["see_missing"], np.uint64)
        see = inputs.numbers["see"][at][rows]
        wrong = ~((see >= 0) & (see <= SEE_LIMIT))
        mask = np.where(np.isnan(see), BIT["see_missing"], np.where(wrong, BIT["see_invalid"], 0))
        return see, mask.astype(np.uint64)

    def actual_allocation(
        rows: Ints, at: slice, good: Ints, declared: Ints, when: Ints
    ) -> tuple[Ints, Floats, Ints, Floats, Ints]:
        """Route, benchmark, its column, declared SEFA and mask for rows on the actual path.

        A declared SEFA is taken as it is; a chain's benchmark stands for column A with its
        precursors; otherwise column B of the route stands in for the chain.
        """
        resolved, route_mask = law.declared_routes
        route, mask = resolved[good, declared], route_mask[good, declared]
        bench = law.declared_benchmarks[good, route, when]
        column = np.full(len(rows), BENCHMARK_COLUMNS.index("B"), np.int8)
        missing = np.full(len(rows), np.nan)
        chain = inputs.numbers.get("chain_benchmark")
        chain = missing if chain is None else chain[at][rows]
        sefa = inputs.numbers.get("sefa")
        sefa = missing if sefa is None else sefa[at][rows]
        known = ~np.isnan(sefa) | ~np.isnan(chain)
        # Column B is only a stand-in; with the chain or its SEFA known it is not read at all.
        mask = np.where(known, 0, mask | np.uint64(BIT["stand_in_benchmark"])).astype(np.uint64)
        has_chain = ~np.isnan(chain)
        bench = np.where(has_chain, chain, bench)
        column[has_chain] = BENCHMARK_COLUMNS.index("A")
        declared_only = ~np.isnan(sefa)
        bench[declared_only], column[declared_only] = np.nan, 0
        wrong = declared_only & ~((sefa >= 0) & (sefa <= SEE_LIMIT))
        wrong |= has_chain & ~((chain >= 0) & (chain <= SEE_LIMIT))
        mask[wrong] |= np.uint64(BIT["sefa_invalid"])
        return route, bench, column, sefa, mask

    def reduction(at: slice, actual: npt.NDArray[np.bool_]) -> tuple[Floats, Ints]:
        """Certificates taken off for a carbon price paid at home (Art 9), and why or why not."""
        given = inputs.numbers["reduction_certificates"][at]
        claimed = ~np.isnan(given) & (given != 0)
        wrong = claimed & ~((given > 0) & (given <= TONNES_LIMIT * SEE_LIMIT))
        proven, evidence_mask = np.zeros(len(given), bool), np.zeros(len(given), np.uint64)
        if inputs.evidence is not None:
            flagged, evidence_mask = text(inputs.evidence, at)
            proven = flagged == 1
        counts = claimed & actual & proven & ~wrong
        mask = np.where(counts, BIT["home_price_draft"], 0).astype(np.uint64) | evidence_mask
        mask[wrong] |= np.uint64(BIT["reduction_invalid"])
        mask[claimed & ~actual] |= np.uint64(BIT["home_price_needs_actual"])
        mask[claimed & ~proven] |= np.uint64(BIT["home_price_no_evidence"])
        return np.where(counts, given, 0.0), mask

    def tested(
        at: slice, status: Ints, mask: Ints, weighed: Ints, tonnes: Floats, limit: Floats
    ) -> tuple[Ints, Ints]:
        """The importer's threshold (Art 2a), only where the year's total is known."""
        whole = inputs.numbers.get("importer_year_tonnes")
        known = np.zeros(len(status), bool)
        if whole is not None:
            whole = whole[at]
            known = ~np.isnan(whole)
            wrong = known & ~((whole >= 0) & (whole <= TONNES_LIMIT))
            wrong |= weighed & known & (whole < tonnes)  # a part cannot exceed the whole
            mask[wrong] |= np.uint64(BIT["importer_total_invalid"])
            below = weighed & known & (whole <= limit)
            status[below] = STATUSES.index("below_threshold")
            mask[below] |= np.uint64(BIT["below_threshold"])
        mask[weighed & ~known] |= np.uint64(BIT["threshold_not_tested"])
        return status, mask

    return compute


_ANSWERS = np.uint64(
    sum(BIT[name] for name in STATUSES[1:-1]) | BIT["in_2028_proposal"] | BIT["grey_assumed"]
)


def _tidy(mask: Ints, failed: Ints, idle: Ints) -> Ints:
    """Keep only what matters: errors for a failed line, the answer for one that costs nothing."""
    if failed.any():
        mask = np.where(failed, mask & np.uint64(ERRORS), mask)
    if idle.any():
        mask = np.where(idle & ~failed, mask & _ANSWERS, mask)
    return mask


@lru_cache(maxsize=256)
def _categories(names: tuple[str, ...]) -> pd.CategoricalDtype:
    """The names as a categorical type; making one costs more than a small bill."""
    return pd.CategoricalDtype(list(names))


def _named(steps: _Steps, law: Law) -> dict[str, Floats | pd.Categorical]:
    """Put names on the codes, as categoricals over small code arrays."""

    def named(codes: Ints, names: tuple[str, ...]) -> pd.Categorical:
        return pd.Categorical.from_codes(codes, dtype=_categories(names), validate=False)

    masks, distinct = pd.factorize(steps.reasons)
    texts = [";".join(codes_of(int(mask))) for mask in distinct]
    goods = (*law.goods.codes, "out of scope", "")
    sector_of = law.sector_of.copy()
    sector_of[len(law.goods.codes) :] = -1
    result: dict[str, Floats | pd.Categorical] = {
        "good": named(steps.good, goods),
        "sector": named(sector_of[steps.good], SECTORS),
        "default_total": steps.default_total,
        "default_from": named(steps.default_from, SOURCES),
        "markup": steps.markup,
        "see": steps.see,
        "route": named(steps.route, law.benchmarks.routes),
        "benchmark_column": named(steps.benchmark_column, BENCHMARK_COLUMNS),
        "benchmark": steps.benchmark,
        "cbam_factor": steps.cbam_factor,
        "cscf": steps.cscf,
        "sefa": steps.sefa,
        "certificates": steps.certificates,
        "price_basis": named(steps.price_basis, BASES),
        "price_eur": steps.price_eur,
        "cost_eur": steps.cost_eur,
        "cost_eur_per_t": steps.cost_eur_per_t,
        "cost_cny": steps.cost_cny,
        "status": named(steps.status, STATUSES),
        "reasons": named(masks, tuple(texts)),
    }
    if steps.reduction is not None:
        result["reduction"] = steps.reduction
    return result
