"""The 1-D case of the exercise, its steps with the numbers in."""

from dataclasses import asdict

from gradviz.checking.one_d import OneDCheck
from gradviz.checking.one_d_curves import CURVES
from gradviz.network.numbers import exact
from gradviz.presenting.one_d import one_d_comparison, one_d_reason, one_d_verdict
from gradviz.presenting.words import SIGNS
from gradviz.reporting.as_json import object_text
from gradviz.reporting.terminal import Style


def one_d_json(check: OneDCheck, threshold: float) -> str:
    """Return the steps by name as one JSON object; without x where J does not depend on it."""
    curve, reason = CURVES[check.curve], one_d_reason(check, threshold)
    steps = asdict(check)
    if not curve.takes_x:
        del steps["x"]
    verdict = {"verdict": str(one_d_verdict(check, threshold)), "threshold": threshold}
    return object_text(
        verdict | steps | {"formula": curve.title} | ({"problem": reason} if reason else {})
    )


def one_d_text(check: OneDCheck, threshold: float, style: Style) -> str:
    """Return the steps as the exercise numbers them, and the verdict."""
    verdict, curve = one_d_verdict(check, threshold), CURVES[check.curve]
    words = one_d_comparison(check, threshold)
    reason = one_d_reason(check, threshold)
    words = f"{words}, but {reason}" if reason else words
    head = style.paragraph(f"{verdict.upper()}: {words}", f"{SIGNS[verdict]} ", "  ")
    lines = [style.paint(line, verdict) for line in head.splitlines()]
    x = f"x = {exact(check.x)}, " if curve.takes_x else ""
    lines += ["", f"  J(theta) = {curve.title}, {x}theta = {exact(check.theta)}", ""]
    lines += [f"  {place}  {words}" for place, words in enumerate(_steps(check), start=1)]
    lines += ["", f"     grad = dJ/dtheta = {curve.derivative_formula} = {exact(check.grad)}"]
    lines += [f"     {words}" for words in _one_sided(check)]
    lines += [""]
    lines += [f"  {place}  {words}" for place, words in enumerate(_norms(check), start=1)]
    return "\n".join(lines) + "\n"


def _steps(check: OneDCheck) -> tuple[str, ...]:
    epsilon, curve = exact(check.epsilon), CURVES[check.curve]
    return (
        f"theta+ = theta + {epsilon} = {exact(check.theta_plus)}",
        f"theta- = theta - {epsilon} = {exact(check.theta_minus)}",
        f"J+ = {curve.at('theta+')} = {exact(check.J_plus)}",
        f"J- = {curve.at('theta-')} = {exact(check.J_minus)}",
        f"gradapprox = (J+ - J-) / (2 * {epsilon}) = {exact(check.gradapprox)}",
    )


def _one_sided(check: OneDCheck) -> tuple[str, ...]:
    if CURVES[check.curve].kink is None:
        return ()
    return (
        f"slope on the left = (J - J-) / epsilon = {exact(check.slope_left)}",
        f"slope on the right = (J+ - J) / epsilon = {exact(check.slope_right)}",
    )


def _norms(check: OneDCheck) -> tuple[str, ...]:
    return (
        f"numerator = |grad - gradapprox| = {exact(check.numerator)}",
        f"denominator = |grad| + |gradapprox| = {exact(check.denominator)}",
        f"difference = numerator / denominator = {exact(check.difference)}",
    )
