"""Files and links: how long each takes to make, in a process that has made one, and its size."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlencode

from cbam import link
from cbam.analysis import Analysis
from cbam.export import csv, html, pdf, pptx, xlsx
from cbam.label import Target
from cbam.portfolio.line import PortfolioLine
from cbam.portfolio.study_lines import LIMIT
from cbam.present.briefing import report
from cbam.study import Study

RUNS = 5
MADE, LINK = "2026-11-25", "https://cbam.example/?cn=72083900&from=CN"
# Seconds a file of one product may take (issue 5); the others have no limit of their own.
GOALS = {"Excel": 1, "PowerPoint": 2, "PDF": 3}
Maker = Callable[[Study], bytes]


def main() -> None:
    """Print time and size of every file and of links, each run with inputs not seen before."""
    from tests.unit.test_scenario_pictures import LABEL, SIX

    label = replace(LABEL, cn_code="", origin="")  # those of the product
    one = Study(Analysis(label=label, target=Target(cut=0.1)))
    six = Study(scenarios=SIX)
    many = Study(lines=_lines())
    studies = {"one product with a label": one, "six scenarios": six, f"{LIMIT} lines": many}
    makers: dict[str, Maker] = {
        "Excel": lambda study: xlsx.workbook(study, "zh", MADE, LINK),
        "PowerPoint": lambda study: pptx.deck(report(study, "zh", MADE, LINK)),
        "PDF": lambda study: pdf.document(report(study, "zh", MADE, LINK)),
        "HTML": lambda study: html.page(report(study, "zh", MADE, LINK)),
        "CSV": lambda study: csv.bill(study, "zh", MADE, LINK),
    }
    for title, study in studies.items():
        print(f"{title}:")
        for at, (kind, make) in enumerate(makers.items()):
            first, middle, worst, size = _measured(make, study, 1000.0 * (at + 1))
            goal = f", goal under {GOALS[kind]} s" if kind in GOALS and study is one else ""
            print(
                f"  {kind:<10} first {first:.2f} s, median {middle:.2f} s, slowest {worst:.2f} s "
                f"of {RUNS}, {size / 1024:,.0f} KiB{goal}"
            )
    print("links:")
    for title, study in studies.items():
        _link(title, study)


def _lines() -> tuple[PortfolioLine, ...]:
    """A trading house: a dozen goods from four origins to nine buyers, two years."""
    goods = ("72083900", "73181562", "73181595", "76042990", "76109090", "73063077",
             "72104900", "73089098", "31021019", "76071119", "72142000", "73043180")  # fmt: skip
    return tuple(
        PortfolioLine(
            goods[i % 12], ("CN", "VN", "TR", "IN")[i * 7 % 4], 1 + (i * 37 % 400) / 4,
            2026 + i % 5 // 4, ("Q1", "Q2", "")[i % 3], f"Buyer {i * 5 % 9 + 1}", f"M{i % 20 + 1}",
            f"Article {i % 40 + 1}",
        )
        for i in range(LIMIT)
    )  # fmt: skip


def _measured(make: Maker, study: Study, tonnes: float) -> tuple[float, float, float, int]:
    """Seconds of the first run, of the middle and of the slowest after it; bytes.

    ``tonnes`` are of this kind of file alone: none finds what another has computed.
    """
    spent, size = [], 0
    for run in range(RUNS + 1):
        changed = study.with_(analysis=replace(study.analysis, tonnes=tonnes + run))
        start = time.perf_counter()
        size = len(make(changed))
        spent.append(time.perf_counter() - start)
    return spent[0], statistics.median(spent[1:]), max(spent[1:]), size


def _link(title: str, study: Study) -> None:
    encoding, decoding = [], []
    for run in range(RUNS * 10):
        changed = study.with_(analysis=replace(study.analysis, tonnes=1000.0 + run))
        start = time.perf_counter()
        params = link.encode(changed)
        encoded = time.perf_counter()
        found, problems = link.decode({name: [value] for name, value in params.items()})
        decoding.append(time.perf_counter() - encoded)
        encoding.append(encoded - start)
        if problems or found != changed:
            raise RuntimeError(f"the link of {title} does not bring back the study: {problems}")
    middle = [statistics.median(times) * 1e3 for times in (encoding, decoding)]
    print(
        f"  {title:<24} encode {middle[0]:.2f} ms, decode {middle[1]:.2f} ms, "
        f"{len(urlencode(params)):,} characters"
    )


if __name__ == "__main__":
    main()
