"""The error of a finite difference for every epsilon, against simulation and exact arithmetic."""

from dataclasses import replace
from fractions import Fraction
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.checking.engines.entries import Entries
from gradviz.checking.error_model import ErrorModel
from gradviz.checking.experiment import SCHEMES
from gradviz.checking.noise import Finding, Noise
from gradviz.checking.precision import DOUBLE
from gradviz.checking.second_opinion.opinion import Opinion
from gradviz.checking.truncation import Bending
from gradviz.network.layout import Array
from tests.helpers.strategies import examples

both_schemes = pytest.mark.parametrize("scheme", SCHEMES)
LEVEL, RESOLUTION = 1e-12, 3e-15
THIRD, SECOND = np.array([1.0, 2, 3]), np.array([4.0, 5, 6])


def noise_of(*levels: float) -> Noise:
    spacings = tuple(10.0 ** (place - 6) for place in range(len(levels)))
    return Noise(spacings, levels, 1, 7, {Finding.MEASURED: 1})


def model_of(
    noise: Noise, theta: Array | None = None, cost: float = 1.0, rounded: Array | None = None
) -> ErrorModel:
    at = np.array([1.0, -0.3, 0.7]) if theta is None else theta
    third, second = np.resize(THIRD, at.size), np.resize(SECOND, at.size)
    ones, backward = np.ones(at.size), np.zeros(at.size) if rounded is None else rounded
    return ErrorModel(at, cost, noise, Bending(third, second), RESOLUTION, backward, ones)


def entries_of(gradapprox: Array, cost: float = 1.0, step: float = 1e-3) -> Entries:
    entries = Entries.empty(gradapprox.size)
    entries.plus[:], entries.minus[:] = cost + step * gradapprox, cost - step * gradapprox
    entries.gradapprox[:], entries.computed[:] = gradapprox, True
    return entries


@both_schemes
@pytest.mark.parametrize("epsilon", [1e-3, 1e-7])
def test_rounding_is_the_spread_of_a_difference_of_two_noisy_values(
    scheme: str, epsilon: float
) -> None:
    random, tries = np.random.default_rng(1), 20_000
    plus, minus = LEVEL * random.standard_normal((2, tries))
    divisor = {"central": 2 * epsilon, "forward": epsilon}[scheme]
    spread = np.std((plus - minus) / divisor)
    ones = np.ones(3)
    found = model_of(noise_of(LEVEL)).expected(epsilon, scheme, entries_of(ones), ones)
    np.testing.assert_allclose(found.rounding, spread, rtol=0.02)


def test_truncation_is_that_of_the_bending() -> None:
    model, ones = model_of(noise_of(LEVEL)), np.ones(3)
    central = model.expected(1e-2, "central", entries_of(ones), ones).truncation
    forward = model.expected(1e-2, "forward", entries_of(ones), ones).truncation
    np.testing.assert_allclose(central, THIRD * 1e-4)
    np.testing.assert_allclose(forward, SECOND * 1e-2)


@both_schemes
@given(st.floats(-4, 4), st.integers(-15, -1), st.floats(-5, 5))
@examples(100)
def test_the_step_is_off_by_what_exact_arithmetic_says(
    scheme: str, at: float, decade: int, slope: float
) -> None:
    epsilon = 10.0**decade
    theta = np.array([at])
    high, low = at + epsilon, at - epsilon if scheme == "central" else at
    wanted_step = (2 if scheme == "central" else 1) * Fraction(epsilon)
    taken = Fraction(high) - Fraction(low)
    gradapprox, grad = np.array([slope]), np.array([slope + 1])
    found = model_of(noise_of(LEVEL), theta).expected(epsilon, scheme, entries_of(gradapprox), grad)
    if taken == 0:
        assert found.step[0] == abs(slope + 1)
    else:
        exact = abs(slope) * abs(float(1 - wanted_step / taken))
        assert found.step[0] == pytest.approx(exact, rel=1e-6, abs=4e-16 * abs(slope))


def test_a_step_that_is_lost_hides_the_whole_slope() -> None:
    theta, grad = np.array([1.0, -2, 3]), np.array([1.0, -5, 0])
    entries = entries_of(np.zeros(3))
    found = model_of(noise_of(LEVEL), theta).expected(1e-17, "central", entries, grad)
    assert found.step.tolist() == [1, 5, 0]
    assert not found.rounding.any(), "where nothing moves, nothing is rounded"


def test_in_single_precision_the_step_is_that_of_single_precision() -> None:
    theta, ones = np.array([1.0], np.float32), np.ones(1)
    found = model_of(noise_of(LEVEL), theta).expected(1e-7, "central", entries_of(ones), ones)
    taken = float((theta + np.float32(1e-7))[0]) - float((theta - np.float32(1e-7))[0])
    assert found.step[0] == pytest.approx(abs(1 - 2e-7 / taken), rel=1e-6)
    assert found.step[0] > 0.05


@both_schemes
def test_where_neither_pass_moves_the_cost_a_change_too_small_to_show_may_hide(
    scheme: str,
) -> None:
    entries = entries_of(np.array([0.0, 1, 0]), cost=5.0)
    entries.plus[2] = entries.minus[2] = 5.1  # it moved J, on both sides alike
    found = model_of(noise_of(LEVEL), cost=5.0).expected(1e-7, scheme, entries, np.ones(3))
    divisor = {"central": 2e-7, "forward": 1e-7}[scheme]
    assert found.rounding[0] == pytest.approx(RESOLUTION / divisor)
    np.testing.assert_allclose(found.rounding[1:], sqrt(2) * LEVEL / divisor)


