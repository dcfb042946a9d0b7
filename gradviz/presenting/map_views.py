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
    UNITS = "units"

    @property
    def label(self) -> str:
        """What the view is called."""
        return _LABELS[self]

    @property
    def zero_label(self) -> str:
        """What a value of exactly zero means."""
        return "exactly zero" if self in (MapView.GRAD, MapView.GRADAPPROX) else "exactly equal"

    @property
    def missing_label(self) -> str:
        """What an entry without a value is called."""
        return "not measured" if self is MapView.UNITS else "not computed"


_LABELS = {
    MapView.ERROR: "|grad - gradapprox|",
    MapView.RELATIVE: "|grad - gradapprox| / (|grad| + |gradapprox|)",
    MapView.SIGNED: "grad - gradapprox",
    MapView.GRAD: "grad",
    MapView.GRADAPPROX: "gradapprox",
    MapView.UNITS: "|grad - gradapprox| / expected error",
}

# What stands in a cell whose value is not on the scale, where there is no room for the value.
SIGNS = {"equal": "·", "not_finite": "×"}
# What the marks that are the same in every view mean.
WRONG_LABEL = "is wrong"
WRONG_MEANING = "is wrong: numerical error does not explain the difference"
NOT_COVERED_LABEL = "grad is zero"
NOT_COVERED_MEANING = "grad is zero: a bug there cannot be seen"
BELOW_NOISE_LABEL = "below the noise"
BELOW_NOISE_MEANING = "below the noise: numerical error explains the difference"
AT_KINK_LABEL = "at a kink"
AT_KINK_MEANING = "at a kink: J has two slopes there"


def map_values(result: CheckResult, view: MapView) -> Array:
    """Return the value of each entry in a view, shape (size,)."""
    match view:
        case MapView.ERROR:
            return result.errors
        case MapView.RELATIVE:
            return result.comparison.relative_errors
        case MapView.SIGNED:
            return result.comparison.signed_errors
        case MapView.GRAD:
            return result.grad
        case MapView.GRADAPPROX:
            return result.gradapprox
        case MapView.UNITS:
            return np.where(_measured(result), result.evidence.errors_in_units, np.nan)


def computed_entries(result: CheckResult, view: MapView) -> Mask:
    """Return which entries have a value in a view, shape (size,).

    grad has one from the start; in units of the expected error only what was measured has one.
    """
    if view is MapView.GRAD:
        return np.ones(result.size, dtype=bool)
    return result.computed & _measured(result) if view is MapView.UNITS else result.computed


def entries_at_kink(result: CheckResult) -> Mask:
    """Return which entries are at a kink, shape (size,).

    Their step crosses one, or they move a pre-activation that is exactly zero.
    """
    return result.entries.kinks | result.evidence.at_zero


def _measured(result: CheckResult) -> Mask:
    """Return where the unit is known, or not needed as nothing is to be measured with it."""
    measured: Mask = np.isfinite(result.expected_errors) | (result.errors == 0)
    return measured
