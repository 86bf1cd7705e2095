"""English and Simplified Chinese: one gettext catalogue, read straight from its .po file.

English sentences are the keys. Mark a sentence with ``_`` where it is shown, or with ``N_``
where it is only stored; ``make i18n`` collects them, a test fails on a missing translation.
"""

from __future__ import annotations

import gettext as _gettext
import io
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGS = ("en", "zh")
LOCALE = {"en": "en", "zh": "zh_Hans_CN"}  # CLDR locales for numbers and dates
CATALOGUE = Path(__file__).parent / "locale" / "zh_CN" / "LC_MESSAGES" / "cbam.po"

Translate = Callable[[str], str]


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for a marker
    """Mark a sentence for translation without translating it yet."""
    return message


@lru_cache(maxsize=len(LANGS))
def translator(lang: str) -> Translate:
    """The function that turns an English sentence into ``lang`` (unknown languages: English)."""
    if lang != "zh":
        return N_
    with CATALOGUE.open("rb") as source:
        catalogue = read_po(source, locale="zh_CN")
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return _gettext.GNUTranslations(compiled).gettext
