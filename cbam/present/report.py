"""A finished analysis as a sequence of findings: the one thing slides and files are made from.

Screen, PowerPoint, PDF and HTML draw the same sections, so they cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cbam.present.charts import Chart


@dataclass(frozen=True, slots=True)
class Figure:
    """One number to remember: what it is, the number with its unit as text, and its range."""

    label: str
    value: str
    aside: str = ""


@dataclass(frozen=True)
class Section:
    """One message.

    Attributes:
        code: stable name, used in links and settings (``cost``, ``why``, ``years`` ...).
        headline: the finding as a sentence with number and unit.
        figures: at most three.
        chart: the picture that proves it, if any.
        table: the numbers behind the picture, formatted for reading (text and numbers).
        lines: short sentences beside or below the chart.
        notes: what the presenter may say; also the notes of a slide.
        source: act, article, vintage, price quarter, as one line.
        assumed: sentences on what is assumed (amber).
    """

    code: str
    headline: str
    figures: tuple[Figure, ...] = ()
    chart: Chart | None = None
    table: pd.DataFrame | None = None
    lines: tuple[str, ...] = ()
    notes: str = ""
    source: str = ""
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """All findings of a study in one language.

    Attributes:
        title: of the whole. lang: ``en`` or ``zh``.
        made: date of making (ISO). link: address that opens the same study.
        sections: in the order of telling.
        vintages: law, price table, exchange rate it was made with: (name, value) pairs.
        association: whose briefing it is; empty: nobody's.
        logo: PNG or JPEG; empty: none.
    """

    title: str
    lang: str
    made: str
    link: str
    sections: tuple[Section, ...]
    vintages: tuple[tuple[str, str], ...]
    association: str = ""
    logo: bytes = b""
