"""Large portfolios: Parquet to totals against DuckDB, memory, the straight line, two workers.

Sizes are moderate; ``CBAM_BENCH_LINES=100000000`` measures the full size (3 GB under /tmp,
removed again).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.engine import alone, best, slope

LINES = int(os.environ.get("CBAM_BENCH_LINES", "10000000"))
FRAME = min(1_000_000, LINES)
GROUP = 1_000_000


def make(path: Path, lines: int) -> None:
    """Random lines of every good, origin and year as Parquet, a million a row group."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    from tests.lines import codes, origins

    rng = np.random.default_rng(1)
    goods, places = codes(), origins()
    writer = None
    for start in range(0, lines, GROUP):
        count = min(GROUP, lines - start)

        def text(values: list[str], count: int = count) -> pa.Array:
            at = pa.array(rng.integers(0, len(values), count), pa.int32())
            return pa.DictionaryArray.from_arrays(at, pa.array(values)).cast(pa.string())

        table = pa.table({
            "cn_code": text(goods),
            "origin": text(places),
            "tonnes": np.round(rng.lognormal(4, 2, count), 3),
            "year": rng.integers(2026, 2035, count),
        })  # fmt: skip
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    if writer:
        writer.close()


def child(path: str) -> None:
    """Print seconds and peak memory of Parquet to totals in this process."""
    import resource

    from cbam.portfolio.streams import stream
    from cbam.portfolio.streams.stream import Terms

    terms = Terms.of()
    law, prices = terms.load()
    law.pairs  # noqa: B018
    start, busy = time.perf_counter(), time.process_time()
    tally = stream.totals(Path(path), terms, lambda *_: None)
    found = tally.totals(law, prices)
    spent, busy = time.perf_counter() - start, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(
        json.dumps(
            {"s": spent, "cpu": busy, "peak": peak, "cost": found.cost_eur, "lines": found.lines}
        )
    )


def here(path: Path) -> dict:
    """``child`` in a process of its own; the least disturbed of three runs."""
    code = f"from benchmarks.portfolio import child; child({str(path)!r})"
    runs = [json.loads(alone("-c", code)) for _ in range(3)]
    return min(runs, key=lambda run: run["s"])


def duck(path: Path) -> tuple[float, float]:
    """Seconds and total of the same query in SQL: join, formula, sum by year."""
    import duckdb
    import pandas as pd

    from cbam.law.schedule import SECTORS
    from cbam.law.vintages import Law
    from cbam.prices import Prices
    from tests.lines import origins

    law, prices = Law.load(), Prices.load()
    pairs, columns, periods = law.pairs, law.pairs.columns, law.benchmarks.b.shape[2]
    yearly, index = law.schedule.yearly, law.goods.index
    rows = []
    for code in sorted({*law.goods.codes, *(code[:8] for code in law.goods.codes)}):
        good, _ = law.goods.resolve(code)
        if good >= len(index):
            continue
        for origin in origins():
            pair = good * columns + law.column(origin)
            benchmarks = [pairs.benchmark[pair * periods + p] for p in range(periods)]
            rows.append((code, origin, SECTORS[law.sector_of[good]], pairs.total[pair],
                         pairs.status[pair] == 0, *benchmarks))  # fmt: skip
    names = ["cn_code", "origin", "sector", "total", "due", *(f"b{p}" for p in range(periods))]
    pair_table = pd.DataFrame(rows, columns=names)
    year_table = pd.DataFrame([
        (year, sector, yearly.markup[s * (len(law.years) + 1) + y], yearly.cbam_factor[y],
         yearly.cscf[y], yearly.period[y], prices.find(year)[0])
        for y, year in enumerate(law.years) for s, sector in enumerate(SECTORS)
    ], columns=["year", "sector", "markup", "factor", "cscf", "period", "price"])  # fmt: skip
    bench = "CASE period " + " ".join(f"WHEN {p} THEN b{p}" for p in range(periods)) + " END"
    query = f"""
        SELECT year, sum(tonnes * greatest(0, total * (1 + markup) - factor * cscf * {bench}) * price)
        FROM read_parquet('{path}') JOIN pair_table USING (cn_code, origin)
        JOIN year_table USING (year, sector) WHERE due GROUP BY year ORDER BY year"""
    link = duckdb.connect()
    link.execute("SET threads = 2")
    link.register("pair_view", pair_table)
    link.register("year_view", year_table)
    link.execute("CREATE TABLE pair_table AS SELECT * FROM pair_view")
    link.execute("CREATE TABLE year_table AS SELECT * FROM year_view")
    found: list = []

    def run() -> None:
        found[:] = link.execute(query).fetchall()

    return best(run), sum(cost for _, cost in found)


