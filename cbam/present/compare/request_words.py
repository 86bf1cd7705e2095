"""What to ask a supplier of a precursor for, in both languages side by side."""

from __future__ import annotations

from cbam.i18n import N_, translator
from cbam.present import formats

# Item (``findings.precursors.REQUEST_ITEMS``) -> the question.
REQUEST: dict[str, str] = {
    "installation": N_("Installation: name, address, country, coordinates or UN/LOCODE"),
    "operator": N_("Operator: company name, registration number"),
    "product": N_("Product: CN code {code}, grade or quality"),
    "period": N_("Reporting period: a full calendar year, {year} or the latest verified one"),
    "route": N_("Production route (for example blast furnace, direct reduction, scrap-based electric arc furnace)"),
    "output": N_("Output of the product in the period, in tonnes"),
    "direct": N_("Direct emissions of the production process attributed to the product, in tCO2e per tonne of product"),
    "heat": N_("Heat bought or sold, and waste gases used or passed on, with their emissions"),
    "electricity": N_("Electricity used, in MWh per tonne of product, and its emission factor with evidence"),
    "inputs": N_("CBAM goods used as inputs: CN code, tonnes per tonne of product (losses included), country of origin, supplier, embedded emissions in tCO2e/t"),
    "scrap": N_("Scrap used, in tonnes per tonne of product, split into pre-consumer and post-consumer"),
    "reducing_agents": N_("Main reducing agent and share of hot metal, in per cent"),
    "alloy": N_("Main alloying elements, in per cent by mass"),
    "verification": N_("Verification report: accredited CBAM verifier, date, period, verified value"),
    "carbon_price": N_("Carbon price effectively paid for these emissions, net of free allocation and rebates, with evidence"),
    "contact": N_("Contact for questions: name, e-mail, telephone"),
}  # fmt: skip


def request_sheet(items: tuple[str, ...], cn_code: str, year: int) -> list[tuple[int, str, str]]:
    """The supplier data-request sheet: number, English and Chinese text of each item.

    Args:
        items: of ``findings.precursors.request_items``.
        cn_code: the precursor.
        year: reporting year asked for.
    """
    details = {"code": formats.cn(cn_code), "year": str(year)}
    english, chinese = translator("en"), translator("zh")
    return [
        (i, english(REQUEST[item]).format(**details), chinese(REQUEST[item]).format(**details))
        for i, item in enumerate(items, 1)
    ]
