"""The numerical gradients of the values between the layers: Z3, A2, Z2, A1 and Z1.

Such a value is moved by epsilon, the forward pass is finished from there, and the central
difference is taken, as for a parameter. Examples do not mix in a forward pass, so that one pass
serves a whole row: every example's own loss tells its own derivative. The sum of the losses is m
times J, so what is found is dZ and dA as the exercise writes them, without 1/m.
"""

from collections.abc import Generator
from dataclasses import dataclass, field
from math import prod

import numpy as np

from gradviz.checking.kept import Kept
from gradviz.network.forward import activate, losses
from gradviz.network.layout import Array, Indices, Mask
from gradviz.network.network import Network

NAMES = ("Z3", "A2", "Z2", "A1", "Z1")  # in the order in which a backward pass comes to them
STACK = 64_000  # numbers of one stack of passes: it stays in the cache, and a step is short


@dataclass(frozen=True, eq=False)
class Intermediate:
    """The numerical gradient of one value between layers; arrays of shape (units, m), float64.

    Attributes
    ----------
    gradapprox
        m times the finite difference of J.
    spread
        By how much it changes where epsilon is half as long: the truncation error, as far as
        it is larger than the rounding error.
    kinks
        Where a unit changes sign between the two passes, so that two slopes are mixed.
    """

    gradapprox: Array = field(repr=False)
    spread: Array = field(repr=False)
    kinks: Mask = field(repr=False)


Intermediates = dict[str, Intermediate]

# Another bug, the same forward pass: by epsilon and scheme, the last one only, as the arrays may be
# large and epsilon may be dragged.
_known: Kept[Intermediates] = Kept()


def intermediates_steps(
    network: Network, epsilon: float, scheme: str
) -> Generator[None, None, Intermediates]:
    """Take the numerical gradient of every value between layers, step by step.

    Parameters
    ----------
    network
        What is checked.
    epsilon, scheme
        As for the parameters.

    Returns
    -------
    dict
        An `Intermediate` for each of Z3, A2, Z2, A1 and Z1.
    """
    known = _known.get(network, epsilon, scheme)
    if known is not None:
        return known
    found = {}
    for name in NAMES:
        found[name] = yield from _gradient(network, name, epsilon, scheme)
    return _known.put(network, found, epsilon, scheme)


def width_above(layer: int, n_2: int, n_y: int) -> int:
    """Return how many numbers of each example are computed where one value of a layer is moved."""
    return {3: 1, 2: 1 + n_y, 1: 1 + n_2 + n_y}[layer]


