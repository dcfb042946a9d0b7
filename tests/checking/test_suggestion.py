"""The epsilon that is suggested, held to the checks at it and at all others."""

from dataclasses import replace

import numpy as np
import pytest

from gradviz.analysis.check import check
from gradviz.checking.difference import difference
from gradviz.checking.error_model import EPSILONS
from gradviz.checking.experiment import SCHEMES, Experiment
from gradviz.checking.measuring import model_steps
from gradviz.checking.steps import finished
from gradviz.checking.suggestion import (
    GETS_BETTER,
    MOST_KEPT,
    TRIES,
    Suggestion,
    _known_trial,
    _tried,
    suggestion_steps,
    trial_steps,
)
from gradviz.checking.truncation import Bending
from gradviz.network.spec import COSTS, NetworkSpec
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import NetworkSubject, network_of
from gradviz.subjects.presets import preset_experiment
from tests.helpers.functions import FunctionSubject
from tests.helpers.networks import oracle_of, random_network
from tests.helpers.strategies import with_network, with_settings


def suggestion_of(experiment: Experiment) -> Suggestion:
    found = check(experiment).suggestion
    assert found is not None
    return found


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", ["default", "course", "course-bugs", "kink", "float32"])
def test_it_is_tried_out(name: str, scheme: str) -> None:
    experiment = with_settings(preset_experiment(name), scheme=scheme)
    found = suggestion_of(experiment)
    there = check(with_settings(experiment, epsilon=found.epsilon))
    assert found.difference == there.difference
    assert found.crossed == there.crossed
    assert found.entries == there.size
    np.testing.assert_array_equal(found.gradapprox, there.gradapprox)
    assert found.epsilon in [float(f"1e-{decade}") for decade in range(1, 15)]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_hardly_another_epsilon_is_better(activation: str, cost: str, scheme: str) -> None:
    worse = []
    for seed in range(10):
        experiment = random_network("he", seed, cost, activation=activation)
        experiment = with_settings(experiment, scheme=scheme)
        found = suggestion_of(experiment)
        all_of_them = [check(with_settings(experiment, epsilon=e)).difference for e in EPSILONS]
        worse.append(found.difference / min(all_of_them))
    assert min(worse) >= 1
    assert np.median(worse) < 3, worse
    assert max(worse) < 20, worse


def test_the_forward_scheme_wants_a_smaller_step() -> None:
    # EPS^(1/3) and EPS^(1/2), where J and its derivatives are near 1.
    experiment = preset_experiment("default")
    central, forward = (
        suggestion_of(with_settings(experiment, scheme=scheme)).epsilon for scheme in SCHEMES
    )
    assert 1e-6 <= central <= 1e-4
    assert 1e-9 <= forward <= 1e-7


def test_single_precision_wants_a_larger_step() -> None:
    assert 1e-3 <= suggestion_of(preset_experiment("float32")).epsilon <= 1e-1


def test_it_depends_neither_on_the_epsilon_of_the_check_nor_on_a_bug() -> None:
    experiment = preset_experiment("course")
    usual = suggestion_of(experiment)
    assert suggestion_of(with_settings(experiment, epsilon=1e-3)) == usual
    buggy = suggestion_of(
        replace(experiment, subject=replace(network_of(experiment), bugs=("db2-sign",)))
    )
    assert buggy.epsilon == usual.epsilon
    assert buggy.difference == pytest.approx(0.0584, rel=0.01)
    np.testing.assert_array_equal(buggy.gradapprox, usual.gradapprox)


def flat(size: int) -> Bending:
    """Return that J does not bend, so that the longest step is the best."""
    return Bending(np.zeros(size), np.zeros(size))


def test_what_was_tried_in_one_scheme_is_not_taken_for_the_other() -> None:
    experiment = random_network("he", 81, activation="tanh")
    subject = network_of(experiment).build()
    grad, _ = subject.gradients()
    model = replace(finished(model_steps(subject, experiment)), bending=flat(grad.size))
    for scheme in (*SCHEMES, *reversed(SCHEMES)):
        there = with_settings(experiment, scheme=scheme, epsilon=0.1, threshold=1.0)
        found = finished(suggestion_steps(subject, there, model, grad))
        assert found.epsilon == 0.1
        np.testing.assert_array_equal(found.gradapprox, check(there).gradapprox)


