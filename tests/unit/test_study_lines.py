"""Lines as they travel with a study: what goes out comes back, and costs the same."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbam import bill
from cbam.law.vintages import Law
from cbam.portfolio.line import PortfolioLine
from cbam.portfolio.study_lines import LIMIT, frame, records
from cbam.prices import Prices

LAW, PRICES = Law.load(), Prices.load()
NAMES = st.text(max_size=12)
LINES = st.builds(
    PortfolioLine,
    cn=st.sampled_from(("72083900", "76042990", "27160000", "84151090")),
    origin=st.sampled_from(("CN", "VN", "DE")),
    tonnes=st.floats(0, 1e6),
    year=st.sampled_from((2026, 2027, 2034)),
    quarter=st.sampled_from(("", "Q1", "Q4")),
    importer=NAMES,
    member=NAMES,
    product=NAMES,
    see=st.none() | st.floats(0, 50),
    paid_home=st.none() | st.floats(0, 90),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=8))
def test_records_and_frame_are_each_other_s_reverse(lines):
    assert records(frame(lines)) == tuple(lines)


@pytest.mark.parametrize("count", [0, 1, LIMIT, LIMIT + 1])
def test_more_lines_than_the_limit_do_not_travel(count):
    lines = (PortfolioLine("72083900", tonnes=1.0),) * count
    assert records(frame(lines)) == (lines if count <= LIMIT else ())


def test_the_bill_of_a_verified_line_is_the_same_after_the_journey():
    table = pd.DataFrame(
        {"cn_code": ["72083900", "72083900"], "origin": "CN", "tonnes": [10.0, 5.0], "year": 2027,
         "quarter": "", "basis": ["actual", "default"], "see": [2.0, math.nan], "route": ["C", ""]}
    )  # fmt: skip
    there = bill.assess(table, LAW, PRICES)["cost_eur"]
    back = bill.assess(frame(records(table)), LAW, PRICES)["cost_eur"]
    assert back.tolist() == there.tolist()
    assert (back > 0).all()


def test_what_is_not_stated_is_blank_and_not_the_word_nan():
    table = pd.DataFrame(
        {"cn_code": ["72083900"], "origin": "CN", "tonnes": 1.0, "year": 2026, "member": [None]}
    )
    (line,) = records(table)
    assert (line.member, line.route, line.see, line.basis) == ("", "", None, "default")
