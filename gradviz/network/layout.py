"""Where each parameter stands in the vector theta."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from math import prod
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

Scalar = TypeVar("Scalar", bound=np.generic)
Array = NDArray[np.floating]
Mask = NDArray[np.bool_]
Indices = NDArray[np.integer]
Shape = tuple[int, ...]
Grid = tuple[int, int]  # the rows and columns that an array is shown as

PARAMETER_NAMES = ("W1", "b1", "W2", "b2", "W3", "b3")


class Cell(NamedTuple):
    """An entry of an array, by name: what it is whatever else theta holds.

    Row and column are those of the grid of its array, see `Layout.grid`.
    """

    array: str
    row: int
    column: int


@dataclass(frozen=True)
class Layout:
    """The arrays that theta is made of, in vector order, each row-major.

    Attributes
    ----------
    names
        The arrays in vector order: W1, b1, W2, b2, W3, b3 for the built-in network.
    shapes
        The shape of each, of any number of dimensions.
    """

    names: tuple[str, ...]
    shapes: tuple[Shape, ...]

    @classmethod
    @lru_cache(maxsize=64)
    def of_layers(cls, layers: tuple[int, ...]) -> "Layout":
        """Return the layout of W and b for consecutive layer sizes n_x, n_1, n_2, n_y."""
        shapes: list[Shape] = []
        for before, after in pairwise(layers):
            shapes += [(after, before), (after, 1)]
        return cls(PARAMETER_NAMES, tuple(shapes))

    @cached_property
    def size(self) -> int:
        """The number of parameters."""
        return sum(prod(shape) for shape in self.shapes)

    @cached_property
    def slices(self) -> dict[str, slice]:
        """The stretch of theta that holds each array."""
        found, start = {}, 0
        for name, shape in zip(self.names, self.shapes, strict=True):
            found[name] = slice(start, start + prod(shape))
            start += prod(shape)
        return found

    def shape(self, name: str) -> Shape:
        """Return the shape of an array."""
        return self.shapes[self.names.index(name)]

    def grid(self, name: str) -> Grid:
        """Return the rows and columns that an array is shown as.

        The last axis runs across and all others down, so that an array of one dimension is a row;
        the entries stand in the grid in the order of theta.
        """
        *down, across = self.shape(name) or (1,)
        return prod(down), across

    def to_vector(self, arrays: Mapping[str, Array], dtype: DTypeLike | None = None) -> Array:
        """Return the arrays as one vector of shape (size,)."""
        parts = [np.reshape(arrays[name], -1) for name in self.names]
        return np.concatenate(parts, dtype=dtype)

    def to_arrays(self, theta: NDArray[Scalar]) -> dict[str, NDArray[Scalar]]:
        """Return theta as named arrays, views of it.

        Parameters
        ----------
        theta
            Shape (..., size); leading axes stay, so that a stack of vectors gives stacks of
            arrays of shape (..., *shape).
        """
        leading = theta.shape[:-1]
        return {
            name: theta[..., self.slices[name]].reshape(*leading, *shape)
            for name, shape in zip(self.names, self.shapes, strict=True)
        }

    def locate(self, index: int) -> Cell:
        """Return the array of an entry of theta, and its row and column in the grid.

        Raises
        ------
        IndexError
            If theta has no such entry.
        """
        for name, part in self.slices.items():
            if part.start <= index < part.stop:
                row, column = divmod(index - part.start, self.grid(name)[1])
                return Cell(name, row, column)
        raise IndexError(f"entry {index} of a vector of {self.size}")

    def subscript(self, index: int) -> tuple[str, tuple[int, ...]]:
        """Return the array of an entry of theta, and its place along each of the axes.

        Raises
        ------
        IndexError
            If theta has no such entry.
        """
        name = self.locate(index).array
        found = np.unravel_index(index - self.slices[name].start, self.shape(name))
        return name, tuple(int(place) for place in found)

    def index(self, name: str, row: int, column: int) -> int:
        """Return the place in theta of an array's entry, by its row and column in the grid."""
        return int(self.slices[name].start) + row * self.grid(name)[1] + column

    def place(self, cell: Cell) -> int | None:
        """Return the place of a cell in theta, or None if theta has no such cell."""
        return self.index(*cell) if self.nearest(cell) == cell else None

    def nearest(self, cell: Cell) -> Cell:
        """Return the cell itself, or the one of its array that is nearest to it.

        Of an array that theta does not have it is the first cell of all.
        """
        if cell.array not in self.names:
            return Cell(self.names[0], 0, 0)
        rows, columns = self.grid(cell.array)
        return Cell(cell.array, min(cell.row, rows - 1), min(cell.column, columns - 1))
