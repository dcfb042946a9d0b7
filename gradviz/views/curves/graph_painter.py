"""What every plot of the 1-D page paints: grid, ticks, legend and labels."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from gradviz.views.common.looks import Look
from gradviz.views.curves.graph import Graph

Tick = tuple[float, str]

_TITLED = 10  # lines of text that a plot is high if its axes are named
_HIGH = 10_000.0  # pixels that a curve goes up and down: with ten times as many, Qt takes a second
_SWATCH = 1.3  # length of a line in the legend, in heights of the text


@dataclass(frozen=True)
class Entry:
    """One line of a plot: its words, its colour's role, and how it is drawn."""

    text: str
    role: str
    style: Qt.PenStyle = Qt.PenStyle.SolidLine


def line_pen(look: Look, role: str, em: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """Return the pen of a line that is to be seen from afar in large text."""
    return QPen(look.colour(role), max(1.5, em / 9), style, Qt.PenCapStyle.FlatCap)


def paint_curve(painter: QPainter, points: QPolygonF) -> None:
    """Paint a curve through points, in a time that does not depend on how jagged it is.

    Qt outlines a line as a whole, and takes long where the outline crosses itself often: high
    noise is painted piece by piece. Other curves are not, as there are notches between pieces.
    """
    places = [points.at(place) for place in range(points.count())]
    ups_and_downs = sum(abs(one.y() - other.y()) for one, other in pairwise(places))
    if ups_and_downs <= _HIGH:
        painter.drawPolyline(points)
    else:
        pieces: list[QLineF] = [QLineF(one, other) for one, other in pairwise(places)]
        painter.drawLines(pieces)


def paint_grid(
    painter: QPainter, look: Look, graph: Graph, across: Sequence[Tick], up: Sequence[Tick]
) -> None:
    """Paint the ground, the lines of the ticks and their labels below and at the left."""
    box, metrics = graph.box, QFontMetricsF(painter.font())
    painter.fillRect(box, look.colour("base"))
    painter.setPen(look.colour("grid"))
    for value, _ in across:
        painter.drawLine(QPointF(graph.x(value), box.top()), QPointF(graph.x(value), box.bottom()))
    for value, _ in up:
        painter.drawLine(QPointF(box.left(), graph.y(value)), QPointF(box.right(), graph.y(value)))
    painter.setPen(look.colour("mid"))
    painter.drawRect(box)
    painter.setPen(look.colour("window_text"))
    line = metrics.height()
    # Clear of a label at the lower end of the axis upwards.
    is_low = any(graph.y(value) + line / 2 > box.bottom() for value, _ in up)
    end = box.left() if is_low else -1e9
    for value, text in sorted(across):
        wide = metrics.horizontalAdvance(text) + 1
        left = min(graph.x(value) - wide / 2, box.right() - wide + line / 2)
        if is_low and graph.x(value) <= box.left() + wide / 2:
            left = max(left, box.left())
        if left >= end:
            painter.drawText(QRectF(left, box.bottom() + 2, wide, line), text)
            end = left + wide + line / 4
    for value, text in up:
        area = QRectF(0, graph.y(value) - line / 2, box.left() - line / 4, line)
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)


@dataclass(frozen=True)
class Margins:
    """What stands around the box of a plot.

    Attributes
    ----------
    entries
        The legend above it.
    box
        The box.
    has_title
        Whether there is room for a line below the ticks.
    """

    entries: Sequence[Entry]
    box: QRectF
    has_title: bool


def margins(
    font: QFont, width: float, height: float, long: Sequence[Entry], short: Sequence[Entry]
) -> Margins:
    """Return the box of a plot, with the short legend where the long one needs a second row."""
    metrics = QFontMetricsF(font)
    line = metrics.height()
    left = metrics.horizontalAdvance("−2.5e-10") + line / 4
    entries = long if len(legend_rows(metrics, long, width - left)) == 1 else short
    top = len(legend_rows(metrics, entries, width - left)) * line + 2
    has_title = height >= _TITLED * line
    bottom = height - (2.1 if has_title else 1.1) * line - 2
    box = QRectF(left, top, max(width - left - line / 2, 1), max(bottom - top, 1))
    return Margins(entries, box, has_title)


def legend_rows(metrics: QFontMetricsF, entries: Sequence[Entry], width: float) -> list[list[int]]:
    """Return the entries of each row of a legend, by their places."""
    rows: list[list[int]] = [[]]
    taken = 0.0
    for place, entry in enumerate(entries):
        wide = _entry_width(metrics, entry)
        if rows[-1] and taken + wide > width:
            rows.append([])
            taken = 0.0
        rows[-1].append(place)
        taken += wide
    return rows


def paint_around(painter: QPainter, look: Look, around: Margins, title: str) -> None:
    """Paint the legend above a plot, and the names of its axes below if there is room."""
    box, metrics = around.box, QFontMetricsF(painter.font())
    line = metrics.height()
    _paint_legend(painter, look, around.entries, QRectF(box.left(), 0, box.width() + line / 2, 1))
    if around.has_title:
        area = QRectF(0, box.bottom() + 1.1 * line + 1, box.right(), line)
        painter.setPen(look.colour("muted"))
        text = metrics.elidedText(title, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignRight, text)


def _paint_legend(painter: QPainter, look: Look, entries: Sequence[Entry], area: QRectF) -> None:
    """Paint a legend from the top left of an area on."""
    metrics = QFontMetricsF(painter.font())
    line = metrics.height()
    for number, row in enumerate(legend_rows(metrics, entries, area.width())):
        left, top = area.left(), area.top() + number * line
        for place in row:
            entry = entries[place]
            swatch = _SWATCH * line
            painter.setPen(line_pen(look, entry.role, line, entry.style))
            painter.drawLine(QPointF(left, top + line / 2), QPointF(left + swatch, top + line / 2))
            painter.setPen(look.colour("window_text"))
            room = max(area.right() - left - 1.2 * swatch, 1.0)
            text = metrics.elidedText(entry.text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(left + 1.2 * swatch, top, room, line), text)
            left += _entry_width(metrics, entry)


def _entry_width(metrics: QFontMetricsF, entry: Entry) -> float:
    return metrics.horizontalAdvance(entry.text) + 1 + (1.2 * _SWATCH + 0.8) * metrics.height()


def paint_label(painter: QPainter, look: Look, box: QRectF, place: QPointF, text: str) -> None:
    """Paint a text right above a point, kept within a box, on a ground of its own."""
    metrics = QFontMetricsF(painter.font())
    wide, line = metrics.horizontalAdvance(text) + 4, metrics.height()
    left = min(max(place.x() - wide / 2, box.left() + 1), box.right() - wide)
    top = place.y() - 1.5 * line
    if top < box.top():
        top = min(place.y() + 0.5 * line, box.bottom() - line)
    area = QRectF(left, top, wide, line)
    ground = look.colour("base")
    ground.setAlphaF(0.8)
    painter.fillRect(area, ground)
    painter.setPen(look.colour("text"))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)


def paint_handle(
    painter: QPainter, look: Look, place: QPointF, em: float, role: str, is_active: bool
) -> None:
    """Paint a point that can be dragged; larger while the pointer is on it."""
    radius = em * (0.42 if is_active else 0.32)
    painter.setPen(QPen(look.colour("base"), max(1.5, em / 10)))
    painter.setBrush(look.colour(role))
    painter.drawEllipse(place, radius, radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)
