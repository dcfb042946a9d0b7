"""Which part of a curve is shown."""

import numpy as np
import pytest

from gradviz.checking.one_d import check_one_d
from gradviz.checking.one_d_curves import CURVES
from gradviz.views.curves.graph import nice_ticks
from gradviz.views.curves.one_d_view import MOST_DOTS, whole_view, zoomed_view


@pytest.mark.parametrize("curve", list(CURVES))
@pytest.mark.parametrize("theta", [0.0, 4.0, -5.0, 1234.5, -1e100])
def test_the_whole_view_holds_theta_and_the_curve(curve: str, theta: float) -> None:
    check = check_one_d(2, theta, 1e-7, curve)
    view = whole_view(check)
    assert view.half * 0.99 > abs(theta - view.theta)
    assert view.low < check.J - view.J < view.high
    _, costs = view.samples(check, 401)
    assert view.low < costs.min()
    assert costs.max() < view.high


def test_a_wave_is_shown_near_theta_as_a_wave() -> None:
    check = check_one_d(2, 57_601.5, 1e-7, "sin")
    view = whole_view(check)
    assert (view.theta, view.half) == (57_600, 6.5)
    across, costs = view.samples(check, 401)
    assert np.count_nonzero(np.diff(np.sign(np.diff(costs)))) in (4, 5)  # two waves
    assert costs[200] == np.sin(57_600.0 + across[200])


def test_the_line_turns_while_the_view_stays() -> None:
    views = {whole_view(check_one_d(x, 4)) for x in (-2.6, -1.0, 0.0, 0.5, 2.0, 2.6)}
    assert len(views) == 2
    assert {view.half for view in views} == {5}


@pytest.mark.parametrize("epsilon", [0.1, 1e-7, 1e-15, 1e-20])
@pytest.mark.parametrize("theta", [4.0, -0.1, 0.0, 1e10])
def test_the_zoom_is_three_epsilons_wide_and_its_points_are_theirs(
    theta: float, epsilon: float
) -> None:
    check = check_one_d(2, theta, epsilon, "sin")
    view = zoomed_view(check)
    assert view.half == 3 * epsilon
    points = view.points(check)
    assert points["theta"] == (0.0, 0.0)
    assert (points["plus"][0], points["minus"][0]) == (epsilon, -epsilon)
    assert points["plus"][1] == check.J_plus - check.J
    assert view.low < min(points.values(), key=lambda point: point[1])[1]
    assert max(points.values(), key=lambda point: point[1])[1] < view.high


def test_the_chord_through_the_points_has_the_slope_gradapprox() -> None:
    check = check_one_d(2, 4, 1e-15)
    points = zoomed_view(check).points(check)
    (right, upper), (left, lower) = points["plus"], points["minus"]
    assert (upper - lower) / (right - left) == check.gradapprox


def test_near_one_theta_the_curve_is_a_staircase_of_float64() -> None:
    check = check_one_d(2, 4, 1e-15)
    view = zoomed_view(check)
    _, costs = view.samples(check, 601)
    across, up = view.dots(check)
    assert set(np.unique(costs)) <= set(up) | {costs[0], costs[-1]}
    assert len(np.unique(costs)) < 15
    assert np.all(4 + across == np.unique(4 + across))
    # Below 4 they are twice as dense as above.
    assert np.diff(across)[0] == np.spacing(3.9)
    assert np.diff(across)[-1] == np.spacing(4.1)


@pytest.mark.parametrize(("theta", "epsilon"), [(4.0, 1e-7), (0.0, 1e-15), (4.0, 1e-13)])
def test_many_numbers_are_no_dots(theta: float, epsilon: float) -> None:
    check = check_one_d(2, theta, epsilon)
    across, up = zoomed_view(check).dots(check)
    assert across.size == up.size == 0 < MOST_DOTS


@pytest.mark.parametrize("curve", list(CURVES))
@pytest.mark.parametrize("x", [0.0, 1e-320, -1e100])
@pytest.mark.parametrize("theta", [0.0, 1e-320, 1e-5, -1e100])
@pytest.mark.parametrize("epsilon", [1e-20, 1e-4, 1e-3, 1.0])
def test_every_view_has_ticks_for_its_axes(
    curve: str, x: float, theta: float, epsilon: float
) -> None:
    check = check_one_d(x, theta, epsilon, curve)
    for view in (whole_view(check), zoomed_view(check)):
        assert 2 <= len(nice_ticks(view.low, view.high, 9)) <= 10
        assert 2 <= len(nice_ticks(-view.half, view.half, 9)) <= 10
