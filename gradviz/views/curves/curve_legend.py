"""The legend of a plot: a click on a line in it hides the curve, or shows it again."""

from collections.abc import Collection

import pyqtgraph as pg
from pyqtgraph.graphicsItems.ScatterPlotItem import drawSymbol
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from gradviz.views.common.looks import FADED, Look
from gradviz.views.curves.curve_item import MARK, SYMBOLS, line_pen, mark_pen
from gradviz.views.curves.log_legend import legend_places, swatch_length
from gradviz.views.curves.log_scene import LogLine, LogScene

_ABOVE = 3.0  # pixels: the focus ring is there


class CurveLegend(pg.GraphicsWidget):
    """The lines of a scene side by side, in as many rows as it takes.

    pyqtgraph's own has columns, cuts no name short and does not follow the size of the text.
    """

    def __init__(self) -> None:
        super().__init__()
        self._look: Look | None = None
        self._scene = LogScene()
        self._hidden: Collection[str] = ()
        self._is_low = False
        self._font = QFont()

    def set_scene(
        self, scene: LogScene, hidden: Collection[str], look: Look, font: QFont, *, is_low: bool
    ) -> None:
        """Name the lines of a scene, of which some are hidden."""
        self._scene, self._hidden, self._look = scene, hidden, look
        self._font, self._is_low = font, is_low
        self.update()

    def line_at(self, place: QPointF) -> str | None:
        """Return the name of the line at a place of the scene, or None."""
        place = self.mapFromScene(place)
        metrics = QFontMetricsF(self._font)
        for line, corner in self._places():
            if self._area(metrics, line, corner).contains(place):
                return line.name
        return None

    def place_of(self, name: str) -> QPointF:
        """Return where a line can be clicked, in the scene.

        Raises
        ------
        StopIteration
            If it is not named here.
        """
        metrics = QFontMetricsF(self._font)
        found = next(each for each in self._places() if each[0].name == name)
        place: QPointF = self.mapToScene(self._area(metrics, *found).center())
        return place

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Paint the lines with their names; one that is hidden is faded and struck out."""
        del option, widget
        if self._look is None:
            return
        painter.setFont(self._font)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        usual = painter.opacity()
        for line, corner in self._places():
            painter.setOpacity(FADED * usual if line.name in self._hidden else usual)
            self._paint_line(painter, self._look, line, corner)
        painter.setOpacity(usual)

    def _paint_line(self, painter: QPainter, look: Look, line: LogLine, corner: QPointF) -> None:
        metrics = QFontMetricsF(self._font)
        em = metrics.height()
        swatch, y = swatch_length(is_low=self._is_low) * em, corner.y() + em / 2
        painter.setPen(line_pen(line, look, em))
        painter.drawLine(QPointF(corner.x(), y), QPointF(corner.x() + swatch, y))
        if line.mark:
            painter.save()
            painter.translate(corner.x() + swatch / 2, y)
            pen, base = mark_pen(line, look, em), look.colour("base")
            drawSymbol(painter, SYMBOLS[line.mark], MARK * em, pen, base)
            painter.restore()
        left = corner.x() + swatch + 0.3 * em
        room = QRectF(left, corner.y(), max(self.size().width() - left, 1.0), em)
        words = metrics.elidedText(line.name, Qt.TextElideMode.ElideRight, room.width() + 0.5)
        font = QFont(self._font)
        font.setStrikeOut(line.name in self._hidden)  # not by its colour alone
        painter.setFont(font)
        painter.setPen(look.colour("window_text"))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)

    def _places(self) -> list[tuple[LogLine, QPointF]]:
        room = QRectF(0, _ABOVE, max(self.size().width(), 1.0), 1.0)
        return legend_places(QFontMetricsF(self._font), self._scene, room, is_low=self._is_low)

    def _area(self, metrics: QFontMetricsF, line: LogLine, corner: QPointF) -> QRectF:
        em = metrics.height()
        swatch = swatch_length(is_low=self._is_low)
        wide = metrics.horizontalAdvance(line.name) + (swatch + 0.3) * em
        return QRectF(corner.x(), corner.y(), wide, em)


def legend_height(scene: LogScene, metrics: QFontMetricsF, width: float, *, is_low: bool) -> float:
    """Return how high the legend of a scene is in a width."""
    room = QRectF(0, _ABOVE, max(width, 1.0), 1.0)
    places = legend_places(metrics, scene, room, is_low=is_low)
    em = metrics.height()
    return places[-1][1].y() + 1.1 * em if places else 0.5 * em + _ABOVE
