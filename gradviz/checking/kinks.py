"""Pre-activations that are exactly zero, where ReLU has no derivative."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace

import numpy as np

from gradviz.checking.expected import SURE
from gradviz.checking.precision import FLOAT64, Precision
from gradviz.checking.second_opinion.complex_step import complex_steps
from gradviz.checking.second_opinion.rounding import near_kinks, right_pass_steps, vanishing_of
from gradviz.checking.subject import Built, Layered
from gradviz.network.layout import Array, Indices, Mask
from gradviz.network.network import Network

LEAST = 1e-7  # of an entry: what is off by less near theta is no mistake
NEARBY = 1e-3  # how far theta is moved away from exact zeros, about
# So far one-sided slopes reach: to the kink at theta, and hardly to another one.
SLOPE_STEPS = {np.dtype(np.float64): 1e-6, np.dtype(np.float32): 1e-3}


@dataclass(frozen=True)
class ExactZero:
    """A hidden unit that stands exactly at its kink for one example.

    Attributes
    ----------
    layer
        1 or 2.
    unit, example
        Row and column in Z of that layer.
    """

    layer: int
    unit: int
    example: int

    def __str__(self) -> str:
        return f"Z{self.layer}[{self.unit},{self.example}]"


def exact_zeros(network: Network, most: int | None = None) -> tuple[ExactZero, ...]:
    """Return the hidden pre-activations that are exactly zero, layer by layer.

    Parameters
    ----------
    network
        Whose.
    most
        How many of them, the first ones; None for all. There may be millions.
    """
    if not network.has_kinks:
        return ()
    return tuple(
        ExactZero(layer, int(unit), int(example))
        for layer in (1, 2)
        for unit, example in np.argwhere(network.here[f"Z{layer}"] == 0)[:most]
    )[:most]


def entries_at_zero(network: Network) -> Mask:
    """Return which parameters move a pre-activation that is exactly zero, shape (size,).

    No epsilon changes that: J has one slope on the left of theta and another one on the right.
    """
    here, found = network.here, np.zeros(network.layout.size, dtype=bool)
    if not network.exact_zeros:
        return found
    x, w2 = network.x != 0, here["W2"] != 0
    z1, z2 = here["Z1"] == 0, here["Z2"] == 0
    passes_on = here["Z1"] >= 0 if network.activation == "relu" else np.ones_like(z1)
    moved_by_1 = z1 | (passes_on & _any(w2.T, z2))  # (unit of layer 1, example)
    moving = {
        "W1": _any(moved_by_1, x.T),
        "b1": moved_by_1.any(axis=1, keepdims=True),
        "W2": _any(z2, (here["A1"] != 0).T),
        "b2": z2.any(axis=1, keepdims=True),
        "W3": np.zeros(here["W3"].shape, dtype=bool),
        "b3": np.zeros(here["b3"].shape, dtype=bool),
    }
    return np.concatenate([moving[name].reshape(-1) for name in network.layout.names])


def _any(left: Mask, right: Mask) -> Mask:
    """Return where a path leads through both: the Boolean product of two matrices."""
    found: Mask = (left.astype(np.float32) @ right.astype(np.float32)) > 0
    return found


@dataclass(frozen=True, eq=False)
class Slopes:
    """The one-sided slopes of J at theta; arrays of shape (size,), NaN where they were not taken.

    Attributes
    ----------
    moves
        Which entries move an exact zero, bool.
    left, right
        (J - J(theta - step)) / step and (J(theta + step) - J) / step.
    is_single
        Between which slopes a right grad must lie, bool: one unit alone crosses its kink. Where
        several do, each adds to one of the two slopes, and both may be on one side of grad.
    step
        How far they reach.
    expected
        The error to expect of each.
    """

    moves: Mask
    left: Array
    right: Array
    is_single: Mask
    step: float
    expected: Array

    def beyond(self, grad: Array, margin: float) -> Array:
        """Return how far grad is outside of slopes between which it must lie, shape (size,).

        Parameters
        ----------
        grad
            Shape (size,).
        margin
            How many times the error to expect counts as between them still.
        """
        with np.errstate(invalid="ignore", over="ignore"):
            lowest, highest = np.minimum(self.left, self.right), np.maximum(self.left, self.right)
            outside = np.maximum(lowest - grad, grad - highest)
            is_far = self.is_single & (outside > margin * self.expected)
        far: Array = np.where(is_far, outside, 0.0)
        return far


def slopes_steps(
    subject: Built, network: Network, most: int, expected: Callable[[float], Array]
) -> Generator[None, None, Slopes]:
    """Take the one-sided slopes of the entries that move an exact zero, step by step.

    Parameters
    ----------
    subject, network
        What is checked.
    most
        How many entries there is time for.
    expected
        Returns the error to expect of slopes that reach so far, shape (size,), as far as it is
        known of all entries alike.
    """
    moves, size = entries_at_zero(network), subject.theta.size
    step = SLOPE_STEPS[subject.theta.dtype]
    places = np.flatnonzero(moves)[:most]
    left, right, is_single = np.full(size, np.nan), np.full(size, np.nan), np.zeros(size, bool)
    errors = expected(step).copy()
    for start in range(0, places.size, subject.chunk):
        part = places[start : start + subject.chunk]
        (right[part], left[part]), flips = yield from _slopes(subject, part, step)
        further, _ = yield from _slopes(subject, part, 2 * step)
        # What twice the step changes is the truncation of a one-sided slope. How J bends between
        # kinks is not known of entries that step over one in either direction.
        with np.errstate(all="ignore"):
            errors[part] += np.max(np.abs(further - (right[part], left[part])), axis=0)
        is_single[part] = flips == 1
        yield
    return Slopes(moves, left, right, is_single, step, errors)


def _slopes(
    subject: Built, places: Indices, step: float
) -> Generator[None, None, tuple[Array, Indices]]:
    """Return the slopes on the right and on the left of entries, and how many units flip."""
    costs, flips = yield from _on_both_sides(subject, subject.theta, places, step)
    with np.errstate(all="ignore"):
        slopes = (costs - subject.cost) / np.array([[step], [-step]])
    return slopes, flips


def near_theta_steps(
    subject: Built, places: Indices, allowance: Array
) -> Generator[None, None, Array]:
    """Check some entries near theta, where no unit stands exactly at its kink, step by step.

    A right backward pass is right there too, and what is wrong with one at exact zeros, where
    several slopes meet and nothing can be said, shows.

    Parameters
    ----------
    subject
        What is checked.
    places
        The entries.
    allowance
        The error that counts as none, shape (size,).

    Returns
    -------
    Array
        |grad - gradapprox| near theta where it is larger than that, shape (size,); 0 elsewhere,
        where an entry still steps over a kink, and where the gradient is only known at theta.
    """
    found, step = np.zeros(subject.theta.size), SLOPE_STEPS[subject.theta.dtype]
    theta = theta_nearby(subject.theta)
    grad = subject.gradients_at(theta)
    if grad is None:
        return found
    if isinstance(subject, Layered):
        of_network = replace(subject.network, theta=theta)
        off = yield from _off_by_complex_steps(of_network, subject.precision, grad)
        found[places] = off[places]
        return found
    for start in range(0, places.size, subject.chunk):
        part = places[start : start + subject.chunk]
        costs, flips = yield from _on_both_sides(subject, theta, part, step)
        with np.errstate(all="ignore"):
            gradapprox = (costs[0] - costs[1]) / (2 * step)
            errors = np.abs(grad[part] - gradapprox)
            is_wrong = (flips == 0) & (errors > allowance[part])
        found[part] = np.where(is_wrong, errors, 0.0)
        yield
    return found


def _off_by_complex_steps(
    moved: Network, precision: Precision, grad: Array
) -> Generator[None, None, Array]:
    """Return by how much grad is off at a network's parameters, where rounding does not explain it.

    No step has to be chosen, which would be too long for a weight on inputs of 1e9.
    """
    right = yield from complex_steps(moved, near_kinks(moved, 0.0))
    vanishing = vanishing_of(precision)
    rounding = (yield from right_pass_steps(moved, vanishing=vanishing)).of_gradient(moved)
    yield
    with np.errstate(all="ignore"):
        off = np.maximum(np.abs(grad - right.middle) - right.reach, 0.0)
        expected = 2 * (precision.unit + FLOAT64) * rounding
        is_wrong = (off > SURE * expected) & (off > LEAST * np.abs(grad))
    found: Array = np.where(is_wrong, off, 0.0)
    return found


def theta_nearby(theta: Array) -> Array:
    """Return parameters near others, where no unit stands exactly at its kink."""
    random = np.random.default_rng(0)
    nearby: Array = theta + (NEARBY * random.standard_normal(theta.size)).astype(theta.dtype)
    return nearby


def _on_both_sides(
    subject: Built, theta: Array, places: Indices, step: float
) -> Generator[None, None, tuple[Array, Indices]]:
    """Return J a step to the right and to the left of entries, and how many units flip between."""
    rows = np.arange(places.size)
    thetas = np.repeat(theta[np.newaxis], 2 * places.size, axis=0)
    thetas[rows, places] += step
    thetas[rows + places.size, places] -= step
    costs, masks = yield from subject.run_steps(thetas)
    flips = np.zeros(places.size, dtype=int)
    for mask in masks:
        flips += np.count_nonzero(mask[: places.size] != mask[places.size :], axis=(-2, -1))
    return costs.astype(np.float64).reshape(2, -1), flips
