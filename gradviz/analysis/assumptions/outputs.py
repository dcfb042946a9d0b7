"""Costs that given gradients may have been computed for, by what they make of dZ3."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gradviz.network.layout import Array


@dataclass(frozen=True)
class Output:
    """The last layer and its cost.

    Attributes
    ----------
    name
        What people call it.
    formula
        Its dZ3.
    dz3
        The same, of Z3, A3 = sigmoid(Z3) and Y.
    fewest
        The outputs that there must be for it to be another than the cross-entropy.
    """

    name: str
    formula: str
    dz3: Callable[[Array, Array, Array], Array]
    fewest: int = 1


def _softmax(z: Array) -> Array:
    powers = np.exp(z - np.max(z, axis=0))
    found: Array = powers / np.sum(powers, axis=0)
    return found


CROSS_ENTROPY = Output("cross-entropy", "A3 - Y", lambda _, a, y: a - y)
OUTPUTS = (
    CROSS_ENTROPY,
    Output("softmax", "softmax(Z3) - Y", lambda z, _, y: _softmax(z) * np.sum(y, axis=0) - y, 2),
    Output(
        "half the squared error",
        "(A3 - Y) * A3 * (1 - A3)",
        lambda _, a, y: (a - y) * a * (1 - a),
    ),
    Output(
        "squared error", "2 * (A3 - Y) * A3 * (1 - A3)", lambda _, a, y: 2 * (a - y) * a * (1 - a)
    ),
    Output("half the squared error of a linear output", "Z3 - Y", lambda z, _, y: z - y),
    Output("squared error of a linear output", "2 * (Z3 - Y)", lambda z, _, y: 2 * (z - y)),
)


@dataclass(frozen=True)
class Scale:
    """What the losses are divided by in place of m.

    Attributes
    ----------
    divisor
        The number.
    source
        How it is written.
    is_cost
        Whether a cost may be meant so; else it is a slip.
    """

    divisor: int
    source: str
    is_cost: bool = False


def scales(n_x: int, n_y: int, m: int) -> list[Scale]:
    """Return the divisors that are tried, 1/m first; each number once."""
    tried = (
        Scale(m, "m", is_cost=True),
        Scale(1, "1", is_cost=True),
        Scale(m * n_y, "m * n_y", is_cost=True),
        Scale(n_x, "X.shape[0]"),
        Scale(n_y, "Y.shape[0]"),
        Scale(m - 1, "m - 1"),
        Scale(2 * m, "2 * m"),
        Scale(m * n_x, "X.size"),
        Scale(m * m, "m * m"),
    )
    found: dict[int, Scale] = {}
    for each in tried:
        if each.divisor > 0:
            found.setdefault(each.divisor, each)
    return list(found.values())
