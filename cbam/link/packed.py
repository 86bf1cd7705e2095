"""One compact parameter for what the readable ones cannot hold: scenarios, view, lines, slides.

``1`` (the version), then base64url of a CRC-32 and the deflated JSON of ``parts``, portfolio
lines turned into columns. The first character chooses how the rest is read; old versions stay.
A link is untrusted: the checksum is looked at before anything is unfolded, and the unfolding
stops at a limit.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from typing import Any

from cbam.caches import cached
from cbam.link import kinds, parts
from cbam.reasons import InputError
from cbam.study import Study

PARAMETER = "s"
MAX_LENGTH = 8_000  # characters
_VERSION = "1"
_UNFOLDED_LIMIT = 131_072  # bytes; the largest honest study takes a third
_CRC_BYTES = 4
_DEFLATE = {"wbits": -15}  # no header: the checksum is ours
# One letter a line for a column of few different values, so that 300 lines take 300 letters.
_LETTERS = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:,;!?()[]{}<>@#$%&*+=/~^|"
)

# What links of version 1 often say, the most frequent last. It must never change: a link is
# unreadable without it. A test holds its digest.
_WORDS_1 = """
有限责任公司股份有限公司实业集团五金制品有限公司金属制品有限公司铝业有限公司钢铁有限公司紧固件有限公司贸易有限公司科技有限公司
广东广州市佛山市东莞市中山市深圳市江门市肇庆市惠州市珠海市顺德区南海区不锈钢铝型材铝板带热轧卷板冷轧镀锌钢管螺栓螺母紧固件钢结构
 GmbH & Co. KG Handels Stahl Import B.V. S.p.A. S.A.S. S.L. Sp. z o.o. Ltd Trading
