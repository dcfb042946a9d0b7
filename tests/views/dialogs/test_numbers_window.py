"""The numbers of a map in a window, by mouse and keys."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton
from pytestqt.qtbot import QtBot

from gradviz.presenting.array_numbers import ArrayNumbers, Numbers
from gradviz.views.dialogs.numbers_table import NumbersModel, NumbersTable
from gradviz.views.dialogs.numbers_window import NumbersWindow
from tests.helpers.forms import child

VALUES = np.arange(12.0).reshape(3, 4) / 7
NUMBERS = ArrayNumbers("W1", "Of a check.", (Numbers("grad", VALUES), Numbers("twice", 2 * VALUES)))
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[NumbersWindow]:
    made = NumbersWindow(NUMBERS)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    assert QTest.qWaitForWindowActive(made)
    yield made
    made.close()


@pytest.fixture
def copied(shown: NumbersWindow) -> list[str]:
    found: list[str] = []

    def take(make: Callable[[], str]) -> None:
        found.append(make())

    shown.copy_requested.connect(take)
    return found


def table(shown: NumbersWindow) -> NumbersTable:
    return child(shown, NumbersTable, "numbers_table")


def test_it_keeps_to_qt_s_rules(qapp: object) -> None:
    model = NumbersModel(NUMBERS.parts[0])
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.set_numbers(NUMBERS.parts[1])
    assert tester.model() is model


def test_it_is_not_modal_and_says_what_it_is(shown: NumbersWindow) -> None:
    assert not shown.isModal()
    assert shown.objectName() == "numbers_window"
    assert shown.accessibleName() == "Numbers of W1"
    assert table(shown).accessibleName() == "Numbers of W1"
    assert table(shown).accessibleDescription() == "Of a check."
    assert QApplication.focusWidget() is table(shown)


def test_the_selected_rectangle_is_copied(
    shown: NumbersWindow, copied: list[str], qtbot: QtBot
) -> None:
    view = table(shown)
    place = view.visualRect(view.model().index(1, 1)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right):
        qtbot.keyClick(view, key, SHIFT)
    qtbot.keyClick(view, Qt.Key.Key_C, CONTROL)
    read = [[float(each) for each in line.split("\t")] for line in copied[0].splitlines()]
    assert read == VALUES[1:3, 1:3].tolist()


def test_without_a_selection_all_is_copied_and_another_value_can_be_chosen(
    shown: NumbersWindow, copied: list[str], qtbot: QtBot
) -> None:
    part = child(shown, QComboBox, "numbers_part")
    part.setFocus()
    qtbot.keyClick(part, Qt.Key.Key_Down)
    assert table(shown).model().index(2, 3).data() == "3.14286"
    qtbot.mouseClick(child(shown, QPushButton, "numbers_copy_button"), Qt.MouseButton.LeftButton)
    read = [[float(each) for each in line.split("\t")] for line in copied[0].splitlines()]
    assert read == (2 * VALUES).tolist()


def test_no_number_is_cut_off(shown: NumbersWindow) -> None:
    view = table(shown)
    for column in range(4):
        texts = [str(view.model().index(row, column).data()) for row in range(3)]
        widest = max(view.fontMetrics().horizontalAdvance(text) for text in texts)
        assert widest < view.columnWidth(column)
