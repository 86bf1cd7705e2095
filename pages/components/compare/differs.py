"""What differs between the scenarios, input by input."""

from __future__ import annotations

import streamlit as st

from cbam.findings.scenario import Scenario
from cbam.present.compare import scenario_words
from pages.components.compare import state
from pages.components.shell import Page


def show(page: Page, scenario: Scenario, position: int, year: int) -> None:
    """The table of inputs that are not the same in all scenarios."""
    _ = page._
    table = scenario_words.inputs(state.scenarios(), page.lang)
    if table.empty:
        st.info(_("All scenarios have the same inputs. Change one of them above."))
        return
    st.dataframe(table, hide_index=True, alt=_("Inputs in which the scenarios differ"))
