"""A few lines as dictionaries give what the same lines as a frame give."""

import math

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from cbam.bill import assess
from cbam.law.vintages import Law
from cbam.prices import Prices
from cbam.rows import assess_rows

LINE = st.fixed_dictionaries(
    {
        "cn_code": st.sampled_from(["72083900", "7208 39 00", "73181562", "27160000", "x", "", None]),
        "origin": st.sampled_from(["CN", "中国", "NO", "??", "", None]),
        "tonnes": st.one_of(
            st.none(), st.just(math.nan), st.floats(-1, 1e6), st.integers(0, 10), st.just("7")
        ),
        "year": st.sampled_from([2026, 2030, 2034, 2020, None, "2027", 2026.5]),
    },
    optional={
        "quarter": st.sampled_from(["Q1", "q3", "", None, 2]),
        "basis": st.sampled_from(["default", "actual", "", None, "zz"]),
        "see": st.one_of(st.none(), st.floats(0, 10)),
        "route": st.sampled_from(["C", "(D)", "", None, "zz"]),
        "price_eur": st.one_of(st.none(), st.floats(0, 500), st.just("dear")),
        "importer_year_tonnes": st.one_of(st.none(), st.floats(0, 100)),
        "returned": st.sampled_from([True, False, None, "yes", "??"]),
    },
)  # fmt: skip


def same(one: object, other: object) -> bool:
    missing = [value is None or value != value for value in (one, other)]
    return all(missing) or (one == other and not any(missing))


@given(st.lists(LINE, min_size=1, max_size=4))
def test_rows_are_the_rows_of_the_frame(lines: list[dict[str, object]]) -> None:
    law, prices = Law.load(), Prices.load()
    names = dict.fromkeys(name for line in lines for name in line)
    frame = pd.DataFrame({n: pd.Series([x.get(n) for x in lines], dtype=object) for n in names})
    expected = assess(frame, law, prices).to_dict("records")
    for row, other in zip(assess_rows(lines, law, prices), expected, strict=True):
        assert list(row) == list(other)
        assert [name for name in row if not same(row[name], other[name])] == []
