"""The section on a portfolio: all products of a trading house, or what an association may show."""

from __future__ import annotations

from cbam.law.vintages import Law
from cbam.portfolio import study_lines
from cbam.portfolio.members.association import SHOWN, Publication
from cbam.portfolio.totals.picture import Picture, picture
from cbam.portfolio.totals.picture_cells import cells_of
from cbam.portfolio.totals.picture_whatif import gap
from cbam.present import formats
from cbam.present.briefing import notes
from cbam.present.briefing.telling import Telling
from cbam.present.portfolio import portfolio_charts, portfolio_tables
from cbam.present.report import Figure, Section
from cbam.reasons import InputError

CODE = "portfolio"
_BY = ("heading", "product", "good")  # what the bars are, the first that has more than one
_BARS = 6
_ROWS = 12


def portfolio(telling: Telling) -> Section | None:
    """What all lines of the study cost, and who makes the bill; none without lines."""
    lines = telling.study.lines
    if not lines:
        return None
    found = telling.results
    frame = study_lines.frame(lines)
    cells = cells_of(frame, found.law)
    try:
        made = picture(frame, found.law, found.prices, cells=cells)
        missing = gap(cells, found.law, found.prices, made.year)
    except InputError:  # no line of a year that the law covers
        return None
    _, lang = telling._, telling.lang
    by = next((name for name in _BY if len(made.parts[name]) > 1), _BY[-1])
    part = made.parts[by]
    if part.empty:
        return None
    figures = _figures(telling, made)
    return Section(
        CODE,
        portfolio_tables.headline(made, lang),
        figures=figures,
        chart=portfolio_charts.ranking(part, by, found.law, lang, telling.colours, _BARS),
        table=portfolio_tables.part_table(part, by, found.law, lang, _ROWS),
        lines=(
            portfolio_tables.gap_sentence(missing, lang),
            portfolio_tables.coverage_note(made, lang),
        ),
        notes=_(notes.PORTFOLIO),
        source=_source(telling),
        assumed=(portfolio_tables.assumed_note(lang),),
    )


def _figures(telling: Telling, made: Picture) -> tuple[Figure, ...]:
    _, lang = telling._, telling.lang
    return (
        Figure(
            _("In the year"), formats.eur(made.cost_eur, lang), formats.cny(made.cost_cny, lang)
        ),
        Figure(
            _("of it on default values"),
            formats.percent(portfolio_tables.default_share(made), lang, 0),
        ),
        Figure(
            _("Lines that make 80%"),
            formats.number(made.pareto.needed, lang),
            _("of {lines} that cost something").format(
                lines=formats.number(made.pareto.lines, lang)
            ),
        ),
    )


def _source(telling: Telling) -> str:
    """The acts and the edition; each line has a price of its own."""
    titles = (title for step in telling.steps for title, _url in step.acts)
    return telling.cited(titles, priced=False)


def published(telling: Telling, made: Publication, law: Law) -> Section:
    """What an association may show of its members, and nothing else."""
    _, lang = telling._, telling.lang
    view = next(iter(made.tables))
    hidden = int((made.tables[view]["status"] != SHOWN).sum())
    figures = [Figure(_("Members"), formats.number(made.members, lang))]
    if made.cost_eur is not None and made.cost_cny is not None:
        figures.append(
            Figure(
                _("In the year"), formats.eur(made.cost_eur, lang), formats.cny(made.cost_cny, lang)
            )
        )
    said = _("{hidden} figures are hidden, so that no member’s can be worked out.")
    return Section(
        CODE,
        portfolio_tables.published_headline(made, lang),
        figures=tuple(figures),
        chart=portfolio_charts.years(
            made.years, lang, telling.colours, made.year, law.schedule.assumed_years
        ),
        table=portfolio_tables.published_table(made, view, law, lang).head(_ROWS),
        lines=(said.format(hidden=formats.number(hidden, lang)),),
        notes=_(notes.PORTFOLIO),
        source=_source(telling),
    )
