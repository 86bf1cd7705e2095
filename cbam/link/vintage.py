"""What law, prices and rate a link was made with, and what has changed since.

A link carries ``d=1.2026-08.3fa92c.2026-10-30.8a12dd``: version of the parameter, edition of the
law in force, digest of the laws its study uses, date (or dates, ``Prices.as_of``) of prices and
rate, digest of these. Under a later data folder the study is assessed twice: as it was, where
those digests can still be reproduced, and as it is today.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cbam import tables
from cbam.analysis import Analysis
from cbam.caches import cached
from cbam.findings.bridge import bridge_rows
from cbam.findings.compare import compare
from cbam.findings.scenario import Scenario
from cbam.findings.starters import current as product
from cbam.law.reform import Reform
from cbam.law.vintages import Law
from cbam.link import readers
from cbam.prices import Prices
from cbam.reasons import InputError
from cbam.study import Study

PARAMETER = "d"
LAW, PRICE, RATE = "law", "price", "rate"
CAUSES = (LAW, PRICE, RATE)
_VERSION = "1"
_DIGITS = 6  # of a digest: enough to tell editions apart
_FORM = re.compile(r"1\.([0-9A-Za-z-]{1,20})\.([0-9a-f]{6})\.([0-9~-]{10,21})\.([0-9a-f]{6})")
_CAUSE = {"price": PRICE, "home_price": PRICE, "exchange_rate": RATE}  # other drivers: the law
_CENT = 0.005  # money that differs by less is the same
# The tables of the label method that decide an estimate, and the columns that only explain.
_METHOD = ("label_families", "label_family_goods", "label_grades", "label_parameters")
_PROSE = re.compile(r"(name|note|article|basis|source)(_en|_zh)?|mark|act|unit|url")


@dataclass(frozen=True, slots=True)
class Made:
    """The data a link was made with.

    Attributes:
        edition: of the law that was in force.
        law: digest of all laws the study uses.
        as_of: date of prices and rate, as for ``Prices.load``.
        prices: digest of prices and rate.
    """

    edition: str
    law: str
    as_of: str
    prices: str


@dataclass(frozen=True, slots=True)
class Change:
    """A yearly cost then and now.

    Attributes:
        scenario: its position; ``None`` for the product.
        year: import year.
        then_eur, now_eur, then_cny, now_cny: cost of the year's import.
        causes: (cause, EUR, CNY) in the order of ``CAUSES``; they add up to the differences.
    """

    scenario: int | None
    year: int
    then_eur: float
    now_eur: float
    then_cny: float
    now_cny: float
    causes: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What has become of the data a link was made with.

    Attributes:
        made: the link's data.
        missing: ``law`` or ``price`` (with the rate) where that is no longer on board; then
            nothing can be said of the cost it had.
        changes: costs that differ, the product first.
    """

    made: Made
    missing: tuple[str, ...]
    changes: tuple[Change, ...]


def current(study: Study) -> Made:
    """Today's data, for the laws that a study uses."""
    edition, prices = Law.load().vintage, Prices.load()
    return Made(edition, _law_digest(study, edition), prices.as_of, prices.digest[:_DIGITS])


def write(made: Made) -> str:
    """As the link's parameter."""
    return ".".join((_VERSION, made.edition, made.law, made.as_of, made.prices))


def read(value: str) -> Made:
    """From the link's parameter (InputError ``vintage_invalid``)."""
    found = _FORM.fullmatch(value)
    if found is None:
        raise InputError("vintage_invalid", PARAMETER, readers.shorten(value))
    return Made(*found.groups())


def opened(study: Study, made: Made | None) -> Made | None:
    """The data to hold a newly opened study against: its own ``as_of`` where it has one."""
    chosen = study.analysis
    if not chosen.as_of:
        return made
    digest = Prices.load(as_of=chosen.as_of).digest[:_DIGITS]
    edition = chosen.law or Law.load().vintage
    return Made(edition, _law_digest(study, edition), chosen.as_of, digest)


def as_made(study: Study, made: Made) -> Study:
    """The study under the data of its link; what names a law or date of its own keeps it."""
    in_force = Law.load().vintage
    law = "" if made.edition == in_force else made.edition
    return _each(study, lambda a: a if a.as_of else a.with_(as_of=made.as_of, law=a.law or law))


def as_today(study: Study, made: Made) -> Study:
    """The study under today's data: ``as_made`` undone."""

    def back(chosen: Analysis) -> Analysis:
        if chosen.as_of != made.as_of:
            return chosen
        return chosen.with_(as_of="", law="" if chosen.law == made.edition else chosen.law)

    return _each(study, back)


