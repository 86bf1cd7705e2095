"""Sheets of results: years by case with charts, the waterfall of the product, the label.

Every figure refers to the sheet of the calculation; the charts are Excel's own and editable.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from cbam.export import safe
from cbam.export.cases import Case, Cases
from cbam.export.xlsx import book, units
from cbam.export.xlsx.book import Page
from cbam.export.xlsx.calculation import Calculation
from cbam.findings.savings import BANDS
from cbam.i18n import translator
from cbam.present import formats
from cbam.present.label import label_tables, label_words
from cbam.present.theme import DARK, LIGHT
from cbam.present.wording import problem, when

# A product on two bases and six scenarios; dashes and markers say the same without colour.
_COLOURS = (
    LIGHT.pay, LIGHT.context, LIGHT.save, LIGHT.pay_soft, LIGHT.ink, LIGHT.assumption, DARK.save,
    DARK.context,
)  # fmt: skip
_DASHES = (
    "solid", "dash", "round_dot", "long_dash", "dash_dot", "square_dot", "solid", "long_dash_dot",
)  # fmt: skip
_MARKERS = ("diamond", "square", "circle", "triangle", "x", "star", "plus", "long_dash")
_BARS = 2  # cases that columns still show well; more are lines
_WIDE, _HIGH = 600, 360  # pixels of a chart
_TABLES = 21  # row below the charts


def year_sheet(page: Page, cases: Sequence[Case], calculation: Calculation) -> None:
    """Cost by year and case, in three measures, with a chart; the product's waterfall."""
    _ = translator(page.book.lang)
    page.widths(9, *[19] * max(len(cases), 5))
    page.text(0, 0, page.name, book.TITLE)
    measures = (
        ("cost_eur_per_t", units.of(cases, page.book.lang).eur),
        ("cost_eur", _("EUR in the year")),
        ("cost_cny", _("CNY in the year")),
    )
    priced = [c for c in cases if any(row["status"] != "error" for row in c.rows)]
    some = any(row["cost_eur"] > 0 for case in priced for row in case.rows)
    at = _TABLES if some else 2
    for name, title in measures:
        page.text(at, 0, title, book.SECTION)
        years = _matrix(page, at + 1, priced, calculation, name)
        if name == "cost_eur_per_t" and some:
            _years_chart(page, at + 1, len(years), [c.name for c in priced], title)
        at += len(years) + 3
    _waterfall(page, at, cases[0], calculation)


def _matrix(
    page: Page, top: int, cases: Sequence[Case], calculation: Calculation, name: str
) -> list[int]:
    """A table of years by case; a year without a figure stays empty."""
    _ = translator(page.book.lang)
    titles = [_("Year"), *(safe.plain(case.name, safe.NAME_LIMIT) for case in cases)]
    page.head(top, titles, range(1, len(titles)))
    years = sorted({year for case in cases for year in case.by_year})
    for at, year in enumerate(years, top + 1):
        page.number(at, 0, year, book.WHOLE, {"align": "left"})
        for column, case in enumerate(cases, 1):
            if year in case.by_year:
                refer(page, at, column, case, year, name, calculation)
    return years


