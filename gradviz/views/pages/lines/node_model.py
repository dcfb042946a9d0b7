"""The Qt model of the nodes of both passes."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QColor

from gradviz.presenting.node_rows import COLUMNS, VERDICT, NodeRow
from gradviz.views.common.row_model import RowModel


class NodeModel(RowModel[NodeRow, str]):
    """Nodes in rows, in the order of the passes."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(COLUMNS, parent=parent)

    def key(self, row: NodeRow) -> str:
        """Return the name of a node."""
        return row.node.name

    def _shown(self, row: NodeRow, column: int) -> str:
        return COLUMNS[column].shown(row)

    def _tip(self, row: NodeRow) -> str:
        return row.node.sentence

    def _ink(self, row: NodeRow, column: int) -> QColor | None:
        if column != VERDICT or self._look is None:
            return None
        verdict = row.node.verdict
        return self._look.colour("muted" if verdict is None else f"line.{verdict.value}")
