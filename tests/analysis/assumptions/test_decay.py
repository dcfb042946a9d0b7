"""An L2 term is found by the one constant that all its arrays agree on."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume
from hypothesis import given as for_any
from hypothesis import strategies as st

from gradviz.analysis.assumptions.decay import NO_DECAY, Decay, decay_of, is_near_up_to, may_be
from gradviz.analysis.assumptions.fit import Case, Prediction
from gradviz.analysis.assumptions.question import cases
from tests.helpers.other_passes import Floats, OtherPass, given, random_arrays

ARRAYS = random_arrays(2)
PLAIN = OtherPass(ARRAYS).gradients()
WEIGHTS, BIASES = ("dW1", "dW2", "dW3"), ("db1", "db2", "db3")
PREDICTION = Prediction(PLAIN, {name: 1e-14 * np.ones_like(each) for name, each in PLAIN.items()})


def with_terms(**constants: float) -> dict[str, Floats]:
    """Return the gradients with c * W added to those that are named."""
    terms = {name: constant * ARRAYS[name[1:]] for name, constant in constants.items()}
    return PLAIN | {name: PLAIN[name] + term for name, term in terms.items()}


def case_of(gradients: dict[str, Floats]) -> Case:
    return next(iter(cases(given(ARRAYS, gradients))))


def found(gradients: dict[str, Floats], lambd: float | None = None) -> Decay | None:
    return decay_of(PREDICTION, case_of(gradients), lambd)


@for_any(constant=st.floats(1e-6, 1e3))
def test_one_constant_in_all_weights_is_a_term(constant: float) -> None:
    decay = found(with_terms(dW1=constant, dW2=constant, dW3=constant))
    assert decay is not None
    assert decay.constant == pytest.approx(constant, rel=1e-6)
    assert (decay.arrays, decay.forgotten) == (WEIGHTS, ())
    assert decay.by_array == pytest.approx((constant,) * 3 + (0.0,) * 3)


def test_the_lambda_of_a_cost_is_found_over_m() -> None:
    """The gradients of J + lambda/(2m) * sum of squares, which is written and derived elsewhere."""
    decay = found(OtherPass(ARRAYS, lambd=0.7).gradients())
    assert decay is not None
    assert decay.constant * ARRAYS["X"].shape[1] == pytest.approx(0.7, rel=1e-9)


@pytest.mark.parametrize("name", WEIGHTS)
def test_the_weights_that_lack_it_are_named(name: str) -> None:
    others: dict[str, Any] = {each: 0.1 for each in WEIGHTS if each != name}
    decay = found(with_terms(**others))
    assert decay is not None
    assert decay.forgotten == (name,)
    assert decay.arrays == tuple(others)


def test_one_array_alone_needs_a_witness() -> None:
    gradients = with_terms(dW2=0.1)
    assert found(gradients) is None
    decay = found(gradients, lambd=0.9)
    assert decay is not None
    assert decay.forgotten == ("dW1", "dW3")


@for_any(first=st.floats(0.01, 1), second=st.floats(0.01, 1))
def test_two_constants_are_no_term(first: float, second: float) -> None:
    assume(abs(first - second) > 1e-3)
    assert found(with_terms(dW1=first, dW2=second, dW3=first)) is None


def test_no_term_a_negative_one_and_one_of_some_biases() -> None:
    assert found(PLAIN) == NO_DECAY
    assert found(with_terms(dW1=-0.1, dW2=-0.1, dW3=-0.1)) is None
    assert found(with_terms(dW1=0.1, dW2=0.1, dW3=0.1, db1=0.1)) is None
    every = found(with_terms(**dict.fromkeys((*WEIGHTS, *BIASES), 0.1)))
    assert every is not None
    assert set(every.arrays) == {*WEIGHTS, *BIASES}
    assert found(with_terms(**dict.fromkeys(BIASES, 0.1))) is None


def test_something_else_than_a_share_of_the_weights_is_no_term() -> None:
    assert found(PLAIN | {"dW1": PLAIN["dW1"] + 0.1}) is None


@for_any(share=st.floats(-100, 100), noise=st.sampled_from([0.0, 1e-4, 0.5]))
def test_near_up_to_a_share_of_the_parameters(share: float, noise: float) -> None:
    value, own = PLAIN["dW1"], ARRAYS["W1"]
    draw = np.random.default_rng(0).normal(size=value.shape)
    size = np.linalg.norm(value) + abs(share) * np.linalg.norm(own)
    off = noise * size * draw / np.linalg.norm(draw)
    assert is_near_up_to(value + share * own + off, value, own) is (noise < 0.01)


def test_a_whole_pass_is_near_with_a_term_in_every_array_and_not_without_its_layers() -> None:
    assert may_be(PLAIN, case_of(with_terms(dW1=0.5, dW2=0.1, db3=2.0)))
    other = OtherPass(ARRAYS, "tanh", "tanh").gradients()
    assert not may_be(PLAIN, case_of(other))
