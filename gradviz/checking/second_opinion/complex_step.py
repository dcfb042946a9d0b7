"""The gradient of J by complex steps, on all entries at once.

Z of one unit is moved by i*h in all examples, and the forward pass is finished from there. h is so
short that its square is lost beside 1: every real part stays as it is at theta, and imaginary
parts go through the forward pass in straight lines, each activation multiplying them by what a
complex step through it alone gives. Examples do not mix in a forward pass, so that every
example's loss tells its own derivative; and a weight moves Z by what it is multiplied with.

No line of the backward pass takes part: nothing is carried from the cost down.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field

import numpy as np

from gradviz.checking.kept import Kept
from gradviz.checking.parts import by_rows, parts_of
from gradviz.checking.steps import quietly
from gradviz.network.complex_numbers import slopes_of_activation, slopes_of_losses
from gradviz.network.forward import activate, leak_of
from gradviz.network.layout import Array, Mask
from gradviz.network.network import Network

BLOCK = 128_000  # numbers of an array over units of two layers and examples
COST = 40  # multiplications that a complex function takes as long as

Values = Mapping[str, Array]


@dataclass(frozen=True, eq=False)
class Derivative:
    """Derivatives that may lie anywhere in a stretch; arrays of one shape.

    Attributes
    ----------
    middle
        The derivative; where units stand at their kinks, the middle of those that are right.
    reach
        How far the right ones go to either side: at a kink every slope between those of its two
        sides is right, example by example. 0 elsewhere.
    """

    middle: Array = field(repr=False)
    reach: Array = field(repr=False)

    def at(self, part: tuple[slice, ...]) -> "Derivative":
        """Return those of a part."""
        return Derivative(
            self.middle[part], self.reach[part] if self.reach.ndim > 1 else self.reach
        )

    def times(self, other: "Derivative") -> "Derivative":
        """Return the products with others."""
        if not (self.reach.any() or other.reach.any()):
            return Derivative(self.middle * other.middle, np.zeros(1))
        ends = [
            (self.middle + one * self.reach) * (other.middle + two * other.reach)
            for one in (-1, 1)
            for two in (-1, 1)
        ]
        low, high = np.minimum.reduce(ends), np.maximum.reduce(ends)
        return Derivative((low + high) / 2, (high - low) / 2)


def complex_steps(
    network: Network, at_kink: tuple[Mask, Mask]
) -> Generator[None, None, Derivative]:
    """Take the derivative of J by every parameter, step by step; shape (size,).

    Parameters
    ----------
    network
        What is checked. The masks of a kinked activation are those of its own forward pass.
    at_kink
        Which units of the two hidden layers stand at their kinks, each of shape (units, m).
    """
    here = yield from forward_pass_steps(network)
    yield
    by_z3 = by_rows(slopes_of_losses, here["Z3"], network.y, cost=COST)
    of_losses = yield from quietly(by_z3)
    yield
    first = yield from _slopes(network, here, "Z1", at_kink[0])
    yield
    second = yield from _slopes(network, here, "Z2", at_kink[1])
    yield
    gains = yield from _second_layer_gains(here, of_losses)
    with np.errstate(all="ignore"):
        by_z = {3: Derivative(of_losses, np.zeros(1)), 2: second.times(gains)}
        bound = np.abs(gains.middle) * second.reach
    by_z[1] = yield from _first_layer_steps(here, of_losses, bound, first, second)
    return (yield from quietly(_of_parameters(network, by_z, here)))


_passes: Kept[Values] = Kept()


def forward_pass_steps(network: Network) -> Generator[None, None, Values]:
    """Return the parameters and X, Z1 to Z3, A1 and A2 in float64, by the network's own masks."""
    if network.theta.dtype == np.float64:
        return {"X": network.x, **network.here}
    kept = _passes.get(network)
    if kept is None:
        kept = _passes.put(network, (yield from quietly(_in_float64(network))))
    return kept


def _in_float64(network: Network) -> Generator[None, None, Values]:
    here = {"X": network.x, **network.here}
    found: dict[str, Array] = {
        name: here[name].astype(np.float64) for name in ("X", *network.layout.names)
    }
    below: Array = found["X"]
    for layer in (1, 2, 3):
        yield
        found[f"Z{layer}"] = found[f"W{layer}"] @ below
        found[f"Z{layer}"] += found[f"b{layer}"]
        yield
        if layer < 3:
            below = found[f"A{layer}"] = _activated(network, found[f"Z{layer}"], f"Z{layer}")
    return found


