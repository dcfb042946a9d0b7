"""The search ends at the pass that the gradients were derived from, elsewhere; or at nothing."""

from dataclasses import replace

import numpy as np
import pytest

from gradviz.analysis.assumptions.question import cases
from gradviz.analysis.assumptions.search import FEWEST, Found, Search
from gradviz.checking.steps import finished
from tests.helpers.other_passes import Floats, OtherPass, given, random_arrays

ARRAYS = random_arrays(7, (4, 5, 3, 3))
M = ARRAYS["X"].shape[1]


def search(gradients: dict[str, Floats], lambd: float | None = None) -> Search:
    return Search(next(iter(cases(given(ARRAYS, gradients)))), lambd)


def found(gradients: dict[str, Floats]) -> Found | None:
    return finished(search(gradients).steps())


def test_the_base_is_right_where_it_explains_all_and_nowhere_else() -> None:
    right = OtherPass(ARRAYS).gradients()
    assert finished(search(right).is_right())
    for other in (
        OtherPass(ARRAYS, "tanh", "tanh").gradients(),
        OtherPass(ARRAYS, divisor=1).gradients(),
        OtherPass(ARRAYS, lambd=0.1).gradients(),
        right | {"dW2": right["dW2"] * (1 + 1e-9)},
    ):
        assert not finished(search(other).is_right())


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "leaky-relu", "elu"])
@pytest.mark.parametrize(
    ("loss", "divisor", "lambd"),
    [
        ("cross-entropy", M, 0.0),
        ("cross-entropy", 1, 0.0),
        ("softmax", M, 0.0),
        ("squared error", M, 0.7),
        ("cross-entropy", M * 3, 0.3),
    ],
)
def test_activation_cost_divisor_and_term_are_found_together(
    activation: str, loss: str, divisor: int, lambd: float
) -> None:
    other = OtherPass(ARRAYS, activation, activation, loss, divisor, lambd)
    answer = found(other.gradients())
    assert answer is not None
    assert [each.name for each in answer.model.activations] == [activation] * 2
    assert answer.model.output.name == loss
    assert answer.model.scale.divisor == divisor
    assert answer.decay.constant * M == pytest.approx(lambd, rel=1e-6)
    assert (answer.order, answer.whole, answer.keep_prob, answer.stepped) == (None,) * 4


def test_a_mistake_is_not_explained_by_anything() -> None:
    right = OtherPass(ARRAYS).gradients()
    draw = np.random.default_rng(0)
    for name in right:
        assert found(right | {name: 2 * right[name]}) is None
        assert found(right | {name: draw.normal(size=right[name].shape)}) is None


def test_of_next_to_no_gradients_nothing_is_found() -> None:
    """An accident may explain them."""
    zeros = {name: np.zeros_like(each) for name, each in OtherPass(ARRAYS).gradients().items()}
    few = {name: each.copy() for name, each in zeros.items()}
    few["db3"].ravel()[: FEWEST - 1] = 1.0
    assert found(zeros) is None
    assert found(few) is None


def test_of_three_gradients_no_activation_is_read() -> None:
    """W3 is zero: dW3 of two units and db3 are all that is not."""
    arrays = random_arrays(3, (4, 5, 2, 1))
    arrays["W3"] = np.zeros((1, 2))
    tanh = OtherPass(arrays, "tanh", "tanh").gradients()
    assert sum(np.count_nonzero(each) for each in tanh.values()) == FEWEST - 1
    case = next(iter(cases(given(arrays, tanh))))
    assert finished(Search(case).steps()) is None


def test_gradients_that_were_cut_to_whole_numbers_are_found() -> None:
    arrays = ARRAYS | {"X": 400 * ARRAYS["X"], "W1": ARRAYS["W1"] / 400}
    whole = {name: np.trunc(each) for name, each in OtherPass(arrays).gradients().items()}
    answer = finished(Search(next(iter(cases(given(arrays, whole))))).steps())
    assert answer is not None
    assert answer.whole == "cut"
    assert not answer.decay.arrays


def test_parameters_after_an_update_are_found_with_the_rate() -> None:
    right = OtherPass(ARRAYS).gradients()
    after = ARRAYS | {name[1:]: ARRAYS[name[1:]] - 0.05 * each for name, each in right.items()}
    case = next(iter(cases(given(after, right))))
    answer = finished(Search(case).steps())
    assert answer is not None
    assert answer.stepped == pytest.approx(0.05)
    assert not finished(Search(replace(case, point=case.point)).is_right())
