"""Where the words of a plot over epsilon stand: clear of one another and of the curves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite, log10

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF

from gradviz.network.layout import Array
from gradviz.network.numbers import SHORT, number
from gradviz.views.common.looks import Look
from gradviz.views.curves.curve_label import Label, first_free, words_area
from gradviz.views.curves.graph import Graph
from gradviz.views.curves.log_scene import KINK_WORDS, LogLine, LogScene, heights

ROUNDING_WORDS = ("rounding: epsilon too small", "rounding")
TRUNCATION_WORDS = ("truncation: epsilon too large", "truncation")


@dataclass(frozen=True)
class Ground:
    """What words are put on.

    Attributes
    ----------
    metrics
        Of the font.
    look
        The colours.
    scene
        What is shown.
    lines
        Those of its lines that are not hidden.
    graph
        The box in pixels, and the decimal exponents at its edges.
    bottom
        The exponent at the bottom when all is shown: the lane of 0 is there.
    is_low
        Whether there is too little room for words that can be done without.
    """

    metrics: QFontMetricsF
    look: Look
    scene: LogScene
    lines: Sequence[LogLine]
    graph: Graph
    bottom: float
    is_low: bool

    @property
    def em(self) -> float:
        """The height of the text."""
        return self.metrics.height()

    def wide(self, words: str) -> float:
        """Return how much room words take, with some around them."""
        return self.metrics.horizontalAdvance(words) + 0.4 * self.em

    def place(self, epsilon: float, value: float) -> QPointF | None:
        """Return where a point is; None for what is not finite, or not in the box."""
        (height,) = heights(np.array([value]), self.bottom).tolist()
        if not isfinite(height):
            return None
        place = self.graph.point(log10(epsilon), height)
        return place if self.graph.box.adjusted(-1, -1, 1, 1).contains(place) else None

    def is_struck(self, area: QRectF) -> bool:
        """Return whether a curve or the threshold goes through an area."""
        graph, threshold = self.graph, self.scene.threshold
        if threshold is not None and area.contains(area.center().x(), graph.y(log10(threshold))):
            return True
        across = np.linspace(area.left(), area.right(), 30)
        for xs, ys in self._places:
            up = np.interp(across, xs, ys)
            low, high = np.minimum(up[1:], up[:-1]), np.maximum(up[1:], up[:-1])
            if ((low <= area.bottom()) & (high >= area.top())).any():
                return True
        return False

    @cached_property
    def _places(self) -> list[tuple[Array, Array]]:
        """The points of the curves in pixels, from the left, shapes (n,)."""
        places = []
        for line in self.lines:
            ys = heights(line.values, self.bottom)
            seen = np.isfinite(ys)
            if seen.any() and not beyond(line, self):
                xs, ys = self.graph.places(np.log10(line.epsilons[seen]), ys[seen])
                places.append((xs[::-1], ys[::-1]))
        return places


def beyond(line: LogLine, ground: Ground) -> int:
    """Return 1 or -1 for a level line above or below the box, and 0 for all others."""
    if not line.is_level:
        return 0
    if not line.values[0]:
        return 0 if ground.scene.has_zeros else -1
    return _side(log10(line.values[0]), ground.graph)


def standing_labels(ground: Ground) -> list[Label]:
    """Return the words that stay where they are while epsilon moves."""
    labels = [*_region_labels(ground), *_threshold_label(ground)]
    if ground.scene.kinks and not ground.is_low:
        labels += _kink_label(ground)
    for line in ground.lines:
        side = beyond(line, ground)
        if side:
            labels += _beyond_label(ground, line, side, labels)
    return labels


def _side(height: float, graph: Graph) -> int:
    return int(height > graph.top) - int(height < graph.bottom)


def _region_labels(ground: Ground) -> list[Label]:
    """Say which cause is the larger one on either side of where they meet."""
    box, em = ground.graph.box, ground.em
    if ground.scene.boundary is None:
        return []
    colour = ground.look.colour("muted")
    top = box.top() - em - 2
    pairs = zip(ROUNDING_WORDS, TRUNCATION_WORDS, strict=True)
    for left, right in ((f"◂ {one}", f"{other} ▸") for one, other in pairs):
        first, last = (ground.metrics.horizontalAdvance(each) + 1 for each in (left, right))
        if first + last + em <= box.width():
            areas = QRectF(box.left(), top, first, em), QRectF(box.right() - last, top, last, em)
            words = (left, right)
            return [
                Label(area, each, colour, has_ground=False)
                for area, each in zip(areas, words, strict=True)
            ]
    return []


def _threshold_label(ground: Ground) -> list[Label]:
    threshold, graph = ground.scene.threshold, ground.graph
    if threshold is None:
        return []
    side = _side(log10(threshold), graph)
    words = f"{'▾ ▴'[side + 1]} threshold {number(threshold, 3)}".strip()
    y = min(max(graph.y(log10(threshold)), graph.box.top()), graph.box.bottom())
    place = QPointF(graph.box.left() + 0.2 * ground.em + ground.wide(words) / 2, y)
    place.setY(y + 0.35 * ground.em)
    area = words_area(ground.metrics, graph.box, place, words)
    return [Label(area, words, ground.look.colour("threshold"))]


def _kink_label(ground: Ground) -> list[Label]:
    """Return the words on kinks where no curve goes through them; else the tooltip has them."""
    graph = ground.graph
    if not any(graph.left <= log10(epsilon) <= graph.right for epsilon in ground.scene.kinks):
        return []
    free = (each for each in _kink_areas(ground) if not ground.is_struck(each))
    area = next(free, None)
    colour = ground.look.colour("inconclusive.mark")
    return [] if area is None else [Label(area, KINK_WORDS, colour)]


def _kink_areas(ground: Ground) -> Iterator[QRectF]:
    """Yield where the words on kinks may stand: at the top right, or near to it."""
    box, em, wide = ground.graph.box, ground.em, ground.wide(KINK_WORDS)
    for line in range(max(int(0.6 * box.height() / em), 1)):
        for shift in range(8):
            x = box.right() - wide - (0.3 + 0.6 * shift) * em
            yield QRectF(x, box.top() + (0.4 + line) * em, wide, em)


def _beyond_label(ground: Ground, line: LogLine, side: int, labels: Sequence[Label]) -> list[Label]:
    """Say the value of a level line that lies above or below the box, at its edge."""
    value = float(line.values[0])
    text = number(value, SHORT) if value else "exactly 0"
    sign = "▴" if side > 0 else "▾"
    words = f"{sign} {text}" if ground.is_low else f"{sign} {line.name} {text}"
    taken = [each.area for each in labels]
    for area in _at_edge(ground, words, is_top=side > 0):
        if first_free([area], taken) is not None and not ground.is_struck(area):
            return [Label(area, words, ground.look.colour(line.role))]
    return []


def _at_edge(ground: Ground, words: str, *, is_top: bool) -> Iterator[QRectF]:
    """Yield where words may stand at the lower or the upper edge, from the left."""
    box, em, wide = ground.graph.box, ground.em, ground.wide(words)
    top = box.top() + 0.1 * em if is_top else box.bottom() - 1.1 * em
    left = box.left() + 0.3 * em
    while left + wide < box.right():
        yield QRectF(left, top, wide, em)
        left += em
