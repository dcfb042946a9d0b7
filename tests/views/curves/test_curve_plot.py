"""What every plot of curves can do: zoom, pan, read off, hide, reset, and write files."""

from collections.abc import Iterator
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gradviz.views.common.looks import looks
from gradviz.views.common.picture_file import picture_svg
from gradviz.views.curves.log_plot import LogPlot
from gradviz.views.curves.log_scene import THICK, LogLine, LogScene
from tests.helpers.texts import recorded
from tests.helpers.wheel import turn_wheel

LOOKS = looks()
EPSILONS = 10.0 ** -np.arange(1.0, 16.0)
LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
FALL = LogLine("fall", EPSILONS, EPSILONS**0.5, "curve.1", THICK)
LEVEL = LogLine("level", EPSILONS, np.full(15, 1e-3), "curve.2", THICK)
SCENE = LogScene(lines=(LEVEL, FALL), threshold=1e-7)


class Window(QMainWindow):
    """A window that knows where files go."""

    def __init__(self) -> None:
        super().__init__()
        self.saved: list[QWidget] = []

    def save_picture(self, picture: QWidget) -> None:
        self.saved.append(picture)

    def show_numbers(self, numbers: object) -> None:
        raise AssertionError("curves have a file of their numbers, and no table")


@pytest.fixture
def plot(qtbot: QtBot) -> Iterator[LogPlot]:
    """Return a plot in a window that has a status bar."""
    window = Window()
    qtbot.addWidget(window)
    made = LogPlot(LOOKS["light"], "plot", "A plot")
    window.setCentralWidget(made)
    window.statusBar().setSizeGripEnabled(False)
    window.resize(700, 420)
    made.set_content(SCENE)
    window.show()
    assert QTest.qWaitForWindowExposed(window)
    yield made
    window.close()


def status(plot: LogPlot) -> str:
    window = plot.window()
    assert isinstance(window, QMainWindow)
    return window.statusBar().currentMessage()


def badge(plot: LogPlot) -> QPushButton:
    found: QPushButton | None = plot.findChild(QPushButton, "zoom_badge")
    assert found is not None
    return found


def menu_of(plot: LogPlot) -> QMenu:
    place = plot.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, plot.mapToGlobal(place))
    QApplication.sendEvent(plot.viewport(), event)
    menus: list[QMenu] = plot.findChildren(QMenu, "picture_menu")
    return menus[-1]


def action(plot: LogPlot, words: str) -> QAction:
    found: list[QAction] = menu_of(plot).actions()
    return next(each for each in found if words in each.text().replace("&", ""))


def has_colour(plot: LogPlot, role: str) -> bool:
    image = plot.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), dtype=np.uint32)
    wanted = LOOKS["light"].colour(role).rgb() & 0xFFFFFF
    return bool(((pixels & 0xFFFFFF) == wanted).any())


def test_the_wheel_zooms_about_the_pointer_and_back_to_the_whole(plot: LogPlot) -> None:
    place, beside = plot.place_at(1e-5, 1e-4), plot.place_at(1e-7, 1e-4)
    turn_wheel(plot, 4, place)
    assert plot.is_zoomed
    assert (plot.place_at(1e-5, 1e-4) - place).manhattanLength() < 3  # the wheel is on whole pixels
    assert place.x() - plot.place_at(1e-7, 1e-4).x() > 1.2 * (place.x() - beside.x())
    turn_wheel(plot, -12, place)
    assert not plot.is_zoomed
    assert plot.place_at(1e-7, 1e-4) == beside


def test_the_wheel_over_an_axis_zooms_along_it(plot: LogPlot) -> None:
    place, other = plot.place_at(1e-5, 1e-4), plot.place_at(1e-9, 1e-6)
    turn_wheel(plot, 3, QPointF(place.x(), plot.height() - 20))
    now, then = plot.place_at(1e-5, 1e-4), plot.place_at(1e-9, 1e-6)
    assert now.y() == pytest.approx(place.y(), abs=0.01)
    assert then.y() == pytest.approx(other.y(), abs=0.01)
    assert now.x() - then.x() > 1.2 * (place.x() - other.x())