def _activated(network: Network, z: Array, name: str) -> Array:
    if not network.has_kinks:
        return activate(z, network.activation)
    leak = leak_of(network.activation)
    return np.where(network.here[name] > 0, z, leak * z)


def _slopes(
    network: Network, here: Values, name: str, at_kink: Mask
) -> Generator[None, None, Derivative]:
    """Return the slopes of the activation of a hidden layer, shape (units, m)."""

    def slopes_of(z: Array, own: Array) -> Array:
        return slopes_of_activation(z, network.activation, own > 0)

    slopes = yield from quietly(by_rows(slopes_of, here[name], network.here[name], cost=COST))
    if not at_kink.any():
        return Derivative(slopes, np.zeros(1))
    leak = leak_of(network.activation)
    middle = np.where(at_kink, (1 + leak) / 2, slopes)
    return Derivative(middle, np.where(at_kink, (1 - leak) / 2, 0.0))


def _gains(logits: Array, of_losses: Array) -> Array:
    """Return how each loss moves where logits move by (rows, n_y, m or 1); shape (rows, m)."""
    if of_losses.shape[0] == 1:
        gains: Array = logits[:, 0] * of_losses
        return gains
    rows = parts_of(len(logits), of_losses.size, BLOCK)
    return np.concatenate([np.sum(logits[some] * of_losses, axis=1) for some in rows])


def _second_layer_gains(here: Values, of_losses: Array) -> Generator[None, None, Derivative]:
    """Return how each loss moves with A2, some rows of it at a time."""
    weights, parts = here["W3"].T[:, :, np.newaxis], []
    for rows in parts_of(weights.shape[0], of_losses.size, BLOCK):
        with np.errstate(all="ignore"):
            parts.append(_gains(weights[rows], of_losses))
        yield
    return Derivative(np.concatenate(parts), np.zeros(1))


def _first_layer_steps(
    here: Values, of_losses: Array, bound: Array, first: Derivative, second: Derivative
) -> Generator[None, None, Derivative]:
    """Return the derivatives of the losses by Z1, some rows and examples at a time.

    The bound is how far each loss may move by what Z2 reaches.
    """
    (units, m), width = here["Z1"].shape, max(len(here["Z2"]), len(here["Z3"]))
    middle, reach = np.empty((units, m)), np.zeros((units, m))
    for rows in parts_of(units, width * m, BLOCK):
        for examples in parts_of(m, width * (rows.stop - rows.start), BLOCK):
            one, two = (each.at((slice(None), examples)) for each in (first, second))
            with np.errstate(all="ignore"):
                some = of_losses[:, examples], bound[:, examples]
                found = _first_layer(here, *some, one, two, rows)
            middle[rows, examples], reach[rows, examples] = found.middle, found.reach
            yield
    return Derivative(middle, reach)


def _first_layer(
    here: Values,
    of_losses: Array,
    bound: Array,
    first: Derivative,
    second: Derivative,
    rows: slice,
) -> Derivative:
    """Return the derivatives of the losses by some rows of Z1."""
    weights = here["W2"][:, rows].T[:, :, np.newaxis]  # how Z2 moves with A1, (rows, n_2, 1)
    logits = here["W3"] @ (weights * second.middle)  # how Z3 moves, (rows, n_y, m)
    reach = np.zeros(1)
    if second.reach.any():
        reach = np.abs(weights[:, :, 0]) @ bound
    gains = Derivative(_gains(logits, of_losses), reach)
    return first.at((rows,)).times(gains)


def _of_parameters(
    network: Network, by_z: Mapping[int, Derivative], here: Values
) -> Generator[None, None, Derivative]:
    """Return the derivatives of J by what moves Z: a weight by its input, a bias by 1."""
    m, inputs = network.x.shape[1], {1: here["X"], 2: here["A1"], 3: here["A2"]}
    values, reaches = {}, {}
    for layer, found in by_z.items():
        values[f"W{layer}"] = found.middle @ inputs[layer].T / m
        values[f"b{layer}"] = np.sum(found.middle, axis=1, keepdims=True) / m
        yield
        reaches[f"W{layer}"] = np.zeros_like(values[f"W{layer}"])
        reaches[f"b{layer}"] = np.zeros_like(values[f"b{layer}"])
        if found.reach.any():
            reach = np.broadcast_to(found.reach, found.middle.shape)
            reaches[f"W{layer}"] = reach @ np.abs(inputs[layer]).T / m
            reaches[f"b{layer}"] = np.sum(reach, axis=1, keepdims=True) / m
            yield
    vectors = (network.layout.to_vector(each) for each in (values, reaches))
    return Derivative(*vectors)
