"""A place of the window that a page may fill."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gradviz.views.shell.own_place import OwnPlace


class Part(QWidget):
    def __init__(self, height: int) -> None:
        super().__init__()
        self._height = height

    def sizeHint(self) -> QSize:
        return QSize(50, self._height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


def test_a_page_with_no_part_of_its_own_leaves_the_usual_one(qtbot: QtBot) -> None:
    usual, own = Part(80), Part(30)
    place = OwnPlace(usual)
    qtbot.addWidget(place)
    place.add("one", own)
    place.show_page("one")
    assert place.currentWidget() is own
    place.show_page("other")
    assert place.currentWidget() is usual


def test_what_is_below_stays_where_it_is(qtbot: QtBot) -> None:
    place = OwnPlace(Part(80))
    qtbot.addWidget(place)
    place.add("one", Part(30))
    before = place.sizeHint(), place.minimumSizeHint()
    place.show_page("one")
    assert (place.sizeHint(), place.minimumSizeHint()) == before == (QSize(50, 80), QSize(50, 80))


def test_the_parts_that_are_not_seen_get_the_width_too(qtbot: QtBot) -> None:
    usual = Part(80)
    place = OwnPlace(usual)
    qtbot.addWidget(place)
    place.add("one", Part(30))
    place.show_page("one")
    place.show()
    place.resize(700, 100)
    assert usual.width() == 700
