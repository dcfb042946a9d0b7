"""How large the cells of a map are drawn, and where."""

from dataclasses import dataclass
from math import ceil, floor

import numpy as np

from gradviz.network.layout import Array, Grid, Indices

MAX_LINES = 20  # of text that a cell is high, where it would be many times higher than wide
MAX_RATIO = 4  # ... or so many times its width, where that is more
MAX_STRETCH = 2.5  # a cell is at most this much wider than high


@dataclass(frozen=True)
class CellGrid:
    """The cells of a map in pixels of its widget.

    Attributes
    ----------
    rows, columns
        How many cells.
    left, top
        Where the first cell begins; row and column numbers stand before it. In a map that is
        zoomed in it may be outside of the widget.
    width, height
        Of a cell.
    """

    rows: int
    columns: int
    left: float
    top: float
    width: float
    height: float

    @classmethod
    def fitting(
        cls,
        rows: int,
        columns: int,
        area: tuple[float, float],
        margin: tuple[float, float],
        em: float,
    ) -> "CellGrid":
        """Return the grid that fills a widget, unless that makes its cells far from square.

        Parameters
        ----------
        rows, columns
            How many cells.
        area
            Width and height of the widget.
        margin
            What row numbers take at the left and column numbers at the top.
        em
            The height of the text.
        """
        wide = max(area[0] - margin[0] - 1, 1.0)
        high = max(area[1] - margin[1] - 1, 1.0)
        # So many lines, however narrow: W1 and b1 have as many rows, which stand in one line.
        height = min(high / rows, max(MAX_LINES * em, MAX_RATIO * wide / columns))
        width = min(wide / columns, max(MAX_STRETCH * height, 7 * em))
        left = margin[0] + max(0.0, (wide - width * columns) / 2)
        return cls(rows, columns, left, margin[1], width, height)

    @property
    def smallest(self) -> float:
        """The shorter side of a cell."""
        return min(self.width, self.height)

    @property
    def block(self) -> Grid:
        """How many rows and columns share a pixel: so many that no block is smaller than one."""
        # A third of a pixel comes as 0.33333333.
        tall, wide = (ceil(1 / length - 1e-6) for length in (self.height, self.width))
        return max(1, tall), max(1, wide)

    @property
    def right(self) -> float:
        """Where the last column ends."""
        return self.left + self.columns * self.width

    @property
    def bottom(self) -> float:
        """Where the last row ends."""
        return self.top + self.rows * self.height

    @classmethod
    def in_view(
        cls,
        rows: int,
        columns: int,
        area: tuple[float, float],
        view: tuple[tuple[float, float], tuple[float, float]],
    ) -> "CellGrid":
        """Return the grid of a widget that shows a range of cells.

        Parameters
        ----------
        rows, columns
            How many cells.
        area
            Width and height of the widget.
        view
            Left and right, and top and bottom of the widget in units of cells.
        """
        (left, right), (top, bottom) = view
        width, height = area[0] / (right - left), area[1] / (bottom - top)
        return cls(rows, columns, -left * width, -top * height, width, height)

    def cell(self, place: int) -> tuple[float, float, float, float]:
        """Return left, top, width and height of a cell, given by its place in the array."""
        row, column = divmod(place, self.columns)
        left, top = self.left + column * self.width, self.top + row * self.height
        return left, top, self.width, self.height

    def view_range(self, area: tuple[float, float]) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom of the widget in units of cells."""
        return (
            -self.left / self.width,
            -self.top / self.height,
            (area[0] - self.left) / self.width,
            (area[1] - self.top) / self.height,
        )

    def visible(self, area: tuple[float, float]) -> tuple[range, range]:
        """Return the rows and the columns that a widget of this size shows."""
        first_column, first_row, last_column, last_row = self.view_range(area)
        rows = range(max(0, floor(first_row)), min(self.rows, ceil(last_row)))
        columns = range(max(0, floor(first_column)), min(self.columns, ceil(last_column)))
        return rows, columns


@dataclass(frozen=True, eq=False)
class PixelLine:
    """Which cells the pixels of one row, or of one column, of the widget belong to.

    Attributes
    ----------
    cells
        The cell of each pixel; -1 where there is none.
    depths
        How many pixels the middle of each pixel is away from the nearer edge of its cell.
    left_over
        How many it is away from the edge where its cell ends.
    """

    cells: Indices
    depths: Array
    left_over: Array

    @classmethod
    def of(cls, pixels: int, start: float, length: float, cells: int) -> "PixelLine":
        """Return the line of so many pixels over so many cells of a length, from a start on."""
        places = np.arange(pixels) + 0.5 - start
        found = np.floor(places / length).astype(np.intp)
        inside = places - found * length
        outside = (found < 0) | (found >= cells)
        left_over = length - inside
        return cls(np.where(outside, -1, found), np.minimum(inside, left_over), left_over)
