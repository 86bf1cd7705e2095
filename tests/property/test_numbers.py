"""Figures are written as Babel writes them by the language's own pattern."""

import numpy as np
import pytest
from babel.numbers import format_decimal
from hypothesis import example, given
from hypothesis import strategies as st

from cbam.i18n import LANGS, LOCALE
from cbam.present import formats


@given(
    st.one_of(st.floats(-1e15, 1e15), st.integers(-(10**12), 10**12), st.floats(-2, 2)),
    st.integers(0, 4),
    st.integers(0, 4),
    st.sampled_from(LANGS),
)
@example(0.125, 2, 2, "en")
@example(-0.004, 2, 2, "zh")
@example(1234.5, 2, 0, "en")
def test_a_number_is_written_as_by_babel(value, digits, least, lang):
    least = min(least, digits)
    pattern = "#,##0" + ("." + "0" * least + "#" * (digits - least) if digits else "")
    expected = format_decimal(value, format=pattern, locale=LOCALE[lang])
    if not expected.strip("-0.,"):
        expected = expected.lstrip("-")
    assert formats.number(value, lang, digits, least) == expected.replace("-", formats.MINUS)


@pytest.mark.parametrize("value", [np.float64(1234.565), np.float32(0.5), np.int64(7)])
def test_a_number_of_an_array_is_written_like_any_other(value):
    assert formats.number(value, "en", 2) == formats.number(value.item(), "en", 2)
