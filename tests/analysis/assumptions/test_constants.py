"""A constant is written with the digits to which many values tell it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.analysis.assumptions.constants import blur, digits

DOUBLE, SINGLE, HALF = 2.0**-53, 2.0**-24, 2.0**-11

shares = st.floats(-1, 1)


@given(number=st.integers(1, 9999), place=st.integers(-6, 2), share=shares)
def test_what_people_write_is_found_through_rounding(number: int, place: int, share: float) -> None:
    written = float(Decimal(number).scaleb(place))
    for unit, most in ((DOUBLE, 4), (SINGLE, 3)):
        if len(str(number).rstrip("0")) > most:
            continue
        measured = written * (1 + 0.5 * share * blur(unit))
        assert float(digits(measured, unit)) == written


@given(value=st.floats(1e-6, 1e6), unit=st.sampled_from([DOUBLE, SINGLE, HALF]))
def test_the_digits_are_as_few_as_they_can_be_and_near_enough(value: float, unit: float) -> None:
    text = digits(value, unit)
    count = len(Decimal(text).normalize().as_tuple().digits)
    if count > 1:
        shorter = float(f"{value:.{count - 1}g}")
        assert abs(shorter - value) > blur(unit) * value
    assert abs(float(text) - value) <= max(blur(unit), 0.005) * value


@pytest.mark.parametrize(
    ("unit", "share"), [(DOUBLE, 1.1102230246251565e-11), (SINGLE, 1e-4), (HALF, 10 * HALF)]
)
def test_how_far_a_constant_may_be_from_what_was_written(unit: float, share: float) -> None:
    """A hundred thousand units, but no more than a ten thousandth, unless ten units are more."""
    assert blur(unit) == pytest.approx(share)
