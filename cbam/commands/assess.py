"""``python -m cbam assess``: many lines from a file to a file, or to totals; any size."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import time
from pathlib import Path

from cbam.commands.cost import rate_option
from cbam.i18n import translator
from cbam.portfolio.streams import stream
from cbam.portfolio.streams.stream import Run, Terms
from cbam.portfolio.streams.stream_read import columns_of
from cbam.portfolio.streams.stream_tally import Totals
from cbam.present import formats
from cbam.present.portfolio.portfolio_tables import totals_text
from cbam.reasons import InputError

ENGINES = ("threads", "dask")
_WIDTH = 30
_PAUSE = 0.2  # seconds between two drawings of the bar


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = commands.add_parser("assess", help="the border cost of many lines (CSV, Parquet)")
    parser.add_argument(
        "input", type=Path, help="CSV or Parquet: cn_code, origin, tonnes, year, ..."
    )
    parser.add_argument("--out", type=Path, help="CSV or Parquet to write, line by line")
    parser.add_argument("--totals", action="store_true", help="print totals only")
    parser.add_argument("--json", action="store_true", help="totals as JSON")
    parser.add_argument("--path", default="flat", help="price path from 2027")
    parser.add_argument("--fx", help="your own exchange rate, CNY per EUR")
    parser.add_argument("--law", default="", help="edition of the law")
    parser.add_argument("--engine", choices=ENGINES, default=ENGINES[0], help="who computes")
    parser.add_argument("--scheduler", default="", help="of a Dask cluster: tcp://host:8786")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the lines with their steps, or print totals; lines that fail stay, with reasons."""
    if options.out is None and not options.totals:
        raise InputError("out_missing", "out")
    if options.scheduler and options.engine != "dask":
        raise InputError(
            "scheduler_without_dask", "scheduler", options.scheduler, allowed="--engine dask"
        )
    terms = Terms.of(options.law, options.path, rate_option(options.fx))
    columns_of(options.input)  # before a cluster is made
    _ = translator(options.lang)
    with _engine(options) as engine:
        if options.out is not None:
            with _Bar(options.lang) as bar:
                lines, failed = stream.bills(options.input, options.out, terms, bar, engine)
            text = _("{lines} lines assessed, {failed} of them not assessable.")
            print(text.format(lines=lines, failed=failed), file=sys.stderr)
        if options.totals:
            with _Bar(options.lang) as bar:
                tally = stream.totals(options.input, terms, bar, engine)
            found: Totals = tally.totals(*terms.load())
            if options.json:
                print(json.dumps(found.plain(), ensure_ascii=False, indent=1))
            else:
                print(totals_text(found, options.lang))
    return 0


@contextlib.contextmanager
def _engine(options: argparse.Namespace):  # type: ignore[no-untyped-def]
    """Who runs the pieces: ``None`` for the threads of this process."""
    if options.engine == ENGINES[0]:
        yield None
        return
    from cbam.portfolio.streams import cluster

    with cluster.engine(options.scheduler) as found:
        run: Run = found
        yield run


class _Bar:
    """A line on the terminal that grows; nothing where nobody looks."""

    def __init__(self, lang: str) -> None:
        self.lang, self.lines = lang, 0
        self.start = self.drawn = time.monotonic()
        self.shown = sys.stderr.isatty()

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *_: object) -> None:
        if self.shown and self.lines:
            print(file=sys.stderr)

    def __call__(self, lines: int, share: float) -> None:
        """Lines done since the last call, and the share of the file that is done."""
        self.lines += lines
        now = time.monotonic()
        if not self.shown or (now - self.drawn < _PAUSE and share < 1):
            return
        self.drawn = now
        _ = translator(self.lang)
        full = round(_WIDTH * share)
        bar = "█" * full + "░" * (_WIDTH - full)
        done = formats.number(self.lines, self.lang)
        speed = formats.number(self.lines / max(now - self.start, 1e-9), self.lang)
        text = _("{lines} lines, {speed} a second").format(lines=done, speed=speed)
        print(f"\r{bar} {formats.percent(share, self.lang, 0):>4} {text} ", end="", file=sys.stderr, flush=True)  # fmt: skip
