"""The search for a seed, or more examples, with which every entry of the gradient is covered."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from hypothesis import given

from gradviz.analysis import coverage_search
from gradviz.analysis.coverage_search import (
    MOST_EXAMPLES,
    SEEDS,
    CoverageSearchProgress,
    CoverageSearchResult,
    coverage_search_steps,
)
from gradviz.checking.coverage import covered_entries
from gradviz.checking.experiment import Experiment
from gradviz.checking.forecast.check import estimate
from gradviz.checking.steps import finished
from gradviz.checking.uncovered import Cause, never_covered
from gradviz.network.algebras import Value
from gradviz.network.backward import BackwardProgram
from gradviz.network.data import DATA_SETS
from gradviz.network.network import Network
from gradviz.network.spec import MAX_SEED, NetworkSpec
from gradviz.subjects.drawing import drawn
from gradviz.subjects.entry import read_experiment
from gradviz.subjects.network import NetworkSubject, network_of
from gradviz.subjects.presets import preset_experiment
from tests.helpers.results import given_experiment
from tests.helpers.strategies import examples, specs

COURSE = preset_experiment("course-bugs")


def covered(experiment: Experiment, **settings: float) -> CoverageSearchResult:
    return finished(coverage_search_steps(experiment, **settings))


def of(**texts: str) -> Experiment:
    return read_experiment(texts, Experiment(NetworkSubject()))


def test_the_reference_case_is_covered_by_another_seed_alone() -> None:
    result = covered(COURSE)
    assert result.found is not None
    assert (result.before.covered, result.after.covered, result.possible) == (27, 47, 47)
    assert result.is_change
    assert result.is_all_covered
    assert covered_entries(network_of(result.found).draw()) == 47
    seed = network_of(result.found).network.seed
    assert seed == network_of(COURSE).network.seed + result.tried
    assert result.found == replace(
        COURSE,
        subject=replace(network_of(COURSE), network=replace(network_of(COURSE).network, seed=seed)),
    )


def test_it_takes_the_first_seed_that_lights_everything() -> None:
    result = covered(COURSE)
    for step in range(1, result.tried):
        other = replace(
            COURSE,
            subject=replace(
                network_of(COURSE), network=replace(network_of(COURSE).network, seed=1 + step)
            ),
        )
        assert covered_entries(network_of(other).draw()) < 47


def test_where_everything_is_covered_nothing_is_tried() -> None:
    default = preset_experiment("default")
    result = covered(default)
    assert (result.found, result.tried, result.is_change) == (default, 0, False)


def test_more_examples_come_after_the_seeds_and_are_doubled() -> None:
    result = covered(of(layers="3,4,5,2", examples="5", seed="4294967295", data="gaussian"))
    assert result.found is not None
    assert result.is_all_covered
    assert result.tried > SEEDS
    assert network_of(result.found).network.examples in (10, 20, 40, 80)
    assert network_of(result.found).network.seed <= MAX_SEED


def test_it_goes_on_to_the_last_example_that_a_data_set_has_and_no_further() -> None:
    result = covered(of(data="iris", layers="4,30,30,1", examples="30", seed="3"), most_seconds=9)
    assert not result.is_all_covered
    assert result.most_examples == DATA_SETS["iris"].max_examples == 100


# Of so many units with one input some are off for every seed and every example.
STUCK = of(layers="1,200,200,1", examples="1", data="gaussian")


@pytest.mark.parametrize("limit", [0.08, 0.12, 0.2])
def test_more_examples_keep_the_check_as_quick_as_it_has_to_be(limit: float) -> None:
    result = covered(STUCK, most_seconds=limit)
    assert not result.is_all_covered
    assert result.most_examples > network_of(STUCK).network.examples
    most = replace(network_of(STUCK).network, examples=result.most_examples)
    twice = replace(most, examples=2 * most.examples)
    assert estimate(most, "central", "auto").nominal_seconds <= limit
    assert estimate(twice, "central", "auto").nominal_seconds > limit


def test_there_is_an_end_to_the_examples_however_quick_the_check() -> None:
    result = covered(of(data="moons", layers="2,30,30,1", examples="500"), most_seconds=9)
    assert not result.is_all_covered
    assert result.most_examples == MOST_EXAMPLES


def test_the_best_of_all_that_were_tried_is_found_where_nothing_lights_everything() -> None:
    result = covered(STUCK, most_seconds=0.08)
    assert result.found is not None
    assert result.before.covered < result.after.covered < result.possible
    assert result.after.reasons
    assert covered_entries(network_of(result.found).draw()) == result.after.covered


def test_some_dozens_are_tried_at_most_and_the_progress_says_how_far_it_is() -> None:
    steps = coverage_search_steps(STUCK, most_seconds=0.12)
    received: list[CoverageSearchProgress] = list(steps)
    numbers = [each.tried for each in received]
    assert list(dict.fromkeys(numbers)) == list(range(numbers[-1] + 1))
    assert len({each.most for each in received}) == 1
    assert received[-1].tried <= received[-1].most <= 100
    assert [each.covered for each in received] == sorted(each.covered for each in received)
    assert received[-1].total == STUCK.subject.layout.size


def test_no_network_is_tried_in_one_step(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def counting(spec: NetworkSpec) -> Network:
        done.append("drawn")
        return drawn(spec)

    run = BackwardProgram.run_steps

    def running(program: BackwardProgram, known: Mapping[str, Value]) -> Iterator[None]:
        done.append("run")
        return run(program, known)

    monkeypatch.setattr(coverage_search, "drawn", counting)
    monkeypatch.setattr(BackwardProgram, "run_steps", running)
    steps = coverage_search_steps(STUCK, most_seconds=0.12)
    for _ in range(200):
        done.clear()
        next(steps)
        assert len(done) <= 1  # drawing a network, a pass and a pass that tells why are apart


def test_digits_are_covered_but_for_the_pixels_that_no_digit_has() -> None:
    result = covered(of(data="digits", examples="12", layers="64,8,4,1"))
    assert (result.before.covered, result.after.covered, result.possible) == (534, 537, 537)
    assert result.is_all_covered
    assert [reason.cause for reason in result.never] == [Cause.NEVER]


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
def test_where_everything_starts_at_zero_nothing_is_tried(activation: str) -> None:
    experiment = of(init="zeros", activation=activation)
    result = covered(experiment)
    assert (result.found, result.tried, result.is_all_covered) == (experiment, 0, True)
    assert [reason.cause for reason in result.never] == [Cause.START]


def test_a_seed_without_an_exact_zero_is_preferred() -> None:
    kink = preset_experiment("kink")
    result = covered(kink)
    assert result.before.exact_zeros > 0
    assert result.after.exact_zeros == 0
    assert result.is_all_covered


def test_given_arrays_leave_nothing_to_choose() -> None:
    result = covered(given_experiment("net.npz"))
    assert result.found is None
    assert result.problem is not None
    assert "net.npz" in result.problem
    assert not result.is_change
    assert result.before.covered == 27


def test_a_line_that_fits_one_number_of_examples_keeps_that_number() -> None:
    stuck = replace(
        STUCK, subject=replace(network_of(STUCK), lines=("dW1 = dZ1",))
    )  # (200, 1), like W1, with one example alone
    result = covered(stuck)
    assert result.most_examples == 1
    assert result.tried == SEEDS


@given(specs(most_units=5))
@examples(60)
def test_what_is_found_lights_no_less_and_differs_in_seed_and_examples_alone(
    spec: NetworkSpec,
) -> None:
    experiment = Experiment(NetworkSubject(spec))
    result = covered(experiment, most_seconds=0.12)
    assert result.found is not None
    network = replace(network_of(result.found).network, seed=spec.seed, examples=spec.examples)
    assert (
        replace(result.found, subject=replace(network_of(result.found), network=network))
        == experiment
    )
    assert result.before.covered <= result.after.covered <= result.possible
    assert result.after.covered == covered_entries(network_of(result.found).draw())
    assert network_of(result.found).network.examples >= spec.examples
    assert result.never == never_covered(spec)
