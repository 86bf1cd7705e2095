"""Raw table and column map in; lines that can be assessed and every problem out.

Each distinct text is read once (``cells``), numbers are checked against a schema (``schema``),
and the pairs of good, origin, basis and route against the law by the bill itself, so that a
line counted as good is one ``bill.assess`` can assess.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from cbam.law.vintages import STATUSES, Law
from cbam.portfolio.files import ignored, labels, quantity, rules, suspicions, when
from cbam.portfolio.files.cells import (
    read_basis,
    read_boundary,
    read_good,
    read_origin,
    read_route,
)
from cbam.portfolio.files.coded import Understood, encode, names, understand, with_suggestions
from cbam.portfolio.files.mapping import ColumnMap
from cbam.portfolio.files.problems import Found
from cbam.portfolio.files.raw import Raw
from cbam.prices import QUARTERS, Prices
from cbam.reasons import InputError

NAMES = ("importer", "member", "product")
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Counts:
    """How the rows of a file divide; ``rows`` is the sum of ``good``, ``bad`` and ``ignored``.

    Attributes:
        rows: below the headings.
        good: lines that are assessed. bad: lines kept out of every total.
        totals, headings, blank: rows that are no lines.
        warned: good lines with a warning.
        outside: good lines that owe nothing whatever their numbers, by status
            (``out_of_scope``, ``eu_origin``, ``excluded_origin``).
    """

    rows: int
    good: int
    bad: int
    totals: int
    headings: int
    blank: int
    warned: int
    outside: dict[str, int]

    @property
    def ignored(self) -> int:
        """Rows that are no lines."""
        return self.totals + self.headings + self.blank


@dataclass(frozen=True, eq=False)
class Checked:
    """A portfolio as read and checked.

    Attributes:
        lines: the good lines, in the order of the file, as ``bill.assess`` takes them:
            ``cn_code``, ``origin``, ``tonnes`` [t], ``year``, ``quarter``, ``basis``, ``see``
            [t CO2e/t], ``route``; with ``row`` (in the source), ``importer``, ``member``,
            ``product``, ``label_see`` [t CO2e/t, estimate of the label], ``paid_home`` [EUR/t
            CO2e], ``value_eur`` [EUR, only compared among the lines]. Texts are categorical; a name that is not stated is empty.
        problems: one row per problem of a line: ``row``, ``column`` (heading), ``field``,
            ``value``, ``code``, ``severity`` (``error`` or ``warning``), ``details`` (what the
            remedy needs). Sentences: ``cbam.present.portfolio.portfolio_report``.
        counts: how the rows divide.
        notes: codes of what holds for the file as a whole.
        bad: positions in the raw table of the bad lines; ``good`` those of ``lines``.
        mapping: the columns it was read by.
    """

    lines: pd.DataFrame
    problems: pd.DataFrame
    counts: Counts
    notes: tuple[str, ...]
    bad: Places
    good: Places
    mapping: ColumnMap


def check(
    raw: Raw,
    mapping: ColumnMap,
    law: Law,
    prices: Prices,
    year_default: int | None = None,
    *,
    origin_default: str = "",
    decimal: str = "",
) -> Checked:
    """Read and check a portfolio.

    Args:
        raw: the table.
        mapping: which column is which field.
        law: for codes, origins, years and routes.
        prices: for the bill that has the last word on a line.
        year_default: year of lines without one; lines of another year get a warning.
        origin_default: origin of every line, where the file has no such column.
        decimal: ``.`` or ``,`` where the user says which sign is decimal.

    Raises:
        InputError: ``columns_needed``, where the code, the quantity, the origin or the time
            has neither a column nor a default.
    """
    _needed(mapping, year_default, origin_default)
    found = Found(raw)
    found.add_unsaved(mapping)
    ignored.wide_rows(found)
    notes: set[str] = set()

    column = mapping["cn_code"]
    coded = encode(raw.table[column])
    read = with_suggestions(lambda text, suggest: read_good(text, law, suggest))
    codes = understand(coded, read, found, "cn_code", column)
    known = law.goods.index
    if any(len(cell.value) == 10 and cell.value not in known for cell in codes.cells):
        notes.add("ten_digits_cut")
    no_code = ~codes.values(bool)
    headings = ignored.repeated_headings(coded, column)
    sums = ignored.totals(raw, no_code) & ~headings
    skipped = headings | sums

    origins = _origins(mapping, found, law, origin_default)
    given: dict[str, npt.NDArray[np.float64]] = {}
    tonnes, said = quantity.tonnes(mapping, found, decimal, given)
    notes |= said
    years, quarters, said = when.read(mapping, found, law, year_default)
    notes |= said
    basis = _optional("basis", mapping, found, read_basis)
    route = _optional("route", mapping, found, lambda text: read_route(text, law))
    for name in ("see", "label", "paid_home"):
        values = quantity.column_of(name, mapping, found, decimal)
        if values is not None:
            given[name] = values
    if "see" in given:
        given["see"] = given["see"] * (labels.factor(mapping.unit("see")) or 1.0)
    rules.violations(given, mapping, found)
    rules.basis_without_value(given.get("see"), basis, mapping, found)

    places, texts = codes.category()
    lines: dict[str, Any] = {
        "row": raw.rows,
        "cn_code": _category(places, texts),
        "origin": _category(*origins.category()),
        "tonnes": tonnes,
        "year": years,
        "quarter": _category(quarters.astype(np.int8), list(QUARTERS)),
    }
    if basis is not None:
        lines["basis"] = _category(*basis.category())
    if route is not None:
        lines["route"] = _category(*route.category())
    if "see" in given:
        lines["see"] = given["see"]
    for name in NAMES:
        if name in mapping:
            heading = mapping[name]
            lines[name] = names(raw.table[heading], found, name, heading)
        else:
            lines[name] = _category(np.zeros(len(raw), np.int8), [""])
    if "paid_home" in given:
        lines["paid_home"] = given["paid_home"]
        if (given["paid_home"] > 0).any():
            notes.add("paid_home_carried")
    if "value_eur" in mapping:
        lines["value_eur"] = quantity.values_of(mapping, found, decimal)
    frame = pd.DataFrame(lines, copy=False)

    failed = found.failed()
    status = rules.ask_the_law(frame, ~(failed | skipped), law, prices, mapping, found)
    failed = found.failed()
    usable = ~(failed | skipped)
    if "label" in given:
        frame["label_see"], said = _labels(frame, given["label"], usable, mapping, law, found)
        notes |= said
    suspicions.note_all(frame, usable, mapping, found)

    problems = found.frame(skipped)
    good = np.flatnonzero(usable)
    bad = np.flatnonzero(failed & ~skipped)
    taken = frame if len(good) == len(frame) else frame.take(good)
    outside = np.bincount(status[good], minlength=len(STATUSES))
    warned = _flags(len(raw), raw.rows, problems) & usable
    counts = Counts(
        rows=len(raw) + raw.blank_rows,
        good=len(good),
        bad=len(bad),
        totals=int(sums.sum()),
        headings=int(headings.sum()),
        blank=raw.blank_rows,
        warned=int(warned.sum()),
        outside={name: int(n) for name, n in zip(STATUSES, outside, strict=True)
                 if name in ("out_of_scope", "eu_origin", "excluded_origin")},
    )  # fmt: skip
    return Checked(
        lines=taken.reset_index(drop=True), problems=problems, counts=counts,
        notes=tuple(sorted(notes)), bad=bad, good=good, mapping=mapping,
    )  # fmt: skip


def _needed(mapping: ColumnMap, year_default: int | None, origin_default: str) -> None:
    missing = []
    if "cn_code" not in mapping:
        missing.append("cn_code")
    if "tonnes" not in mapping and "kg" not in mapping:
        missing.append("tonnes")
    if "origin" not in mapping and not origin_default:
        missing.append("origin")
    if "year" not in mapping and "date" not in mapping and year_default is None:
        missing.append("year")
    if missing:
        raise InputError("columns_needed", missing[0], missing=tuple(missing))


def _category(codes: npt.NDArray[Any], texts: list[str]) -> pd.Categorical:
    kind = np.int8 if len(texts) < 127 else np.int16 if len(texts) < 1 << 15 else np.int32
    return pd.Categorical.from_codes(
        codes.astype(kind), pd.Index(texts, dtype="str"), validate=False
    )


def _origins(mapping: ColumnMap, found: Found, law: Law, default: str) -> Understood:
    if "origin" in mapping:
        column = mapping["origin"]
        read = with_suggestions(lambda text, suggest: read_origin(text, law, suggest))
        return understand(encode(found.raw.table[column]), read, found, "origin", column)
    code = read_origin(default, law)
    if code.code:
        raise InputError(code.code, "origin", default, **code.details)
    return Understood(np.zeros(len(found.raw), np.int32), [code])


def _optional(name: str, mapping: ColumnMap, found: Found, read: Any) -> Understood | None:
    if name not in mapping:
        return None
    column = mapping[name]
    return understand(encode(found.raw.table[column]), read, found, name, column)


def _labels(
    frame: pd.DataFrame, value: npt.NDArray[np.float64], usable: Flags, mapping: ColumnMap,
    law: Law, found: Found,
) -> tuple[npt.NDArray[np.float64], set[str]]:  # fmt: skip
    """Estimated SEE of lines with a label."""
    result = np.full(len(frame), np.nan)
    rows = np.flatnonzero(usable & ~np.isnan(value))
    if not len(rows):
        return result, set()
    taken = frame.iloc[rows]
    unit = [mapping.unit("label")] * len(rows)
    if "unit" in mapping:
        unit = [text or mapping.unit("label") for text in found.raw.at(mapping["unit"], rows)]
    boundary = ["unknown"] * len(rows)
    if "boundary" in mapping:
        boundary = [read_boundary(text).value for text in found.raw.at(mapping["boundary"], rows)]
    records = {
        "cn_code": taken["cn_code"].astype(str).to_numpy(),
        "origin": taken["origin"].astype(str).to_numpy(),
        "value": value[rows],
        "unit": unit,
        "boundary": boundary,
    }
    result[rows], notes = labels.estimates(rows, records, law, found, mapping["label"])
    return result, notes | {"label_is_estimate"}


def _flags(size: int, rows: npt.NDArray[np.int32], problems: pd.DataFrame) -> Flags:
    """Which rows have a warning."""
    flags = np.zeros(size, bool)
    warned = problems.loc[problems["severity"] == "warning", "row"].to_numpy()
    flags[np.searchsorted(rows, warned)] = True
    return flags
