"""Sentences and tables on editions of the law: what an import found, how two editions differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from cbam import tables
from cbam.findings.editions import EditionDifference
from cbam.i18n import N_, translator
from cbam.law.catalogue import Catalogue
from cbam.law.vintages import Law
from cbam.present import formats
from cbam.present.compare import compare_words

if TYPE_CHECKING:  # reading workbooks is for the command line
    from cbam.law.workbook import Finding

PROBLEMS: dict[str, str] = {
    "workbook_unreadable": N_("The workbook “{value}” cannot be read: {why}."),
    "workbook_country": N_("The sheet “{value}” has a table, but its country is not known. Add the country to data/law/origins.csv."),
    "workbook_cell": N_("“{value}” cannot be read (sheet “{sheet}”, row {row})."),
    "workbook_twice": N_("The code {value} stands twice ({sheet})."),
    "workbook_no_other": N_("The workbook has no sheet for “Other countries and territories”, which stands in for every country without a value."),
    "workbook_empty": N_("No table was found in “{value}”: a header with CN code and total (or columns A and B) is needed."),
    "workbook_new_codes": N_("The workbook has codes that are not on the list of goods: {allowed}. Add them with their sector and names to data/law/goods.csv first."),
    "workbook_fewer": N_("The table has no line for {value} of the goods on the list, for example {allowed}. Check that the workbook is complete."),
    "edition_invalid": N_("“{value}” is not the name of an edition: write year and month, such as 2027-01."),
    "edition_known": N_("There is an edition “{value}” already. Choose another name."),
    "act_unknown": N_("“{value}” names no act: write it with year and number, such as Implementing Regulation (EU) 2027/123."),
    "date_invalid": N_("“{value}” is not a date: write it as 2027-01-31."),
}  # fmt: skip

FIELDS: dict[str, str] = {
    "sheet": N_("Sheet"),
    "vintage": N_("Edition of the law"),
    "act": N_("Act"),
    "value": N_("Value"),
}

_FINDINGS: dict[str, str] = {
    "sheet_without_table": N_("The sheet “{sheet}” has no table and was left out."),
    "total_differs": N_("Sheet “{sheet}”, row {row}: the total {value} is not the sum of direct and indirect; the total counts."),
}  # fmt: skip

CHANGES: dict[str, str] = {
    "added": N_("new line"),
    "removed": N_("line dropped"),
    "value": N_("other value"),
    "route": N_("other route"),
    "status": N_("other status"),
}


def finding(item: Finding, lang: str) -> str:
    """Something odd in a workbook, as a sentence."""
    text = translator(lang)(_FINDINGS[item.code])
    return text.format(sheet=item.sheet, row=item.row, value=item.value)


def summary(found: EditionDifference, lang: str) -> str:
    """How many lines differ, by kind of change, as one sentence."""
    _ = translator(lang)
    parts = [
        formats.labelled(_(CHANGES[name]), formats.number(count, lang), lang)
        for name, count in found.counts.items()
        if count
    ]
    if not parts:
        return _("The two editions do not differ.")
    separator = "; " if lang == "en" else "；"
    return _("{count} lines differ: {parts}.").format(
        count=formats.number(len(found.rows), lang), parts=separator.join(parts)
    )


def lines(found: EditionDifference, law: Law, lang: str) -> pd.DataFrame:
    """The lines that differ as a table of texts, the largest moves first."""
    _ = translator(lang)
    rows = found.rows

    def values(name: str) -> list[str]:
        return [formats.number(value, lang, 4, 0) for value in rows[name]]

    shown: dict[str, Sequence[str]] = {}
    if found.kind == "default_values":
        shown[_("Origin")] = [
            compare_words.origin_name(str(code), law, lang) for code in rows["origin"]
        ]
    shown[_("CN code")] = [formats.cn(code) for code in rows["cn_code"]]
    if found.kind == "benchmarks":
        shown[_("Column")] = rows["column"].tolist()
        shown[_("Production route")] = rows["route"].tolist()
        shown[_("From year")] = [str(year) for year in rows["year_from"]]
    shown |= {
        _("Change"): [_(CHANGES[name]) for name in rows["change"]],
        _("Before, tCO2e/t"): values("before"),
        _("After, tCO2e/t"): values("after"),
        _("Move"): values("move"),
    }
    if found.kind == "default_values":
        shown[_("Route before")] = rows["route_before"].tolist()
        shown[_("Route after")] = rows["route_after"].tolist()
    return pd.DataFrame(shown)


def money(found: pd.DataFrame, lang: str) -> pd.DataFrame:
    """What the editions do to the example goods, as a table of texts [EUR/t]."""
    _ = translator(lang)
    catalogue = Catalogue.load()

    def name(code: str) -> str:
        entry = catalogue.find(code)
        return entry.name(lang) if entry else ""

    return pd.DataFrame({
        _("CN code"): [formats.cn(code) for code in found["cn_code"]],
        _("Good"): [name(code) for code in found["cn_code"]],
        _("Before, EUR/t"): [formats.number(value, lang, 2) for value in found["before"]],
        _("After, EUR/t"): [formats.number(value, lang, 2) for value in found["after"]],
        _("Move, EUR/t"): [formats.number(value, lang, 2) for value in found["move"]],
    })  # fmt: skip


def edition_name(vintage: str, lang: str) -> str:
    """An edition's name in the reader's language."""
    return str(tables.mapping("vintages", "vintage", f"name_{lang}")[vintage])
