"""A real pointer: hovering, clicking, dragging and its wheel."""

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QComboBox, QScrollArea, QSlider, QStyle, QStyleOptionSlider, QWidget
from pytestqt.qtbot import QtBot

from gradviz.app import Program
from gradviz.network.layout import Cell
from gradviz.views.maps.heat_map import HeatMap
from tests.helpers.hands import PATIENCE, Hands, middle
from tests.helpers.window import child, settled, shown_text

pytestmark = pytest.mark.real_window


def cell_place(shown: HeatMap, cell: Cell) -> QPoint:
    """Return where on the screen a cell is, well within it."""
    inside = [
        QPoint(x, y)
        for x in range(shown.width())
        for y in range(0, shown.height(), 4)
        if shown.cell_at(QPointF(x, y)) == cell
    ]
    assert inside, "the cell is not shown"
    place: QPoint = shown.mapToGlobal(inside[len(inside) // 2])
    return place


def wait_for_status(program: Program, qtbot: QtBot, name: str) -> None:
    qtbot.waitUntil(
        lambda: shown_text(program, "cell_status").startswith(f"{name} "), timeout=PATIENCE
    )


def wait_for_larger_epsilon(program: Program, qtbot: QtBot, before: float) -> float:
    def now() -> float:
        return program.experiments.experiment.check.epsilon

    qtbot.waitUntil(lambda: now() > before, timeout=PATIENCE)
    return now()


def test_hovering_shows_a_cell_and_a_click_keeps_it(
    used: Program, hands: Hands, qtbot: QtBot
) -> None:
    shown = child(used, HeatMap, "heatmap_W2")
    first = shown_text(used, "cell_status").split("  ")[0]
    hands.move(cell_place(shown, Cell("W2", 1, 3)))
    wait_for_status(used, qtbot, "W2[1, 3]")
    outside = middle(child(used, QWidget, "verdict_label"))
    hands.move(outside)
    wait_for_status(used, qtbot, first)
    hands.click(cell_place(shown, Cell("W2", 2, 0)))
    qtbot.waitUntil(shown.hasFocus, timeout=PATIENCE)
    hands.move(outside)
    wait_for_status(used, qtbot, "W2[2, 0]")
    assert "W2[2, 0]" in shown_text(used, "inspector_name")
    hands.press("Right")
    wait_for_status(used, qtbot, "W2[2, 1]")


def test_the_wheel_over_a_list_of_choices_scrolls_the_form_and_chooses_nothing(
    used: Program, hands: Hands, qtbot: QtBot
) -> None:
    combo = child(used, QComboBox, "activation_combo")
    area = combo.parentWidget()
    while not isinstance(area, QScrollArea):
        assert area is not None
        area = area.parentWidget()
    bar = area.verticalScrollBar()
    used.window.resize(used.window.width(), used.window.minimumSizeHint().height())
    qtbot.waitUntil(lambda: bar.maximum() > 0, timeout=PATIENCE)
    area.ensureWidgetVisible(combo)
    bar.setValue(min(bar.value(), bar.maximum() - 1))
    start, chosen = bar.value(), combo.currentIndex()
    hands.click(middle(combo), button=5)
    qtbot.waitUntil(lambda: bar.value() > start, timeout=PATIENCE)
    assert combo.currentIndex() == chosen


def test_dragging_the_slider_checks_each_epsilon_and_is_undone_at_once(
    used: Program, hands: Hands, qtbot: QtBot
) -> None:
    start = used.experiments.experiment
    slider = child(used, QSlider, "epsilon_slider")
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    handle = slider.style().subControlRect(
        QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, slider
    )
    place = slider.mapToGlobal(handle.center())
    hands.move(place)
    hands.hold()
    before = start.check.epsilon
    for step in (1, 2, 3):
        hands.move(place + QPoint(step * slider.width() // 10, 0))
        before = wait_for_larger_epsilon(used, qtbot, before)
        assert settled(used, qtbot).experiment.check.epsilon == before
    hands.let_go()
    qtbot.waitUntil(lambda: not slider.isSliderDown(), timeout=PATIENCE)
    hands.press("ctrl+z")
    qtbot.waitUntil(lambda: used.experiments.experiment == start, timeout=PATIENCE)
    settled(used, qtbot)