def test_the_middle_button_pans_and_never_beyond_the_whole(plot: LogPlot) -> None:
    place = plot.place_at(1e-5, 1e-4)
    turn_wheel(plot, 5, place)
    start, end = place.toPoint(), place.toPoint() + QPoint(-60, 20)
    QTest.mousePress(plot.viewport(), MIDDLE, pos=start)
    for step in range(1, 7):
        QTest.mouseMove(plot.viewport(), start + (end - start) * step / 6)
    QTest.mouseRelease(plot.viewport(), MIDDLE, pos=end)
    moved = plot.place_at(1e-5, 1e-4) - place
    assert moved.x() == pytest.approx(-60, abs=12)
    assert moved.y() == pytest.approx(20, abs=8)
    assert plot.epsilon == 1e-7
    for _ in range(20):
        QTest.mousePress(plot.viewport(), MIDDLE, pos=start)
        for step in range(1, 4):
            QTest.mouseMove(plot.viewport(), start + QPoint(100 * step, 0))
        QTest.mouseRelease(plot.viewport(), MIDDLE, pos=start + QPoint(300, 0))
    assert plot.place_at(1e-15, 1e-4).x() == pytest.approx(plot.place_of(1e-15).x())
    box_left = plot.place_at(1e-15, 1e-4).x()
    assert box_left < 80


@pytest.mark.parametrize("way", ["badge", "menu", "key"])
def test_the_whole_is_shown_again_in_three_ways(plot: LogPlot, way: str) -> None:
    whole = plot.place_at(1e-9, 1e-5)
    assert not badge(plot).isVisible()
    assert not action(plot, "Reset").isEnabled()
    QTest.keyClick(plot, Qt.Key.Key_Plus)
    assert plot.is_zoomed
    assert plot.place_at(1e-9, 1e-5) != whole
    assert badge(plot).isVisible()
    if way == "badge":
        QTest.mouseClick(badge(plot), LEFT)
    elif way == "menu":
        action(plot, "Reset").trigger()
    else:
        QTest.keyClick(plot, Qt.Key.Key_0)
    assert not plot.is_zoomed
    assert not badge(plot).isVisible()
    assert plot.place_at(1e-9, 1e-5) == whole


def test_words_of_what_is_out_of_sight_are_not_shown(plot: LogPlot) -> None:
    plot.set_content(LogScene(lines=(LEVEL, FALL), threshold=1e-7, kinks=(0.1,)))
    words = [label.words for label in plot.labels]
    assert {"kinks crossed", "epsilon 1e-7", "threshold 1e-7"} <= set(words)
    turn_wheel(plot, 6, plot.place_at(1e-12, 1e-4))
    words = [label.words for label in plot.labels]
    assert not {"kinks crossed", "epsilon 1e-7"} & set(words)
    assert "▾ threshold 1e-7" in words


def test_keys_zoom_about_epsilon(plot: LogPlot) -> None:
    plot.set_epsilon(1e-5)
    place = plot.place_of(1e-5)
    for _ in range(3):
        QTest.keyClick(plot, Qt.Key.Key_Plus)
    assert plot.place_of(1e-5).x() == pytest.approx(place.x(), abs=0.5)
    for _ in range(3):
        QTest.keyClick(plot, Qt.Key.Key_Minus)
    assert not plot.is_zoomed


def test_a_zoom_stays_when_the_curves_change(plot: LogPlot) -> None:
    turn_wheel(plot, 4)
    place = plot.place_at(1e-6, 1e-4)
    higher = LogLine("fall", EPSILONS, np.minimum(30 * EPSILONS**0.5, 1.0), "curve.1", THICK)
    plot.set_content(LogScene(lines=(LEVEL, higher), threshold=1e-7))
    assert (plot.place_at(1e-6, 1e-4) - place).manhattanLength() < 0.01


def test_a_press_takes_epsilon_where_it_is_also_when_zoomed(plot: LogPlot) -> None:
    received: list[str] = []
    plot.epsilon_moved.connect(received.append)
    turn_wheel(plot, 6, plot.place_at(1e-5, 1e-4))
    place = plot.place_of(3e-5).toPoint()
    QTest.mouseClick(plot.viewport(), LEFT, pos=place)
    assert float(received[-1]) == pytest.approx(3e-5, rel=0.1)


