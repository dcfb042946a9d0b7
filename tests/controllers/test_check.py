from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from gradviz.analysis.check import Progress
from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.checking.forecast import rates
from gradviz.checking.result import CheckResult
from gradviz.checking.verdict import Verdict
from gradviz.controllers.check import CheckController
from gradviz.jobs.runner import JobRunner
from gradviz.network.spec import NetworkSpec
from gradviz.subjects.network import NetworkSubject

SMALL = Experiment(NetworkSubject())
LARGE = Experiment(
    NetworkSubject(NetworkSpec(layers=(64, 64, 32, 1), examples=64)), CheckSettings(engine="loop")
)

MANY = Experiment(
    NetworkSubject(
        NetworkSpec(
            layers=(900, 120, 10, 1), examples=60, init="he", data="gaussian", cost="logits"
        )
    )
)


@pytest.fixture
def controller(qtbot: QtBot) -> Iterator[CheckController]:
    runner = JobRunner()
    yield CheckController(runner)
    runner.close()


def test_a_small_network_is_checked_by_itself(controller: CheckController, qtbot: QtBot) -> None:
    results: list[CheckResult] = []
    controller.finished.connect(results.append)
    controller.follow(SMALL)
    qtbot.waitUntil(lambda: bool(results))
    assert results[0].experiment is SMALL
    assert not results[0].is_partial


def test_with_the_first_check_the_pace_of_the_machine_is_known(
    controller: CheckController, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "_measured", [])
    results: list[CheckResult] = []
    controller.finished.connect(results.append)
    controller.follow(SMALL)
    qtbot.waitUntil(lambda: bool(results))
    assert rates.known_rates() is not rates.NOMINAL


def test_a_slow_check_is_answered_by_a_sample_and_waits_to_be_asked_for(
    controller: CheckController, qtbot: QtBot
) -> None:
    results: list[CheckResult] = []
    controller.finished.connect(results.append)
    controller.follow(LARGE)
    qtbot.waitUntil(lambda: bool(results) and not controller.is_running)
    [sample] = results
    assert sample.is_sample
    assert sample.verdict is Verdict.INCONCLUSIVE
    assert all(array.computed > 0 for array in sample.arrays)
    assert sample.done < sample.size / 10


def test_a_network_of_many_parameters_is_answered_by_a_sample_and_then_as_a_whole(
    controller: CheckController, qtbot: QtBot
) -> None:
    results: list[CheckResult] = []
    controller.finished.connect(results.append)
    controller.follow(MANY)
    qtbot.waitUntil(lambda: len(results) == 2, timeout=20_000)
    assert [result.is_sample for result in results] == [True, False]
    assert not results[1].is_partial
    sampled = results[0].computed
    np.testing.assert_allclose(
        results[0].entries.plus[sampled], results[1].entries.plus[sampled], rtol=1e-14
    )


def test_a_newer_change_ends_the_whole_check_that_follows_a_sample(
    controller: CheckController, qtbot: QtBot
) -> None:
    results: list[CheckResult] = []
    controller.finished.connect(results.append)
    controller.follow(MANY)
    qtbot.waitUntil(lambda: len(results) == 1)
    controller.follow(SMALL)
    qtbot.waitUntil(lambda: not controller.is_running)
    assert [result.experiment for result in results] == [MANY, SMALL]


def test_of_many_changes_in_a_row_the_newest_is_answered_last_and_most_are_not(
    controller: CheckController, qtbot: QtBot
) -> None:
    results: list[CheckResult] = []
    controller.finished.connect(results.append)
    changes = [replace(SMALL, check=CheckSettings(epsilon=10**-e)) for e in range(1, 12)]
    for experiment in changes:
        controller.follow(experiment)
    qtbot.waitUntil(lambda: not controller.is_running)
    assert results[-1].experiment == changes[-1]
    # A busy machine may hold this thread up for so long that a check in between is done.
    assert len(results) <= 2


def test_cancel_keeps_what_was_computed(controller: CheckController, qtbot: QtBot) -> None:
    results: list[CheckResult] = []
    progress: list[Progress] = []
    controller.finished.connect(results.append)
    controller.progressed.connect(lambda now, _result: progress.append(now))
    controller.check(LARGE)
    qtbot.waitUntil(lambda: bool(progress))
    controller.cancel()
    qtbot.waitUntil(lambda: bool(results))
    [result] = results
    assert result.is_partial
    assert result.done >= progress[-1].done > 0
    assert result.verdict is Verdict.INCONCLUSIVE


def test_two_hundred_rounds_of_start_and_cancel_leave_nothing_behind(
    controller: CheckController, qtbot: QtBot
) -> None:
    results: list[CheckResult | None] = []
    controller.finished.connect(results.append)
    for _ in range(200):
        controller.check(LARGE)
        controller.cancel()
        controller.check(LARGE)
    controller.cancel()
    qtbot.waitUntil(lambda: not controller.is_running)
    assert len(results) == 1
    controller.follow(SMALL)
    qtbot.waitUntil(lambda: len(results) == 2)
    assert results[-1] is not None
    assert not results[-1].is_partial
