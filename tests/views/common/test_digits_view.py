"""J+ and J- written out, whatever the room."""

import pytest
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gradviz.presenting.cancelled_digits import Digits, cancelled_digits
from gradviz.views.common.digits_view import DigitsView
from gradviz.views.common.looks import looks
from tests.helpers.results import checked

LOOKS = looks()


def shown(qtbot: QtBot, digits: Digits, size: tuple[int, int], look: str = "light") -> DigitsView:
    view = DigitsView(LOOKS[look])
    qtbot.addWidget(view)
    view.set_digits(digits)
    view.resize(*size)
    view.show()
    assert QTest.qWaitForWindowExposed(view)
    return view


def right_edge(view: DigitsView) -> int:
    """The last column that anything is painted on."""
    image = view.grab().toImage()
    ground = image.pixelColor(image.width() - 1, image.height() - 1)
    columns = (
        x
        for x in range(image.width() - 1, -1, -1)
        if any(image.pixelColor(x, y) != ground for y in range(image.height()))
    )
    return next(columns, -1)


@pytest.mark.parametrize("look", list(LOOKS))
def test_the_names_stand_before_the_numbers(qtbot: QtBot, look: str) -> None:
    view = shown(qtbot, cancelled_digits(checked("course"), 3), (500, 120), look)
    assert [line.partition(" = ")[0].strip() for line in view.lines] == ["J+", "J−", "J+ − J−"]
    assert all(line in view.accessibleDescription() for line in view.lines)
    image = view.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(500) for y in range(120)}
    assert QColor(LOOKS[look].colour("disabled_text")).name() in colours


@pytest.mark.parametrize("width", [130, 200, 320])
def test_a_narrow_place_makes_it_smaller_and_cuts_nothing_off(qtbot: QtBot, width: int) -> None:
    view = shown(qtbot, cancelled_digits(checked("course"), 3), (width, 90))
    assert 0.6 * width < right_edge(view) < width - 1


def test_nothing_is_painted_where_there_is_nothing(qtbot: QtBot) -> None:
    assert right_edge(shown(qtbot, Digits(), (300, 90))) == -1
