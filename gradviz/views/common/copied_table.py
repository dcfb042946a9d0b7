"""A table of rows of which one is chosen, and which can be copied."""

from collections.abc import Callable, Sequence
from typing import Generic

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from gradviz.views.common.looks import Look
from gradviz.views.common.row_model import K, R, RowModel


class CopiedTable(QTableView, Generic[R, K]):
    """Shows a model of rows; which row is chosen is given by its key.

    Parameters
    ----------
    model
        The rows.
    as_text
        Returns rows for a spreadsheet.
    parent
        The widget that it is in.
    """

    def __init__(
        self,
        model: RowModel[R, K],
        as_text: Callable[[Sequence[R]], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._chosen: K | None = None
        self._model: RowModel[R, K] = model
        self._as_text = as_text
        model.setParent(self)
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self._add_actions()
        self._size_to_font()
        selection = self.selectionModel()
        selection.currentRowChanged.connect(self._on_selection_changed)
        selection.selectionChanged.connect(self._on_selection_changed)

    def set_look(self, look: Look) -> None:
        """Take the colours and icons of a look."""
        self._model.set_look(look)
        self._copy.setIcon(look.icon("copy"))

    def set_current(self, key: K | None) -> None:
        """Select a row, if it is in the table; nothing is emitted."""
        if key != self._chosen:
            self._chosen = key
            self._select_chosen()

    def copy(self) -> None:
        """Copy the selected rows, or all of them, with every digit, for a spreadsheet."""
        places = sorted(each.row() for each in self.selectionModel().selectedRows())
        rows = self._model.rows
        chosen = [rows[place] for place in places] if places else rows
        QGuiApplication.clipboard().setText(self._as_text(chosen))

    def copy_all(self) -> None:
        """Copy all rows."""
        QGuiApplication.clipboard().setText(self._as_text(self._model.rows))

    def changeEvent(self, event: QEvent) -> None:
        """Follow another size of text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._size_to_font()

    def _tell(self, key: K) -> None:
        """Tell that the user chose a row."""
        raise NotImplementedError

    def _size_columns(self) -> None:
        """Give the columns the widths that their texts need."""
        raise NotImplementedError

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
        self._size_columns()
        self.verticalHeader().setDefaultSectionSize(round(1.4 * self.fontMetrics().height()))

    def _select_chosen(self) -> None:
        row = None if self._chosen is None else self._model.row_of(self._chosen)
        if row is None:
            self.selectionModel().clear()
        elif self._chosen != self._selected():  # else others may be selected too
            flags = QItemSelectionModel.SelectionFlag
            select = flags.ClearAndSelect | flags.Rows
            self.selectionModel().setCurrentIndex(self._model.index(row, 0), select)

    def _on_selection_changed(self) -> None:
        """Tell which row was chosen.

        Qt makes a row current without selecting it when the table gets the focus, and selects a
        row before it makes it current when it is clicked.
        """
        key = self._selected()
        if key is not None and key != self._chosen:
            self._chosen = key
            self._tell(key)

    def _selected(self) -> K | None:
        """Return the key of the current row, if it is selected."""
        index = self.currentIndex()
        is_selected = index.isValid() and self.selectionModel().isRowSelected(index.row())
        return self._key_at(index) if is_selected else None

    def _key_at(self, index: QModelIndex) -> K | None:
        return self._model.key(self._model.rows[index.row()]) if index.isValid() else None
