"""What the page "Compare" reads and writes: the scenarios and the view of the session's study.

Every control shows the study and writes it back in its callback, before the page runs again,
so that what stands above a control is never a step behind it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from cbam.caches import cached
from cbam.findings.compare import Comparison, compare
from cbam.findings.scenario import Scenario
from cbam.findings.starters import starters
from cbam.study import Study, View
from pages.components import shell
from pages.components.shell import WIDGET


def study() -> Study:
    """The session's study."""
    return st.session_state["study"]


def scenarios() -> tuple[Scenario, ...]:
    """The scenarios as they stand; before the first change, the pair made from the analysis."""
    return study().scenarios or starters(study().analysis)


def comparison() -> Comparison:
    """What comes out of the scenarios; worked out anew only when one of them has changed."""
    return _compared(scenarios())


@cached(maxsize=32)
def _compared(found: tuple[Scenario, ...]) -> Comparison:
    return compare(found)  # shown only, never changed


def view() -> View:
    """What the page looks at, with positions that exist."""
    last, seen = len(scenarios()) - 1, study().view
    return replace(
        seen,
        selected=min(seen.selected, last),
        baseline=min(seen.baseline, last),
        alternative=min(seen.alternative, last),
    )


def year() -> int:
    """The import year looked at: the one picked, else that of the selected scenario."""
    seen = view()
    return seen.year or scenarios()[seen.selected].analysis.year


def look(**changes: Any) -> None:
    """Look at something else; no scenario changes."""
    shell.keep_study(view=replace(view(), **changes))


def keep(found: tuple[Scenario, ...]) -> None:
    """Remember a changed list of scenarios."""
    shell.keep_study(scenarios=found)


def change(position: int, **changes: Any) -> None:
    """Change one scenario; names of ``Analysis`` fields reach through to it."""
    put(position, scenarios()[position].with_(**changes))


def put(position: int, scenario: Scenario) -> None:
    """Put a scenario in the place of another."""
    found = list(scenarios())
    found[position] = scenario
    keep(tuple(found))


def field(name: str, value: Any, write: Callable[[Any], None]) -> dict[str, Any]:
    """``key`` and ``on_change`` of a widget that shows ``value`` and hands a new one to ``write``.

    Names must be unique on the page; a control that belongs to a scenario carries its position.
    """
    key = WIDGET + "compare_" + name
    if key not in st.session_state or not _same(st.session_state[key], value):
        st.session_state[key] = value  # an unchanged one is left alone: quick steps must all arrive
    return {"key": key, "on_change": lambda: write(st.session_state[key])}


def _same(shown: Any, value: Any) -> bool:
    """Whether a control shows the value; a slider counts its steps in floats (1 - 7 x 0.01)."""
    if isinstance(shown, float) and isinstance(value, float):
        return math.isclose(shown, value, abs_tol=1e-12)
    return bool(shown == value)
