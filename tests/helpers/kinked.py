"""Random networks with units at their kinks, and passes that take slopes of their own there."""

from collections.abc import Mapping
from dataclasses import replace
from random import Random

import numpy as np

from gradviz.checking.kinked_pass import KinkedPass, kinked_pass_steps
from gradviz.checking.precision import DOUBLE
from gradviz.checking.steps import finished
from gradviz.network.network import Network
from gradviz.network.spec import NetworkSpec
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import NetworkSubject
from tests.helpers.passes import Drawn, Floats, draw_network, forward, slope

MOST = 150  # units at their kinks


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


def network_at(drawn: Drawn, values: Mapping[str, Floats]) -> Network:
    """Return the network of a drawn one, as a file with some lines would bring it."""
    n_1, n_2, n_y = (drawn.arrays[f"b{layer}"].shape[0] for layer in (1, 2, 3))
    spec = NetworkSpec(
        (drawn.arrays["X"].shape[0], n_1, n_2, n_y), drawn.m, drawn.activation, "logits"
    )
    return NetworkSubject(spec, given=GivenArrays("x", {**drawn.arrays, **values})).draw()


def kinked_pass_of(drawn: Drawn, values: Mapping[str, Floats]) -> KinkedPass:
    """Return a pass of which some lines are given, as a function of its slopes."""
    here = forward(drawn)
    kinks = {f"dZ{layer}": here[f"Z{layer}"] == 0 for layer in (2, 1)}
    kinks = {name: each for name, each in kinks.items() if each.any()}
    steps = kinked_pass_steps(network_at(drawn, values), values, kinks, DOUBLE)
    return finished(steps)


def slopes_of(drawn: Drawn) -> tuple[Floats, Floats]:
    """Return the derivatives of layer 2 and layer 1 that a drawn pass takes."""
    here = forward(drawn)
    return slope(drawn, here, 2), slope(drawn, here, 1)
