"""Curves over epsilon, and the present epsilon as a line that is dragged."""

from math import log10

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gradviz.network.numbers import SHORT, exact, number, rough
from gradviz.views.focus_ring import paint_focus_ring
from gradviz.views.forms.epsilon_slider import DRAG_MILLISECONDS
from gradviz.views.forms.steps import (
    SLIDER_STEPS,
    SLIDER_STEPS_PER_DECADE,
    slider_place,
    slider_text,
)
from gradviz.views.looks import Look
from gradviz.views.plots.graph import Graph
from gradviz.views.plots.log_labels import PresentPainter
from gradviz.views.plots.log_painter import (
    LEFT_DECADE,
    RIGHT_DECADE,
    LogPainter,
    legend_places,
)
from gradviz.views.plots.log_scene import LogScene, decades
from gradviz.views.plots.map_image import FADED

_KEYS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_PageDown: -SLIDER_STEPS_PER_DECADE,
    Qt.Key.Key_PageUp: SLIDER_STEPS_PER_DECADE,
    Qt.Key.Key_Home: -SLIDER_STEPS,
    Qt.Key.Key_End: SLIDER_STEPS,
}
_LOW = 9  # heights of the text that a plot is high if all of its words have room
_HINT = "Left and Right move epsilon, Page Up and Page Down by a decade."


