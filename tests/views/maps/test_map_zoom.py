"""Zooming: of small cells alone, said so, and taken back in three ways."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gradviz.network.layout import Cell, Shape
from gradviz.presenting.colour_scale import scale_for
from gradviz.presenting.map_data import MapData
from gradviz.presenting.map_views import MapView
from gradviz.views.common.looks import looks
from gradviz.views.maps.heat_map import HeatMap
from tests.helpers.wheel import turn_wheel

SMALL, LARGE = (5, 4), (100, 80)


def data_of(shape: Shape) -> MapData:
    values = np.linspace(1e-9, 1.0, shape[0] * shape[1]).reshape(shape)
    nowhere = np.zeros(shape, dtype=bool)
    masks = dict.fromkeys(("failing", "uncovered", "below_noise", "at_kink"), nowhere)
    return MapData("W1", values, computed=~nowhere, **masks, scale=scale_for(MapView.ERROR))


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[HeatMap]:
    """Return a map as large as one of six in a window on a projector."""
    window = QWidget()
    qtbot.addWidget(window)
    made = HeatMap("W1", window)
    made.set_look(looks()["light"])
    made.resize(230, 330)
    window.resize(230, 330)
    window.show()
    made.set_data(data_of(LARGE))
    QApplication.processEvents()
    yield made
    window.close()


def badge(shown: HeatMap) -> QPushButton:
    found: QPushButton | None = shown.findChild(QPushButton, "zoom_badge")
    assert found is not None
    return found


def test_the_wheel_leaves_a_map_whose_cells_can_be_read(shown: HeatMap) -> None:
    shown.set_data(data_of(SMALL))
    before = shown.grab().toImage()
    turn_wheel(shown)
    assert not shown.is_zoomed
    assert shown.grab().toImage() == before


def test_a_zoomed_map_says_so_and_a_click_shows_it_whole(shown: HeatMap) -> None:
    whole = shown.grab().toImage()
    assert not badge(shown).isVisible()
    turn_wheel(shown)
    assert badge(shown).isVisible()
    assert "zoomed" in badge(shown).text()
    QTest.mouseClick(badge(shown), Qt.MouseButton.LeftButton)
    assert not badge(shown).isVisible()
    assert shown.grab().toImage() == whole


def test_in_a_narrow_map_the_button_is_no_wider_than_the_map(shown: HeatMap) -> None:
    shown.resize(40, 330)
    turn_wheel(shown)
    assert badge(shown).isVisible()
    assert badge(shown).width() <= 40


def test_the_menu_shows_it_whole(shown: HeatMap) -> None:
    assert not reset_action(shown).isEnabled()
    turn_wheel(shown)
    action = reset_action(shown)
    assert action.isEnabled()
    action.trigger()
    QApplication.processEvents()
    assert not shown.is_zoomed


def reset_action(shown: HeatMap) -> QAction:
    """Open the menu of a map by its key, and return what resets the view."""
    reason = QContextMenuEvent.Reason.Keyboard
    event = QContextMenuEvent(reason, QPoint(5, 5), shown.mapToGlobal(QPoint(5, 5)))
    QApplication.sendEvent(shown, event)
    menu = shown.findChildren(QMenu, "picture_menu")[-1]
    found: QAction = next(each for each in menu.actions() if each.text() == "&Reset the view")
    menu.hide()
    return found


def test_a_new_shape_is_shown_whole_and_new_values_of_the_same_stay_zoomed(
    shown: HeatMap,
) -> None:
    turn_wheel(shown)
    shown.set_data(data_of(LARGE))
    assert shown.is_zoomed
    shown.set_data(data_of((80, 100)))
    assert not shown.is_zoomed
    assert not badge(shown).isVisible()


def test_the_current_cell_of_a_zoomed_map_comes_into_sight_with_the_keys(
    shown: HeatMap, qtbot: QtBot
) -> None:
    turn_wheel(shown, notches=12)
    shown.cell_chosen.connect(shown.set_current)
    shown.setFocus()
    qtbot.keyClick(shown, Qt.Key.Key_End)
    places = ((x, y) for x in range(0, 230, 2) for y in range(0, 330, 2))
    assert any(shown.cell_at(QPointF(*place)) == Cell("W1", 99, 79) for place in places)
