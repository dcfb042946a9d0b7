"""Gradients of a pass written elsewhere, joined in another order or made whole numbers."""

from collections.abc import Callable
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

from gradviz.analysis.assumptions.cuts import (
    has_same_values,
    is_whole,
    order_of,
    whole_numbers,
)
from gradviz.analysis.assumptions.fit import Case, Prediction
from gradviz.analysis.assumptions.question import cases
from gradviz.network.layout import Array
from tests.helpers.other_passes import Floats, OtherPass, given, random_arrays

SIX = ["dW1", "db1", "dW2", "db2", "dW3", "db3"]
ARRAYS = random_arrays(1, (4, 5, 3, 2))
RIGHT = OtherPass(ARRAYS).gradients()
LARGE = {name: 300 * value for name, value in RIGHT.items()}


def case_of(gradients: dict[str, Floats]) -> Case:
    return next(iter(cases(given(ARRAYS, gradients))))


def predicted(values: dict[str, Floats]) -> Prediction:
    return Prediction(values, {name: 1e-12 * np.ones_like(each) for name, each in values.items()})


def joined(order: list[str], by_columns: bool = False) -> Array:
    flat = [RIGHT[name].T if by_columns else RIGHT[name] for name in order]
    return np.concatenate([each.reshape(-1) for each in flat])


def split(vector: Array) -> dict[str, Floats]:
    """Return the arrays that a program reads from a vector: in its own order, by rows."""
    found, start = {}, 0
    for name in SIX:
        shape = RIGHT[name].shape
        found[name] = vector[start : start + RIGHT[name].size].reshape(shape).astype(np.float64)
        start += RIGHT[name].size
    return found


@for_any(order=st.permutations(SIX), by_columns=st.booleans())
def test_the_order_that_is_found_makes_the_vector(order: list[str], by_columns: bool) -> None:
    vector = joined(order, by_columns)
    case = case_of(split(vector))
    assert has_same_values(RIGHT, case)
    found = order_of(predicted(RIGHT), case)
    if order == SIX and not by_columns:
        assert found is None
        return
    assert found is not None
    np.testing.assert_array_equal(joined(list(found[0]), found[1]), vector)


def test_values_of_another_pass_are_in_no_order() -> None:
    other = OtherPass(ARRAYS, "tanh", "tanh").gradients()
    assert not has_same_values(other, case_of(RIGHT))
    for order in list(permutations(SIX))[::37]:
        assert order_of(predicted(other), case_of(split(joined(list(order))))) is None


def test_one_value_that_differs_is_no_order() -> None:
    vector = joined(SIX[::-1])
    vector[np.argmax(np.abs(vector))] *= 1.1
    assert order_of(predicted(RIGHT), case_of(split(vector))) is None


WAYS: dict[str, Callable[[Floats], Floats]] = {
    "cut": np.trunc,
    "rounded": lambda value: np.floor(value + 0.5),
    "rounded down": np.floor,
}


@pytest.mark.parametrize("words", WAYS)
def test_how_values_were_made_whole_is_found(words: str) -> None:
    case = case_of({name: WAYS[words](value) for name, value in LARGE.items()})
    assert is_whole(case)
    assert whole_numbers(predicted(LARGE), case) == words


def test_a_value_at_the_edge_may_be_cut_to_either_side() -> None:
    """Rounding decides: 3 may come as 2.9999999999999996."""
    nearly = {name: np.rint(value) for name, value in LARGE.items()}
    below = {name: value - 1e-13 for name, value in nearly.items()}
    assert whole_numbers(predicted(below), case_of(nearly)) == "cut"


def test_fractions_zeros_and_whole_numbers_of_something_else_are_not_made_so() -> None:
    zeros = {name: np.zeros_like(value) for name, value in RIGHT.items()}
    assert not is_whole(case_of(zeros))
    assert not is_whole(case_of(LARGE))
    assert whole_numbers(predicted(LARGE), case_of(LARGE)) is None
    up = {name: np.floor(value) + 1 for name, value in LARGE.items()}
    assert is_whole(case_of(up))
    assert whole_numbers(predicted(LARGE), case_of(up)) is None


def test_one_array_in_an_order_of_its_own_is_no_order_of_the_vector() -> None:
    """Its zeros may as well be those of the arrays beside it."""
    values = dict(RIGHT)
    for name in ("dW1", "db1"):
        values[name] = np.zeros_like(values[name])
    values["dW2"] = np.zeros_like(values["dW2"])
    values["dW2"][-1] = RIGHT["dW2"][0]
    moved = values | {"dW2": np.roll(values["dW2"], -1, axis=0)}
    case = case_of(moved)
    assert has_same_values(values, case)
    assert order_of(predicted(values), case) is None
    another = split(np.concatenate([values[name].reshape(-1) for name in sorted(SIX)]))
    assert order_of(predicted(values), case_of(another)) is not None


def test_nor_is_it_by_columns_where_each_array_is_one_row_or_column() -> None:
    arrays = random_arrays(1, (4, 1, 5, 1))
    values = OtherPass(arrays).gradients()
    for name in ("dW1", "db1"):
        values[name] = np.zeros_like(values[name])
    values["dW2"] = np.array([[0.0], [0.0], [0.0], [0.0], [0.25]])
    moved = values | {"dW2": np.roll(values["dW2"], -1, axis=0)}
    case = next(iter(cases(given(arrays, moved))))
    assert order_of(predicted(values), case) is None
