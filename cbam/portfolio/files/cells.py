"""What one text in a cell means, and what is wrong with it: called once per distinct text."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from cbam import tables
from cbam.caches import cached
from cbam.law.goods import normalise
from cbam.law.vintages import Law
from cbam.portfolio.files.words import BOUNDARIES, mass_unit, meaning_of, means, plain
from cbam.reasons import ERRORS, codes_of

SUGGESTIONS = 12  # codes named in a remedy
_SCIENTIFIC = re.compile(r"(\d)(?:\.(\d+))?[eE]\+?(\d{1,2})")
_DATE_LIKE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 0?0:00(?::00)?)?")
_CODE_AS_DATE = re.compile(r"(?:19|20)\d{2}[-/年].+")  # points stand in codes, too: 3102.10.19
_THREE = re.compile(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{2,4})")
_MONTH = re.compile(r"(\d{4})(?:[-/.年])(\d{1,2})月?")
_QUARTER = re.compile(
    r"(?:(\d{4})[年\-/ ]*)?(?:q|第)?([1-4一二三四])(?:季度?|q)?(?:[\-/ ]*(\d{4})年?)?"
)
_YEAR = re.compile(r"(\d{4})(?:\.0+)?(?:年度?)?")
_CHINESE_DIGITS = "一二三四"
_EXCEL_EPOCH = date(1899, 12, 30).toordinal()
_EXCEL_DAYS = (40_000, 60_000)  # 2009 to 2064


class Cell(NamedTuple):
    """A text as understood: its value, or the code of a problem with what mends it."""

    value: Any
    code: str = ""
    details: Mapping[str, Any] = MappingProxyType({})


def is_formula(text: str) -> bool:
    """Whether a cell holds a formula as text."""
    stripped = text.lstrip()
    return stripped.startswith("=") and len(stripped) > 1


def read_good(text: str, law: Law, suggest: bool = True) -> Cell:
    """A code: the value is the code in digits; problems name the codes that may be meant."""
    goods = law.goods
    typed = unicodedata.normalize("NFKC", text).strip().lstrip("'").strip()
    if is_formula(typed):
        return Cell("", "formula_text")
    scientific = _SCIENTIFIC.fullmatch(typed)
    if scientific:
        known = scientific[1] + (scientific[2] or "")
        whole = known.ljust(int(scientific[3]) + 1, "0")
        if len(whole) in (8, 10) and len(known) >= 8 and not goods.resolve(whole)[1] & ERRORS:
            return Cell(whole, "cn_number", {"suggestion": whole})
        prefix = known.rstrip("0") or known
        return Cell("", "cn_scientific", {"allowed": _under(prefix, law) if suggest else []})
    if _CODE_AS_DATE.fullmatch(typed) and not read_period(typed).code:
        return Cell("", "cn_date")
    dashed = re.sub(r"(?<=\d)[-_–](?=\d)", "", typed)
    code = normalise(dashed)
    _, mask = goods.resolve(code)
    if not mask & ERRORS:
        if re.fullmatch(r"\d+\.0+", typed):
            return Cell(code, "cn_number", {"suggestion": code})
        return Cell(code)
    reason = codes_of(mask & ERRORS)[0]
    if reason == "cn_length" and len(code) in (3, 5, 7, 9):
        restored = "0" + code
        if not _under(code, law) and restored[:4] in goods.headings:
            return Cell("", "cn_leading_zero", {"suggestion": restored})
    if reason in ("cn_length", "cn_needs_eight", "cn_unknown", "taric_unknown"):
        return Cell("", reason, {"allowed": _candidates(code, law) if suggest else []})
    return Cell("", reason)


def _under(prefix: str, law: Law) -> list[str]:
    return law.goods.under(prefix)[:SUGGESTIONS] if prefix else []


def _candidates(code: str, law: Law) -> list[str]:
    """Goods that share the most leading digits with a code, at least four."""
    for length in range(min(len(code), 10), 3, -1):
        found = _under(code[:length], law)
        if found:
            return found
    return []


@cached(maxsize=1)
def _aliases() -> Mapping[str, str]:
    rows = tables.read("portfolio_origin_aliases")
    return MappingProxyType(
        {normalise(a).casefold(): o for a, o in zip(rows["alias"], rows["origin"], strict=True)}
    )


def resolve_origin(text: str, law: Law) -> str | None:
    """The origin code of a code or name, other common names included."""
    return law.origins.resolve(text) or _aliases().get(normalise(text).casefold())


def read_origin(text: str, law: Law, suggest: bool = True) -> Cell:
    """An origin code; an unknown name brings the nearest known ones, where asked to."""
    if not text.strip():
        return Cell("", "origin_empty")
    if is_formula(text):
        return Cell("", "formula_text")
    code = resolve_origin(text, law)
    if code:
        return Cell(code)
    if not suggest:
        return Cell("", "origin_unknown")
    known = _names()
    cutoff = 0.5 if re.search("[\u4e00-\u9fff]", text) else 0.75
    near = difflib.get_close_matches(plain(text)[:40], known, 3, cutoff)
    return Cell("", "origin_unknown", {"near": [known[name] for name in near]})


@cached(maxsize=1)
def _names() -> Mapping[str, str]:
    """Names of origins as compared -> as written."""
    rows = tables.read("origins")
    names = [*rows["name_en"], *rows["name_zh"], *tables.read("portfolio_origin_aliases")["alias"]]
    return MappingProxyType({plain(name): str(name) for name in names if len(name) > 1})


class Period(NamedTuple):
    """A time of importation: year (0: not stated) and quarter (0: not stated)."""

    year: int = 0
    quarter: int = 0


def read_period(text: str, serials: bool = False) -> Cell:
    """A date, month, quarter or year as people write it; the value is a ``Period``.

    Args:
        text: the cell.
        serials: whether a number such as 46223 is a spreadsheet's day count.
    """
    written = plain(text)
    if not written or means(written, "missing"):
        return Cell(Period())
    if is_formula(text):
        return Cell(Period(), "formula_text")
    written = re.sub(r"[ t]\d{1,2}:\d{2}(:\d{2})?(\.\d+)?(z|[+-]\d{2}:?\d{2})?$", "", written)
    year = _YEAR.fullmatch(written)
    if year:
        return Cell(Period(int(year[1])))
    if serials and re.fullmatch(r"\d{5}(\.\d+)?", written):
        days = int(float(written))
        if _EXCEL_DAYS[0] <= days <= _EXCEL_DAYS[1]:
            return Cell(_period(date.fromordinal(_EXCEL_EPOCH + days)))
    if re.fullmatch(r"20\d{6}", written):
        written = f"{written[:4]}-{written[4:6]}-{written[6:]}"
    day = _DATE_LIKE.fullmatch(written)
    if day:
        found = _day(int(day[1]), int(day[2]), int(day[3]))
        return Cell(_period(found)) if found else Cell(Period(), "date_invalid")
    three = _THREE.fullmatch(written)
    if three:
        return _day_or_month_first(int(three[1]), int(three[2]), three[3], "." in written)
    month = _MONTH.fullmatch(written)
    if month and 1 <= int(month[2]) <= 12:
        return Cell(Period(int(month[1]), (int(month[2]) + 2) // 3))
    quarter = _QUARTER.fullmatch(written.removesuffix(".0"))
    if quarter:
        sign = quarter[2]
        number = _CHINESE_DIGITS.index(sign) + 1 if sign in _CHINESE_DIGITS else int(sign)
        return Cell(Period(int(quarter[1] or quarter[3] or 0), number))
    return Cell(Period(), "date_invalid")


def _day_or_month_first(first: int, second: int, year: str, dotted: bool) -> Cell:
    """``20.07.2026`` and ``07/20/2026``; ``03/04/2026`` only where both give one quarter."""
    full = int(year) + (2000 if len(year) == 2 else 0)
    if first > 31 or len(year) == 3:
        return Cell(Period(), "date_invalid")
    readings = {_day(full, second, first)} | (set() if dotted else {_day(full, first, second)})
    quarters = {_period(found) for found in readings if found}
    if not quarters:
        return Cell(Period(), "date_invalid")
    if len(quarters) > 1:
        return Cell(Period(), "date_ambiguous")
    return Cell(quarters.pop())


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _period(day: date) -> Period:
    return Period(day.year, (day.month + 2) // 3)


def read_basis(text: str) -> Cell:
    """``default`` or ``actual``; an empty cell is the default."""
    if not text.strip() or means(text, "missing"):
        return Cell("default")
    found = meaning_of(text, "default", "actual")
    return Cell(found) if found else Cell("default", "basis_unknown")


def read_route(text: str, law: Law) -> Cell:
    """A production route letter; empty where none is stated."""
    if not text.strip() or means(text, "missing"):
        return Cell("")
    letter = unicodedata.normalize("NFKC", text).strip().upper().strip("()")
    if letter in law.benchmarks.routes:
        return Cell(letter)
    return Cell("", "route_unknown", {"allowed": law.benchmarks.routes[1:]})


def read_mass_unit(text: str) -> Cell:
    """Tonnes in one unit of a row's quantity; 0 where the cell is empty."""
    factors = {"t": 1.0, "kg": 1e-3, "g": 1e-6}
    if not text.strip():
        return Cell(0.0)
    unit = mass_unit(text)
    return Cell(factors[unit]) if unit else Cell(0.0, "unit_not_mass")


def read_boundary(text: str) -> Cell:
    """A label's system boundary; ``unknown`` where it is empty or not understood."""
    return Cell(meaning_of(text, *BOUNDARIES) or "unknown")
