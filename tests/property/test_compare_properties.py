"""Properties of the bridge and of Article 9 that hold for every input."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbam.analysis import Analysis
from cbam.bill import assess
from cbam.findings.bridge import bridge_rows
from cbam.findings.compare import compare
from cbam.findings.scenario import Scenario
from cbam.law.reform import FACTOR_PATHS, Reform
from cbam.law.vintages import Law
from cbam.prices import Prices

YEARS = Law.load().years
reforms = st.builds(
    Reform,
    factor_path=st.sampled_from(FACTOR_PATHS),
    cscf_after_2030=st.sampled_from([None, 0.8, 0.93]),
    benchmark_multiplier=st.sampled_from([1.0, 0.8, 1.4]),
)
analyses = st.builds(
    Analysis,
    cn=st.sampled_from(["72083900", "76011090", "31021019", "28041000", "73181562", "84151010"]),
    origin=st.sampled_from(["CN", "TR", "VN", "NO", "XX", "BR"]),
    tonnes=st.floats(0, 1e6),
    basis=st.sampled_from(["default", "actual"]),
    see=st.floats(0, 20),
    route=st.sampled_from(["C", "K"]),
    path=st.sampled_from(["flat", "low", "high"]),
    rate=st.sampled_from([None, 7.2]),
    importer_tonnes=st.sampled_from([None, 2e6]),
)
scenarios = st.builds(Scenario, name=st.just("s"), analysis=analyses, reform=reforms)


def rows(a: Scenario, b: Scenario, year: int):
    result = compare([a, b])
    return None if result.problems else (result.row(0, year), result.row(1, year))


@settings(max_examples=40, deadline=None)
@given(scenarios, scenarios, st.sampled_from(YEARS), st.sampled_from(["EUR", "CNY"]))
def test_bridge(a, b, year, currency) -> None:
    found = rows(a, b, year)
    if found is None:
        return
    there, back = bridge_rows(*found, currency), bridge_rows(*found[::-1], currency)
    key = "cost_cny" if currency == "CNY" else "cost_eur"
    # Rounding grows with the coalitions in between, which can cost more than either end.
    size = sum(abs(part.amount) for part in there.parts)
    scale = 1e-9 * (1 + abs(there.start) + abs(there.end) + size)
    # It meets the formula at both ends and its parts add up.
    assert there.start == pytest.approx(found[0][key], abs=scale)
    assert there.end == pytest.approx(found[1][key], abs=scale)
    total = sum(part.amount for part in there.parts)
    assert total == pytest.approx(there.end - there.start, abs=10 * scale)
    assert sum(round(c * 100) for c in there.cents()) == (
        round(there.end * 100) - round(there.start * 100)
    )
    # The way back is the same way with the other sign.
    for part, mirrored in zip(there.parts, back.parts, strict=True):
        assert part.driver == mirrored.driver
        assert part.amount == pytest.approx(-mirrored.amount, abs=10 * scale)


@settings(max_examples=20, deadline=None)
@given(scenarios, st.sampled_from(YEARS))
def test_equal_scenarios_have_no_drivers(a, year) -> None:
    found = rows(a, a, year)
    if found is not None:
        assert bridge_rows(*found).parts == ()


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["default", "actual"]), st.floats(0, 5), st.floats(0, 1e5),
            st.one_of(st.none(), st.floats(0, 1e6)), st.booleans(),
        ),
        min_size=1, max_size=20,
    )
)  # fmt: skip
def test_article_9_is_never_negative_and_vector_equals_single(items) -> None:
    law, prices = Law.load(), Prices.load()
    frame = pd.DataFrame(
        items, columns=["basis", "see", "tonnes", "reduction_certificates", "reduction_evidence"]
    ).assign(cn_code="72083900", origin="CN", year=2027, route="C")
    frame["reduction_certificates"] = frame["reduction_certificates"].astype("float64")
    whole = assess(frame, law, prices)
    assert (whole["cost_eur"] >= 0).all()
    assert (whole["cost_eur_per_t"] >= 0).all()
    plain = assess(
        frame.drop(columns=["reduction_certificates", "reduction_evidence"]), law, prices
    )
    assert (whole["cost_eur"] <= plain["cost_eur"]).all()
    untouched = whole["reduction"].to_numpy() == 0
    np.testing.assert_array_equal(
        whole["cost_eur"].to_numpy()[untouched], plain["cost_eur"].to_numpy()[untouched]
    )
    for i in range(len(frame)):
        one = assess(frame.iloc[[i]], law, prices)
        assert one["cost_eur"].iloc[0] == whole["cost_eur"].iloc[i]
        assert one["reasons"].iloc[0] == whole["reasons"].iloc[i]
