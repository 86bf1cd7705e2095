"""``python -m cbam refresh``: newer prices and rates from their sources."""

from __future__ import annotations

import argparse
import sys
from datetime import date

from cbam.present.rules import feed_words
from cbam.present.wording import problem


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = commands.add_parser("refresh", help="newer prices and rates from their sources")
    parser.add_argument("feeds", nargs="*", help="only these: rates, auctions, certificates")
    parser.add_argument("--trade", metavar="PARTNER", help="EU imports of a partner, e.g. CN")
    parser.add_argument("--year", type=int, help="year of --trade")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Ask the sources; what fails is named and leaves all as it was. Exit code 1: one failed."""
    from cbam.feeds.refresh import ages, refresh, trade  # HTTP only for those who ask
    from cbam.feeds.sources import feed

    today, lang = date.today(), options.lang
    if options.trade:
        found = [trade(options.trade.upper(), options.year or today.year - 1, today)]
    else:
        found = refresh(today, [feed(name).name for name in options.feeds])
    for item in found:
        print(feed_words.outcome(item, lang))
        if item.problem is not None:
            print("  " + problem(item.problem, lang), file=sys.stderr)
    for age in ages(today):
        print(feed_words.age(age, lang))
    return int(any(item.status == "failed" for item in found))
