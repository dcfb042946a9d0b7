"""The Qt model of the nodes of both passes."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from gradviz.views.looks import Look
from gradviz.views.tables.node_rows import COLUMNS, VERDICT, NodeRow

Index = QModelIndex | QPersistentModelIndex


class NodeModel(QAbstractTableModel):
    """Nodes in rows, in the order of the passes."""

    def __init__(self, look: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._rows: tuple[NodeRow, ...] = ()

    @property
    def rows(self) -> tuple[NodeRow, ...]:
        """What is in the rows."""
        return self._rows

    def set_look(self, look: Look) -> None:
        """Take other colours."""
        self._look = look
        self._say_changed()

    def set_rows(self, rows: Sequence[NodeRow]) -> None:
        """Show other nodes; what is selected stays so while they are the same."""
        rows = tuple(rows)
        if len(rows) == len(self._rows):
            self._rows = rows
            self._say_changed()
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row_of(self, name: str) -> int | None:
        """Return the row of a node."""
        rows = (place for place, row in enumerate(self._rows) if row.node.name == name)
        return next(rows, None)

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of nodes."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what is said of a node."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[index.column()].shown(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.node.sentence
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == VERDICT:
            return self._colour(row)
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return a column's title."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section].title
        if role == Qt.ItemDataRole.ToolTipRole:
            return COLUMNS[section].meaning
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def _colour(self, row: NodeRow) -> QColor:
        verdict = row.node.verdict
        return self._look.colour("muted" if verdict is None else f"line.{verdict.value}")

    def _say_changed(self) -> None:
        if self._rows:
            last = self.index(len(self._rows) - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
