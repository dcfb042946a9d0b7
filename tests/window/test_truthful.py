"""The window says what is so: what is typed and not applied, where keys go, what is explained."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QMenuBar,
    QTabBar,
    QTextBrowser,
    QTreeWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gradviz.app import Program
from gradviz.checking.experiment import Experiment
from gradviz.controllers.one_d import OneDController
from gradviz.network.layout import Cell
from gradviz.subjects.network import NetworkSubject, network_of
from gradviz.subjects.presets import preset_experiment
from gradviz.views.maps.heat_map import HeatMap
from tests.helpers.window import child, press, settled, shown_text, type_into

MakeProgram = Callable[..., Program]
CONTROL = Qt.KeyboardModifier.ControlModifier
PAGES = {
    "page_maps": Qt.Key.Key_F2,
    "page_epsilon": Qt.Key.Key_F3,
    "page_one_d": Qt.Key.Key_F4,
    "page_lines": Qt.Key.Key_F6,
}


def type_line(program: Program, qtbot: QtBot, name: str, text: str) -> QLineEdit:
    """Open the page of the lines and type over one, without Enter."""
    press(program, Qt.Key.Key_F6)
    settled(program, qtbot)
    return type_into(program, qtbot, f"line_{name}", text)


def test_a_line_that_is_typed_and_not_applied_says_so_beside_the_verdict_on_every_page(
    program: Program, qtbot: QtBot
) -> None:
    settled(program, qtbot)
    type_line(program, qtbot, "dW2", "2/m * dZ2 @ A1.T")
    for name in ("page_maps", "page_epsilon", "page_lines"):
        press(program, PAGES[name])
        settled(program, qtbot)
        assert child(program, QWidget, "verdict_label").isVisible()
        assert shown_text(program, "source_label").startswith("not applied: what is typed in dW2")
    qtbot.keyClick(child(program, QLineEdit, "line_dW2"), Qt.Key.Key_Escape)
    assert "not applied" not in shown_text(program, "source_label")


def test_f5_applies_what_is_typed_from_any_page(program: Program, qtbot: QtBot) -> None:
    settled(program, qtbot)
    type_line(program, qtbot, "dW2", "2/m * dZ2 @ A1.T")
    press(program, Qt.Key.Key_F2)
    press(program, Qt.Key.Key_F5)
    assert network_of(settled(program, qtbot).experiment).lines == ("dW2 = 2/m * dZ2 @ A1.T",)
    assert "not applied" not in shown_text(program, "source_label")
    assert "own line dW2" in shown_text(program, "source_label")


def test_f5_leaves_what_cannot_be_used_and_goes_on_saying_so(
    program: Program, qtbot: QtBot
) -> None:
    before = settled(program, qtbot).experiment
    field = type_line(program, qtbot, "dW2", "2/m * dZ2 @")
    press(program, Qt.Key.Key_F5)
    assert settled(program, qtbot).experiment == before
    assert field.text() == "2/m * dZ2 @"
    said = "cannot be applied: what is typed in dW2 (F6 shows why)"
    assert shown_text(program, "source_label").startswith(said)
    field.setText("")
    qtbot.keyClicks(field, "3/m * dZ2 @ A1.T")
    said = "not applied: what is typed in dW2 (F5 applies it)"
    assert shown_text(program, "source_label").startswith(said)


@pytest.mark.parametrize("page", ["line", "seed", "one_d"])
def test_after_enter_in_a_field_undo_takes_back_the_change(
    program: Program, qtbot: QtBot, page: str
) -> None:
    start = settled(program, qtbot).experiment
    if page == "one_d":
        press(program, Qt.Key.Key_F4)
        field = type_into(program, qtbot, "one_d_theta_edit", "7")
        qtbot.keyClick(field, Qt.Key.Key_Return)
        one_d = program.pages.controller(OneDController)
        assert one_d is not None
        assert one_d.settings.theta == 7
        qtbot.keyClick(field, Qt.Key.Key_Z, CONTROL)
        assert one_d.settings.theta == 4
        assert field.text() == "4"
        return
    if page == "line":
        field = type_line(program, qtbot, "dW2", "2/m * dZ2 @ A1.T")
    else:
        field = type_into(program, qtbot, "seed_edit", "45")
    before = "1/m * dZ2 @ A1.T" if page == "line" else str(network_of(start).network.seed)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert program.experiments.experiment != start
    qtbot.keyClick(field, Qt.Key.Key_Z, CONTROL)
    assert program.experiments.experiment == start
    assert field.text() == before
    settled(program, qtbot)


@pytest.mark.parametrize("key", [Qt.Key.Key_F8, Qt.Key.Key_F11])
def test_ctrl_f_unfolds_the_panel_of_the_bugs(program: Program, qtbot: QtBot, key: Qt.Key) -> None:
    settled(program, qtbot)
    press(program, key)
    assert not program.window.form.isVisible()
    press(program, Qt.Key.Key_F, CONTROL)
    search = child(program, QLineEdit, "bug_search")
    assert search.isVisible()
    assert QApplication.focusWidget() is search
    assert program.window.actions_by_name["show_form"].isChecked()


def test_keys_never_go_to_a_panel_that_is_folded(program: Program, qtbot: QtBot) -> None:
    settled(program, qtbot)
    seed = child(program, QLineEdit, "seed_edit")
    seed.setFocus()
    before = seed.text()
    press(program, Qt.Key.Key_F8)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.isVisible()
    QTest.keyClicks(focused, "9")
    assert seed.text() == before
    child(program, QWidget, "inspector_copy_button").setFocus()
    press(program, Qt.Key.Key_F9)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.isVisible()


def test_the_explanation_below_the_bugs_is_that_of_the_bug_just_ticked(
    program: Program, qtbot: QtBot
) -> None:
    settled(program, qtbot)
    press(program, Qt.Key.Key_F, CONTROL)
    tree = child(program, QTreeWidget, "bug_list")
    details = child(program, QTextBrowser, "bug_details")
    QTest.keyClicks(child(program, QLineEdit, "bug_search"), "1/m")
    QApplication.processEvents()
    tickable = [
        item
        for item in tree.findItems("*", Qt.MatchFlag.MatchWildcard | Qt.MatchFlag.MatchRecursive)
        if item.parent() and not item.isHidden() and item.flags() & Qt.ItemFlag.ItemIsUserCheckable
    ][:3]
    assert len(tickable) == 3
    for item in tickable:
        tree.scrollToItem(item)
        box = tree.visualItemRect(item)
        spot = QPoint(box.left() + 8, box.center().y())
        QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        assert item.checkState(0) == Qt.CheckState.Checked
        assert details.toPlainText().casefold().startswith(item.text(0).casefold())
    settled(program, qtbot)


def test_a_restart_in_the_presenter_keeps_the_size_of_the_window(
    make_program: MakeProgram, qtbot: QtBot
) -> None:
    first = make_program(size=(1180, 700))
    settled(first, qtbot)
    press(first, Qt.Key.Key_F11)
    first.window.resize(1300, 720)
    QApplication.processEvents()
    first.window.close()
    second = make_program(size=(1300, 720))
    settled(second, qtbot)
    assert second.looks.is_presenter
    press(second, Qt.Key.Key_Escape)
    for _ in range(3):
        QApplication.processEvents()
    assert not second.looks.is_presenter
    assert (second.window.width(), second.window.height()) == (1300, 720)


def test_a_chosen_cell_stays_the_current_one_with_other_layers_and_another_data_set(
    program: Program, qtbot: QtBot
) -> None:
    settled(program, qtbot)
    shown = child(program, HeatMap, "heatmap_W3")
    shown.setFocus()
    qtbot.keyClick(shown, Qt.Key.Key_Home)
    qtbot.keyClick(shown, Qt.Key.Key_Right)
    assert program.cells.cell == Cell("W3", 0, 1)
    type_into(program, qtbot, "layer_edit_1", "9")
    settled(program, qtbot)
    assert shown_text(program, "inspector_name") == "W3[0, 1]"
    assert shown_text(program, "cell_status").startswith("W3[0, 1]")
    type_into(program, qtbot, "layer_edit_2", "1")
    settled(program, qtbot)
    assert shown_text(program, "inspector_name") == "W3[0, 0]"
    type_into(program, qtbot, "layer_edit_2", "3")
    settled(program, qtbot)
    assert shown_text(program, "inspector_name") == "W3[0, 1]"


def test_what_cannot_be_used_in_one_dimension_fades_what_it_no_longer_describes(
    program: Program, qtbot: QtBot
) -> None:
    press(program, Qt.Key.Key_F4)
    QApplication.processEvents()
    plots = [child(program, QWidget, name) for name in ("one_d_plot", "one_d_errors")]
    program.window.setFocus()
    steps = child(program, QWidget, "one_d_steps")

    def pictures() -> list[float]:
        return [contrast_of(each) for each in (*plots, steps)]

    field = child(program, QLineEdit, "one_d_theta_edit")
    field.setFocus()
    clear = pictures()
    qtbot.keyClick(field, Qt.Key.Key_End)
    qtbot.keyClick(field, Qt.Key.Key_X)
    QApplication.processEvents()
    faded = pictures()
    assert shown_text(program, "one_d_verdict").startswith("Cannot check")
    assert all(after < 0.75 * before for before, after in zip(clear, faded, strict=True))
    qtbot.keyClick(field, Qt.Key.Key_Backspace)
    QApplication.processEvents()
    assert pictures() == clear


def contrast_of(widget: QWidget) -> float:
    """Return how far the darkest pixel of a widget is from the lightest, of 255."""
    image = widget.grab().toImage()
    greys = [
        image.pixelColor(x, y).lightness()
        for x in range(image.width())
        for y in range(0, image.height(), 2)
    ]
    return float(max(greys) - min(greys))


def mnemonic(text: str) -> str | None:
    """Return the letter that Alt reaches, if there is one."""
    place = text.replace("&&", "  ").find("&")
    return text[place + 1].casefold() if place >= 0 else None


def letters(program: Program) -> Iterator[tuple[str, str]]:
    """Yield the letter and the text of all that Alt reaches in the window as it is seen."""
    bar = program.window.findChild(QMenuBar)
    assert bar is not None
    texts = [action.text() for action in bar.actions()]
    for button in program.window.findChildren(QAbstractButton):
        texts += [button.text()] if button.isVisible() else []
    for label in program.window.findChildren(QLabel):
        texts += [label.text()] if label.isVisible() and label.buddy() is not None else []
    for tabs in program.window.findChildren(QTabBar):
        if tabs.isVisible():
            texts += [tabs.tabText(place) for place in range(tabs.count())]
    for text in texts:
        letter = mnemonic(text)
        if letter is not None:
            yield letter, text


@pytest.mark.parametrize("page", list(PAGES))
def test_no_two_things_of_the_window_have_the_same_letter(
    program: Program, qtbot: QtBot, page: str
) -> None:
    settled(program, qtbot)
    press(program, PAGES[page])
    QApplication.processEvents()
    found = list(letters(program))
    assert len(found) >= 5
    assert len({letter for letter, _ in found}) == len(found), found


def test_no_two_actions_of_a_menu_have_the_same_letter(program: Program) -> None:
    for title, menu in program.window.menus.items():
        actions: list[QAction] = menu.actions()
        found = [mnemonic(each.text()) for each in actions if not each.isSeparator()]
        written = [letter for letter in found if letter is not None]
        assert len(written) == len(set(written)), (title, written)


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (2560, 1440)])
def test_maps_grow_with_the_window_and_leave_no_room_below(
    make_program: MakeProgram, qtbot: QtBot, size: tuple[int, int]
) -> None:
    program = make_program(Experiment(NetworkSubject()), size=size)
    settled(program, qtbot)
    QApplication.processEvents()
    maps = [child(program, HeatMap, f"heatmap_W{layer}") for layer in (1, 2, 3)]
    shown = maps[0]
    bottom = max(y for y in range(shown.height()) if shown.cell_at(at_middle(shown, y)) is not None)
    assert bottom > shown.height() - 4
    by_top = sorted(maps, key=lambda each: each.height())
    heights = {each.mapTo(program.window, QPoint()).y(): each.height() for each in by_top}
    assert sum(heights.values()) > 0.35 * size[1]
    assert len(heights) == (1 if size[1] < 1000 else 3)  # a row of maps a layer, where it is high


def at_middle(shown: HeatMap, y: int) -> QPointF:
    return QPointF(shown.width() / 2, y)


@pytest.mark.parametrize("look", ["light", "presenter"])
@pytest.mark.parametrize("size", [(1040, 690), (1340, 690), (1920, 1080)])
@pytest.mark.parametrize("preset", ["default", "course"])
def test_no_line_of_the_forward_pass_is_cut(
    make_program: MakeProgram, qtbot: QtBot, preset: str, size: tuple[int, int], look: str
) -> None:
    program = make_program(preset_experiment(preset), size=size)
    settled(program, qtbot)
    program.window.actions_by_name[f"look_{look}"].trigger()
    press(program, Qt.Key.Key_F6)
    settled(program, qtbot)
    for _ in range(5):
        QApplication.processEvents()
    for name in ("Z1", "A1", "Z2", "A2", "Z3", "A3", "J"):
        field = child(program, QLineEdit, f"line_{name}")
        room = field.width() - field.textMargins().left() - field.textMargins().right()
        wide = field.fontMetrics().horizontalAdvance(field.text())
        assert wide <= room, (name, field.text(), wide, room)
