"""The computation graph as a table."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from gradviz.network.backward import LINE_NAMES
from gradviz.presenting.node_rows import (
    COLUMNS,
    NAME,
    VERDICT,
    WORDS,
    NodeRow,
    node_rows,
    tab_separated,
)
from gradviz.presenting.pass_nodes import PassGraph
from gradviz.views.common.copied_table import CopiedTable
from gradviz.views.common.looks import Look
from gradviz.views.pages.lines.node_model import NodeModel

_NAME, _VERDICT = "dW1", "? undecidable (older)"
_AFTER = ("dZ3, dA2", "1.23457e-17 at [100, 100]", "(128, 784)", "W3, A2, b3")
_SENTENCE = 45  # characters of a sentence at least, where there are so many
_START = LINE_NAMES[0]


class NodeTable(CopiedTable[NodeRow, str]):
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

    KEYS = (("Choose a node", (Qt.Key.Key_Return, Qt.Key.Key_Enter)),)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(NodeModel(), tab_separated, parent)
        self._covered: str | None = None
        self.setObjectName("node_table")
        self.setAccessibleName("Nodes of both passes")
        self.setMouseTracking(True)
        self.set_look(look)

    def set_graph(self, graph: PassGraph | None) -> None:
        """Show the nodes of both passes; None for none."""
        self._model.set_rows(() if graph is None else node_rows(graph))
        self._select_chosen()
        if self._chosen is None:
            self._go_to_start()

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
        self._highlight(self._key_at(index))

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that none is."""
        super().leaveEvent(event)
        self._highlight(None)

    def minimumSizeHint(self) -> QSize:
        """Ask for two columns and three rows: the rest scrolls."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(_NAME + _VERDICT), 5 * metrics.lineSpacing())

    def _tell(self, key: str) -> None:
        self.node_chosen.emit(key)

    def _size_columns(self) -> None:
        metrics = self.fontMetrics()
        space = 2 * metrics.averageCharWidth()
        samples = (_NAME, _VERDICT, "", *_AFTER)
        for place, (column, sample) in enumerate(zip(COLUMNS, samples, strict=True)):
            texts = (column.title, sample)
            width = max(metrics.horizontalAdvance(text) for text in texts) + space
            self.setColumnWidth(place, width)
        self._size_sentences()

    def _size_sentences(self) -> None:
        """Give them what the others leave, or else all that is in sight after the verdict."""
        widths = [self.columnWidth(column) for column in range(len(COLUMNS))]
        before, after = sum(widths[:WORDS]), sum(widths[WORDS + 1 :])
        room = self.viewport().width() - before
        least = min(_SENTENCE * self.fontMetrics().averageCharWidth(), max(room, widths[VERDICT]))
        self.setColumnWidth(WORDS, max(least, room - after if room - after >= least else room))

    def _go_to_start(self) -> None:
        """Scroll to the lines that are judged, and on to what is chosen if it is not among them."""
        hint = self.ScrollHint
        for name, where in ((_START, hint.PositionAtTop), (self._chosen, hint.EnsureVisible)):
            row = None if name is None else self._model.row_of(name)
            if row is not None:
                self.scrollTo(self._model.index(row, NAME), where)

    def _highlight(self, name: str | None) -> None:
        if name != self._covered:
            self._covered = name
            self.node_hovered.emit(name)
