"""The rounding noise of J, against functions whose noise is known."""

from dataclasses import replace
from math import comb, inf, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.analysis.check import check
from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.checking.noise import (
    LINES,
    LONGEST,
    MANY,
    POINTS,
    Finding,
    Noise,
    ecnoise,
    measure_noise,
    noise_steps,
)
from gradviz.network.layout import Array
from gradviz.network.network import Masks
from gradviz.network.spec import ACTIVATIONS, COSTS, NetworkSpec
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import NetworkSubject, network_of
from tests.helpers.functions import Function, subject_of
from tests.helpers.networks import oracle_of
from tests.helpers.strategies import examples

Spacings = tuple[float, ...]
SIZE = 13


def smooth(thetas: Array) -> Array:
    return 2 + np.sin(thetas.sum(axis=-1))  # type: ignore[no-any-return]


def quiet(levels: Spacings, spacings: Spacings = (1e-8, 1e-6, 1e-4)) -> Noise:
    return Noise(spacings, levels, 1, 7, {Finding.MEASURED: 1})


def test_the_table_of_differences_that_more_and_wild_print() -> None:
    # cos(x) + sin(x) + 1e-3 R(x): the first differences of their table, and of their levels
    # 6.65e-3, 8.69e-4, 7.39e-4, 7.34e-4, 7.97e-4, 8.20e-4 the first that agrees with the next two.
    steps = [7.54e-3, 9.69e-3, 1.20e-2, 8.67e-3, 8.38e-3, 9.52e-3]
    level, finding = ecnoise(1.003 + np.cumsum([0.0, *steps]))
    assert finding is Finding.MEASURED
    assert level == pytest.approx(8.69e-4, rel=5e-3)


@pytest.mark.parametrize("sigma", [1e-13, 1e-10, 1e-7, 1e-4])
@pytest.mark.parametrize("points", [7, 9])
def test_known_noise_on_a_sine(sigma: float, points: int) -> None:
    ratios = []
    for seed in range(300):
        random = np.random.default_rng(seed)
        at = random.uniform(0.3, 1) + sqrt(sigma) / 30 * np.arange(points)
        level, finding = ecnoise(np.sin(at) + sigma * random.standard_normal(points))
        if finding is Finding.MEASURED:
            ratios.append(level / sigma)
    assert len(ratios) >= 0.95 * 300
    assert np.mean([1 / 4 < ratio < 4 for ratio in ratios]) >= 0.95
    assert max(ratios) < 4
    assert np.median(ratios) == pytest.approx(1, abs=0.2)


@pytest.mark.parametrize("points", [5, 7])
def test_the_level_of_every_order_is_that_of_the_noise(points: int) -> None:
    # A polynomial that the first orders do not see through: of noise alone, a difference of order
    # k has the variance comb(2k, k), as its weights are the binomial coefficients.
    for order in range(1, points):
        weights = [comb(order, place) ** 2 for place in range(order + 1)]
        assert sum(weights) == comb(2 * order, order)
    squares = []
    for seed in range(4000):
        random = np.random.default_rng(seed)
        at = np.arange(points) / points
        level, _ = ecnoise(1 + 1e-6 * at + 1e-9 * random.standard_normal(points))
        squares.append(level**2)
    # Here the first order sees the slope, 1.4e-7 or more a step, and a later one has to tell.
    assert sqrt(np.mean(squares)) == pytest.approx(1e-9, rel=0.1)


def test_the_noise_of_a_value_in_single_precision_is_that_of_its_last_digit() -> None:
    ratios = []
    for seed in range(200):
        at = np.random.default_rng(seed).uniform(0.2, 1.2) + 1e-3 * np.arange(POINTS)
        values = (1 + np.sin(at) / 2).astype(np.float32).astype(np.float64)
        level, finding = ecnoise(values)
        if finding is Finding.MEASURED:
            # Between 1 and 2 all float32 are as far apart; an error is anywhere in half of that.
            ratios.append(level / (float(np.finfo(np.float32).eps) / sqrt(12)))
    assert len(ratios) >= 0.85 * 200
    assert np.mean([1 / 3 < ratio < 3 for ratio in ratios]) >= 0.95
    assert np.median(ratios) == pytest.approx(1, abs=0.2)


