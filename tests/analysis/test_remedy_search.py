"""What makes an inconclusive check tell: each remedy is taken, and has to remedy."""

from collections.abc import Generator
from dataclasses import replace

import numpy as np
import pytest

from gradviz.analysis.check import check, check_steps
from gradviz.analysis.remedy_search import Search, remedy_steps
from gradviz.checking.coverage import coverage_of
from gradviz.checking.expected import ExpectedError
from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.checking.remedy import Change
from gradviz.checking.result import CheckResult
from gradviz.checking.steps import finished
from gradviz.checking.suggestion import Suggestion
from gradviz.checking.verdict import Verdict
from gradviz.network.network import Network
from gradviz.network.spec import NetworkSpec
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import NetworkSubject, network_of
from gradviz.subjects.presets import preset_experiment
from tests.helpers.composed import changed, composed
from tests.helpers.networks import random_network
from tests.helpers.results import sampled
from tests.helpers.strategies import with_network, with_settings

course, kink = preset_experiment("course"), preset_experiment("kink")
single = with_network(course, dtype="float32")
# Its textbook cost takes the log of 0.
saturated = random_network("normal", 1, "textbook")

CASES = {
    "course": (course, (Change.EPSILON,)),
    "course, forward": (with_settings(course, scheme="forward"), (Change.EPSILON,)),
    "float32": (preset_experiment("float32"), (Change.DTYPE,)),
    "course in float32": (single, (Change.DTYPE, Change.EPSILON)),
    "kink": (kink, (Change.SEED,)),
    "saturated": (saturated, (Change.COST,)),
    "step too long": (with_settings(course, epsilon=1e-2), (Change.EPSILON,)),
    "step lost": (with_settings(course, epsilon=1e-18), (Change.EPSILON,)),
}


@pytest.mark.parametrize("case", CASES)
def test_the_remedy_remedies(case: str) -> None:
    experiment, changes = CASES[case]
    result = check(experiment)
    assert result.verdict == "inconclusive"
    remedy = result.remedy
    assert remedy is not None
    assert remedy.changes == changes
    cured = check(remedy.experiment)
    assert cured.verdict == remedy.verdict == "pass"
    assert cured.remedy is None


@pytest.mark.parametrize("case", CASES)
def test_nothing_else_is_changed(case: str) -> None:
    experiment, names = CASES[case]
    remedy = check(experiment).remedy
    assert remedy is not None
    changes = {
        Change.EPSILON: lambda e: with_settings(e, epsilon=experiment.check.epsilon),
        Change.COST: lambda e: with_network(e, cost=network_of(experiment).network.cost),
        Change.DTYPE: lambda e: with_network(e, dtype=network_of(experiment).network.dtype),
        Change.SEED: lambda e: with_network(e, seed=network_of(experiment).network.seed),
    }
    back = remedy.experiment
    for change in names:
        changed = changes[change](back)
        assert changed != back
        back = changed
    assert back == experiment


@pytest.mark.parametrize("case", CASES)
def test_the_remedy_leaves_a_bug_where_it_is(case: str) -> None:
    experiment, _ = CASES[case]
    buggy = replace(
        experiment,
        subject=replace(network_of(experiment), lines=("db3 = 1.00000003/m * sum(dZ3)",)),
    )
    result = check(buggy)
    assert result.verdict == "inconclusive", "so small a bug is below all these errors"
    assert result.remedy is not None
    assert network_of(result.remedy.experiment).lines == network_of(buggy).lines
    assert check(result.remedy.experiment).verdict == result.remedy.verdict


def test_a_log_of_zero_is_what_the_saturated_one_suffers_from() -> None:
    assert "log of 0" in str(check(saturated).problem)


def test_a_check_that_tells_needs_none() -> None:
    for name in ("default", "course-bugs"):
        assert check(preset_experiment(name)).remedy is None


