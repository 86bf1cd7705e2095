"""Runs every benchmark of this folder, in the order of their names, and prints its table."""

from __future__ import annotations

import importlib
import os
import pkgutil
import platform
import sys
from pathlib import Path

HERE = Path(__file__).parent


def processor() -> str:
    """What the machine calls its processor."""
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def main() -> int:
    """Run all benchmarks, or those named on the command line."""
    wanted = sys.argv[1:]
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    print(f"{processor()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
          f"load before the run {load:.1f}")  # fmt: skip
    failed = 0
    for module in sorted(info.name for info in pkgutil.iter_modules([str(HERE)])):
        if module.startswith("_") or (wanted and module not in wanted):
            continue
        measure = getattr(importlib.import_module(f"benchmarks.{module}"), "main", None)
        if measure is None:
            continue
        print(f"\n== {module} ==", flush=True)
        try:
            measure()
        except Exception as error:  # one benchmark that cannot run must not hide the others
            print(f"not measured: {type(error).__name__}: {error}")
            failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main())
