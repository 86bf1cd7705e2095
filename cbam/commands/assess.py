"""``python -m cbam assess``: many lines from a CSV file to a CSV file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import pandas as pd

from cbam import bill
from cbam.commands.cost import rate_option
from cbam.i18n import translator
from cbam.law.vintages import Law
from cbam.present.provenance import source_texts
from cbam.prices import Prices
from cbam.reasons import InputError


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = commands.add_parser("assess", help="the border cost of many lines (CSV)")
    parser.add_argument("input", type=Path, help="CSV with cn_code, origin, tonnes, year, ...")
    parser.add_argument("--out", type=Path, required=True, help="CSV to write")
    parser.add_argument("--path", default="flat", help="price path from 2027")
    parser.add_argument("--fx", help="your own exchange rate, CNY per EUR")
    parser.add_argument("--law", default="", help="edition of the law")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the lines with their steps; lines that cannot be assessed stay, with reasons."""
    law = Law.load(options.law)
    prices = Prices.load(options.path, cny_per_eur=rate_option(options.fx))
    lines = _read(options.input)
    result = bill.assess(lines, law, prices)
    result["sources"] = source_texts(result, law, prices)
    try:
        result.to_csv(options.out, index=False, encoding="utf-8")
    except OSError as error:
        raise InputError("file_unwritable", "out", str(options.out), why=str(error)) from error
    failed = int((result["status"] == "error").sum())
    _ = translator(options.lang)
    text = _("{lines} lines assessed, {failed} of them not assessable.")
    print(text.format(lines=len(result), failed=failed), file=sys.stderr)
    return 0


def _read(path: Path) -> pd.DataFrame:
    """All columns as text, so that no code loses a leading zero."""
    try:
        return pd.read_csv(path, dtype="str", encoding="utf-8-sig", keep_default_na=False,
                           na_values=[""], index_col=False)  # fmt: skip
    except OSError as error:
        raise InputError("file_missing", "input", str(path), why=str(error)) from error
    except ValueError as error:
        raise InputError("file_unreadable", "input", str(path), why=str(error)) from error
