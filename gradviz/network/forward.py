"""The forward pass and its two forms of the cost: what gradient checking trusts.

Every function takes leading axes too, so that a stack of parameter sets is one call.
"""

from collections.abc import Mapping

import numpy as np

from gradviz.network.layout import Array

LEAK = 0.01  # the slope of leaky ReLU below zero
KINKED = ("relu", "leaky-relu")  # activations with a kink at 0


def leak_of(activation: str) -> float:
    """Return the slope of a hidden activation on the left of its kink: 0 but for leaky ReLU."""
    return LEAK if activation == "leaky-relu" else 0.0


def activate(z: Array, activation: str, out: Array | None = None) -> Array:
    """Return the hidden activation g(Z), of the shape and dtype of Z; in ``out`` if it is given."""
    if activation == "relu":
        return np.maximum(z, 0, out=out)
    if activation == "leaky-relu":
        return np.maximum(z, LEAK * z, out=out)  # type: ignore[no-any-return]
    if activation == "tanh":
        return np.tanh(z, out=out)
    return sigmoid(z, out)


def sigmoid(z: Array, out: Array | None = None) -> Array:
    """Return 1 / (1 + exp(-z)) as the exercise writes it; exactly 0 or 1 where z is large."""
    with np.errstate(over="ignore"):
        odds = np.exp(np.negative(z, out=out), out=out)
        return np.divide(1, np.add(odds, 1, out=out), out=out)


def linear_chain(parameters: Mapping[str, Array], x: Array, activation: str) -> dict[str, Array]:
    """Return Z1, A1, Z2, A2, Z3 of LINEAR-g-LINEAR-g-LINEAR.

    Parameters
    ----------
    parameters
        W1 (..., n_1, n_x), b1 (..., n_1, 1) and so on.
    x
        X, shape (n_x, m); columns are examples.
    activation
        The hidden activation g.
    """
    z1 = parameters["W1"] @ x
    z1 += parameters["b1"]
    a1 = activate(z1, activation)
    z2 = parameters["W2"] @ a1
    z2 += parameters["b2"]
    a2 = activate(z2, activation)
    z3 = parameters["W3"] @ a2
    z3 += parameters["b3"]
    return {"Z1": z1, "A1": a1, "Z2": z2, "A2": a2, "Z3": z3}


def forward(parameters: Mapping[str, Array], x: Array, activation: str) -> dict[str, Array]:
    """Return every value of the forward pass, Z1 to A3, by name; shapes (..., n, m)."""
    cache = linear_chain(parameters, x, activation)
    return cache | {"A3": sigmoid(cache["Z3"])}


def cost_of(z3: Array, y: Array, cost: str) -> Array:
    """Return J, the cross-entropy, for the logits Z3.

    Parameters
    ----------
    z3
        Shape (..., n_y, m).
    y
        Labels 0 or 1, shape (n_y, m).
    cost
        ``textbook``: J = 1/m * sum(-log(A3)*Y - log(1-A3)*(1-Y)), which loses digits where A3
        is near 1 and is not finite where A3 is 0 or 1. ``logits``: the same sum written as
        max(z, 0) - z*y + log1p(exp(-abs(z))), which loses none.

    Returns
    -------
    Array
        Shape (...).
    """
    return mean_of(losses(z3, y, cost))


def mean_of(each: Array) -> Array:
    """Return J of the loss of each output and example, shape (..., n_y, m), as a mean over m."""
    return 1 / each.shape[-1] * np.add.reduce(each, axis=(-2, -1))  # type: ignore[no-any-return]


def losses(z3: Array, y: Array, cost: str) -> Array:
    """Return the cross-entropy of each output and example; see `cost_of`."""
    if cost == "logits":
        return np.maximum(z3, 0) - z3 * y + np.log1p(np.exp(-np.abs(z3)))
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        a3 = 1 / (1 + np.exp(-z3))
        return -np.log(a3) * y - np.log(1 - a3) * (1 - y)
