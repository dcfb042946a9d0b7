"""How far slopes at kinks may move lines: as far as any choice of them does, and no less."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from gradviz.analysis.check import check
from gradviz.checking.experiment import Experiment
from gradviz.checking.kink_reach import kink_reach
from gradviz.checking.rules import rule_values
from gradviz.network.backward import LINE_NAMES
from gradviz.network.forward import LEAK
from gradviz.network.network import Network
from gradviz.network.spec import NetworkSpec
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import NetworkSubject, network_of
from tests.helpers.passes import GRADIENTS, draw_network, forward

GIVEN = [(), ("dZ2",), ("dA1",), ("dZ1", "dA2")]


def network(seed: int, activation: str) -> Network:
    """Return a network of halves, of which many units stand at their kinks."""
    drawn = draw_network(Random(seed), "zeros")
    arrays = drawn.arrays
    sizes = [arrays["X"].shape[0], *(arrays[f"b{layer}"].shape[0] for layer in (1, 2, 3))]
    spec = NetworkSpec(tuple(sizes), drawn.m, activation, "logits")
    assert all(np.isfinite(each).all() for each in forward(drawn).values())
    return NetworkSubject(spec, given=GivenArrays("zeros", arrays)).draw()


@pytest.mark.parametrize("given", GIVEN, ids=["none", "dZ2", "dA1", "dZ1 and dA2"])
@pytest.mark.parametrize("activation", ["relu", "leaky-relu"])
def test_no_choice_of_slopes_moves_a_line_further(activation: str, given: tuple[str, ...]) -> None:
    numbers, low, moved = np.random.default_rng(1), LEAK if activation == "leaky-relu" else 0.0, 0
    for seed in range(20):
        some = network(seed, activation)
        right = rule_values(some, {})
        held = {name: right[name] for name in given}
        reach = kink_reach(some, right, given)
        for _ in range(10):
            slopes = {
                name: np.where(
                    some.here[name[1:]] == 0,
                    numbers.uniform(low, 1, some.here[name[1:]].shape),
                    np.nan,
                )
                for name in ("dZ2", "dZ1")
            }
            other = rule_values(some, held, slopes)
            for name in LINE_NAMES:
                apart = np.abs(other[name] - right[name])
                assert np.all(apart <= reach.get(name, 0.0) * (1 + 1e-12) + 1e-15), (seed, name)
                moved += bool(apart.any())
    assert moved > 100


def test_lines_above_the_kinks_and_smooth_networks_are_not_moved() -> None:
    some = network(3, "relu")
    assert not {"dZ3", "dW3", "db3", "dA2"} & set(kink_reach(some, rule_values(some, {}), ()))
    smooth = NetworkSubject(NetworkSpec(activation="tanh")).draw()
    assert kink_reach(smooth, rule_values(smooth, {}), ()) == {}


def test_one_unit_at_its_kink_moves_its_line_by_what_it_reads() -> None:
    some = network(3, "relu")
    right = rule_values(some, {})
    at_kink = some.here["Z2"] == 0
    np.testing.assert_array_equal(
        kink_reach(some, right, ())["dZ2"], np.where(at_kink, np.abs(right["dA2"]), 0)
    )


@pytest.mark.parametrize("m", [40, 200, 1000])
def test_slopes_that_go_together_are_within_reach_however_many_there_are(m: int) -> None:
    """A pass that takes slope 1 where dA2 > 0, else 0, of units that all stand at their kinks."""
    spec = NetworkSpec((4, 5, 3, 1), m, init="he", data="gaussian", seed=3)
    some = NetworkSubject(spec).draw()
    arrays = {"X": some.x, "Y": some.y, **some.layout.to_arrays(some.theta)}
    arrays["W2"], arrays["b2"] = 0 * arrays["W2"], 0 * arrays["b2"]
    given = Experiment(NetworkSubject(spec, given=GivenArrays("kinks", arrays)))
    network = network_of(given).draw()
    rises = rule_values(network, {})["dA2"] > 0
    values = rule_values(network, {}, {"dZ2": np.where(rises, 1.0, 0.0)})
    gradients = {name: values[name] for name in GRADIENTS}
    result = check(
        replace(
            given,
            subject=replace(network_of(given), given=GivenArrays("kinks", {**arrays, **gradients})),
        )
    )
    assert result.diagnosis is not None
    assert not result.diagnosis.origins
    assert not result.diagnosis.possible
