"""The error to expect, and what it makes of the difference."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.checking.difference import difference
from gradviz.checking.expected import ExpectedError, relative_size
from tests.helpers.strategies import examples

number = st.floats(-1e6, 1e6).map(lambda value: value if abs(value) > 1e-100 else 0.0)
triples = st.lists(st.tuples(number, number), min_size=1, max_size=9)


def test_the_total_is_the_sum_of_the_causes() -> None:
    error = ExpectedError(np.array([1.0, 2]), np.array([10.0, 20]), np.array([100.0, 200]))
    assert error.total.tolist() == [111, 222]
    assert error.rounded.tolist() == [11, 22]
    assert error.backward == 0
    whole = ExpectedError(error.rounding, error.step, error.truncation, np.array([1000.0, 2000]))
    assert whole.rounded.tolist() == [1011, 2022]
    assert whole.total.tolist() == [1111, 2222]


def test_a_size_by_hand() -> None:
    error, grad, gradapprox = np.array([3.0, 4]), np.array([0.0, 20]), np.array([12.0, 16])
    assert relative_size(error, grad, gradapprox) == pytest.approx(5 / (20 + 20))
    assert relative_size(error, grad, gradapprox, slice(0, 1)) == pytest.approx(3 / 12)
    assert relative_size(error, grad, gradapprox, np.array([1])) == pytest.approx(4 / 36)
    assert relative_size(error, grad, gradapprox, np.array([False, True])) == pytest.approx(4 / 36)


@given(triples)
@examples(100)
def test_the_error_that_was_made_is_the_size_of_the_difference(
    pairs: list[tuple[float, float]],
) -> None:
    grad, gradapprox = np.array(pairs).T
    wanted = difference(grad, gradapprox)
    assert relative_size(grad - gradapprox, grad, gradapprox) == pytest.approx(wanted)


@given(triples, st.floats(0, 1e9))
@examples(100)
def test_no_size_is_above_one_or_below_zero(
    pairs: list[tuple[float, float]], factor: float
) -> None:
    grad, gradapprox = np.array(pairs).T
    assert 0 <= relative_size(factor * np.abs(grad), grad, gradapprox) <= 1


def test_nothing_of_nothing_is_agreement_and_something_of_nothing_all() -> None:
    zeros, ones = np.zeros(3), np.ones(3)
    assert relative_size(zeros, zeros, zeros) == 0
    assert relative_size(ones, zeros, zeros) == 1
    assert relative_size(zeros, ones, ones) == 0
    assert relative_size(ones, ones, ones, slice(0, 0)) == 0


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_not_finite_has_no_size(bad: float) -> None:
    ones, broken = np.ones(3), np.array([1.0, bad, 1])
    assert np.isnan(relative_size(broken, ones, ones))
    assert np.isnan(relative_size(ones, broken, ones))
    assert np.isnan(relative_size(ones, ones, broken))
    assert relative_size(broken, broken, ones, np.array([0, 2])) == 0.5 * np.sqrt(2) / np.sqrt(2)
