"""The numbers of the rows and the columns of a map in a picture."""

from collections.abc import Iterator
from math import ceil

from gradviz.network.layout import Grid
from gradviz.reporting.paper import Paper
from gradviz.reporting.svg import label

SIZE = 10.0  # of their letters
DIGIT = 0.64  # how wide a digit is, of that size
GAP = 4.0  # units between the numbers and the map


def numbers(
    shape: Grid, x: float, y: float, width: float, height: float, colours: Paper
) -> Iterator[str]:
    """Return the numbers before the rows and above the columns, as many as there is room for.

    Parameters
    ----------
    shape
        Rows and columns of the map.
    x, y, width, height
        The place of its cells.
    colours
        Of the picture.
    """
    rows, columns = shape
    high, wide = height / rows, width / columns
    for row in _every(rows, high, SIZE + 1):
        base = y + (row + 0.5) * high + 0.36 * SIZE
        yield label(x - GAP, base, str(row), SIZE, colours.muted, anchor="end")
    widest = (len(str(columns - 1)) + 1) * DIGIT * SIZE
    for column in _every(columns, wide, widest):
        middle = x + (column + 0.5) * wide
        yield label(middle, y - GAP, str(column), SIZE, colours.muted, anchor="middle")


def _every(cells: int, length: float, room: float) -> range:
    """Return the places whose numbers keep clear of one another."""
    return range(0, cells, max(1, ceil(room / length)))