@pytest.mark.parametrize(
    ("values", "finding"),
    [
        (np.full(7, 2.5), Finding.TOO_NEAR),
        (np.zeros(7), Finding.TOO_NEAR),
        (np.array([1, 1, 1, 1, 1 + 1e-9, 1, 1]), Finding.TOO_NEAR),
        (1 + 1e3 * np.arange(7.0), Finding.TOO_FAR),
        (1 + 1e-3 * np.arange(7.0) ** 6, Finding.TOO_FAR),
        (np.exp(np.arange(7.0) / 100), Finding.TOO_FAR),
        (np.array([1, 1, np.nan, 1, 1, 1, 1]), Finding.NOT_FINITE),
        (np.array([1, np.inf, 1, 1, 1, 1, 1]), Finding.NOT_FINITE),
        (np.array([1, 1, 1, 1, 1, 1, -np.inf]), Finding.NOT_FINITE),
    ],
)
def test_what_cannot_be_measured_is_named(values: Array, finding: Finding) -> None:
    assert ecnoise(values) == (0.0, finding)


def test_three_of_six_equal_neighbours_are_still_few_enough() -> None:
    values = 1 + 1e-9 * np.array([0.0, 0, 1, 1, -1, -1, 1])
    assert ecnoise(values)[1] is Finding.MEASURED


values = st.lists(st.integers(-(10**6), 10**6), min_size=5, max_size=9)


@given(values, st.integers(-30, 30))
@examples(200)
def test_units_and_direction_do_not_matter(steps: list[int], power: int) -> None:
    near_one = 1 + np.array(steps) * 2.0**-40
    level, finding = ecnoise(near_one)
    same = [
        (near_one * 2.0**power, level * 2.0**power),
        (near_one[::-1], level),
        (-near_one, level),
    ]
    for other, wanted in same:
        found, what = ecnoise(other)
        assert found == pytest.approx(wanted, rel=1e-12)
        assert what is finding
    assert (level > 0) == (finding is Finding.MEASURED)


def noisy(sigma: float, random: np.random.Generator) -> Function:
    return lambda thetas: smooth(thetas) + sigma * random.standard_normal(len(thetas))


@pytest.mark.parametrize("sigma", [1e-12, 1e-9, 1e-6])
def test_noise_put_on_a_cost_is_found_again(sigma: float) -> None:
    for seed in range(20):
        random = np.random.default_rng(seed)
        noise = measure_noise(subject_of(noisy(sigma, random)))
        assert noise.is_measured
        assert noise.problem is None
        # From the shortest distance on where the slope is no longer above the noise.
        assert sigma / 3 < noise.level(np.array(1e-7)) < 3 * sigma
        assert max(noise.levels) < 3 * sigma


def test_a_cost_in_single_precision_is_a_staircase_to_small_steps() -> None:
    single = subject_of(lambda t: smooth(t).astype(np.float32).astype(np.float64))
    wanted = 2 * float(np.finfo(np.float32).eps) / sqrt(12)  # from 2 to 4
    noise = measure_noise(single)
    assert wanted / 3 < noise.level(np.array(1e-3)) < 3 * wanted
    # No step is as long as a stair, and the same part of the slope is lost in each.
    tiny, less = noise.level(np.array([1e-9, 1e-10]))
    assert tiny / 1e-9 == pytest.approx(less / 1e-10)
    assert noise.findings[Finding.TOO_NEAR] > 0


def test_no_more_is_evaluated_than_it_says() -> None:
    subject = subject_of(smooth)
    noise = measure_noise(subject)
    assert noise.evaluations == sum(subject.asked) == LINES * POINTS * len(noise.spacings)
    assert max(subject.asked) <= subject.chunk
    assert noise.lines == LINES
    assert sum(noise.findings.values()) == LINES * len(noise.spacings)


