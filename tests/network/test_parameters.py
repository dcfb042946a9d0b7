"""How parameters start."""

import numpy as np
import pytest
from hypothesis import given

from gradviz.network.layout import Layout
from gradviz.network.parameters import draw
from gradviz.network.spec import DTYPES, NetworkSpec, with_data
from tests.helpers.strategies import examples, specs


def test_the_reference_draws_are_the_legacy_generators_in_the_order_of_the_exercise() -> None:
    np_random = np.random.RandomState(1)
    x, y, parameters = draw(NetworkSpec())
    np.testing.assert_array_equal(x, np_random.randn(4, 3))
    assert y.tolist() == [[1, 1, 0]]
    for name, shape in (
        ("W1", (5, 4)),
        ("b1", (5, 1)),
        ("W2", (3, 5)),
        ("b2", (3, 1)),
        ("W3", (1, 3)),
        ("b3", (1, 1)),
    ):
        np.testing.assert_array_equal(parameters[name], np_random.randn(*shape))


@given(specs(most_units=6, dtypes=DTYPES))
@examples(60)
def test_shapes_and_precision(spec: NetworkSpec) -> None:
    x, y, parameters = draw(spec)
    layout = Layout.of_layers(spec.layers)
    assert x.shape == (spec.layers[0], spec.examples)
    assert y.shape == (spec.layers[3], spec.examples)
    assert {name: a.shape for name, a in parameters.items()} == dict(
        zip(layout.names, layout.shapes, strict=True)
    )
    assert {a.dtype for a in (x, y, *parameters.values())} == {np.dtype(spec.dtype)}
    assert set(np.unique(y)) <= {0, 1}


@given(specs())
@examples(20)
def test_the_same_form_draws_the_same(spec: NetworkSpec) -> None:
    first, second = draw(spec), draw(spec)
    np.testing.assert_array_equal(first[0], second[0])
    for name in first[2]:
        np.testing.assert_array_equal(first[2][name], second[2][name])


def test_another_seed_draws_other_parameters() -> None:
    for data in ("reference", "gaussian"):
        one = draw(NetworkSpec(data=data, seed=1))[2]["W1"]
        two = draw(NetworkSpec(data=data, seed=2))[2]["W1"]
        assert not np.any(one == two)


def test_another_data_set_leaves_the_parameters() -> None:
    one = draw(NetworkSpec((2, 5, 3, 1), data="moons"))[2]
    two = draw(NetworkSpec((2, 5, 3, 1), data="circles"))[2]
    for name in one:
        np.testing.assert_array_equal(one[name], two[name])


@pytest.mark.parametrize(
    ("init", "deviation"),
    [("normal", 1.0), ("he", (2 / 300) ** 0.5), ("xavier", (2 / 500) ** 0.5), ("zeros", 0.0)],
)
def test_the_spread_of_an_initialisation(init: str, deviation: float) -> None:
    _, _, parameters = draw(NetworkSpec((300, 200, 3, 1), 1, data="gaussian", init=init))
    assert np.std(parameters["W1"]) == pytest.approx(deviation, rel=0.02)
    if init == "normal":
        assert np.std(parameters["b1"]) == pytest.approx(1, rel=0.2)
    else:
        assert not any(parameters[name].any() for name in ("b1", "b2", "b3"))


def test_single_precision_is_the_double_rounded() -> None:
    spec = with_data(NetworkSpec(), "iris")
    double = draw(spec)[2]["W1"]
    single = draw(NetworkSpec(spec.layers, spec.examples, data="iris", dtype="float32"))[2]["W1"]
    np.testing.assert_array_equal(single, double.astype(np.float32))
