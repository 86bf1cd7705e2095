"""A report made by hand around real charts, and every chart of ours, for the tests of exports."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from io import BytesIO

import pandas as pd
from PIL import Image

from cbam.analysis import Analysis
from cbam.findings import cash, price_history, reforms
from cbam.findings.bridge import bridge
from cbam.findings.compare import compare
from cbam.findings.downstream import Content, Downstream, downstream
from cbam.findings.levers import levers
from cbam.findings.origins import origins
from cbam.findings.others import others
from cbam.findings.precursors import chain_bill, starting_chain
from cbam.findings.projection import bill_of, years
from cbam.findings.savings import Target, savings
from cbam.findings.starters import starters
from cbam.findings.uncertainty import uncertainty
from cbam.label import Label, translate
from cbam.law.vintages import Law
from cbam.portfolio.totals.picture import Picture, picture
from cbam.present import charts, formats, tables, wording
from cbam.present.briefing import briefing_charts
from cbam.present.briefing.results import Verified
from cbam.present.charts import Chart
from cbam.present.compare import (
    cash_charts,
    chain_charts,
    law_charts,
    origin_charts,
    others_charts,
    price_charts,
    scenario_charts,
    uncertainty_charts,
)
from cbam.present.label import label_charts
from cbam.present.portfolio import portfolio_charts
from cbam.present.report import Figure, Report, Section
from cbam.present.rules import series_charts
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


def _against(lang: str) -> Chart:
    verified = Verified("actual", 2.0, 163.53, 40.0, 50.06, 66.0)
    return briefing_charts.against(verified, "Verified value", False, lang, LIGHT)


def _paths(lang: str) -> Chart:
    table = price_history.paths(Prices.load())
    return price_charts.paths(table, price_history.monthly(), "central", 2028, lang, LIGHT)


def _ranking(lang: str, cn: str = "72083900") -> Chart:
    law = Law.load()
    table = origins(cn, law, Prices.load(), 2026, "Q1")
    return origin_charts.ranking(table, law, lang, LIGHT, "CN", ("TR", "VN"))


def _timeline(lang: str) -> Chart:
    held = cash.holdings(Analysis(), Law.load(), Prices.load(), 2028)
    due = cash.purchase(Law.load(), 2028).last
    return cash_charts.timeline(held, due, 2840.0, lang, LIGHT)


def _tree(lang: str) -> Chart:
    law = Law.load()
    scenario = NOW.with_(chain=starting_chain(NOW.analysis, law))
    found = chain_bill(scenario, 2026)
    return chain_charts.tree(found, law, lang, LIGHT)


def _downstream(lang: str) -> Chart:
    fridge = Downstream("84181020", "CN", (Content("72083900", 400), Content("76011090", 50)), 1000)
    return law_charts.downstream(downstream(fridge, Prices.load()), "t", lang, LIGHT)


@lru_cache(maxsize=1)
def _portfolio() -> Picture:
    goods = ["72083900", "73181562", "76042990", "31021019", "27160000", "84151010"]
    rows = [
        {"cn_code": good, "origin": "CN", "tonnes": 30.0 + 7 * i + j, "year": 2026, "quarter": "Q1",
         "importer": ("", "<b>Co</b> & Söhne", "德国汉堡金属制品贸易")[i % 3], "member": f"m{i}", "product": ""}
        for i in range(6) for j, good in enumerate(goods)
    ]  # fmt: skip
    return picture(pd.DataFrame(rows), Law.load(), Prices.load())


def _areas(lang: str) -> Chart:
    parts = _portfolio().parts["importer"]
    return portfolio_charts.treemap(parts, "importer", Law.load(), lang, LIGHT)


RATES = pd.DataFrame(
    {"date": [f"{y}-{m:02}-01" for y in (2023, 2024, 2025) for m in range(1, 13)]}
).assign(units_per_eur=lambda table: [7.4 + at / 100 for at in range(len(table))])
NOW = starters(Analysis())[0]
# Builder -> chart in a language. A new builder in cbam/present/*charts.py belongs here too.
BUILDERS: dict[str, Callable[[str], Chart]] = {
    "charts.waterfall": lambda lang: charts.waterfall(bill_of(Analysis()), lang, LIGHT),
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
    "briefing_charts.against": _against,
    "briefing_charts.staged": lambda lang: briefing_charts.staged(_yearly(lang)),
    "cash_charts.timeline": _timeline,
    "chain_charts.tree": _tree,
    "law_charts.factors": lambda lang: law_charts.factors(reforms.factors(NOW), 2030, lang, LIGHT),
    "law_charts.costs": lambda lang: law_charts.costs(reforms.by_variant(NOW), 2030, lang, LIGHT),
    "law_charts.downstream": _downstream,
    "origin_charts.ranking": _ranking,
    "others_charts.bars": lambda lang: others_charts.bars(
        others(bill_of(Analysis()), Law.load(), 0.5), lang, LIGHT
    ),
    "portfolio_charts.treemap": _areas,
    "portfolio_charts.ranking": lambda lang: portfolio_charts.ranking(
        _portfolio().parts["good"], "good", Law.load(), lang, LIGHT
    ),
    "portfolio_charts.years": lambda lang: portfolio_charts.years(
        _portfolio().years, lang, LIGHT, 2026, Law.load().schedule.assumed_years
    ),
    "portfolio_charts.pareto": lambda lang: portfolio_charts.pareto(
        _portfolio().pareto, lang, LIGHT
    ),
    "price_charts.paths": _paths,
    "price_charts.costs": lambda lang: price_charts.costs(
        price_history.by_path(NOW), "flat", 2028, lang, LIGHT
    ),
    "price_charts.auctions": lambda lang: price_charts.auctions(
        price_history.monthly(), price_history.quarters(), lang, LIGHT
    ),
    "series_charts.exchange_rate": lambda lang: series_charts.exchange_rate(
        RATES, "CNY", lang, LIGHT
    ),
    "uncertainty_charts.tornado": lambda lang: uncertainty_charts.tornado(
        uncertainty(NOW, 2028), lang, LIGHT
    ),
    "uncertainty_charts.band": lambda lang: uncertainty_charts.band(
        uncertainty(NOW, 2028), lang, LIGHT
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


HOSTILE = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "#import(\"x\") $x$ [b] */ \\",
    "=cmd|' /C calc'!A0", "</script><b>", "مرحبا \u202eabc", "😀 名字龘𠮷", "a\x00b\x1bc\ud800", "{{x}} ${y} %s",
    "x" * 400, "广" * 300,
)  # fmt: skip


def hostile(lang: str) -> Report:
    """Names and words as nobody should write them, everywhere a user may write."""
    bars = {
        "type": "bar", "x": list(HOSTILE), "y": [float(i) for i in range(len(HOSTILE))],
        "text": list(HOSTILE), "textposition": "outside", "marker": {"color": LIGHT.pay},
    }  # fmt: skip
    layout = {
        "annotations": [{"x": 0, "y": 1, "text": text, "showarrow": False} for text in HOSTILE]
    }
    sections = tuple(
        Section(
            f"part{number}", text, (Figure(text, text, text),) * 3,
            Chart({"data": [bars], "layout": layout}, text) if number % 3 == 0 else None,
            pd.DataFrame({text.replace("\ud800", ""): [text.replace("\ud800", ""), 1.5, None], "n": [1, 2, 3]}),
            (text,) * 6, text, text, (text,) * 2,
        )
        for number, text in enumerate(HOSTILE)
    )  # fmt: skip
    return Report(
        HOSTILE[0], lang, "2026-11-25", "javascript:alert(1)", sections, ((HOSTILE[1], HOSTILE[4]),),
        association=HOSTILE[6],
    )  # fmt: skip


def logo(size: tuple[int, int] = (900, 300), kind: str = "PNG") -> bytes:
    target = BytesIO()
    Image.new("RGB", size, "#0F766E").save(target, kind)
    return target.getvalue()
