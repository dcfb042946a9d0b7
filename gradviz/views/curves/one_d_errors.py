"""The error of gradapprox over epsilon."""

from dataclasses import replace
from math import ceil, floor, log10

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QEnterEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from gradviz.checking.one_d import OneDCheck, OneDErrors
from gradviz.checking.one_d_curves import CURVES
from gradviz.network.layout import Array
from gradviz.network.numbers import SHORT, number
from gradviz.views.common.looks import Look
from gradviz.views.curves.graph import Graph, decade_ticks
from gradviz.views.curves.graph_painter import (
    Entry,
    Margins,
    line_pen,
    margins,
    paint_around,
    paint_curve,
    paint_grid,
    paint_handle,
    paint_label,
)
from gradviz.views.curves.one_d_canvas import OneDCanvas, usable_epsilon

ERROR, ROUNDING, TRUNCATION, PRESENT = "curve.2", "muted", "muted", "accent"
_DASH, _DOT, _DASH_DOT = Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine
_ENTRIES = (
    Entry("|grad − gradapprox|", ERROR),
    Entry("rounding ~ 1/ε", ROUNDING, _DASH),
    Entry("truncation ~ ε²", TRUNCATION, _DASH_DOT),
)
_KINK_ENTRY = Entry("kink within the step", "inconclusive.mark", _DOT)

