"""The line edit of a number: arrow keys, the mark, and keys that are not its own."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gradviz.presenting.number_steps import decade_step
from gradviz.views.form.number_edit import NumberEdit
from tests.helpers.forms import show_active


class Window(QWidget):
    """A window with one field, which counts what reaches the window."""

    def __init__(self) -> None:
        super().__init__()
        self.edit = NumberEdit(decade_step, 8)
        self.counts: dict[str, int] = {}
        QVBoxLayout(self).addWidget(self.edit)
        for keys in ("Ctrl+Z", "Ctrl+Shift+Z", "Esc", "F5"):
            QShortcut(QKeySequence(keys), self, self._counter(keys))

    def _counter(self, keys: str) -> Callable[[], None]:
        def count() -> None:
            self.counts[keys] = self.counts.get(keys, 0) + 1

        return count


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    widget = Window()
    qtbot.addWidget(widget)
    show_active(widget)
    widget.edit.setFocus()
    return widget


def test_arrow_keys_step_as_if_typed(window: Window, qtbot: QtBot) -> None:
    window.edit.setText("1e-7")
    with qtbot.waitSignal(window.edit.textEdited):
        QTest.keyClick(window.edit, Qt.Key.Key_Up)
    assert window.edit.text() == "1e-6"
    QTest.keyClick(window.edit, Qt.Key.Key_Down)
    QTest.keyClick(window.edit, Qt.Key.Key_Down)
    assert window.edit.text() == "1e-8"


def test_a_locked_field_takes_no_key(window: Window) -> None:
    window.edit.setText("1e-7")
    window.edit.set_locked(True)
    QTest.keyClick(window.edit, Qt.Key.Key_Up)
    QTest.keyClicks(window.edit, "5")
    assert window.edit.text() == "1e-7"
    window.edit.set_locked(False)
    QTest.keyClick(window.edit, Qt.Key.Key_Up)
    assert window.edit.text() == "1e-6"


def test_the_mark_is_seen(window: Window) -> None:
    colour = QColor("#ff00ff")
    window.edit.set_invalid_colour(colour)
    assert colour not in corners(window.edit)
    window.edit.set_invalid(True)
    assert colour in corners(window.edit)
    window.edit.set_invalid(False)
    assert colour not in corners(window.edit)


def corners(edit: NumberEdit) -> list[QColor]:
    image = edit.grab().toImage()
    return [image.pixelColor(1, edit.height() // 2), image.pixelColor(edit.width() // 2, 1)]


@pytest.mark.parametrize("keys", ["Ctrl+Z", "Ctrl+Shift+Z", "Esc", "F5"])
def test_keys_of_the_window_reach_it(window: Window, keys: str) -> None:
    QTest.keyClicks(window.edit, "12")
    QTest.keySequence(window.edit, QKeySequence(keys))
    assert window.counts == {keys: 1}
    assert window.edit.text() == "12"


def test_undo_of_a_text_that_cannot_be_used_is_the_fields_own(window: Window) -> None:
    QTest.keyClicks(window.edit, "1e")
    window.edit.set_invalid(True)
    QTest.keySequence(window.edit, QKeySequence("Ctrl+Z"))
    assert window.counts == {}
    assert window.edit.text() == ""
