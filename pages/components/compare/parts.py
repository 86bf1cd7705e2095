"""The parts of the page "Compare" that look into one scenario, in the order in which people ask.

Each is a function of the page, the scenario, its position and the import year looked at.
"""

from __future__ import annotations

from collections.abc import Callable

from cbam.findings.scenario import Scenario
from cbam.i18n import N_
from pages.components.compare import (
    cash,
    chain,
    differs,
    home,
    law,
    origins,
    others,
    price,
    uncertainty,
)
from pages.components.shell import Page

Show = Callable[[Page, Scenario, int, int], None]

# Code (in links), title, what draws it.
PARTS: tuple[tuple[str, str, Show], ...] = (
    ("differs", N_("What differs"), differs.show),
    ("origins", N_("Origins"), origins.show),
    ("price", N_("Price"), price.show),
    ("law", N_("Law"), law.show),
    ("chain", N_("Production chain"), chain.show),
    ("uncertainty", N_("Uncertainty"), uncertainty.show),
    ("home", N_("Carbon price paid at home"), home.show),
    ("others", N_("Why other calculators differ"), others.show),
    ("cash", N_("Cash view"), cash.show),
)  # fmt: skip
