"""The axes of a native chart."""

from __future__ import annotations

import math

from pptx.chart.chart import Chart as NativeChart
from pptx.enum.chart import XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Pt

from cbam.export.charts.native.elements import rgb
from cbam.export.charts.native.looks import SIZE
from cbam.export.charts.panel import Panel
from cbam.export.texts import readable
from cbam.present.theme import LIGHT

ZONE_AXES = ("770001", "770002")  # ids of the second pair of axes


def set_axes(chart: NativeChart, panel: Panel) -> None:
    """Extents, marks and number formats as the panel has them."""
    value, along = chart.value_axis, chart.category_axis
    value.has_major_gridlines = panel.value.visible
    if panel.value.visible:
        value.major_gridlines.format.line.color.rgb = rgb(LIGHT.line)
        value.major_gridlines.format.line.width = Pt(1 / 2)
    ticks = [at for at, _ in panel.value.ticks]
    low = panel.value.low
    if len(ticks) > 1 and ticks[1] > ticks[0]:
        value.major_unit = step = ticks[1] - ticks[0]
        low = math.floor(low / step) * step  # PowerPoint counts its marks from here
    value.minimum_scale, value.maximum_scale = low, panel.value.high
    whole = all(at == round(at) for at in ticks)
    shares = any(text.endswith("%") for _, text in panel.value.ticks)
    value.tick_labels.number_format = "0%" if shares else "#,##0" if whole else "#,##0.0#"
    value.tick_labels.number_format_is_linked = False
    value.format.line.fill.background()
    for axis in (value, along):
        axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
    value.tick_label_position = (
        XL_TICK_LABEL_POSITION.LOW if panel.value.visible else XL_TICK_LABEL_POSITION.NONE
    )
    along.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    along.format.line.color.rgb = rgb(LIGHT.context)
    along.has_major_gridlines = False
    if panel.across:
        along.reverse_order = True  # PowerPoint begins below
        along.tick_labels.font.size = Pt(SIZE if len(panel.categories) <= 8 else 12)
        skip = OxmlElement("c:tickLblSkip")
        skip.set("val", "1")
        along._element.find(qn("c:noMultiLvlLbl")).addprevious(skip)
        if panel.place[0] > 0:  # the names stand at the first panel
            along.tick_label_position = XL_TICK_LABEL_POSITION.NONE
        value.tick_label_position = (
            XL_TICK_LABEL_POSITION.HIGH if panel.value.visible else XL_TICK_LABEL_POSITION.NONE
        )
    if not panel.categories:
        along.minimum_scale, along.maximum_scale = panel.along.low, panel.along.high
        fine = any(at != round(at) for at, _ in panel.along.ticks)
        large = panel.along.high >= 1000
        form = "0.0#" if fine else "0" if large else "#,##0"
        shares = any(text.endswith("%") for _, text in panel.along.ticks)
        along.tick_labels.number_format = "0%" if shares else form
        along.tick_labels.number_format_is_linked = False
        if panel.along.title:
            along.has_title = True
            along.axis_title.text_frame.text = readable(panel.along.title)
            for run in along.axis_title.text_frame.paragraphs[0].runs:
                run.font.size, run.font.bold = Pt(SIZE), False


def add_second_axes(chart: NativeChart) -> None:
    """Hidden axes from 0 to 1 for zones, so that they fill the height whatever the figures."""
    area = chart._chartSpace.chart.plotArea
    if not area.xpath(f".//c:axId[@val='{ZONE_AXES[0]}']"):
        return
    along, value = ZONE_AXES
    hidden = (
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="none"/>'
        "<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>"
    )
    text = (
        f"<c:plotArea {nsdecls('c', 'a')}>"
        f'<c:catAx><c:axId val="{along}"/><c:scaling><c:orientation val="minMax"/></c:scaling>'
        f'<c:delete val="1"/><c:axPos val="b"/>{hidden}'
        f'<c:crossAx val="{value}"/><c:crosses val="autoZero"/></c:catAx>'
        f'<c:valAx><c:axId val="{value}"/><c:scaling><c:orientation val="minMax"/>'
        f'<c:max val="1"/><c:min val="0"/></c:scaling><c:delete val="0"/><c:axPos val="r"/>{hidden}'
        f'<c:crossAx val="{along}"/><c:crosses val="max"/></c:valAx></c:plotArea>'
    )
    last = [*area.iter(qn("c:valAx"), qn("c:catAx"), qn("c:dateAx"))][-1]
    for axis in reversed(list(parse_xml(text))):
        last.addnext(axis)
