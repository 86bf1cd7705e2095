"""The study as a small file: everything of a link, and the association's name and logo.

JSON with a documented schema (``docs/study-file.md``). A file is untrusted like a link: its size
is looked at before it is parsed, every value goes through the same checks, and a file with any
fault is refused as a whole, by name.
"""

from __future__ import annotations

import base64
import binascii
import io
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PIL import Image

from cbam.i18n import LANGS
from cbam.link import kinds, parts, readable, readers, vintage
from cbam.link.vintage import Made
from cbam.reasons import InputError
from cbam.study import Study

FORMAT, VERSION = "cbam-study", 1
SUFFIX = ".cbam.json"
FILE_LIMIT = 4_000_000  # bytes
LOGO_LIMIT = 500_000  # bytes
LOGO_SIDE = 4_000  # pixels
LINES_LIMIT = 10_000
_KEYS = {
    "format", "version", "lang", "made", "analysis", "scenarios", "view", "lines", "briefing",
}  # fmt: skip


def dump(study: Study, lang: str) -> bytes:
    """The file of a study (UTF-8).

    Raises:
        InputError: the first value that a file cannot hold, as ``load`` would name it.
    """
    data: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "lang": lang,
        "made": vintage.write(vintage.current(study)),
        "analysis": readable.encode(study.analysis),
        **parts.write(study),
    }
    name, picture = study.briefing.association, study.briefing.logo
    own = ({"association": name} if name else {}) | (
        {"logo": base64.b64encode(picture).decode()} if picture else {}
    )
    if own:
        data["briefing"] = {**data.get("briefing", {}), **own}
    _study(data)  # what could not be read again is refused now, by name
    return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False).encode()


def load(raw: bytes) -> tuple[Study, list[InputError]]:
    """The study of a file, and what was wrong with it; with a fault the study is an empty one.

    Codes: ``file_too_large``, ``file_foreign`` (not one of ours, or altered), ``file_newer``,
    ``logo_invalid``, or what is wrong with a value, after ``file_refused`` with its place.
    """
    try:
        return _study(_read(raw)), []
    except InputError as error:
        where = error.details.get("where")
        head = [InputError("file_refused", "file", where)] if where else []
        return Study(), [*head, error]


def made(raw: bytes) -> Made | None:
    """The data that a file says it was made with."""
    try:
        return vintage.read(str(_read(raw).get("made")))
    except InputError:
        return None


def logo(raw: bytes) -> bytes:
    """A PNG or JPEG small enough for slides and files (InputError ``logo_invalid``)."""
    problem = InputError("logo_invalid", "logo", limit=LOGO_LIMIT // 1000)
    if not 0 < len(raw) <= LOGO_LIMIT:
        raise problem
    try:
        with Image.open(io.BytesIO(raw), formats=("PNG", "JPEG")) as picture:  # reads the head only
            if max(picture.size) > LOGO_SIDE:
                raise problem
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise problem from None
    return raw


def _read(raw: bytes) -> dict[str, Any]:
    """The outermost mapping of a file of ours."""
    if len(raw) > FILE_LIMIT:
        raise InputError("file_too_large", "file", limit=FILE_LIMIT // 1_000_000)
    try:
        data = kinds.parse(raw.decode("utf-8-sig"))
    except (UnicodeDecodeError, InputError):
        raise InputError("file_foreign", "file") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise InputError("file_foreign", "file")
    version = data.get("version")
    if isinstance(version, bool) or version != VERSION:
        newer = isinstance(version, float) and version > VERSION
        raise InputError("file_newer" if newer else "file_foreign", "file")
    return data


def _study(data: Mapping[str, Any]) -> Study:
    for name in data:
        if name not in _KEYS:
            raise InputError("part_unknown", "file", readers.shorten(name), where="file")
    if data.get("lang") not in LANGS:
        shown = readers.shorten(str(data.get("lang")))
        raise InputError("lang_unknown", "lang", shown, allowed=LANGS, where="lang")
    kinds.at("made", kinds.text(vintage.read), data.get("made"))
    analysis = kinds.at("analysis", parts.analysis, data.get("analysis"))
    rest = {name: data[name] for name in ("scenarios", "view", "lines") if name in data}
    briefing, own = _briefing(data.get("briefing", {}))
    if briefing:
        rest["briefing"] = briefing
    study = Study(analysis, **parts.read(rest, LINES_LIMIT))
    return study.with_(briefing=replace(study.briefing, **own))


def _briefing(value: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The slides, and what a file has over a link."""
    if not isinstance(value, dict):
        raise InputError("part_invalid", "briefing", where="briefing")
    table: kinds.Table = {
        "association": (kinds.text(readers.text), kinds.as_is),
        "logo": (kinds.text(_decoded), kinds.as_is),
    }
    own = {name: item for name, item in value.items() if name in table}
    slides = {name: item for name, item in value.items() if name not in table}
    return slides, kinds.at("briefing", lambda item: kinds.record(table, item), own)


def _decoded(value: str) -> bytes:
    try:
        return logo(base64.b64decode(value, validate=True))
    except (ValueError, binascii.Error):
        raise InputError("logo_invalid", "logo", limit=LOGO_LIMIT // 1000) from None
