"""Weights that were already updated when dA was computed from them."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from gradviz.checking.assumptions.fit import Case, is_near
from gradviz.checking.assumptions.model import Model, backward, forward
from gradviz.network.layout import Array


def updated(model: Model, case: Case) -> Model | None:
    """Return the pass whose dA reads W - rate * dW, with the rate that fits; None if none may.

    dW2 and db2 change in proportion to the rate, so that one number is nearest to them.
    """
    with np.errstate(all="ignore"):
        here = forward(model, case.point)
        plain, moved = (
            backward(each, case.point, here) for each in (model, replace(model, rate=1.0))
        )
        top_is_right = all(is_near(case.given[n], plain[n]) for n in ("dW3", "db3"))
        rate = _rate(plain, moved, case) if top_is_right else 0.0
    return replace(model, rate=rate) if rate > 0 and np.isfinite(rate) else None


def _rate(plain: Mapping[str, Array], moved: Mapping[str, Array], case: Case) -> float:
    names = ("dW2", "db2")
    product = sum(float(np.vdot(moved[n] - plain[n], case.given[n] - plain[n])) for n in names)
    square = sum(float(np.vdot(moved[n] - plain[n], moved[n] - plain[n])) for n in names)
    return product / square if square else 0.0
