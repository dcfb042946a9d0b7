"""Dropout masks are read from dA or dZ of a backward pass that is written out here."""

from dataclasses import replace

import numpy as np
import pytest

from gradviz.analysis.assumptions.activations import KNOWN
from gradviz.analysis.assumptions.dropout import dropped
from gradviz.analysis.assumptions.fit import Case
from gradviz.analysis.assumptions.question import cases
from gradviz.network.layout import Mask
from tests.helpers.other_passes import Floats, given, random_arrays

ARRAYS = random_arrays(3, (4, 6, 5, 1), m=12)


def masks_of(keep: float, seed: int = 0) -> tuple[Floats, Floats]:
    draw = np.random.default_rng(seed)
    m = ARRAYS["X"].shape[1]
    first, second = (draw.uniform(size=(units, m)) < keep for units in (6, 5))
    return first / keep, second / keep


def lines(activation: str, masks: tuple[Floats, Floats]) -> dict[str, Floats]:
    """Return every line of the pass, as the exercise on dropout writes it."""
    a = ARRAYS
    is_tanh = activation == "tanh"
    z1 = a["W1"] @ a["X"] + a["b1"]
    a1 = (np.tanh(z1) if is_tanh else np.maximum(z1, 0)) * masks[0]
    z2 = a["W2"] @ a1 + a["b2"]
    a2 = (np.tanh(z2) if is_tanh else np.maximum(z2, 0)) * masks[1]
    slope1, slope2 = ((1 - np.tanh(z) ** 2 if is_tanh else (z > 0)) for z in (z1, z2))
    found = {"dZ3": 1 / (1 + np.exp(-(a["W3"] @ a2 + a["b3"]))) - a["Y"]}
    found["dA2"] = a["W3"].T @ found["dZ3"] * masks[1]
    found["dZ2"] = found["dA2"] * slope2
    found["dA1"] = a["W2"].T @ found["dZ2"] * masks[0]
    found["dZ1"] = found["dA1"] * slope1
    for layer, before in ((1, a["X"]), (2, a1), (3, a2)):
        dz = found[f"dZ{layer}"]
        found[f"dW{layer}"] = dz @ before.T / dz.shape[1]
        found[f"db{layer}"] = dz.mean(axis=1, keepdims=True)
    return found


def case_of(found: dict[str, Floats], activation: str, *without: str) -> Case:
    there = {name: value for name, value in found.items() if name not in without}
    case = next(iter(cases(given(ARRAYS, there))))
    return replace(case, base=replace(case.base, activations=(KNOWN[activation],) * 2))


@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize("keep", [0.5, 0.8, 0.86])
def test_masks_and_what_they_are_divided_by_are_found(keep: float, activation: str) -> None:
    masks = masks_of(keep)
    case = case_of(lines(activation, masks), activation)
    found = dropped(case.base, case)
    assert found is not None
    model, inverse = found
    assert inverse == pytest.approx(1 / keep)
    for layer, (mask, wanted) in enumerate(zip(model.masks, masks, strict=True), start=1):
        assert mask is not None
        passed = ARRAYS[f"W{layer + 1}"].T @ case.given[f"dZ{layer + 1}"]
        shows = passed != 0  # of what nothing came to, nothing shows
        np.testing.assert_allclose(mask[shows], wanted[shows], rtol=1e-9)


def test_where_only_dz_is_given_relu_shows_it_of_units_that_are_on() -> None:
    masks = masks_of(0.7)
    every = lines("relu", masks)
    case = case_of(every, "relu", "dA1", "dA2")
    found = dropped(case.base, case)
    assert found is not None
    first, second = found[0].masks
    assert first is not None
    assert second is not None
    np.testing.assert_array_equal(second != 0, every["dZ2"] != 0)
    shows = ARRAYS["W2"].T @ every["dZ2"] != 0
    np.testing.assert_array_equal((first != 0)[shows], (every["dZ1"] != 0)[shows])
    smooth = case_of(lines("tanh", masks), "tanh", "dA1", "dA2")
    assert dropped(smooth.base, smooth) is None, "of a smooth one dZ tells nothing"


def test_examples_that_nothing_comes_through_are_told() -> None:
    masks = masks_of(0.7)
    masks[1][:, 4] = 0.0  # the whole second layer of one example is dropped
    every = lines("relu", masks)
    case = case_of(every, "relu")
    found = dropped(case.base, case)
    assert found is not None
    silent: Mask | None = found[0].silent
    assert silent is not None
    np.testing.assert_array_equal(silent, ~every["dZ2"].any(axis=0))
    assert silent[4]


def test_no_dropout_noise_and_too_little_given_are_no_masks() -> None:
    none = case_of(lines("tanh", masks_of(1.0)), "tanh")
    assert dropped(none.base, none) is None
    every = lines("tanh", masks_of(0.7))
    noise = np.random.default_rng(1).uniform(0.9, 1.1, every["dA1"].shape)
    noisy = case_of(every | {"dA1": every["dA1"] * noise}, "tanh")
    assert dropped(noisy.base, noisy) is None
    six = case_of(every, "tanh", "dZ3", "dA2", "dZ2", "dA1", "dZ1")
    assert dropped(six.base, six) is None
