"""Agreed and hand-worked results of the comparison, one row of the table each."""

import csv
from pathlib import Path

import pytest

from cbam.analysis import Analysis, import_line, lines_frame
from cbam.bill import assess
from cbam.findings.origins import origins
from cbam.findings.others import others
from cbam.law import reform as reforms
from cbam.law.reform import Reform
from cbam.law.vintages import Law
from cbam.prices import Prices

CASES = list(csv.DictReader((Path(__file__).parent / "compare_cases.csv").open(encoding="utf-8")))


@pytest.mark.parametrize("case", CASES, ids=[f"{c['case']}-{c['what']}" for c in CASES])
def test_case(case: dict[str, str]) -> None:
    law, prices = Law.load(), Prices.load()
    analysis = Analysis(
        cn=case["cn_code"], origin=case["origin"], tonnes=float(case["tonnes"]),
        year=int(case["year"]), quarter=case["quarter"], price=float(case["price_eur"]),
    )  # fmt: skip
    if case["kind"] == "origin":
        table = origins(
            analysis.cn, law, prices, analysis.year, analysis.quarter, analysis.price
        ).set_index("origin")
        found = table.loc[case["origin"], case["expect"]]
    else:
        if case["kind"] == "reform":
            law = reforms.load("", Reform(factor_path=case["what"]))
        row = assess(lines_frame([import_line(analysis)]), law, prices).iloc[0]
        found = row[case["expect"]]
        if case["kind"] == "other":
            variants = {variant.code: variant for variant in others(row, law)}
            found = getattr(variants[case["what"]], case["expect"])
    assert found == pytest.approx(float(case["value"]), abs=float(case["tolerance"]))
