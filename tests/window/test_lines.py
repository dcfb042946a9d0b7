"""The page of the lines in the window, by mouse and keys."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QTextBrowser,
    QToolButton,
    QTreeWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gradviz.app import Program
from gradviz.checking.experiment import Experiment
from gradviz.checking.result import CheckResult
from gradviz.checking.verdict import Verdict
from gradviz.network.backward import LINE_NAMES
from gradviz.presenting.pass_nodes import PassGraph
from gradviz.subjects.network import network_of
from gradviz.subjects.presets import preset_experiment
from gradviz.views.pages.lines.computation_graph import ComputationGraph
from gradviz.views.pages.lines.line_message import LineMessage
from tests.helpers.forms import bug_row
from tests.helpers.window import child, press, settled, shown_text

MakeProgram = Callable[..., Program]
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
RIGHT = "1/m * dZ2 @ A1.T"


@pytest.fixture
def lines(program: Program, qtbot: QtBot) -> Program:
    """Return the program with the page of the lines, the network correct and checked."""
    settled(program, qtbot)
    press(program, Qt.Key.Key_F6)
    return program


def field(program: Program, name: str) -> QLineEdit:
    return child(program, QLineEdit, f"line_{name}")


def write(program: Program, qtbot: QtBot, name: str, text: str) -> QLineEdit:
    """Click into a line and type another text."""
    edit = field(program, name)
    qtbot.mouseClick(edit, Qt.MouseButton.LeftButton)
    qtbot.keyClick(edit, Qt.Key.Key_A, CONTROL)
    qtbot.keyClicks(edit, text)
    return edit


def signs(program: Program) -> dict[str, str]:
    return {name: child(program, QLabel, f"sign_{name}").text() for name in LINE_NAMES}


def note(program: Program) -> str:
    return child(program, QTextBrowser, "line_note").toPlainText()


def test_a_teacher_types_a_bug_and_the_window_names_it(lines: Program, qtbot: QtBot) -> None:
    assert set(signs(lines).values()) == {"✓"}
    edit = write(lines, qtbot, "dW2", "2/m * dZ2 @ A1.T")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    result = settled(lines, qtbot)
    assert result.verdict is Verdict.FAIL
    assert [name for name, sign in signs(lines).items() if sign == "✗"] == ["dW2"]
    assert "2 times too large" in note(lines)
    tree = child(lines, QTreeWidget, "bug_list")
    assert bug_row(tree, "dW2 = 2/m * dZ2 @ A1.T").checkState(0) == Qt.CheckState.Checked
    assert lines.window.verdict.isVisible()
    assert "dW2" in shown_text(lines, "source_label")


def test_undo_takes_back_typing_first_and_then_the_applied_line(
    lines: Program, qtbot: QtBot
) -> None:
    start = lines.experiments.experiment
    edit = write(lines, qtbot, "dW2", "2/m * dZ2 @ A1.T")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    changed = lines.experiments.experiment
    qtbot.keyClicks(edit, " + (")
    while edit.text() != "2/m * dZ2 @ A1.T":
        qtbot.keyClick(edit, Qt.Key.Key_Z, CONTROL)
        assert lines.experiments.experiment == changed
    qtbot.keyClick(edit, Qt.Key.Key_Z, CONTROL)
    assert lines.experiments.experiment == start
    assert edit.text() == RIGHT
    qtbot.keyClick(edit, Qt.Key.Key_Z, CONTROL | SHIFT)
    assert lines.experiments.experiment == changed
    assert settled(lines, qtbot).verdict is Verdict.FAIL


def test_a_wrong_line_stops_nothing_and_is_told_below_it(lines: Program, qtbot: QtBot) -> None:
    start = lines.experiments.experiment
    edit = write(lines, qtbot, "dW2", "1/m * dZ1 @ A1.T")
    assert child(lines, LineMessage, "line_message").text.startswith("line dW2: ")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    press(lines, Qt.Key.Key_F5)
    assert settled(lines, qtbot).verdict is Verdict.PASS
    assert lines.experiments.experiment == start
    assert edit.text() == "1/m * dZ1 @ A1.T"
    qtbot.keyClick(edit, Qt.Key.Key_Escape)
    assert edit.text() == RIGHT


def test_one_click_mends_a_line_in_the_row_or_below_the_code(
    make_program: MakeProgram, qtbot: QtBot
) -> None:
    program = make_program(preset_experiment("course-bugs"))
    settled(program, qtbot)
    press(program, Qt.Key.Key_F6)
    QApplication.processEvents()
    assert [name for name, sign in signs(program).items() if sign == "✗"] == ["dW2", "db1"]
    qtbot.mouseClick(child(program, QToolButton, "reset_db1"), Qt.MouseButton.LeftButton)
    assert network_of(program.experiments.experiment).bugs == ("dW2-twice",)
    settled(program, qtbot)
    qtbot.mouseClick(child(program, QPushButton, "correct_line_button"), Qt.MouseButton.LeftButton)
    assert not network_of(program.experiments.experiment).edits
    settled(program, qtbot)
    assert set(signs(program).values()) == {"✓"}


def test_a_bug_that_is_ticked_is_shown_in_its_line(lines: Program, qtbot: QtBot) -> None:
    tree = child(lines, QTreeWidget, "bug_list")
    lines.window.form.show_bugs()
    bug_row(tree, "dZ2-no-mask").setCheckState(0, Qt.CheckState.Checked)
    assert field(lines, "dZ2").text() == "dA2"
    settled(lines, qtbot)
    found = signs(lines)
    assert found["dZ2"] == "✗"
    assert "✗" not in [sign for name, sign in found.items() if name != "dZ2"]


def test_the_graph_and_the_code_share_the_current_line(lines: Program, qtbot: QtBot) -> None:
    graph = child(lines, ComputationGraph, "computation_graph")
    place = graph.node_rect("dA1").center().toPoint()
    qtbot.mouseClick(graph, Qt.MouseButton.LeftButton, pos=place)
    assert note(lines).startswith("✓ dA1")
    assert child(lines, QLabel, "node_title").text().startswith("dA1 ")


def test_the_graph_is_built_once_for_a_check_and_once_for_a_typed_line(
    program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled(program, qtbot)
    built: list[PassGraph] = []
    real = PassGraph.of

    def counted(experiment: Experiment, result: CheckResult | None) -> PassGraph:
        built.append(real(experiment, result))
        return built[-1]

    monkeypatch.setattr(PassGraph, "of", counted)
    press(program, Qt.Key.Key_F6)
    QApplication.processEvents()
    assert len(built) == 1
    edit = write(program, qtbot, "dW2", "2/m * dZ2 @ A1.T")
    assert len(built) == 1  # what is typed is not applied yet
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert settled(program, qtbot).verdict is Verdict.FAIL
    QApplication.processEvents()
    assert [graph.is_stale for graph in built[1:]] == [True, False]
    graph = child(program, ComputationGraph, "computation_graph")
    title = child(program, QLabel, "node_title")
    qtbot.mouseMove(graph, graph.node_rect("dA1").center().toPoint())
    qtbot.waitUntil(lambda: title.text().startswith("dA1 "))
    qtbot.mouseMove(graph, graph.node_rect("Z1").center().toPoint())
    qtbot.waitUntil(lambda: title.text().startswith("Z1 "))
    assert len(built) == 3


def test_every_line_is_reached_by_tab_and_by_arrows(lines: Program, qtbot: QtBot) -> None:
    button = child(lines, QToolButton, "page_lines_button")
    button.setFocus()
    widget: QWidget | None = button
    seen = []
    for _ in range(60):
        assert widget is not None
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
        widget = QApplication.focusWidget()
        seen.append(widget.objectName() if widget is not None else "")
    first = seen.index("line_dZ3")
    assert seen[first : first + len(LINE_NAMES)] == [f"line_{name}" for name in LINE_NAMES]
    field(lines, "dZ3").setFocus()
    for name in LINE_NAMES[1:]:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
        assert field(lines, name).hasFocus()


def test_anything_can_be_pasted_and_the_window_goes_on(lines: Program, qtbot: QtBot) -> None:
    start = lines.experiments.experiment
    for text in ("((((" * 500, "9" * 100_000, "\x00\ud800é𝑑", "dW2 = x\ndb2 = y", "9**9**9**9"):
        edit = field(lines, "dW2")
        edit.setFocus()
        QGuiApplication.clipboard().setText(text.replace("\ud800", "\ufffd"))
        qtbot.keyClick(edit, Qt.Key.Key_A, CONTROL)
        qtbot.keyClick(edit, Qt.Key.Key_V, CONTROL)
        qtbot.keyClick(edit, Qt.Key.Key_Return)
        said = child(lines, LineMessage, "line_message").text
        assert said.startswith("line dW2: ")
        assert said.endswith(".")
    assert lines.experiments.experiment == start
    press(lines, Qt.Key.Key_F5)
    assert settled(lines, qtbot).verdict is Verdict.PASS


@pytest.mark.parametrize("steps", [0, 12])
@pytest.mark.parametrize("look", ["light", "presenter"])
@pytest.mark.parametrize("preset", ["default", "course-bugs"])
def test_the_page_needs_no_more_than_a_projector_has(
    make_program: MakeProgram, qtbot: QtBot, look: str, preset: str, steps: int
) -> None:
    program = make_program(preset_experiment(preset), size=(1340, 690))
    settled(program, qtbot)
    press(program, Qt.Key.Key_F6)
    program.window.actions_by_name[f"look_{look}"].trigger()
    for _ in range(steps):
        press(program, Qt.Key.Key_Equal, CONTROL)
    for form in (False, True) if look == "light" else (False,):
        program.window.actions_by_name["show_form"].setChecked(form)
        for _ in range(3):
            QApplication.processEvents()
        needed = program.window.minimumSizeHint()
        assert (needed.width() <= 1340, needed.height() <= 690) == (True, True), (form, needed)


def test_the_page_is_made_when_it_is_opened(program: Program) -> None:
    assert program.window.findChild(QWidget, "lines_page") is None
    press(program, Qt.Key.Key_F6)
    assert child(program, QWidget, "lines_page").isVisible()
    assert not program.window.why.isVisible()
    QTest.keyClick(program.window, Qt.Key.Key_F2)
    assert program.window.why.isVisible()
