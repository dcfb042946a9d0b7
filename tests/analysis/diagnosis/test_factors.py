"""Constant factors in words."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.analysis.diagnosis.factors import (
    between,
    factor_text,
    factor_words,
    factors,
    is_written,
    without_rounding,
)
from tests.helpers.strategies import examples


@pytest.mark.parametrize(
    ("value", "text", "words"),
    [
        (2, "2", "2 times too large"),
        (1.5, "1.5", "1.5 times too large"),
        (1 / 3, "1/3", "3 times too small"),
        (0.5, "0.5", "2 times too small"),
        (2 / 3, "2/3", "1.5 times too small"),
        (0.7, "0.7", "0.7 times what it should be"),
        (4 / 3, "4/3", "4/3 times too large"),
        (12 / 11, "12/11", "12/11 times what it should be"),
        (0.95, "0.95", "0.95 times what it should be"),
        (1.000001, "1.000001", "1.000001 times what it should be"),
        (1 + 5e-10, "1.0000000005", "1.0000000005 times what it should be"),
        (2.0000001, "2.0000001", "2.0000001 times too large"),
        (math.pi, "3.141593", "3.141593 times too large"),
        (-1, "-1", "the sign is wrong"),
        (-2, "-2", "2 times too large, and the sign is wrong"),
        (-0.01, "-0.01", "100 times too small, and the sign is wrong"),
        (100, "100", "100 times too large"),
        (1e300, "1e300", "1e300 times too large"),
        (1e-290, "1e-290", "1e290 times too small"),
        (5e-324, "4.940656e-324", "4.940656e-324 times what it should be"),
    ],
)
def test_a_factor_as_somebody_would_say_it(value: float, text: str, words: str) -> None:
    assert factor_text(value) == text
    assert factor_words(value) == words


@given(st.floats(allow_nan=False, allow_infinity=False).filter(bool))
@examples(300)
def test_any_factor_is_short_and_true(value: float) -> None:
    text = factor_text(value)
    assert len(text) <= 20
    number = eval(text)
    assert math.isclose(number, value, rel_tol=1e-6)
    assert number != 1 or math.isclose(value, 1, rel_tol=1e-11)
    assert len(factor_words(value)) <= 60


def test_what_somebody_may_have_written() -> None:
    plain = ("2", "0.1", "1/3", "100", "1000", "0.025", "-1", "12.5", "1e300", "97/9")
    assert all(map(is_written, plain))
    assert not any(map(is_written, ("6.607573", "0.9755008", "97/98", "-19.97473", "12345")))


@given(st.floats(-1e6, 1e6), st.floats(1e-9, 1e6))
@examples(300)
def test_a_number_between_two_tells_them_apart(low: float, width: float) -> None:
    high = low + width
    text = between(low, high)
    assert low <= float(text) < high
    assert between(0.30001, 0.300012) == "0.30001"
    assert between(0.2, 0.8) == "0.5"


def test_factors_say_where_they_come_from() -> None:
    of_mean = {each.source: each for each in factors(12, has_mean=True)}
    assert of_mean["m"].value == 12
    assert of_mean["m"].hint == "1/m is missing: m is 12"
    assert of_mean["1/m"].value == 1 / 12
    assert "a mean taken for a sum" in of_mean["1/m"].hint
    assert of_mean["m/(m - 1)"].value == 12 / 11
    assert of_mean["4"].hint == "4/m in the place of 1/m"
    assert of_mean["1/4"].value == 0.25
    assert of_mean["2"].hint.startswith("a 2 left over")
    other = {each.source: each for each in factors(12, has_mean=False)}
    assert "m/(m - 1)" not in other
    assert other["m"].hint == "multiplied by m, which is 12"
    assert other["4"].hint == ""
    assert "m/(m - 1)" not in {each.source for each in factors(1, has_mean=True)}


@pytest.mark.parametrize(
    ("value", "blur", "short"),
    [
        (1.997086, 1.5e-3, 2.0),
        (-1.997086, 1.5e-3, -2.0),
        (1.06312, 3e-3, 1.06),
        (1.06000003, 6e-8, 1.06),
        (0.1 / 9, 1e-16, 0.1 / 9),
        (1 + 5e-10, 1e-6, 1.000000001),  # that it is not 1 is known
        (3e-300, 0.2, 3e-300),
    ],
)
def test_a_factor_has_the_digits_that_are_told(value: float, blur: float, short: float) -> None:
    assert without_rounding(value, blur, right=1.0) == pytest.approx(short, rel=1e-15)


@given(st.floats(1e-3, 1e3).filter(lambda each: each != 1), st.floats(1e-12, 1e-3))
@examples(100)
def test_a_factor_without_rounding_is_off_by_no_more_than_a_digit(
    value: float, blur: float
) -> None:
    assert abs(without_rounding(value, blur, right=1.0) - value) <= 5 * blur * value * (1 + 1e-3)
