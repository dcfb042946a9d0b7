"""The graph as a table, as a user drives it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gradviz.checking.result import CheckResult
from gradviz.presenting.node_rows import COLUMNS, NAME, VERDICT, WORDS
from gradviz.presenting.pass_nodes import NODE_NAMES, PassGraph
from gradviz.views.common.looks import looks
from gradviz.views.pages.lines.node_table import NodeTable
from tests.helpers.nodes import diagnosed, experiment_of, graph_of

SHAPE = next(place for place, each in enumerate(COLUMNS) if each.title == "shape")
LEFT = Qt.MouseButton.LeftButton
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(scope="module")
def result() -> CheckResult:
    return diagnosed("dA2 = 2 * W3.T @ dZ3")


@pytest.fixture
def table(qtbot: QtBot, result: CheckResult) -> Iterator[NodeTable]:
    made = NodeTable(looks()["light"])
    qtbot.addWidget(made)
    made.set_graph(graph_of(result))
    made.resize(900, 800)
    made.show()
    assert QTest.qWaitForWindowExposed(made)
    yield made
    made.close()


@pytest.fixture
def chosen(table: NodeTable) -> list[str]:
    received: list[str] = []
    table.node_chosen.connect(received.append)
    return received


def row(name: str) -> int:
    return NODE_NAMES.index(name)


def spot(table: NodeTable, name: str) -> QPoint:
    return table.visualRect(table.model().index(row(name), 0)).center()


def selected(table: NodeTable) -> list[str]:
    return [NODE_NAMES[index.row()] for index in table.selectionModel().selectedRows()]


def test_a_click_and_arrow_keys_choose(table: NodeTable, chosen: list[str], qtbot: QtBot) -> None:
    qtbot.mouseClick(table.viewport(), LEFT, pos=spot(table, "dZ3"))
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert chosen == ["dZ3", "dW3", "dW3"]
    assert selected(table) == ["dW3"]


def test_set_current_selects_and_tells_nothing(table: NodeTable, chosen: list[str]) -> None:
    table.set_current("db1")
    assert selected(table) == ["db1"]
    table.set_current(None)
    assert selected(table) == []
    assert chosen == []


def test_the_chosen_node_stays_chosen_in_a_new_check(table: NodeTable, chosen: list[str]) -> None:
    table.set_current("dW2")
    table.set_graph(graph_of(diagnosed()))
    assert selected(table) == ["dW2"]
    table.set_graph(None)
    assert table.model().rowCount() == 0
    table.set_graph(PassGraph.of(experiment_of(), None))
    assert selected(table) == ["dW2"]
    assert chosen == []


def test_the_focus_alone_chooses_nothing(table: NodeTable, chosen: list[str]) -> None:
    table.setFocus()
    QApplication.processEvents()
    assert chosen == []


def test_pointing_at_a_row_tells_its_node(table: NodeTable, qtbot: QtBot) -> None:
    hovered: list[object] = []
    table.node_hovered.connect(hovered.append)
    qtbot.mouseMove(table.viewport(), spot(table, "Z2"))
    qtbot.waitUntil(lambda: hovered == ["Z2"])
    qtbot.mouseMove(table.viewport(), spot(table, "A2"))
    qtbot.waitUntil(lambda: hovered == ["Z2", "A2"])


def test_verdicts_have_their_colours(table: NodeTable) -> None:
    index = table.model().index(row("dA2"), VERDICT)
    for look in looks().values():
        table.set_look(look)
        colour = index.data(Qt.ItemDataRole.ForegroundRole)
        assert isinstance(colour, QColor)
        assert colour == look.colour("line.origin")
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "dA2 is wrong: 2 times too large."


def test_copy_takes_the_selected_rows_or_all(table: NodeTable, qtbot: QtBot) -> None:
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_C, CONTROL)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t") == [column.title for column in COLUMNS]
    assert [line.split("\t")[0] for line in lines[1:]] == list(NODE_NAMES)
    qtbot.mouseClick(table.viewport(), LEFT, pos=spot(table, "dZ3"))
    qtbot.keyClick(table, Qt.Key.Key_Down, SHIFT)
    qtbot.keyClick(table, Qt.Key.Key_C, CONTROL)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert [line.split("\t")[0] for line in lines[1:]] == ["dZ3", "dW3"]


@pytest.mark.parametrize("points", [9.0, 20.0])
def test_no_text_of_the_first_columns_is_cut_off(
    table: NodeTable, result: CheckResult, points: float
) -> None:
    font = QFont()
    font.setPointSizeF(points)
    table.setFont(font)
    table.set_graph(graph_of(result, experiment_of((784, 128, 64, 1), 128)))
    for column in (NAME, VERDICT, SHAPE):
        texts = (table.model().index(each, column).data() for each in range(len(NODE_NAMES)))
        widest = max(table.fontMetrics().horizontalAdvance(str(text)) for text in texts)
        assert widest < table.columnWidth(column), COLUMNS[column].title


def in_sight(table: NodeTable, name: str) -> bool:
    return table.viewport().rect().contains(spot(table, name))


def test_it_opens_where_the_mistakes_are(qtbot: QtBot, result: CheckResult) -> None:
    made = NodeTable(looks()["light"])
    qtbot.addWidget(made)
    made.resize(450, 200)
    made.set_graph(graph_of(result))
    made.show()
    assert QTest.qWaitForWindowExposed(made)
    assert made.rowAt(2) == row("dZ3")
    made.hide()
    made.set_current("db1")
    made.show()
    assert in_sight(made, "db1")
    made.hide()
    made.set_current("db3")
    made.show()
    assert made.rowAt(2) == row("dZ3")
    assert in_sight(made, "db3")


@pytest.mark.parametrize("width", [300, 450, 700, 1200])
def test_verdict_and_cause_are_in_sight_without_scrolling(table: NodeTable, width: int) -> None:
    table.resize(width, 300)
    QApplication.processEvents()
    assert [each.title for each in COLUMNS[:3]] == ["node", "verdict", "in words"]
    start = table.columnViewportPosition(WORDS)
    room = table.viewport().width() - start
    assert table.horizontalScrollBar().value() == 0
    words = table.model().index(row("dA2"), WORDS).data()
    if width >= 450:
        assert table.fontMetrics().horizontalAdvance(words) < room
    assert start + table.columnWidth(WORDS) <= table.viewport().width() or width < 450
