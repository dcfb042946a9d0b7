"""Pre-activations that are exactly zero, against brute force and the oracle."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.checking.check import check
from gradviz.checking.engines.entries import Entries
from gradviz.checking.experiment import Experiment
from gradviz.checking.kinks import (
    MOST_SLOPES,
    ExactZero,
    Slopes,
    entries_at_zero,
    exact_zeros,
    one_sided,
)
from gradviz.checking.presets import preset_experiment
from gradviz.checking.subject import NetworkSubject
from gradviz.network.layout import Array, Mask
from gradviz.network.spec import ACTIVATIONS, NetworkSpec
from tests.helpers.networks import oracle_of, random_network
from tests.helpers.strategies import examples, with_network, with_settings
from tests.helpers.subjects import experiment_of, filled_for

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
    network = experiment.build()
    found = exact_zeros(network)
    assert [(zero.layer, zero.unit, zero.example) for zero in found] == zeros_of(experiment)
    assert len(found) == network.exact_zeros


@given(whole_networks())
@examples(150)
def test_the_entries_at_a_zero_are_those_that_move_one(experiment: Experiment) -> None:
    found = entries_at_zero(experiment.build())
    np.testing.assert_array_equal(found, moved_from_zero(experiment))


@given(whole_networks(), st.sampled_from((1e-3, 1e-6)))
@examples(60)
def test_the_slopes_are_those_of_the_oracle(experiment: Experiment, step: float) -> None:
    subject, oracle = NetworkSubject.of(experiment), oracle_of(experiment)
    places = np.flatnonzero(entries_at_zero(subject.network))
    empty = Entries.empty(subject.theta.size)
    left, right = one_sided(subject, empty, places, 1e-7, "forward", step)
    for found, sign in ((left, -1), (right, 1)):
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
    network = Experiment(spec).build()
    count = (5 + 3) * 3 if activation in ("relu", "leaky-relu") else 0
    assert len(exact_zeros(network)) == count
    assert entries_at_zero(network).any() == (count > 0)


def test_the_zeros_of_the_preset() -> None:
    experiment = preset_experiment("kink")
    zeros = exact_zeros(experiment.build())
    # One dead layer for one example: every unit of layer 2 stands at zero for it.
    assert {zero.layer for zero in zeros} == {2}
    assert sorted(zero.unit for zero in zeros) == [0, 1, 2]
    (example,) = {zero.example for zero in zeros}
    assert np.all(oracle_of(experiment).values()["Z1"][:, example] < 0)
    found = entries_at_zero(experiment.build())
    assert np.flatnonzero(found).tolist() == np.flatnonzero(moved_from_zero(experiment)).tolist()
    part = experiment.layout.slices["b2"]
    assert found[part].all()
    assert np.count_nonzero(found) == 3


def test_a_network_without_zeros_has_no_slopes() -> None:
    result = check(preset_experiment("course"))
    assert result.slopes is None
    assert not result.at_zero.any()
    assert exact_zeros(preset_experiment("course").build()) == ()


@pytest.mark.parametrize("scheme", ["central", "forward"])
@pytest.mark.parametrize("epsilon", [1e-2, 1e-5, 1e-7])
def test_slopes_taken_from_the_check_are_those_of_passes_of_their_own(
    scheme: str, epsilon: float
) -> None:
    experiment = with_settings(preset_experiment("kink"), epsilon=epsilon, scheme=scheme)
    subject, entries = NetworkSubject.of(experiment), filled_for("loop", experiment)
    places = np.flatnonzero(entries_at_zero(subject.network))
    used = one_sided(subject, entries, places, epsilon, scheme, epsilon)
    own = one_sided(subject, Entries.empty(47), places, epsilon, "forward", epsilon)
    for found, wanted in zip(used, own, strict=True):
        np.testing.assert_allclose(found, wanted, atol=1e-14 / epsilon, equal_nan=True)


def test_the_slopes_reach_no_further_than_a_kink_is_near() -> None:
    coarse = check(with_settings(preset_experiment("kink"), epsilon=1e-2)).slopes
    fine = check(with_settings(preset_experiment("kink"), epsilon=1e-9)).slopes
    assert coarse is not None
    assert fine is not None
    assert (coarse.step, fine.step) == (1e-6, 1e-9)


def test_of_very_many_entries_at_a_zero_the_first_are_looked_at() -> None:
    spec = NetworkSpec((40, 60, 5, 1), 3, init="zeros", cost="logits")
    subject = NetworkSubject.of(Experiment(spec))
    places = np.flatnonzero(entries_at_zero(subject.network))
    assert places.size > MOST_SLOPES
    empty = Entries.empty(subject.theta.size)
    left, right = one_sided(subject, empty, places, 1e-3, "central", 1e-6)
    for found in (left, right):
        assert np.flatnonzero(~np.isnan(found)).tolist() == places[:MOST_SLOPES].tolist()


def slopes_of(left: list[float], right: list[float], expected: float = 0.01) -> Slopes:
    return Slopes(np.array(left), np.array(right), 1e-6, np.full(len(left), expected))


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
        np.flatnonzero(result.at_zero).tolist()
        == np.flatnonzero(moved_from_zero(experiment)).tolist()
    )
    assert result.excused[result.at_zero].all()
    assert not result.unexplained_errors[result.at_zero].any()
    if scheme == "central" and epsilon < 1e-3:
        assert result.judgement.reason == "exact zeros"
        assert result.difference_without_kinks < 1e-7


@pytest.mark.parametrize(
    "line",
    ["db2 = -1/m * sum(dZ2)", "db2 = 1.01/m * sum(dZ2) + 1", "db2 = 4/m * sum(dZ2)"],
)
def test_a_gradient_beyond_its_slopes_is_wrong_all_the_same(line: str) -> None:
    good = check(preset_experiment("kink"))
    result = check(replace(preset_experiment("kink"), lines=(line,)))
    wrong = result.grad != good.grad
    assert np.array_equal(wrong, result.at_zero), "the bug is in exactly those entries"
    assert result.verdict == "fail"
    assert result.judgement.wrong_arrays == ("b2",)
    assert not result.excused.all()


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
    assert result.at_zero.sum() == 3
    assert result.slopes is not None
    assert result.verdict == "inconclusive"
