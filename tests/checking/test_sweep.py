"""The difference over epsilon, held to the checks at each epsilon and to what is published."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from gradviz.analysis.check import check
from gradviz.checking.curves import Curve, SweepResult
from gradviz.checking.experiment import ENGINES, Experiment
from gradviz.checking.sweep import sweep, sweep_epsilons, sweep_estimate, sweep_steps
from gradviz.network.layout import Array
from gradviz.network.spec import NetworkSpec
from gradviz.subjects.network import NetworkSubject, network_of
from gradviz.subjects.presets import preset_experiment
from tests.helpers.networks import random_network
from tests.helpers.strategies import examples, experiments, with_settings
from tests.helpers.sweeps import swept

# FIELD's list for the reference exercise with a correct backward pass and the textbook cost.
PUBLISHED = {
    1e-2: 1.7e-6,
    1e-3: 1.7e-8,
    1e-4: 1.9e-10,
    1e-5: 9.3e-10,
    1e-6: 8.3e-9,
    1e-7: 1.2e-7,
    1e-8: 1.2e-6,
    1e-10: 1.2e-4,
}
FEW = np.array([1e-1, 3e-3, 1e-5, 1e-7, 1e-12])


def line_through(epsilons: Array) -> Array:
    """Return the published curve at some epsilons, straight in logarithms between its points."""
    known = sorted(PUBLISHED)
    logs = np.interp(
        np.log10(epsilons), np.log10(known), [np.log10(PUBLISHED[each]) for each in known]
    )
    found: Array = 10.0**logs
    return found


def test_the_epsilons_are_those_of_every_decade() -> None:
    epsilons = sweep_epsilons()
    assert (epsilons[0], epsilons[-1]) == (1e-1, 1e-15)
    assert epsilons.size == 14 * 6 + 1
    np.testing.assert_allclose(epsilons[1:] / epsilons[:-1], 10 ** (-1 / 6))
    assert all(float(f"1e-{decade}") in epsilons for decade in range(1, 16))
    assert sweep_epsilons(2, 1.0, 1e-3).tolist() == [
        pytest.approx(10.0 ** (-each / 2)) for each in range(7)
    ]


def test_the_curve_is_the_published_one() -> None:
    curve = swept().central
    inside = (curve.epsilons <= 1.0001e-2) & (curve.epsilons >= 0.9999e-10)
    assert np.count_nonzero(inside) == 8 * 6 + 1
    ratio = curve.differences[inside] / line_through(curve.epsilons[inside])
    assert np.all((ratio > 1 / 6) & (ratio < 6)), ratio


def test_it_goes_down_by_truncation_and_up_by_rounding() -> None:
    curve = swept().central
    best = curve.best_epsilon
    assert best is not None
    assert 1e-5 <= best <= 1e-3
    assert curve.differences[curve.epsilons == best] < 10 * curve.differences.min()
    suggestion = check(swept().experiment).suggestion
    assert suggestion is not None
    assert best == suggestion.epsilon, "one recommendation, the same everywhere"
    long, short = curve.epsilons > 1e-3, (curve.epsilons < 1e-5) & (curve.epsilons > 1e-10)
    # The larger of the two lines beside the curve is what it follows.
    for decidable, line in ((long & (curve.epsilons < 2e-2), "truncation"), (short, "noise_floor")):
        ratio = curve.differences[decidable] / getattr(curve, line)[decidable]
        assert np.all((ratio > 1 / 6) & (ratio < 6))
    assert np.all(curve.truncation[long] > curve.noise_floor[long])
    assert np.all(curve.truncation[short] < curve.noise_floor[short])


def test_the_forward_scheme_is_worse_and_best_at_smaller_steps() -> None:
    both = swept()
    central, forward = both.central, both.forward
    assert forward.best_epsilon is not None
    assert central.best_epsilon is not None
    assert forward.best_epsilon < central.best_epsilon
    assert forward.differences.min() > central.differences.min()
    assert both.curve is central
    changed = replace(both, experiment=with_settings(both.experiment, scheme="forward"))
    assert changed.curve is forward


def test_a_lost_step_ends_at_one() -> None:
    curve = sweep(preset_experiment("course"), np.array([1e-16, 1e-18])).central
    assert curve.differences.tolist() == [1, 1]
    assert curve.noise_floor.max() == 1


def assert_same_as_checks(experiment: Experiment, found: SweepResult) -> None:
    for scheme, curve in (("central", found.central), ("forward", found.forward)):
        assert curve.scheme == scheme
        for place, epsilon in enumerate(curve.epsilons):
            there = check(with_settings(experiment, epsilon=float(epsilon), scheme=scheme))
            np.testing.assert_equal(curve.differences[place], there.difference)
            assert curve.crossed[place] == there.crossed
            for array in there.arrays:
                np.testing.assert_equal(curve.arrays[array.name][place], array.difference)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", ["default", "course-bugs", "kink", "float32"])
def test_every_point_is_the_check_at_that_epsilon(name: str, engine: str) -> None:
    experiment = with_settings(preset_experiment(name), engine=engine)
    assert_same_as_checks(experiment, sweep(experiment, FEW))


@given(experiments(most_units=3))
@examples(25)
def test_so_is_every_point_of_any_network(experiment: Experiment) -> None:
    found = sweep(experiment, FEW)
    assert_same_as_checks(experiment, found)
    assert not found.is_partial
    assert not found.is_sample


@pytest.mark.parametrize("name", ["course", "default", "kink", "float32", "course-bugs"])
def test_the_lines_beside_the_curve_are_those_of_the_checks(name: str) -> None:
    experiment = preset_experiment(name)
    assert_same_lines(experiment, sweep(experiment, np.append(FEW, 1e-18)))


def assert_same_lines(experiment: Experiment, found: SweepResult) -> None:
    for curve in (found.central, found.forward):
        for place, epsilon in enumerate(curve.epsilons):
            settings = with_settings(experiment, epsilon=float(epsilon), scheme=curve.scheme)
            there = check(settings)
            for name in ("noise_floor", "truncation"):
                line, wanted = getattr(curve, name)[place], getattr(there, name)
                np.testing.assert_allclose(line, wanted, rtol=1e-12)


@given(experiments(most_units=3))
@examples(15)
def test_so_are_those_of_any_network(experiment: Experiment) -> None:
    assert_same_lines(experiment, sweep(experiment, FEW[::2]))


def test_the_epsilon_of_the_experiment_plays_no_part() -> None:
    one = sweep(preset_experiment("default"), FEW)
    other = sweep(with_settings(preset_experiment("default"), epsilon=0.5, threshold=1e-3), FEW)
    assert_same(one.central, other.central)
    assert_same(one.forward, other.forward)


def assert_same(one: Curve, other: Curve) -> None:
    for name in ("epsilons", "differences", "noise_floor", "truncation", "crossed"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    for name in one.arrays:
        np.testing.assert_array_equal(one.arrays[name], other.arrays[name])


def test_whole_decades_come_first_and_nothing_changes_once_it_is_given() -> None:
    epsilons = sweep_epsilons()
    steps = sweep_steps(random_network("he", 31), epsilons)
    known: dict[tuple[str, float], tuple[float, float]] = {}
    given: list[tuple[SweepResult, list[float]]] = []
    done = 0
    while True:
        try:
            progress = next(steps)
        except StopIteration as end:
            whole = end.value
            break
        assert progress.total == epsilons.size
        assert progress.done >= done
        if progress.done == done:
            continue
        done = progress.done
        result = progress.result()
        assert (result.done, result.is_partial) == (done, done < epsilons.size)
        given.append((result, result.central.differences.tolist()))
        for curve in (result.central, result.forward):
            assert curve.epsilons.size == done
            assert np.all(np.diff(curve.epsilons) < 0)
            now = zip(curve.epsilons, curve.differences, curve.arrays["W2"], strict=True)
            found = {(curve.scheme, float(at)): (one, other) for at, one, other in now}
            before = {key: value for key, value in known.items() if key[0] == curve.scheme}
            assert before.items() <= found.items()
            known |= found
        if done == 15:
            assert result.central.epsilons.tolist() == [
                float(f"1e-{decade}") for decade in range(1, 16)
            ]
    assert done == epsilons.size
    assert whole.central.differences.tolist() == given[-1][1]
    for result, as_it_was in given:
        assert result.central.differences.tolist() == as_it_was
    assert not np.isnan(whole.central.noise_floor).any()


def test_the_lines_are_there_from_the_first_point_on() -> None:
    steps = sweep_steps(random_network("he", 32))
    done = []
    for progress in steps:
        done.append(progress.done)
        if progress.done == 1:
            break
    steps.close()
    assert done[:2] == [0, 0], "there are places to stop while they are measured"
    early = progress.result()
    assert early.central.epsilons.tolist() == [0.1]
    for curve in (early.central, early.forward):
        for line in (curve.differences, curve.noise_floor, curve.truncation):
            assert np.isfinite(line).all()
    assert early.seconds >= 0


@pytest.mark.parametrize("stop", [1, 10, 40, 100])
def test_it_can_be_stopped_anywhere_and_begun_again(stop: int) -> None:
    experiment = random_network("he", 40 + stop)
    steps = sweep_steps(experiment)
    for _ in range(stop):
        progress = next(steps)
    steps.close()
    assert progress.result().is_partial
    assert progress.seconds_left >= 0
    with pytest.raises(StopIteration):
        next(steps)
    assert not sweep(experiment, FEW).is_partial


def test_any_epsilons_will_do() -> None:
    for epsilons in (FEW[:1], FEW[:2], np.array([1e-7, 1e-7])):
        found = sweep(preset_experiment("default"), epsilons)
        assert found.central.epsilons.tolist() == epsilons.tolist()
        assert (found.done, found.total) == (epsilons.size, epsilons.size)


def test_what_is_not_finite_is_said() -> None:
    found = sweep(random_network("normal", 1, "textbook"), FEW)
    assert found.problem is not None
    assert np.isnan(found.central.differences).all()
    assert found.central.best_epsilon is None
    broken = sweep(
        replace(
            preset_experiment("course"),
            subject=replace(network_of(preset_experiment("course")), lines=("db2 = sum(dZ2) / 0",)),
        ),
        FEW,
    )
    assert broken.problem is not None
    assert "db2" in broken.problem
    assert np.isnan(broken.central.arrays["b2"]).all()
    assert np.isfinite(broken.central.arrays["W1"]).all()
    assert sweep(preset_experiment("default"), FEW).problem is None


def test_a_bug_is_a_floor_under_the_curve() -> None:
    buggy = replace(
        preset_experiment("course"),
        subject=replace(network_of(preset_experiment("course")), bugs=("db2-sign",)),
    )
    found = sweep(buggy, np.array([1e-3, 1e-5, 1e-7])).central
    np.testing.assert_allclose(found.differences, 0.0584, rtol=0.01)
    np.testing.assert_allclose(found.arrays["b2"], 1, rtol=1e-3)
    assert np.all(found.arrays["W1"] < 1e-6)


def test_a_large_network_answers_with_a_sample() -> None:
    spec = NetworkSpec((300, 60, 30, 1), 60, "tanh", "logits", data="gaussian", init="xavier")
    experiment = Experiment(NetworkSubject(spec))
    assert sweep_estimate(experiment, 85) > 2
    steps = sweep_steps(experiment)
    early = next(progress for progress in steps if progress.done == 2).result()
    steps.close()
    assert early.is_sample
    assert np.isfinite(early.central.differences).all()
    assert set(early.central.arrays) == set(experiment.subject.layout.names)


def test_the_estimate_grows_with_the_epsilons_and_the_network() -> None:
    small, large = (
        Experiment(NetworkSubject()),
        Experiment(NetworkSubject(NetworkSpec((64, 64, 64, 1), 64, data="gaussian"))),
    )
    assert sweep_estimate(small, 20) == pytest.approx(2 * sweep_estimate(small, 10))
    assert sweep_estimate(large, 10) > 2 * sweep_estimate(small, 10)
