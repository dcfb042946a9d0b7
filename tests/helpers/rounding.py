"""How far two right computations of a cost may be apart."""

import numpy as np

from gradviz.checking.experiment import Experiment
from gradviz.network.network import Network
from gradviz.subjects.network import network_of
from tests.helpers.oracle import pass_values

LARGEST_EXPONENT = 90.0  # beyond, the textbook cost has no digit left


def cost_rounding(experiment: Experiment) -> float:
    """Return a bound of the difference of J between two orders of summation.

    Each layer's rounding is bounded by that of its sums (Higham, Accuracy and Stability of
    Numerical Algorithms, section 3.1) and carried to the logits by the sizes of the weights; the
    loss is no steeper than 1, but the textbook's log(1 - A3) loses exp(Z3) as many digits.
    """
    network, epsilon = network_of(experiment).draw(), experiment.check.epsilon
    unit = float(np.finfo(network.theta.dtype).eps)
    arrays = network.layout.to_arrays(np.abs(network.theta.astype(float)) + epsilon)
    inputs, error = np.abs(network.x.astype(float)), np.zeros(network.x.shape)
    for layer in "123":
        weights, biases = arrays[f"W{layer}"], arrays[f"b{layer}"]
        terms = weights.shape[1] + 4
        error = weights @ error + terms * unit * (weights @ inputs + biases)
        inputs = weights @ inputs + biases
        if layer != "3" and network.activation in ("tanh", "sigmoid"):
            error, inputs = error + 4 * unit, np.ones_like(inputs)
    largest = float(np.max(inputs))
    bound = float(np.mean(np.sum(error, axis=0)))
    bound += unit * network.y.size * (1 + largest)
    if network.cost_form == "textbook":
        logit = min(_largest_logit(network, epsilon, arrays), LARGEST_EXPONENT)
        lost = float(np.exp(logit))
        bound += 4 * unit * lost * len(network.y)
    return 2 * bound


def near_a_kink(experiment: Experiment, place: int) -> bool:
    """Whether rounding decides, in one of the two passes of an entry, the side of some unit."""
    network, epsilon = network_of(experiment).draw(), experiment.check.epsilon
    unit = float(np.finfo(network.theta.dtype).eps)
    for step in (epsilon, -epsilon, 0.0):
        theta = network.theta.astype(float)
        theta[place] += step
        arrays = network.layout.to_arrays(theta)
        values = pass_values(arrays, network.x.astype(float), network.activation)
        sizes = np.abs(network.x.astype(float))
        for layer in "12":
            sizes = np.abs(arrays[f"W{layer}"]) @ sizes + np.abs(arrays[f"b{layer}"])
            if np.any(np.abs(values[f"Z{layer}"]) <= 32 * unit * sizes):
                return True
    return False


def _largest_logit(network: Network, epsilon: float, sizes: dict[str, np.ndarray]) -> float:
    """Return a bound of |Z3| while one parameter moves by epsilon."""
    inputs = max(1.0, float(np.max(np.abs(network.x))))
    ways = np.max(sizes["W3"] @ sizes["W2"])
    hidden = max(1.0, *(float(np.max(np.abs(network.here[name]))) for name in ("A1", "A2")))
    moved = epsilon * max(inputs * ways, hidden * float(np.max(sizes["W3"])), hidden)
    return float(np.max(np.abs(network.here["Z3"])) + moved)
