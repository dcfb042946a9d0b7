"""The 1-D case of the exercise, and other curves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.checking.one_d import OneDSettings, check_one_d, one_d_errors, run_one_d
from gradviz.checking.one_d_curves import CURVES
from gradviz.network.fields import InvalidSettings
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
    assert (found.J_plus, found.J, found.J_minus) == (9.0, 8.0, 7.0)
    assert (found.gradapprox, found.grad) == (2.0, 2.0)
    assert (found.slope_left, found.slope_right) == (2.0, 2.0)
    assert (found.numerator, found.denominator, found.difference) == (0.0, 4.0, 0.0)


def test_zero_over_zero_is_agreement() -> None:
    assert check_one_d(0, 4).difference == 0


def test_a_step_lost_in_rounding_gives_one() -> None:
    assert check_one_d(2, 4, 1e-17).difference == 1


@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3), st.sampled_from(list(CURVES)))
@examples(60)
def test_the_difference_is_between_0_and_1(x: float, theta: float, curve: str) -> None:
    assert 0 <= check_one_d(x, theta, 1e-4, curve).difference <= 1


def test_another_curve() -> None:
    found = check_one_d(2, 3, 0.5, "square")
    assert (found.J_plus, found.J_minus, found.gradapprox, found.grad) == (12.25, 6.25, 6.0, 6.0)
    assert (found.slope_left, found.slope_right) == (5.5, 6.5)


@pytest.mark.parametrize(("curve", "left", "mean"), [("relu", 0.0, 0.5), ("abs", -1.0, 0.0)])
def test_a_kink_has_two_slopes_and_gradapprox_is_their_mean(
    curve: str, left: float, mean: float
) -> None:
    found = check_one_d(2, 0, 1e-7, curve)
    assert (found.slope_left, found.slope_right, found.gradapprox) == (left, 1.0, mean)
    assert found.at_kink
    assert found.crosses_kink


def test_a_step_that_only_touches_the_kink_does_not_cross_it() -> None:
    touching, crossing = check_one_d(2, 0.5, 0.5, "abs"), check_one_d(2, 0.5, 0.75, "abs")
    assert not touching.crosses_kink
    assert crossing.crosses_kink
    assert not crossing.at_kink
    assert touching.difference == 0 < crossing.difference


@pytest.mark.parametrize("curve", list(CURVES))
def test_many_epsilons_at_once_give_what_each_alone_gives(curve: str) -> None:
    result = run_one_d(OneDSettings(curve, x=1.7, theta=0.9, epsilon=3e-6))
    errors = result.errors
    assert errors.epsilons[0] == 1e-15
    assert errors.epsilons[-1] == 1e-1
    assert {10.0**-5, 1e-7, 3e-6} <= set(errors.epsilons.tolist())
    for place, epsilon in enumerate(errors.epsilons.tolist()):
        alone = check_one_d(1.7, 0.9, epsilon, curve)
        assert errors.errors[place] == alone.numerator
        assert errors.rounding[place] == alone.rounding
        assert errors.truncation[place] == alone.truncation
        assert errors.crosses_kink[place] == alone.crosses_kink


def test_the_error_falls_with_epsilon_squared_and_rises_again() -> None:
    epsilons = np.array([1e-1, 1e-2, 1e-3, 1e-9, 1e-12, 1e-15])
    errors = one_d_errors(0, 1.0, epsilons, "sin").errors
    assert errors[:3] == pytest.approx(np.cos(1.0) / 6 * epsilons[:3] ** 2, rel=0.01)
    assert errors[2] > errors[3]
    assert errors[3] < errors[4] < errors[5]


@given(
    st.sampled_from([name for name, curve in CURVES.items() if curve.kink is None]),
    st.floats(-20, 20),
    st.floats(-20, 20),
)
@examples(150)
def test_rounding_and_truncation_explain_every_error(curve: str, x: float, theta: float) -> None:
    errors = one_d_errors(x, theta, 10.0 ** np.arange(-18, 1), curve)
    assert np.all(errors.errors <= 4 * (errors.rounding + errors.truncation))


def test_what_is_not_finite_has_no_error() -> None:
    errors = one_d_errors(1e300, 1e300, np.array([1e-7]))
    assert np.isnan(errors.errors).all()


def test_settings_say_what_they_may_be() -> None:
    assert OneDSettings() == OneDSettings("product", 2.0, 4.0, 1e-7)
    with pytest.raises(InvalidSettings) as found:
        OneDSettings("cosine", float("nan"), 1e101, 0.0)
    fields = [problem.field for problem in found.value.problems]
    assert fields == ["curve", "x", "theta", "epsilon"]
    assert "it must be a number from 1e-20 to 1" in found.value.problems[-1].message
