"""Where the maps of a check stand, and how they share the room."""

from collections.abc import Sequence
from dataclasses import dataclass

from gradviz.network.layout import Grid

MOST_COLUMNS = 8  # an array with more columns than this gets no wider
MOST_ROWS = 16  # ... and a layer with more rows no higher, where the layers share the height
HIGH_EMS = 44  # lines of text that take the height in which layers stand one below the other
STACKED_EMS = 10  # ... in which two maps can stand one below the other


@dataclass(frozen=True)
class MapPlaces:
    """The places of the maps in a grid.

    Attributes
    ----------
    places
        First row, first column and number of rows of each map, in the order of the network.
    widths, heights
        How the columns share the width, and the rows the height.
    """

    places: tuple[tuple[int, int, int], ...]
    widths: tuple[int, ...]
    heights: tuple[int, ...]

    @classmethod
    def of(cls, shapes: Sequence[Grid], lines: float) -> "MapPlaces":
        """Return the places that fill a height.

        Parameters
        ----------
        shapes
            Of the grid of each array: the weights and the biases of each layer in turn, or any.
        lines
            The height in lines of text.
        """
        layers = list(zip(shapes[0::2], shapes[1::2], strict=False))
        if 2 * len(layers) != len(shapes) or any(b != (w[0], 1) for w, b in layers):
            places = tuple((0, column, 1) for column in range(len(shapes)))
            return cls(places, tuple(map(_width, shapes)), (1,))
        return cls._below(layers) if lines >= HIGH_EMS else cls._beside(layers, lines)

    @classmethod
    def _below(cls, layers: Sequence[tuple[Grid, Grid]]) -> "MapPlaces":
        """Return a row a layer: in one row, an array of many columns would have narrow cells."""
        places = [(row, column, 1) for row in range(len(layers)) for column in range(2)]
        widths = tuple(max(map(_width, arrays)) for arrays in zip(*layers, strict=True))
        heights = tuple(2 + min(weights[0], MOST_ROWS) for weights, _ in layers)
        return cls(tuple(places), widths, heights)

    @classmethod
    def _beside(cls, layers: Sequence[tuple[Grid, Grid]], lines: float) -> "MapPlaces":
        """Return one row; the two maps of a layer of one unit share a column where that is high.

        Its cells would be many times higher than wide.
        """
        are_stacked = [lines >= STACKED_EMS and weights[0] == 1 for weights, _ in layers]
        rows = 2 if any(are_stacked) else 1
        places: list[tuple[int, int, int]] = []
        widths: list[int] = []
        for (weights, biases), is_stacked in zip(layers, are_stacked, strict=True):
            column = len(widths)
            if is_stacked:
                places += [(0, column, 1), (1, column, 1)]
                widths.append(_width(weights))
            else:
                places += [(0, column, rows), (0, column + 1, rows)]
                widths += [_width(weights), _width(biases)]
        return cls(tuple(places), tuple(widths), (1,) * rows)


def _width(shape: Grid) -> int:
    return 2 + 2 * min(shape[1], MOST_COLUMNS)
