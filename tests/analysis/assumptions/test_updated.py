"""Weights that were updated before dA was computed from them, written out here."""

import numpy as np
import pytest

from gradviz.analysis.assumptions.fit import Case, values_steps
from gradviz.analysis.assumptions.model import Model
from gradviz.analysis.assumptions.question import cases
from gradviz.analysis.assumptions.updated import updated_steps
from gradviz.checking.steps import finished
from tests.helpers.other_passes import Floats, OtherPass, given, random_arrays

ARRAYS = random_arrays(4, (4, 5, 3, 2))


def six(rate: float, a: dict[str, Floats] = ARRAYS) -> dict[str, Floats]:
    """Return dW1 ... db3 where W3 and W2 are moved as soon as their gradients are known."""
    m = a["X"].shape[1]
    z1 = a["W1"] @ a["X"] + a["b1"]
    a1 = np.maximum(z1, 0)
    z2 = a["W2"] @ a1 + a["b2"]
    a2 = np.maximum(z2, 0)
    dz3 = 1 / (1 + np.exp(-(a["W3"] @ a2 + a["b3"]))) - a["Y"]
    dw3 = dz3 @ a2.T / m
    dz2 = (a["W3"] - rate * dw3).T @ dz3 * (z2 > 0)
    dw2 = dz2 @ a1.T / m
    dz1 = (a["W2"] - rate * dw2).T @ dz2 * (z1 > 0)
    means = {
        f"db{layer}": dz.mean(axis=1, keepdims=True) for layer, dz in ((1, dz1), (2, dz2), (3, dz3))
    }
    return {"dW1": dz1 @ a["X"].T / m, "dW2": dw2, "dW3": dw3} | means


def case_of(gradients: dict[str, Floats]) -> Case:
    return next(iter(cases(given(ARRAYS, gradients))))


def found(gradients: dict[str, Floats]) -> Model | None:
    case = case_of(gradients)
    plain = finished(values_steps(case.base, case))
    return finished(updated_steps(case.base, plain, case))


def test_what_is_written_here_is_the_gradient_where_nothing_is_updated() -> None:
    right = OtherPass(ARRAYS).gradients()
    for name, value in six(0.0).items():
        np.testing.assert_allclose(value, right[name], rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("rate", [0.0075, 0.1, 1.2, 10.0])
def test_the_rate_is_found_and_the_pass_with_it_is_the_one_given(rate: float) -> None:
    gradients = six(rate)
    model = found(gradients)
    assert model is not None
    assert model.rate == pytest.approx(rate, rel=1e-9)
    values = finished(values_steps(model, case_of(gradients)))
    for name, value in gradients.items():
        np.testing.assert_allclose(values[name], value, rtol=1e-8, atol=1e-13)


def test_a_step_uphill_or_another_last_layer_is_none() -> None:
    assert found(six(-0.1)) is None
    gradients = six(0.1)
    assert found(gradients | {"dW3": 2 * gradients["dW3"]}) is None
    assert found(gradients | {"db3": -gradients["db3"]}) is None


def test_of_too_few_entries_that_change_no_rate_is_read() -> None:
    """One unit in the second layer: dW2 of one input and db2 are two numbers for one rate."""
    arrays = random_arrays(6, (2, 1, 1, 1))
    arrays |= {name: np.abs(arrays[name]) for name in ("W1", "b1", "W2", "b2")}  # units that are on
    gradients = six(0.1, arrays)
    case = next(iter(cases(given(arrays, gradients))))
    plain = finished(values_steps(case.base, case))
    assert np.abs(plain["dW2"] - gradients["dW2"]) > 1e-6
    assert finished(updated_steps(case.base, plain, case)) is None
