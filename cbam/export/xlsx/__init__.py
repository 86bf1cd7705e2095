"""The study as an Excel workbook that calculates: change a blue cell and the bill follows.

Sheets, in the reader's language: summary, years, inputs, calculation, portfolio and its lines
(where there are any), values of law and market, label (where there is one), assumptions, sources. All figures come from ``cbam.export.cases``,
that is from ``bill.assess``.
"""

from __future__ import annotations

from cbam.export.cases import LABEL, PORTFOLIO, PRODUCT, SCENARIO, cases
from cbam.export.xlsx import assumptions, results, texts
from cbam.export.xlsx.book import Book
from cbam.export.xlsx.calculation import Calculation
from cbam.export.xlsx.inputs import Inputs
from cbam.export.xlsx.portfolio import Portfolio
from cbam.export.xlsx.publication import publication
from cbam.export.xlsx.values import Values
from cbam.i18n import translator
from cbam.study import Study

__all__ = ["publication", "workbook"]


def workbook(study: Study, lang: str, made: str, link: str) -> bytes:
    """The workbook of a study.

    Args:
        study: the inputs.
        lang: ``en`` or ``zh``.
        made: ISO date of making.
        link: address that opens the same study; written as text and as a QR code.

    Returns:
        An .xlsx file; the same study and date give the same bytes. Names in it: ``tonnes``,
        ``price_eur`` and ``cny_per_eur`` of the product; ``portfolio_eur``.

    Raises:
        InputError: the product's law, price path or rate is unknown, or too many scenarios. A
            faulty line, scenario or label is in the file with its reason and without a figure.
    """
    _ = translator(lang)
    found = cases(study, lang, made)
    file = Book(lang, made, _("CBAM Export Exposure"))
    summary = file.page(_("Summary"))
    years = file.page(_("Year by year"))
    inputs_page = file.page(_("Inputs"))
    bills = found.of(PRODUCT, LABEL, SCENARIO)
    calculation = Calculation(file.page(_("Calculation")), lang, bills)
    portfolio = Portfolio(file, study, found.of(PORTFOLIO)) if study.lines else None
    values_page = file.page(_("Law and prices"))
    label_page = file.page(_("Carbon label")) if study.analysis.label is not None else None
    assumed, sources = file.page(_("Assumptions")), file.page(_("Sources"))

    inputs, values = Inputs(lang), Values(lang)
    inputs.write(inputs_page, found)
    plan = calculation.plan(bills, values)
    if portfolio is not None:
        portfolio.lines.plan(values)
    values.write(values_page)
    calculation.write(bills, plan, inputs)
    if portfolio is not None:
        portfolio.write(inputs)
    results.year_sheet(years, found.of(PRODUCT, SCENARIO), calculation)
    if label_page is not None:
        results.label_sheet(label_page, found, calculation)
    texts.summary(
        summary, study, found, made, link, calculation, portfolio.headline if portfolio else ""
    )
    assumptions.write(assumed, found)
    texts.sources(sources, study, found, values)

    file.define("tonnes", inputs.address(found.product, "tonnes"))
    if calculation.price_cell:
        file.define("price_eur", calculation.price_cell)
        file.define("cny_per_eur", calculation.rate_cell)
    if portfolio is not None and portfolio.total_cell:
        file.define("portfolio_eur", portfolio.total_cell)
    summary.sheet.activate()
    return file.close()
