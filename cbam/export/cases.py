"""A study as assessed lines: the product, its label, its scenarios, each with every year; and
the lines of its portfolio, each in its own year.

Excel and CSV are written from these rows; so is nothing else computed there. A row is one line of
``bill.assess``: a year with tranches has one for each of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from cbam.analysis import Analysis
from cbam.bill import assess
from cbam.findings.compare import MOST
from cbam.findings.savings import Savings, savings_of
from cbam.findings.savings_plan import Plan
from cbam.findings.scenario import Scenario, lines
from cbam.findings.starters import current
from cbam.i18n import N_, translator
from cbam.label import Bridge, translate
from cbam.law.vintages import Law
from cbam.portfolio.study_lines import frame
from cbam.present.compare import scenario_words
from cbam.present.compare.compare_words import BASES
from cbam.present.wording import problems_of
from cbam.prices import Prices
from cbam.reasons import InputError
from cbam.rows import assess_rows
from cbam.study import Study

PRODUCT, SCENARIO, LABEL, PORTFOLIO = "product", "scenario", "label", "portfolio"
# Rows of a label's plan that a file shows, and what they are called.
_LABEL_KINDS = {
    "default": N_("Label: on the EU default value"),
    "today_low": N_("Label: today’s value if verified, low"),
    "today_mid": N_("Label: today’s value if verified, mid"),
    "today_high": N_("Label: today’s value if verified, high"),
    "paired_low": N_("Label: target from today’s low"),
    "paired_mid": N_("Label: target, mid"),
    "paired_high": N_("Label: target from today’s high"),
    "target_low": N_("Label: target, lowest"),
    "target_high": N_("Label: target, highest"),
}


@dataclass(frozen=True)
class Case:
    """One import in every year of the law; a line of the portfolio in its own year.

    Attributes:
        code: stable: ``product``, ``product_default``, ``scenario_a`` ..., ``label_today_mid`` ...,
            ``line_1`` ...
        kind: ``product``, ``scenario``, ``label`` or ``portfolio``.
        name: in the reader's language; holds the user's own words.
        scenario: its inputs.
        law, prices: what it was assessed under.
        rows: of ``bill.assess``, by year, then tranche.
        fault: why there is none; ``None`` if assessed.
    """

    code: str
    kind: str
    name: str
    scenario: Scenario
    law: Law
    prices: Prices
    rows: tuple[Mapping[str, Any], ...]
    fault: InputError | None = None

    @property
    def owner(self) -> str:
        """Whose inputs it takes: ``product`` or its own code."""
        return self.code if self.kind == SCENARIO else PRODUCT

    @property
    def derived(self) -> bool:
        """Whether the emission value follows from a label or a chain, not from one input."""
        return self.kind == LABEL or bool(self.scenario.label or self.scenario.chain)

    @cached_property
    def by_year(self) -> dict[int, list[int]]:
        """Positions of a year's rows."""
        found: dict[int, list[int]] = {}
        for i, row in enumerate(self.rows):
            found.setdefault(int(row["year"]), []).append(i)
        return found

    def problems(self, row: Mapping[str, Any]) -> list[InputError]:
        """Why one of its rows could not be assessed."""
        given = {name.removeprefix("given_"): value for name, value in row.items()}
        return problems_of(row, given, self.law)

    @property
    def problem(self) -> InputError | None:
        """Why the chosen year has no figure; ``None`` if it has one."""
        year = self.scenario.analysis.year
        if self.fault is None and year not in self.by_year:
            return InputError("year_invalid", "year", year, allowed=list(self.by_year))
        rows = [self.rows[i] for i in self.by_year.get(year, [])]
        found = [error for row in rows for error in self.problems(row)]
        return found[0] if found else self.fault

    def total(self, year: int, name: str) -> float:
        """A year's sum over its tranches; ``cost_eur_per_t`` is their weighted mean."""
        rows = [self.rows[i] for i in self.by_year[year]]
        if name != "cost_eur_per_t":
            return float(sum(row[name] for row in rows))
        tonnes = sum(row["tonnes"] for row in rows)
        if len(rows) == 1 or not tonnes > 0:
            return float(rows[0][name])
        return float(sum(row["cost_eur"] for row in rows) / tonnes)


@dataclass(frozen=True)
class Cases:
    """All cases of a study, product first; the label's result where there is a label.

    Attributes:
        cases: the product, the product on its default (for an actual value), label, scenarios,
            lines of the portfolio.
        bridge, saved: what the label translates to and saves; ``None`` without a label.
        label_fault: why the label gives nothing.
    """

    cases: tuple[Case, ...]
    bridge: Bridge | None = None
    saved: Savings | None = None
    label_fault: InputError | None = None

    @property
    def product(self) -> Case:
        """The product as chosen."""
        return self.cases[0]

    def of(self, *kinds: str) -> list[Case]:
        """The cases of some kinds."""
        return [case for case in self.cases if case.kind in kinds]


def codes(row: Mapping[str, Any]) -> list[str]:
    """The reason codes of a row."""
    return [code for code in str(row["reasons"]).split(";") if code]


