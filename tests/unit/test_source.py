"""The engine's source: no Streamlit, no shared state, no figures of law or market in code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
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
    return {v for v in found if v not in (0.0, 0.01, 0.1, 1.0, 0.2, 0.3, 0.5, 75, 165, 180)}


# Where a number in a drawing is a place or a size on the paper. Data may stand under "x" and
# "y" too, but only as variables; a bare number written there is a place.
LAYOUT = {"x", "y", "x0", "x1", "y0", "y1", "width", "opacity", "bargap", "range", "domain"}


def bare(node: ast.expr) -> Iterator[ast.Constant]:
    """The numbers written out in an expression of plain arithmetic or a list of such."""
    if isinstance(node, ast.Constant):
        yield node
    elif isinstance(node, ast.UnaryOp):
        yield from bare(node.operand)
    elif isinstance(node, ast.BinOp):
        yield from (*bare(node.left), *bare(node.right))
    elif isinstance(node, ast.List | ast.Tuple):
        for item in node.elts:
            yield from bare(item)


def layout_numbers(tree: ast.Module) -> set[ast.Constant]:
    """Places and sizes of a drawing: under a layout key, or the headroom over ``max(...)``."""
    found: set[ast.Constant] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value in LAYOUT:
                    found |= set(bare(value))
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            call = node.left
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("max", "min"):
                found |= set(bare(node.right))
    return found


def written(path: Path, text: str) -> list[tuple[int, float]]:
    """Decimal numbers in code, with their lines; layout of the modules of charts apart."""
    tree = ast.parse(text)
    drawn = layout_numbers(tree) if path.name.endswith("charts.py") else set()
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, float) and node not in drawn
    ]


@EACH
def test_no_figure_of_law_or_market_is_written_in_code(path: Path) -> None:
    """Adding a year or an edition edits a file under data/, never code."""
    known = figures()
    found = [(line, value) for line, value in written(path, PYTHON[path]) if value in known]
    assert not found


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
                assert re.fullmatch(r"[\w\-\[\]]+==[\w.]+(; sys_platform != \"win32\")?", line), (
                    line
                )


def test_the_scan_sees_what_it_should() -> None:
    """The scan itself can fail."""
    tree = ast.parse("A = {}\ndef f():\n    A['x'] = 1\n")
    assert changed_names(tree) == {"A"}
    assert changed_names(ast.parse("B = []\nB.append(1)\n")) == {"B"}
    assert {0.975, 75.36, 82.32, 1.37, 126} <= figures()
    code = "mark = {'x': -0.14, 'cost': 0.14}\ntop = max(y) * 1.18\nsee = total * 1.18\n"
    for name, hits in (("charts.py", [(1, 0.14), (3, 1.18)]), ("bill.py", 4)):
        found = written(Path(name), code)
        assert sorted(found) == hits if isinstance(hits, list) else len(found) == hits
