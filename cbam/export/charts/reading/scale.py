"""From Plotly's places on the along axis to ours."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cbam.export.charts.reading.markup import plain

BESIDE = 0.3  # how far from the middle of its place a bar may stand


@dataclass(frozen=True, slots=True)
class Scale:
    """From Plotly's places on the along axis to ours: positions of categories, or numbers."""

    places: tuple[Any, ...]  # of categories, in reading order; empty: numeric
    flipped: bool = False

    @classmethod
    def of(cls, raw: Sequence[Any], axis: Mapping[str, Any], bars: bool, across: bool) -> Scale:
        """The scale of the places found, as the axis orders them."""
        if axis.get("type") == "date":
            return cls(())
        found = list(dict.fromkeys(raw))
        ticks = set(axis.get("tickvals", ()))
        words = any(isinstance(place, str) for place in found)
        if not (words or bars or (found and _years(found, ticks))):
            return cls(())
        if words:
            order = [c for c in axis.get("categoryarray", ()) if c in found]
            found = order + [place for place in found if place not in order]
        else:
            rows = {round(place) for place in found}
            if all(abs(place - round(place)) < BESIDE for place in found):
                found = list(rows)  # bars a little above and below the middle of their row
            found.sort()
        ends = axis.get("range")
        from_top = axis.get("autorange") == "reversed" or (ends and ends[0] > ends[1])
        if across and not from_top:
            return cls(tuple(reversed(found)), True)
        return cls(tuple(found))

    def at(self, place: Any) -> float:
        """The position of a place; between and beside numeric categories, in proportion."""
        if place is None:
            return math.nan
        if not self.places:
            return _moment(place) if isinstance(place, str) else float(place)
        if place in self.places:
            return float(self.places.index(place))
        last = len(self.places) - 1
        if isinstance(self.places[0], str):
            return last - float(place) if self.flipped else float(place)
        order = sorted((float(known), at) for at, known in enumerate(self.places))
        if len(order) == 1:
            return order[0][1] + (float(place) - order[0][0]) * (-1 if self.flipped else 1)
        upper = next((i for i, (known, _) in enumerate(order) if known > place), last)
        (x0, y0), (x1, y1) = order[max(upper, 1) - 1], order[max(upper, 1)]
        return y0 + (float(place) - x0) * (y1 - y0) / (x1 - x0)

    def names(self, axis: Mapping[str, Any]) -> tuple[str, ...]:
        """The names of the categories."""
        texts = dict(zip(axis.get("tickvals", ()), axis.get("ticktext", ()), strict=False))
        return tuple(plain(texts.get(place, place)) for place in self.places)


def _years(found: Sequence[Any], ticks: set[Any]) -> bool:
    """Whether the places are a row of whole numbers with their own marks, such as years."""
    if any(place is None or place != int(place) for place in found):
        return False
    return ticks <= set(found) and len(found) == max(found) - min(found) + 1 and bool(ticks)


def _moment(day: str) -> float:
    """An ISO date as a year with its part gone by."""
    date = datetime.fromisoformat(day)
    first = datetime(date.year, 1, 1, tzinfo=date.tzinfo)
    return date.year + (date - first).days / 366