"quantity":"unit":"piece","contents":"downstream":"without_markup":true"competitors":["shares":[0.25,
"better":"missing":"indirect":"currency":"CNY","part":"notes":[["titles":[["slides":["title","briefing":
"edition":"evidence":"paid_home":"member":"importer":"product":"lines":{"2027-"low","high","central",
"lst":"ISO 14067","lsc":"guangdong","lu":"kg","lp":"t","lb":"cradle-to-gate","lf":"bf-bof","label":{"
"asof":"2026-"law":"2026-02","price":"bear":"fx":"imp":"fee":"tc":"0.1","ts":"process","path":"own",
"home":["points":[[2027,[2028,[2029,[2030,"tranches":[[2026,"1",250],[2026,"2",250],[2026,"3",250],
"factor_path":"p616","cscf_after_2030":0.9"benchmark_multiplier":"reform":{"selected":"baseline":
"alternative":"year":2030,"year":2028,"year":2027,"view":{"origin":"TR"}]}"see":"mass":1.05,"direct":
"route":"C","indirect":"inputs":[{"mass":1.1,"cn_code":"7207"chain":{"cn_code":"7208"basis":"actual",
"see":"1.9","route":"D"},"name":"{"scenarios":[{"analysis":{"cn":"76042990","cn":"73181588","cn":"7208
3900","from":"TR","from":"VN","from":"IN","from":"CN","t":"1000","year":"2026","q":"1"},"name":"
""".replace("\n", "").encode()  # fmt: skip


@cached(maxsize=64)
def encode(study: Study) -> str:
    """The parameter; empty where the readable parameters say it all.

    Raises:
        InputError: ``link_too_large``, or the first value that no link can hold.
    """
    data = parts.write(study)
    if not data:
        return ""
    if len(study.lines) > parts.LINES_IN_A_LINK:
        raise too_large()
    parts.read(data)  # what could not be read again is refused now, by name
    if study.lines:
        data["lines"] = _columns(data["lines"])
    return pack(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode())


def pack(raw: bytes) -> str:
    """Fold the bytes of the JSON (InputError ``link_too_large``)."""
    folder = zlib.compressobj(9, zlib.DEFLATED, memLevel=9, zdict=_WORDS_1, **_DEFLATE)
    folded = folder.compress(raw) + folder.flush()
    signed = zlib.crc32(folded).to_bytes(_CRC_BYTES, "big") + folded
    found = _VERSION + base64.urlsafe_b64encode(signed).decode().rstrip("=")
    if len(raw) > _UNFOLDED_LIMIT or len(found) > MAX_LENGTH:
        raise too_large()
    return found


def too_large() -> InputError:
    """The error of a study that no link can hold."""
    return InputError("link_too_large", "link", None, limit=MAX_LENGTH, lines=parts.LINES_IN_A_LINK)


def decode(value: str) -> dict[str, Any]:
    """The fields of ``Study`` that the parameter holds, all of them or none.

    Raises:
        InputError: ``link_damaged`` (altered or cut off), ``link_newer`` (a version this tool
            does not know), ``link_too_long`` (also once unfolded), or the first value that
            cannot be used, with its place.
    """
    raw = unpack(value)
    try:
        data = kinds.parse(raw.decode())
    except (UnicodeDecodeError, InputError):  # folded as it should be, but not by us
        raise InputError("link_damaged", "link") from None
    if isinstance(data, dict) and "lines" in data:
        data = {**data, "lines": _lines(data["lines"])}
    return parts.read(data)


def unpack(value: str) -> bytes:
    """Unfold to the bytes of the JSON, never more than the limit (raises as ``decode``)."""
    if len(value) > MAX_LENGTH:
        raise InputError("link_too_long", "link", limit=MAX_LENGTH)
    version, body = value[:1], value[1:]
    if version != _VERSION:
        newer = version.isascii() and version.isalnum()
        raise InputError("link_newer" if newer else "link_damaged", "link")
    try:
        signed = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raise InputError("link_damaged", "link") from None
    crc, folded = signed[:_CRC_BYTES], signed[_CRC_BYTES:]
    if zlib.crc32(folded).to_bytes(_CRC_BYTES, "big") != crc:
        raise InputError("link_damaged", "link")
    unfolder = zlib.decompressobj(zdict=_WORDS_1, **_DEFLATE)
    try:
        raw = unfolder.decompress(folded, _UNFOLDED_LIMIT + 1)
    except zlib.error:
        raise InputError("link_damaged", "link") from None
    if len(raw) > _UNFOLDED_LIMIT:
        raise InputError("link_too_long", "link", limit=MAX_LENGTH)
    if not unfolder.eof or unfolder.unused_data:
        raise InputError("link_damaged", "link")
    return raw


def _columns(lines: list[dict[str, Any]]) -> dict[str, Any]:
    """Lines as columns: ``[values, letters]`` for few different values, else the values."""
    found: dict[str, Any] = {"": len(lines)}
    for name in parts.LINE:
        column = [line.get(name) for line in lines]
        distinct = list(dict.fromkeys(column))
        if distinct == [None]:
            continue
        if len(distinct) == 1:
            found[name] = [distinct]
        elif len(distinct) <= len(_LETTERS):
            letter = dict(zip(distinct, _LETTERS, strict=False))
            found[name] = [distinct, "".join(letter[value] for value in column)]
        else:
            found[name] = [column, ""]
    return found


def _lines(data: Any) -> list[dict[str, Any]]:
    """The lines of ``_columns`` (InputError ``part_invalid``)."""
    count = data.get("") if isinstance(data, dict) else None
    if not isinstance(count, float) or not 0 < count <= parts.LINES_IN_A_LINK:
        raise kinds.refused(count)
    lines: list[dict[str, Any]] = [{} for _ in range(int(count))]
    for name, column in data.items():
        if not name:
            continue
        values = kinds.at(name, lambda item: _values(item, len(lines)), column)
        for line, value in zip(lines, values, strict=True):
            if value is not None:
                line[name] = value
    return lines


def _values(column: Any, count: int) -> list[Any]:
    if not isinstance(column, list) or not column or not isinstance(column[0], list):
        raise kinds.refused(column)
    distinct, letters = column[0], column[1] if len(column) > 1 else "A" * count
    if letters == "":
        values = distinct
    elif isinstance(letters, str) and len(distinct) <= len(_LETTERS):
        at = dict(zip(_LETTERS, distinct, strict=False))
        if not set(letters) <= set(at):
            raise kinds.refused(letters)
        values = [at[letter] for letter in letters]
    else:
        raise kinds.refused(column)
    if len(values) != count:
        raise kinds.refused(len(values))
    return values
