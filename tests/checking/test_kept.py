"""What is kept of a network is what it would be if it were worked out anew."""

import gc
import weakref
from dataclasses import replace

import numpy as np
import pytest

from gradviz.analysis.check import check
from gradviz.checking.experiment import Experiment
from gradviz.checking.kept import Kept
from gradviz.checking.result import CheckResult
from gradviz.network.network import Network
from gradviz.network.spec import NetworkSpec
from gradviz.subjects import drawing
from gradviz.subjects.drawing import drawn
from gradviz.subjects.network import NetworkSubject, network_of
from tests.helpers.functions import subject_of
from tests.helpers.networks import random_network


def a_network(seed: int = 0) -> Network:
    return drawn(NetworkSpec(seed=seed))


def frozen(size: int) -> np.ndarray:
    array = np.zeros(size)
    array.flags.writeable = False
    return array


def test_an_answer_is_that_of_its_network_and_question() -> None:
    kept, one, other = Kept[str](), a_network(), a_network()
    array = frozen(3)
    assert kept.put(one, "yes", 1e-7, array) == "yes"
    assert kept.get(one, 1e-7, array) == "yes"
    assert kept.get(other, 1e-7, array) is None
    assert kept.get(one, 1e-6, array) is None
    assert kept.get(one, 1e-7, frozen(3)) is None  # alike, and another one
    assert kept.get(one, 1e-7) is None
    assert kept.get(one, array, 1e-7) is None


def test_no_more_answers_are_kept_than_said() -> None:
    kept, network = Kept[int](most=2), a_network()
    for answer in range(3):
        kept.put(network, answer, answer)
    assert [kept.get(network, each) for each in range(3)] == [None, 1, 2]


def test_nothing_is_kept_of_an_array_that_may_change() -> None:
    kept, network, array = Kept[str](), a_network(), np.zeros(3)
    assert kept.put(network, "yes", array) == "yes"
    assert kept.get(network, array) is None


def test_answers_go_with_their_network() -> None:
    kept, network = Kept[np.ndarray](), a_network()
    answer = weakref.ref(kept.put(network, np.zeros(3)))
    assert answer() is not None
    del network
    gc.collect()
    assert answer() is None


def test_of_what_keeps_nothing_no_answer_is_kept() -> None:
    kept, subject = Kept[str](), subject_of(lambda thetas: thetas.sum(axis=-1))
    assert kept.put(subject, "yes", 1e-7) == "yes"
    assert kept.get(subject, 1e-7) is None


LINES = [
    (),
    ("dW2 = 2/m * dZ2 @ A1.T",),
    ("dZ3 = Y - A3", "db1 = sum(dZ1)"),
    ("dZ2 = dA2 * (Z2 >= 0)",),
    ("dA1 = W2.T @ dZ2 * 1.1",),
]


@pytest.mark.parametrize("lines", LINES)
@pytest.mark.parametrize("init", ["normal", "he"])
def test_a_second_check_finds_what_a_first_one_would(lines: tuple[str, ...], init: str) -> None:
    for seed in range(3):
        one = replace(
            random_network(init, seed),
            subject=replace(network_of(random_network(init, seed)), lines=lines),
        )
        settings = [
            replace(one.check, epsilon=2e-6),
            replace(one.check, threshold=3e-9),
            replace(one.check, epsilon=3e-5, scheme="forward"),
        ]
        others = [replace(one, check=each) for each in settings]
        others.append(
            replace(one, subject=replace(network_of(one), lines=("dW3 = 2/m * dZ3 @ A2.T",)))
        )
        check(one)
        again = [check(other) for other in others]
        for other, second in zip(others, again, strict=True):
            drawing.drawn_once.cache_clear()
            assert found(second) == found(check(other))


def found(result: CheckResult) -> list[object]:
    """Return what a check says, in values that can be compared."""
    diagnosis, opinion, taylor = result.diagnosis, result.opinion, result.taylor
    assert diagnosis is not None
    assert opinion is not None
    lines = [
        (each.name, each.verdict, each.why, each.resolution, each.mistakes)
        for each in diagnosis.lines.values()
    ]
    arrays: list[object] = []
    for line in diagnosis.lines.values():
        arrays += [line.rule, line.tolerance]
    arrays += [opinion.value, opinion.reach, opinion.error, result.expected_errors]
    if taylor is not None:
        arrays += [taylor.steps, taylor.remainders, taylor.usable]
    suggestion = result.suggestion
    told = None if suggestion is None else (suggestion.epsilon, suggestion.difference)
    return [
        result.judgement,
        lines,
        told,
        result.wrong_entries.tolist(),
        [np.asarray(each).tobytes() for each in arrays],
    ]


def test_the_experiment_is_checked_with_its_own_lines() -> None:
    right = Experiment(NetworkSubject())
    wrong = replace(right, subject=replace(network_of(right), lines=("dW2 = 2/m * dZ2 @ A1.T",)))
    for experiment, names in ((right, []), (wrong, ["dW2"]), (right, []), (wrong, ["dW2"])):
        diagnosis = check(experiment).diagnosis
        assert diagnosis is not None
        assert [each.name for each in diagnosis.origins] == names
