"""The ways to look at a check's entries as maps."""

from enum import StrEnum

import numpy as np

from gradviz.checking.result import CheckResult
from gradviz.network.layout import Array, Mask


class MapView(StrEnum):
    """Which value of each entry the maps show."""

    ERROR = "error"
    RELATIVE = "relative"
    SIGNED = "signed"
    GRAD = "grad"
    GRADAPPROX = "gradapprox"

    @property
    def label(self) -> str:
        """What the view is called."""
        return _LABELS[self]

    @property
    def zero_label(self) -> str:
        """What a value of exactly zero means."""
        return "exactly zero" if self in (MapView.GRAD, MapView.GRADAPPROX) else "exactly equal"


_LABELS = {
    MapView.ERROR: "|grad - gradapprox|",
    MapView.RELATIVE: "|grad - gradapprox| / (|grad| + |gradapprox|)",
    MapView.SIGNED: "grad - gradapprox",
    MapView.GRAD: "grad",
    MapView.GRADAPPROX: "gradapprox",
}


def map_values(result: CheckResult, view: MapView) -> Array:
    """Return the value of each entry in a view, shape (size,)."""
    match view:
        case MapView.ERROR:
            return result.errors
        case MapView.RELATIVE:
            return result.relative_errors
        case MapView.SIGNED:
            return result.signed_errors
        case MapView.GRAD:
            return result.grad
        case MapView.GRADAPPROX:
            return result.gradapprox


def computed_entries(result: CheckResult, view: MapView) -> Mask:
    """Return which entries have a value in a view, shape (size,); grad has one from the start."""
    return np.ones(result.size, dtype=bool) if view is MapView.GRAD else result.computed
