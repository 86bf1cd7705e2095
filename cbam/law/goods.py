"""Codes: what is in scope, in which sector, and which good a typed code means.

Scope is Annex I of Regulation (EU) 2023/956 read by longest prefix, so that an exclusion
inside a chapter wins over the chapter. A *good* is the finest line the law distinguishes:
a CN code of eight digits, or a ten-digit TARIC code where white and grey clinker or cement
(and calcined clay) have values of their own.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from cbam.reasons import BIT

ELECTRICITY = "27160000"
CODE_LENGTHS = (4, 6, 8, 10)


def normalise(text: object) -> str:
    """A code as typed or read from a sheet, without spaces, dots and full-width digits."""
    if text is None or (isinstance(text, float) and text != text):
        return ""
    plain = unicodedata.normalize("NFKC", str(text)).strip()
    # A spreadsheet's 7208390.0 is the seven digits 7208390, not the code 7208 39 00.
    if plain.removesuffix(".0").isdigit():
        plain = plain.removesuffix(".0")
    return "".join(ch for ch in plain if not ch.isspace() and ch != ".")


@dataclass(frozen=True)
class PrefixScope:
    """Included and excluded code prefixes; the longest one that matches decides."""

    rules: dict[str, tuple[bool, str]]  # prefix -> (included, sector or table)

    def find(self, code: str) -> str | None:
        """The sector (or table) a code falls under, ``None`` if it is not included."""
        for length in range(len(code), 0, -1):
            rule = self.rules.get(code[:length])
            if rule is not None:
                return rule[1] if rule[0] else None
        return None


@dataclass(frozen=True)
class Goods:
    """All goods of the law and how typed codes resolve to them.

    Attributes:
        codes: the goods' codes, sorted; a good's position is its index everywhere.
        default_codes: for each good, the default-value line it reads (longest match).
        sectors: for each good, its sector name.
        scope: Annex I.
        proposal: the goods COM(2025) 989 would add (not law).
        headings: valid four-digit headings of the Harmonized System.
    """

    codes: tuple[str, ...]
    default_codes: tuple[str, ...]
    sectors: tuple[str, ...]
    scope: PrefixScope
    proposal: PrefixScope
    headings: frozenset[str]
    splits: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def build(
        cls,
        cn_codes: Iterable[str],
        default_codes: Iterable[str],
        scope: pd.DataFrame,
        proposal: pd.DataFrame,
        headings: Iterable[str],
    ) -> Goods:
        """Join the benchmark codes (CN8) with the default-value lines by longest match."""
        lines = set(default_codes)
        splits: dict[str, list[str]] = {}
        for code in sorted(lines):
            if len(code) == 10:
                splits.setdefault(code[:8], []).append(code)
        codes: list[str] = [ELECTRICITY]
        for cn in sorted(set(cn_codes)):
            codes.extend(splits.get(cn, [cn]))
        codes.sort()
        prefixes = {
            row.cn_prefix: (row.scope == "included", row.sector) for row in scope.itertuples()
        }
        annex_i = PrefixScope(prefixes)
        added = proposal[(proposal["scope"] == "excluded") | (proposal["already_in_annex_i"] == 0)]
        added = added[added["annex"] == "Annex I"]
        proposed = {
            row.cn_prefix: (row.scope == "included", row.table) for row in added.itertuples()
        }
        return cls(
            codes=tuple(codes),
            default_codes=tuple(_longest(code, lines) for code in codes),
            sectors=tuple(annex_i.find(code) or "" for code in codes),
            scope=annex_i,
            proposal=PrefixScope(proposed),
            headings=frozenset(headings),
            splits={cn: tuple(found) for cn, found in splits.items()},
        )

    @cached_property
    def index(self) -> dict[str, int]:
        """Position of each good by code."""
        return {code: i for i, code in enumerate(self.codes)}

    @property
    def out_of_scope(self) -> int:
        """The index that stands for any good outside Annex I."""
        return len(self.codes)

    @property
    def invalid(self) -> int:
        """The index that stands for a code that could not be read."""
        return len(self.codes) + 1

    def resolve(self, typed: object) -> tuple[int, int]:
        """A typed code as (good index, reason mask); never raises.

        The index is ``out_of_scope`` or ``invalid`` where the code is not a good of the law;
        the mask then says why. Eight digits of a split clinker, cement or clay code are
        taken as the grey (calcined) line, with the reason ``grey_assumed``.
        """
        code = normalise(typed)
        if not code:
            return self.invalid, BIT["cn_empty"]
        if not (code.isascii() and code.isdigit()):
            return self.invalid, BIT["cn_not_digits"]
        if len(code) not in CODE_LENGTHS:
            return self.invalid, BIT["cn_length"]
        if code in self.index:
            return self.index[code], 0
        cn8 = code[:8]
        if cn8 in self.splits:
            if len(code) == 10:
                return self.invalid, BIT["taric_unknown"]
            # The residual ("other") line is the grey or calcined one and sorts last.
            return self.index[self.splits[cn8][-1]], BIT["grey_assumed"]
        if cn8 in self.index:  # ten digits under a code that the law does not split
            return self.index[cn8], 0
        if len(code) < 8 and self.under(code):
            return self.invalid, BIT["cn_needs_eight"]
        if code[:4] not in self.headings:
            return self.invalid, BIT["cn_unknown"]
        if self.scope.find(code) is not None:
            return self.invalid, BIT["cn_unknown"]
        proposed = BIT["in_2028_proposal"] if self.in_proposal(code) else 0
        return self.out_of_scope, BIT["out_of_scope"] | proposed

    def under(self, prefix: str) -> list[str]:
        """The goods whose codes begin with ``prefix``."""
        return [code for code in self.codes if code.startswith(prefix)]

    def in_proposal(self, code: str) -> bool:
        """Whether COM(2025) 989 would add the code, or some code under it, in 2028."""
        if self.proposal.find(code) is not None:
            return True
        return any(
            included and prefix.startswith(code)
            for prefix, (included, _) in self.proposal.rules.items()
        )


def _longest(code: str, lines: set[str]) -> str:
    """The most specific default-value line for a good; ``""`` for electricity."""
    for length in (10, 8, 6, 4):
        if len(code) >= length and code[:length] in lines:
            return code[:length]
    return ""
