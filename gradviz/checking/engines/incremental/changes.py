"""How far a smooth activation moves with its argument."""

import numpy as np

from gradviz.checking.engines.incremental.scratch import scratch
from gradviz.network.forward import activate
from gradviz.network.layout import Array

# The series of tanh(d) / d in powers of d*d, and of (exp(d) - 1) / d in powers of d; with more
# terms a series is no faster than NumPy's own function.
TANH = (1.0, -1 / 3, 2 / 15, -17 / 315)
EXPM1 = (1.0, 1 / 2, 1 / 6, 1 / 24, 1 / 120)


class Change:
    """Computes g(Z + shift) - g(Z) from g(Z).

    By the addition theorems tanh(z + d) - tanh(z) = (1 - a*a) * t / (1 + a*t), with a = tanh(z)
    and t = tanh(d), and for the sigmoid it is a*(1 - a) * e / (1 + a*e), with e = exp(d) - 1. These
    hold for any d; where it is small, t and e are short series, and nothing cancels. Where it is
    not, g is computed anew and subtracted.

    Parameters
    ----------
    activation
        ``tanh`` or ``sigmoid``.
    largest
        A bound of the shifts.
    rounding
        The precision's eps.
    """

    def __init__(self, activation: str, largest: float, rounding: float) -> None:
        self._activation = activation
        self._is_tanh = activation == "tanh"
        self._series: tuple[float, ...] = ()
        if largest < 1:
            series, power = (TANH, largest**2) if self._is_tanh else (EXPM1, largest)
            self._series = _terms(series, power, rounding)

    def of(self, shifts: Array, z: Array, a: Array) -> Array:
        """Return g(z + shifts) - g(z) in place of the shifts.

        Parameters
        ----------
        shifts
            Any shape; it is overwritten.
        z, a
            Z and g(Z), to be broadcast against the shifts.
        """
        if not self._series:
            shifts += z
            activate(shifts, self._activation, out=shifts)
            shifts -= a
            return shifts
        self._sum_up(shifts)
        spare = scratch("change", shifts.shape, shifts.dtype)
        np.multiply(shifts, a, out=spare)
        spare += 1
        shifts *= 1 - a * a if self._is_tanh else a * (1 - a)
        shifts /= spare
        return shifts

    def _sum_up(self, shifts: Array) -> None:
        """Replace shifts by their tanh, or their exp - 1."""
        *lower, last = self._series
        if not lower:
            return
        series = scratch("change", shifts.shape, shifts.dtype)
        power = shifts
        if self._is_tanh:
            power = np.multiply(shifts, shifts, out=scratch("power", shifts.shape, shifts.dtype))
        np.multiply(power, last, out=series)
        for coefficient in reversed(lower[1:]):
            series += coefficient
            series *= power
        series += lower[0]
        shifts *= series


def _terms(series: tuple[float, ...], power: float, rounding: float) -> tuple[float, ...]:
    """Return as much of a series as its last digit needs; nothing if that is more than there is.

    The first term that is left out is below a quarter of a rounding, and those after it fall off
    at least as fast as powers of a half.
    """
    for count in range(1, len(series)):
        if 2 * abs(series[count]) * power**count <= rounding / 4:
            return series[:count]
    return ()
