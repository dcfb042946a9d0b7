"""Pre-activations that are exactly zero, where ReLU has no derivative."""

from dataclasses import dataclass

import numpy as np

from gradviz.checking.engines.batched import fill_stack
from gradviz.checking.engines.entries import Entries, Request
from gradviz.checking.subject import Subject
from gradviz.network.layout import Array, Indices, Mask
from gradviz.network.network import Network

# So far one-sided slopes reach at most: to the kink at theta, and hardly to another one.
SLOPE_STEPS = {np.dtype(np.float64): 1e-6, np.dtype(np.float32): 1e-3}
MOST_SLOPES = 2000


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


def exact_zeros(network: Network) -> tuple[ExactZero, ...]:
    """Return every hidden pre-activation that is exactly zero, layer by layer."""
    if not network.has_kinks:
        return ()
    return tuple(
        ExactZero(layer, int(unit), int(example))
        for layer in (1, 2)
        for unit, example in np.argwhere(network.here[f"Z{layer}"] == 0)
    )


def entries_at_zero(network: Network) -> Mask:
    """Return which parameters move a pre-activation that is exactly zero, shape (size,).

    No epsilon cures these: J has one slope on the left of theta and another one on the right.
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
    left, right
        (J - J(theta - step)) / step and (J(theta + step) - J) / step.
    step
        How far they reach.
    expected
        The error to expect of each, shape (size,).
    """

    left: Array
    right: Array
    step: float
    expected: Array

    def beyond(self, grad: Array, margin: float) -> Array:
        """Return how far grad is outside of the two slopes, shape (size,); 0 between them.

        Parameters
        ----------
        grad
            Shape (size,).
        margin
            How many times the error to expect counts as between them still.
        """
        with np.errstate(invalid="ignore"):
            lowest, highest = np.minimum(self.left, self.right), np.maximum(self.left, self.right)
            outside = np.maximum(lowest - grad, grad - highest)
            far: Array = np.where(outside > margin * self.expected, outside, 0.0)
        return far


def one_sided(
    subject: Subject, entries: Entries, places: Indices, epsilon: float, scheme: str, step: float
) -> tuple[Array, Array]:
    """Return the left and the right slopes of some entries, shapes (size,), NaN elsewhere.

    Parameters
    ----------
    subject
        What is checked.
    entries
        What an engine found, which is used as far as it tells them.
    places
        The entries that move an exact zero. Where passes of their own have to be run, those
        beyond the first `MOST_SLOPES` are left out.
    epsilon, scheme
        The step of the check, and how it was taken.
    step
        How far the slopes are to reach.
    """
    found = entries
    if step != epsilon or scheme != "central":
        found, places = Entries.empty(subject.theta.size), places[:MOST_SLOPES]
        request = Request(step, "central", {})
        for start in range(0, places.size, subject.chunk):
            fill_stack(subject, request, found, places[start : start + subject.chunk])
    left, right = (np.full(subject.theta.size, np.nan) for _ in range(2))
    with np.errstate(all="ignore"):
        left[places] = (subject.cost - found.minus[places]) / step
        right[places] = (found.plus[places] - subject.cost) / step
    return left, right
