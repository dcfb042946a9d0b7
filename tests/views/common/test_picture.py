"""What every picture promises: its menu, its files, and that what is kept is painted once."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from gradviz.presenting.array_numbers import ArrayNumbers, Numbers
from gradviz.views.common.picture import Picture
from gradviz.views.common.picture_file import picture_svg
from gradviz.views.common.picture_menu import picture_menu
from tests.helpers.colours import rgb_of

GROUND, LINE = QColor("#204060"), QColor("#f0c000")


class Drawn(Picture):
    """A ground that is kept, and a line over it that moves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = 10
        self.times = 0
        self.setObjectName("drawn")
        self.setAccessibleName("A picture & more")

    def _paint_still(self, painter: QPainter) -> None:
        self.times += 1
        painter.fillRect(self.rect(), GROUND)

    def _paint_moving(self, painter: QPainter) -> None:
        painter.fillRect(self.place, 0, 4, self.height(), LINE)


class Desk(QWidget):
    """A window that takes what the menu asks for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[object] = []

    def save_picture(self, picture: QWidget) -> None:
        self.asked.append(picture)

    def show_numbers(self, numbers: ArrayNumbers) -> None:
        self.asked.append(numbers)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    made = Desk()
    qtbot.addWidget(made)
    made.resize(200, 60)
    made.show()
    yield made
    made.close()


@pytest.fixture
def drawn(desk: Desk) -> Drawn:
    made = Drawn(desk)
    made.resize(200, 60)
    made.show()
    return made


def opened(picture: QWidget) -> QMenu:
    """Open the menu of a picture by the key of menus."""
    reason = QContextMenuEvent.Reason.Keyboard
    place = QPoint(5, 5)
    event = QContextMenuEvent(reason, place, picture.mapToGlobal(place))
    QApplication.sendEvent(picture, event)
    return picture.findChildren(QMenu, "picture_menu")[-1]


def choose(menu: QMenu, words: str) -> None:
    next(each for each in menu.actions() if words in each.text()).trigger()
    menu.hide()


def test_what_moves_is_painted_over_what_is_kept(drawn: Drawn) -> None:
    drawn.grab()
    before = drawn.times
    drawn.place = 90
    image = drawn.grab().toImage()
    assert drawn.times == before
    assert image.pixelColor(92, 30) == LINE
    assert image.pixelColor(12, 30) == GROUND
    drawn.resize(150, 60)
    drawn.grab()
    assert drawn.times == before + 1


def test_its_menu_copies_and_asks_its_window_for_a_file(drawn: Drawn, desk: Desk) -> None:
    QGuiApplication.clipboard().setText("")
    choose(opened(drawn), "Copy")
    assert np.array_equal(
        rgb_of(QGuiApplication.clipboard().image()), rgb_of(drawn.grab().toImage())
    )
    choose(opened(drawn), "Save")
    assert desk.asked == [drawn]


def test_where_nobody_takes_a_file_none_is_offered(qtbot: QtBot) -> None:
    alone = Drawn()
    qtbot.addWidget(alone)
    assert [each.text() for each in opened(alone).actions()] == ["&Copy picture"]


def test_numbers_are_made_when_they_are_asked_for(drawn: Drawn, desk: Desk) -> None:
    numbers = ArrayNumbers("W1", "", (Numbers("grad", np.zeros((1, 1))),))
    made: list[ArrayNumbers] = []

    def make() -> ArrayNumbers:
        made.append(numbers)
        return numbers

    menu = picture_menu(drawn, numbers=make)
    assert not made
    choose(menu, "table")
    assert desk.asked == made == [numbers]
    menu.close()


def test_its_svg_is_what_is_seen_and_holds_no_pixels(drawn: Drawn) -> None:
    drawn.place = 50
    svg = picture_svg(drawn, drawn.accessibleName())
    assert b"<image" not in svg
    assert b"A picture &amp; more" in svg
    renderer = QSvgRenderer(svg)
    assert renderer.isValid()
    image = QImage(200, 60, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    with QPainter(image) as painter:
        renderer.render(painter)
    assert np.abs(rgb_of(image).astype(int) - rgb_of(drawn.grab().toImage())).max() <= 1
