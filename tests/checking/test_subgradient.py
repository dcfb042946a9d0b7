"""The slopes at kinks that a pass took are found from its values, however few were given."""

from collections.abc import Mapping
from random import Random

import numpy as np
import pytest

from gradviz.checking.precision import DOUBLE
from gradviz.checking.rules import rule_values
from gradviz.checking.steps import finished
from gradviz.checking.subgradient import Subgradient, at_kinks_steps, subgradient_steps
from gradviz.network.layout import Array
from gradviz.network.network import Network
from gradviz.subjects.network import network_of
from tests.helpers.kinked import drawn_at_kinks, network_at
from tests.helpers.passes import GIVEN, backward, draw_pass


def subgradient(network: Network, values: Mapping[str, Array]) -> Subgradient:
    return finished(subgradient_steps(network, values, DOUBLE, is_own=False))


@pytest.mark.parametrize("given", ["six", "dZ", "eleven", "dA"])
def test_slopes_of_each_unit_and_example_explain_a_right_pass(given: str) -> None:
    for seed in range(15):
        drawn = drawn_at_kinks(seed)
        every = backward(drawn, {}, Random(0))
        values = {name: every[name] for name in GIVEN[given]}
        network = network_at(drawn, values)
        found = subgradient(network, values)
        rules = rule_values(network, values, found.slopes)
        for name, value in values.items():
            size = np.max(np.abs(value), initial=1e-300)
            np.testing.assert_allclose(rules[name], value, rtol=0, atol=1e-10 * size)
        assert not found.doubtful


def test_one_line_that_no_slopes_explain_is_the_one_that_is_off() -> None:
    held = 0
    for seed in range(30):
        drawn = drawn_at_kinks(seed)
        every = backward(drawn, {}, Random(0))
        values = {name: every[name] for name in GIVEN["six"]}
        values["dW1"] = 40 * values["dW1"] + np.max(np.abs(values["dW1"]))
        network = network_at(drawn, values)
        found = subgradient(network, values)
        if found.doubtful:
            continue
        rules = rule_values(network, values, found.slopes)
        size = np.max(np.abs(values["db1"]), initial=1e-300)
        np.testing.assert_allclose(rules["db1"], values["db1"], rtol=0, atol=1e-10 * size)
        held += 1
    assert held > 10


def test_slopes_are_between_those_on_the_two_sides() -> None:
    for seed in range(10):
        drawn = drawn_at_kinks(seed)
        every = backward(drawn, {}, Random(0))
        wild = {name: 3 * every[name] for name in GIVEN["dZ"]}
        found = subgradient(network_at(drawn, wild), wild)
        low = 0.01 if drawn.activation == "leaky-relu" else 0.0
        for slope in found.slopes.values():
            inside = slope[~np.isnan(slope)]
            assert np.all((inside >= low) & (inside <= 1))


def test_smooth_activations_have_no_kinks() -> None:
    drawn = draw_pass(1, 0)
    while network_of(drawn.experiment).network.activation not in ("tanh", "sigmoid"):
        drawn = draw_pass(Random(drawn.kind).randint(0, 10**6), 0)
    network = network_of(drawn.experiment).draw()
    assert finished(at_kinks_steps(network, DOUBLE.unit)) == {}
    assert subgradient(network, drawn.values).slopes == {}
