"""What a study comes to: every result that its slides speak of, each worked out once.

All of it by the functions the pages use; a part that does not exist (no label, no default value,
nothing to compare) is ``None``, so that the slide of it is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from cbam.analysis import Analysis, import_line
from cbam.caches import cached
from cbam.findings.bridge import CostBridge, bridge_rows
from cbam.findings.compare import Comparison, compare
from cbam.findings.origins import ranked
from cbam.findings.projection import bills_of, years
from cbam.findings.savings import Savings, savings_of
from cbam.findings.scenario import Scenario
from cbam.findings.starters import current
from cbam.label import Bridge, translate
from cbam.law.vintages import Law
from cbam.prices import Prices
from cbam.reasons import InputError
from cbam.rows import assess_rows
from cbam.study import Study, View

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Verified:
    """The default against a verified value, in EUR per tonne of good.

    Attributes:
        kind: ``actual`` (the value given), ``label`` (the estimate of a label) or ``benchmark``
            (a what-if: nothing is known, the value is the benchmark).
        see: the verified value [t CO2e/t].
        default: cost on the default value.
        low, mid, high: cost on the verified value; equal where there is no range.
    """

    kind: str
    see: float
    default: float
    low: float
    mid: float
    high: float


@dataclass(frozen=True)
class Results:
    """The results of one study.

    Attributes:
        analysis, scenarios, view: of the study.
        today: against which a label's validity is tested.
    """

    analysis: Analysis
    scenarios: tuple[Scenario, ...]
    view: View
    today: date

    @cached_property
    def law(self) -> Law:
        """The law of the analysis."""
        return self.analysis.law_object()

    @cached_property
    def prices(self) -> Prices:
        """The prices and exchange rate of the analysis."""
        return self.analysis.prices()

    @cached_property
    def _bills(self) -> list[Row]:
        return bills_of(self.analysis)

    @property
    def row(self) -> Row:
        """The bill as chosen."""
        return self._bills[0]

    @property
    def default(self) -> Row | None:
        """For an actual value: the bill on the default, where there is one."""
        other = self._bills[1] if len(self._bills) > 1 else None
        return other if other is not None and other["status"] == "assessed" else None

    @property
    def assessed(self) -> bool:
        """Whether there is a bill at all."""
        return bool(self.row["status"] == "assessed")

    @cached_property
    def years(self) -> pd.DataFrame | None:
        """The bill of every year; ``None`` where a path has no figure."""
        table = years(self.analysis)
        return None if not self.assessed or table["cost_eur_per_t"].isna().any() else table

    @cached_property
    def _label(self) -> tuple[Bridge, Savings] | InputError | None:
        chosen = self.analysis
        if chosen.label is None:
            return None
        try:
            bridge = translate(chosen.labelled(), self.law, self.today)
            return bridge, savings_of(chosen, bridge)
        except InputError as error:
            return error

    @property
    def label(self) -> tuple[Bridge, Savings] | None:
        """The label's translation and its savings, also where it was refused."""
        return self._label if isinstance(self._label, tuple) else None

    @property
    def label_fault(self) -> InputError | None:
        """What is wrong with the label's record."""
        return self._label if isinstance(self._label, InputError) else None

    @property
    def saving(self) -> tuple[Bridge, Savings] | None:
        """As ``label``, where a target gives a point estimate in the chosen year."""
        if not self.assessed or self.label is None:
            return None
        found = self.label[1].figure(self.analysis.year, "saving_mid")
        return None if found is None else self.label

    @cached_property
    def verified(self) -> Verified | None:
        """The default against the actual value, the label's estimate, or the benchmark."""
        row, default = self.row, self.default
        if not self.assessed:
            return None
        if self.analysis.basis == "actual":
            cost = float(row["cost_eur_per_t"])
            if default is None:
                return None
            at = float(default["cost_eur_per_t"])
            return Verified("actual", float(row["see"]), at, cost, cost, cost)
        return self._verified_label() or self._verified_benchmark()

    def _verified_label(self) -> Verified | None:
        if self.label is None:
            return None
        bridge, result = self.label
        names = ("default", "today_low", "today_mid", "today_high")
        found = [result.figure(self.analysis.year, name) for name in names]
        default, low, mid, high = found
        if bridge.see_mid is None or default is None or low is None or mid is None or high is None:
            return None
        return Verified("label", bridge.see_mid, default, low, mid, high)

    def _verified_benchmark(self) -> Verified | None:
        row = self.row
        see = float(row["benchmark"])
        if not see > 0:  # electricity has none
            return None
        line = import_line(self.analysis, basis="actual", see=see, route=str(row["route"]))
        (bill,) = assess_rows([line], self.law, self.prices)
        if bill["status"] != "assessed":
            return None
        cost = float(bill["cost_eur_per_t"])
        return Verified("benchmark", see, float(row["cost_eur_per_t"]), cost, cost, cost)

    @cached_property
    def comparison(self) -> Comparison | None:
        """The study's own scenarios side by side."""
        return compare(self.scenarios) if len(self.scenarios) > 1 else None

    @property
    def pair(self) -> tuple[int, int]:
        """Positions of the two scenarios that the bridge joins."""
        last = len(self.scenarios) - 1
        return min(self.view.baseline, last), min(self.view.alternative, last)

    @cached_property
    def bridge(self) -> CostBridge | None:
        """Why one scenario costs more than the other; ``None`` where one has no bill."""
        first, second = self.pair
        if self.comparison is None or first == second:
            return None
        selected = self.scenarios[min(self.view.selected, len(self.scenarios) - 1)]
        year = self.view.year or selected.analysis.year
        try:
            ends = (self.comparison.row(first, year), self.comparison.row(second, year))
        except InputError:
            return None
        if any(row["status"] == "error" for row in ends):
            return None
        return bridge_rows(*ends, self.view.currency)

    @cached_property
    def ranking(self) -> pd.DataFrame | None:
        """One tonne of the good from every listed origin."""
        if not self.assessed:
            return None
        table = ranked(current(self.analysis), self.analysis.year)
        return table if (table["status"] == "assessed").any() else None


@cached(maxsize=64)
def _results(
    analysis: Analysis, scenarios: tuple[Scenario, ...], view: View, today: date
) -> Results:
    return Results(analysis, scenarios, view, today)


def results(study: Study, today: date) -> Results:
    """The results of a study; shared between visitors with the same inputs and never changed."""
    return _results(study.analysis, study.scenarios, study.view, today)
