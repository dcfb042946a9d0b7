"""Errors that are independent, added up: the root of the sum of their squares."""

from collections.abc import Generator
from functools import partial

import numpy as np

from gradviz.checking.parts import by_rows, parts_of
from gradviz.checking.steps import Pace
from gradviz.network.layout import Array

LARGE = 500_000  # numbers that are looked at in a step of their own
LOST = 1e-150  # of the largest term: a smaller one has no square


def hypot3(one: Array, other: Array, third: Array) -> Array:
    """Return the root of the sum of three squares, of the shape of the arrays."""
    found: Array = np.hypot(np.hypot(one, other), third)
    return found


def quadrature_steps(left: Array, right: Array) -> Generator[None, None, Array]:
    """Return sqrt(left**2 @ right**2), without leaving the range of float64 in between.

    Where all terms of an entry are so far below the largest that their squares are lost, what is
    returned is too large rather than 0.
    """
    scales, squares, least = [], [], 1.0
    for each in (left, right):
        smallest, largest = yield from _sizes_steps(each)
        scale = largest or 1.0
        least *= smallest / scale if largest else 1.0
        scales.append(scale)
        squares.append((yield from by_rows(partial(_squared, scale), each)))
    found = np.sqrt(squares[0] @ squares[1])
    if max(left.size, right.size, found.size) > LARGE:
        yield
    if least < LOST:
        terms = (left != 0).astype(np.float64) @ (right != 0)
        found = np.maximum(found, LOST * np.sqrt(terms))
    scaled: Array = found * scales[0] * scales[1]
    return scaled


def _sizes_steps(values: Array) -> Generator[None, None, tuple[float, float]]:
    """Return the smallest size other than zero, and the largest; NaN if there is a NaN."""
    if values.size <= LARGE:
        sizes = np.abs(values)
        largest = float(np.max(sizes, initial=0.0))
        # Half the time of a reduction with `where`.
        return float(np.min(np.where(sizes > 0, sizes, np.inf), initial=largest)), largest
    smallest, largest, pace = np.inf, 0.0, Pace()
    for part in parts_of(values.shape[0], values[:1].size):
        sizes = np.abs(values[part])
        largest = float(np.maximum(largest, np.max(sizes, initial=0.0)))
        smallest = min(smallest, float(np.min(np.where(sizes > 0, sizes, np.inf), initial=np.inf)))
        if pace.is_due(3 * sizes.size):
            yield
    return smallest, largest


def _squared(scale: float, values: Array) -> Array:
    found: Array = np.square(values / scale)
    return found
