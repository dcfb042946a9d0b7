"""Passes of a smooth activation: all units above the perturbed one are computed anew."""

import numpy as np

from gradviz.checking.engines.structured.base import Base, Layer
from gradviz.checking.engines.structured.blocks import ELEMENTS, BlockShape, Part, Sums, stretches
from gradviz.checking.engines.structured.losses import Arrangement, Losses
from gradviz.checking.engines.structured.scratch import scratch
from gradviz.network.forward import activate
from gradviz.network.layout import Array

EVERY = slice(0, None)
LEAST_PASSES = 16  # of a block, so that the one that moves nothing adds little


class Smooth:
    """Moves the parameters of one of the hidden layers, unit by unit.

    Parameters
    ----------
    base
        The network at theta.
    layer
        The layer whose parameters are perturbed, 1 or 2.
    passes
        How many parameters a unit has that are wanted.
    step
        The largest step of any of them.
    """

    def __init__(self, base: Base, layer: Layer, passes: int, step: float) -> None:
        self._base, self._layer = base, layer
        self._losses = Losses(base, base.largest_move(layer, step))
        self._own = base.layers[layer.number].inputs  # A of this layer
        above = base.layers[1].z.shape[0] if layer.number == 1 else 1
        most = max(1, ELEMENTS // max(above, base.outputs))
        examples = min(base.examples, max(1, most // (1 + min(passes, LEAST_PASSES))))
        self.shape = BlockShape(1, max(1, min(passes, most // examples)))
        self._stretches = [
            (stretch, self._arranged(stretch)) for stretch in stretches(base.examples, examples)
        ]

    def _arranged(self, stretch: slice) -> list[Arrangement]:
        """Return a stretch of the examples, arranged for each output."""
        moving = np.zeros((1, self._base.examples), dtype=bool)
        moving[:, stretch] = True
        return [self._losses.arrange(output, moving) for output in range(self._base.outputs)]

    def prepare(self, units: slice) -> int:
        """Return the unit; its passes have nothing else in common."""
        return int(units.start)

    def sums(self, unit: int, part: Part) -> Sums:
        """Return the summed losses of the passes of some parameters of a unit."""
        steps = part.steps(slice(unit, unit + 1))
        found = Sums.empty(steps)
        for examples, arranged in self._stretches:
            before = self._layer.z[unit, examples, np.newaxis]
            for sign, costs in enumerate(found.costs):
                z = before + steps[sign, 0] * part.inputs[examples]
                moved = activate(z, self._base.activation, out=z)
                moved -= self._own[unit, examples, np.newaxis]
                shifts = self._shifts(unit, moved, examples)
                for output, each in enumerate(arranged):
                    in_order = shifts[output, each.examples - examples.start]
                    costs += self._losses.sums(in_order[:, np.newaxis], each, EVERY)[0]
        return found

    def _shifts(self, unit: int, moved: Array, examples: slice) -> Array:
        """Return how -Z3 moves, (n_y, examples, passes), where A of a unit moved by so much."""
        second, third = self._base.layers[1:]
        if self._layer.number == 2:
            return -third.weights[:, unit, np.newaxis, np.newaxis] * moved
        weights = second.weights[:, unit, np.newaxis, np.newaxis]
        a2 = scratch("above", (weights.shape[0], *moved.shape), moved.dtype)
        np.multiply(weights, moved, out=a2)
        a2 += second.z[:, examples, np.newaxis]
        activate(a2, self._base.activation, out=a2)
        a2 -= third.inputs[:, examples, np.newaxis]
        flat = -third.weights @ a2.reshape(a2.shape[0], -1)
        return flat.reshape(-1, *moved.shape)
