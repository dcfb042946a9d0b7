"""The picture of a map, painted anew only when what it shows has changed."""

from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QImage, QPainter, QPen

from gradviz.presenting.cell_grid import CellGrid
from gradviz.presenting.map_data import Blocks, MapData
from gradviz.views.common.looks import FADED, Look
from gradviz.views.maps.cell_painter import CellPainter
from gradviz.views.maps.cell_texts import Stamps
from gradviz.views.maps.map_ground import MapGround

_CURRENT_WIDTH = 2.0  # pixels of each of the two lines around the current cell
_FAR = 1e6  # pixels


class MapImage:
    """Paints a map in pixels of the widget, so that text keeps its size at any zoom.

    The picture is kept: to move the current cell, or to fade, it is not painted anew.
    """

    def __init__(self) -> None:
        self._data: MapData | None = None
        self._blocks: Blocks | None = None
        self._look: Look | None = None
        self._image: QImage | None = None
        self._stamps: Stamps | None = None
        self._ground: MapGround | None = None
        self._ground_at: tuple[Any, ...] = ()

    def set_look(self, look: Look) -> None:
        """Draw in the colours of a look."""
        self._look = look

    def set_data(self, data: MapData, blocks: Blocks) -> None:
        """Draw a map: its cells, and the blocks of them that are shown."""
        self._data, self._blocks = data, blocks
        self._image = None

    def paint(
        self, painter: QPainter, grid: CellGrid, area: QSize, font: QFont, is_faded: bool
    ) -> None:
        """Draw the map.

        Parameters
        ----------
        painter
            Of the widget.
        grid
            Where the cells are.
        area
            The size of the widget.
        font
            Of its texts.
        is_faded
            Whether the map is not the answer to what is set.
        """
        if self._data is None or self._blocks is None or self._look is None:
            return
        if self._stamps is None or self._stamps.font != font:
            self._stamps = Stamps(font)
        at = grid, area, painter.device().devicePixelRatio(), self._look, self._stamps
        if self._ground is None or self._ground_at != at:
            self._ground, self._ground_at = MapGround(*at), at
            self._image = None
        if self._image is None:
            self._image = CellPainter(self._data, self._ground).paint(self._blocks)
        if is_faded:
            painter.fillRect(QRectF(0, 0, area.width(), area.height()), self._look.colour("window"))
            painter.setOpacity(FADED)
        painter.drawImage(0, 0, self._image)

    def paint_current(self, painter: QPainter, place: int) -> None:
        """Outline a cell of the map that was drawn last by two lines, one in the other.

        One of them is seen on any colour.
        """
        ground, look = self._ground, self._look
        if ground is None or look is None:
            return
        # Of a map that is zoomed in, the numbers of rows and columns are over the cells.
        painter.setClipRect(QRectF(ground.left, ground.top, _FAR, _FAR))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        cell = QRectF(*ground.grid.cell(place))
        for inset, part in ((_CURRENT_WIDTH / 2, "outer"), (1.5 * _CURRENT_WIDTH, "inner")):
            pen = QPen(look.colour(f"cell_current.{part}"), _CURRENT_WIDTH)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            painter.setPen(pen)
            painter.drawRect(cell.adjusted(inset, inset, -inset, -inset))
