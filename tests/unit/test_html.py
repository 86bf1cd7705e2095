"""The HTML file read back: one file, no server asked, nobody's words as markup."""

import json
import math
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from cbam.export import html
from cbam.present.report import Report
from tests import reports

BOTH = pytest.mark.parametrize("lang", ["en", "zh"])
VOID = {"meta", "img", "br", "link", "input", "hr"}


class Page(HTMLParser):
    """Elements with their attributes, the text outside scripts, and the scripts."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.open: list[str] = []
        self.inside: dict[str, list[str]] = {}  # by kind of element
        self.feed(data.decode())
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
            self.inside.setdefault(tag, []).append("")

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] == "script":
            self.scripts.append((self.elements[-1][1], data))
        elif not self.open or self.open[-1] != "style":
            self.text.append(data)
            for tag in set(self.open):
                self.inside[tag][-1] += data

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]

    def of(self, kind: str) -> list[str]:
        """The text of every element of a kind, in order."""
        return self.inside.get(kind, [])

    @property
    def words(self):
        return re.sub(r"\s+", " ", " ".join(self.text))

    @property
    def charts(self):
        return [
            json.loads(text)
            for attributes, text in self.scripts
            if attributes.get("class") == "chart"
        ]


@BOTH
def test_everything_of_the_report_is_on_the_page(lang):
    report = reports.report(lang)
    page = Page(html.page(report))
    assert page.open == []  # well formed
    assert page.all("html")[0]["lang"] == ("zh-CN" if lang == "zh" else "en")
    said = page.words
    for section in report.sections:
        for text in (section.headline, section.source, *section.lines, *section.assumed):
            assert text in said
        for figure in section.figures:
            assert figure.value in said
        if section.table is not None:
            for cell in section.table.to_numpy().ravel():
                assert cell in said
    assert ("假设：" if lang == "zh" else "Assumption:") in said
    assert report.title in said
    assert len(page.all("h1")) == 1
    assert len(page.all("details")) == sum(s.table is not None for s in report.sections)


@BOTH
def test_charts_are_the_reports_own_with_their_alternative_texts(lang):
    report = reports.report(lang)
    page = Page(html.page(report))
    shown = [section.chart for section in report.sections if section.chart]
    assert len(page.charts) == len(shown)
    for chart, found in zip(shown, page.charts, strict=True):
        for trace, read in zip(chart.figure["data"], found["data"], strict=True):
            for key in ("x", "y"):
                for ours, theirs in zip(trace[key], read[key], strict=True):
                    assert ours == theirs or (theirs is None and math.isnan(ours))
    labels = [item["aria-label"] for item in page.all("figure")]
    assert labels == [chart.alt for chart in shown]


@BOTH
def test_no_server_is_asked(lang):
    """Nothing is loaded; the policy forbids it even to the charts' library."""
    report = replace(reports.report(lang), logo=reports.logo())
    page = Page(html.page(report))
    policy = next(m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy")  # fmt: skip
    assert policy.startswith("default-src 'none'")
    assert "http" not in policy
    assert not page.all("link")
    assert not page.all("iframe")
    for _tag, attributes in page.elements:
        for name in ("src", "srcset", "data", "poster", "action", "xlink:href"):
            assert not attributes.get(name) or attributes[name].startswith("data:image/png;base64,")
        assert "url(http" not in (attributes.get("style") or "")
        assert not any(name.startswith("on") for name in attributes)
    assert {a["href"] for a in page.all("a")} == {report.link}


def test_the_library_is_there_once():
    data = html.page(reports.report("en")).decode()
    assert data.count("plotly.js v") == 1
    assert len(data) < 6_000_000
    bare = Report("t", "en", "2026-11-25", "", (), ())
    assert len(html.page(bare)) < 20_000  # none without a chart


@BOTH
def test_words_of_users_are_text(lang):
    report = reports.hostile(lang)
    data = html.page(report)
    page = Page(data)
    assert page.open == []
    assert {tag for tag, _ in page.elements} <= {
        "html", "head", "meta", "title", "style", "body", "header", "div", "p", "br", "h1", "h2", "main",
        "section", "dl", "dt", "dd", "small", "figure", "script", "svg", "defs", "pattern", "rect",
        "line", "text", "polyline", "polygon", "circle", "path", "strong", "details", "summary", "table",
        "thead", "tbody", "tr", "th", "td", "footer",
    }  # fmt: skip
    assert not page.all("a")  # "javascript:" is no address of the web
    assert len(page.all("script")) == 4 + 4  # colours, config, library, ours; four charts
    assert "<script>alert(1)</script>" in page.words
    assert b"<script>alert" not in data
    assert b"<img src=x" not in data
    for chart in page.charts:
        for text in chart["data"][0]["text"]:
            assert not re.search(r"<(?!/?(b|br|span)\b)", text)
    assert all(ord(ch) >= 32 or ch in "\n\t\r" for ch in page.words)


def test_links_hidden_in_a_label_stay_text():
    report = reports.report("en")
    chart = report.sections[1].chart
    figure = json.loads(json.dumps(chart.figure))
    figure["data"][0]["text"][0] = '<a href="https://evil.example">x</a> <b>y</b> </script>'
    section = replace(report.sections[1], chart=replace(chart, figure=figure))
    page = Page(html.page(replace(report, sections=(section,))))
    assert page.charts[0]["data"][0]["text"][0] == '&lt;a href="https://evil.example">x&lt;/a> <b>y</b> &lt;/script>'  # fmt: skip


def test_dark_colours_are_found_for_every_light_one():
    page = Page(html.page(reports.report("en")))
    colours = next(json.loads(t) for a, t in page.scripts if a.get("id") == "colours")
    used = set(re.findall(r"#[0-9A-Fa-f]{6}", json.dumps(page.charts)))
    assert used <= set(colours)
    assert colours["rgba(180,35,24,"] == "rgba(249,112,102,"


def test_numbers_without_a_value_are_no_numbers():
    chart = reports.chart("charts.waterfall", "en")
    figure = {"data": [{"type": "bar", "x": ["a", "b"], "y": [math.nan, math.inf]}], "layout": {}}
    report = reports.report("en")
    section = replace(report.sections[1], chart=replace(chart, figure=figure))
    page = Page(html.page(replace(report, sections=(section,))))
    assert page.charts[0]["data"][0]["y"] == [None, None]


def test_the_same_report_gives_the_same_bytes():
    assert html.page(reports.report("zh")) == html.page(reports.report("zh"))
