"""What a study was assessed with, in words: edition of the law, prices, exchange rate."""

from __future__ import annotations

from cbam import tables
from cbam.findings.scenario import Scenario
from cbam.findings.starters import current
from cbam.i18n import translator
from cbam.present import formats
from cbam.present.wording import PATH_NAMES, when
from cbam.prices import Prices
from cbam.reasons import InputError
from cbam.study import Study


def estimate(lang: str) -> str:
    """The sentence that no file may lack."""
    return translator(lang)("This is an estimate for planning, not a CBAM declaration.")


def vintages(study: Study, lang: str) -> tuple[tuple[str, str], ...]:
    """The law, the prices and the exchange rates the study was assessed with: (name, value).

    Each fingerprint is that of the tables' bytes. Scenarios under another edition, reform,
    price path or rate are listed behind the product's.

    Raises:
        InputError: ``law_unknown``, ``path_unknown``, ``rate_invalid``, ``price_invalid`` of the
            product; a faulty scenario is left out.
    """
    _ = translator(lang)
    found = dict.fromkeys(_vintages_of(current(study.analysis), lang))
    for scenario in study.scenarios:
        try:
            found |= dict.fromkeys(_vintages_of(scenario, lang))
        except InputError:
            continue
    order = (_("Edition of the law"), _("Certificate price"), _("Exchange rate"))
    return tuple(sorted(found, key=lambda pair: order.index(pair[0])))


def _vintages_of(scenario: Scenario, lang: str) -> list[tuple[str, str]]:
    _ = translator(lang)
    law, prices = scenario.law(), scenario.prices()
    names = tables.mapping("vintages", "vintage", f"name_{lang}")
    edition = names[law.edition or law.vintage]
    if law.edition:  # a proposal or what-if on top of the edition
        edition = formats.aside(edition, law.vintage, lang)
    return [
        (_("Edition of the law"), _marked(edition, law.digest, lang)),
        (_("Certificate price"), _marked(price_text(prices, lang), prices.digest, lang)),
        (_("Exchange rate"), rate_text(prices, lang)),
    ]


def price_text(prices: Prices, lang: str) -> str:
    """The last published quarter and the path of later years."""
    _ = translator(lang)
    latest = formats.labelled(
        when(*prices.latest_quarter, lang), formats.eur(prices.latest, lang, 2), lang
    )
    path = PATH_NAMES[prices.path]
    text = _("last published {latest}; later years: {path}")
    return text.format(latest=latest, path=_(path))


def rate_text(prices: Prices, lang: str) -> str:
    """The exchange rate with its source and date, as one sentence."""
    _ = translator(lang)
    rate = formats.number(prices.rate.cny_per_eur, lang, 4)
    if prices.rate.source == "user":
        return _("1 EUR = {rate} CNY, as you entered it.").format(rate=rate)
    text = _("1 EUR = {rate} CNY, ECB reference rate of {date}.")
    return text.format(rate=rate, date=formats.day(prices.rate.date, lang))


def _marked(text: str, digest: str, lang: str) -> str:
    _ = translator(lang)
    return formats.aside(text, _("fingerprint {digest}").format(digest=digest), lang)
