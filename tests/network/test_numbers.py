"""Numbers read as they are: in one way everywhere, and no digit that misleads."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.network.numbers import (
    SHORT,
    aligned,
    column,
    compared,
    exact,
    in_cell,
    number,
    rough,
    rounded,
)
from tests.helpers.strategies import examples

REALS = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.1890913024643007e-7, "1.18909e-7"), (0.1, "0.1"), (0.0, "0"), (1e-4, "1e-4"),
        (0.00123, "0.00123"), (1e-5, "1e-5"), (1234567.0, "1.23457e6"), (-2.5e-9, "-2.5e-9"),
        (math.nan, "NaN"), (math.inf, "inf"), (-math.inf, "-inf"),
    ],
)  # fmt: skip
def test_six_digits(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1.189e-7, "1.2e-7"), (0.2851, "0.29"), (1e-4, "1e-4"), (1e-7, "1e-7"), (0.0, "0"),
        (1.44e7, "1.4e7"), (20.0, "20"), (math.nan, "NaN"),
    ],
)  # fmt: skip
def test_two_digits_for_a_sentence(value: float, words: str) -> None:
    assert rough(value) == words


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e-7, "1e-7"), (1e-20, "1e-20"), (0.5, "0.5"), (1.0, "1"), (2e-7, "2e-7"),
        (0.1 + 0.2, "0.30000000000000004"), (1.234567890123e-9, "1.234567890123e-9"),
        (123456789.0, "123456789"),
    ],
)  # fmt: skip
def test_a_number_is_as_short_as_it_can_be_read_back(value: float, text: str) -> None:
    assert exact(value) == text


@given(REALS)
@examples(300)
def test_every_number_reads_back_and_no_exponent_has_a_zero_before_it(value: float) -> None:
    assert float(exact(value)) == value
    assert float(column([value])[0]) == value
    for text in (exact(value), number(value), rough(value), in_cell(value), *aligned([value])):
        _, has_exponent, exponent = text.partition("e")
        assert not has_exponent or exponent == str(int(exponent))


@given(st.floats(-1e300, 1e300), st.integers(1, 17))
@examples(300)
def test_what_is_written_is_the_number_rounded_to_its_digits(value: float, digits: int) -> None:
    assert float(number(value, digits)) == rounded(value, digits)
    assert math.isclose(
        rounded(value, digits), value, rel_tol=0.51 * 10.0 ** (1 - digits), abs_tol=1e-320
    )


def test_a_comparison_has_as_many_digits_as_it_needs() -> None:
    assert compared(1.1890913e-07, 1e-07) == ("1.189e-7", "1e-7")
    larger, smaller = compared(1.000000004e-07, 1e-07)
    assert float(larger) > float(smaller)
    assert compared(1e-07, 1e-07) == ("1e-7", "1e-7")
    assert compared(math.nan, 1e-07) == ("NaN", "1e-7")
    neighbour = math.nextafter(1e-07, 1)
    assert [float(text) for text in compared(neighbour, 1e-07)] == [neighbour, 1e-07]


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (1.234e-9, 2, "1.2e-9"), (-1.234e-12, 1, "-1e-12"), (0.3333, 2, "0.333"),
        (-0.02, 1, "-0.02"), (12345.0, 2, "1.2e4"), (0.0, 1, "0"), (-0.0, 2, "0"),
        (-0.0264, 0, "-0.03"), (1.234e-9, 0, "1e-9"), (math.nan, 2, "NaN"),
        (math.inf, 1, "inf"), (-math.inf, 2, "-inf"),
    ],
)  # fmt: skip
def test_numbers_in_a_cell_are_short(value: float, digits: int, text: str) -> None:
    assert in_cell(value, digits) == text


def test_aligned_costs_have_seventeen_digits() -> None:
    plus, minus = 2.4078334531251744, 2.4078333265435852
    assert aligned([plus, minus]) == ["2.4078334531251744", "2.4078333265435852"]
    assert aligned([plus - minus, plus])[0] == "0.0000001265815892"


def test_aligned_points_stand_one_under_the_other() -> None:
    texts = aligned([12.5, -3.25, 0.0])
    assert len({text.index(".") for text in texts}) == 1
    assert [float(text) for text in texts] == [12.5, -3.25, 0]


def test_aligned_small_numbers_share_an_exponent() -> None:
    assert aligned([3e-9, 1e-12], 5) == ["3.0000e-9", "0.0010e-9"]


@pytest.mark.parametrize("value", [1e300, 5e-324, 1e-300, -1e17, 0.0, 9.9999999999999999e22])
def test_aligned_takes_any_number(value: float) -> None:
    assert math.isclose(float(aligned([value])[0]), value, rel_tol=1e-15, abs_tol=1e-323)


def test_aligned_takes_what_is_not_finite() -> None:
    texts = [text.strip() for text in aligned([math.nan, math.inf, 1.0], SHORT - 1)]
    assert texts == ["NaN", "inf", "1.00"]


def test_a_column_of_typed_numbers_has_their_digits_and_no_more() -> None:
    assert column([0.1, 2.0]) == ["0.1", "2.0"]
    assert column([1e-7, 2.5e-8]) == ["1.00e-7", "0.25e-7"]
    assert column([math.nan, 1.0]) == ["NaN", "1"]
