"""The table of worst entries."""

from PySide6.QtCore import QEvent, QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from gradviz.checking.result import CheckResult
from gradviz.views.looks import Look
from gradviz.views.tables.worst_entries import (
    COLUMNS,
    ERROR,
    NAME,
    WHY,
    tab_separated,
    worst_entries,
)
from gradviz.views.tables.worst_model import WorstModel

_SAMPLE = "-1.23457e-07"  # as wide as a number gets
_SAMPLES = {NAME: "W1[100, 100]", WHY: "kink crossed"}


class WorstTable(QTableView):
    """The entries with the largest error, worst first; a click on a header sorts by it.

    Signals
    -------
    cell_chosen
        With the entry's place in theta, when the user chose a row.
    """

    cell_chosen = Signal(int)

    def __init__(self, look: Look | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chosen: int | None = None
        self._entries = WorstModel(self)
        self.setObjectName("worst_table")
        self.setAccessibleName("Worst entries")
        self.setModel(self._entries)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSortingEnabled(True)
        self.sortByColumn(ERROR, Qt.SortOrder.DescendingOrder)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self._add_actions()
        self._size_to_font()
        chosen = self.selectionModel()
        chosen.currentRowChanged.connect(self._on_selection_changed)
        chosen.selectionChanged.connect(self._on_selection_changed)
        if look is not None:
            self.set_look(look)

    def set_look(self, look: Look) -> None:
        """Take the colours and icons of a look."""
        self._entries.set_look(look)
        self._copy.setIcon(look.icon("copy"))

    def set_result(self, result: CheckResult | None) -> None:
        """Show the worst entries of a check."""
        self._entries.set_entries(() if result is None else worst_entries(result))
        self._select_chosen()

    def set_current(self, index: int | None) -> None:
        """Select an entry of theta, if it is among the worst; nothing is emitted."""
        if index == self._chosen:
            return
        self._chosen = index
        self._select_chosen()

    def copy(self) -> None:
        """Copy the selected rows, or all of them, with every digit, for a spreadsheet."""
        rows = sorted(each.row() for each in self.selectionModel().selectedRows())
        entries = self._entries.entries
        chosen = [entries[row] for row in rows] if rows else entries
        QGuiApplication.clipboard().setText(tab_separated(chosen))

    def copy_all(self) -> None:
        """Copy all rows."""
        QGuiApplication.clipboard().setText(tab_separated(self._entries.entries))

    def changeEvent(self, event: QEvent) -> None:
        """Follow another size of text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._size_to_font()

    def minimumSizeHint(self) -> QSize:
        """Ask for a column and three rows: the rest scrolls."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(_SAMPLES[NAME]), 5 * metrics.lineSpacing())

    def _add_actions(self) -> None:
        self._copy = QAction("Copy", self)
        self._copy.setShortcut(QKeySequence.StandardKey.Copy)
        self._copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._copy.triggered.connect(self.copy)
        self._copy_all = QAction("Copy all rows", self)
        self._copy_all.triggered.connect(self.copy_all)
        self.addActions([self._copy, self._copy_all])
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _size_to_font(self) -> None:
        metrics = self.fontMetrics()
        space = 2 * metrics.averageCharWidth()
        arrow = round(1.4 * metrics.height())  # beside the title, where a column is sorted
        for place, column in enumerate(COLUMNS):
            sample = _SAMPLES.get(place, _SAMPLE)
            title = metrics.horizontalAdvance(column.title) + arrow
            width = max(title, metrics.horizontalAdvance(sample)) + space
            self.setColumnWidth(place, width)
        self.verticalHeader().setDefaultSectionSize(round(1.4 * metrics.height()))

    def _select_chosen(self) -> None:
        row = None if self._chosen is None else self._entries.row_of(self._chosen)
        if row is not None and row == self._selected_row():
            return  # others may be selected beside it
        if row is None:
            self.selectionModel().clear()
            return
        flags = QItemSelectionModel.SelectionFlag
        select = flags.ClearAndSelect | flags.Rows
        self.selectionModel().setCurrentIndex(self._entries.index(row, 0), select)

    def _on_selection_changed(self) -> None:
        """Tell which row was chosen.

        Qt makes a row current without selecting it when the table gets the focus, and selects a
        row before it makes it current when it is clicked.
        """
        row = self._selected_row()
        if row is None:
            return
        index = self._entries.entries[row].index
        if index != self._chosen:
            self._chosen = index
            self.cell_chosen.emit(index)

    def _selected_row(self) -> int | None:
        """Return the current row, if it is selected."""
        row = self.currentIndex().row()
        return row if row >= 0 and self.selectionModel().isRowSelected(row) else None
