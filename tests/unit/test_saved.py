"""The analysis file: what it holds, what it refuses, and the schema that is documented."""

from __future__ import annotations

import io
import json
import re
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from cbam.link import label_record, parts, readable, saved, vintage
from cbam.present.wording import problem
from cbam.reasons import InputError
from cbam.study import Briefing, Study
from tests.property.test_link_study import six

ROOT = Path(__file__).resolve().parents[2]


def picture(kind: str = "PNG", size: tuple[int, int] = (300, 100)) -> bytes:
    found = io.BytesIO()
    Image.new("RGB", size, "#0F766E").save(found, kind)
    return found.getvalue()


def study() -> Study:
    own = replace(six().briefing, association="广东省钢铁协会", logo=picture())
    return six().with_(briefing=own)


def changed(**changes: Any) -> bytes:
    """The file with some of its outermost parts replaced (``None``: left out)."""
    data = {**json.loads(saved.dump(study(), "en")), **changes}
    return json.dumps({k: v for k, v in data.items() if v is not None}).encode()


def refused(raw: bytes) -> list[str]:
    found, problems = saved.load(raw)
    assert found == Study()
    for error in problems:
        for lang in ("en", "zh"):
            text = problem(error, lang)
            assert text
            assert "{" not in text
    return [error.code for error in problems]


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_everything_comes_back_with_name_and_logo(kind: str) -> None:
    whole = study().with_(briefing=replace(study().briefing, logo=picture(kind)))
    raw = saved.dump(whole, "zh")
    assert saved.load(raw) == (whole, [])
    assert saved.made(raw) == vintage.current(whole)
    assert saved.load(b"\xef\xbb\xbf" + raw) == (whole, [])  # as some editors save it
    assert len(raw) < 10_000


def test_the_file_is_plain_json_with_its_names() -> None:
    data = json.loads(saved.dump(study(), "zh"))
    assert list(data)[:4] == ["format", "version", "lang", "made"]
    assert (data["format"], data["version"], data["lang"]) == ("cbam-study", 1, "zh")
    assert data["analysis"]["cn"] == "72083900"
    assert data["scenarios"][1]["name"] == "土耳其竞争对手"
    assert json.loads(saved.dump(Study(), "en")).keys() == {
        "format", "version", "lang", "made", "analysis",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "codes"),
    [
        (b"", ["file_foreign"]),
        (b"PK\x03\x04 a workbook", ["file_foreign"]),
        (b"\xff\xfe", ["file_foreign"]),
        (b"[" * 100_000, ["file_foreign"]),
        (b"{}", ["file_foreign"]),
        (b'{"format":"cbam-study","version":1,"version":1}', ["file_foreign"]),
        (b'{"format":"cbam-study","version":true}', ["file_foreign"]),
        (b'{"format":"cbam-study","version":2}', ["file_newer"]),
        (b'{"format":"cbam-study","version":' + b"9" * 5000 + b"}", ["file_newer"]),
        (b" " * (saved.FILE_LIMIT + 1), ["file_too_large"]),
        (changed(lang="fr"), ["file_refused", "lang_unknown"]),
        (changed(lang=None), ["file_refused", "lang_unknown"]),
        (changed(made="yesterday"), ["file_refused", "vintage_invalid"]),
        (changed(made=None), ["file_refused", "part_invalid"]),
        (changed(analysis=None), ["file_refused", "part_invalid"]),
        (changed(analysis={}), ["file_refused", "part_missing"]),
        (changed(analysis={"cn": "7208"}), ["file_refused", "cn_needs_eight"]),
        (changed(analysis={"t": 1000}), ["file_refused", "part_invalid"]),
        (changed(cost_eur=5), ["file_refused", "part_unknown"]),
        (changed(scenarios=[{"name": "x" * 121}]), ["file_refused", "text_invalid"]),
        (changed(view={"year": 1e400}), ["file_foreign"]),
        (changed(lines=[{"cn": "72083900"}]), ["file_refused", "part_missing"]),
        (changed(briefing=[]), ["file_refused", "part_invalid"]),
        (changed(briefing={"logo": "!"}), ["file_refused", "logo_invalid"]),
        (changed(briefing={"logo": "aGVsbG8="}), ["file_refused", "logo_invalid"]),
        (changed(briefing={"association": "a\nb"}), ["file_refused", "text_invalid"]),
    ],
)
def test_a_file_with_a_fault_is_refused_as_a_whole(raw: bytes, codes: list[str]) -> None:
    assert refused(raw) == codes


def test_a_large_file_is_not_parsed() -> None:
    raw = b'{"format":"cbam-study","a":"' + b"x" * (saved.FILE_LIMIT + 1)
    tracemalloc.start()
    assert refused(raw) == ["file_too_large"]
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


@pytest.mark.parametrize(
    "raw",
    [b"", b"GIF89a", picture("GIF"), picture("BMP"), picture(size=(4001, 1)), b"<svg/>",
     picture()[:20], b"x" * (saved.LOGO_LIMIT + 1)],
)  # fmt: skip
def test_only_a_small_picture_is_a_logo(raw: bytes) -> None:
    with pytest.raises(InputError, match="logo_invalid"):
        saved.logo(raw)


def test_what_a_file_cannot_hold_is_refused_when_saving() -> None:
    for briefing in (Briefing(association="x" * 121), Briefing(logo=b"nothing")):
        with pytest.raises(InputError):
            saved.dump(Study(briefing=briefing), "en")


def test_the_schema_is_documented() -> None:
    """Every name a file can have stands in ``docs/study-file.md``, and no other parameter."""
    text = (ROOT / "docs" / "study-file.md").read_text(encoding="utf-8")
    names = {*saved._KEYS, *parts._SCENARIO, *parts._VIEW, *parts._BRIEFING, *parts._REFORM,
             *parts._DOWNSTREAM, *parts.LINE, *readable.PARAMETERS, "association", "logo", "mass",
             "inputs", "direct", "indirect"}  # fmt: skip
    text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    documented = set(re.findall(r"`([a-z_0-9]+)`", text))
    assert not names - documented
    assert set(label_record.PARAMETERS) <= documented
