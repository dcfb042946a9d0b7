"""Hidden activations that given gradients may have been computed with."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gradviz.network.forward import LEAK, sigmoid
from gradviz.network.layout import Array


@dataclass(frozen=True)
class Activation:
    """A hidden activation: g and its derivative.

    Attributes
    ----------
    name
        As a flag names it, or as people do where there is no flag.
    function
        g(Z).
    slope
        g'(Z), of Z and A.
    left
        The slope on the left of a kink at 0; None for a smooth one.
    """

    name: str
    function: Callable[[Array], Array]
    slope: Callable[[Array, Array], Array]
    left: float | None = None


def _leaky(leak: float, name: str) -> Activation:
    return Activation(
        name,
        lambda z: np.where(z > 0, z, leak * z),
        lambda z, _: np.where(z > 0, 1.0, leak),
        leak,
    )


# Those that a flag names; the two hidden layers may have different ones.
KNOWN = {
    each.name: each
    for each in (
        _leaky(0.0, "relu"),
        _leaky(LEAK, "leaky-relu"),
        Activation("tanh", np.tanh, lambda _, a: 1 - a * a),
        Activation("sigmoid", sigmoid, lambda _, a: a * (1 - a)),
    )
}
# Others that are widespread, in both layers. Leaks: TensorFlow's 0.2 and Keras' 0.3 were defaults.
OTHERS = (
    _leaky(0.1, "leaky-relu with slope 0.1"),
    _leaky(0.2, "leaky-relu with slope 0.2"),
    _leaky(0.3, "leaky-relu with slope 0.3"),
    Activation("no activation", lambda z: z, lambda z, _: np.ones_like(z)),
    Activation("softplus", lambda z: np.logaddexp(0, z), lambda z, _: sigmoid(z)),
    Activation(
        "elu",
        lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))),
        lambda z, a: np.where(z > 0, 1.0, a + 1),
    ),
    Activation("silu", lambda z: z * sigmoid(z), lambda z, a: a + sigmoid(z) * (1 - a)),
)


def pairs(first: str) -> list[tuple[Activation, Activation]]:
    """Return the activations of the two hidden layers that are tried, those of a flag first."""
    names = [first, *(name for name in KNOWN if name != first)]
    alike = [(KNOWN[name], KNOWN[name]) for name in names]
    mixed = [(KNOWN[one], KNOWN[two]) for one in names for two in names if one != two]
    return [*alike, *((each, each) for each in OTHERS), *mixed]
