"""Dropout: the masks, and what they are divided by, read from dA or dZ."""

from dataclasses import replace

import numpy as np

from gradviz.analysis.assumptions.fit import Case
from gradviz.analysis.assumptions.model import Model
from gradviz.network.layout import Array, Mask

ALIKE = 1e-6  # kept values are all divided by the same number
SOME = 1000  # of them that are looked at before all others


def dropped(model: Model, case: Case) -> tuple[Model, float] | None:
    """Return the pass with dropout masks that given values betray, and 1/keep_prob; or None.

    Of a kept unit dA is 1/keep_prob times W.T @ dZ, of a dropped one it is zero. Where only dZ
    was given this shows of ReLU: there it makes no difference whether a unit was dropped or off.
    """
    masks: list[Array | None] = []
    for layer in (1, 2):
        masks.append(_mask(model, case, layer))
        if masks[-1] is None:
            return None
    first, second = masks
    assert first is not None
    assert second is not None
    inverse = float(max(first.max(), second.max()))
    if not inverse > 1 + ALIKE or (first.all() and second.all()):
        return None
    return replace(model, masks=(first, second), silent=_silent(model, case)), inverse


def _mask(model: Model, case: Case, layer: int) -> Array | None:
    """Return what A of a layer is multiplied by: 0 or 1/keep_prob; None if it is no mask."""
    above, own, below = f"dZ{layer + 1}", f"dA{layer}", f"dZ{layer}"
    is_relu = model.activations[layer - 1].left == 0
    shown = own if own in case.given else below
    if above not in case.given or shown not in case.given or (shown == below and not is_relu):
        return None
    passed = case.point.parameters[f"W{layer + 1}"].T @ case.given[above]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(passed == 0, 1.0, case.given[shown] / passed)
    kept = ratio[(ratio != 0) & (passed != 0)]
    # Mostly a few tell that there is no mask; the middle of all is far to seek.
    if not kept.size or not _is_one_number(kept[:SOME]) or not _is_one_number(kept):
        return None
    inverse = float(np.median(kept))
    if not inverse > 1 - ALIKE:
        return None
    found: Array = np.where(ratio == 0, 0.0, inverse)
    return found


def _is_one_number(values: Array) -> bool:
    middle = float(np.median(values))
    return bool(np.all(np.abs(values - middle) <= ALIKE * abs(middle)))


def _silent(model: Model, case: Case) -> Mask | None:
    """Return the examples of which nothing tells what was dropped of the first layer, or None.

    No unit of the second layer let anything through to it: those of ReLU were off or dropped.
    """
    if "dZ2" not in case.given or model.activations[1].left != 0:
        return None
    silent: Mask = ~np.any(case.given["dZ2"], axis=0)
    return silent if silent.any() else None
