"""The cross-entropy summed over examples, for many perturbed passes at once.

The sums are those of the textbook's formulas up to rounding, with fewer exponentials and
logarithms: a sum of logarithms is the logarithm of a product, and exp(z + shift) is
exp(z) * exp(shift), which for a small shift is a short series.
"""

from dataclasses import dataclass
from math import factorial

import numpy as np

from gradviz.checking.engines.incremental.base import Base, by_label
from gradviz.checking.engines.incremental.scratch import scratch
from gradviz.network.forward import losses
from gradviz.network.layout import Array, Indices, Mask

BEYOND = 800.0  # exp of it is infinite, and of the opposite 0
# With more terms a series is no faster than NumPy's exponential.
MOST_TERMS = 4


@dataclass(frozen=True, eq=False)
class Range:
    """What a precision can hold.

    Attributes
    ----------
    safe
        |Z3| up to which the sigmoid is neither 0 nor 1.
    logarithm
        A bound of the logarithm of the largest number.
    """

    safe: float
    logarithm: float


RANGES = {np.dtype(np.float64): Range(35.0, 700.0), np.dtype(np.float32): Range(15.0, 85.0)}


@dataclass(frozen=True, eq=False)
class Arrangement:
    """The examples in which some units move one output, those with the label 0 first.

    Attributes
    ----------
    examples
        For each unit, filled up with m, which is no example, to as many as another unit has,
        shape (n, units).
    zeros
        The number of rows with the label 0.
    facts
        Y, -Z3, an exponential and the sign of Z3 before anything moves, see `Base.facts`; shape
        (4, n, 1, units, 1). Those of what is no example have no loss.
    """

    examples: Indices
    zeros: int
    facts: Array


class Losses:
    """Sums the losses of a network whose logits are moved a little.

    Three ways lead to the same sums:

    - by the formulas as they stand, where a label is neither 0 nor 1, or the textbook's sigmoid
      may be 0 or 1;
    - else by products, with NumPy's exponential;
    - or with a series in its place, where the logits move by little (for the logits cost, also
      none of them to the other side of 0).

    Parameters
    ----------
    base
        The network at theta.
    moved
        A bound of how far any logit is moved.
    """

    def __init__(self, base: Base, moved: float) -> None:
        self._cost_form = base.cost_form
        self._facts, self._are_plain = base.facts, base.has_plain_labels
        self._orders = base.orders
        largest = base.largest_logit + moved
        held = RANGES[base.z3.dtype]
        self._keeps_sign = base.smallest_logit > moved
        self._safe, is_safe = held.safe, largest <= held.safe
        self._is_quick = self._are_plain and (is_safe or base.cost_form == "logits")
        self._factors = int(held.logarithm / (largest + 2)) if is_safe else 1
        self._grown_factors = int(held.logarithm)
        self._terms = _terms(moved, float(np.finfo(base.z3.dtype).eps))

    def arrange(self, output: int, moving: Mask) -> Arrangement:
        """Arrange the examples in which each unit moves an output; moving is (units, m)."""
        order, zeros = self._orders[output]
        in_order = moving[:, order]
        if len(moving) == 1:
            examples, zeros = order[in_order[0]][:, np.newaxis], in_order[0, :zeros].sum()
        else:
            upper = _packed(order[:zeros], in_order[:, :zeros], moving.shape[1])
            lower = _packed(order[zeros:], in_order[:, zeros:], moving.shape[1])
            examples, zeros = np.concatenate([upper, lower]), len(upper)
        facts = self._facts[:, output, examples]
        if len(moving) > 1:
            for rows, label in ((slice(0, zeros), 0), (slice(zeros, None), 1)):
                of_label = facts[:, rows]
                of_label[:, examples[rows] == moving.shape[1]] = self._filler(label)[:, np.newaxis]
        return Arrangement(examples, int(zeros), facts[:, :, np.newaxis, :, np.newaxis])

    def arrange_all(self, examples: slice) -> Arrangement:
        """Arrange some examples, in all of which all outputs are moved, as if they were more.

        The rows are those of an array (n_y, examples), flattened.
        """
        facts = self._facts[:, :, examples].reshape(len(self._facts), -1)
        order, zeros = by_label(facts[0], self._are_plain)
        facts = facts[:, order, np.newaxis, np.newaxis, np.newaxis]
        return Arrangement(order[:, np.newaxis], zeros, facts)

    def _filler(self, label: int) -> Array:
        """Return the facts of what is no example: its loss is nothing, or as good as nothing.

        Anything larger would take its digits from a small cost.
        """
        is_textbook = self._cost_form == "textbook"
        if is_textbook and not self._is_quick:  # the plain formula needs A3 inside of 0 and 1
            return np.array([1, -self._safe, 0, 1])
        if not self._is_quick:
            return np.array([0, BEYOND, 0, -1])
        sign = 1 if label else -1
        odds = np.inf if is_textbook and not label else 0
        return np.array([label, -sign * BEYOND, odds, sign])

    def sums(self, shifts: Array, arranged: Arrangement, rows: slice) -> Array:
        """Return the loss of one output, summed over some examples.

        Parameters
        ----------
        shifts
            By how much -Z3 moves, shape (examples, signs, units, passes); it is overwritten.
        arranged, rows
            These examples.

        Returns
        -------
        Array
            Shape (signs, units, passes).
        """
        labels, negated, odds, inward = arranged.facts[:, rows]
        zeros = min(max(arranged.zeros - rows.start, 0), shifts.shape[0])
        if not self._is_quick:
            every = losses(-(negated + shifts), labels, self._cost_form)
            return np.add.reduce(every, axis=0)  # type: ignore[no-any-return]
        if self._cost_form == "textbook":
            return self._textbook(shifts, negated, odds, zeros)
        return self._logits(shifts, negated, odds, inward, zeros)

    def _textbook(self, shifts: Array, negated: Array, odds: Array, zeros: int) -> Array:
        """Sum -log(A3) where the label is 1 and -log(1 - A3) where it is 0.

        A3 = 1 / (1 + exp(-Z3)); 1 - A3 is computed from it, as the textbook does, with the digits
        that this loses.
        """
        if self._terms:
            moved = self._series(shifts)
            moved *= odds
        else:
            shifts += negated
            moved = np.exp(shifts, out=shifts)
        moved += 1
        left = moved[:zeros]
        np.reciprocal(left, out=left)
        np.subtract(1, left, out=left)
        found = np.add.reduce(np.log(_products(moved[zeros:], self._factors)), axis=0)
        found -= np.add.reduce(np.log(_products(left, self._factors)), axis=0)
        return found  # type: ignore[no-any-return]

    def _logits(
        self, shifts: Array, negated: Array, odds: Array, inward: Array, zeros: int
    ) -> Array:
        """Sum max(Z3, 0) - Z3*Y + log1p(exp(-|Z3|)).

        For a label of 1 that is max(-Z3, 0) and the logarithm.
        """
        beyond = scratch("beyond", shifts.shape, shifts.dtype)
        np.add(shifts, negated, out=beyond)
        if self._terms and self._keeps_sign:
            shifts *= inward
            moved = self._series(shifts)
            moved *= odds
        else:
            moved = np.copysign(beyond, -1, out=shifts)
            np.exp(moved, out=moved)  # at most 1
        np.minimum(beyond[:zeros], 0, out=beyond[:zeros])
        np.maximum(beyond[zeros:], 0, out=beyond[zeros:])
        found = np.add.reduce(beyond[zeros:], axis=0)
        found -= np.add.reduce(beyond[:zeros], axis=0)
        grown = _grown(moved, self._grown_factors, beyond)
        found += np.add.reduce(np.log1p(grown), axis=0)
        return found  # type: ignore[no-any-return]

    def _series(self, shifts: Array) -> Array:
        """Return exp(shifts) by its series to the last digit."""
        odds = scratch("odds", shifts.shape, shifts.dtype)
        np.multiply(shifts, 1 / factorial(self._terms), out=odds)
        for power in reversed(range(self._terms)):
            odds += 1 / factorial(power)
            if power:
                odds *= shifts
        return odds


