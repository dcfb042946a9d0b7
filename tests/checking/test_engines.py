"""Both engines compute the textbook's numbers."""

import numpy as np
import pytest
from hypothesis import given

from gradviz.checking.check import check
from gradviz.checking.engines import ENGINES, Entries
from gradviz.checking.experiment import Experiment
from gradviz.checking.subject import NetworkSubject
from tests.helpers.strategies import examples, experiments, with_settings

every_engine = pytest.mark.parametrize("engine", ENGINES)


@given(experiments())
@examples(150)
def test_batched_equals_loop_within_rounding(experiment: Experiment) -> None:
    loop = check(with_settings(experiment, engine="loop"))
    batched = check(with_settings(experiment, engine="batched"))
    np.testing.assert_array_equal(batched.grad, loop.grad)
    if np.all(np.isfinite(loop.gradapprox)):
        floor = 64 * rounding(experiment) * max(1, abs(loop.cost))
        np.testing.assert_allclose(batched.plus, loop.plus, rtol=0, atol=floor)
        np.testing.assert_allclose(batched.minus, loop.minus, rtol=0, atol=floor)
        np.testing.assert_allclose(
            batched.gradapprox, loop.gradapprox, rtol=0, atol=floor / experiment.check.epsilon
        )


def rounding(experiment: Experiment) -> float:
    """Return the relative rounding of J; the textbook's log(1 - A3) makes it exp(Z3) larger."""
    network = experiment.build()
    largest = float(np.max(np.abs(network.logits(network.theta))))
    unit = float(np.finfo(experiment.network.dtype).eps)
    return unit if experiment.network.cost == "logits" else unit * np.exp(min(largest, 90.0))


@every_engine
def test_the_central_scheme_is_the_textbooks(engine: str) -> None:
    experiment = with_settings(Experiment(), engine=engine, epsilon=1e-4)
    network, result = experiment.build(), check(experiment)
    for i in range(result.size):
        step = np.zeros(result.size)
        step[i] = 1e-4
        plus, minus = network.cost(network.theta + step), network.cost(network.theta - step)
        assert result.plus[i] == pytest.approx(plus, rel=1e-15)
        assert result.minus[i] == pytest.approx(minus, rel=1e-15)
        assert result.gradapprox[i] == (result.plus[i] - result.minus[i]) / 2e-4


@every_engine
def test_the_forward_scheme_subtracts_the_cost_itself(engine: str) -> None:
    experiment = with_settings(Experiment(), engine=engine, epsilon=1e-6, scheme="forward")
    result, central = check(experiment), check(with_settings(experiment, scheme="central"))
    np.testing.assert_array_equal(result.plus, central.plus)
    np.testing.assert_allclose(result.minus, result.cost, rtol=1e-15)
    np.testing.assert_array_equal(result.gradapprox, (result.plus - result.minus) / 1e-6)
    # Its truncation is of first order: eps J'' / 2.
    assert 1e-8 < np.max(np.abs(result.gradapprox - central.gradapprox)) < 1e-4


class CountedSubject(NetworkSubject):
    """A subject that counts its forward passes and gives its own stack size."""

    passes = 0
    chunk = 5

    def cost(self, theta: np.ndarray) -> float:
        type(self).passes += 1
        return super().cost(theta)

    def costs(self, thetas: np.ndarray) -> np.ndarray:
        assert len(thetas) <= self.chunk
        type(self).passes += len(thetas)
        return super().costs(thetas)


@every_engine
@pytest.mark.parametrize(("scheme", "passes"), [("central", 94), ("forward", 48)])
def test_the_passes_are_as_many_as_foretold(engine: str, scheme: str, passes: int) -> None:
    subject = CountedSubject.of(Experiment())
    CountedSubject.passes = 0
    done = list(ENGINES[engine](subject, 1e-7, scheme, Entries.empty(47)))
    assert CountedSubject.passes == passes
    assert done == sorted(set(done))
    assert done[-1] == 47


@pytest.mark.parametrize("chunk", [1, 2, 46, 47, 48, 1000])
def test_any_stack_size_gives_the_same(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CountedSubject, "chunk", chunk)
    entries = Entries.empty(47)
    list(ENGINES["batched"](CountedSubject.of(Experiment()), 1e-7, "central", entries))
    np.testing.assert_allclose(entries.plus, check(Experiment()).plus, rtol=1e-15)


@every_engine
def test_an_engine_leaves_theta_alone(engine: str) -> None:
    subject = NetworkSubject.of(Experiment())
    before = subject.theta.copy()
    list(ENGINES[engine](subject, 1e-2, "central", Entries.empty(47)))
    np.testing.assert_array_equal(subject.theta, before)
