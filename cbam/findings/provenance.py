"""Where each figure of a bill comes from: act, article, row, edition, and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cbam import tables
from cbam.caches import cached
from cbam.law.benchmarks import PERIODS
from cbam.law.vintages import Law
from cbam.prices import Prices, read_quarter

# default_from -> the variant of the step in data/law/steps.csv
_ANNEX = {
    "own_row": "annex_i",
    "own_heading": "annex_i",
    "other_row": "annex_i",
    "other_heading": "annex_i",
    "annex_iv": "annex_iv",
    "annex_iii": "annex_iii",
    "annex_iii_eu_average": "annex_iii",
}
_NOTHING_DUE = {
    "out_of_scope": ("scope", "out"),
    "eu_origin": ("origin", "eu"),
    "excluded_origin": ("origin", "annex_iii"),
    "returned_goods": ("returned", ""),
    "below_threshold": ("threshold", ""),
}


@dataclass(frozen=True)
class Source:
    """The source of one step.

    Attributes:
        step: the step's column in the bill.
        acts: (title, address) of each act; empty for the user's own input.
        article, article_zh: article, annex, table column or equation, in both languages.
        mark: ``L`` legal text read, ``S`` secondary sources agree, ``U`` assumption.
        detail: codes that say which row it was: origin/line, route, period, quarter, path.
    """

    step: str
    acts: tuple[tuple[str, str], ...]
    article: str
    article_zh: str
    mark: str
    detail: Mapping[str, str]

    def plain(self) -> dict[str, Any]:
        """As JSON-ready data."""
        return {
            "step": self.step,
            "acts": [{"title": title, "url": url} for title, url in self.acts],
            "article": self.article,
            "mark": self.mark,
            **self.detail,
        }

    def __str__(self) -> str:
        where = "; ".join(title for title, _ in self.acts)
        return f"{self.step}: {', '.join(filter(None, (where, self.article))) or 'user input'}"


def sources(row: Mapping[str, Any], law: Law, prices: Prices) -> list[Source]:
    """The sources of one bill, in the order of its steps.

    Args:
        row: one row of ``bill.assess``.
        law: the law it was assessed under.
        prices: the prices it was assessed with.
    """
    status = str(row["status"])
    if status == "error":
        return []
    if status in _NOTHING_DUE:
        return [_source(*_NOTHING_DUE[status])]
    found = [_source("scope", "in", line=str(row["good"]))]
    default = str(row["default_from"])
    year = int(float(row["year"]))  # a file may say "2026.0"
    reasons = str(row["reasons"]).split(";")
    if default:
        found.append(
            _source("default_total", _ANNEX[default], line=_line(row, law), vintage=law.vintage)
        )
        found.append(
            _source("markup", "what_if" if "what_if_no_markup" in reasons else "", sector=str(row["sector"]), year=str(year))
        )  # fmt: skip
    found.append(_source("see", "default" if default else "actual"))
    column = str(row["benchmark_column"])
    if row["sector"] == "electricity":
        found.append(_source("sefa", "electricity"))
    else:
        if column:
            variant = "B_stand_in" if "stand_in_benchmark" in reasons else column
            if "what_if_benchmark" in reasons:
                variant = "what_if"
            # A what-if keeps its scaled values in further periods behind those of the law.
            period = str((int(law.schedule.value("benchmark_period", year)) - 1) % len(PERIODS) + 1)
            found.append(
                _source("benchmark", variant, line=str(row["good"])[:8], route=str(row["route"]), period=period)
            )  # fmt: skip
        proposal = "proposal" if "proposal_factor_path" in reasons else ""
        found.append(_source("cbam_factor", proposal, year=str(year)))
        held = "held" if "after_2030" in reasons else "set"
        held = "what_if" if "what_if_cscf" in reasons else held
        found.append(_source("cscf", held, year=str(year)))
        kind = "default" if default else ("actual" if column else "declared")
        found.append(_source("sefa", kind))
    if "home_price_draft" in reasons:
        found.append(_source("reduction", ""))
    found.append(_source("certificates", ""))
    basis = str(row["price_basis"])
    quarter = "-".join(map(str, prices.latest_quarter)) if basis == "provisional" else ""
    if basis == "published":
        quarter = f"{year}-{read_quarter(row.get('quarter'))}"
    found.append(
        _source("price", basis, quarter=quarter, path=prices.path if basis == "path" else "")
    )
    return found


def source_texts(result: pd.DataFrame, law: Law, prices: Prices) -> pd.Series:
    """The sources of many bills as text; each distinct kind of bill is written once."""
    kinds = ["status", "sector", "default_from", "benchmark_column", "price_basis", "reasons"]
    keys = result[kinds].assign(year=result["year"].astype(str))
    numbers = keys.groupby(list(keys.columns), observed=True, dropna=False, sort=False).ngroup()
    first = ~numbers.duplicated()
    texts = {
        number: " | ".join(map(str, sources(row, law, prices)))
        for number, (_, row) in zip(numbers[first], result[first].iterrows(), strict=True)
    }
    return numbers.map(texts)


def _line(row: Mapping[str, Any], law: Law) -> str:
    """The default-value line as ``CN/7208`` (territory and code)."""
    good = law.goods.index[str(row["good"])]
    default = str(row["default_from"])
    origin = law.origins.resolve(row["origin"]) or ""
    territory = "OTHER" if default.startswith("other") else origin
    if default == "annex_iii_eu_average":
        territory = "EU"
    return f"{territory}/{law.goods.default_codes[good] or row['good']}"


@cached(maxsize=128)
def _basis(step: str, variant: str) -> tuple[tuple[tuple[str, str], ...], str, str, str]:
    steps = tables.read("steps")
    row = steps[(steps["step"] == step) & (steps["variant"] == variant)].iloc[0]
    acts = tables.read("acts").set_index("act")
    named = tuple(
        (str(acts.loc[act, "title"]), str(acts.loc[act, "url"]))
        for act in row["acts"].split(";")
        if act
    )
    return named, str(row["article_en"]), str(row["article_zh"]), str(row["mark"])


def _source(step: str, variant: str, **detail: str) -> Source:
    return Source(step, *_basis(step, variant), {k: v for k, v in detail.items() if v})
