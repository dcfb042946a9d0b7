"""What the 1-D plot paints and tells; dragging is tested with the page."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.checking.one_d import check_one_d
from gradviz.views.common.looks import Look, looks
from gradviz.views.curves.one_d_plot import CURVE, SECANT, TANGENT, OneDPlot

LIGHT: Look = looks()["light"]


@pytest.fixture
def plot(qtbot: QtBot) -> Iterator[OneDPlot]:
    made = OneDPlot(LIGHT)
    qtbot.addWidget(made)
    made.resize(600, 300)
    made.show()
    assert QTest.qWaitForWindowExposed(made)
    made.clearFocus()  # and its ring goes
    yield made
    made.close()


def colours_near(plot: OneDPlot, place: QPointF, reach: int = 3) -> set[str]:
    image = plot.grab().toImage()
    return {
        image.pixelColor(round(place.x()) + dx, round(place.y()) + dy).name()
        for dx in range(-reach, reach + 1)
        for dy in range(-reach, reach + 1)
    }


def name(role: str) -> str:
    return QColor(LIGHT.colour(role)).name()


def place(plot: OneDPlot, which: str) -> QPointF:
    found = plot.handle(which)
    assert found is not None
    return found


def test_the_points_are_painted_where_they_are_taken(plot: OneDPlot) -> None:
    plot.set_check(check_one_d(2, 1, 0.1, "cube"))
    plot.set_zoomed(True)
    assert name(TANGENT) in colours_near(plot, place(plot, "theta"))
    for which in ("plus", "minus"):
        assert name(SECANT) in colours_near(plot, place(plot, which))


def test_there_is_nothing_before_the_first_check(plot: OneDPlot) -> None:
    assert plot.handle("theta") is None
    assert len({plot.grab().toImage().pixelColor(x, 100).name() for x in range(0, 600, 7)}) == 1


def test_at_a_kink_no_tangent_is_painted(plot: OneDPlot) -> None:
    plot.set_check(check_one_d(2, 0, 0.1, "abs"))
    plot.set_zoomed(True)
    middle = place(plot, "theta")
    reach = place(plot, "plus").x() - middle.x()
    # The tangent with slope grad = 0 would lie here; the curve is far above.
    beside = QPointF(middle.x() + 2 * reach, middle.y())
    assert name(TANGENT) not in colours_near(plot, beside, 8)
    plot.set_check(check_one_d(2, 1, 0.1, "abs"))
    middle = place(plot, "theta")
    along = QPointF(middle.x() + reach / 2, (middle.y() + place(plot, "plus").y()) / 2)
    assert name(TANGENT) in colours_near(plot, along, 8)


def test_a_finite_difference_that_is_off_shows_its_chord(plot: OneDPlot) -> None:
    plot.set_check(check_one_d(2, 0, 1.0, "relu"))
    middle, right = place(plot, "theta"), place(plot, "plus")
    # Between the kink and theta + epsilon the chord is above the curve.
    above = QPointF((middle.x() + right.x()) / 2, (middle.y() + right.y()) / 2)
    assert {name(CURVE), name(SECANT)} <= colours_near(plot, above, 9)


def test_it_tells_who_cannot_see_it(plot: OneDPlot) -> None:
    plot.set_check(check_one_d(2, 4, 1e-7))
    said = plot.accessibleDescription()
    assert "theta = 4, epsilon = 1e-7" in said
    assert "slope of the tangent 2, of the secant 2" in said


def test_the_pointer_says_what_can_be_taken(plot: OneDPlot) -> None:
    plot.set_check(check_one_d(2, 4, 1e-7))
    QTest.mouseMove(plot, place(plot, "theta").toPoint())
    assert plot.cursor().shape() == Qt.CursorShape.SizeHorCursor
    QTest.mouseMove(plot, (place(plot, "theta") - QPointF(100, 0)).toPoint())
    assert plot.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_other_keys_and_buttons_are_not_its_own(plot: OneDPlot, qtbot: QtBot) -> None:
    plot.set_check(check_one_d(2, 4, 1e-7))
    with qtbot.assertNotEmitted(plot.theta_moved), qtbot.assertNotEmitted(plot.epsilon_stepped):
        QTest.keyClick(plot, Qt.Key.Key_A)
        middle = place(plot, "theta").toPoint()
        QTest.mousePress(plot, Qt.MouseButton.RightButton, pos=middle)
        QTest.mouseMove(plot, middle - QPointF(90, 0).toPoint())
        QTest.mouseRelease(plot, Qt.MouseButton.RightButton, pos=middle)
