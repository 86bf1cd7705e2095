"""The report as a PDF: A4, tagged (PDF/UA-1), charts as vectors, the same bytes everywhere."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import typst

from cbam.export import about, logo
from cbam.export.charts import svg
from cbam.export.texts import (
    FONTS,
    as_of,
    cell,
    families,
    numeric,
    opening,
    pieces,
    printable,
    vintages,
    web,
    width,
)
from cbam.i18n import translator
from cbam.present import formats
from cbam.present.report import Report, Section
from cbam.present.theme import LIGHT

TEMPLATE = Path(__file__).parent / "templates" / "report.typ"
MOST_ROWS = 10  # of a table on paper
_HIGH = 215  # of a chart, for a width of 680: two sections on a page
_SHOWN_LINK = 180  # characters; a longer address helps nobody on paper


def document(report: Report) -> bytes:
    """The report as PDF/UA-1, two to six pages for a single product.

    Text of the report is data to the template, never markup. Characters that the bundled font
    lacks are shown as a box.

    Raises:
        InputError: ``logo_invalid``.
        ChartError: a chart holds what cannot be drawn.
    """
    made = datetime.fromisoformat(report.made[:10]).replace(tzinfo=UTC)
    data = json.dumps(_data(report, made), ensure_ascii=False, sort_keys=True)
    return typst.compile(
        TEMPLATE, format="pdf", sys_inputs={"report": data}, font_paths=[FONTS],
        ignore_system_fonts=True, pdf_standards=["ua-1"], timestamp=made,
    )  # fmt: skip


def _data(report: Report, made: datetime) -> dict[str, Any]:
    _ = translator(report.lang)
    link = web(report.link)
    code = about.qr_svg(link) if link else ""
    lines, sections = opening(report)
    return {
        "title": printable(report.title),
        "association": printable(report.association),
        "running": printable(" · ".join(filter(None, (report.association, report.title)))),
        "lang": report.lang,
        "region": "cn" if report.lang == "zh" else "gb",
        "font": families(report.lang),
        "made": [made.year, made.month, made.day],
        "date": as_of(report),
        "lines": [printable(line) for line in lines],
        "footer": printable(f"{_('Estimate, not a CBAM declaration')} · {vintages(report)}"),
        "logo": _logo(report),
        "qr": {"svg": code, "alt": _("QR code that opens this analysis")} if code else None,
        "link": link,
        "shown": printable(link) if len(link) <= _SHOWN_LINK else "",
        "vintages": []
        if any(section.code == "sources" for section in sections)  # it tells them
        else [[printable(name), printable(value)] for name, value in report.vintages],
        "sections": [_section(section, report.lang) for section in sections],
        "colours": asdict(LIGHT),
        "words": {
            "assumption": formats.labelled(_("Assumption"), "", report.lang).strip(),
            "table": _("The numbers"),
            "basis": _("What this rests on"),
            "promise": about.estimate(report.lang),
            "open": _("Open this analysis"),
        },
    }


def _logo(report: Report) -> dict[str, str] | None:
    """The logo wrapped in an SVG, since the template takes text only."""
    if not report.logo:
        return None
    data, wide, high = logo.png(report.logo)
    href = f"data:image/png;base64,{base64.b64encode(data).decode()}"
    size = f'width="{wide}" height="{high}"'
    text = f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {wide} {high}"><image href="{href}" {size}/></svg>'
    alt = translator(report.lang)("Logo of {name}").format(name=report.association)
    return {"svg": text, "alt": printable(alt)}


def _section(section: Section, lang: str) -> dict[str, Any]:
    _, chart = translator(lang), section.chart
    return {
        "headline": printable(section.headline),
        "figures": [
            {
                "label": printable(figure.label),
                "value": printable(figure.value),
                "aside": printable(figure.aside),
                "long": width(figure.value, 15) > 440 / len(section.figures),
            }
            for figure in section.figures
        ],
        "chart": chart
        and {"svg": svg.draw(chart.figure, lang, high=_HIGH), "alt": printable(chart.alt)},
        "lines": [printable(line) for line in section.lines],
        "assumed": [printable(sentence) for sentence in section.assumed],
        "table": None
        if section.table is None or section.table.empty
        else _table(section.table, lang),
        "source": printable(formats.labelled(_("Source"), section.source, lang))
        if section.source
        else "",
    }


def _table(table: pd.DataFrame, lang: str) -> dict[str, Any]:
    head = [printable(str(name)) for name in table.columns]
    rows = [
        [printable(cell(value, lang)) for value in row]
        for row in table.head(MOST_ROWS).to_numpy(object)
    ]
    columns = list(zip(*rows, strict=True))
    left = len(table) - len(rows)
    more = translator(lang)("{shown} of {count} rows are shown.").format(
        shown=len(rows), count=len(table)
    )
    shares = [
        1 + min(24.0, max(width(text, 1) for text in (*column, *(f"{p}M" for p in pieces(name)))))
        for name, column in zip(head, columns, strict=True)
    ]
    return {
        "head": head,
        "rows": rows,
        "right": [numeric(column) for column in columns],
        "widths": shares,
        "size": 8 if sum(shares) < 62 else 7,
        "more": more if left else "",
    }