def test_axes_stand_still_while_epsilon_is_dragged(plot: LogPlot) -> None:
    place = plot.place_at(1e-6, 1e-4)
    QTest.mousePress(plot.viewport(), LEFT, pos=plot.place_of(1e-6).toPoint())
    far = LogLine("fall", EPSILONS, 1e-12 * EPSILONS**0.2, "curve.1", THICK)
    plot.set_content(LogScene(lines=(far,), threshold=1e-7))
    assert plot.place_at(1e-6, 1e-4) == place
    QTest.mouseRelease(plot.viewport(), LEFT, pos=plot.place_of(1e-6).toPoint())
    assert plot.place_at(1e-6, 1e-4) != place


def test_the_crosshair_says_in_the_status_bar_what_is_there(plot: LogPlot) -> None:
    QTest.mouseMove(plot.viewport(), QPoint(2, 2))
    QTest.mouseMove(plot.viewport(), plot.place_at(1e-9, 1e-5).toPoint())
    words = status(plot)
    assert words.startswith("epsilon ")
    assert "e-0" not in words
    values = dict(part.rsplit(" ", 1) for part in words.partition("   |")[0].split(", "))
    assert float(values["epsilon"]) == pytest.approx(1e-9, rel=0.1)
    assert float(values["difference"]) == pytest.approx(1e-5, rel=0.1)
    assert "at epsilon 1e-9, fall: 3.162e-5, level: 1e-3" in words
    QTest.mouseMove(plot.viewport(), QPoint(2, 2))
    assert status(plot) == ""


def test_a_click_in_the_legend_hides_a_curve_and_the_axes_stay(plot: LogPlot) -> None:
    place = plot.place_at(1e-9, 1e-5)
    assert has_colour(plot, "curve.2")
    for is_hidden in (True, False):
        QTest.mouseClick(plot.viewport(), LEFT, pos=plot.legend_place("level").toPoint())
        assert plot.hidden == ({"level"} if is_hidden else set())
        assert ("level" in plot.content.words_at(1e-9, plot.hidden)) is not is_hidden
        assert has_colour(plot, "curve.2") is not is_hidden
        assert plot.place_at(1e-9, 1e-5) == place


def test_what_is_hidden_stays_hidden_when_the_curves_change(plot: LogPlot) -> None:
    plot.set_hidden("level", True)
    plot.set_content(LogScene(lines=(FALL, LEVEL)))
    assert not has_colour(plot, "curve.2")


def test_the_menu_hides_and_shows_curves_too(plot: LogPlot) -> None:
    assert action(plot, "fall").isChecked()
    action(plot, "fall").trigger()
    assert plot.hidden == {"fall"}
    assert not action(plot, "fall").isChecked()
    action(plot, "fall").trigger()
    assert plot.hidden == set()


def test_the_menu_asks_for_a_file_and_copies(plot: LogPlot) -> None:
    action(plot, "Save").trigger()
    window = plot.window()
    assert isinstance(window, Window)
    assert window.saved == [plot]
    QApplication.clipboard().clear()
    action(plot, "Copy").trigger()
    assert not QApplication.clipboard().image().isNull()