def test_where_grad_is_zero_too_nothing_hides() -> None:
    entries = entries_of(np.array([0.0, 0, 1]))
    grad = np.array([0.0, 1, 0])
    found = model_of(noise_of(LEVEL)).expected(1e-7, "central", entries, grad)
    assert found.rounding[0] == 0
    assert found.rounding[1] == pytest.approx(RESOLUTION / 2e-7)
    assert found.rounding[2] > 0, "J moved"


def test_what_rounding_makes_of_grad_is_part_of_the_whole_at_every_epsilon() -> None:
    rounded, ones = np.array([1e-3, 0, 2]), np.ones(3)
    model = model_of(noise_of(LEVEL), rounded=rounded)
    for epsilon in (1e-2, 1e-7):
        found = model.expected(epsilon, "central", entries_of(ones), ones)
        np.testing.assert_array_equal(found.backward, rounded)
        np.testing.assert_array_equal(found.rounded, found.rounding + found.step + rounded)
        np.testing.assert_array_equal(found.total, found.rounded + found.truncation)


def test_a_staircase_counts_for_a_steep_parameter_from_smaller_steps_on() -> None:
    # Stairs of 1e-9 on steps of 1e-4 along a random line; the first entry is as steep as nine.
    noise = Noise((1e-8, 1e-4), (1e-14, 1e-9), 1, 7, {Finding.MEASURED: 1})
    gradapprox = np.array([9.0] + 3 * [1.0])
    usual = np.linalg.norm(gradapprox) / 2
    model = model_of(noise, np.ones(4))
    found = model.expected(1e-6, "central", entries_of(gradapprox), gradapprox).rounding
    of_usual = sqrt(2) * 1e-9 * 1e-2 / 2e-6
    assert found[0] == pytest.approx(of_usual * 9 / usual)
    np.testing.assert_allclose(found[1:], of_usual)


def test_gradients_of_zero_or_not_finite_warn_nobody() -> None:
    model = model_of(noise_of(LEVEL, 2 * LEVEL))
    for gradapprox in (np.zeros(3), np.array([1, np.nan, np.inf])):
        found = model.expected(1e-7, "central", entries_of(gradapprox), gradapprox)
        assert np.all(np.isfinite(found.rounding))


@both_schemes
def test_a_cost_that_is_infinite_one_step_away_warns_nobody(scheme: str) -> None:
    # Then gradapprox is infinite, and so are its distance to the second opinion and what it makes
    # of that distance that theta + epsilon is rounded.
    slopes = np.array([1.0, np.inf, -np.inf])
    zeros = np.zeros(3)
    opinion = Opinion("complex step", np.ones(3), zeros, np.full(3, 1e-16), DOUBLE)
    model = replace(model_of(noise_of(LEVEL)), opinion=opinion)
    found = model.expected(6e-5, scheme, entries_of(slopes), np.ones(3))
    assert np.isfinite(found.total[0])


@both_schemes
def test_sizes_are_norms_over_the_entries_that_count(scheme: str) -> None:
    model, ones, epsilon = model_of(noise_of(LEVEL)), np.ones(3), 1e-4
    whole = model.expected(epsilon, scheme, entries_of(ones), ones)
    for done in (np.array([True, True, True]), np.array([True, False, True])):
        rounding, truncation = model.sizes(epsilon, scheme, done)
        assert rounding == pytest.approx(np.linalg.norm(whole.rounding[done]))
        assert truncation == pytest.approx(np.linalg.norm(whole.truncation[done]))


def test_the_best_epsilon_is_where_the_two_balance() -> None:
    # The least of level/(sqrt(2) eps) + third eps^2 is at eps^3 = level/(2 sqrt(2) third), and that
    # of sqrt(2) level/eps + second eps at eps^2 = sqrt(2) level/second.
    for level in (1e-9, 1e-12, 1e-16, 1e-20):
        model = model_of(noise_of(level))
        central, forward = (model.best_epsilon(scheme) for scheme in ("central", "forward"))
        third, second = (sqrt(np.mean(each**2)) for each in (THIRD, SECOND))
        assert abs(np.log10(central / (level / (2.8 * third)) ** (1 / 3))) < 0.6
        assert abs(np.log10(forward / (sqrt(2) * level / second) ** (1 / 2))) < 0.6
        for found in (central, forward):
            assert found == float(f"{found:.0e}"), "a power of ten"


@both_schemes
def test_one_entry_over_epsilon_is_that_entry_of_all_checks(scheme: str) -> None:
    theta = np.array([1.0, -0.3, 0.7])
    model = model_of(noise_of(LEVEL), theta, rounded=np.array([0.0, 1e-9, 1.0]))
    epsilons = np.array([1e-1, 1e-5, 1e-9, 1e-17])
    gradapprox = np.array([2.0, 2.5, 1.0, 0.0])
    rounding, truncation = model.of_entry(1, epsilons, scheme, gradapprox, 2.2)
    for place, epsilon in enumerate(epsilons):
        entries = entries_of(np.full(3, gradapprox[place]), step=1e-3)
        entries.plus[:] += 1e-9
        one = model.expected(float(epsilon), scheme, entries, np.full(3, 2.2))
        assert rounding[place] == pytest.approx(one.rounded[1])
        assert truncation[place] == pytest.approx(one.truncation[1])


def test_a_one_sided_slope_is_a_forward_difference() -> None:
    found = model_of(noise_of(LEVEL)).of_slope(1e-6)
    np.testing.assert_allclose(found, sqrt(2) * LEVEL / 1e-6 + SECOND * 1e-6)
