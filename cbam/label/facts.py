"""The tables of ``data/label/``, read once and indexed: the method's facts and assumptions.

Every number of the label method lives there with its mark: ``D`` computed from seen numbers,
``J`` judgement, ``H``/``M``/``L`` strength of the source. ``U`` marks what the user changed.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cbam import tables
from cbam.caches import cached

BOUNDARIES = ("cradle-to-gate", "cradle-to-grave", "cradle-to-customer", "gate-to-gate", "unknown")
SOURCES = ("process", "precursor", "electricity", "transport", "use", "unknown")
EDITABLE = ("share", "P", "R", "W")  # what a user may replace by an own low/mid/high


@dataclass(frozen=True, slots=True)
class Range:
    """Low, mid and high of one quantity, with its mark and where it comes from."""

    low: float
    mid: float
    high: float
    mark: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """A product family.

    Attributes:
        family: stable id, as on the command line.
        sector: sector of the goods it can hold.
        share: SEE / cradle-to-gate footprint; ``None`` where a share must not be used.
        routes: benchmark route letters, preferred first; empty where routes do not matter.
        footprint_low, footprint_high: plausible cradle-to-gate footprint [t CO2e/t].
        bought_precursor: made from bought precursors, so a split without them is incomplete.
    """

    family: str
    name_en: str
    name_zh: str
    sector: str
    share: Range | None
    routes: tuple[str, ...]
    footprint_low: float
    footprint_high: float
    bought_precursor: bool


@cached(maxsize=1)
def families() -> dict[str, Family]:
    """All product families by id, in the order of the table."""
    found = {}
    for row in tables.read("label_families").itertuples():
        share = None
        if not pd.isna(row.share_mid):
            share = Range(row.share_low, row.share_mid, row.share_high, row.mark, row.basis)
        found[str(row.family)] = Family(
            family=str(row.family),
            name_en=str(row.name_en),
            name_zh=str(row.name_zh),
            sector=str(row.sector),
            share=share,
            routes=tuple(str(row.routes).split("/")) if row.routes else (),
            footprint_low=float(row.footprint_low),
            footprint_high=float(row.footprint_high),
            bought_precursor=bool(row.bought_precursor),
        )
    return found


@cached(maxsize=1)
def _family_goods() -> dict[str, str]:
    table = tables.read("label_family_goods")
    return dict(zip(table["cn_prefix"], table["family"], strict=True))


def family_of(cn_code: str) -> str:
    """The family a good most likely belongs to, by its code; ``""`` if the table has none."""
    known = _family_goods()
    for length in range(len(cn_code), 1, -1):
        if cn_code[:length] in known:
            return known[cn_code[:length]]
    return ""


@cached(maxsize=1)
def parameters() -> dict[str, Range]:
    """Parameters of the method by name; single values carry low = high = mid."""
    return {
        str(row.parameter): Range(
            float(row.mid if pd.isna(row.low) else row.low),
            float(row.mid),
            float(row.mid if pd.isna(row.high) else row.high),
            str(row.mark),
            str(row.basis),
        )
        for row in tables.read("label_parameters").itertuples()
    }


def parameter(name: str) -> float:
    """The mid value of a parameter (KeyError if there is none of that name)."""
    return float(parameters()[name].mid)


@dataclass(frozen=True, slots=True)
class Grade:
    """A data-quality grade: half-width of the range, ``None`` = the family's own range."""

    grade: str
    plus_minus: float | None
    name_en: str
    name_zh: str
    mark: str


@cached(maxsize=1)
def grades() -> dict[str, Grade]:
    """Data-quality grades by letter, best first."""
    return {
        str(row.grade): Grade(
            str(row.grade),
            None if pd.isna(row.plus_minus) else float(row.plus_minus),
            str(row.name_en),
            str(row.name_zh),
            str(row.mark),
        )
        for row in tables.read("label_grades").itertuples()
    }


@cached(maxsize=1)
def schemes() -> dict[str, dict[str, str]]:
    """Label schemes by id: names, default boundary, typical standard, note."""
    table = tables.read("label_schemes")
    return {str(row["scheme"]): dict(row) for row in table.to_dict("records")}


@cached(maxsize=1)
def _durable_prefixes() -> tuple[str, ...]:
    return tuple(tables.read("label_use_stage")["cn_prefix"])


def is_durable(cn_code: str) -> bool:
    """Whether a footprint of the good usually has a use stage (assumption, by CN prefix)."""
    return cn_code.startswith(_durable_prefixes())


@cached(maxsize=1)
def _cut_sources() -> dict[tuple[str, bool], Range]:
    return {
        (str(row.source), row.electricity_counts == "yes"): Range(
            float(row.low), float(row.mid), float(row.high), str(row.mark), str(row.basis)
        )
        for row in tables.read("label_cut_sources").itertuples()
    }


def counted(source: str, electricity_counts: bool) -> Range:
    """Share of a label cut that lowers SEE, by where the cut comes from.

    A mid of NaN means: the share of the label that CBAM counts (section 2.6 of the method).
    """
    return _cut_sources()[source, electricity_counts]


def life_cycle() -> pd.DataFrame:
    """Life-cycle items: what a label counts and what CBAM counts, by group of goods."""
    return tables.read("label_life_cycle")


def examples() -> pd.DataFrame:
    """Published footprints with their source, to try the tool on."""
    return tables.read("label_footprints")
