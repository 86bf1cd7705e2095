"""The portfolio of the session: the file as read, its lines as checked, and their cells.

It stays in the session. Up to ``study_lines.LIMIT`` lines also become part of the study, and so of
links and files; in the association view none do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from cbam import bill
from cbam.law.vintages import Law
from cbam.portfolio import study_lines
from cbam.portfolio.files import checks, mapping, reading
from cbam.portfolio.files.checks import Checked
from cbam.portfolio.files.mapping import ColumnMap
from cbam.portfolio.files.raw import Raw
from cbam.portfolio.members.association import Publication, Rules, new_salt, publish
from cbam.portfolio.totals import picture_whatif
from cbam.portfolio.totals.picture import Picture, picture
from cbam.portfolio.totals.picture_cells import Cells, cells_of
from cbam.portfolio.totals.picture_whatif import Gap, Target
from cbam.prices import Prices
from cbam.reasons import InputError
from pages.components import shell

_KEY, _ASSOCIATION, _SYNCED = "portfolio", "portfolio_association", "portfolio_synced"
# Warnings after which a figure is probably a thousand times too large.
_THOUSANDFOLD = ("kg_as_t", "kg_as_t_value", "see_in_kg")


@dataclass(frozen=True, eq=False)
class File:
    """A file as read; ``data`` is kept where another sheet of it may be asked for."""

    raw: Raw
    digest: str
    data: bytes = b""


@dataclass(frozen=True, eq=False)
class Reading:
    """A file, which column of it is what, and what holds for lines that do not say.

    Attributes:
        options: arguments of ``checks.check``: year, origin, decimal sign.
    """

    file: File
    columns: ColumnMap
    options: tuple[tuple[str, Any], ...] = ()

    @property
    def digest(self) -> str:
        """Fingerprint of what the lines are made from."""
        text = repr((self.file.digest, self.columns, self.options))
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, eq=False)
class Loaded:
    """One portfolio.

    Attributes:
        digest: fingerprint of what it was made from; keys what is computed from it.
        cells: its lines, made small.
        lines: the good lines.
        reading, checked: the file and its check; ``None`` where the lines came with a link.
    """

    digest: str
    cells: Cells
    lines: Any
    reading: Reading | None = None
    checked: Checked | None = None


def loaded() -> Loaded | None:
    """The portfolio of the session, in step with the lines of the study.

    Lines that a link or a saved analysis brought take its place. Where the study came without
    any, the portfolio stays and goes with it again.
    """
    state = st.session_state
    lines = state["study"].lines
    if lines != state.get(_SYNCED, ()):
        if lines:
            digest = hashlib.sha256(repr(lines).encode()).hexdigest()
            state[_KEY], state[_SYNCED] = of_lines(study_lines.frame(lines), digest), lines
        if not lines or association() is not None:
            keep(state.get(_KEY), state.get("saved", ""))
    found = state.get(_KEY)
    return found if isinstance(found, Loaded) else None


def of_lines(lines: Any, digest: str) -> Loaded:
    """A portfolio of lines that have been checked already."""
    return Loaded(digest, cells_of(lines, _rules()[0]), lines)


def read(data: bytes, name: str, sheet: str | None = None) -> Reading:
    """Read a file, or text that was pasted (InputError for the file as a whole)."""
    raw = reading.read(data, name, sheet)
    found = mapping.match(raw.columns, raw.samples(), _rules()[0])
    kept = data if len(raw.sheets) > 1 else b""
    digest = hashlib.sha256(data).hexdigest() + (raw.sheet if kept else "")
    return Reading(File(raw, digest, kept), found)


def check(given: Reading) -> Checked:
    """Check a file by its columns (InputError ``columns_needed``, ``too_many_distinct``)."""
    law, prices = _rules()
    return checks.check(given.file.raw, given.columns, law, prices, **dict(given.options))


def of_checked(given: Reading, checked: Checked) -> Loaded:
    """The portfolio of a file that has been checked."""
    law, _prices = _rules()
    digest = hashlib.sha256((given.digest + law.digest).encode()).hexdigest()
    return Loaded(digest, cells_of(checked.lines, law), checked.lines, given, checked)


def keep(found: Loaded | None, saved: str = "") -> None:
    """Put a portfolio in place of the one before; its lines go with the study if they are few.

    Args:
        found: the portfolio; ``None``: none.
        saved: where it is stored; the address of another one must not stay beside it.
    """
    state = st.session_state
    state[_KEY] = found
    shown = () if found is None or association() is not None else study_lines.records(found.lines)
    shell.keep_study(lines=shown)
    state[_SYNCED] = shown
    state["saved"] = state["saved_open"] = saved
    if not saved:
        state["saved_made"] = None


def association() -> Rules | None:
    """How members are protected; ``None``: not the association view."""
    rules: Rules | None = st.session_state.get(_ASSOCIATION)
    return rules


def protect(rules: Rules | None) -> None:
    """Enter or leave the association view; inside it no line goes into a link or a file."""
    state = st.session_state
    state[_ASSOCIATION] = rules
    found, saved, made = state.get(_KEY), state.get("saved", ""), state.get("saved_made")
    keep(found, saved)
    state["saved_made"] = made


def salt() -> bytes:
    """What the members' codes of this session are made with."""
    kept: bytes = st.session_state.setdefault("portfolio_salt", new_salt())
    return kept


