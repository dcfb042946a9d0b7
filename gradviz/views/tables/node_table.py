"""The computation graph as a table."""

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from gradviz.checking.experiment import Experiment
from gradviz.checking.result import CheckResult
from gradviz.network.backward import LINE_NAMES
from gradviz.views.looks import Look
from gradviz.views.tables.node_model import NodeModel
from gradviz.views.tables.node_rows import COLUMNS, NAME, VERDICT, WORDS, node_rows, tab_separated

_NAME, _VERDICT = "dW1", "? undecidable (older)"
_AFTER = ("dZ3, dA2", "1.23457e-07 at [100, 100]", "(128, 784)", "W3, A2, b3")
_SENTENCE = 45  # characters of a sentence at least, where there are so many
_START = LINE_NAMES[0]


class NodeTable(QTableView):
    """One row a node, in the order of the passes.

    Signals
    -------
    node_hovered(object)
        The name of the node in the row under the pointer, or None.
    node_chosen(str)
        The name of the node whose row was chosen.
    """

    node_hovered = Signal(object)
    node_chosen = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._experiment: Experiment | None = None
        self._result: CheckResult | None = None
        self._chosen: str | None = None
        self._lit: str | None = None
        self._nodes = NodeModel(look, self)
        self.setObjectName("node_table")
        self.setAccessibleName("Nodes of both passes")
        self.setModel(self._nodes)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self._add_actions()
        self._size_to_font()
        chosen = self.selectionModel()
        chosen.currentRowChanged.connect(self._on_selection_changed)
        chosen.selectionChanged.connect(self._on_selection_changed)
        self.set_look(look)

    def set_look(self, look: Look) -> None:
        """Take the colours and icons of a look."""
        self._nodes.set_look(look)
        self._copy.setIcon(look.icon("copy"))

    def set_experiment(self, experiment: Experiment | None) -> None:
        """Show the network and the lines of an experiment; the check may still be an older one."""
        self._experiment = experiment
        self._read()

    def set_result(self, result: CheckResult | None) -> None:
        """Show what a check says of the lines."""
        self._result = result
        self._read()

    def set_current(self, name: str | None) -> None:
        """Select a node; nothing is emitted."""
        if name != self._chosen:
            self._chosen = name
            self._select_chosen()

    def copy(self) -> None:
        """Copy the selected rows, or all of them, with every digit, for a spreadsheet."""
        places = sorted(each.row() for each in self.selectionModel().selectedRows())
        rows = self._nodes.rows
        chosen = [rows[place] for place in places] if places else rows
        QGuiApplication.clipboard().setText(tab_separated(chosen))

    def copy_all(self) -> None:
        """Copy all rows."""
        QGuiApplication.clipboard().setText(tab_separated(self._nodes.rows))

    def changeEvent(self, event: QEvent) -> None:
        """Follow another size of text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._size_to_font()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the sentences what is left."""
        super().resizeEvent(event)
        self._size_sentences()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin where the backward pass begins, with what is chosen in sight."""
        super().showEvent(event)
        self._go_to_start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell the chosen node once more at Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            name = self._selected()
            if name is not None:
                self.node_chosen.emit(name)
                event.accept()
                return
        super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which node is under the pointer."""
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        self._light(self._name_at(index))

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that none is."""
        super().leaveEvent(event)
        self._light(None)

    def minimumSizeHint(self) -> QSize:
        """Ask for two columns and three rows: the rest scrolls."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(_NAME + _VERDICT), 5 * metrics.lineSpacing())

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
        samples = (_NAME, _VERDICT, "", *_AFTER)
        for place, (column, sample) in enumerate(zip(COLUMNS, samples, strict=True)):
            texts = (column.title, sample)
            width = max(metrics.horizontalAdvance(text) for text in texts) + space
            self.setColumnWidth(place, width)
        self.verticalHeader().setDefaultSectionSize(round(1.4 * metrics.height()))
        self._size_sentences()

    def _size_sentences(self) -> None:
        """Give them what the others leave, or else all that is in sight after the verdict."""
        widths = [self.columnWidth(column) for column in range(len(COLUMNS))]
        before, after = sum(widths[:WORDS]), sum(widths[WORDS + 1 :])
        room = self.viewport().width() - before
        least = min(_SENTENCE * self.fontMetrics().averageCharWidth(), max(room, widths[VERDICT]))
        self.setColumnWidth(WORDS, max(least, room - after if room - after >= least else room))

    def _read(self) -> None:
        """Take up the experiment and the check that are set."""
        shown = self._experiment
        if shown is None and self._result is not None:
            shown = self._result.experiment
        self._nodes.set_rows(() if shown is None else node_rows(shown, self._result))
        self._select_chosen()
        if self._chosen is None:
            self._go_to_start()

    def _go_to_start(self) -> None:
        """Scroll to the lines that are judged, and on to what is chosen if it is not among them."""
        hint = self.ScrollHint
        for name, where in ((_START, hint.PositionAtTop), (self._chosen, hint.EnsureVisible)):
            row = None if name is None else self._nodes.row_of(name)
            if row is not None:
                self.scrollTo(self._nodes.index(row, NAME), where)

    def _select_chosen(self) -> None:
        if self._chosen is not None and self._chosen == self._selected():
            return  # others may be selected beside it
        row = None if self._chosen is None else self._nodes.row_of(self._chosen)
        if row is None:
            self.selectionModel().clear()
            return
        flags = QItemSelectionModel.SelectionFlag
        select = flags.ClearAndSelect | flags.Rows
        self.selectionModel().setCurrentIndex(self._nodes.index(row, NAME), select)

    def _on_selection_changed(self) -> None:
        """Tell which row was chosen: Qt makes one current without selecting it at a focus."""
        name = self._selected()
        if name is not None and name != self._chosen:
            self._chosen = name
            self.node_chosen.emit(name)

    def _selected(self) -> str | None:
        """Return the node of the current row, if it is selected."""
        index = self.currentIndex()
        is_selected = index.isValid() and self.selectionModel().isRowSelected(index.row())
        return self._name_at(index) if is_selected else None

    def _name_at(self, index: QModelIndex) -> str | None:
        return self._nodes.rows[index.row()].node.name if index.isValid() else None

    def _light(self, name: str | None) -> None:
        if name != self._lit:
            self._lit = name
            self.node_hovered.emit(name)