def test_the_distances_ascend_from_below_the_usual_epsilon() -> None:
    for dtype in (np.float64, np.float32):
        spacings = measure_noise(subject_of(smooth, dtype=dtype)).spacings
        assert list(spacings) == sorted(spacings)
        assert spacings[-1] <= LONGEST
        assert spacings[0] == pytest.approx(0.01 * sqrt(np.finfo(dtype).eps))
    assert measure_noise(subject_of(smooth)).spacings[0] < 1e-7 < spacings[-1]


def test_it_can_stop_at_every_distance_and_is_the_same_each_time() -> None:
    subject = subject_of(smooth)
    assert len(list(noise_steps(subject))) >= len(measure_noise(subject).spacings)
    assert measure_noise(subject) == measure_noise(subject)


def test_of_many_parameters_fewer_values_have_to_do() -> None:
    many = subject_of(lambda t: 2 + t[..., 0], layers=(MANY, 1, 1, 1))
    noise = measure_noise(many)
    assert noise.lines == 1
    assert sum(many.asked) == POINTS * len(noise.spacings) < 50


def test_a_cost_that_never_changes_leaves_its_last_rounding() -> None:
    noise = measure_noise(subject_of(lambda t: np.full(len(t), 5.0)))
    assert not noise.is_measured
    assert "too near one another" in str(noise.problem)
    assert noise.levels[0] == pytest.approx(2.0**-50 / sqrt(12))  # float64 are so far apart at 5
    assert not any(noise.levels[1:])


def test_of_a_cost_that_is_not_finite_nothing_is_known() -> None:
    noise = measure_noise(subject_of(lambda t: np.full(len(t), np.nan)))
    assert noise.levels[0] == inf
    assert noise.findings == {Finding.NOT_FINITE: LINES * len(noise.spacings)}
    assert "not finite" in str(noise.problem)


def test_a_line_over_a_kink_is_left_out() -> None:
    def masks(thetas: Array) -> Masks:
        return ((thetas[..., :1, np.newaxis] > subject.theta[0] + 1e-5),)

    def bent(thetas: Array) -> Array:
        return smooth(thetas) + 0.01 * np.abs(thetas[..., 0] - subject.theta[0] - 1e-5)  # type: ignore[no-any-return]

    subject = subject_of(bent, masks=masks)
    noise = measure_noise(subject)
    assert noise.findings[Finding.KINKED] > 0
    assert max(noise.levels) < 1e-14  # and the kink is not taken for noise


@pytest.mark.parametrize("sigma", [1e-12, 1e-8])
def test_what_another_form_of_the_cost_tells_counts_where_lines_say_nothing(sigma: float) -> None:
    random = np.random.default_rng(1)

    def errors(thetas: Array) -> Array:
        return sigma * random.standard_normal(thetas.shape[:-1])

    noise = measure_noise(subject_of(lambda t: np.full(len(t), 5.0), errors=errors))
    for level in noise.levels:
        assert sigma / 2 < level < 2 * sigma


def test_another_form_that_is_not_finite_says_nothing() -> None:
    errors = measure_noise(
        subject_of(lambda t: np.full(len(t), 5.0), errors=lambda t: np.full(t.shape[:-1], np.inf))
    )
    assert not any(errors.levels[1:])


def test_a_staircase_hides_its_part_of_the_slope_from_smaller_steps() -> None:
    noise = quiet((1.0, 0.5, 40.0))
    steps = np.array([1e-9, 1e-7, 1e-6, 1e-4, 1.0])
    # Stairs of a height of 40 on 1e-4: of a step of 1e-6 a hundredth of it is hidden.
    np.testing.assert_allclose(noise.level(steps), [1, 1, 1, 40, 40])
    assert noise.level(np.array(5e-5)) == pytest.approx(20)
    assert noise.level(np.array([[1e-5, 1e-4]])).shape == (1, 2)


