"""The portfolio of the session: the file as read, its lines as checked, and their cells.

It stays in the session. Up to ``study_lines.LIMIT`` lines also become part of the study, and so of
links and files; in the association view none do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from cbam.law.vintages import Law
from cbam.portfolio import checks, mapping, reading, study_lines
from cbam.portfolio.association import Publication, Rules, new_salt, publish
from cbam.portfolio.checks import Checked
from cbam.portfolio.mapping import ColumnMap
from cbam.portfolio.picture import Picture, picture
from cbam.portfolio.picture_cells import Cells, cells_of
from cbam.portfolio.raw import Raw
from cbam.prices import Prices
from pages.components import shell

_KEY, _ASSOCIATION = "portfolio", "portfolio_association"


@dataclass(frozen=True, eq=False)
class Loaded:
    """One portfolio.

    Attributes:
        name: of the file, or what it is.
        digest: fingerprint of what it was made from; keys what is computed from it.
        cells: its lines, made small.
        raw, checked: the file and its check; ``None`` where the lines came with a link.
        lines: the good lines.
        options: year and origin of lines without, decimal sign.
    """

    name: str
    digest: str
    cells: Cells
    lines: Any
    raw: Raw | None = None
    checked: Checked | None = None
    options: tuple[tuple[str, Any], ...] = ()


def loaded() -> Loaded | None:
    """The portfolio of the session; the lines of a link or file where nothing was loaded since."""
    state = st.session_state
    lines = state["study"].lines
    found: Loaded | None = state.get(_KEY)
    if lines and (found is None or study_lines.records(found.lines) != lines):
        found = of_lines(study_lines.frame(lines), "")
        state[_KEY] = found
    return found


def of_lines(lines: Any, name: str) -> Loaded:
    """A portfolio of lines that have been checked already."""
    law = shell.current_study().analysis.law_object()
    digest = hashlib.sha256(lines.to_csv(index=False).encode()).hexdigest()
    return Loaded(name, digest, cells_of(lines, law), lines)


def read(data: bytes, name: str, **options: Any) -> Loaded:
    """Read and check a file, or text that was pasted (InputError for the file as a whole)."""
    raw = reading.read(data, name)
    law = shell.current_study().analysis.law_object()
    found = mapping.match(raw.columns, raw.samples(), law)
    return check(raw, found, hashlib.sha256(data).hexdigest(), **options)


def check(raw: Raw, columns: ColumnMap, digest: str, **options: Any) -> Loaded:
    """Check a file by its columns (InputError ``columns_needed``)."""
    analysis = shell.current_study().analysis
    law = analysis.law_object()
    checked = checks.check(raw, columns, law, analysis.prices(), **options)
    text = repr((digest, columns, sorted(options.items()), law.digest))
    return Loaded(
        raw.name, hashlib.sha256(text.encode()).hexdigest(), cells_of(checked.lines, law),
        checked.lines, raw, checked, tuple(sorted(options.items())),
    )  # fmt: skip


def keep(found: Loaded | None) -> None:
    """Put a portfolio in place of the one before; its lines go with the study if they are few."""
    state = st.session_state
    state[_KEY] = found
    shown = () if found is None or association() is not None else study_lines.records(found.lines)
    shell.keep_study(lines=shown)


def association() -> Rules | None:
    """How members are protected; ``None``: not the association view."""
    rules: Rules | None = st.session_state.get(_ASSOCIATION)
    return rules


def protect(rules: Rules | None) -> None:
    """Enter or leave the association view; inside it no line goes into a link or a file."""
    state = st.session_state
    state[_ASSOCIATION] = rules
    state.setdefault("portfolio_salt", new_salt())
    keep(state.get(_KEY))


def seen(found: Loaded, year: int | None) -> Picture:
    """The picture of a portfolio under the law and prices of the study.

    Raises:
        InputError: as for ``picture.picture``.
    """
    law, prices = _rules()
    rejected: dict[str, int] = {}
    if found.checked is not None and found.checked.counts.bad:
        rejected = {"checked": found.checked.counts.bad}
    return _picture(found.digest, law.digest, prices.digest, prices.path, year, found, law, prices, rejected)  # fmt: skip


def published(found: Loaded, year: int | None, rules: Rules) -> Publication:
    """The association view of a portfolio (InputError as for ``association.publish``)."""
    law, prices = _rules()
    key = (found.digest, law.digest, prices.digest, prices.path)
    return _publication(*key, year, rules.k, rules.p, found, law, prices)


def _rules() -> tuple[Law, Prices]:
    analysis = shell.current_study().analysis
    return analysis.law_object(), analysis.prices()


@st.cache_resource(max_entries=32, show_spinner=False)
def _picture(
    digest: str, law: str, prices: str, path: str, year: int | None,
    _found: Loaded, _law: Law, _prices: Prices, _rejected: Mapping[str, int],
) -> Picture:  # fmt: skip
    """By fingerprint, never by the frame itself; small tables, shown and never changed."""
    return picture(_found.lines, _law, _prices, year=year, rejected=_rejected, cells=_found.cells)


@st.cache_resource(max_entries=32, show_spinner=False)
def _publication(
    digest: str, law: str, prices: str, path: str, year: int | None, k: int, p: float,
    _found: Loaded, _law: Law, _prices: Prices,
) -> Publication:  # fmt: skip
    return publish(_found.cells, _law, _prices, year=year, rules=Rules(k, p))


def with_columns(found: Loaded, columns: ColumnMap) -> Loaded:
    """The same file read by other columns (InputError ``columns_needed``)."""
    assert found.raw is not None  # only a file has columns
    renewed = check(found.raw, columns, found.digest, **dict(found.options))
    return replace(renewed, name=found.name)


def with_options(found: Loaded, options: Mapping[str, Any]) -> Loaded:
    """The same file with another year, origin or decimal sign for lines that do not say."""
    assert found.raw is not None  # only a file has columns
    assert found.checked is not None
    renewed = check(found.raw, found.checked.mapping, found.digest, **options)
    return replace(renewed, name=found.name)
