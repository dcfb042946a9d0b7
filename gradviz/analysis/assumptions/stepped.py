"""Parameters that were saved after an update by the gradients that were saved with them."""

from collections.abc import Generator, Mapping
from dataclasses import replace

import numpy as np

from gradviz.analysis.assumptions.fit import GRADIENTS, Case, values_steps
from gradviz.analysis.assumptions.model import Model, Point
from gradviz.checking.difference import norm
from gradviz.network.layout import Array

# Learning rates that people write. From each, and from what fits best, the rate is refined.
RATES = (0.0, 0.001, 0.003, 0.0075, 0.01, 0.03, 0.05, 0.1, 0.3, 0.5, 1.0, 1.2)
REFINED = 2  # of them
TURNS = 12  # of Newton's method: near the rate three or four do
NEAR = 1e-7  # of the gradient: so near the rate is found, and is refined until it stands
STANDS = 1e-12  # of the rate
LARGE = 20_000_000  # multiplications of a pass: of a larger one only the assumed one is tried


def is_large(case: Case) -> bool:
    """Return whether a pass takes long."""
    entries = sum(each.size for each in case.point.parameters.values())
    return 3 * entries * case.point.m > LARGE


def before_update(case: Case, rate: float) -> Case:
    """Return what was given, at the parameters before an update by a learning rate."""
    point = case.point
    moved = {n: v + rate * case.given[f"d{n}"] for n, v in point.parameters.items()}
    return replace(case, point=Point(point.x, point.y, moved))


def rate_steps(model: Model, case: Case) -> Generator[None, None, float | None]:
    """Return the learning rate of an update after which parameters were saved, or None.

    Parameters
    ----------
    model
        The pass that the gradients may come from.
    case
        What was given: at the parameters plus the rate times the gradients, the pass must give
        these gradients. One number is looked for that makes all of them right.
    """
    size = norm(_vector(case.given))
    if not size > 0 or not np.isfinite(size):
        return None
    tried = []
    for rate in RATES:
        tried.append(((yield from _off_steps(model, case, rate)), rate))
    tried.sort(key=lambda each: norm(each[0]))
    nearest, written = tried[0]
    if written > 0 and norm(nearest) <= NEAR * size:
        return written
    for off, rate in tried[:REFINED]:
        found = yield from _refined_steps(model, case, rate, off)
        if found is not None:
            return found
    return None


def _refined_steps(
    model: Model, case: Case, rate: float, off: Array
) -> Generator[None, None, float | None]:
    size = norm(_vector(case.given))
    for _ in range(TURNS):
        step = 1e-4 * rate if rate else 1e-4
        slope = ((yield from _off_steps(model, case, rate + step)) - off) / step
        square = float(np.vdot(slope, slope))
        if not square > 0 or not np.isfinite([square, norm(off)]).all():
            return None
        change = float(np.vdot(slope, off)) / square
        rate -= change
        off = yield from _off_steps(model, case, rate)
        if abs(change) <= STANDS * abs(rate):
            break
    return rate if rate > 0 and norm(off) <= NEAR * size else None


def _off_steps(model: Model, case: Case, rate: float) -> Generator[None, None, Array]:
    """Return how far the gradients before an update are from those given, as one vector."""
    values = yield from values_steps(model, before_update(case, rate))
    return _vector(values) - _vector(case.given)


def _vector(values: Mapping[str, Array]) -> Array:
    joined: Array = np.concatenate([values[name].reshape(-1) for name in GRADIENTS])
    return joined
