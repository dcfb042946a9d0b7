"""Words that go with the present epsilon, and keep clear of those that stay."""

from collections.abc import Iterator, Sequence
from math import log10

from PySide6.QtCore import QPointF, QRectF

from gradviz.network.numbers import SHORT, number
from gradviz.views.curves.curve_label import Label, first_free, words_area
from gradviz.views.curves.log_labels import Ground


def present_labels(
    ground: Ground, epsilon: float, point: tuple[float, float], standing: Sequence[Label]
) -> list[Label]:
    """Return the words of the line of epsilon, of the last check, and of the best epsilon.

    Parameters
    ----------
    ground
        What they are put on.
    epsilon
        The present one.
    point
        The epsilon of the last check and its value; NaN for none.
    standing
        Words that are there already.
    """
    colour, taken = ground.look.colour("accent"), [each.area for each in standing]
    labels: list[Label] = []

    def put(area: QRectF | None, words: str, role: str = "") -> None:
        if area is not None:
            labels.append(Label(area, words, ground.look.colour(role) if role else colour))
            taken.append(area)

    place = ground.place(*point)
    if place is not None:
        words = number(point[1], SHORT)
        area = first_free(_by_point(ground, place, words), taken)
        taken.append(_around(place, 0.45 * ground.em))
        put(area, words)  # with no place for it, it is read in the verdict
    if ground.is_low:
        return labels
    box, x = ground.graph.box, ground.graph.x(log10(epsilon))
    if box.left() - 1 <= x <= box.right() + 1:
        words = f"epsilon {number(epsilon, 3)}"
        put(first_free(_at_ends(ground, x, words), taken), words)
        taken.append(QRectF(x - 1, box.top(), 2, box.height()))
    best = ground.scene.best
    place = None if best is None else ground.place(*best)
    if best is not None and place is not None:
        words = f"best {number(best[0], 3)}"
        put(first_free(_around_ring(ground, place, words), taken), words, "window_text")
    return labels


def _by_point(ground: Ground, place: QPointF, words: str) -> Iterator[QRectF]:
    """Yield where the value of a point may stand: above it, below, or next to it."""
    box = ground.graph.box
    for each in (place, QPointF(place.x(), place.y() + 2.1 * ground.em)):
        area = words_area(ground.metrics, box, each, words)
        if box.top() <= area.top() and area.bottom() <= box.bottom():
            yield area
    yield from _around_ring(ground, place, words)


def _at_ends(ground: Ground, x: float, words: str) -> Iterator[QRectF]:
    """Yield where the words of the line may stand: at its lower end, or near its upper one."""
    box, em = ground.graph.box, ground.em
    lines = (2.1, 3.3, 4.5)  # below the handle, and below other words there
    for y in (box.bottom() + 0.2 * em, *(box.top() + each * em for each in lines)):
        yield words_area(ground.metrics, box, QPointF(x, y), words)


def _around_ring(ground: Ground, place: QPointF, words: str) -> Iterator[QRectF]:
    """Yield where the words of a ring may stand, all in the box and clear of the ring."""
    em, box, ring = ground.em, ground.graph.box, _around(place, 0.5 * ground.em)
    wide = ground.wide(words)
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


def _around(place: QPointF, radius: float) -> QRectF:
    return QRectF(place.x() - radius, place.y() - radius, 2 * radius, 2 * radius)
