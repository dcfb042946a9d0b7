"""The relative difference of two gradients."""

import numpy as np

from gradviz.network.layout import Array

# Outside these the squares of a norm leave the range of float64; the ratio is the same at
# another scale.
SMALLEST_SQUARED, LARGEST_SQUARED = 1e-100, 1e100


def difference(grad: Array, gradapprox: Array) -> float:
    """Return |grad - gradapprox| / (|grad| + |gradapprox|) in 2-norms.

    Source: the deeplearning.ai exercise "Gradient Checking". 0/0 is agreement, 0. The result is
    NaN if an entry is not finite.

    Parameters
    ----------
    grad, gradapprox
        Arrays of one shape.
    """
    largest = np.max([_largest(grad), _largest(gradapprox)])
    if not np.isfinite(largest):
        return float("nan")
    if largest == 0:
        return 0.0
    if not SMALLEST_SQUARED < largest < LARGEST_SQUARED:
        grad, gradapprox = grad / largest, gradapprox / largest
    denominator = np.linalg.norm(grad) + np.linalg.norm(gradapprox)
    return min(float(np.linalg.norm(grad - gradapprox) / denominator), 1.0)


def _largest(values: Array) -> float:
    """Return the largest absolute value; NaN if there is a NaN, 0 if there is no value."""
    return float(np.max(np.abs(values), initial=0.0))


def relative_errors(grad: Array, gradapprox: Array) -> Array:
    """Return |grad - gradapprox| / (|grad| + |gradapprox|) of each entry; 0/0 is 0."""
    numerator = np.abs(grad - gradapprox)
    denominator = np.abs(grad) + np.abs(gradapprox)
    ratio: Array = np.zeros_like(numerator)
    np.divide(numerator, denominator, out=ratio, where=numerator != 0)
    return ratio
