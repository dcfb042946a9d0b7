"""Paints curves over epsilon on log-log axes."""

from collections.abc import Iterator
from math import log10

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from gradviz.network.layout import Array
from gradviz.network.numbers import SHORT, number
from gradviz.views.common.looks import Look
from gradviz.views.curves.graph import Graph, decade_ticks
from gradviz.views.curves.graph_painter import Tick, paint_curve, paint_grid
from gradviz.views.curves.log_legend import legend_places, swatch_length
from gradviz.views.curves.log_marks import Label, first_free, paint_mark, words_area
from gradviz.views.curves.log_scene import (
    KINK_WORDS,
    LANE,
    LogLine,
    LogScene,
    heights,
    pieces,
)

_PER_DECADE = 6  # epsilons of a sweep
MARKS_APART = 2.2  # heights of the text between two marks of a curve

ROUNDING_WORDS = ("rounding: epsilon too small", "rounding")
TRUNCATION_WORDS = ("truncation: epsilon too large", "truncation")

_ALIGN = Qt.AlignmentFlag


class LogPainter:
    """Paints a scene in a look.

    Attributes
    ----------
    words
        Where words stand in the plot, once it is painted.

    Parameters
    ----------
    painter
        With the font of the widget set.
    is_low
        Whether there is too little room for words that can be done without.
    """

    def __init__(
        self, painter: QPainter, look: Look, scene: LogScene, graph: Graph, *, is_low: bool
    ) -> None:
        self._painter, self._look, self._scene, self._graph = painter, look, scene, graph
        self.labels: list[Label] = []
        self._is_low = is_low
        self._metrics = QFontMetricsF(painter.font())
        self._em = self._metrics.height()

    def paint(self, legend: QRectF) -> None:
        """Paint everything but the present epsilon.

        Parameters
        ----------
        legend
            Where the legend begins, and how wide it may be.
        """
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_axes()
        self._paint_regions()
        if self._scene.kinks:
            self._paint_kinks()
        self._painter.save()
        self._painter.setClipRect(self._graph.box)
        for line in self._scene.lines:
            if not self._beyond(line):
                self._paint_line(line)
        if self._scene.threshold is not None:
            self._paint_threshold(self._scene.threshold)
        if self._scene.best is not None:
            self._paint_best(*self._scene.best)
        self._painter.restore()
        self._paint_beyond()
        self._paint_legend(legend)

    def _paint_axes(self) -> None:
        graph, em, scene = self._graph, self._em, self._scene
        widest = self._metrics.horizontalAdvance("1e-15") + 0.8 * em
        across = decade_ticks(graph.left, graph.right, int(graph.box.width() / widest))
        lane = LANE if scene.has_zeros else 0.0
        up: list[Tick] = decade_ticks(
            graph.bottom + lane, graph.top, int(graph.box.height() / (1.5 * em))
        )
        if lane:
            up = [(graph.bottom + LANE / 2, "0"), *(each for each in up)]
        paint_grid(self._painter, self._look, graph, across, up)
        if self._is_low:
            return
        self._painter.setPen(self._look.colour("muted"))
        below = QRectF(0, graph.box.bottom() + em, graph.box.right(), em + 2)
        self._painter.drawText(
            below, _ALIGN.AlignRight, f"{scene.across} across, {scene.up} upwards"
        )

    def _paint_regions(self) -> None:
        """Paint which cause is the larger one on either side of where they meet, in words."""
        boundary = self._scene.boundary
        if boundary is None:
            return
        box = self._graph.box
        middle = min(max(self._graph.x(log10(boundary)), box.left()), box.right())
        ground = self._look.colour("alternate_base")
        self._painter.fillRect(QRectF(box.topLeft(), QPointF(middle, box.bottom())), ground)
        self._paint_regrid()
        self._painter.setPen(QPen(self._look.colour("mid"), 1, Qt.PenStyle.DashLine))
        self._painter.drawLine(QPointF(middle, box.top()), QPointF(middle, box.bottom()))
        strip = QRectF(box.left(), box.top() - self._em - 2, box.width(), self._em)
        self._painter.setPen(self._look.colour("muted"))
        pairs = zip(ROUNDING_WORDS, TRUNCATION_WORDS, strict=True)
        for left, right in ((f"◂ {one}", f"{other} ▸") for one, other in pairs):
            wide = sum(map(self._metrics.horizontalAdvance, (left, right)))
            if wide + self._em <= box.width():
                self._painter.drawText(strip, _ALIGN.AlignLeft, left)
                self._painter.drawText(strip, _ALIGN.AlignRight, right)
                return

    def _paint_kinks(self) -> None:
        """Paint a strip at the top for the epsilons that step over a kink."""
        graph, em = self._graph, self._em
        colour = self._look.colour("inconclusive.mark")
        half = (graph.x(1 / _PER_DECADE) - graph.x(0)) / 2
        places = sorted(graph.x(log10(epsilon)) for epsilon in self._scene.kinks)
        for x in places:
            left, right = max(x - half, graph.box.left()), min(x + half, graph.box.right())
            area = QRectF(left, graph.box.top(), right - left + 0.5, 0.3 * em)
            self._painter.fillRect(area, colour)
        if not self._is_low:
            free = (each for each in self._kink_areas() if not self._is_struck(each))
            self._paint_words(next(free, None), KINK_WORDS, colour)  # else the tooltip has them

    def _paint_words(self, area: QRectF | None, words: str, colour: QColor) -> None:
        if area is not None:
            self._paint_label(Label(area, words, colour))

    def _paint_label(self, label: Label) -> None:
        label.paint(self._painter, self._look)
        self.labels.append(label)

    def _kink_areas(self) -> Iterator[QRectF]:
        """Return where the words on kinks may stand: at the top right, or near to it."""
        box, em = self._graph.box, self._em
        wide = self._metrics.horizontalAdvance(KINK_WORDS) + 0.4 * em
        for line in range(max(int(0.6 * box.height() / em), 1)):
            for shift in range(8):
                x = box.right() - wide - (0.3 + 0.6 * shift) * em
                yield QRectF(x, box.top() + (0.4 + line) * em, wide, em)

    def _is_struck(self, area: QRectF) -> bool:
        """Return whether a curve or the threshold goes through an area."""
        threshold = self._scene.threshold
        if threshold is not None and area.contains(
            area.center().x(), self._graph.y(log10(threshold))
        ):
            return True
        across = np.linspace(area.left(), area.right(), 30)
        for line in self._scene.lines:
            ys = heights(line.values, self._graph.bottom)
            seen = np.isfinite(ys)
            if self._beyond(line) or not seen.any():
                continue
            xs = [self._graph.x(float(x)) for x in np.log10(line.epsilons[seen])][::-1]
            up = np.interp(across, xs, [self._graph.y(float(y)) for y in ys[seen]][::-1])
            low, high = np.minimum(up[1:], up[:-1]), np.maximum(up[1:], up[:-1])
            if ((low <= area.bottom()) & (high >= area.top())).any():
                return True
        return False

    def _paint_beyond(self) -> None:
        """Say the value of each level line that lies above or below the box, at its edge."""
        for line in self._scene.lines:
            side = self._beyond(line)
            if side:
                value = float(line.values[0])
                text = number(value, SHORT) if value else "exactly 0"
                sign = "▴" if side > 0 else "▾"
                words = f"{sign} {text}" if self._is_low else f"{sign} {line.name} {text}"
                areas = self._at_edge(words, is_top=side > 0)
                free = (each for each in areas if not self._is_struck(each))
                self._paint_words(next(free, None), words, self._look.colour(line.role))

    def _beyond(self, line: LogLine) -> int:
        """Return 1 or -1 for a level line above or below the box, and 0 for all others."""
        if not line.is_level:
            return 0
        if not line.values[0]:
            return 0 if self._scene.has_zeros else -1
        height = log10(line.values[0])
        return int(height > self._graph.top) - int(height < self._graph.bottom)

    def _at_edge(self, words: str, *, is_top: bool) -> Iterator[QRectF]:
        """Return where words may stand at the lower or the upper edge, from the left."""
        box, em = self._graph.box, self._em
        wide = self._metrics.horizontalAdvance(words) + 0.4 * em
        top = box.top() + 0.1 * em if is_top else box.bottom() - 1.1 * em
        left = box.left() + 0.3 * em
        while left + wide < box.right():
            area = QRectF(left, top, wide, em)
            if first_free([area], [each.area for each in self.labels]) is not None:
                yield area
            left += em

    def _paint_regrid(self) -> None:
        """Paint the lines of the grid again, over the ground of a region."""
        box = self._graph.box
        self._painter.setPen(self._look.colour("grid"))
        for decade in range(int(self._graph.left) + 1, int(self._graph.right)):
            x = self._graph.x(decade)
            self._painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
        self._painter.setPen(self._look.colour("mid"))
        self._painter.drawRect(box)

    def _paint_line(self, line: LogLine) -> None:
        xs, ys = np.log10(line.epsilons), heights(line.values, self._graph.bottom)
        seen = np.isfinite(ys)
        self._painter.setPen(self._pen(line))
        for piece in pieces(seen.tolist()):
            if piece.stop - piece.start == 1:  # which is no line
                place = self._graph.point(float(xs[piece.start]), float(ys[piece.start]))
                self._painter.drawPoint(place)
            else:
                paint_curve(self._painter, self._graph.line(xs[piece], ys[piece]))
        if line.mark:
            self._paint_marks(line, xs, ys, seen)

    def _paint_marks(self, line: LogLine, xs: Array, ys: Array, seen: Array) -> None:
        """Paint a mark at some points, as far apart as it takes to tell them."""
        last = float("inf")
        for x, y, is_there in zip(xs.tolist(), ys.tolist(), seen.tolist(), strict=True):
            place = self._graph.point(x, y) if is_there else None
            if place is not None and last - place.x() >= MARKS_APART * self._em:
                last = place.x()
                self._paint_mark(line, place)

    def _paint_mark(self, line: LogLine, place: QPointF) -> None:
        colour = self._look.colour(line.role)
        self._painter.save()
        self._painter.setPen(QPen(colour, max(1.2, self._em / 11)))
        self._painter.setBrush(self._look.colour("base"))
        paint_mark(self._painter, line.mark, place, 0.24 * self._em)
        self._painter.restore()

    def _paint_threshold(self, threshold: float) -> None:
        box, y = self._graph.box, self._graph.y(log10(threshold))
        colour = self._look.colour("threshold")
        self._painter.setPen(QPen(colour, max(1.5, self._em / 9)))
        if box.top() <= y <= box.bottom():  # else only its words stand at the edge
            self._painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        words = f"threshold {number(threshold, 3)}"
        half = self._metrics.horizontalAdvance(words) / 2
        place = QPointF(box.left() + half + 0.4 * self._em, y + 0.35 * self._em)
        area = words_area(self._metrics, box, place, words)
        self._paint_label(Label(area, words, colour))

    def _paint_best(self, epsilon: float, value: float) -> None:
        """Paint a ring around the best point."""
        (height,) = heights(np.array([value]), self._graph.bottom).tolist()
        place = self._graph.point(log10(epsilon), height)
        colour = self._look.colour("window_text")
        self._painter.setPen(QPen(colour, max(1.5, self._em / 9)))
        radius = 0.45 * self._em
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawEllipse(place, radius, radius)

    def _paint_legend(self, area: QRectF) -> None:
        swatch = swatch_length(is_low=self._is_low)
        places = legend_places(self._metrics, self._scene, area, is_low=self._is_low)
        for line, place in places:
            y = place.y() + self._em / 2
            end = place.x() + swatch * self._em
            self._painter.setPen(self._pen(line))
            self._painter.drawLine(QPointF(place.x(), y), QPointF(end, y))
            if line.mark:
                self._paint_mark(line, QPointF((place.x() + end) / 2, y))
            self._painter.setPen(self._look.colour("window_text"))
            left = end + 0.3 * self._em
            room = QRectF(left, place.y(), max(area.right() - left, 1.0), self._em)
            words = self._metrics.elidedText(
                line.name, Qt.TextElideMode.ElideRight, room.width() + 0.5
            )
            self._painter.drawText(room, _ALIGN.AlignVCenter, words)

    def _pen(self, line: LogLine) -> QPen:
        width = line.width * max(1.2, self._em / 12)
        colour = self._look.colour(line.role)
        return QPen(colour, width, line.style, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.RoundJoin)
