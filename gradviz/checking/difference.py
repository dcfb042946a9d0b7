"""The relative difference of two gradients."""

from collections.abc import Iterator
from math import isfinite, isnan, nan, sqrt

import numpy as np

from gradviz.network.layout import Array

# Outside these, squares of the entries leave the range of float64; the ratio is the same at
# another scale.
SMALLEST_SUM, LARGEST_SUM = 1e-200, 1e200
LARGE = 1e300  # the norm of numbers larger than that may be larger than any number
BLOCK = 1 << 16  # numbers that are squared at a time: of more each array is fetched anew


def difference(grad: Array, gradapprox: Array) -> float:
    """Return |grad - gradapprox| / (|grad| + |gradapprox|) in 2-norms.

    Source: the deeplearning.ai exercise "Gradient Checking". 0/0 is agreement, 0. The result is
    NaN if an entry is not finite.

    Parameters
    ----------
    grad, gradapprox
        Arrays of one shape.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        sums = [_sum_of_squares(grad), _sum_of_squares(gradapprox), _apart(grad, gradapprox)]
    if not SMALLEST_SUM < max(sums[:2]) < LARGEST_SUM or isnan(sums[0] + sums[1]):
        largest = np.max([largest_size(grad), largest_size(gradapprox)])
        if not np.isfinite(largest):
            return float("nan")
        if largest == 0:
            return 0.0
        return difference(grad / largest, gradapprox / largest)
    return min(sqrt(sums[2]) / (sqrt(sums[0]) + sqrt(sums[1])), 1.0)


def norm(values: Array) -> float:
    """Return the 2-norm of an array; infinite only where it is larger than any number of float64.

    np.linalg.norm leaves it to BLAS, which uses threads for more than 10,000 numbers; one of them
    without work spins for a while, on the core where the next check or the window wants to run.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        total = _sum_of_squares(values)
        if SMALLEST_SUM < total < LARGEST_SUM:
            return sqrt(total)
        largest = largest_size(values)
        if largest == 0 or not isfinite(largest):
            return largest
        return largest * sqrt(_sum_of_squares(values / largest))


def relative(error: Array, grad: Array, gradapprox: Array) -> float:
    """Return |error| / (|grad| + |gradapprox|) in 2-norms, at most 1; 0/0 is 0, NaN if not finite.

    Parameters
    ----------
    error, grad, gradapprox
        Arrays of one shape.
    """
    size = largest_size(error)
    if size == 0:
        return 0.0
    largest = float(np.max([largest_size(grad), largest_size(gradapprox)]))  # NaN if one is
    if not (isfinite(largest) and isfinite(size)):
        return nan
    scale = largest if largest > LARGE else 1.0  # where norms leave the range of float64
    both = norm(grad / scale) + norm(gradapprox / scale)
    return min(norm(error / scale) / both, 1.0) if both else 1.0


def _sum_of_squares(values: Array) -> float:
    flat = values.ravel("K")
    return sum(float(np.add.reduce(np.square(flat[part]))) for part in _blocks(flat.size))


def _apart(one: Array, other: Array) -> float:
    """Return the sum of squares of the difference of two arrays."""
    one, other = one.reshape(-1), other.reshape(-1)
    return sum(_sum_of_squares(one[part] - other[part]) for part in _blocks(one.size))


def _blocks(size: int) -> Iterator[slice]:
    return (slice(start, start + BLOCK) for start in range(0, size, BLOCK))


def largest_size(values: Array) -> float:
    """Return the largest absolute value; NaN if there is a NaN, 0 if there is no value."""
    return float(np.maximum(np.max(values, initial=0.0), -np.min(values, initial=0.0)))


def relative_errors(grad: Array, gradapprox: Array) -> Array:
    """Return |grad - gradapprox| / (|grad| + |gradapprox|) of each entry.

    0/0 is 0; the result is NaN where an entry is not finite.
    """
    found = np.empty(np.broadcast(grad, gradapprox).shape)
    if found.ndim == 1 and found.size > BLOCK:
        for part in _blocks(found.size):
            found[part] = relative_errors(grad[part], gradapprox[part])
        return found
    largest = np.maximum(np.abs(grad), np.abs(gradapprox))
    scale = np.where(largest > LARGE, 0.25, 1.0)  # where sums leave the range of float64
    grad, gradapprox = scale * grad, scale * gradapprox
    with np.errstate(invalid="ignore"):  # infinity - infinity, infinity / infinity
        numerator = np.abs(grad - gradapprox)
        ratio: Array = np.zeros_like(numerator)
        np.divide(numerator, np.abs(grad) + np.abs(gradapprox), out=ratio, where=numerator != 0)
    return ratio
