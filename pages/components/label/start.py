"""What the page starts from: the record it is given, a published value, or an empty certificate."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from cbam.analysis import Analysis
from cbam.caches import cached
from cbam.label import Label, Stages, Target, facts
from cbam.present import formats
from pages.components import pickers
from pages.components.shell import WIDGET, Page, keep, plain, reseed

EXAMPLE = "F007"  # hot-rolled wide strip, the worked example of the method


def opening(analysis: Analysis) -> Analysis:
    """The analysis with a label to start from, where it brings none.

    For the good of the opening example that is a published footprint; for any other good an
    empty certificate of the right product family.
    """
    if analysis.label is not None:
        return analysis
    example = examples().loc[EXAMPLE]
    if analysis.cn == example["cn_code"]:
        return analysis.with_(label=_from(example), target=Target(cut=0.1))
    family = facts.family_of(analysis.cn)
    label = Label(cn_code="", origin="", family=family, boundary="cradle-to-gate")
    return analysis.with_(label=label, target=Target(cut=0.1))


def other_good(analysis: Analysis, cn: str) -> Analysis:
    """Another good is another product: its family, and no published value of another one."""
    label = analysis.label or Label()
    known = examples()
    same = (known["value"] == label.value) & (known["unit"] == label.unit)
    if bool((same & (known["per"] == label.per)).any()):  # with all that was published beside it
        label = Label(cn_code="", origin="", boundary=label.boundary)
    analysis = analysis.with_(cn=cn, label=replace(label, family=facts.family_of(cn)))
    keep(analysis)
    reseed(f"{WIDGET}l_")
    return analysis


@cached(maxsize=1)
def examples() -> pd.DataFrame:
    """Published footprints that can be tried, by id: those with a usable value."""
    return facts.examples().set_index("footprint")


def _from(row: pd.Series) -> Label:
    """A published footprint as a label record."""
    stages = None
    if row["stages"]:
        parts = dict(part.split("=") for part in row["stages"].split(","))
        percent = any(value.endswith("%") for value in parts.values())
        numbers = {name: float(value.rstrip("%")) for name, value in parts.items()}
        stages = Stages(**numbers, percent=percent)
    return Label(
        cn_code="",
        origin="",
        value=float(row["value"]),
        unit=row["unit"],
        per=row["per"],
        mass_kg=None if pd.isna(row["mass_kg"]) else float(row["mass_kg"]),
        boundary=row["boundary"],
        family=row["family"],
        stages=stages,
        claims=tuple(filter(None, row["claims"].split(";"))),
        standard=row["standard"][:120],
    )


@cached(maxsize=4)
def _example_names(lang: str) -> dict[str, str]:
    """Example -> its name with the published value."""
    return {
        str(row["footprint"]): f"{row[f'name_{lang}']} "
        f"({formats.number(row['value'], lang, 3, 0)} {row['unit']}/{row['per']})"
        for row in facts.examples().to_dict("records")
    }


def example_picker(page: Page) -> None:
    """Take a published value with its source; the good goes with it."""
    _ = page._
    table, names = examples(), _example_names(page.lang)

    def take() -> None:
        chosen = st.session_state["example"]
        if chosen is None:
            return
        row = table.loc[chosen]
        analysis: Analysis = st.session_state["study"].analysis
        cn = str(row["cn_code"]) or analysis.cn
        keep(analysis.with_(cn=cn, label=_from(row), target=Target(cut=0.1)))
        reseed()

    chosen = pickers.choice(
        page, _("Try a published value"), list(names), "example", None, names.__getitem__,
        index=None, placeholder=_("choose an example"), on_change=take, persist_state=None,
    )  # fmt: skip
    if chosen:
        row = table.loc[chosen]
        source = f"[{plain(row['source'])}]({row['url']})" if row["url"] else plain(row["source"])
        holder = plain(f"{row['holder']}, {row['data_year']}")
        st.caption(_("Source") + f": {source} · {holder}")
