"""The report as one HTML file: interactive charts, no network, light and dark, fit to print."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from functools import lru_cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any

import pandas as pd
from plotly.offline import get_plotlyjs

from cbam.export import about, logo
from cbam.export.charts import svg
from cbam.export.texts import as_of, cell, numeric, opening, readable, web
from cbam.i18n import translator
from cbam.present import charts, formats
from cbam.present.report import Report, Section
from cbam.present.theme import DARK, FONTS, LIGHT

TEMPLATES = Path(__file__).parent / "templates"
# Whatever text says, the page asks no server for anything.
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:"
)
_MARKUP = re.compile(
    r"<(?!/?(?:b|br|i|em|sub|sup|span|extra)\b)"
)  # Plotly would make links of others


def page(report: Report) -> bytes:
    """The report as a stand-alone page in UTF-8; the same report gives the same bytes.

    Raises:
        InputError: ``logo_invalid``.
        ChartError: a chart holds what cannot be drawn.
    """
    lang = "zh-CN" if report.lang == "zh" else "en"
    parts = [
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta name="dcterms.created" content="{_text(report.made)}">',
        f"<title>{_text(report.title)}</title>",
        f"<style>\n{_css()}</style>\n</head>\n<body>",
        *_header(report),
        "<main>",
        *(line for section in opening(report)[1] for line in _section(section, report.lang)),
        "</main>",
        *_footer(report),
    ]
    if any(section.chart for section in report.sections):
        config = {**charts.config(report.lang, "cbam"), "responsive": True}
        parts += [
            f'<script type="application/json" id="colours">{_json(_dark())}</script>',
            f'<script type="application/json" id="config">{_json(config)}</script>',
            f"<script>{get_plotlyjs()}</script>",
            f"<script>\n{_read('page.js')}</script>",
        ]
    parts.append("</body>\n</html>\n")
    return "\n".join(parts).encode()


def _header(report: Report) -> Iterator[str]:
    _ = translator(report.lang)
    yield "<header>\n<div>"
    if report.logo:
        data = base64.b64encode(logo.png(report.logo)[0]).decode()
        alt = _("Logo of {name}").format(name=report.association)
        yield f'<img class="logo" src="data:image/png;base64,{data}" alt="{_text(alt)}">'
    if report.association:
        yield f'<p class="faint">{_text(report.association)}</p>'
    yield f"<h1>{_text(report.title)}</h1>"
    lines = (*opening(report)[0], as_of(report))
    yield f'<p class="faint">{"<br>".join(_text(line) for line in lines)}</p>\n</div>'
    yield from _code(report)
    yield "</header>"


def _code(report: Report) -> Iterator[str]:
    """The QR code, itself a link."""
    link = web(report.link)
    code = about.qr_svg(link) if link else ""
    if code:
        alt = translator(report.lang)("QR code that opens this analysis")
        # segno gives a size in px only; a drawing that scales needs its extent as viewBox
        sized = re.sub(r'width="(\d+)" height="(\d+)"', r'viewBox="0 0 \1 \2"', code, count=1)
        yield (
            f'<a class="qr" href="{_text(link)}" aria-label="{_text(alt)}">'
            f"{sized.replace('<svg', '<svg aria-hidden=true', 1)}</a>"
        )


def _section(section: Section, lang: str) -> Iterator[str]:
    _ = translator(lang)
    name = _text(section.code)
    yield f'<section id="{name}" aria-labelledby="{name}-headline">'
    yield f'<h2 id="{name}-headline">{_text(section.headline)}</h2>'
    if section.figures:
        yield '<dl class="figures">'
        for figure in section.figures:
            aside = f"<small>{_text(figure.aside)}</small>" if figure.aside else ""
            yield f"<div><dt>{_text(figure.label)}</dt><dd>{_text(figure.value)}{aside}</dd></div>"
        yield "</dl>"
    if section.chart:
        alt = _text(section.chart.alt)
        still = svg.draw(section.chart.figure, lang)
        data = _json(section.chart.figure)
        yield f'<figure role="img" aria-label="{alt}">'
        yield f'<script type="application/json" class="chart">{data}</script>'
        yield f'<div class="live"></div>\n<div class="still">{still}</div>\n</figure>'
    for line in section.lines:
        yield f"<p>{_text(line)}</p>"
    for sentence in section.assumed:
        word, rest = _text(formats.labelled(_("Assumption"), "", lang)), _text(sentence)
        yield f'<p class="assumed"><strong>{word}</strong> {rest}</p>'
    if section.table is not None and not section.table.empty:
        yield from _table(section.table, section.headline, lang)
    if section.source:
        source = formats.labelled(_("Source"), section.source, lang)
        yield f'<p class="source">{_text(source)}</p>'
    yield "</section>"


def _table(table: pd.DataFrame, title: str, lang: str) -> Iterator[str]:
    rows = [[cell(value, lang) for value in row] for row in table.to_numpy(object)]
    right = [numeric(column) for column in zip(*rows, strict=True)]
    mark = [' class="number"' if number else "" for number in right]
    summary = _text(translator(lang)("The numbers"))
    yield f'<details><summary>{summary}</summary><div class="wide" tabindex="0" role="region" aria-label="{summary}">'
    yield f'<table aria-label="{_text(title)}"><thead><tr>'
    yield "".join(
        f'<th scope="col"{kind}>{_text(str(name))}</th>'
        for name, kind in zip(table.columns, mark, strict=True)
    )
    yield "</tr></thead><tbody>"
    for row in rows:
        cells = zip(row, mark, strict=True)
        yield "<tr>" + "".join(f"<td{kind}>{_text(text)}</td>" for text, kind in cells) + "</tr>"
    yield "</tbody></table></div></details>"


def _footer(report: Report) -> Iterator[str]:
    _ = translator(report.lang)
    yield f"<footer>\n<div><h2>{_text(_('What this rests on'))}</h2>\n<dl>"
    for name, value in report.vintages:
        yield f"<dt>{_text(name)}</dt><dd>{_text(value)}</dd>"
    yield f"</dl>\n<p>{_text(about.estimate(report.lang))}</p>"
    if web(report.link):
        yield f'<p><a href="{_text(web(report.link))}">{_text(_("Open this analysis"))}</a></p>'
    yield "</div>"
    yield from _code(report)
    yield "</footer>"


def _text(text: str) -> str:
    """Text of anybody, safe in an element and in an attribute."""
    return escape(readable(text))


def _json(value: Any) -> str:
    """JSON that cannot end the script element it stands in; Plotly finds no links in it."""
    text = json.dumps(_without_links(value), ensure_ascii=False, allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _without_links(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_links(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_links(item) for item in value]
    if isinstance(value, float) and value - value != 0:  # NaN and infinity are no JSON
        return None
    if isinstance(value, str):
        return _MARKUP.sub("&lt;", value.encode("utf-8", "replace").decode())
    return value


@lru_cache(maxsize=1)
def _dark() -> dict[str, str]:
    """The dark colour for each light one, in the notations charts use."""
    dark = asdict(DARK)
    pairs = {tint: dark[role] for role, tint in asdict(LIGHT).items()}
    return pairs | {_rgba(tint): _rgba(other) for tint, other in pairs.items()}


def _rgba(tint: str) -> str:
    return "rgba({},{},{},".format(*(int(tint[i : i + 2], 16) for i in (1, 3, 5)))


@lru_cache(maxsize=1)
def _css() -> str:
    dark = {f"dark_{role}": tint for role, tint in asdict(DARK).items()}
    return Template(_read("page.css")).substitute(asdict(LIGHT), **dark, fonts=FONTS)


def _read(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")
