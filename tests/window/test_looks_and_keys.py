"""Looks, text size, undo, views, the current cell, and what survives a restart."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QTabBar,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gradviz.app import Program
from gradviz.checking.verdict import Verdict
from gradviz.network.layout import Cell
from gradviz.presenting.map_views import MapView
from gradviz.subjects.network import network_of
from gradviz.subjects.presets import preset_experiment, presets
from gradviz.views.shell.actions import ACTIONS, MENUS
from tests.helpers.forms import choose
from tests.helpers.window import child, press, settled, shown_text, type_into

MakeProgram = Callable[..., Program]
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_every_action_is_in_a_menu_and_no_key_is_taken_twice(program: Program) -> None:
    in_menus = {name for _, names in MENUS for name in names}
    assert set(ACTIONS) <= in_menus
    keys = [
        key.toString()
        for _, actions in program.window.actions_by_name.by_menu()
        for action in actions
        for key in action.shortcuts()
    ]
    assert len(keys) == len(set(keys))


def test_presenter_has_large_text_a_huge_verdict_and_no_panels_and_goes_away_again(
    program: Program, qtbot: QtBot
) -> None:
    settled(program, qtbot)
    usual = child(program, QWidget, "verdict_label").height()
    press(program, Qt.Key.Key_F11)
    QApplication.processEvents()
    assert QApplication.font().pointSizeF() >= 20
    assert child(program, QWidget, "verdict_label").height() > 1.7 * usual
    assert not program.window.form.isVisible()
    assert not program.window.why.isVisible()
    assert program.window.palette().window().color().lightness() > 200
    press(program, Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert QApplication.font().pointSizeF() < 20
    assert program.window.form.isVisible()
    assert program.window.why.isVisible()


def test_dark_is_dark_everywhere(program: Program, qtbot: QtBot) -> None:
    program.window.actions_by_name["look_dark"].trigger()
    QApplication.processEvents()
    image = program.window.grab().toImage()
    corners = [(2, 2), (image.width() // 2, 3), (image.width() - 3, image.height() - 3)]
    assert all(image.pixelColor(*corner).lightness() < 90 for corner in corners)


def test_text_grows_shrinks_and_is_normal_again(program: Program) -> None:
    normal = QApplication.font().pointSizeF()
    press(program, Qt.Key.Key_Equal, CONTROL)
    larger = QApplication.font().pointSizeF()
    press(program, Qt.Key.Key_Minus, CONTROL)
    press(program, Qt.Key.Key_Minus, CONTROL)
    smaller = QApplication.font().pointSizeF()
    press(program, Qt.Key.Key_0, CONTROL)
    assert smaller < normal < larger
    assert QApplication.font().pointSizeF() == normal


@pytest.mark.parametrize("look", ["light", "dark", "presenter"])
@pytest.mark.parametrize("preset", list(presets()))
def test_nothing_needs_more_than_a_projector_has(
    make_program: MakeProgram, qtbot: QtBot, look: str, preset: str
) -> None:
    program = make_program(preset_experiment(preset), size=(1340, 690))
    settled(program, qtbot)
    program.window.actions_by_name[f"look_{look}"].trigger()
    for _ in range(3):
        QApplication.processEvents()
    needed = program.window.minimumSizeHint()
    assert (needed.width() <= 1340, needed.height() <= 690) == (True, True), needed


@pytest.mark.parametrize("look", ["light", "presenter"])
def test_the_largest_text_fits_a_projector_too(
    make_program: MakeProgram, qtbot: QtBot, look: str
) -> None:
    program = make_program(preset_experiment("course-bugs"), size=(1340, 690))
    settled(program, qtbot)
    program.window.actions_by_name[f"look_{look}"].trigger()
    for _ in range(12):
        press(program, Qt.Key.Key_Equal, CONTROL)
    for _ in range(3):
        QApplication.processEvents()
    needed = program.window.minimumSizeHint()
    assert (needed.width() <= 1340, needed.height() <= 690) == (True, True), needed


def test_undo_takes_back_typing_ticking_and_resetting_even_from_within_a_field(
    program: Program, qtbot: QtBot
) -> None:
    start = program.experiments.experiment
    field = type_into(program, qtbot, "seed_edit", "45")
    qtbot.waitUntil(lambda: network_of(program.experiments.experiment).network.seed == 45)
    qtbot.keyClick(field, Qt.Key.Key_Z, CONTROL)
    assert program.experiments.experiment == start
    assert field.text() == str(network_of(start).network.seed)
    qtbot.keyClick(field, Qt.Key.Key_Z, CONTROL | SHIFT)
    assert network_of(program.experiments.experiment).network.seed == 45
    press(program, Qt.Key.Key_R, CONTROL)
    assert program.experiments.experiment == start
    press(program, Qt.Key.Key_Z, CONTROL)
    assert network_of(program.experiments.experiment).network.seed == 45
    settled(program, qtbot)


def test_reset_drops_what_is_typed_and_wrong(program: Program, qtbot: QtBot) -> None:
    field = type_into(program, qtbot, "epsilon_edit", "bad")
    press(program, Qt.Key.Key_R, CONTROL)
    assert field.text() == "1e-7"
    assert settled(program, qtbot).verdict is Verdict.PASS
    assert child(program, QWidget, "check_button").isEnabled()


def test_the_slider_moves_epsilon_and_one_drag_is_one_step(program: Program, qtbot: QtBot) -> None:
    start = program.experiments.experiment
    slider = child(program, QWidget, "epsilon_slider")
    slider.setFocus()
    for _ in range(6):
        qtbot.keyClick(slider, Qt.Key.Key_Right)
    moved = program.experiments.experiment.check.epsilon
    assert moved != start.check.epsilon
    shown = float(child(program, QLineEdit, "epsilon_edit").text())
    assert shown == moved
    assert settled(program, qtbot).experiment.check.epsilon == moved
    press(program, Qt.Key.Key_Z, CONTROL)
    assert program.experiments.experiment == start


def test_one_current_cell_for_map_table_inspector_and_status(
    program: Program, qtbot: QtBot
) -> None:
    settled(program, qtbot)
    shown = child(program, QWidget, "heatmap_W2")
    shown.setFocus()
    qtbot.keyClick(shown, Qt.Key.Key_Home)
    qtbot.keyClick(shown, Qt.Key.Key_Down)
    assert program.cells.cell == Cell("W2", 1, 0)
    assert "W2[1, 0]" in shown_text(program, "inspector_name")
    assert "W2[1, 0]" in shown_text(program, "cell_status")
    table = child(program, QTableView, "worst_table")
    assert table.currentIndex().siblingAtColumn(0).data() == "W2[1, 0]"
    table.setFocus()
    table.selectRow(0)
    first = str(table.model().index(0, 0).data())
    assert first in shown_text(program, "inspector_name")
    assert first in shown_text(program, "cell_status")


def test_views_are_chosen_by_key(program: Program, qtbot: QtBot) -> None:
    settled(program, qtbot)
    for key, view in (
        (Qt.Key.Key_4, MapView.GRAD),
        (Qt.Key.Key_6, MapView.UNITS),
        (Qt.Key.Key_1, MapView.ERROR),
    ):
        press(program, key, CONTROL)
        assert program.window.board.view == view


def test_choosing_a_preset_brings_its_experiment(program: Program, qtbot: QtBot) -> None:
    choose(program.window, "preset_combo", presets()["course-bugs"].title)
    assert program.experiments.experiment == preset_experiment("course-bugs")
    assert settled(program, qtbot).difference == pytest.approx(0.28509, rel=1e-4)


def test_look_text_size_view_and_place_survive_a_restart(
    make_program: MakeProgram, qtbot: QtBot
) -> None:
    first = make_program(size=(1000, 640))
    first.window.actions_by_name["look_dark"].trigger()
    press(first, Qt.Key.Key_Equal, CONTROL)
    press(first, Qt.Key.Key_3, CONTROL)
    size, points = first.window.size(), QApplication.font().pointSizeF()
    first.window.close()
    second = make_program(size=(size.width(), size.height()))
    assert second.window.actions_by_name["look_dark"].isChecked()
    assert QApplication.font().pointSizeF() == points
    assert second.window.board.view is MapView.SIGNED


def test_a_window_from_a_screen_that_is_gone_comes_back_on_one_that_is_there(
    make_program: MakeProgram, qtbot: QtBot
) -> None:
    first = make_program(size=(1000, 640))
    first.window.move(9000, 9000)
    QApplication.processEvents()
    first.window.close()
    second = make_program(size=(1000, 640))
    screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    assert any(screen.intersects(QRect(second.window.frameGeometry())) for screen in screens)


def test_everything_is_reached_by_tab_and_has_an_accessible_name(
    program: Program, qtbot: QtBot
) -> None:
    settled(program, qtbot)
    program.window.activateWindow()
    start = child(program, QWidget, "seed_edit")
    start.setFocus()
    seen: list[QWidget] = []
    widget = QApplication.focusWidget()
    while widget is not None and widget not in seen and len(seen) < 200:
        seen.append(widget)
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
        widget = QApplication.focusWidget()
    names = {each.objectName() for each in seen}
    for name in (
        "layer_edit_0",
        "layer_edit_3",
        "examples_edit",
        "epsilon_edit",
        "epsilon_slider",
        "check_button",
        *(f"heatmap_{array}" for array in ("W1", "b1", "W2", "b2", "W3", "b3")),
        "view_grad_button",
    ):
        assert name in names, f"{name} is not reached by Tab: {names}"
    unnamed = [each for each in seen if not each.accessibleName()]
    assert not unnamed, unnamed


def test_undo_drops_what_is_typed_and_wrong_before_it_takes_back_a_change(
    program: Program, qtbot: QtBot
) -> None:
    type_into(program, qtbot, "seed_edit", "45")
    changed = program.experiments.experiment
    field = type_into(program, qtbot, "examples_edit", "many")
    program.window.actions_by_name["undo"].trigger()
    assert field.text() == "12"
    assert program.experiments.experiment == changed
    program.window.actions_by_name["undo"].trigger()
    assert program.experiments.experiment != changed
    settled(program, qtbot)


def test_after_a_check_the_table_begins_with_the_worst_entry(
    program: Program, qtbot: QtBot
) -> None:
    settled(program, qtbot)
    child(program, QTabBar, "why_tabs").setCurrentIndex(1)
    table = child(program, QTableView, "worst_table")
    QApplication.processEvents()
    table.selectRow(table.model().rowCount() - 1)
    assert table.verticalScrollBar().value() > table.verticalScrollBar().minimum()
    press(program, Qt.Key.Key_F5)
    settled(program, qtbot)
    assert table.verticalScrollBar().value() == table.verticalScrollBar().minimum()
