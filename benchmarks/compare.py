"""Six scenarios over every year, and a label's savings, each run with inputs it has not seen."""

from __future__ import annotations

import statistics
import time
from dataclasses import replace

from cbam.findings.bridge import bridge_rows
from cbam.findings.compare import compare
from cbam.findings.savings import savings
from cbam.findings.uncertainty import uncertainty
from cbam.label import Target, translate
from cbam.law.vintages import Law
from cbam.prices import Prices

RUNS = 50


def main() -> None:
    """Print what one change of an input costs."""
    from tests.unit.test_scenario_pictures import LABEL, SIX

    law, prices = Law.load(), Prices.load()

    spent: dict[str, list[float]] = {
        "six scenarios": [],
        "bridge": [],
        "uncertainty": [],
        "label savings": [],
    }
    compare(SIX)
    for run in range(RUNS):
        changed = tuple(item.with_(tonnes=1000.0 + run) for item in SIX)
        start = time.perf_counter()
        found = compare(changed)
        compared = time.perf_counter()
        bridge_rows(found.row(0, 2028), found.row(5, 2028))
        bridged = time.perf_counter()
        uncertainty(changed[2], 2028)
        spent["six scenarios"].append(compared - start)
        spent["bridge"].append(bridged - compared)
        moved = time.perf_counter()
        label = replace(LABEL, value=2.0 + run / 100)
        savings(translate(label, law), law, prices, Target(cut=0.1))
        spent["uncertainty"].append(moved - bridged)
        spent["label savings"].append(time.perf_counter() - moved)
    for name, times in spent.items():
        middle, worst = statistics.median(times) * 1e3, max(times) * 1e3
        print(f"{name:<14} median {middle:.1f} ms, slowest {worst:.1f} ms of {RUNS}")


if __name__ == "__main__":
    main()