class LogPlot(QWidget):
    """Curves over epsilon on log-log axes.

    A press in the plot takes the line of the present epsilon there, and it follows the pointer.
    What does not follow it is painted once and kept.

    Signals
    -------
    epsilon_moved(str)
        The user chose this epsilon.
    released()
        The user is done with moving it.
    """

    epsilon_moved = Signal(str)
    released = Signal()

    KEYS = (
        ("A smaller or larger epsilon", (Qt.Key.Key_Left, Qt.Key.Key_Right)),
        ("Ten times smaller or larger", (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)),
        ("The smallest and the largest epsilon", (Qt.Key.Key_Home, Qt.Key.Key_End)),
    )

    def __init__(self, look: Look, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._scene = LogScene()
        self._epsilon = 1e-7
        self._point = (1e-7, float("nan"))
        self._is_faded = False
        self._still: QPixmap | None = None
        self._words: list[QRectF] = []
        self._held: Graph | None = None  # while the line is dragged, the axes stay as they were
        self._news: str | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(DRAG_MILLISECONDS)
        self._pause.timeout.connect(self._tell)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._describe()

    @property
    def scene(self) -> LogScene:
        """What is shown."""
        return self._scene

    @property
    def epsilon(self) -> float:
        """The present epsilon."""
        return self._epsilon

    @property
    def point(self) -> tuple[float, float]:
        """The epsilon of the last check, and its value; NaN where there is none."""
        return self._point

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        self._look = look
        self._draw_anew()

    def set_scene(self, scene: LogScene) -> None:
        """Show other curves."""
        self._scene = scene
        self._draw_anew()

    def set_epsilon(self, epsilon: float) -> None:
        """Show another present epsilon."""
        if epsilon != self._epsilon:
            self._epsilon = epsilon
            self._describe()
            self.update()

    def set_point(self, epsilon: float, value: float) -> None:
        """Show what the last check found at its epsilon; NaN for nothing."""
        self._point = epsilon, value
        self._describe()
        self.update()

    def set_faded(self, faded: bool) -> None:
        """Fade the curves while they are not those of what is set."""
        if faded != self._is_faded:
            self._is_faded = faded
            self.update()

    def place_of(self, epsilon: float) -> QPointF:
        """Return where the line of an epsilon can be taken hold of."""
        graph = self._graph()
        return QPointF(graph.x(log10(epsilon)), graph.box.center().y())

    def sizeHint(self) -> QSize:
        """Ask for room to see the curves."""
        em = self.fontMetrics().height()
        return QSize(30 * em, 18 * em)

    def minimumSizeHint(self) -> QSize:
        """Need room for the ticks and a little of the curves."""
        em = self.fontMetrics().height()
        return QSize(13 * em, 5 * em)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is kept, and the present epsilon on it."""
        del event
        if self._still is None or self._still.devicePixelRatio() != self.devicePixelRatio():
            self._still = self._painted_still()
        # Closed even if an exception comes in between: Qt dies of a painter left open.
        with QPainter(self) as painter:
            painter.setOpacity(FADED if self._is_faded else 1.0)
            painter.drawPixmap(0, 0, self._still)
            painter.setOpacity(1.0)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_present(painter)
            if self.hasFocus():
                paint_focus_ring(painter, self.rect(), self._look.colour("accent"))

    def event(self, event: QEvent) -> bool:
        """Tell the values at an epsilon where the pointer rests."""
        if event.type() == QEvent.Type.ToolTip:
            assert isinstance(event, QHelpEvent)
            epsilon = 10.0 ** self._graph().value_at(event.pos().x())
            QToolTip.showText(event.globalPos(), self._scene.words_at(epsilon), self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the line here."""
        slack = QFontMetricsF(self.font()).height() / 2  # the ends of the line are at the edges
        area = self._graph().box.adjusted(-slack, -slack, slack, slack)
        if event.button() == Qt.MouseButton.LeftButton and area.contains(event.position()):
            self._held = self._graph()
            self._move_to(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Let the line follow."""
        if self._held is not None:
            self._move_to(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if event.button() == Qt.MouseButton.LeftButton and self._held is not None:
            self._held = None
            self._tell()
            self.released.emit()
            self._draw_anew()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move epsilon."""
        steps = _KEYS.get(Qt.Key(event.key()))
        place = slider_place(exact(self._epsilon))
        if steps is None or place is None:
            super().keyPressEvent(event)
            return
        text = slider_text(min(max(place + steps, 0), SLIDER_STEPS))
        if float(text) != self._epsilon:
            self.epsilon_moved.emit(text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """End a change by keys: the next one is undone on its own."""
        super().focusOutEvent(event)
        self.released.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that the line can be taken."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Show the line as usual."""
        super().leaveEvent(event)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw anew in another size."""
        super().resizeEvent(event)
        self._draw_anew()

    def changeEvent(self, event: QEvent) -> None:
        """Draw anew in another font or palette."""
        super().changeEvent(event)
        self._draw_anew()

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
            self._words = scene.words
        return still

    def _graph(self) -> Graph:
        """Return the box, and the decimal exponents at its edges."""
        metrics = QFontMetricsF(self.font())
        em = metrics.height()
        left = metrics.horizontalAdvance("1e-15") + 0.5 * em
        places = legend_places(metrics, self._scene, self._legend(left), is_low=self._is_low())
        rows = 1 + places[-1][1].y() / em if places else 0.4
        below = 1.0 if self._is_low() else 2.0
        top = (rows + (1.1 if self._scene.boundary is not None else 0.1)) * em + 4
        box = QRectF(left, top, max(self.width() - left - 0.9 * em, 1.0), 1.0)
        box.setBottom(max(self.height() - below * em - 4, top + 1))
        if self._held is not None:
            return Graph(box, LEFT_DECADE, RIGHT_DECADE, self._held.bottom, self._held.top)
        return Graph(box, LEFT_DECADE, RIGHT_DECADE, *decades(self._scene))

    def _is_low(self) -> bool:
        """Return whether there is room for the curves alone, and not for all words."""
        return self.height() < _LOW * QFontMetricsF(self.font()).height()

    def _legend(self, left: float) -> QRectF:
        return QRectF(left, 0, max(self.width() - left, 1.0), 1.0)

    def _paint_present(self, painter: QPainter) -> None:
        is_active = self._held is not None or self.underMouse() or self.hasFocus()
        low, graph = self._is_low(), self._graph()
        present = PresentPainter(painter, self._look, self._scene, graph, self._words, is_low=low)
        present.paint(self._epsilon, self._point, is_active=is_active)

    def _move_to(self, x: float) -> None:
        epsilon = 10.0 ** self._graph().value_at(x)
        self._news = rough(epsilon)
        if not self._pause.isActive():
            self._tell()

    def _tell(self) -> None:
        news, self._news = self._news, None
        if news is not None and float(news) != self._epsilon:
            self._pause.start()
            self.epsilon_moved.emit(news)

    def _describe(self) -> None:
        at = f"epsilon = {number(self._epsilon, 3)}"
        epsilon, value = self._point
        if np.isfinite(value):
            at += f", {self._scene.up} {number(value, SHORT)} at {number(epsilon, 3)}"
        self.setAccessibleDescription(f"{at}. {_HINT}")
