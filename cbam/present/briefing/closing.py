"""Sections at the end: what to do by when, and where the figures come from."""

from __future__ import annotations

import pandas as pd

from cbam import tables
from cbam.present import formats
from cbam.present.briefing import notes
from cbam.present.briefing.telling import Telling, short, subject
from cbam.present.links.vintage_words import estimate, vintages
from cbam.present.quote import who_pays
from cbam.present.report import Section


def timeline(telling: Telling) -> Section | None:
    """The deadlines still to come on the day of the report."""
    _, lang = telling._, telling.lang
    rows = tables.read("deadlines")
    rows = rows[rows["date"] >= telling.made].sort_values("date")
    if rows.empty:
        return None
    acts = tables.read("acts").set_index("act")
    comma = ", " if lang == "en" else "，"
    titles = [str(acts.loc[act, "title"]) for act in rows["act"]]
    table = pd.DataFrame({
        _("By when"): [formats.day(day, lang) for day in rows["date"]],
        _("What"): rows[f"text_{lang}"].tolist(),
        _("Source"): [
            f"{short(title)}{comma}{article}"
            for title, article in zip(titles, rows[f"article_{lang}"], strict=True)
        ],
    })  # fmt: skip
    first = rows.iloc[0]
    text = _("Next of {count} dates: {day}. {what}.")
    found = telling.results
    lines = (who_pays(found.row, lang),) if found.assessed else ()
    return Section(
        "timeline",
        text.format(
            count=len(rows),
            day=formats.day(str(first["date"]), lang),
            what=first[f"text_{lang}"],
        ),
        table=table,
        lines=lines,
        notes=_(notes.TIMELINE),
        source=telling.cited(titles),
    )


def sources(telling: Telling) -> Section | None:
    """Acts with what they say for this bill; edition, prices and rate; assumptions."""
    _, lang = telling._, telling.lang
    if not telling.steps:
        return None
    acts = dict.fromkeys(act for step in telling.steps for act, _url in step.acts)
    rows = [(short(act), subject(act)) for act in acts]
    rows += vintages(telling.study, lang)
    assumed = tuple(dict.fromkeys((*telling.assumed(), *telling.held)))
    text = (
        _("Every figure has its act and article; assumptions behind them: {count}.")
        if assumed
        else _("Every figure has its act and article; none rests on an assumption.")
    )
    return Section(
        "sources",
        text.format(count=len(assumed)),
        table=pd.DataFrame(rows, columns=[_("Source"), _("What it says")]),
        lines=(estimate(lang),),
        notes=_(notes.SOURCES),
        source=telling.cited(()),
        assumed=assumed,
    )
