"""The graph and its table show the same node, and tell the same."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTabWidget
from pytestqt.qtbot import QtBot

from gradviz.presenting.node_rows import VERDICT
from gradviz.presenting.pass_nodes import NODE_NAMES, PassGraph
from gradviz.views.common.looks import looks
from gradviz.views.pages.lines.graph_tabs import GraphTabs
from tests.helpers.nodes import diagnosed, experiment_of, graph_of

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def tabs(qtbot: QtBot) -> Iterator[GraphTabs]:
    made = GraphTabs(looks()["light"])
    qtbot.addWidget(made)
    result = diagnosed("dW2 = 2/m * dZ2 @ A1.T")
    made.set_graph(graph_of(result))
    made.resize(800, 400)
    made.show()
    assert QTest.qWaitForWindowExposed(made)
    yield made
    made.close()


def bar_of(tabs: GraphTabs) -> QTabWidget:
    found = tabs.findChild(QTabWidget, "graph_tabs")
    assert found is not None
    return found


def test_a_node_chosen_in_one_is_chosen_in_the_other(tabs: GraphTabs, qtbot: QtBot) -> None:
    chosen: list[str] = []
    tabs.node_chosen.connect(chosen.append)
    place = tabs.graph.node_rect("dA1").center().toPoint()
    qtbot.mouseClick(tabs.graph, LEFT, pos=place)
    assert chosen == ["dA1"]
    qtbot.keyClick(bar_of(tabs).tabBar(), Qt.Key.Key_Right)
    assert bar_of(tabs).currentWidget() is tabs.table
    assert tabs.table.currentIndex().row() == NODE_NAMES.index("dA1")
    qtbot.keyClick(tabs.table, Qt.Key.Key_Down)
    assert chosen == ["dA1", "dZ1"]
    qtbot.keyClick(bar_of(tabs).tabBar(), Qt.Key.Key_Left)
    assert tabs.graph.accessibleDescription().startswith("At ✓ dZ1")


def test_what_is_pointed_at_is_told(tabs: GraphTabs, qtbot: QtBot) -> None:
    hovered: list[object] = []
    tabs.node_hovered.connect(hovered.append)
    qtbot.mouseMove(tabs.graph, tabs.graph.node_rect("Z1").center().toPoint())
    qtbot.waitUntil(lambda: hovered == ["Z1"])


def test_setters_reach_both_and_tell_nothing(tabs: GraphTabs) -> None:
    received: list[object] = []
    tabs.node_hovered.connect(received.append)
    tabs.node_chosen.connect(received.append)
    tabs.set_look(looks()["dark"])
    tabs.set_current("dW1")
    tabs.set_pointed("dW2")
    tabs.set_graph(PassGraph.of(experiment_of(), None))
    assert tabs.table.model().index(NODE_NAMES.index("dW2"), VERDICT).data() == "not judged yet"
    assert "not judged yet" in tabs.graph.accessibleDescription()
    assert received == []