def test_errors_of_exactly_zero_have_a_lane_that_says_so(
    plot: LogPlot, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = FALL.values.copy()
    values[8] = 0.0
    plot.set_content(LogScene(lines=(LogLine("one", EPSILONS, values, "curve.1"),)))
    with recorded(monkeypatch) as found:
        plot.grab()
    ticks = {text: place.center().y() for text, place in found if place.right() < 60}
    assert ticks["0"] > ticks["1e-7"] + 10  # 1e-7.5 is the smallest of the others
    QTest.mouseMove(plot.viewport(), QPoint(round(plot.place_of(1e-9).x()), round(ticks["0"])))
    assert ", difference 0 " in status(plot)


def test_where_there_is_no_lane_a_value_of_0_is_not_drawn(plot: LogPlot) -> None:
    line = LogLine("cause", EPSILONS, np.zeros(15), "curve.2", THICK, scales=False)
    plot.set_content(LogScene(lines=(line,), threshold=1e-7))
    below = plot.grab().toImage()
    place = plot.place_at(1e-9, 1e-7).toPoint()
    column = {below.pixelColor(place.x(), y).name() for y in range(place.y(), below.height())}
    assert LOOKS["light"].colour("curve.2").name() not in column


def test_a_press_gives_the_keys_to_the_plot(plot: LogPlot) -> None:
    plot.clearFocus()
    QTest.mouseClick(plot.viewport(), LEFT, pos=plot.place_of(1e-6).toPoint())
    assert plot.hasFocus()


def dashes(plot: LogPlot, style: Qt.PenStyle) -> int:
    """Return how often a level line of many points begins anew."""
    points = np.geomspace(1e-1, 1e-15, 200)
    line = LogLine("line", points, np.full(200, 3e-3), "curve.2", THICK, style)
    plot.set_content(LogScene(lines=(line,), threshold=1e-7))
    image, place = plot.grab().toImage(), plot.place_at(1e-8, 3e-3).toPoint()
    ground = LOOKS["light"].colour("base").name()
    left, right = (round(plot.place_of(end).x()) for end in (1e-15, 1e-1))
    is_ground = [image.pixelColor(x, place.y()).name() == ground for x in range(left + 3, right)]
    return sum(a and not b for a, b in pairwise(is_ground))


def test_dashes_do_not_run_together_where_points_are_dense(plot: LogPlot) -> None:
    assert dashes(plot, Qt.PenStyle.SolidLine) == 0
    assert dashes(plot, Qt.PenStyle.DashLine) > 10


def numbers_on(plot: LogPlot, monkeypatch: pytest.MonkeyPatch) -> dict[str, QRectF]:
    with recorded(monkeypatch) as found:
        plot.set_look(LOOKS["light"])
        plot.grab()
    return dict(found)


def test_numbers_on_the_axes_are_written_as_everywhere(
    plot: LogPlot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = numbers_on(plot, monkeypatch)
    assert {"1e-15", "0.1", "1e-7", "epsilon", "difference"} <= set(shown)
    assert not [text for text in shown if "e-0" in text]
    turn_wheel(plot, 9, plot.place_at(1e-5, 1e-4))
    zoomed = numbers_on(plot, monkeypatch)
    assert "1e-5" in zoomed
    assert [text for text in zoomed if text.endswith("e-5") and text != "1e-5"]
    assert not [text for text in zoomed if "e-0" in text]
    turn_wheel(plot, 99, plot.place_at(1e-5, 1e-4))
    ticks = [text for text, place in numbers_on(plot, monkeypatch).items() if place.right() < 60]
    assert len(ticks) > 2, "four digits tell them apart"


@pytest.mark.parametrize("first", [np.nan, np.inf, 0.0])
@pytest.mark.parametrize("style", [Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine])
def test_an_svg_of_curves_with_gaps_can_be_read(
    plot: LogPlot, first: float, style: Qt.PenStyle
) -> None:
    gaps = FALL.values.copy()
    gaps[[0, 5, 9, 14]] = first
    lines = [
        LogLine(f"line {values.size}{values[1]}", EPSILONS, values, "curve.2", THICK, style)
        for values in (gaps, np.full(15, first), np.where(np.arange(15) == 4, 1e-3, first))
    ]
    lines.append(LogLine("none", np.empty(0), np.empty(0), "curve.3", THICK, style))
    plot.set_content(LogScene(lines=tuple(lines), threshold=1e-7))
    image = QImage(plot.size(), QImage.Format.Format_RGB32)
    with QPainter(image) as painter:  # what cannot be read is a warning
        QSvgRenderer(picture_svg(plot, "A plot")).render(painter)


def test_an_svg_has_its_words_as_words_and_no_curve_that_is_hidden(plot: LogPlot) -> None:
    plot.set_hidden("level", True)
    svg = picture_svg(plot, "A plot")
    texts = {"".join(each.itertext()).strip() for each in ElementTree.fromstring(svg).iter()}
    assert {"1e-15", "threshold 1e-7", "epsilon", "difference", "fall"} <= texts
    light = LOOKS["light"]
    assert light.colours["curve.1"].encode() in svg
    shown = svg.count(light.colours["curve.2"].encode())
    plot.set_hidden("level", False)
    assert picture_svg(plot, "A plot").count(light.colours["curve.2"].encode()) > shown