def _each(study: Study, change: Callable[[Analysis], Analysis]) -> Study:
    scenarios = tuple(s.with_(analysis=change(s.analysis)) for s in study.scenarios)
    return study.with_(analysis=change(study.analysis), scenarios=scenarios)


@cached(maxsize=64)
def report(study: Study, made: Made) -> Report | None:
    """What has changed since a link was made; ``None`` where no figure shown has.

    Looks at the product, and at the scenario that "Compare" has selected.
    """
    study = as_today(study, made)
    if made == current(study):
        return None
    missing = tuple(
        name
        for name, known in ((LAW, _law_known(study, made)), (PRICE, _prices_known(made)))
        if not known
    )
    if missing:
        return Report(made, missing, ())
    before = as_made(study, made)
    chosen: list[tuple[int | None, Scenario, Scenario]] = [
        (None, product(before.analysis), product(study.analysis))
    ]
    if study.scenarios:
        at = min(study.view.selected, len(study.scenarios) - 1)
        chosen.append((at, before.scenarios[at], study.scenarios[at]))
    found = [_change(*item) for item in chosen]
    changes = tuple(change for change in found if change is not None)
    return Report(made, (), changes) if changes else None


def _change(position: int | None, then: Scenario, now: Scenario) -> Change | None:
    """The difference between two assessments of one scenario, split by cause."""
    year = now.analysis.year
    both = compare((then, now))
    try:
        rows = both.row(0, year), both.row(1, year)
    except InputError:  # nothing was shown for it, then or now
        return None
    eur, cny = bridge_rows(*rows, "EUR"), bridge_rows(*rows, "CNY")
    if abs(eur.end - eur.start) < _CENT and abs(cny.end - cny.start) < _CENT:
        return None
    amounts = {cause: [0.0, 0.0] for cause in CAUSES}
    for at, split in enumerate((eur, cny)):
        for part in split.parts:
            amounts[_CAUSE.get(part.driver, LAW)][at] += part.amount
    causes = tuple(
        (cause, in_eur, in_cny)
        for cause, (in_eur, in_cny) in amounts.items()
        if max(abs(in_eur), abs(in_cny)) >= _CENT
    )
    return Change(position, year, eur.start, eur.end, cny.start, cny.end, causes)


def _law_known(study: Study, made: Made) -> bool:
    try:
        return _law_digest(study, made.edition) == made.law
    except InputError:  # the edition is not on board
        return False


def _prices_known(made: Made) -> bool:
    try:
        return Prices.load(as_of=made.as_of).digest[:_DIGITS] == made.prices
    except InputError:
        return False


def _law_digest(study: Study, in_force: str) -> str:
    """Digest of the tables that decide the study's emissions and obligations, prices apart."""
    whole = [Scenario("", study.analysis), *study.scenarios]
    editions = sorted({scenario.analysis.law or in_force for scenario in whole})
    reformed = any(scenario.reform != Reform() for scenario in whole)
    labelled = any(scenario.label or scenario.analysis.label for scenario in whole)
    parts = [_values_of(edition) for edition in editions]
    parts += [_tables(("reforms",))] if reformed else []
    parts += [_tables(_METHOD)] if labelled else []
    return hashlib.sha256("+".join(parts).encode()).hexdigest()[:_DIGITS]


@cached(maxsize=8)
def _values_of(edition: str) -> str:
    """Digest of what an edition says in numbers: a note or a name added later changes nothing."""
    law = Law.load(edition)
    pairs, marks, yearly = law.pairs, law.benchmarks, law.schedule.yearly
    total = hashlib.sha256(
        repr((law.goods.codes, law.years, sorted(law.origins.groups.items()))).encode()
    )
    for array in (
        pairs.total, pairs.benchmark, pairs.route, pairs.status, marks.a, marks.b,
        law.sector_of, law.direct_only, yearly.cbam_factor, yearly.cscf, yearly.threshold,
        yearly.period, yearly.markup,
    ):  # fmt: skip
        total.update(np.ascontiguousarray(array).tobytes())
    return total.hexdigest()


@cached(maxsize=4)
def _tables(names: tuple[str, ...]) -> str:
    """Digest of what some tables say in numbers and codes, their prose left out."""
    total = hashlib.sha256()
    for name in names:
        table = tables.read(name)
        kept = [column for column in table.columns if not _PROSE.fullmatch(column)]
        total.update(table[kept].to_csv(index=False).encode())
    return total.hexdigest()
