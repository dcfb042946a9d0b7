"""A sweep over epsilon as a table with commas, for a spreadsheet or a plotting program."""

import csv
import io
import math
from collections.abc import Iterator

from gradviz.checking.curves import Curve, SweepResult
from gradviz.network.layout import Array, Indices
from gradviz.network.numbers import exact


def sweep_csv(sweep: SweepResult, compared: SweepResult | None = None) -> str:
    """Return a sweep as CSV (RFC 4180): a header, then one row an epsilon.

    Numbers have all their digits; one that is NaN, or not computed yet, is an empty field.

    Parameters
    ----------
    sweep
        The sweep.
    compared
        Another one, which may have come less far; its columns follow, their names begin with
        ``compare_``.
    """
    parts = [("", sweep)] if compared is None else [("", sweep), ("compare_", compared)]
    tables = [dict(_columns(each, prefix)) for prefix, each in parts]
    places = [_places(each) for _, each in parts]
    text = io.StringIO()
    writer = csv.writer(text)  # its line ends are those of RFC 4180
    writer.writerow(["epsilon", *(name for table in tables for name in table)])
    for epsilon in sorted(set().union(*places), reverse=True):
        row = [epsilon]
        for table, place in zip(tables, (each.get(epsilon) for each in places), strict=True):
            row += [
                math.nan if place is None else values[place].item() for values in table.values()
            ]
        writer.writerow(_field(value) for value in row)
    return text.getvalue()


def _places(sweep: SweepResult) -> dict[float, int]:
    """Return the place of each epsilon; of a sweep that was stopped, of those that it came to."""
    return {epsilon: place for place, epsilon in enumerate(sweep.curve.epsilons.tolist())}


def _columns(sweep: SweepResult, prefix: str) -> Iterator[tuple[str, Array | Indices]]:
    for curve in (sweep.central, sweep.forward):
        for name, values in _of_curve(curve):
            yield f"{prefix}{name}", values


def _of_curve(curve: Curve) -> Iterator[tuple[str, Array | Indices]]:
    yield f"{curve.scheme}_difference", curve.differences
    yield f"{curve.scheme}_noise_floor", curve.noise_floor
    yield f"{curve.scheme}_truncation", curve.truncation
    yield f"{curve.scheme}_crossed", curve.crossed
    for name, values in curve.arrays.items():
        yield f"{curve.scheme}_{name}", values


def _field(value: float | int) -> str:
    return "" if isinstance(value, float) and math.isnan(value) else exact(value)