_TITLE = "epsilon across, error upwards"
_LEAST_DECADES = 6
_LABEL_SHARE = 0.6  # of the width, that a label takes at most
_EVERY = 8  # of which point of the lines of rounding and truncation is drawn
_EDGE = 0.4  # decades of room at the left and right, so that the line can be taken there
_LANE = 0.4  # decades from the bottom to the place of an error of exactly 0
_LINES_HIGH = 13
_ARROWS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class OneDErrorPlot(OneDCanvas):
    """|grad - gradapprox| over epsilon, both logarithmic, with the present epsilon as a line.

    A press in the plot takes the line there, and it follows the pointer. Errors of exactly 0 have a
    place of their own at the bottom.

    Signals
    -------
    epsilon_moved(float), epsilon_stepped(int)
        As of every `OneDCanvas`.
    """

    KEYS = (("A smaller or larger epsilon", tuple(_ARROWS)), *OneDCanvas.KEYS)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, _LINES_HIGH, parent)
        self._errors: OneDErrors | None = None
        self._graph_of_drag: Graph | None = None
        self._is_hovered = False
        self.setObjectName("one_d_errors")
        self.setAccessibleName("Error of gradapprox over epsilon")
        self.setCursor(Qt.CursorShape.SizeHorCursor)

    def set_check(self, check: OneDCheck, errors: OneDErrors) -> None:
        """Show the errors of a check at many epsilons, and its own."""
        self._check, self._errors = check, errors
        self.setAccessibleDescription(
            f"epsilon = {number(check.epsilon)}: error {number(check.numerator)}, of which "
            f"rounding explains {number(check.rounding, SHORT)} and truncation "
            f"{number(check.truncation, SHORT)}. Left and right move epsilon, Page Up and Page "
            "Down by a decade."
        )
        self.update()

    def place_of(self, epsilon: float) -> QPointF:
        """Return where the line of an epsilon can be taken hold of."""
        graph = self._graph()
        return QPointF(graph.x(log10(epsilon)), graph.box.center().y())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the line here."""
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and self._check is not None and self._graph().box.contains(event.position()):
            self._graph_of_drag = self._graph()
            self._drag(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Let the line follow."""
        if self._graph_of_drag is not None:
            self._drag(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._graph_of_drag = None
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move epsilon."""
        steps = _ARROWS.get(Qt.Key(event.key()))
        if steps is None:
            super().keyPressEvent(event)
        else:
            self.epsilon_stepped.emit(steps)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that the line can be taken."""
        super().enterEvent(event)
        self._is_hovered = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Show the line as usual."""
        super().leaveEvent(event)
        self._is_hovered = False
        self.update()

    def _paint(self, painter: QPainter, check: OneDCheck) -> None:
        assert self._errors is not None
        graph = self._graph()
        self._paint_grid(painter, graph)
        paint_around(painter, self._look, self._margins(), _TITLE)
        painter.setClipRect(graph.box)
        self._paint_causes(painter, graph, self._errors)
        self._paint_errors(painter, graph, self._errors)
        self._paint_present(painter, graph, check)

    def _drag(self, position: QPointF) -> None:
        exponent = self._graph().value_at(position.x())
        self.epsilon_moved.emit(usable_epsilon(10.0**exponent))

    def _entries(self) -> tuple[Entry, ...]:
        if self._errors is None or not self._errors.crosses_kink.any():
            return _ENTRIES
        return (*_ENTRIES[:2], _KINK_ENTRY)

    def _margins(self) -> Margins:
        long = self._entries()
        short = [replace(entry, text=entry.text.partition(" ")[0]) for entry in long[1:]]
        error = replace(long[0], text="error")
        return margins(self.font(), self.width(), self.height(), long, (error, *short))

    def _graph(self) -> Graph:
        """Return the box; its values are decimal exponents, and stay while epsilon is dragged."""
        box = self._margins().box
        if self._graph_of_drag is not None:
            held = self._graph_of_drag
            return Graph(box, held.left, held.right, held.bottom, held.top)
        assert self._check is not None
        assert self._errors is not None
        present = log10(self._check.epsilon)
        exponents = np.log10(self._errors.epsilons)
        low = min(float(exponents.min()), floor(present)) - _EDGE
        high = max(float(exponents.max()), ceil(present)) + _EDGE
        return Graph(box, low, high, *_decades(self._errors))

    def _paint_grid(self, painter: QPainter, graph: Graph) -> None:
        line = self._em()
        across = decade_ticks(graph.left, graph.right, int(graph.box.width() / (4 * line)))
        # Clear of the label of the lane.
        least = graph.bottom + max(
            1.0, 1.4 * line * (graph.top - graph.bottom) / graph.box.height()
        )
        up = decade_ticks(least, graph.top, int(graph.box.height() / (1.6 * line)))
        paint_grid(painter, self._look, graph, across, [(graph.bottom + _LANE, "0"), *up])

    def _paint_causes(self, painter: QPainter, graph: Graph, errors: OneDErrors) -> None:
        em = self._em()
        lines = ((ROUNDING, _DASH, errors.rounding), (TRUNCATION, _DASH_DOT, errors.truncation))
        for role, style, values in lines:
            painter.setPen(line_pen(self._look, role, em, style))
            # They are nearly straight, so a few points are enough.
            values, epsilons = values[::_EVERY], errors.epsilons[::_EVERY]
            seen = np.isfinite(values) & (values > 0)
            painter.drawPolyline(graph.line(np.log10(epsilons[seen]), np.log10(values[seen])))
        if errors.crosses_kink.any() and self._check is not None:
            self._paint_kink(painter, graph, self._check)

    def _paint_kink(self, painter: QPainter, graph: Graph, check: OneDCheck) -> None:
        """Paint from which epsilon on the step crosses the kink."""
        kink = CURVES[check.curve].kink
        assert kink is not None
        distance = abs(check.theta - kink)
        left = graph.left if distance == 0 else log10(distance)
        area = QRectF(graph.box)
        area.setLeft(max(graph.x(left), graph.box.left()))
        ground = self._look.colour("inconclusive.mark")
        ground.setAlphaF(0.12)
        painter.fillRect(area, ground)
        em = self._em()
        painter.setPen(line_pen(self._look, "inconclusive.mark", em, _DOT))
        painter.drawLine(area.topLeft(), area.bottomLeft())

    def _paint_errors(self, painter: QPainter, graph: Graph, errors: OneDErrors) -> None:
        em = self._em()
        painter.setPen(line_pen(self._look, ERROR, em))
        heights = _heights(errors.errors, graph)
        exponents = np.log10(errors.epsilons)
        seen = np.isfinite(heights)
        paint_curve(painter, graph.line(exponents[seen], heights[seen]))

    def _paint_present(self, painter: QPainter, graph: Graph, check: OneDCheck) -> None:
        em = self._em()
        x = log10(check.epsilon)
        is_active = self._is_hovered or self._graph_of_drag is not None
        width = max(1.5, em / 8) * (1.6 if is_active else 1)
        painter.setPen(QPen(self._look.colour(PRESENT), width))
        painter.drawLine(
            QPointF(graph.x(x), graph.box.top()), QPointF(graph.x(x), graph.box.bottom())
        )
        (height,) = _heights(np.array([check.numerator]), graph)
        place = (
            graph.point(x, float(height)) if np.isfinite(height) else self.place_of(check.epsilon)
        )
        paint_handle(painter, self._look, place, em, PRESENT, is_active)
        text = f"ε = {number(check.epsilon, SHORT)}: {number(check.numerator, SHORT)}"
        if QFontMetricsF(self.font()).horizontalAdvance(text) > _LABEL_SHARE * graph.box.width():
            text = text.partition(":")[0]
        paint_label(painter, self._look, graph.box, place, text)


def _heights(errors: Array, graph: Graph) -> Array:
    """Return decimal exponents; an error of exactly 0 stands in the lane at the bottom."""
    with np.errstate(divide="ignore"):
        heights = np.log10(errors)
    return np.where(errors == 0, graph.bottom + _LANE, heights)


def _decades(errors: OneDErrors) -> tuple[float, float]:
    """Return the lowest and highest decimal exponent, with a lane for 0 below."""
    values = np.concatenate([errors.errors, errors.rounding])
    seen = values[np.isfinite(values) & (values > 0)]
    if not seen.size:
        return -17.0, 0.0
    low, high = floor(log10(seen.min())), ceil(log10(seen.max()))
    return low - 1.0, max(high, low + _LEAST_DECADES)
