"""Numbers, money, dates and codes as the reader's language writes them."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel.dates import format_date
from babel.numbers import get_decimal_symbol, get_group_symbol

from cbam.i18n import LANGS, LOCALE

MINUS = "\N{MINUS SIGN}"


def number(value: float, lang: str, digits: int = 0, least: int | None = None) -> str:
    """A number with the language's separators.

    Args:
        value: the number; NaN gives a dash, since no figure is better than a wrong one.
        lang: ``en`` or ``zh``.
        digits: decimals at most.
        least: decimals at least; as many as ``digits`` if not given.
    """
    if value is None or not math.isfinite(value):
        return "–"
    least = digits if least is None else least
    # Half to even on the printed decimals, as the CLDR pattern #,##0.0# asks; Babel's own
    # formatting takes twenty times as long, and a page writes a hundred figures.
    text = f"{Decimal(str(value)):,.{digits}f}"
    whole, _point, part = text.partition(".")
    part = part[:least] + part[least:].rstrip("0")
    if not (whole.strip("-0") or part.strip("0")):  # no minus before a rounded zero
        whole = whole.lstrip("-")
    group, point = _separators(lang)
    whole = whole.replace("-", MINUS).replace(",", group)
    return f"{whole}{point}{part}" if part else whole


@lru_cache(maxsize=len(LANGS))
def _separators(lang: str) -> tuple[str, str]:
    """Between thousands, and before decimals."""
    return get_group_symbol(LOCALE[lang]), get_decimal_symbol(LOCALE[lang])


def eur(value: float, lang: str, digits: int = 0) -> str:
    """Euros: ``EUR 163,527`` / ``163,527 欧元``; two decimals where asked."""
    return euros(number(value, lang, digits), lang)


def euros(text: str, lang: str) -> str:
    """A figure or range already written, as euros: ``EUR 7–23`` / ``7–23 欧元``."""
    return f"EUR {text}" if lang == "en" else f"{text} 欧元"


def cny(value: float, lang: str, digits: int = 0) -> str:
    """Yuan: ``CNY 1,215.50`` / ``1,215.50 元``."""
    text = number(value, lang, digits)
    return f"CNY {text}" if lang == "en" else f"{text} 元"


def intensity(value: float, lang: str, digits: int = 3, least: int | None = None) -> str:
    """Emissions per tonne of good with the unit spelled out."""
    unit = "tCO2e/t" if lang == "en" else "吨二氧化碳当量/吨"
    return f"{number(value, lang, digits, least)} {unit}"


def span(low: float, high: float, lang: str, digits: int = 0) -> str:
    """``7–23``; one number where both ends round to the same; empty where there is none."""
    if math.isnan(low) and math.isnan(high):
        return ""
    first, last = (number(value, lang, digits, 0) for value in sorted((low, high)))
    if first == last:
        return last
    dash = "–" if low >= 0 and high >= 0 else (" to " if lang == "en" else " 至 ")
    return f"{first}{dash}{last}"


def percent(share: float, lang: str, digits: int = 1) -> str:
    """A share as per cent, without decimals that are zero; a dash where there is none."""
    text = number(share * 100, lang, digits, 0)
    return f"{text}%" if math.isfinite(share) else text


def day(iso: str, lang: str) -> str:
    """An ISO date as ``30 September 2027`` / ``2027年9月30日``; empty text stays empty."""
    if not iso:
        return ""
    pattern = "d MMMM y" if lang == "en" else "y年M月d日"
    return format_date(date.fromisoformat(iso), pattern, locale=LOCALE[lang])


def month(iso: str, lang: str) -> str:
    """An ISO month as ``Feb 2026`` / ``2026年2月``."""
    pattern = "MMM y" if lang == "en" else "y年M月"
    return format_date(date.fromisoformat(f"{iso}-01"), pattern, locale=LOCALE[lang])


def aside(text: str, remark: str, lang: str) -> str:
    """``text (remark)`` with the language's brackets."""
    return f"{text} ({remark})" if lang == "en" else f"{text}（{remark}）"


def labelled(name: str, value: str, lang: str) -> str:
    """``name: value`` with the language's colon; without a name the value alone."""
    return f"{name}{': ' if lang == 'en' else '：'}{value}" if name else value


def cn(code: str) -> str:
    """A code in the tariff's groups: ``7208 39 00``, ``2523 10 00 90``."""
    head, tail = code[:4], code[4:]
    return " ".join([head, *(tail[i : i + 2] for i in range(0, len(tail), 2))])


class Blanks(dict[str, Any]):
    """Details of a sentence; one that is not known is left blank rather than raising."""

    def __missing__(self, key: str) -> str:
        return ""
