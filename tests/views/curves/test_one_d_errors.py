"""What the curve of errors paints and tells; dragging is tested with the page."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.checking.one_d import OneDSettings, run_one_d
from gradviz.views.common.looks import Look, looks
from gradviz.views.curves.one_d_errors import ERROR, PRESENT, OneDErrorPlot

LIGHT: Look = looks()["light"]


@pytest.fixture
def plot(qtbot: QtBot) -> Iterator[OneDErrorPlot]:
    made = OneDErrorPlot(LIGHT)
    qtbot.addWidget(made)
    made.resize(600, 260)
    made.show()
    assert QTest.qWaitForWindowExposed(made)
    made.clearFocus()  # and its ring goes
    yield made
    made.close()


def show(plot: OneDErrorPlot, settings: OneDSettings) -> QImage:
    result = run_one_d(settings)
    plot.set_check(result.check, result.errors)
    image: QImage = plot.grab().toImage()
    return image


def rows_of(image: QImage, place: QPointF, role: str) -> list[int]:
    """Return the rows in which a column, or the one beside it, has a colour."""
    wanted = LIGHT.colour(role).name()
    columns = range(round(place.x()) - 1, round(place.x()) + 2)
    return [
        y for y in range(image.height())
        if any(image.pixelColor(x, y).name() == wanted for x in columns)
    ]  # fmt: skip


def test_truncation_falls_to_the_left_and_rounding_rises(plot: OneDErrorPlot) -> None:
    image = show(plot, OneDSettings("sin", 2.0, 1.0, 1e-3))
    heights = [min(rows_of(image, plot.place_of(e), ERROR)) for e in (3e-2, 1e-4, 1e-6, 1e-14)]
    assert heights[0] < heights[1] < heights[2]
    assert heights[3] < heights[2]


def test_the_line_of_epsilon_goes_from_top_to_bottom(plot: OneDErrorPlot) -> None:
    image = show(plot, OneDSettings("sin", 2.0, 1.0, 1e-3))
    assert len(rows_of(image, plot.place_of(1e-3), PRESENT)) > 100
    assert not rows_of(image, plot.place_of(1e-5), PRESENT)


def test_an_error_of_exactly_0_has_its_place_at_the_bottom(plot: OneDErrorPlot) -> None:
    image = show(plot, OneDSettings("square", 2.0, 0.0, 1e-3))
    low = rows_of(image, plot.place_of(1e-9), ERROR)
    assert min(low) > plot.place_of(1e-9).y() + 50


@pytest.mark.parametrize("epsilon", [1e-20, 1.0])
def test_an_epsilon_beyond_the_usual_ones_widens_it(plot: OneDErrorPlot, epsilon: float) -> None:
    image = show(plot, OneDSettings(epsilon=epsilon))
    place = plot.place_of(epsilon)
    assert 0 < place.x() < plot.width()
    assert rows_of(image, place, PRESENT)


def test_the_epsilons_whose_step_crosses_the_kink_are_marked(plot: OneDErrorPlot) -> None:
    image = show(plot, OneDSettings("abs", 2.0, 1e-5, 1e-10))
    assert not rows_of(image, plot.place_of(3e-8), "inconclusive.mark")
    for epsilon in (3e-5, 3e-3):
        marked = rows_of(image, plot.place_of(epsilon), "inconclusive.mark")
        assert marked
        assert min(marked) < plot.place_of(epsilon).y() - 50, "at the top"
    assert "kinks crossed" in plot.content.words_at(3e-3)


def test_it_tells_who_cannot_see_it(plot: OneDErrorPlot) -> None:
    show(plot, OneDSettings())
    assert "epsilon = 1e-7: error 1.16773e-9" in plot.accessibleDescription()


@pytest.mark.parametrize(("key", "steps"), [(Qt.Key.Key_Left, -1), (Qt.Key.Key_Right, 1)])
def test_arrows_across_step_epsilon_too(
    plot: OneDErrorPlot, qtbot: QtBot, key: Qt.Key, steps: int
) -> None:
    with qtbot.waitSignal(plot.epsilon_stepped) as received:
        QTest.keyClick(plot, key)
    assert received.args == [steps]
