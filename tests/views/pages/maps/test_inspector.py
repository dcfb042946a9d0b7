"""The inspector shows the steps of the current cell in whatever room it has."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from gradviz.analysis.check import check
from gradviz.network.numbers import aligned, number
from gradviz.persistence.arrays import arrays_experiment, read_arrays
from gradviz.presenting.cause import cause_sentence
from gradviz.subjects.presets import preset_experiment
from gradviz.views.common.looks import looks
from gradviz.views.pages.maps.inspector import Inspector
from tests.helpers.cases import case
from tests.helpers.results import checked, stopped

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def inspector(qtbot: QtBot) -> Inspector:
    widget = Inspector(looks()["light"])
    qtbot.addWidget(widget)
    widget.resize(440, 600)
    widget.show()
    result = checked("course-bugs")
    widget.set_cell(result, result.layout.index("W2", 2, 3))
    QApplication.processEvents()
    return widget


def steps(inspector: Inspector) -> QPlainTextEdit:
    found = inspector.findChild(QPlainTextEdit, "inspector_steps")
    assert isinstance(found, QPlainTextEdit)
    return found


def comparison(inspector: Inspector) -> QPlainTextEdit:
    found = inspector.findChild(QPlainTextEdit, "inspector_comparison")
    assert isinstance(found, QPlainTextEdit)
    return found


def resize(inspector: Inspector, width: int, height: int) -> None:
    inspector.resize(width, height)
    QApplication.processEvents()
    assert inspector.width() == width
    assert inspector.height() == height


def test_the_parameter_is_named(inspector: Inspector) -> None:
    name = inspector.findChild(QLabel, "inspector_name")
    assert isinstance(name, QLabel)
    assert name.text() == "W2[2, 3]"
    assert "weight from unit 3 of layer 1 to unit 2 of layer 2" in inspector.text


@pytest.mark.parametrize(("width", "height"), [(300, 620), (440, 700), (1340, 500)])
def test_in_a_high_place_all_is_in_one_column(
    inspector: Inspector, width: int, height: int
) -> None:
    resize(inspector, width, height)
    assert comparison(inspector).isHidden()
    text = steps(inspector).toPlainText()
    for word in ("theta+", "theta-", "J+", "J-", "gradapprox", "numerator", "ratio"):
        assert word in text
    assert "It is known to be wrong" in text
    assert "✗ Wrong: the error, " in text


def test_why_the_cell_differs_is_said_before_its_steps(inspector: Inspector) -> None:
    result = checked("course-bugs")
    index = result.layout.index("W2", 2, 3)
    resize(inspector, 440, 700)
    text = " ".join(steps(inspector).toPlainText().split())
    why = cause_sentence(result, index)
    assert text.index(why) < text.index("theta+")
    assert inspector.text.splitlines()[1] == why
    inspector.set_cell(checked("kink"), result.layout.index("b2", 0, 0))
    assert inspector.text.splitlines()[1].startswith("Exact zero: ")


def test_at_300_pixels_the_numbers_need_no_scrolling(inspector: Inspector) -> None:
    resize(inspector, 300, 620)
    assert steps(inspector).horizontalScrollBar().maximum() == 0
    meaning = " ".join(steps(inspector).toPlainText().split("\n\n")[0].split())
    assert meaning.endswith("weight from unit 3 of layer 1 to unit 2 of layer 2")


def test_a_wide_low_place_has_two_columns(inspector: Inspector) -> None:
    resize(inspector, 1100, 190)
    assert comparison(inspector).isVisible()
    assert "J(theta+)" in steps(inspector).toPlainText()
    assert "numerator" not in steps(inspector).toPlainText()
    assert "numerator" in comparison(inspector).toPlainText()
    assert comparison(inspector).toPlainText().startswith("✗ Wrong: the error, ")
    assert steps(inspector).verticalScrollBar().maximum() == 0
    resize(inspector, 300, 620)
    assert comparison(inspector).isHidden()
    assert steps(inspector).width() == 300


@pytest.mark.parametrize(
    ("width", "height", "points"), [(1018, 178, 10), (1340, 420, 20), (760, 250, 10)]
)
def test_both_costs_can_be_read_whole_in_a_low_place(
    inspector: Inspector, width: int, height: int, points: int
) -> None:
    """With gradients from a file of a long name, and letters as large as in the presenter."""
    font = QFont(inspector.font())
    font.setPointSize(points)
    for text in (steps(inspector), comparison(inspector)):
        text.setFont(QFont(text.font().family(), points))
    inspector.setFont(font)
    given = read_arrays(case("tanh_net_checked_as_relu"))
    result = check(arrays_experiment(given, preset_experiment("default")))
    index = result.layout.index("W1", 0, 3)
    inspector.set_cell(result, index)
    resize(inspector, width, height)
    shown = steps(inspector)
    assert comparison(inspector).isVisible()
    assert shown.horizontalScrollBar().maximum() == 0
    assert comparison(inspector).horizontalScrollBar().maximum() == 0
    for cost in aligned([float(result.entries.plus[index]), float(result.entries.minus[index])]):
        found = shown.document().find(cost[:12])
        assert not found.isNull()
        assert shown.viewport().rect().contains(shown.cursorRect(found))
    last = shown.toPlainText().split("gradapprox = ")[1]
    assert "(J+ - J-) / (2 * epsilon)" in last
    assert last.rstrip().endswith(number(result.gradapprox[index], 10))


def test_another_cell_is_shown_at_the_same_lines(inspector: Inspector) -> None:
    resize(inspector, 300, 200)
    bar = steps(inspector).verticalScrollBar()
    bar.setValue(8)
    result = checked("course-bugs")
    inspector.set_cell(result, result.layout.index("W1", 2, 3))
    assert "W1[2, 3]" in inspector.text
    assert bar.value() == 8


def test_a_line_never_wraps_it_scrolls(inspector: Inspector) -> None:
    resize(inspector, 160, 400)
    assert steps(inspector).horizontalScrollBar().maximum() > 0


def test_the_button_copies_all_of_it(inspector: Inspector, qtbot: QtBot) -> None:
    button = inspector.findChild(QPushButton, "inspector_copy_button")
    assert isinstance(button, QPushButton)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert copied == inspector.text
    assert copied.startswith("W2[2, 3], row 2, column 3")
    assert "difference  = numerator / denominator" in copied


def test_control_c_copies_what_is_selected_or_all(inspector: Inspector, qtbot: QtBot) -> None:
    text = steps(inspector)
    text.setFocus()
    qtbot.keyClick(text, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == inspector.text
    qtbot.mouseDClick(text.viewport(), Qt.MouseButton.LeftButton, pos=text.cursorRect().center())
    selected = text.textCursor().selectedText()
    assert selected
    qtbot.keyClick(text, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == selected


def test_tab_leaves_the_text(inspector: Inspector, qtbot: QtBot) -> None:
    before = steps(inspector).toPlainText()
    steps(inspector).setFocus()
    qtbot.keyClick(steps(inspector), Qt.Key.Key_Tab)
    assert not steps(inspector).hasFocus()
    assert steps(inspector).toPlainText() == before


def test_nothing_to_show_says_what_to_do(inspector: Inspector) -> None:
    button = inspector.findChild(QPushButton, "inspector_copy_button")
    assert isinstance(button, QPushButton)
    inspector.set_cell(None, None)
    assert "Press F5" in steps(inspector).toPlainText()
    assert not button.isEnabled()
    inspector.set_cell(checked("course"), None)
    assert "Point at a cell" in steps(inspector).toPlainText()
    inspector.set_cell(checked("course"), 47)
    assert "Point at a cell" in steps(inspector).toPlainText()
    inspector.set_cell(checked("course"), 46)
    assert button.isEnabled()


def test_a_running_check_fills_in(inspector: Inspector) -> None:
    inspector.set_cell(stopped("course-bugs", 3), 5)
    assert "not computed yet" in steps(inspector).toPlainText()
    inspector.set_cell(stopped("course-bugs", 6), 5)
    assert "not computed yet" not in steps(inspector).toPlainText()


def test_what_is_selected_stays_while_the_same_cell_is_shown(
    inspector: Inspector, qtbot: QtBot
) -> None:
    text = steps(inspector)
    qtbot.keyClick(text, Qt.Key.Key_A, CONTROL)
    result = checked("course-bugs")
    inspector.set_cell(result, result.layout.index("W2", 2, 3))
    assert text.textCursor().hasSelection()
