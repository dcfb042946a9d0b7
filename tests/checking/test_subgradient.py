"""The slopes at kinks that a pass took are found from its values, however few were given."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from gradviz.checking.precision import DOUBLE
from gradviz.checking.rules import rule_values
from gradviz.checking.subgradient import MOST, at_kinks, subgradient
from tests.helpers.passes import GIVEN, Drawn, backward, draw_network, draw_pass, forward


def drawn_at_kinks(seed: int) -> Drawn:
    """Return a network with units at their kinks, and slopes there that differ from each other."""
    random = Random(seed)
    while True:
        drawn = draw_network(random, random.choice(("zeros", "blank")))
        low = 0.01 if drawn.activation == "leaky-relu" else 0.0
        numbers = np.random.default_rng(seed)
        slopes = {
            layer: numbers.uniform(low, 1, slope.shape) for layer, slope in drawn.slopes.items()
        }
        here = forward(drawn)
        zeros = sum(int(np.count_nonzero(here[name] == 0)) for name in ("Z1", "Z2"))
        if 0 < zeros < MOST:
            return replace(drawn, slopes=slopes)


def network_of(drawn: Drawn, values: dict[str, np.ndarray]):  # type: ignore[no-untyped-def]
    from gradviz.checking.experiment import Experiment, GivenArrays
    from gradviz.network.spec import NetworkSpec

    n_1, n_2, n_y = (drawn.arrays[f"b{layer}"].shape[0] for layer in (1, 2, 3))
    spec = NetworkSpec(
        (drawn.arrays["X"].shape[0], n_1, n_2, n_y), drawn.m, drawn.activation, "logits"
    )
    return Experiment(spec, given=GivenArrays("x", {**drawn.arrays, **values})).build()


@pytest.mark.parametrize("given", ["six", "dZ", "eleven", "dA"])
def test_slopes_of_each_unit_and_example_explain_a_right_pass(given: str) -> None:
    for seed in range(15):
        drawn = drawn_at_kinks(seed)
        every = backward(drawn, {}, Random(0))
        values = {name: every[name] for name in GIVEN[given]}
        network = network_of(drawn, values)
        found = subgradient(network, values, DOUBLE, is_own=False)
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
        network = network_of(drawn, values)
        found = subgradient(network, values, DOUBLE, is_own=False)
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
        found = subgradient(network_of(drawn, wild), wild, DOUBLE, is_own=False)
        low = 0.01 if drawn.activation == "leaky-relu" else 0.0
        for slope in found.slopes.values():
            inside = slope[~np.isnan(slope)]
            assert np.all((inside >= low) & (inside <= 1))


def test_smooth_activations_have_no_kinks() -> None:
    drawn = draw_pass(1, 0)
    while drawn.experiment.network.activation not in ("tanh", "sigmoid"):
        drawn = draw_pass(Random(drawn.kind).randint(0, 10**6), 0)
    network = drawn.experiment.build()
    assert at_kinks(network, DOUBLE.unit) == {}
    assert subgradient(network, drawn.values, DOUBLE, is_own=False).slopes == {}
