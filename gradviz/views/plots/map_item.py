"""A map as one item of pyqtgraph's: what it shows, and the picture of it that is kept."""

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QTransform

from gradviz.network.layout import Shape
from gradviz.reporting.colour_scale import Pixels
from gradviz.views.looks import Look
from gradviz.views.plots.cell_grid import CellGrid
from gradviz.views.plots.cell_painter import CellPainter
from gradviz.views.plots.cell_texts import Stamps
from gradviz.views.plots.map_data import MapData
from gradviz.views.plots.map_ground import MapGround

CURRENT_WIDTH = 2.0  # pixels of each of the two lines around the current cell
_FAR = 1e6  # pixels


class MapItem(pg.GraphicsObject):
    """Paints a map at the present zoom, in pixels of the widget, so that text keeps its size.

    The picture is kept: to move the current cell, or to fade, it is not painted anew.
    """

    def __init__(self) -> None:
        super().__init__()
        self._data: MapData | None = None
        self._pixels: Pixels | None = None
        self._block: Shape = (1, 1)
        self._look: Look | None = None
        self._current: int | None = None
        self._stamps: Stamps | None = None
        self._image: QImage | None = None
        self._ground: MapGround | None = None
        self._ground_at: tuple[Any, ...] = ()

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        self._look = look
        self._image = None
        self.update()

    def set_data(self, data: MapData, pixels: Pixels, block: Shape) -> None:
        """Draw a map.

        Parameters
        ----------
        data
            The cells.
        pixels
            The colour of each block of cells.
        block
            How many rows and columns share a colour.
        """
        if self._data is None or self._data.shape != data.shape:
            self.prepareGeometryChange()
        self._data, self._pixels, self._block = data, pixels, block
        self._image = None
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
        """Draw the picture, and the outline of the current cell over it."""
        if self._data is None or self._look is None:
            return
        to_pixels = painter.worldTransform()
        painter.setWorldTransform(QTransform())
        cell = to_pixels.mapRect(QRectF(0, 0, 1, 1))
        grid = CellGrid(*self._data.shape, cell.x(), cell.y(), cell.width(), cell.height())
        painter.drawImage(0, 0, self._picture(painter, grid))
        if self._current is not None:
            self._paint_current(painter, grid, self._current)
        painter.setWorldTransform(to_pixels)

    def _picture(self, painter: QPainter, grid: CellGrid) -> QImage:
        """Return the picture, painted anew if anything that it shows has changed."""
        assert self._data is not None
        assert self._pixels is not None
        assert self._look is not None
        area, ratio = painter.viewport().size(), painter.device().devicePixelRatio()
        if self._stamps is None or self._stamps.font != painter.font():
            self._stamps = Stamps(painter.font())
        at = grid, area, ratio, self._look, self._stamps
        if self._ground is None or self._ground_at != at:
            self._ground, self._ground_at = MapGround(*at), at
            self._image = None
        if self._image is None:
            self._image = CellPainter(self._data, self._ground).paint(self._pixels, self._block)
        return self._image

    def _paint_current(self, painter: QPainter, grid: CellGrid, place: int) -> None:
        """Draw two lines, one in the other, so that one of them is seen on any colour."""
        assert self._look is not None
        assert self._ground is not None
        painter.save()
        cells = QRectF(self._ground.left, self._ground.top, _FAR, _FAR)
        painter.setClipRect(cells, Qt.ClipOperation.IntersectClip)
        row, column = divmod(place, grid.columns)
        corner = QPointF(grid.left + column * grid.width, grid.top + row * grid.height)
        rect = QRectF(corner.x(), corner.y(), grid.width, grid.height)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for inset, part in ((CURRENT_WIDTH / 2, "outer"), (1.5 * CURRENT_WIDTH, "inner")):
            pen = QPen(self._look.colour(f"cell_current.{part}"), CURRENT_WIDTH)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            painter.setPen(pen)
            painter.drawRect(rect.adjusted(inset, inset, -inset, -inset))
        painter.restore()