def seen(found: Loaded, year: int | None) -> Picture:
    """The picture of a portfolio under the law and prices of the study.

    Raises:
        InputError: as for ``picture.picture``.
    """
    return _picture(*_key(found), year, found, *_rules())


def published(found: Loaded, rules: Rules) -> Publication:
    """The association view of a portfolio (InputError as for ``association.publish``).

    One publication, of the year most lines are of: two of different years could be subtracted
    from each other, which their own protection does not know of (docs/decisions/0009).
    """
    return _publication(*_key(found), rules.k, rules.p, found, *_rules())


def shown_to_all() -> Publication | None:
    """What slides and files show of the members; ``None`` outside the association view."""
    found, rules = loaded(), association()
    if found is None or rules is None:
        return None
    try:
        return published(found, rules)
    except InputError:  # no line to count: the page says so by name
        return None


def gap(found: Loaded, year: int, what_if: str, own: Mapping[str, float]) -> Gap:
    """What missing verification costs (InputError as for ``picture_whatif.gap``)."""
    return _gap(*_key(found), year, what_if, tuple(sorted(own.items())), found, *_rules())


def target(
    found: Loaded, year: int, cut: float, verify: int, by: str, what_if: str,
    own: Mapping[str, float],
) -> Target:  # fmt: skip
    """What a common target saves (InputError as for ``picture_whatif.target``)."""
    given = (cut, verify, by, what_if, tuple(sorted(own.items())))
    return _target(*_key(found), year, *given, found, *_rules())


def suspected(found: Loaded, year: int) -> tuple[list[int], float]:
    """Rows whose figures are probably in kilograms, and what they add to the year's cost [EUR]."""
    if found.checked is None:
        return [], 0.0
    return _suspected(*_key(found), year, found, *_rules())


def _rules() -> tuple[Law, Prices]:
    analysis = shell.current_study().analysis
    return analysis.law_object(), analysis.prices()


def _key(found: Loaded) -> tuple[str, str, str, str]:
    """What a result depends on, by fingerprint, never by the frame itself."""
    law, prices = _rules()
    return found.digest, law.digest, prices.digest, prices.path


# Results are small tables, shown and never changed.
@st.cache_resource(max_entries=32, show_spinner=False)
def _picture(
    digest: str, law: str, prices: str, path: str, year: int | None,
    _found: Loaded, _law: Law, _prices: Prices,
) -> Picture:  # fmt: skip
    bad = _found.checked.counts.bad if _found.checked is not None else 0
    rejected = {"checked": bad} if bad else {}
    return picture(_found.lines, _law, _prices, year=year, rejected=rejected, cells=_found.cells)


@st.cache_resource(max_entries=32, show_spinner=False)
def _publication(
    digest: str, law: str, prices: str, path: str, k: int, p: float,
    _found: Loaded, _law: Law, _prices: Prices,
) -> Publication:  # fmt: skip
    return publish(_found.cells, _law, _prices, rules=Rules(k, p))


@st.cache_resource(max_entries=32, show_spinner=False)
def _gap(
    digest: str, law: str, prices: str, path: str, year: int, what_if: str,
    own: tuple[tuple[str, float], ...], _found: Loaded, _law: Law, _prices: Prices,
) -> Gap:  # fmt: skip
    return picture_whatif.gap(_found.cells, _law, _prices, year, what_if, dict(own))


@st.cache_resource(max_entries=32, show_spinner=False)
def _target(
    digest: str, law: str, prices: str, path: str, year: int, cut: float, verify: int, by: str,
    what_if: str, own: tuple[tuple[str, float], ...], _found: Loaded, _law: Law, _prices: Prices,
) -> Target:  # fmt: skip
    return picture_whatif.target(
        _found.cells, _law, _prices, year, cut=cut, verify=verify, by=by, what_if=what_if,
        own=dict(own),
    )  # fmt: skip


@st.cache_resource(max_entries=32, show_spinner=False)
def _suspected(
    digest: str, law: str, prices: str, path: str, year: int,
    _found: Loaded, _law: Law, _prices: Prices,
) -> tuple[list[int], float]:  # fmt: skip
    problems, lines = _found.checked.problems, _found.lines  # type: ignore[union-attr]
    rows = problems.loc[problems["code"].isin(_THOUSANDFOLD), "row"].unique()
    doubtful = lines[np.isin(lines["row"], rows) & (lines["year"] == year)]
    if doubtful.empty:
        return [], 0.0
    cost = bill.assess(doubtful, _law, _prices)["cost_eur"]
    return doubtful["row"].astype(int).tolist(), float(cost.sum())
