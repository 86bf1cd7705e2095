"""Countries and territories of origin, and the few that the Regulation leaves out.

The test is the non-preferential customs origin of the good (Regulation (EU) 2023/956,
Art 2(5)); the country it was shipped from does not matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from cbam.law.goods import normalise

OTHER = "OTHER"  # the statutory group "Other countries and territories"
UNSTATED = "XX"
_ALIASES = {"EL": "GR", "UK": "GB"}  # as the EU writes them in its own statistics


@dataclass(frozen=True)
class Origins:
    """The table of origins: code, English and Chinese name, group.

    Groups: ``third`` (the Regulation applies), ``eu``, ``annex_iii`` (excluded by Annex III
    point 1), ``unstated`` (``XX``: origin not known, Annex IV values).
    """

    table: pd.DataFrame

    @cached_property
    def groups(self) -> dict[str, str]:
        """Group by origin code."""
        return dict(zip(self.table["origin"], self.table["group"], strict=True))

    @cached_property
    def _names(self) -> dict[str, dict[str, str]]:
        codes = self.table["origin"]
        return {
            lang: dict(zip(codes, self.table[f"name_{lang}"], strict=True)) for lang in ("en", "zh")
        }

    @cached_property
    def _spellings(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for column in ("name_zh", "name_en", "origin"):
            for code, text in zip(self.table["origin"], self.table[column], strict=True):
                found[normalise(text).casefold()] = code
        found.update({alias.casefold(): code for alias, code in _ALIASES.items()})
        return found

    def resolve(self, typed: object) -> str | None:
        """The origin code for a code or a name in either language; ``None`` if unknown."""
        return self._spellings.get(normalise(typed).casefold())

    def name(self, code: str, lang: str) -> str:
        """The origin's name in ``"en"`` or ``"zh"``; the code itself if it is unknown."""
        return self._names[lang].get(code, code)
