"""What an association may show of its members: tables from which no member can be worked out.

One publication is one set of tables, chosen together: the total, the total of every year, cost
by one thing (sector, heading, good, origin, importer) or by two. All figures are costs, sums
over members. A cell with fewer than ``k`` members is hidden, and so is one that a member could
solve for another by taking off its own part (p % rule). Then as many more cells are hidden as
it takes for the audit to find nothing, over all tables, years and extras at once.

The guarantee (docs/decisions/0009): for every member and for anyone who knows one other
member's figures in full, and besides who makes what and every rate of the law, there are two
more sets of non-negative figures that agree with everything published and with what that person
knows, in which the member's cost, in any one good, cell or in total, is p % higher and p %
lower. So nobody can pin it down to within p %.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from cbam.law.vintages import Law
from cbam.lines import Floats, Ints
from cbam.portfolio.members.association_audit import Audit, Release
from cbam.portfolio.totals.picture import chosen_year, dimension_keys
from cbam.portfolio.totals.picture_cells import Cells, bills, in_year
from cbam.portfolio.totals.picture_sums import sums, total
from cbam.prices import Prices
from cbam.reasons import InputError

# The tables on offer, the most important first; two dimensions at most.
VIEWS: tuple[tuple[str, ...], ...] = (
    ("sector",),
    ("heading",),
    ("origin",),
    ("good",),
    ("importer",),
    ("sector", "origin"),
    ("heading", "origin"),
)
SHOWN, FEW, DOMINATED, PROTECTIVE = "shown", "few", "dominated", "protective"
_LEAST_MEMBERS = 3
_PERCENT = (1, 50)  # the protection that can be chosen


@dataclass(frozen=True)
class Rules:
    """How a member is protected.

    Attributes:
        k: members a cell has at least, 3 or more.
        p: how close nobody may come to a member's figure, as a share of it.
    """

    k: int = 3
    p: float = 0.1

    def __post_init__(self) -> None:
        if not (isinstance(self.k, int) and self.k >= _LEAST_MEMBERS):
            raise InputError("members_invalid", "k", self.k, limit=_LEAST_MEMBERS)
        if not _PERCENT[0] <= self.p * 100 <= _PERCENT[1]:
            raise InputError("protection_invalid", "p", self.p)


@dataclass(frozen=True)
class Publication:
    """Tables that may be shown, linked and exported together; costs are estimates.

    Attributes:
        year: import year of all tables but ``years``.
        rules: what they were made under.
        members: members with a cost. lines: their lines.
        cost_eur, cost_cny: the total; ``None`` if even that is hidden.
        tables: per view the columns named by it, then ``members`` (number), ``cost_eur``,
            ``cost_cny``, ``share`` (NaN where hidden) and ``status``: ``shown``, ``few``
            members, ``dominated`` by one, or ``protective``: hidden to protect another cell.
        years: ``year``, ``cost_eur``, ``cost_cny`` with the same trade each year; hidden
            years are NaN.
        extras: further totals asked for [EUR], those that may be shown.
        hidden: number of cells and totals hidden.
        left_out: lines outside: without a member's name, without a bill, of another year.
    """

    year: int
    rules: Rules
    members: int
    lines: int
    cost_eur: float | None
    cost_cny: float | None
    tables: Mapping[tuple[str, ...], pd.DataFrame]
    years: pd.DataFrame
    extras: Mapping[str, float]
    hidden: int
    left_out: Mapping[str, int]


def new_salt() -> bytes:
    """A random salt for the codes of one session or study."""
    return secrets.token_bytes(32)


def member_codes(names: Iterable[str], salt: bytes) -> dict[str, str]:
    """A code for each member, such as ``M-7K3QF``, the same for the same salt.

    Without the salt a name cannot be tried out: the code is keyed (HMAC-SHA-256). Codes are
    longer where two would meet.
    """
    digests = {
        name: base64.b32encode(hmac.new(salt, name.encode(), hashlib.sha256).digest()).decode()
        for name in sorted(set(names))
    }
    length = 5
    while len({text[:length] for text in digests.values()}) < len(digests):
        length += 1
    return {name: f"M-{text[:length]}" for name, text in digests.items()}


def publish(
    cells: Cells,
    law: Law,
    prices: Prices,
    *,
    year: int | None = None,
    rules: Rules | None = None,
    extras: Mapping[str, Floats] | None = None,
) -> Publication:
    """The association view of a portfolio.

    Args:
        cells: the members' lines as cells.
        law: the law of one vintage.
        prices: certificate prices, path and rate.
        year: import year looked at; ``None``: the one most lines are of.
        rules: k and p.
        extras: further totals wanted beside the tables, such as a gap or a saving: EUR per
            cell. They are protected like all else.

    Raises:
        InputError: ``year_invalid``, ``lines_missing``; of ``Rules``.
    """
    rules = rules or Rules()
    chosen = chosen_year(cells, law, year)
    own = bills(cells, law, prices)
    here = cells.inputs.year == law.years.index(chosen)
    named = cells.names["member"].texts != ""
    use = np.flatnonzero(here & named & own.assessed & (own.cost_eur > 0))
    release, keys = _release(cells, own.cost_eur, use, law, prices, extras or {})
    reasons = _primary(release, rules)
    open_rows = np.array([not reason for reason in reasons])
    published = _admitted(Audit.of(release), open_rows, rules.p)
    reasons = [
        SHOWN if shown else reason or PROTECTIVE
        for shown, reason in zip(published, reasons, strict=True)
    ]
    rate = prices.rate.cny_per_eur
    values = [v if shown else np.nan for v, shown in zip(release.values, published, strict=True)]
    amounts = dict(zip(release.names, values, strict=True))
    whole = amounts["total",]
    tables: dict[tuple[str, ...], pd.DataFrame] = {}
    for view in VIEWS:
        rows = [i for i, name in enumerate(release.names) if name[0] == view]
        table = pd.DataFrame([release.names[i][1:] for i in rows], columns=list(view))
        cost = np.array([values[i] for i in rows], float)
        table["members"] = [int(release.members[i]) for i in rows]
        table["cost_eur"], table["cost_cny"], table["share"] = cost, cost * rate, cost / whole
        table["status"] = [reasons[i] for i in rows]
        table = table.assign(size=-table["cost_eur"])
        tables[view] = table.sort_values(["size", *view], kind="stable").drop(columns="size").reset_index(drop=True)  # fmt: skip
    yearly = np.array([whole if y == chosen else amounts["year", y] for y in law.years], float)
    return Publication(
        year=chosen,
        rules=rules,
        members=len(set(keys["member"])),
        lines=int(cells.lines[use].sum()),
        cost_eur=None if np.isnan(whole) else float(whole),
        cost_cny=None if np.isnan(whole) else float(whole * rate),
        tables=tables,
        years=pd.DataFrame({"year": law.years, "cost_eur": yearly, "cost_cny": yearly * rate}),
        extras={n: float(amounts["extra", n]) for n in extras or {} if not np.isnan(amounts["extra", n])},
        hidden=int((~published).sum()),
        left_out=_left_out(cells, own.failed, here, named),
    )  # fmt: skip


def _release(
    cells: Cells,
    cost: Floats,
    use: Ints,
    law: Law,
    prices: Prices,
    extras: Mapping[str, Floats],
) -> tuple[Release, dict[str, npt.NDArray]]:
    """Everything that might be published, as sums over (member, atom) of their contributions.

    An atom is what all tables together tell apart: good, origin and importer. A member's lines
    of one atom move together, which only leaves fewer figures to hide behind.
    """
    keys = {name: column[use] for name, column in dimension_keys(cells, law).items()}
    apart = ("member", "good", "origin", "importer")
    frame = pd.DataFrame({name: keys[name] for name in apart})
    atom = frame.groupby(list(apart), sort=True).ngroup().to_numpy()
    count = int(atom.max(initial=-1)) + 1
    first = np.zeros(count, np.int64)
    first[atom[::-1]] = np.arange(len(atom))[::-1]
    money = sums(atom, cost[use], count)
    names: list[tuple] = [("total",)]
    weights: list[Floats] = [money]
    for view in VIEWS:
        labels = pd.DataFrame({name: keys[name][first] for name in view})
        groups = labels.groupby(list(view), sort=True).ngroup().to_numpy()
        for group in range(int(groups.max(initial=-1)) + 1):
            inside = groups == group
            names.append((view, *labels[inside].iloc[0]))
            weights.append(np.where(inside, money, 0.0))
    kept = cells.taken(use)
    base = {int(year) for year in kept.inputs.year}
    for at, year in enumerate(law.years):
        if at not in base:
            found = bills(kept, law, prices, **in_year(kept, at, law, prices))
            names.append(("year", year))
            weights.append(sums(atom, found.cost_eur, count))
    for name, amounts in extras.items():
        names.append(("extra", name))
        weights.append(sums(atom, np.asarray(amounts, float)[use], count))
    member, _ = pd.factorize(keys["member"][first], sort=True)
    table = np.array(weights).reshape(len(weights), count)
    return Release(names, table, member.astype(np.int64), money), keys


def _primary(release: Release, rules: Rules) -> list[str]:
    """Why each figure may not be shown by itself; ``""`` if it may."""
    reasons = []
    for row in release.parts():
        largest = np.sort(row[row > 0])[::-1]
        if len(largest) < rules.k:
            reasons.append(FEW)
        elif largest[2:].sum() < rules.p * largest[0]:
            reasons.append(DOMINATED)
        else:
            reasons.append("")
    return reasons


def _admitted(audit: Audit, candidates: npt.NDArray[np.bool_], p: float) -> npt.NDArray[np.bool_]:
    """Which of the sums are published: as many as the audit allows, the important ones first.

    Whatever would expose somebody stays out. Since more figures never expose less, a figure
    once refused could not be added later either.
    """
    shown = np.zeros(len(candidates), bool)

    def admit(block: Ints) -> None:
        nonlocal shown
        trial = shown.copy()
        trial[block] = True
        if audit.safe(trial, p):
            shown = trial
        elif len(block) > 1:
            admit(block[: len(block) // 2])
            admit(block[len(block) // 2 :])

    names, values = audit.release.names, audit.release.values
    order = sorted(np.flatnonzero(candidates), key=lambda i: (_rank(names[i]), -values[i], i))
    if order:
        admit(np.array(order))
    return shown


def _rank(name: tuple) -> int:
    """The total first, then extras, years and the tables in their order."""
    kind = name[0]
    return 3 + VIEWS.index(kind) if kind in VIEWS else ("total", "extra", "year").index(kind)


def _left_out(cells: Cells, failed: Ints, here: Ints, named: Ints) -> dict[str, int]:
    counts = {
        "error": total(np.where(failed, cells.lines, 0)),
        "other_year": total(np.where(~here & ~failed, cells.lines, 0)),
        "member_missing": total(np.where(here & ~failed & ~named, cells.lines, 0)),
    }
    return {name: int(count) for name, count in counts.items() if count}
