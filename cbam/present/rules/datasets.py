"""The data package in the reader's language: titles, column names, sources, search."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cbam import tables
from cbam.i18n import translator
from cbam.present import formats


def title(name: str, lang: str) -> str:
    """A table's title in ``en`` or ``zh``."""
    return _in(lang, tables.resource(name), "title")


def columns(name: str, lang: str) -> dict[str, str]:
    """Column -> heading with its unit."""
    found = {}
    for field in tables.resource(name)["schema"]["fields"]:
        heading = _in(lang, field, "title")
        unit = f" [{field['unit']}]" if field.get("unit") else ""
        found[field["name"]] = heading + unit
    return found


def about(name: str, lang: str) -> list[str]:
    """What the table is, its sources, licence and date, as Markdown lines.

    The text comes from the data package, not from users.
    """
    _ = translator(lang)
    entry = tables.resource(name)
    lines = [_in(lang, entry, "description")]
    sources = []
    for source in entry["sources"]:
        text = source["title"]
        sources.append(f"[{text}]({source['path']})" if "path" in source else text)
    facts = (
        (_("Source"), ("; " if lang == "en" else "；").join(sources)),
        (_("Licence"), entry["licenses"][0]["title"]),
        (_("As of"), formats.day(entry["as_of"], lang)),
    )
    return lines + [formats.labelled(f"**{name}**", value, lang) for name, value in facts]


def matching(table: pd.DataFrame, text: str) -> pd.DataFrame:
    """The rows in which every word of ``text`` occurs in some column; codes may have spaces.

    Words are taken literally, never as patterns.
    """
    words = text.casefold().split()
    if words and all(word.isdigit() for word in words):
        words = ["".join(words)]
    for word in words:
        hit = pd.Series(False, index=table.index)
        for column in table.columns:
            values = table[column].astype("str").str.casefold()
            if word.isdigit() and "cn_" in column:
                hit |= values.str.startswith(word)
            else:
                hit |= values.str.contains(word, regex=False)
        table = table[hit]
    return table


def _in(lang: str, entry: dict[str, Any], key: str) -> str:
    return str(entry.get(f"{key}_{lang}") or entry.get(key) or entry.get("name"))
