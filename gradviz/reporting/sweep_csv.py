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

    Numbers have all their digits; one that is NaN is an empty field.

    Parameters
    ----------
    sweep
        The sweep.
    compared
        Another one over the same epsilons; its columns follow, their names begin with
        ``compare_``.
    """
    columns: dict[str, Array | Indices] = {"epsilon": sweep.curve.epsilons, **dict(_columns(sweep))}
    if compared is not None:
        columns |= {f"compare_{name}": values for name, values in _columns(compared)}
    text = io.StringIO()
    writer = csv.writer(text)  # its line ends are those of RFC 4180
    writer.writerow(columns)
    rows = zip(*(values.tolist() for values in columns.values()), strict=True)
    writer.writerows([_field(value) for value in row] for row in rows)
    return text.getvalue()


def _columns(sweep: SweepResult) -> Iterator[tuple[str, Array | Indices]]:
    for curve in (sweep.central, sweep.forward):
        yield from _of_curve(curve)


def _of_curve(curve: Curve) -> Iterator[tuple[str, Array | Indices]]:
    yield f"{curve.scheme}_difference", curve.differences
    yield f"{curve.scheme}_noise_floor", curve.noise_floor
    yield f"{curve.scheme}_truncation", curve.truncation
    yield f"{curve.scheme}_crossed", curve.crossed
    for name, values in curve.arrays.items():
        yield f"{curve.scheme}_{name}", values


def _field(value: float | int) -> str:
    return "" if isinstance(value, float) and math.isnan(value) else exact(value)
