"""Whether what is known of the lines is of the lines that are shown."""

from dataclasses import replace
from itertools import pairwise

import pytest
from pytestqt.qtbot import QtBot

from gradviz.checking.experiment import Experiment
from gradviz.subjects.network import NetworkSubject, network_of
from gradviz.views.pages.lines.judged import Judged
from tests.helpers.diagnoses import diagnosis_of, judged
from tests.helpers.strategies import with_settings

START = Experiment(NetworkSubject())
EDITED = Experiment(NetworkSubject(bugs=("dW2-twice",)))


@pytest.fixture
def known() -> Judged:
    return Judged(START)


def test_nothing_is_known_at_first(known: Judged) -> None:
    assert known.diagnosis is None
    assert not known.is_stale
    assert known.finding("dW2") is None


def test_a_diagnosis_of_what_is_shown_is_not_stale(known: Judged, qtbot: QtBot) -> None:
    found = diagnosis_of(START)
    with qtbot.waitSignal(known.changed):
        known.set_result(judged(START, found))
    assert known.diagnosis is found
    assert known.finding("dW2") is found.lines["dW2"]
    assert known.finding("Z1") is None
    assert not known.is_stale


def test_other_lines_make_it_stale_at_once(known: Judged) -> None:
    known.set_result(judged(START, diagnosis_of(START)))
    known.set_experiment(EDITED)
    assert known.is_stale
    known.set_experiment(START)
    assert not known.is_stale
    known.set_result(judged(EDITED, diagnosis_of(EDITED)))
    assert known.is_stale


def test_another_epsilon_makes_it_stale_only_if_no_answer_comes(
    known: Judged, qtbot: QtBot
) -> None:
    known.set_result(judged(START, diagnosis_of(START)))
    known.set_experiment(with_settings(START, epsilon=1e-5))
    assert not known.is_stale
    with qtbot.waitSignal(known.changed):
        pass
    assert known.is_stale


def test_answers_that_lag_behind_a_drag_do_not_flicker(known: Judged) -> None:
    received: list[bool] = []
    known.changed.connect(lambda: received.append(known.is_stale))
    steps = [with_settings(START, epsilon=10.0**-decade) for decade in range(3, 9)]
    for before, now in pairwise(steps):
        known.set_experiment(now)
        known.set_result(judged(before, diagnosis_of(before)))
    assert received == [False] * 5


def test_a_check_that_is_not_whole_keeps_the_diagnosis_of_its_own_experiment_only(
    known: Judged,
) -> None:
    known.set_result(judged(START, diagnosis_of(START)))
    known.set_result(judged(START, None))
    assert known.diagnosis is not None
    known.set_result(judged(EDITED, None))
    assert known.diagnosis is None
    known.set_result(None)
    assert known.diagnosis is None


def test_the_form_of_the_network_makes_it_stale_at_once(known: Judged) -> None:
    known.set_result(judged(START, diagnosis_of(START)))
    known.set_experiment(
        replace(
            START,
            subject=replace(network_of(START), network=replace(network_of(START).network, seed=2)),
        )
    )
    assert known.is_stale
