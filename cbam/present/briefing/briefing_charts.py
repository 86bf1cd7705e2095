"""Charts of the briefing: default against verified value, and any chart at the size of a stage."""

from __future__ import annotations

from typing import Any

from cbam.i18n import translator
from cbam.present import formats
from cbam.present.briefing.results import Verified
from cbam.present.charts import Chart, layout, pattern
from cbam.present.theme import Palette

_LEAST = 18  # smallest letter of a chart on a stage 1440 wide [px]
_STAGE = 1.6  # how much larger its letters and marks are there than on a page


def against(at: Verified, name: str, power: bool, lang: str, colours: Palette) -> Chart:
    """The cost of one tonne on the default and on a verified value; the difference hatched.

    Args:
        at: the two costs, with the range of the verified one.
        name: of the verified value.
        power: whether the good is electricity.
        lang: ``en`` or ``zh``.
        colours: palette of the mode.
    """
    _ = translator(lang)
    default_name = _("EU default value")
    labels = [
        f"{title}<br><b>{formats.eur(cost, lang, 2)}</b>"
        for title, cost in ((default_name, at.default), (name, at.mid))
    ]
    gap = at.default - at.mid
    low, high = min(at.default, at.mid), max(at.default, at.mid)
    text = _("saves {gap}") if gap >= 0 else _("costs {gap} more")
    said = text.format(gap=formats.eur(abs(gap), lang, 2))
    default, verified = (
        {
            "type": "bar", "x": [label], "y": [cost], "width": 0.5, "hoverinfo": "skip",
            "marker": {"color": [colour], "pattern": pattern([""], colours)},
        }
        for label, cost, colour in zip(
            labels, (at.default, at.mid), (colours.context, colours.pay), strict=True
        )
    )  # fmt: skip
    if at.low != at.high:
        verified["error_y"] = {
            "type": "data", "symmetric": False, "color": colours.ink, "thickness": 2,
            "array": [at.high - at.mid], "arrayminus": [at.mid - at.low],
        }  # fmt: skip
    saved: dict[str, Any] = {
        "type": "bar", "x": [labels[1 if gap >= 0 else 0]], "y": [high - low], "base": [low],
        "width": 0.5, "text": [said], "textposition": "outside", "constraintext": "none",
        "cliponaxis": False, "textfont": {"size": 14, "color": colours.ink}, "hoverinfo": "skip",
        "marker": {
            "color": [colours.save if gap >= 0 else colours.pay_soft],
            "pattern": pattern(["/"], colours),
        },
    }  # fmt: skip
    unit = _("EUR per MWh") if power else _("EUR per tonne")
    frame = layout(colours, unit, max(at.default, at.high, 1.0) * 1.2)
    frame["barmode"] = "overlay"
    frame["xaxis"] |= {"tickfont": {"size": 14}, "categoryorder": "array", "categoryarray": labels}
    parts = [f"{title} {formats.eur(cost, lang, 2)}" for title, cost in ((default_name, at.default), (name, at.mid))]  # fmt: skip
    alt = _("Cost per tonne: {default}; {verified}; the verified value {difference}.")
    return Chart(
        {"data": [default, *([saved] if high > low else ()), verified], "layout": frame},
        alt.format(default=parts[0], verified=parts[1], difference=said),
    )


def staged(chart: Chart, scale: float = 1.0) -> Chart:
    """A chart with the letters and marks of a stage; the chart given is not changed.

    Args:
        chart: as on a page.
        scale: width of the stage over 1440 px.
    """
    figure = _larger(chart.figure, scale)
    frame = figure["layout"]
    frame.pop("height", None)  # it fills what the slide leaves
    frame["margin"] = {side: value * _STAGE * scale for side, value in frame["margin"].items()}
    for note in frame.get("annotations", ()):
        for shift in ("xshift", "yshift"):
            if shift in note:
                note[shift] *= _STAGE * scale
    return Chart(figure, chart.alt)


def _larger(part: Any, scale: float) -> Any:
    """A copy in which every font is larger, and at least ``_LEAST``, and every mark."""
    if isinstance(part, list):
        return [_larger(item, scale) for item in part]
    if not isinstance(part, dict):
        return part
    found = {key: _larger(value, scale) for key, value in part.items()}
    for key, value in found.items():
        if isinstance(value, dict) and isinstance(value.get("size"), int | float):
            if key.endswith("font"):
                value["size"] = round(max(_LEAST, value["size"] * _STAGE) * scale)
            elif key == "marker":
                value["size"] *= _STAGE * scale
    return found
