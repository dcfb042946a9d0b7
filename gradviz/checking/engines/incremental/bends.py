"""What the kinks of ReLU add to a pass that is linear where no unit changes sign."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass

import numpy as np

from gradviz.checking.engines.incremental.base import PRODUCTS, Base, Layer
from gradviz.checking.engines.incremental.blocks import stretches
from gradviz.checking.estimate import PAIRS_AT_ONCE
from gradviz.checking.steps import Pace
from gradviz.network.layout import Array, Indices, Mask

# Numbers of an array over pairs of units and examples, and passes.
PAIR_ELEMENTS = 32_000
# What kinks may take from the sum of the losses before its rounding counts, beside J and beside 1.
MOST_TAKEN = 1.0


@dataclass(frozen=True, eq=False)
class Bends:
    """What the kinks add to Z3 in the passes of one unit's parameters.

    Attributes
    ----------
    examples
        The examples in which a unit can change sign, ascending, shape (n,).
    added
        What is added to Z3, shape (signs, n_y, n, passes).
    kinks
        In which passes a mask differs between the two, shape (passes,).
    doubtful
        In which passes a unit is so close to zero that rounding decides its side, shape (passes,).
    taken
        The sum over outputs and examples of the sizes of what is added, where it may be much;
        shape (signs, passes), or (1, 1).
    """

    examples: Indices
    added: Array
    kinks: Mask
    doubtful: Mask
    taken: Array


@dataclass(frozen=True, eq=False)
class _Turn:
    """What happens to some units of a layer, in some examples, when their Z moves.

    Attributes
    ----------
    beyond
        What A is off from the straight line, shape (signs, pairs, passes).
    kinks, doubtful
        Shape (passes,).
    """

    beyond: Array
    kinks: Mask
    doubtful: Mask


class Reach:
    """Finds where the steps of a layer's parameters can make a unit change sign.

    Parameters
    ----------
    base
        The network at theta.
    layer
        The layer whose parameters are perturbed, 1 or 2.
    step
        The largest step of any of them.

    Attributes
    ----------
    near
        In which examples a unit of the layer itself can change sign, shape (units, m).
    """

    def __init__(self, base: Base, layer: Layer, step: float) -> None:
        self._base, self._layer = base, layer
        self._farthest = step * layer.largest_inputs  # of Z of this layer, shape (m,)
        self._takes_much = 2 * base.outputs * base.largest_move(layer, step) > MOST_TAKEN
        self.near = np.abs(layer.z) - layer.rounding <= self._farthest
        above = base.layers[1]
        if layer.number == 1:
            self._weights = np.abs(above.weights.T[:, :, np.newaxis])  # (n_1, n_2, 1)
            self._rounding = layer.rounding_of_moved(self._farthest)  # of A of this layer, (n_1, m)
            carried = self._weights[:, :, 0].T @ self._rounding
            self._margin = np.abs(above.z) - above.rounding - carried  # (n_2, m)

    def find(self, units: slice) -> tuple[Mask, Indices]:
        """Return where some units can make a sign change.

        Returns
        -------
        tuple
            Of which units, a mask; and the triples (unit, unit above, example), shape (3, n), the
            units counted from the first of these.
        """
        near = self.near[units]
        found: Mask = np.any(near, axis=1)
        if self._layer.number == 2:
            return found, np.zeros((3, 0), dtype=int)
        farthest = np.maximum(self._layer.slopes[units], near) * self._farthest
        triples = []
        for above in stretches(self._margin.shape[0], max(1, PAIRS_AT_ONCE // farthest.size)):
            moved = self._weights[units, above] * farthest[:, np.newaxis]
            hits = moved >= self._margin[above]
            if hits.any():
                hits &= moved > 0
                triples.append(np.add(np.nonzero(hits), [[0], [above.start], [0]]))
        joined = np.concatenate([np.zeros((3, 0), dtype=int), *triples], axis=1)
        joined = joined[:, np.argsort(joined[0], kind="stable")]
        found[joined[0]] = True
        return found, joined

    def bends_steps(
        self, unit: int, pairs: Indices, steps: Array, inputs: Array, pace: Pace
    ) -> Generator[None, None, Bends]:
        """Compute what the kinks do to the passes of some parameters of a unit, step by step.

        Parameters
        ----------
        unit
            The unit whose parameters are perturbed.
        pairs
            The units above and the examples that `find` gave for it, shape (2, n).
        steps
            The steps really taken, shape (signs, passes).
        inputs
            What each parameter is multiplied by, a row an example.
        pace
            When to yield.
        """
        base, layer = self._base, self._layer
        may_bend = self.near[unit].copy()
        may_bend[pairs[1]] = True
        examples = np.flatnonzero(may_bend)
        shifts = steps[:, np.newaxis] * inputs[examples]  # of Z, (signs, examples, passes)
        own = _turn(layer, np.full(examples.size, unit), examples, shifts, 0.0)
        ways = self._ways_up(unit, examples)
        if pace.is_due(ways.size * (1 + base.layers[1].z.shape[0] // PRODUCTS)):
            yield
        added = own.beyond[:, np.newaxis] * ways[:, :, np.newaxis]
        kinks, doubtful, taken = own.kinks, own.doubtful, self._sizes(added)
        if pace.is_due(added.size):
            yield
        if pairs.size:
            moved = self._moved(unit, examples, shifts, own.beyond)
            above, places = base.layers[1], np.searchsorted(examples, pairs[1])
            for part, begins in _by_place(places, steps.shape[1] * max(1, base.outputs // 8)):
                units, where = pairs[0, part], places[part]
                weights = above.weights[units, unit][:, np.newaxis]
                slack = np.abs(weights[:, 0]) * self._rounding[unit, pairs[1, part]]
                turn = _turn(above, units, pairs[1, part], weights * moved[:, where], slack)
                out = base.layers[2].weights[:, units][:, :, np.newaxis]
                moves = out * turn.beyond[:, np.newaxis]
                added[:, :, where[begins]] += np.add.reduceat(moves, begins, axis=2)
                kinks, doubtful = kinks | turn.kinks, doubtful | turn.doubtful
                taken = taken + self._sizes(moves)
                if pace.is_due(turn.beyond.size + moves.size):
                    yield
        return Bends(examples, added, kinks, doubtful, taken)

    def are_lost(self, taken: Array, losses: Array) -> Mask:
        """Return in which passes kinks take more from a straight move than is left of it.

        With inputs of 1e6, say, the straight move may be 1e5, and where the unit turns off hardly
        anything of it is left: its rounding would be all that is seen.

        Parameters
        ----------
        taken
            See `Bends`.
        losses
            The summed losses, shape (signs, passes).
        """
        left = np.maximum(losses, self._base.examples)
        lost: Mask = ~np.all(taken <= MOST_TAKEN * left, axis=0)
        return lost

    def _sizes(self, added: Array) -> Array:
        """Return the sum of sizes over outputs and examples, if they can be large."""
        if not self._takes_much:
            return np.zeros((1, 1))
        sizes: Array = np.sum(np.abs(added), axis=(1, 2))
        return sizes

    def _moved(self, unit: int, examples: Indices, shifts: Array, beyond: Array) -> Array:
        """Return how far A of a unit moves, of the shape of the shifts of its Z.

        Where it changes sign, that is the difference of two A: what is taken from a straight move
        may be nearly all of it.
        """
        layer = self._layer
        straight: Array = layer.slopes[unit, examples][:, np.newaxis] * shifts
        if not self._takes_much:
            straight += beyond
            return straight
        before = layer.z[unit, examples][:, np.newaxis]
        after = before + shifts
        turned = np.maximum(after, layer.leak * after) - np.maximum(before, layer.leak * before)
        moved: Array = np.where(beyond != 0, turned, straight)
        return moved

    def _ways_up(self, unit: int, examples: Indices) -> Array:
        """Return dZ3/dA of a unit along the linear part, shape (n_y, examples)."""
        second, third = self._base.layers[1:]
        if self._layer.number == 2:
            return np.repeat(third.weights[:, unit, np.newaxis], examples.size, axis=1)
        ways: Array = third.weights * second.weights[:, unit] @ second.slopes[:, examples]
        return ways


def _turn(
    layer: Layer, units: Indices, examples: Indices, shifts: Array, slack: Array | float
) -> _Turn:
    """Move Z of some pairs of a unit and an example by shifts of shape (signs, pairs, passes)."""
    before = layer.z[units, examples][:, np.newaxis]
    after = before + shifts
    on = after > 0
    was_on = before > 0
    beyond = (on.astype(after.dtype) - was_on) * (1 - layer.leak)
    beyond *= after
    rounding = (layer.rounding[units, examples] + slack)[:, np.newaxis]
    doubtful = (np.abs(after) <= rounding) & (shifts != 0)
    return _Turn(
        beyond,
        np.any(on[0] != (on[1] if len(on) == 2 else was_on), axis=0),
        np.any(doubtful, axis=(0, 1)),
    )


def _by_place(places: Indices, passes: int) -> Iterator[tuple[Indices, Indices]]:
    """Yield pairs sorted by their places, some at a time, and where each place begins."""
    order = np.argsort(places, kind="stable")
    for part in stretches(places.size, max(1, PAIR_ELEMENTS // (2 * passes))):
        some = order[part]
        begins = np.flatnonzero(np.diff(places[some], prepend=-1))
        yield some, begins
