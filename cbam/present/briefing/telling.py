"""What every section is written with: the results, the language, and what is said on all slides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from cbam.i18n import Translate, translator
from cbam.present import formats, wording
from cbam.present.briefing.results import Results
from cbam.present.explain import Explained, explain
from cbam.present.quote import price_words
from cbam.present.theme import Palette
from cbam.present.wording import sentence
from cbam.reasons import BY_CODE
from cbam.study import Study


@dataclass(frozen=True)
class Telling:
    """One report in the making.

    Attributes:
        study, results: what is told, and what it comes to. lang: ``en`` or ``zh``. colours: of the charts.
        made: ISO date of the report.
    """

    study: Study
    results: Results
    lang: str
    colours: Palette
    made: str

    @property
    def _(self) -> Translate:
        return translator(self.lang)

    @property
    def power(self) -> bool:
        """Whether the good is electricity, which is charged by the megawatt hour."""
        return bool(self.results.row["sector"] == "electricity")

    @property
    def per(self) -> str:
        """What a cost is for: one tonne, or one megawatt hour."""
        return self._("per MWh") if self.power else self._("per tonne")

    def yearly(self) -> str:
        """The amount of a year, as ``at 1,000 t``."""
        _ = self._
        text = _("at {amount} MWh") if self.power else _("at {amount} t")
        tonnes = self.results.analysis.tonnes
        return text.format(amount=formats.number(tonnes, self.lang, 3, 0))

    @cached_property
    def subject(self) -> tuple[str, str, str]:
        """Name of the good, its code, its origin as a sentence needs it."""
        return wording.subject(self.results.row, self.lang, self.results.law)

    @cached_property
    def steps(self) -> list[Explained]:
        """The steps of the bill with their sources; none for a bill that failed."""
        found = self.results
        return explain(found.row, found.law, found.prices, self.lang)

    @property
    def edition(self) -> str:
        """The edition of the law, as short as a footer needs it."""
        law = self.results.law
        return self._("Edition {vintage}").format(vintage=law.edition or law.vintage)

    @property
    def price(self) -> str:
        """Which certificate price the bill was made with, and how much it is; empty without."""
        row = self.results.row
        if not self.results.assessed:
            return ""
        per = "/tCO2e" if self.lang == "en" else "/吨二氧化碳当量"
        return f"{price_words(row, self.lang)} {formats.eur(row['price_eur'], self.lang, 2)}{per}"

    def source(self, *steps: str) -> str:
        """The acts of some steps (all if none is named), the edition and the price, as one line."""
        chosen = [step for step in self.steps if not steps or step.step in steps]
        return self.cited(title for step in chosen for title, _url in step.acts)

    def cited(self, titles: Iterable[str], priced: bool = True) -> str:
        """A source line from the titles of acts; ``priced``: with the price of the product."""
        comma = ", " if self.lang == "en" else "、"
        acts = sorted(
            dict.fromkeys(short(title) for title in titles), key=lambda act: act[0] != "("
        )
        # "(EU)" once for all regulations: a line has little room
        text = comma.join(acts).replace(comma + "(EU) ", comma)
        return " · ".join(filter(None, (text, self.edition, self.price if priced else "")))

    def assumed(self, row: Mapping[str, Any] | None = None) -> tuple[str, ...]:
        """What a bill (that of the analysis if none is given) takes for granted."""
        reasons = str((self.results.row if row is None else row)["reasons"]).split(";")
        return tuple(
            sentence(code, self.lang)
            for code in reasons
            if code and BY_CODE[code].kind == "assumption"
        )

    @cached_property
    def held(self) -> tuple[str, ...]:
        """What the bills of the years take for granted beyond the law, in its assumed years."""
        found = self.results
        table = found.years
        if table is None:
            return ()
        assumed = table["year"].isin(found.law.schedule.assumed_years)
        chosen = table[assumed & (table["basis"] == found.analysis.basis)]
        texts = (text for row in chosen.to_dict("records") for text in self.assumed(row))
        return tuple(dict.fromkeys(texts))


_KIND = re.compile(r"^(?:.*(?=\(EU\))|Directive )")  # what sort of act it is
_COLON = re.compile(r": |：")  # between an act's title and its subject


def short(title: str) -> str:
    """An act's number: ``(EU) 2025/2620`` of ``Implementing Regulation (EU) 2025/2620: ...``."""
    return _KIND.sub("", _COLON.split(title, maxsplit=1)[0])


def subject(title: str) -> str:
    """An act's subject: what stands behind its title."""
    return _COLON.split(title, maxsplit=1)[-1]


def step_table(telling: Telling, steps: Iterable[Explained]) -> pd.DataFrame:
    """Steps as a table: figure, arithmetic, act and article."""
    _ = telling._
    comma = ", " if telling.lang == "en" else "，"
    rows = [
        {
            _("Step"): item.label,
            _("Figure"): item.value,
            _("Arithmetic"): item.formula or "–",
            _("Source"): comma.join(
                filter(None, (*(short(title) for title, _url in item.acts), item.article))
            )
            or _("your own input"),
        }
        for item in steps
    ]
    return pd.DataFrame(rows, columns=[_("Step"), _("Figure"), _("Arithmetic"), _("Source")])
