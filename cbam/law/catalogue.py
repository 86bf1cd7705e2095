"""What goods are called, in both languages, and how people find them.

Names are this project's own (Chinese: own translation, unofficial); the official English
description is kept beside them. Search takes codes, everyday words and names.
"""

from __future__ import annotations

import difflib
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from cbam import tables
from cbam.caches import cached
from cbam.law.goods import ELECTRICITY, normalise
from cbam.law.vintages import Law


@dataclass(frozen=True)
class Entry:
    """One thing a search can find.

    Attributes:
        code: CN code (8 or 10 digits) of a good in scope, or the code of a neighbour outside.
        in_scope: whether Annex I covers it.
        name_en, name_zh: short names.
        words_en, words_zh: everyday words, the most specific first.
    """

    code: str
    in_scope: bool
    name_en: str
    name_zh: str
    words_en: tuple[str, ...]
    words_zh: tuple[str, ...]

    def name(self, lang: str) -> str:
        """The short name in ``"en"`` or ``"zh"``."""
        return self.name_zh if lang == "zh" else self.name_en


@dataclass(frozen=True)
class Catalogue:
    """All entries, goods in scope first, in the order of their codes."""

    entries: tuple[Entry, ...]
    descriptions: dict[str, str]
    first: tuple[str, ...]

    @cached_property
    def by_code(self) -> dict[str, Entry]:
        """Each entry by its code."""
        return {entry.code: entry for entry in self.entries}

    @cached_property
    def listed(self) -> tuple[Entry, ...]:
        """The entries in the order of a list: what people export most first, then by code."""
        top = [self.by_code[code] for code in self.first]
        return (*top, *(entry for entry in self.entries if entry.code not in self.first))

    @staticmethod
    @cached(maxsize=1)
    def load() -> Catalogue:
        """The catalogue of the goods of the law in force and of their neighbours; cached."""
        goods = Law.load().goods
        lines = tables.read("goods").set_index("cn_code")
        names = tables.read("cn8_names").set_index("cn_code")
        words: dict[tuple[str, str], list[str]] = {}
        for prefix, lang, word in tables.read("search_words").itertuples(index=False):
            words.setdefault((prefix, lang), []).append(word)

        def words_of(code: str, lang: str) -> tuple[str, ...]:
            found: list[str] = []
            for length in range(len(code), 3, -1):  # the most specific prefix first
                found.extend(words.get((code[:length], lang), []))
            return tuple(dict.fromkeys(found))

        entries = []
        for code in goods.codes:
            if code == ELECTRICITY:
                name_en, name_zh = "Electricity (quantity in MWh)", "电力（数量单位：兆瓦时）"
            else:
                table, key = (lines, code) if code in lines.index else (names, code[:8])
                if len(code) == 8:
                    table = names
                name_en, name_zh = table.loc[key, "name_en"], table.loc[key, "name_zh"]
            entries.append(
                Entry(
                    code, True, str(name_en), str(name_zh),
                    words_of(code, "en"), words_of(code, "zh"),
                )
            )  # fmt: skip
        for row in tables.read("neighbours").itertuples():
            entries.append(
                Entry(
                    str(row.cn_code), False, str(row.name_en), str(row.name_zh),
                    tuple(filter(None, row.words_en.split(";"))),
                    tuple(filter(None, row.words_zh.split(";"))),
                )
            )  # fmt: skip
        first = tuple(tables.read("first_goods")["cn_code"])
        return Catalogue(tuple(entries), dict(lines["description_en"]), first)

    def find(self, code: str) -> Entry | None:
        """The entry of a code, or of the longest neighbour code it begins with."""
        for length in range(len(code), 3, -1):
            if code[:length] in self.by_code:
                return self.by_code[code[:length]]
        return None

    def description(self, code: str) -> str:
        """The official English description of the line a good reads (heading if inherited)."""
        for length in range(len(code), 3, -1):
            if code[:length] in self.descriptions:
                return self.descriptions[code[:length]]
        return ""

    def search(self, text: str, limit: int = 12) -> list[Entry]:
        """Entries for what someone typed, best first; an empty list if nothing fits.

        Digits match codes from the left. Words match everyday words first, then names; all
        words must occur. If nothing matches, the nearest spelling is tried.
        """
        query = _fold(text)
        if not query:
            return []
        digits = normalise(text)
        if digits.isdigit():
            return self._by_code(digits)[:limit]
        scored = [
            (score, i) for i, entry in enumerate(self.entries) if (score := _score(entry, query))
        ]
        if not scored:
            known = {_fold(w) for e in self.entries for w in (*e.words_en, *e.words_zh)}
            near = difflib.get_close_matches(query, known, n=1, cutoff=0.75)
            return self.search(near[0], limit) if near else []
        common = {self.by_code[code] for code in self.first}
        scored.sort(key=lambda pair: (-pair[0], self.entries[pair[1]] not in common, pair[1]))
        return [self.entries[i] for _, i in scored[:limit]]

    def _by_code(self, digits: str) -> list[Entry]:
        starts = [entry for entry in self.entries if entry.code.startswith(digits)]
        # A code longer than ours (84151090) is found under the neighbour it begins with.
        above = [entry for entry in self.entries if digits.startswith(entry.code)]
        return starts or sorted(above, key=lambda entry: -len(entry.code))


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold().replace("-", " ")
    return " ".join(plain.split())


def _score(entry: Entry, query: str) -> int:
    """How well an entry answers a folded query; 0 = not at all."""
    best = 0
    parts = query.split()
    for words in (entry.words_en, entry.words_zh):
        for place, word in enumerate(map(_fold, words)):
            if word == query:
                best = max(best, 1000 - place)
            elif word.startswith(query):
                best = max(best, 700 - place - min(len(word), 99))
            elif query in word or (len(word) > 1 and not word.isascii() and word in query):
                best = max(best, 500 - place - min(len(word), 99))
    for name in (_fold(entry.name_en), _fold(entry.name_zh)):
        if all(part in name for part in parts):
            best = max(best, 300)
    text = " ".join(map(_fold, (entry.name_en, entry.name_zh, *entry.words_en, *entry.words_zh)))
    if not best and all(part in text for part in parts):
        best = 100
    return best
