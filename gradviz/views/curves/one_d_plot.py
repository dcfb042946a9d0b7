"""J over theta, with the tangent and the secants of its finite differences."""

from dataclasses import replace
from math import hypot

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from gradviz.checking.one_d import OneDCheck
from gradviz.checking.one_d_curves import CURVES
from gradviz.network.numbers import exact, number
from gradviz.views.common.looks import Look
from gradviz.views.curves.graph import Graph, nice_step, nice_ticks, tick_texts
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
from gradviz.views.curves.one_d_view import OneDView, whole_view, zoomed_view

NAMES = {"theta": "θ", "plus": "θ+ε", "minus": "θ−ε"}
CURVE, TANGENT, SECANT, ONE_SIDED = "text", "curve.1", "curve.2", "muted"
_DASH, _DOT = Qt.PenStyle.DashLine, Qt.PenStyle.DotLine

_LINES_HIGH = 16
_ARROWS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class OneDPlot(OneDCanvas):
    """A curve J(theta), and what a finite difference makes of it.

    The points theta and theta plus and minus epsilon can be dragged; the view stays while they
    are, else it would run away under the hand. With the keyboard, left and right move theta, up
    and down epsilon.

    Signals
    -------
    theta_moved(float)
        The user chose this theta.
    epsilon_moved(float), epsilon_stepped(int)
        As of every `OneDCanvas`.
    """

    theta_moved = Signal(float)

    KEYS = (("A smaller or larger theta", tuple(_ARROWS)), *OneDCanvas.KEYS)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, _LINES_HIGH, parent)
        self._view: OneDView | None = None
        self._is_zoomed = False
        self._dragged: str | None = None
        self._hovered: str | None = None
        self.setObjectName("one_d_plot")
        self.setAccessibleName("J over theta, with tangent and secants")
        self.setMouseTracking(True)

    def set_zoomed(self, zoomed: bool) -> None:
        """Show a few epsilons around theta, or the whole curve."""
        self._is_zoomed = zoomed
        self._fit()

    def set_check(self, check: OneDCheck) -> None:
        """Show a check."""
        self._check = check
        if self._dragged is None:
            self._fit()
        self.setAccessibleDescription(
            f"theta = {exact(check.theta)}, epsilon = {exact(check.epsilon)}, slope of the tangent "
            f"{number(check.grad)}, of the secant {number(check.gradapprox)}. Left and right move "
            "theta, up and down epsilon."
        )
        self.update()

    def handle(self, name: str) -> QPointF | None:
        """Return where ``theta``, ``plus`` or ``minus`` can be taken hold of, or None."""
        return self._handles().get(name)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a point."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragged = self._handle_at(event.position())
            self._hover(self._dragged)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the point that is held, or show which one can be taken."""
        if self._dragged is None:
            self._hover(self._handle_at(event.position()))
        elif self._dragged == "theta":
            self.theta_moved.emit(self._theta_at(event.position().x()))
        else:
            self.epsilon_moved.emit(self._epsilon_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go, and let the view follow."""
        if event.button() == Qt.MouseButton.LeftButton and self._dragged is not None:
            self._dragged = None
            self._fit()
            self._hover(self._handle_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Mark no point."""
        super().leaveEvent(event)
        if self._dragged is None:
            self._hover(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move theta or epsilon."""
        key = Qt.Key(event.key())
        if self._view is not None and self._check is not None and key in _ARROWS:
            self.theta_moved.emit(self._rounded(self._check.theta + _ARROWS[key] * self._step()))
        else:
            super().keyPressEvent(event)

    def _paint(self, painter: QPainter, check: OneDCheck) -> None:
        assert self._view is not None
        graph = self._graph(self._view)
        self._paint_grid(painter, graph)
        paint_around(painter, self._look, self._margins(), self._title(self._view))
        painter.setClipRect(graph.box)
        self._paint_lines(painter, graph, self._view, check)
        self._paint_points(painter, graph)

    def _fit(self) -> None:
        if self._check is not None:
            self._view = (zoomed_view if self._is_zoomed else whole_view)(self._check)
            self.update()

    def _graph(self, view: OneDView) -> Graph:
        return Graph(self._margins().box, -view.half, view.half, view.low, view.high)

    def _margins(self) -> Margins:
        long = self._entries()
        short = [replace(entry, text=entry.text.partition(":")[0]) for entry in long[1:]]
        short.insert(0, replace(long[0], text="J"))
        return margins(self.font(), self.width(), self.height(), long, short)

    def _entries(self) -> list[Entry]:
        check = self._check
        assert check is not None
        tangent = Entry(f"tangent: grad = {number(check.grad)}", TANGENT)
        if check.at_kink:
            tangent = Entry("no tangent: no derivative here", TANGENT, Qt.PenStyle.NoPen)
        return [
            Entry(f"J = {CURVES[check.curve].title}", CURVE),
            tangent,
            Entry(f"secant: gradapprox = {number(check.gradapprox)}", SECANT, _DASH),
            Entry("one-sided", ONE_SIDED, _DOT),
        ]

    def _paint_grid(self, painter: QPainter, graph: Graph) -> None:
        line = self._em()
        across = nice_ticks(graph.left, graph.right, int(graph.box.width() / (5 * line)))
        up = nice_ticks(graph.bottom, graph.top, int(graph.box.height() / (1.6 * line)))
        paint_grid(
            painter,
            self._look,
            graph,
            list(zip(across, tick_texts(across), strict=True)),
            list(zip(up, tick_texts(up), strict=True)),
        )

    def _title(self, view: OneDView) -> str:
        across = f"theta − {exact(view.theta)}" if view.theta else "theta"
        upwards = f"J − {exact(view.J)}" if view.J else "J"
        return f"{across} across, {upwards} upwards"

    def _paint_lines(
        self, painter: QPainter, graph: Graph, view: OneDView, check: OneDCheck
    ) -> None:
        em, look = self._em(), self._look
        across, up = view.samples(check, 2 * (int(graph.box.width()) // 2) + 1)
        finite = np.isfinite(up)
        painter.setPen(line_pen(look, CURVE, em))
        paint_curve(painter, graph.line(across[finite], up[finite]))
        points = view.points(check)
        if not check.at_kink:
            painter.setPen(line_pen(look, TANGENT, em))
            self._paint_line(painter, graph, points["theta"], check.grad)
        painter.setPen(line_pen(look, ONE_SIDED, em, _DOT))
        start = points["theta"][0]
        self._paint_line(painter, graph, points["theta"], check.slope_left, right=start)
        self._paint_line(painter, graph, points["theta"], check.slope_right, left=start)
        painter.setPen(line_pen(look, SECANT, em, _DASH))
        self._paint_line(painter, graph, points["plus"], check.gradapprox)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour(CURVE))
        for x, y in zip(*view.dots(check), strict=True):
            painter.drawEllipse(graph.point(x, y), em / 6, em / 6)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_line(
        self,
        painter: QPainter,
        graph: Graph,
        through: tuple[float, float],
        slope: float,
        left: float | None = None,
        right: float | None = None,
    ) -> None:
        """Paint what is in the box of a line through a point, or of a part of that line."""
        x, y = through
        first = graph.left if left is None else max(left, graph.left)
        last = graph.right if right is None else min(right, graph.right)
        if slope != 0:
            # Qt takes long to dash a steep line whose ends are far outside.
            ends = (x + (edge - y) / slope for edge in (graph.bottom, graph.top))
            low, high = sorted(ends)
            first, last = max(first, low), min(last, high)
        if first < last:
            start, end = (graph.point(place, y + slope * (place - x)) for place in (first, last))
            painter.drawLine(start, end)

    def _paint_points(self, painter: QPainter, graph: Graph) -> None:
        em = self._em()
        places = self._handles()
        for name in ("minus", "plus", "theta"):
            if name in places:
                role = TANGENT if name == "theta" else SECANT
                active = name == (self._dragged or self._hovered)
                paint_handle(painter, self._look, places[name], em, role, active)
        for name, place in places.items():
            paint_label(painter, self._look, graph.box, place, NAMES[name])

    def _handles(self) -> dict[str, QPointF]:
        """Return the points, without those that lie on theta as far as can be seen."""
        if self._check is None or self._view is None:
            return {}
        graph, em = self._graph(self._view), float(self.fontMetrics().height())
        points = self._view.points(self._check)
        places = {
            name: graph.point(*point) for name, point in points.items() if np.isfinite(point[1])
        }
        middle = places.get("theta")
        return {
            name: place
            for name, place in places.items()
            if name == "theta" or middle is None or abs(place.x() - middle.x()) >= em
            if graph.box.left() - 1 <= place.x() <= graph.box.right() + 1
        }

    def _handle_at(self, position: QPointF) -> str | None:
        reach = 0.8 * self.fontMetrics().height()
        distances = {
            name: hypot(place.x() - position.x(), place.y() - position.y())
            for name, place in self._handles().items()
        }
        nearest = min(distances, key=lambda name: distances[name], default=None)
        return nearest if nearest is not None and distances[nearest] <= reach else None

    def _hover(self, name: str | None) -> None:
        if name != self._hovered:
            self._hovered = name
            shape = Qt.CursorShape.ArrowCursor if name is None else Qt.CursorShape.SizeHorCursor
            self.setCursor(shape)
            self.update()

    def _theta_at(self, x: float) -> float:
        assert self._view is not None
        return self._rounded(self._view.theta + self._graph(self._view).value_at(x))

    def _epsilon_at(self, x: float) -> float:
        assert self._view is not None
        assert self._check is not None
        place = self._check.theta - self._view.theta
        distance = abs(self._graph(self._view).value_at(x) - place)
        return usable_epsilon(distance)

    def _step(self) -> float:
        """Return how far an arrow key moves theta."""
        assert self._view is not None
        return nice_step(self._view.half / 60)

    def _rounded(self, theta: float) -> float:
        """Return theta with as many decimals as the view can tell apart."""
        assert self._view is not None
        decimals = -int(np.floor(np.log10(self._view.half / 300)))
        return round(theta, decimals) + 0.0  # no -0.0