def cases(study: Study, lang: str, made: str) -> Cases:
    """Assess everything a study asks for.

    Args:
        study: the inputs.
        lang: of the names.
        made: ISO date against which the label's validity is tested.

    Raises:
        InputError: the product's law, price path or rate is unknown, or there are too many
            scenarios. What is wrong inside a scenario or the label is kept beside it.
    """
    _ = translator(lang)
    product = current(study.analysis)
    name = BASES.get(study.analysis.basis, study.analysis.basis)
    found = [_case("product", PRODUCT, _named(_("Product"), _(name)), product)]
    if study.analysis.basis == "actual":
        name = BASES["default"]
        default = product.with_(basis="default", see=None, route="")
        found.append(_case("product_default", PRODUCT, _named(_("Product"), _(name)), default))
    bridge = saved = fault = None
    if study.analysis.label is not None:
        try:
            bridge, saved = _translated(study.analysis, made)
            found += _label_cases(study.analysis, bridge, lang)
        except InputError as error:
            fault = error
    found += _scenarios(study, lang)
    found += _line_cases(study, lang)
    return Cases(tuple(found), bridge, saved, fault)


def said(field: str, value: Any, lang: str) -> str:
    """An input in words; a code that is none stays as it is, since its line says what is wrong."""
    try:
        return scenario_words.text(field, value, lang)
    except (KeyError, IndexError, ValueError):
        return str(value)


def _names(study: Study, lang: str) -> Sequence[str]:
    try:
        return scenario_words.names(study.scenarios, lang)
    except (KeyError, IndexError, ValueError):  # as above; names are made of inputs in words
        return [
            f"{letter} · {scenario.name or scenario.analysis.cn}"
            for letter, scenario in zip(scenario_words.LETTERS, study.scenarios, strict=False)
        ]


def _named(what: str, basis: str) -> str:
    return f"{what} · {basis}"


def _case(code: str, kind: str, name: str, scenario: Scenario) -> Case:
    law, prices = scenario.law(), scenario.prices()
    rows = assess_rows(lines(scenario, law, prices), law, prices)
    return Case(code, kind, name, scenario, law, prices, tuple(rows))


def _scenarios(study: Study, lang: str) -> list[Case]:
    if len(study.scenarios) > MOST:
        raise InputError("too_many_scenarios", "scenarios", len(study.scenarios), limit=MOST)
    found = []
    for i, name in enumerate(_names(study, lang)):
        scenario = study.scenarios[i]
        code = f"scenario_{scenario_words.LETTERS[i].lower()}"
        try:
            found.append(_case(code, SCENARIO, name, scenario))
        except InputError as error:
            law, prices = Law.load(), Prices.load()
            found.append(Case(code, SCENARIO, name, scenario, law, prices, (), error))
    return found


def _line_cases(study: Study, lang: str) -> list[Case]:
    """The portfolio's lines under the product's law, price path and rate, as on its page."""
    if not study.lines:
        return []
    _ = translator(lang)
    law, prices = study.analysis.law_object(), study.analysis.prices()
    rows = assess(frame(study.lines), law, prices).to_dict("records")
    base = study.analysis.with_(label=None, price=None, importer_tonnes=None, returned=False)
    found = []
    for number, (line, row) in enumerate(zip(study.lines, rows, strict=True), 1):
        given = base.with_(
            cn=line.cn, origin=line.origin, tonnes=line.tonnes, year=line.year,
            quarter=line.quarter, basis=line.basis, see=line.see, route=line.route,
        )  # fmt: skip
        name = _named(_("Line {number}").format(number=number), line.product or line.cn)
        scenario = Scenario(line.product, given)
        found.append(Case(f"line_{number}", PORTFOLIO, name, scenario, law, prices, (row,)))
    return found


def _translated(analysis: Analysis, made: str) -> tuple[Bridge, Savings]:
    """As on the page "Label savings"."""
    bridge = translate(analysis.labelled(), analysis.law_object(), date.fromisoformat(made[:10]))
    return bridge, savings_of(analysis, bridge)


def _label_cases(analysis: Analysis, bridge: Bridge, lang: str) -> list[Case]:
    """The lines the label's saving was read from, with the product's tonnes."""
    if bridge.refused or bridge.free:
        return []
    _ = translator(lang)
    law, prices = analysis.law_object(), analysis.prices()
    plan = Plan(bridge, law, analysis.target)
    frame = plan.lines(
        prices, price=analysis.price, quarter=analysis.quarter, year=analysis.year,
        importer_tonnes=analysis.importer_tonnes, returned=analysis.returned,
        tonnes=analysis.tonnes,
    )  # fmt: skip
    kinds = [kind for kind, _see, _route in plan.kinds]
    frame["kind"] = kinds * len(law.years)
    rows = assess(frame[frame["kind"].isin(_LABEL_KINDS)], law, prices).to_dict("records")
    scenario = current(analysis)
    return [
        Case(
            f"label_{kind}",
            LABEL,
            _(text),
            scenario,
            law,
            prices,
            tuple(row for row in rows if row["kind"] == kind),
        )
        for kind, text in _LABEL_KINDS.items()
        if kind in kinds
    ]