def _gradient(
    network: Network, name: str, epsilon: float, scheme: str
) -> Generator[None, None, Intermediate]:
    shape = network.here[name].shape
    gradapprox, spread = np.empty(shape), np.empty(shape)
    back = -1.0 if scheme == "central" else 0.0
    steps = epsilon * np.array([1.0, back, 0.5, 0.5 * back])
    kinks = np.zeros(shape, dtype=bool)
    width = width_above(int(name[1]), network.here["Z2"].shape[0], network.y.shape[0])
    chunk = max(1, STACK // (4 * width * shape[1]))
    examples = max(1, STACK // (4 * width))
    # Used again and again: a stack that is allocated anew costs the system more than its numbers.
    numbers = 4 * width * min(chunk, shape[0]) * min(examples, shape[1])
    room = np.empty_like(network.theta, shape=numbers)
    for start in range(0, shape[0], chunk):
        rows = np.arange(start, min(start + chunk, shape[0]))
        for first in range(0, shape[1], examples):
            part = slice(first, first + examples)
            found, kinks[rows, part] = _differences(network, name, rows, part, steps, room)
            gradapprox[rows, part] = found[0]
            with np.errstate(invalid="ignore", over="ignore"):
                spread[rows, part] = np.abs(found[1] - found[0])
            yield
    if name == "Z3":
        spoilt = _spoilt_by_others(network)
        gradapprox[spoilt] = spread[spoilt] = np.nan
    return Intermediate(gradapprox, spread, kinks)


def _spoilt_by_others(network: Network) -> Mask:
    """Return of which outputs the losses of others of the same example are not finite, (n_y, m)."""
    found = np.zeros(network.y.shape, dtype=bool)
    if not np.isfinite(network.cost_here):
        with np.errstate(all="ignore"):
            bad = ~np.isfinite(losses(network.here["Z3"], network.y, network.cost_form))
        found |= np.count_nonzero(bad, axis=0) > bad
    return found


def _differences(
    network: Network, name: str, rows: Indices, part: slice, steps: Array, room: Array
) -> tuple[Array, Mask]:
    """Return the finite differences of some examples at epsilon and half of it, and flips of units.

    The steps are forth and back, and half of both; the differences have the shape (2, rows, m). A
    unit flips if its sign is not the same in the two passes at epsilon; where none does, none does
    at half of it.
    """
    moved = np.repeat(steps, rows.size)
    loss, flags = _finish(network, name, np.tile(rows, 4), part, moved, room)
    sides = loss.astype(np.float64).reshape(2, 2, rows.size, -1)
    apart = (steps[::2] - steps[1::2])[:, np.newaxis, np.newaxis]
    with np.errstate(invalid="ignore", over="ignore"):
        found = (sides[:, 0] - sides[:, 1]) / apart
    flips = np.zeros(found.shape[1:], dtype=bool)
    for forth, back in flags:
        flips |= np.any(forth != back, axis=1)
    return found, flips


def _finish(
    network: Network, name: str, rows: Indices, part: slice, steps: Array, room: Array
) -> tuple[Array, tuple[Mask, ...]]:
    """Move each row of a value by its own step and by itself, and finish the forward pass.

    Some examples are looked at. Where an output is moved, the losses of all others stay as they
    are: what is returned is its own alone.

    Returns
    -------
    tuple
        Every example's loss, shape (rows, m); and Z > 0 of the units that may flip, each of shape
        (2, rows, units, m), at the first two steps alone, where the activation has a kink.
    """
    here, activation = network.here, network.activation
    values = {each: here[each][:, part] for each in (name, "A1", "Z2", "A2", "Z3")}
    flags: list[Mask] = []
    with np.errstate(all="ignore"):
        value: Array = values[name][rows] + steps.astype(network.theta.dtype)[:, np.newaxis]
        layer = int(name[1])
        if name in ("Z2", "Z1"):
            flags.append(_above(value[:, np.newaxis]))
            value = activate(value, activation)
        if layer == 1:
            z2 = _passed_on(here["W2"], rows, value - values["A1"][rows], room)
            z2 += values["Z2"]
            flags.append(_above(z2))
            z3: Array = here["W3"] @ activate(z2, activation, out=z2)
            z3 += here["b3"]
        elif layer == 2:
            z3 = _passed_on(here["W3"], rows, value - values["A2"][rows], room)
            z3 += values["Z3"]
        else:
            return np.asarray(losses(value, network.y[rows, part], network.cost_form)), ()
        loss = np.sum(losses(z3, network.y[:, part], network.cost_form), axis=1)
    return np.asarray(loss), tuple(flags) if network.has_kinks else ()


def _above(z: Array) -> Mask:
    """Return Z > 0 of a step forth and back, which stand first, shape (2, rows, units, m)."""
    above: Mask = z[: len(z) // 2] > 0
    return above.reshape(2, -1, *z.shape[1:])


def _passed_on(weights: Array, rows: Indices, change: Array, room: Array) -> Array:
    """Return what a change of each row makes of the layer above, shape (rows, units, m)."""
    shape = (rows.size, weights.shape[0], change.shape[1])
    passed: Array = room[: prod(shape)].reshape(shape)
    np.multiply(weights.T[rows][:, :, np.newaxis], change[:, np.newaxis], out=passed)
    return passed
