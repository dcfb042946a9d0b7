"""Pre-activations that are exactly zero, against brute force and the oracle."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.analysis.check import check
from gradviz.checking.cause import Cause, cause_of
from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.checking.kinks import (
    NEARBY,
    SLOPE_STEPS,
    ExactZero,
    Slopes,
    entries_at_zero,
    exact_zeros,
    near_theta_steps,
    slopes_steps,
)
from gradviz.checking.result import CheckResult
from gradviz.checking.steps import finished
from gradviz.network.layout import Array, Mask
from gradviz.network.network import Masks
from gradviz.network.spec import ACTIVATIONS, NetworkSpec
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import BuiltNetwork, NetworkSubject, network_of
from gradviz.subjects.presets import preset_experiment
from tests.helpers.functions import FunctionSubject, subject_of
from tests.helpers.networks import oracle_of, random_network
from tests.helpers.strategies import examples, with_network, with_settings
from tests.helpers.subjects import experiment_of

# Whole numbers as weights and data, so that sums are exact and zeros are zeros in any precision.
whole = st.sampled_from((-1.0, 0.0, 0.0, 1.0, 2.0))


@st.composite
def whole_networks(draw: st.DrawFn) -> Experiment:
    """Draw a small network of whole numbers, most of which have exact zeros."""
    n_x, n_1, n_2, m = (draw(st.integers(1, most)) for most in (3, 4, 3, 3))
    shapes = {
        "X": (n_x, m),
        "W1": (n_1, n_x),
        "b1": (n_1, 1),
        "W2": (n_2, n_1),
        "b2": (n_2, 1),
        "W3": (1, n_2),
        "b3": (1, 1),
    }
    arrays = {
        name: np.reshape(draw(st.lists(whole, min_size=a * b, max_size=a * b)), (a, b)).tolist()
        for name, (a, b) in shapes.items()
    }
    arrays["Y"] = [[float(place % 2) for place in range(m)]]
    return experiment_of(arrays, draw(st.sampled_from(("relu", "leaky-relu"))))


def zeros_of(experiment: Experiment) -> list[tuple[int, int, int]]:
    """Return (layer, unit, example) of what is zero in longdouble."""
    values = oracle_of(experiment).values()
    return [
        (layer, int(unit), int(example))
        for layer in (1, 2)
        for unit, example in np.argwhere(values[f"Z{layer}"] == 0)
    ]


def moved_from_zero(experiment: Experiment) -> Mask:
    """Return the entries that move an exactly-zero unit when they are perturbed."""
    oracle, zeros = oracle_of(experiment), zeros_of(experiment)
    found = np.zeros(oracle.theta.size, bool)
    for place in range(found.size):
        for step in (2.0**-20, -(2.0**-20)):
            theta = oracle.theta.copy()
            theta[place] += step
            values = oracle.values(theta)
            found[place] |= any(values[f"Z{k}"][unit, example] != 0 for k, unit, example in zeros)
    return found


@given(whole_networks())
@examples(150)
def test_every_exact_zero_is_found_and_named(experiment: Experiment) -> None:
    network = network_of(experiment).draw()
    found = exact_zeros(network)
    assert [(zero.layer, zero.unit, zero.example) for zero in found] == zeros_of(experiment)
    assert len(found) == network.exact_zeros


@given(whole_networks())
@examples(150)
def test_the_entries_at_a_zero_are_those_that_move_one(experiment: Experiment) -> None:
    found = entries_at_zero(network_of(experiment).draw())
    np.testing.assert_array_equal(found, moved_from_zero(experiment))


def slopes_at(subject: BuiltNetwork, most: int = 1000) -> Slopes:
    """Return the slopes of a subject, with an error of 1e-9 to expect of each."""
    expected = np.full(subject.theta.size, 1e-9)
    return finished(slopes_steps(subject, subject.network, most, lambda _: expected))


@given(whole_networks())
@examples(60)
def test_the_slopes_are_those_of_the_oracle(experiment: Experiment) -> None:
    subject, oracle = network_of(experiment).build(), oracle_of(experiment)
    slopes = slopes_at(subject)
    places, step = np.flatnonzero(entries_at_zero(subject.network)), slopes.step
    assert np.flatnonzero(slopes.moves).tolist() == places.tolist()
    for found, sign in ((slopes.left, -1), (slopes.right, 1)):
        for place in places:
            theta = oracle.theta.astype(np.longdouble)
            theta[place] += sign * np.longdouble(step)
            change = oracle.cost(theta) - oracle.cost()  # type: ignore[arg-type]
            exact = sign * change / np.longdouble(step)
            assert found[place] == pytest.approx(float(exact), abs=1e-14 / step, rel=1e-6)
        assert np.isnan(np.delete(found, places)).all()


def test_a_zero_is_called_by_its_place() -> None:
    assert str(ExactZero(2, 1, 0)) == "Z2[1,0]"


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_only_activations_with_a_kink_have_one(activation: str) -> None:
    spec = NetworkSpec(activation=activation, init="zeros")
    network = NetworkSubject(spec).draw()
    count = (5 + 3) * 3 if activation in ("relu", "leaky-relu") else 0
    assert len(exact_zeros(network)) == count
    assert entries_at_zero(network).any() == (count > 0)


def test_the_zeros_of_the_preset() -> None:
    experiment = preset_experiment("kink")
    zeros = exact_zeros(network_of(experiment).draw())
    assert exact_zeros(network_of(experiment).draw(), 2) == zeros[:2]
    # One dead layer for one example: every unit of layer 2 stands at zero for it.
    assert {zero.layer for zero in zeros} == {2}
    assert sorted(zero.unit for zero in zeros) == [0, 1, 2]
    (example,) = {zero.example for zero in zeros}
    assert np.all(oracle_of(experiment).values()["Z1"][:, example] < 0)
    found = entries_at_zero(network_of(experiment).draw())
    assert np.flatnonzero(found).tolist() == np.flatnonzero(moved_from_zero(experiment)).tolist()
    part = experiment.subject.layout.slices["b2"]
    assert found[part].all()
    assert np.count_nonzero(found) == 3


def test_a_network_without_zeros_has_no_slopes() -> None:
    result = check(preset_experiment("course"))
    assert result.slopes is None
    assert not result.evidence.at_zero.any()
    assert exact_zeros(network_of(preset_experiment("course")).draw()) == ()


def test_the_slopes_reach_as_far_whatever_epsilon_is() -> None:
    steps = set()
    for epsilon in (1e-2, 1e-9):
        slopes = check(with_settings(preset_experiment("kink"), epsilon=epsilon)).slopes
        assert slopes is not None
        steps.add(slopes.step)
    assert steps == {SLOPE_STEPS[np.dtype(np.float64)]}


def test_of_very_many_entries_at_a_zero_the_first_are_looked_at() -> None:
    spec = NetworkSpec((40, 60, 5, 1), 3, init="zeros", cost="logits")
    subject = NetworkSubject(spec).build()
    places = np.flatnonzero(entries_at_zero(subject.network))
    slopes = slopes_at(subject, most=100)
    assert places.size > 100
    assert np.flatnonzero(slopes.moves).tolist() == places.tolist()
    for found in (slopes.left, slopes.right):
        assert np.flatnonzero(~np.isnan(found)).tolist() == places[:100].tolist()
    assert not slopes.is_single[places[100:]].any()


@given(whole_networks())
@examples(100)
def test_single_are_those_that_take_one_unit_across_its_kink(experiment: Experiment) -> None:
    subject, oracle = network_of(experiment).build(), oracle_of(experiment)
    slopes = slopes_at(subject)
    step = np.longdouble(slopes.step)
    for place in range(subject.theta.size):
        sides = []
        for sign in (-1, 1):
            theta = oracle.theta.astype(np.longdouble)
            theta[place] += sign * step
            values = oracle.values(theta)  # type: ignore[arg-type]
            sides.append([values[name] > 0 for name in ("Z1", "Z2")])
        flips = sum(np.count_nonzero(one != other) for one, other in zip(*sides, strict=True))
        assert slopes.is_single[place] == (bool(slopes.moves[place]) and flips == 1)


def slopes_of(left: list[float], right: list[float], expected: float = 0.01) -> Slopes:
    """Return slopes of entries each of which moves one exact zero."""
    every = np.ones(len(left), bool)
    sides = np.array(left), np.array(right)
    return Slopes(every, *sides, every, 1e-6, np.full(len(left), expected))


def test_where_several_units_cross_nothing_is_beyond() -> None:
    slopes = replace(slopes_of([0, 0], [1, 1]), is_single=np.array([True, False]))
    assert slopes.beyond(np.array([3.0, 3.0]), 10.0).tolist() == [2, 0]


def test_how_far_a_gradient_is_beyond_its_slopes() -> None:
    slopes = slopes_of([0, 1, 0, 0, np.nan], [1, 0, 1, 1, np.nan])
    grad: Array = np.array([0.5, -0.5, 3.0, 1.05, 7.0])
    assert slopes.beyond(grad, 10.0).tolist() == [0, 0.5, 2, 0, 0]
    np.testing.assert_allclose(slopes.beyond(grad, 1.0), [0, 0.5, 2, 0.05, 0])


slope = st.floats(-10, 10)


@given(slope, slope, slope, st.floats(0, 10))
@examples(100)
def test_between_two_slopes_there_is_nothing_beyond(
    left: float, right: float, grad: float, margin: float
) -> None:
    beyond = float(slopes_of([left], [right]).beyond(np.array([grad]), margin)[0])
    low, high = min(left, right), max(left, right)
    if low <= grad <= high:
        assert beyond == 0
    elif beyond:
        assert beyond == pytest.approx(min(abs(grad - left), abs(grad - right)))
        assert beyond > margin * 0.01
    else:
        assert min(abs(grad - left), abs(grad - right)) <= margin * 0.01 + 1e-12


@pytest.mark.parametrize("epsilon", [1e-2, 1e-4, 1e-7])
@pytest.mark.parametrize("scheme", ["central", "forward"])
def test_a_gradient_between_its_slopes_is_no_failure(epsilon: float, scheme: str) -> None:
    experiment = with_settings(preset_experiment("kink"), epsilon=epsilon, scheme=scheme)
    result = check(experiment)
    assert result.difference > 1e-3
    assert result.verdict == "inconclusive"
    assert (
        np.flatnonzero(result.evidence.at_zero).tolist()
        == np.flatnonzero(moved_from_zero(experiment)).tolist()
    )
    assert result.evidence.explained_by_kinks[result.evidence.at_zero].all()
    assert not result.evidence.unexplained_errors[result.evidence.at_zero].any()
    if scheme == "central" and epsilon < 1e-3:
        assert result.judgement.reason == "exact zeros"
        assert result.difference_without_kinks < 1e-7


@pytest.mark.parametrize(
    "line",
    ["db2 = -1/m * sum(dZ2)", "db2 = 1.01/m * sum(dZ2) + 1", "db2 = 4/m * sum(dZ2)"],
)
def test_a_gradient_beyond_its_slopes_is_wrong_all_the_same(line: str) -> None:
    good = check(preset_experiment("kink"))
    result = check(
        replace(
            preset_experiment("kink"),
            subject=replace(network_of(preset_experiment("kink")), lines=(line,)),
        )
    )
    wrong = result.grad != good.grad
    assert np.array_equal(wrong, result.evidence.at_zero), "the bug is in exactly those entries"
    assert result.verdict == "fail"
    assert result.judgement.wrong_arrays == ("b2",)
    assert not result.evidence.explained_by_kinks.all()


@given(st.integers(0, 400))
@examples(60)
def test_he_networks_at_a_zero_are_never_called_wrong(seed: int) -> None:
    # One in ten has an exact zero with three examples.
    experiment = random_network("he", seed, data="reference")
    result = check(experiment)
    assert result.verdict != "fail"
    assert result.exact_zeros == len(zeros_of(experiment))
    if result.exact_zeros and result.difference > 1e-7:
        assert result.judgement.reason == "exact zeros"


def test_in_single_precision_too() -> None:
    result = check(with_network(preset_experiment("kink"), dtype="float32"))
    assert result.evidence.at_zero.sum() == 3
    assert result.slopes is not None
    assert result.verdict == "inconclusive"


# The table of "exclusive or" and whole weights, so that many units stand exactly at their kink and
# some entries move several of them.
XOR = {
    "X": [[0, 0, 1, 1], [0, 1, 0, 1]],
    "Y": [[0, 1, 1, 0]],
    "W1": [[1, 0], [0, 0], [1, 1]],
    "b1": [[-1], [-1], [0]],
    "W2": [[0, -1, 0], [1, 1, 1]],
    "b2": [[0], [-1]],
    "W3": [[-1, 1]],
    "b3": [[0]],
}


@pytest.mark.parametrize("epsilon", [1e-4, 1e-6, 1e-7])
def test_entries_that_move_several_zeros_are_not_called_wrong(epsilon: float) -> None:
    experiment = with_settings(experiment_of(XOR), epsilon=epsilon)
    result = check(experiment)
    assert result.slopes is not None
    assert (result.slopes.moves & ~result.slopes.is_single).any()
    assert result.verdict == "inconclusive"
    assert result.judgement.reason == "exact zeros"
    causes = {cause_of(result, index) for index in range(result.size)}
    assert Cause.WRONG not in causes
    assert Cause.EXACT_ZERO in causes


def error_nearby(result: CheckResult) -> Array:
    assert result.trust is not None
    assert result.trust.error_near_theta is not None
    return result.trust.error_near_theta


SEVERAL = random_network("he", 37, epsilon=1e-6)  # all of b2 move two exact zeros


def test_a_bug_in_entries_that_all_move_several_zeros_shows_beside_theta() -> None:
    right = check(SEVERAL)
    assert right.slopes is not None
    part = SEVERAL.subject.layout.slices["b2"]
    assert right.slopes.moves[part].all()
    assert not right.slopes.is_single[part].any()
    assert right.verdict != "fail"
    result = check(
        replace(SEVERAL, subject=replace(network_of(SEVERAL), lines=("db2 = -1/m * sum(dZ2)",)))
    )
    assert result.verdict == "fail"
    assert result.judgement.wrong_arrays == ("b2",)
    assert error_nearby(result)[part].any()


def test_given_gradients_are_not_known_beside_theta() -> None:
    network = network_of(SEVERAL).draw()
    grad, _ = network.gradients(network_of(SEVERAL).program)
    gradients = network.layout.to_arrays(grad)
    gradients["b2"] = -gradients["b2"]
    arrays = {"X": network.x, "Y": network.y, **network.layout.to_arrays(network.theta)}
    arrays |= {f"d{name}": array for name, array in gradients.items()}
    result = check(
        replace(SEVERAL, subject=replace(network_of(SEVERAL), given=GivenArrays("mine", arrays)))
    )
    assert not error_nearby(result).any()
    assert result.judgement.wrong_arrays == ("b2",), "by the second opinion, at theta itself"


def nearby(subject: FunctionSubject, places: list[int], allowance: float) -> Array:
    errors = np.full(subject.theta.size, allowance)
    return finished(near_theta_steps(subject, np.array(places, dtype=int), errors))


def test_beside_theta_the_error_is_that_of_the_gradient_there() -> None:
    def off(theta: Array) -> Array:
        errors: Array = np.zeros(theta.size)
        errors[[1, 4, 5]] = [0.5, 1e-3, -0.25]
        return np.cos(theta) + errors

    subject = subject_of(lambda t: np.sin(t).sum(axis=-1), slopes=off)
    found = nearby(subject, [1, 2, 4, 5], 0.01)
    np.testing.assert_allclose(found[[1, 5]], [0.5, 0.25], rtol=1e-6)
    assert not np.delete(found, [1, 5]).any(), "what is allowed, or right, counts as none"
    assert nearby(subject, [5], 0.01)[1] == 0, "nobody asked"
    unknown = subject_of(lambda t: np.sin(t).sum(axis=-1))
    assert not nearby(unknown, [1, 2], 0.0).any()
    assert unknown.asked == []


def test_an_entry_that_steps_over_a_kink_beside_theta_as_well_says_nothing() -> None:
    places = []

    def masks(thetas: Array) -> Masks:
        # Whatever moves the first parameter flips a unit; it moves nowhere near it else.
        places.append(thetas[..., 0])
        middle = np.median(thetas[..., 0])
        return ((thetas[..., :1, np.newaxis] > middle),)

    subject = subject_of(lambda t: t.sum(axis=-1), masks=masks, slopes=np.zeros_like)
    found = nearby(subject, [0, 1], 0.01)
    assert found[0] == 0
    assert found[1] == pytest.approx(1, rel=1e-6)
    away = np.abs(np.concatenate(places) - subject.theta[0])
    assert np.all((away > NEARBY / 100) & (away < 10 * NEARBY))


def tiny(seed: int, share: float) -> Experiment:
    """Return He weights times a share, at which zeros and other kinks are near one another."""
    layers, m = (4, 5, 3, 1), 6
    random = np.random.default_rng(seed)
    arrays = {
        "X": random.standard_normal((layers[0], m)),
        "Y": (random.random((1, m)) < 0.5).astype(float),
    }
    for layer in (1, 2, 3):
        after, before = layers[layer], layers[layer - 1]
        weights = share * np.sqrt(2 / before) * random.standard_normal((after, before))
        arrays |= {f"W{layer}": weights, f"b{layer}": 0 * random.standard_normal((after, 1))}
    spec = NetworkSpec(layers, m, cost="logits")
    return Experiment(
        NetworkSubject(spec, given=GivenArrays("tiny", arrays)), CheckSettings(epsilon=1e-7)
    )


@pytest.mark.parametrize("epsilon", [1e-4, 1e-7])
def test_kinks_close_to_exact_zeros_are_never_called_wrong(epsilon: float) -> None:
    zeros = 0
    for seed in range(60):
        result = check(with_settings(tiny(seed, 1e-4), epsilon=epsilon))
        zeros += result.exact_zeros > 0
        assert result.verdict != "fail", seed
        assert result.judgement.wrong_arrays == (), seed
    assert zeros > 2
