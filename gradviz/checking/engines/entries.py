"""What an engine is asked for, and what it fills in."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

import numpy as np

from gradviz.network.layout import Array, Indices, Layout, Mask


@dataclass(frozen=True)
class Request:
    """Which finite differences are wanted.

    Attributes
    ----------
    epsilon
        The step.
    scheme
        ``central`` or ``forward``.
    columns
        The columns of the grid of each array that are wanted, ascending; the whole columns.
    """

    epsilon: float
    scheme: str
    columns: Mapping[str, Indices]

    @classmethod
    def of_all(cls, layout: Layout, epsilon: float, scheme: str) -> "Request":
        """Return a request for every entry."""
        columns = {name: np.arange(layout.grid(name)[1]) for name in layout.names}
        return cls(epsilon, scheme, columns)

    def sampled(self, layout: Layout, share: float) -> "Request":
        """Return a request for a share of the columns of every array, at least one of each.

        They are drawn at random, always the same: at equal distances they could fall into step
        with the data, such as the margins of a picture.
        """
        random = np.random.default_rng(0)
        columns = {}
        for name in layout.names:
            count = layout.grid(name)[1]
            wanted = min(count, max(1, round(share * count)))
            columns[name] = np.sort(random.choice(count, wanted, replace=False))
        return replace(self, columns=columns)

    @property
    def divisor(self) -> float:
        """What J+ - J- is divided by: the textbook's 2*epsilon, or epsilon."""
        return 2 * self.epsilon if self.scheme == "central" else self.epsilon

    def places(self, layout: Layout) -> Indices:
        """Return the wanted entries of theta, ascending."""
        if all(self.columns[name].size == layout.grid(name)[1] for name in layout.names):
            return np.arange(layout.size)
        return np.concatenate([self.places_in(layout, name).reshape(-1) for name in layout.names])

    def places_in(self, layout: Layout, name: str) -> Indices:
        """Return the wanted entries of an array, shape (rows of its grid, wanted columns)."""
        rows, columns = layout.grid(name)
        starts = layout.slices[name].start + columns * np.arange(rows)[:, np.newaxis]
        found: Indices = starts + self.columns[name]
        return found


@dataclass(frozen=True, eq=False)
class Entries:
    """What an engine fills in; each array has shape (size,), values are NaN where not computed.

    All engines keep the textbook's 2*epsilon as the divisor, as the exercise does, although the
    step that floating point really takes, (theta + eps) - (theta - eps), may differ in its last
    digits.

    Attributes
    ----------
    plus, minus
        J(theta + eps e_i) and J(theta - eps e_i); in the forward scheme minus is J(theta).
    gradapprox
        The numerical gradient.
    computed
        Which entries are computed, bool.
    kinks
        Which entries are at a kink, bool: a hidden unit is on the one side of the kink of its
        activation in one of the two passes, and on the other side in the other. False where not
        computed, and for a smooth activation.
    """

    plus: Array
    minus: Array
    gradapprox: Array
    computed: Mask
    kinks: Mask

    @classmethod
    def empty(cls, size: int) -> "Entries":
        """Return entries none of which is computed."""
        plus, minus, gradapprox = (np.full(size, np.nan) for _ in range(3))
        computed, kinks = (np.zeros(size, dtype=bool) for _ in range(2))
        return cls(plus, minus, gradapprox, computed, kinks)

    def fill(
        self,
        request: Request,
        places: Indices | int,
        plus: Array | float,
        minus: Array | float,
        kinks: Mask | bool,
    ) -> None:
        """Write down the two costs of some entries, and which are at a kink."""
        self.plus[places] = plus
        self.minus[places] = minus
        with np.errstate(invalid="ignore", over="ignore"):
            difference = np.subtract(plus, minus, dtype=np.float64)
            self.gradapprox[places] = difference / request.divisor
        self.kinks[places] = kinks
        self.computed[places] = True

    def copy(self) -> "Entries":
        """Return entries that no longer change."""
        return Entries(*(getattr(self, each.name).copy() for each in fields(self))).frozen()

    def frozen(self) -> "Entries":
        """Let no more be written, and return these entries: the engine is done."""
        for each in fields(self):
            getattr(self, each.name).flags.writeable = False
        return self