def test_a_wide_distance_that_sees_the_shape_of_a_cost_does_not_take_it_for_noise() -> None:
    # Waves that are short beside the widest distance look as random there as noise does.
    random = np.random.default_rng(1)

    def wavy(thetas: Array) -> Array:
        waves = 1e-6 * np.sin(3e4 * thetas.sum(axis=-1))
        return 2 + waves + 1e-13 * random.standard_normal(len(thetas))  # type: ignore[no-any-return]

    noise = measure_noise(subject_of(wavy))
    assert noise.is_measured
    assert max(noise.levels) < 30 * min(level for level in noise.levels if level)
    assert noise.level(np.array(1e-2)) < 1e-11


def pixels(seed: int, epsilon: float, activation: str = "tanh") -> Experiment:
    """Return a network of raw inputs from 0 to 255, whose units are nearly all saturated."""
    layers, m = (10, 20, 10, 1), 30
    random = np.random.default_rng(seed)
    arrays = {
        "X": random.integers(0, 256, (layers[0], m)).astype(float),
        "Y": (random.random((1, m)) < 0.5).astype(float),
    }
    for layer in (1, 2, 3):
        after, before = layers[layer], layers[layer - 1]
        arrays[f"W{layer}"] = random.standard_normal((after, before)) / sqrt(before)
        arrays[f"b{layer}"] = np.zeros((after, 1))
    spec = NetworkSpec(layers, m, activation, "logits")
    return Experiment(
        NetworkSubject(spec, given=GivenArrays("pixels", arrays)), CheckSettings(epsilon=epsilon)
    )


@pytest.mark.parametrize("epsilon", [1e-6, 1e-7])
@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_inputs_that_were_not_scaled_are_no_noise(activation: str, epsilon: float) -> None:
    for seed in range(12):
        experiment = pixels(seed, epsilon, activation)
        result = check(experiment)
        assert result.verdict == "pass"
        assert result.noise_floor is not None
        assert result.noise_floor < 10 * result.difference
        twice = check(
            replace(
                experiment,
                subject=replace(network_of(experiment), lines=("dW2 = 2/m * dZ2 @ A1.T",)),
            )
        )
        assert twice.verdict == "fail"


levels = st.lists(st.floats(1e-16, 1e-3), min_size=3, max_size=3)


@given(levels, st.lists(st.floats(1e-12, 1), min_size=2, max_size=9))
@examples(100)
def test_a_longer_step_never_shows_less_noise(found: list[float], steps: list[float]) -> None:
    shown = quiet(tuple(found)).level(np.sort(steps))
    assert np.all(np.diff(shown) >= 0)
    assert found[0] <= shown.min()
    assert shown.max() <= max(found)


@given(levels, st.lists(st.floats(1e-12, 1), min_size=2, max_size=9))
@examples(100)
def test_every_distance_counts(found: list[float], steps: list[float]) -> None:
    noise = quiet(tuple(found))
    reached = [
        np.where(level > found[0], level * np.minimum(1.0, np.array(steps) / spacing), 0.0)
        for spacing, level in zip(noise.spacings[1:], found[1:], strict=True)
    ]
    wanted = np.max([np.full(len(steps), found[0]), *reached], axis=0)
    np.testing.assert_array_equal(noise.level(np.array(steps)), wanted)


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_network_is_as_noisy_as_its_cost_is_off(cost: str, activation: str) -> None:
    ratios = []
    for seed in range(12):
        spec = NetworkSpec((4, 5, 3, 1), 3, activation, cost, seed=seed, data="gaussian")
        subject = NetworkSubject(spec).build()
        oracle = oracle_of(Experiment(NetworkSubject(spec)))
        random = np.random.default_rng(seed)
        thetas = subject.theta + 1e-7 * random.standard_normal((60, subject.theta.size))
        exact = np.array([oracle.cost(theta) for theta in thetas])
        off = subject.run(thetas)[0].astype(np.longdouble) - exact
        noise = measure_noise(subject).level(np.array(1e-7))
        ratios.append(float(noise / off.std()))
    assert np.mean([1 / 4 < ratio < 4 for ratio in ratios]) >= 0.8, ratios
    assert all(1 / 10 < ratio < 10 for ratio in ratios), ratios