def test_what_one_engine_tried_is_not_taken_for_another() -> None:
    experiment = random_network("he", 82)
    for engine in ("loop", "incremental", "loop"):
        there = with_settings(experiment, engine=engine)
        found = suggestion_of(there)
        wanted = check(with_settings(there, epsilon=found.epsilon)).gradapprox
        np.testing.assert_array_equal(found.gradapprox, wanted)


def near_a_kink(distance: float, share: float = 1.0) -> Experiment:
    """Return a network with a unit so near to its kink, which reaches J by a share of it only."""
    experiment = with_network(preset_experiment("default"), layers=(4, 5, 3, 1))
    network = network_of(experiment).draw()
    arrays = {n: a.copy() for n, a in network.layout.to_arrays(network.theta).items()}
    z1 = oracle_of(experiment).values()["Z1"]
    arrays["b1"][0, 0] += distance - float(z1[0, 0])
    arrays["W2"][:, 0] *= share
    given = {"X": network.x, "Y": network.y, **arrays}
    return replace(
        experiment, subject=replace(network_of(experiment), given=GivenArrays("near", given))
    )


def test_smaller_steps_are_tried_where_kinks_are_crossed() -> None:
    experiment = near_a_kink(3e-6)
    best = check(with_settings(experiment, epsilon=1e-5))
    assert best.crossed > 0
    assert best.difference > 1e-7
    found = suggestion_of(experiment)
    assert found.epsilon == 1e-6
    assert found.crossed == 0
    assert found.difference < 1e-7


def differences_at(experiment: Experiment, epsilons: list[float]) -> list[float]:
    return [check(with_settings(experiment, epsilon=epsilon)).difference for epsilon in epsilons]


def test_the_search_goes_on_below_a_kink_that_is_very_near() -> None:
    experiment = with_settings(near_a_kink(1e-9), threshold=1e-12)
    found = suggestion_of(experiment)
    assert found.epsilon == 1e-10
    assert found.crossed == 0
    before = differences_at(experiment, [1e-5, 1e-6, 1e-7, 1e-8, 1e-9])
    assert found.difference < min(before) / 100


@pytest.mark.parametrize(("distance", "share"), [(1e-9, 1e-8), (1e-13, 1.0)])
def test_if_no_smaller_step_halves_the_difference_the_first_is_suggested(
    distance: float, share: float
) -> None:
    # Beside a kink that hardly counts, rounding is worse; one that is nearer than any step stays.
    experiment = with_settings(near_a_kink(distance, share), threshold=1e-12)
    found = suggestion_of(experiment)
    assert found.epsilon == 1e-5
    assert found.crossed > 0
    smaller = differences_at(experiment, [1e-6, 1e-7, 1e-8, 1e-9, 1e-10])
    assert min(smaller) > GETS_BETTER * found.difference


def test_the_search_goes_on_while_that_halves_the_difference_and_ends() -> None:
    # A sine is taken for a straight line, so that the search begins at the longest step of all.
    experiment = with_settings(Experiment(NetworkSubject()), threshold=1e-20)
    theta = np.linspace(0.5, 1.5, experiment.subject.layout.size)
    subject = FunctionSubject(
        lambda t: 2 + np.sin(t).sum(axis=-1), experiment.subject.layout, theta, chunk=1000
    )
    model = replace(finished(model_steps(subject, experiment)), bending=flat(theta.size))
    assert model.best_epsilon("central") == 0.1
    subject.asked.clear()
    found = finished(suggestion_steps(subject, experiment, model, np.cos(theta)))
    assert found.epsilon in (1e-4, 1e-5), "where rounding is as large as truncation"
    assert found.difference < 1e-9
    passes = sum(subject.asked) / (2 * theta.size)
    assert passes <= TRIES
    # An epsilon that is good enough ends the search at once.
    subject.asked.clear()
    loose = with_settings(experiment, threshold=0.1)
    assert finished(suggestion_steps(subject, loose, model, np.cos(theta))).epsilon == 0.1
    assert sum(subject.asked) == 2 * theta.size


