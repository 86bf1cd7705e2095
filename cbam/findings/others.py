"""Why other calculators show another figure: the usual mistakes, worked on the user's line.

Each variant breaks one rule of ``data/law/misreadings.csv``; all start from the step columns of
our own bill, so they differ in nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cbam import tables
from cbam.law.vintages import Law

OURS = "ours"
_POWER = "electricity"
_STEEL = "iron_and_steel"  # whose mark-up other tools apply to fertilisers


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to get it wrong (or right).

    Attributes:
        code: ``no_free_allocation``, ``emissions_times_phase_in``, ``full_benchmark``,
            ``heading_lost``, ``indirect_on_metals``, ``fertiliser_markup`` or ``ours``.
        cost_eur: for the line [EUR]. cost_eur_per_t: per tonne of good [EUR/t].
        ratio: to our result; ``None`` where ours is zero.
        act, article, article_zh, mark: the rule it breaks; empty for ours.
    """

    code: str
    cost_eur: float
    cost_eur_per_t: float
    ratio: float | None
    act: str = ""
    article: str = ""
    article_zh: str = ""
    mark: str = ""


def others(row: Mapping[str, Any], law: Law, indirect: float | None = None) -> list[Variant]:
    """The line as other calculators would have it, ours last.

    Args:
        row: one row of ``bill.assess`` (or of a comparison).
        law: the law it was assessed under.
        indirect: indirect emissions of the good [t CO2e/t], if known; Annex I of the default
            values has none for metals, so that variant needs them from the user or a label.

    Returns:
        The variants that change something on this line, and ours. Empty where the line is not
        assessed: nobody can be compared on a good that is out of scope.
    """
    if row["status"] != "assessed":
        return []
    tonnes, price = float(row["tonnes"]), float(row["price_eur"])
    see, sefa = float(row["see"]), float(row["sefa"])
    default = bool(row["default_from"])
    found: dict[str, float] = {"no_free_allocation": see, "emissions_times_phase_in": math.nan}
    factor, cscf, benchmark = (float(row[k]) for k in ("cbam_factor", "cscf", "benchmark"))
    if not math.isnan(factor):
        found["emissions_times_phase_in"] = see * (1 - factor)
    if not math.isnan(benchmark) and benchmark > 0:
        found["full_benchmark"] = max(see - cscf * benchmark, 0.0)
    if str(row["default_from"]).endswith("_heading"):
        found["heading_lost"] = see  # the join of codes fails, the benchmark becomes 0
    if leaves_out_indirect(row, law) and indirect is not None and indirect > 0:
        marked = indirect * (1 + float(row["markup"])) if default else indirect
        found["indirect_on_metals"] = max(see + marked - sefa, 0.0)
    if row["sector"] == "fertilisers" and default:
        steel = law.schedule.value("markup", int(row["year"]), _STEEL)
        found["fertiliser_markup"] = max(float(row["default_total"]) * (1 + steel) - sefa, 0.0)
    taken_off = float(row.get("reduction_per_t", 0.0))  # Art 9, the same for all
    ours = float(row["cost_eur_per_t"])
    rules = tables.read("misreadings").set_index("misreading")
    variants = []
    for code, per_tonne in found.items():
        if math.isnan(per_tonne):
            continue
        rule = rules.loc[code]
        per_tonne = max(per_tonne - taken_off, 0.0)
        variants.append(
            Variant(
                code, tonnes * per_tonne * price, per_tonne * price,
                per_tonne * price / ours if ours > 0 else None,
                str(rule["act"]), str(rule["article_en"]), str(rule["article_zh"]), str(rule["mark"]),
            )
        )  # fmt: skip
    right = Variant(OURS, float(row["cost_eur"]), ours, 1.0 if ours > 0 else None)
    return [*variants, right]


def leaves_out_indirect(row: Mapping[str, Any], law: Law) -> bool:
    """Whether the good of an assessed row is a metal or hydrogen, of which only the direct count."""
    good = law.goods.index[str(row["good"])]
    return bool(law.direct_only[good]) and row["sector"] != _POWER
