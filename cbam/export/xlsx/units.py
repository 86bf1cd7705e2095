"""What columns are called by the unit of the goods in them: tonnes, megawatt hours, or both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cbam.export.cases import Case
from cbam.i18n import N_, translator


class Units(NamedTuple):
    """Names of the quantity, of emissions per unit, and of EUR and CNY per unit."""

    quantity: str
    emissions: str
    eur: str
    cny: str


_TONNES = Units(N_("Tonnes"), N_("tCO2e/t"), N_("EUR per tonne"), N_("CNY per tonne"))
_POWER = Units(N_("Megawatt hours imported"), N_("tCO2e/MWh"), N_("EUR per MWh"), N_("CNY per MWh"))
_BOTH = Units(
    N_("Tonnes (electricity: MWh)"),
    N_("tCO2e per t or MWh"),
    N_("EUR per tonne or MWh"),
    N_("CNY per tonne or MWh"),
)


def of(cases: Sequence[Case], lang: str) -> Units:
    """The names that fit all the cases of a table."""
    found = {row["sector"] == "electricity" for case in cases for row in case.rows}
    chosen = _BOTH if len(found) > 1 else _POWER if found == {True} else _TONNES
    return Units(*map(translator(lang), chosen))
