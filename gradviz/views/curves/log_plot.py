"""Curves over epsilon, and the present epsilon as a line that is dragged."""

from collections.abc import Sequence
from math import log10

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent
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
from gradviz.views.curves.curve_item import plot_pen
from gradviz.views.curves.curve_label import Label
from gradviz.views.curves.curve_plot import CurvePlot
from gradviz.views.curves.log_labels import Ground
from gradviz.views.curves.log_scene import LogScene, heights
from gradviz.views.curves.present_labels import present_labels

_KEYS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_PageDown: -SLIDER_STEPS_PER_DECADE,
    Qt.Key.Key_PageUp: SLIDER_STEPS_PER_DECADE,
    Qt.Key.Key_Home: -SLIDER_STEPS,
    Qt.Key.Key_End: SLIDER_STEPS,
}
_HINT = "Left and Right move epsilon, Page Up and Page Down by a decade."


class LogPlot(CurvePlot):
    """Curves over epsilon on log-log axes.

    A press in the plot takes the line of the present epsilon there, and it follows the pointer.

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
        *CurvePlot.KEYS,
    )

    def __init__(self, look: Look, name: str, title: str, parent: QWidget | None = None) -> None:
        self._epsilon = 1e-7
        self._point = (1e-7, float("nan"))
        self._holds = False
        self._news: str | None = None
        self._line = pg.InfiniteLine(angle=90)
        self._dot = pg.ScatterPlotItem()
        super().__init__(look, name, title, parent)
        for item, z in ((self._line, 70), (self._dot, 71)):
            item.setZValue(z)
            self._frame.box.addItem(item, ignoreBounds=True)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(DRAG_MILLISECONDS)
        self._pause.timeout.connect(self._tell)
        self.viewport().setCursor(Qt.CursorShape.SizeHorCursor)
        self._describe()

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
        super().set_look(look)
        self._draw_present()

    def set_content(self, scene: LogScene) -> None:
        """Show other curves."""
        super().set_content(scene)
        self._draw_present()

    def set_epsilon(self, epsilon: float) -> None:
        """Show another present epsilon."""
        if epsilon != self._epsilon:
            self._epsilon = epsilon
            self._describe()
            self._draw_present()
            self._put_moving_words()

    def set_point(self, epsilon: float, value: float) -> None:
        """Show what the last check found at its epsilon; NaN for nothing."""
        self._point = epsilon, value
        self._describe()
        self._draw_present()
        self._put_moving_words()

    def place_of(self, epsilon: float) -> QPointF:
        """Return where the line of an epsilon can be taken hold of."""
        graph = self._graph()
        return QPointF(graph.x(log10(epsilon)), graph.box.center().y())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the line here."""
        slack = self._em() / 2  # the ends of the line are at the edges
        area = self._graph().box.adjusted(-slack, -slack, slack, slack)
        if event.button() == Qt.MouseButton.LeftButton and area.contains(event.position()):
            self._holds = True
            self._point_at(event.position(), is_free=False)
            self._draw_present()
            self._move_to(event.position().x())
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Let the line follow."""
        if self._holds:
            self._move_to(event.position().x())
        else:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go, and let the axes follow."""
        if event.button() == Qt.MouseButton.LeftButton and self._holds:
            self._holds = False
            self._tell()
            self.released.emit()
            self.set_content(self.content)
        else:
            super().mouseReleaseEvent(event)

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

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keys move epsilon."""
        super().focusInEvent(event)
        self._draw_present()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """End a change by keys: the next one is undone on its own."""
        super().focusOutEvent(event)
        self._draw_present()
        self.released.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that the line can be taken."""
        super().enterEvent(event)
        self._draw_present()

    def leaveEvent(self, event: QEvent) -> None:
        """Show the line as usual."""
        super().leaveEvent(event)
        self._draw_present()

    def _is_held(self) -> bool:
        return self._holds

    def _zoom_centre(self) -> QPointF:
        centre = super()._zoom_centre()
        return QPointF(log10(self._epsilon), centre.y())

    def _moving_labels(self, ground: Ground, standing: Sequence[Label]) -> list[Label]:
        return present_labels(ground, self._epsilon, self._point, standing)

    def _draw_present(self) -> None:
        """Draw the line, with a handle at each end, and the point of the last check."""
        em, colour = self._em(), self._look.colour("accent")
        is_active = self._holds or self.underMouse() or self.hasFocus()
        self._line.setPen(plot_pen(colour, max(1.5, em / 8) * (1.6 if is_active else 1)))
        self._line.clearMarkers()
        for marker, end in (("v", 1.0), ("^", 0.0)):
            self._line.addMarker(marker, end, em * (1.2 if is_active else 1.0))
        self._line.setValue(log10(self._epsilon))
        epsilon, value = self._point
        (height,) = heights(np.array([value]), self._frame.bottom).tolist()
        if not np.isfinite(height):
            self._dot.clear()
            return
        size = em * (0.84 if is_active else 0.64)
        pen = plot_pen(self._look.colour("base"), max(1.5, em / 10))
        self._dot.setData([log10(epsilon)], [height], size=size, pen=pen, brush=colour)

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
            at += f", {self.content.up} {number(value, SHORT)} at {number(epsilon, 3)}"
        self.setAccessibleDescription(f"{at}. {_HINT}")
