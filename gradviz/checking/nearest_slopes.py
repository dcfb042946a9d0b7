"""The slopes at kinks that are nearest to some lines: Gauss and Newton's method within bounds.

The lines are linear in the slopes of one layer where those of the other are fixed. Source: J.
Nocedal and S. J. Wright, Numerical Optimization, 2nd ed., sections 10.3 (Gauss-Newton, damped as
by Levenberg and Marquardt) and 16.5 (active sets).
"""

from collections.abc import Callable, Generator
from functools import partial

import numpy as np

from gradviz.checking.blas import limit_for
from gradviz.checking.difference import largest_size, norm
from gradviz.checking.kinked_pass import KinkedPass, Slopes
from gradviz.network.layout import Array, Indices

GAINS = 0.99  # of the error is left where a step is worth it
ROUNDS = 40  # of Gauss and Newton's method, which needs some five


def nearest_slopes_steps(
    kinked: KinkedPass, slopes: Slopes, names: tuple[str, ...]
) -> Generator[None, None, Slopes]:
    """Return derivatives nearer to some lines, step by step.

    Parameters
    ----------
    kinked
        The pass.
    slopes
        Where to start.
    names
        Of the lines.
    """
    residual = yield from kinked.residual_steps(slopes, names)
    error, damping = norm(residual), 0.0
    for _ in range(ROUNDS):
        if largest_size(residual) <= 0.5:
            break
        (two, one), (unknown_two, unknown_one) = slopes, kinked.unknown
        x = np.concatenate([two[unknown_two], one[unknown_one]])
        jacobian = _jacobian(kinked, slopes, names)
        yield
        step = yield from _bounded_step(jacobian, residual, x, kinked.low, damping)
        moved = np.clip(x + step, kinked.low, 1.0)
        split = np.count_nonzero(unknown_two)
        other = two.copy(), one.copy()
        other[0][unknown_two], other[1][unknown_one] = moved[:split], moved[split:]
        there = yield from kinked.residual_steps(other, names)
        if not norm(there) < GAINS * error:
            if damping > 1 or not step.any():
                break
            damping = max(100 * damping, 1e-4)
            continue
        slopes, residual, error, damping = other, there, norm(there), 0.0
    return slopes


def _jacobian(kinked: KinkedPass, slopes: Slopes, names: tuple[str, ...]) -> Array:
    """Return what each slope changes, in units of what counts as equal, (values, slopes)."""
    here, values, (two, one) = kinked.network.here, kinked.values, slopes
    m, x = kinked.network.x.shape[1], kinked.network.x.T
    passed = values["dA1"] if "dA1" in values else kinked.run(slopes)["dA1"]
    (units, examples), (units_1, examples_1) = (np.nonzero(mask) for mask in kinked.unknown)
    count = units.size + units_1.size
    rows = np.arange(count)
    below, above = rows[: units.size], rows[units.size :]
    # What each slope adds to one column, an example, of dZ2, dA1 and dZ1.
    dz2 = np.zeros((count, two.shape[0]))
    dz2[below, units] = kinked.passed[units, examples]
    da1 = dz2 @ here["W2"]
    dz1 = np.zeros_like(da1)
    if "dA1" not in values:
        dz1[below] = da1[below] * one[:, examples].T
    dz1[above, units_1] = passed[units_1, examples_1]
    columns = np.concatenate([examples, examples_1])
    read = dz1 if "dZ1" not in values else np.zeros_like(dz1)
    parts: dict[str, Callable[[], Array]] = {
        "dA1": partial(_in_column, da1, columns, m),
        "dZ1": partial(_in_column, dz1, columns, m),
        "dW1": lambda: read[:, :, np.newaxis] * x[columns][:, np.newaxis] / m,
        "db1": lambda: read / m,
        "dW2": lambda: dz2[:, :, np.newaxis] * here["A1"].T[columns][:, np.newaxis] / m,
        "db2": lambda: dz2 / m,
    }
    with np.errstate(all="ignore"):
        found = [
            parts[name]().reshape(count, -1) / kinked.tolerance[name].reshape(-1) for name in names
        ]
    return np.concatenate(found, axis=1).T


def _in_column(values: Array, columns: Indices, m: int) -> Array:
    """Return arrays (n, units, m) that are zero but for one column each, from values (n, units)."""
    found = np.zeros((*values.shape, m))
    found[np.arange(columns.size), :, columns] = values
    return found


def _bounded_step(
    jacobian: Array, residual: Array, x: Array, low: float, damping: float
) -> Generator[None, None, Array]:
    """Return a step that makes a linear residual small, and leaves no bound by much.

    What is at a bound and would cross it stays there: an active set method.
    """
    scale = largest_size(jacobian)
    if not scale or not np.isfinite(scale) or not np.isfinite(residual).all():
        return np.zeros_like(x)
    jacobian, residual = jacobian / scale, residual / scale
    step, is_free = np.zeros_like(x), np.ones(x.size, dtype=bool)
    for _ in range(x.size + 1):
        rows, target = jacobian[:, is_free], -(residual + jacobian @ np.where(is_free, 0.0, step))
        if damping:
            rows = np.concatenate([rows, np.sqrt(damping) * np.eye(rows.shape[1])])
            target = np.concatenate([target, np.zeros(rows.shape[1])])
        with limit_for(rows.size):
            step[is_free] = np.linalg.lstsq(rows, target)[0]
        yield
        crossing = is_free & ((x + step < low) | (x + step > 1.0))
        if not crossing.any():
            break
        step[crossing] = np.clip(x + step, low, 1.0)[crossing] - x[crossing]
        is_free &= ~crossing
    return step
