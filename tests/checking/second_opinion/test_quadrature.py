"""Roots of sums of squares, against longdouble and at the ends of the range."""

import numpy as np

from gradviz.checking.second_opinion.quadrature import quadrature_steps
from gradviz.checking.steps import finished
from gradviz.network.layout import Array


def quadrature(left: Array, right: Array) -> Array:
    return finished(quadrature_steps(left, right))


def test_a_root_of_squares_keeps_to_the_range_of_its_numbers() -> None:
    random = np.random.default_rng(0)
    left = random.standard_normal((4, 5)) * 10.0 ** random.integers(100, 140, (4, 5))
    right = random.standard_normal((5, 3)) * 10.0 ** random.integers(100, 140, (5, 3))
    exact = np.sqrt(np.square(left.astype(np.longdouble)) @ np.square(right.astype(np.longdouble)))
    np.testing.assert_allclose(quadrature(left, right), exact.astype(float), rtol=1e-14)


def test_what_squares_lose_is_no_zero() -> None:
    # An example whose losses are next to nothing, beside an outlier: its entries are not exact.
    left, right = np.array([[1.0, 0.0], [0.0, 1e-221], [0.0, 0.0]]), np.ones((2, 1))
    found = quadrature(left, right)
    assert found[0, 0] == 1
    assert 1e-221 <= found[1, 0] < 1e-140
    assert found[2, 0] == 0
