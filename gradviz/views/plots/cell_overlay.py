"""What is drawn on top of a map's colours: outlines, signs, numbers."""

from math import ceil, floor
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QTransform

from gradviz.reporting.colour_scale import Pixels
from gradviz.views.looks import Look
from gradviz.views.plots.hatch import hatch
from gradviz.views.plots.map_data import MapData

MAX_OUTLINES = 4000  # failing cells beyond this are seen by their colour alone
GRID_PIXELS = 7  # cells smaller than this have no grid and no signs
MAX_SIGNS = 5000


class CellOverlay(pg.GraphicsObject):
    """Paints, in one item, all that belongs to single cells."""

    def __init__(self) -> None:
        super().__init__()
        self._data: MapData | None = None
        self._pixels: Pixels | None = None
        self._look: Look | None = None
        self._current: int | None = None

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        self._look = look
        self.update()

    def set_data(self, data: MapData, pixels: Pixels | None) -> None:
        """Draw a map; pixels holds the colour of each cell, or is None if cells share pixels."""
        if self._data is None or self._data.shape != data.shape:
            self.prepareGeometryChange()
        self._data, self._pixels = data, pixels
        self.update()

    def set_current(self, place: int | None) -> None:
        """Outline the current cell, given as its place in the array."""
        if place != self._current:
            self._current = place
            self.update()

    def boundingRect(self) -> QRectF:
        """Return the map with room for the numbers of rows and columns."""
        if self._data is None:
            return QRectF()
        rows, columns = self._data.shape
        return QRectF(-columns, -rows, 3 * columns, 3 * rows)

    def paint(self, painter: QPainter, *_args: Any) -> None:
        """Draw in pixels of the widget, so that text and lines keep their size."""
        if self._data is None or self._look is None:
            return
        to_pixels = painter.worldTransform()
        painter.setWorldTransform(QTransform())
        cell = to_pixels.mapRect(QRectF(0, 0, 1, 1))
        if min(cell.width(), cell.height()) >= GRID_PIXELS:
            self._paint_grid(painter, cell)
            self._paint_cells(painter, cell)
        self._paint_failing(painter, cell)
        if self._current is not None:
            rect = self._rect(cell, self._current)
            self._outline(painter, rect, "cell_current", 2.0)
        self._paint_numbers(painter, cell)
        painter.setWorldTransform(to_pixels)

    def _rect(self, cell: QRectF, place: int) -> QRectF:
        assert self._data is not None
        row, column = divmod(place, self._data.shape[1])
        return QRectF(
            cell.x() + column * cell.width(),
            cell.y() + row * cell.height(),
            cell.width(),
            cell.height(),
        )

    def _paint_grid(self, painter: QPainter, cell: QRectF) -> None:
        assert self._data is not None
        assert self._look is not None
        rows, columns = self._data.shape
        right, bottom = cell.x() + columns * cell.width(), cell.y() + rows * cell.height()
        painter.setPen(QPen(self._look.colour("grid"), 1))
        for row in range(rows + 1):
            y = cell.y() + row * cell.height()
            painter.drawLine(QPointF(cell.x(), y), QPointF(right, y))
        for column in range(columns + 1):
            x = cell.x() + column * cell.width()
            painter.drawLine(QPointF(x, cell.y()), QPointF(x, bottom))

    def _paint_numbers(self, painter: QPainter, cell: QRectF) -> None:
        """Write the numbers of rows and columns, as many as there is room for.

        In a map that is zoomed in they stand at the edge of the widget, over the cells.
        """
        assert self._data is not None
        assert self._look is not None
        metrics = QFontMetricsF(painter.font())
        view = QRectF(painter.viewport())
        rows, columns = self._visible(cell, view)
        strip = metrics.horizontalAdvance(str(self._data.shape[0])) + 6
        left, top = max(cell.x(), strip), max(cell.y(), metrics.height() + 1)
        if cell.x() < left or cell.y() < top:
            painter.fillRect(QRectF(0, 0, view.width(), top), self._look.colour("window"))
            painter.fillRect(QRectF(0, 0, left, view.height()), self._look.colour("window"))
        painter.setPen(self._look.colour("muted"))
        room = metrics.horizontalAdvance(str(columns.stop)) + metrics.averageCharWidth()
        step = max(1, int(np.ceil(room / cell.width())))
        for column in range(-(-columns.start // step) * step, columns.stop, step):
            middle = cell.x() + (column + 0.5) * cell.width()
            if left <= middle and middle + room / 2 <= view.right() + 2:  # 63, cut off, reads 6
                where = QRectF(middle - 50, top - metrics.height() - 1, 100, metrics.height())
                painter.drawText(where, Qt.AlignmentFlag.AlignCenter, str(column))
        step = max(1, int(np.ceil(metrics.height() / cell.height())))
        aligned = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for row in range(-(-rows.start // step) * step, rows.stop, step):
            middle = cell.y() + (row + 0.5) * cell.height()
            if top <= middle and middle + metrics.height() / 2 <= view.bottom() + 2:
                where = QRectF(left - 104, middle - 20, 100, 40)
                painter.drawText(where, aligned, str(row))

    def _visible(self, cell: QRectF, view: QRectF) -> tuple[range, range]:
        """Return the rows and the columns that the widget shows."""
        assert self._data is not None
        rows, columns = self._data.shape
        first_row = max(0, floor(-cell.y() / cell.height()))
        first_column = max(0, floor(-cell.x() / cell.width()))
        last_row = min(rows, ceil((view.height() - cell.y()) / cell.height()))
        last_column = min(columns, ceil((view.width() - cell.x()) / cell.width()))
        return range(first_row, last_row), range(first_column, last_column)

    def _paint_cells(self, painter: QPainter, cell: QRectF) -> None:
        """Write values where they fit, and signs for what no colour can say alone."""
        assert self._data is not None
        rows, columns = self._visible(cell, QRectF(painter.viewport()))
        if len(rows) * len(columns) > MAX_SIGNS or self._pixels is None:
            return
        digits = self._digits(QFontMetricsF(painter.font()), cell)
        for row in rows:
            for column in columns:
                place = row * self._data.shape[1] + column
                self._paint_cell(painter, self._rect(cell, place), place, digits)

    def _digits(self, metrics: QFontMetricsF, cell: QRectF) -> int:
        """Return how many digits of a value there is room for in a cell; 0 is none."""
        assert self._data is not None
        if cell.height() < 1.1 * metrics.height():
            return 0
        finite = self._data.values[np.isfinite(self._data.values)]
        sign = "-" if np.any(finite < 0) else ""
        widest = ((2, f"{sign}8.8e-88"), (1, f"{sign}8e-88"))
        room = cell.width() - 4
        return next((n for n, text in widest if metrics.horizontalAdvance(text) <= room), 0)

    def _paint_cell(self, painter: QPainter, rect: QRectF, place: int, digits: int) -> None:
        assert self._data is not None
        assert self._pixels is not None
        assert self._look is not None
        value = float(self._data.values.flat[place])
        if not self._data.computed.flat[place]:
            painter.fillRect(rect, hatch(self._look.colour("not_computed.mark")))
            return
        if not np.isfinite(value):
            painter.setPen(self._look.colour("not_finite.mark"))
            text = ("NaN" if np.isnan(value) else "∞") if digits else "×"
        elif value == 0:
            painter.setPen(self._look.colour("equal.mark"))
            text = "0" if digits else "·"
        elif digits:
            painter.setPen(_readable_on(self._pixels.reshape(-1, 4)[place]))
            text = short_number(value, digits)
        else:
            return
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_failing(self, painter: QPainter, cell: QRectF) -> None:
        assert self._data is not None
        places = np.flatnonzero(self._data.failing)
        if places.size > MAX_OUTLINES or min(cell.width(), cell.height()) < 3:
            return
        width = 2.0 if min(cell.width(), cell.height()) >= 12 else 1.0
        for place in places:
            self._outline(painter, self._rect(cell, int(place)), "cell_failing", width)

    def _outline(self, painter: QPainter, rect: QRectF, role: str, width: float) -> None:
        """Draw two lines, one in the other, so that one of them is seen on any colour."""
        assert self._look is not None
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for inset, part in ((width / 2, "outer"), (1.5 * width, "inner")):
            pen = QPen(self._look.colour(f"{role}.{part}"), width)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            painter.setPen(pen)
            painter.drawRect(rect.adjusted(inset, inset, -inset, -inset))


def short_number(value: float, digits: int = 2) -> str:
    """Return a value as it is written where there is little room: 1.2e-9, -0.34."""
    if np.isnan(value):
        return "NaN"
    if value == 0 or 1e-2 <= abs(value) < 1e3 or np.isinf(value):
        return f"{value:.{digits + 1}g}"
    mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
    return f"{mantissa}e{int(exponent)}"


def _readable_on(pixel: Pixels) -> QColor:
    red, green, blue = (int(part) for part in pixel[:3])
    is_light = 0.299 * red + 0.587 * green + 0.114 * blue > 140
    return QColor(Qt.GlobalColor.black if is_light else Qt.GlobalColor.white)
