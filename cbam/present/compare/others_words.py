"""Why other calculators differ, in sentences and as a table."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cbam.findings.others import OURS, Variant
from cbam.i18n import translator
from cbam.present import formats
from cbam.present.compare.compare_words import VARIANTS, rule_text


def headline(variants: Sequence[Variant], year: int, lang: str) -> str:
    """How far the others are from ours, as one sentence."""
    _ = translator(lang)
    ours = next(item for item in variants if item.code == OURS)
    wrong = [item.cost_eur for item in variants if item.code != OURS]
    text = _("For {year} other calculators show {low} to {high}; by the rules it is {ours}.")
    return text.format(
        year=year,
        low=formats.eur(min(wrong), lang),
        high=formats.eur(max(wrong), lang),
        ours=formats.eur(ours.cost_eur, lang),
    )


def explanations(variants: Sequence[Variant], lang: str) -> list[tuple[str, str, str]]:
    """What each variant does, what is wrong with it, and the rule: (name, sentence, rule)."""
    _ = translator(lang)
    return [
        (_(VARIANTS[item.code][0]), _(VARIANTS[item.code][1]), rule_text(item, lang))
        for item in variants
    ]


def table(variants: Sequence[Variant], lang: str) -> pd.DataFrame:
    """One row per variant: amount, per tonne, ratio to ours, the rule it breaks."""
    _ = translator(lang)
    return pd.DataFrame(
        [
            {
                _("Calculation"): _(VARIANTS[item.code][0]),
                _("EUR in the year"): formats.number(item.cost_eur, lang),
                _("EUR/t"): formats.number(item.cost_eur_per_t, lang, 2),
                _("Against ours"): "–" if item.ratio is None else ratio(item.ratio, lang),
                _("Rule it breaks"): rule_text(item, lang) or "–",
            }
            for item in variants
        ]
    )


def ratio(value: float, lang: str) -> str:
    """A ratio to our result: ``1.6 ×`` / ``1.6 倍``, with two digits below one."""
    text = formats.number(value, lang, 1 if value >= 1 else 2)
    return f"{text} ×" if lang == "en" else f"{text} 倍"
