"""Twenty kinds of network on which a gradient check is hard, with right and wrong gradients.

Epsilon is long beside some weights, or short beside others; J is a staircase, or bends within the
step; units stand exactly at their kinks; or the gradient was computed or kept in few digits.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from gradviz.checking.experiment import CheckSettings, Experiment
from gradviz.network.network import Network
from gradviz.network.spec import NetworkSpec
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import NetworkSubject, network_of
from tests.helpers.networks import oracle_of
from tests.helpers.oracle import Floats

Draws = np.random.Generator
Arrays = dict[str, Floats]
SMOOTH, EVERY = ("tanh", "sigmoid"), ("relu", "leaky-relu", "tanh", "sigmoid")


@dataclass(frozen=True)
class Kind:
    """How a kind of network is made.

    Attributes
    ----------
    shape
        Changes the arrays of an ordinary network: X, Y, W1 ... b3.
    keep
        Rounds the gradient that is given as another program would.
    activations
        Of the hidden layers.
    dtype
        Of the check.
    outputs
        n_y.
    """

    shape: Callable[[Arrays, Draws], None] = lambda arrays, draws: None
    keep: Callable[[Floats], Floats] | None = None
    activations: tuple[str, ...] = EVERY
    dtype: str = "float64"
    outputs: int = 1


def _inputs_times(scale: float) -> Callable[[Arrays, Draws], None]:
    def shape(arrays: Arrays, draws: Draws) -> None:
        arrays["X"] *= scale
        arrays["W1"] /= scale

    return shape


def _unix_time(arrays: Arrays, draws: Draws) -> None:
    rows, m = arrays["X"].shape
    time = 1.6e9 + 1e8 * draws.random(m)
    arrays["X"][draws.integers(rows)] = time
    row = int(np.argmax(np.abs(arrays["X"][:, 0])))
    arrays["W1"][:, row] *= 1e-9


def _mixed(arrays: Arrays, draws: Draws) -> None:
    scales = 10.0 ** draws.uniform(-6, 6, (arrays["X"].shape[0], 1))
    arrays["X"] *= scales
    arrays["W1"] /= scales.T


def _hidden(arrays: Arrays, draws: Draws) -> None:
    scale = 10.0 ** draws.uniform(3, 7)
    arrays["W1"] *= scale
    arrays["b1"] *= scale
    arrays["W2"] /= scale


def _outlier(arrays: Arrays, draws: Draws) -> None:
    arrays["X"][:, draws.integers(arrays["X"].shape[1])] *= 1e4


def _saturated(arrays: Arrays, draws: Draws) -> None:
    arrays["W3"] *= 8
    arrays["b3"] *= 8


def _zero_biases(arrays: Arrays, draws: Draws) -> None:
    for name in ("b1", "b2", "b3"):
        arrays[name][:] = 0
    arrays["X"][:, 0] = 0  # a blank example: every unit stands at its kink


def _near_kinks(arrays: Arrays, draws: Draws) -> None:
    arrays["W1"] *= 1e-4
    arrays["b1"] *= 1e-4


def _whole_numbers(arrays: Arrays, draws: Draws) -> None:
    arrays["X"][:] = np.rint(3 * arrays["X"])


def _cast(dtype: type) -> Callable[[Floats], Floats]:
    return lambda grad: grad.astype(dtype).astype(np.float64)


def _digits(count: int) -> Callable[[Floats], Floats]:
    return lambda grad: np.array([float(f"{each:.{count - 1}e}") for each in grad])


KINDS = {
    "ordinary": Kind(),
    "inputs 1e3": Kind(_inputs_times(1e3)),
    "inputs 1e5": Kind(_inputs_times(1e5)),
    "inputs 1e7": Kind(_inputs_times(1e7)),
    "inputs 1e9": Kind(_inputs_times(1e9)),
    "inputs 1e-6": Kind(_inputs_times(1e-6)),
    "unix time": Kind(_unix_time),
    "unix time, smooth": Kind(_unix_time, activations=SMOOTH),
    "mixed scales": Kind(_mixed),
    "large hidden values": Kind(_hidden, activations=("relu", "leaky-relu")),
    "one outlier": Kind(_outlier),
    "saturated": Kind(_saturated),
    "exact zeros": Kind(_zero_biases, activations=("relu", "leaky-relu")),
    "near kinks": Kind(_near_kinks, activations=("relu", "leaky-relu")),
    "many outputs": Kind(outputs=5),
    "whole numbers": Kind(_whole_numbers),
    "float32 network": Kind(dtype="float32"),
    "float32 gradient": Kind(keep=_cast(np.float32)),
    "float16 gradient": Kind(keep=_cast(np.float16)),
    "six digits": Kind(keep=_digits(6)),
}


def arrays_of(kind: Kind, draws: Draws) -> tuple[Arrays, NetworkSpec]:
    """Return the arrays of a random network of a kind, and its form."""
    n_x, n_1, n_2 = (int(each) for each in draws.integers(2, 6, 3))
    m, n_y = int(draws.integers(2, 8)), kind.outputs
    layers = (n_x, n_1, n_2, n_y)
    shapes = {"X": (n_x, m), "W1": (n_1, n_x), "b1": (n_1, 1), "W2": (n_2, n_1)}
    shapes |= {"b2": (n_2, 1), "W3": (n_y, n_2), "b3": (n_y, 1)}
    arrays = {name: draws.standard_normal(shape) for name, shape in shapes.items()}
    arrays["Y"] = (draws.random((n_y, m)) < 0.5).astype(np.float64)
    kind.shape(arrays, draws)
    activation = str(draws.choice(kind.activations))
    cost = str(draws.choice(("textbook", "logits")))
    return arrays, NetworkSpec(layers, m, activation, cost, kind.dtype)


def hard_experiment(name: str, draws: Draws) -> Experiment:
    """Return a check of a right gradient of a random network of a kind."""
    kind = KINDS[name]
    arrays, spec = arrays_of(kind, draws)
    settings = CheckSettings(
        epsilon=float(10.0 ** draws.uniform(-9, -3)),
        scheme=str(draws.choice(("central", "central", "forward"))),
        engine=str(draws.choice(("batched", "incremental"))),
    )
    experiment = Experiment(NetworkSubject(spec, given=GivenArrays(name, arrays)), settings)
    if kind.keep is None:
        return experiment
    network = network_of(experiment).draw()
    grad, _ = network.gradients(network_of(experiment).program)
    return with_gradient(experiment, network, kind.keep(grad.astype(np.float64)))


def with_gradient(experiment: Experiment, network: Network, grad: Floats) -> Experiment:
    """Return the same check of another gradient, as a file would bring it."""
    subject = network_of(experiment)
    assert subject.given is not None
    named = {f"d{name}": each for name, each in network.layout.to_arrays(grad).items()}
    given = GivenArrays(subject.given.title, {**subject.given.arrays, **named})
    return replace(experiment, subject=replace(subject, given=given))


def truth_of(experiment: Experiment) -> Floats:
    """Return the gradient by longdouble, from first principles."""
    with np.errstate(all="ignore"):
        return oracle_of(experiment).gradient()