@pytest.mark.parametrize("seed", [52, 54])
def test_the_next_seed_without_exact_zeros_that_covers_no_less_is_taken(seed: int) -> None:
    remedy = check(with_network(kink, seed=seed)).remedy
    assert remedy is not None
    taken = network_of(remedy.experiment).network.seed
    networks = [network_of(with_network(kink, seed=each)).draw() for each in range(seed, taken + 1)]
    covered = [coverage_of(network).covered for network in networks]
    fits = [
        not network.exact_zeros and number >= covered[0]
        for network, number in zip(networks, covered, strict=True)
    ]
    assert fits == [*[False] * (taken - seed), True]
    assert remedy.covered == (covered[0], covered[-1])
    assert not remedy.loses_coverage


def test_where_every_clear_seed_covers_less_the_one_that_covers_most_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    forget(kink)
    seed, spec = network_of(kink).network.seed, kink
    now = coverage_of(network_of(spec).draw()).covered
    clear = {}
    for step in range(1, 7):
        network = network_of(with_network(kink, seed=seed + step)).draw()
        if not network.exact_zeros and coverage_of(network).covered < now:
            clear[seed + step] = coverage_of(network).covered
    assert clear
    monkeypatch.setattr("gradviz.analysis.remedy_search.SEEDS", min(clear) - seed)
    remedy = check(spec).remedy
    assert remedy is not None
    assert network_of(remedy.experiment).network.seed == min(clear)
    assert remedy.covered == (now, clear[min(clear)])
    assert remedy.loses_coverage


