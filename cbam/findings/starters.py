"""The two scenarios that the page "Compare" opens on: what is, and the first question asked."""

from __future__ import annotations

from functools import lru_cache

from cbam.analysis import Analysis
from cbam.findings.scenario import Scenario

# Whom an exporter is compared with before saying whom: a large competitor of its own.
_COMPETITOR = {"TR": "CN"}
_FIRST_COMPETITOR = "TR"


def current(analysis: Analysis) -> Scenario:
    """The exposure on "Border cost" as a scenario; the label stays on its own page."""
    return Scenario("", analysis.with_(label=None))


def labelled(analysis: Analysis) -> Scenario | None:
    """The same import with the value of its carbon label; ``None`` without a label."""
    if analysis.label is None:
        return None
    return Scenario("", analysis.with_(label=None), label=analysis.labelled())


@lru_cache(maxsize=64)  # every part of a page asks
def starters(analysis: Analysis) -> tuple[Scenario, Scenario]:
    """The exposure as it stands against its label value, its default, or a competitor's origin."""
    now = current(analysis)
    with_label = labelled(analysis)
    if with_label is not None and analysis.label is not None and analysis.label.value:
        return now, with_label
    if analysis.basis == "actual":
        return now, now.with_(basis="default", see=None, route="")
    return now, now.with_(origin=_COMPETITOR.get(analysis.origin, _FIRST_COMPETITOR))
