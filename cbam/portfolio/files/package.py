"""The archive of a workbook, looked through before anything opens it.

A workbook is a zip archive from a stranger. It is refused by name where it is encrypted, holds
macros, unpacks to more than it should, or spreads a few cells over a sheet so large that the
reader would fill the memory with empty ones.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree

from cbam.portfolio.files.raw import MEGABYTE
from cbam.reasons import InputError

UNPACKED_LIMIT = 600 * MEGABYTE
RATIO_LIMIT = 250  # unpacked to packed, of a part that is not small
ENTRIES_LIMIT = 2_000
CELLS_LIMIT = 10_000_000  # of the rectangle that a sheet spans, empty cells included
SHEET_ROWS_LIMIT = 1_048_576  # what Excel holds
BLOCK = MEGABYTE  # bytes unpacked at a time
_SMALL = 4 * MEGABYTE
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BOOK, _LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_CELLS = (b"<c ", b"<c>", b"<c/", b":c ", b":c>", b":c/")  # with or without a prefix
_ROWS = (b"<row ", b"<row>", b":row ", b":row>")
_FORMULA = b"f>"  # ends the first one of a group that share it, with a prefix or without
_COLUMN = re.compile(rb' r *= *"([A-Za-z]{1,7})')
_NUMBER = re.compile(rb' r *= *"[A-Za-z]*(\d{1,9})')
PLAIN = bytes.maketrans(b"\t\n\r'", b'   "')  # one space and one quotation mark for all
_PART = re.compile(r"^xl/worksheets/[^/]+\.xml$", re.IGNORECASE)


class Package(NamedTuple):
    """What the archive of a workbook holds.

    Attributes:
        sheets: the part of each sheet, by the sheet's name.
        formulas: the parts in which there are formulas.
        uncalculated: whether the file asks to be calculated when it is opened, as scripts write
            it that put down a formula and, for its result, 0.
    """

    sheets: dict[str, str]
    formulas: frozenset[str]
    uncalculated: bool


def is_archive(data: bytes) -> bool:
    """Whether the bytes are a zip archive or an OLE file, so no text."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06", _OLE))


