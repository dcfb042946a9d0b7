"""The controller of the page of the lines, in the whole program."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from gradviz.app import Program
from gradviz.checking.experiment import Experiment
from gradviz.subjects.network import NetworkSubject, network_of
from gradviz.views.pages.lines.lines_page import LinesPage
from tests.helpers.window import child, press, settled


def opened(program: Program, qtbot: QtBot) -> LinesPage:
    settled(program, qtbot)
    press(program, Qt.Key.Key_F6)
    return child(program, LinesPage, "lines_page")


def with_bugs(program: Program, *bugs: str) -> Experiment:
    now = program.experiments.experiment
    return Experiment(NetworkSubject(network_of(now).network, bugs=bugs), now.check)


def test_the_page_shows_the_present_experiment_and_its_check(
    program: Program, qtbot: QtBot
) -> None:
    page = opened(program, qtbot)
    assert page.code.experiment == program.experiments.experiment
    assert page.code.judged.diagnosis is not None
    assert not page.code.judged.is_stale


def test_it_follows_the_experiment_and_its_checks(program: Program, qtbot: QtBot) -> None:
    page = opened(program, qtbot)
    program.experiments.change(with_bugs(program, "dW2-twice"))
    assert network_of(page.code.experiment).bugs == ("dW2-twice",)
    assert page.code.judged.is_stale
    settled(program, qtbot)
    assert not page.code.judged.is_stale
    assert page.current == "dW2"


def test_while_it_is_not_seen_nothing_is_done_for_it(program: Program, qtbot: QtBot) -> None:
    page = opened(program, qtbot)
    press(program, Qt.Key.Key_F2)
    before = page.code.experiment
    program.experiments.change(with_bugs(program, "dW2-twice"))
    settled(program, qtbot)
    assert page.code.experiment == before
    press(program, Qt.Key.Key_F6)
    assert network_of(page.code.experiment).bugs == ("dW2-twice",)
    assert page.current == "dW2"


def test_what_is_edited_on_the_page_becomes_the_experiment(program: Program, qtbot: QtBot) -> None:
    page = opened(program, qtbot)
    page.code.focus_line("dW2")
    edit = child(program, QLineEdit, "line_dW2")
    edit.selectAll()
    qtbot.keyClicks(edit, "2/m * dZ2 @ A1.T")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert network_of(program.experiments.experiment).lines == ("dW2 = 2/m * dZ2 @ A1.T",)
    assert program.window.form.value() == program.experiments.experiment
