"""Weights that were already updated when dA was computed from them."""

from collections.abc import Generator, Mapping
from dataclasses import replace

import numpy as np

from gradviz.analysis.assumptions.fit import Case, is_near, values_steps
from gradviz.analysis.assumptions.model import Model
from gradviz.network.layout import Array

FEWEST = 3  # entries that change with the rate: with one free number, one or two fit by accident


def updated_steps(
    model: Model, plain: Mapping[str, Array], case: Case
) -> Generator[None, None, Model | None]:
    """Return the pass whose dA reads W - rate * dW, with the rate that fits; None if none may.

    Parameters
    ----------
    model
        The pass without that.
    plain
        Its lines. dW2 and db2 change in proportion to the rate, so that one number is nearest.
    case
        What was given.
    """
    if not all(is_near(case.given[name], plain[name]) for name in ("dW3", "db3")):
        return None
    moved = yield from values_steps(replace(model, rate=1.0), case)
    rate = _rate(plain, moved, case)
    return replace(model, rate=rate) if rate > 0 and np.isfinite(rate) else None


def _rate(plain: Mapping[str, Array], moved: Mapping[str, Array], case: Case) -> float:
    names = ("dW2", "db2")
    change = {n: moved[n] - plain[n] for n in names}
    if sum(np.count_nonzero(each) for each in change.values()) < FEWEST:
        return 0.0
    product = sum(float(np.vdot(change[n], case.given[n] - plain[n])) for n in names)
    square = sum(float(np.vdot(each, each)) for each in change.values())
    return product / square if square else 0.0
