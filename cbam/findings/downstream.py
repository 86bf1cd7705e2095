"""The downstream proposal COM(2025) 989: what a listed good would pay from 2028. Not law.

A good of the proposed list would pay for the steel and aluminium inside it (rules 6.3)::

    emissions = sum content_i x default_i x (1 + 0)     no mark-up (Art 7(7) as proposed)
    SEFA      = sum content_i x F x CSCF x column B_i
    cost      = quantity x max(0, emissions - SEFA) x price

Each metal inside is one line of ``bill.assess`` under the varied law; the zero floor is applied
once, to the good. The list is the Commission's; Council and Parliament have other lists.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from cbam import tables
from cbam.bill import TONNES_LIMIT, assess
from cbam.law import reform as reforms
from cbam.law.goods import normalise
from cbam.law.reform import Reform
from cbam.law.vintages import Law
from cbam.prices import Prices
from cbam.reasons import ERRORS, InputError, codes_of

METALS = ("iron_and_steel", "aluminium")
UNITS = ("t", "piece")
_FIRST_METALS = ("72083900", "76011090")
KG_LIMIT = {"t": 1_000.0, "piece": 100_000.0}
ASSUMPTIONS = (
    "downstream_proposal_only",
    "downstream_commission_list",
    "downstream_content_at_default",
    "downstream_no_markup",
    "downstream_column_b",
    "downstream_scrap_left_out",
    "downstream_price_path",
    "downstream_held_after_2030",
)


@dataclass(frozen=True, slots=True)
class Content:
    """A metal inside: its CBAM good, kg per tonne of good or per piece, and its origin.

    ``origin`` empty: that of the good.
    """

    cn_code: str
    kg: float
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Downstream:
    """A listed good with its metals.

    Attributes:
        cn: CN code of the good. origin: its origin.
        contents: metals inside.
        quantity: tonnes or pieces a year. unit: ``t`` or ``piece``.
        reform: factor path and the other what-ifs; the mark-up is zero in any case.
            ``p616_new_goods`` is the 100 % option of COM(2026) 616.
        edition: edition of the law.
    """

    cn: str
    origin: str
    contents: tuple[Content, ...]
    quantity: float = 1.0
    unit: str = "t"
    reform: Reform = field(default_factory=Reform)
    edition: str = ""


@dataclass(frozen=True)
class DownstreamBill:
    """What comes out.

    Attributes:
        years: per year from 2028: ``emissions`` and ``sefa`` [t CO2e per unit], ``price_eur``,
            ``cost_eur_per_unit``, ``cost_eur``, ``cost_cny``, ``certificates``.
        parts: per year and content: ``content``, ``kg``, ``default_total``, ``see``, ``sefa``
            [t CO2e per t of metal], ``emissions`` and ``free`` [t CO2e per unit], ``status``,
            ``reasons``.
        assumptions: codes of what it rests on.
        only_part: whether only part of the code is on the list ("ex").
        law: name of the varied law.
    """

    years: pd.DataFrame
    parts: pd.DataFrame
    assumptions: tuple[str, ...]
    only_part: bool
    law: str


def starting(cn: str, origin: str, edition: str = "") -> Downstream:
    """A good before its metals are weighed: hot-rolled steel and unwrought aluminium, no kg."""
    contents = tuple(Content(code, 0.0) for code in _FIRST_METALS)
    return Downstream(cn, origin, contents, edition=edition)


def first_year() -> int:
    """The year from which the proposal would apply."""
    dates = tables.mapping("deadlines", "deadline", "date")
    return date.fromisoformat(dates["downstream"]).year


def listed(cn: str, law: Law) -> bool | None:
    """Whether a code is on the proposed list: ``None`` no, ``True`` only part of it ("ex").

    Goods already in Annex I are not on it.
    """
    code = normalise(cn)
    if law.goods.resolve(code)[0] != law.goods.out_of_scope:
        return None
    table = tables.read("proposal_2028")
    table = table[(table["annex"] == "Annex I") & (table["already_in_annex_i"].fillna(0) == 0)]
    at = [i for i, prefix in enumerate(table["cn_prefix"]) if code.startswith(prefix)]
    if not at:
        return None
    row = table.iloc[max(at, key=lambda i: len(table["cn_prefix"].iloc[i]))]
    return bool(row["ex_code"]) if row["scope"] == "included" else None


def downstream(good: Downstream, prices: Prices) -> DownstreamBill:
    """The what-if for one good, every year from 2028.

    Raises:
        InputError: ``not_in_proposal``, ``content_missing``, ``content_not_metal``,
            ``content_too_much``, ``number_invalid``, ``unit_unknown``, or a code or origin that
            cannot be read.
    """
    law = reforms.load(good.edition, _without_markup(good.reform))
    part = listed(good.cn, law)
    if part is None:
        raise InputError("not_in_proposal", "cn", good.cn)
    _check(good, law)
    years = [year for year in law.years if year >= first_year()]
    count = len(good.contents)
    lines = pd.DataFrame({
        "cn_code": [item.cn_code for item in good.contents] * len(years),
        "origin": [item.origin or good.origin for item in good.contents] * len(years),
        "tonnes": 1.0,
        "year": np.repeat(years, count),
    })  # fmt: skip
    bill = assess(lines, law, prices)
    kg = np.tile([item.kg for item in good.contents], len(years))
    # A metal of EU or Annex III origin embeds nothing and brings no free allocation.
    see, sefa = bill["see"].fillna(0.0).to_numpy(), bill["sefa"].fillna(0.0).to_numpy()
    parts = pd.DataFrame({
        "year": bill["year"], "content": np.tile(np.arange(count), len(years)),
        "cn_code": bill["cn_code"], "origin": bill["origin"], "kg": kg,
        "default_total": bill["default_total"], "see": see, "sefa": sefa,
        "route": bill["route"], "emissions": kg / 1000 * see, "free": kg / 1000 * sefa,
        "status": bill["status"], "reasons": bill["reasons"],
    })  # fmt: skip
    total = parts.groupby("year")[["emissions", "free"]].sum()
    price = np.array([prices.find(year)[0] for year in years])
    per_unit = np.maximum(total["emissions"].to_numpy() - total["free"].to_numpy(), 0.0)
    table = pd.DataFrame({
        "year": years,
        "emissions": total["emissions"].to_numpy(),
        "sefa": total["free"].to_numpy(),
        "price_eur": price,
        "certificates": per_unit * good.quantity,
        "cost_eur_per_unit": per_unit * price,
        "cost_eur": per_unit * good.quantity * price,
        "cost_cny": per_unit * good.quantity * price * prices.rate.cny_per_eur,
    })  # fmt: skip
    codes = list(ASSUMPTIONS)
    if good.reform.factor_path != reforms.LAW:
        codes.append("proposal_factor_path")
    if good.reform.factor_path == reforms.P616_NEW_GOODS:
        codes.append("downstream_new_goods_path")
    if part:
        codes.append("downstream_only_part")
    return DownstreamBill(table, parts, tuple(codes), part, law.vintage)


def _without_markup(reform: Reform) -> Reform:
    return Reform(
        reform.factor_path, reform.cscf_after_2030, reform.benchmark_multiplier, without_markup=True
    )


def _check(good: Downstream, law: Law) -> None:
    if good.unit not in UNITS:
        raise InputError("unit_unknown", "unit", good.unit, allowed=UNITS)
    if not 0 <= good.quantity <= TONNES_LIMIT:
        raise InputError("number_invalid", "quantity", good.quantity, limit=TONNES_LIMIT)
    if not good.contents:
        raise InputError("content_missing", "contents", None)
    limit = int(KG_LIMIT[good.unit])
    for item in good.contents:
        if not 0 <= item.kg <= limit:
            raise InputError("number_invalid", "kg", item.kg, limit=limit)
        index, mask = law.goods.resolve(item.cn_code)
        if mask & ERRORS:
            raise InputError(codes_of(mask & ERRORS)[0], "cn_code", item.cn_code)
        if index >= law.goods.out_of_scope or law.goods.sectors[index] not in METALS:
            raise InputError("content_not_metal", "contents", item.cn_code)
        if law.origins.resolve(item.origin or good.origin) is None:
            raise InputError("origin_unknown", "origin", item.origin or good.origin)
    total = sum(item.kg for item in good.contents)
    if total > limit:
        raise InputError("content_too_much", "contents", total, limit=limit)
