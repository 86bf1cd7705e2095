"""A study told as a briefing: its findings as sections, from which slides and files are made.

``report`` is the only way in. Each entry of ``SLIDES`` writes one section, or none where the
study has nothing to say on it; the presenter's choices are applied last, so that the screen and
every file agree.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from cbam.caches import cached
from cbam.i18n import N_
from cbam.portfolio.members.association import Publication
from cbam.present.briefing import choices, closing, members, product
from cbam.present.briefing.results import results
from cbam.present.briefing.telling import Telling
from cbam.present.links.vintage_words import vintages
from cbam.present.report import Report, Section
from cbam.present.theme import LIGHT, Palette
from cbam.study import Briefing, Study

__all__ = ["SLIDES", "report", "slide_names"]

# Code, what the slide answers, who writes it; in the order of telling.
SLIDES: tuple[tuple[str, str, Callable[[Telling], Section | None]], ...] = (
    ("title", N_("Title"), product.title),
    ("covered", N_("Is my product covered?"), product.covered),
    ("cost", N_("What the border costs"), product.cost),
    ("why", N_("Why: from emissions to cost"), product.why),
    ("years", N_("Year by year"), product.years),
    ("label", N_("What a lower label saves"), choices.label),
    ("verified", N_("Default or verified value"), choices.verified),
    ("compared", N_("Compared with others"), choices.compared),
    (members.CODE, N_("All products, or all members"), members.portfolio),
    ("timeline", N_("What to do by when"), closing.timeline),
    ("sources", N_("Sources and assumptions"), closing.sources),
)


def slide_names() -> dict[str, str]:
    """Code -> what the slide answers (a message to translate)."""
    return {code: title for code, title, _write in SLIDES}


def report(
    study: Study,
    lang: str,
    made: str,
    link: str,
    colours: Palette = LIGHT,
    everything: bool = False,
    published: Publication | None = None,
) -> Report:
    """All findings of a study, as its presenter arranged them.

    Args:
        study: the study.
        lang: ``en`` or ``zh``.
        made: ISO date of the report; deadlines before it and expired labels depend on it.
        link: address that opens the same study.
        colours: of the charts; files take ``LIGHT``.
        everything: all sections that fit, in the usual order, whatever the presenter chose.
        published: what an association shows of its members, in place of the study's lines.

    Returns:
        The sections that fit the study: one that has nothing to say (no label, out of scope,
        no default value) is left out.

    Raises:
        InputError: the study's law, price path or rate is unknown.
    """
    lines = () if published is not None else study.lines
    plain = study.with_(briefing=Briefing(), lines=lines)
    telling, sections = _told(plain, lang, made, colours)
    if published is not None:
        extra = members.published(telling, published, telling.results.law)
        at = next((i for i, s in enumerate(sections) if s.code == "timeline"), len(sections))
        sections = (*sections[:at], extra, *sections[at:])
    chosen = study.briefing
    if chosen.slides and not everything:
        by_code = {section.code: section for section in sections}
        sections = tuple(by_code[code] for code in dict.fromkeys(chosen.slides) if code in by_code)
    titles, notes = dict(chosen.titles), dict(chosen.notes)
    return Report(
        title=titles.get("title") or product.name(telling),
        lang=lang,
        made=made,
        link=link,
        sections=tuple(_in_own_words(section, titles, notes) for section in sections),
        vintages=vintages(study, lang),
        association=chosen.association,
        logo=chosen.logo,
    )


@cached(maxsize=32)
def _told(
    study: Study, lang: str, made: str, colours: Palette
) -> tuple[Telling, tuple[Section, ...]]:
    """Every section that fits; shared between visitors with the same inputs, never changed."""
    telling = Telling(study, results(study, date.fromisoformat(made)), lang, colours, made)
    written = (write(telling) for _code, _title, write in SLIDES)
    return telling, tuple(section for section in written if section is not None)


def _in_own_words(section: Section, titles: dict[str, str], notes: dict[str, str]) -> Section:
    """The presenter's title and notes; the finding itself moves to the first line, never away."""
    title, said = titles.get(section.code), notes.get(section.code)
    if title:
        section = replace(section, headline=title, lines=(section.headline, *section.lines))
    return replace(section, notes=said) if said else section
