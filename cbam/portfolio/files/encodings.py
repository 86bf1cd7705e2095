"""The encoding of a text file: UTF-8, UTF-16 or GB18030, or a refusal that names the row."""

from __future__ import annotations

import codecs
import io

from cbam.portfolio.files.raw import MEGABYTE
from cbam.reasons import InputError

_MIXED_LINES = 200_000  # lines looked at for a mix of encodings
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def to_utf8(data: bytes, name: str = "") -> tuple[bytes, str]:
    """The text in UTF-8 without a mark, and the encoding it came in."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            data = data[len(mark) :]
            if encoding != "utf-8":
                return _recoded(data, encoding, name), encoding
            break
    sample = data[:4096]
    if b"\0" in sample:  # every second byte of Latin text in UTF-16
        order = "utf-16-le" if sample[1::2].count(0) >= sample[0::2].count(0) else "utf-16-be"
        if sample.count(0) * 4 > len(sample):
            return _recoded(data, order, name), order
    if b"\0" in data:
        raise InputError("file_not_text", "file", name)
    if data.isascii() or _is_utf8(data):
        return data, "utf-8"
    mixed = _mixed(data)
    if mixed:
        raise InputError("encoding_mixed", "file", name, row=mixed)
    return _recoded(data, "gb18030", name), "gb18030"


def _recoded(data: bytes, encoding: str, name: str) -> bytes:
    try:
        text = data.decode(encoding)
        if "\0" in text:
            raise InputError("file_not_text", "file", name)
        return text.encode("utf-8")
    except UnicodeError as error:
        at = getattr(error, "start", 0)
        line = data[:at].count(b"\n") + 1
        raise InputError("encoding_unknown", "file", name, row=line) from error


def _is_utf8(data: bytes) -> bool:
    decode = codecs.getincrementaldecoder("utf-8")().decode
    try:
        for at in range(0, len(data), MEGABYTE):
            decode(data[at : at + MEGABYTE])
        decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def _mixed(data: bytes) -> int:
    """The first line of Chinese in UTF-8 in a text that as a whole is not UTF-8; 0 if none."""
    other = 0
    for number, line in enumerate(io.BytesIO(data), 1):
        if number > _MIXED_LINES:
            break
        if line.isascii():
            continue
        try:
            chinese = sum("\u4e00" <= sign <= "\u9fff" for sign in line.decode("utf-8"))
        except UnicodeDecodeError:
            continue
        if chinese >= 2 and not other:
            other = number
    return other
