"""How people head columns and fill cells, in English and Chinese, read from ``data/portfolio``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from cbam import tables
from cbam.caches import cached

_SOFT = re.compile(r"[\s_\-.:：*/\\()（）\[\]【】'\"“”‘’]+")
_BRACKETS = re.compile(r"[(\[（【]([^()\[\]（）【】]*)[)\]）】]")
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
BOUNDARIES = ("cradle-to-gate", "cradle-to-grave", "cradle-to-customer", "gate-to-gate")
_EMISSIONS = re.compile(
    r"(g|kg|t|克|千克|公斤|吨)\s*(?:co2(?:e|-?eq)?|二氧化碳当量|二氧化碳)?\s*/\s*(\w+)"
)


def plain(text: str) -> str:
    """A text as it is compared: full-width made half-width, case and outer space gone."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def squeezed(text: str) -> str:
    """A text without case, spaces and punctuation."""
    return _SOFT.sub("", plain(text))


@cached(maxsize=1)
def _fields() -> Mapping[str, str]:
    rows = tables.read("portfolio_column_names")
    return MappingProxyType(
        {squeezed(name): field for name, field in zip(rows["name"], rows["field"], strict=True)}
    )


@cached(maxsize=1)
def _meanings() -> Mapping[str, frozenset[str]]:
    rows = tables.read("portfolio_cell_words")
    return MappingProxyType(
        {
            str(meaning): frozenset(plain(word) for word in part["word"])
            for meaning, part in rows.groupby("meaning")
        }
    )


def means(text: str, meaning: str) -> bool:
    """Whether a cell's text is one of the words for ``meaning`` (a closing colon apart)."""
    return _word(text) in _meanings()[meaning]


def _word(text: str) -> str:
    return plain(text).rstrip(":").strip()


def meaning_of(text: str, *choices: str) -> str:
    """Which of some meanings a cell's text has; empty if none."""
    word, known = _word(text), _meanings()
    return next((choice for choice in choices if word in known[choice]), "")


def word_for(meaning: str, lang: str) -> str:
    """The first word listed for a meaning in a language."""
    rows = tables.read("portfolio_cell_words")
    chosen = rows[(rows["meaning"] == meaning) & (rows["lang"] == lang)]
    return str(chosen["word"].iloc[0])


def mass_unit(text: str) -> str:
    """``t``, ``kg`` or ``g`` for a word that is a unit of mass; empty if it is none."""
    return meaning_of(text, "t", "kg", "g")


def emission_unit(text: str) -> tuple[str, str] | None:
    """(unit of CO2e, per what) of a text such as ``kgCO2e/t``; ``None`` if it is no such unit."""
    found = _EMISSIONS.search(plain(text).replace("co₂", "co2"))
    if not found:
        return None
    per = meaning_of(found[2], "t", "kg", "g", "piece", "m") or found[2]
    return mass_unit(found[1]), per


def is_name(text: str, field: str) -> bool:
    """Whether a cell holds just a listed name of a field."""
    return _fields().get(squeezed(text)) == field


@cached(maxsize=4096)
def field_of(heading: str) -> tuple[str, str, int]:
    """What a heading means: (field, unit, confidence); empty field if it is not known.

    The unit is what stands in brackets or at the end: ``净重(kg)`` is the field ``kg``,
    ``碳足迹(kgCO2e/t)`` the field ``label`` in that unit. Confidence in per cent: 100 for a
    listed name, 90 for one beside another (``商品编码 CN code``), 70 for one inside the heading.
    """
    known = _fields()
    unit = ""
    body = plain(heading)
    for inner in _BRACKETS.findall(body):
        if mass_unit(inner) or emission_unit(inner):
            unit = inner.strip()
            body = _BRACKETS.sub(" ", body)
    bare = squeezed(body)
    if not bare and unit:
        return (mass_unit(unit) or "label").replace("t", "tonnes", 1), unit, 70
    field, sure = known.get(bare, ""), 100
    if not field:
        field, unit, sure = _loosely(body, unit)
    if field == "tonnes":
        if mass_unit(unit) == "kg":
            field = "kg"
        elif bare in ("t", "mt", "吨", "吨数", "吨位", "tonnes", "tons"):
            unit = unit or "t"
    return field, unit, sure


def _loosely(body: str, unit: str) -> tuple[str, str, int]:
    """A heading of several words, in two languages, or with its unit at the end."""
    known = _fields()
    words = [word for word in re.split(r"[\s/|,，、_\-()（）]+", body) if word]
    if len(words) > 1 and not unit and mass_unit(words[-1]):
        unit, words = words[-1], words[:-1]
        field = known.get(squeezed("".join(words)), "")
        if field:
            return field, unit, 100
    chinese = "".join(_CHINESE.findall(body))
    latin = squeezed(_CHINESE.sub(" ", body))
    for part in (chinese, latin):
        if part in known:
            return known[part], unit, 90
    tail = next(
        (u for u in ("千克", "公斤", "kg", "吨") if chinese.endswith(u) or body.endswith(u)), ""
    )
    if tail and chinese.removesuffix(tail) in known:
        return known[chinese.removesuffix(tail)], unit or tail, 90
    spoken = f" {' '.join(words)} "
    known = _spoken(bool(chinese))
    inside = [name for name in known if (name in chinese if chinese else f" {name} " in spoken)]
    if inside:
        return known[max(inside, key=len)], unit, 70
    return "", unit, 0


@cached(maxsize=2)
def _spoken(chinese: bool) -> Mapping[str, str]:
    """Listed names that say enough inside a longer heading, as words with single spaces."""
    rows = tables.read("portfolio_column_names")
    pairs = zip(rows["name"], rows["field"], strict=True)
    spoken = {" ".join(re.split(r"[\s_\-]+", plain(name))): str(field) for name, field in pairs}
    return MappingProxyType(
        {
            name: field
            for name, field in spoken.items()
            if bool(_CHINESE.search(name)) == chinese and len(name) > (1 if chinese else 3)
        }
    )