def test_the_seeds_that_are_looked_at_push_no_network_out(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn_for_good: list[object] = []
    draw = NetworkSubject.draw

    def watched(subject: NetworkSubject) -> Network:
        drawn_for_good.append(subject.network.seed)
        return draw(subject)

    seed = 52
    experiment = with_network(kink, seed=seed)
    forget(experiment)
    monkeypatch.setattr(NetworkSubject, "draw", watched)
    result = check(experiment)
    assert result.remedy is not None
    # Those between are looked at and dropped; that which helps is checked.
    assert set(drawn_for_good) == {seed, network_of(result.remedy.experiment).network.seed}
    assert network_of(result.remedy.experiment).network.seed > seed + 1


def forget(experiment: Experiment) -> None:
    """Let the next check find everything out anew."""
    network_of(experiment).draw().kept.clear()


def test_a_remedy_is_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    forget(kink)
    first = check(kink).remedy
    assert first is not None

    def never(*_: object) -> Network:
        raise AssertionError("no seed is to be looked at again")

    monkeypatch.setattr("gradviz.analysis.remedy_search.drawn", never)
    assert check(kink).remedy is first
    with pytest.raises(AssertionError):
        check(with_settings(kink, epsilon=1e-6))  # another experiment may need another remedy


def test_a_remedy_that_was_not_found_to_its_end_is_looked_for_again() -> None:
    forget(single)
    remedy = check(single).remedy
    forget(single)
    steps = check_steps(single)
    places = len(list(check_steps(single)))
    forget(single)
    for _ in range(places - 1):
        next(steps)
    steps.close()
    assert check(single).remedy == remedy


def test_given_arrays_have_no_other_seed() -> None:
    network = network_of(kink).draw()
    arrays = {"X": network.x, "Y": network.y, **network.layout.to_arrays(network.theta)}
    given = replace(kink, subject=replace(network_of(kink), given=GivenArrays("mine.npz", arrays)))
    result = check(given)
    assert result.judgement.reason == "exact zeros"
    assert result.remedy is None or Change.SEED not in result.remedy.changes


def test_where_nothing_helps_nothing_is_promised() -> None:
    # All weights zero: every hidden unit is at its kink, whatever the seed.
    result = check(with_network(preset_experiment("kink"), init="zeros"))
    assert result.exact_zeros == 24
    if result.verdict == "inconclusive":
        assert result.remedy is None


class Watched:
    """Checks that are counted."""

    def __init__(self) -> None:
        self.asked: list[Experiment] = []

    def __call__(self, experiment: Experiment) -> Generator[object, None, CheckResult]:
        self.asked.append(experiment)
        yield None
        return check(experiment)


def test_a_part_of_a_check_or_one_that_tells_is_not_looked_into() -> None:
    watched = Watched()
    assert finished(remedy_steps(sampled(check(course), [1, 5]), watched)) == Search()
    assert finished(remedy_steps(check(preset_experiment("default")), watched)) == Search()
    assert watched.asked == []


def test_each_remedy_is_tried_by_a_check_that_can_be_stopped() -> None:
    watched = Watched()
    steps = remedy_steps(check(single), watched)
    next(steps)
    assert [network_of(each).network.dtype for each in watched.asked] == ["float64"]
    steps.close()
    again = Watched()
    remedy = finished(remedy_steps(check(single), again)).remedy
    assert remedy is not None
    assert again.asked[-1] == remedy.experiment


def test_an_epsilon_that_is_known_to_pass_is_not_tried_again() -> None:
    watched = Watched()
    remedy = finished(remedy_steps(check(course), watched)).remedy
    assert remedy is not None
    assert (remedy.changes, remedy.verdict) == ((Change.EPSILON,), "pass")
    assert watched.asked == []


@pytest.mark.parametrize("entries", [46, 47])
def test_an_epsilon_tried_on_a_sample_is_not_known_to_pass(entries: int) -> None:
    watched = Watched()
    result = inconclusive(course)
    assert result.suggestion is not None
    passing = replace(result.suggestion, difference=0.0, entries=entries)
    remedy = finished(remedy_steps(changed(result, suggestion=passing), watched)).remedy
    assert remedy is not None
    assert (remedy.changes, remedy.verdict) == ((Change.EPSILON,), "pass")
    assert len(watched.asked) == (entries < 47)


def inconclusive(experiment: Experiment) -> CheckResult:
    """Return a check without a difference that anybody could trust."""
    size = experiment.subject.layout.size
    zeros, ones = np.zeros(size), np.ones(size)
    return composed(
        experiment,
        ones,
        1.5 * ones,
        expected=ExpectedError(ones, zeros, zeros),
        suggestion=Suggestion(1e-4, 1e-3, 0, size, ones),
    )


@pytest.mark.parametrize(
    ("experiment", "tried"),
    [
        (course, (Change.EPSILON, Change.COST)),
        (with_settings(course, epsilon=1e-4), (Change.COST,)),
        (with_settings(with_network(course, cost="logits"), epsilon=1e-4), ()),
    ],
)
def test_what_was_tried_in_vain_is_told(experiment: Experiment, tried: tuple[Change, ...]) -> None:
    def in_vain(other: Experiment) -> Generator[object, None, CheckResult]:
        yield None
        return inconclusive(other)

    assert finished(remedy_steps(inconclusive(experiment), in_vain)) == Search(None, tried)


@pytest.mark.parametrize(
    ("dtype", "changes"),
    [("float64", (Change.EPSILON,)), ("float32", (Change.DTYPE,))],
)
def test_of_a_network_that_takes_long_the_most_likely_remedy_is_not_tried(
    dtype: str, changes: tuple[Change, ...]
) -> None:
    large = NetworkSpec((784, 64, 64, 1), 64, "tanh", "textbook", dtype, data="gaussian")
    watched = Watched()
    result = inconclusive(Experiment(NetworkSubject(large), CheckSettings(engine="loop")))
    remedy = finished(remedy_steps(result, watched)).remedy
    assert remedy is not None
    assert remedy.verdict is None
    assert remedy.changes == changes
    assert watched.asked == []


def test_what_it_says_of_a_buggy_network_may_be_fail() -> None:
    # The textbook cost takes the log of 0 here, and no difference is a number.
    saturated = NetworkSpec((4, 100, 100, 1), 3, "relu", "textbook")
    result = check(Experiment(NetworkSubject(saturated, lines=("db2 = 2/m * sum(dZ2)",))))
    assert result.verdict == "inconclusive"
    assert result.remedy is not None
    assert result.remedy.verdict is Verdict.FAIL
    assert check(result.remedy.experiment).judgement.wrong_arrays == ("b2",)
