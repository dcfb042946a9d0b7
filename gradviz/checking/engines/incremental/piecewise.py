"""Passes in which Z3 moves along a straight line, but where a unit changes sign."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from gradviz.checking.engines.incremental.base import PRODUCTS, SORTED, Base, Layer
from gradviz.checking.engines.incremental.bends import Bends, Reach
from gradviz.checking.engines.incremental.blocks import (
    BlockShape,
    Part,
    Sums,
    stretches,
)
from gradviz.checking.engines.incremental.losses import Arrangement, Losses
from gradviz.checking.engines.incremental.scratch import scratch
from gradviz.checking.estimate import (
    ALL_OUTPUTS,
    BLOCK_ELEMENTS,
    GROUP_NUMBERS,
    HELD,
    MOST_EXAMPLES,
    PAIRS_AT_ONCE,
)
from gradviz.checking.steps import Pace
from gradviz.network.layout import Array, Indices, Mask


@dataclass(frozen=True, eq=False)
class _Group:
    """Some units of the layer, with what does not depend on which of their parameters moves.

    Attributes
    ----------
    units
        Which.
    gains
        -dZ3/dZ of each along the linear part, shape (n_y, m + 1, units), 0 for the last, which is
        no example; of the last layer, where a unit is an output, n_y is 1.
    arranged
        The examples in which each unit moves anything, for each of these outputs.
    found, triples
        Where they can make a unit change sign: see `Reach.find`.
    """

    units: slice
    gains: Array
    arranged: tuple[Arrangement, ...]
    found: Mask
    triples: Indices


class Piecewise:
    """Moves the parameters of a layer whose way up is piecewise linear.

    Parameters
    ----------
    base
        The network at theta.
    layer
        The layer whose parameters are perturbed.
    passes
        How many parameters a unit has that are wanted.
    step
        The largest step of any of them.
    """

    def __init__(self, base: Base, layer: Layer, passes: int, step: float) -> None:
        self._base, self._layer = base, layer
        self._is_last = layer.number == 3
        self._losses = Losses(base, base.largest_move(layer, step))
        self._reach = None if self._is_last else Reach(base, layer, step)
        self.shape = self._shape(passes)

    def _shape(self, passes: int) -> BlockShape:
        """Return the size of a block: so that a few arrays of its numbers stay in the cache."""
        most = max(1, min(BLOCK_ELEMENTS // 2, ALL_OUTPUTS // self._base.outputs))  # J+ and J-
        can_move = self._layer.slopes != 0
        if self._reach is not None:
            can_move |= self._reach.near
        moving = 1 + int(np.mean(can_move) * self._base.examples)
        numbers = moving * (passes + 1)
        if numbers > most or self._is_last:
            return BlockShape(1, max(1, most // min(moving, MOST_EXAMPLES)))
        pairs = self._base.layers[1].z.size
        held = (numbers + HELD * moving) * self._base.outputs
        units = min(most // numbers, PAIRS_AT_ONCE // pairs, GROUP_NUMBERS // held)
        return BlockShape(max(1, units), passes)

    def prepare_steps(self, units: slice, pace: Pace) -> Generator[None, None, _Group]:
        """Compute what the passes of some units have in common, step by step."""
        layer = self._layer
        if self._reach is None:
            moving = np.ones((1, self._base.examples), dtype=bool)
            gains = np.full((1, self._base.examples, 1), -1, dtype=layer.z.dtype)
            found, triples = np.zeros(1, dtype=bool), np.zeros((3, 0), dtype=int)
        else:
            moving = (layer.slopes[units] != 0) | self._reach.near[units]
            gains = -self._gains(units)
            if pace.is_due(gains.size * (1 + self._base.layers[1].z.shape[0] // PRODUCTS)):
                yield
            found, triples = self._reach.find(units)
        arranged = []
        for output in self._outputs(units):
            arranged.append(self._losses.arrange(output, moving))
            if pace.is_due(SORTED * moving.size):
                yield
        no_example = np.zeros_like(gains[:, :1])
        gains = np.concatenate([gains, no_example], axis=1)
        return _Group(units, gains, tuple(arranged), found, triples)

    def _outputs(self, units: slice) -> range:
        outputs = range(self._base.outputs)
        return outputs[units] if self._is_last else outputs

    def _gains(self, units: slice) -> Array:
        """Return dZ3/dZ of some units along the linear part, shape (n_y, m, units)."""
        second, third = self._base.layers[1:]
        slopes = self._layer.slopes[units].T
        if self._layer.number == 2:
            return third.weights[:, np.newaxis, units] * slopes
        below = second.weights[:, units]
        gains = np.empty((self._base.outputs, *slopes.shape), slopes.dtype)
        for some in stretches(self._base.outputs, max(1, BLOCK_ELEMENTS // below.size)):
            ways = third.weights[some, :, np.newaxis] * below  # (outputs, n_2, units)
            np.matmul(second.slopes.T, ways, out=gains[some])
        gains *= slopes
        return gains

    def sums_steps(self, group: _Group, part: Part, pace: Pace) -> Generator[None, None, Sums]:
        """Return the summed losses of the passes of some parameters of a group, step by step."""
        steps = part.steps(group.units)
        found = Sums.empty(steps)
        costs = found.costs
        bends = yield from self._bends(group, part, steps, found, pace)
        for place, arranged in enumerate(group.arranged):
            for rows in stretches(arranged.examples.shape[0], MOST_EXAMPLES):
                examples = arranged.examples[rows]
                straight = self._straight(group.gains[place], part.inputs, examples)
                shape = (len(examples), *costs.shape)
                shifts = scratch("shifts", shape, straight.dtype)
                np.multiply(straight, steps, out=shifts)
                for unit, bend in bends:
                    self._bend(shifts[:, :, unit], bend, place, examples[:, unit])
                costs += self._losses.sums(shifts, arranged, rows)
                if pace.is_due(shifts.size):
                    yield
        if self._reach is not None:
            for unit, bend in bends:
                found.doubtful[unit] |= self._reach.are_lost(bend.taken, costs[:, unit])
        return found

    def _straight(self, gains: Array, inputs: Array, examples: Indices) -> Array:
        """Return how far -Z3 moves with a step, along the linear part.

        Shape (examples, 1, units, passes).
        """
        shape = (*examples.shape, inputs.shape[1])
        straight = scratch("straight", shape, inputs.dtype)
        np.take(inputs, examples, axis=0, out=straight, mode="clip")
        straight *= np.take_along_axis(gains, examples, axis=0)[:, :, np.newaxis]
        return straight[:, np.newaxis]

    def _bend(self, shifts: Array, bend: Bends, place: int, examples: Indices) -> None:
        """Subtract what kinks add to Z3 in the passes of a unit, (examples, signs, passes)."""
        rows = np.full(self._base.examples + 1, -1)
        rows[examples] = np.arange(examples.size)
        at = rows[bend.examples]
        here = at >= 0
        shifts[at[here]] -= bend.added[:, place, here].swapaxes(0, 1)

    def _bends(
        self, group: _Group, part: Part, steps: Array, found: Sums, pace: Pace
    ) -> Generator[None, None, list[tuple[int, Bends]]]:
        """Return what kinks do to the units of a group, counted from its first."""
        if self._reach is None:
            return []
        bends = []
        units = group.triples[0]  # ascending
        for place in np.flatnonzero(group.found):
            first, last = np.searchsorted(units, (place, place + 1))
            pairs = group.triples[1:, first:last]
            unit = group.units.start + int(place)
            bending = self._reach.bends_steps(unit, pairs, steps[:, place], part.inputs, pace)
            bend = yield from bending
            found.kinks[place] |= bend.kinks
            found.doubtful[place] |= bend.doubtful
            bends.append((int(place), bend))
        return bends
