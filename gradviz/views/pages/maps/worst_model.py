"""The Qt model of the worst entries."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor

from gradviz.presenting.worst_entries import (
    COLUMNS,
    ERROR,
    WorstEntry,
    shown,
    sorted_entries,
)
from gradviz.views.common.row_model import RowModel


class WorstModel(RowModel[WorstEntry, int]):
    """Entries in rows, sorted by one column."""

    def __init__(self, parent: QObject | None = None) -> None:
        numbers = [place for place, each in enumerate(COLUMNS) if each.words is None]
        super().__init__(COLUMNS, numbers, parent)
        self._column = ERROR
        self._descending = True

    def key(self, row: WorstEntry) -> int:
        """Return the place of an entry in theta."""
        return row.index

    def set_rows(self, rows: Sequence[WorstEntry]) -> None:
        """Show other entries, in the order that is set."""
        super().set_rows(sorted_entries(rows, self._column, self._descending))

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by the numbers of a column; what is selected stays selected."""
        if not 0 <= column < len(COLUMNS):
            return
        self._column, self._descending = column, order is Qt.SortOrder.DescendingOrder
        self.layoutAboutToBeChanged.emit()
        places = [entry.index for entry in self._rows]
        self._rows = sorted_entries(self._rows, self._column, self._descending)
        rows = {entry.index: row for row, entry in enumerate(self._rows)}
        before = self.persistentIndexList()
        after = [self.index(rows[places[each.row()]], each.column()) for each in before]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _shown(self, row: WorstEntry, column: int) -> str:
        return shown(row, column)

    def _tip(self, row: WorstEntry) -> str | None:
        return "✗ This entry is known to be wrong." if row.is_failing else None

    def _ink(self, row: WorstEntry, column: int) -> QColor | None:
        if self._look is None or column != ERROR or not row.is_failing:
            return None
        return self._look.colour("fail.mark")
