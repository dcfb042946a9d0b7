"""What all tables of rows promise, whatever is in their rows."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QGuiApplication
from pytestqt.qtbot import QtBot

from gradviz.views.common.copied_table import CopiedTable
from gradviz.views.common.looks import looks
from gradviz.views.pages.lines.node_table import NodeTable
from gradviz.views.pages.maps.worst_table import WorstTable
from tests.helpers.nodes import graph_of
from tests.helpers.results import checked

LIGHT = looks()["light"]


def node_table() -> NodeTable:
    made = NodeTable(LIGHT)
    made.set_graph(graph_of(checked("course-bugs")))
    return made


def worst_table() -> WorstTable:
    made = WorstTable(LIGHT)
    made.set_result(checked("course-bugs"))
    return made


@pytest.fixture(params=[node_table, worst_table])
def table(qtbot: QtBot, request: pytest.FixtureRequest) -> CopiedTable[Any, Any]:
    make: Callable[[], CopiedTable[Any, Any]] = request.param
    made = make()
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.show()
    return made


def test_copy_all_rows_takes_all_whatever_is_selected(
    table: CopiedTable[Any, Any], qtbot: QtBot
) -> None:
    spot = table.visualRect(table.indexAt(table.viewport().rect().center())).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert len(table.selectionModel().selectedRows()) == 1
    clipboard = QGuiApplication.clipboard()
    actions = {action.text(): action for action in table.actions()}
    actions["Copy"].trigger()
    assert clipboard.text().count("\n") == 2
    actions["Copy all rows"].trigger()
    assert clipboard.text().count("\n") == table.model().rowCount() + 1


def test_rows_and_columns_follow_the_size_of_the_text(table: CopiedTable[Any, Any]) -> None:
    def sizes() -> tuple[int, int]:
        return table.rowHeight(0), table.columnWidth(0)

    before = sizes()
    font = QFont(table.font())
    font.setPointSizeF(2 * font.pointSizeF())
    table.setFont(font)
    for small, large in zip(before, sizes(), strict=True):
        assert large > 1.5 * small


def test_a_row_that_is_not_there_is_not_selected(
    table: CopiedTable[Any, Any],
) -> None:
    table.set_current(-1 if isinstance(table, WorstTable) else "dW9")
    assert not table.selectionModel().hasSelection()
