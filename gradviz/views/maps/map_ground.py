"""What of a map's picture does not change with its values."""

from functools import cached_property
from math import ceil

import numpy as np
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFontMetricsF, QImage, QPainter

from gradviz.network.layout import Indices
from gradviz.presenting.cell_grid import CellGrid, PixelLine
from gradviz.views.common.looks import Look
from gradviz.views.maps.cell_texts import Stamps


class MapGround:
    """The places of the cells in the widget, and the numbers of rows and columns.

    It is made once for a zoom, a look and a size of text, and every picture begins with it.

    Parameters
    ----------
    grid
        Where the cells are.
    area
        The size of the widget.
    ratio
        Its device pixels a pixel.
    look
        The colours of all that is not a value.
    stamps
        Writes the texts.
    """

    def __init__(
        self, grid: CellGrid, area: QSize, ratio: float, look: Look, stamps: Stamps
    ) -> None:
        self.grid, self.area, self.ratio = grid, area, ratio
        self.look, self.stamps = look, stamps
        self.rows, self.columns = grid.visible((area.width(), area.height()))
        strip = stamps.metrics.horizontalAdvance(str(grid.rows)) + 6
        self.left = max(grid.left, strip)
        self.top = max(grid.top, stamps.metrics.height() + 1)

    @property
    def covers_cells(self) -> bool:
        """Whether the numbers stand over cells, as they do in a map that is zoomed in."""
        return self.grid.left < self.left or self.grid.top < self.top

    @cached_property
    def lines(self) -> tuple[PixelLine, PixelLine]:
        """Which rows, and which columns, the device pixels belong to."""
        grid, ratio, image = self.grid, self.ratio, self._still
        rows = PixelLine.of(image.height(), grid.top * ratio, grid.height * ratio, grid.rows)
        columns = PixelLine.of(image.width(), grid.left * ratio, grid.width * ratio, grid.columns)
        return rows, columns

    @cached_property
    def edges(self) -> tuple[Indices, Indices]:
        """The device pixels, from the top and from the left, of the lines between the cells."""
        grid, ratio, image = self.grid, self.ratio, self._still
        ys = _edges(grid.top * ratio, grid.height * ratio, grid.rows, image.height(), ratio)
        xs = _edges(grid.left * ratio, grid.width * ratio, grid.columns, image.width(), ratio)
        return ys, xs

    @cached_property
    def digits(self) -> int:
        """How many digits of a value there is room for in a cell; 0 is none."""
        return self._digits("")

    @cached_property
    def digits_with_sign(self) -> int:
        """How many digits of a value and of a sign there is room for."""
        return self._digits("-")

    def image(self) -> QImage:
        """Return the picture to paint on: always the same, without what was painted before."""
        still, worked_on = (
            np.frombuffer(image.bits(), dtype=np.uint8) for image in (self._still, self._image)
        )
        worked_on[:] = still
        return self._image

    def paint_numbers(self, painter: QPainter) -> None:
        """Write the numbers of rows and columns, as many as there is room for."""
        grid, stamps, metrics = self.grid, self.stamps, self.stamps.metrics
        wide, high = self.area.width(), self.area.height()
        painter.fillRect(QRectF(0, 0, wide, self.top), self.look.colour("window"))
        painter.fillRect(QRectF(0, 0, self.left, high), self.look.colour("window"))
        painter.setFont(stamps.font)
        painter.setPen(self.look.colour("muted"))
        line = metrics.height()
        room = metrics.horizontalAdvance(str(self.columns.stop)) + metrics.averageCharWidth()
        for column in _every(self.columns, room / grid.width):
            middle = grid.left + (column + 0.5) * grid.width
            if self.left <= middle and middle + room / 2 <= wide + 2:  # 63, cut off, reads 6
                stamps.draw_in_middle(painter, middle, self.top - line / 2 - 1, str(column))
        for row in _every(self.rows, line / grid.height):
            middle = grid.top + (row + 0.5) * grid.height
            if self.top <= middle and middle + line / 2 <= high + 2:
                stamps.draw_before(painter, self.left - 4, middle, str(row))

    @cached_property
    def _still(self) -> QImage:
        # Qt enlarges and copies this format many times as fast as one with transparency.
        still = QImage(self.area * self.ratio, QImage.Format.Format_RGB32)
        still.setDevicePixelRatio(self.ratio)
        still.fill(self.look.colour("window"))
        if not self.covers_cells:
            with QPainter(still) as painter:
                self.paint_numbers(painter)
        return still

    @cached_property
    def _image(self) -> QImage:
        # Kept, because memory that is asked of the system anew is three times as slow.
        return self._still.copy()

    def _digits(self, sign: str) -> int:
        return digits_that_fit(self.grid, self.stamps.metrics, sign)


def digits_that_fit(grid: CellGrid, metrics: QFontMetricsF, sign: str = "") -> int:
    """Return how many digits of a value a cell has room for, beside a sign; 0 is none."""
    if grid.height < 1.1 * metrics.height():
        return 0
    widest = ((2, f"{sign}8.8e-88"), (1, f"{sign}8e-88"))
    room = grid.width - 4
    return next((n for n, text in widest if metrics.horizontalAdvance(text) <= room), 0)


def _edges(start: float, length: float, cells: int, pixels: int, ratio: float) -> Indices:
    """Return the pixels of the lines before, between and after some cells, as Qt draws them."""
    # A line at 18 comes as 17.999999999.
    firsts = np.floor(start + length * np.arange(cells + 1) + 1e-6)
    thick = np.arange(max(1, round(ratio))) - round(ratio) // 2
    places = (firsts[:, np.newaxis] + thick).astype(np.intp).reshape(-1)
    inside: Indices = places[(places >= 0) & (places < pixels)]
    return inside


def _every(places: range, cells: float) -> range:
    """Return those places that are so many cells apart, at least one."""
    step = max(1, ceil(cells))
    return range(-(-places.start // step) * step, places.stop, step)
