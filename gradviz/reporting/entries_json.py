"""Every entry of a check as JSON, piece by piece: millions of numbers take seconds."""

import json
import math
from collections.abc import Callable, Iterator
from math import prod

from gradviz.checking.cause import cause_of
from gradviz.checking.result import CheckResult
from gradviz.network.layout import Array

# Entries in a piece. Python writes it in one go, holding the interpreter lock: some milliseconds.
PIECE = 2_000

Values = list[float | None] | list[str]
ValuesOf = Callable[[int, int], Values]  # of the entries from one place to before another


def entries_json(result: CheckResult) -> Iterator[tuple[str, int]]:
    """Yield text that holds each entry, as nested lists by array, and the values in it.

    Joined, the texts are the fields grad, gradapprox, cause and, if it was measured,
    expected_error of a JSON object, without its braces, as ``json.dumps`` writes them. Each has
    `value_count` values in all.
    """
    for place, (key, values_of) in enumerate(_columns(result).items()):
        yield f"{', ' if place else ''}{json.dumps(key)}: {{", 0
        for number, name in enumerate(result.layout.names):
            yield f"{', ' if number else ''}{json.dumps(name)}: [", 0
            start = result.layout.slices[name].start
            yield from _nested(values_of, start, result.layout.shape(name))
            yield "]", 0
        yield "}", 0


def value_count(result: CheckResult) -> int:
    """Return how many values there are to write."""
    return len(_columns(result)) * result.size


def _columns(result: CheckResult) -> dict[str, ValuesOf]:
    columns: dict[str, ValuesOf] = {
        "grad": lambda start, stop: _numbers(result.grad[start:stop]),
        "gradapprox": lambda start, stop: _numbers(result.gradapprox[start:stop]),
        "cause": lambda start, stop: [str(cause_of(result, each)) for each in range(start, stop)],
    }
    if result.expected is not None:
        columns["expected_error"] = lambda start, stop: _numbers(result.expected_errors[start:stop])
    return columns


def _numbers(values: Array) -> list[float | None]:
    """Return numbers in float64, with None for what JSON has no number for."""
    numbers = values.astype(float).tolist()
    return [each if math.isfinite(each) else None for each in numbers]


def _nested(values_of: ValuesOf, start: int, shape: tuple[int, ...]) -> Iterator[tuple[str, int]]:
    """Yield what stands between the brackets of an array of any number of dimensions."""
    if len(shape) == 2:
        yield from _rows(values_of, start, *shape)
    elif len(shape) < 2:
        for place in range(start, start + prod(shape), PIECE):
            values = values_of(place, min(place + PIECE, start + prod(shape)))
            yield (", " if place > start else "") + json.dumps(values)[1:-1], len(values)
    else:
        for number in range(shape[0]):
            yield ", [" if number else "[", 0
            yield from _nested(values_of, start + number * prod(shape[1:]), shape[1:])
            yield "]", 0


def _rows(values_of: ValuesOf, start: int, rows: int, columns: int) -> Iterator[tuple[str, int]]:
    """Yield the rows of an array; short ones many at a time, a long one in parts."""
    together = max(1, PIECE // columns)
    for row in range(0, rows, together):
        if row:
            yield ", ", 0
        first = start + row * columns
        if columns <= PIECE:
            count = min(together, rows - row) * columns
            values = values_of(first, first + count)
            nested = [values[place : place + columns] for place in range(0, count, columns)]
            yield json.dumps(nested)[1:-1], count
        else:
            yield from _long_row(values_of, first, first + columns)


def _long_row(values_of: ValuesOf, start: int, stop: int) -> Iterator[tuple[str, int]]:
    for place in range(start, stop, PIECE):
        values = values_of(place, min(place + PIECE, stop))
        comma = "[" if place == start else ", "
        yield comma + json.dumps(values)[1:-1], len(values)
    yield "]", 0
