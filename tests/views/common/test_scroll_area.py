"""Contents whose height depends on their width, in a scroll area of any size."""

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QSize, Qt
from PySide6.QtGui import QColor, QPalette, QResizeEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gradviz.views.common.scroll_area import ScrollArea

WIDTH = 300  # pixels; the contents change their height here


class Changing(QWidget):
    """Asks for another height where it is wide, once it knows that it is."""

    def __init__(self, narrow: int, wide: int) -> None:
        super().__init__()
        self._heights = narrow, wide

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self._heights[self.width() >= WIDTH])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()


def area_of(contents: QWidget, qtbot: QtBot) -> ScrollArea:
    """Return a scroll area that is shown, with contents that have a layout."""
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(contents)
    area = ScrollArea()
    qtbot.addWidget(area)
    area.setWidget(page)
    area.resize(WIDTH, 200)
    area.show()
    return area


@pytest.mark.parametrize(("narrow", "wide"), [(100, 250), (250, 100)])
def test_contents_that_are_higher_in_one_of_two_widths_come_to_rest(
    qtbot: QtBot, narrow: int, wide: int
) -> None:
    contents = Changing(narrow, wide)
    area = area_of(contents, qtbot)
    for width in range(WIDTH - 40, WIDTH + 40):
        area.resize(width, 200)
        QCoreApplication.processEvents()
        assert contents.width() == width - area.verticalScrollBar().width()
        assert contents.height() == max(200, (narrow, wide)[contents.width() >= WIDTH])


def test_the_bar_is_seen_only_where_there_is_something_to_scroll(qtbot: QtBot) -> None:
    contents = QWidget()
    contents.setMinimumHeight(100)
    area = area_of(contents, qtbot)
    ground = QColor("#123456")
    palette = area.palette()
    palette.setColor(QPalette.ColorRole.Window, ground)
    area.setPalette(palette)
    bar = area.verticalScrollBar()
    QCoreApplication.processEvents()
    place = bar.mapTo(area, bar.rect().center())

    def colours() -> set[str]:
        picture = area.grab().toImage()
        across = range(bar.width())
        row = (QPoint(bar.mapTo(area, QPoint(x, 0)).x(), place.y()) for x in across)
        return {picture.pixelColor(each).name() for each in row}

    assert colours() == {ground.name()}
    contents.setMinimumHeight(1000)
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert len(colours()) > 1
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(5, bar.height() - 20))
    assert bar.value() > 0


def test_in_a_tab_the_place_of_the_bar_looks_like_the_contents(qtbot: QtBot) -> None:
    tabs = QTabWidget()
    qtbot.addWidget(tabs)
    palette = QPalette(QColor("#303030"), QColor("#101010"))  # a button is lighter: so is a tab
    tabs.setPalette(palette)
    area = ScrollArea()
    contents = QWidget()
    area.setWidget(contents)
    tabs.addTab(area, "tab")
    tabs.resize(300, 200)
    tabs.show()
    QCoreApplication.processEvents()
    picture = tabs.grab().toImage()
    bar = area.verticalScrollBar()
    shown = [
        picture.pixelColor(part.mapTo(tabs, part.rect().center())).name()
        for part in (bar, contents)
    ]
    assert shown[0] == shown[1]
