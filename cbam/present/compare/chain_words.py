"""A production chain in words and tables: its steps, the equations with their numbers."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cbam.actual import Process
from cbam.findings import chain_steps
from cbam.findings.chain_steps import Step
from cbam.findings.precursors import ChainBill
from cbam.i18n import N_, translator
from cbam.law.catalogue import Catalogue
from cbam.law.vintages import Law
from cbam.present import formats
from cbam.present.compare.compare_words import origin_name

# What is known of a step (``findings.chain_steps.KINDS``).
KINDS: dict[str, str] = {
    "default": N_("Default value"),
    "stated": N_("Verified value (SEE)"),
    "process": N_("Own process data"),
}


def good_name(code: str, lang: str, most: int = 0) -> str:
    """Code and short name of a good; cut to ``most`` characters of the name where asked."""
    entry = Catalogue.load().find(code)
    name = entry.name(lang) if entry else ""
    if most and len(name) > most:
        name = name[: most - 1].rstrip("，,、 ") + "…"
    return f"{formats.cn(code)} {name}".strip()


def known(kind: str, origin: str, lang: str) -> str:
    """``Default value, China`` / ``Own process data``."""
    comma = ", " if lang == "en" else "，"
    return comma.join(filter(None, (translator(lang)(KINDS[kind]), origin)))


def nodes(found: ChainBill, law: Law, lang: str) -> pd.DataFrame:
    """One row per step: what it is, masses, SEE and SEFA, column, what it adds to the bill."""
    _ = translator(lang)

    def number(value: float, digits: int = 4) -> str:
        return formats.number(value, lang, digits, min(digits, 2))

    rows = [
        {
            _("Step"): "\N{NO-BREAK SPACE}" * 3 * row.depth + good_name(str(row.cn_code), lang, 40),
            _("Known"): known(
                str(row.kind), origin_name(row.origin, law, lang) if row.origin else "", lang
            ),
            _("t per t of the good"): number(row.mass_total),
            _("Own SEE, tCO2e/t"): number(row.own_see),
            _("SEE, tCO2e/t"): number(row.see),
            _("Column"): row.column or "–",
            _("Own SEFA, tCO2e/t"): number(row.own_sefa),
            _("SEFA, tCO2e/t"): number(row.sefa),
            _("EUR per tonne of the good"): formats.number(row.eur_per_t, lang, 2),
        }
        for row in found.nodes.itertuples()
    ]
    return pd.DataFrame(rows)


def equations(found: ChainBill, lang: str) -> list[tuple[str, str]]:
    """SEE and SEFA of the final good with their numbers, each with the rule it follows."""
    _ = translator(lang)

    def number(value: float) -> str:
        return formats.number(value, lang, 4, 0)

    table = found.nodes.set_index("node")
    top, parts = table.loc["0"], table[table["parent"] == "0"]

    def products(name: str) -> str:
        return "".join(
            f" + {number(row['mass'])} × {number(row[name])}" for _at, row in parts.iterrows()
        )

    see = f"SEE = {number(top['own_see'])}{products('see')} = {number(top['see'])}"
    factors = f"{number(found.cbam_factor)} × {number(found.cscf)} × {number(top['own_benchmark'])}"
    sefa = f"SEFA = {factors}{products('sefa')} = {number(top['sefa'])}"
    return [
        (see, _("Implementing Regulation (EU) 2025/2547, Annex III, Eq. 59–62")),
        (sefa, _("Implementing Regulation (EU) 2025/2620, Annex, Eq. 4")),
    ]


def bill_line(found: ChainBill, lang: str) -> str:
    """From SEE and SEFA to the cost per tonne, in numbers."""
    top = found.nodes.iloc[0]
    chargeable = max(float(top["see"] - top["sefa"]), 0.0)
    price, cost = (formats.eur(value, lang, 2) for value in (found.price_eur, found.cost_eur_per_t))
    _ = translator(lang)
    text = _("Chargeable {chargeable} × {price} = {cost} per tonne")
    amount = formats.intensity(chargeable, lang, 4, 0)
    return text.format(chargeable=amount, price=price, cost=cost)


def levers(found: ChainBill, lang: str) -> pd.DataFrame:
    """One row per precursor at default: better value tried, what it saves."""
    _ = translator(lang)
    basis = {"stated": _("stated above"), "eu_benchmark": _("EU benchmark (assumption)")}
    return pd.DataFrame(
        [
            {
                _("Precursor"): good_name(str(row.cn_code), lang, 40),
                _("Now, tCO2e/t"): formats.number(row.see, lang, 3),
                _("Better, tCO2e/t"): formats.number(row.better_see, lang, 3),
                _("What that is"): basis[str(row.basis)],
                _("Saves, EUR/t"): formats.number(row.saving_eur_per_t, lang, 2),
                _("Saves, EUR in the year"): formats.number(row.saving_eur, lang),
                _("Verified at the default, saves EUR/t"): formats.number(
                    row.saving_same_eur_per_t, lang, 2
                ),
            }
            for row in found.levers.itertuples()
        ]
    )


def place(node: str) -> str:
    """``0.1.0`` as people count: ``1.2.1``."""
    return ".".join(str(int(part) + 1) for part in node.split("."))


def step_labels(items: Sequence[Step]) -> dict[str, str]:
    """Place and code of each step, by node; for lists to choose from.

    Args:
        items: of ``findings.chain_steps.steps``.
    """
    return {item.node: f"{place(item.node)} · {formats.cn(item.source.cn_code)}" for item in items}


def unfinished(chain: Process, law: Law, lang: str) -> list[str]:
    """What of a chain is still where it started: own emissions of 0, the usual masses."""
    _ = translator(lang)
    said = []
    if chain.direct == 0:
        said.append(
            _(
                "The own emissions of the last step are still 0: enter the plant’s, or the bill is too low."
            )
        )
    if chain_steps.usual_masses(chain, law):
        said.append(_("Some masses are the usual ones, not yet the plant’s."))
    return said


def request_list(sheet: Sequence[tuple[int, str, str]]) -> str:
    """The data-request sheet as a Markdown list, Chinese below English; of our own words only."""
    return "\n".join(f"{number}. {english}  \n   {chinese}" for number, english, chinese in sheet)
