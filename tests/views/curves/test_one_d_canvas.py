"""What both plots of the 1-D page do; a stand-in paints one colour."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.checking.one_d import LARGEST_EPSILON, SMALLEST_EPSILON, OneDCheck, check_one_d
from gradviz.views.common.looks import Look, looks
from gradviz.views.curves.one_d_canvas import OneDCanvas, usable_epsilon

LIGHT: Look = looks()["light"]
DARK: Look = looks()["dark"]


class Painted(OneDCanvas):
    """Fills itself with the ground of its look, once it has a check."""

    def set_check(self, check: OneDCheck) -> None:
        self._check = check
        self.update()

    def _paint(self, painter: QPainter, check: OneDCheck) -> None:
        painter.fillRect(self.rect(), self._look.colour("base"))


@pytest.fixture
def canvas(qtbot: QtBot) -> Iterator[Painted]:
    made = Painted(LIGHT, 9)
    qtbot.addWidget(made)
    made.resize(200, 100)
    made.show()
    assert QTest.qWaitForWindowExposed(made)
    yield made
    made.close()


def colour(canvas: Painted) -> str:
    return canvas.grab().toImage().pixelColor(50, 50).name()


def test_nothing_is_painted_before_the_first_check(canvas: Painted) -> None:
    ground = canvas.palette().window().color().name()
    assert colour(canvas) == ground != LIGHT.colour("base").name()
    canvas.set_check(check_one_d(2, 4))
    assert colour(canvas) == LIGHT.colour("base").name()


def test_it_takes_the_colours_of_another_look(canvas: Painted) -> None:
    canvas.set_check(check_one_d(2, 4))
    canvas.set_look(DARK)
    assert colour(canvas) == DARK.colour("base").name()


def test_it_asks_for_room_in_lines_of_its_text(canvas: Painted) -> None:
    before = canvas.fontMetrics().height()
    assert canvas.sizeHint().height() == 9 * before
    font = QFont(canvas.font())
    font.setPointSizeF(24)
    canvas.setFont(font)
    line = canvas.fontMetrics().height()
    assert line > before
    assert (canvas.sizeHint().width(), canvas.sizeHint().height()) == (36 * line, 9 * line)
    assert canvas.minimumSizeHint().height() < canvas.sizeHint().height()


@pytest.mark.parametrize(
    ("key", "steps"),
    [
        (Qt.Key.Key_Up, 1),
        (Qt.Key.Key_Down, -1),
        (Qt.Key.Key_PageUp, 6),
        (Qt.Key.Key_PageDown, -6),
    ],
)
def test_keys_step_epsilon(canvas: Painted, qtbot: QtBot, key: Qt.Key, steps: int) -> None:
    assert canvas.focusPolicy() == Qt.FocusPolicy.StrongFocus
    with qtbot.waitSignal(canvas.epsilon_stepped) as received:
        QTest.keyClick(canvas, key)
    assert received.args == [steps]


def test_other_keys_are_left_to_others(canvas: Painted, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(canvas.epsilon_stepped):
        QTest.keyClick(canvas, Qt.Key.Key_Left)
        QTest.keyClick(canvas, Qt.Key.Key_A)


@pytest.mark.parametrize(
    ("wanted", "epsilon"),
    [(1.234e-7, 1.2e-7), (0.0, SMALLEST_EPSILON), (1e9, LARGEST_EPSILON)],
)
def test_an_epsilon_set_by_hand_is_allowed_and_short(wanted: float, epsilon: float) -> None:
    assert usable_epsilon(wanted) == epsilon
