"""The change of a smooth activation keeps its digits, however small it is."""

import mpmath
import numpy as np
import pytest

from gradviz.checking.engines.incremental.changes import Change
from gradviz.network.forward import activate

Z = np.array([-30.0, -3.0, -0.5, -1e-9, 0.0, 1e-3, 0.7, 2.0, 12.0])


def exact(activation: str, z: float, shift: float) -> float:
    """Return g(z + shift) - g(z), computed with 60 digits."""
    with mpmath.workdps(60):
        one, other = mpmath.mpf(z), mpmath.mpf(z) + mpmath.mpf(shift)
        if activation == "tanh":
            return float(mpmath.tanh(other) - mpmath.tanh(one))
        return float(1 / (1 + mpmath.exp(-other)) - 1 / (1 + mpmath.exp(-one)))


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
@pytest.mark.parametrize("largest", [1e-12, 1e-9, 1e-7, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1.0])
def test_it_is_what_sixty_digits_give(activation: str, largest: float) -> None:
    shifts = largest * np.array([[1.0], [-1.0], [0.37], [0.0]])
    a = activate(Z, activation)
    change = Change(activation, largest, float(np.finfo(float).eps))
    found = change.of(np.repeat(shifts, Z.size, axis=1), Z, a)
    wanted = [[exact(activation, z, shift) for z in Z] for shift in shifts[:, 0]]
    # Either g is right to its last digit only.
    np.testing.assert_allclose(found, wanted, rtol=0, atol=4.5e-16)
    if largest <= 1e-4:  # and by the series the change is, where g is not flat
        steep = np.abs(Z) < 3
        np.testing.assert_allclose(found[:, steep], np.array(wanted)[:, steep], rtol=1e-14)


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_no_shift_is_no_change_in_either_way(activation: str) -> None:
    a = activate(Z, activation)
    for largest in (1e-9, 1.0):
        found = Change(activation, largest, 2.2e-16).of(np.zeros(Z.size), Z, a)
        np.testing.assert_array_equal(found, 0)
