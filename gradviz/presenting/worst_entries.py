"""The worst entries of a check, as plain rows."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gradviz.checking.cause import Cause, cause_of
from gradviz.checking.difference import relative_errors
from gradviz.checking.result import CheckResult
from gradviz.network.numbers import exact, number
from gradviz.presenting.parameter_names import parameter_name

MOST = 200

# Infinite in place of NaN is no option: an entry may really be infinite.
SortKey = tuple[int, float]


@dataclass(frozen=True)
class WorstEntry:
    """One entry of theta.

    Attributes
    ----------
    index
        Its place in theta.
    name
        ``W2[1, 3]``.
    error, grad, gradapprox, relative
        |grad - gradapprox|, the two values, and the error relative to the sum of their sizes.
    ratio
        grad / gradapprox, or None where gradapprox is 0.
    is_failing
        Whether it is known to be wrong.
    cause
        What explains the error.
    """

    index: int
    name: str
    error: float
    grad: float
    gradapprox: float
    relative: float
    ratio: float | None
    is_failing: bool
    cause: Cause


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes
    ----------
    title
        Its header.
    value
        What it is sorted by, and shows if it has no words.
    meaning
        What that is.
    words
        What it shows of an entry in place of a number.
    """

    title: str
    value: Callable[[WorstEntry], float | None]
    meaning: str
    words: Callable[[WorstEntry], str] | None = None


_CAUSES = tuple(Cause)  # from what says nothing to what is wrong

COLUMNS = (
    Column(
        "parameter",
        lambda entry: float(entry.index),
        "the entry of theta",
        words=lambda entry: entry.name,
    ),
    Column("|grad - gradapprox|", lambda entry: entry.error, "how far apart the two gradients are"),
    Column(
        "why",
        lambda entry: float(_CAUSES.index(entry.cause)),
        "what explains the error; sorted by how far it speaks against the backward pass",
        words=lambda entry: str(entry.cause),
    ),
    Column("grad", lambda entry: entry.grad, "what is checked"),
    Column("gradapprox", lambda entry: entry.gradapprox, "the numerical gradient"),
    Column(
        "relative", lambda entry: entry.relative, "|grad - gradapprox| / (|grad| + |gradapprox|)"
    ),
    Column(
        "ratio",
        lambda entry: entry.ratio,
        "grad / gradapprox: a factor that many entries share betrays a bug",
    ),
)
NAME, ERROR, WHY = 0, 1, 2


def worst_entries(result: CheckResult, most: int = MOST) -> tuple[WorstEntry, ...]:
    """Return the entries with the largest error, worst first."""
    places, layout = result.worst(most), result.layout  # made anew at each call
    relative = relative_errors(result.grad[places], result.gradapprox[places])
    return tuple(
        WorstEntry(
            index=int(place),
            name=parameter_name(layout, int(place)),
            error=float(result.errors[place]),
            grad=float(result.grad[place]),
            gradapprox=float(result.gradapprox[place]),
            relative=float(share),
            ratio=_ratio(float(result.grad[place]), float(result.gradapprox[place])),
            is_failing=bool(result.wrong_entries[place]),
            cause=cause_of(result, int(place)),
        )
        for place, share in zip(places, relative, strict=True)
    )


def shown(entry: WorstEntry, column: int) -> str:
    """Return a value as the table shows it."""
    words, value = COLUMNS[column].words, COLUMNS[column].value(entry)
    if words is not None:
        return words(entry)
    return "–" if value is None else number(value)


def sorted_entries(
    entries: Sequence[WorstEntry], column: int, descending: bool
) -> tuple[WorstEntry, ...]:
    """Return entries by the numbers of a column: NaN first, what has no value last."""
    value = COLUMNS[column].value

    def key(entry: WorstEntry) -> SortKey:
        found = value(entry)
        if found is None:
            return 2, 0.0
        return (0, 0.0) if math.isnan(found) else (1, -found if descending else found)

    return tuple(sorted(entries, key=key))


def tab_separated(entries: Sequence[WorstEntry]) -> str:
    """Return a header and a line an entry, every digit of every number, for a spreadsheet."""
    lines = ["\t".join(column.title for column in COLUMNS)]
    lines += ["\t".join(_exact(entry, column) for column in COLUMNS) for entry in entries]
    return "\n".join(lines) + "\n"


def _exact(entry: WorstEntry, column: Column) -> str:
    """Return all of a value."""
    if column.words is not None:
        return column.words(entry)
    value = column.value(entry)
    return "" if value is None else exact(value)


def _ratio(grad: float, gradapprox: float) -> float | None:
    return grad / gradapprox if gradapprox else None
