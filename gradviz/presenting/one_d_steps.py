"""The 1-D case in words and steps, with the numbers in."""

from dataclasses import dataclass
from decimal import Decimal
from math import floor, isfinite, log10

import numpy as np

from gradviz.checking.one_d import OneDCheck
from gradviz.checking.one_d_curves import CURVES
from gradviz.checking.verdict import Verdict
from gradviz.network.numbers import (
    EXACT,
    SHORT,
    aligned,
    column,
    compared,
    exact,
    number,
)
from gradviz.presenting.entry_steps import Step
from gradviz.presenting.one_d import one_d_reason, one_d_verdict
from gradviz.presenting.verdict_words import Words
from gradviz.presenting.words import SIGNS

FEW = 1000  # numbers of float64 within the step: so few are worth a word
REMARKS = {
    "product": "theta * x is a straight line: every secant is the tangent, and all error is "
    "rounding.",
    "square": "The one-sided secants of a parabola are off by epsilon, one up and one down: the "
    "central difference has no truncation.",
    "cube": "The truncation of theta^3 is epsilon^2, wherever theta is.",
    "sin": "The truncation of sin is epsilon^2 / 6 * |cos(theta)|; it meets the rounding near "
    "epsilon = 1e-5.",
    "sigmoid": "Far to the right the sigmoid is so near 1 that J+ and J- share all their digits, "
    "as a saturated output does.",
    "relu": "Away from its kink relu is a straight line; a step across the kink mixes the slopes "
    "0 and 1.",
    "abs": "At 0 the central difference of |theta| is 0 for every epsilon, by symmetry alone.",
}

_SHORT_LINE = 30  # characters
STEP_TOLERANCE = 1e-3  # how far the step really taken may be off before it is worth a word


@dataclass(frozen=True)
class OneDSteps:
    """What there is to say of a check.

    Attributes
    ----------
    approximation
        Groups of steps that lead to gradapprox; the values of a group are aligned.
    comparison
        Groups of steps that compare grad with it, and the one-sided slopes.
    notes
        Sentences on what is remarkable.
    """

    approximation: tuple[tuple[Step, ...], ...]
    comparison: tuple[tuple[Step, ...], ...]
    notes: tuple[str, ...]


def one_d_words(check: OneDCheck, threshold: float) -> Words:
    """Return the verdict with the textbook comparison, and why the check cannot tell."""
    verdict, reason = one_d_verdict(check, threshold), one_d_reason(check, threshold)
    comparison = "the difference is not a number"
    if isfinite(check.difference):
        value, limit = compared(check.difference, threshold)
        shown = value if check.difference else "exactly 0"
        sign = ">" if check.difference > threshold else "≤"
        comparison = f"difference {shown} {sign} threshold {limit}"
    rest = f", but {reason}" if reason else ""
    if verdict is Verdict.PASS:
        rest = ": grad and gradapprox agree."
    return Words(str(verdict), SIGNS[verdict], verdict.capitalize(), comparison + rest)


def one_d_steps(check: OneDCheck) -> OneDSteps:
    """Return the five steps of gradapprox, the three of the difference, and what is remarkable."""
    notes = (*_kink_notes(check), *_rounding_notes(check), *_cause_notes(check))
    notes = (*notes, REMARKS[check.curve])
    return OneDSteps(_approximation(check), _comparison(check), notes)


def _approximation(check: OneDCheck) -> tuple[tuple[Step, ...], ...]:
    curve = CURVES[check.curve]
    thetas = column((check.theta_plus, check.theta_minus))
    costs = _costs(check.J_plus, check.J_minus)
    gap = number(check.J_plus - check.J_minus)
    quotient = f"{gap} / {number(2 * check.epsilon)} = {exact(check.gradapprox)}"
    return (
        _given(check),
        _group(("theta+", "theta + epsilon", thetas[0]), ("theta-", "theta - epsilon", thetas[1])),
        _group(
            ("J+", curve.at("theta+"), costs[0]),
            ("J-", curve.at("theta-"), costs[1]),
            ("J+ - J-", "", costs[2]),
        ),
        _group(("gradapprox", "(J+ - J-) / (2 * epsilon)", quotient)),
    )


