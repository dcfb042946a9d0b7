"""Lighting what is dark: it changes the experiment, can be stopped, and drops stale answers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from gradviz.analysis.check import check
from gradviz.checking.experiment import Experiment
from gradviz.controllers.coverage import CoverageController
from gradviz.controllers.experiment import ExperimentController
from gradviz.jobs.runner import JobRunner
from gradviz.jobs.worker import Failure
from gradviz.subjects.entry import read_experiment
from gradviz.subjects.network import NetworkSubject, network_of
from gradviz.subjects.presets import preset_experiment
from gradviz.views.common.elided_label import ElidedLabel
from gradviz.views.common.looks import looks
from gradviz.views.verdict.coverage_bar import CoverageBar
from tests.helpers.forms import child, show_active

COURSE = preset_experiment("course-bugs")
# Some of its units are off for every seed, and each seed takes its time.
STUCK = read_experiment(
    {"data": "gaussian", "layers": "1,600,600,1", "examples": "1"}, Experiment(NetworkSubject())
)


@dataclass
class Scene:
    bar: CoverageBar
    experiments: ExperimentController
    coverage: CoverageController

    def start(self, experiment: Experiment) -> None:
        self.experiments.change(experiment)
        self.coverage.show_result(check(COURSE))
        self.click()

    def click(self) -> None:
        QTest.mouseClick(child(self.bar, QPushButton, "cover_button"), Qt.MouseButton.LeftButton)

    @property
    def text(self) -> str:
        return child(self.bar, ElidedLabel, "coverage_label").text()


@pytest.fixture
def scene(qtbot: QtBot) -> Iterator[Scene]:
    bar = CoverageBar(looks()["light"])
    qtbot.addWidget(bar)
    show_active(bar)
    experiments, runner = (
        ExperimentController(Experiment(NetworkSubject()), bar),
        JobRunner(parent=bar),
    )
    yield Scene(bar, experiments, CoverageController(bar, experiments, runner))
    runner.close()


def test_what_is_found_becomes_the_experiment_and_can_be_undone(scene: Scene, qtbot: QtBot) -> None:
    scene.start(COURSE)
    assert scene.coverage.is_running
    qtbot.waitUntil(lambda: not scene.coverage.is_running)
    found = scene.experiments.experiment
    assert found == replace(
        COURSE,
        subject=replace(network_of(COURSE), network=replace(network_of(COURSE).network, seed=5)),
    )
    assert scene.text == "Seed 5 with 3 examples covers all 47."
    scene.experiments.undo()
    assert scene.experiments.experiment == COURSE
    assert scene.text.startswith("Coverage 27 of 47")


def test_it_is_undone_on_its_own_though_a_drag_came_before(scene: Scene, qtbot: QtBot) -> None:
    dragged = replace(COURSE, check=replace(COURSE.check, epsilon=1e-5))
    scene.experiments.change(COURSE)
    scene.experiments.change(dragged, "epsilon")
    scene.coverage.show_result(check(COURSE))
    scene.click()
    qtbot.waitUntil(lambda: not scene.coverage.is_running)
    assert network_of(scene.experiments.experiment).network.seed == 5
    scene.experiments.undo()
    assert scene.experiments.experiment == dragged


def test_the_outcome_stays_while_only_the_check_changes(scene: Scene, qtbot: QtBot) -> None:
    scene.start(COURSE)
    qtbot.waitUntil(lambda: not scene.coverage.is_running)
    outcome, found = scene.text, scene.experiments.experiment
    scene.experiments.change(replace(found, check=replace(found.check, epsilon=1e-5)))
    assert scene.text == outcome
    scene.experiments.change(replace(found, subject=replace(network_of(found), bugs=())))
    assert scene.text != outcome


def test_stop_leaves_the_experiment_as_it_is_and_says_how_far_it_came(
    scene: Scene, qtbot: QtBot
) -> None:
    scene.start(STUCK)
    qtbot.waitUntil(lambda: scene.text.startswith("Trying other seeds: "))
    scene.click()
    qtbot.waitUntil(lambda: not scene.coverage.is_running)
    assert scene.text.startswith("Stopped")
    assert scene.experiments.experiment is STUCK


def test_an_answer_to_another_experiment_is_dropped(scene: Scene, qtbot: QtBot) -> None:
    scene.start(STUCK)
    qtbot.waitUntil(lambda: scene.text.startswith("Trying other seeds: "))
    scene.experiments.change(COURSE)
    assert not scene.coverage.is_running
    assert scene.text.startswith("Coverage 27 of 47")
    scene.click()
    qtbot.waitUntil(lambda: not scene.coverage.is_running)
    assert network_of(scene.experiments.experiment).network.layers == (4, 5, 3, 1)
    assert scene.text == "Seed 5 with 3 examples covers all 47."


def test_a_search_that_finds_nothing_changes_nothing(scene: Scene, qtbot: QtBot) -> None:
    zeros = read_experiment({"init": "zeros"}, COURSE)
    scene.start(zeros)
    qtbot.waitUntil(lambda: not scene.coverage.is_running)
    assert scene.experiments.experiment is zeros
    assert scene.text.startswith("No seed covers the other 46: ")


def test_a_failure_is_handed_on_and_the_bar_rests(
    scene: Scene, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures: list[Failure] = []
    scene.coverage.failed.connect(failures.append)
    monkeypatch.setattr("gradviz.analysis.coverage_search.never_covered", lambda spec: 1 / 0)
    scene.start(COURSE)
    qtbot.waitUntil(lambda: bool(failures))
    assert "ZeroDivisionError" in failures[0].summary
    assert scene.text.startswith("Coverage 27 of 47")
