"""The explorer is left and seen again while its sweep runs; a test drives the worker's part."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from gradviz.app import Program
from gradviz.controllers.sweep import SweepController
from gradviz.controllers.sweeping import DECADES
from tests.helpers.by_hand import RunnerByHand
from tests.helpers.window import child, press, settled

WHOLE = 85  # epsilons


class Explored:
    """The program with its explorer open, and the runner of its sweeps."""

    def __init__(self, program: Program) -> None:
        self.program = program
        press(program, Qt.Key.Key_F3)

    @property
    def controller(self) -> SweepController:
        found = self.program.pages.controller(SweepController)
        assert found is not None
        return found

    @property
    def runner(self) -> RunnerByHand:
        return self.controller.findChildren(RunnerByHand)[0]

    @property
    def done(self) -> int:
        sweep = self.controller.sweep
        return 0 if sweep is None else sweep.done

    def leave(self) -> None:
        press(self.program, Qt.Key.Key_F2)

    def come_back(self) -> None:
        press(self.program, Qt.Key.Key_F3)


@pytest.fixture
def explored(program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Explored:
    """Return it with nothing computed yet."""
    settled(program, qtbot)
    monkeypatch.setattr("gradviz.controllers.sweep.JobRunner", RunnerByHand)
    # However slow the machine is at the moment, the sweep goes on by itself.
    monkeypatch.setattr("gradviz.controllers.sweeping.BY_ITSELF_SECONDS", 1e9)
    return Explored(program)


def test_left_before_the_first_step_it_sweeps_when_it_is_seen_again(explored: Explored) -> None:
    explored.leave()
    assert not explored.controller.is_running
    explored.come_back()
    assert explored.controller.is_running
    explored.runner.end()
    assert explored.done == DECADES


@pytest.mark.parametrize("steps", [1, 8])
def test_left_in_the_middle_it_goes_on_where_it_was(explored: Explored, steps: int) -> None:
    explored.runner.go(steps)
    explored.leave()
    explored.come_back()
    explored.runner.end()
    explored.runner.end()
    assert explored.done == WHOLE
    assert not child(explored.program, QPushButton, "sweep_button").isVisible()


def test_what_ended_while_nobody_looked_is_shown_when_it_is_seen_again(explored: Explored) -> None:
    explored.runner.end()
    assert explored.done == DECADES
    explored.leave()
    explored.runner.end()
    assert explored.done == DECADES
    explored.come_back()
    explored.runner.end()
    assert explored.done == WHOLE
    assert child(explored.program, QLabel, "sweep_words").text()


def test_what_was_cancelled_waits_for_the_button(explored: Explored, qtbot: QtBot) -> None:
    explored.runner.go(3)
    explored.runner.forget()
    explored.runner.stopped.emit(None)
    explored.leave()
    explored.come_back()
    assert not explored.controller.is_running
    button = child(explored.program, QPushButton, "sweep_button")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    explored.runner.end()
    explored.runner.end()
    assert explored.done == WHOLE
