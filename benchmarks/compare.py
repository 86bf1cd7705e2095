"""Six different scenarios over every year of the law, each run with inputs it has not seen."""

from __future__ import annotations

import statistics
import time

from cbam.findings.bridge import bridge_rows
from cbam.findings.compare import compare
from cbam.findings.uncertainty import uncertainty

RUNS = 50


def main() -> None:
    """Print what one change of an input costs."""
    from tests.unit.test_scenario_pictures import SIX

    spent: dict[str, list[float]] = {"six scenarios": [], "bridge": [], "uncertainty": []}
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
        spent["uncertainty"].append(time.perf_counter() - bridged)
    for name, times in spent.items():
        middle, worst = statistics.median(times) * 1e3, max(times) * 1e3
        print(f"{name:<14} median {middle:.1f} ms, slowest {worst:.1f} ms of {RUNS}")


if __name__ == "__main__":
    main()
