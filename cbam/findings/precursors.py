"""The production chain as a tree, and the precursor whose better data would save most.

SEE and SEFA by Eq. 59-62 of Implementing Regulation (EU) 2025/2547 and Eq. 4 of 2025/2620, as
``cbam.actual`` evaluates them; every bill goes through ``bill.assess``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cbam import tables
from cbam.actual import (
    MASS_LIMIT,
    Chain,
    DefaultPrecursor,
    Input,
    Process,
    StatedPrecursor,
    evaluate,
)
from cbam.analysis import Analysis
from cbam.bill import assess_columns
from cbam.caches import cached
from cbam.findings.scenario import Scenario, lines
from cbam.law.schedule import SECTORS
from cbam.law.vintages import Law
from cbam.reasons import InputError
from cbam.rows import columns_of

# What a supplier is asked for, in the order of the sheet; words in ``present.compare.compare_words``.
REQUEST_ITEMS = (
    "installation",
    "operator",
    "product",
    "period",
    "route",
    "output",
    "direct",
    "heat",
    "electricity",
    "inputs",
    "scrap",
    "reducing_agents",
    "alloy",
    "verification",
    "carbon_price",
    "contact",
)
_ONLY = {
    "scrap": ("iron_and_steel", "aluminium"),
    "reducing_agents": ("iron_and_steel",),
    "alloy": ("iron_and_steel", "aluminium"),
}

Node = tuple[str, Chain, Process | DefaultPrecursor | StatedPrecursor, float, int]


@dataclass(frozen=True)
class ChainBill:
    """A chain, priced.

    Attributes:
        year: import year.
        price_eur, cbam_factor, cscf: of the bill.
        cost_eur_per_t, cost_eur: the bill of the final good.
        nodes: one row per step: ``node`` (path: ``0``, ``0.1`` ...), ``parent``, ``depth``,
            ``cn_code``, ``origin``, ``kind`` (``process`` or ``default``), ``route``, ``column``,
            ``mass`` [t per t of the good above], ``mass_total`` [t per t of the final good],
            ``see``, ``sefa``, ``own_see``, ``own_sefa`` [t CO2e per t of the step; own: without
            its precursors], ``own_benchmark`` (before CBAM factor and CSCF), ``see_in_good`` and ``sefa_in_good`` [own, per t of the final good]
            and ``eur_per_t`` [EUR per t of the final good]. The last adds up to the bill before
            the zero floor.
        levers: one row per precursor at default, best first: ``better_see`` [t CO2e/t],
            ``basis`` (``stated`` or ``eu_benchmark``), ``cost_eur_per_t`` and
            ``saving_eur_per_t`` with it, ``saving_eur`` a year, and
            ``saving_same_eur_per_t``: verified, but no better than the default without its
            mark-up.
    """

    year: int
    price_eur: float
    cbam_factor: float
    cscf: float
    cost_eur_per_t: float
    cost_eur: float
    nodes: pd.DataFrame
    levers: pd.DataFrame

    @property
    def best(self) -> str:
        """The node whose better data would save most; ``""`` if none saves anything."""
        if self.levers.empty or not self.levers["saving_eur_per_t"].iloc[0] > 0:
            return ""
        return str(self.levers["node"].iloc[0])


def starting_chain(analysis: Analysis, law: Law) -> Process:
    """The production chain a user starts from: the usual precursors, all at default value.

    Masses are assumptions (``data/law/typical_precursors.csv``); the own process emissions are
    0 until the plant states them. A code that is no good of the law gets an empty step, so that
    what is wrong with it is said where the chain is evaluated.
    """
    good, _ = law.goods.resolve(analysis.cn)
    if good >= law.goods.out_of_scope:
        return Process(analysis.cn, 0.0)
    inputs = tuple(
        Input(mass, DefaultPrecursor(code, analysis.origin))
        for code, mass in typical_precursors(law.goods.codes[good])
    )
    return Process(analysis.cn, 0.0, own_route(analysis, law), inputs=inputs)


def own_route(analysis: Analysis, law: Law) -> str:
    """The route letter of the last step: as stated, else that of the origin's default value.

    Where column A lists routes and neither fits (no letter, another column), its first one.
    """
    good, _ = law.goods.resolve(analysis.cn)
    own, usual = (law.benchmarks.listed(good, column) for column in ("A", "B"))
    listed = [letter for letter in own if letter] or [letter for letter in usual if letter]
    pair = good * law.pairs.columns + law.column(law.origins.resolve(analysis.origin))
    wanted = (analysis.route, law.benchmarks.routes[law.pairs.route[pair]])
    return next((letter for letter in (*wanted, *listed) if letter in listed), "")


def typical_precursors(code: str) -> tuple[tuple[str, float], ...]:
    """The usual precursors of a good and their mass per tonne; empty where none is usual."""
    rows = _typical()
    for length in range(len(code), 0, -1):
        if code[:length] in rows:
            return rows[code[:length]]
    return ()


@cached(maxsize=1)
def _typical() -> Mapping[str, tuple[tuple[str, float], ...]]:
    """By beginning of the code: precursors and masses."""
    found: dict[str, tuple[tuple[str, float], ...]] = {}
    for row in tables.read("typical_precursors").itertuples():
        known = () if math.isnan(row.mass) else ((str(row.precursor), float(row.mass)),)
        found[str(row.cn_prefix)] = (*found.get(str(row.cn_prefix), ()), *known)
    return found


def chain_bill(
    scenario: Scenario, year: int, better: Mapping[str, float] | None = None
) -> ChainBill:
    """Price a scenario's chain for one year and try better data for each precursor at default.

    Args:
        scenario: with a chain.
        year: import year.
        better: SEE [t CO2e/t] by node, as the supplier might verify it; where none is stated
            the EU benchmark of the good stands for it (column B, or the default without
            mark-up where that is lower).

    Raises:
        InputError: ``chain_missing``, ``year_invalid``, ``number_invalid``, or what is wrong
            with the chain.
    """
    better = better or {}
    if scenario.chain is None:
        raise InputError("chain_missing", "chain", scenario.name)
    law, prices = scenario.law(), scenario.prices()
    top = evaluate(scenario.chain, law, year)
    found = list(_walk("0", top, scenario.chain, 1.0, 0))
    tries = _tries(found, law, year, better)
    parts = [item for item in lines(scenario, law, prices) if item["year"] == year]
    sees = [top.see, *(top.see - cut for item in tries for cut in (item["cut"], item["same"]))]
    bill = assess_columns(
        columns_of({**part, "see": max(see, 0.0)} for see in sees for part in parts), law, prices
    )
    tonnes = float(sum(part["tonnes"] for part in parts))
    # Tranches of different quarters count by their tonnes.
    weights = np.array([part["tonnes"] / tonnes if tonnes else 1 / len(parts) for part in parts])
    cost = np.asarray(bill["cost_eur_per_t"]).reshape(len(sees), -1) @ weights
    price = float(np.asarray(bill["price_eur"])[: len(parts)] @ weights)
    kept = law.schedule.value("cbam_factor", year) * law.schedule.value("cscf", year)
    levers = pd.DataFrame(
        [
            {
                **{k: v for k, v in item.items() if k not in ("cut", "same")},
                "cost_eur_per_t": cost[1 + 2 * i],
                "saving_eur_per_t": cost[0] - cost[1 + 2 * i],
                "saving_eur": (cost[0] - cost[1 + 2 * i]) * tonnes,
                "saving_same_eur_per_t": cost[0] - cost[2 + 2 * i],
            }
            for i, item in enumerate(tries)
        ],
        columns=[
            "node", "cn_code", "origin", "mass_total", "see", "better_see", "basis",
            "cost_eur_per_t", "saving_eur_per_t", "saving_eur", "saving_same_eur_per_t",
        ],
    ).sort_values("saving_eur_per_t", ascending=False, kind="stable", ignore_index=True)  # fmt: skip
    return ChainBill(
        year=year,
        price_eur=price,
        cbam_factor=law.schedule.value("cbam_factor", year),
        cscf=law.schedule.value("cscf", year),
        cost_eur_per_t=float(cost[0]),
        cost_eur=float(cost[0]) * tonnes,
        nodes=pd.DataFrame([_row(node, kept, price) for node in found]),
        levers=levers,
    )


def _walk(
    name: str,
    chain: Chain,
    step: Process | DefaultPrecursor | StatedPrecursor,
    mass: float,
    depth: int,
) -> Iterator[Node]:
    yield name, chain, step, mass, depth
    if isinstance(step, Process):
        for i, (part, item) in enumerate(zip(chain.parts, step.inputs, strict=True)):
            yield from _walk(f"{name}.{i}", part, item.source, mass * item.mass, depth + 1)


_KINDS = {Process: "process", DefaultPrecursor: "default", StatedPrecursor: "stated"}


def _row(node: Node, kept: float, price: float) -> dict[str, Any]:
    name, chain, step, mass, depth = node
    own_see = chain.see - sum(part.mass * part.see for part in chain.parts)
    own_sefa = kept * chain.own_benchmark
    return {
        "node": name,
        "parent": name.rpartition(".")[0],
        "depth": depth,
        "cn_code": chain.cn_code,
        "origin": step.origin if isinstance(step, DefaultPrecursor) else "",
        "kind": _KINDS[type(step)],
        "route": "" if isinstance(step, DefaultPrecursor) else step.route,
        "column": chain.column,
        "mass": chain.mass,
        "mass_total": mass,
        "see": chain.see,
        "sefa": kept * chain.benchmark,
        "own_see": own_see,
        "own_sefa": own_sefa,
        "own_benchmark": chain.own_benchmark,
        "see_in_good": mass * own_see,
        "sefa_in_good": mass * own_sefa,
        "eur_per_t": mass * (own_see - own_sefa) * price,
    }


def _tries(
    found: list[Node], law: Law, year: int, better: Mapping[str, float]
) -> list[dict[str, Any]]:
    """Each precursor at default with better data, and the SEE this takes off the final good."""
    tries = []
    for name, chain, step, mass, _ in found:
        if not isinstance(step, DefaultPrecursor) or chain.see <= 0:
            continue
        sector = SECTORS[law.sector_of[law.goods.index[chain.cn_code]]]
        plain = chain.see / (1 + law.schedule.value("markup", year, sector))
        target = better.get(name)
        if target is not None and not 0 <= target <= MASS_LIMIT:
            raise InputError("number_invalid", "see", target, limit=MASS_LIMIT)
        tries.append({
            "node": name,
            "cn_code": chain.cn_code,
            "origin": step.origin,
            "mass_total": mass,
            "see": chain.see,
            "better_see": min(chain.benchmark, plain) if target is None else target,
            "basis": "eu_benchmark" if target is None else "stated",
            "cut": mass * (chain.see - (min(chain.benchmark, plain) if target is None else target)),
            "same": mass * (chain.see - plain),
        })  # fmt: skip
    return tries


def request_items(cn_code: str, law: Law) -> tuple[str, ...]:
    """What to ask the supplier of a precursor for (codes of ``REQUEST_ITEMS``).

    Electricity is asked for only where it counts (goods outside Annex II).

    Raises:
        InputError: ``precursor_out_of_scope``.
    """
    good, _ = law.goods.resolve(cn_code)
    if good >= law.goods.out_of_scope:
        raise InputError("precursor_out_of_scope", "cn_code", cn_code)
    sector = law.goods.sectors[good]
    skip = {name for name, sectors in _ONLY.items() if sector not in sectors}
    if law.direct_only[good]:
        skip.add("electricity")
    routes = {*law.benchmarks.listed(good, "A"), *law.benchmarks.listed(good, "B")}
    if not routes - {""}:
        skip.add("route")
    return tuple(item for item in REQUEST_ITEMS if item not in skip)
