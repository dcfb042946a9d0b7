"""A picture that is painted on and whose pixels can be set many at a time."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from gradviz.network.layout import Array, Mask, Shape
from gradviz.reporting.colour_scale import Pixels
from gradviz.views.plots.cell_texts import Stamps
from gradviz.views.plots.hatch import hatch_tile
from gradviz.views.plots.map_ground import MapGround


class Canvas:
    """A picture of a map, begun with its ground.

    A sign or an outline takes Qt some microseconds, and a map can have thousands of them; as
    arrays of pixels they take about a millisecond together, however many there are.
    """

    def __init__(self, ground: MapGround) -> None:
        self._ground = ground
        self.image = ground.image()

    def enlarge(self, pixels: Pixels, block: Shape) -> None:
        """Fill blocks of cells with their colours: red, green, blue and alpha."""
        grid = self._ground.grid
        high, wide = pixels.shape[:2]
        swapped = np.ascontiguousarray(pixels[..., [2, 1, 0, 3]])
        image = QImage(swapped.data, wide, high, 4 * wide, QImage.Format.Format_RGB32)
        size = wide * block[1] * grid.width, high * block[0] * grid.height
        with QPainter(self.image) as painter:
            painter.drawImage(QRectF(grid.left, grid.top, *size), image)

    def rule(self, colour: QColor) -> None:
        """Draw the lines between the cells."""
        ys, xs = self._ground.edges
        if ys.size and xs.size:
            self._pixels[ys, xs[0] : xs[-1] + 1] = colour.rgb()
            self._pixels[ys[0] : ys[-1] + 1, xs] = colour.rgb()

    def hatch(self, cells: Mask, colour: QColor) -> None:
        """Hatch some cells, given by a mask of all cells."""
        high, wide = self._pixels.shape
        tile = hatch_tile()
        times = -(-high // tile.shape[0]), -(-wide // tile.shape[1])
        lines = np.tile(tile, times)[:high, :wide]
        self._pixels[lines & self._pixels_in(cells)] = colour.rgb()

    def outline(self, cells: Mask, outer: QColor, inner: QColor, width: float) -> None:
        """Outline some cells by two lines, one in the other: one of them is seen on any colour."""
        width = max(1.0, width * self._ground.ratio)
        rows, columns = (
            np.minimum(line.depths // width, 2).astype(np.uint8) for line in self._ground.lines
        )
        ring = np.minimum(rows[:, np.newaxis], columns)
        ring[~self._pixels_in(cells)] = 2
        self._pixels[ring == 0] = outer.rgb()
        self._pixels[ring == 1] = inner.rgb()

    def put(self, text: str, colour: QColor, xs: Array, ys: Array) -> None:
        """Put one short text around many points of the widget."""
        ratio = self._ground.ratio
        sprite, left, top = _sprite(text, colour, self._ground.stamps, ratio)
        xs = np.rint(xs * ratio + left).astype(np.intp)[:, np.newaxis, np.newaxis]
        ys = np.rint(ys * ratio + top).astype(np.intp)[:, np.newaxis, np.newaxis]
        high, wide = sprite.shape[:2]
        fits = (xs >= 0) & (xs + wide <= self.image.width())
        fits = (fits & (ys >= 0) & (ys + high <= self.image.height()))[:, 0, 0]
        where = ys[fits] + np.arange(high)[:, np.newaxis], xs[fits] + np.arange(wide)
        parts = self._pixels.view(np.uint8).reshape(*self._pixels.shape, 4)
        below = parts[where] * ((255 - sprite[..., 3:]) / 255)
        parts[where] = np.rint(sprite + below).astype(np.uint8)

    @cached_property
    def _pixels(self) -> NDArray[np.uint32]:
        """The pixels themselves, shape (height, width)."""
        pixels = np.frombuffer(self.image.bits(), dtype=np.uint32)
        return pixels.reshape(self.image.height(), -1)

    def _pixels_in(self, cells: Mask) -> Mask:
        """Return which pixels belong to some cells."""
        rows, columns = cells.shape
        edged = np.zeros((rows + 1, columns + 1), dtype=bool)  # -1 is no cell
        edged[:rows, :columns] = cells
        by_row, by_column = self._ground.lines
        found: Mask = edged[by_row.cells].take(by_column.cells, axis=1)
        return found


def _sprite(
    text: str, colour: QColor, stamps: Stamps, ratio: float
) -> tuple[NDArray[np.uint8], float, float]:
    """Return a text as pixels (height, width, 4), and where they begin when it is around 0, 0."""
    area = QSize(*(int(length) + 4 for length in stamps.size(text)))
    image = QImage(area * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    middle = QPointF(area.width() // 2, area.height() // 2)
    with QPainter(image) as painter:
        painter.setFont(stamps.font)
        painter.setPen(colour)
        stamps.draw_in_middle(painter, middle.x(), middle.y(), text)
    pixels = np.frombuffer(image.bits(), dtype=np.uint8).reshape(image.height(), -1, 4)
    seen = np.argwhere(pixels[..., 3])
    (top, left), (bottom, right) = seen.min(axis=0), seen.max(axis=0) + 1
    sprite = pixels[top:bottom, left:right].copy()
    return sprite, left - middle.x() * ratio, top - middle.y() * ratio
