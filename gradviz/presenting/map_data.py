"""What one map shows, and how many of its cells go into one pixel."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gradviz.checking.result import CheckResult
from gradviz.network.layout import Array, Grid, Indices, Mask
from gradviz.presenting.colour_scale import ColourScale, Pixels, SpecialColours, scale_for
from gradviz.presenting.map_views import (
    MapView,
    computed_entries,
    entries_at_kink,
    map_values,
)

_AT_ONCE = 64_000  # cells, which stay within reach of the processor while they are compared


@dataclass(frozen=True, eq=False)
class MapData:
    """One array of a check in a view.

    Attributes
    ----------
    name
        The array.
    values
        Shape (rows, columns).
    computed, failing
        Which cells have a value, and which are known to be wrong; of the same shape.
    uncovered, below_noise, at_kink
        Where grad is zero, where numerical error explains the difference, and where J has a kink.
    scale
        The colours.
    """

    name: str
    values: Array
    computed: Mask
    failing: Mask
    uncovered: Mask
    below_noise: Mask
    at_kink: Mask
    scale: ColourScale

    @property
    def shape(self) -> Grid:
        """Rows and columns."""
        rows, columns = self.values.shape
        return rows, columns

    def looks_like(self, other: "MapData") -> bool:
        """Whether a map of the one is the same picture as a map of the other."""
        return (
            self.scale == other.scale
            and np.array_equal(_bits(self.values), _bits(other.values))
            and np.array_equal(self.computed, other.computed)
            and np.array_equal(self.failing, other.failing)
            and np.array_equal(self.uncovered, other.uncovered)
            and np.array_equal(self.below_noise, other.below_noise)
            and np.array_equal(self.at_kink, other.at_kink)
        )

    def weights(self, rows: slice, columns: slice) -> Array:
        """Return how much each cell of a part asks to be seen where several share a pixel.

        Cells that are not finite come first, then those with the largest value.
        """
        sizes, computed = np.abs(self.values[rows, columns]), self.computed[rows, columns]
        # Most maps have neither, and to look for a number is faster than to replace it.
        if not np.isfinite(sizes).all():
            sizes[~np.isfinite(sizes)] = np.inf
        if not computed.all():
            sizes[~computed] = -1
        return sizes

    def pooled(self, block: Grid) -> Indices:
        """Return, for each block of cells, the place of the cell that is shown.

        Parameters
        ----------
        block
            Rows and columns that share a pixel.

        Returns
        -------
        Indices
            Flat places in ``values``, shape (ceil(rows / block), ceil(columns / block)).
        """
        rows, columns = self.shape
        if block == (1, 1):
            return np.arange(rows * columns).reshape(rows, columns)
        at_once = block[0] * max(1, _AT_ONCE // (block[0] * columns))
        inside = np.concatenate(
            [
                _largest_inside(self.weights(slice(row, row + at_once), slice(None)), block)
                for row in range(0, rows, at_once)
            ]
        )
        tall, wide = inside.shape
        top = np.arange(tall)[:, None] * block[0] + inside // block[1]
        left = np.arange(wide)[None, :] * block[1] + inside % block[1]
        places: Indices = top * columns + left
        return places


@dataclass(frozen=True, eq=False)
class Blocks:
    """The cells of a map as they are shown, several in one where they are smaller than a pixel.

    Attributes
    ----------
    size
        How many rows and columns make a block.
    places
        The place in the array of the cell that is shown of each block, shape (rows, columns).
    pixels
        The colour of each block, red, green, blue and alpha; shape (rows, columns, 4).
    """

    size: Grid
    places: Indices
    pixels: Pixels

    @classmethod
    def of(cls, data: MapData, size: Grid, special: SpecialColours | None = None) -> "Blocks":
        """Return the blocks of a map, in its colours and those of what is not on its scale."""
        places = data.pooled(size)
        values = data.values.reshape(-1)[places]
        computed, uncovered = (mask.reshape(-1)[places] for mask in (data.computed, data.uncovered))
        return cls(size, places, data.scale.rgba(values, computed, special, uncovered))

    def shown(self, cells: Mask) -> Mask:
        """Return which blocks show one of some cells, given by a mask of all cells."""
        return cells if self.size == (1, 1) else cells.reshape(-1)[self.places]


def _bits(values: Array) -> NDArray[np.unsignedinteger]:
    """Return the bits of numbers, by which NaN is NaN, as fast as they can be compared."""
    return values.view(f"u{values.itemsize}")


def _largest_inside(values: Array, block: Grid) -> Indices:
    """Return the place of the first largest value within each block of values.

    One place in all blocks after the other: `argmax` over blocks of a few values takes twice as
    long.
    """
    tall, wide = block
    largest = values[::tall, ::wide].copy()
    small = np.min_scalar_type(-tall * wide - 1).type  # the less there is to move, the faster it is
    inside = np.zeros(largest.shape, dtype=small)
    for place in range(1, tall * wide):
        down, right = divmod(place, wide)
        part = values[down::tall, right::wide]  # smaller, where the last blocks are not whole
        here = slice(part.shape[0]), slice(part.shape[1])
        larger = part > largest[here]
        np.maximum(largest[here], part, out=largest[here])
        np.maximum(inside[here], larger * small(place), out=inside[here])
    return inside


def split_by_array(result: CheckResult, view: MapView) -> Iterator[MapData]:
    """Yield what each array's map shows of a check, in vector order."""
    values, computed = map_values(result, view), computed_entries(result, view)
    layout, scale, at_kink = result.layout, scale_for(view), entries_at_kink(result)
    for name, part in layout.slices.items():
        shape = layout.grid(name)
        yield MapData(
            name,
            values[part].reshape(shape),
            computed=computed[part].reshape(shape),
            failing=result.wrong_entries[part].reshape(shape),
            uncovered=result.uncovered[part].reshape(shape),
            below_noise=result.below_noise[part].reshape(shape),
            at_kink=at_kink[part].reshape(shape),
            scale=scale,
        )
