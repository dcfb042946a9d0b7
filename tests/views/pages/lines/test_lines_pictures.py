"""The graph and the values: one above the other, or as tabs."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QSplitter, QTabWidget
from pytestqt.qtbot import QtBot

from gradviz.views.common.looks import looks
from gradviz.views.pages.lines.graph_tabs import GraphTabs
from gradviz.views.pages.lines.lines_pictures import Pictures
from gradviz.views.pages.lines.node_panel import NodePanel
from tests.helpers.forms import child


@pytest.fixture
def pictures(qtbot: QtBot) -> Pictures:
    look = looks()["light"]
    made = Pictures(GraphTabs(look), NodePanel(look))
    qtbot.addWidget(made)
    made.resize(500, 600)
    made.show()
    return made


def resized(pictures: Pictures, height: int) -> None:
    pictures.resize(500, height)
    QApplication.processEvents()


def test_both_are_seen_where_there_is_room(pictures: Pictures) -> None:
    assert not pictures.is_tabbed
    assert child(pictures, NodePanel, "node_panel").isVisible()


def test_the_values_go_into_a_tab_and_come_out_again(pictures: Pictures) -> None:
    values = child(pictures, NodePanel, "node_panel")
    tabs = child(pictures, QTabWidget, "graph_tabs")
    for _ in range(2):
        resized(pictures, 260)
        assert pictures.is_tabbed
        assert tabs.indexOf(values) >= 0
        assert not values.isVisible()
        resized(pictures, 600)
        assert not pictures.is_tabbed
        assert tabs.indexOf(values) < 0
        assert values.isVisible()


def test_it_needs_no_more_than_one_of_the_two(pictures: Pictures) -> None:
    needed = pictures.minimumSizeHint()
    assert needed.height() <= 330
    assert needed.width() <= 520


@pytest.mark.parametrize("height", [260, 600])
def test_the_values_leave_for_another_place_and_come_back(
    pictures: Pictures, qtbot: QtBot, height: int
) -> None:
    values = child(pictures, NodePanel, "node_panel")
    graph = child(pictures, QTabWidget, "graph_tabs")
    other = QSplitter()
    qtbot.addWidget(other)
    other.show()
    resized(pictures, height)
    pictures.give_values(other)
    QApplication.processEvents()
    assert values.parentWidget() is other
    assert values.isVisible()
    assert graph.height() == pictures.height()
    resized(pictures, 860 - height)
    assert values.parentWidget() is other
    pictures.take_values()
    QApplication.processEvents()
    assert pictures.isAncestorOf(values)
    assert pictures.is_tabbed is (height == 600)


@pytest.mark.parametrize("height", [300, 330, 360, 600])
def test_values_that_come_back_have_one_place(
    pictures: Pictures, qtbot: QtBot, height: int
) -> None:
    """Qt lists a widget twice that gets another place in the middle of getting one.

    As the values leave the rows, the pictures get their height, and may be low all the same.
    """
    rows = QSplitter(Qt.Orientation.Vertical)
    qtbot.addWidget(rows)
    rows.addWidget(pictures)
    rows.resize(600, height)
    rows.show()
    for _ in range(3):
        pictures.give_values(rows)
        QApplication.processEvents()
        pictures.take_values()
        assert len(rows.findChildren(NodePanel)) == 1
        QApplication.processEvents()
        assert len(rows.findChildren(NodePanel)) == 1
    pictures.setParent(None)
    pictures.close()
