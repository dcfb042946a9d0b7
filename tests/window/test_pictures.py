"""The menu of each picture of the window: its file, and its numbers as a table."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QTableView, QWidget
from pytestqt.qtbot import QtBot

from gradviz.app import Program
from gradviz.views.curves.curve_plot import CurvePlot
from tests.helpers.window import child, press, settled

ON_MAPS = ("heatmap_W1", "heatmap_b3", "colour_bar", "difference_gauge")
ON_LINES = ("computation_graph", "heatmap_node_value", "heatmap_node_difference", "scale_strip")
CONTROL = Qt.KeyboardModifier.ControlModifier


def opened(picture: QWidget) -> QMenu:
    """Open the menu of a picture by the key of menus."""
    place = QPoint(5, 5)
    reason = QContextMenuEvent.Reason.Keyboard
    event = QContextMenuEvent(reason, place, picture.mapToGlobal(place))
    QApplication.sendEvent(picture, event)
    return picture.window().findChildren(QMenu, "picture_menu")[-1]


def choose(picture: QWidget, words: str) -> None:
    menu = opened(picture)
    next(each for each in menu.actions() if words in each.text()).trigger()
    menu.hide()


@pytest.fixture
def chooses(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Return what makes the user choose a file whenever one is asked for."""

    def choose_file(path: Path) -> None:
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_rest: (str(path), ""))

    return choose_file


def said(program: Program) -> str:
    return program.window.statusBar().currentMessage()


def says(program: Program, words: str) -> bool:
    return said(program) == words


@pytest.mark.parametrize("name", [*ON_MAPS, *ON_LINES])
def test_every_picture_is_saved_as_it_is_seen(
    program: Program, qtbot: QtBot, chooses: Callable[[Path], None], tmp_path: Path, name: str
) -> None:
    settled(program, qtbot)
    if name in ON_LINES:
        press(program, Qt.Key.Key_F6)
        QApplication.processEvents()
    picture = child(program, QWidget, name)
    assert picture.accessibleName()
    chooses(tmp_path / "picture.png")
    choose(picture, "Save")
    qtbot.waitUntil(lambda: said(program) == "Wrote picture.png.")
    written = QImage(str(tmp_path / "picture.png"))
    assert written.size() == picture.size() * picture.devicePixelRatio()
    assert len({written.pixel(x, written.height() // 2) for x in range(written.width())}) > 1
    chooses(tmp_path / "picture.svg")
    choose(picture, "Save")
    qtbot.waitUntil(lambda: said(program) == "Wrote picture.svg.")
    assert QSvgRenderer(str(tmp_path / "picture.svg")).viewBox() == picture.rect()


@pytest.mark.parametrize("name", ["sweep_plot", "entry_plot", "taylor_plot"])
def test_curves_are_saved_as_a_picture_and_as_their_numbers(
    program: Program, qtbot: QtBot, chooses: Callable[[Path], None], tmp_path: Path, name: str
) -> None:
    settled(program, qtbot)
    press(program, Qt.Key.Key_F3)
    picture = child(program, CurvePlot, name)
    qtbot.waitUntil(lambda: len(picture.content.lines) > 0, timeout=20_000)
    for file in ("curves.png", "curves.svg", "curves.csv"):
        chooses(tmp_path / file)
        choose(picture.viewport(), "Save")
        words = f"Wrote {file}."
        qtbot.waitUntil(partial(says, program, words))
    assert QImage(str(tmp_path / "curves.png")).size() == picture.size()
    assert QSvgRenderer(str(tmp_path / "curves.svg")).viewBox() == picture.rect()
    header = (tmp_path / "curves.csv").read_text().splitlines()[0]
    assert header.startswith(f"{picture.content.across},")


def test_a_file_that_is_no_picture_is_refused(
    program: Program, qtbot: QtBot, chooses: Callable[[Path], None], tmp_path: Path
) -> None:
    settled(program, qtbot)
    chooses(tmp_path / "picture.txt")
    choose(child(program, QWidget, "colour_bar"), "Save")
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    assert "must end in .svg or .png" in dialog.accessibleDescription()
    dialog.close()
    assert not (tmp_path / "picture.txt").exists()


def test_a_map_is_opened_as_a_table_that_stays_when_another_check_is_made(
    program: Program, qtbot: QtBot
) -> None:
    result = settled(program, qtbot)
    choose(child(program, QWidget, "heatmap_W2"), "table")
    table = child(program, QTableView, "numbers_table")
    assert QTest.qWaitForWindowExposed(table.window())
    assert not table.window().isModal()
    place = result.layout.slices["W2"].start
    shown = table.model().index(0, 0).data()
    assert float(shown) == pytest.approx(result.errors[place], rel=1e-5)
    program.form.new_seed()
    settled(program, qtbot)
    assert table.model().index(0, 0).data() == shown
    qtbot.keyClick(table, Qt.Key.Key_C, CONTROL)
    qtbot.waitUntil(lambda: said(program) == "The table is on the clipboard.")
    lines = QGuiApplication.clipboard().text().splitlines()
    assert float(lines[0].split("\t")[0]) == result.errors[place]
    assert len(lines) == 3
    qtbot.keyClick(table, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: program.window.findChild(QTableView, "numbers_table") is None)


def test_the_map_of_a_node_and_the_name_of_a_map_offer_the_same(
    program: Program, qtbot: QtBot
) -> None:
    settled(program, qtbot)
    title = child(program, QWidget, "difference_W1")
    place = title.mapToGlobal(QPoint(3, 3))
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(3, 3), place)
    QApplication.sendEvent(title, event)
    panel = title.parentWidget()
    assert panel is not None
    menu = panel.findChildren(QMenu, "picture_menu")[-1]
    words = [each.text() for each in menu.actions()]
    assert words == ["&Copy picture", "&Save picture…", "Open as &table", "&Reset the view"]
    menu.hide()
    press(program, Qt.Key.Key_F6)
    QApplication.processEvents()
    choose(child(program, QWidget, "heatmap_node_numerical"), "table")
    window = child(program, QTableView, "numbers_table").window()
    assert window.windowTitle() == "Numbers of dZ3"
    window.close()
