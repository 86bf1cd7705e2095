"""One scenario: what a user chose, under which law, with what knowledge of the emissions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from cbam.actual import Process, evaluate
from cbam.analysis import Analysis, import_line
from cbam.caches import cached
from cbam.findings.home_price import HomePrice, reduction
from cbam.label import Bridge, Label, translate
from cbam.law import reform as reforms
from cbam.law.reform import Reform
from cbam.law.vintages import Law
from cbam.prices import OWN, Prices
from cbam.reasons import InputError


@dataclass(frozen=True, slots=True)
class Tranche:
    """Tonnes imported in one quarter (empty: not stated) of one year."""

    year: int
    quarter: str
    tonnes: float


@dataclass(frozen=True, slots=True)
class Value:
    """The emission value of one import year: SEE [t CO2e/t], chain benchmark [t CO2e/t], route."""

    see: float | None
    benchmark: float | None
    route: str


@dataclass(frozen=True)
class Scenario:
    """A named what-if. The emissions are a default, a stated value, a label or a chain.

    Attributes:
        name: the user's own name for it.
        analysis: product, origin, tonnes, year, basis, price path, rate, edition of the law.
        reform: what is changed against that law.
        chain: production chain with verified values; gives SEE and benchmark by year.
        label: carbon label; translated under the scenario's law, it gives the same.
        tranches: tonnes by year and quarter; a year without any takes ``analysis.tonnes``.
        points: the user's own price points [EUR/t CO2e] by year, for the path ``own``.
        home: carbon price paid at home (Article 9); ``None``: none, the default.
        override: emission value of each year of the law, in place of all of these; how
            ``uncertainty`` moves one input alone.
    """

    name: str
    analysis: Analysis = field(default_factory=Analysis)
    reform: Reform = field(default_factory=Reform)
    chain: Process | None = None
    label: Label | None = None
    tranches: tuple[Tranche, ...] = ()
    points: tuple[tuple[int, float], ...] = ()
    home: HomePrice | None = None
    override: tuple[Value, ...] = ()

    def with_(self, **changes: Any) -> Scenario:
        """A copy with some fields changed; names of ``Analysis`` fields reach through to it."""
        own = {k: v for k, v in changes.items() if k in self.__dataclass_fields__}
        inner = {k: v for k, v in changes.items() if k not in own}
        base = replace(self, **own)
        return replace(base, analysis=base.analysis.with_(**inner)) if inner else base

    @property
    def basis(self) -> str:
        """``default`` or ``actual`` (also for a label, which stands in for an actual value)."""
        given = self.chain or self.label or self.override
        return "actual" if given else self.analysis.basis

    def law(self) -> Law:
        """The law with the reform layered on it (InputError for an unknown edition or reform)."""
        return reforms.load(self.analysis.law, self.reform)

    def prices(self) -> Prices:
        """The prices and rate of the scenario (InputError for a bad path, point or rate)."""
        own = dict(self.points) if self.analysis.path == OWN else None
        chosen = self.analysis
        return Prices.load(chosen.path, own=own, cny_per_eur=chosen.rate, as_of=chosen.as_of)


@cached(maxsize=64)
def _translated(label: Label, vintage: str, reform: Reform) -> Bridge:
    return translate(label, reforms.load(vintage, reform))


def bridge_of(scenario: Scenario) -> Bridge | None:
    """The scenario's label, translated under its law; ``None`` without a label."""
    if scenario.label is None:
        return None
    return _translated(scenario.label, scenario.analysis.law, scenario.reform)


def values(scenario: Scenario, law: Law) -> list[Value]:
    """The emission value of every year of the law; the default path has none.

    Raises:
        InputError: ``scenario_two_values`` (chain and label), ``chain_other_good``,
            ``label_other_good``, ``label_value_missing``, ``label_without_estimate``, or what is
            wrong with the chain.
    """
    chosen = scenario.analysis
    if scenario.override:
        return list(scenario.override)
    if scenario.chain is not None and scenario.label is not None:
        raise InputError("scenario_two_values", "basis", scenario.name)
    if scenario.chain is not None:
        chain = scenario.chain
        if law.goods.resolve(chain.cn_code)[0] != law.goods.resolve(chosen.cn)[0]:
            raise InputError("chain_other_good", "chain", chain.cn_code, good=chosen.cn)
        found = [evaluate(chain, law, year) for year in law.years]
        return [Value(item.see, item.benchmark, chain.route) for item in found]
    if scenario.label is not None:
        if law.goods.resolve(scenario.label.cn_code)[0] != law.goods.resolve(chosen.cn)[0]:
            raise InputError("label_other_good", "cn", scenario.label.cn_code, good=chosen.cn)
        if scenario.label.value is None:
            raise InputError("label_value_missing", "label", None)
        bridge = bridge_of(scenario)
        if bridge is None or bridge.see_mid is None:
            raise InputError("label_without_estimate", "label", scenario.label.value)
        by_year = bridge.chain or (None,) * len(law.years)
        return [Value(bridge.see_mid, benchmark, bridge.route) for benchmark in by_year]
    if chosen.basis == "actual":
        return [Value(chosen.see, None, chosen.route)] * len(law.years)
    return [Value(None, None, "")] * len(law.years)


def lines(scenario: Scenario, law: Law, prices: Prices) -> list[dict[str, Any]]:
    """The scenario as lines for ``bill.assess``: each year of the law, each tranche of it.

    The chosen year keeps its quarter and the user's price; another year of published prices
    takes the latest published quarter.

    Raises:
        InputError: as for ``values``; ``tonnes_invalid`` or ``year_invalid`` for a tranche;
            ``home_price_invalid``.
    """
    chosen = scenario.analysis
    published_year, latest = prices.latest_quarter
    found = []
    for item in scenario.tranches:
        if item.year not in law.years:
            raise InputError("year_invalid", "year", item.year, allowed=law.years)
    for year, value in zip(law.years, values(scenario, law), strict=True):
        line = import_line(
            chosen, year=year, basis=scenario.basis, see=value.see, route=value.route
        )
        line["chain_benchmark"] = value.benchmark
        if year == published_year and year != chosen.year:
            line["quarter"] = latest
        off = _taken_off(scenario, law, prices, year, value)
        parts = [item for item in scenario.tranches if item.year == year]
        for part in parts or [Tranche(year, str(line["quarter"]), chosen.tonnes)]:
            piece = {**line, "quarter": part.quarter, "tonnes": part.tonnes}
            if scenario.home is not None:
                piece["reduction_certificates"] = off * part.tonnes
                piece["reduction_evidence"] = scenario.home.evidence
            found.append(piece)
    return found


def _taken_off(scenario: Scenario, law: Law, prices: Prices, year: int, value: Value) -> float:
    """Certificates per tonne that Article 9 takes off."""
    if scenario.home is None:
        return 0.0
    good, _ = law.goods.resolve(scenario.analysis.cn)
    sector = law.goods.sectors[good] if good < law.goods.out_of_scope else ""
    return reduction(
        scenario.home,
        basis=scenario.basis,
        origin=scenario.analysis.origin,
        sector=sector,
        see=float("nan") if value.see is None else value.see,
        year=year,
        prices=prices,
        law=law,
    ).per_t
