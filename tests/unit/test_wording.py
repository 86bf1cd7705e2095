"""Sentences, headlines, numbers and sources: each figure explained in both languages."""

from __future__ import annotations

import math
import re
import string

import pandas as pd
import pytest

from cbam import bill
from cbam.findings.provenance import source_texts, sources
from cbam.law.vintages import Law
from cbam.present import formats
from cbam.present.wording import _problem_text, field_name, headline, problem, sentence, when
from cbam.prices import Prices
from cbam.reasons import BY_CODE, REASONS, InputError
from tests import lines

LANGS = pytest.mark.parametrize("lang", ["en", "zh"])


@LANGS
def test_every_reason_has_a_sentence(lang: str) -> None:
    for reason in REASONS:
        text = sentence(reason.code, lang)
        assert len(text) > 5, reason.code
        assert "{" not in text
        if reason.field:
            assert field_name(reason.field, lang) != reason.field


def test_every_named_error_of_the_code_has_a_sentence() -> None:
    """Codes raised anywhere in cbam/, whether or not they are reasons of a line."""
    from tests.unit.test_source import PYTHON

    raised = set()
    for path, text in PYTHON.items():
        if "reasons" not in path.name:
            raised |= set(re.findall(r'InputError\(\s*"(\w+)"', text))
            raised |= set(re.findall(r'\b_?(?:number|one_of)\("(\w+)"', text))
            raised |= set(re.findall(r'Problem\(\s*[^,()]+, "(\w+)"', text))
    assert raised
    assert {"date_invalid", "share_out_of_range", "see_without_actual"} <= raised
    for code in raised:
        assert len(_problem_text(code)) > 5  # KeyError: no sentence for it


# The value is meaningless where nothing was given.
SILENT = {"cn_empty", "origin_empty", "see_missing", "route_required", "no_default_value"}


def test_sentences_of_errors_name_the_value() -> None:
    for reason in REASONS:
        fields = {name for _, name, _, _ in string.Formatter().parse(_problem_text(reason.code))}
        if reason.kind == "error" and reason.code not in SILENT:
            assert "value" in fields, reason.code
        if reason.kind != "error":
            assert not fields - {None}, reason.code


@LANGS
def test_a_problem_names_field_and_value(lang: str) -> None:
    text = problem(InputError("origin_unknown", "origin", "ZZ"), lang)
    assert "ZZ" in text
    assert ("Origin: " if lang == "en" else "：") in text


@LANGS
def test_text_from_outside_is_not_a_pattern(lang: str) -> None:
    """Braces typed by a user are shown, not filled in."""
    text = problem(InputError("origin_unknown", "origin", "{allowed} {x.__class__} {0}"), lang)
    assert "{x.__class__}" in text


def one(**line: object) -> pd.Series:
    base = {"cn_code": "72083900", "origin": "CN", "tonnes": 1000.0, "year": 2026, "quarter": "Q1"}
    return bill.assess(pd.DataFrame([{**base, **line}]), Law.load(), Prices.load()).iloc[0]


def test_the_headline_says_it(law: Law) -> None:
    text = headline(one(), "en", law)
    for part in ("1,000 t", "7208 39 00", "China", "EUR 163,527", "Q1 2026", "163.53"):
        assert part in text
    text = headline(one(), "zh", law)
    for part in ("1,000", "7208 39 00", "中国", "163,527", "2026年第一季度"):
        assert part in text


@LANGS
@pytest.mark.parametrize(
    "line",
    [
        {"cn_code": "84151010"}, {"cn_code": "94017900"}, {"origin": "CH"}, {"origin": "DE"},
        {"returned": True}, {"importer_year_tonnes": 50.0, "tonnes": 50.0}, {"tonnes": 0.0},
        {"basis": "actual", "see": 0.0, "route": "C"}, {"cn_code": "27160000", "origin": "RS"},
        {"year": 2034}, {"quarter": ""}, {"quarter": "1"}, {"cn_code": "25231000"},
        {"origin": "XX"}, {"cn_code": "7208 39 00"}, {"origin": "中国"},
    ],
)  # fmt: skip
def test_every_kind_of_bill_has_a_headline(law: Law, line: dict, lang: str) -> None:
    row = one(**line)
    assert row["status"] != "error"
    text = headline(row, lang, law)
    assert "{" not in text
    assert "nan" not in text.lower().split()
    assert "None" not in text
    nothing = re.search(r"EUR 0(?![\d.,]*\d)|(?<![\d.,])0 欧元", text)
    assert bool(nothing) == (row["cost_eur"] == 0)


def test_no_sentence_says_that_emissions_are_free() -> None:
    """rules.md 11: never "97.5 % of emissions are free"."""
    from tests.unit.test_source import PYTHON

    for text in PYTHON.values():
        assert not re.search(r"97\.5\s?%|2\.5\s?% of", text)


@LANGS
def test_when(lang: str) -> None:
    assert when(2026, "Q3", lang) == ("Q3 2026" if lang == "en" else "2026年第三季度")
    assert when(2026, "", lang) == ("2026" if lang == "en" else "2026年")
    assert when(2027, "Q3", lang) == ("2027" if lang == "en" else "2027年")


