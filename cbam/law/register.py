"""Putting a new edition of the law on board: its tables, their description, its row.

What is written last is the row of ``vintages.csv``: an import that is cut off leaves tables that
nothing names, never an edition without its tables.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from cbam import tables
from cbam.files import put, table_text
from cbam.reasons import InputError

_EUR_LEX = "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:"
_KINDS = {
    "default_values": ("Default values", "默认值"),
    "annex_iv": ("Default values where the origin is unknown", "原产地不明时的默认值"),
    "benchmarks": ("Free-allocation benchmarks, columns A and B", "免费配额基准值，A 栏与 B 栏"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Act:
    """The act an edition rests on: its title and the date from which it applies (ISO)."""

    title: str
    applies_from: str

    @property
    def number(self) -> tuple[str, int]:
        """Year and number, from a title such as ``Implementing Regulation (EU) 2027/123``.

        Raises:
            InputError: ``act_unknown``.
        """
        found = re.search(r"\b(20\d\d)/(\d{1,4})\b", self.title)
        if not found:
            raise InputError("act_unknown", "act", self.title)
        return found[1], int(found[2])

    @property
    def code(self) -> str:
        """The act's code in ``acts.csv``."""
        return f"R{self.number[1]}"

    @property
    def celex(self) -> str:
        """Its CELEX number, as of an implementing regulation."""
        year, number = self.number
        return f"3{year}R{number:04d}"


def highest(defaults: pd.DataFrame) -> pd.DataFrame:
    """The highest value over all countries for each code, with its route: what Annex IV holds.

    Args:
        defaults: as ``read_defaults`` gives them.

    Returns:
        ``cn_code``, ``total``, ``route``, ``status`` (``value``, ``dash`` or ``see_below``).
    """
    ranked = defaults.sort_values(["cn_code", "total"], ascending=[True, False], kind="stable")
    top = ranked.drop_duplicates("cn_code")[["cn_code", "total", "route", "status"]]
    below = set(defaults.loc[defaults["status"] == "see_below", "cn_code"])
    without = top["total"].isna()
    status = top["cn_code"].isin(below).map({True: "see_below", False: "dash"})
    return top.assign(status=top["status"].where(~without, status)).reset_index(drop=True)


def add(
    vintage: str,
    act: Act,
    new: dict[str, pd.DataFrame],
    in_force: bool,
    folder: Path | None = None,
) -> list[Path]:
    """Write an edition; whatever ``new`` does not bring is that of the edition in force.

    Args:
        vintage: name of the edition, ``YYYY-MM``.
        act: what it rests on.
        new: tables by kind: ``default_values``, ``annex_iv``, ``benchmarks``.
        in_force: whether it replaces the edition in force, or is only adopted.
        folder: the data folder; that of the installation by default.

    Returns:
        The files written.

    Raises:
        InputError: ``edition_invalid``, ``edition_known``, ``act_unknown``, ``file_unwritable``.
    """
    folder = folder or tables.DATA_DIR
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", vintage):
        raise InputError("edition_invalid", "vintage", vintage)
    known = tables.read("vintages")
    if vintage in set(known["vintage"]):
        raise InputError("edition_known", "vintage", vintage)
    current = known[known["status"] == "in_force"].iloc[0]
    row = {**current.to_dict(), "vintage": vintage, "status": "in_force" if in_force else "adopted"}
    date = act.applies_from
    row |= {
        "name_en": f"{act.title}, applies from {date}",
        "name_zh": f"{act.title}，自 {date} 起适用",
        "acts": ";".join(dict.fromkeys([*str(current["acts"]).split(";"), act.code])),
        "adopted": date,
        "applies_from": date,
    }
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    written = []
    for kind, table in new.items():
        name = f"{kind}_{vintage}"
        row[kind] = name
        package["resources"].append(_described(package, str(current[kind]), kind, name, act))
        columns = [f["name"] for f in package["resources"][-1]["schema"]["fields"]]
        written.append(put(folder / "law" / f"{name}.csv", table_text(table[columns])))
    written.append(put(folder / "law/acts.csv", _acts(act)))
    editions = known.assign(
        status=known["status"].mask(known["status"].eq("in_force") & in_force, "superseded")
    )
    editions = pd.concat([pd.DataFrame([row]), editions], ignore_index=True)[list(known.columns)]
    text = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    written.append(put(folder / "datapackage.json", text))
    written.append(put(folder / "law/vintages.csv", table_text(editions)))
    return written


def _described(
    package: dict[str, Any], like: str, kind: str, name: str, act: Act
) -> dict[str, Any]:
    """The description of a new table: the schema of the one it follows, its own source."""
    found = next(entry for entry in package["resources"] if entry["name"] == like)
    english, chinese = _KINDS[kind]
    computed = kind == "annex_iv"
    note = " Computed: the highest value over all countries." if computed else ""
    note_zh = "由程序计算：各国最高值。" if computed else ""
    return {
        **found,
        "name": name,
        "path": f"law/{name}.csv",
        "title": f"{english}, {act.title}",
        "title_zh": f"{chinese}（{act.title}）",
        "description": f"Imported from the Commission's workbook; not read back from the Official Journal.{note}",
        "description_zh": f"由欧盟委员会工作簿导入；尚未与《欧盟官方公报》核对。{note_zh}",
        "as_of": act.applies_from,
        "sources": [{"title": act.title, "path": _EUR_LEX + act.celex}],
    }  # fmt: skip


def _acts(act: Act) -> str:
    known = tables.read("acts")
    if act.code in set(known["act"]):
        return table_text(known)
    row = {
        "act": act.code, "title": act.title, "subject_en": "Imported edition",
        "subject_zh": "导入的版本", "celex": act.celex,
        "status": "in_force", "mark": "U",
        "url": _EUR_LEX + act.celex,
    }  # fmt: skip
    return table_text(pd.concat([known, pd.DataFrame([row])], ignore_index=True))
