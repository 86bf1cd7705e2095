"""Where fresh data come from: settings, so that a mirror can be used."""

from __future__ import annotations

import os
from dataclasses import dataclass

from cbam import tables
from cbam.reasons import InputError

SETTING = "CBAM_FEED_{name}_URL"  # environment variable; empty turns the feed off


@dataclass(frozen=True, slots=True)
class Feed:
    """One source.

    Attributes:
        name: short name; ``rates``, ``auctions``, ``certificates``, ``trade``.
        table: the table it brings rows for.
        format: how it is read (``feeds.parse``).
        url: address with ``{since}``, ``{year}`` or ``{partner}`` to fill in; empty: off.
        stale_days: age of the newest row in days from which the table counts as stale.
        limit: most bytes that are read.
    """

    name: str
    table: str
    format: str
    url: str
    stale_days: int
    limit: int


def feeds() -> tuple[Feed, ...]:
    """All feeds as set up: the bundled addresses, or those of the environment."""
    return tuple(
        Feed(
            name=str(row.feed),
            table=str(row.table),
            format=str(row.format),
            url=os.environ.get(SETTING.format(name=str(row.feed).upper()), str(row.url)),
            stale_days=int(row.stale_days),
            limit=int(row.limit_mb) * 1_000_000,
        )
        for row in tables.read("feeds").itertuples()
    )


def feed(name: str) -> Feed:
    """One feed by name.

    Raises:
        InputError: ``feed_unknown``.
    """
    for found in feeds():
        if found.name == name:
            return found
    raise InputError("feed_unknown", "feed", name, allowed=[known.name for known in feeds()])
