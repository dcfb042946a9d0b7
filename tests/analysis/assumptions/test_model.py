"""A pass with any pieces, against derivatives of the same J by a complex step."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

from gradviz.analysis.assumptions import model as models
from gradviz.analysis.assumptions.activations import KNOWN, OTHERS
from gradviz.analysis.assumptions.model import (
    Model,
    Noise,
    Point,
    backward_steps,
    forward_steps,
    product_steps,
)
from gradviz.analysis.assumptions.outputs import CROSS_ENTROPY, OUTPUTS, Scale
from gradviz.checking.steps import finished
from tests.helpers.other_passes import Floats, OtherPass, random_arrays

ARRAYS = random_arrays(5, (4, 5, 3, 3))
M = ARRAYS["X"].shape[1]
POINT = Point(ARRAYS["X"], ARRAYS["Y"], ARRAYS)
EVERY = {each.name: each for each in (*KNOWN.values(), *OTHERS)}
LOSSES = {each.name: each for each in OUTPUTS}


def model_of(first: str, second: str, loss: str = CROSS_ENTROPY.name, divisor: int = M) -> Model:
    return Model((EVERY[first], EVERY[second]), LOSSES[loss], Scale(divisor, "m"))


def lines(model: Model, point: Point = POINT) -> dict[str, Floats]:
    here = finished(forward_steps(model, point))
    found = finished(backward_steps(model, point, here))
    return {name: value.astype(np.float64) for name, value in found.items()}


@pytest.mark.parametrize(("first", "second"), [*product(KNOWN, KNOWN), *[(n, n) for n in EVERY]])
def test_the_gradients_of_any_two_activations(first: str, second: str) -> None:
    found, wanted = lines(model_of(first, second)), OtherPass(ARRAYS, first, second).gradients()
    for name, value in wanted.items():
        np.testing.assert_allclose(found[name], value, rtol=1e-11, atol=1e-14)


@pytest.mark.parametrize("divisor", [1, M, 27])
@pytest.mark.parametrize("loss", LOSSES)
def test_the_gradients_of_any_cost(loss: str, divisor: int) -> None:
    found = lines(model_of("tanh", "relu", loss, divisor))
    for name, value in OtherPass(ARRAYS, "tanh", "relu", loss, divisor).gradients().items():
        np.testing.assert_allclose(found[name], value, rtol=1e-11, atol=1e-14)


def test_the_gradients_with_dropout_and_an_l2_term() -> None:
    draw = np.random.default_rng(2)
    masks = (draw.uniform(size=(5, M)) < 0.7) / 0.7, (draw.uniform(size=(3, M)) < 0.7) / 0.7
    other = OtherPass(ARRAYS, "tanh", "tanh", lambd=0.9, masks=masks)
    found = lines(replace(model_of("tanh", "tanh"), masks=masks, decay=(0.9 / M,) * 3 + (0.0,) * 3))
    for name, value in other.gradients().items():
        np.testing.assert_allclose(found[name], value, rtol=1e-11, atol=1e-14)


def test_a_term_of_the_biases_is_a_share_of_each() -> None:
    plain = lines(model_of("relu", "relu"))
    found = lines(replace(model_of("relu", "relu"), decay=(0.0,) * 3 + (0.1, 0.2, 0.3)))
    for layer, share in ((1, 0.1), (2, 0.2), (3, 0.3)):
        term = found[f"db{layer}"] - plain[f"db{layer}"]
        np.testing.assert_allclose(term, share * ARRAYS[f"b{layer}"], atol=1e-15)


@pytest.mark.parametrize("at_zero", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("name", ["relu", "leaky-relu"])
def test_the_slope_at_an_exact_zero_lies_between_the_two_sides(name: str, at_zero: float) -> None:
    arrays = ARRAYS | {"W2": np.zeros((3, 5)), "b2": np.zeros((3, 1))}  # Z2 is zero throughout
    point = Point(arrays["X"], arrays["Y"], arrays)
    found = lines(replace(model_of(name, name), at_zero=at_zero), point)
    left = {"relu": 0.0, "leaky-relu": 0.01}[name]
    slope = left + at_zero * (1 - left)
    np.testing.assert_allclose(found["dZ2"], slope * found["dA2"], rtol=1e-15)


@for_any(rows=st.integers(1, 30), inner=st.integers(1, 8), columns=st.integers(1, 30))
def test_a_product_in_steps_is_the_product(rows: int, inner: int, columns: int) -> None:
    draw = np.random.default_rng(rows + 31 * inner + 997 * columns)
    one, other = draw.normal(size=(rows, inner)), draw.normal(size=(inner, columns))
    usual, models.MULTIPLICATIONS = models.MULTIPLICATIONS, 100
    try:
        steps = list(product_steps(one, other))
        found = finished(product_steps(one, other))
    finally:
        models.MULTIPLICATIONS = usual
    exact = one.astype(np.longdouble) @ other.astype(np.longdouble)
    np.testing.assert_allclose(found, exact.astype(float), rtol=1e-13, atol=1e-13)
    assert len(steps) * 100 <= 2 * rows * inner * columns + 100, "no step is longer, none empty"


def test_noise_moves_values_by_no_more_than_rounding_may_and_is_drawn_anew() -> None:
    value, size = np.linspace(-3, 3, 50), np.full(50, 7.0)
    one, other = Noise(1e-6, seed=0), Noise(1e-6, seed=1)
    moved = one(value, size) - value
    assert 0 < np.max(np.abs(moved)) <= 7e-6 * (1 + 1e-9)
    assert np.std(moved) > 1e-6
    assert not np.array_equal(one(value, size), value + moved)
    assert not np.array_equal(other(value, size), value + moved)
    assert Noise()(value, size) is value
    assert Noise().is_off
    assert not one.is_off


def test_what_is_exactly_zero_stays_so_with_noise() -> None:
    """What cancels exactly is of whole numbers or of units that are off: zero in any order."""
    arrays = ARRAYS | {"W1": np.zeros((5, 4)), "b1": np.zeros((5, 1))}
    point, model = Point(arrays["X"], arrays["Y"], arrays), model_of("relu", "relu")
    exact = finished(forward_steps(model, point))
    noisy = finished(forward_steps(model, point, Noise(1e-3, seed=0), exact))
    assert not noisy["Z1"].any()
    assert not np.array_equal(noisy["Z3"], exact["Z3"])


def test_what_is_known_of_a_layer_is_taken_again_only_for_the_same_activation() -> None:
    known: dict[str, Floats] = {}
    for first, second in product(["relu", "tanh", "relu"], ["relu", "tanh"]):
        model = model_of(first, second)
        found = finished(forward_steps(model, POINT, known=known))  # type: ignore[arg-type]
        for name, value in finished(forward_steps(model, POINT)).items():
            np.testing.assert_array_equal(found[name], value)
    assert len(known) == 2
