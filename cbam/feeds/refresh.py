"""Bringing a feed's rows on board, and saying how old each table is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from cbam import tables
from cbam.caches import CACHES
from cbam.feeds.fetch import fetch
from cbam.feeds.parse import agree, parse
from cbam.feeds.sources import Feed, feeds
from cbam.files import put, table_text
from cbam.reasons import InputError

OUTCOMES = ("new", "unchanged", "off", "failed")
ON_DEMAND = ("trade",)  # fetched for a partner and year when somebody asks


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a refresh did.

    Attributes:
        feed: its name.
        status: one of ``OUTCOMES``.
        rows: rows that were not on board before.
        problem: why it failed; everything is then as it was.
    """

    feed: str
    status: str
    rows: int = 0
    problem: InputError | None = None


@dataclass(frozen=True, slots=True)
class Age:
    """How old a table is.

    Attributes:
        feed, table: names.
        as_of: date of its newest row (ISO).
        fetched: when the feed last answered (ISO, UTC); empty: never, the bundled table is used.
        stale: whether it is older than it should be: the newest row, or a quarter whose price
            should be out.
        overdue: the (year, quarter) whose price is due and not on board.
    """

    feed: str
    table: str
    as_of: str
    fetched: str
    stale: bool
    overdue: tuple[tuple[int, str], ...] = ()


def refresh(today: date, names: Sequence[str] = (), pause: float = 0.0) -> list[Outcome]:
    """Ask the sources for newer rows and keep them; whatever fails leaves all as it was.

    Args:
        today: date of asking.
        names: feeds to ask; all that are not on demand by default.
        pause: seconds that must have passed since a source was last asked, so that many
            visitors do not ask it many times; it then counts as unchanged.
    """
    chosen = [
        feed for feed in feeds() if feed.name in names or (not names and feed.name not in ON_DEMAND)
    ]
    return [
        Outcome(feed.name, "unchanged") if _asked_within(feed, pause) else _one(feed, today)
        for feed in chosen
    ]


def _asked_within(feed: Feed, pause: float) -> bool:
    """Whether a source answered less than ``pause`` seconds ago."""
    fetched = str(_told(feed).get("fetched", ""))
    try:
        return bool(pause) and (
            (datetime.now(UTC) - datetime.fromisoformat(fetched)).total_seconds() < pause
        )
    except (ValueError, TypeError):
        return False


def trade(partner: str, year: int, today: date) -> Outcome:
    """EU imports of one partner in one year, into the table ``trade_flows``."""
    feed = next(feed for feed in feeds() if feed.name == "trade")
    return _one(feed, today, partner=partner, year=year)


def _one(feed: Feed, today: date, **filled: Any) -> Outcome:
    if not feed.url:
        return Outcome(feed.name, "off")
    try:
        known = tables.read(feed.table)
        since = max(known["date"]) if "date" in known else ""
        url = feed.url.format(**{"since": since, "year": today.year, "partner": "", **filled})
        told = _told(feed)
        same = told.get("url") == url and told.get("sha256") == _digest(feed)
        answer = fetch(
            url, feed.limit, told.get("etag", "") if same else "",
            told.get("modified", "") if same else "",
        )  # fmt: skip
        rows = 0
        if answer.body is not None:
            rows = _keep(feed, known, parse(feed.format, answer.body, today))
        _tell(feed, {"url": url, "etag": answer.etag, "modified": answer.modified})
    except (InputError, tables.DataError, KeyError) as error:
        problem = error if isinstance(error, InputError) else InputError(
            "feed_invalid", "feed", None, why=str(error)
        )  # fmt: skip
        problem.details.setdefault("name", feed.name)
        return Outcome(feed.name, "failed", problem=problem)
    return Outcome(feed.name, "new" if rows else "unchanged", rows)


def _keep(feed: Feed, known: pd.DataFrame, new: pd.DataFrame) -> int:
    """Write the rows that say more than what is on board; returns how many."""
    name = feed.table
    columns = list(known.columns)
    keys = tables.resource(name)["schema"]["primaryKey"]
    if name == "certificate_prices":
        new = _dated(known, new)
    agree(name, known, new)
    held = known.set_index(keys)
    value = next(c for c in columns if c in ("units_per_eur", "price_eur", "quantity_t"))
    before = held[value].reindex(pd.MultiIndex.from_frame(new[keys]))
    more = new[(before.isna() | (before != new[value].to_numpy())).to_numpy()][columns]
    if more.empty:
        return 0
    path = tables.fresh_file(name)
    if path.exists():
        try:
            earlier = tables.read_file(name, path)
        except tables.DataError:
            earlier = more.iloc[:0]
        kept = pd.concat([earlier, more.astype(earlier.dtypes)], ignore_index=True)
        kept = kept.drop_duplicates(keys, keep="last")
    else:
        kept = more
    put(path, table_text(kept.sort_values(keys, kind="stable")))
    tables.read_file(name, path)  # what was written can be read, or the next line is not reached
    CACHES.forget()
    return len(more)


def _dated(known: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Published prices with the date of publication; a page without one: the date it was due."""
    due = {(int(row.year), str(row.quarter)): str(row.published) for row in known.itertuples()}
    dates = [
        str(row.published) or due.get((int(row.year), str(row.quarter)), "")
        for row in new.itertuples()
    ]
    if not all(dates):
        raise InputError("feed_invalid", "feed", None, why="a price without its date")
    return new.assign(published=dates)


def ages(today: date) -> list[Age]:
    """How old each table is that a feed serves."""
    return [_age(feed, today) for feed in feeds() if feed.name not in ON_DEMAND]


def _age(feed: Feed, today: date) -> Age:
    table = tables.read(feed.table)
    fetched = str(_told(feed).get("fetched", ""))
    if feed.table == "certificate_prices":
        published = table[table["status"] == "published"]
        overdue = tuple(
            (int(row.year), str(row.quarter))
            for row in table.itertuples()
            if row.status != "published" and str(row.published) < today.isoformat()
        )
        return Age(
            feed.name, feed.table, str(max(published["published"])), fetched, bool(overdue), overdue
        )
    as_of = str(max(table["date"]))
    stale = (today - date.fromisoformat(as_of)).days > feed.stale_days
    return Age(feed.name, feed.table, as_of, fetched, stale)


def _note(feed: Feed) -> Path:
    return tables.FRESH_DIR / f"{feed.table}.json"


def _told(feed: Feed) -> dict[str, Any]:
    """What the source said of its copy; empty where nothing usable is kept."""
    try:
        found = json.loads(_note(feed).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _tell(feed: Feed, told: dict[str, Any]) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    put(_note(feed), json.dumps({**told, "fetched": now, "sha256": _digest(feed)}))


def _digest(feed: Feed) -> str:
    """Fingerprint of the copy that is held; a damaged one must not be taken for the source's."""
    try:
        return hashlib.sha256(tables.fresh_file(feed.table).read_bytes()).hexdigest()
    except OSError:
        return ""
