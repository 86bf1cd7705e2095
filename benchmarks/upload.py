"""The page "Portfolio" in a browser: from choosing a file to the first picture, and the memory.

    CBAM_UPLOAD_LINES=10000,1000000   lines of the files, tried in turn

A fresh server for each file, whose first visitor has opened the page before. The file is that of a
trading house: each importer buys some goods of some origins all year. In the last file no two lines agree in good,
origin, importer and quarter, which leaves nothing to take together.
"""

from __future__ import annotations

import io
import os
import shutil
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.reading import lines
from tests.browser.conftest import CHROMIUM_FLAGS, Server, Visitor

SIZES = tuple(int(n) for n in os.environ.get("CBAM_UPLOAD_LINES", "10000,1000000").split(","))
GOALS = {10_000: "1 s", 1_000_000: "10 s and 1,500 MB"}
IMPORTERS, EACH = 900, 12  # importers, and goods that each of them buys
WAIT_MS = 180_000
# A new headline stands, the run has ended, and treemap and ranking are drawn.
DRAWN = """old => {
  const text = document.querySelector('h2')?.innerText ?? '';
  return text.includes('lines cost') && text !== old
    && document.querySelector('[data-testid=stApp][data-test-script-state=notRunning]')
    && document.querySelectorAll('.js-plotly-plot .main-svg').length >= 2;
}"""


def trade(rows: int) -> bytes:
    """A CSV of lines in which importers buy the same goods again and again."""
    import numpy as np
    import pandas as pd

    from tests.lines import codes

    rng = np.random.default_rng(5)
    days = pd.date_range("2026-01-01", "2026-12-31").strftime("%Y-%m-%d").to_numpy()
    buyer = rng.integers(0, IMPORTERS, rows)
    bought = rng.integers(0, EACH, rows)
    goods = rng.choice(codes(), (IMPORTERS, EACH))[buyer, bought]
    places = rng.choice(["CN", "TR", "IN", "VN", "KR"], (IMPORTERS, EACH))[buyer, bought]
    target = io.BytesIO()
    pd.DataFrame({
        "CN code": goods, "origin": places, "tonnes": np.round(rng.lognormal(4, 1, rows), 3),
        "date": rng.choice(days, rows), "importer": np.char.add("Importer ", buyer.astype(str)),
    }).to_csv(target, index=False)  # fmt: skip
    return target.getvalue()


def main() -> None:
    """Print the table."""
    print(f"{'upload to first picture':48}{'s':>7}{'peak MB':>10}{'before':>9}{'sent MB':>9}  goal")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS
        )
        try:
            for rows in SIZES:
                shown(browser, f"{rows:,} lines", trade(rows), GOALS.get(rows, ""))
            shown(browser, f"{SIZES[-1]:,} lines, hardly two alike", lines(SIZES[-1]), "")
        finally:
            browser.close()


def shown(browser, name: str, data: bytes, goal: str) -> None:
    """Print what one file takes on a server of its own."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "lines.csv"
        file.write_bytes(data)
        server = Server()
        try:
            visitor = Visitor(browser)
            sent: list[int] = []
            visitor.page.on(
                "websocket",
                lambda socket: socket.on("framereceived", lambda frame: sent.append(len(frame))),
            )
            visitor.open(f"{server.url}/portfolio?lang=en")
            # The law's tables and the reader are loaded once per process, not for each file.
            visitor.page.locator(".st-key-portfolio_example button").click()
            visitor.expect_headline("lines cost EUR")
            before = memory(server.process.pid, "VmRSS")
            sent.clear()
            old = visitor.headline()
            start = time.perf_counter()
            visitor.page.locator(".st-key-portfolio_file input[type=file]").set_input_files(file)
            visitor.page.wait_for_function(DRAWN, arg=old, timeout=WAIT_MS)
            spent = time.perf_counter() - start
            visitor.settled()
            peak = memory(server.process.pid, "VmHWM")
            print(
                f"  {f'{name}, {len(data) / 1e6:.0f} MB':46}{spent:7.2f}{peak:10,.0f}{before:9,.0f}"
                f"{sum(sent) / 1e6:9.2f}  {goal}", flush=True,
            )  # fmt: skip
            visitor.context.close()
        finally:
            server.stop()


def memory(process: int, field: str) -> float:
    """Resident memory of a process [MB]: ``VmRSS`` now, ``VmHWM`` at its highest."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) / 1e3
    return float("nan")


if __name__ == "__main__":
    main()
