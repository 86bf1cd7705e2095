"""A panel as a native PowerPoint chart, editable with its numbers.

PowerPoint knows no bars that float and no labels above a stack; both are made of further series
in the same chart, without fill: what lies below a bar, and a line that carries the labels.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pptx.oxml.ns import qn
from pptx.util import Pt

from cbam.export.charts.native.axes import add_second_axes, set_axes
from cbam.export.charts.native.categories import by_category
from cbam.export.charts.native.elements import rgb
from cbam.export.charts.native.looks import SIZE
from cbam.export.charts.native.numbers import by_number
from cbam.export.charts.panel import Panel
from cbam.present.theme import LIGHT

Fonts = Callable[[Any], None]  # sets language and typefaces on an element with run properties


def add(shapes: Any, panel: Panel, box: Sequence[int], lang: str, fonts: Fonts) -> Any:
    """The panel as a chart on a slide; returns its graphic frame.

    Args:
        shapes: of the slide.
        panel: what to draw.
        box: left, top, width, height in EMU.
        lang: ``en`` or ``zh``.
        fonts: sets typefaces and language on an element.
    """
    if panel.categories:
        frame = by_category(shapes, panel, box, lang)
    else:
        frame = by_number(shapes, panel, box, lang)
    chart = frame.chart
    chart.font.size = Pt(SIZE)
    chart.font.color.rgb = rgb(LIGHT.ink)
    chart.has_title = chart.has_legend = False
    set_axes(chart, panel)
    add_second_axes(chart)
    for element in chart._chartSpace.iter(qn("a:rPr"), qn("a:defRPr")):
        fonts(element)
    return frame
