"""The fields of a portfolio line as columns of a file: headings in both languages, what to enter."""

from __future__ import annotations

from typing import NamedTuple

from cbam.i18n import N_


class Column(NamedTuple):
    """A column of the template: field, heading, what to enter, whether it must be filled."""

    field: str
    title: str
    help: str
    needed: bool = False
    width: int = 14


COLUMNS: tuple[Column, ...] = (
    Column("cn_code", N_("CN code"), N_("EU CN code, eight digits, as text. The first six digits are those of the Chinese customs code; the last two are the EU’s own."), True),
    Column("product", N_("Product"), N_("Your own name of the product."), width=24),
    Column("origin", N_("Country of origin"), N_("Customs origin of the good: two-letter code or name in English or Chinese."), True),
    Column("tonnes", N_("Net mass (t)"), N_("Net mass in tonnes without packaging. A column headed “Net mass (kg)” is read as kilograms."), True),
    Column("date", N_("Date of import"), N_("Date on which the good is released in the EU, such as 2026-07-20. Instead of it, year and quarter will do."), True),
    Column("year", N_("Year"), N_("Calendar year of importation, where there is no date.")),
    Column("quarter", N_("Quarter"), N_("Q1 to Q4. Prices of 2026 depend on it.")),
    Column("importer", N_("Importer"), N_("Who imports into the EU: the 50 t threshold is counted by importer and year."), width=24),
    Column("member", N_("Member company"), N_("Exporter or member of the association; replaced by a code in the association view."), width=24),
    Column("basis", N_("Basis"), N_("default or actual. Empty means default.")),
    Column("see", N_("Verified SEE (tCO2e/t)"), N_("Specific embedded emissions confirmed by an accredited CBAM verifier, only with the basis actual.")),
    Column("route", N_("Production route"), N_("Letter of the production route, only with the basis actual.")),
    Column("label", N_("Label value"), N_("Value on the carbon label or footprint certificate. It gives an estimate beside the default value, never instead of it.")),
    Column("unit", N_("Label unit"), N_("Unit of the label value, such as kgCO2e/t or tCO2e/t.")),
    Column("boundary", N_("System boundary"), N_("cradle-to-gate, cradle-to-grave, cradle-to-customer or gate-to-gate. Without it a label gives a range only.")),
    Column("paid_home", N_("Carbon price paid (EUR/t)"), N_("Carbon price effectively paid in the country of origin, in EUR per tonne of CO2e. Kept with the line, not deducted.")),
    Column("value_eur", N_("Value (EUR)"), N_("Value of the goods in euro, if known. It only helps to find kilograms typed as tonnes and is no part of the bill.")),
)  # fmt: skip

TITLES: dict[str, str] = {
    **{column.field: column.title for column in COLUMNS},
    "kg": N_("Net mass (kg)"),
    "mass_unit": N_("Unit of the quantity"),
}
