"""One line of a portfolio, as a user states it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PortfolioLine:
    """A good imported by one buyer from one member in one year.

    Attributes:
        cn: CN or TARIC code. origin: country of origin.
        tonnes: net mass [t] (MWh for electricity).
        year, quarter: of importation; quarter empty where not stated.
        importer, member, product: names; empty where not stated.
        basis: ``default`` or ``actual``.
        see, route: verified actual value [t CO2e/t] and its production route.
        label, unit: printed label value and its unit, where a label is all there is.
        paid_home: carbon price effectively paid at home [EUR/t CO2e].
    """

    cn: str
    origin: str = "CN"
    tonnes: float = 0.0
    year: int = 2026
    quarter: str = ""
    importer: str = ""
    member: str = ""
    product: str = ""
    basis: str = "default"
    see: float | None = None
    route: str = ""
    label: float | None = None
    unit: str = ""
    paid_home: float | None = None
