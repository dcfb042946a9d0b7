"""One choice of slopes at the kinks for all entries, against a backward pass written out here."""

import numpy as np
import pytest

from gradviz.checking.experiment import Experiment
from gradviz.checking.second_opinion.nearest import nearest_opinion_steps
from gradviz.checking.second_opinion.opinion import Opinion, opinion_steps
from gradviz.checking.steps import finished
from gradviz.network.layout import Array
from gradviz.subjects.network import network_of
from tests.helpers.networks import random_network
from tests.helpers.other_passes import Floats, given

ROUNDING = 1e-13


def arrays_at_kinks() -> dict[str, Floats]:
    """Return a network of small whole numbers, of which many pre-activations are exactly zero."""
    draw = np.random.default_rng(5)
    arrays = {"X": draw.integers(-2, 3, (3, 7)), "Y": draw.integers(0, 2, (1, 7))}
    for layer, (before, after) in enumerate(((3, 4), (4, 3), (3, 1)), start=1):
        arrays[f"W{layer}"] = draw.integers(-1, 2, (after, before))
        arrays[f"b{layer}"] = draw.integers(-1, 2, (after, 1))
    arrays["W3"] = np.array([[0.7, -1.3, 0.4]])
    return {name: array.astype(float) for name, array in arrays.items()}


ARRAYS = arrays_at_kinks()


def gradients(seed: int) -> dict[str, Floats]:
    """Return dW1 ... db3 with any derivative between 0 and 1 at each exact zero of Z1 and Z2."""
    draw, a = np.random.default_rng(seed), ARRAYS
    z1 = a["W1"] @ a["X"] + a["b1"]
    a1 = np.maximum(z1, 0)
    z2 = a["W2"] @ a1 + a["b2"]
    a2 = np.maximum(z2, 0)
    slope1, slope2 = (np.where(z == 0, draw.uniform(0, 1, z.shape), z > 0) for z in (z1, z2))
    dz3 = 1 / (1 + np.exp(-(a["W3"] @ a2 + a["b3"]))) - a["Y"]
    dz2 = a["W3"].T @ dz3 * slope2
    dz1 = a["W2"].T @ dz2 * slope1
    found, m = {}, a["X"].shape[1]
    for layer, (dz, before) in enumerate(((dz1, a["X"]), (dz2, a1), (dz3, a2)), start=1):
        found[f"dW{layer}"] = dz @ before.T / m
        found[f"db{layer}"] = dz.sum(axis=1, keepdims=True) / m
    return found


def opinions(experiment: Experiment) -> tuple[Opinion, Opinion, Array]:
    """Return the opinion, the nearest one, and the gradient, which cannot be written to."""
    subject = network_of(experiment).build()
    opinion = finished(opinion_steps(subject))
    assert opinion is not None
    grad, _ = subject.gradients()
    grad = grad.copy()
    grad.flags.writeable = False
    return opinion, finished(nearest_opinion_steps(opinion, subject, grad)), grad


@pytest.mark.parametrize("seed", range(6))
def test_any_one_choice_of_slopes_is_right_in_every_entry(seed: int) -> None:
    opinion, nearest, grad = opinions(given(ARRAYS, gradients(seed)))
    at_kinks = opinion.reach > 0
    assert at_kinks.any()
    assert not nearest.reach[at_kinks].any()
    np.testing.assert_allclose(nearest.value, grad, rtol=0, atol=ROUNDING)
    np.testing.assert_array_equal(nearest.value[~at_kinks], opinion.value[~at_kinks])
    assert not nearest.wrong(grad, 1e-7).any()
    assert np.all(nearest.error >= opinion.error)


@pytest.mark.parametrize("name", ["db2", "dW2", "dW1", "db1"])
def test_an_array_with_other_slopes_than_the_rest_is_wrong(name: str) -> None:
    """Each entry by itself may reach that far; but of one unit two arrays say two things."""
    one, other = gradients(1), gradients(2)
    experiment = given(ARRAYS, one | {name: other[name]})
    opinion, nearest, grad = opinions(experiment)
    assert not opinion.wrong(grad, 1e-7).any()
    wrong = nearest.wrong(grad, 1e-7)
    assert wrong.any()
    assert not np.delete(wrong, network_of(experiment).build().layout.slices[name[1:]]).any()


def test_a_gradient_that_no_slopes_explain_is_as_far_off_as_before() -> None:
    right = gradients(3)
    opinion, nearest, grad = opinions(given(ARRAYS, right | {"dW3": 2 * right["dW3"]}))
    wrong = opinion.wrong(grad, 1e-7)
    assert wrong.any()
    np.testing.assert_array_equal(nearest.wrong(grad, 1e-7), wrong)


def test_where_nothing_stands_at_a_kink_the_opinion_stays_as_it_is() -> None:
    opinion, nearest, _ = opinions(random_network("normal", 2))
    assert nearest is opinion


def test_of_a_gradient_that_is_not_finite_it_stays_as_it_is() -> None:
    right = gradients(0)
    right["db2"] = np.full_like(right["db2"], np.nan)
    opinion, nearest, _ = opinions(given(ARRAYS, right))
    assert nearest is opinion


def test_the_same_gradient_is_not_asked_twice() -> None:
    experiment = given(ARRAYS, gradients(4))
    opinion, nearest, grad = opinions(experiment)
    subject = network_of(experiment).build()
    assert finished(nearest_opinion_steps(opinion, subject, grad)) is nearest
    assert finished(nearest_opinion_steps(opinion, subject, grad.copy())) is not nearest