def command(path: Path, *options: str) -> float:
    """Seconds of ``python -m cbam assess`` from start to end."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "cbam", "assess", str(path), *options], check=True,
                   capture_output=True)  # fmt: skip
    return time.perf_counter() - start


def dask(path: Path) -> None:
    """One worker against two, and against the threads of one process."""
    from cbam.portfolio.streams import cluster, stream
    from cbam.portfolio.streams.stream import Terms

    terms, spent, costs = Terms.of(), {}, set()
    for workers in (1, 2):
        with cluster.engine(workers=workers) as run:
            stream.totals(path, terms, lambda *_: None, run)  # loads law and prices
            spent[workers] = best(lambda run=run: stream.totals(path, terms, lambda *_: None, run))
            tally = stream.totals(path, terms, lambda *_: None, run)
            costs.add(tally.totals(*terms.load()).cost_eur)
    for workers, seconds in spent.items():
        print(
            f"  Dask, {workers} worker{'s'[: workers - 1]:36}{seconds:8.2f}{LINES / seconds / 1e6:18.2f}"
        )
    print(f"  two workers against one: {spent[1] / spent[2]:.2f} times; same to the last bit: {len(costs) == 1}")  # fmt: skip


def pictures() -> None:
    """A portfolio in memory: from frame to picture, and an association's publication."""
    import numpy as np

    from cbam.law.vintages import Law
    from cbam.portfolio.members.association import publish
    from cbam.portfolio.totals.picture import picture
    from cbam.portfolio.totals.picture_cells import cells_of
    from cbam.prices import Prices
    from tests.lines import random_lines

    law, prices = Law.load(), Prices.load()
    rng = np.random.default_rng(1)
    frame = random_lines(FRAME, 3, extras=False)
    frame["year"] = 2026
    for name, many in (("importer", 9), ("member", 300), ("product", 400)):
        frame[name] = np.char.add(f"{name} ", rng.integers(0, many, FRAME).astype(str))
    texts = ("cn_code", "origin", "importer", "member", "product")
    frame = frame.astype(dict.fromkeys(texts, "category"))
    print(f"\npicture of lines in memory{'':20}{'s':>8}")
    for count in (10_000, FRAME):
        some = frame.head(count)
        seconds = best(lambda some=some: picture(some, law, prices), 2)
        print(f"  {f'{count:,} lines':42}{seconds:8.2f}")
    goods = rng.choice([c for c in law.goods.codes if c[:2] in ("72", "73", "76")], 25)
    some = frame.head(3000).assign(origin="CN", cn_code=rng.choice(goods, 3000))
    cells = cells_of(some, law)
    print(f"  {'association, 300 members, 3,000 lines':42}{best(lambda: publish(cells, law, prices), 1):8.2f}")  # fmt: skip


def main() -> None:
    """Print the table."""
    folder = Path(tempfile.mkdtemp(prefix="cbam-bench-"))
    try:
        path = folder / "lines.parquet"
        make(path, LINES)
        sql, expected = duck(path)
        ours = here(path)
        head = f"Parquet to totals, {LINES:,} random lines"
        print(f"{head:44}{'s':>8}{'million lines/s':>18}")
        print(f"  {'one process, two threads':42}{ours['s']:8.2f}{LINES / ours['s'] / 1e6:18.2f}")
        print(f"  {'DuckDB, two threads, the same in SQL':42}{sql:8.2f}{LINES / sql / 1e6:18.2f}")
        print(f"  against DuckDB: {sql / ours['s']:.2f} times as fast; totals differ by "
              f"{abs(ours['cost'] / expected - 1):.0e}; peak memory {ours['peak'] / 1e6:,.0f} MB; "
              f"processor {ours['cpu']:.2f} s")  # fmt: skip
        seconds = command(path, "--totals")
        print(f"  {'the command, from start to end':42}{seconds:8.2f}{LINES / seconds / 1e6:18.2f}")
        dask(path)

        print("\ngrowth (fresh process each)")
        points = []
        for lines in (LINES // 8, LINES // 4, LINES // 2, LINES):
            part = folder / f"{lines}.parquet"
            if lines < LINES:
                make(part, lines)
            run = here(part if lines < LINES else path)
            points.append((lines, run["s"], run["peak"]))
        per, fixed, off = slope([(n, s) for n, s, _ in points])
        shown = ", ".join(f"{n / 1e6:.1f}M {s:.2f} s {m / 1e6:,.0f} MB" for n, s, m in points)
        print(f"  {shown}")
        print(f"  line: {per * 1e9:.0f} ns a line + {fixed:.2f} s, off by at most {off:.0%}")

        some = folder / "some.parquet"
        make(some, FRAME)
        for kind in ("parquet", "csv"):
            seconds = command(some, "--out", str(folder / f"bill.{kind}"))
            print(f"  {f'{FRAME:,} bills written to {kind}':42}{seconds:8.2f}{FRAME / seconds / 1e6:18.2f}")  # fmt: skip
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    pictures()


if __name__ == "__main__":
    main()
