"""The pages: server time of a rerun, start to first answer, weight and number of elements."""

from __future__ import annotations

import contextlib
import shutil
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Response, sync_playwright
from streamlit.testing.v1 import AppTest

from pages.components import shell
from tests.browser.conftest import CHROMIUM_FLAGS, Server

ROOT = Path(__file__).resolve().parents[1]
RERUNS = 40


def main() -> None:
    """Print the figures of the pages and of a cold start."""
    rerun("exposure", "", "w_tonnes", lambda i: 1000.0 + i)
    rerun("label", "pages/label.py", "w_l_t_cut", lambda i: 5 + i % 40)
    rerun("compare", "pages/compare.py", "w_compare_tonnes_0", lambda i: 1000.0 + i)
    browser()


def rerun(name: str, page: str, key: str, value: Callable[[int], Any]) -> None:
    """Median server time of the whole script when one input changes."""
    spent: list[float] = []
    run_app = shell.run_app

    def timed() -> None:
        start = time.perf_counter()
        try:
            run_app()
        finally:
            spent.append(time.perf_counter() - start)

    shell.run_app = timed
    try:
        test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        test.run()
        if page:
            test.switch_page(page).run()
        first = spent[-1]
        spent.clear()
        for i in range(RERUNS):
            test.session_state[key] = value(i)
            test.run()
    finally:
        shell.run_app = run_app
    middle, worst = statistics.median(spent) * 1e3, max(spent) * 1e3
    print(
        f"{name:<9} first run {first:.2f} s, rerun median {middle:.1f} ms, slowest {worst:.1f} ms "
        f"of {RERUNS}"
    )


def browser() -> None:
    """A fresh process and a fresh browser: when the first answer stands, and what it weighs."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS
        )
        start = time.perf_counter()
        server = Server()
        try:
            page = chromium.new_page(viewport={"width": 1440, "height": 900})
            answers: list[Response] = []
            page.on("response", lambda answer: answers.append(answer))
            page.goto(server.url)
            page.wait_for_selector("h2")
            answer = time.perf_counter() - start
            page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
            page.wait_for_timeout(1500)
            elements = page.evaluate(
                "document.querySelectorAll('[data-testid=stElementContainer]').length"
            )
            weight = 0
            for response in answers:
                with contextlib.suppress(Exception):  # redirects have no body
                    weight += len(response.body())
            print(f"process start to first answer in the browser {answer:.2f} s")
            print(f"first load {weight / 1e6:.1f} MB uncompressed, {elements} elements")
        finally:
            server.stop()
            chromium.close()


if __name__ == "__main__":
    main()
