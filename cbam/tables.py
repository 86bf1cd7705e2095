"""Reads the tables of facts in ``data/``, as ``data/datapackage.json`` describes them.

The data package is the only place that knows a table's file, column types, unit and
source; the code asks for a table by name. What a feed has brought since (``cbam.feeds``) lies
under ``var/feeds`` in files of the same shape; its rows stand before those of the bundled table,
which remains the floor.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from cbam.caches import cached

_ROOT = Path(__file__).resolve().parents[1]
DATA_DIR = Path(os.environ.get("CBAM_DATA_DIR") or _ROOT / "data")
VAR_DIR = Path(os.environ.get("CBAM_VAR_DIR") or _ROOT / "var")  # what the program itself keeps
FRESH_DIR = VAR_DIR / "feeds"

_LOG = logging.getLogger("cbam")
_DTYPES = {"string": "str", "number": "float64", "integer": "Int64", "date": "str"}


class DataError(RuntimeError):
    """A table is missing or does not look as the data package says it should."""


@cached(maxsize=1)
def package() -> dict[str, Any]:
    """The data package descriptor (``data/datapackage.json``).

    Raises:
        DataError: the descriptor is missing or is not JSON.
    """
    path = DATA_DIR / "datapackage.json"
    try:
        descriptor: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"data package not readable: {path}: {error}") from error
    return descriptor


def resource(name: str) -> dict[str, Any]:
    """The descriptor of one table: title, path, schema, sources.

    Raises:
        DataError: no table of that name.
    """
    for entry in package()["resources"]:
        if entry["name"] == name:
            return dict(entry)
    raise DataError(f"no table named {name!r} in {DATA_DIR / 'datapackage.json'}")


def read(name: str) -> pd.DataFrame:
    """One table as a frame of its own; texts never become numbers, empty text stays ``""``.

    The file is read once per process; each caller gets a copy-on-write view.

    Args:
        name: the resource's name in the data package, e.g. ``"schedule"``.

    Raises:
        DataError: the table is missing, or its columns differ from its schema.
    """
    return _read(name).copy(deep=False)


@cached(maxsize=64)
def _read(name: str) -> pd.DataFrame:
    bundled = read_file(name, DATA_DIR / resource(name)["path"])
    fresh = fresh_file(name)
    if not fresh.exists():
        return bundled
    try:
        return joined(name, bundled, read_file(name, fresh))
    except DataError as error:  # a damaged cache must not stop what works without it
        _LOG.warning("feed left out: %s", error)
        return bundled


def fresh_file(name: str) -> Path:
    """Where the rows of a table lie that a feed has brought."""
    return FRESH_DIR / f"{name}.csv"


def joined(name: str, bundled: pd.DataFrame, fresh: pd.DataFrame) -> pd.DataFrame:
    """A table with the rows of a feed; where both have a key, the feed's row stands."""
    keys = resource(name)["schema"]["primaryKey"]
    both = pd.concat([bundled, fresh], ignore_index=True)
    both = both.drop_duplicates(keys, keep="last").sort_values(keys, kind="stable")
    return both.reset_index(drop=True)


def read_file(name: str, path: Path) -> pd.DataFrame:
    """A file that has the shape of a table.

    Args:
        name: the table whose schema holds.
        path: the CSV file.

    Raises:
        DataError: the file is missing, or its columns or types differ from the schema.
    """
    entry = resource(name)
    dtypes = {field["name"]: _DTYPES[field["type"]] for field in entry["schema"]["fields"]}
    texts = [column for column, dtype in dtypes.items() if dtype == "str"]
    try:
        frame = pd.read_csv(
            path, dtype=dtypes, keep_default_na=False, na_values={
                column: [""] for column, dtype in dtypes.items() if dtype != "str"
            }
        )  # fmt: skip
    except (OSError, ValueError) as error:
        raise DataError(f"table {name!r} not readable: {path}: {error}") from error
    if list(frame.columns) != list(dtypes):
        raise DataError(f"table {name!r}: columns {list(frame.columns)}, expected {list(dtypes)}")
    frame[texts] = frame[texts].fillna("")
    return frame


def stamp() -> tuple[int, ...]:
    """The state of the files that can change while the program runs, for ``caches.renew``.

    A feed replaces a file in ``var/feeds``; an import ends with the list of editions.
    """
    watched = (FRESH_DIR, DATA_DIR / "datapackage.json", DATA_DIR / "law" / "vintages.csv")
    found = []
    for path in watched:
        try:
            found.append(path.stat().st_mtime_ns)
        except OSError:
            found.append(0)
    return tuple(found)


@cached(maxsize=64)
def mapping(name: str, key: str, value: str) -> Mapping[str, str]:
    """Two text columns of a table as a read-only look-up, made once per process.

    Raises:
        DataError: as for ``read``.
    """
    table = read(name)
    return MappingProxyType(dict(zip(table[key], table[value], strict=True)))


def digest(*names: str) -> str:
    """A short fingerprint of the named tables' bytes, for links and vintages (12 hex digits)."""
    total = hashlib.sha256()
    for name in names:
        path, fresh = DATA_DIR / resource(name)["path"], fresh_file(name)
        try:
            total.update(name.encode() + b"\0" + path.read_bytes())
            if fresh.exists():
                total.update(fresh.read_bytes())
        except OSError as error:
            raise DataError(f"table {name!r} not readable: {path}: {error}") from error
    return total.hexdigest()[:12]
