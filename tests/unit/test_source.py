"""The engine's source: no Streamlit, no shared state, no figures of law or market in code."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from cbam import tables

ROOT = Path(__file__).resolve().parents[2]
PYTHON = {path: path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("cbam/**/*.py"))}
EACH = pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(ROOT)))


@EACH
def test_nothing_below_the_pages_knows_streamlit(path: Path) -> None:
    for node in ast.walk(ast.parse(PYTHON[path])):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        for name in names:
            assert name.partition(".")[0] not in ("streamlit", "pages", "app", "tests")


FROZEN = (ast.Constant, ast.Tuple, ast.UnaryOp, ast.BinOp, ast.Name, ast.Attribute, ast.Subscript,
          ast.Lambda, ast.JoinedStr, ast.GeneratorExp)  # fmt: skip
CONTAINERS = (ast.Dict, ast.List, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
CHANGES = {"append", "extend", "insert", "add", "update", "setdefault", "pop", "popitem", "clear",
           "remove", "discard", "sort", "reverse", "__setitem__"}  # fmt: skip


def changed_names(tree: ast.Module) -> set[str]:
    """Names whose object is changed in place, or rebound by ``global``, anywhere in a module."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            found |= set(node.names)
        targets = []
        if isinstance(node, ast.Assign | ast.Delete):
            targets = node.targets
        elif isinstance(node, ast.AugAssign):
            targets = [node.target]
        for target in targets:
            if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
                found.add(target.value.id)
            if isinstance(node, ast.AugAssign) and isinstance(target, ast.Name):
                found.add(target.id)
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in CHANGES
            and isinstance(node.func.value, ast.Name)
        ):
            found.add(node.func.value.id)
    return found


@EACH
def test_no_module_holds_state_that_changes(path: Path) -> None:
    """Module tables are constants: written in capitals and never changed; nothing is global.

    Streamlit runs every visitor in one process, so that a changed global is seen by all.
    """
    tree = ast.parse(PYTHON[path])
    assert not any(isinstance(node, ast.Global) for node in ast.walk(tree))
    holders = set()
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = {leaf.id for t in targets for leaf in ast.walk(t) if isinstance(leaf, ast.Name)}
            if isinstance(node.value, CONTAINERS):
                assert all(name.strip("_").isupper() or name == "__all__" for name in names), names
                holders |= names
    local = {
        leaf.id
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for statement in ast.walk(function)
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        for leaf in ast.walk(statement)
        if isinstance(leaf, ast.Name) and isinstance(leaf.ctx, ast.Store)
    }
    assert not (holders - local) & changed_names(tree)


def figures() -> set[float]:
    """Numbers that are law or market: they may stand in data/ only."""
    found = {75.36, 75.28, 82.32, 75.3641, 80.302, 7.4326, 1.37, 3.187, 6.375, 5.089, 7.98}
    schedule = tables.read("schedule")
    law = schedule[schedule["parameter"].isin(["cbam_factor", "markup"])]["value"]
    found |= set(law)
    found |= set(tables.read("certificate_prices")["price_eur"].dropna())
    found |= set(tables.read("price_paths")["price_eur"])
    found |= set(tables.read("electricity_factors")["factor"])
    found |= set(tables.read("benchmarks_2025-12")["benchmark"])
    # Numbers that mean something else in code as well: counts, halves, tenths, per cents.
    return {value for value in found if value not in (0.0, 0.1, 1.0, 0.2, 0.3, 0.5, 75, 165, 180)}


@EACH
def test_no_figure_of_law_or_market_is_written_in_code(path: Path) -> None:
    """Adding a year or an edition edits a file under data/, never code."""
    known = figures()
    if path.name in ("charts.py", "theme.py"):  # shares of a picture's size, not of emissions
        known -= set(tables.read("benchmarks_2025-12")["benchmark"])
        known -= set(tables.read("electricity_factors")["factor"])
        known -= {value for value in known if round(value, 2) == value and value < 1}
    for node in ast.walk(ast.parse(PYTHON[path])):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            assert node.value not in known, (path.name, node.lineno, node.value)


@EACH
def test_no_years_decide_in_the_engine(path: Path) -> None:
    """The years of the law come from the schedule."""
    if path.parent.name in ("law",) or path.name in ("bill.py", "actual.py", "prices.py"):
        years = [
            node.value
            for node in ast.walk(ast.parse(PYTHON[path]))
            if isinstance(node, ast.Constant) and node.value in range(2027, 2039)
        ]
        # the first year of benchmark period (2) is the period's definition
        assert years in ([], [2028] if path.name == "benchmarks.py" else [])


def test_dependencies_are_pinned_exactly() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / name).read_text().splitlines():
            if line and not line.startswith(("#", "-r")):
                assert re.fullmatch(r"[\w\-\[\]]+==[\w.]+", line), line


def test_the_scan_sees_what_it_should() -> None:
    """The scan itself can fail."""
    tree = ast.parse("A = {}\ndef f():\n    A['x'] = 1\n")
    assert changed_names(tree) == {"A"}
    assert changed_names(ast.parse("B = []\nB.append(1)\n")) == {"B"}
    assert {0.975, 75.36, 82.32, 1.37, 126} <= figures()
