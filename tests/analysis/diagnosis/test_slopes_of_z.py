"""The derivative of another activation, taken at Z, in a pass of six gradients."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from gradviz.analysis.check import check
from tests.helpers.other_passes import Floats, OtherPass, given, random_arrays


def sigmoid(z: Floats) -> Floats:
    found: Floats = 1 / (1 + np.exp(-z))
    return found


SLOPES: dict[str, Callable[[Floats], Floats]] = {
    "sigmoid": lambda z: sigmoid(z) * (1 - sigmoid(z)),
    "tanh": lambda z: 1 - np.tanh(z) ** 2,
}


@pytest.mark.parametrize("name", SLOPES)
def test_it_is_named_with_six_gradients(name: str) -> None:
    arrays = random_arrays(1)
    m = arrays["X"].shape[1]
    z1 = arrays["W1"] @ arrays["X"] + arrays["b1"]
    a1 = np.maximum(z1, 0)
    z2 = arrays["W2"] @ a1 + arrays["b2"]
    dz3 = sigmoid(arrays["W3"] @ np.maximum(z2, 0) + arrays["b3"]) - arrays["Y"]
    dz2 = (arrays["W3"].T @ dz3) * SLOPES[name](z2)
    dz1 = (arrays["W2"].T @ dz2) * (z1 > 0)
    lines = OtherPass(arrays).gradients()
    for layer, dz, below in (("2", dz2, a1), ("1", dz1, arrays["X"])):
        lines[f"dW{layer}"] = dz @ below.T / m
        lines[f"db{layer}"] = np.sum(dz, axis=1, keepdims=True) / m
    experiment = given(arrays, lines)
    found = check(replace(experiment, check=replace(experiment.check, epsilon=1e-5)))
    assert found.diagnosis is not None
    (origin,) = found.diagnosis.origins
    assert origin.name == "dZ2"
    assert origin.mistakes[0].words == f"{name}'s derivative at Z2 in the place of relu's"
