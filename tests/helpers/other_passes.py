"""Right gradients of costs that the program does not have, from first principles.

Each is a complex-step derivative (Squire and Trapp 1998) of a J that is written here in plain
numpy: nothing comes from the code under test.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradviz.checking.experiment import Experiment
from gradviz.network.spec import NetworkSpec
from gradviz.subjects.given import GivenArrays
from gradviz.subjects.network import NetworkSubject, network_of
from tests.helpers.oracle import LEAK, NAMES, STEP

Floats = NDArray[np.float64]
Complex = Any  # complex where it is moved along the imaginary axis
Function = Callable[[Complex], Complex]


def _kinked(left: float) -> Function:
    return lambda z: np.where(z.real > 0, z, left * z)


ACTIVATIONS: dict[str, Function] = {
    "relu": _kinked(0.0),
    "leaky-relu": _kinked(LEAK),
    "tanh": np.tanh,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "leaky-relu with slope 0.1": _kinked(0.1),
    "leaky-relu with slope 0.2": _kinked(0.2),
    "leaky-relu with slope 0.3": _kinked(0.3),
    "no activation": lambda z: z,
    "softplus": lambda z: np.log(1 + np.exp(z)),
    "elu": lambda z: np.where(z.real > 0, z, np.exp(z) - 1),
    "silu": lambda z: z / (1 + np.exp(-z)),
}


def _cross_entropy(z: Complex, y: Floats) -> Complex:
    return np.log(1 + np.exp(z)) - y * z


def _softmax(z: Complex, y: Floats) -> Complex:
    return np.log(np.sum(np.exp(z), axis=0)) * y - y * z


def _squared(share: float, last: Function) -> Callable[[Complex, Floats], Complex]:
    return lambda z, y: share * (last(z) - y) ** 2


# The loss of each output and example.
LOSSES: dict[str, Callable[[Complex, Floats], Complex]] = {
    "cross-entropy": _cross_entropy,
    "softmax": _softmax,
    "half the squared error": _squared(0.5, ACTIVATIONS["sigmoid"]),
    "squared error": _squared(1.0, ACTIVATIONS["sigmoid"]),
    "half the squared error of a linear output": _squared(0.5, lambda z: z),
    "squared error of a linear output": _squared(1.0, lambda z: z),
}


@dataclass(frozen=True, eq=False)
class OtherPass:
    """A network with any activations and cost.

    Attributes
    ----------
    arrays
        X, Y, W1 ... b3.
    first, second
        The activations of the hidden layers.
    loss
        One of `LOSSES`.
    divisor
        Of the sum of the losses; None for m.
    lambd
        Of an L2 term of the weights, over 2 m.
    masks
        What A1 and A2 are multiplied by.
    """

    arrays: dict[str, Floats] = field(repr=False)
    first: str = "relu"
    second: str = "relu"
    loss: str = "cross-entropy"
    divisor: float | None = None
    lambd: float = 0.0
    masks: tuple[Floats | float, Floats | float] = (1.0, 1.0)

    @property
    def m(self) -> int:
        """The number of examples."""
        return int(self.arrays["X"].shape[1])

    def cost(self, moved: dict[str, Complex]) -> complex:
        """Return J."""
        known = {name: array.astype(complex) for name, array in self.arrays.items()} | moved
        a1 = ACTIVATIONS[self.first](known["W1"] @ known["X"] + known["b1"]) * self.masks[0]
        a2 = ACTIVATIONS[self.second](known["W2"] @ a1 + known["b2"]) * self.masks[1]
        z3 = known["W3"] @ a2 + known["b3"]
        total = np.sum(LOSSES[self.loss](z3, self.arrays["Y"])) / (self.divisor or self.m)
        squares = sum(np.sum(known[f"W{layer}"] ** 2) for layer in (1, 2, 3))
        return complex(total + self.lambd / (2 * self.m) * squares)

    def gradients(self) -> dict[str, Floats]:
        """Return dW1 ... db3."""
        found = {}
        for name in NAMES:
            array = self.arrays[name].astype(complex)
            slope = np.zeros(array.shape)
            for place in np.ndindex(array.shape):
                moved = array.copy()
                moved[place] += 1j * STEP
                slope[place] = self.cost({name: moved}).imag / STEP
            found[f"d{name}"] = slope
        return found


def random_arrays(
    seed: int, layers: tuple[int, int, int, int] = (4, 5, 3, 1), m: int = 9
) -> dict[str, Floats]:
    """Return a network with data: one-hot labels where there are several outputs."""
    draw = np.random.default_rng(seed)
    found = {"X": draw.normal(size=(layers[0], m))}
    labels = draw.integers(0, max(2, layers[3]), m)
    found["Y"] = (np.arange(max(1, layers[3]))[:, None] == labels).astype(float)
    for layer in (1, 2, 3):
        found[f"W{layer}"] = draw.normal(size=(layers[layer], layers[layer - 1]))
        found[f"b{layer}"] = draw.normal(size=(layers[layer], 1))
    return found


def given(
    arrays: dict[str, Floats],
    gradients: dict[str, Floats],
    *,
    activation: str = "relu",
    stated: frozenset[str] = frozenset(),
    lambd: float | None = None,
) -> Experiment:
    """Return the experiment of an arrays file with these gradients."""
    layers = (arrays["X"].shape[0], *(arrays[f"W{layer}"].shape[0] for layer in (1, 2, 3)))
    spec = NetworkSpec(layers, arrays["X"].shape[1], activation, "logits", data="gaussian")
    held = GivenArrays("mine.npz", arrays | gradients, lambd=lambd)
    return replace(
        Experiment(NetworkSubject(spec)),
        subject=replace(network_of(Experiment(NetworkSubject(spec))), given=held, stated=stated),
    )
