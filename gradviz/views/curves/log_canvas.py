"""Curves on log-log axes: painted once, and kept until they change."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gradviz.views.common.focus_ring import paint_focus_ring
from gradviz.views.common.looks import FADED, Look
from gradviz.views.curves.graph import Graph
from gradviz.views.curves.log_legend import legend_places
from gradviz.views.curves.log_marks import Label
from gradviz.views.curves.log_painter import LogPainter
from gradviz.views.curves.log_scene import LogScene, decades

_ABOVE = 3.0  # pixels over the legend: the focus ring is there
_LOW = 9  # heights of the text that a plot is high if all of its words have room
_LOW_BOX = 4.5  # ... and the box below its legend


class LogCanvas(QWidget):
    """A scene on log-log axes, with its legend above it; the tooltip tells values."""

    def __init__(self, look: Look, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._scene = LogScene()
        self._is_faded = False
        self._still: QPixmap | None = None
        self._labels: list[Label] = []
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def scene(self) -> LogScene:
        """What is shown."""
        return self._scene

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        self._look = look
        self._draw_anew()

    def set_scene(self, scene: LogScene) -> None:
        """Show other curves."""
        self._scene = scene
        self._draw_anew()

    def set_faded(self, faded: bool) -> None:
        """Fade the curves while they are not those of what is set."""
        if faded != self._is_faded:
            self._is_faded = faded
            self.update()

    def sizeHint(self) -> QSize:
        """Ask for room to see the curves."""
        em = self.fontMetrics().height()
        return QSize(30 * em, 18 * em)

    def minimumSizeHint(self) -> QSize:
        """Need room for the ticks and a little of the curves."""
        em = self.fontMetrics().height()
        return QSize(13 * em, 5 * em)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is kept, and on it what is not."""
        del event
        if self._still is None or self._still.devicePixelRatio() != self.devicePixelRatio():
            self._still = self._painted_still()
        # Closed even if an exception comes in between: Qt dies of a painter left open.
        with QPainter(self) as painter:
            painter.setOpacity(FADED if self._is_faded else 1.0)
            painter.drawPixmap(0, 0, self._still)
            painter.setOpacity(1.0)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_over(painter)
            if self.hasFocus():
                paint_focus_ring(painter, self.rect(), self._look.colour("accent"))

    def event(self, event: QEvent) -> bool:
        """Tell the values of every curve where the pointer rests."""
        if event.type() == QEvent.Type.ToolTip:
            assert isinstance(event, QHelpEvent)
            across = 10.0 ** self._graph().value_at(event.pos().x())
            QToolTip.showText(event.globalPos(), self._scene.words_at(across), self)
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw anew in another size."""
        super().resizeEvent(event)
        self._draw_anew()

    def changeEvent(self, event: QEvent) -> None:
        """Draw anew in another font or palette."""
        super().changeEvent(event)
        self._draw_anew()

    def _paint_over(self, painter: QPainter) -> None:
        """Paint what is not kept: nothing here."""

    def _draw_anew(self) -> None:
        self._still = None
        self.update()

    def _painted_still(self) -> QPixmap:
        still = QPixmap(self.size() * self.devicePixelRatio())
        still.setDevicePixelRatio(self.devicePixelRatio())
        still.fill(Qt.GlobalColor.transparent)
        with QPainter(still) as painter:
            painter.setFont(self.font())
            graph = self._graph()
            low = self._is_low()
            scene = LogPainter(painter, self._look, self._scene, graph, is_low=low)
            scene.paint(self._legend(graph.box.left()))
            self._labels = scene.labels
        return still

    def _graph(self) -> Graph:
        """Return the box, and the decimal exponents at its edges."""
        return Graph(self._box(is_low=self._is_low()), *self._scene.ends, *decades(self._scene))

    def _box(self, *, is_low: bool) -> QRectF:
        metrics = QFontMetricsF(self.font())
        em = metrics.height()
        left = metrics.horizontalAdvance("1e-15") + 0.5 * em
        places = legend_places(metrics, self._scene, self._legend(left), is_low=is_low)
        rows = 1 + places[-1][1].y() / em if places else 0.4
        below = 1.0 if is_low else 2.0
        top = (rows + (1.1 if self._scene.boundary is not None else 0.1)) * em + 4
        box = QRectF(left, top, max(self.width() - left - 0.9 * em, 1.0), 1.0)
        box.setBottom(max(self.height() - below * em - 4, top + 1))
        return box

    def _is_low(self) -> bool:
        """Return whether there is room for the curves alone, and not for all words."""
        em = QFontMetricsF(self.font()).height()
        return self.height() < _LOW * em or self._box(is_low=False).height() < _LOW_BOX * em

    def _legend(self, left: float) -> QRectF:
        return QRectF(left, _ABOVE, max(self.width() - left, 1.0), 1.0)
