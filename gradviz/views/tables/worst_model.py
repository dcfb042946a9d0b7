"""The Qt model of the worst entries."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QColor

from gradviz.views.looks import Look
from gradviz.views.tables.worst_entries import (
    COLUMNS,
    ERROR,
    WorstEntry,
    shown,
    sorted_entries,
)

Index = QModelIndex | QPersistentModelIndex

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class WorstModel(QAbstractTableModel):
    """Entries in rows, sorted by one column."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[WorstEntry, ...] = ()
        self._column = ERROR
        self._descending = True
        self._failing: QColor | None = None

    @property
    def entries(self) -> tuple[WorstEntry, ...]:
        """The entries in the order of the rows."""
        return self._entries

    def set_look(self, look: Look) -> None:
        """Take other colours."""
        self._failing = look.colour("fail.mark")
        self._say_changed()

    def set_entries(self, entries: Sequence[WorstEntry]) -> None:
        """Show other entries, in the order that is set."""
        new = sorted_entries(entries, self._column, self._descending)
        if [entry.index for entry in new] == [entry.index for entry in self._entries]:
            self._entries = new
            self._say_changed()
            return
        self.beginResetModel()
        self._entries = new
        self.endResetModel()

    def row_of(self, place: int) -> int | None:
        """Return the row of an entry of theta, if it is among the worst."""
        rows = (row for row, entry in enumerate(self._entries) if entry.index == place)
        return next(rows, None)

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of entries."""
        return 0 if parent is not None and parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a value of an entry, or how it is shown."""
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return shown(entry, index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role == Qt.ItemDataRole.ForegroundRole and entry.is_failing and index.column() == ERROR:
            return self._failing
        if role == Qt.ItemDataRole.ToolTipRole and entry.is_failing:
            return "✗ This entry alone makes the check fail."
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
            return _alignment(section)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by the numbers of a column; what is selected stays selected."""
        if not 0 <= column < len(COLUMNS):
            return
        self._column, self._descending = column, order is Qt.SortOrder.DescendingOrder
        self.layoutAboutToBeChanged.emit()
        places = [entry.index for entry in self._entries]
        self._entries = sorted_entries(self._entries, self._column, self._descending)
        rows = {entry.index: row for row, entry in enumerate(self._entries)}
        before = self.persistentIndexList()
        after = [self.index(rows[places[each.row()]], each.column()) for each in before]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _say_changed(self) -> None:
        if self._entries:
            last = self.index(len(self._entries) - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)


def _alignment(column: int) -> Qt.AlignmentFlag:
    """Return where a column stands: numbers at the right, words at the left."""
    return _RIGHT if COLUMNS[column].words is None else _LEFT
