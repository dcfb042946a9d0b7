"""A check from beginning to end: progress, stopping, and what cannot be told."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.analysis.check import CheckSteps, check, check_steps
from gradviz.checking.engines.choice import ENGINES
from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.checking.result import CheckResult
from gradviz.network.layout import PARAMETER_NAMES
from gradviz.network.network import pass_shapes
from gradviz.network.spec import ACTIVATIONS, COSTS, NetworkSpec
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import NetworkSubject, network_of
from tests.helpers.strategies import examples, experiments, with_network, with_settings

LOOP = Experiment(NetworkSubject(), CheckSettings(engine="loop"))


def given_from(experiment: Experiment, **changed: np.ndarray) -> GivenArrays:
    """Return the drawn arrays of an experiment as given ones, some of them changed."""
    network = network_of(experiment).draw()
    arrays = {"X": network.x, "Y": network.y, **network.layout.to_arrays(network.theta)}
    return GivenArrays("mine.npz", {n: a.copy() for n, a in arrays.items()} | changed)


def scaled(factor: float, name: str, experiment: Experiment) -> Experiment:
    """Return an experiment whose given arrays have one array scaled."""
    arrays = given_from(experiment)
    with np.errstate(over="ignore"):
        return replace(
            experiment,
            subject=replace(
                network_of(experiment),
                given=given_from(experiment, **{name: arrays.arrays[name] * factor}),
            ),
        )


@given(experiments(most_units=3))
@examples(60)
def test_progress_never_goes_back_and_time_goes_on(experiment: Experiment) -> None:
    seen = list(check_steps(experiment))
    running = [p.done for p in seen if p.done < p.total]
    assert running == sorted(set(running))
    assert all(p.total == experiment.subject.layout.size for p in seen)
    ended = seen[len(running) :]  # at the end of it the numerical error is measured
    assert ended
    assert all(p.done == p.total and p.seconds_left == 0 for p in ended)
    assert all(a.seconds <= b.seconds for a, b in pairwise(seen))


def test_the_time_left_is_as_the_time_gone() -> None:
    progress = next(check_steps(LOOP))
    assert (progress.done, progress.total) == (1, 47)
    assert progress.seconds_left == pytest.approx(46 * progress.seconds)


@pytest.mark.parametrize("stop", [1, 2, 20, 21, 46])
@pytest.mark.parametrize("scheme", ["central", "forward"])
def test_a_check_may_stop_at_any_step(stop: int, scheme: str) -> None:
    experiment = with_settings(LOOP, scheme=scheme)
    steps, whole = check_steps(experiment), check(experiment)
    progress = [next(steps) for _ in range(stop)][-1]
    steps.close()
    partial = progress.result()
    assert partial.is_partial
    assert partial.done == stop
    assert np.flatnonzero(partial.computed).tolist() == list(range(stop))
    assert partial.verdict == "inconclusive"
    assert partial.problem == f"Stopped after {stop} of 47 parameters."
    for name in ("gradapprox", "plus", "minus", "kinks"):
        found, wanted = getattr(partial.entries, name), getattr(whole.entries, name)
        np.testing.assert_array_equal(found[:stop], wanted[:stop])
        nothing = ~found[stop:] if found.dtype == bool else np.isnan(found[stop:])
        assert nothing.all()
    np.testing.assert_array_equal(partial.grad, whole.grad)
    assert np.isfinite(partial.difference)


def test_a_partial_result_does_not_change_while_the_check_goes_on() -> None:
    steps = check_steps(LOOP)
    early = next(steps)
    first = early.result()
    values = [*vars(first.entries).values(), first.grad, first.theta]
    before = [each.copy() for each in values]
    for _ in steps:
        pass
    for value, then in zip(values, before, strict=True):
        np.testing.assert_array_equal(value, then)
    assert first.done == 1
    assert first.is_partial


def test_what_is_asked_of_an_old_progress_is_as_far_as_the_check_has_come() -> None:
    steps, whole = check_steps(LOOP), check(LOOP)
    early = next(steps)
    for count in (2, 3):
        next(steps)
        assert early.result().done == count
    for _ in steps:
        pass
    late = early.result()
    assert (late.done, late.is_partial) == (47, False)
    np.testing.assert_array_equal(late.gradapprox, whole.gradapprox)


def test_a_check_that_stops_before_its_error_is_measured_says_so() -> None:
    passing = with_network(LOOP, cost="logits")
    assert check(passing).verdict == "pass"
    last_entry = next(p for p in check_steps(passing) if p.done == p.total)
    stopped = last_entry.result()
    assert not stopped.is_partial
    assert stopped.verdict == "inconclusive"
    assert stopped.problem == "Stopped before the numerical error was measured."
    for value in (stopped.noise_floor, stopped.suggestion, stopped.remedy):
        assert value is None


def test_only_a_whole_check_measures_its_error() -> None:
    whole = check(LOOP)
    assert whole.noise is not None
    assert whole.expected is not None
    assert whole.suggestion is not None
    part = next(check_steps(LOOP)).result()
    for value in (part.noise, part.expected, part.suggestion, part.remedy):
        assert value is None


def test_a_remedy_is_tried_step_by_step_only_where_one_is_needed() -> None:
    def steps_at_the_end(experiment: Experiment) -> int:
        return sum(p.done == p.total for p in check_steps(experiment))

    passing = with_network(LOOP, cost="logits")
    steps_at_the_end(passing)  # from now on what is measured of the network is known
    assert 1 <= steps_at_the_end(passing) < 47
    assert steps_at_the_end(with_network(LOOP, dtype="float32")) > 47, "each is a place to stop"


def last_of(steps: CheckSteps) -> CheckResult:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result = end.value
            assert isinstance(result, CheckResult)
            return result


def test_a_sample_of_a_large_network_says_that_it_is_one() -> None:
    spec = NetworkSpec((784, 128, 64, 1), 128, cost="logits", init="he", data="gaussian")
    large = Experiment(NetworkSubject(spec))
    steps = check_steps(large, sample=True)
    first = next(steps)
    assert first.total < large.subject.layout.size
    result = last_of(steps)
    assert result.is_sample
    assert result.is_partial
    assert result.done == first.total
    assert result.verdict == "inconclusive"
    assert result.problem == f"Only a sample was checked: {first.total:,} of 108,801 parameters."
    assert all(array.computed > 0 for array in result.arrays)


def test_a_sample_of_a_small_network_is_the_whole_check() -> None:
    result, whole = (
        last_of(check_steps(Experiment(NetworkSubject()), sample=True)),
        check(Experiment(NetworkSubject())),
    )
    assert not result.is_sample
    assert not whole.is_sample
    assert (result.verdict, result.done) == (whole.verdict, 47)
    np.testing.assert_array_equal(result.gradapprox, whole.gradapprox)


@pytest.mark.parametrize("name", ["gradapprox", "plus", "minus", "computed", "kinks"])
def test_what_was_computed_cannot_be_written_over(name: str) -> None:
    with pytest.raises(ValueError, match="read-only"):
        getattr(check(Experiment(NetworkSubject())).entries, name)[0] = 1


@given(experiments(most_units=2))
@examples(40)
def test_the_result_carries_its_experiment(experiment: Experiment) -> None:
    result = check(experiment)
    assert result.experiment is experiment
    assert not result.is_partial
    assert result.theta.shape == result.grad.shape == result.gradapprox.shape
    assert result.computed.all()
    assert result.done == result.size
    assert result.engine in ENGINES
    if experiment.check.engine != "auto":
        assert result.engine == experiment.check.engine
    assert result.grad.dtype == result.gradapprox.dtype == np.float64


@given(experiments(most_units=3))
@examples(60)
def test_the_verdict_follows_from_what_is_shown(experiment: Experiment) -> None:
    result = check(experiment)
    if result.problem is not None or not np.isfinite(result.difference):
        assert result.verdict == "inconclusive"
    elif result.difference <= experiment.check.threshold:
        assert result.verdict == "pass"
    else:
        # A fail names what is wrong, or all of it is; anything else is explained by an error.
        assert result.verdict == result.judgement.verdict != "pass"
        is_fail = result.judgement.reason == "differs"
        assert (result.verdict == "fail") == is_fail
        assert not (result.judgement.wrong_arrays and not is_fail)
        assert result.noise_floor is not None
    if not np.all(np.isfinite(result.gradapprox)) or not np.all(np.isfinite(result.grad)):
        assert result.problem


@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan])
@pytest.mark.parametrize("name", ["X", "W1", "b2", "W3"])
@pytest.mark.parametrize("cost", COSTS)
def test_an_array_that_is_not_finite_is_never_a_pass(value: float, name: str, cost: str) -> None:
    experiment = Experiment(NetworkSubject(NetworkSpec(cost=cost)))
    array = given_from(experiment).arrays[name].copy()
    array[0, 0] = value
    result = check(
        replace(
            experiment,
            subject=replace(network_of(experiment), given=given_from(experiment, **{name: array})),
        )
    )
    # Infinity may vanish in a sigmoid that it saturates, or behind a unit that is off.
    if not np.isfinite(result.difference):
        assert result.verdict == "inconclusive"
        assert result.problem is not None
        assert result.problem.isprintable()
    else:
        assert np.all(np.isfinite(result.grad))
        assert np.isinf(value)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_numbers_out_of_range_are_named_without_a_warning(
    activation: str, cost: str, engine: str, dtype: str
) -> None:
    spec = NetworkSpec(activation=activation, cost=cost, dtype=dtype)
    experiment = Experiment(NetworkSubject(spec), CheckSettings(engine=engine))
    result = check(scaled(1e308, "X", experiment))
    assert result.verdict != "pass" or np.all(np.isfinite(result.gradapprox))
    assert (result.problem is None) == bool(np.isfinite(result.difference))


def test_a_line_that_yields_nan_is_named_with_its_shapes() -> None:
    result = check(Experiment(NetworkSubject(lines=("dW2 = 0/0 * dZ2 @ A1.T",))))
    assert result.verdict == "inconclusive"
    assert result.problem == ("line dW2: 0/0 * dZ2 @ A1.T yields NaN (dZ2 (3, 3), A1 (5, 3)).")
    assert np.isnan(result.difference)
    assert {a.name for a in result.arrays if np.isnan(a.difference)} == {"W2"}


def with_gradients(experiment: Experiment, **changed: np.ndarray) -> Experiment:
    grad = experiment.subject.layout.to_arrays(check(experiment).grad)
    named = {f"d{name}": value.copy() for name, value in grad.items()} | changed
    return replace(
        experiment, subject=replace(network_of(experiment), given=given_from(experiment, **named))
    )


def test_given_gradients_are_checked_in_place_of_the_backward_pass() -> None:
    experiment = Experiment(NetworkSubject(NetworkSpec(cost="logits")))
    assert check(with_gradients(experiment)).verdict == "pass"
    w2 = experiment.subject.layout.to_arrays(check(experiment).grad)["W2"]
    result = check(with_gradients(experiment, dW2=2 * w2))
    assert result.verdict == "fail"
    assert result.difference == pytest.approx(0.17344196893145924, rel=1e-6)


def test_given_gradients_that_are_not_finite_are_named() -> None:
    experiment = Experiment(NetworkSubject(NetworkSpec(cost="logits")))
    result = check(with_gradients(experiment, dW2=np.full((3, 5), np.nan)))
    assert result.verdict == "inconclusive"
    assert result.problem == "dW2 in mine.npz holds values that are not finite."


def test_zero_against_zero_is_agreement() -> None:
    # All parameters zero: every gradient but that of b3 is 0, and with one label of each, that too.
    spec = NetworkSpec((4, 5, 3, 1), 2, init="zeros")
    experiment = Experiment(NetworkSubject(spec))
    given_arrays = given_from(experiment, Y=np.array([[0.0, 1.0]]))
    result = check(replace(experiment, subject=replace(network_of(experiment), given=given_arrays)))
    assert not result.grad.any()
    assert not result.gradapprox.any()
    assert result.difference == 0
    assert result.verdict == "pass"
    assert result.nonzero == 0


@given(st.tuples(*[st.integers(1, 3)] * 4), st.integers(1, 3))
@examples(40)
def test_every_size_from_one(layers: tuple[int, int, int, int], m: int) -> None:
    result = check(Experiment(NetworkSubject(NetworkSpec(layers, m, "tanh", "logits"))))
    assert result.problem is None
    assert result.verdict == "pass"
    shapes = pass_shapes(layers, m)
    assert {a.name: a.shape for a in result.arrays} == {n: shapes[n] for n in PARAMETER_NAMES}
