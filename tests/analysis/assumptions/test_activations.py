"""Activations and their slopes against the same functions written elsewhere, moved by i*h."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.analysis.assumptions.activations import KNOWN, OTHERS, Activation, pairs
from tests.helpers.oracle import STEP
from tests.helpers.other_passes import ACTIVATIONS

EVERY = {each.name: each for each in (*KNOWN.values(), *OTHERS)}


def test_the_oracle_has_every_one() -> None:
    assert set(EVERY) == set(ACTIVATIONS)
    assert set(KNOWN) == {"relu", "leaky-relu", "tanh", "sigmoid"}


@pytest.mark.parametrize("name", EVERY)
@given(z=st.floats(-30, 30).filter(lambda z: abs(z) > 1e-6))
def test_each_is_the_function_that_its_name_says(name: str, z: float) -> None:
    activation, at = EVERY[name], np.array([[z]])
    value = activation.function(at)
    wanted = ACTIVATIONS[name](at.astype(complex)).real
    np.testing.assert_allclose(value, wanted, rtol=1e-9, atol=1e-15)
    slope = activation.slope(at, value)
    moved = ACTIVATIONS[name](at + 1j * STEP).imag / STEP
    np.testing.assert_allclose(slope, moved, rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("name", EVERY)
def test_one_with_a_kink_says_its_slope_on_the_left(name: str) -> None:
    activation = EVERY[name]
    near = np.array([[-1e-9, 1e-9]])
    left, right = (ACTIVATIONS[name](near + 1j * STEP).imag / STEP).ravel()
    if activation.left is None:
        assert left == pytest.approx(right, abs=1e-8)
    else:
        assert activation.left == pytest.approx(left, abs=1e-12)
        assert right == 1.0


@pytest.mark.parametrize("first", KNOWN)
def test_that_of_the_flag_is_tried_first_and_none_is_tried_twice(first: str) -> None:
    def names(pair: tuple[Activation, Activation]) -> tuple[str, str]:
        return pair[0].name, pair[1].name

    tried = [names(pair) for pair in pairs(first)]
    assert tried[0] == (first, first)
    assert len(set(tried)) == len(tried)
    assert set(tried) == set(product(KNOWN, KNOWN)) | {(each.name, each.name) for each in OTHERS}
    assert {one for one, two in tried[: len(KNOWN)] if one == two} == set(KNOWN)
