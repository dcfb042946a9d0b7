"""The forward pass and its two costs."""

import mpmath
import numpy as np
import pytest
from hypothesis import given

from gradviz.network.forward import activate, cost_of, forward, sigmoid
from gradviz.network.layout import Layout
from gradviz.network.parameters import draw
from gradviz.network.spec import ACTIVATIONS, COSTS, NetworkSpec
from tests.helpers.oracle import pass_values
from tests.helpers.strategies import examples, specs

LOGITS = np.array([[-800.0, -40, -3, -1e-9, 0, 1e-9, 3, 40, 800]])


@pytest.mark.parametrize(
    ("activation", "values"),
    [
        ("relu", [0, 0, 0, 2]),
        ("leaky-relu", [-0.02, 0, 0, 2]),
        ("tanh", [np.tanh(-2), 0, 0, np.tanh(2)]),
        ("sigmoid", [1 / (1 + np.exp(2)), 0.5, 0.5, 1 / (1 + np.exp(-2))]),
    ],
)
def test_activations(activation: str, values: list[float]) -> None:
    z = np.array([-2.0, -0.0, 0.0, 2.0])
    np.testing.assert_allclose(activate(z, activation), values, rtol=1e-15)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_an_activation_keeps_shape_and_precision(activation: str) -> None:
    for shape in ((3, 4), (2, 3, 4)):
        found = activate(np.ones(shape, np.float32), activation)
        assert found.shape == shape
        assert found.dtype == np.float32


def test_sigmoid_saturates_without_a_warning() -> None:
    assert sigmoid(np.array([-800.0, 0.0, 800.0])).tolist() == [0, 0.5, 1]


@given(specs())
@examples(60)
def test_the_pass_is_the_one_written_out(spec: NetworkSpec) -> None:
    x, _, parameters = draw(spec)
    found = forward(parameters, x, spec.activation)
    wide = {name: a.astype(np.longdouble) for name, a in parameters.items()}
    for name, value in pass_values(wide, x.astype(np.float64), spec.activation).items():
        np.testing.assert_allclose(found[name], np.float64(value), rtol=1e-12, atol=1e-14)
    np.testing.assert_array_equal(found["A3"], sigmoid(found["Z3"]))


def test_a_stack_of_parameters_is_one_call() -> None:
    layout = Layout.of_layers((4, 5, 3, 2))
    thetas = np.random.default_rng(1).standard_normal((6, layout.size))
    x = np.random.default_rng(2).standard_normal((4, 7))
    stacked = forward(layout.to_arrays(thetas), x, "tanh")
    assert stacked["A3"].shape == (6, 2, 7)
    for i in range(6):
        single = forward(layout.to_arrays(thetas[i]), x, "tanh")
        for name, value in single.items():
            np.testing.assert_allclose(stacked[name][i], value, rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize("label", [0.0, 1.0])
def test_the_logits_cost_keeps_its_digits_everywhere(label: float) -> None:
    with mpmath.workdps(60):
        for z in LOGITS[0]:
            wanted = mpmath.log1p(mpmath.exp(z)) - label * mpmath.mpf(z)
            found = cost_of(np.array([[z]]), np.array([[label]]), "logits")
            assert float(found) == pytest.approx(float(wanted), rel=4e-16)


def test_the_costs_are_two_forms_of_one_number() -> None:
    z = np.random.default_rng(0).standard_normal((3, 5))
    y = (z > 0.3).astype(float)
    assert cost_of(z, y, "textbook") == pytest.approx(float(cost_of(z, y, "logits")), rel=1e-13)


@pytest.mark.parametrize("cost", COSTS)
def test_the_cost_is_a_mean_over_examples_and_a_sum_over_outputs(cost: str) -> None:
    z, y = np.zeros((3, 5)), np.zeros((3, 5))
    assert float(cost_of(z, y, cost)) == pytest.approx(3 * np.log(2))


def test_only_the_textbook_cost_leaves_its_range() -> None:
    y = np.ones_like(LOGITS)
    assert not np.isfinite(cost_of(LOGITS, y, "textbook"))
    assert np.isfinite(cost_of(LOGITS, y, "logits"))
