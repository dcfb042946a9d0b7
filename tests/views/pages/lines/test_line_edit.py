"""The field of a line: its keys, what is typed and what is in force."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gradviz.presenting.typed import MOST_CHARACTERS
from gradviz.views.common.looks import looks
from gradviz.views.pages.lines.line_edit import LineEdit
from tests.helpers.forms import show_active

RIGHT, WRONG = "1/m * dZ2 @ A1.T", "2/m * dZ2 @ A1.T"
KEYS = ("Ctrl+Z", "Ctrl+Shift+Z", "Esc", "F5")


class Window(QWidget):
    """A window with one field, which counts what reaches the window."""

    def __init__(self) -> None:
        super().__init__()
        self.edit = LineEdit()
        self.edit.set_look(looks()["light"])
        self.edit.set_line(RIGHT, RIGHT)
        self.other = QWidget()
        self.other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.counts: dict[str, int] = {}
        layout = QVBoxLayout(self)
        layout.addWidget(self.edit)
        layout.addWidget(self.other)
        for keys in KEYS:
            QShortcut(QKeySequence(keys), self, self._counter(keys))

    def _counter(self, keys: str) -> Callable[[], None]:
        def count() -> None:
            self.counts[keys] = self.counts.get(keys, 0) + 1

        return count


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[Window]:
    made = Window()
    qtbot.addWidget(made)
    made.resize(400, 80)
    show_active(made)
    made.edit.setFocus()
    made.edit.end(False)
    yield made
    made.close()


def press(window: Window, keys: str) -> None:
    QTest.keySequence(window.edit, QKeySequence(keys))


def colours(edit: LineEdit) -> set[str]:
    image = edit.grab().toImage()
    return {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }


def test_what_is_typed_is_not_in_force(window: Window) -> None:
    assert not window.edit.is_typed
    QTest.keyClicks(window.edit, " + 1")
    assert window.edit.is_typed
    window.edit.set_line(f"{RIGHT} + 1", RIGHT)
    assert not window.edit.is_typed


def test_typing_stays_until_the_line_itself_is_another(window: Window) -> None:
    QTest.keyClicks(window.edit, " + 1")
    window.edit.set_line(RIGHT, RIGHT)
    assert window.edit.text() == f"{RIGHT} + 1"
    window.edit.set_line(WRONG, RIGHT)
    assert window.edit.text() == WRONG
    assert not window.edit.is_typed


def test_escape_takes_back_what_is_typed_and_is_the_windows_where_nothing_is(
    window: Window,
) -> None:
    QTest.keyClicks(window.edit, "what")
    press(window, "Esc")
    assert window.edit.text() == RIGHT
    assert window.counts == {}
    press(window, "Esc")
    assert window.counts == {"Esc": 1}


def test_undo_takes_back_typing_first_and_is_the_windows_where_nothing_is_typed(
    window: Window,
) -> None:
    QTest.keyClicks(window.edit, "++")
    press(window, "Ctrl+Z")
    while window.edit.is_typed:
        press(window, "Ctrl+Z")
    assert window.edit.text() == RIGHT
    assert window.counts == {}
    press(window, "Ctrl+Z")
    assert window.counts == {"Ctrl+Z": 1}


def test_redo_brings_back_what_undo_took_and_else_is_the_windows(window: Window) -> None:
    press(window, "Ctrl+Shift+Z")
    assert window.counts == {"Ctrl+Shift+Z": 1}
    QTest.keyClicks(window.edit, "+")
    press(window, "Ctrl+Z")
    press(window, "Ctrl+Shift+Z")
    assert window.edit.text() == f"{RIGHT}+"
    assert window.counts == {"Ctrl+Shift+Z": 1}


def test_the_past_of_a_line_that_came_into_force_is_the_windows(window: Window) -> None:
    QTest.keyClicks(window.edit, "+1")
    window.edit.set_line(f"{RIGHT}+1", RIGHT)
    press(window, "Ctrl+Z")
    assert window.edit.text() == f"{RIGHT}+1"
    assert window.counts == {"Ctrl+Z": 1}


def test_other_keys_of_the_window_reach_it(window: Window) -> None:
    QTest.keyClicks(window.edit, "x")
    press(window, "F5")
    assert window.counts == {"F5": 1}


def test_enter_asks_to_apply_and_arrows_walk(window: Window, qtbot: QtBot) -> None:
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        with qtbot.waitSignal(window.edit.apply_requested):
            QTest.keyClick(window.edit, key)
    steps: list[int] = []
    window.edit.stepped.connect(steps.append)
    QTest.keyClick(window.edit, Qt.Key.Key_Down)
    QTest.keyClick(window.edit, Qt.Key.Key_Up)
    assert steps == [1, -1]
    assert window.edit.text() == RIGHT


def test_a_locked_field_is_read_and_copied_only(window: Window) -> None:
    window.edit.set_locked(True)
    QTest.keyClicks(window.edit, "x")
    assert window.edit.text() == RIGHT
    press(window, "Ctrl+A")
    press(window, "Ctrl+C")
    assert QGuiApplication.clipboard().text() == RIGHT
    window.edit.set_locked(False)
    QTest.keyClicks(window.edit, "x")
    assert window.edit.text() == "x"


def test_a_line_that_can_only_be_read_is_written_smaller_where_it_would_be_cut(
    window: Window,
) -> None:
    usual = window.edit.fontMetrics().horizontalAdvance(RIGHT)
    window.edit.set_locked(True)
    for width, is_smaller in ((2 * usual, False), (0.8 * usual, True), (2 * usual, False)):
        window.edit.setFixedWidth(round(width))
        QGuiApplication.processEvents()
        written = window.edit.fontMetrics().horizontalAdvance(RIGHT)
        assert written < width
        assert (written < usual) is is_smaller


def test_a_book_that_is_pasted_is_cut_off(window: Window) -> None:
    QGuiApplication.clipboard().setText("m + " * 100_000)
    press(window, "Ctrl+V")
    assert len(window.edit.text()) == MOST_CHARACTERS


def test_what_differs_from_the_correct_line_stands_on_a_ground_of_its_own(
    window: Window,
) -> None:
    ground = looks()["light"].colour("fail.strip").name()
    window.edit.set_line(WRONG, RIGHT)
    window.other.setFocus()
    assert ground in colours(window.edit)
    window.edit.set_line(RIGHT, RIGHT)
    assert ground not in colours(window.edit)


def test_the_ground_is_where_the_difference_is(window: Window) -> None:
    window.edit.set_line("1/m * dZ1 @ A1.T", RIGHT)
    window.other.setFocus()
    image = window.edit.grab().toImage()
    ground = looks()["light"].colour("fail.strip")
    middle = image.height() // 2
    tops = range(middle - 7, middle + 7)
    hit = {x for x in range(image.width()) for y in tops if image.pixelColor(x, y) == ground}
    metrics = window.edit.fontMetrics()
    start = metrics.horizontalAdvance("1/m * ") + 4
    assert min(hit) == pytest.approx(start, abs=4)
    assert max(hit) == pytest.approx(start + metrics.horizontalAdvance("dZ1"), abs=4)


@pytest.mark.parametrize(
    ("invalid", "focused", "role"),
    [(True, False, "invalid"), (False, True, "accent"), (False, False, "grid")],
)
def test_the_border_tells_what_state_it_is_in(
    window: Window, invalid: bool, focused: bool, role: str
) -> None:
    (window.edit if focused else window.other).setFocus()
    QApplication.processEvents()
    window.edit.set_invalid(invalid)
    assert window.edit.is_invalid is invalid
    image = window.edit.grab().toImage()
    assert image.pixelColor(0, image.height() // 2) == QColor(looks()["light"].colour(role))