def _given(check: OneDCheck) -> tuple[Step, ...]:
    """Return what is set, in one line where that is short."""
    names = ("theta", "x", "epsilon") if CURVES[check.curve].takes_x else ("theta", "epsilon")
    texts = [exact(getattr(check, name)) for name in names]
    (name, first), *rest = pairs = list(zip(names, texts, strict=True))
    line = ", ".join([first, *(f"{other} = {text}" for other, text in rest)])
    if len(line) <= _SHORT_LINE:
        return _group((name, "", line))
    return _group(*((name, "", text) for name, text in pairs))


def _comparison(check: OneDCheck) -> tuple[tuple[Step, ...], ...]:
    values = column((check.grad, check.gradapprox))
    grad = _group(
        ("grad", CURVES[check.curve].derivative_formula, values[0]),
        ("gradapprox", "", values[1]),
    )
    norms = _group(
        ("numerator", "|grad - gradapprox|", exact(check.numerator)),
        ("denominator", "|grad| + |gradapprox|", exact(check.denominator)),
        ("difference", "numerator / denominator", exact(check.difference)),
    )
    # At a kink they are what there is to see.
    slopes = _one_sided(check)
    return (slopes, grad, norms) if check.at_kink else (grad, norms, slopes)


def _one_sided(check: OneDCheck) -> tuple[Step, ...]:
    left, right = column((check.slope_left, check.slope_right))
    return _group(
        ("left slope", "(J - J-) / epsilon", left), ("right slope", "(J+ - J) / epsilon", right)
    )


def _costs(plus: float, minus: float) -> list[str]:
    """Return J+, J- and J+ - J-; with the digits beyond what is usual if the sum needs them."""
    values = plus, minus, plus - minus
    if all(map(isfinite, values)):
        first, second, gap = (Decimal(repr(value)) for value in values)
        if first - second != gap:
            return aligned(values)
    return column(values)


def _group(*steps: tuple[str, str, str]) -> tuple[Step, ...]:
    return tuple(Step(*step) for step in steps)


def _kink_notes(check: OneDCheck) -> tuple[str, ...]:
    if not check.at_kink:
        return ()
    return (
        "The left slope is that on the left of the kink, the right slope that on its right. No "
        "epsilon makes them one; gradapprox is their mean.",
    )


def _rounding_notes(check: OneDCheck) -> tuple[str, ...]:
    notes = []
    taken = check.theta_plus - check.theta_minus
    count = _place(check.theta_plus) - _place(check.theta_minus) + 1
    if 1 < count < FEW:
        notes.append(
            f"From theta- to theta+ float64 has only {count} numbers, so J is a staircase there."
        )
    if taken and abs(taken / (2 * check.epsilon) - 1) > STEP_TOLERANCE:
        notes.append(
            f"float64 rounds theta+ and theta-: the step really taken is {number(taken)}, and "
            f"{number(2 * check.epsilon)} is what the exercise divides by."
        )
    if check.J_plus == check.J_minus:
        notes.append("J+ and J- are the same number: all their digits cancel.")
    elif isfinite(check.J_plus - check.J_minus):
        size = max(abs(check.J_plus), abs(check.J_minus))
        lost = floor(log10(size / abs(check.J_plus - check.J_minus)))
        if lost > 0:
            notes.append(f"{min(lost, EXACT)} of {EXACT} digits of J+ and J- cancel.")
    return tuple(notes)


def _place(value: float) -> int:
    """Return the place of a number among all of float64, which are ordered as their bits are."""
    bits = int(np.float64(abs(value)).view(np.int64))
    return bits if value >= 0 else -bits


def _cause_notes(check: OneDCheck) -> tuple[str, ...]:
    if check.at_kink or not isfinite(check.rounding + check.truncation):
        return ()
    return (
        f"Of the numerator, rounding explains about {number(check.rounding, SHORT)} and "
        f"truncation {number(check.truncation, SHORT)}.",
    )
