"""Passes of a smooth activation: all units above the perturbed one are computed anew."""

from collections.abc import Generator

import numpy as np

from gradviz.checking.engines.incremental.base import Base, Layer
from gradviz.checking.engines.incremental.blocks import BlockShape, Part, Sums, stretches
from gradviz.checking.engines.incremental.changes import Change
from gradviz.checking.engines.incremental.losses import Losses
from gradviz.checking.engines.incremental.scratch import scratch
from gradviz.checking.estimate import BLOCK_ELEMENTS, LEAST_PASSES
from gradviz.checking.steps import Pace
from gradviz.network.layout import Array

EVERY = slice(0, None)


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
        farthest = step * float(np.max(layer.largest_inputs))
        rounding = float(np.finfo(layer.z.dtype).eps)
        self._change = Change(base.activation, farthest, rounding)
        # No activation is steeper than 1.
        farthest *= float(np.max(np.abs(base.layers[1].weights)))
        self._change_above = Change(base.activation, farthest, rounding)
        self._above = above = base.layers[1].z.shape[0] if layer.number == 1 else 1
        most = max(1, BLOCK_ELEMENTS // max(above, base.outputs))
        examples = min(base.examples, max(1, most // (1 + min(passes, LEAST_PASSES))))
        self.shape = BlockShape(1, max(1, min(passes, most // examples)))
        self._stretches = stretches(base.examples, examples)

    def prepare_steps(self, units: slice, pace: Pace) -> Generator[None, None, int]:  # noqa: ARG002
        """Return the unit; its passes have nothing else in common."""
        yield from ()
        return int(units.start)

    def sums_steps(self, unit: int, part: Part, pace: Pace) -> Generator[None, None, Sums]:
        """Return the summed losses of the passes of some parameters of a unit, step by step."""
        steps = part.steps(slice(unit, unit + 1))
        found = Sums.empty(steps)
        for examples in self._stretches:
            arranged = self._losses.arrange_all(examples)
            rows = arranged.examples[:, 0]
            z = self._layer.z[unit, examples, np.newaxis]
            a = self._own[unit, examples, np.newaxis]
            for sign, costs in enumerate(found.costs):  # (1, passes)
                moved = self._change.of(steps[sign, 0] * part.inputs[examples], z, a)
                shifts = self._shifts(unit, moved, examples)
                in_order = shifts.reshape(rows.size, -1)[rows, np.newaxis, np.newaxis]
                costs += self._losses.sums(in_order, arranged, EVERY)[0]
                if pace.is_due(moved.size * (1 + self._above) + shifts.size):
                    yield
        return found

    def _shifts(self, unit: int, moved: Array, examples: slice) -> Array:
        """Return how -Z3 moves, (n_y, examples, passes), where A of a unit moved by so much."""
        second, third = self._base.layers[1:]
        if self._layer.number == 2:
            return -third.weights[:, unit, np.newaxis, np.newaxis] * moved
        weights = second.weights[:, unit, np.newaxis, np.newaxis]
        above = scratch("above", (weights.shape[0], *moved.shape), moved.dtype)
        np.multiply(weights, moved, out=above)
        z2, a2 = second.z[:, examples, np.newaxis], third.inputs[:, examples, np.newaxis]
        self._change_above.of(above, z2, a2)
        flat = -third.weights @ above.reshape(above.shape[0], -1)
        return flat.reshape(-1, *moved.shape)
