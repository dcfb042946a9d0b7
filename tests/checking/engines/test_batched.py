"""The engine of stacks, held to the loop."""

import numpy as np
import pytest
from hypothesis import given

from gradviz.analysis.check import check
from gradviz.checking.engines.batched import batched
from gradviz.checking.engines.entries import Entries, Request
from gradviz.checking.experiment import Experiment
from gradviz.network.network import Masks
from gradviz.subjects.network import BuiltNetwork, NetworkSubject, network_of
from tests.helpers.strategies import examples, experiments, with_settings
from tests.helpers.subjects import filled_for


@given(experiments())
@examples(150)
def test_it_equals_the_loop_within_rounding(experiment: Experiment) -> None:
    loop, found = (filled_for(engine, experiment) for engine in ("loop", "batched"))
    np.testing.assert_array_equal(found.kinks, loop.kinks)
    if np.all(np.isfinite(loop.gradapprox)):
        floor = 64 * rounding(experiment) * max(1, abs(network_of(experiment).draw().cost_here))
        np.testing.assert_allclose(found.plus, loop.plus, rtol=0, atol=floor)
        np.testing.assert_allclose(found.minus, loop.minus, rtol=0, atol=floor)
        np.testing.assert_allclose(
            found.gradapprox, loop.gradapprox, rtol=0, atol=floor / experiment.check.epsilon
        )


@given(experiments())
@examples(100)
def test_with_a_large_step_its_kinks_are_those_of_the_loop(experiment: Experiment) -> None:
    far = with_settings(experiment, epsilon=0.3)
    loop, found = (filled_for(engine, far) for engine in ("loop", "batched"))
    np.testing.assert_array_equal(found.kinks, loop.kinks)


def rounding(experiment: Experiment) -> float:
    """Return the relative rounding of J; the textbook's log(1 - A3) makes it exp(Z3) larger."""
    network = network_of(experiment).draw()
    largest = float(np.max(np.abs(network.logits(network.theta))))
    unit = float(np.finfo(network_of(experiment).network.dtype).eps)
    return (
        unit
        if network_of(experiment).network.cost == "logits"
        else unit * np.exp(min(largest, 90.0))
    )


class Counted(BuiltNetwork):
    """A subject that counts its forward passes and gives its own stack size."""

    passes = 0
    chunk = 5

    def run(self, thetas: np.ndarray) -> tuple[np.ndarray, Masks]:
        assert len(thetas) <= 2 * self.chunk
        type(self).passes += len(thetas)
        return super().run(thetas)


@pytest.mark.parametrize(("chunk", "stacks"), [(5, 10), (47, 1), (1000, 1)])
@pytest.mark.parametrize("scheme", ["central", "forward"])
def test_the_passes_are_as_many_as_foretold(
    scheme: str, chunk: int, stacks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Counted, "chunk", chunk)
    monkeypatch.setattr(Counted, "passes", 0)
    subject = Counted(NetworkSubject(), NetworkSubject().draw())
    request = Request.of_all(subject.layout, 1e-7, scheme)
    done = list(batched(subject, request, Entries.empty(47)))
    # In the forward scheme each stack has its own pass at theta.
    assert Counted.passes == (94 if scheme == "central" else 47 + stacks)
    assert len(done) == stacks
    assert done == sorted(set(done))
    assert done[-1] == 47


@pytest.mark.parametrize("chunk", [1, 2, 46, 47, 48, 1000])
@pytest.mark.parametrize("scheme", ["central", "forward"])
def test_any_stack_size_gives_the_same(
    scheme: str, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Counted, "chunk", chunk)
    entries, subject = Entries.empty(47), Counted(NetworkSubject(), NetworkSubject().draw())
    list(batched(subject, Request.of_all(subject.layout, 0.1, scheme), entries))
    wanted = check(
        with_settings(Experiment(NetworkSubject()), engine="loop", epsilon=0.1, scheme=scheme)
    )
    np.testing.assert_allclose(entries.plus, wanted.entries.plus, rtol=1e-15)
    np.testing.assert_allclose(entries.minus, wanted.entries.minus, rtol=1e-15)
    np.testing.assert_array_equal(entries.kinks, wanted.entries.kinks)
    assert entries.kinks.any()
