"""The steps of a bill as columns of a sheet: their headings, figures, formulas and remarks.

The formulas are those of ``cbam.bill``; each carries the engine's own result, which a reader sees
until the workbook is calculated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cbam.export.cases import Case, codes
from cbam.export.xlsx import book, units
from cbam.export.xlsx.book import Page
from cbam.export.xlsx.values import FORMATS as VALUE_FORMATS
from cbam.export.xlsx.values import Slot
from cbam.i18n import translator
from cbam.present.theme import LIGHT
from cbam.present.wording import problem, sentence
from cbam.reasons import BY_CODE

# Columns of figures in their order, with their number format.
FORMATS = {
    "tonnes": book.TONNES,
    **{
        name: VALUE_FORMATS[name]
        for name in ("default_total", "markup", "see", "benchmark", "cbam_factor", "cscf", "sefa")
    },
    "reduction": book.TONNES,
    "certificates": book.TONNES,
    "price_eur": book.MONEY,
    "cost_eur": book.MONEY,
    "cost_eur_per_t": book.MONEY,
    "rate": book.RATE,
    "cost_cny": book.MONEY,
    "cny_per_t": book.MONEY,
}
_LINKED = ("default_total", "markup", "benchmark", "cbam_factor", "cscf")


def heads(cases: Sequence[Case], lang: str) -> dict[str, str]:
    """The headings of the figures, with the unit of the goods."""
    _ = translator(lang)
    named = units.of(cases, lang)
    unit = named.emissions
    return {
        "tonnes": named.quantity,
        "default_total": _("Default value, {unit}").format(unit=unit),
        "markup": _("Mark-up"),
        "see": _("SEE, {unit}").format(unit=unit),
        "benchmark": _("Benchmark, {unit}").format(unit=unit),
        "cbam_factor": _("CBAM factor"),
        "cscf": _("CSCF"),
        "sefa": _("SEFA, {unit}").format(unit=unit),
        "reduction": _("Taken off for a carbon price at home, certificates"),
        "certificates": _("Certificates"),
        "price_eur": _("Price, EUR/tCO2e"),
        "cost_eur": _("Cost, EUR"),
        "cost_eur_per_t": named.eur,
        "rate": _("CNY per EUR"),
        "cost_cny": _("Cost, CNY"),
        "cny_per_t": named.cny,
    }


def figures(row: Mapping[str, Any], case: Case) -> dict[str, float | None]:
    """What the engine found; of a line that cannot be assessed only its tonnes."""
    if row["status"] == "error":
        return {"tonnes": float(row["tonnes"])}
    rate = case.prices.rate.cny_per_eur
    found: dict[str, float | None] = {name: float(row[name]) for name in FORMATS if name in row}
    found |= {"rate": rate, "cny_per_t": float(row["cost_eur_per_t"]) * rate}
    if row["sector"] == "electricity":  # no free allocation, so nothing to multiply
        found |= dict.fromkeys(("benchmark", "cbam_factor", "cscf"))
    return found


def remarks(case: Case, row: Mapping[str, Any], lang: str) -> str:
    """Why a line costs nothing, or cannot be assessed; empty where it is charged."""
    if row["status"] == "assessed":
        return ""
    errors = [problem(error, lang) for error in case.problems(row)]
    answers = [sentence(c, lang) for c in codes(row) if BY_CODE[c].kind == "answer"]
    return " ".join(errors or answers)


def formulas(
    row: Mapping[str, Any],
    slots: Mapping[str, Slot],
    cell: Callable[[str], str],
    given: Callable[[str], str],
) -> dict[str, str]:
    """The formula of every figure of an assessed line, but for its tonnes.

    Args:
        row: of ``bill.assess``.
        slots: the facts it rests on, by step.
        cell: the cell of a figure of the same line.
        given: the cell of ``see``, ``price`` or ``rate`` where that is the user's own number.
    """
    c = cell
    own_price = str(row["price_basis"]) == "user"
    found = {
        "price_eur": given("price") if own_price else slots["price"].address,
        "rate": slots["rate"].address if "rate" in slots else given("rate"),
    }
    found |= {name: slots[name].address for name in _LINKED if name in slots}
    if row["default_from"]:
        found["see"] = f"{c('default_total')}*(1+{c('markup')})"
    else:
        found["see"] = slots["see"].address if "see" in slots else given("see")
    if "sefa" in slots:
        found["sefa"] = slots["sefa"].address
    else:
        found["sefa"] = f"{c('cbam_factor')}*{c('cscf')}*{c('benchmark')}"
    left, off = f"({c('see')}-{c('sefa')})", ""
    per_t = f"MAX(0,{left})*{c('price_eur')}"
    if "paid" in slots:
        paid, reference = slots["paid"].address, slots["reference"].address
        found["reduction"] = f"{c('tonnes')}*{c('see')}*{paid}/{reference}"
        off = f"-{c('reduction')}"
        per_t = f"IF({c('tonnes')}>0,{c('cost_eur')}/{c('tonnes')},{per_t})"
    return found | {
        "certificates": f"MAX(0,{c('tonnes')}*{left}{off})",
        "cost_eur": f"{c('certificates')}*{c('price_eur')}",
        "cost_eur_per_t": per_t,
        "cost_cny": f"{c('cost_eur')}*{c('rate')}",
        "cny_per_t": f"{c('cost_eur_per_t')}*{c('rate')}",
    }


def write(
    page: Page, at: int, column: Mapping[str, int], values: Mapping[str, float | None],
    live: Mapping[str, str], remark: str, style: dict[str, Any],
) -> None:  # fmt: skip
    """The figures of a line in their columns, by formula where there is one, and its remark."""
    for name, look in FORMATS.items():
        if name not in column:
            continue
        value = values.get(name)
        if name in live and value is not None:
            strong = {"bold": True} if name == "cost_eur" else {}
            page.formula(at, column[name], live[name], value, look, {**style, **strong})
        else:
            page.number(at, column[name], value, look, style)
    amber = {"font_color": LIGHT.assumption, **book.INDENTED} if remark else {}
    page.text(at, column["remarks"], remark, {**style, **amber})
