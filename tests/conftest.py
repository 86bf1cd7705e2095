"""Fixtures shared by all tests."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from cbam.cli import main
from cbam.law.vintages import Law
from cbam.prices import Prices


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
