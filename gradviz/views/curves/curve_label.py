"""Words on a plot, each with a place of its own."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

_GROUND = 0.85  # how much of what is below words is covered


@dataclass(frozen=True)
class Label:
    """Words on a plot, and the area in which they stand.

    Attributes
    ----------
    area
        In pixels of the plot.
    words, colour
        What is written.
    has_ground
        Whether what is below is covered; beside the box nothing is.
    """

    area: QRectF
    words: str
    colour: QColor
    has_ground: bool = True


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


class LabelLayer(pg.GraphicsObject):
    """Paints the words of a plot over everything else, and a strip for the kinks.

    pyqtgraph's texts know nothing of one another, and each costs half a millisecond to make.
    """

    def __init__(self) -> None:
        super().__init__()
        self._standing: Sequence[Label] = ()
        self._moving: Sequence[Label] = ()
        self._strips: Sequence[tuple[QRectF, QColor]] = ()
        self._ground = QColor()
        self._font = QFont()
        self._area = QRectF()
        # It takes no clicks and no wheel: those are for what is below.
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def set_standing(
        self, labels: Sequence[Label], strips: Sequence[tuple[QRectF, QColor]], ground: QColor
    ) -> None:
        """Show the words that stay while epsilon moves, and areas that are filled."""
        self._standing, self._strips = labels, strips
        self._ground = QColor(ground)
        self._ground.setAlphaF(_GROUND)
        self.update()

    def set_moving(self, labels: Sequence[Label]) -> None:
        """Show the words that go with epsilon."""
        for label in (*self._moving, *labels):
            self.update(label.area.adjusted(-1, -1, 1, 1))  # no more: the curves are below
        self._moving = labels

    def set_area(self, area: QRectF, font: QFont) -> None:
        """Take the size of the plot, and its font."""
        self.prepareGeometryChange()
        self._area, self._font = area, font

    def boundingRect(self) -> QRectF:
        """Return the whole plot."""
        return self._area

    def shape(self) -> QPainterPath:
        """Return nothing: what is under the pointer is never this."""
        return QPainterPath()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Paint the words, those that move on top."""
        del option, widget
        painter.setFont(self._font)
        for area, colour in self._strips:
            painter.fillRect(area, colour)
        for label in (*self._standing, *self._moving):
            if label.has_ground:
                painter.fillRect(label.area, self._ground)
            painter.setPen(label.colour)
            painter.drawText(label.area, Qt.AlignmentFlag.AlignCenter, label.words)
