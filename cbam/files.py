"""Writing files whole or not at all, and tables as ``data/`` has them."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from pathlib import Path

import pandas as pd

from cbam.reasons import InputError


def put(path: Path, content: str | bytes) -> Path:
    """Write a file so that a reader sees the old or the new one, whatever happens between.

    Raises:
        InputError: ``file_unwritable`` (no space, no permission, no folder).
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    part = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, part = tempfile.mkstemp(dir=path.parent, prefix=".part-")
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(part, 0o644)
        os.replace(part, path)
    except OSError as error:
        if part:
            Path(part).unlink(missing_ok=True)
        raise InputError("file_unwritable", "out", str(path), why=str(error)) from error
    return path


def table_text(table: pd.DataFrame) -> str:
    """A table as the files of ``data/`` are written: shortest numbers, empty for none."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    for line in table.itertuples(index=False):
        writer.writerow([
            "" if pd.isna(cell) else f"{cell:.12g}" if isinstance(cell, float) else cell
            for cell in line
        ])  # fmt: skip
    return text.getvalue()
