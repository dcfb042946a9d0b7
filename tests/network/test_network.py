"""A network that can be run."""

import numpy as np
import pytest
from hypothesis import given

from gradviz.network.backward import correct_program
from gradviz.network.forward import cost_of
from gradviz.network.layout import Layout
from gradviz.network.network import Network
from gradviz.network.parameters import draw
from gradviz.network.spec import DTYPES, NetworkSpec
from tests.helpers.strategies import examples, specs


def network_of(spec: NetworkSpec) -> Network:
    x, y, parameters = draw(spec)
    layout = Layout.of_layers(spec.layers)
    return Network(x, y, layout.to_vector(parameters), layout, spec.activation, spec.cost)


@given(specs(dtypes=DTYPES, inits=("he", "xavier")))
@examples(40)
def test_the_cost_of_a_stack_is_the_cost_of_each(spec: NetworkSpec) -> None:
    network = network_of(spec)
    moves = np.random.default_rng(0).standard_normal((4, network.layout.size)) / 10
    thetas = network.theta + moves.astype(spec.dtype)
    found = network.costs(thetas)
    assert found.shape == (4,)
    assert found.dtype == spec.dtype
    each = [network.cost(theta) for theta in thetas]
    np.testing.assert_allclose(found, each, rtol=1e-13 if spec.dtype == "float64" else 1e-5)


def test_what_a_line_may_read() -> None:
    known = network_of(NetworkSpec(examples=3)).known()
    assert known["m"] == 3.0
    assert set(known) == {
        *("X", "Y", "m", "W1", "b1", "W2", "b2", "W3", "b3"),
        *("Z1", "A1", "Z2", "A2", "Z3", "A3"),
    }


def test_the_gradient_is_in_vector_order() -> None:
    network = network_of(NetworkSpec())
    lines, _ = correct_program("relu").run(network.known())
    gradient, problem = network.gradients(correct_program("relu"))
    assert problem is None
    for name, array in network.layout.to_arrays(gradient).items():
        np.testing.assert_array_equal(array, lines[f"d{name}"])


def test_the_logits_are_those_of_the_cost() -> None:
    network = network_of(NetworkSpec())
    found = cost_of(network.logits(network.theta), network.y, "textbook")
    assert float(found) == network.cost(network.theta)


@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan, 1e308])
@pytest.mark.parametrize("activation", ["relu", "leaky-relu", "tanh", "sigmoid"])
@pytest.mark.parametrize("cost", ["textbook", "logits"])
def test_values_out_of_range_give_no_warning(value: float, activation: str, cost: str) -> None:
    drawn = network_of(NetworkSpec(activation=activation, cost=cost))
    x = drawn.x.copy()
    x[0, 0] = value
    network = Network(x, drawn.y, drawn.theta, drawn.layout, activation, cost)
    network.cost(network.theta)
    network.gradients(correct_program(activation))
