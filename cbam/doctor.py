"""Is this installation sound? Each thing an answer rests on is looked at, and named if it is not.

Nothing is changed, apart from a file that is written under ``var/`` and removed again.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from cbam import tables
from cbam.files import put
from cbam.reasons import InputError

ROOT = Path(__file__).resolve().parents[1]
OLDEST = (3, 11)  # Python
OUTCOMES = ("good", "note", "bad")
GOLDEN = ("2026-08", 163_527.43)  # edition of the law, EUR for the example the tool opens on
_CLOCK_AHEAD = timedelta(days=3 * 365)  # after the data: more likely a wrong clock than old data
_FONT = b"OTTO"  # how an OpenType file begins


@dataclass(frozen=True)
class Check:
    """What was looked at and found.

    Attributes:
        code: what was looked at.
        outcome: ``good``; ``note``: works, but know this; ``bad``: answers cannot be trusted or
            parts of the program do not work.
        details: what the sentence of ``cbam.present.rules.doctor_words`` names.
        problem: the named problem behind a ``bad``, where there is one.
    """

    code: str
    outcome: str
    details: dict[str, Any] = field(default_factory=dict)
    problem: InputError | None = None


def examine(today: date) -> list[Check]:
    """All checks, in the order in which a failure of one explains those that follow."""
    parts: tuple[Callable[[], Iterator[Check]], ...] = (
        _python, _packages, _tables, _fresh, _law, _golden, _languages, _fonts, _folder, _database,
    )  # fmt: skip
    found = [check for part in parts for check in _guarded(part)]
    return [*found, *_guarded(lambda: _clock(today))]


def sound(checks: list[Check]) -> bool:
    """Whether nothing is bad."""
    return all(check.outcome != "bad" for check in checks)


def _guarded(part: Callable[[], Iterator[Check]]) -> Iterator[Check]:
    """A check that cannot be made at all is bad, and does not keep the others from being made."""
    try:
        yield from part()
    except Exception as error:
        name = getattr(part, "__name__", "").strip("_<>") or "check"
        yield Check("failed", "bad", {"name": name, "why": f"{type(error).__name__}: {error}"})


def _python() -> Iterator[Check]:
    running = sys.version_info[:3]
    outcome = "good" if running >= OLDEST else "bad"
    yield Check("python", outcome, {
        "found": ".".join(map(str, running)), "needed": ".".join(map(str, OLDEST)),
    })  # fmt: skip


def required(file: Path) -> dict[str, str]:
    """Packages and versions that a requirements file pins for a machine like this one.

    Raises:
        OSError: the file cannot be read.
    """
    lines = (line.partition("#")[0].strip() for line in file.read_text("utf-8").splitlines())
    found = [Requirement(line) for line in lines if "==" in line]
    return {
        each.name: str(each.specifier).removeprefix("==")
        for each in found
        if each.marker is None or each.marker.evaluate()
    }


def _packages() -> Iterator[Check]:
    for file, missing in (("requirements.txt", "bad"), ("requirements-server.txt", "note")):
        pinned = required(ROOT / file)
        wrong = 0
        for name, needed in pinned.items():
            try:
                found = version(name)
            except PackageNotFoundError:
                found = ""
            if found != needed:
                wrong += 1
                code = "package_differs" if found else "package_missing"
                yield Check(
                    code, missing, {"name": name, "found": found, "needed": needed, "file": file}
                )
        if not wrong:
            yield Check("packages", "good", {"count": len(pinned), "file": file})


def _tables() -> Iterator[Check]:
    entries = tables.package()["resources"]
    rows, faults = 0, 0
    for entry in entries:
        name = entry["name"]
        try:
            frame = tables.read_file(name, tables.DATA_DIR / entry["path"])
        except tables.DataError as error:
            faults += 1
            yield Check("table_unreadable", "bad", {"name": name, "why": str(error)})
            continue
        rows += len(frame)
        key = entry["schema"].get("primaryKey")
        if frame.empty or (key and frame.duplicated(key).any()):
            faults += 1
            yield Check("table_keys", "bad", {"name": name})
    listed = {entry["path"] for entry in entries}
    for path in sorted(tables.DATA_DIR.rglob("*.csv")):
        if path.relative_to(tables.DATA_DIR).as_posix() not in listed:
            yield Check("table_unlisted", "note", {"name": path.name})
    if not faults:
        digest = tables.digest(*(entry["name"] for entry in entries))
        yield Check("tables", "good", {"count": len(entries), "rows": rows, "digest": digest})


def _fresh() -> Iterator[Check]:
    """What feeds have brought; a damaged file is left out of answers, so it is worth a note."""
    for entry in tables.package()["resources"]:
        file = tables.fresh_file(entry["name"])
        if file.exists():
            try:
                count = len(tables.read_file(entry["name"], file))
                yield Check("fresh", "good", {"name": entry["name"], "count": count})
            except tables.DataError as error:
                yield Check("fresh_damaged", "note", {"name": entry["name"], "why": str(error)})


def _law() -> Iterator[Check]:
    from cbam.law.vintages import Law

    law = Law.load()
    yield Check("law", "good", {
        "name": law.vintage, "count": len(law.goods.codes), "first": law.years[0], "last": law.years[-1],
    })  # fmt: skip


def _golden() -> Iterator[Check]:
    from cbam.analysis import Analysis
    from cbam.findings.projection import bill_of

    edition, expected = GOLDEN
    found = round(float(bill_of(Analysis(law=edition))["cost_eur"]), 2)
    outcome = "good" if found == expected else "bad"
    code = "golden" if found == expected else "golden_differs"
    yield Check(code, outcome, {"found": found, "expected": expected, "edition": edition})


def _languages() -> Iterator[Check]:
    from cbam.i18n import LANGS, N_, translator

    sample = N_("CBAM Export Exposure")
    silent = [lang for lang in LANGS if lang != "en" and translator(lang)(sample) == sample]
    if silent:
        yield Check("language_missing", "bad", {"name": ", ".join(silent)})
    else:
        yield Check("languages", "good", {"count": len(LANGS)})


def _fonts() -> Iterator[Check]:
    from cbam.export.texts import FONTS

    files = sorted(FONTS.glob("*.otf"))
    damaged = [file.name for file in files if file.read_bytes()[:4] != _FONT]
    if damaged or not files:
        yield Check("fonts_missing", "bad", {"name": ", ".join(damaged) or str(FONTS)})
        return
    import typst

    page = '#set text(font: "Noto Sans CJK SC", fallback: false)\n碳 CBAM'.encode()
    faces = typst.Fonts(font_paths=[FONTS], include_system_fonts=False)
    made = typst.compile(page, format="pdf", font_paths=faces)
    outcome = "good" if made.startswith(b"%PDF") and b"NotoSansCJK" in made else "bad"
    yield Check("fonts" if outcome == "good" else "fonts_missing", outcome, {
        "count": len(files), "name": str(FONTS),
    })  # fmt: skip


def _folder() -> Iterator[Check]:
    file = tables.VAR_DIR / f".doctor-{os.getpid()}"
    try:
        put(file, "")
        file.unlink()
    except (InputError, OSError) as error:
        why = error.details.get("why", "") if isinstance(error, InputError) else str(error)
        yield Check("folder_readonly", "bad", {"name": str(tables.VAR_DIR), "why": why})
    else:
        yield Check("folder", "good", {"name": str(tables.VAR_DIR)})


def _database() -> Iterator[Check]:
    from cbam.portfolio import store

    try:
        store.configured().load("-" * 32)  # an identifier that was never given out
    except InputError as error:
        if error.code == "store_off":
            yield Check("database_off", "note", {"variable": store.VARIABLE})
        elif error.code == "saved_unknown":
            kind = store.configured().engine.dialect.name
            yield Check("database", "good", {"name": kind})
        else:
            yield Check("database_failed", "bad", {}, error)


def _clock(today: date) -> Iterator[Check]:
    data = date.fromisoformat(tables.package()["retrieved"])
    if today < data:
        yield Check("clock_behind", "bad", {"today": today.isoformat(), "data": data.isoformat()})
    elif today > data + _CLOCK_AHEAD:
        yield Check("clock_ahead", "note", {"today": today.isoformat(), "data": data.isoformat()})
    else:
        yield Check("clock", "good", {"today": today.isoformat(), "data": data.isoformat()})
