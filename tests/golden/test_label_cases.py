"""The worked checks of the method note (label.md 2.5, 2.6, 2.7), one row of the table each."""

import csv
from pathlib import Path

import pytest

from cbam.findings.savings import Target, savings
from cbam.label import Label, Stages, translate
from cbam.law.vintages import Law
from cbam.prices import Prices

CASES = list(csv.DictReader((Path(__file__).parent / "label_cases.csv").open(encoding="utf-8")))
ON_BRIDGE = ("see_low", "see_mid", "see_high", "to_gate_kg_per_unit")


def number(text: str) -> float | None:
    return float(text) if text else None


def label_of(case: dict[str, str]) -> Label:
    stages = Stages(*map(float, case["stages"].split(","))) if case["stages"] else None
    return Label(
        cn_code=case["cn_code"],
        origin=case["origin"],
        value=float(case["value"]),
        unit=case["unit"],
        per=case["per"],
        mass_kg=number(case["mass_kg"]),
        boundary=case["boundary"],
        family=case["family"],
        verified=case["verified"] == "1",
        route=case["route"],
        stages=stages,
        recycled=number(case["recycled"]),
    )


@pytest.mark.parametrize(
    "case", CASES, ids=[f"{c['case']}-{c['year']}-{c['expect']}" for c in CASES]
)
def test_worked_check(case: dict[str, str]) -> None:
    law = Law.load()
    bridge = translate(label_of(case), law)
    target = Target(
        value=number(case["target"]),
        cut=number(case["cut"]),
        source=case["source"],
        route=case["target_route"],
        recycled=number(case["target_recycled"]),
    )
    result = savings(bridge, law, Prices.load(), target, price=float(case["price_eur"]))
    name = case["expect"]
    found = getattr(bridge, name) if name in ON_BRIDGE else result.figure(int(case["year"]), name)
    assert found == pytest.approx(float(case["expected"]), abs=float(case["tolerance"]))


def test_air_conditioner_is_out_of_scope() -> None:
    case = next(c for c in CASES if c["case"] == "air conditioner")
    bridge = translate(label_of(case), Law.load())
    assert bridge.status == "out_of_scope"
    assert not bridge.refused
    assert bridge.see_mid is None
