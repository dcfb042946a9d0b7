"""Whether numerical gradients at two epsilons agree, so that something can be concluded from them.

What is wrong with a gradient is no matter of epsilon: D(epsilon), D(epsilon / 10) and
D(suggested) are the same but for their own errors. Where they are further apart, one of these
errors was not seen, and nothing is concluded.
"""

from typing import TYPE_CHECKING

import numpy as np

from gradviz.checking.difference import norm
from gradviz.checking.expected import SURE
from gradviz.network.layout import Array, Mask

if TYPE_CHECKING:
    from gradviz.checking.result import CheckResult

# An error that falls to less than this share at another epsilon is numerical, however little is
# known of the one there.
VANISHES = 0.3


def is_the_same_at(
    result: "CheckResult", part: slice, decidable: Mask, epsilon: float, other: Array
) -> bool:
    """Return whether a part of grad is off at another epsilon by what it is off by here.

    Parameters
    ----------
    result
        A check whose numerical errors are known.
    part
        A stretch of theta.
    decidable
        Which entries of it count, bool.
    epsilon, other
        Another step, and the numerical gradient there, shape (size,); NaN where it was not taken.
    """
    known = decidable & np.isfinite(other[part])
    with np.errstate(invalid="ignore", over="ignore"):
        here, there = result.gradapprox[part][known], other[part][known]
        grad = result.grad[part][known]
        if norm(grad - there) < VANISHES * norm(grad - here):
            return False
        return not norm(here - there) > SURE * norm(_errors_of_both(result, part, known, epsilon))


def _errors_of_both(result: "CheckResult", part: slice, known: Mask, epsilon: float) -> Array:
    """Return the sum of the errors to expect of both: rounding grows as 1 / epsilon."""
    expected, settings = result.expected, result.experiment.check
    if expected is None:
        return np.full(int(np.count_nonzero(known)), np.inf)
    times = epsilon / settings.epsilon
    order = 1 if settings.scheme == "forward" else 2
    rounding = (expected.rounding[part] + expected.step[part])[known]
    truncation = expected.truncation[part][known]
    errors: Array = rounding * (1 + 1 / times) + truncation * (1 + times**order)
    return errors
