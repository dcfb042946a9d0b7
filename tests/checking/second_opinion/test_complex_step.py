"""The second opinion against 60 digits, longdouble and a complex step through the whole pass."""

from dataclasses import replace

import numpy as np
import pytest

from gradviz.checking.second_opinion.complex_step import complex_steps
from gradviz.checking.second_opinion.opinion import opinion_steps
from gradviz.checking.second_opinion.rounding import near_kinks, right_pass_steps
from gradviz.checking.steps import finished
from gradviz.network.complex_numbers import (
    STEP,
    Complex,
    complex_activation,
    complex_losses,
    slopes_of_losses,
)
from gradviz.network.layout import Array
from gradviz.network.network import Network
from gradviz.network.spec import ACTIVATIONS, DTYPES
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import network_of
from tests.helpers.networks import oracle_of, random_network

UNIT = float(np.finfo(np.float64).eps) / 2


def opinion_of(network: Network) -> Array:
    return finished(complex_steps(network, near_kinks(network, 0.0))).middle


def whole_complex_pass(network: Network, index: int) -> float:
    """Return dJ by one parameter that is moved by i*h itself, through the whole forward pass."""
    theta = network.theta.astype(np.complex128)
    theta[index] += STEP * 1j
    arrays = network.layout.to_arrays(theta)
    value: Complex = network.x.astype(np.complex128)
    for layer in (1, 2, 3):
        value = arrays[f"W{layer}"] @ value + arrays[f"b{layer}"]
        if layer < 3:
            value = complex_activation(value, network.activation, value.real > 0)
    cost = np.sum(complex_losses(value, network.y)) / network.x.shape[1]
    return float(cost.imag) / STEP


@pytest.mark.parametrize("seed", range(12))
def test_it_is_the_gradient_of_longdouble_to_its_rounding(seed: int) -> None:
    experiment = random_network("normal", seed, examples=4)
    network = network_of(experiment).draw()
    exact = oracle_of(experiment).gradient()
    off = np.abs(opinion_of(network) - exact)
    assert np.all(off <= 10 * UNIT * finished(right_pass_steps(network)).of_gradient(network))


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_moving_a_parameter_itself_gives_the_same(activation: str, dtype: str) -> None:
    experiment = random_network("normal", 3, examples=5)
    spec = replace(
        network_of(experiment).network, activation=activation, dtype=dtype, layers=(3, 4, 3, 2)
    )
    network = network_of(
        replace(experiment, subject=replace(network_of(experiment), network=spec))
    ).draw()
    found = opinion_of(network)
    direct = [whole_complex_pass(network, index) for index in range(network.theta.size)]
    np.testing.assert_allclose(found, direct, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("z", [-500.0, -600.0, 500.0])
def test_a_slope_far_below_one_has_all_its_digits(z: float) -> None:
    found = slopes_of_losses(np.array([[z]]), np.array([[float(z > 0)]]))
    assert found[0, 0] == pytest.approx(-np.sign(z) * np.exp(-abs(z)), rel=1e-13, abs=0.0)


@pytest.mark.parametrize("logit", [-640.0, -660.0, -680.0])
def test_a_right_gradient_at_the_end_of_the_range_is_not_called_wrong(logit: float) -> None:
    experiment = random_network("normal", 3, examples=4)
    network = network_of(experiment).draw()
    arrays = network.layout.to_arrays(network.theta) | {"X": network.x, "Y": 0 * network.y}
    given = GivenArrays("end", arrays | {"b3": np.full_like(arrays["b3"], logit)})
    end = replace(experiment, subject=replace(network_of(experiment), given=given))
    grad, _ = network_of(end).draw().gradients(network_of(end).program)
    opinion = finished(opinion_steps(network_of(end).build()))
    assert opinion is not None
    assert 0 < np.max(np.abs(grad)) < 1e-260
    assert not opinion.wrong(grad, 1e-7).any()
