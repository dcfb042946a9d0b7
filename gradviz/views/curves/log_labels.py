"""The present epsilon on a plot over epsilon, and words that keep clear of one another."""

from collections.abc import Iterator, Sequence
from math import isfinite, log10

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QPainter

from gradviz.network.numbers import SHORT, number
from gradviz.views.common.looks import Look
from gradviz.views.curves.graph import Graph
from gradviz.views.curves.graph_painter import paint_handle
from gradviz.views.curves.log_marks import Label, first_free, paint_area, paint_epsilon, words_area
from gradviz.views.curves.log_scene import LogScene, heights


class PresentPainter:
    """Paints the line of the present epsilon, the point of the last check, and the best epsilon.

    Parameters
    ----------
    painter
        With the font of the widget set.
    labels
        Words that are there already.
    is_low
        Whether there is too little room for words that can be done without.
    """

    def __init__(
        self,
        painter: QPainter,
        look: Look,
        scene: LogScene,
        graph: Graph,
        labels: Sequence[Label] = (),
        *,
        is_low: bool,
    ) -> None:
        self._painter, self._look, self._scene, self._graph = painter, look, scene, graph
        self._is_low = is_low
        self._metrics = QFontMetricsF(painter.font())
        self._em = self._metrics.height()
        self._labels = labels
        self._taken = [each.area for each in labels]

    def paint(self, epsilon: float, point: tuple[float, float], *, is_active: bool) -> None:
        """Paint the line at an epsilon, and a point of an epsilon and a value; NaN for none."""
        colour = paint_epsilon(self._painter, self._look, self._graph, epsilon, is_active)
        x = self._graph.x(log10(epsilon))
        for label in self._labels:
            if label.area.left() <= x <= label.area.right():
                label.paint(self._painter, self._look)  # the line goes behind the words
        place = self._place(*point)
        if place is not None:
            paint_handle(self._painter, self._look, place, self._em, "accent", is_active)
            text = number(point[1], SHORT)
            area = self._by_point(place, text)
            self._taken.append(self._around(place, 0.45 * self._em))
            if area is not None:
                paint_area(self._painter, self._look, area, text, colour)
                self._taken.append(area)
        if self._is_low:
            return
        words = f"epsilon {number(epsilon, 3)}"
        found = first_free(self._at_ends(epsilon, words), self._taken)
        if found is not None:
            paint_area(self._painter, self._look, found, words, colour)
            self._taken.append(found)
        self._paint_best(epsilon)

    def _by_point(self, place: QPointF, words: str) -> QRectF | None:
        """Return where the value of a point stands: above it, below, or next to it.

        None where it has no place: then it is read in the verdict.
        """
        below = QPointF(place.x(), place.y() + 2.1 * self._em)
        box = self._graph.box
        areas = [words_area(self._metrics, box, each, words) for each in (place, below)]
        inside = [
            each for each in areas if box.top() <= each.top() and each.bottom() <= box.bottom()
        ]
        return first_free([*inside, *self._around_ring(place, words)], self._taken)

    def _paint_best(self, epsilon: float) -> None:
        """Say which epsilon is the best one, where that is not over other words."""
        place = None if self._scene.best is None else self._place(*self._scene.best)
        if self._scene.best is None or place is None:
            return
        box, x = self._graph.box, self._graph.x(log10(epsilon))
        self._taken.append(QRectF(x - 1, box.top(), 2, box.height()))
        words = f"best {number(self._scene.best[0], 3)}"
        found = first_free(self._around_ring(place, words), self._taken)
        if found is not None:
            colour = self._look.colour("window_text")
            paint_area(self._painter, self._look, found, words, colour)

    def _at_ends(self, epsilon: float, words: str) -> Iterator[QRectF]:
        """Return where the words of the line may stand: at its lower end, or near its upper one."""
        box, x = self._graph.box, self._graph.x(log10(epsilon))
        lines = (2.1, 3.3, 4.5)  # below the handle, and below other words there
        for y in (box.bottom() + 0.2 * self._em, *(box.top() + each * self._em for each in lines)):
            yield words_area(self._metrics, box, QPointF(x, y), words)

    def _around_ring(self, place: QPointF, words: str) -> Iterator[QRectF]:
        """Return where the words of a ring may stand, all in the box and clear of the ring."""
        em, box, ring = self._em, self._graph.box, self._around(place, 0.5 * self._em)
        wide = self._metrics.horizontalAdvance(words) + 0.4 * em
        middle = place.x() - wide / 2
        corners = (
            (middle, ring.bottom() + 0.2 * em),
            (middle, ring.top() - 1.2 * em),
            (ring.right() + 0.6 * em, place.y() - em / 2),
            (ring.left() - 0.6 * em - wide, place.y() - em / 2),
            (ring.right() + 0.6 * em, ring.top() - 1.2 * em),
            (ring.left() - 0.6 * em - wide, ring.top() - 1.2 * em),
        )
        for left, top in corners:
            area = QRectF(left, top, wide, em)
            if box.contains(area):
                yield area

    def _place(self, epsilon: float, value: float) -> QPointF | None:
        (height,) = heights(np.array([value]), self._graph.bottom).tolist()
        return self._graph.point(log10(epsilon), height) if isfinite(height) else None

    def _around(self, place: QPointF, radius: float) -> QRectF:
        return QRectF(place.x() - radius, place.y() - radius, 2 * radius, 2 * radius)
