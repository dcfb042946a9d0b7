"""A Qt model of rows with a key each."""

from collections.abc import Collection, Sequence
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from gradviz.views.common.looks import Look

Index = QModelIndex | QPersistentModelIndex
R = TypeVar("R")  # a row
K = TypeVar("K", str, int)  # its key

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class Titled(Protocol):
    """What the head of a column says of it."""

    @property
    def title(self) -> str:
        """Its title."""

    @property
    def meaning(self) -> str:
        """What is in it."""


class RowModel(QAbstractTableModel, Generic[R, K]):
    """Rows of one kind; what a cell shows is up to the model of that kind.

    Parameters
    ----------
    columns
        The columns.
    numbers
        The places of those that stand at the right, as numbers do.
    parent
        What owns it.
    """

    def __init__(
        self,
        columns: Sequence[Titled],
        numbers: Collection[int] = (),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns, self._numbers = columns, numbers
        self._rows: tuple[R, ...] = ()
        self._look: Look | None = None

    @property
    def rows(self) -> tuple[R, ...]:
        """What is in the rows."""
        return self._rows

    def key(self, row: R) -> K:
        """Return what distinguishes a row from the others."""
        raise NotImplementedError

    def row_of(self, key: K) -> int | None:
        """Return the place of the row of a key, if there is one."""
        return next((place for place, row in enumerate(self._rows) if self.key(row) == key), None)

    def set_look(self, look: Look) -> None:
        """Take other colours."""
        self._look = look
        self._say_changed()

    def set_rows(self, rows: Sequence[R]) -> None:
        """Show other rows; what is selected stays so while their keys are the same."""
        before, after = ([self.key(each) for each in every] for every in (self._rows, rows))
        if before == after:
            self._rows = tuple(rows)
            self._say_changed()
            return
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of rows."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows, or how."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._shown(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(column)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._ink(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(row)
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
            return self._columns[section].title
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._columns[section].meaning
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        return None

    def _shown(self, row: R, column: int) -> str:
        raise NotImplementedError

    def _tip(self, row: R) -> str | None:
        raise NotImplementedError

    def _ink(self, row: R, column: int) -> QColor | None:
        """Return the colour of a text, or None for the usual one."""
        raise NotImplementedError

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        return _RIGHT if column in self._numbers else _LEFT

    def _say_changed(self) -> None:
        if self._rows:
            last = self.index(len(self._rows) - 1, len(self._columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
