"""The activations and the loss continued to complex numbers, between their kinks.

Where an analytic function is moved by a tiny imaginary step, i*h, its imaginary part is h times
the derivative: nothing is subtracted, so that nothing cancels, and no step is too short. Source:
W. Squire and G. Trapp, "Using complex variables to estimate derivatives of real functions", SIAM
Review 40 (1998), 110-112.

abs and max are not analytic, and exp overflows: which form of a function holds is decided by the
real part.
"""

import numpy as np
from numpy.typing import NDArray

from gradviz.network.forward import KINKED, leak_of
from gradviz.network.layout import Array, Mask

Complex = NDArray[np.complexfloating]

STEP = 1e-20  # its square is lost beside 1; times a slope of 1e-280 it still has all digits


def complex_activation(z: Complex, activation: str, is_positive: Mask) -> Complex:
    """Return the hidden activation g(z) by the form that holds where z is positive, or is not."""
    if activation in KINKED:
        leak = leak_of(activation)
        return np.where(is_positive, z, leak * z)
    return np.tanh(z) if activation == "tanh" else complex_sigmoid(z)


def complex_sigmoid(z: Complex) -> Complex:
    """Return 1 / (1 + exp(-z)) in the form that does not overflow."""
    odds = np.exp(np.where(z.real > 0, -z, z))  # at most 1
    return np.where(z.real > 0, 1 / (1 + odds), odds / (1 + odds))


def complex_losses(z3: Complex, y: Array) -> Complex:
    """Return the cross-entropy of each output and example; both forms of the cost mean it.

    y log(1 + exp(-z)) + (1 - y) log(1 + exp(z)): no part cancels where z is large.
    """
    return y * _softplus(-z3) + (1 - y) * _softplus(z3)


def _softplus(z: Complex) -> Complex:
    """Return log(1 + exp(z))."""
    is_positive = z.real > 0
    rest = _log1p(np.exp(np.where(is_positive, -z, z)))
    return np.where(is_positive, z + rest, rest)


def _log1p(z: Complex) -> Complex:
    """Return log(1 + z): NumPy's own takes log(abs(1 + z)), in which a small z is lost."""
    found: Complex = np.log1p(z)
    found.real = np.log1p(z.real * (2 + z.real) + z.imag**2) / 2
    return found


def slopes_of_activation(z: Array, activation: str, is_positive: Mask) -> Array:
    """Return g'(Z) by a complex step, of the shape of Z, float64."""
    moved = complex_activation(_moved(z), activation, is_positive)
    slopes: Array = moved.imag / STEP
    return slopes


def slopes_of_losses(z3: Array, y: Array) -> Array:
    """Return the derivative of each loss by its own logit by a complex step, shape (n_y, m)."""
    slopes: Array = complex_losses(_moved(z3), y.astype(np.float64)).imag / STEP
    return slopes


def _moved(z: Array) -> Complex:
    moved: Complex = z.astype(np.complex128)
    moved.imag = STEP
    return moved
