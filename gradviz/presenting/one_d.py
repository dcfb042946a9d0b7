"""What a check of the 1-D case says, and why."""

from math import isfinite

from gradviz.checking.expected import MARGIN
from gradviz.checking.one_d import OneDCheck
from gradviz.checking.one_d_curves import CURVES
from gradviz.checking.verdict import Verdict
from gradviz.network.numbers import SHORT, exact, number


def one_d_verdict(check: OneDCheck, threshold: float) -> Verdict:
    """Return what the 1-D check says; it cannot tell where numerical error explains as much."""
    if one_d_problem(check):
        return Verdict.INCONCLUSIVE
    if check.difference <= threshold:
        return Verdict.PASS
    is_explained = check.numerator <= MARGIN * (check.rounding + check.truncation)
    return Verdict.INCONCLUSIVE if is_explained or check.crosses_kink else Verdict.FAIL


def one_d_problem(check: OneDCheck) -> str | None:
    """Return why the check cannot tell whatever the threshold, or None."""
    if check.theta_plus == check.theta_minus:
        return "epsilon is lost in the rounding of theta; take a larger epsilon."
    if not isfinite(check.difference):
        return "the numbers leave the range of float64; take a smaller x or theta."
    if check.at_kink:
        return _no_derivative(check)
    return None


def one_d_reason(check: OneDCheck, threshold: float) -> str | None:
    """Return why the check cannot tell, or None where it can."""
    if one_d_verdict(check, threshold) is not Verdict.INCONCLUSIVE:
        return None
    problem = one_d_problem(check)
    if problem is not None:
        return problem
    if check.crosses_kink:
        distance = exact(abs(check.theta - (CURVES[check.curve].kink or 0.0)))
        return f"the step crosses the kink and mixes two slopes: take an epsilon below {distance}."
    if check.grad == 0:
        cause = _larger_cause(check)
        return f"grad is 0, so any gradapprox at all gives 1: {cause} explains this one."
    if _larger_cause(check) == "rounding":
        return "rounding explains it: take a larger epsilon."
    return "truncation explains it: take a smaller epsilon."


def _larger_cause(check: OneDCheck) -> str:
    return "rounding" if check.rounding >= check.truncation else "truncation"


def _no_derivative(check: OneDCheck) -> str:
    left, right = number(check.slope_left, SHORT), number(check.slope_right, SHORT)
    place = f"{CURVES[check.curve].title} has no derivative at {exact(check.theta)}"
    return (
        f"{place}: its slope is {left} on the left and {right} on the right; grad = "
        f"{number(check.grad, SHORT)} lies between, which is no failure."
    )


def one_d_comparison(check: OneDCheck, threshold: float) -> str:
    """Return the textbook comparison as it is."""
    if not isfinite(check.difference):
        return "the difference is not a number"
    relation = "not greater" if check.difference <= threshold else "greater"
    return (
        f"difference {exact(check.difference)} is {relation} than the threshold {exact(threshold)}"
    )
