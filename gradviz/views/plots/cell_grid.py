"""How large the cells of a map are drawn, and where."""

from dataclasses import dataclass

MAX_LINES = 6  # of text that a cell is high
MAX_STRETCH = 1.6  # a cell is at most this much wider than high


@dataclass(frozen=True)
class CellGrid:
    """The cells of a map in pixels of its widget.

    Attributes
    ----------
    rows, columns
        How many cells.
    left, top
        Where the first cell begins; row and column numbers stand before it.
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
        """Return the grid that fills a widget, with cells no larger than is good to read.

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
        # Not bound to the width: W1 and b1 have as many rows, which stand in one line.
        height = min(high / rows, MAX_LINES * em)
        width = min(wide / columns, max(MAX_STRETCH * height, 7 * em))
        left = margin[0] + max(0.0, (wide - width * columns) / 2)
        return cls(rows, columns, left, margin[1], width, height)

    def view_range(self, area: tuple[float, float]) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom of the widget in units of cells."""
        return (
            -self.left / self.width,
            -self.top / self.height,
            (area[0] - self.left) / self.width,
            (area[1] - self.top) / self.height,
        )
