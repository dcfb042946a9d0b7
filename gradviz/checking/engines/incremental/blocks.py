"""How the parameters of a layer are cut into blocks that fit in the cache."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from gradviz.checking.engines.entries import Request
from gradviz.checking.engines.incremental.base import Layer
from gradviz.network.layout import Array, Indices, Layout, Mask


@dataclass(frozen=True)
class BlockShape:
    """How many units, and passes of each, are taken at a time."""

    units: int
    passes: int


@dataclass(frozen=True, eq=False)
class Part:
    """Some columns of a layer's W, and perhaps b: what its units are multiplied with.

    The last pass of every part moves nothing: it gives the sums from which the others differ.

    Attributes
    ----------
    layer, request, layout
        Whose parameters these are, and what is wanted of them.
    columns
        The columns of W.
    with_biases
        Whether b comes after them.
    inputs
        The inputs of these columns, 1 for b and 0 for the pass that moves nothing, shape
        (m + 1, passes); the last row, of what is no example, is 0.
    """

    layer: Layer
    request: Request
    layout: Layout
    columns: Indices
    with_biases: bool
    inputs: Array

    def steps(self, units: slice) -> Array:
        """Return the steps really taken, (theta + epsilon) - theta.

        Shape (signs, units, passes): for J+ and J-, in the forward scheme for J+ alone.
        """
        layer, epsilon = self.layer, self.request.epsilon
        count, signs = units.stop - units.start, 2 if self.request.scheme == "central" else 1
        steps = np.zeros((signs, count, self.inputs.shape[1]), dtype=layer.z.dtype)
        for theta, part in self._theta(units):
            steps[0, :, part] = (theta + epsilon) - theta
            if signs == 2:
                steps[1, :, part] = (theta - epsilon) - theta
        return steps

    def _theta(self, units: slice) -> Iterator[tuple[Array, slice]]:
        """Yield the columns of W and b, and where they stand among the passes."""
        yield self.layer.weights[units, self.columns], slice(0, self.columns.size)
        if self.with_biases:
            yield self.layer.biases[units], slice(self.columns.size, self.columns.size + 1)

    def places(self, units: slice) -> Indices:
        """Return the entries of theta, shape (units, passes - 1)."""
        weights, biases = f"W{self.layer.number}", f"b{self.layer.number}"
        rows = np.arange(units.start, units.stop)[:, np.newaxis]
        start, width = self.layout.slices[weights].start, self.layout.shape(weights)[1]
        found: Indices = start + width * rows + self.columns
        if self.with_biases:
            found = np.concatenate([found, self.layout.slices[biases].start + rows], axis=1)
        return found


def parts(layer: Layer, request: Request, layout: Layout, passes: int) -> list[Part]:
    """Cut the wanted columns of a layer, with at most so many passes each."""
    columns = request.columns[f"W{layer.number}"]
    with_biases = bool(request.columns[f"b{layer.number}"].size)
    count = columns.size + with_biases
    number = -(-count // passes)
    edges = [count * place // number for place in range(number + 1)]
    return [
        _part(layer, request, layout, columns[a:b], with_biases and b == count)
        for a, b in pairwise(edges)
    ]


def _part(
    layer: Layer, request: Request, layout: Layout, columns: Indices, with_biases: bool
) -> Part:
    passes = columns.size + with_biases + 1
    inputs = np.zeros((layer.inputs.shape[1] + 1, passes), dtype=layer.z.dtype)
    inputs[:-1, : columns.size] = layer.inputs[columns].T
    if with_biases:
        inputs[:-1, -2] = 1
    return Part(layer, request, layout, columns, with_biases, inputs)


def largest_step(layer: Layer, epsilon: float) -> float:
    """Return a bound of the steps really taken: epsilon, and what rounding may add to it."""
    largest = max(np.max(np.abs(layer.weights)), np.max(np.abs(layer.biases)))
    return float(epsilon + np.spacing(largest + layer.z.dtype.type(epsilon)))


@dataclass(frozen=True, eq=False)
class Sums:
    """What the passes of a block yield.

    Attributes
    ----------
    costs
        The summed losses, shape (signs, units, passes), for J+ and, but for the forward scheme,
        for J-.
    kinks
        In which passes a mask differs between the two, shape (units, passes).
    doubtful
        In which passes rounding decides the side of a unit, shape (units, passes).
    """

    costs: Array
    kinks: Mask
    doubtful: Mask

    @classmethod
    def empty(cls, steps: Array) -> "Sums":
        """Return sums of nothing for steps of shape (signs, units, passes)."""
        flags = (np.zeros(steps.shape[1:], dtype=bool) for _ in range(2))
        return cls(np.zeros_like(steps), *flags)


def stretches(count: int, most: int) -> list[slice]:
    """Return stretches of so many things, at most so many each."""
    return [slice(start, min(start + most, count)) for start in range(0, count, most)]
