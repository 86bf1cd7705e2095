"""Bars of what other calculators show for one line, ours picked out."""

from __future__ import annotations

from collections.abc import Sequence

from cbam.findings.others import OURS, Variant
from cbam.i18n import translator
from cbam.present import formats, row_charts
from cbam.present.charts import Chart, pattern
from cbam.present.compare.compare_words import VARIANTS
from cbam.present.compare.others_words import ratio
from cbam.present.theme import Palette


def bars(variants: Sequence[Variant], lang: str, colours: Palette) -> Chart:
    """The variants from lowest to highest, each with its amount and ratio to ours.

    Args:
        variants: of ``findings.others.others``, not empty.
        lang: ``en`` or ``zh``.
        colours: palette of the mode.
    """
    _ = translator(lang)
    shown = sorted(variants, key=lambda variant: variant.cost_eur)
    names = [_(VARIANTS[variant.code][0]) for variant in shown]
    ours = [variant.code == OURS for variant in shown]
    amounts = [variant.cost_eur for variant in shown]
    texts = [_told(variant, lang) for variant in shown]
    lines = [f"<b>{n}</b>" if own else n for n, own in zip(names, ours, strict=True)]
    frame = row_charts.rows(colours, lines, (0.0, max([*amounts, 1.0]) * 1.85))
    trace = {
        "type": "bar", "orientation": "h", "x": amounts, "y": list(range(len(shown))),
        "width": row_charts.BAR,
        "text": [f"<b>{t}</b>" if own else t for t, own in zip(texts, ours, strict=True)],
        "textposition": "outside", "constraintext": "none", "cliponaxis": False,
        "textfont": {"size": 13, "color": colours.ink}, "hoverinfo": "skip",
        "marker": {
            "color": [colours.pay if own else colours.context for own in ours],
            "pattern": pattern(["" if own else "/" for own in ours], colours),
        },
    }  # fmt: skip
    separator = "; " if lang == "en" else "；"
    told = [formats.labelled(name, text, lang) for name, text in zip(names, texts, strict=True)]
    alt = _("What calculators show for this line: {parts}.").format(parts=separator.join(told))
    return Chart({"data": [trace], "layout": frame}, alt)


def _told(variant: Variant, lang: str) -> str:
    """``EUR 264,190 · 1.62 x``; ours without a ratio."""
    amount = formats.eur(variant.cost_eur, lang)
    if variant.code == OURS or variant.ratio is None:
        return amount
    return f"{amount} · {ratio(variant.ratio, lang)}"
