"""A model of rows that are told apart by a key each."""

from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from gradviz.presenting.node_rows import COLUMNS, node_rows
from gradviz.presenting.pass_nodes import NODE_NAMES, PassGraph
from gradviz.views.pages.lines.node_model import NodeModel
from tests.helpers.nodes import diagnosed, graph_of


def test_it_keeps_to_qt_s_rules(qapp: object) -> None:
    model, result = NodeModel(), diagnosed("dA2 = 2 * W3.T @ dZ3")
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.set_rows(node_rows(graph_of(result)))
    model.set_rows(node_rows(PassGraph.of(result.experiment, None)))
    model.set_rows(())
    assert tester.model() is model


def test_rows_of_the_same_keys_are_no_reset(qtbot: QtBot) -> None:
    model, result = NodeModel(), diagnosed("dA2 = 2 * W3.T @ dZ3")
    with qtbot.waitSignal(model.modelReset):
        model.set_rows(node_rows(PassGraph.of(result.experiment, None)))
    kept = QPersistentModelIndex(model.index(3, 1))
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged):
        model.set_rows(node_rows(graph_of(result)))
    assert kept.row() == 3
    with qtbot.waitSignal(model.modelReset):
        model.set_rows(model.rows[1:])
    assert not kept.isValid()


def test_a_row_is_found_by_its_key(qapp: object) -> None:
    model, result = NodeModel(), diagnosed()
    model.set_rows(node_rows(graph_of(result)))
    assert [model.row_of(name) for name in NODE_NAMES] == list(range(len(NODE_NAMES)))
    assert model.row_of("dW9") is None


def test_the_head_of_a_column_tells_its_title_and_its_meaning(qapp: object) -> None:
    model, roles = NodeModel(), Qt.ItemDataRole
    for column, each in enumerate(COLUMNS):
        titles = [
            model.headerData(column, Qt.Orientation.Horizontal, role)
            for role in (roles.DisplayRole, roles.ToolTipRole)
        ]
        assert titles == [each.title, each.meaning]
        assert model.headerData(column, Qt.Orientation.Vertical) is None
