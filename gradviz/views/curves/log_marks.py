"""Marks, words and the line of the present epsilon, as plots over epsilon paint them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from math import log10

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from gradviz.views.common.looks import Look
from gradviz.views.curves.graph import Graph


def paint_mark(painter: QPainter, mark: str, place: QPointF, size: float) -> None:
    """Paint a mark with the pen and the brush that are set; the size is half of its width."""
    x, y = place.x(), place.y()
    if mark == "circle":
        painter.drawEllipse(place, size, size)
    elif mark == "square":
        painter.drawRect(QRectF(x - size, y - size, 2 * size, 2 * size))
    elif mark == "plus":
        painter.drawLine(QPointF(x - size, y), QPointF(x + size, y))
        painter.drawLine(QPointF(x, y - size), QPointF(x, y + size))
    elif mark == "cross":
        painter.drawLine(QPointF(x - size, y - size), QPointF(x + size, y + size))
        painter.drawLine(QPointF(x - size, y + size), QPointF(x + size, y - size))
    else:
        low = y + size
        corners = [(x, y - 1.3 * size), (x + 1.2 * size, low), (x - 1.2 * size, low)]
        if mark == "diamond":
            far = 1.35 * size
            corners = [(x, y - far), (x + far, y), (x, y + far), (x - far, y)]
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))


def paint_epsilon(
    painter: QPainter, look: Look, graph: Graph, epsilon: float, is_active: bool
) -> QColor:
    """Paint the line of the present epsilon with a handle at its top, and return its colour."""
    em = QFontMetricsF(painter.font()).height()
    colour = look.colour("accent")
    x = min(max(graph.x(log10(epsilon)), graph.box.left()), graph.box.right())
    painter.setPen(QPen(colour, max(1.5, em / 8) * (1.6 if is_active else 1)))
    painter.drawLine(QPointF(x, graph.box.top()), QPointF(x, graph.box.bottom()))
    size = em * (0.5 if is_active else 0.4)
    for y, way in ((graph.box.top(), 1.0), (graph.box.bottom(), -1.0)):
        tip = [(x - size, y), (x + size, y), (x, y + way * 1.2 * size)]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in tip]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    return colour


def words_area(metrics: QFontMetricsF, box: QRectF, place: QPointF, text: str) -> QRectF:
    """Return where a text stands right above a point, or below it, within a box."""
    wide, em = metrics.horizontalAdvance(text) + 0.4 * metrics.height(), metrics.height()
    left = max(min(place.x() - wide / 2, box.right() - wide - 1), box.left() + 1)
    top = place.y() - 1.5 * em
    if top < box.top():
        top = min(place.y() + 0.5 * em, box.bottom() - em)
    return QRectF(left, top, wide, em)


def first_free(areas: Iterable[QRectF], taken: Collection[QRectF]) -> QRectF | None:
    """Return the first area that is clear of all those taken, or None."""
    return next((area for area in areas if not any(map(area.intersects, taken))), None)


@dataclass(frozen=True)
class Label:
    """Words on a plot, and the area in which they stand."""

    area: QRectF
    words: str
    colour: QColor

    def paint(self, painter: QPainter, look: Look) -> None:
        """Paint the words on a ground of their own."""
        paint_area(painter, look, self.area, self.words, self.colour)


def paint_area(painter: QPainter, look: Look, area: QRectF, text: str, colour: QColor) -> None:
    """Paint a text in an area, on a ground of its own."""
    ground = look.colour("base")
    ground.setAlphaF(0.85)
    painter.fillRect(area, ground)
    painter.setPen(colour)
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