def _packed(examples: Indices, moving: Mask, filler: int) -> Indices:
    """Return for each unit the examples in which it moves anything, filled up to one length.

    Parameters
    ----------
    examples
        Shape (n,).
    moving
        Shape (units, n).
    filler
        What stands where a unit has fewer than another.
    """
    counts = np.count_nonzero(moving, axis=1)
    rows = np.arange(counts.max())[:, np.newaxis]
    first = np.argsort(~moving, axis=1, kind="stable")[:, : rows.size]
    return np.where(rows < counts, examples[first.T], filler)


def _terms(moved: float, rounding: float) -> int:
    """Return how many powers of a shift its exponential needs; 0 if they are too many.

    The first power that is left out, and all after it, are below a quarter of a rounding.
    """
    if not moved < 1:
        return 0
    for terms in range(1, MOST_TERMS + 1):
        if 2 * moved ** (terms + 1) / factorial(terms + 1) <= rounding / 4:
            return terms
    return 0


def _products(values: Array, most: int) -> Array:
    """Return products of at most so many values each along axis 0; values are overwritten."""
    count, size = values.shape[0], 1
    while count > 1 and 2 * size <= most:
        half = count // 2
        left = values[:half]
        left *= values[count - half : count]
        count, size = count - half, 2 * size
    return values[:count]


def _grown(values: Array, most: int, spare: Array) -> Array:
    """Return (1 + a)(1 + b)... - 1 of at most so many values each along axis 0, in their place.

    a + b + a*b, all of one sign, loses nothing where the values are small.
    """
    count, size = values.shape[0], 1
    while count > 1 and 2 * size <= most:
        half = count // 2
        left, right = values[:half], values[count - half : count]
        both = np.multiply(left, right, out=spare[:half])
        left += right
        left += both
        count, size = count - half, 2 * size
    return values[:count]
