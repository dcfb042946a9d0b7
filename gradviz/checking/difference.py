"""The relative difference of two gradients."""

import numpy as np

from gradviz.network.layout import Array


def difference(grad: Array, gradapprox: Array) -> float:
    """Return |grad - gradapprox| / (|grad| + |gradapprox|) in 2-norms.

    Source: the deeplearning.ai exercise "Gradient Checking". 0/0 is agreement, 0. The result is
    NaN if an entry is not finite.

    Parameters
    ----------
    grad, gradapprox
        Arrays of one shape.
    """
    if not (np.all(np.isfinite(grad)) and np.all(np.isfinite(gradapprox))):
        return float("nan")
    numerator = _norm(grad - gradapprox)
    denominator = _norm(grad) + _norm(gradapprox)
    if numerator == 0:
        return 0.0
    if not (np.isfinite(denominator) and denominator > np.finfo(np.float64).tiny):
        # Squares left the range of float64: the ratio is the same at another scale.
        scale = max(np.max(np.abs(grad)), np.max(np.abs(gradapprox)))
        return difference(grad / scale, gradapprox / scale)
    return numerator / denominator


def _norm(values: Array) -> float:
    with np.errstate(over="ignore"):
        return float(np.linalg.norm(values))


def relative_errors(grad: Array, gradapprox: Array) -> Array:
    """Return |grad - gradapprox| / (|grad| + |gradapprox|) of each entry; 0/0 is 0."""
    numerator = np.abs(grad - gradapprox)
    denominator = np.abs(grad) + np.abs(gradapprox)
    ratio: Array = np.zeros_like(numerator)
    np.divide(numerator, denominator, out=ratio, where=numerator != 0)
    return ratio
