"""Random networks of the kinds that the verdict is held to."""

import numpy as np

from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.network.spec import NetworkSpec
from gradviz.subjects.network import NetworkSubject, network_of
from tests.helpers.oracle import Oracle

# Weights and biases from N(0, 1), where the textbook cost saturates; He weights with zero biases,
# which leave units exactly at their kink.
KINDS = {
    "normal": {"layers": (10, 20, 10, 1), "examples": 30},
    "he": {"layers": (4, 5, 3, 1), "examples": 3},
}


def random_network(
    kind: str,
    seed: int,
    cost: str = "logits",
    epsilon: float = 1e-7,
    *,
    lines: tuple[str, ...] = (),
    **changes: object,
) -> Experiment:
    """Return a random network of a kind of `KINDS`."""
    form = {"init": kind, "seed": seed, "cost": cost, "data": "gaussian", **KINDS[kind], **changes}
    spec = NetworkSpec(**form)  # type: ignore[arg-type]
    return Experiment(NetworkSubject(spec, lines=lines), CheckSettings(epsilon=epsilon))


def oracle_of(experiment: Experiment) -> Oracle:
    """Return the same network for the oracle."""
    network, spec = network_of(experiment).draw(), network_of(experiment).network
    x, y, theta = (each.astype(np.float64) for each in (network.x, network.y, network.theta))
    return Oracle(x, y, theta, spec.layers, spec.activation)