def inspect(data: bytes, name: str) -> Package:
    """Refuse a file that is not a plain, reasonably sized workbook; say what is in it.

    Raises:
        InputError: ``file_encrypted``, ``file_old_excel``, ``file_macros``, ``file_damaged``,
            ``file_not_workbook``, ``file_bomb``, ``sheet_too_large``.
    """
    if data.startswith(_OLE):
        code = "file_encrypted" if _ENCRYPTED in data else "file_old_excel"
        raise InputError(code, "file", name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            names = [entry.filename.lower() for entry in entries]
            if any(entry.flag_bits & 1 for entry in entries):
                raise InputError("file_encrypted", "file", name)
            if len(entries) > ENTRIES_LIMIT or len(set(names)) < len(names):
                raise InputError("file_damaged", "file", name, why="entries")
            if any(entry.endswith("vbaproject.bin") for entry in names):
                raise InputError("file_macros", "file", name)
            if "[content_types].xml" not in names or _BOOK not in names:
                raise InputError("file_not_workbook", "file", name)
            unpacked = sum(entry.file_size for entry in entries)
            bulky = any(
                entry.file_size > max(_SMALL, RATIO_LIMIT * entry.compress_size)
                for entry in entries
            )
            if bulky or unpacked > UNPACKED_LIMIT:
                raise InputError("file_bomb", "file", name, limit=UNPACKED_LIMIT // MEGABYTE)
            sheets, uncalculated = _contents(archive, dict(zip(names, entries, strict=True)))
            parts = {part for found in sheets.values() for part in found}
            formulas = {
                entry.filename for entry in entries
                if _look_through(archive, entry, name, entry.filename in parts)
            }  # fmt: skip
            named = {sheet: found[0] for sheet, found in sheets.items()}
            return Package(named, frozenset(formulas), uncalculated)
    except (
        zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError,
        RuntimeError, OverflowError, ElementTree.ParseError,
    ) as error:  # fmt: skip
        if isinstance(error, InputError):
            raise
        raise InputError("file_damaged", "file", name, why=str(error)[:120]) from error


def _contents(
    archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo]
) -> tuple[dict[str, list[str]], bool]:
    """The parts each sheet may be read from, and whether the file has not been calculated.

    A sheet may lie anywhere in the archive: what the workbook refers to is measured as a sheet.
    """
    targets: dict[str, list[str]] = {}
    for link in _elements(archive, entries.get(_LINKS)):
        target = link.get("Target", "").replace("\\", "/")
        path = target[1:] if target.startswith("/") else f"xl/{target}"
        part = entries.get(path.lower())
        if part is not None:
            targets.setdefault(link.get("Id", ""), []).append(part.filename)
    sheets: dict[str, list[str]] = {}
    uncalculated = False
    for element in _elements(archive, entries[_BOOK]):
        kind = element.tag.rpartition("}")[2]
        if kind == "sheet":
            linked = [part for value in element.attrib.values() for part in targets.get(value, ())]
            if linked:
                sheets.setdefault(element.get("name", ""), []).extend(linked)
        elif kind == "calcPr":
            uncalculated = element.get("fullCalcOnLoad") in ("1", "true")
    return sheets, uncalculated


def _elements(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo | None
) -> Iterator[ElementTree.Element]:
    """The elements of a small part, without any that the text would define itself."""
    if entry is None:
        return
    if entry.file_size > _SMALL:
        raise ValueError(f"{entry.filename} is too long")
    text = archive.read(entry)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise ValueError(f"{entry.filename} defines entities")
    yield from ElementTree.fromstring(text).iter()


def _look_through(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, linked: bool
) -> bool:
    """Unpack an entry piece by piece; measure the rectangle of a sheet; whether it has formulas.

    Unpacking ends at the declared size, and the checksum shows a declaration that lies.
    """
    is_sheet = linked or bool(_PART.match(entry.filename))
    formulas = False
    if entry.filename.lower().endswith((".xml", ".rels")) or is_sheet:
        rows = columns = tags = cells = 0
        last = 0
        for piece in pieces(archive, entry):
            if not is_sheet:
                continue
            formulas = formulas or _FORMULA in piece
            piece = piece.translate(PLAIN)
            letters = _COLUMN.findall(piece)
            numbers = set(_NUMBER.findall(piece))
            tags += sum(map(piece.count, _CELLS))
            cells += len(letters)
            rows += sum(map(piece.count, _ROWS))
            last = max(last, max(map(int, numbers), default=0))
            columns = max(columns, max(map(column_number, set(letters)), default=0))
        without = max(0, tags - cells)  # cells without a place stand beside each other
        span = max(rows, last) * (columns + without)
        if span > CELLS_LIMIT or max(rows, last) > SHEET_ROWS_LIMIT:
            raise InputError(
                "sheet_too_large", "file", name, rows=max(rows, last), columns=columns + without,
                limit=CELLS_LIMIT,
            )  # fmt: skip
    return formulas


def pieces(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo | str, end: bytes = b">"
) -> Iterator[bytes]:
    """An entry in pieces that end with a tag, so that no reference is cut in two.

    Args:
        archive: the workbook.
        entry: which part of it.
        end: what a piece ends with.
    """
    rest = b""
    with archive.open(entry) as source:
        while block := source.read(BLOCK):
            block = rest + block
            cut = block.rfind(end) + len(end) if end in block else 0
            rest = block[cut:]
            if len(rest) > _SMALL:  # one tag of megabytes is no sheet
                rest = b""
            yield block[:cut]
    yield rest


def column_number(letters: bytes) -> int:
    """The number of a column, from 1, by its letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
