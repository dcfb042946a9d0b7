"""The value of a node, what it should be, and how far apart they are; plain arrays."""

from dataclasses import dataclass, field
from functools import cached_property
from math import inf

import numpy as np

from gradviz.checking.expected import MARGIN
from gradviz.checking.findings import LineFinding, LineVerdict
from gradviz.checking.result import CheckResult
from gradviz.network.layout import Array, Cell, Mask
from gradviz.network.numbers import LONGER, number
from gradviz.presenting.array_numbers import ArrayNumbers, Numbers
from gradviz.subjects.network import network_of

TITLES = ("value", "numerical", "|difference|")
_FEW = 3  # digits, where there is little room
_WRONG = (LineVerdict.ORIGIN, LineVerdict.INHERITED)


@dataclass(frozen=True, eq=False)
class NodeValues:
    """What is known of the numbers of one node; arrays of its shape, float64.

    Attributes
    ----------
    name
        The node.
    value
        What the pass has; None where it was not given.
    numerical
        What it should be; None for a node of the forward pass, which is trusted.
    finding
        What is said of it; None for a node of the forward pass.
    """

    name: str
    value: Array | None = field(repr=False)
    numerical: Array | None = field(repr=False, default=None)
    finding: LineFinding | None = field(repr=False, default=None)

    @classmethod
    def of(cls, result: CheckResult, name: str) -> "NodeValues | None":
        """Return the numbers of a node of a check; None for a line that it does not judge."""
        network = network_of(result.experiment).draw()
        forward = {"X": network.x, "Y": network.y, "J": np.full((1, 1), network.cost_here)}
        given = forward.get(name, network.here.get(name))
        if given is not None:
            return cls(name, _as_map(given))
        finding = None if result.diagnosis is None else result.diagnosis.lines.get(name)
        return None if finding is None else cls.of_finding(finding)

    @classmethod
    def of_finding(cls, finding: LineFinding) -> "NodeValues":
        """Return the numbers of a line of the backward pass."""
        value = None if finding.value is None else _as_map(finding.value)
        return cls(finding.name, value, _as_map(finding.numerical), finding)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        shown = self.numerical if self.value is None else self.value
        assert shown is not None
        rows, columns = shown.shape
        return rows, columns

    @cached_property
    def difference(self) -> Array | None:
        """|value - numerical value|; None where one of them is not there."""
        if self.value is None or self.numerical is None:
            return None
        with np.errstate(invalid="ignore", over="ignore"):
            return np.abs(self.value - self.numerical)

    @cached_property
    def kinks(self) -> Mask:
        """Which entries of the numerical value mix two slopes."""
        return self._nowhere if self.finding is None else self.finding.kinks

    @cached_property
    def explained(self) -> Mask:
        """Which entries differ by no more than numerical error explains."""
        if self.difference is None or self.finding is None:
            return self._nowhere
        with np.errstate(invalid="ignore"):
            within: Mask = self.difference <= MARGIN * self.finding.expected
        return within

    @cached_property
    def wrong(self) -> Mask:
        """Which entries of a wrong line differ by more than numerical error and kinks explain."""
        if self.difference is None or self.finding is None or self.finding.verdict not in _WRONG:
            return self._nowhere
        wrong: Mask = ~self.explained & ~self.kinks
        return wrong

    @cached_property
    def _unjudged(self) -> int:
        """How many entries of an undecidable line numerical error and kinks do not explain."""
        if self.finding is None or self.finding.verdict is not LineVerdict.UNDECIDABLE:
            return 0
        return int(np.count_nonzero(~self.explained & ~self.kinks))

    @cached_property
    def largest(self) -> tuple[int, int] | None:
        """Row and column of the largest difference, before all of one that is not finite."""
        if self.difference is None:
            return None
        sizes = np.where(np.isfinite(self.difference), self.difference, inf)
        row, column = divmod(int(sizes.argmax()), self.shape[1])
        return row, column

    @cached_property
    def summary(self) -> str:
        """The largest difference and where it is; of the forward pass, the range."""
        if self.largest is None or self.difference is None:
            return "" if self.value is None else _range_words(self.value)
        difference = float(self.difference[self.largest])
        if difference == 0:
            return "value and numerical value are exactly equal"
        if self._not_finite:
            return self._not_finite
        row, column = self.largest
        words = f"off by up to {number(difference)} at row {row}, column {column}"
        count, size = int(np.count_nonzero(self.wrong)) + self._unjudged, self.difference.size
        if not count:
            return f"{words}; numerical error or kinks explain all"
        return f"{words}; {count:,} of {size:,} entries differ by more than numerical error"

    @cached_property
    def shorter_summaries(self) -> tuple[str, str]:
        """The same in fewer words, and in very few."""
        if self.difference is None or self.largest is None or self._not_finite:
            return self.summary, self.summary
        difference, (row, column) = float(self.difference[self.largest]), self.largest
        if difference == 0:
            return "both values are exactly equal", "exactly equal"
        count, size = int(np.count_nonzero(self.wrong)), self.difference.size
        share = f"{count:,} of {size:,} wrong" if count else "all explained"
        if self._unjudged:
            share = f"{self._unjudged:,} of {size:,} not explained"
        where = f"at [{row}, {column}]; {share}"
        return (
            f"off by up to {number(difference)} {where}",
            f"off by {number(difference, _FEW)} {where}",
        )

    @cached_property
    def _not_finite(self) -> str:
        """How many entries have no difference, and where the first one is; empty if all have."""
        assert self.difference is not None
        places = np.flatnonzero(~np.isfinite(self.difference))
        if not places.size:
            return ""
        row, column = divmod(int(places[0]), self.shape[1])
        are = "is" if places.size == 1 else "are"
        of = f"{places.size:,} of {self.difference.size:,}"
        return f"{of} values {are} not finite, first at [{row}, {column}]"

    def numbers(self, title: str) -> ArrayNumbers:
        """Return them as a table has them, those of the map of a title first."""
        arrays = dict(zip(TITLES, (self.value, self.numerical, self.difference), strict=True))
        parts = [Numbers(name, array) for name, array in arrays.items() if array is not None]
        parts.sort(key=lambda part: part.title != title)
        return ArrayNumbers(self.name, f"{self.name}: {self.summary}.", tuple(parts))

    def has(self, cell: Cell) -> bool:
        """Whether a cell is one of this node.

        Qt may tell a map that was hidden of a pointer that is on it still: it has another node's.
        """
        rows, columns = self.shape
        return cell.array == self.name and cell.row < rows and cell.column < columns

    def words_at(self, row: int, column: int) -> tuple[str, str, str]:
        """Return the values of one entry, the difference first; then twice in less room."""
        place, name = f"[{row}, {column}]", f"{self.name}[{row}, {column}]"
        apart, sides = self._apart_at(row, column, LONGER), self._sides_at(row, column, LONGER)
        kink = ["at a kink"] if self.kinks[row, column] else []
        few = self._apart_at(row, column, _FEW), self._sides_at(row, column, _FEW)
        texts = (
            [name, *apart, *sides, *kink],
            [place, *few[0], *few[1], *kink],
            [place, *(few[0][:1] or few[1]), *kink],
        )
        whole, short, shortest = ("  ".join(parts) for parts in texts)
        return whole, short, shortest

    def _sides_at(self, row: int, column: int, digits: int) -> list[str]:
        """Return what the difference is between."""
        arrays = {"value": self.value, "numerical": self.numerical}
        return [
            f"{name} {number(float(array[row, column]), digits)}"
            for name, array in arrays.items()
            if array is not None
        ]

    def _apart_at(self, row: int, column: int, digits: int) -> list[str]:
        """Return how far apart they are."""
        if self.difference is None:
            return []
        difference = number(float(self.difference[row, column]), digits)
        return [f"difference {difference}", *self._ratio_at(row, column, digits)]

    def _ratio_at(self, row: int, column: int, digits: int) -> list[str]:
        """Return how many times too large an entry is, where that can be said."""
        assert self.value is not None
        assert self.numerical is not None
        value, numerical = float(self.value[row, column]), float(self.numerical[row, column])
        if self.explained[row, column] or numerical == 0:
            return []
        return [f"ratio {number(value / numerical, digits)}"]

    @cached_property
    def _nowhere(self) -> Mask:
        return np.zeros(self.shape, dtype=bool)


def _as_map(array: Array) -> Array:
    return np.ascontiguousarray(np.atleast_2d(array), dtype=np.float64)


def _range_words(value: Array) -> str:
    finite = value[np.isfinite(value)]
    if not finite.size:
        return "no value is finite"
    low, high = float(finite.min()), float(finite.max())
    return f"all {number(low)}" if low == high else f"from {number(low)} to {number(high)}"
