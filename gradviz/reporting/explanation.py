"""What a verdict means, and what it cannot tell."""

from collections.abc import Iterator

import numpy as np

from gradviz.checking.result import CheckResult, Verdict
from gradviz.reporting.words import count

ROUNDING_MAY_MAKE = 1e-3  # a difference above this is rarely rounding alone in float64
LARGE_EPSILON = 1e-6  # above it a smaller one is worth trying against kinks
SAFE_EPSILON = 1e-9  # ... unless epsilon is smaller than this


def explanation(result: CheckResult) -> list[str]:
    """Return sentences on what the verdict means here."""
    match result.verdict:
        case Verdict.PASS:
            return list(_of_pass(result))
        case Verdict.FAIL:
            return list(_of_fail(result))
        case Verdict.INCONCLUSIVE:
            return [result.problem or "The gradients hold values that are not finite."]


def _of_pass(result: CheckResult) -> Iterator[str]:
    threshold = result.experiment.check.threshold
    over = [array.name for array in result.arrays if array.difference > threshold]
    if over:
        verb = "is" if len(over) == 1 else "are"
        yield (
            f"Taken alone, {', '.join(over)} {verb} over the threshold: larger entries of other "
            "arrays hide it in the whole."
        )
    dark = result.size - result.nonzero
    if dark:
        yield (
            f"In {count(dark, 'entry', 'entries')} the gradient is zero, and "
            f"a wrong factor there cannot be seen; {_other_data(result)} may light them up."
        )


def _of_fail(result: CheckResult) -> Iterator[str]:
    yield "The gradient to be checked and the numerical one disagree by more than the threshold."
    if not np.any(result.failing):
        yield "No entry does so alone: many small errors add up, as rounding makes them."
    if rounding_is_likely(result):
        yield (
            "That need not be a wrong line: rounding alone can reach this size. It would change "
            f"with {_against_rounding(result)}; a wrong line would not."
        )
    if result.crossed and result.experiment.check.epsilon > LARGE_EPSILON:
        yield (
            f"{count(result.crossed, 'entry steps', 'entries step')} over a kink, which can make "
            "a right backward pass fail; with a smaller epsilon fewer do."
        )
    at_kink = result.exact_zeros
    if at_kink:
        yield (
            f"{count(at_kink, 'pre-activation')} {'is' if at_kink == 1 else 'are'} exactly zero, "
            f"where {result.experiment.network.activation} has no derivative: a right backward "
            f"pass fails there at every epsilon, but not with {_other_data(result)}."
        )


def _other_data(result: CheckResult) -> str:
    if result.experiment.given is not None:
        return "other data"
    return "another initialisation" if result.experiment.network.init == "zeros" else "another seed"


def rounding_is_likely(result: CheckResult) -> bool:
    """Return whether a fail of this size may come of rounding alone, judged roughly."""
    if result.experiment.checks_given_gradients:
        return False
    settings = result.experiment.check
    return (
        result.experiment.network.dtype == "float32"
        or settings.epsilon < SAFE_EPSILON
        or result.difference < ROUNDING_MAY_MAKE
    )


def _against_rounding(result: CheckResult) -> str:
    spec = result.experiment.network
    if spec.dtype == "float32":  # whose best difference is near 2e-4, whatever the epsilon
        return "--dtype float64"
    ways = ["--cost logits"] if spec.cost == "textbook" else []
    ways += ["--epsilon 1e-5"] if result.experiment.check.epsilon < 1e-6 else []
    return " or ".join(ways) or "another epsilon"
