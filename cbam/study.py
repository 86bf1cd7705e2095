"""A whole piece of work: what links, files, exports and pages exchange.

The product on the screen, the scenarios beside it, the lines of a portfolio and the slides of
a briefing. Inputs only, never results; immutable, like the ``Analysis`` inside.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from cbam.analysis import Analysis
from cbam.findings.downstream import Downstream
from cbam.findings.scenario import Scenario
from cbam.portfolio.line import PortfolioLine


@dataclass(frozen=True, slots=True)
class View:
    """What the page "Compare" looks at; none of it changes a scenario.

    Attributes:
        selected: position of the scenario that the parts below the comparison look into.
        baseline, alternative: positions of the two scenarios the bridge joins.
        year: import year looked at; ``None``: that of the selected scenario.
        currency: ``EUR`` or ``CNY``.
        competitors: origins picked out in the ranking, besides the scenario's own.
        shares: share of the year's tonnes imported in each quarter; empty: a quarter each.
        missing: certificates surrendered too late, for the penalty; ``None``: not asked.
        indirect: indirect emissions of the good [t CO2e/t], for "direct + indirect".
        better: SEE [t CO2e/t] that the supplier of a chain's node might verify.
        downstream: the 2028 what-if for a listed good.
        part: code of the part that is open.
    """

    selected: int = 0
    baseline: int = 0
    alternative: int = 1
    year: int | None = None
    currency: str = "EUR"
    competitors: tuple[str, ...] = ()
    shares: tuple[float, ...] = ()
    missing: float | None = None
    indirect: float | None = None
    better: tuple[tuple[str, float], ...] = ()
    downstream: Downstream | None = None
    part: str = ""


@dataclass(frozen=True, slots=True)
class Briefing:
    """The slides as the presenter arranged them.

    Attributes:
        slides: codes of the slides shown, in order; empty: the ones that fit the study.
        titles, notes: the presenter's own words by slide code.
        association: name shown on the slides; stays in the session and the study's file.
        logo: PNG or JPEG of the association; likewise.
    """

    slides: tuple[str, ...] = ()
    titles: tuple[tuple[str, str], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    association: str = ""
    logo: bytes = b""


@dataclass(frozen=True, slots=True)
class Study:
    """Everything a user has put in.

    Attributes:
        analysis: the product on "Border cost" and "Label savings".
        scenarios: of the page "Compare", at most ``findings.compare.MOST``; empty: the pair
            that ``findings.starters`` makes from the analysis.
        view: what "Compare" looks at.
        lines: the portfolio, where it is small enough to travel in a link.
        briefing: the slides.
    """

    analysis: Analysis = field(default_factory=Analysis)
    scenarios: tuple[Scenario, ...] = ()
    view: View = field(default_factory=View)
    lines: tuple[PortfolioLine, ...] = ()
    briefing: Briefing = field(default_factory=Briefing)

    def with_(self, **changes: Any) -> Study:
        """A copy with some parts changed."""
        return replace(self, **changes)