def test_nothing_is_suggested_where_the_cost_is_not_finite() -> None:
    result = check(random_network("normal", 1, "textbook"))
    assert not np.isfinite(result.cost)
    assert result.suggestion is None
    assert result.verdict == "inconclusive"


def test_a_gradient_that_is_not_finite_gets_no_suggestion() -> None:
    result = check(
        replace(
            preset_experiment("course"),
            subject=replace(network_of(preset_experiment("course")), lines=("db2 = sum(dZ2) / 0",)),
        )
    )
    assert result.problem is not None
    assert result.suggestion is None


def test_of_a_large_network_a_sample_is_tried() -> None:
    spec = NetworkSpec((300, 100, 50, 1), 100, "tanh", "logits", data="gaussian", init="xavier")
    subject = NetworkSubject(spec).build()

    grad, _ = subject.gradients()
    model = finished(model_steps(subject, Experiment(NetworkSubject(spec))))
    found = finished(suggestion_steps(subject, Experiment(NetworkSubject(spec)), model, grad))
    done = ~np.isnan(found.gradapprox)
    assert 0 < found.entries == np.count_nonzero(done) < subject.theta.size
    assert found.difference == difference(grad[done], found.gradapprox[done])
    for part in subject.layout.slices.values():
        assert done[part].any()


def test_a_subject_that_is_no_network_gets_one_too() -> None:

    experiment = Experiment(NetworkSubject())
    layout = experiment.subject.layout
    theta = np.linspace(0.5, 1.5, layout.size)
    subject = FunctionSubject(lambda t: 2 + np.sin(t).sum(axis=-1), layout, theta)
    model = finished(model_steps(subject, experiment))
    found = finished(suggestion_steps(subject, experiment, model, np.cos(theta)))
    assert 1e-6 <= found.epsilon <= 1e-4
    assert found.difference < 1e-9


def test_a_trial_is_the_numerical_gradient_of_a_check() -> None:
    experiment = preset_experiment("course")
    subject = network_of(experiment).build()
    found = finished(trial_steps(subject, experiment, 1e-8))
    wanted = check(with_settings(experiment, epsilon=1e-8)).gradapprox
    np.testing.assert_array_equal(found, wanted)


def test_what_was_tried_of_a_network_is_not_taken_anew() -> None:
    experiment = preset_experiment("course-bugs")
    other = replace(
        experiment, subject=replace(network_of(experiment), bugs=network_of(experiment).bugs[:1])
    )
    subject = network_of(experiment).build()
    first = finished(trial_steps(subject, experiment, 1e-8))
    assert finished(trial_steps(subject, other, 1e-8)) is first
    assert not first.flags.writeable
    assert check(experiment).suggestion is check(experiment).suggestion
    assert not np.array_equal(finished(trial_steps(subject, experiment, 1e-7)), first)


def test_of_what_was_tried_a_few_gradients_are_kept_where_they_were_taken() -> None:
    spec = NetworkSpec((300, 100, 50, 1), 100, "tanh", "logits", data="gaussian", init="xavier")
    experiment = Experiment(NetworkSubject(spec))
    subject = network_of(experiment).build()
    for epsilon in np.geomspace(1e-3, 1e-9, MOST_KEPT + 3):
        sampled = finished(_known_trial(subject, experiment, float(epsilon)))
    assert subject.network is not None
    kept = subject.network.kept[_tried]
    assert len(kept) == MOST_KEPT
    assert kept[0][1] is sampled
    assert sampled.gradapprox.size < subject.theta.size / 2
    assert np.count_nonzero(np.isfinite(sampled.full())) == sampled.gradapprox.size


def test_another_gradient_or_threshold_or_scheme_is_tried_out_anew() -> None:
    experiment = preset_experiment("course-bugs")
    wrong = suggestion_of(experiment)
    right = suggestion_of(replace(experiment, subject=replace(network_of(experiment), bugs=())))
    assert wrong.difference > 0.1 > right.difference
    loose = suggestion_of(with_settings(experiment, threshold=1.0))
    assert loose.difference == wrong.difference
    assert suggestion_of(with_settings(experiment, scheme="forward")).epsilon != wrong.epsilon
