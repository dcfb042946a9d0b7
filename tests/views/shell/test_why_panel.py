"""The panel that says why, as tabs below the maps and one above the other beside them."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton, QTabBar, QTableView
from pytestqt.qtbot import QtBot

from gradviz.views.common.looks import looks
from gradviz.views.shell.why_panel import WhyPanel
from tests.helpers.forms import child
from tests.helpers.results import checked

WIDTH = 1020  # pixels, of a window as wide as a projector


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[WhyPanel]:
    made = WhyPanel(looks()["light"])
    qtbot.addWidget(made)
    made.resize(WIDTH, made.low_height)
    made.show()
    assert QTest.qWaitForWindowExposed(made)
    yield made
    made.close()


def show(panel: WhyPanel, preset: str, array: str, row: int, column: int) -> None:
    result = checked(preset)
    panel.inspector.set_cell(result, result.layout.index(array, row, column))
    for _ in range(3):
        QApplication.processEvents()


def texts(panel: WhyPanel) -> list[QPlainTextEdit]:
    return [each for each in panel.findChildren(QPlainTextEdit) if each.isVisible()]


@pytest.mark.parametrize(
    ("preset", "cell"),
    [
        ("course-bugs", ("b1", 0, 0)),
        ("course-bugs", ("W2", 2, 1)),
        ("course", ("W1", 0, 3)),
        ("default", ("W1", 0, 3)),
    ],
)
def test_at_the_height_that_it_asks_for_nothing_said_of_a_cell_scrolls(
    panel: WhyPanel, preset: str, cell: tuple[str, int, int]
) -> None:
    show(panel, preset, *cell)
    assert len(texts(panel)) == 2
    for text in texts(panel):
        assert text.verticalScrollBar().maximum() == 0
        assert text.horizontalScrollBar().maximum() == 0


def test_all_is_in_one_column_only_where_nothing_is_cut_off(panel: WhyPanel) -> None:
    for height in range(panel.low_height, 3 * panel.low_height, 7):
        panel.resize(WIDTH, height)
        show(panel, "course-bugs", "b1", 0, 0)
        assert all(text.verticalScrollBar().maximum() == 0 for text in texts(panel))
    assert len(texts(panel)) == 1


def test_the_tabs_show_the_cell_or_the_table(panel: WhyPanel) -> None:
    show(panel, "course-bugs", "b1", 0, 0)
    tabs, table = child(panel, QTabBar, "why_tabs"), child(panel, QTableView, "worst_table")
    name = child(panel, QLabel, "inspector_name")
    copy = child(panel, QPushButton, "inspector_copy_button")
    assert name.text() == "b1[0, 0]"
    middles = [part.mapTo(panel, part.rect().center()).y() for part in (tabs, name, copy)]
    assert max(middles) - min(middles) <= 3, "in one row"
    QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(1).center())
    assert table.isVisible()
    assert not panel.inspector.isVisible()
    assert not copy.isVisible()
    tabs.setFocus()
    QTest.keyClick(tabs, Qt.Key.Key_Left)
    assert panel.inspector.isVisible()
    assert not table.isVisible()


def test_beside_the_maps_both_are_shown_whichever_tab_was_current(panel: WhyPanel) -> None:
    tabs, table = child(panel, QTabBar, "why_tabs"), child(panel, QTableView, "worst_table")
    tabs.setCurrentIndex(1)
    panel.set_tabbed(False)
    panel.resize(400, 900)
    show(panel, "course-bugs", "b1", 0, 0)
    assert not tabs.isVisible()
    assert panel.inspector.isVisible()
    assert table.isVisible()
    assert table.mapTo(panel, QPoint()).y() > panel.inspector.mapTo(panel, QPoint()).y()
    panel.set_tabbed(True)
    assert not panel.inspector.isVisible()
