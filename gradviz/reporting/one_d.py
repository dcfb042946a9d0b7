"""The 1-D case of the exercise, its steps with the numbers in."""

from dataclasses import asdict
from math import isfinite

from gradviz.checking.entry import number_text
from gradviz.checking.one_d import OneDCheck
from gradviz.checking.result import Verdict
from gradviz.reporting.as_json import object_text
from gradviz.reporting.terminal import Style
from gradviz.reporting.words import SIGNS


def one_d_verdict(check: OneDCheck, threshold: float) -> Verdict:
    """Return what the 1-D check says; it cannot tell where the step or a number is lost."""
    if one_d_problem(check):
        return Verdict.INCONCLUSIVE
    return Verdict.PASS if check.difference <= threshold else Verdict.FAIL


def one_d_problem(check: OneDCheck) -> str | None:
    """Return why the check cannot tell, or None."""
    if check.theta_plus == check.theta_minus:
        return "epsilon vanishes beside theta in rounding; take a larger epsilon."
    if not isfinite(check.difference):
        return "the numbers leave the range of float64; take a smaller x or theta."
    return None


def one_d_json(check: OneDCheck, threshold: float) -> str:
    """Return the steps by name as one JSON object."""
    problem = one_d_problem(check)
    return object_text(
        {"verdict": str(one_d_verdict(check, threshold)), "threshold": threshold}
        | asdict(check)
        | ({"problem": problem} if problem else {})
    )


def one_d_text(check: OneDCheck, threshold: float, style: Style) -> str:
    """Return the steps as the exercise numbers them, and the verdict."""
    verdict = one_d_verdict(check, threshold)
    relation = "not greater" if check.difference <= threshold else "greater"
    words = one_d_problem(check) or (
        f"difference {check.difference!r} is {relation} than the threshold {number_text(threshold)}"
    )
    head = style.paragraph(f"{verdict.upper()}: {words}", f"{SIGNS[verdict]} ", "  ")
    lines = [style.paint(line, verdict) for line in head.splitlines()]
    lines += ["", f"  J(theta) = theta * x, x = {check.x:g}, theta = {check.theta:g}", ""]
    lines += [f"  {number}  {words}" for number, words in enumerate(_steps(check), start=1)]
    lines += ["", f"     grad = dJ/dtheta = x = {check.grad!r}", ""]
    lines += [f"  {number}  {words}" for number, words in enumerate(_norms(check), start=1)]
    return "\n".join(lines) + "\n"


def _steps(check: OneDCheck) -> tuple[str, ...]:
    epsilon = number_text(check.epsilon)
    return (
        f"theta+ = theta + {epsilon} = {check.theta_plus!r}",
        f"theta- = theta - {epsilon} = {check.theta_minus!r}",
        f"J+ = theta+ * x = {check.J_plus!r}",
        f"J- = theta- * x = {check.J_minus!r}",
        f"gradapprox = (J+ - J-) / (2 * {epsilon}) = {check.gradapprox!r}",
    )


def _norms(check: OneDCheck) -> tuple[str, ...]:
    return (
        f"numerator = |grad - gradapprox| = {check.numerator!r}",
        f"denominator = |grad| + |gradapprox| = {check.denominator!r}",
        f"difference = numerator / denominator = {check.difference!r}",
    )
