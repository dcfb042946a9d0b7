"""Gradients from first principles, to hold the program against.

Nothing here comes from the code under test: the forward pass is written again in plain numpy.
Three ways, each independent of the others:

- `pass_values` in longdouble, from which `Oracle.gradient` is a complex-step derivative (Squire
  and Trapp 1998): J(theta + i h) has the derivative in its imaginary part, with no subtraction
  and so no rounding error, for h as small as 1e-200. ReLU branches on the real part.
- `mpmath_cost` at 60 digits, for spot checks of the cost itself.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import mpmath
import numpy as np
from numpy.typing import NDArray

STEP = 1e-200
LEAK = 0.01
NAMES = ("W1", "b1", "W2", "b2", "W3", "b3")

Numbers = NDArray[np.inexact]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Oracle:
    """A network as plain numbers: X, Y, theta in vector order, the hidden activation."""

    x: Floats
    y: Floats
    theta: Floats
    layers: tuple[int, int, int, int]
    activation: str

    def gradient(self, places: Iterable[int] | None = None) -> Floats:
        """Return dJ/dtheta, shape (size,), good to some 18 digits, rounded to float64.

        If only some places are asked for, it is NaN everywhere else.
        """
        theta = self.theta.astype(np.clongdouble)
        found = np.full(theta.size, np.nan)
        for place in range(theta.size) if places is None else places:
            moved = theta.copy()
            moved[place] += 1j * np.longdouble(STEP)
            found[place] = float(self._cost(moved).imag / np.longdouble(STEP))
        return found

    def cost(self, theta: Floats | None = None) -> np.longdouble:
        """Return J in longdouble."""
        vector = self.theta if theta is None else theta
        return np.longdouble(self._cost(vector.astype(np.longdouble)))

    def values(self, theta: Floats | None = None) -> dict[str, Numbers]:
        """Return Z1, A1, Z2, A2, Z3 in longdouble."""
        vector = self.theta if theta is None else theta
        return pass_values(self.arrays(vector.astype(np.longdouble)), self.x, self.activation)

    def arrays(self, theta: Numbers) -> dict[str, Numbers]:
        """Return W1 ... b3 of a vector: each row-major, one after the other."""
        found: dict[str, Numbers] = {}
        start = 0
        for layer, (before, after) in enumerate(pairwise(self.layers), start=1):
            for name, shape in ((f"W{layer}", (after, before)), (f"b{layer}", (after, 1))):
                stop = start + shape[0] * shape[1]
                found[name] = theta[start:stop].reshape(shape)
                start = stop
        return found

    def kinks(self, epsilon: float) -> NDArray[np.bool_]:
        """Return the entries whose central difference cannot be trusted, shape (size,).

        With ReLU, an entry is one of them if it moves a pre-activation that is exactly zero at
        theta, or that is not of one sign at theta - epsilon, theta and theta + epsilon: there
        the difference is a mean of two slopes. The smooth activations have none.
        """
        found = np.zeros(self.theta.size, bool)
        if self.activation in ("relu", "leaky-relu"):
            middle = self._hidden(self.theta)
            for place in range(self.theta.size):
                step = np.zeros_like(self.theta)
                step[place] = epsilon
                low, high = self._hidden(self.theta - step), self._hidden(self.theta + step)
                moves = (low != middle) | (high != middle)
                one_sign = (np.sign(low) == np.sign(high)) & (np.sign(low) * middle > 0)
                found[place] = np.any(moves & ~one_sign)
        return found

    def _hidden(self, theta: Floats) -> Numbers:
        values = self.values(theta)
        return np.concatenate([values["Z1"].ravel(), values["Z2"].ravel()])

    def _cost(self, theta: Numbers) -> np.longdouble:
        z3 = pass_values(self.arrays(theta), self.x, self.activation)["Z3"]
        # log(1 + exp(z)) without overflow, on complex numbers too.
        high = np.where(z3.real > 0, z3, 0)
        loss = high - z3 * self.y + np.log(1 + np.exp(np.where(z3.real > 0, -z3, z3)))
        return loss.sum() / self.x.shape[1]  # type: ignore[no-any-return]


def pass_values(arrays: Mapping[str, Numbers], x: Floats, activation: str) -> dict[str, Numbers]:
    """Return Z1, A1, Z2, A2, Z3 in the precision of the parameters, real or complex."""
    values: dict[str, Numbers] = {}
    below: Numbers = x
    for layer in (1, 2, 3):
        z = _product(arrays[f"W{layer}"], below) + arrays[f"b{layer}"]
        values[f"Z{layer}"] = z
        if layer < 3:
            below = values[f"A{layer}"] = _activate(z, activation)
    return values


def _product(left: Numbers, right: Numbers) -> Numbers:
    """Return left @ right by a plain sum: no BLAS, in any precision."""
    return (left[:, :, None] * right[None, :, :]).sum(axis=1)  # type: ignore[no-any-return]


def _activate(z: Numbers, activation: str) -> Numbers:
    if activation == "relu":
        return np.where(z.real > 0, z, 0 * z)
    if activation == "leaky-relu":
        return np.where(z.real > 0, z, LEAK * z)
    if activation == "tanh":
        return np.tanh(z)
    return 1 / (1 + np.exp(-z))


def mpmath_cost(oracle: Oracle, place: int = 0, step: mpmath.mpf | int = 0) -> mpmath.mpf:
    """Return J at 60 digits, scalar by scalar, with one entry of theta moved by a step."""
    with mpmath.workdps(60):
        theta = np.array([mpmath.mpf(v) for v in oracle.theta.tolist()], dtype=object)
        theta[place] += step
        arrays = {name: a.tolist() for name, a in oracle.arrays(theta).items()}
        total = mpmath.mpf(0)
        for column in range(oracle.x.shape[1]):
            values = [mpmath.mpf(v) for v in oracle.x[:, column].tolist()]
            for layer in (1, 2, 3):
                rows = zip(arrays[f"W{layer}"], arrays[f"b{layer}"], strict=True)
                z = [mpmath.fdot(row, values) + bias[0] for row, bias in rows]
                values = [_mp_activate(v, oracle.activation) for v in z] if layer < 3 else z
            for logit, label in zip(values, oracle.y[:, column].tolist(), strict=True):
                total += mpmath.log1p(mpmath.exp(logit)) - label * logit
        return total / oracle.x.shape[1]


def mpmath_slope(oracle: Oracle, place: int) -> mpmath.mpf:
    """Return dJ/dtheta[place] at 60 digits, by a central difference with a step of 1e-20."""
    with mpmath.workdps(60):
        step = mpmath.mpf(10) ** -20
        rise = mpmath_cost(oracle, place, step) - mpmath_cost(oracle, place, -step)
        return rise / (2 * step)


def _mp_activate(z: mpmath.mpf, activation: str) -> mpmath.mpf:
    if activation == "relu":
        return max(z, mpmath.mpf(0))
    if activation == "leaky-relu":
        return z if z > 0 else mpmath.mpf(LEAK) * z
    if activation == "tanh":
        return mpmath.tanh(z)
    return 1 / (1 + mpmath.exp(-z))
