"""Paints what belongs to single cells: colours, outlines, signs, numbers."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter

from gradviz.network.layout import Array, Mask, Shape
from gradviz.reporting.colour_scale import Pixels
from gradviz.views.plots.canvas import Canvas
from gradviz.views.plots.cell_texts import short_number
from gradviz.views.plots.map_data import MapData
from gradviz.views.plots.map_ground import MapGround

MAX_OUTLINES = 4000  # failing cells beyond this are seen by their colour alone
GRID_PIXELS = 7  # cells smaller than this have no grid and no signs
OUTLINE_PIXELS = 3  # cells smaller than this have no outline
WIDE_OUTLINE_PIXELS = 12  # cells smaller than this have an outline of single pixels
MAX_SIGNS = 5000
_LIGHT = 140  # of 255: a ground lighter than this has black text
_LUMA = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601

T = TypeVar("T", bound=np.generic)


class CellPainter:
    """Paints one map at one zoom.

    Parameters
    ----------
    data
        The cells.
    ground
        Where they are, and their colours but for those of values.
    """

    def __init__(self, data: MapData, ground: MapGround) -> None:
        self._data, self._ground = data, ground
        self._canvas = Canvas(ground)

    def paint(self, pixels: Pixels, block: Shape) -> QImage:
        """Return the picture.

        Parameters
        ----------
        pixels
            The colour of each block of cells, red, green, blue and alpha.
        block
            How many rows and columns share a colour.
        """
        ground, canvas = self._ground, self._canvas
        canvas.enlarge(pixels, block)
        if ground.grid.smallest >= GRID_PIXELS:
            canvas.rule(ground.look.colour("grid"))
            is_few = len(ground.rows) * len(ground.columns) <= MAX_SIGNS
            if block == (1, 1) and is_few:
                self._paint_cells(pixels)
        self._paint_failing()
        if ground.covers_cells:
            with QPainter(canvas.image) as painter:
                ground.paint_numbers(painter)
        return canvas.image

    def _paint_cells(self, pixels: Pixels) -> None:
        """Write values where they fit, and signs for what no colour can say alone."""
        values, computed = self._visible(self._data.values), self._visible(self._data.computed)
        if not computed.all():
            hatched = self._ground.look.colour("not_computed.mark")
            self._canvas.hatch(~self._data.computed, hatched)
        finite = np.isfinite(values)
        not_finite, equal = computed & ~finite, computed & (values == 0)
        groups = [(not_finite, self._role("not_finite")), (equal, self._role("equal"))]
        digits = self._digits()
        if not digits:
            for (cells, colour), sign in zip(groups, "×·", strict=True):
                if cells.any():
                    self._canvas.put(sign, colour, *self._middles(cells))
            return
        light = self._visible(pixels)[..., :3] @ _LUMA > _LIGHT
        others = computed & finite & ~equal
        groups += [
            (others & light, QColor(Qt.GlobalColor.black)),
            (others & ~light, QColor(Qt.GlobalColor.white)),
        ]
        self._write(values, groups, digits)

    def _write(self, values: Array, groups: list[tuple[Mask, QColor]], digits: int) -> None:
        """Write the values of some cells in each of some colours."""
        stamps = self._ground.stamps
        with QPainter(self._canvas.image) as painter:
            painter.setFont(stamps.font)
            for cells, colour in groups:
                if not cells.any():
                    continue
                painter.setPen(colour)
                places = (array.tolist() for array in (*self._middles(cells), values[cells]))
                for x, y, value in zip(*places, strict=True):
                    stamps.draw_in_middle(painter, x, y, short_number(value, digits))

    def _role(self, name: str) -> QColor:
        return self._ground.look.colour(f"{name}.mark")

    def _visible(self, cells: NDArray[T]) -> NDArray[T]:
        """Return the part of an array that the widget shows."""
        rows, columns = self._ground.rows, self._ground.columns
        return cells[rows.start : rows.stop, columns.start : columns.stop]

    def _middles(self, cells: Mask) -> tuple[Array, Array]:
        """Return where the middles of some of the visible cells are."""
        grid = self._ground.grid
        rows, columns = np.nonzero(cells)
        xs = grid.left + (self._ground.columns.start + columns + 0.5) * grid.width
        ys = grid.top + (self._ground.rows.start + rows + 0.5) * grid.height
        return xs, ys

    def _digits(self) -> int:
        with np.errstate(invalid="ignore"):
            has_signs = self._data.scale.signed and bool(np.any(self._data.values < 0))
        return self._ground.digits_with_sign if has_signs else self._ground.digits

    def _paint_failing(self) -> None:
        count, smallest = np.count_nonzero(self._data.failing), self._ground.grid.smallest
        if not 0 < count <= MAX_OUTLINES or smallest < OUTLINE_PIXELS:
            return
        width = 2.0 if smallest >= WIDE_OUTLINE_PIXELS else 1.0
        outer, inner = (
            self._ground.look.colour(f"cell_failing.{part}") for part in ("outer", "inner")
        )
        self._canvas.outline(self._data.failing, outer, inner, width)
