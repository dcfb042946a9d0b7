"""Whether numerical gradients at two epsilons agree, so that something can be concluded from them.

What is wrong with a gradient is no matter of epsilon: D(epsilon), D(epsilon / 10) and
D(suggested) are the same but for their own errors. Where they are further apart, one of these
errors was not seen, and nothing is concluded.
"""

from collections.abc import Iterator

import numpy as np

from gradviz.checking.difference import norm
from gradviz.checking.evidence import Evidence
from gradviz.checking.expected import SURE
from gradviz.network.layout import Array, Mask

# An error that falls to less than this share at another epsilon is numerical, however little is
# known of the one there.
VANISHES = 0.3


def others_of(evidence: Evidence) -> Iterator[tuple[float, Array]]:
    """Yield other epsilons and the numerical gradients there, as far as they were taken."""
    if evidence.trust is None:
        return
    suggestion, epsilon = evidence.trust.suggestion, evidence.settings.epsilon
    if suggestion is not None and suggestion.epsilon != epsilon:
        yield suggestion.epsilon, suggestion.gradapprox
    if evidence.trust.at_tenth is not None:
        yield epsilon / 10, evidence.trust.at_tenth


def persists(evidence: Evidence, part: slice, decidable: Mask) -> bool:
    """Return whether a part of grad is off by the same at every other epsilon that was tried.

    Parameters
    ----------
    evidence
        Of a check whose numerical errors are known.
    part
        A stretch of theta.
    decidable
        Which entries of it count, bool.
    """
    return all(is_the_same_at(evidence, part, decidable, *other) for other in others_of(evidence))


def is_the_same_at(
    evidence: Evidence, part: slice, decidable: Mask, epsilon: float, other: Array
) -> bool:
    """Return whether a part of grad is off at another epsilon by what it is off by here.

    Parameters
    ----------
    evidence, part, decidable
        As `persists` takes them.
    epsilon, other
        Another step, and the numerical gradient there, shape (size,); NaN where it was not taken.
    """
    known = decidable & np.isfinite(other[part])
    comparison = evidence.comparison
    with np.errstate(invalid="ignore", over="ignore"):
        here, there = comparison.entries.gradapprox[part][known], other[part][known]
        grad = comparison.grad[part][known]
        if norm(grad - there) < VANISHES * norm(grad - here):
            return False
        return not norm(here - there) > SURE * norm(_errors_of_both(evidence, part, known, epsilon))


def _errors_of_both(evidence: Evidence, part: slice, known: Mask, epsilon: float) -> Array:
    """Return the sum of the errors to expect of both: rounding grows as 1 / epsilon."""
    if evidence.trust is None:
        return np.full(int(np.count_nonzero(known)), np.inf)
    expected, settings = evidence.trust.expected, evidence.settings
    times = epsilon / settings.epsilon
    order = 1 if settings.scheme == "forward" else 2
    rounding = (expected.rounding[part] + expected.step[part])[known]
    truncation = expected.truncation[part][known]
    errors: Array = rounding * (1 + 1 / times) + truncation * (1 + times**order)
    return errors
