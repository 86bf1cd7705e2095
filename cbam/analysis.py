"""What a user chose: the one object that links, pages, files and the command line exchange.

Inputs only, never results; immutable, so that it can key a cache and cannot be half changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from cbam.label import Label, Target
from cbam.law.vintages import Law
from cbam.prices import FLAT, Prices


@dataclass(frozen=True, slots=True)
class Analysis:
    """One product's exposure. The defaults are the example the tool opens on.

    Attributes:
        cn: good, CN code of 8 or TARIC code of 10 digits (or a code outside the scope).
        origin: country of origin.
        tonnes: tonnes imported in the year (MWh for electricity).
        year, quarter: of importation; the quarter matters in 2026 only.
        basis: ``default`` or ``actual``.
        see, route: verified actual value [t CO2e/t] and its production route.
        path: price path for the years after the published prices.
        price: the user's own certificate price for the chosen year [EUR/t], if any.
        rate: the user's own exchange rate [CNY per EUR], if any.
        law: vintage of the law; empty = the one in force.
        as_of: prices and exchange rate as they stood on this ISO date (see ``Prices.load``);
            empty = today's data.
        importer_tonnes: the importer's mass goods in the calendar year [t], if known.
        returned: returned goods, which count as zero (Art 6(5)).
        label: the carbon label, without good and origin (those are the analysis's own).
        target: the lower label aimed at, and where the cut comes from.
        fee: cost of verification in EUR a year, if known.
        borne: share of the cost the exporter expects to bear, in per cent.
    """

    cn: str = "72083900"
    origin: str = "CN"
    tonnes: float = 1000.0
    year: int = 2026
    quarter: str = "Q1"
    basis: str = "default"
    see: float | None = None
    route: str = ""
    path: str = FLAT
    price: float | None = None
    rate: float | None = None
    law: str = ""
    as_of: str = ""
    importer_tonnes: float | None = None
    returned: bool = False
    borne: int = 100
    label: Label | None = None
    target: Target = field(default_factory=Target)
    fee: float | None = None

    def with_(self, **changes: Any) -> Analysis:
        """A copy with some inputs changed."""
        return replace(self, **changes)

    def labelled(self) -> Label:
        """The label with the good and origin of the analysis; an empty record without one."""
        return replace(self.label or Label(), cn_code=self.cn, origin=self.origin)

    def law_object(self) -> Law:
        """The law this analysis is made under (InputError ``law_unknown``)."""
        return Law.load(self.law)

    def prices(self) -> Prices:
        """The prices and rate of this analysis (InputError for a bad path, rate or date)."""
        return Prices.load(self.path, cny_per_eur=self.rate, as_of=self.as_of)


def import_line(analysis: Analysis, **changes: Any) -> dict[str, Any]:
    """The analysis as one line for ``bill.assess``, with some columns replaced.

    The user's own price holds for the chosen year only.
    """
    year = changes.get("year", analysis.year)
    line = {
        "cn_code": analysis.cn,
        "origin": analysis.origin,
        "tonnes": analysis.tonnes,
        "year": year,
        "quarter": analysis.quarter if year == analysis.year else "",
        "basis": analysis.basis,
        "see": analysis.see,
        "route": analysis.route if analysis.basis == "actual" else "",
        "price_eur": analysis.price if year == analysis.year else None,
        "importer_year_tonnes": analysis.importer_tonnes,
        "returned": analysis.returned,
    }
    return {**line, **changes}
