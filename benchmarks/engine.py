"""How fast the engine is, how much memory it takes, and what it gains over a plain loop."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable

ROWS = 5_000_000
STEPS = (1_000_000, 2_000_000, 5_000_000)
SAMPLE = 50_000
COMMAND = ["-m", "cbam", "cost", "--cn", "72083900", "--origin", "CN", "--tonnes", "1000",
           "--year", "2026", "--quarter", "Q1", "--json"]  # fmt: skip


def best(run: Callable[[], object], times: int = 3) -> float:
    """Seconds of the fastest of a few runs: the least disturbed one."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        found.append(time.perf_counter() - start)
    return min(found)


def frames(rows: int):
    """Random lines as plain text columns, and the same with encoded codes."""
    from tests.lines import random_lines

    text = random_lines(rows, seed=7, extras=False).astype({"year": "int64"})
    return text, text.astype({"cn_code": "category", "origin": "category"})


def peak(kind: str, rows: int) -> None:
    """Print the growth of the peak memory in one assess, in a process of its own (bytes)."""
    import resource

    from cbam import bill
    from cbam.law.vintages import Law
    from cbam.prices import Prices

    law, prices = Law.load(), Prices.load()
    text, encoded = frames(rows)
    lines = text if kind == "text" else encoded
    del text, encoded
    bill.assess(lines.head(1000), law, prices)
    before = current()
    reset_peak()
    result = bill.assess(lines, law, prices)
    after = high_water() or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"peak": after - before, "kept": int(result.memory_usage(deep=True).sum())}))


def current() -> int:
    """Resident memory now, in bytes."""
    return _status("VmRSS")


def high_water() -> int:
    """Highest resident memory since the last reset, in bytes."""
    return _status("VmHWM")


def _status(name: str) -> int:
    try:
        with open("/proc/self/status", encoding="ascii") as handle:
            return next(int(line.split()[1]) * 1024 for line in handle if line.startswith(name))
    except (OSError, StopIteration):
        return 0


def reset_peak() -> None:
    """Make the kernel forget the highest memory so far (Linux)."""
    try:
        with open("/proc/self/clear_refs", "w", encoding="ascii") as handle:
            handle.write("5")
    except OSError:
        pass


def alone(*arguments: str) -> str:
    """The output of a fresh Python process."""
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True)
    return done.stdout


def slope(points: list[tuple[int, float]]) -> tuple[float, float, float]:
    """Bytes per line, fixed bytes, and the worst distance from the straight line (share)."""
    import numpy as np

    x, y = np.array(points, float).T
    per_line, fixed = np.polyfit(x, y, 1)
    return per_line, fixed, float(np.max(np.abs(per_line * x + fixed - y) / y))


def main() -> None:
    """Print the table."""
    from cbam import bill
    from cbam.law.vintages import Law
    from cbam.prices import Prices
    from tests.reference_model import Book
    from tests.reference_model import bill as plain_bill

    law, prices = Law.load(), Prices.load()
    text, encoded = frames(ROWS)
    speed = {}
    print(f"{'assess, ' + format(ROWS, ',') + ' random lines':44}{'s':>8}{'million lines/s':>18}")
    for name, lines in (("plain text columns", text), ("encoded codes (categorical)", encoded)):
        bill.assess(lines.head(100_000), law, prices)
        seconds = best(lambda lines=lines: bill.assess(lines, law, prices))
        speed[name] = ROWS / seconds
        print(f"  {name:42}{seconds:8.2f}{ROWS / seconds / 1e6:18.2f}")

    book = Book()
    sample = text.head(SAMPLE).to_dict("records")
    seconds = best(lambda: [plain_bill(line, book) for line in sample], 2)
    loop = SAMPLE / seconds
    print(
        f"  {f'plain loop over dictionaries ({SAMPLE:,} lines)':42}{seconds:8.2f}{loop / 1e6:18.2f}"
    )
    for name, rate in speed.items():
        print(f"  {name} against the plain loop: {rate / loop:,.0f} times")
    one = text.head(1)
    seconds = best(lambda: bill.assess(one, law, prices), 20)
    print(f"  one line alone: {seconds * 1000:.1f} ms")
    del text, encoded

    print("\npeak memory growth in assess (MB), a fresh process each")
    for kind in ("text", "encoded"):
        points = []
        for rows in STEPS:
            code = f"from benchmarks.engine import peak; peak({kind!r}, {rows})"
            points.append((rows, json.loads(alone("-c", code))["peak"]))
        per_line, fixed, off = slope(points)
        shown = ", ".join(f"{rows / 1e6:.0f}M {size / 1e6:,.0f}" for rows, size in points)
        print(f"  {kind:10}{shown}   line: {per_line:.0f} bytes/line + {fixed / 1e6:.0f} MB, "
              f"off by at most {off:.0%}")  # fmt: skip

    print("\nstart (fresh processes, fastest of 3)")
    code = """if 1:
        import time; a = time.perf_counter()
        from cbam import bill
        from cbam.law.vintages import Law
        from cbam.prices import Prices
        b = time.perf_counter(); law = Law.load(); prices = Prices.load(); law.pairs
        print(b - a, time.perf_counter() - b)"""
    runs = [tuple(map(float, alone("-c", code).split())) for _ in range(3)]
    print(f"  import                                    {min(r[0] for r in runs):8.2f} s")
    print(f"  load of law and prices                    {min(r[1] for r in runs):8.2f} s")
    seconds = best(lambda: alone(*COMMAND))
    print(f"  process start to first answer             {seconds:8.2f} s")


if __name__ == "__main__":
    main()
