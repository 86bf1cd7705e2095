"""Fixtures shared by all tests."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from cbam.cli import main
from cbam.law.vintages import Law
from cbam.prices import Prices
from tests.browser.conftest import CHROMIUM_FLAGS, Visitor


@dataclass(frozen=True)
class Answer:
    """What one run of the command line gave back."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Answer]

os.environ["CBAM_REFRESH"] = "off"  # no test asks another host; servers started here inherit it


@pytest.fixture(scope="session")
def law() -> Law:
    return Law.load()


@pytest.fixture(scope="session")
def prices() -> Prices:
    return Prices.load()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """``python -m cbam ...`` in this process; a usage error of argparse counts as its code."""

    def call(*arguments: object) -> Answer:
        capsys.readouterr()
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = capsys.readouterr()
        return Answer(code, out, err)

    return call


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for all tests of a process: Playwright starts once in it."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    assert executable, "chromium is missing: `make test` installs it (Debian package chromium)"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        yield running
        running.close()


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Visitor]]:
    """Opens visitors, each in a context of its own."""
    visitors: list[Visitor] = []

    def new(**options: Any) -> Visitor:
        visitors.append(Visitor(browser, **options))
        return visitors[-1]

    yield new
    for visitor in visitors:
        visitor.context.close()
