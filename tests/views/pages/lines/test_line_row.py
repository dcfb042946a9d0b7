"""One line: its parts, and what is told of it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from gradviz.checking.experiment import Experiment
from gradviz.checking.findings import LineVerdict
from gradviz.presenting.lines import CodeLine, code_lines
from gradviz.subjects.network import NetworkSubject
from gradviz.views.common.looks import looks
from gradviz.views.pages.lines.line_row import LineRow
from tests.helpers.diagnoses import TWICE, finding
from tests.helpers.forms import child

START = Experiment(NetworkSubject())
BUGGY = Experiment(NetworkSubject(bugs=("dW2-twice",)))


def line(experiment: Experiment, name: str) -> CodeLine:
    return next(each for each in code_lines(experiment) if each.name == name)


@pytest.fixture
def row(qtbot: QtBot) -> LineRow:
    made = LineRow(line(START, "dW2"), looks()["light"])
    qtbot.addWidget(made)
    made.show()
    return made


def test_it_tells_what_it_is_what_was_found_and_what_it_should_be(row: LineRow) -> None:
    assert row.field.accessibleName() == "line dW2, not judged yet"
    assert row.field.toolTip() == line(START, "dW2").shapes_text
    row.set_line(line(BUGGY, "dW2"))
    row.set_finding(finding(BUGGY, "dW2", LineVerdict.ORIGIN, (TWICE,)), is_stale=False)
    assert row.field.accessibleName().startswith("line dW2, origin: dW2 is wrong: 2 times")
    first, second, third = row.field.toolTip().splitlines()
    assert first == "It should be dW2 = 1/m * dZ2 @ A1.T."
    assert second.startswith("dW2 is wrong: 2 times too large")
    assert third == line(BUGGY, "dW2").shapes_text


def test_what_is_typed_comes_first(row: LineRow) -> None:
    row.field.setText("1/m * dZ2 @ A1")
    row.set_problem("line dW2: it does not fit.")
    assert row.problem == "line dW2: it does not fit."
    assert row.field.is_invalid
    assert row.field.toolTip().startswith("line dW2: it does not fit.\n")
    row.set_problem(None)
    assert not row.field.is_invalid
    assert row.field.toolTip().startswith("Typed, not applied: Enter applies it")


def test_its_signals_carry_its_name(row: LineRow, qtbot: QtBot) -> None:
    row.set_line(line(BUGGY, "dW2"))
    with qtbot.waitSignal(row.reset_requested) as asked:
        QTest.mouseClick(child(row, QToolButton, "reset_dW2"), Qt.MouseButton.LeftButton)
    assert asked.args == ["dW2"]
    with qtbot.waitSignals([row.edited, row.apply_requested]):
        QTest.keyClicks(row.field, "x")
        QTest.keyClick(row.field, Qt.Key.Key_Return)
    with qtbot.waitSignal(row.stepped) as stepped:
        QTest.keyClick(row.field, Qt.Key.Key_Up)
    assert stepped.args == ["dW2", -1]


def test_a_line_of_the_forward_pass_is_only_read(qtbot: QtBot) -> None:
    row = LineRow(line(START, "Z1"), looks()["dark"])
    qtbot.addWidget(row)
    row.show()
    QTest.keyClicks(row.field, "x")
    assert row.field.text() == "W1 @ X + b1"
    assert not child(row, QToolButton, "reset_Z1").isVisible()
    assert row.field.accessibleName() == "line Z1"
    assert child(row, QLabel, "sign_Z1").text() == ""
