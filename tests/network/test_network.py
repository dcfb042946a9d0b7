"""A network that can be run."""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.network.backward import correct_program
from gradviz.network.forward import cost_of
from gradviz.network.layout import Layout
from gradviz.network.network import Network
from gradviz.network.parameters import draw
from gradviz.network.spec import DTYPES, NetworkSpec
from tests.helpers.oracle import pass_values
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


@given(specs(dtypes=DTYPES, inits=("he", "xavier")), st.sampled_from([(), (4,), (2, 3)]))
@examples(80)
def test_a_pass_yields_the_cost_and_on_which_side_of_the_kink_each_unit_is(
    spec: NetworkSpec, stack: tuple[int, ...]
) -> None:
    network = network_of(spec)
    moves = np.random.default_rng(0).standard_normal((*stack, network.layout.size)) / 2
    thetas = network.theta + moves.astype(spec.dtype)
    costs, masks = network.run(thetas)
    assert costs.shape == stack
    np.testing.assert_array_equal(costs, network.costs(thetas))
    if spec.activation in ("tanh", "sigmoid"):
        assert masks == ()
        return
    n_1, n_2 = spec.layers[1:3]
    assert [mask.shape for mask in masks] == [(*stack, n, spec.examples) for n in (n_1, n_2)]
    for place in np.ndindex(stack):
        values = written_out(network, thetas[place])
        for mask, z in zip(masks, (values["Z1"], values["Z2"]), strict=True):
            assert mask.dtype == bool
            sure = np.abs(z) > 1e3 * np.finfo(spec.dtype).eps
            np.testing.assert_array_equal(mask[place][sure], (z > 0)[sure])


def written_out(network: Network, theta: np.ndarray) -> dict[str, np.ndarray]:
    """Return Z1 ... Z3 from plain sums in double precision."""
    arrays = network.layout.to_arrays(theta.astype(np.float64))
    return pass_values(arrays, network.x.astype(np.float64), network.activation)


@pytest.mark.parametrize("activation", ["relu", "leaky-relu"])
def test_a_unit_that_is_exactly_at_zero_is_not_above_it(activation: str) -> None:
    # Everything is 0 with these parameters, -0.0 too.
    network = network_of(NetworkSpec(activation=activation, init="zeros"))
    for theta in (network.theta, -network.theta):
        _, masks = network.run(theta)
        assert [int(np.count_nonzero(mask)) for mask in masks] == [0, 0]
    assert network.exact_zeros == 8 * 3


@given(specs(dtypes=DTYPES))
@examples(60)
def test_what_is_known_at_theta_is_the_pass_there(spec: NetworkSpec) -> None:
    network = network_of(spec)
    assert network.cost_here == pytest.approx(network.cost(network.theta), nan_ok=True, rel=0)
    values = written_out(network, network.theta)
    tolerance = 1e-12 if spec.dtype == "float64" else 1e-4
    for name, value in values.items():
        np.testing.assert_allclose(network.here[name], value, rtol=tolerance, atol=tolerance)
    has_kinks = spec.activation in ("relu", "leaky-relu")
    assert network.has_kinks == has_kinks
    zeros = sum(int(np.count_nonzero(network.here[name] == 0)) for name in ("Z1", "Z2"))
    assert network.exact_zeros == (zeros if has_kinks else 0)


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
    costs, _ = network.run(network.theta)
    np.testing.assert_array_equal(costs, network.cost(network.theta))
    np.testing.assert_array_equal(costs, network.cost_here)
    network.gradients(correct_program(activation))


def saturated(z3: float, y: float, cost: str, dtype: type[np.floating] = np.float64) -> Network:
    """Return a network of one unit a layer, of which Z3 is its last bias."""
    layout = Layout.of_layers((1, 1, 1, 1))
    theta = np.array([0.5, 0.1, 0.7, -0.2, 0, z3], dtype)
    x, label = np.full((1, 1), 0.3, dtype), np.full((1, 1), y, dtype)
    return Network(x, label, theta, layout, "tanh", cost)


@given(st.floats(20, 36))
@examples(60)
def test_what_moves_the_textbook_cost_least_is_a_stair_of_its_logarithm(z3: float) -> None:
    network = saturated(z3, 0, "textbook")
    a3 = network.here["A3"][0, 0]
    stairs = []
    with mpmath.workdps(40):
        for side in (0.0, 1.0):
            beside = np.nextafter(a3, side)
            if beside < 1:
                logs = [mpmath.log(1 - mpmath.mpf(float(each))) for each in (a3, beside)]
                stairs.append(float(abs(logs[0] - logs[1])))
    assert stairs
    assert min(stairs) < network.resolution < 4 * max(stairs)


@given(st.floats(20, 36), st.sampled_from((0.0, 1.0)))
@examples(80)
def test_while_the_textbook_cost_stands_still_no_more_than_its_resolution_is_hidden(
    z3: float, y: float
) -> None:
    network = saturated(z3, y, "textbook")
    for step in 2.0 ** -np.arange(10, 60):
        moves = np.array([[0, 0, 0, 0, 0, step], [0, 0, 0, 0, 0, -step]])
        plus, minus = network.costs(network.theta + moves)
        if plus == minus == network.cost_here:
            with mpmath.workdps(60):
                up, down = (
                    mpmath.log1p(mpmath.exp(z)) - y * z
                    for z in (mpmath.mpf(z3) + step, mpmath.mpf(z3) - step)
                )
                assert float(abs(up - down)) <= 2 * network.resolution
            return
    raise AssertionError("the smallest step is lost")


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_the_logits_cost_shows_its_last_place(dtype: type[np.floating]) -> None:
    network = saturated(5.0, 0, "logits", dtype)
    of_z3 = float(network.here["A3"][0, 0]) * float(np.spacing(dtype(5.0)))
    own = float(np.spacing(dtype(network.cost_here)))
    assert network.resolution == pytest.approx(own + of_z3, rel=1e-6)


def test_where_a3_is_1_the_textbook_cost_and_its_resolution_are_not_finite() -> None:
    for y in (0, 1):
        assert not np.isfinite(saturated(40, y, "textbook").cost_here)
        assert not np.isfinite(saturated(40, y, "textbook").resolution)
    assert saturated(40, 0, "logits").resolution == 2 * np.spacing(40.0)


def test_what_the_textbook_cost_loses_is_seen_beside_the_other() -> None:
    network = saturated(33.0, 0, "textbook")
    thetas = network.theta + 1e-3 * np.random.default_rng(0).standard_normal((9, 6))
    costs, masks, errors = network.probe(thetas)
    np.testing.assert_array_equal(costs, network.run(thetas)[0])
    assert masks == ()
    assert errors is not None
    z3 = network.logits(thetas).reshape(9)
    exact = [float(mpmath.log1p(mpmath.exp(mpmath.mpf(float(z))))) for z in z3]
    np.testing.assert_allclose(errors, costs - exact, atol=1e-13)
    assert np.abs(errors).max() > 1e-4
    assert saturated(33.0, 0, "logits").probe(thetas)[2] is None
