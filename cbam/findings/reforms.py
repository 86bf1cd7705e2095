"""One scenario under the law in force, its earlier editions, the proposal, and its own what-ifs."""

from __future__ import annotations

import pandas as pd

from cbam import tables
from cbam.findings.compare import assess_all
from cbam.findings.scenario import Scenario
from cbam.law import reform as reforms
from cbam.law.reform import Reform
from cbam.law.vintages import Law

IN_FORCE, PROPOSAL, THIS = "law", reforms.P616, "this"


def editions() -> tuple[str, ...]:
    """The superseded editions of the law, by vintage."""
    table = tables.read("vintages")
    return tuple(table.loc[table["status"] == "superseded", "vintage"])


def variants(scenario: Scenario) -> dict[str, Scenario]:
    """The scenario under each law on offer.

    Returns:
        ``IN_FORCE``, each superseded edition by its vintage, ``PROPOSAL`` (COM(2026) 616), and
        ``THIS``, the scenario as it is, where its law is none of these.
    """
    found = {IN_FORCE: scenario.with_(law="", reform=Reform())}
    found |= {name: scenario.with_(law=name, reform=Reform()) for name in editions()}
    found[PROPOSAL] = scenario.with_(law="", reform=Reform(reforms.P616))
    if scenario.analysis.law not in found:  # an edition by its name, though it is in force
        scenario = scenario.with_(law="")
    if scenario not in found.values():
        found[THIS] = scenario
    return found


def own_variant(scenario: Scenario) -> str:
    """Under which of ``variants`` the scenario stands."""
    offered = variants(scenario)
    if THIS in offered:
        return THIS
    law, reform = scenario.analysis.law, scenario.reform
    if reform != Reform():
        return PROPOSAL
    return law if law in offered else IN_FORCE


def by_variant(scenario: Scenario) -> pd.DataFrame:
    """What the scenario costs under each law, every year.

    Returns:
        One row per variant (``variants``) and year: variant, year, ``cost_eur_per_t``,
        ``cost_eur``, ``status``, and ``more_per_t``, ``more`` [EUR]: above the law in force.
    """
    offered = variants(scenario)
    found, _problems = assess_all(list(offered.values()))
    kept = ("year", "cost_eur_per_t", "cost_eur", "status")
    base = found[0]
    return pd.DataFrame([
        {
            "variant": name,
            **{key: row[key] for key in kept},
            "more_per_t": row["cost_eur_per_t"] - base[year]["cost_eur_per_t"],
            "more": row["cost_eur"] - base[year]["cost_eur"],
        }
        for name, rows in zip(offered, found, strict=True)
        for year, row in rows.items()
    ])  # fmt: skip


def factors(scenario: Scenario) -> pd.DataFrame:
    """The CBAM factor of the law, of the proposal and, where it is another, of the scenario.

    Returns:
        One row per path (a name of ``reform.FACTOR_PATHS``) and year, with ``cbam_factor``.
    """
    names = dict.fromkeys((reforms.LAW, reforms.P616, scenario.reform.factor_path))
    rows = []
    for name in names:
        law: Law = reforms.load("", Reform(name))
        rows += [
            {"path": name, "year": year, "cbam_factor": law.schedule.value("cbam_factor", year)}
            for year in law.years
        ]
    return pd.DataFrame(rows)
