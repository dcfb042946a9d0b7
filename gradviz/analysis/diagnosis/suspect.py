"""A wrong line with all that its value can be explained by."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import hypot, inf

import numpy as np

from gradviz.checking.difference import BLOCK, largest_size, norm
from gradviz.checking.expected import SURE
from gradviz.checking.mistake import Mistake
from gradviz.checking.parts import parts_of
from gradviz.network.algebras import Value
from gradviz.network.backward import BackwardProgram, Line, correct_lines
from gradviz.network.layout import Array, Mask
from gradviz.network.network import Network
from gradviz.network.spec import Layers

LAST_PLACES = 32.0  # by which the value of another line may be off, in units of its own last one
LEAST_EXPONENT = -1021  # of a power of two of which no bit is lost
ENOUGH = 2  # entries that make a constant ratio more than a coincidence
ALIKE = 1e-7  # of a ratio may be off, if it is a factor that somebody wrote
COARSEST = 1e-3  # ... where the value tells no more
KEPT = 20_000_000  # numbers of what other lines give
CHANCE = 1e-6  # of an explanation that fits by accident
FAR_BETTER = 0.01  # of the error may be left: a cause explains far more than the right rule does


@dataclass(frozen=True, eq=False)
class Suspect:
    """A wrong line, with all that its value can be explained by.

    Attributes
    ----------
    name
        The line.
    value, rule
        What it is, and what it should be given what it reads.
    decidable
        Which entries can tell.
    known
        Every value that it may read, as it is.
    network
        What is checked.
    rounding
        How far rounding may move each entry, of the shape of the line or a number.
    unit
        The unit roundoff of what computed or kept the value.
    computed
        What other lines give in its place, by their expression, as far as it was computed.
    """

    name: str
    value: Array = field(repr=False)
    rule: Array = field(repr=False)
    decidable: Mask = field(repr=False)
    known: Mapping[str, Value] = field(repr=False)
    network: Network = field(repr=False)
    rounding: Array | float = field(repr=False)
    unit: float
    computed: dict[str, Array] = field(default_factory=dict, repr=False)

    @property
    def right(self) -> str:
        """The right-hand side that it should have."""
        return correct_lines(self.network.activation)[self.name]

    @property
    def m(self) -> int:
        """The number of examples."""
        return int(self.network.x.shape[1])

    @cached_property
    def scale(self) -> float:
        """A power of two near the largest entry: squares of what is divided by it are numbers."""
        _, exponent = np.frexp(max(largest_size(each) for each in self._both))
        return float(np.ldexp(1.0, max(int(exponent) - 1, LEAST_EXPONENT)))

    @cached_property
    def tolerance(self) -> float:
        """The 2-norm of what may be left unexplained, in units of the scale."""
        return min(self._by_rounding, FAR_BETTER * self._error)

    @cached_property
    def _error(self) -> float:
        """The 2-norm of what the right rule leaves unexplained, in units of the scale."""
        return self._left(self.rule)

    @cached_property
    def _by_rounding(self) -> float:
        """The 2-norm of what rounding may make, in units of the scale."""
        by_entry = self.part(np.broadcast_to(self.rounding, self.rule.shape))
        return max(norm(by_entry) / self.scale, LAST_PLACES * self.unit * norm(self._target))

    @cached_property
    def blur(self) -> float:
        """How far a factor that is found from the value may be off: three standard deviations."""
        size = norm(self._target)
        return 3 * self._by_rounding / (SURE * size) if size else 1.0

    @cached_property
    def _target(self) -> Array:
        """What is to be explained, in units of the scale."""
        found: Array = self.part(self.value) / self.scale
        return found

    @property
    def _both(self) -> tuple[Array, Array]:
        return self.part(self.value), self.part(self.rule)

    @cached_property
    def off(self) -> Mask:
        """Which entries that can tell are off by more than rounding explains."""
        found, rounding = self.decidable.copy(), np.broadcast_to(self.rounding, self.rule.shape)
        for part in parts_of(*self.rule.shape):
            with np.errstate(all="ignore"):
                apart = np.abs(np.asarray(self.value[part], dtype=np.float64) - self.rule[part])
            found[part] &= ~(apart <= rounding[part])
        return found

    def prepared(self) -> Iterator[None]:
        """Work out what every mistake is held against, with a place to stop after each part."""
        for name in ("scale", "_target", "_by_rounding", "_error", "telling", "off"):
            getattr(self, name)
            yield

    def part(self, array: Array) -> Array:
        """Return the entries that can tell, as a vector in float64."""
        some = array.reshape(-1) if self._all_tell else array[self.decidable]
        return np.asarray(some, dtype=np.float64)

    @cached_property
    def _all_tell(self) -> bool:
        return bool(self.decidable.all())

    def fits(self, array: Array, factor: float = 1.0) -> bool:
        """Return whether a factor times an array is the line's value, down to rounding."""
        return self._left(array, factor, self.tolerance) <= self.tolerance

    def _left(self, array: Array, factor: float = 1.0, most: float = inf) -> float:
        """Return the 2-norm of what a factor times an array leaves, in units of the scale.

        Where a part leaves more than the most, no more is looked at: a few entries tell of most.
        """
        entries, left = self.part(array), 0.0
        for start in range(0, entries.size, BLOCK):
            some = slice(start, start + BLOCK)
            with np.errstate(all="ignore"):
                left = hypot(left, norm(self._target[some] - factor * entries[some] / self.scale))
            if not left <= most:
                break
        return left

    def tells(self, constants: int = 0) -> bool:
        """Return whether there are entries enough to tell a cause from chance.

        Parameters
        ----------
        constants
            How many numbers of the cause were chosen so that it fits: each takes an entry away.
        """
        left = self.telling - constants
        if left <= 0 or not self._error:
            return False
        return bool((self.tolerance / self._error) ** left <= CHANCE)

    def shown(self, change: Array) -> int:
        """Return how many entries that can tell a change moves by more than rounding."""
        return int(np.count_nonzero(self.decidable & (np.abs(change) > self.rounding)))

    @cached_property
    def telling(self) -> int:
        """How many entries are more than rounding, in the value or by the rule: the most."""
        return max(self.shown(self.value), self.shown(self.rule))

    def run(self, line: Line) -> Array:
        """Return the value that another line would have in its place."""
        source = line.expression.source
        if source in self.computed:
            return self.computed[source]
        found = self.run_with(line, {})
        if found.size * (len(self.computed) + 1) <= KEPT:
            self.computed[source] = found
        return found

    def run_with(self, line: Line, other: Mapping[str, Value]) -> Array:
        """Return the value that a line would have if some of what it reads were otherwise."""
        found, _ = BackwardProgram((line,)).run({**self.known, **other})
        return found[self.name]

    def ratio(self, base: Array) -> float | None:
        """Return the factor by which the value is a multiple of another, or None if it is none."""
        with np.errstate(all="ignore"):
            other = self.part(base)
            scale = largest_size(other)
            if not scale or not np.isfinite(scale):
                return None
            products = squares = 0.0
            for start in range(0, other.size, BLOCK):
                some = other[start : start + BLOCK] / scale
                products += float(np.sum(self._target[start : start + BLOCK] * some))
                squares += float(np.sum(some * some))
            share = products / squares
            ratio = share * self.scale / scale
        return ratio if np.isfinite(ratio) and self.is_times(ratio, base) else None

    def is_times(self, factor: float, base: Array) -> bool:
        """Return whether the value is a factor times another."""
        return self.fits(base, factor)

    def named(self, mistake: Mistake) -> Mistake:
        """Return a mistake with how many entries it explains: all that are not zero."""
        return replace(mistake, fitted=self.telling, entries=self.telling)

    def is_about(self, ratio: float, factor: float) -> bool:
        """Return whether a ratio that was found may be a factor that somebody wrote."""
        alike = max(ALIKE, min(self.blur, COARSEST))
        return abs(ratio - factor) <= alike * abs(factor)


def layers_of(network: Network) -> Layers:
    """Return n_x, n_1, n_2, n_y of a network."""
    n_1, n_2, n_y = (network.here[f"b{layer}"].shape[0] for layer in "123")
    return network.x.shape[0], n_1, n_2, n_y
