"""Activations, losses and their slopes by a complex step, held against 60 digits of mpmath."""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from gradviz.network.complex_numbers import (
    complex_activation,
    complex_losses,
    complex_sigmoid,
    slopes_of_activation,
    slopes_of_losses,
)

# Beyond it a slope of the sigmoid is below 1e-280, and its imaginary step has no number.
FAR = 640.0
ALL_DIGITS = 4e-15  # relative: some units in the last place

numbers = st.floats(-FAR, FAR)
labels = st.sampled_from([0.0, 1.0])


def sigmoid(z: float) -> mpmath.mpf:
    return 1 / (1 + mpmath.exp(-mpmath.mpf(z)))


def cross_entropy(z: float, y: float) -> mpmath.mpf:
    """Return the loss as the exercise writes it, which loses nothing at 400 digits."""
    return -mpmath.mpf(y) * mpmath.log(sigmoid(z)) - (1 - mpmath.mpf(y)) * mpmath.log(
        1 - sigmoid(z)
    )


def at(z: float) -> NDArray[np.float64]:
    return np.array([[z]])


def is_close(found: object, wanted: mpmath.mpf, relative: float = ALL_DIGITS) -> bool:
    """Return whether a number has nearly all the digits of another one."""
    error = abs(mpmath.mpf(float(found)) - wanted)  # type: ignore[arg-type]
    return bool(error <= relative * abs(wanted))


@given(z=numbers)
def test_the_smooth_activations_have_all_their_digits(z: float) -> None:
    with mpmath.workdps(400):
        for name, wanted in (("tanh", mpmath.tanh(z)), ("sigmoid", sigmoid(z))):
            found = complex_activation(at(z) + 0j, name, at(z) > 0)
            assert is_close(found.real.item(), wanted)
            assert found.imag.item() == 0
        assert is_close(complex_sigmoid(at(z) + 0j).real.item(), sigmoid(z))


@given(z=numbers)
def test_the_slopes_of_the_smooth_activations_have_all_their_digits(z: float) -> None:
    with mpmath.workdps(400):
        wanted = sigmoid(z) * (1 - sigmoid(z))
        assert is_close(slopes_of_activation(at(z), "sigmoid", at(z) > 0).item(), wanted)
    near = z / 2  # the slope of tanh falls with twice the exponent
    with mpmath.workdps(400):
        wanted = 1 / mpmath.cosh(near) ** 2
        assert is_close(slopes_of_activation(at(near), "tanh", at(near) > 0).item(), wanted)


@pytest.mark.parametrize(("name", "left"), [("relu", 0.0), ("leaky-relu", 0.01)])
@given(z=st.floats(-1e6, 1e6), is_positive=st.booleans())
def test_the_mask_decides_on_which_side_of_its_kink_an_activation_is(
    name: str, left: float, z: float, is_positive: bool
) -> None:
    mask = np.array([[is_positive]])
    slope = 1.0 if is_positive else left
    assert complex_activation(at(z) + 0j, name, mask).real.item() == slope * z
    assert slopes_of_activation(at(z), name, mask).item() == pytest.approx(slope, rel=1e-15)


@given(z=numbers, y=labels)
def test_a_loss_has_all_its_digits_however_sure_the_output_is(z: float, y: float) -> None:
    with mpmath.workdps(400):
        assert is_close(complex_losses(at(z) + 0j, at(y)).real.item(), cross_entropy(z, y))


@given(z=numbers, y=labels)
def test_the_slope_of_a_loss_has_all_its_digits(z: float, y: float) -> None:
    """It is sigmoid(z) - y, which two float64 numbers cannot tell where they are nearly equal."""
    with mpmath.workdps(400):
        wanted = sigmoid(z) - mpmath.mpf(y)
        assert is_close(slopes_of_losses(at(z), at(y)).item(), wanted)


@given(z=st.floats(-40, 40), y=st.floats(0, 1))
def test_labels_may_lie_between_zero_and_one(z: float, y: float) -> None:
    with mpmath.workdps(60):
        loss = complex_losses(at(z) + 0j, at(y)).real.item()
        assert is_close(loss, cross_entropy(z, y))
        slope = slopes_of_losses(at(z), at(y)).item()
        assert abs(mpmath.mpf(slope) - (sigmoid(z) - mpmath.mpf(y))) < 1e-15


@pytest.mark.parametrize("z", [-1e308, -1e5, -800.0, 800.0, 1e5, 1e308])
def test_nothing_overflows(z: float) -> None:
    """Warnings are errors here."""
    for name in ("relu", "leaky-relu", "tanh", "sigmoid"):
        assert np.isfinite(complex_activation(at(z) + 0j, name, at(z) > 0)).all()
        assert np.isfinite(slopes_of_activation(at(z), name, at(z) > 0)).all()
    assert slopes_of_losses(at(z), at(0.0)).item() == float(z > 0)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_slopes_are_of_the_shape_of_what_is_given_and_in_float64(dtype: type) -> None:
    z: NDArray[np.floating] = np.linspace(-2, 2, 6).reshape(2, 3).astype(dtype)
    y = np.ones_like(z)
    for found in (slopes_of_activation(z, "tanh", z > 0), slopes_of_losses(z, y)):
        assert found.shape == (2, 3)
        assert found.dtype == np.float64


@given(z=st.complex_numbers(max_magnitude=30), y=labels)
def test_the_loss_is_continued_to_complex_numbers(z: complex, y: float) -> None:
    """By the form that holds at the real part; far from the real line it has poles."""
    z = complex(z.real, z.imag / 30)
    found = complex_losses(np.array([[z]]), at(y)).item()
    with mpmath.workdps(60):
        wanted = mpmath.log(1 + mpmath.exp(-z if y else z))
        assert abs(mpmath.mpc(found) - wanted) <= 1e-14 * (1 + abs(wanted))
