"""The comparison of the textbook: grad beside gradapprox, as a whole, by array and by entry."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gradviz.checking.array_result import ArrayResult
from gradviz.checking.difference import difference, norm, relative_errors
from gradviz.checking.engines.entries import Entries
from gradviz.checking.parts import parts_of
from gradviz.network.layout import Array, Indices, Layout, Mask

RANKED = 200  # of the worst entries, which are found once and kept


@dataclass(frozen=True, eq=False)
class Comparison:
    """The gradient to be checked, and what an engine filled in; every vector of shape (size,).

    Attributes
    ----------
    layout
        Where each parameter stands in the vectors.
    grad
        The gradient to be checked.
    entries
        The numerical gradient, as far as it was computed; it no longer changes.
    """

    layout: Layout
    grad: Array
    entries: Entries

    @property
    def size(self) -> int:
        """The number of parameters."""
        return self.grad.size

    @cached_property
    def done(self) -> int:
        """How many entries were computed."""
        return int(np.count_nonzero(self.entries.computed))

    @property
    def is_partial(self) -> bool:
        """Whether entries were left out: it was stopped before its end, or is a sample."""
        return self.done < self.size

    @cached_property
    def crossed(self) -> int:
        """How many entries are at a kink."""
        return int(np.count_nonzero(self.entries.kinks))

    @cached_property
    def nonzero(self) -> int:
        """How many entries of the gradient are not zero: the others cannot show a bug."""
        return _covered(self.grad)

    @cached_property
    def uncovered(self) -> Mask:
        """Which entries of grad are zero, bool: a bug there cannot be seen."""
        uncovered: Mask = self.grad == 0
        return uncovered

    @cached_property
    def difference(self) -> float:
        """The relative difference of the computed entries; NaN if one is not finite."""
        return self.difference_of(slice(0, self.size))

    @cached_property
    def scale(self) -> float:
        """|grad| + |gradapprox|, the norms taken over all computed entries."""
        return self.scale_of(slice(0, self.size))

    @cached_property
    def errors(self) -> Array:
        """|grad - gradapprox| of each entry."""
        found = self.signed_errors
        return np.abs(found, out=found)

    @property
    def signed_errors(self) -> Array:
        """Grad - gradapprox of each entry."""
        with np.errstate(invalid="ignore", over="ignore"):
            return self.grad - self.entries.gradapprox

    @property
    def relative_errors(self) -> Array:
        """|grad - gradapprox| / (|grad| + |gradapprox|) of each entry."""
        return relative_errors(self.grad, self.entries.gradapprox)

    @cached_property
    def arrays(self) -> tuple[ArrayResult, ...]:
        """Each array's part, in vector order."""
        return tuple(self._array(name) for name in self.layout.names)

    def worst(self, most: int) -> Indices:
        """Return the places of the entries with the largest error, worst first.

        Entries that are not finite come before all others; entries not computed are left out.
        """
        return self._ranked[:most] if most <= RANKED else self._rank(most)

    def difference_of(self, part: slice) -> float:
        """Return the relative difference of the computed entries of a stretch of theta.

        NaN if there is none, or one is not finite.
        """
        computed = self._computed_in(part)
        grad = self.grad[computed]
        if not grad.size:
            return float("nan")
        return difference(grad, self.entries.gradapprox[computed])

    def scale_of(self, part: slice) -> float:
        """Return |grad| + |gradapprox| of the computed entries of a stretch of theta."""
        computed = self._computed_in(part)
        with np.errstate(invalid="ignore", over="ignore"):
            return norm(self.grad[computed]) + norm(self.entries.gradapprox[computed])

    def _computed_in(self, part: slice) -> slice | Indices:
        if not self.is_partial:
            return part
        computed: Indices = part.start + np.flatnonzero(self.entries.computed[part])
        return computed

    @cached_property
    def _ranked(self) -> Indices:
        ranked = self._rank(RANKED)
        ranked.flags.writeable = False
        return ranked

    @cached_property
    def _ranks(self) -> Array:
        """The errors, NaN above infinity above all others, and -1 where none is computed."""
        finite = np.minimum(self.errors, np.finfo(self.errors.dtype).max)
        ranks = np.where(np.isnan(finite), np.inf, finite)
        return np.where(self.entries.computed, ranks, -1.0)

    def _rank(self, most: int) -> Indices:
        found = [np.zeros(0, dtype=int)]
        for part in parts_of(self.size, 1):
            ranks = self._ranks[part]
            if most < ranks.size:
                found.append(part.start + np.argpartition(ranks, -most)[-most:])
            else:
                found.append(np.arange(part.start, part.stop))
        places = np.concatenate(found)
        places = places[self.entries.computed[places]]
        ranked: Indices = places[np.lexsort((places, -self._ranks[places]))][:most]
        return ranked

    def _array(self, name: str) -> ArrayResult:
        part = self.layout.slices[name]
        shape = self.layout.shape(name)
        place = part.start + int(np.argmax(self._ranks[part]))
        return ArrayResult(
            name=name,
            shape=shape,
            difference=self.difference_of(part),
            max_abs_error=float(self.errors[place]),
            worst=self.layout.subscript(place)[1],
            grad=float(self.grad[place]),
            gradapprox=float(self.entries.gradapprox[place]),
            nonzero=_covered(self.grad[part]),
            computed=int(np.count_nonzero(self.entries.computed[part])),
            kinks=int(np.count_nonzero(self.entries.kinks[part])),
        )


def _covered(grad: Array) -> int:
    """Return how many entries are numbers other than zero."""
    return int(np.count_nonzero(grad[np.isfinite(grad)]))
