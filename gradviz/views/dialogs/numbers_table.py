"""The numbers of an array in rows and columns."""

from PySide6.QtCore import QAbstractTableModel, QEvent, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from gradviz.presenting.array_numbers import Numbers
from gradviz.views.common.row_model import Index

_WIDEST = "-1.23457e-100"  # a number
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class NumbersModel(QAbstractTableModel):
    """The entries of one array; a number is written when it comes into sight."""

    def __init__(self, numbers: Numbers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers = numbers

    @property
    def numbers(self) -> Numbers:
        """What is in it."""
        return self._numbers

    def set_numbers(self, numbers: Numbers) -> None:
        """Show other values of the same array."""
        self._numbers = numbers
        rows, columns = numbers.shape
        self.dataChanged.emit(self.index(0, 0), self.index(rows - 1, columns - 1))

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many rows the array has."""
        return 0 if parent is not None and parent.isValid() else self._numbers.shape[0]

    def columnCount(self, parent: Index | None = None) -> int:
        """Return how many columns the array has."""
        return 0 if parent is not None and parent.isValid() else self._numbers.shape[1]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self._numbers.shown(index.row(), index.column())
        return _RIGHT if role == Qt.ItemDataRole.TextAlignmentRole else None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return the number of a row or a column, counted from 0 as in NumPy."""
        del orientation
        return str(section) if role == Qt.ItemDataRole.DisplayRole else None


class NumbersTable(QTableView):
    """Any rectangle of it can be selected."""

    def __init__(self, numbers: Numbers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = NumbersModel(numbers, self)
        self.setObjectName("numbers_table")
        self.setModel(self._model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            # Of an array of 784 columns the widths are not asked for one by one.
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._size_to_font()

    @property
    def numbers(self) -> Numbers:
        """What it shows."""
        return self._model.numbers

    def set_numbers(self, numbers: Numbers) -> None:
        """Show other values of the same array; the same cells stay selected."""
        self._model.set_numbers(numbers)

    def chosen(self) -> tuple[range, range]:
        """Return the rows and columns that are selected, or all."""
        selection = self.selectionModel().selection()
        if selection.isEmpty():
            rows, columns = self.numbers.shape
            return range(rows), range(columns)
        one = selection.at(0)  # the only one
        return range(one.top(), one.bottom() + 1), range(one.left(), one.right() + 1)

    def changeEvent(self, event: QEvent) -> None:
        """Follow another size of text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._size_to_font()

    def _size_to_font(self) -> None:
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(_WIDEST) + metrics.height()
        self.horizontalHeader().setDefaultSectionSize(width)
        self.verticalHeader().setDefaultSectionSize(round(1.4 * metrics.height()))
