"""Reading and strictly checking portfolio files: seconds, memory, and how both grow with lines."""

from __future__ import annotations

import io
import json
import time

from benchmarks.engine import alone, best, current, high_water, reset_peak, slope

STEPS = (1_000_000, 2_000_000, 5_000_000)
WORKBOOK = 100_000
FAULTS = ("7208", "7.2E+07", "x", "", "72083999")  # written over one code in a hundred


def lines(rows: int, faults: float = 0.0) -> bytes:
    """A CSV of lines with every good, five origins, dates and 900 importers."""
    import numpy as np
    import pandas as pd

    from tests.lines import codes

    rng = np.random.default_rng(5)
    days = pd.date_range("2026-01-01", "2026-12-31").strftime("%Y-%m-%d").to_numpy()
    goods = rng.choice(codes(), rows)
    bad = rng.random(rows) < faults
    goods[bad] = rng.choice(FAULTS, int(bad.sum()))
    frame = pd.DataFrame({
        "CN code": goods,
        "origin": rng.choice(["CN", "TR", "IN", "VN", "KR"], rows),
        "tonnes": np.round(rng.lognormal(4, 1, rows), 3),
        "date": rng.choice(days, rows),
        "importer": rng.choice([f"Importer {i}" for i in range(900)], rows),
    })  # fmt: skip
    target = io.BytesIO()
    frame.to_csv(target, index=False)
    return target.getvalue()


def workbook(rows: int) -> bytes:
    """The same lines as XLSX."""
    import csv

    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(csv.reader(io.StringIO(lines(rows).decode()))):
            for i, cell in enumerate(row):
                if at and i == 2:
                    sheet.write_number(at, i, float(cell))
                else:
                    sheet.write_string(at, i, cell)
    return target.getvalue()


def work(data: bytes, name: str = "lines.csv"):
    """Bytes to checked lines; also the seconds of reading alone."""
    from cbam.law.vintages import Law
    from cbam.portfolio.files.checks import check
    from cbam.portfolio.files.mapping import match
    from cbam.portfolio.files.reading import read
    from cbam.prices import Prices

    law = Law.load()
    start = time.perf_counter()
    raw = read(data, name)
    seconds = time.perf_counter() - start
    return check(raw, match(raw.columns, raw.samples(), law), law, Prices.load()), seconds


def peak(rows: int) -> None:
    """Print the growth of the peak memory of one file, in a process of its own (bytes)."""
    import subprocess
    import sys

    code = (
        f"import sys; from benchmarks.reading import lines; sys.stdout.buffer.write(lines({rows}))"
    )
    data = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
    work(data[: data.find(b"\n", 100_000) + 1])
    before = current()
    reset_peak()
    result, _ = work(data)
    kept = int(result.lines.memory_usage(deep=True).sum())
    print(json.dumps({"peak": high_water() - before, "file": len(data), "kept": kept}))


def main() -> None:
    """Print the table."""
    print(f"{'read and check':44}{'s':>8}{'of it reading':>15}{'million lines/s':>18}")
    points = []
    for rows in STEPS:
        data = lines(rows)
        parts: list[float] = []
        seconds = best(lambda data=data, parts=parts: parts.append(work(data)[1]))
        points.append((rows, seconds))
        print(f"  {f'CSV, {rows:,} lines, {len(data) / 1e6:.0f} MB':42}{seconds:8.2f}"
              f"{min(parts):15.2f}{rows / seconds / 1e6:18.2f}")  # fmt: skip
    per_line, fixed, off = slope(points)
    print(f"  line through them: {per_line * 1e6:.2f} s per million lines + {fixed:.2f} s, "
          f"off by at most {off:.0%}")  # fmt: skip
    rows = STEPS[0]
    for name, data in (
        ("CSV, one code in a hundred faulty", lines(rows, 0.01)),
        ("CSV in UTF-16", lines(rows).decode().encode("utf-16")),
        ("CSV with every cell in quotes", _quoted(lines(rows))),
        ("CSV with an empty line (careful reader)", lines(rows) + b"\n\n"),
    ):
        seconds = best(lambda data=data: work(data), 2)
        print(f"  {f'{name}, {rows:,}':50}{seconds:.2f}")
    data = workbook(WORKBOOK)
    seconds = best(lambda: work(data, "lines.xlsx"), 2)
    print(f"  {f'XLSX, {WORKBOOK:,} lines, {len(data) / 1e6:.0f} MB':50}{seconds:.2f}")
    data = lines(10_000)
    print(f"  {'CSV, 10,000 lines':50}{best(lambda: work(data)):.2f}")

    print("\npeak memory growth beside the file itself (MB), a fresh process each")
    found = []
    for rows in STEPS:
        answer = json.loads(alone("-c", f"from benchmarks.reading import peak; peak({rows})"))
        found.append((rows, answer["peak"]))
        print(f"  {rows / 1e6:.0f}M lines: {answer['peak'] / 1e6:,.0f}, file "
              f"{answer['file'] / 1e6:,.0f}, kept {answer['kept'] / 1e6:,.0f}")  # fmt: skip
    per_line, fixed, off = slope(found)
    print(f"  line: {per_line:.0f} bytes/line + {fixed / 1e6:.0f} MB, off by at most {off:.0%}")


def _quoted(data: bytes) -> bytes:
    rows = (b'"' + row.replace(b",", b'","') + b'"' for row in data.splitlines())
    return b"\n".join(rows) + b"\n"


if __name__ == "__main__":
    main()
