"""The computation graph: both passes as nodes, the backward one with its verdicts."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gradviz.presenting.computation_layout import ComputationLayout, ends_of_row, neighbour
from gradviz.presenting.diagnosis import SIGNS, named_evidence
from gradviz.presenting.pass_nodes import PassGraph
from gradviz.views.common.looks import Look
from gradviz.views.common.picture import Picture
from gradviz.views.pages.lines.computation_painter import ComputationPainter

FIRST = "dZ3"  # where keys begin: the first line of the backward pass
MOVES = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
CHOOSING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class ComputationGraph(Picture):
    """The forward pass from left to right, and below it the backward pass from right to left.

    The nodes of the backward pass are coloured and signed by verdict, and the way from a wrong
    line to the values that it spoils is drawn thick. Arrow keys walk from node to node.

    Signals
    -------
    node_hovered(object)
        The name of the node under the pointer, or to which a key has led; None where there is
        none.
    node_chosen(str)
        The name of the node that was clicked, or chosen with Enter.
    """

    node_hovered = Signal(object)
    node_chosen = Signal(str)

    KEYS = (
        ("Walk from node to node", tuple(MOVES)),
        ("To the ends of the row", (Qt.Key.Key_Home, Qt.Key.Key_End)),
        ("Choose a node", CHOOSING),
    )

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._graph: PassGraph | None = None
        self._layout: ComputationLayout | None = None
        self._painter: ComputationPainter | None = None
        self._pointed: str | None = None
        self._current: str | None = None
        self._cursor: str | None = None
        self.setObjectName("computation_graph")
        self.setAccessibleName("Computation graph")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._describe()

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        self._look = look
        self._draw_anew()

    def set_graph(self, graph: PassGraph | None) -> None:
        """Show the nodes of both passes, faded if they were judged by an older check; or none."""
        before, self._graph = self._graph, graph
        self._describe()
        if before is None or graph is None or before.shapes != graph.shapes:
            self._layout = None
        self._draw_anew()

    def set_current(self, name: str | None) -> None:
        """Outline the chosen node; nothing is emitted."""
        if name == self._current:
            return
        self._current = name
        if name is not None:
            self._cursor = name
        self._describe()
        self.update()

    def set_pointed(self, name: str | None) -> None:
        """Highlight a node that is pointed at elsewhere; nothing is emitted."""
        if name != self._pointed:
            self._pointed = name
            self.update()

    def node_rect(self, name: str) -> QRectF:
        """Return where a node is in the widget."""
        layout = self._laid_out()
        if layout is None:
            return QRectF()
        box = layout.boxes[name]
        return QRectF(box.left, box.top, box.width, box.height)

    def sizeHint(self) -> QSize:
        """Ask for room for names and shapes."""
        em = self.fontMetrics().height()
        return QSize(44 * em, 18 * em)

    def minimumSizeHint(self) -> QSize:
        """Ask for room in which names can be read, written smaller where the text is large."""
        return QSize(300, 220)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the graph out anew."""
        super().resizeEvent(event)
        self._lay_out_anew()

    def changeEvent(self, event: QEvent) -> None:
        """Lay the graph out anew for another size of text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
            self._lay_out_anew()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Highlight the node under the pointer."""
        super().mouseMoveEvent(event)
        self._highlight(self._node_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Highlight none."""
        super().leaveEvent(event)
        self._highlight(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the node under the pointer."""
        name = self._node_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and name is not None:
            self._choose(name)
            event.accept()
            return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrow keys; Home and End go to the ends of the row; Enter chooses."""
        key = Qt.Key(event.key())
        if key in CHOOSING:
            self._choose(self._start)
        elif key in MOVES:
            self._walk(neighbour(self._start, *MOVES[key]))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._walk(ends_of_row(self._start)[key == Qt.Key.Key_End])
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show from where keys walk."""
        super().focusInEvent(event)
        self._describe()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring and the highlight away."""
        super().focusOutEvent(event)
        self._highlight(None)
        self.update()

    def event(self, event: QEvent) -> bool:
        """Tell as a tooltip what is said of the node under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.words_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def words_at(self, place: QPointF) -> str:
        """Return what is said of the node at a place of the widget; nothing where there is none."""
        name = self._node_at(place)
        return "" if name is None else self._words(name)

    @property
    def _start(self) -> str:
        """From where keys walk: the first wrong line, as long as nothing was chosen."""
        if self._cursor is not None:
            return self._cursor
        return (self._graph.first if self._graph is not None else None) or FIRST

    def _words(self, name: str) -> str:
        if self._graph is None:
            return ""
        node = self._graph.nodes[name]
        lines = [f"{node.name} {node.shape_text}".rstrip()]
        if node.verdict is not None:
            lines[0] = f"{SIGNS[node.verdict]} {lines[0]}"
        lines.append(node.sentence)
        if node.finding is not None:
            lines += named_evidence(node.finding)
        if node.is_backward:
            lines.append(f"{node.name} = {node.formula}")
        return "\n".join(lines)

    def _walk(self, name: str) -> None:
        self._cursor = name
        self._describe()
        self._highlight(name)
        self.update()

    def _choose(self, name: str) -> None:
        self.set_current(name)
        self._cursor = name
        self.node_chosen.emit(name)

    def _highlight(self, name: str | None) -> None:
        if name != self._pointed:
            self._pointed = name
            self.update()
            self.node_hovered.emit(name)

    def _node_at(self, place: QPointF) -> str | None:
        layout = self._laid_out()
        return None if layout is None else layout.node_at(place.x(), place.y())

    def _describe(self) -> None:
        """Tell in words what the graph shows, and what is said of the node that keys are at."""
        if self._graph is None:
            self.setAccessibleDescription("There is no network yet.")
            return
        words = self._graph.description
        if self._cursor is not None:
            words = f"At {self._words(self._cursor)}\n{words}"
        self.setAccessibleDescription(words)

    def _laid_out(self) -> ComputationLayout | None:
        if self._layout is None and self._graph is not None:
            metrics = QFontMetricsF(self.font())
            area = float(self.width()), float(self.height())
            measure = metrics.horizontalAdvance
            sign, line = max(SIGNS.values(), key=measure), metrics.height()
            shapes = self._graph.shapes
            self._layout = ComputationLayout.fitting(area, shapes, sign, measure, line)
        return self._layout

    def _prepared(self) -> ComputationPainter | None:
        layout = self._laid_out()
        if self._painter is None and layout is not None and self._graph is not None:
            self._painter = ComputationPainter(self._graph, layout, self._look, self.font())
        return self._painter

    def _paint_still(self, painter: QPainter) -> None:
        """Paint the graph."""
        painted = self._prepared()
        if painted is not None:
            painter.fillRect(self.rect(), self._look.colour("window"))
            painted.paint(painter)

    def _paint_moving(self, painter: QPainter) -> None:
        """Paint what the pointer and keys point at."""
        painted = self._prepared()
        if painted is None:
            return
        if self._current is not None:
            painted.paint_current(painter, self._current)
        if self._pointed is not None:
            painted.paint_pointed(painter, self._pointed)
        if self.hasFocus():
            painted.paint_focus(painter, self._start)

    def _lay_out_anew(self) -> None:
        self._layout = None
        self._draw_anew()

    def _draw_anew(self) -> None:
        self._painter = None
        super()._draw_anew()
