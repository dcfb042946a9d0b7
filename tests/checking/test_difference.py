"""The relative difference: its properties, its range, and 60 digits to hold it against."""

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.checking.difference import BLOCK, difference, largest_size, norm, relative_errors
from tests.helpers.strategies import examples

entries = st.floats(-1e6, 1e6).filter(lambda v: v == 0 or abs(v) > 1e-6)
pairs = st.integers(1, 8).flatmap(
    lambda n: st.tuples(*[st.lists(entries, min_size=n, max_size=n).map(np.array)] * 2)
)
Pair = tuple[np.ndarray, np.ndarray]


def exact(grad: np.ndarray, gradapprox: np.ndarray) -> float:
    with mpmath.workdps(60):
        a, b = mpmath.matrix(grad.tolist()), mpmath.matrix(gradapprox.tolist())
        total = mpmath.norm(a) + mpmath.norm(b)
        return float(mpmath.norm(a - b) / total) if total else 0.0


@given(pairs)
@examples(150)
def test_it_is_the_formula_to_all_digits(pair: Pair) -> None:
    assert difference(*pair) == pytest.approx(exact(*pair), rel=1e-14)


@given(pairs, st.sampled_from([1e-300, 1e-160, 1e-100, 1e100, 1e160, 1e300]))
@examples(150)
def test_it_is_the_same_at_every_scale(pair: Pair, scale: float) -> None:
    assert difference(pair[0] * scale, pair[1] * scale) == pytest.approx(
        exact(pair[0] * scale, pair[1] * scale), rel=1e-14
    )


@given(pairs)
@examples(100)
def test_it_is_symmetric_and_between_0_and_1(pair: Pair) -> None:
    assert 0 <= difference(*pair) <= 1
    assert difference(*pair) == difference(*pair[::-1])


@given(pairs, st.floats(1e-3, 1e3))
@examples(100)
def test_a_factor_shows_as_its_own_number(pair: Pair, k: float) -> None:
    grad = pair[0]
    if grad.any():
        assert difference(grad * k, grad) == pytest.approx(abs(k - 1) / (k + 1), abs=1e-15)
        assert difference(-grad, grad) == 1


def test_equal_is_0_and_0_over_0_is_agreement() -> None:
    assert difference(np.array([1.0, -2.0]), np.array([1.0, -2.0])) == 0
    assert difference(np.zeros(3), np.zeros(3)) == 0
    assert difference(np.zeros(3), -np.zeros(3)) == 0
    assert difference(np.zeros(3), np.array([0, 0, 1e-300])) == 1


@pytest.mark.parametrize("size", [5e-324, 1e-310, 1e-200, 1e200, 1.7e308])
def test_numbers_at_the_edge_of_their_range(size: float) -> None:
    one = np.array([size, size])
    assert difference(one, -one) == 1
    assert difference(one, 0 * one) == 1
    assert difference(one, one) == 0


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_never_agreement(bad: float) -> None:
    good, one_bad = np.array([1.0, 2.0]), np.array([1.0, bad])
    for pair in ((one_bad, good), (good, one_bad), (one_bad, one_bad)):
        assert np.isnan(difference(*pair))


def test_a_norm_of_many_numbers_keeps_its_digits() -> None:
    values = np.random.default_rng(0).standard_normal(100_000)
    assert norm(values) == pytest.approx(math.sqrt(math.fsum(values**2)), rel=1e-15)
    assert norm(values[:0]) == 0
    assert norm(np.array([[3.0, 0.0], [0.0, -4.0]])) == 5


def test_relative_errors_entry_by_entry() -> None:
    grad = np.array([0.0, 1, 3, 1, -1, 0])
    gradapprox = np.array([0.0, 1, 1, 0, 1, 1e-300])
    assert relative_errors(grad, gradapprox).tolist() == [0, 0, 0.5, 1, 1, 1]


def test_relative_errors_at_the_ends_of_the_range() -> None:
    grad = np.array([1.5e308, 1.2e308, 1e308, np.inf, np.inf, -np.inf, np.nan, 1e308])
    gradapprox = np.array([-1.5e308, 0.4e308, 1e308, 1.0, np.inf, np.inf, 1.0, 0.0])
    expected = [1, 0.5, 0, np.nan, np.nan, np.nan, np.nan, 1]
    np.testing.assert_allclose(relative_errors(grad, gradapprox), expected, rtol=1e-15)
    np.testing.assert_array_equal(relative_errors(gradapprox, grad) >= 0, np.array(expected) >= 0)


@pytest.mark.parametrize("scale", [1.0, 1e-200, 1e200])
def test_of_many_numbers_it_is_what_exact_sums_give(scale: float) -> None:
    one, other = np.random.default_rng(0).standard_normal((2, 3 * BLOCK + 5))
    sums = [math.sqrt(math.fsum(each * each)) for each in (one, other, one - other)]
    expected = sums[2] / (sums[0] + sums[1])
    assert difference(scale * one, scale * other) == pytest.approx(expected, rel=1e-13)
    assert norm(scale * one) == pytest.approx(scale * sums[0], rel=1e-13)
    at_once = np.abs(one - other) / (np.abs(one) + np.abs(other))
    np.testing.assert_array_equal(relative_errors(one, other), at_once)


def test_the_largest_size_is_of_either_sign_and_not_hidden() -> None:
    assert largest_size(np.array([1.0, -3.0, 2.0])) == 3
    assert largest_size(np.array([[1.0, 4.0], [-3.0, 2.0]])) == 4
    assert largest_size(np.zeros(0)) == 0
    assert math.isnan(largest_size(np.array([1.0, np.nan, np.inf])))
    assert largest_size(np.array([1.0, -np.inf])) == np.inf
