"""Reads the tables of facts in ``data/``, as ``data/datapackage.json`` describes them.

The data package is the only place that knows a table's file, column types, unit and
source; the code asks for a table by name.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

DATA_DIR = Path(os.environ.get("CBAM_DATA_DIR") or Path(__file__).resolve().parents[1] / "data")

_DTYPES = {"string": "str", "number": "float64", "integer": "Int64", "date": "str"}


class DataError(RuntimeError):
    """A table is missing or does not look as the data package says it should."""


@lru_cache(maxsize=1)
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


@lru_cache(maxsize=64)
def _read(name: str) -> pd.DataFrame:
    entry = resource(name)
    path = DATA_DIR / entry["path"]
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


@lru_cache(maxsize=64)
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
        path = DATA_DIR / resource(name)["path"]
        try:
            total.update(name.encode() + b"\0" + path.read_bytes())
        except OSError as error:
            raise DataError(f"table {name!r} not readable: {path}: {error}") from error
    return total.hexdigest()[:12]
