"""How much J bends, against functions whose derivatives are known, and networks in longdouble."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.checking.engines.batched import batched
from gradviz.checking.experiment import SCHEMES
from gradviz.checking.steps import finished
from gradviz.checking.subject import Built
from gradviz.checking.truncation import STEPS, Bending, bending_steps
from gradviz.network.layout import Array
from gradviz.network.network import Masks
from gradviz.subjects.network import network_of
from tests.helpers.functions import Function, subject_of
from tests.helpers.networks import oracle_of, random_network
from tests.helpers.strategies import examples, with_settings
from tests.helpers.subjects import filled_for

SIZE = 13
LONG, SHORT = STEPS[np.dtype(np.float64)]


def bending_of(subject: Built, share: float = 1.0) -> Bending:
    return finished(bending_steps(subject, batched, lambda _: share))


def summed(terms: Function) -> Function:
    """Return J as a sum of one term a parameter, so that each has its own derivatives."""
    return lambda thetas: terms(thetas).sum(axis=-1)


def test_of_a_polynomial_of_the_third_degree_both_are_exact() -> None:
    cubes, squares = np.linspace(0.1, 2, SIZE), np.linspace(-1, 1, SIZE)
    subject = subject_of(summed(lambda t: cubes * t**3 + squares * t**2 + t))
    found = bending_of(subject)
    np.testing.assert_allclose(found.third, cubes, rtol=1e-3)
    second = np.abs(3 * cubes * subject.theta + squares)
    np.testing.assert_allclose(found.second, second, atol=1e-5)


def test_of_a_sine_they_are_those_of_calculus() -> None:
    subject = subject_of(summed(np.sin))
    found = bending_of(subject)
    np.testing.assert_allclose(found.third, np.abs(np.cos(subject.theta)) / 6, atol=2e-6)
    np.testing.assert_allclose(found.second, np.abs(np.sin(subject.theta)) / 2, atol=1e-5)


@pytest.mark.parametrize("epsilon", [1e-1, 1e-2, 1e-3])
def test_the_truncation_of_a_sine_is_what_its_differences_are_off_by(epsilon: float) -> None:
    subject = subject_of(summed(np.sin))
    at, found = subject.theta.astype(np.longdouble), bending_of(subject)
    h = np.longdouble(epsilon)
    central = (np.sin(at + h) - np.sin(at - h)) / (2 * h) - np.cos(at)
    forward = (np.sin(at + h) - np.sin(at)) / h - np.cos(at)
    shown = found.truncation(epsilon, "central")
    np.testing.assert_allclose(shown, np.abs(central).astype(float), rtol=0.01)
    # Its next term, J''' h^2/6, is left out.
    shown = found.truncation(epsilon, "forward")
    np.testing.assert_allclose(shown, np.abs(forward).astype(float), rtol=2 * epsilon, atol=1e-9)


@given(st.floats(1e-12, 1), st.floats(1, 100))
@examples(60)
def test_the_orders_of_the_two_schemes(epsilon: float, factor: float) -> None:
    bending = Bending(np.array([1.0, 3.0]), np.array([2.0, 5.0]))
    for scheme, order in (("central", 2), ("forward", 1)):
        near, far = (bending.truncation(each, scheme) for each in (epsilon, factor * epsilon))
        np.testing.assert_allclose(far, factor**order * near, rtol=1e-9)
    np.testing.assert_allclose(bending.truncation(epsilon, "central"), [epsilon**2, 3 * epsilon**2])
    np.testing.assert_allclose(bending.truncation(epsilon, "forward"), [2 * epsilon, 5 * epsilon])


def kinked(places: dict[int, float]) -> tuple[Function, Callable[[Array], Masks]]:
    """Return a sum of sines, with a kink so far to the right of theta in some parameters."""
    theta = subject_of(np.sin).theta
    steps = {place: theta[place] + distance for place, distance in places.items()}

    def function(thetas: Array) -> Array:
        bent = sum(np.maximum(0, thetas[..., place] - at) for place, at in steps.items())
        return np.sin(thetas).sum(axis=-1) + bent  # type: ignore[no-any-return]

    def masks(thetas: Array) -> Masks:
        hidden = [thetas[..., place] > at for place, at in steps.items()]
        return (np.stack(hidden, axis=-1)[..., np.newaxis],)

    return function, masks


def test_an_entry_that_steps_over_a_kink_is_looked_at_more_closely() -> None:
    function, masks = kinked({2: LONG / 2, 7: 1.5 * LONG})
    found = bending_of(subject_of(function, masks=masks))
    theta = subject_of(np.sin).theta
    # A third derivative from steps of 1e-5 is a matter of its order of magnitude only, and here
    # hardly that; that of the kink would be 1/LONG**2.
    rest = ~np.isin(np.arange(SIZE), [2, 7])
    np.testing.assert_allclose(found.third[rest], np.cos(theta[rest]) / 6, atol=2e-6)
    assert np.all(found.third[[2, 7]] < 1)
    np.testing.assert_allclose(found.second[[2, 7]], np.sin(theta[[2, 7]]) / 2, rtol=1e-2)


def test_an_entry_at_a_kink_everywhere_bends_like_the_rest_of_its_array() -> None:
    # W1 is six entries, b1 two, b2 and the last two arrays one each.
    function, masks = kinked({1: SHORT / 2, 10: SHORT / 2})
    subject = subject_of(function, masks=masks)
    found = bending_of(subject)
    third, second = np.cos(subject.theta) / 6, np.sin(subject.theta) / 2
    known = np.array([0, 2, 3, 4, 5])
    assert found.third[1] == pytest.approx(np.sqrt(np.mean(third[known] ** 2)), rel=1e-3)
    assert found.second[1] == pytest.approx(np.sqrt(np.mean(second[known] ** 2)), rel=1e-3)
    # Where no entry of an array is known, all others stand in.
    every = ~np.isin(np.arange(SIZE), [1, 10])
    assert found.third[10] == pytest.approx(np.sqrt(np.mean(third[every] ** 2)), rel=1e-3)


def test_a_sample_of_the_columns_tells_of_the_others() -> None:
    layers = (40, 5, 3, 1)
    cubes = np.random.default_rng(1).uniform(1, 2, subject_of(np.sin, layers).theta.size)
    subject = subject_of(summed(lambda t: cubes * t**3), layers)
    found, whole = bending_of(subject, 0.1), bending_of(subject)
    assert sum(subject.asked) > 0
    np.testing.assert_allclose(whole.third, cubes, rtol=1e-2)
    first = subject.layout.slices["W1"]
    looked_at = np.abs(found.third[first] - cubes[first]) < 1e-2
    assert 0.05 * 200 <= np.count_nonzero(looked_at) < 0.5 * 200
    assert np.all((found.third > 0.9) & (found.third < 2.1))


def test_a_cost_that_is_not_finite_bends_nowhere_that_is_known() -> None:
    found = bending_of(subject_of(lambda t: np.full(len(t), np.nan)))
    assert not found.third.any()
    assert not found.second.any()


def test_single_precision_is_looked_at_from_further_away() -> None:
    def cubes(thetas: Array) -> Array:
        return (thetas.astype(np.float64) ** 3).sum(axis=-1).astype(np.float32)  # type: ignore[no-any-return]

    found = bending_of(subject_of(cubes, dtype=np.float32))
    assert np.median(found.third) == pytest.approx(1, rel=0.5)


@pytest.mark.parametrize("epsilon", [1e-3, 3e-4])
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu"])
def test_a_network_is_off_by_as_much_as_predicted(
    scheme: str, activation: str, epsilon: float
) -> None:
    for seed in range(8):
        experiment = random_network("he", seed, activation=activation, epsilon=epsilon)
        experiment = with_settings(experiment, scheme=scheme)
        subject = network_of(experiment).build()
        oracle = oracle_of(experiment)
        off = np.abs(filled_for("batched", experiment).gradapprox - oracle.gradient())
        predicted = bending_of(subject).truncation(epsilon, scheme)
        smooth = ~oracle.kinks(2 * epsilon)
        # Rounding is some 1e-16/1e-3. Where J''' passes through zero, the next term counts.
        received = smooth & (off > 3e-3 * off[smooth].max(initial=0)) & (off > 1e-11)
        assert np.any(received)
        close = np.abs(predicted[received] - off[received]) <= 0.2 * off[received]
        assert np.mean(close) >= 0.95
        norms = np.linalg.norm(predicted[smooth]), np.linalg.norm(off[smooth])
        assert norms[0] == pytest.approx(norms[1], rel=0.05)
