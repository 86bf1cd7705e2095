"""The banner over a link made under other data: what it said then, what is true now, and why.

Plain text in the reader's language; callers must escape it for where they put it.
"""

from __future__ import annotations

from cbam.i18n import N_, translator
from cbam.link.vintage import LAW, PRICE, RATE, Change, Report
from cbam.present import formats
from cbam.present.compare.scenario_words import names, signed
from cbam.prices import BOTH
from cbam.study import Study

_MISSING = {
    LAW: N_("This link was made under tables of the law, or of the label method, that are no longer on board. The figures are today’s and may differ from those that were sent."),
    PRICE: N_("This link was made with certificate prices or an exchange rate that are no longer on board. The figures are today’s and may differ from those that were sent."),
}  # fmt: skip
_CAUSES = {
    LAW: N_("Edition of the law"),
    PRICE: N_("Certificate price"),
    RATE: N_("Exchange rate"),
}


def banner(report: Report, study: Study, lang: str) -> list[str]:
    """The sentences of the banner, one for each cost that differs or table that is missing."""
    _ = translator(lang)
    return [
        *(_(_MISSING[name]) for name in report.missing),
        *(_change(change, report, study, lang) for change in report.changes),
    ]


def _change(change: Change, report: Report, study: Study, lang: str) -> str:
    _ = translator(lang)
    text = (
        _(
            "This link was made with the data of {day}. The cost of the product in {year} was {then}; under today’s data it is {now}."
        )
        if change.scenario is None
        else _(
            "This link was made with the data of {day}. The cost of scenario {name} in {year} was {then}; under today’s data it is {now}."
        )
    )
    place = change.scenario
    day = max(report.made.as_of.split(BOTH))
    said = text.format(
        day=formats.day(day, lang),
        name="" if place is None else names(study.scenarios, lang)[place],
        year=change.year,
        then=_both(change.then_eur, change.then_cny, lang),
        now=_both(change.now_eur, change.now_cny, lang),
    )
    causes = [
        formats.labelled(_(_CAUSES[cause]), _amount(eur, cny, lang), lang)
        for cause, eur, cny in change.causes
    ]
    why = _("Why: {causes}.").format(causes=("; " if lang == "en" else "；").join(causes))
    return f"{said} {why}" if lang == "en" else said + why


def _both(eur: float, cny: float, lang: str) -> str:
    return formats.aside(formats.eur(eur, lang), formats.cny(cny, lang), lang)


def _amount(eur: float, cny: float, lang: str) -> str:
    """What a cause adds; the exchange rate changes no euro."""
    text = signed(cny, lang)
    yuan = f"CNY {text}" if lang == "en" else f"{text} 元"
    if not round(eur):
        return yuan
    return formats.aside(formats.euros(signed(eur, lang), lang), yuan, lang)
