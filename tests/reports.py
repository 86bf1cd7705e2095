"""A report made by hand around real charts, and every chart of ours, for the tests of exports."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from cbam.analysis import Analysis
from cbam.findings.bridge import bridge
from cbam.findings.compare import compare
from cbam.findings.levers import levers
from cbam.findings.projection import bill_of, years
from cbam.findings.savings import Target, savings
from cbam.findings.starters import starters
from cbam.label import Label, translate
from cbam.law.vintages import Law
from cbam.present import charts, formats, label_charts, scenario_charts, tables, wording
from cbam.present.charts import Chart
from cbam.present.report import Figure, Report, Section
from cbam.present.theme import LIGHT
from cbam.prices import Prices

ACTUAL = Analysis(basis="actual", see=2.0, route="C")
STRIP = Label(
    cn_code="72083900", value=2.31, unit="kg", per="kg", boundary="cradle-to-gate", family="bf-bof"
)
LINK = "https://cbam.example.org/exposure?cn=72083900&from=CN&t=1000&year=2026&q=1&lang="


def _yearly(lang: str) -> Chart:
    assumed = Law.load().schedule.assumed_years
    return charts.yearly(years(ACTUAL), lang, LIGHT, 2026, assumed)


def _savings() -> object:
    law, prices = Law.load(), Prices.load()
    return savings(translate(STRIP, law), law, prices, Target(cut=0.1))


def _levers(lang: str) -> Chart:
    law, prices = Law.load(), Prices.load()
    return label_charts.levers(levers(translate(STRIP, law), law, prices, 2026), lang, LIGHT)


# Builder -> chart in a language. A new builder in cbam/present/*_charts.py belongs here too.
BUILDERS: dict[str, Callable[[str], Chart]] = {
    "charts.waterfall": lambda lang: charts.waterfall(bill_of(Analysis()).to_dict(), lang, LIGHT),
    "charts.yearly": _yearly,
    "label_charts.cost_curve": lambda lang: label_charts.cost_curve(_savings(), 2026, lang, LIGHT),
    "label_charts.saving_by_year": lambda lang: label_charts.saving_by_year(
        _savings(), lang, LIGHT, 2026
    ),
    "label_charts.levers": _levers,
    "scenario_charts.years": lambda lang: scenario_charts.years(
        compare(starters(Analysis())), lang, LIGHT, year=2026
    ),
    "scenario_charts.bridge": lambda lang: scenario_charts.bridge(
        bridge(*starters(Analysis()), 2026), ("A", "B"), lang, LIGHT
    ),
}


@lru_cache(maxsize=64)
def chart(name: str, lang: str) -> Chart:
    return BUILDERS[name](lang)


@lru_cache(maxsize=2)
def report(lang: str) -> Report:
    """Four sections with charts, one without; the words are those of the pages."""
    analysis, law, prices = Analysis(), Law.load(), Prices.load()
    row = bill_of(analysis)
    zh = lang == "zh"
    headline = wording.headline(row, lang, law)
    source = (
        "（EU）2025/2621 附件一；2026年第一季度价格"
        if zh
        else "(EU) 2025/2621 Annex I; price of Q1 2026"
    )
    sections = (
        Section(
            "cost", headline,
            (
                Figure("每吨" if zh else "per tonne", formats.eur(163.53, lang, 2)),
                Figure("全年" if zh else "in the year", formats.eur(163527, lang), formats.cny(1215474, lang)),
                Figure("可扣除的免费配额" if zh else "free allocation", formats.intensity(1.336, lang)),
            ),
            lines=(
                "欧盟进口商（授权 CBAM 申报人）付款，而不是出口商。" if zh else "The EU importer (authorised declarant) pays, not the exporter.",
            ),
            notes="先说这个数字，再说它从哪里来。" if zh else "Say the figure first, then where it comes from.",
            source=source,
            assumed=("2026 年未公布季度的价格以最近公布的价格代替（假定）。" if zh else "The latest published price stands in for quarters not yet published (assumption).",),
        ),
        Section("why", "为什么是每吨 163.53 欧元" if zh else "Why EUR 163.53 per tonne", chart=chart("charts.waterfall", lang), source=source),
        Section(
            "years", "到 2034 年升至每吨 341 欧元" if zh else "By 2034 it rises to EUR 341 per tonne",
            chart=chart("charts.yearly", lang), table=tables.yearly(years(ACTUAL), lang, prices),
            assumed=("2031 年起按今日的法规推算（假定）。" if zh else "From 2031 today’s law is held (assumption).",), source=source,
        ),
        Section("saving", "标签值每降低 10% 可节省的金额" if zh else "What a label lower by 10% saves", chart=chart("label_charts.cost_curve", lang), source=source),
        Section("compare", "土耳其产与中国产之差" if zh else "Turkey against China", chart=chart("scenario_charts.bridge", lang), source=source),
    )  # fmt: skip
    return Report(
        "热轧卷：边境成本" if zh else "Hot-rolled coil: cost at the border",
        lang,
        "2026-11-25",
        LINK + lang,
        sections,
        (
            (("法规版本" if zh else "Edition of the law"), "2026-08 · 1f2e3d4c"),
            (("证书价格" if zh else "Certificate price"), "2026 Q3"),
            (("汇率" if zh else "Exchange rate"), "1 EUR = 7.4326 CNY"),
        ),
        association="广东省紧固件行业协会" if zh else "Guangdong Fastener Association",
    )
