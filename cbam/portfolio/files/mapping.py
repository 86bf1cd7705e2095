"""Which column of a file is which field of a line, as guessed from headings and contents.

The guess is shown and can be corrected; nothing is read by a column the user cannot see.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cbam.law.vintages import Law
from cbam.portfolio.files.cells import resolve_origin
from cbam.portfolio.files.words import emission_unit, field_of, mass_unit
from cbam.reasons import InputError

FIELDS = (
    "cn_code",
    "origin",
    "tonnes",
    "kg",
    "mass_unit",
    "date",
    "year",
    "quarter",
    "importer",
    "member",
    "product",
    "basis",
    "see",
    "route",
    "label",
    "unit",
    "boundary",
    "paid_home",
    "value_eur",
)
_CODE = re.compile(r"\d{4}[ .]?\d{2}[ .]?\d{2}(?:[ .]?\d{2})?(?:\.0)?")
_GUESSED = 50  # per cent


@dataclass(frozen=True)
class ColumnMap(Mapping[str, str]):
    """Field -> column, frozen; behaves as a mapping of the fields that have a column.

    Attributes:
        found: pairs of field and column.
        units: pairs of field and the unit its heading names (``kg``, ``kgCO2e/t``).
        confidence: pairs of field and how sure the match is, in per cent; 100 where the user chose.
    """

    found: tuple[tuple[str, str], ...] = ()
    units: tuple[tuple[str, str], ...] = ()
    confidence: tuple[tuple[str, int], ...] = ()

    def __getitem__(self, field: str) -> str:
        return dict(self.found)[field]

    def __iter__(self) -> Iterator[str]:
        return iter(field for field, _ in self.found)

    def __len__(self) -> int:
        return len(self.found)

    def unit(self, field: str) -> str:
        """The unit a field's heading names; empty where it names none."""
        return dict(self.units).get(field, "")

    def sure(self, field: str) -> int:
        """How sure the match of a field is, in per cent."""
        return dict(self.confidence).get(field, 0)

    def field_of(self, column: str) -> str:
        """The field a column is read as; empty if none."""
        return next((field for field, name in self.found if name == column), "")

    def with_(self, field: str, column: str | None) -> ColumnMap:
        """A copy in which a field reads another column, or none.

        A column is read as one field only: the field it had before loses it.

        Raises:
            InputError: ``choice_unknown`` for a field there is not.
        """
        if field not in FIELDS:
            raise InputError("choice_unknown", "field", field, allowed=FIELDS)
        found = {f: c for f, c in self.found if f != field and c != column}
        units = {f: u for f, u in self.units if f in found}
        sure = {f: s for f, s in self.confidence if f in found}
        if column is not None:
            found[field], sure[field] = column, 100
            unit = field_of(column)[1]
            if unit:
                units[field] = unit
        return _map(found, units, sure)


def _map(found: dict[str, str], units: dict[str, str], sure: dict[str, int]) -> ColumnMap:
    order = [field for field in FIELDS if field in found]
    return ColumnMap(
        tuple((f, found[f]) for f in order),
        tuple((f, units[f]) for f in order if units.get(f)),
        tuple((f, sure[f]) for f in order),
    )


def match(columns: Sequence[str], samples: Mapping[str, Sequence[str]], law: Law) -> ColumnMap:
    """Match columns to fields by their headings, and where those say nothing by their contents.

    Args:
        columns: the headings, in the order of the file.
        samples: some texts of each column.
        law: for the names of origins and the codes.
    """
    offers = []
    for place, column in enumerate(columns):
        field, unit, sure = field_of(column)
        if field == "mass_unit" and not _mostly(samples.get(column, ()), mass_unit):
            field = "unit" if _mostly(samples.get(column, ()), emission_unit) else field
        if field:
            offers.append((-sure, place, field, column, unit))
    found: dict[str, str] = {}
    units: dict[str, str] = {}
    certain: dict[str, int] = {}
    for sure, _, field, column, unit in sorted(offers):
        if field not in found:
            found[field], certain[field] = column, -sure
            if unit:
                units[field] = unit
    free = [column for column in columns if column not in found.values()]
    for field, looks in (
        ("cn_code", lambda text: bool(_CODE.fullmatch(text.strip()))),
        ("origin", lambda text: resolve_origin(text, law) is not None),
    ):
        if field not in found:
            fitting = [c for c in free if _mostly(samples.get(c, ()), looks)]
            if len(fitting) == 1:
                found[field], certain[field] = fitting[0], _GUESSED
                free.remove(fitting[0])
    return _map(found, units, certain)


def _mostly(cells: Sequence[str], looks: Callable[[str], object]) -> bool:
    """Whether most filled cells look like something."""
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and 5 * sum(bool(looks(cell)) for cell in filled) > 4 * len(filled)
