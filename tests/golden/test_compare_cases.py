"""Agreed and hand-worked results of the comparison, one row of the table each."""

import csv
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from cbam.analysis import Analysis, import_line
from cbam.findings.bridge import bridge
from cbam.findings.origins import origins
from cbam.findings.others import others
from cbam.findings.scenario import Scenario
from cbam.law import reform as reforms
from cbam.law.reform import Reform
from cbam.law.vintages import Law
from cbam.prices import Prices
from cbam.rows import assess_rows

CASES = list(csv.DictReader((Path(__file__).parent / "compare_cases.csv").open(encoding="utf-8")))
TEXTS = ("origin", "basis", "route", "factor_path")
REFORMS = {field.name for field in fields(Reform)}


@pytest.mark.parametrize("case", CASES, ids=[f"{c['case']}-{c['what']}" for c in CASES])
def test_case(case: dict[str, str]) -> None:
    law, prices = Law.load(), Prices.load()
    analysis = Analysis(
        cn=case["cn_code"], origin=case["origin"], tonnes=float(case["tonnes"]),
        year=int(case["year"]), quarter=case["quarter"], price=float(case["price_eur"]),
    )  # fmt: skip
    if case["kind"] == "bridge":
        found = driver(analysis, case["what"], case["expect"])
    elif case["kind"] == "origin":
        table = origins(
            analysis.cn, law, prices, analysis.year, analysis.quarter, analysis.price
        ).set_index("origin")
        found = table.loc[case["origin"], case["expect"]]
    else:
        if case["kind"] == "reform":
            law = reforms.load("", Reform(factor_path=case["what"]))
        row = assess_rows([import_line(analysis)], law, prices)[0]
        found = row[case["expect"]]
        if case["kind"] == "other":
            variants = {variant.code: variant for variant in others(row, law)}
            found = getattr(variants[case["what"]], case["expect"])
    assert found == pytest.approx(float(case["value"]), abs=float(case["tolerance"]))


def driver(analysis: Analysis, changes: str, expect: str) -> float:
    """The part of one driver when an import changes.

    Args:
        analysis: the import before.
        changes: ``field=after`` or ``field=before|after``, separated by blanks.
        expect: the driver; ``cents`` before it: the amount in whole cents.
    """
    before, after = Scenario("", analysis), Scenario("", analysis)
    for change in changes.split():
        name, _, values = change.partition("=")
        *first, last = values.split("|")
        if first:
            before = changed(before, name, first[0])
        after = changed(after, name, last)
    currency = "CNY" if "rate=" in changes else "EUR"
    found = bridge(before, after, analysis.year, currency)
    *in_cents, wanted = expect.split()
    amounts = found.cents() if in_cents else [part.amount for part in found.parts]
    assert sum(amounts) == pytest.approx(
        round(found.end, 2) - round(found.start, 2) if in_cents else found.end - found.start
    )
    return dict(zip([part.driver for part in found.parts], amounts, strict=True))[wanted]


def changed(scenario: Scenario, name: str, text: str) -> Scenario:
    value: Any = text if name in TEXTS else float(text)
    if name in REFORMS:
        return scenario.with_(reform=replace(scenario.reform, **{name: value}))
    return scenario.with_(**{name: value})
