"""Whether a pass explains what was given: right gradients of any precision do, others do not."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

from gradviz.analysis.assumptions.fit import (
    GRADIENTS,
    Case,
    are_near,
    convention,
    is_near,
    is_within,
    prediction_steps,
    tells,
    values_steps,
)
from gradviz.analysis.assumptions.question import cases
from gradviz.checking.steps import finished
from tests.helpers.other_passes import Floats, OtherPass, given, random_arrays

HALF, SINGLE = 2.0**-11, 2.0**-24


def in_single(arrays: dict[str, Floats]) -> dict[str, Floats]:
    """Return the gradients of ReLU as somebody writes it in float32, here."""
    a = {name: array.astype(np.float32) for name, array in arrays.items()}
    one, m = np.float32(1), np.float32(a["X"].shape[1])
    z1 = a["W1"] @ a["X"] + a["b1"]
    a1 = np.maximum(z1, 0)
    z2 = a["W2"] @ a1 + a["b2"]
    a2 = np.maximum(z2, 0)
    dz3 = one / (one + np.exp(-(a["W3"] @ a2 + a["b3"]))) - a["Y"]
    dz2 = a["W3"].T @ dz3 * (z2 > 0)
    dz1 = a["W2"].T @ dz2 * (z1 > 0)
    found = {}
    for layer, (dz, before) in enumerate(((dz1, a["X"]), (dz2, a1), (dz3, a2)), start=1):
        found[f"dW{layer}"] = dz @ before.T / m
        found[f"db{layer}"] = np.sum(dz, axis=1, keepdims=True) / m
    return {name: each.astype(np.float64) for name, each in found.items()}


def all_cases(arrays: dict[str, Floats], gradients: dict[str, Floats]) -> list[Case]:
    return list(cases(given(arrays, gradients)))


@pytest.mark.parametrize("seed", range(5))
def test_a_right_gradient_is_within_what_rounding_explains(seed: int) -> None:
    arrays = random_arrays(seed)
    right = OtherPass(arrays).gradients()
    [case] = all_cases(arrays, right)
    prediction = finished(prediction_steps(case.base, case))
    for name in GRADIENTS:
        assert is_within(right[name], prediction.values[name], prediction.tolerance[name])
        assert np.max(prediction.tolerance[name]) < 1e-12 * (1 + np.max(np.abs(right[name])))
    assert are_near(finished(values_steps(case.base, case)), case)


@pytest.mark.parametrize("seed", range(5))
def test_one_of_float32_is_within_what_its_rounding_explains(seed: int) -> None:
    arrays = {n: a.astype(np.float32).astype(np.float64) for n, a in random_arrays(seed).items()}
    single = in_single(arrays)
    double, short = all_cases(arrays, single)
    assert short.unit == SINGLE
    prediction = finished(prediction_steps(short.base, short))
    for name in GRADIENTS:
        assert is_within(single[name], prediction.values[name], prediction.tolerance[name])
    wrong = single["dW1"] * (1 + 1e-3)
    assert not is_within(wrong, prediction.values["dW1"], prediction.tolerance["dW1"])
    assert double.unit < short.unit


@for_any(
    value=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=5).map(np.array),
    share=st.floats(-2, 2),
)
def test_within_means_every_entry(value: Floats, share: float) -> None:
    tolerance = 1e-3 * np.ones_like(value)
    given_values = value.copy()
    given_values[0] += share * 1e-3
    off = abs(given_values[0] - value[0])
    assert is_within(given_values, value, tolerance) is bool(off <= 1e-3)
    assert is_within(value, value, np.zeros_like(value))
    assert not is_within(np.full_like(value, np.nan), value, tolerance)


@for_any(off=st.floats(0, 0.2))
def test_near_is_a_hundredth_of_both_norms_and_what_the_format_made_zero(off: float) -> None:
    value = np.array([3.0, 4.0])
    moved = value + off * np.array([0.6, 0.8])
    assert is_near(moved, value) is bool(5 * off / 5 <= 0.01 * (5 + 5 + off))
    assert is_near(np.zeros(2), 1e-9 * value) is False
    assert is_near(np.zeros(2), 1e-9 * value, kept=5.1e-9)


def test_the_share_of_the_mean_may_be_in_dz() -> None:
    arrays = random_arrays(2)
    right, m = OtherPass(arrays).gradients(), arrays["X"].shape[1]
    [case] = all_cases(arrays, right)
    prediction = finished(prediction_steps(case.base, case))
    between = {name: prediction.values[name] for name in ("dZ3", "dA2", "dZ2", "dA1", "dZ1")}
    for factor in (1.0, 1 / m):
        scaled = {name: factor * value for name, value in between.items()}
        other = replace(case, given={**case.given, **scaled})
        assert set(other.between) == set(between)
        assert convention(prediction, other, (1.0, 1 / m)) == factor
    mixed = replace(case, given={**case.given, **between, "dZ1": between["dZ1"] / m})
    assert convention(prediction, mixed, (1.0, 1 / m)) is None


def test_what_tells_is_better_than_the_base_and_sharp() -> None:
    arrays = random_arrays(3)
    tanh = OtherPass(arrays, "tanh", "tanh").gradients()
    [case] = list(cases(given(arrays, tanh, activation="tanh")))
    prediction = finished(prediction_steps(case.base, case))
    relu = OtherPass(arrays).gradients()
    assert tells(prediction, case, relu)
    assert not tells(prediction, case, tanh), "the base explains as much"
    vague = {name: 0.1 * np.abs(value) for name, value in prediction.tolerance.items()}
    vague["dW2"] = np.abs(tanh["dW2"])
    assert not tells(replace(prediction, tolerance=vague), case, relu)
