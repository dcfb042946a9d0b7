"""Curves over epsilon, and the present epsilon as a line that is dragged."""

from dataclasses import replace
from math import log10

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
)
from PySide6.QtWidgets import QWidget

from gradviz.network.numbers import SHORT, exact, number, rough
from gradviz.presenting.number_steps import (
    DRAG_MILLISECONDS,
    SLIDER_STEPS,
    SLIDER_STEPS_PER_DECADE,
    slider_place,
    slider_text,
)
from gradviz.views.common.looks import Look
from gradviz.views.curves.graph import Graph
from gradviz.views.curves.log_canvas import LogCanvas
from gradviz.views.curves.log_labels import PresentPainter

_KEYS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_PageDown: -SLIDER_STEPS_PER_DECADE,
    Qt.Key.Key_PageUp: SLIDER_STEPS_PER_DECADE,
    Qt.Key.Key_Home: -SLIDER_STEPS,
    Qt.Key.Key_End: SLIDER_STEPS,
}
_HINT = "Left and Right move epsilon, Page Up and Page Down by a decade."


class LogPlot(LogCanvas):
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
        super().__init__(look, name, title, parent)
        self._epsilon = 1e-7
        self._point = (1e-7, float("nan"))
        self._held: Graph | None = None  # while the line is dragged, the axes stay as they were
        self._news: str | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(DRAG_MILLISECONDS)
        self._pause.timeout.connect(self._tell)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self._describe()

    @property
    def epsilon(self) -> float:
        """The present epsilon."""
        return self._epsilon

    @property
    def point(self) -> tuple[float, float]:
        """The epsilon of the last check, and its value; NaN where there is none."""
        return self._point

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

    def place_of(self, epsilon: float) -> QPointF:
        """Return where the line of an epsilon can be taken hold of."""
        graph = self._graph()
        return QPointF(graph.x(log10(epsilon)), graph.box.center().y())

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

    def _graph(self) -> Graph:
        """Return the box, and the decimal exponents at its edges."""
        graph, held = super()._graph(), self._held
        return graph if held is None else replace(graph, bottom=held.bottom, top=held.top)

    def _paint_over(self, painter: QPainter) -> None:
        """Paint the present epsilon, which is moved."""
        is_active = self._held is not None or self.underMouse() or self.hasFocus()
        low, graph = self._is_low(), self._graph()
        present = PresentPainter(painter, self._look, self._scene, graph, self._labels, is_low=low)
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
