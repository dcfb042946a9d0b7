"""The numbers of one map, to be shown as a table and copied with every digit."""

from dataclasses import dataclass, field

from gradviz.checking.result import CheckResult
from gradviz.network.layout import Array, Mask, Shape
from gradviz.network.numbers import exact, number
from gradviz.presenting.map_data import split_by_array
from gradviz.presenting.map_views import MapView
from gradviz.presenting.words import headline

MISSING = "–"


@dataclass(frozen=True, eq=False)
class Numbers:
    """One value of every entry.

    Attributes
    ----------
    title
        What it is.
    values
        Shape (rows, columns).
    known
        Which of them there are, of the same shape; None for all.
    """

    title: str
    values: Array = field(repr=False)
    known: Mask | None = field(repr=False, default=None)

    @property
    def shape(self) -> Shape:
        """Rows and columns."""
        rows, columns = self.values.shape
        return rows, columns

    def shown(self, row: int, column: int) -> str:
        """Return a value as the table shows it."""
        return number(float(self.values[row, column])) if self._has(row, column) else MISSING

    def tab_separated(self, rows: range, columns: range) -> str:
        """Return a line a row, every digit of every number, for a spreadsheet."""
        return "".join(
            "\t".join(self._exact(row, column) for column in columns) + "\n" for row in rows
        )

    def _exact(self, row: int, column: int) -> str:
        return exact(float(self.values[row, column])) if self._has(row, column) else ""

    def _has(self, row: int, column: int) -> bool:
        return self.known is None or bool(self.known[row, column])


@dataclass(frozen=True, eq=False)
class ArrayNumbers:
    """All values of one array, as they were when they were asked for.

    Attributes
    ----------
    name
        The array.
    words
        What check they are of.
    parts
        Its values, the one that the map shows first.
    """

    name: str
    words: str
    parts: tuple[Numbers, ...]


def numbers_of_array(result: CheckResult, name: str, view: MapView) -> ArrayNumbers:
    """Return the numbers of an array of a check, those of a view first."""
    views = [view, *(each for each in MapView if each is not view)]
    parts = []
    for each in views:
        data = next(data for data in split_by_array(result, each) if data.name == name)
        parts.append(Numbers(each.label, data.values, data.computed))
    return ArrayNumbers(name, _words(result), tuple(parts))


def _words(result: CheckResult) -> str:
    epsilon = exact(result.experiment.check.epsilon)
    return f"{headline(result)}; epsilon {epsilon}."