def refer(
    page: Page, row: int, column: int, case: Case, year: int, name: str,
    calculation: Calculation, style: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """A year's total of a case as a formula; nothing where it cannot be assessed."""
    source = "cost_eur_per_t" if name == "cny_per_t" else name
    value = case.total(year, source)
    if name == "cny_per_t":
        value *= case.prices.rate.cny_per_eur
    if math.isfinite(value):
        page.formula(row, column, calculation.total(case, year, name), value, book.MONEY, style)


def _chart(page: Page, kind: dict[str, Any], title: str, unit: str) -> Any:
    font = {"name": book.FONT[page.book.lang], "color": LIGHT.ink}
    chart: Any = page.book.file.add_chart(kind)
    chart.set_title({"name": title, "overlay": False, "name_font": {**font, "size": 12}})
    chart.set_x_axis({"num_font": font, "line": {"color": LIGHT.line}})
    chart.set_y_axis({
        "name": unit, "name_font": {**font, "bold": False}, "num_font": font, "num_format": "#,##0.##",
        "min": 0, "major_gridlines": {"visible": True, "line": {"color": LIGHT.line}},
        "line": {"none": True},
    })  # fmt: skip
    chart.set_size({"width": _WIDE, "height": _HIGH})
    chart.set_legend({"position": "bottom", "font": font})
    return chart


def _years_chart(page: Page, top: int, count: int, names: Sequence[str], unit: str) -> None:
    """Cost per tonne by year: columns for one or two cases, lines for more."""
    _ = translator(page.book.lang)
    bars = len(names) <= _BARS
    title = _("Cost year by year")
    chart = _chart(page, {"type": "column" if bars else "line"}, title, unit)
    for i in range(len(names)):
        series: dict[str, Any] = {
            "name": [page.name, top, i + 1],
            "categories": [page.name, top + 1, 0, top + count, 0],
            "values": [page.name, top + 1, i + 1, top + count, i + 1],
        }
        colour = _COLOURS[i]
        if bars:
            series |= {"fill": {"color": colour}, "gap": 60}
            if len(names) == 1:
                font = {"name": book.FONT[page.book.lang], "color": LIGHT.ink}
                series["data_labels"] = {"value": True, "num_format": "#,##0", "font": font}
        else:
            series |= {
                "line": {"color": colour, "width": 2, "dash_type": _DASHES[i]},
                "marker": {"type": _MARKERS[i], "size": 6,
                           "fill": {"color": colour}, "border": {"color": colour}},
            }  # fmt: skip
        chart.add_series(series)
    if len(names) == 1:
        chart.set_legend({"none": True})
    alt = _("Cost year by year") + " · " + unit
    page.sheet.insert_chart(2, 0, chart, {"description": alt})


def _waterfall(page: Page, top: int, case: Case, calculation: Calculation) -> None:
    """From emission value to what is chargeable, as stacked columns over an invisible base."""
    _ = translator(page.book.lang)
    year = case.scenario.analysis.year
    rows = [case.rows[i] for i in case.by_year.get(year, [])]
    if not rows or rows[0]["status"] != "assessed":
        return
    row = rows[0]

    def cell(name: str) -> str:
        return calculation.lines(case, year, name)[0]

    see, sefa, total = cell("see"), cell("sefa"), cell("default_total")
    left = max(0.0, float(row["see"]) - float(row["sefa"]))
    steps: list[tuple[str, str, float, str, float, str]] = []
    if row["default_from"]:
        base = float(row["default_total"])
        steps.append((_("Default value"), "0", 0.0, total, base, LIGHT.context))
        more = float(row["see"]) - base
        steps.append((_("Mark-up"), total, base, f"{see}-{total}", more, LIGHT.context))
    else:
        steps.append((_("Actual value"), "0", 0.0, see, float(row["see"]), LIGHT.context))
    chargeable = f"MAX(0,{see}-{sefa})"
    taken = float(row["see"]) - left
    steps.append((_("Free allocation"), chargeable, left, f"MIN({see},{sefa})", taken, LIGHT.save))
    steps.append((_("Chargeable"), "0", 0.0, chargeable, left, LIGHT.pay))
    unit = _("tCO2e per MWh") if row["sector"] == "electricity" else _("tCO2e per tonne")
    said = when(year, row.get("quarter"), page.book.lang)
    title = formats.aside(_("From the emission value to what is charged"), said, page.book.lang)
    page.text(top, 0, title, book.SECTION)
    page.head(top + 1, ["", _("Step"), _("Below the bar"), unit, _("In the chart")], (2, 3))
    for at, (label, below, base, bar, value, _colour) in enumerate(steps, top + 2):
        page.text(at, 1, label)
        page.formula(at, 2, below, base, book.EMISSIONS, book.SOFT)
        page.formula(at, 3, bar, value, book.EMISSIONS)
        # The figure stands at the axis: no bar is too small for it there.
        said = f'{book.cell(at, 1)}&" "&TEXT({book.cell(at, 3)},"0.000")'
        page.formula(at, 4, said, f"{label} {value:.3f}", "@", book.SOFT)
    chart = _chart(page, {"type": "column", "subtype": "stacked"}, title, unit)
    first, last = top + 2, top + 1 + len(steps)
    hidden = {"fill": {"none": True}, "border": {"none": True}}
    categories = [page.name, first, 4, last, 4]
    chart.add_series({"name": [page.name, top + 1, 2], "categories": categories,
                      "values": [page.name, first, 2, last, 2], **hidden})  # fmt: skip
    chart.add_series({
        "name": [page.name, top + 1, 3],
        "categories": categories,
        "values": [page.name, first, 3, last, 3],
        "points": [{"fill": {"color": colour}} for *_rest, colour in steps],
        "gap": 60,
    })  # fmt: skip
    chart.set_legend({"none": True})
    page.sheet.insert_chart(2, 0, chart, {"description": title, "x_offset": _WIDE + 20})


def label_sheet(page: Page, found: Cases, calculation: Calculation) -> None:
    """What the label says, and cost and saving by year: default, today, target."""
    lang = page.book.lang
    _ = translator(lang)
    page.widths(9, *[17] * 10)
    page.text(0, 0, page.name, book.TITLE)
    at = 2
    year = found.product.scenario.analysis.year
    if found.label_fault is not None:
        page.text(at, 0, problem(found.label_fault, lang), book.AMBER)
        return
    assert found.bridge is not None
    assert found.saved is not None
    for line in label_words.report(found.bridge, found.saved, year, lang):
        page.wide(at, 0, 8, line)
        at += 1
    cases = {case.code.removeprefix("label_"): case for case in found.of("label")}
    if not cases:
        return
    if note := label_tables.price_note(found.product.scenario.analysis, lang):
        page.wide(at, 0, 8, note)
        at += 1
    at += 1
    columns = [(kind, text, "") for kind, text in _label_columns(lang) if kind in cases]
    if all(f"paired_{band}" in cases for band in BANDS):
        columns += [(f"saving_{band}", text, band) for band, text in _savings_columns(lang)]
    page.text(at, 0, _("EUR per tonne"), book.SECTION)
    titles = [_("Year"), *(text for _kind, text, _band in columns)]
    page.head(at + 1, titles, range(1, len(titles)))
    top = at + 1
    years = sorted(found.product.by_year)
    for at, import_year in enumerate(years, top + 1):
        page.number(at, 0, import_year, book.WHOLE, {"align": "left"})
        for column, (kind, _text, band) in enumerate(columns, 1):
            if band:
                _saving(page, at, column, found, cases, import_year, band, calculation)
            else:
                refer(page, at, column, cases[kind], import_year, "cost_eur_per_t", calculation)
    lines = [i for i, (kind, *_rest) in enumerate(columns, 1)
             if kind in ("default", "today_mid", "paired_mid")]  # fmt: skip
    chart = _chart(page, {"type": "line"}, _("Cost year by year"), _("EUR per tonne"))
    for i, column in enumerate(lines):
        chart.add_series({
            "name": [page.name, top, column],
            "categories": [page.name, top + 1, 0, top + len(years), 0],
            "values": [page.name, top + 1, column, top + len(years), column],
            "line": {"color": _COLOURS[i], "width": 2, "dash_type": _DASHES[i]},
            "marker": {"type": _MARKERS[i], "size": 6, "fill": {"color": _COLOURS[i]},
                       "border": {"color": _COLOURS[i]}},
        })  # fmt: skip
    page.sheet.insert_chart(top + len(years) + 2, 0, chart, {"description": _("Cost year by year")})


def _label_columns(lang: str) -> list[tuple[str, str]]:
    _ = translator(lang)
    return [
        ("default", _("On the EU default value")),
        ("today_low", _("Today if verified, low")),
        ("today_mid", _("Today if verified, mid")),
        ("today_high", _("Today if verified, high")),
        ("target_low", _("On the target, low")),
        ("paired_mid", _("On the target, mid")),
        ("target_high", _("On the target, high")),
    ]


def _savings_columns(lang: str) -> list[tuple[str, str]]:
    _ = translator(lang)
    return [("low", _("Saving, low")), ("mid", _("Saving, mid")), ("high", _("Saving, high"))]


def _saving(
    page: Page, row: int, column: int, found: Cases, cases: dict[str, Case], year: int,
    band: str, calculation: Calculation,
) -> None:  # fmt: skip
    """Today less target: the mid, or the smallest and largest over the bands."""
    assert found.saved is not None
    value = found.saved.figure(year, f"saving_{band}")
    parts = [
        "{}-{}".format(*(calculation.total(cases[f"{side}_{b}"], year, "cost_eur_per_t")
                         for side in ("today", "paired")))
        for b in BANDS
    ]  # fmt: skip
    formula = {"low": f"MIN({','.join(parts)})", "mid": parts[1], "high": f"MAX({','.join(parts)})"}
    if value is not None:
        page.formula(row, column, formula[band], value, book.MONEY, {"font_color": LIGHT.save})
