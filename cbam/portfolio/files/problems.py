"""What can be wrong with a line, and the list in which it is kept by row and column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from cbam.portfolio.files.raw import TEXT_LIMIT, Raw

# An error keeps a line out of every total; a warning leaves it in and asks to look.
WARNINGS = frozenset({
    "cn_number",
    "unit_in_cell",
    "decimal_mixed",
    "kg_as_t",
    "kg_as_t_value",
    "value_high",
    "value_not_read",
    "mass_from_kg",
    "year_other",
    "duplicate",
    "see_not_used",
    "formula_in_name",
    "formula_unsaved_aside",
    "label_boundary_unknown",
    "label_refused",
    "label_invalid",
    "label_unit_missing",
    "label_unit_unknown",
})  # fmt: skip

UNSAVED = ("formula_unsaved", "formula_unsaved_aside")
Places = npt.NDArray[np.intp]
# Fields without which a line can be assessed all the same.
ASIDE = frozenset({
    "importer", "member", "product", "label", "unit", "boundary", "paid_home", "value_eur",
})  # fmt: skip
COLUMNS = ("row", "column", "field", "value", "code", "severity", "details")


@dataclass
class _Block:
    places: Places
    field: str
    column: str
    code: str
    details: list[Mapping[str, Any]]  # one for all, or as many as places


@dataclass
class Found:
    """The problems found so far."""

    raw: Raw
    blocks: list[_Block] = field(default_factory=list)

    def add(
        self,
        name: str,
        column: str,
        code: str,
        places: npt.NDArray[Any],
        details: Sequence[Mapping[str, Any]] = ({},),
    ) -> None:
        """Note a problem of one field at some positions (of ``raw``).

        Of a formula without a result only that is said.
        """
        unsaved = self.raw.unsaved.get(column)
        if unsaved is not None and len(places) and code not in UNSAVED:
            keep = ~np.isin(places, unsaved)
            if len(details) > 1:
                details = [d for d, k in zip(details, keep, strict=True) if k]
            places = places[keep]
        if len(places):
            at = np.asarray(places, np.intp)
            self.blocks.append(_Block(at, name, column, code, list(details)))

    def add_unsaved(self, mapping: Mapping[str, str]) -> None:
        """Note the formulas without results in the columns that are used (field -> column)."""
        for name, column in mapping.items():
            code = UNSAVED[name in ASIDE]
            self.add(name, column, code, self.raw.unsaved.get(column, np.empty(0, np.int32)))

    def failed(self) -> npt.NDArray[np.bool_]:
        """Which rows have an error."""
        flags = np.zeros(len(self.raw), bool)
        for block in self.blocks:
            if block.code not in WARNINGS:
                flags[block.places] = True
        return flags

    def frame(self, ignored: npt.NDArray[np.bool_]) -> pd.DataFrame:
        """All problems of rows that count as lines, in the order of the file."""
        parts: dict[str, list[Any]] = {name: [] for name in COLUMNS}
        blocks: list[tuple[_Block, npt.NDArray[np.bool_]]] = []
        for block in self.blocks:
            keep = ~ignored[block.places]
            if keep.any():
                blocks.append((block, keep))
        order = []
        for block, keep in blocks:
            at = block.places[keep]
            order.append(at)
            known = block.column in self.raw.columns
            texts = self.raw.at(block.column, at) if known else [""] * len(at)
            parts["value"].extend(
                t if len(t) <= TEXT_LIMIT else t[:TEXT_LIMIT] + "…" for t in texts
            )
            if len(block.details) == 1:
                parts["details"].extend(block.details * len(at))
            else:
                parts["details"].extend(d for d, k in zip(block.details, keep, strict=True) if k)
        counts = [len(at) for at in order]
        for name in ("column", "field", "code"):
            values = [getattr(block, name) for block, _ in blocks]
            codes, known_values = pd.factorize(np.array(values, object))
            parts[name] = pd.Categorical.from_codes(np.repeat(codes, counts), list(known_values))
        severity = [int(block.code in WARNINGS) for block, _ in blocks]
        places = np.concatenate(order) if order else np.empty(0, np.intp)
        frame = pd.DataFrame(
            {
                "row": self.raw.rows[places],
                "column": parts["column"],
                "field": parts["field"],
                "value": pd.Series(parts["value"], dtype="str"),
                "code": parts["code"],
                "severity": pd.Categorical.from_codes(
                    np.repeat(np.array(severity, np.int8), counts), ["error", "warning"]
                ),
                "details": pd.Series(parts["details"], dtype=object),
            }
        )
        return frame.iloc[np.argsort(places, kind="stable")].reset_index(drop=True)