def test_every_step_of_an_assessed_line_has_a_source(law: Law, prices: Prices) -> None:
    """An act with its article, the user's own input, or an assumption that is marked as one."""
    result = bill.assess(lines.random_lines(1500, 3), law, prices)
    kinds = set()
    for _, row in result[result["status"] == "assessed"].iterrows():
        found = {source.step: source for source in sources(row, law, prices)}
        steps = {"scope", "see", "sefa", "certificates", "price"}
        steps |= {"default_total", "markup"} if row["default_from"] else set()
        if row["sector"] != "electricity":
            steps |= {"cbam_factor", "cscf"}
            steps |= {"benchmark"} if row["benchmark_column"] else set()
        assert set(found) == steps
        for source in found.values():
            kinds.add((source.step, source.mark))
            assert source.mark in ("L", "S", "U")
            if source.acts:
                assert source.article
                assert source.article_zh
                assert all(url.startswith("https://") for _, url in source.acts)
            elif source.step == "price":
                assert row["price_basis"] == "user"
            else:
                assert (source.step, source.mark) == ("cscf", "U")
                assert "after_2030" in str(row["reasons"])
        assert "{" not in str(found["see"])
    assert ("benchmark", "U") in kinds


@pytest.mark.parametrize(
    ("line", "article"),
    [
        ({"cn_code": "84151010"}, "Annex I"), ({"origin": "CH"}, "Annex III"),
        ({"origin": "DE"}, "Art 2(1)"), ({"returned": True}, "Art 6(5)"),
        ({"importer_year_tonnes": 1000.0, "tonnes": 10.0}, ""),
        ({"importer_year_tonnes": 50.0, "tonnes": 10.0}, "Art 2a"),
    ],
)  # fmt: skip
def test_what_costs_nothing_has_a_source_too(
    law: Law, prices: Prices, line: dict, article: str
) -> None:
    found = sources(one(**line), law, prices)
    if article:
        assert len(found) == 1
        assert article in found[0].article
        assert re.search("[\u4e00-\u9fff]", found[0].article_zh)
    else:
        assert len(found) > 5


def test_the_default_names_its_row(law: Law, prices: Prices) -> None:
    def line(**changes: object) -> str:
        found = {source.step: source for source in sources(one(**changes), law, prices)}
        return str(found["default_total"].detail["line"])

    assert line() == "CN/7208"
    assert line(origin="AD") == "OTHER/7208"
    assert line(cn_code="25231000") == "CN/2523100090"
    assert line(origin="XX") == "XX/7208"
    assert line(cn_code="27160000", origin="RS") == "RS/27160000"
    assert line(cn_code="27160000") == "EU/27160000"


def test_sources_of_many_lines_equal_those_of_each(law: Law, prices: Prices) -> None:
    result = bill.assess(lines.random_lines(400, 8, junk=0.2), law, prices)
    texts = source_texts(result, law, prices)
    for text, (_, row) in zip(texts, result.iterrows(), strict=True):
        assert text == " | ".join(map(str, sources(row, law, prices)))


@pytest.mark.parametrize(
    ("call", "english", "chinese"),
    [
        (lambda lang: formats.number(1234567.891, lang, 2), "1,234,567.89", "1,234,567.89"),
        (lambda lang: formats.number(-0.004, lang, 2), "0.00", "0.00"),
        (lambda lang: formats.number(-5, lang), "\N{MINUS SIGN}5", "\N{MINUS SIGN}5"),
        (lambda lang: formats.number(math.nan, lang), "–", "–"),
        (lambda lang: formats.number(math.inf, lang), "–", "–"),
        (lambda lang: formats.number(2.5, lang, 3, 0), "2.5", "2.5"),
        (lambda lang: formats.eur(163527.43, lang), "EUR 163,527", "163,527 欧元"),
        (lambda lang: formats.cny(1215.5, lang, 2), "CNY 1,215.50", "1,215.50 元"),
        (lambda lang: formats.percent(0.975, lang), "97.5%", "97.5%"),
        (lambda lang: formats.percent(0.1, lang), "10%", "10%"),
        (lambda lang: formats.day("2027-09-30", lang), "30 September 2027", "2027年9月30日"),
        (lambda lang: formats.day("", lang), "", ""),
        (lambda lang: formats.cn("2523100090"), "2523 10 00 90", "2523 10 00 90"),
        (lambda lang: formats.cn("7208"), "7208", "7208"),
    ],
)
def test_numbers_money_and_dates(call: object, english: str, chinese: str) -> None:
    assert call("en") == english  # type: ignore[operator]
    assert call("zh") == chinese  # type: ignore[operator]


@LANGS
def test_intensity_spells_its_unit(lang: str) -> None:
    assert formats.intensity(3.187, lang).startswith("3.187 ")
    assert ("tCO2e/t" if lang == "en" else "吨") in formats.intensity(3.187, lang)


def test_every_reason_is_used_or_reserved() -> None:
    from tests.unit.test_source import PYTHON

    text = "".join(code for path, code in PYTHON.items() if path.name not in ("wording.py",))
    for code in BY_CODE:
        assert text.count(f'"{code}"') >= 2 or code in ("eu_origin", "excluded_origin"), code
