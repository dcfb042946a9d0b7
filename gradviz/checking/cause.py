"""Why one entry of the two gradients differs as it does."""

from enum import StrEnum

import numpy as np

from gradviz.checking.agreement import persists
from gradviz.checking.expected import SURE
from gradviz.checking.result import CheckResult


class Cause(StrEnum):
    """What explains |grad - gradapprox| of one entry."""

    NOT_COMPUTED = "not computed"
    NOT_FINITE = "not finite"
    BOTH_ZERO = "both zero"
    EXACT_ZERO = "exact zero"
    KINK = "kink crossed"
    ROUNDING = "rounding"
    STEP = "step lost"
    TRUNCATION = "truncation"
    ASSUMED = "other assumption"
    UNSURE = "unsure"
    WRONG = "wrong"


def cause_of(result: CheckResult, index: int) -> Cause:
    """Return what explains the difference of an entry.

    - not finite: one of the two is NaN or infinite.
    - both zero: a bug there cannot be seen.
    - exact zero: it moves a pre-activation that is exactly zero, and grad lies between the two
      one-sided slopes.
    - kink crossed: a unit changes sign between the two passes.
    - rounding, step lost, truncation: no more than numerical error explains, the largest part.
    - other assumption: given gradients are right for something else than the check assumes.
    - unsure: somewhat more than that, or it was not measured, or it vanishes at another epsilon.
    - wrong: far more than that.
    """
    if not result.computed[index]:
        return Cause.NOT_COMPUTED
    grad, gradapprox = float(result.grad[index]), float(result.gradapprox[index])
    if not (np.isfinite(grad) and np.isfinite(gradapprox)):
        return Cause.NOT_FINITE
    if result.expected is not None and result.wrong_entries[index]:
        return Cause.WRONG  # also where both are 0, as J is too coarse to show what grad lacks
    if grad == gradapprox == 0:
        return Cause.BOTH_ZERO
    if result.evidence.explained_by_kinks[index]:
        return Cause.EXACT_ZERO if result.evidence.at_zero[index] else Cause.KINK
    if result.expected is None:
        return Cause.UNSURE
    if result.below_noise[index]:
        return _numerical(result, index)
    if result.is_explained:
        return Cause.ASSUMED
    if result.opinion is not None and result.opinion.known[index]:
        return _numerical(result, index)  # the second opinion is that grad is right
    expected = float(result.expected_errors[index])
    is_wrong = result.evidence.unexplained_errors[index] > SURE * expected
    return Cause.WRONG if is_wrong and _persists(result, index) else Cause.UNSURE


def _numerical(result: CheckResult, index: int) -> Cause:
    """Return the largest part of the numerical error to expect of an entry."""
    expected = result.expected
    assert expected is not None
    # Nothing here is computed of all entries: whoever asks for the cause of each would wait for
    # the square of their number.
    backward = expected.backward
    parts = {
        Cause.ROUNDING: expected.rounding[index]
        + (backward if isinstance(backward, float) else backward[index]),
        Cause.STEP: expected.step[index],
        Cause.TRUNCATION: expected.truncation[index],
    }
    return max(parts, key=lambda cause: float(parts[cause]))


def _persists(result: CheckResult, index: int) -> bool:
    """Return whether an entry is as wrong at the other epsilons that were tried there."""
    return persists(result.evidence, slice(index, index + 1), np.ones(1, dtype=bool))
