"""Charts on a page, the tables behind them, and tabs that draw only what is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st
from plotly.basedatatypes import BaseFigure

from cbam.present import charts
from cbam.present.charts import Chart
from pages.components.shell import WIDGET, Page


class _Checked(BaseFigure):
    """A finished specification, as a figure Streamlit need not check again.

    Plotly's check of a specification takes longer than everything else on a page. The tests do it
    once for every chart there is (``tests/unit/test_series.py``), not the server for every visitor.
    """

    def __init__(self, specification: dict[str, Any]) -> None:
        self.__dict__["_specification"] = specification

    def to_dict(self) -> dict[str, Any]:
        """``data`` and ``layout``, as they are."""
        specification: dict[str, Any] = self.__dict__["_specification"]
        return specification


def draw(page: Page, chart: Chart, key: str, name: str, **options: Any) -> Any:
    """A chart with its text alternative.

    Args:
        page: the page.
        chart: specification and words.
        key: of the chart, unique on the page.
        name: of the picture a visitor saves.
        options: of ``st.plotly_chart``, such as ``on_select``; ``config`` adds to ours.

    Returns:
        What ``st.plotly_chart`` returns: with ``on_select``, what is selected.
    """
    config = charts.config(page.lang, name) | options.pop("config", {})
    return st.plotly_chart(
        _Checked(chart.figure), key=key, theme=None, alt=chart.alt, config=config, **options
    )


def tabs(key: str, parts: Mapping[str, Callable[[], Any]]) -> None:
    """Tabs of which only the open one is made and sent; another costs one short run.

    Args:
        key: of the tabs, unique on the page.
        parts: the name of each tab, and what draws it.
    """
    boxes = st.tabs(list(parts), key=f"{WIDGET}tab_{key}", on_change="rerun")
    for box, part in zip(boxes, parts.values(), strict=True):
        if box.open:
            with box:
                part()


def with_table(
    page: Page, chart: Chart, table: Callable[[], pd.DataFrame], key: str, name: str, **options: Any
) -> None:
    """A chart, and the table behind it in a tab beside it.

    Args:
        page: the page.
        chart: as for ``draw``.
        table: makes the same in figures.
        key: as for ``draw``.
        name: as for ``draw``.
        options: of ``st.dataframe``, such as ``height``.
    """
    _ = page._
    tabs(key, {
        _("Chart"): lambda: draw(page, chart, key, name),
        _("Table"): lambda: frame(table(), chart.alt, **options),
    })  # fmt: skip


def frame(table: pd.DataFrame, alt: str, **options: Any) -> None:
    """A table of results."""
    st.dataframe(table, hide_index=True, alt=alt, **options)
