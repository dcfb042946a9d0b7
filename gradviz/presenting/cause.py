"""Why one entry differs as it does, in words."""

import numpy as np

from gradviz.checking.cause import Cause, cause_of
from gradviz.checking.result import CheckResult
from gradviz.network.layout import Array
from gradviz.network.numbers import number, rough
from gradviz.subjects.network import NetworkSubject


def cause_sentence(result: CheckResult, index: int) -> str:
    """Return why an entry differs as it does, with the numbers in; empty if it was not computed."""
    cause = cause_of(result, index)
    match cause:
        case Cause.NOT_COMPUTED:
            return ""
        case Cause.NOT_FINITE:
            why = result.problem or "one of the two is NaN or infinite, so there is no difference."
            return f"Not finite: {why}"
        case Cause.BOTH_ZERO:
            return "Both are 0, and 0/0 counts as agreement: a bug here cannot be seen."
        case Cause.KINK:
            return _kink(result)
        case Cause.EXACT_ZERO:
            return f"Exact zero: {_slopes(result, index)}{_between(result, index)}"
        case Cause.WRONG if result.errors[index] == 0 and result.opinion is not None:
            value = _at(result.opinion.value, index, 6)
            return f"✗ Wrong: gradapprox shows nothing at this epsilon; the derivative is {value}."
        case Cause.WRONG if result.evidence.at_zero[index]:
            return f"✗ Wrong: {_slopes(result, index)}{_not_between(result, index)}"
        case _ if result.expected is None:
            error = _at(result.errors, index)
            return f"Unsure: what error to expect was not measured; it is {error}."
        case _:
            rest = f"{_TAILS[cause]}{_elsewhere(result, index, cause)}"
            return f"{_HEADS[cause]}: {_size(result, index)}{rest}"


_HEADS = {
    Cause.ROUNDING: "Rounding",
    Cause.STEP: "Step lost",
    Cause.TRUNCATION: "Truncation",
    Cause.ASSUMED: "Other assumption",
    Cause.UNSURE: "Unsure",
    Cause.WRONG: "✗ Wrong",
}
_TAILS = {
    Cause.ROUNDING: ". No more can be seen at this epsilon.",
    Cause.STEP: ", as theta + epsilon is rounded. A larger epsilon tells more.",
    Cause.TRUNCATION: ", as J bends within the step. A smaller epsilon tells more.",
    Cause.ASSUMED: "; the gradients are right for something else than this check assumes.",
    Cause.UNSURE: ", too little to be called wrong",
    Cause.WRONG: "",
}


def _size(result: CheckResult, index: int) -> str:
    error = f"the error, {_at(result.errors, index)},"
    units = float(result.evidence.errors_in_units[index])
    times = f"{rough(units)} times" if np.isfinite(units) else "far beyond"
    return f"{error} is {times} the one to expect, {_at(result.expected_errors, index)}"


def _elsewhere(result: CheckResult, index: int, cause: Cause) -> str:
    """Return what the error is at the suggested epsilon, where that tells something."""
    other = result.suggestion
    if cause not in (Cause.UNSURE, Cause.WRONG):
        return ""
    if other is None or other.epsilon == result.experiment.check.epsilon:
        return "."
    error = abs(float(result.grad[index] - other.gradapprox[index]))
    if not np.isfinite(error):
        return "."
    return f"; at epsilon {rough(other.epsilon)} it is {rough(error)}."


def _kink(result: CheckResult) -> str:
    start = "theta" if result.experiment.check.scheme == "forward" else "theta-"
    subject = result.experiment.subject
    what = "J has a kink"
    if isinstance(subject, NetworkSubject):
        what = f"a hidden unit crosses the kink of {subject.network.activation}"
    return (
        f"Kink crossed: from {start} to theta+ {what}, so "
        "gradapprox mixes two slopes; a smaller epsilon may not."
    )


def _between(result: CheckResult, index: int) -> str:
    slopes = result.slopes
    assert slopes is not None
    if slopes.is_single[index]:
        return "; grad lies between them: no failure."
    return ". Whether grad is right cannot be seen here."


def _not_between(result: CheckResult, index: int) -> str:
    assert result.trust is not None
    slopes, near = result.trust.slopes, result.trust.error_near_theta
    assert slopes is not None
    if slopes.is_single[index] or near is None:
        return f"; grad, {_at(result.grad, index, 6)}, does not lie between them."
    return f"; near theta, where no unit is at its kink, the error is {_at(near, index)}."


def _slopes(result: CheckResult, index: int) -> str:
    slopes = result.slopes
    assert slopes is not None
    if np.isnan(slopes.left[index]):
        return "this parameter moves a pre-activation that is exactly zero"
    left, right = _at(slopes.left, index, 6), _at(slopes.right, index, 6)
    return (
        "this parameter moves a pre-activation that is exactly zero, so J has one slope on the "
        f"left, {left}, and one on the right, {right} (over {rough(slopes.step)})"
    )


def _at(values: Array, index: int, digits: int = 2) -> str:
    value = float(values[index])
    return number(value, digits)
