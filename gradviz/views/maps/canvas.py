"""A picture that is painted on and whose pixels can be set many at a time."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from gradviz.network.layout import Array, Grid, Mask
from gradviz.presenting.colour_scale import Pixels
from gradviz.views.maps.cell_texts import Stamps
from gradviz.views.maps.hatch import NOT_COMPUTED, Pattern, hatch_tile
from gradviz.views.maps.map_ground import MapGround

_LIGHT = 140  # of 255: a lighter pixel is darkened
_LUMA = np.array([0.114, 0.587, 0.299, 0.0])  # ITU-R BT.601, of blue, green, red and alpha


class Canvas:
    """A picture of a map, begun with its ground.

    A sign or an outline takes Qt some microseconds, and a map can have thousands of them; as
    arrays of pixels they take about a millisecond together, however many there are.
    """

    def __init__(self, ground: MapGround) -> None:
        self._ground = ground
        self.image = ground.image()

    def enlarge(self, pixels: Pixels, block: Grid) -> None:
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

    def hatch(
        self,
        cells: Mask,
        colour: QColor | None,
        pattern: Pattern = NOT_COMPUTED,
        block: Grid = (1, 1),
    ) -> None:
        """Hatch some cells, given by a mask of all cells, or of all blocks of cells.

        The lines run on from cell to cell, so that a stretch of cells of a pixel has them too.
        Without a colour they are a tone darker or lighter than what is below them.
        """
        high, wide = self._pixels.shape
        tile = hatch_tile(pattern)
        times = -(-high // tile.shape[0]), -(-wide // tile.shape[1])
        lines = np.tile(tile, times)[:high, :wide] & self._pixels_in(cells, block)
        if colour is None:
            self._shade(lines, 0.75)
        else:
            self._pixels[lines] = colour.rgb()

    def corner(self, cells: Mask, size: float, inset: float, strength: float) -> None:
        """Shade the last corner of some cells, a triangle with sides of so many pixels."""
        rows, columns = self._ground.lines
        size, inset = size * self._ground.ratio, inset * self._ground.ratio
        down, right = rows.left_over[:, np.newaxis] - inset, columns.left_over - inset
        inside = (down + right <= size) & (down > 0) & (right > 0)
        self._shade(inside & self._pixels_in(cells), strength)

    def stamp(self, cells: Mask, shape: Array, inset: int, strength: float, pixels: Pixels) -> None:
        """Shade the same device pixels of some cells, from their first corner on.

        Parameters
        ----------
        cells
            A mask of all cells.
        shape
            How much of each pixel is shaded, from 0 to 1.
        inset
            How many device pixels it is away from the two edges of its cell.
        strength
            How much darker or lighter a shaded pixel is.
        pixels
            The colours of all cells: no hatch crosses the shape.
        """
        grid, ratio, (high, wide) = self._ground.grid, self._ground.ratio, shape.shape
        rows, columns = np.nonzero(cells)
        # Whole pixels from the first one of the cell on, so that the shape is the same in all.
        ys, xs = (
            np.ceil((start + places * length) * ratio - 0.5).astype(np.intp) + inset
            for start, length, places in (
                (grid.top, grid.height, rows),
                (grid.left, grid.width, columns),
            )
        )
        fits = (xs >= 0) & (xs + wide <= self.image.width())
        fits &= (ys >= 0) & (ys + high <= self.image.height())
        below = pixels[rows[fits], columns[fits]][:, [2, 1, 0, 3]].astype(np.float32)
        shades = (strength * shape).astype(np.float32)[:, :, np.newaxis]
        below, ink = below[:, np.newaxis, np.newaxis], _ink(below)[:, np.newaxis, np.newaxis]
        where = (
            ys[fits, np.newaxis, np.newaxis] + np.arange(high)[:, np.newaxis],
            xs[fits, np.newaxis, np.newaxis] + np.arange(wide),
        )
        self._parts[where] = np.rint(below + shades * (ink - below)).astype(np.uint8)

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
        parts = self._parts
        below = parts[where] * ((255 - sprite[..., 3:]) / 255)
        parts[where] = np.rint(sprite + below).astype(np.uint8)

    @cached_property
    def _pixels(self) -> NDArray[np.uint32]:
        """The pixels themselves, shape (height, width)."""
        pixels = np.frombuffer(self.image.bits(), dtype=np.uint32)
        return pixels.reshape(self.image.height(), -1)

    @property
    def _parts(self) -> NDArray[np.uint8]:
        """Blue, green, red and alpha of the pixels, shape (height, width, 4)."""
        return self._pixels.view(np.uint8).reshape(*self._pixels.shape, 4)

    def _shade(self, where: Mask, strength: float) -> None:
        """Darken light pixels and lighten dark ones: it is seen on any colour and hides none."""
        below = self._parts[where]
        self._parts[where] = np.rint(below + strength * (_ink(below) - below)).astype(np.uint8)

    def _pixels_in(self, cells: Mask, block: Grid = (1, 1)) -> Mask:
        """Return which pixels belong to some cells, or to some blocks of cells."""
        rows, columns = cells.shape
        edged = np.zeros((rows + 1, columns + 1), dtype=bool)  # -1 is no cell, and no block
        edged[:rows, :columns] = cells
        by_row, by_column = self._ground.lines
        found: Mask = edged[by_row.cells // block[0]].take(by_column.cells // block[1], axis=1)
        return found


def _ink(parts: NDArray[np.uint8 | np.float32]) -> NDArray[np.float32]:
    """Return black for light pixels and white for dark ones, shape (pixels, 1)."""
    ink = np.where(parts @ _LUMA > _LIGHT, np.float32(0), np.float32(255))
    return ink[:, np.newaxis]


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
