"""The 1-D case of the exercise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.checking.one_d import check_one_d
from tests.helpers.strategies import examples


@pytest.mark.parametrize(
    ("x", "theta", "difference"),
    [(2, 4, 2.919335883291695e-10), (3, 4, 7.814075313343006e-11)],
)
def test_the_values_of_the_exercise(x: float, theta: float, difference: float) -> None:
    assert check_one_d(x, theta).difference == difference


def test_the_steps_are_those_of_the_exercise() -> None:
    found = check_one_d(2.0, 4.0, 0.5)
    assert (found.theta_plus, found.theta_minus) == (4.5, 3.5)
    assert (found.J_plus, found.J_minus) == (9.0, 7.0)
    assert (found.gradapprox, found.grad) == (2.0, 2.0)
    assert (found.numerator, found.denominator, found.difference) == (0.0, 4.0, 0.0)


def test_zero_over_zero_is_agreement() -> None:
    assert check_one_d(0, 4).difference == 0


def test_a_step_lost_in_rounding_gives_one() -> None:
    assert check_one_d(2, 4, 1e-17).difference == 1


@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3))
@examples(60)
def test_the_difference_is_between_0_and_1(x: float, theta: float) -> None:
    assert 0 <= check_one_d(x, theta, 1e-4).difference <= 1
